//! A scenario comes from a stranger: whatever is in a file, it is read or refused with the place of what is wrong; nothing panics, nothing
//! over the bounds is allocated, and nothing that was saved is lost.

#![expect(clippy::unwrap_used, reason = "a test stops where it stands")]

use brainwright::engine::Simulation;
use brainwright::scenario::{Deed, LARGEST_FILE, PRESETS, Problem, Scenario, check, notes, parse, preset, read, render, write, write_with};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fs;
use std::io;
use std::time::{Duration, Instant};

thread_local! { static LARGEST: Cell<usize> = const { Cell::new(0) }; }

/// Remembers the largest piece of memory that its thread asked for.
struct Watching;

#[expect(unsafe_code, reason = "an allocator that watches can only be written so")]
// SAFETY: every call is handed to the system's allocator unchanged.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LARGEST.with(|largest| largest.set(largest.get().max(layout.size())));
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Watching = Watching;

/// What one says about a file, with no piece of memory larger than a few files.
fn judge(text: &str) -> Vec<Problem> {
    LARGEST.set(0);
    let problems = match parse(text) {
        Ok(scenario) => check(&scenario),
        Err(problem) => vec![problem],
    };
    let most = 4 * LARGEST_FILE as usize;
    assert!(LARGEST.get() <= most, "{} bytes at once for a file of {}", LARGEST.get(), text.len());
    problems
}

/// A problem says what is wrong in one line, and where: a path, or a line of the text, or it speaks of the whole file.
fn is_clear(problem: &Problem) -> bool {
    let said = problem.to_string();
    let whole = ["at line", "MiB", "more than", "EOF"].iter().any(|words| problem.message.contains(words));
    !problem.message.is_empty() && said.len() < 2000 && !said.contains('\n') && (!problem.path.is_empty() || whole)
}

fn welcome() -> Value {
    serde_json::from_str(preset("welcome").unwrap().text).unwrap()
}

/// The welcome preset with one place changed.
fn changed(pointer: &str, value: Value) -> String {
    let mut file = welcome();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match file.pointer_mut(parent).unwrap() {
        Value::Object(object) => drop(object.insert(key.to_owned(), value)),
        Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
        _ => unreachable!("{pointer} has no parent"),
    }
    file.to_string()
}

/// The one problem of a file, whose path begins so and whose words hold these.
fn refused(text: &str, path: &str, words: &str) {
    let problems = judge(text);
    assert!(!problems.is_empty(), "nothing is wrong for {words}");
    assert!(problems.iter().all(is_clear), "{problems:?}");
    let found = problems.iter().any(|problem| problem.path.starts_with(path) && problem.to_string().contains(words));
    assert!(found, "no problem at `{path}` with `{words}` in {problems:?}");
}

#[test]
fn every_preset_is_sound_and_comes_back_from_its_file() {
    for preset in PRESETS {
        let scenario = preset.scenario().unwrap_or_else(|problem| panic!("{}: {problem}", preset.name));
        assert_eq!(check(&scenario), [], "{}", preset.name);
        assert_eq!(parse(&render(&scenario)).as_ref(), Ok(&scenario), "{}", preset.name);
    }
}

/// Whatever a lesson's buttons do can be done, and its words are there.
#[test]
fn every_lesson_can_be_followed() {
    for preset in PRESETS {
        let scenario = preset.scenario().unwrap();
        let lesson = &scenario.lesson;
        assert!(lesson.text.len() > 300 && !lesson.falsified_if.is_empty() && lesson.steps.len() >= 4, "{}: its lesson is thin", preset.name);
        assert!(!scenario.about.is_empty() && !scenario.cites.is_empty() && !scenario.claims.is_empty() && !scenario.hypotheses.is_empty(), "{}", preset.name);
        assert!(scenario.areas.names().chain(["world"]).all(|name| scenario.layout.get(name).is_some()), "{}: no place for an area", preset.name);
        for claim in &scenario.claims {
            assert!(!claim.cites.is_empty() && claim.over[1] <= scenario.ticks as u64, "{}: {}", preset.name, claim.text);
        }
        assert_eq!(notes(&scenario), [], "{}", preset.name);
    }
}

