//! The command line as a person and a script meet it: results, exit statuses, one line for every error, and never a panic.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it stands")]

use serde_json::{Value, json};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_brainwright"));
    command.args(arguments).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET").stdin(Stdio::null());
    command
}

/// Output of a command that must not panic, and whose every error must be a line of its own.
fn brainwright(arguments: &[&str]) -> Output {
    let output = command(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    for line in said.lines() {
        assert!(line.starts_with("brainwright: ") || line.starts_with("note: "), "{arguments:?} says: {line}");
    }
    output
}

fn status(output: &Output) -> i32 {
    output.status.code().expect("it was killed")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", text(&output.stdout)))
}

/// A welcome preset of a few ticks with one claim and no lesson, as a file.
fn short(folder: &Path, edit: impl FnOnce(&mut Value)) -> String {
    let mut file: Value = serde_json::from_str(brainwright::scenario::preset("welcome").unwrap().text).unwrap();
    file["ticks"] = json!(60);
    file["lesson"] = json!({});
    file["perturbations"] = json!([{ "at": 20, "do": { "weight_noise": { "area": "visual" } } }]);
    file["claims"] = json!([{ "text": "Its cost is no riddle", "measure": "objective", "over": [0, 50], "is": { "below": 1000 } }]);
    edit(&mut file);
    let path = folder.join("short.json");
    fs::write(&path, file.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn run_sums_up_and_its_status_tells_how_it_went() {
    let folder = tempfile::tempdir().unwrap();
    let file = short(folder.path(), |_| {});
    let output = brainwright(&["run", &file]);
    assert_eq!(status(&output), 0);
    let summary = text(&output.stdout);
    for words in ["Welcome", "seed 1 · 60 ticks", "rule_angle.visual.weights.0", "Weight noise on Visual area at age 20", "✓ Its cost is no riddle"] {
        assert!(summary.contains(words), "{words} is missing in {summary}");
    }
    let wrong = short(folder.path(), |file| file["claims"][0]["is"] = json!({ "below": -1 }));
    assert_eq!(status(&brainwright(&["run", &wrong])), 2, "a claim failed");
    let due_later = short(folder.path(), |file| file["claims"][0]["over"] = json!([0, 5000]));
    assert_eq!(status(&brainwright(&["run", &due_later])), 0, "a claim that is not due does not fail");
    let output = brainwright(&["run", "nowhere.json"]);
    assert_eq!((status(&output), text(&output.stderr).lines().count()), (1, 1));
    let wild = [
        "run",
        &file,
        "--set",
        "areas.visual.plasticity.rate=1e6",
        "--set",
        "areas.decision.plasticity.rate=1e6",
        "--set",
        "areas.visual.anatomy.output=linear",
    ];
    let output = brainwright(&wild);
    assert_eq!(status(&output), 3, "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("diverged at age") && text(&output.stderr).contains("of area `"), "{}", text(&output.stderr));
}

/// A variant that diverges is named, the others live on, and a claim about it fails.
#[test]
fn a_variant_that_diverges_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = short(folder.path(), |file| {
        file["variants"] =
            json!({ "wild": { "areas.visual.plasticity.rate": 1e6, "areas.decision.plasticity.rate": 1e6, "areas.visual.anatomy.output": "linear" } });
        file["claims"] = json!([{ "text": "The wild one lives", "measure": "wild/objective", "over": [40, 60], "is": { "below": 1000 } }]);
    });
    let output = brainwright(&["run", &file]);
    assert_eq!((status(&output), text(&output.stderr).lines().count()), (2, 1));
    assert!(text(&output.stderr).contains("(variant wild)") && text(&output.stdout).contains("60 ticks"), "{}", text(&output.stderr));
}

#[test]
fn json_says_the_same_and_the_same_seed_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    let file = short(folder.path(), |_| {});
    let run = |seed: &str| {
        let output = brainwright(&["run", &file, "--json", "--quiet", "--seed", seed]);
        assert!(output.stderr.is_empty());
        json_of(&output)
    };
    let (one, again, other) = (run("5"), run("5"), run("6"));
    assert_eq!((one["seed"].as_u64(), one["ticks"].as_u64()), (Some(5), Some(60)));
    assert!(one["wall_s"].as_f64().unwrap() > 0.0 && one["ticks_per_s"].as_f64().unwrap() > 0.0);
    assert_eq!(one["measures"], again["measures"]);
    assert_ne!(one["measures"], other["measures"]);
    assert!(one["measures"]["rule_angle.visual.weights.0"].as_f64().unwrap() > 0.0);
    let claim = &one["claims"][0];
    assert_eq!((claim["holds"].as_bool(), claim["measure"].as_str()), (Some(true), Some("objective")));
    assert!(claim["value"].is_f64() && claim["text"] == "Its cost is no riddle");
}

#[test]
fn a_record_has_every_value_in_either_form() {
    let folder = tempfile::tempdir().unwrap();
    let file = short(folder.path(), |file| file["variants"] = json!({ "backprop": { "areas.visual.rule": { "backprop": {} } } }));
    let (csv, lines) = (folder.path().join("r.csv"), folder.path().join("r.jsonl"));
    for path in [&csv, &lines] {
        assert_eq!(status(&brainwright(&["run", &file, "--quiet", "--record", path.to_str().unwrap()])), 0);
    }
    let (csv, lines) = (fs::read_to_string(csv).unwrap(), fs::read_to_string(lines).unwrap());
    assert_eq!(csv.lines().next(), Some("age,variant,measure,value,scenario"));
    let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(csv.lines().count() - 1, rows.len());
    for (row, line) in rows.iter().zip(csv.lines().skip(1)) {
        let cells: Vec<&str> = line.splitn(5, ',').collect();
        assert_eq!(row["age"].as_u64(), cells[0].parse().ok());
        assert_eq!(row["variant"].as_str().unwrap_or(""), cells[1]);
        assert_eq!(row["measure"].as_str(), Some(cells[2]));
        assert_eq!(row["value"].as_f64(), cells[3].parse().ok());
    }
    assert!(rows.windows(2).all(|pair| pair[0]["age"].as_u64() <= pair[1]["age"].as_u64().map(|age| age + 1)), "ages run backwards");
    assert!(rows.iter().any(|row| row["variant"] == "backprop" && row["measure"] == "objective" && row["age"] == 60));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "something was left behind");
    for wrong in ["r.txt", "no/such/folder/r.csv"] {
        let output = brainwright(&["run", &file, "--record", folder.path().join(wrong).to_str().unwrap()]);
        assert_eq!((status(&output), text(&output.stderr).lines().count()), (1, 1), "{wrong}");
    }
}

/// What a person did to a brain is done again, told, and carried by a record of either form, which alone is enough to live the same life again.
#[test]
fn a_record_alone_lives_the_same_life_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = short(folder.path(), |file| {
        file["variants"] = json!({ "backprop": { "areas.visual.rule": { "backprop": {} } } });
        file["journal"] = json!([
            { "at": 10, "do": { "set": { "knob": "areas.visual.plasticity.rate", "to": 0.037 } } },
            { "at": 60, "do": { "poke": { "lesion": { "area": "visual" } } } },
            { "at": 90, "do": { "poke": { "lesion": { "area": "decision" } } } } ]);
    });
    let output = brainwright(&["run", &file]);
    assert_eq!(status(&output), 0);
    assert!(text(&output.stderr).contains("1 of its journal's entries come after age 60 — give it --ticks 90"), "{}", text(&output.stderr));
    for words in ["age 10  Rate of Visual area set to 0.037 per tick", "age 60  Lesion on Visual area"] {
        assert!(text(&output.stdout).contains(words), "{words} is missing in {}", text(&output.stdout));
    }
    let record = |from: &str, name: &str| {
        let path = folder.path().join(name).to_str().unwrap().to_owned();
        assert_eq!(
            status(&brainwright(&["run", from, "--quiet", "--record", &path, "--seed", "11", "--set", "areas.decision.plasticity.rate=0.123456789"])),
            0
        );
        path
    };
    let replay = |from: &str, name: &str| {
        let path = folder.path().join(name).to_str().unwrap().to_owned();
        assert_eq!(status(&brainwright(&["run", from, "--quiet", "--record", &path])), 0);
        fs::read(path).unwrap()
    };
    let (csv, lines) = (record(&file, "a.csv"), record(&file, "a.jsonl"));
    for record in [&csv, &lines] {
        assert_eq!(replay(record, "again.csv"), fs::read(&csv).unwrap());
        assert_eq!(replay(record, "again.jsonl"), fs::read(&lines).unwrap());
        assert_eq!(status(&brainwright(&["check", record])), 0);
    }
    let bare = short(folder.path(), |_| {});
    assert_ne!(fs::read(record(&bare, "bare.csv")).unwrap(), fs::read(&csv).unwrap());
    for (name, content) in [("old.csv", "age,variant,measure,value\n0,,objective,1\n"), ("odd.jsonl", "{\"age\":0}\n"), ("empty.csv", ""), ("x.jsonl", "[")] {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let output = brainwright(&["run", path.to_str().unwrap()]);
        assert_eq!((status(&output), text(&output.stderr).lines().count()), (1, 1), "{name}");
        assert!(text(&output.stderr).contains("carries no scenario"), "{}", text(&output.stderr));
    }
}

#[test]
fn a_kill_while_saving_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = short(folder.path(), |file| file["ticks"] = json!(1_000_000_000));
    let record = folder.path().join("old.csv");
    fs::write(&record, "an older record").unwrap();
    let mut child = command(&["run", &file, "--quiet", "--record", record.to_str().unwrap()]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let writes = |folder: &Path| {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        names.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(".brainwright-") && entry.metadata().unwrap().len() > 0)
    };
    let start = Instant::now();
    while !writes(folder.path()) && start.elapsed() < Duration::from_secs(60) {
        sleep(Duration::from_millis(10));
    }
    assert!(writes(folder.path()), "it never began to write");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(fs::read_to_string(&record).unwrap(), "an older record");
}

#[test]
fn check_names_every_place() {
    let folder = tempfile::tempdir().unwrap();
    let good = short(folder.path(), |_| {});
    let output = brainwright(&["check", &good, "welcome"]);
    assert_eq!((status(&output), text(&output.stdout).lines().count()), (0, 2));
    let bad = folder.path().join("bad.json");
    fs::write(&bad, r#"{ "format": 1, "areas": { "a": { "plasticity": { "rate": -1 } }, "b": { "anatomy": { "dense": { "layers": [0] } } } } }"#).unwrap();
    let output = brainwright(&["check", bad.to_str().unwrap(), "nowhere.json", &good]);
    assert_eq!(status(&output), 1);
    let said = text(&output.stderr);
    assert_eq!(said.lines().count(), 3, "{said}");
    for words in [
        "bad.json: areas.a.plasticity.rate: rate is -1",
        "— set it to 0",
        "bad.json: areas.b.anatomy.layers: ",
        "nowhere.json: there is no such file or preset",
    ] {
        assert!(said.contains(words), "{words} is missing in {said}");
    }
    assert_eq!(text(&output.stdout).lines().count(), 1, "the good file is told from the bad ones");
}

#[test]
fn nonsense_is_refused_in_one_line() {
    for arguments in [
        &["run"][..],
        &["run", "welcome", "--ticks", "many"],
        &["run", "welcome", "--ticks", "0"],
        &["run", "welcome", "--ticks", "-5"],
        &["run", "welcome", "--seed", "1.5e300"],
        &["run", "welcome", "--set", "nothing"],
        &["run", "welcome", "--set", "areas.visual.plasticity.rat=1"],
        &["run", "welcome", "--set", "areas.visual.anatomy.layers=[0]"],
        &["run", "welcome", "--set", "areas.visual={\"a\nb\":1}"],
        &["run", "welcome", "--json", "--plots"],
        &["check"],
        &["check", "/"],
        &["presets", "--verify", "--seeds", "0"],
        &["presets", "nobody"],
        &["--nonsense"],
        &["nobody"],
        &["run", "evil\u{1b}[2J\nname"],
    ] {
        let output = brainwright(arguments);
        assert_eq!((status(&output), text(&output.stderr).lines().count()), (1, 1), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty() && !text(&output.stderr).contains('\u{1b}'), "{arguments:?}");
    }
}

#[test]
fn without_a_display_it_says_so_and_draws_the_plots_as_text() {
    let folder = tempfile::tempdir().unwrap();
    let file = short(folder.path(), |_| {});
    let output = brainwright(&[&file]);
    assert_eq!(status(&output), 0);
    assert_eq!(text(&output.stderr).lines().count(), 1);
    assert!(text(&output.stderr).contains("there is no display"));
    for words in ["Losses\n", "Alignment: angle to the true gradient\n", "Recovery: against an unharmed twin\n", "age 60", "✓ Its cost is no riddle"] {
        assert!(text(&output.stdout).contains(words), "{words:?} is missing in {}", text(&output.stdout));
    }
    assert!(text(&output.stdout).chars().filter(|c| ('\u{2801}'..='\u{28ff}').contains(c)).count() > 50, "nothing was drawn");
}

#[test]
fn presets_are_listed_and_verified() {
    let output = brainwright(&["presets"]);
    let names: Vec<&str> = text(&output.stdout).lines().map(|line| line.split_whitespace().next().unwrap()).collect();
    assert_eq!(names, brainwright::scenario::PRESETS.iter().map(|preset| preset.name).collect::<Vec<_>>());
    let folder = tempfile::tempdir().unwrap();
    let file = short(folder.path(), |_| {});
    let output = brainwright(&["presets", "--verify", "--seeds", "3", &file]);
    assert_eq!(status(&output), 0);
    assert!(text(&output.stdout).contains("✓  3/3") && text(&output.stdout).ends_with("claims: 1 passed, 0 failed\n"), "{}", text(&output.stdout));
    let wrong = short(folder.path(), |file| file["claims"][0]["is"] = json!({ "below": -1 }));
    let output = brainwright(&["presets", "--verify", "--seeds", "3", &wrong]);
    assert_eq!(status(&output), 2);
    assert!(text(&output.stdout).contains("✗  0/3") && text(&output.stdout).ends_with("claims: 0 passed, 1 failed\n"));
}

#[test]
fn the_schema_and_help_are_printed_and_a_reader_may_leave() {
    let schema = json_of(&brainwright(&["schema"]));
    assert!(schema["properties"]["areas"].is_object());
    let output = brainwright(&["--help"]);
    assert!(status(&output) == 0 && text(&output.stdout).contains("Usage"));
    let mut child = command(&["schema"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = command(&["schema"]).stdout(full).output().unwrap();
    assert_eq!(status(&output), 1);
    assert!(text(&output.stderr).contains("standard output"), "{}", text(&output.stderr));
}

#[test]
fn setting_what_a_track_moves_is_noted() {
    let output = brainwright(&["run", "critical_period", "--ticks", "5", "--quiet", "--set", "world.blur=0.5"]);
    assert!(text(&output.stderr).contains("a track moves world.blur"), "{}", text(&output.stderr));
}

#[test]
fn a_race_is_a_table_over_seeds() {
    let folder = tempfile::tempdir().unwrap();
    let file = short(folder.path(), |file| file["variants"] = json!({}));
    let output = brainwright(&["run", &file, "--race", "backprop,feedback_alignment,node_perturbation", "--seeds", "3"]);
    assert_eq!(status(&output), 0);
    let table = text(&output.stdout);
    assert!(["test accuracy", "angle", "µs a tick", "Node perturbation", "3 seeds"].iter().all(|words| table.contains(words)), "{table}");
    let race = json_of(&brainwright(&["run", &file, "--seeds", "2", "--json"]));
    assert_eq!(race["seeds"], json!([1, 2]));
    let entrant = &race["entrants"][0];
    assert_eq!(entrant["accuracy"]["lives"], json!(2));
    assert!(entrant["bands"]["objective"].as_array().unwrap().len() > 2);
    let refused = brainwright(&["run", &file, "--race", "telepathy"]);
    assert_eq!(status(&refused), 1);
    assert!(text(&refused.stderr).contains("no rule `telepathy`"));
}
