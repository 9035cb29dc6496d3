//! Any rule on any area, next to any other, with every cost: one property over all of them.

use brainwright::brain::plasticity::Optimizer;
use brainwright::brain::rule::{Signal, Upkeep};
use brainwright::brain::{Cost, Perturbation, Rule, World};
use brainwright::engine::{Mode, Network, Simulation};
use brainwright::scenario::{Scenario, check, parse, render};
use serde_json::{Value, json};

fn option<T: serde::Serialize>(option: &T) -> Value {
    serde_json::to_value(option).unwrap()
}

/// low → top on handwritten digits; the cost sits on top.
fn pair(low: &Rule, top: &Rule, cost: &Cost) -> Scenario {
    let mut wires = json!({ "eye": { "from": "world.image", "to": "low.input" }, "up": { "from": "low.output", "to": "top.input" } });
    for (n, need) in cost.as_dyn().needs().iter().enumerate() {
        let (to, gain) = (format!("top.c.{}", need.name), 1.0 - 0.3 * n as f64);
        wires[format!("teacher_{}", need.name)] = json!({ "from": "world.label", "to": to, "role": "teach", "gain": gain });
    }
    let file = json!({ "format": 1, "batch": 8, "ticks": 40, "wires": wires, "measuring": { "items": 64 },
        "areas": {
            "low": { "anatomy": { "dense": { "layers": [9, 8] } }, "rule": option(low), "plasticity": { "rate": 0.02 } },
            "top": { "anatomy": { "dense": { "layers": [9, 10], "output": "linear" } }, "rule": option(top), "plasticity": { "rate": 0.02 },
                "costs": { "c": { "cost": option(cost), "weight": 0.1 } } } } });
    parse(&file.to_string()).unwrap()
}

#[test]
fn every_pair_of_rules_and_every_rule_under_every_cost_lives_and_learns_exactly_when_it_says_so() {
    let pairs = Rule::all().into_iter().flat_map(|low| Rule::all().into_iter().map(move |top| (low.clone(), top, Cost::named("cross_entropy").unwrap())));
    let under_costs = Cost::all().into_iter().flat_map(|cost| Rule::all().into_iter().map(move |rule| (rule.clone(), rule, cost.clone())));
    for (low, top, cost) in pairs.chain(under_costs) {
        let what = format!("{} under {} with {}", low.name(), top.name(), cost.name());
        let mut simulation = Simulation::new(&pair(&low, &top, &cost)).unwrap_or_else(|problems| panic!("{what}: {problems:?}"));
        let weights = |simulation: &Simulation, area: usize| {
            let network = simulation.network();
            network.state.parameters[network.plan.areas[area].plastic.clone()].to_vec()
        };
        let before = [weights(&simulation, 0), weights(&simulation, 1)];
        for _ in 0..12 {
            simulation.tick().unwrap_or_else(|diagnosis| panic!("{what}: {diagnosis}"));
        }
        let states = simulation.area_states();
        for area in 0..2 {
            assert_eq!(weights(&simulation, area) != before[area], states[area].idle.is_none(), "{what}: area {area} says {:?}", states[area].idle);
        }
        // Only one thing can keep the lower area from learning: that the upper one sends nothing and it needs an error.
        let deaf = low.as_dyn().signal() == Signal::Cotangent && top.as_dyn().sends().is_none();
        assert_eq!(states[0].idle.is_some(), deaf, "{what}");
        let up = simulation.network().live.wires.index("up").unwrap();
        let carries = low.as_dyn().signal() == Signal::Cotangent && top.as_dyn().sends().is_some();
        assert_eq!(simulation.wire_states()[up].error.is_some_and(|error| error > 0.0), carries, "{what}");
    }
}

