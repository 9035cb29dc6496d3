//! Areas that make each other's costs: shared weights, modulated costs, values of costs as messages, and what is refused.

use brainwright::engine::{Network, Simulation};
use brainwright::scenario::{Scenario, check, parse};
use serde_json::{Value, json};

/// A critic that sees a world, a forger, and somebody with the critic's weights who looks at what is forged.
fn forgery(error_gain: f64) -> Value {
    let critic = json!({ "dense": { "layers": [6, 1], "output": "linear" } });
    json!({ "format": 1, "batch": 8, "world": { "spirals": { "arms": 3 } },
        "areas": {
            "critic": { "anatomy": critic, "plasticity": { "rate": 0.05 }, "costs": { "real": { "cost": { "binary_cross_entropy": {} } } } },
            "forger": { "anatomy": { "dense": { "layers": [5, 2], "output": "linear" } }, "plasticity": { "rate": 0.05 } },
            "listener": { "anatomy": critic, "costs": { "pass": { "cost": { "adversarial": {} } } } } },
        "wires": {
            "seen": { "from": "world.point", "to": "critic.input" },
            "verdict": { "from": "world.label.0", "to": "critic.real.target", "role": "teach" },
            "noise": { "from": "world.label", "to": "forger.input" },
            "forged": { "from": "forger.output", "to": "listener.input" },
            "same": { "from": "critic.weights", "to": "listener.weights", "role": "share", "error_gain": error_gain } } })
}

fn read(file: &Value) -> Scenario {
    parse(&file.to_string()).unwrap()
}

/// The weights of an area after some ticks.
fn lived(scenario: &Scenario, area: &str, ticks: usize) -> Vec<f32> {
    let mut network = Network::build(scenario).unwrap_or_else(|problems| panic!("{problems:?}"));
    (0..ticks).for_each(|_| network.tick().unwrap());
    let index = network.plan.areas.iter().position(|other| other.name == area).unwrap();
    network.state.parameters[network.plan.areas[index].plastic.clone()].to_vec()
}

#[test]
fn error_passes_through_a_borrower_that_does_not_teach_and_teaches_where_it_may() {
    let mut alone = forgery(0.0);
    for part in ["forger", "listener"] {
        alone["areas"].as_object_mut().unwrap().remove(part);
    }
    for wire in ["noise", "forged", "same"] {
        alone["wires"].as_object_mut().unwrap().remove(wire);
    }
    let critic_alone = lived(&read(&alone), "critic", 20);
    let silent = read(&forgery(0.0));
    assert_eq!(lived(&silent, "critic", 20), critic_alone, "who borrows with error gain 0 teaches nothing");
    assert_ne!(lived(&silent, "forger", 20), lived(&silent, "forger", 0), "but error passes through");
    assert_ne!(lived(&read(&forgery(1.0)), "critic", 20), critic_alone);
    let taught = Simulation::new(&read(&forgery(1.0))).unwrap().area_states();
    assert_eq!((taught[2].rate, taught[2].idle.clone()), (0.05, None), "it learns at the rate of those whose weights they are");
    let mut network = Network::build(&silent).unwrap();
    network.tick().unwrap();
    assert_eq!(network.plan.areas[0].layers, network.plan.areas[2].layers, "they are the same weights");
    let names: Vec<String> = silent.measures().into_iter().map(|measure| measure.name).collect();
    assert!(!names.iter().any(|name| name.contains("listener.weights")) && names.iter().any(|name| name == "cost.listener.pass"));
}

#[test]
fn a_modulated_cost_counts_as_much_as_its_modulator_says() {
    let file = |weight: f64, gain: Option<f64>| {
        let mut file = json!({ "format": 1, "batch": 8, "world": { "spirals": { "arms": 3 } },
            "areas": {
                "source": { "anatomy": { "dense": { "layers": [2], "output": "sigmoid", "weight_scale": 0.0 } }, "plasticity": { "rate": 0.0 } },
                "top": { "anatomy": { "dense": { "layers": [4, 3], "output": "linear" } }, "plasticity": { "rate": 0.1 },
                    "costs": { "classify": { "cost": { "cross_entropy": {} } }, "still": { "cost": { "energy": {} }, "weight": weight } } } },
            "wires": {
                "eye": { "from": "world.point", "to": "top.input" }, "other_eye": { "from": "world.point", "to": "source.input" },
                "label": { "from": "world.label", "to": "top.classify.target", "role": "teach" } } });
        if let Some(gain) = gain {
            file["wires"]["arousal"] = json!({ "from": "source.output.1", "to": "top.still.weight", "role": "modulate", "gain": gain });
        }
        read(&file)
    };
    // σ(0) = ½.
    assert_eq!(lived(&file(1.0, Some(0.5)), "top", 10), lived(&file(0.25, None), "top", 10));
    assert_eq!(lived(&file(1.0, Some(-3.0)), "top", 10), lived(&file(0.0, None), "top", 10), "a modulator silences, it turns nothing round");
    assert_ne!(lived(&file(1.0, Some(0.5)), "top", 10), lived(&file(1.0, None), "top", 10));
    let network = Network::build(&file(1.0, Some(0.5))).unwrap();
    assert!(network.plan.wiring.links.iter().any(|link| link.column == 1 && link.width == 2 && link.units == 1));
}