#[test]
fn wrong_files_are_refused_where_they_are_wrong() {
    refused("", "", "EOF");
    refused("{}", "format", "missing");
    refused("[1, 2]", "", "");
    refused(&welcome().to_string()[..500], "", "EOF");
    refused(&changed("/format", json!(2)), "format", "newer Brainwright");
    refused(&changed("/format", json!(0)), "format", "never was");
    refused(&changed("/title", json!(7)), "title", "invalid type");
    refused(&changed("/tittle", json!("x")), "tittle", "unknown field");
    refused(&changed("/areas/visual/rule", json!({ "backprob": {} })), "areas.visual.rule", "unknown variant");
    refused(&changed("/areas/visual/plasticity/rate", json!("fast")), "areas.visual.plasticity.rate", "a number");
    refused(&changed("/areas/visual/plasticity/rate", json!(-1)), "areas.visual.plasticity.rate", "between 0 and");
    refused(&changed("/areas/visual/anatomy/dense/layers", json!([1_000_000_000])), "areas.visual.anatomy.layers", "between 1 and 65536");
    refused(&changed("/areas/visual/anatomy/dense/layers", json!([65_536, 65_536])), "areas.visual.anatomy.layers", "GiB");
    refused(&changed("/areas/visual/anatomy/dense/layers", json!([])), "areas.visual.anatomy.layers", "at least one layer");
    refused(&changed("/areas/visual/anatomy/dense/layers", json!(vec![1; 100_000])), "areas.visual.anatomy.layers", "at most 64");
    refused(&changed("/areas/a b", json!({})), "areas", "letters, digits");
    refused(&changed("/batch", json!(1_000_000)), "batch", "between 1 and 4096");
    refused(&changed("/wires/ascending/to", json!("visual.input")), "wires.ascending", "cannot wait for itself");
    refused(&changed("/wires/back", json!({ "from": "decision.output", "to": "visual.input" })), "wires.", "circle");
    refused(&changed("/wires/ascending/from", json!("motor.output")), "wires.ascending.from", "no area `motor`");
    refused(&changed("/claims/0/measure", json!("accuracy.motor.classify")), "claims.0.measure", "nothing measures");
    refused(&changed("/claims/0/is", json!({ "above": null })), "claims.0.is", "");
    refused(&changed("/perturbations/0/do/weight_noise/area", json!("motor")), "perturbations.0.do", "no area `motor`");
    refused(&changed("/variants", json!({ "x": { "areas.motor.rule": {} } })), "variants.x.areas.motor.rule", "");
    refused(&changed("/variants", json!({ "x": { "areas.visual.plasticity.rate": -3 } })), "variants.x.areas.visual.plasticity.rate", "between");
    refused(&changed("/development", json!({ "tracks": { "areas.motor.plasticity.rate": { "keys": [] } } })), "development.tracks.areas.motor", "no such knob");
    refused(&changed("/development", json!({ "periods": { "motor": [] } })), "development.periods.motor", "no area `motor`");
}

/// The welcome preset as it was lived: with a journal of knobs and pokes.
fn lived() -> Value {
    let mut file = welcome();
    file["journal"] = json!([
        { "at": 0, "do": { "set": { "knob": "world.blur", "to": 0.25 } } },
        { "at": 120, "do": { "set": { "knob": "areas.visual.plasticity.rate", "to": 0.05 } } },
        { "at": 120, "do": { "poke": { "weight_noise": { "area": "visual", "amplitude": 0.5 } } } },
        { "at": 300, "do": { "poke": { "error_wire_lesion": { "wire": "ascending" } } } },
        { "at": 5000, "do": { "set": { "knob": "measuring.horizon", "to": 200 } } } ]);
    file
}