/// Whatever the rate, whether or not an error comes: what a rule changes beside the weights changes exactly when its area says so.
#[test]
fn what_goes_on_beside_the_weights_is_told() {
    let cost = Cost::named("cross_entropy").unwrap();
    for rule in Rule::all() {
        for (rate, weight) in [(0.02, 0.1), (0.0, 0.1), (0.02, 0.0), (0.0, 0.0)] {
            let what = format!("{} at rate {rate}, cost of weight {weight}", rule.name());
            let scenario = pair(&rule, &rule, &cost).with("areas.top.costs.c.weight", &json!(weight)).unwrap();
            let scenario =
                ["low", "top"].iter().fold(scenario, |scenario, area| scenario.with(&format!("areas.{area}.plasticity.rate"), &json!(rate)).unwrap());
            let mut simulation = Simulation::new(&scenario).unwrap();
            let tensors = |simulation: &Simulation, area: usize, own: bool| {
                let network = simulation.network();
                let plan = &network.plan.areas[area];
                let tensors = &network.plan.tensors[if own { plan.own_tensors.clone() } else { plan.tensors.clone() }];
                let counted = tensors.iter().filter(|tensor| !own || tensor.upkeep == Upkeep::Direct);
                counted.flat_map(|tensor| network.state.parameters[tensor.range.clone()].to_vec()).collect::<Vec<f32>>()
            };
            let born: Vec<_> = (0..2).map(|area| (tensors(&simulation, area, false), tensors(&simulation, area, true))).collect();
            (0..6).for_each(|_| simulation.tick().unwrap());
            for (area, (state, (weights, own))) in simulation.area_states().iter().zip(&born).enumerate() {
                let learns = tensors(&simulation, area, false) != *weights;
                let only_forgets = rate == 0.0 && weight > 0.0 && rule.as_dyn().decay() > 0.0;
                assert_eq!(state.idle.is_none() || only_forgets, learns, "{what}: {state:?}");
                assert_eq!(state.idle.as_ref().is_some_and(|idle| idle.ends_with("forgets")), only_forgets, "{what}: {state:?}");
                assert_eq!(state.beside.is_some(), tensors(&simulation, area, true) != *own, "{what}: {state:?}");
                let deaf = rule.as_dyn().signal() == Signal::None && area == 1 && weight > 0.0;
                assert_eq!(state.unheard, if deaf { vec!["c"] } else { Vec::new() }, "{what}");
            }
        }
    }
}

#[test]
fn three_areas_with_three_rules_read_digits() {
    // Errors, and what is less than an error: targets, nudges, relaxation, mirrors, dendrites.
    for rules in [
        ["direct_feedback_alignment", "feedback_alignment", "sign_symmetry"],
        ["difference_target_propagation", "equilibrium_propagation", "predictive_coding"],
        ["dendritic", "contrastive_hebbian", "weight_mirror"],
    ] {
        let area = |place: usize, layer: usize, output: &str, costs: Value| {
            let rule = Rule::named(rules[place]).unwrap();
            json!({ "anatomy": { "dense": { "layers": [layer], "output": output } }, "rule": option(&rule), "plasticity": { "rate": rule.as_dyn().usual_rate() }, "costs": costs })
        };
        let file = json!({ "format": 1, "batch": 32, "ticks": 1260, "measuring": { "density": 2.0 },
            "areas": { "retina": area(0, 64, "tanh", json!({})), "visual": area(1, 32, "tanh", json!({})),
                "decision": area(2, 10, "linear", json!({ "classify": { "cost": { "cross_entropy": {} } } })) },
            "wires": {
                "a": { "from": "world.image", "to": "retina.input" }, "b": { "from": "retina.output", "to": "visual.input" }, "c": { "from": "visual.output", "to": "decision.input" },
                "t": { "from": "world.label", "to": "decision.classify.target", "role": "teach" } } });
        let mut simulation = Simulation::new(&parse(&file.to_string()).unwrap()).unwrap();
        (0..1260).for_each(|_| simulation.tick().unwrap());
        let accuracy = simulation.last("accuracy.decision.classify").unwrap();
        assert!(accuracy >= 0.94, "{rules:?}: {accuracy}");
    }
}

