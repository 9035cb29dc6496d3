//! Weight mirrors and targets against NumPy, from their authors' equations (tests/fixtures/learned_feedback.md).

use brainwright::brain::anatomy::Activation;
use brainwright::brain::rule::{Room, Undone, mirror};
use brainwright::engine::{Mode, Network};
use brainwright::scenario::parse;
use serde_json::{Value, json};

fn golden() -> Value {
    serde_json::from_str(include_str!("../fixtures/learned_feedback.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f32> {
    match value {
        Value::Array(list) => list.iter().flat_map(numbers).collect(),
        number => vec![number.as_f64().unwrap() as f32],
    }
}

#[track_caller]
fn assert_near(ours: &[f32], exact: &Value, sign: f32, what: &str) {
    let exact = numbers(exact);
    assert_eq!(ours.len(), exact.len(), "{what}");
    let off: f64 = ours.iter().zip(&exact).map(|(ours, exact)| f64::from(ours - sign * exact).powi(2)).sum();
    let length: f64 = exact.iter().map(|exact| f64::from(*exact).powi(2)).sum();
    assert!(off.sqrt() <= 1e-5 * length.sqrt(), "{what}: off by {} of {}", off.sqrt(), length.sqrt());
}

/// The fixture's network under a rule, its own tensors filled by `own`, with the fixture's batch judged and credited.
fn credited(golden: &Value, rule: &Value, own: &dyn Fn(&str) -> Vec<f32>) -> Network {
    let sizes: Vec<usize> = golden["sizes"].as_array().unwrap().iter().map(|size| size.as_u64().unwrap() as usize).collect();
    let file = json!({
        "format": 1, "batch": golden["batch"], "ticks": 10,
        "world": { "linear_teacher": { "inputs": sizes[0], "outputs": sizes[sizes.len() - 1], "count": 16 } },
        "areas": { "a": { "anatomy": { "dense": { "layers": sizes[1..], "hidden": "tanh", "output": "linear" } }, "rule": rule,
            "costs": { "c": { "cost": { "cross_entropy": {} } } } } },
        "wires": { "x": { "from": "world.x", "to": "a.input" }, "t": { "from": "world.t", "to": "a.c.target", "role": "teach" } }
    });
    let mut network = Network::build(&parse(&file.to_string()).unwrap()).unwrap();
    let plan = network.plan.clone();
    for (number, layer) in plan.areas[0].layers.iter().enumerate() {
        network.state.parameters[layer.weights.clone()].copy_from_slice(&numbers(&golden["weights"][number]));
        network.state.parameters[layer.bias.clone()].copy_from_slice(&numbers(&golden["biases"][number]));
    }
    for tensor in &plan.tensors[plan.areas[0].own_tensors.clone()] {
        network.state.parameters[tensor.range.clone()].copy_from_slice(&own(tensor.name.strip_prefix("a.").unwrap()));
    }
    let classes = sizes[sizes.len() - 1];
    let labels = golden["label"].as_array().unwrap().iter().map(|label| label.as_u64().unwrap() as usize);
    let target: Vec<f32> = labels.flat_map(|label| (0..classes).map(move |class| f32::from(u8::from(class == label)))).collect();
    let (view, pass) = network.parts();
    pass.ports[0].copy_from_slice(&numbers(&golden["input"]));
    pass.ports[1].copy_from_slice(&target);
    pass.forward(view);
    pass.judge(view);
    assert!((pass.mean_cost(0, 0) / golden["cost"].as_f64().unwrap() - 1.0).abs() < 1e-6);
    pass.credit(view, Mode::Learn);
    network
}

/// Proposals point down, gradients up.
fn assert_gradients(network: &Network, exact: &Value, what: &str) {
    for (number, layer) in network.plan.areas[0].layers.iter().enumerate() {
        assert_near(&network.pass.proposals[layer.weights.clone()], &exact["weights"][number], -1.0, &format!("{what}, weights {number}"));
        assert_near(&network.pass.proposals[layer.bias.clone()], &exact["biases"][number], -1.0, &format!("{what}, biases {number}"));
    }
}

#[test]
fn weight_mirrors_agree_with_their_equations() {
    let golden = golden();
    let exact = &golden["weight_mirror"];
    let own = |name: &str| numbers(&exact["feedback"][name.rsplit('.').next().unwrap().parse::<usize>().unwrap()]);
    let network = credited(&golden, &json!({ "weight_mirror": {} }), &own);
    assert_gradients(&network, exact, "weight mirror");
    for (number, layer) in network.plan.areas[0].layers.iter().enumerate() {
        let mut feedback = numbers(&exact["feedback"][number]);
        for noise in exact["noise"][number].as_array().unwrap() {
            let noise = numbers(noise);
            let draws = noise.len() / layer.units_in;
            let mut response = vec![0.0; draws * layer.units_out];
            mirror(0.05, &network.state.parameters[layer.weights.clone()], &noise, None, (draws, &mut response), &mut feedback);
        }
        assert_near(&feedback, &exact["mirrored"][number], 1.0, &format!("mirror {number}"));
    }
}

#[test]
fn targets_and_their_inverses_agree_with_their_equations() {
    let golden = golden();
    let exact = &golden["targets"];
    let own = |name: &str| match name {
        "inverse.1" => numbers(&exact["inverse"]),
        "inverse_bias.1" => numbers(&exact["inverse_bias"]),
        other => unreachable!("nobody needs {other}"),
    };
    for (rule, exact) in exact["rules"].as_object().unwrap() {
        assert_gradients(&credited(&golden, &json!({ rule: { "target_step": 0.5 } }), &own), exact, rule);
    }
    let network = credited(&golden, &json!({ "difference_target_propagation": {} }), &own);
    let layer = &network.plan.areas[0].layers[1];
    let (mut weights, mut bias) = (own("inverse.1"), own("inverse_bias.1"));
    for noise in exact["noise"].as_array().unwrap() {
        let corrupted: Vec<f32> = network.pass.areas[0].activity[0].iter().zip(numbers(noise)).map(|(heard, noise)| heard + noise).collect();
        let (mut output, mut guess, mut wrong) = (vec![0.0; 4 * layer.units_out], vec![0.0; corrupted.len()], vec![0.0; corrupted.len()]);
        let mut room = Room { output: &mut output, guess: &mut guess, wrong: &mut wrong };
        Undone { layer, parameters: &network.state.parameters, alive: None, activation: Activation::Tanh }.learn(
            0.1,
            &corrupted,
            &mut room,
            &mut weights,
            &mut bias,
        );
    }
    assert_near(&weights, &exact["learned"], 1.0, "inverse");
    assert_near(&bias, &exact["learned_bias"], 1.0, "inverse bias");
}