#[test]
fn a_journal_is_refused_where_it_is_wrong_and_mended_by_a_click() {
    let base = lived();
    assert_eq!(judge(&base.to_string()), []);
    let with = |pointer: &str, value: Value| {
        let mut file = base.clone();
        *file.pointer_mut(&format!("/journal{pointer}")).unwrap() = value;
        file.to_string()
    };
    let rate = "/1/do/set/knob";
    refused(&with("", json!({})), "journal", "a sequence");
    refused(&with("/0", json!({ "at": 3 })), "journal.0", "missing field `do`");
    refused(&with("/0/at", json!(-1)), "journal.0.at", "a whole number");
    refused(&with("/0/at", json!(0.5)), "journal.0.at", "a whole number");
    refused(&with("/4/at", json!(2_000_000_000)), "journal.4.at", "the greatest age is 1000000000");
    refused(&with("/0/do", json!({ "add": {} })), "journal.0.do", "unknown variant");
    refused(&with("/1/do/set", json!({ "knob": "world.blur", "to": 0, "by": 1 })), "journal.1.do.set.by", "unknown field");
    refused(&with(rate, json!("areas.motor.plasticity.rate")), "journal.1.do.set.knob", "no knob `areas.motor.plasticity.rate`");
    refused(&with(rate, json!("areas.visual")), "journal.1.do.set.knob", "no knob");
    for fixed in ["batch", "seed", "measuring.items", "measuring.exact_path"] {
        refused(&with(rate, json!(fixed)), "journal.1.do.set.knob", "cannot change while the brain lives");
    }
    refused(&with("/1/do/set/to", json!(-1)), "journal.1.do.set.to", "between 0 and");
    refused(&with("/1/do/set/to", json!("fast")), "journal.1.do.set.to", "a number");
    refused(&with("/1/do/set/to", json!(null)), "journal.1.do.set.to", "a number");
    refused(&with("/2/do/poke/weight_noise/area", json!("motor")), "journal.2.do.poke", "no area `motor`");
    refused(&with("/2/do/poke/weight_noise/amplitude", json!(1e9)), "journal.2.do.poke.amplitude", "between");
    refused(&with("/3/do/poke/error_wire_lesion/wire", json!("descending")), "journal.3.do.poke", "no wire `descending`");
    refused(&with("/2/at", json!(50)), "journal.2.at", "age 50 comes after age 120");
    let mut variant = base.clone();
    variant["variants"] = json!({ "alone": { "journal": [] } });
    refused(&variant.to_string(), "variants.alone.journal", "all its variants alike");
    for wrong in [with("/2/at", json!(50)), with("/1/do/set/to", json!(-1)), with("/2/do/poke/weight_noise/amplitude", json!(1e9))] {
        let scenario = parse(&wrong).unwrap();
        let problems = check(&scenario);
        let mend = problems[0].mend.as_ref().unwrap();
        let mended = mend.edits.iter().fold(scenario, |scenario, (path, value)| scenario.with(path, value).unwrap());
        assert_eq!(check(&mended), [], "{problems:?}");
    }
}

/// Without a journal there is no word of one; with one it comes back from its file to the bit.
#[test]
fn a_journal_is_written_when_there_is_one() {
    let scenario = preset("welcome").unwrap().scenario().unwrap();
    assert!(!render(&scenario).contains("journal"));
    let mut lived = parse(&lived().to_string()).unwrap();
    for entry in &mut lived.journal {
        if let Deed::Set { to, .. } = &mut entry.deed {
            *to /= 3.0 * 7.0;
        }
    }
    assert_eq!(parse(&render(&lived)).as_ref(), Ok(&lived));
}