/// Two areas with one circuit see two halves of a digit, and each is told from others by what the other says of it; a third hears how hard that is.
#[test]
fn areas_teach_each_other_at_once_and_a_cost_can_be_heard_of() {
    let view = json!({ "dense": { "layers": [6, 4] } });
    let file = json!({ "format": 1, "batch": 8, "world": { "random_labels": { "units": 6, "classes": 3 } },
        "areas": {
            "left": { "anatomy": view, "costs": { "agree": { "cost": { "info_nce": {} } } }, "plasticity": { "rate": 0.1 } },
            "right": { "anatomy": view, "costs": { "agree": { "cost": { "info_nce": {} } } } },
            "doubt": { "anatomy": { "dense": { "layers": [2], "output": "linear" } }, "plasticity": { "rate": 0.1 },
                "costs": { "choose": { "cost": { "curiosity": {} } } } } },
        "wires": {
            "a": { "from": "world.x", "to": "left.input" }, "b": { "from": "world.x", "to": "right.input", "gain": 0.5 },
            "same": { "from": "left.weights", "to": "right.weights", "role": "share" },
            "ab": { "from": "left.output", "to": "right.agree.view", "role": "teach" },
            "ba": { "from": "right.output", "to": "left.agree.view", "role": "teach" },
            "c": { "from": "world.x", "to": "doubt.input" },
            "how_hard": { "from": "left.agree.value", "to": "doubt.choose.surprise", "role": "teach" },
            "how_hard_there": { "from": "right.agree.value", "to": "doubt.choose.surprise", "role": "teach" },
            "yesterday": { "from": "left.agree.value", "to": "doubt.input", "delay": 1 } } });
    let scenario = read(&file);
    let mut network = Network::build(&scenario).unwrap_or_else(|problems| panic!("{problems:?}"));
    network.tick().unwrap();
    let (values, heard) = (network.pass.areas[0].values[0].clone(), network.pass.areas[2].targets[0].clone());
    assert!(values.iter().zip(heard.chunks_exact(4)).all(|(value, heard)| value == &heard[0] && heard[2..] == [0.0, 0.0]), "of this tick, not of the last");
    network.tick().unwrap();
    let late: Vec<f32> = network.pass.areas[2].input.chunks_exact(7).map(|input| input[6]).collect();
    assert_eq!(late, values, "through an input it is heard of one tick later");
    let start = lived(&scenario, "left", 0);
    assert_ne!(lived(&scenario, "left", 20), start);
}

#[test]
fn what_makes_no_sense_is_refused_where_it_is_made() {
    let with = |path: &[&str], value: Value| {
        let mut file = forgery(0.0);
        let mut place = &mut file;
        for word in path {
            place = &mut place[*word];
        }
        *place = value;
        check(&read(&file)).into_iter().map(|problem| (problem.path.clone(), problem.message.clone(), problem.mend.is_some())).collect::<Vec<_>>()
    };
    let shared = |to: &str, from: &str| json!({ "from": from, "to": to, "role": "share" });
    let cases: [(&[&str], Value, &str, &str); 9] = [
        (&["areas", "listener", "rule"], json!({ "feedback_alignment": {} }), "wires.same", "another rule"),
        (&["areas", "listener", "anatomy", "dense", "layers"], json!([7, 1]), "wires.same", "built otherwise"),
        (&["wires", "more"], shared("forger.weights", "listener.weights"), "wires.more", "no weights of its own"),
        (&["wires", "forged", "from"], json!("forger.output.0"), "wires.same", "numbers coming in"),
        (&["wires", "same", "delay"], json!(2), "wires.same", "those of the present"),
        (&["wires", "odd"], json!({ "from": "critic.weights", "to": "forger.input" }), "wires.odd", "only weights"),
        (&["wires", "odd"], json!({ "from": "critic.real.value", "to": "forger.input" }), "wires.odd", "one tick later"),
        (&["wires", "odd"], json!({ "from": "forger.output", "to": "critic.real.weight", "role": "modulate" }), "wires.odd.from", "2 numbers"),
        (&["wires", "odd"], json!({ "from": "forger.output.9", "to": "critic.real.weight", "role": "modulate" }), "wires.odd.from", "no number 9"),
    ];
    for (path, value, place, words) in cases {
        let problems = with(path, value.clone());
        let found = problems.iter().find(|(path, message, _)| path == place && message.contains(words));
        assert!(found.is_some_and(|(_, _, mend)| *mend), "{path:?} = {value}: {problems:?}");
    }
}

