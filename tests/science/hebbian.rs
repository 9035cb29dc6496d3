//! Rules that hear of no error find what is most of what comes in.

use brainwright::engine::Simulation;
use brainwright::scenario::parse;
use serde_json::{Value, json};

/// Three linear units in a Gaussian cloud of ten dimensions (SCIENCE G10), after so many ticks.
fn live(rule: Value, rates: [f64; 2], batch: usize, ticks: u64) -> Simulation {
    let file = json!({ "format": 1, "batch": batch, "ticks": ticks, "world": { "gaussian": {} }, "measuring": { "items": 8192, "every": 1000 },
        "areas": { "a": { "anatomy": { "dense": { "layers": [3], "output": "linear", "weight_scale": 0.3 } }, "rule": rule, "plasticity": { "rate": rates[0] } } },
        "development": { "tracks": { "areas.a.plasticity.rate": { "keys": [ { "age": 0, "value": rates[0], "then": "exponential" }, { "age": ticks, "value": rates[1] } ] } } },
        "wires": { "eye": { "from": "world.x", "to": "a.input" } } });
    let mut simulation = Simulation::new(&parse(&file.to_string()).unwrap()).unwrap();
    (0..ticks).for_each(|_| simulation.tick().unwrap());
    simulation
}

#[test]
fn oja_and_sanger_find_the_principal_subspace_and_sanger_its_axes() {
    for form in ["oja", "generalized"] {
        let simulation = live(json!({ "hebbian": { "form": form } }), [0.02, 0.001], 32, 5000);
        let error = simulation.last("subspace_error.a").unwrap();
        assert!(error <= 0.002, "{form}: {error}");
        let cosine = simulation.last("axis_cosine.a").unwrap();
        assert_eq!(cosine >= 0.998, form == "generalized", "{form}: {cosine}");
        // Orthonormal filters are as long as there are of them: √3.
        assert!((simulation.last("weight_length.a").unwrap() - 3.0_f64.sqrt()).abs() < 0.02, "{form}");
        // What three units cannot rebuild is half of the other eigenvalues' sum: ½ · 7 · 0.5.
        assert!((simulation.last("implied_cost.a").unwrap() - 1.75).abs() < 0.1, "{form}");
    }
}

#[test]
fn similarity_matching_finds_the_principal_subspace() {
    let simulation = live(json!({ "similarity_matching": {} }), [1.0, 1.0], 1, 5000);
    let error = simulation.last("subspace_error.a").unwrap();
    assert!(error <= 0.002, "{error}");
    // ¼ of the squares of the eigenvalues that are left: ¼ · 7 · 0.5².
    let cost = simulation.last("implied_cost.a").unwrap();
    assert!((cost - 0.4375).abs() < 0.03, "{cost}");
}

#[test]
fn plain_hebb_descends_a_cost_without_a_floor_until_it_is_lost() {
    let simulation = live(json!({ "hebbian": { "form": "plain" } }), [0.005, 0.005], 1, 800);
    assert!(simulation.last("weight_length.a").unwrap() > 1e6);
    assert!(simulation.last("implied_angle.a").unwrap() < 1e-3);
    let mut scenario = simulation.scenario().clone();
    scenario.ticks = 6000;
    let mut simulation = Simulation::new(&scenario).unwrap();
    let lost = (0..6000).find_map(|_| simulation.tick().err()).unwrap();
    assert!(lost.cause.contains("grew beyond bounds") && lost.area == "a", "{lost}");
}