#[test]
fn the_longest_journal_is_judged_in_time() {
    let start = Instant::now();
    let deed = |knob: &str| json!({ "at": 7, "do": { "set": { "knob": knob, "to": 0.1 } } });
    let mut file = welcome();
    file["journal"] = vec![deed("areas.decision.plasticity.rate"); 10_000].into();
    assert_eq!(judge(&file.to_string()), []);
    file["journal"] = vec![deed("nobody"); 10_000].into();
    assert_eq!(judge(&file.to_string()).len(), 100);
    file["journal"] = vec![json!({ "at": 7, "do": { "poke": { "error_wire_lesion": { "wire": "x" } } } }); 10_001].into();
    refused(&file.to_string(), "journal", "at most 10000");
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

/// Taking an area away is refused at every place that still names it, and at no other.
#[test]
fn a_removed_area_is_missed_where_it_is_named() {
    let mut file = welcome();
    file["development"] = json!({ "tracks": { "areas.visual.plasticity.rate": { "keys": [{ "age": 0, "value": 0.1 }] } }, "periods": { "visual": [{}] } });
    file["areas"].as_object_mut().unwrap().remove("visual");
    let problems = judge(&file.to_string());
    assert!(problems.iter().all(is_clear));
    for place in ["wires.retina.to", "wires.ascending.from", "development.tracks.areas.visual", "development.periods.visual", "perturbations.0.do"] {
        assert!(problems.iter().any(|problem| problem.path.starts_with(place)), "nothing said of {place}: {problems:?}");
    }
    // A claim can be read only where everything else is right.
    let mut file = welcome();
    file["claims"][0]["measure"] = json!("accuracy.motor.classify");
    refused(&file.to_string(), "claims.0.measure", "accuracy.motor.classify");
}

#[test]
fn numbers_that_are_none_and_keys_that_come_twice_are_refused() {
    let text = welcome().to_string();
    for number in ["1e999", "-1e999", "NaN", "Infinity", "0x10", "1."] {
        refused(&text.replace("\"pace\":100", &format!("\"pace\":{number}")), "", "");
    }
    refused(&text.replace("\"pace\":100", "\"pace\":100,\"pace\":100"), "", "duplicate field");
    refused(&text.replace("\"areas\":{", "\"areas\":{\"visual\":{},"), "areas", "used twice");
    refused(&"[".repeat(100_000), "", "at line");
    refused(&text.replace("\"world\":{\"digits\":{}}", "\"world\":{\"digits\":{},\"xor\":{}}"), "world", "");
}

#[test]
fn huge_files_are_refused_quickly() {
    let start = Instant::now();
    let area = |index: usize| (format!("a{index}"), json!({}));
    let areas: serde_json::Map<String, Value> = (0..20_000).map(area).collect();
    refused(&changed("/areas", Value::Object(areas)), "areas", "more than");
    let areas: serde_json::Map<String, Value> = (0..9_000).map(area).collect();
    refused(&changed("/areas", Value::Object(areas)), "areas", "at most 256");
    let million: String = (0..1_000_000).map(|index| format!("\"a{index}\":{{}},")).collect();
    refused(&welcome().to_string().replace("\"areas\":{", &format!("\"areas\":{{{million}")), "", "MiB");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.json");
    fs::File::create(&path).unwrap().set_len(1 << 30).unwrap();
    assert!(read(&path).unwrap_err().message.contains("1024 MiB"));
    assert!(read(folder.path()).unwrap_err().message.contains("folder"));
    assert!(start.elapsed() < Duration::from_secs(20));
}

/// The most that may be, all in one circle: judged in seconds, not in hours.
#[test]
fn the_largest_tangle_is_judged_in_time() {
    let mut file = json!({ "format": 1, "areas": {}, "wires": {}, "variants": {} });
    for a in 0..256 {
        file["areas"][format!("a{a}")] = json!({ "anatomy": { "dense": { "layers": [1] } } });
        for w in 0..16 {
            file["wires"][format!("w{a}-{w}")] = json!({ "from": format!("a{a}.output"), "to": format!("a{}.input", (a + w * 7 + 1) % 256) });
        }
    }
    let start = Instant::now();
    refused(&file.to_string(), "wires.", "circle");
    for (_, wire) in file["wires"].as_object_mut().unwrap() {
        wire["delay"] = json!(1);
    }
    let edits: serde_json::Map<String, Value> = (0..256).map(|a| (format!("areas.a{a}.rule"), json!({ "hebbian": {} }))).collect();
    for v in 0..16 {
        file["variants"][format!("v{v}")] = Value::Object(edits.clone());
    }
    judge(&file.to_string());
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    file["variants"]["v0"] = (0..2_000).map(|k| (format!("world.k{k}"), json!(1))).collect::<serde_json::Map<_, _>>().into();
    refused(&file.to_string(), "variants.v0", "at most 1000");
}

#[test]
fn a_rate_of_a_million_diverges_with_name_and_age() {
    let file = changed("/areas/decision/plasticity/rate", json!(1e6));
    let mut file: Value = serde_json::from_str(&file).unwrap();
    file["areas"]["visual"]["plasticity"]["rate"] = json!(1e6);
    file["areas"]["visual"]["anatomy"]["dense"]["hidden"] = json!("relu");
    file["areas"]["visual"]["anatomy"]["dense"]["output"] = json!("linear");
    let mut simulation = Simulation::new(&parse(&file.to_string()).unwrap()).unwrap();
    let diagnosis = (0..200).find_map(|_| simulation.tick().err()).expect("it does not diverge");
    let said = diagnosis.to_string();
    assert!(
        ["visual", "decision"].contains(&diagnosis.area.as_str()) && said.contains(&format!("age {}", diagnosis.age)) && !diagnosis.cause.is_empty(),
        "{said}"
    );
}

#[test]
fn a_failing_disk_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.json");
    let scenario = preset("welcome").unwrap().scenario().unwrap();
    write(&scenario, &path).unwrap();
    let before = fs::read(&path).unwrap();
    let error = write_with(&path, |file| {
        file.write_all(&[b'x'; 100_000])?;
        Err(io::Error::new(io::ErrorKind::StorageFull, "no space left"))
    });
    assert_eq!(error.unwrap_err().kind(), io::ErrorKind::StorageFull);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "something was left behind");
    assert_eq!(read(&path).unwrap(), scenario);
    assert!(write(&scenario, &folder.path().join("no/such/folder/x.json")).is_err());
    assert!(write(&scenario, folder.path()).is_err(), "a folder was replaced");
}