/// An error gain of 0 stops error, −1 turns it around exactly, whatever the upper rule is.
#[test]
fn error_gains_scale_what_the_lower_area_hears() {
    for top in Rule::all().iter().filter(|rule| rule.as_dyn().sends().is_some()) {
        let proposals = |gain: f64| {
            let scenario =
                pair(&Rule::named("backprop").unwrap(), top, &Cost::named("cross_entropy").unwrap()).with("wires.up.error_gain", &json!(gain)).unwrap();
            // The tick only fetches a batch: nothing may move.
            let scenario = scenario.with("areas.low.plasticity.rate", &json!(0.0)).unwrap().with("areas.top.plasticity.rate", &json!(0.0)).unwrap();
            let mut network = Network::build(&scenario).unwrap();
            network.tick().unwrap();
            let (view, pass) = network.parts();
            pass.forward(view);
            pass.judge(view);
            pass.credit(view, Mode::Learn);
            network.pass.proposals[network.plan.areas[0].plastic.clone()].to_vec()
        };
        let (one, none, half) = (proposals(1.0), proposals(0.0), proposals(0.5));
        assert!(none.iter().all(|p| *p == 0.0), "{}", top.name());
        assert!(one.iter().any(|p| *p != 0.0), "{}", top.name());
        for (one, half) in one.iter().zip(&half) {
            assert!((0.5 * one - half).abs() <= 1e-6 + 1e-4 * one.abs(), "{}", top.name());
        }
        let reversed = proposals(-1.0);
        assert!(one.iter().zip(&reversed).all(|(one, reversed)| (one + reversed).abs() <= 1e-6), "{}", top.name());
    }
}

/// Every option of every family survives its file, stands in the schema, and has help for every knob.
#[test]
fn every_option_is_in_files_in_the_schema_and_explained() {
    use brainwright::brain::knob::Knobs;
    let schema = brainwright::scenario::schema();
    let mut seen = Vec::new();
    let mut note = |name: &str, title: &str, formula: &str, source: &str, knobs: &dyn Knobs| {
        assert!(schema.contains(&format!("\"{name}\"")), "{name} is not in the schema");
        assert!(![title, formula, source].contains(&""), "{name} is not explained");
        for (index, knob) in knobs.knobs().iter().enumerate() {
            assert!(knob.help.len() > 5 && knob.range.contains(knob.default), "{name}.{}", knob.name);
            assert_eq!(knobs.knob(index), knob.default, "{name}.{}", knob.name);
        }
        assert!(!seen.contains(&name.to_owned()), "two options are called {name}");
        seen.push(name.to_owned());
    };
    macro_rules! family {
        ($($family:ident),+) => { $( for option in $family::all() {
            note(option.name(), option.title(), option.formula(), option.source(), &option);
            let text = serde_json::to_string(&option).unwrap();
            assert_eq!(serde_json::from_str::<$family>(&text).unwrap(), option, "{text}");
            assert_eq!($family::named(option.name()), Some(option));
        } )+ };
    }
    family!(World, Cost, Rule, Optimizer, Perturbation);
}

/// Every perturbation can be done to a running brain, changes something, and is compared with a twin that it was not done to.
#[test]
fn every_perturbation_disturbs_and_is_compared() {
    for mut perturbation in Perturbation::all() {
        perturbation.aim(if perturbation.name() == "error_wire_lesion" { "up" } else { "low" });
        let scenario = pair(&Rule::named("feedback_alignment").unwrap(), &Rule::named("feedback_alignment").unwrap(), &Cost::named("cross_entropy").unwrap());
        let scenario = scenario.with("measuring.horizon", &json!(15)).unwrap();
        assert!(check(&scenario).is_empty() && parse(&render(&scenario)).unwrap() == scenario);
        let mut simulation = Simulation::new(&scenario).unwrap();
        (0..10).for_each(|_| simulation.tick().unwrap());
        let before = simulation.network().state.clone();
        simulation.perturb(&perturbation).unwrap();
        assert!(simulation.network().state != before, "{} changes nothing", perturbation.name());
        (0..20).for_each(|_| simulation.tick().unwrap());
        let recovery = simulation.recovery().unwrap();
        assert!(recovery.finished && recovery.at == 10 && !recovery.verdict.is_empty(), "{}: {recovery:?}", perturbation.name());
        assert!(simulation.last("weight_distance").is_some() && simulation.last("function_distance").is_some(), "{}", perturbation.name());
        let mut nowhere = perturbation.clone();
        nowhere.aim("nowhere");
        assert_eq!(simulation.perturb(&nowhere).is_err(), !perturbation.name().starts_with("input"), "{}", perturbation.name());
    }
}
