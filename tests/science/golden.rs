//! Other people's numbers for our rules and costs: PyTorch's autograd and BioTorch's layers (tests/fixtures/backward_rules.md).

use brainwright::engine::{Mode, Network};
use brainwright::scenario::{Scenario, parse};
use serde_json::{Value, json};

fn numbers(value: &Value) -> Vec<f32> {
    match value {
        Value::Array(list) => list.iter().flat_map(numbers).collect(),
        number => vec![number.as_f64().unwrap() as f32],
    }
}

/// A scenario of the case's shape; the world only has to have the widths, its samples are replaced.
fn scenario(case: &Value, rule: &Value, cost: &str) -> Scenario {
    let sizes: Vec<usize> = case["sizes"].as_array().unwrap().iter().map(|size| size.as_u64().unwrap() as usize).collect();
    let file = json!({
        "format": 1, "batch": case["batch"], "ticks": 10,
        "world": { "linear_teacher": { "inputs": sizes[0], "outputs": sizes[sizes.len() - 1], "count": 16 } },
        "areas": { "a": { "anatomy": { "dense": { "layers": sizes[1..], "hidden": case["activation"], "output": "linear" } }, "rule": rule,
            "costs": { "c": { "cost": { cost: {} } } } } },
        "wires": { "x": { "from": "world.x", "to": "a.input" }, "t": { "from": "world.t", "to": "a.c.target", "role": "teach" } }
    });
    parse(&file.to_string()).unwrap()
}

fn one_hot(labels: &Value, classes: usize) -> Vec<f32> {
    let labels: Vec<usize> = labels.as_array().unwrap().iter().map(|label| label.as_u64().unwrap() as usize).collect();
    labels.iter().flat_map(|&label| (0..classes).map(move |class| f32::from(u8::from(class == label)))).collect()
}

#[test]
fn updates_agree_with_other_peoples_code() {
    let golden: Value = serde_json::from_str(include_str!("../fixtures/backward_rules.json")).unwrap();
    let mut compared = 0;
    for case in golden["cases"].as_array().unwrap() {
        let (sizes, batch) = (case["sizes"].as_array().unwrap(), case["batch"].as_u64().unwrap() as usize);
        let (layers, classes) = (sizes.len() - 1, sizes[sizes.len() - 1].as_u64().unwrap() as usize);
        for entry in case["gradients"].as_array().unwrap() {
            let (rule_name, cost) = (entry["rule"].as_str().unwrap(), entry["cost"].as_str().unwrap());
            let (rule, cost) = (our_rule(rule_name), our_cost(cost));
            let mut network = Network::build(&scenario(case, &rule, cost)).unwrap();
            let plan = network.plan.clone();
            for layer in 0..layers {
                let area = &plan.areas[0].layers[layer];
                network.state.parameters[area.weights.clone()].copy_from_slice(&numbers(&case["weights"][layer]));
                network.state.parameters[area.bias.clone()].copy_from_slice(&numbers(&case["biases"][layer]));
            }
            for tensor in plan.tensors.iter().filter(|tensor| tensor.range.start >= plan.plastic.end) {
                let layer: usize = tensor.name.rsplit('.').next().unwrap().parse().unwrap();
                let source = if tensor.name.contains("direct") { &case["direct_feedback"][layer] } else { &case["feedback"][layer] };
                network.state.parameters[tensor.range.clone()].copy_from_slice(&numbers(source));
            }
            // BioTorch gives every layer's signs a scale of its own, ours is 1/√fan_in; what reaches a layer is a product of those above it.
            let scale_above = |layer: usize| -> f32 {
                let above = |l: usize| {
                    entry["scale"].get(l).and_then(Value::as_f64).map_or(1.0, |scale| scale as f32 * (plan.areas[0].layers[l].units_in as f32).sqrt())
                };
                (layer + 1..layers).map(above).product()
            };
            let target = match cost {
                "cross_entropy" => one_hot(&case["label"], classes),
                "binary_cross_entropy" => numbers(&case["target"]).iter().map(|t| 1.0 / (1.0 + (-t).exp())).collect(),
                _ => numbers(&case["target"]),
            };
            let (view, pass) = network.parts();
            pass.ports[0].copy_from_slice(&numbers(&case["input"]));
            pass.ports[1].copy_from_slice(&target);
            pass.forward(view);
            pass.judge(view);
            assert!((pass.mean_cost(0, 0) / entry["value"].as_f64().unwrap() - 1.0).abs() < 1e-5, "{rule_name} {cost}");
            pass.credit(view, Mode::Learn);
            for layer in 0..layers {
                let area = &plan.areas[0].layers[layer];
                for (range, name) in [(area.weights.clone(), "weights"), (area.bias.clone(), "biases")] {
                    let exact = numbers(&entry[name][layer]);
                    let ours = &pass.proposals[range];
                    let scale = scale_above(layer);
                    let off: f64 = ours.iter().zip(&exact).map(|(ours, exact)| f64::from(scale * ours + exact).powi(2)).sum();
                    let length: f64 = exact.iter().map(|exact| f64::from(*exact).powi(2)).sum();
                    assert!(off.sqrt() <= 1e-5 * length.sqrt() + 1e-9, "{rule_name} {cost} {name} {layer}: off by {} of {}", off.sqrt(), length.sqrt());
                    compared += 1;
                }
            }
            assert_eq!(batch, network.live.batch);
        }
    }
    assert!(compared >= 100, "only {compared} tensors were compared");
}

