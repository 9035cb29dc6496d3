//! What must be true of every run, whatever is in it: each test fails when its invariant is broken.

use brainwright::brain::Perturbation;
use brainwright::engine::report::{Command, Pace, Progress, Report, RunId, Sample};
use brainwright::engine::{Network, Runner, Simulation};
use brainwright::scenario::{Scenario, parse, render};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Three areas with three rules, exploration, noise, a track, a period, a delayed loop and a planned lesion: everything that could go astray.
fn busy() -> Value {
    json!({ "format": 1, "seed": 7, "batch": 16, "ticks": 120, "world": { "digits": { "blur": 0.2 } },
        "areas": {
            "low": { "anatomy": { "dense": { "layers": [24] } }, "rule": { "feedback_alignment": {} }, "plasticity": { "rate": 0.1, "weight_noise": 0.001 } },
            "mid": { "anatomy": { "dense": { "layers": [16, 12] } }, "rule": { "node_perturbation": {} }, "plasticity": { "rate": 0.02, "optimizer": { "momentum": {} } } },
            "top": { "anatomy": { "dense": { "layers": [10], "output": "linear" } }, "rule": { "predictive_coding": { "iterations": 3 } },
                "plasticity": { "rate": 0.01, "optimizer": { "adam": {} } }, "costs": { "classify": { "cost": { "cross_entropy": {} } } } } },
        "wires": {
            "eye": { "from": "world.image", "to": "low.input" }, "up": { "from": "low.output", "to": "mid.input" }, "again": { "from": "top.output", "to": "mid.input", "delay": 2 },
            "further": { "from": "mid.output", "to": "top.input" }, "label": { "from": "world.label", "to": "top.classify.target", "role": "teach" } },
        "variants": { "frozen": { "areas.low.plasticity.rate": 0.0, "areas.low.plasticity.weight_noise": 0.0 } },
        "development": {
            "tracks": { "world.blur": { "keys": [{ "age": 0, "value": 1.0 }, { "age": 60, "value": 0.0, "then": "cosine" }] } },
            "periods": { "mid": [{ "open": 10, "close": 50 }] } },
        "perturbations": [{ "at": 70, "do": { "lesion": { "area": "low", "fraction": 0.25 } } }] })
}

fn scenario(file: &Value) -> Scenario {
    parse(&file.to_string()).unwrap()
}

fn live(simulation: &mut Simulation, ticks: u64) -> Vec<Sample> {
    for _ in 0..ticks {
        simulation.tick().unwrap();
    }
    simulation.drain_samples()
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn weights(simulation: &Simulation) -> Vec<u32> {
    bits(&simulation.network().state.parameters)
}

fn told(runner: &mut Runner) -> Vec<Progress> {
    let progress = |report| if let Report::Progress(progress) = report { Some(*progress) } else { None };
    runner.reports().into_iter().filter_map(progress).collect()
}

#[test]
fn one_file_one_seed_one_life_with_or_without_a_window_at_any_pace() {
    let scenario = scenario(&busy());
    let mut bare = Simulation::new(&scenario).unwrap();
    let reference = live(&mut bare, 120);
    assert!(reference.iter().any(|sample| sample.value != 0.0));

    let mut hand = Runner::by_hand();
    hand.send(Command::Load(RunId(1), Box::new(scenario.clone())));
    hand.send(Command::Play);
    let mut samples = Vec::new();
    for _ in 0..40 {
        hand.turn(3);
        told(&mut hand).into_iter().for_each(|progress| samples.extend(progress.samples));
    }
    assert_eq!(samples, reference);

    for pace in [Pace::Max, Pace::PerSecond(2000.0)] {
        let mut thread = Runner::threaded(|| {});
        thread.send(Command::Load(RunId(2), Box::new(scenario.clone())));
        thread.send(Command::Pace(pace));
        thread.send(Command::Play);
        let (mut samples, mut done, start) = (Vec::new(), false, Instant::now());
        while !done && start.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(3));
            for progress in told(&mut thread) {
                done |= progress.age == 120 && !progress.playing;
                samples.extend(progress.samples);
            }
        }
        assert_eq!(samples, reference, "{pace:?}");
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    use rayon::prelude::*;
    let scenario = scenario(&busy());
    let lives: Vec<Vec<u32>> = (0..4)
        .into_par_iter()
        .map(|_| {
            let mut simulation = Simulation::new(&scenario).unwrap();
            live(&mut simulation, 40);
            weights(&simulation)
        })
        .collect();
    assert!(lives.iter().all(|life| *life == lives[0]));
}