#[cfg(unix)]
#[test]
fn saving_through_a_link_keeps_the_link_and_the_rights() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("real.json"), folder.path().join("link.json"));
    fs::write(&file, "old").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&file, &link).unwrap();
    let scenario = Scenario::default();
    write(&scenario, &link).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(read(&file).unwrap(), scenario);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
}

/// Something that does not belong where it is put.
fn junk() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop_oneof![Just(1e300), Just(-1e300), Just(1e9), Just(-0.0), Just(1e-320)].prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        prop_oneof![Just("areas.visual.plasticity.rate"), Just("batch"), Just("measuring.every"), Just("wires.ascending.gain")].prop_map(Value::from),
        Just(json!({ "at": 3, "do": { "poke": { "input_rotation": {} } } })),
        prop_oneof![Just("world.image"), Just("visual.output"), Just("visual.input"), Just("decision.classify.target"), Just("tanh"), Just("softmax")]
            .prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!([1, [2, [3]]])),
        Just(json!({ "keys": [{ "age": 5, "value": 1 }, { "age": 5, "value": 1e300 }] })),
        Just(json!({ "feedback_alignment": {} })),
    ]
}

#[derive(Clone, Debug)]
enum Mutation {
    Replace(usize, Value),
    Remove(usize),
    Insert(usize, String, Value),
    Move(usize, usize),
    Cut(usize),
    Splice(usize, String),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let name = prop_oneof![Just("rate".to_owned()), Just("visual".to_owned()), Just("tap".to_owned()), Just("delay".to_owned()), "[a-z_.]{0,9}"];
    prop_oneof![
        6 => (any::<usize>(), junk()).prop_map(|(at, value)| Mutation::Replace(at, value)),
        3 => any::<usize>().prop_map(Mutation::Remove),
        3 => (any::<usize>(), name, junk()).prop_map(|(at, name, value)| Mutation::Insert(at, name, value)),
        3 => (any::<usize>(), any::<usize>()).prop_map(|(from, to)| Mutation::Move(from, to)),
        1 => any::<usize>().prop_map(Mutation::Cut),
        1 => (any::<usize>(), "[\\[\\]{}\",:0-9eE.+-]{1,6}").prop_map(|(at, text)| Mutation::Splice(at, text)),
    ]
}