fn our_rule(name: &str) -> Value {
    match name {
        "sign_symmetry_uniform" => json!({ "sign_symmetry": { "magnitude": "uniform" } }),
        "sign_symmetry_fixed" => json!({ "sign_symmetry": { "magnitude": "fixed" } }),
        name => json!({ name: {} }),
    }
}

fn our_cost(name: &str) -> &'static str {
    match name {
        "cross_entropy" => "cross_entropy",
        "binary_cross_entropy" => "binary_cross_entropy",
        "huber" => "huber",
        "squared_error" => "mean_squared_error",
        other => panic!("unknown cost {other}"),
    }
}

/// Scellier & Bengio's own equations in f64 (tests/fixtures/equilibrium_propagation.md).
#[test]
fn equilibrium_propagation_is_the_published_one() {
    let golden: Value = serde_json::from_str(include_str!("../fixtures/equilibrium_propagation.json")).unwrap();
    let off = |ours: &[f32], exact: &Value, what: &str| {
        let exact = numbers(exact);
        assert_eq!(ours.len(), exact.len());
        let off: f64 = ours.iter().zip(&exact).map(|(ours, exact)| (f64::from(*ours) - f64::from(*exact)).powi(2)).sum();
        let length: f64 = exact.iter().map(|exact| f64::from(*exact).powi(2)).sum();
        assert!(off.sqrt() <= 1e-5 * length.sqrt(), "{what}: off by {:.1e}", (off / length).sqrt());
    };
    for case in golden["cases"].as_array().unwrap() {
        let rule = json!({ "equilibrium_propagation": { "iterations": 400, "nudged_iterations": 400, "step": 0.5, "feedback": 1.0, "nudge": case["beta"], "nudging": case["nudging"] } });
        let mut network = Network::build(&settling_scenario(&golden, &rule)).unwrap();
        let plan = network.plan.clone();
        for (layer, area) in plan.areas[1].layers.iter().enumerate() {
            network.state.parameters[area.weights.clone()].copy_from_slice(&numbers(&golden["weights"][layer]));
            network.state.parameters[area.bias.clone()].copy_from_slice(&numbers(&golden["biases"][layer]));
        }
        // The area below hands the input on as it is.
        let below = &plan.areas[0].layers[0];
        for (place, weight) in network.state.parameters[below.weights.clone()].iter_mut().enumerate() {
            *weight = f32::from(u8::from(place / below.units_in == place % below.units_in));
        }
        let (view, pass) = network.parts();
        pass.ports[0].copy_from_slice(&numbers(&golden["input"]));
        pass.ports[1].copy_from_slice(&numbers(&golden["target"]));
        pass.forward(view);
        pass.judge(view);
        pass.credit(view, Mode::Learn);
        let what = format!("{} {}", case["nudging"], case["beta"]);
        for (layer, area) in plan.areas[1].layers.iter().enumerate() {
            off(&pass.areas[1].activity[layer], &golden["settled"][layer], "the free fixed point");
            off(&pass.proposals[area.weights.clone()], &case["weights"][layer], &format!("{what}, weights {layer}"));
            off(&pass.proposals[area.bias.clone()], &case["biases"][layer], &format!("{what}, biases {layer}"));
        }
        off(&pass.areas[1].input_error, &case["input_error"], &format!("{what}, sent upstream"));
    }
}

