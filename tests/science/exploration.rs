//! Rules that find out by trying: on average they find the gradient, and how near a single try comes is what theory says.

use brainwright::brain::Perturbation;
use brainwright::engine::{Mode, Network, Simulation};
use brainwright::math;
use brainwright::scenario::{Objective, Scenario, parse};
use serde_json::{Value, json};

/// A brain that fetched a batch, and learnt nothing from it.
fn build(scenario: &Scenario) -> Network {
    let mut still = scenario.clone();
    (0..still.areas.len()).for_each(|area| still.areas.at_mut(area).unwrap().plasticity.rate = 0.0);
    let mut network = Network::build(&still).unwrap();
    network.tick().unwrap();
    network
}

fn proposals(network: &mut Network, mode: Mode) -> Vec<f32> {
    let (view, pass) = network.parts();
    pass.forward(view);
    pass.judge(view);
    pass.credit(view, mode);
    network.pass.proposals[network.plan.plastic.clone()].to_vec()
}

/// Cosine with the true gradient, and length along it, of what an area proposes.
fn compared(network: &mut Network, area: usize) -> (f64, f64) {
    let learned = proposals(network, Mode::Learn);
    let truth = proposals(network, Mode::Truth(Objective::Intended));
    let range = network.plan.areas[area].plastic.clone();
    let (learned, truth) = (&learned[range.clone()], &truth[range]);
    (math::cosine(learned, truth), math::dot(learned, truth) / math::dot(truth, truth))
}

fn digits(layers: &[usize], rule: Value) -> Scenario {
    let file = json!({ "format": 1, "batch": 32, "world": { "digits": {} },
        "areas": { "a": { "anatomy": { "dense": { "layers": layers, "output": "linear" } }, "rule": rule, "costs": { "c": { "cost": { "cross_entropy": {} } } } } },
        "wires": { "eye": { "from": "world.image", "to": "a.input" }, "t": { "from": "world.label", "to": "a.c.target", "role": "teach" } } });
    parse(&file.to_string()).unwrap()
}

/// |cos − √(K/(K + d + 1))| ≤ 0.05 (SCIENCE R7).
#[test]
fn the_mean_of_k_draws_of_weight_perturbation_is_as_near_as_theory_says() {
    for (layers, weights) in [(&[8, 10][..], 610), (&[32, 10], 2410), (&[64, 32, 10], 6570)] {
        for draws in [100, 1000] {
            let mut network = build(&digits(layers, json!({ "weight_perturbation": { "draws": draws } })));
            assert_eq!(network.plan.plastic.len(), weights);
            let theory = (f64::from(draws) / f64::from(draws + weights as i32 + 1)).sqrt();
            let (cosine, _) = compared(&mut network, 0);
            assert!((cosine - theory).abs() <= 0.05, "{weights} weights, {draws} draws: {cosine}, not {theory}");
        }
    }
}

/// In its own area and, through what it sends upstream, in the area below; beside another that shakes itself too.
#[test]
fn shaking_weights_or_units_is_unbiased_in_a_graph() {
    for (low, top) in [("weight_perturbation", "backprop"), ("backprop", "weight_perturbation"), ("weight_perturbation", "node_perturbation")] {
        let rule = |name: &str| if name == "backprop" { json!({ name: {} }) } else { json!({ name: { "draws": 4000 } }) };
        let file = json!({ "format": 1, "batch": 8, "world": { "digits": {} },
            "areas": {
                "low": { "anatomy": { "dense": { "layers": [4, 3] } }, "rule": rule(low), "costs": { "still": { "cost": { "energy": {} }, "weight": 0.2, "tap": 0 } } },
                "top": { "anatomy": { "dense": { "layers": [5, 10], "output": "linear" } }, "rule": rule(top), "costs": { "c": { "cost": { "cross_entropy": {} } } } } },
            "wires": { "eye": { "from": "world.image", "to": "low.input" }, "up": { "from": "low.output", "to": "top.input", "gain": 1.5, "error_gain": 0.5 },
                "t": { "from": "world.label", "to": "top.c.target", "role": "teach" } } });
        let mut network = build(&parse(&file.to_string()).unwrap());
        for area in 0..2 {
            let (cosine, scale) = compared(&mut network, area);
            assert!(cosine > 0.9 && (scale - 1.0).abs() < 0.15, "{low} under {top}, area {area}: cosine {cosine}, scale {scale}");
        }
    }
}

/// Slot machines with their baseline where it belongs; the lower area shakes its units, the upper one takes actions.
fn gambler(hidden: Value, draws: usize) -> Network {
    let file = json!({ "format": 1, "batch": 10, "world": { "bandit": {} },
        "areas": {
            "low": { "anatomy": { "dense": { "layers": [4] } }, "rule": hidden },
            "top": { "anatomy": { "dense": { "layers": [10], "output": "linear" } }, "rule": { "reinforce": { "noise": 0.3, "draws": draws } }, "costs": { "c": { "cost": { "expected_reward": {} } } } } },
        "wires": { "eye": { "from": "world.sight", "to": "low.input" }, "up": { "from": "low.output", "to": "top.input" },
            "r": { "from": "world.rewards", "to": "top.c.target", "role": "teach" } } });
    let mut network = build(&parse(&file.to_string()).unwrap());
    for area in &network.plan.areas {
        if let [expected, usual] = &area.own[..] {
            network.state.parameters[expected.clone()].fill(0.0);
            network.state.parameters[usual.clone()].copy_from_slice(&[0.5, 1.0]);
        }
    }
    network
}