/// Under backprop on the very items that are measured, an area moves exactly as its own cost would have it; with two costs the shares are those of
/// their weights; and looking changes nothing.
#[test]
fn the_matrix_names_the_cost_that_moves_an_area() {
    let file = |movement: bool, slow: f64| {
        read(&json!({ "format": 1, "batch": 64, "ticks": 60, "world": { "random_labels": { "units": 6, "classes": 3, "count": 64 } },
            "measuring": { "movement": movement, "every": 2, "items": 64 },
            "areas": {
                "low": { "anatomy": { "dense": { "layers": [5, 4] } }, "plasticity": { "rate": 0.01 }, "costs": { "spread": { "cost": { "whitening": {} } } } },
                "top": { "anatomy": { "dense": { "layers": [5, 3], "output": "linear" } }, "plasticity": { "rate": 0.01 },
                    "costs": { "classify": { "cost": { "cross_entropy": {} } }, "still": { "cost": { "energy": {} }, "weight": slow } } } },
            "wires": {
                "eye": { "from": "world.x", "to": "low.input" }, "up": { "from": "low.output", "to": "top.input", "error_gain": 0.0 },
                "t": { "from": "world.label", "to": "top.classify.target", "role": "teach" } } }))
    };
    let live = |scenario: &Scenario| {
        let mut simulation = Simulation::new(scenario).unwrap_or_else(|problems| panic!("{problems:?}"));
        (0..40).for_each(|_| simulation.tick().unwrap());
        let last = |name: &str| {
            assert!(simulation.series().iter().any(|series| series.measure.name == name), "{name}");
            simulation.last(name)
        };
        let found = [
            "movement.low.low.spread",
            "movement.low.top.classify",
            "movement.top.top.classify",
            "movement.top.low.spread",
            "explained.top",
            "share.top.top.still",
            "beyond.low.low.spread",
            "beyond.low.top.classify",
            "beyond.top.top.classify",
        ];
        (found.map(last), simulation.network().state.parameters.clone())
    };
    let ([own, other, decided, none, explained, share, spread, classify, told], seen) = live(&file(true, 0.0));
    assert!(own.unwrap() > 0.999 && other.unwrap().abs() < 0.5 && decided.unwrap() > 0.999, "{own:?} {other:?} {decided:?}");
    assert!(none.is_none(), "what an area does cannot change a cost that lies before it");
    assert!(explained.unwrap() > 0.99 && share.unwrap() < 0.05, "{explained:?} {share:?}");
    assert!(spread.unwrap() > 4.0 && classify.unwrap().abs() < 2.58, "{spread:?} {classify:?}");
    // Labels mean nothing here, and so early what is learned is how frequent they are: errors in any order teach that as well.
    assert!(told.unwrap().abs() < 2.58, "{told:?}");
    let ([_, _, alone, _, explained, share, ..], _) = live(&file(true, 3.0));
    assert!(explained.unwrap() > 0.99 && share.unwrap() > 0.3 && alone.unwrap() < 0.95, "two costs: {alone:?} {explained:?} {share:?}");
    let mut unseen = Simulation::new(&file(false, 0.0)).unwrap_or_else(|problems| panic!("{problems:?}"));
    (0..40).for_each(|_| unseen.tick().unwrap());
    assert_eq!(unseen.network().state.parameters, seen, "looking changes nothing");
}