#[test]
fn a_copy_has_the_same_future() {
    let mut original = Network::build(&scenario(&busy())).unwrap();
    (0..33).for_each(|_| original.tick().unwrap());
    let mut copy = original.fork();
    for _ in 0..50 {
        original.tick().unwrap();
        copy.tick().unwrap();
    }
    assert_eq!(bits(&original.state.parameters), bits(&copy.state.parameters));
    assert_eq!(original.state, copy.state);
}

#[test]
fn an_area_a_variant_or_a_measure_more_disturbs_nothing_else() {
    let mut plain = busy();
    plain["variants"] = json!({});
    let mut more = plain.clone();
    more["areas"]["aside"] = json!({ "anatomy": { "dense": { "layers": [5] } }, "rule": { "hebbian": {} }, "plasticity": { "rate": 0.001, "weight_noise": 0.01 }, "costs": { "rest": { "cost": { "energy": {} }, "weight": 0.1 } } });
    more["wires"]["aside"] = json!({ "from": "world.image", "to": "aside.input" });
    more["variants"] = json!({ "other": { "seed": 3 } });
    more["measuring"] = json!({ "every": 1, "items": 64, "exact_path": true, "path_span": 5 });
    let own = |file: &Value| {
        let mut simulation = Simulation::new(&scenario(file)).unwrap();
        live(&mut simulation, 100);
        let network = simulation.network();
        let tensors = network.plan.tensors.iter().filter(|tensor| !tensor.name.starts_with("aside"));
        tensors.map(|tensor| (tensor.name.clone(), bits(&network.state.parameters[tensor.range.clone()]))).collect::<Vec<_>>()
    };
    assert_eq!(own(&plain), own(&more));
}

#[test]
fn measuring_never_changes_what_is_learned() {
    let mut file = busy();
    file["perturbations"] = json!([]);
    file["measuring"] = json!({ "every": 1, "density": 1e9, "items": 200, "exact_path": true });
    let mut measured = Simulation::new(&scenario(&file)).unwrap();
    live(&mut measured, 60);
    let mut alone = Network::build(&scenario(&file)).unwrap();
    (0..60).for_each(|_| alone.tick().unwrap());
    assert_eq!(weights(&measured), bits(&alone.state.parameters));
}

#[test]
fn outside_its_critical_period_an_area_keeps_every_bit() {
    let mut file = busy();
    file["development"]["periods"] = json!({ "low": [{ "open": 20, "close": 40 }], "mid": [{ "open": 10, "close": 50 }] });
    file["perturbations"] = json!([]);
    let mut simulation = Simulation::new(&scenario(&file)).unwrap();
    let state = |simulation: &Simulation, area: usize| {
        let (plan, state) = (&simulation.network().plan, &simulation.network().state);
        let moments: Vec<u32> = plan.tensors[plan.areas[area].tensors.clone()].iter().flat_map(|tensor| bits(&state.moments[tensor.moments.clone()])).collect();
        (bits(&state.parameters[plan.areas[area].plastic.clone()]), moments, state.updates[area])
    };
    let mut changes = [0, 0, 0];
    for age in 0..80 {
        let before: Vec<_> = (0..3).map(|area| state(&simulation, area)).collect();
        simulation.tick().unwrap();
        for area in 0..3 {
            let changed = state(&simulation, area) != before[area];
            let open = [(20..40).contains(&age), (10..50).contains(&age), true][area];
            assert_eq!(changed, open, "area {area} at age {age}");
            changes[area] += i32::from(changed);
        }
    }
    assert_eq!(changes, [20, 40, 80]);
}