#[test]
fn tries_of_reinforce_come_to_point_along_the_gradient_of_expected_reward() {
    // Ten lives each, so 100, 1 000 and 10 000 pulls (SCIENCE R9: 0.93, 0.99, 0.999).
    for (draws, least) in [(10, 0.85), (100, 0.97), (1000, 0.99)] {
        let (cosine, _) = compared(&mut gambler(json!({ "backprop": {} }), draws), 1);
        assert!(cosine >= least, "{draws} draws: {cosine}");
    }
    // A hidden area, taught by what its own shaking brought or by what shaking the choice's input did.
    for hidden in [json!({ "reinforce": { "noise": 0.3, "draws": 10_000 } }), json!({ "backprop": {} })] {
        let (cosine, scale) = compared(&mut gambler(hidden.clone(), 10_000), 0);
        assert!(cosine > 0.95 && (scale - 1.0).abs() < 0.15, "{hidden}: cosine {cosine}, scale {scale}");
    }
}

#[test]
fn silenced_units_learn_nothing_from_being_shaken() {
    for rule in ["weight_perturbation", "node_perturbation", "reinforce"] {
        let mut network = build(&digits(&[9, 10], json!({ rule: {} })));
        network.perturb(&Perturbation::Lesion(serde_json::from_value(json!({ "area": "a", "fraction": 0.5 })).unwrap()));
        let alive = network.state.alive[0].clone();
        let proposed = proposals(&mut network, Mode::Learn);
        let layer = &network.plan.areas[0].layers[0];
        for (unit, alive) in alive[0].iter().enumerate() {
            let row = &proposed[layer.weights.start + unit * 64..][..64];
            let above = &network.plan.areas[0].layers[1].weights;
            let column = (0..10).map(|other| proposed[above.start + other * 9 + unit]);
            let still = row.iter().chain(&[proposed[layer.bias.start + unit]]).all(|p| *p == 0.0) && column.clone().all(|p| p == 0.0);
            assert_eq!(still, *alive == 0.0, "{rule}, unit {unit}");
        }
    }
}

/// After 2 000 pulls at least 95 % go to the best arm (SCIENCE R9); nobody said which that is.
#[test]
fn reinforce_finds_the_best_arm() {
    let file = json!({ "format": 1, "batch": 10, "ticks": 200, "world": { "bandit": {} },
        "areas": { "choice": { "anatomy": { "dense": { "layers": [10], "output": "linear", "weight_scale": 0 } }, "rule": { "reinforce": {} }, "plasticity": { "rate": 0.8 },
            "costs": { "reward": { "cost": { "expected_reward": {} } }, "missed": { "cost": { "expected_reward": {} }, "weight": 0 } } } },
        "wires": { "eye": { "from": "world.sight", "to": "choice.input" }, "r": { "from": "world.rewards", "to": "choice.reward.target", "role": "teach" },
            "b": { "from": "world.best", "to": "choice.missed.target", "role": "teach" } } });
    for seed in 1..=10 {
        let mut simulation = Simulation::new(&parse(&file.to_string()).unwrap().with("seed", &json!(seed)).unwrap()).unwrap();
        (0..200).for_each(|_| simulation.tick().unwrap());
        let missed = simulation.last("test_cost.choice.missed").unwrap();
        assert!(missed <= 0.05, "seed {seed} misses the best arm in {missed}");
        assert_eq!(simulation.last("accuracy.choice.reward"), Some(1.0), "seed {seed}");
    }
}

/// One who compares hears nothing of the noise of one who does not: it is the same in both passes.
#[test]
fn noise_that_is_not_compared_does_not_drown_what_is() {
    let spread = |noise: f64| {
        let file = json!({ "format": 1, "batch": 8, "world": { "digits": {} },
            "areas": {
                "low": { "anatomy": { "dense": { "layers": [6] } }, "rule": { "reinforce": { "noise": noise } } },
                "top": { "anatomy": { "dense": { "layers": [10], "output": "linear" } }, "rule": { "node_perturbation": {} }, "costs": { "c": { "cost": { "cross_entropy": {} } } } } },
            "wires": { "eye": { "from": "world.image", "to": "low.input" }, "up": { "from": "low.output", "to": "top.input" },
                "t": { "from": "world.label", "to": "top.c.target", "role": "teach" } } });
        let mut network = build(&parse(&file.to_string()).unwrap());
        let proposed = proposals(&mut network, Mode::Learn);
        math::norm(&proposed[network.plan.areas[1].plastic.clone()])
    };
    let (quiet, loud) = (spread(1e-4), spread(1.0));
    assert!(loud < 3.0 * quiet, "{quiet} {loud}");
}