#[test]
fn a_cost_that_is_silenced_is_still_one_that_an_area_might_follow() {
    let scenario = read(&json!({ "format": 1, "batch": 32, "ticks": 20, "world": { "random_labels": { "units": 6, "classes": 3, "count": 64 } },
        "measuring": { "movement": true, "every": 2, "items": 64 },
        "areas": { "area": { "anatomy": { "dense": { "layers": [3], "output": "linear" } }, "plasticity": { "rate": 0.05 },
            "costs": { "small": { "cost": { "energy": {} } }, "silent": { "cost": { "cross_entropy": {} } } } } },
        "wires": { "eye": { "from": "world.x", "to": "area.input" }, "t": { "from": "world.label", "to": "area.silent.target", "role": "teach" },
            "hush": { "from": "world.x.0", "to": "area.silent.weight", "role": "modulate", "gain": 0.0 } } }));
    let mut simulation = Simulation::new(&scenario).unwrap_or_else(|problems| panic!("{problems:?}"));
    (0..20).for_each(|_| simulation.tick().unwrap());
    assert_eq!(simulation.area_states()[0].modulation, [1.0, 0.0]);
    let cosine = |cost: &str| simulation.last(&format!("movement.area.area.{cost}")).unwrap();
    assert!(cosine("small") > 0.99 && cosine("silent").abs() < 0.9, "{} {}", cosine("small"), cosine("silent"));
}

#[test]
fn a_broadcast_comes_along_the_way_that_brings_errors_back() {
    let mut file = forgery(0.0);
    file["areas"]["closed"] = json!({ "anatomy": { "dense": { "layers": [4], "output": "linear" } }, "costs": { "small": { "cost": { "energy": {} } } } });
    file["wires"] = json!({ "a_closed": { "from": "forger.output", "to": "closed.input", "error_gain": 0.0 } });
    file["wires"].as_object_mut().unwrap().extend(forgery(0.0)["wires"].as_object().unwrap().clone());
    file["areas"]["forger"]["rule"] = json!({ "direct_feedback_alignment": {} });
    let idle = |file: &Value| {
        let mut simulation = Simulation::new(&read(file)).unwrap_or_else(|problems| panic!("{problems:?}"));
        simulation.tick().unwrap();
        let forger = simulation.network().plan.areas.iter().position(|area| area.name == "forger").unwrap();
        simulation.area_states()[forger].idle.clone()
    };
    assert_eq!(idle(&file), None, "its ear hears");
    file["wires"]["forged"]["error_gain"] = json!(0.0);
    assert!(idle(&file).is_some_and(|why| why.contains("broadcast")), "and nothing else does");
}

#[test]
fn what_compares_with_the_past_is_not_tested_where_there_is_none() {
    let tested = |name: &str| {
        let scenario = brainwright::scenario::preset(name).unwrap().scenario().unwrap();
        scenario.measures().into_iter().filter(|measure| measure.name.starts_with("test_cost.")).map(|measure| measure.name).collect::<Vec<_>>()
    };
    assert!(tested("curiosity").iter().all(|name| !name.contains("chooser")), "{:?}", tested("curiosity"));
    // And what is not measured goes nowhere: a squared error is never negative.
    let mut simulation = Simulation::new(&brainwright::scenario::preset("curiosity").unwrap().scenario().unwrap()).unwrap();
    (0..5).for_each(|_| simulation.tick().unwrap());
    let names: Vec<String> = simulation.series().iter().map(brainwright::engine::report::Series::name).collect();
    let squared = |name: &str| ["cost.laboratory", "cost.empty_room", "cost.television"].iter().any(|start| name.starts_with(start));
    let samples = simulation.drain_samples();
    assert!(samples.iter().any(|sample| squared(&names[sample.series as usize])));
    assert!(samples.iter().all(|sample| !squared(&names[sample.series as usize]) || sample.value >= 0.0));
    assert!(tested("slow_is_deep").iter().any(|name| name.contains("slow")), "a film has a past: {:?}", tested("slow_is_deep"));
}