/// The path to every place of a file.
fn places(value: &Value, here: &str, all: &mut Vec<String>) {
    all.push(here.to_owned());
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| places(value, &format!("{here}/{}", key.replace('~', "~0").replace('/', "~1")), all)),
        Value::Array(list) => list.iter().enumerate().for_each(|(index, value)| places(value, &format!("{here}/{index}"), all)),
        _ => {}
    }
}

fn mutated(text: &str, mutations: &[Mutation]) -> String {
    let mut file: Value = serde_json::from_str(text).unwrap();
    let place = |file: &Value, at: usize| {
        let mut all = Vec::new();
        places(file, "", &mut all);
        all.swap_remove(at % all.len())
    };
    for mutation in mutations {
        match mutation {
            Mutation::Replace(at, value) => *file.pointer_mut(&place(&file, *at)).unwrap() = value.clone(),
            Mutation::Move(from, to) => {
                let value = file.pointer(&place(&file, *from)).unwrap().clone();
                *file.pointer_mut(&place(&file, *to)).unwrap() = value;
            }
            Mutation::Insert(at, name, value) => {
                if let Some(object) = file.pointer_mut(&place(&file, *at)).unwrap().as_object_mut() {
                    object.insert(name.clone(), value.clone());
                }
            }
            Mutation::Remove(at) => {
                let path = place(&file, *at);
                let Some((parent, key)) = path.rsplit_once('/') else { continue };
                match file.pointer_mut(parent).unwrap() {
                    Value::Object(object) => drop(object.shift_remove(&key.replace("~1", "/").replace("~0", "~"))),
                    Value::Array(list) => drop(list.remove(key.parse().unwrap())),
                    _ => {}
                }
            }
            Mutation::Cut(_) | Mutation::Splice(..) => {}
        }
    }
    let mut text = file.to_string();
    for mutation in mutations {
        let boundary = |at: usize| (0..=at % (text.len() + 1)).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        match mutation {
            Mutation::Cut(at) => text.truncate(boundary(*at)),
            Mutation::Splice(at, inserted) => text.insert_str(boundary(*at), inserted),
            _ => {}
        }
    }
    text
}

/// A preset, the first of them as it was lived.
fn base(which: usize) -> String {
    if which == 0 { lived().to_string() } else { PRESETS[which].text.to_owned() }
}

/// A life in whose first ticks much is done.
fn early() -> String {
    let mut file = lived();
    for (at, entry) in file["journal"].as_array_mut().unwrap().iter_mut().enumerate() {
        entry["at"] = json!(at);
    }
    file.to_string()
}