#[test]
fn going_back_and_living_again_gives_the_same_bits() {
    let mut simulation = Simulation::new(&scenario(&busy())).unwrap();
    live(&mut simulation, 75);
    let kept = simulation.keep();
    let first = live(&mut simulation, 40);
    let end = weights(&simulation);
    simulation.go_back(&kept);
    assert_eq!(simulation.age(), 75);
    let second = live(&mut simulation, 40);
    assert_eq!((first, end), (second, weights(&simulation)));
}

/// The busy scenario in the hands of a person: knobs and pokes at birth, on the way, at the age of what is planned, and at the very end; edits of
/// the scenario, some of them dragged; a change of mind that is gone back from.
fn handled() -> (Simulation, Vec<Sample>) {
    let poke = |what: Value| serde_json::from_value::<Perturbation>(what).unwrap();
    let mut design = scenario(&busy());
    let mut simulation = Simulation::new(&design).unwrap();
    simulation.perturb(&poke(json!({ "input_rotation": { "degrees": 10.0 } }))).unwrap();
    let mut samples = live(&mut simulation, 20);
    for rate in [0.004, 0.003, 0.1 / 3.0 / 16.0] {
        design = design.with("areas.top.plasticity.rate", &json!(rate)).unwrap();
        assert!(!simulation.edit(&design).unwrap());
    }
    samples.extend(live(&mut simulation, 13));
    let kept = simulation.keep();
    simulation.perturb(&poke(json!({ "error_wire_lesion": { "wire": "up" } }))).unwrap();
    simulation.set("wires.eye.gain", 0.0).unwrap();
    live(&mut simulation, 30);
    simulation.go_back(&kept);
    simulation.perturb(&poke(json!({ "weight_noise": { "area": "mid", "amplitude": 0.5 } }))).unwrap();
    simulation.set("measuring.every", 3.0).unwrap();
    samples.extend(live(&mut simulation, 37));
    assert_eq!(simulation.age(), 70);
    simulation.set("areas.top.costs.classify.weight", 0.5).unwrap();
    simulation.perturb(&poke(json!({ "weight_noise": { "area": "low" } }))).unwrap();
    simulation.set("areas.low.plasticity.rate", 0.05).unwrap();
    samples.extend(live(&mut simulation, 50));
    simulation.perturb(&poke(json!({ "lesion": { "area": "top", "fraction": 0.1 } }))).unwrap();
    samples.extend(simulation.drain_samples());
    (simulation, samples)
}

#[test]
fn a_life_that_was_saved_is_lived_again_to_the_same_bits() {
    let (mut first, samples) = handled();
    let life = parse(&render(&first.life().unwrap())).unwrap();
    assert_eq!(life.journal.len(), 8, "{:?}", life.journal);
    assert_eq!(Scenario { journal: Vec::new(), ..life.clone() }, scenario(&busy()), "it was not born so");
    let mut second = Simulation::new(&life).unwrap();
    assert_eq!(live(&mut second, 120), samples);
    assert_eq!(second.journal(), first.journal());
    assert_eq!(second.life(), first.life());
    for variant in [None, Some("frozen")] {
        let state = |simulation: &Simulation| variant.map_or(simulation.network(), |name| simulation.variant(name).unwrap()).state.clone();
        assert_eq!(state(&first), state(&second), "{variant:?}");
    }
    // The future is the same, too, and to be handled further.
    first.set("world.blur", 0.3).unwrap();
    second.set("world.blur", 0.3).unwrap();
    assert_eq!(live(&mut first, 20), live(&mut second, 20));
    let without = Scenario { journal: Vec::new(), ..life };
    assert_ne!(live(&mut Simulation::new(&without).unwrap(), 120), samples, "what was done makes no difference");
}