/// Which cost an area follows can be told from its movement alone, of eight that it might; less often the more its weights walk at random beside it
/// (SCIENCE D, cost-inference score: accept 1, ≥ 0.75, ≥ 0.5 of seven costs × three seeds, for steps of noise 0, 2, 8 times as long as the gradient's). Energy is
/// not among them: on digits linear units follow it as they follow sparsity (cosine 0.98 with either).
#[test]
fn the_cost_that_an_area_follows_is_found_from_its_movement() {
    const CANDIDATES: [&str; 8] = ["similarity", "sparsity", "decorrelation", "whitening", "homeostasis", "variance_floor", "readout", "kurtosis"];
    const TICKS: u64 = 60;
    // How long a step along the gradient is at birth.
    const STEP: f64 = 0.02;
    let brain = |followed: &str, seed: u64, rate: f64, noise: f64| {
        let costs: serde_json::Map<_, _> =
            CANDIDATES.iter().map(|cost| ((*cost).to_owned(), json!({ "cost": { *cost: {} }, "weight": f64::from(u8::from(*cost == followed)) }))).collect();
        let scenario = read(&json!({ "format": 1, "batch": 64, "ticks": TICKS, "seed": seed,
            "world": { "digits": {} }, "measuring": { "movement": true, "every": TICKS, "density": 1 },
            "areas": { "area": { "anatomy": { "dense": { "layers": [32], "output": "linear" } }, "costs": costs,
                "plasticity": { "rate": rate, "weight_noise": noise } } },
            "wires": { "eye": { "from": "world.image", "to": "area.input" },
                "alike": { "from": "world.image", "to": "area.similarity.target", "role": "teach" } } }));
        Simulation::new(&scenario).unwrap_or_else(|problems| panic!("{problems:?}"))
    };
    let is_found = |followed: &str, seed: u64, ratio: f64| {
        let newborn = brain(followed, seed, 0.0, 0.0);
        let weights = newborn.network().plan.plastic.len() as f64;
        let mut simulation = brain(followed, seed, STEP / newborn.last("gradient_norm").unwrap(), ratio * STEP / weights.sqrt());
        (0..TICKS).for_each(|_| simulation.tick().unwrap());
        let cosine = |cost: &&str| simulation.last(&format!("movement.area.area.{cost}")).unwrap_or(0.0);
        CANDIDATES.iter().max_by(|a, b| cosine(a).total_cmp(&cosine(b))) == Some(&followed)
    };
    for (ratio, least) in [(0.0, 1.0), (2.0, 0.75), (8.0, 0.5)] {
        let lives: Vec<(&str, u64)> = CANDIDATES[..7].iter().flat_map(|cost| (1..=3).map(move |seed| (*cost, seed))).collect();
        let missed: Vec<_> = lives.iter().filter(|(cost, seed)| !is_found(cost, *seed, ratio)).collect();
        let score = 1.0 - missed.len() as f64 / lives.len() as f64;
        assert!(score >= least, "noise {ratio}: {score}, missed {missed:?}");
    }
}

#[test]
fn a_formula_needs_what_it_speaks_of_and_diverges_like_any_cost() {
    let file = |text: &str| {
        let mut file = forgery(0.0);
        file["areas"]["forger"]["costs"] = json!({ "own": { "cost": { "formula": { "text": text } } } });
        file
    };
    let wrong = |text: &str| check(&read(&file(text))).into_iter().map(|problem| (problem.path, problem.message)).collect::<Vec<_>>();
    assert!(wrong("abs(z)^1.5 + (z - m)^2").is_empty());
    let unheard = wrong("(z - t)^2");
    assert!(unheard.len() == 1 && unheard[0].0 == "areas.forger.costs.own" && unheard[0].1.contains("speaks of t"), "{unheard:?}");
    let senseless = wrong("(z - t))^2");
    assert!(senseless.len() == 1 && senseless[0].0 == "areas.forger.costs.own" && senseless[0].1.contains("column 8"), "{senseless:?}");
    let kept = read(&file("(z - t))^2"));
    assert_eq!(serde_json::to_value(&kept).unwrap()["areas"]["forger"]["costs"]["own"]["cost"]["formula"]["text"], "(z - t))^2", "it stays in the file");

    let mut past = file("(z - p)^2");
    past["wires"]["past"] = json!({ "from": "forger.output", "to": "forger.own.previous", "role": "teach", "delay": 1 });
    let mut network = Network::build(&read(&past)).unwrap_or_else(|problems| panic!("{problems:?}"));
    (0..5).for_each(|_| network.tick().unwrap());

    // No number at all, boundless from birth on, and boundless in the end.
    for (text, ticks) in [("log(-1 - z^2)", 1), ("1/(z - z)", 1), ("-(z^4)", 5000)] {
        let mut network = Network::build(&read(&file(text))).unwrap_or_else(|problems| panic!("{problems:?}"));
        let ended = (0..ticks).find_map(|_| network.tick().err()).unwrap_or_else(|| panic!("{text} went on"));
        assert_eq!(ended.area, "forger", "{text}: {ended}");
        assert_eq!(ended.cause.contains("has no value"), ticks == 1, "{text}: {ended}");
    }
}
