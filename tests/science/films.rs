//! Films: lived frame by frame, and measured with their past. Costs that compare with the past have exact gradients there.

use brainwright::engine::{Mode, Network, Pass, Simulation};
use brainwright::scenario::{Objective, Scenario, parse};
use serde_json::json;

/// A ring of 6 pixels; `slow` compares itself with its own past and is whitened; `guess` hears the past of the world and of `slow`, and its own.
fn film() -> Scenario {
    let file = json!({ "format": 1, "batch": 4, "ticks": 50, "world": { "ring_blob": { "pixels": 6, "noise": 0.3 } }, "measuring": { "items": 40 },
        "areas": {
            "slow": { "anatomy": { "dense": { "layers": [5, 2], "output": "tanh" } }, "plasticity": { "rate": 0.01 },
                "costs": { "still": { "cost": { "mean_squared_error": {} } }, "white": { "cost": { "whitening": {} }, "weight": 0.5 } } },
            "guess": { "anatomy": { "dense": { "layers": [6], "output": "linear" } }, "plasticity": { "rate": 0.01 },
                "costs": { "next": { "cost": { "mean_squared_error": {} } } } } },
        "wires": {
            "eye": { "from": "world.ring", "to": "slow.input" },
            "before": { "from": "slow.output", "to": "slow.still.target", "role": "teach", "delay": 1, "gain": 0.9 },
            "a_past": { "from": "world.ring", "to": "guess.input", "delay": 2 },
            "b_up": { "from": "slow.output", "to": "guess.input", "delay": 1 },
            "c_own": { "from": "guess.output", "to": "guess.input", "delay": 1 },
            "truth": { "from": "world.ring", "to": "guess.next.target", "role": "teach" } } });
    parse(&file.to_string()).unwrap()
}

/// A dense chain in f64: every layer's activity.
fn chain(network: &Network, area: usize, parameters: &[f64], input: &[f64]) -> Vec<f64> {
    let mut h = input.to_vec();
    for layer in &network.plan.areas[area].layers {
        let sum = |unit: usize| {
            let weights = &parameters[layer.weights.start + unit * layer.units_in..][..layer.units_in];
            weights.iter().zip(&h).map(|(w, x)| w * x).sum::<f64>() + parameters[layer.bias.start + unit]
        };
        let sums = (0..layer.units_out).map(sum).collect::<Vec<f64>>();
        h = sums.iter().map(|a| if layer.activation.name() == "tanh" { a.tanh() } else { *a }).collect();
    }
    h
}

/// The brain's objective on the film's first frames, with what travels from the past (targets and inputs) computed by `past`.
fn objective(network: &Network, parameters: &[f64], past: &[f64], rows: usize) -> f64 {
    let frames: Vec<Vec<f64>> = network.plan.dataset.train.ports[0].chunks_exact(6).take(rows).map(|row| row.iter().map(|&x| f64::from(x)).collect()).collect();
    let slow = |parameters: &[f64]| frames.iter().map(|frame| chain(network, 0, parameters, frame)).collect::<Vec<_>>();
    let (z, held) = (slow(parameters), slow(past));
    let before = |row: usize, delay: usize| row.saturating_sub(delay);
    let n = rows as f64;
    let still: f64 = (0..rows).map(|row| (0..2).map(|j| 0.5 * (z[row][j] - 0.9 * held[before(row, 1)][j]).powi(2)).sum::<f64>()).sum::<f64>() / n;
    let gram = |i: usize, j: usize| z.iter().map(|z| z[i] * z[j]).sum::<f64>() / n - f64::from(u8::from(i == j));
    let white = 0.25 * (0..4).map(|place| gram(place / 2, place % 2).powi(2)).sum::<f64>();
    let guess = |row: usize| {
        // A delayed wire brings what is already known: of its own past an area knows nothing yet.
        let input = [&frames[before(row, 2)][..], &held[before(row, 1)][..], &[0.0; 6]].concat();
        chain(network, 1, parameters, &input)
    };
    let next: f64 = (0..rows).map(|row| guess(row).iter().zip(&frames[row]).map(|(z, x)| 0.5 * (z - x).powi(2)).sum::<f64>()).sum::<f64>() / n;
    still + 0.5 * white + next
}

#[test]
fn costs_that_compare_with_the_past_have_exact_gradients_on_a_film() {
    let mut network = Network::build(&film()).unwrap_or_else(|problems| panic!("{problems:?}"));
    (0..5).for_each(|_| network.tick().unwrap());
    let rows = 40;
    let items = network.plan.dataset.train.first(rows);
    let mut probe = Pass::probe(&network.plan, &network.live, rows);
    let view = network.view();
    probe.inspect(view, &items);
    probe.forward(view);
    probe.judge(view);
    let reported = probe.objective(&network.live);
    probe.credit(view, Mode::Truth(Objective::Global));
    let exact: Vec<f64> = network.state.parameters.iter().map(|&p| f64::from(p)).collect();
    let plain = objective(&network, &exact, &exact, rows);
    assert!((reported - plain).abs() < 1e-5 * plain, "{reported} {plain}");
    let (mut off, mut length) = (0.0, 0.0);
    for index in network.plan.plastic.clone() {
        let at = |offset: f64| {
            let mut parameters = exact.clone();
            parameters[index] += offset;
            objective(&network, &parameters, &exact, rows)
        };
        let slope = (at(1e-5) - at(-1e-5)) / 2e-5;
        off += (slope + f64::from(probe.proposals[index])).powi(2);
        length += slope * slope;
    }
    assert!(length > 0.0 && off.sqrt() <= 1e-4 * length.sqrt(), "relative error {:.2e}", (off / length).sqrt());
}

#[test]
fn every_life_sees_the_film_from_a_place_of_its_own_without_cuts() {
    let mut network = Network::build(&film()).unwrap();
    let film: Vec<Vec<f32>> = network.plan.dataset.train.ports[0].chunks_exact(6).map(<[f32]>::to_vec).collect();
    let places = |network: &Network| network.pass.ports[0].chunks_exact(6).map(|row| film.iter().position(|frame| frame == row).unwrap()).collect::<Vec<_>>();
    network.tick().unwrap();
    let first = places(&network);
    assert_eq!(first.iter().collect::<std::collections::BTreeSet<_>>().len(), 4, "{first:?}");
    for tick in 1..20 {
        network.tick().unwrap();
        assert_eq!(places(&network), first.iter().map(|place| (place + tick) % film.len()).collect::<Vec<_>>());
        // What is lived remembers what was lived.
        let before = network.pass.areas[1].input.chunks_exact(14).map(|row| row[..6].to_vec()).collect::<Vec<_>>();
        if tick >= 2 {
            assert_eq!(before, first.iter().map(|place| film[(place + tick - 2) % film.len()].clone()).collect::<Vec<_>>());
        }
    }
}

#[test]
fn what_a_world_knows_is_measured_of_every_area_that_fits() {
    let mut simulation = Simulation::new(&film()).unwrap();
    (0..30).for_each(|_| simulation.tick().unwrap());
    let known = simulation.last("phase_known.slow").unwrap();
    assert!((0.0..=1.0).contains(&known) && simulation.last("speed.slow").unwrap() > 0.0, "{known}");
    assert!(simulation.last("speed_excess.slow").unwrap() > -0.05);
}