#[test]
fn a_window_lives_a_saved_life_again_and_tells_of_it() {
    let (first, samples) = handled();
    let mut hand = Runner::by_hand();
    hand.send(Command::Load(RunId(1), Box::new((*first.life().unwrap()).clone())));
    hand.send(Command::Play);
    let (mut again, mut events) = (Vec::new(), Vec::new());
    for turns in [7, 13, 26, 300] {
        hand.turn(turns);
        for progress in told(&mut hand) {
            again.extend(progress.samples);
            events.extend(progress.events);
        }
    }
    assert_eq!(again, samples);
    let said: Vec<(u64, &str)> = events.iter().map(|event| (event.age, event.text.as_str())).collect();
    let expected = [
        (0, "Input rotation"),
        (20, "Rate of top set to 0.002083 per tick"),
        (33, "Weight noise on mid"),
        (33, "Every of the measures set to 3 ticks"),
        (70, "Weight of classify of top set to 0.5"),
        (70, "Weight noise on low"),
        (70, "Rate of low set to 0.05 per tick"),
        (70, "Lesion on low"),
        (120, "Lesion on top"),
    ];
    assert_eq!(said, expected);
}

/// What a file brings along is done again after going back; what was done by hand since is forgotten; and what is taken out no longer comes.
#[test]
fn going_back_keeps_to_the_file() {
    let entry = |at: u64, rate: f64| json!({ "at": at, "do": { "set": { "knob": "areas.low.plasticity.rate", "to": rate } } });
    let mut file = busy();
    file["journal"] = json!([entry(10, 0.01), entry(20, 0.02), entry(40, 0.04)]);
    let design = scenario(&file);
    let mut simulation = Simulation::new(&design).unwrap();
    let rate = |simulation: &Simulation| simulation.network().live.areas.get("low").unwrap().plasticity.rate;
    live(&mut simulation, 20);
    assert_eq!(rate(&simulation), 0.02);
    let kept = simulation.keep();
    live(&mut simulation, 5);
    simulation.set("areas.low.plasticity.rate", 0.5).unwrap();
    live(&mut simulation, 20);
    assert_eq!(simulation.journal().len(), 4);
    simulation.go_back(&kept);
    assert_eq!((rate(&simulation), simulation.journal().len()), (0.02, 2));
    assert_eq!(simulation.moved_knobs().last(), Some(&("areas.low.plasticity.rate".to_owned(), 0.02)));
    live(&mut simulation, 20);
    assert_eq!((rate(&simulation), simulation.life().unwrap().journal.clone()), (0.04, design.journal.clone()));
    simulation.go_back(&kept);
    let as_it_stands = design.with("areas.low.plasticity.rate", &json!(0.5)).unwrap();
    simulation.edit(&Scenario { journal: Vec::new(), ..as_it_stands }).unwrap();
    live(&mut simulation, 30);
    assert_eq!((rate(&simulation), simulation.life().unwrap().journal.len()), (0.02, 2), "an edit of the future undid the past");
}

#[test]
fn a_life_that_was_rebuilt_says_that_it_cannot_be_lived_again() {
    let design = scenario(&busy());
    let wider = design.with("areas.mid.anatomy.layers", &json!([16, 12, 12])).unwrap();
    let mut simulation = Simulation::new(&design).unwrap();
    simulation.edit(&wider).unwrap();
    assert_eq!(simulation.life().as_deref(), Ok(&wider), "nothing was lived yet: it is as if it were born so");
    let mut born_so = Simulation::new(&wider).unwrap();
    live(&mut simulation, 20);
    live(&mut born_so, 20);
    assert_eq!(weights(&simulation), weights(&born_so));
    simulation.edit(&design).unwrap();
    let why = simulation.life().unwrap_err();
    assert!(why.contains("rebuilt at age 20"), "{why}");
    assert!(
        simulation.set("areas.top.plasticity.rate", f64::NAN).is_err() && simulation.set("batch", 3.0).is_err() && simulation.set("nothing.here", 3.0).is_err()
    );
}

