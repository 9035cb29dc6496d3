//! A life in stages: they are lived through alike with or without a window, by copies, after a way back and from a file written anew, whoever looks.

use brainwright::engine::report::{EventKind, Sample};
use brainwright::engine::{Network, Simulation};
use brainwright::scenario::{Scenario, check, notes, parse, render};
use serde_json::{Value, json};

const RATE: &str = "areas.low.plasticity.rate";

/// Three stages: the first is left for its accuracy, the second for its age, and there is one that nothing leads to.
fn staged() -> Value {
    let met = json!({ "measure": { "name": "accuracy.top.classify", "is": { "above": 0.6 }, "for": 2 } });
    json!({ "format": 1, "seed": 7, "batch": 16, "ticks": 200, "world": { "digits": {} }, "measuring": { "items": 64 },
        "areas": {
            "low": { "anatomy": { "dense": { "layers": [24] } }, "rule": { "feedback_alignment": {} }, "plasticity": { "rate": 0.1 } },
            "top": { "anatomy": { "dense": { "layers": [10], "output": "linear" } }, "plasticity": { "rate": 0.1 }, "costs": { "classify": { "cost": { "cross_entropy": {} } } } } },
        "wires": { "eye": { "from": "world.image", "to": "low.input" }, "up": { "from": "low.output", "to": "top.input" },
            "label": { "from": "world.label", "to": "top.classify.target", "role": "teach" } },
        "development": { "every": 10,
            "tracks": { RATE: { "keys": [{ "age": 0, "value": 0.2 }, { "age": 200, "value": 0.0 }] } },
            "periods": { "top": [{ "open": 0, "close": 20 }, { "open": 5, "open_from": "two", "close": 15, "close_from": "two" }, { "open": 0, "open_from": "three", "close": 500 }] },
            "stages": {
                "one": { "to": [{ "stage": "two", "when": { "any": [met, { "after": 60 }] } }] },
                "two": { "tracks": { RATE: { "keys": [{ "age": 0, "value": 0.5 }, { "age": 20, "value": 0.3 }] }, "world.blur": { "keys": [{ "age": 0, "value": 0.5 }] } },
                    "to": [{ "stage": "three", "when": { "after": 35 } }, { "stage": "one", "when": { "all": [] } }] },
                "three": { "tracks": { RATE: { "clock": "global", "keys": [{ "age": 0, "value": 0.0 }, { "age": 1000, "value": 1.0 }] } } },
                "never": {} } } })
}

fn scenario(file: &Value) -> Scenario {
    let scenario = parse(&file.to_string()).unwrap();
    assert_eq!(check(&scenario), []);
    scenario
}

/// The second stage leads straight back to the first before it is over: not wanted where the story shall end.
fn straight() -> Value {
    let mut file = staged();
    file["development"]["stages"]["two"]["to"].as_array_mut().unwrap().truncate(1);
    file
}

fn live(simulation: &mut Simulation, ticks: u64) -> Vec<Sample> {
    (0..ticks).for_each(|_| simulation.tick().unwrap());
    simulation.drain_samples()
}

fn bits(network: &Network) -> Vec<u32> {
    network.state.parameters.iter().map(|value| value.to_bits()).collect()
}

/// Ages at which stages began.
fn entries(simulation: &mut Simulation) -> Vec<(u64, usize)> {
    let stage = |event: brainwright::engine::report::Event| if let EventKind::Stage(stage) = event.kind { Some((event.age, stage)) } else { None };
    simulation.drain_events().into_iter().filter_map(stage).collect()
}

#[test]
fn stages_are_entered_told_and_recorded() {
    let mut simulation = Simulation::new(&scenario(&straight())).unwrap();
    let samples = live(&mut simulation, 200);
    let entries = entries(&mut simulation);
    assert_eq!(entries[0], (0, 0));
    let &[_, (two, 1), (three, 2)] = &entries[..] else { panic!("{entries:?}") };
    assert!(two > 0 && two <= 60 && two % 10 == 0, "{two}");
    assert_eq!(three, two + 40, "a timeout of 35 is seen at the next evaluation");
    let series = simulation.series().iter().position(|series| series.name() == "stage").unwrap() as u32;
    let recorded: Vec<(u64, f64)> = samples.iter().filter(|sample| sample.series == series).map(|sample| (sample.age, sample.value)).collect();
    for entry in [(0, 1.0), (two, 2.0), (three, 3.0)] {
        assert!(recorded.contains(&entry), "{entry:?} in {recorded:?}");
    }
    assert!(recorded.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 <= pair[1].1));
    let grown = simulation.grown();
    assert_eq!((grown.stage, grown.entered, grown.reached[1][1].opened, grown.reached[1][2].opened), (Some(2), three, Some(two), Some(three)));
}