fn settling_scenario(golden: &Value, rule: &Value) -> Scenario {
    let sizes: Vec<usize> = golden["sizes"].as_array().unwrap().iter().map(|size| size.as_u64().unwrap() as usize).collect();
    let file = json!({
        "format": 1, "batch": golden["batch"], "ticks": 10,
        "world": { "linear_teacher": { "inputs": sizes[0], "outputs": sizes[sizes.len() - 1], "count": 16 } },
        "areas": {
            "below": { "anatomy": { "dense": { "layers": [sizes[0]], "output": "linear", "bias": false } }, "rule": { "backprop": {} } },
            "settling": { "anatomy": { "dense": { "layers": sizes[1..], "hidden": "clipped", "output": "clipped" } }, "rule": rule,
                "costs": { "c": { "cost": { "mean_squared_error": {} } } } } },
        "wires": { "x": { "from": "world.x", "to": "below.input" }, "up": { "from": "below.output", "to": "settling.input" },
            "t": { "from": "world.t", "to": "settling.c.target", "role": "teach" } }
    });
    parse(&file.to_string()).unwrap()
}

/// Whittington & Bogacz's equations in NumPy (tests/fixtures/predictive_coding.md).
#[test]
fn predictive_coding_agrees_with_its_published_equations() {
    let golden: Value = serde_json::from_str(include_str!("../fixtures/predictive_coding.json")).unwrap();
    let shape = json!({ "sizes": golden["sizes"], "batch": 3, "activation": "tanh" });
    for case in golden["cases"].as_array().unwrap() {
        let mut knobs = case.clone();
        knobs.as_object_mut().unwrap().retain(|key, _| !["cost", "weights", "biases"].contains(&key.as_str()));
        let what = format!("{} with {knobs}", case["cost"]);
        let mut network = Network::build(&scenario(&shape, &json!({ "predictive_coding": knobs }), case["cost"].as_str().unwrap())).unwrap();
        let layers = network.plan.areas[0].layers.clone();
        for (index, layer) in layers.iter().enumerate() {
            network.state.parameters[layer.weights.clone()].copy_from_slice(&numbers(&golden["weights"][index]));
            network.state.parameters[layer.bias.clone()].copy_from_slice(&numbers(&golden["biases"][index]));
        }
        let (view, pass) = network.parts();
        pass.ports[0].copy_from_slice(&numbers(&golden["input"]));
        pass.ports[1].copy_from_slice(&numbers(&golden["target"]));
        pass.forward(view);
        pass.judge(view);
        pass.credit(view, Mode::Learn);
        for (index, layer) in layers.iter().enumerate() {
            for (range, name) in [(layer.weights.clone(), "weights"), (layer.bias.clone(), "biases")] {
                let exact = numbers(&case[name][index]);
                let off: f64 = pass.proposals[range].iter().zip(&exact).map(|(ours, exact)| f64::from(ours - exact).powi(2)).sum();
                let length: f64 = exact.iter().map(|exact| f64::from(*exact).powi(2)).sum();
                assert!(length > 0.0 && off.sqrt() <= 1e-5 * length.sqrt(), "{what}: {name} {index} off by {} of {}", off.sqrt(), length.sqrt());
            }
        }
    }
}