/// A life in whose first ticks it goes through stages.
fn staged() -> Value {
    let mut file = welcome();
    let keys = |values: [f64; 2]| json!({ "keys": [{ "age": 0, "value": values[0] }, { "age": 4, "value": values[1], "then": "sigmoid" }] });
    file["development"] = json!({ "every": 2,
        "tracks": { "areas.visual.plasticity.rate": keys([0.1, 0.2]), "world.blur": keys([1.0, 0.5]) },
        "periods": { "visual": [{ "open": 1, "open_from": "see", "close": 3, "close_from": "rest" }, { "close": 5, "close_width": 2 }] },
        "stages": {
            "see": { "name": "Seeing", "tracks": { "areas.visual.plasticity.rate": keys([0.3, 0.4]) }, "to": [
                { "stage": "rest", "when": { "all": [{ "after": 2 }, { "any": [{ "measure": { "name": "accuracy.decision.classify", "is": { "above": 2 } } },
                    { "not": { "measure": { "name": "cost.decision.classify", "is": { "below": 0.0 }, "for": 2 } } }] }] } },
                { "stage": "see", "when": { "after": 9 } }] },
            "rest": { "tracks": { "wires.ascending.error_gain": { "clock": "global", "keys": [{ "age": 3, "value": 0.0 }] } }, "to": [{ "stage": "see", "when": { "after": 1 } }] } } });
    file
}

/// Mutates nothing but a part of a life.
fn mutated_in(mut file: Value, part: &str, mutations: &[Mutation]) -> String {
    let text = mutated(&file[part].to_string(), mutations);
    match serde_json::from_str(&text) {
        Ok(value) => file[part] = value,
        Err(_) => return file.to_string().replace(&file[part].to_string(), &text),
    }
    file.to_string()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn no_journal_makes_it_panic_and_every_problem_names_its_place(mutations in prop::collection::vec(mutation(), 1..4)) {
        let text = mutated_in(lived(), "journal", &mutations);
        let problems = judge(&text);
        prop_assert!(problems.iter().all(is_clear), "{:?}", problems);
        if problems.is_empty() {
            let scenario = parse(&text).unwrap();
            prop_assert!(scenario.journal.is_sorted_by_key(|entry| entry.at));
            prop_assert_eq!(parse(&render(&scenario)), Ok(scenario));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn no_file_makes_it_panic_and_every_problem_names_its_place(which in 0..PRESETS.len(), mutations in prop::collection::vec(mutation(), 1..5)) {
        let text = mutated(&base(which), &mutations);
        let problems = judge(&text);
        prop_assert!(problems.iter().all(is_clear), "{:?}", problems);
        if problems.is_empty() {
            let scenario = parse(&text).unwrap();
            prop_assert_eq!(parse(&render(&scenario)), Ok(scenario));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    /// What passes the checks lives: a few ticks of every mutant that is not too large to wait for.
    #[test]
    fn what_passes_the_checks_runs(mutations in prop::collection::vec(mutation(), 1..3)) {
        let text = mutated(&early(), &mutations);
        if judge(&text).is_empty() {
            let scenario = parse(&text).unwrap();
            let widest = scenario.areas.iter().flat_map(|(_, area)| area.anatomy.as_dyn().layers()).map(|layer| layer.units).max();
            if widest.unwrap_or(0) <= 256 && scenario.batch <= 256 {
                let mut simulation = Simulation::new(&scenario).unwrap();
                for _ in 0..5 {
                    if simulation.tick().is_err() {
                        break;
                    }
                }
                simulation.drain_samples();
                prop_assert_eq!(simulation.verdicts().len(), scenario.claims.len());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    /// However a life's stages are mutated: they are refused where they are wrong, or lived through.
    #[test]
    fn no_development_makes_it_panic_and_what_passes_grows_up(mutations in prop::collection::vec(mutation(), 0..4)) {
        let text = mutated_in(staged(), "development", &mutations);
        let problems = judge(&text);
        prop_assert!(problems.iter().all(is_clear), "{:?}", problems);
        if problems.is_empty() {
            let scenario = parse(&text).unwrap();
            prop_assert_eq!(&parse(&render(&scenario)), &Ok(scenario.clone()));
            prop_assert!(notes(&scenario).iter().all(is_clear));
            let mut simulation = Simulation::new(&scenario).unwrap();
            for _ in 0..12 {
                if simulation.tick().is_err() {
                    break;
                }
            }
            if mutations.is_empty() {
                prop_assert_eq!(simulation.grown().stage.zip(Some(simulation.grown().entered)), Some((1, 10)));
            }
        }
    }
}