#[test]
fn a_stage_s_track_goes_over_the_whole_life_s_which_goes_over_the_knob() {
    let mut network = Network::build(&scenario(&straight())).unwrap();
    let rate = network.live.knob_address(RATE).unwrap();
    let blur = network.live.knob_address("world.blur").unwrap();
    network.set(blur, 0.125);
    let (mut seen, mut stages) = (Vec::new(), Vec::new());
    for age in 0..200_u64 {
        network.tick().unwrap();
        let place = network.state.growth.place.clone().unwrap();
        let since = (age - place.entered) as f64;
        let (wanted, blurred) = match place.stage {
            0 => (0.2 - 0.001 * age as f64, 0.125),
            1 => (0.5 - 0.01 * since.min(20.0), 0.5),
            _ => (0.001 * age as f64, 0.125),
        };
        assert!((rate.get(&network.live) - wanted).abs() < 1e-12, "age {age}");
        assert_eq!(blur.get(&network.live), blurred, "age {age}");
        seen.push(network.openness(1));
        stages.push(place);
    }
    // What is open by an age is open before the tick of that age: after 19 ticks the first period is over.
    let two = stages.iter().position(|place| place.stage == 1).unwrap();
    let three = stages.iter().position(|place| place.stage == 2).unwrap();
    for (tick, &open) in seen.iter().enumerate() {
        let age = tick + 1;
        let wanted = age < 20 || (age > two && (two + 5..two + 15).contains(&age)) || age > three;
        assert_eq!(open, f64::from(u8::from(wanted)), "age {age}; stages from {two} and {three}");
    }
}

#[test]
fn outside_its_periods_not_a_bit_of_an_area_changes() {
    let mut network = Network::build(&scenario(&straight())).unwrap();
    let range = network.plan.areas[1].plastic.clone();
    for _ in 0..200 {
        let before = network.state.parameters[range.clone()].to_vec();
        network.tick().unwrap();
        // As it was open for the tick that is over, whose stage is still the present one.
        let age = network.state.age - 1;
        let open = network.schedule.openness(&network.state.growth, 1, age) > 0.0;
        assert_eq!(before != network.state.parameters[range.clone()], open, "age {age}");
    }
}

#[test]
fn written_and_read_it_is_the_same_life() {
    for file in [staged(), straight()] {
        let scenario = scenario(&file);
        let again = parse(&render(&scenario)).unwrap();
        assert_eq!(again, scenario);
        let (mut one, mut other) = (Simulation::new(&scenario).unwrap(), Simulation::new(&again).unwrap());
        assert_eq!(live(&mut one, 150), live(&mut other, 150));
        assert_eq!(entries(&mut one), entries(&mut other));
        assert_eq!(one.network().state, other.network().state);
    }
}

#[test]
fn a_copy_and_one_that_went_back_have_the_same_future() {
    let scenario = scenario(&staged());
    let mut original = Network::build(&scenario).unwrap();
    for age in 0..120 {
        if age % 7 == 0 {
            let mut copy = original.fork();
            let mut other = original.fork();
            for _ in 0..45 {
                copy.tick().unwrap();
                other.tick().unwrap();
            }
            assert_eq!(copy.state, other.state);
        }
        original.tick().unwrap();
    }
    let mut simulation = Simulation::new(&scenario).unwrap();
    live(&mut simulation, 37);
    let moment = simulation.keep();
    let (future, weights, entered) = (live(&mut simulation, 100), bits(simulation.network()), entries(&mut simulation));
    simulation.go_back(&moment);
    assert_eq!(live(&mut simulation, 100), future);
    assert_eq!(bits(simulation.network()), weights);
    let after: Vec<(u64, usize)> = entered.into_iter().filter(|(age, _)| *age >= 37).collect();
    assert_eq!(entries(&mut simulation), after);
}

