//! After its first ticks a tick allocates nothing, whatever rules, costs and optimizers are in it.
//!
//! It is a program of its own: beside a test, the harness allocates as well.

#![expect(clippy::unwrap_used, reason = "a test stops where it stands")]

use brainwright::brain::knob::Knobs;
use brainwright::brain::plasticity::Optimizer;
use brainwright::brain::{Cost, Rule};
use brainwright::engine::Network;
use brainwright::scenario::parse;
use serde_json::json;
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &stats_alloc::StatsAlloc<System> = &stats_alloc::INSTRUMENTED_SYSTEM;

fn main() {
    let mut rules = Rule::all();
    // Those that explore, also with several draws a tick.
    rules.extend(Rule::all().into_iter().filter_map(|mut rule| {
        let draws = rule.find_knob("draws")?;
        rule.set_knob(draws, 2.0);
        Some(rule)
    }));
    for rule in rules {
        for optimizer in Optimizer::all() {
            let mut wires = json!({ "eye": { "from": "world.image", "to": "low.input" }, "up": { "from": "low.output", "to": "top.input" }, "later": { "from": "top.output", "to": "low.input", "delay": 1 } });
            let mut costs = json!({});
            for cost in Cost::all() {
                costs[cost.name()] = json!({ "cost": serde_json::to_value(&cost).unwrap(), "weight": 0.01 });
                for need in cost.as_dyn().needs() {
                    let to = format!("top.{}.{}", cost.name(), need.name);
                    wires[format!("to_{}_{}", cost.name(), need.name)] = json!({ "from": "world.label", "to": to, "role": "teach" });
                }
            }
            let area = |layers: &[usize], output: &str, costs: serde_json::Value| {
                json!({ "anatomy": { "dense": { "layers": layers, "output": output } }, "rule": serde_json::to_value(&rule).unwrap(),
                    "plasticity": { "rate": 0.001, "optimizer": serde_json::to_value(&optimizer).unwrap(), "clip": 1.0, "weight_decay": 0.1, "weight_noise": 1e-4 }, "costs": costs })
            };
            let mut tracks = json!({ "world.blur": { "keys": [{ "age": 0, "value": 1.0 }, { "age": 90, "value": 0.0 }] } });
            if rule.find_knob("draws").is_some() {
                tracks["areas.low.rule.draws"] = json!({ "keys": [{ "age": 0, "value": 1, "then": "step" }, { "age": 30, "value": 3 }] });
            }
            let file = json!({ "format": 1, "batch": 32, "world": { "digits": { "blur": 0.5 } }, "wires": wires,
                "areas": { "low": area(&[16, 12], "tanh", json!({})), "top": area(&[12, 10], "linear", costs) },
                "development": { "tracks": tracks, "every": 5, "stages": {
                    "see": { "tracks": { "areas.low.plasticity.rate": { "keys": [{ "age": 0, "value": 0.001 }, { "age": 9, "value": 0.002 }] } },
                        "to": [{ "stage": "rest", "when": { "all": [{ "after": 5 }, { "not": { "measure": { "name": "rule_angle.network", "is": { "below": 0 } } } }] } }] },
                    "rest": { "to": [{ "stage": "see", "when": { "any": [{ "measure": { "name": "accuracy.top.cross_entropy", "is": { "above": 2 } } }, { "after": 5 }] } }] } } } });
            let mut network = Network::build(&parse(&file.to_string()).unwrap()).unwrap();
            // Among the first ticks stages are evaluated for the first time.
            (0..8).for_each(|_| network.tick().unwrap());
            let before = ALLOCATOR.stats().allocations;
            (0..60).for_each(|_| network.tick().unwrap());
            assert_eq!(ALLOCATOR.stats().allocations - before, 0, "{} with {}", rule.name(), optimizer.name());
        }
    }
    println!("a tick allocates nothing");
}