#[test]
fn editing_keeps_the_weights_of_every_area_whose_shape_stays_and_moving_a_node_keeps_everything() {
    let before = scenario(&busy());
    let mut simulation = Simulation::new(&before).unwrap();
    live(&mut simulation, 30);
    let of = |simulation: &Simulation, area: &str| {
        let network = simulation.network();
        let index = network.live.areas.index(area).unwrap();
        bits(&network.state.parameters[network.plan.areas[index].plastic.clone()])
    };
    let plan = simulation.network().plan.clone();
    let moved = before.with("layout", &json!({ "low": [1.0, 2.0] })).unwrap();
    assert!(!simulation.edit(&moved).unwrap());
    assert!(std::sync::Arc::ptr_eq(&plan, &simulation.network().plan), "moving a node rebuilt the brain");
    let (low, top) = (of(&simulation, "low"), of(&simulation, "top"));
    let wider = moved.with("areas.mid.anatomy.layers", &json!([16, 12, 12])).unwrap();
    simulation.edit(&wider).unwrap();
    assert_eq!((simulation.age(), of(&simulation, "low"), of(&simulation, "top")), (30, low.clone(), top));
    let impossible = wider.with("areas.mid.anatomy.layers", &json!([0])).unwrap();
    assert!(simulation.edit(&impossible).is_err());
    assert_eq!((simulation.age(), of(&simulation, "low")), (30, low));
    live(&mut simulation, 5);
}

#[test]
fn a_brain_that_diverges_says_where_when_and_why_and_can_go_back() {
    let mut file = busy();
    file["variants"] = json!({});
    file["areas"]["low"]["plasticity"]["rate"] = json!(1e6);
    file["areas"]["low"]["anatomy"]["dense"]["output"] = json!("linear");
    file["areas"]["low"]["costs"] = json!({ "rest": { "cost": { "energy": {} } } });
    let mut runner = Runner::by_hand();
    runner.send(Command::Load(RunId(1), Box::new(scenario(&file))));
    runner.send(Command::Play);
    runner.turn(120);
    let reports = runner.reports();
    let diagnosis =
        reports.iter().find_map(|report| if let Report::Diverged { diagnosis, .. } = report { Some(diagnosis) } else { None }).expect("it diverges");
    assert_eq!(diagnosis.area, "low");
    assert!(diagnosis.tensor == "cost rest" && diagnosis.cause.contains("learning rate is 1000000"), "{diagnosis}");
    let back = diagnosis.last_good.expect("birth is always kept");
    runner.send(Command::Rewind(back));
    let progress = told(&mut runner).pop().unwrap();
    assert_eq!((progress.age, progress.rewound_to), (back, Some(back)));
}

#[test]
fn a_refused_load_leaves_the_brain_running() {
    let mut runner = Runner::by_hand();
    runner.send(Command::Load(RunId(1), Box::new(scenario(&busy()))));
    runner.send(Command::Play);
    runner.turn(5);
    let mut broken = scenario(&busy());
    broken.areas.remove("top");
    runner.send(Command::Edit(RunId(2), Box::new(broken)));
    runner.turn(5);
    let reports = runner.reports();
    assert!(reports.iter().any(|report| matches!(report, Report::Refused { problems, .. } if !problems.is_empty())));
    assert!(matches!(reports.last(), Some(Report::Progress(progress)) if progress.age == 10 && progress.run == RunId(1)));
}

#[test]
fn going_back_to_where_nothing_was_kept_loses_nothing() {
    let mut runner = Runner::by_hand();
    let age = |runner: &mut Runner| {
        let reports = runner.reports();
        reports
            .iter()
            .rev()
            .find_map(|report| if let Report::Progress(progress) = report { Some((progress.age, progress.kept.clone())) } else { None })
            .unwrap()
    };
    runner.send(Command::Load(RunId(1), Box::new(scenario(&busy()))));
    runner.send(Command::Step(40));
    runner.turn(40);
    // Another structure: what was kept before cannot be gone back to.
    let mut wider = scenario(&busy());
    wider.batch += 1;
    runner.send(Command::Edit(RunId(2), Box::new(wider)));
    runner.send(Command::Step(200));
    runner.turn(200);
    let (now, kept) = age(&mut runner);
    let first = kept[0];
    assert!(now == 240 && first > 0, "{now} {kept:?}");
    runner.send(Command::Rewind(first - 1));
    runner.turn(0);
    assert_eq!(age(&mut runner), (now, kept), "there is nothing there");
    runner.send(Command::Rewind(first));
    runner.turn(0);
    assert_eq!(age(&mut runner).0, first);
}