/// How often it is looked at, by whom, and what is claimed of it, is nothing to the brain: also not when it waits for a mean over its ticks.
#[test]
fn who_looks_changes_no_stage() {
    let mut plain = staged();
    plain["development"]["stages"]["one"]["to"][0]["when"] = json!({ "measure": { "name": "cost.top.classify", "is": { "below": 1.5 }, "for": 2 } });
    let mut watched = plain.clone();
    watched["measuring"] = json!({ "items": 64, "every": 1, "density": 1e9, "exact_path": true, "path_span": 5 });
    watched["claims"] = json!([{ "text": "x", "measure": "stage", "over": [13, 177], "is": { "above": 1 } }]);
    watched["variants"] = json!({ "other": { "seed": 3 } });
    let (mut one, mut other) = (Simulation::new(&scenario(&plain)).unwrap(), Simulation::new(&scenario(&watched)).unwrap());
    assert!(live(&mut one, 200).len() < live(&mut other, 200).len());
    let entries = entries(&mut one);
    assert!(entries.len() > 2, "{entries:?}");
    assert_eq!(self::entries(&mut other), entries);
    assert_eq!(bits(one.network()), bits(other.network()));
    let mut bare = Network::build(&scenario(&plain)).unwrap();
    (0..200).for_each(|_| bare.tick().unwrap());
    assert_eq!(bits(&bare), bits(one.network()));
}

/// A twin and a variant are lives of their own: each goes on when its own guard is true.
#[test]
fn every_life_has_its_own_stages() {
    let mut file = straight();
    file["development"]["stages"]["one"]["to"][0]["when"] = json!({ "measure": { "name": "accuracy.top.classify", "is": { "above": 0.5 } } });
    file["perturbations"] = json!([{ "at": 5, "do": { "weight_noise": { "area": "low", "amplitude": 3.0 } } }]);
    file["variants"] = json!({ "slow": { RATE: 0.0, "development.tracks": {}, "areas.top.plasticity.rate": 0.001 } });
    let mut simulation = Simulation::new(&scenario(&file)).unwrap();
    live(&mut simulation, 60);
    let place = |network: &Network| network.state.growth.place.clone().unwrap();
    assert_eq!(place(simulation.variant("slow").unwrap()).stage, 0);
    let mut unharmed = file.clone();
    unharmed["perturbations"] = json!([]);
    let mut alone = Simulation::new(&scenario(&unharmed)).unwrap();
    live(&mut alone, 60);
    assert!(place(alone.network()).entered < place(simulation.network()).entered || place(simulation.network()).stage == 0);
    assert_eq!(simulation.twin().map(bits), Some(bits(alone.network())), "the twin lives as if nothing had been done");
}

#[test]
fn what_is_wrong_with_stages_is_said_with_its_mend() {
    let refused = |pointer: &str, value: Value, place: &str, said: &str| {
        let mut file = straight();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        file.pointer_mut(&format!("/development{parent}")).unwrap()[key] = value;
        let scenario = parse(&file.to_string()).unwrap();
        let problems = check(&scenario);
        let problem = problems.iter().find(|problem| problem.path == place && problem.message.contains(said));
        let problem = problem.unwrap_or_else(|| panic!("{place}, {said}: {problems:?}"));
        let mend = problem.mend.clone().unwrap();
        if let [(path, value)] = &mend.edits[..] {
            let mended = scenario.with(path, value).unwrap();
            assert!(!check(&mended).contains(problem), "{mend:?}");
        }
        mend
    };
    let when = "development.stages.one.to.0.when.any.0.measure";
    let measure = |name: &str| json!([{ "measure": { "name": name, "is": { "above": 1 } } }]);
    let mend = refused("/stages/one/to/0/when/any", measure("acuracy.top.classify"), &format!("{when}.name"), "nothing measures");
    assert_eq!(mend.edits[0].1, json!("accuracy.top.classify"));
    refused("/stages/one/to/0/when/any", measure("step.network"), &format!("{when}.name"), "not known at every evaluation");
    refused("/stages/one/to/0/when/any", measure("harm"), &format!("{when}.name"), "not known at every evaluation");
    refused(
        "/stages/one/to/0/when/any",
        json!([{ "measure": { "name": "objective", "is": { "above": 1 }, "for": 0 } }]),
        &format!("{when}.for"),
        "at least once",
    );
    let mend = refused("/stages/one/to/0/stage", json!("tow"), "development.stages.one.to.0.stage", "no stage `tow`");
    assert_eq!(mend.edits[0].1, json!("two"));
    refused("/periods/top", json!([{ "open_from": "thre" }]), "development.periods.top.0.open_from", "no stage `thre`");
    refused(
        "/stages/two/tracks",
        json!({ "areas.motor.plasticity.rate": { "keys": [] } }),
        "development.stages.two.tracks.areas.motor.plasticity.rate",
        "no such knob",
    );
    refused("/stages/two/tracks", json!({ "batch": { "keys": [{ "age": 0, "value": 8 }] } }), "development.stages.two.tracks.batch", "cannot move");
    refused("/tracks", json!({ "development.every": { "keys": [{ "age": 0, "value": 8 }] } }), "development.tracks.development.every", "cannot move");
}

#[test]
fn what_is_not_wrong_is_noted() {
    let notes_of = |file: &Value| notes(&scenario(file)).into_iter().map(|note| note.to_string()).collect::<Vec<_>>();
    assert!(notes_of(&straight()).iter().any(|note| note.starts_with("development.stages.never: no way leads")));
    assert_eq!(notes_of(&straight()).len(), 1);
    let mut file = straight();
    file["development"]["stages"]["one"]["to"][0]["when"] = json!({ "not": { "measure": { "name": "rule_angle.low.weights.0", "is": { "above": 70 } } } });
    assert!(notes_of(&file).iter().any(|note| note.starts_with("development.stages.one.to.0.when") && note.contains("seen by a god")));
    file["development"]["every"] = json!(1000);
    assert!(notes_of(&file).iter().any(|note| note.starts_with("development.every")));
}

/// Who is rebuilt goes on in its stage, with the clock, the periods and the knobs of those areas that are still there.
#[test]
fn a_rebuilt_brain_goes_on_in_its_stage() {
    let mut file = straight();
    file["areas"]["first"] = json!({ "anatomy": { "dense": { "layers": [5] } }, "plasticity": { "rate": 0.7 } });
    file["areas"].as_object_mut().unwrap().sort_keys();
    file["wires"]["aside"] = json!({ "from": "world.image", "to": "first.input" });
    file["development"]["periods"]["first"] = json!([{ "open": 3, "open_from": "two", "close": 9 }]);
    file["development"]["stages"]["two"]["tracks"]["areas.first.plasticity.rate"] = json!({ "keys": [{ "age": 0, "value": 0.125 }] });
    let mut simulation = Simulation::new(&scenario(&file)).unwrap();
    while simulation.grown().stage != Some(1) {
        live(&mut simulation, 1);
    }
    live(&mut simulation, 3);
    let before = simulation.grown();
    let (rate, own) = ("areas.low.plasticity.rate", simulation.scenario().clone());
    file["areas"].as_object_mut().unwrap().shift_remove("first");
    file["wires"].as_object_mut().unwrap().shift_remove("aside");
    file["development"]["periods"].as_object_mut().unwrap().shift_remove("first");
    file["development"]["stages"]["two"]["tracks"].as_object_mut().unwrap().shift_remove("areas.first.plasticity.rate");
    simulation.edit(&scenario(&file)).unwrap();
    let after = simulation.grown();
    assert_eq!((after.stage, after.entered), (before.stage, before.entered));
    assert_eq!(after.reached, before.reached[1..], "the first area took its periods along");
    let network = simulation.network();
    let address = network.live.knob_address(rate).unwrap();
    assert_eq!(network.own_value(address), own.knob_address(rate).unwrap().get(&own), "a knob's own value, not its neighbour's or its track's");
}

#[test]
fn a_bound_of_the_present_stage_drawn_anew_counts_what_was_seen_and_so_do_kept_moments() {
    let with = |above: f64| {
        let mut file = straight();
        let met = json!({ "measure": { "name": "accuracy.top.classify", "is": { "above": above }, "for": 2 } });
        file["development"]["stages"]["one"]["to"][0]["when"] = json!({ "any": [met, { "after": 160 }] });
        scenario(&file)
    };
    let mut simulation = Simulation::new(&with(0.999)).unwrap();
    let mut kept = Vec::new();
    for _ in 0..45 {
        simulation.tick().unwrap();
        if simulation.age() == 25 {
            kept.push(simulation.keep());
        }
    }
    let seen = |simulation: &Simulation| simulation.grown().seen[0].1.unwrap();
    let reached = seen(&simulation);
    let wanted = with(reached);
    assert_eq!(simulation.redraw(&wanted.development, &mut kept).ok(), Some(false));
    assert_eq!(simulation.grown().held[0], [1], "it was met at age 40, though nobody had asked for it");
    assert_eq!(simulation.redraw(&with(0.0).development, &mut []), Err(20), "that would have been left when it was met twice");
    let mut born = Simulation::new(&wanted).unwrap();
    let mut back = Simulation::new(&wanted).unwrap();
    back.go_back(&kept[0]);
    for one in [&mut simulation, &mut born, &mut back] {
        (one.age()..150).for_each(|_| one.tick().unwrap());
    }
    assert_eq!(entries(&mut simulation)[1..], entries(&mut born)[1..]);
    assert!([&simulation, &back].iter().all(|one| bits(one.network()) == bits(born.network()) && one.grown() == born.grown()));
}