/// Plain gradient descent may leave a proposal implicit; a bound that is never reached makes every proposal explicit. Both must move alike.
#[test]
fn implicit_and_explicit_proposals_move_weights_alike() {
    use brainwright::brain::Rule;
    for rule in Rule::all() {
        for manhattan in [false, true] {
            let mut options = serde_json::to_value(&rule).unwrap();
            if manhattan && rule.name() != "sign_symmetry" {
                continue;
            }
            if manhattan {
                options["sign_symmetry"]["batch_manhattan"] = json!(true);
            }
            let weights = |clip: f64| {
                let area = |layers: Value, output: &str, costs: Value| json!({ "anatomy": { "dense": { "layers": layers, "output": output } }, "rule": options, "costs": costs, "plasticity": { "rate": 0.01, "clip": clip, "weight_decay": 0.1, "weight_noise": 0.001 } });
                let file = json!({ "format": 1, "batch": 8, "areas": { "low": area(json!([9, 8]), "tanh", json!({})), "top": area(json!([7, 10]), "linear", json!({ "c": { "cost": { "cross_entropy": {} } } })) },
                    "wires": { "a": { "from": "world.image", "to": "low.input" }, "b": { "from": "low.output", "to": "top.input" }, "t": { "from": "world.label", "to": "top.c.target", "role": "teach" } } });
                let mut network = Network::build(&scenario(&file)).unwrap();
                (0..20).for_each(|_| network.tick().unwrap());
                network.state.parameters
            };
            let (implicit, explicit) = (weights(0.0), weights(1e6));
            assert!(implicit.iter().zip(&explicit).all(|(a, b)| (a - b).abs() < 1e-4), "{}", rule.name());
        }
    }
}

#[test]
fn what_an_edit_took_out_of_a_brain_comes_back_when_it_is_taken_back_and_only_then() {
    let mut file = busy();
    file["areas"]["mid"]["rule"] = json!({ "kolen_pollack": {} });
    let whole = scenario(&file);
    let everything = |simulation: &Simulation, area: &str| {
        let network = simulation.network();
        let index = network.live.areas.index(area).unwrap();
        let tensors = network.plan.tensors.iter().filter(|tensor| tensor.area == index);
        let numbers =
            tensors.map(|tensor| [bits(&network.state.parameters[tensor.range.clone()]), bits(&network.state.moments[tensor.moments.clone()])].concat());
        (numbers.collect::<Vec<_>>(), network.state.updates[index])
    };
    // An area of another shape loses everything; one with another rule loses what it sent error back by.
    let (wider, duller) =
        (whole.with("areas.mid.anatomy.layers", &json!([16, 12, 12])).unwrap(), whole.with("areas.mid.rule", &json!({ "backprop": {} })).unwrap());
    let (area, other) = ("mid", "low");
    for (what, changed) in [("wider", wider), ("duller", duller)] {
        let mut simulation = Simulation::new(&whole).unwrap();
        live(&mut simulation, 30);
        let before = everything(&simulation, area);
        simulation.edit(&changed).unwrap();
        simulation.edit(&whole).unwrap();
        assert!(everything(&simulation, area).0 != before.0, "{what}: an edit that is made anew brought something back");

        let mut simulation = Simulation::new(&whole).unwrap();
        live(&mut simulation, 30);
        simulation.edit(&changed).unwrap();
        simulation.drain_events();
        simulation.edit_all(&whole, &mut Vec::new(), true).unwrap();
        assert!(everything(&simulation, area) == before, "{what}: it is not what it was");
        let title = whole.areas.get(area).unwrap().title(area).to_owned();
        let told = simulation.drain_events();
        assert!(told.iter().any(|event| event.text == format!("{title} has the weights again that it had")), "{told:?}");
        // Others live on meanwhile, and what is done again and taken back again goes on from where it was left.
        live(&mut simulation, 5);
        let (later, of_other) = (everything(&simulation, area), everything(&simulation, other));
        simulation.edit_all(&changed, &mut Vec::new(), true).unwrap();
        live(&mut simulation, 5);
        simulation.edit_all(&whole, &mut Vec::new(), true).unwrap();
        assert!(everything(&simulation, other) != of_other);
        assert!(what == "duller" || everything(&simulation, area) == later);
    }
}
