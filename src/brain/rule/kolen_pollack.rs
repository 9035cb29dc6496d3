//! Kolen–Pollack learning: the way back learns what the way forth learns, and both forget; so what told them apart is forgotten.

use super::credit::pass_down;
use super::feedback_alignment::{FEEDBACK_ANGLE, feedback_index, feedback_tensors, tell_feedback_angle};
use super::{Credit, CreditRule, RuleMeasure, Signal, Site, TensorRequest, Upkeep};
use crate::option;

option! {
    /// `δ_l = B_{l+1}ᵀ δ_{l+1} ⊙ f′(a_l)`, `ΔW = −η δ hᵀ − λ W`, `ΔB = −η δ hᵀ − λ B` (SCIENCE R6).
    ///
    /// Both synapses see the same two activities, so neither copies the other, and `W − B` shrinks as `(1 − λ)^t`. Source: Kolen & Pollack 1994;
    /// Akrout et al. 2019.
    pub struct KolenPollack {
        /// λ: the part of every weight, forward and back, that is forgotten in a tick.
        pub decay: f64 = 1e-3, ratio(0.0, 0.5), "per tick", live;
    }
}

impl CreditRule for KolenPollack {
    fn about(&self) -> &'static str {
        "Error returns through weights that learn what the way forth learns; both forget their past"
    }

    fn signal(&self) -> Signal {
        Signal::Cotangent
    }

    fn sends(&self) -> Option<&'static str> {
        Some("error through weights that learn as the forward ones do")
    }

    fn tensors(&self, site: Site<'_>) -> Vec<TensorRequest> {
        feedback_tensors(site, Upkeep::With)
    }

    fn decay(&self) -> f32 {
        self.decay as f32
    }

    fn measures(&self) -> &'static [RuleMeasure] {
        FEEDBACK_ANGLE
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        tell_feedback_angle(credit);
        let (own, count) = (credit.own, credit.layers.len());
        for layer in (0..count).rev() {
            credit.chain(layer);
            // A change that two tensors share is worth writing down.
            let deferred = if own.len() > feedback_index(layer, count) { credit.deferred.take() } else { None };
            credit.propose_layer(layer);
            credit.deferred = deferred.or(credit.deferred.take());
            pass_down(credit, layer, &|layer, parameters, _| (1.0, &parameters[own[feedback_index(layer, count)].clone()]));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::Network;
    use crate::scenario::parse;
    use serde_json::json;

    /// W − B of every layer with feedback.
    fn differences(network: &Network) -> Vec<f32> {
        let parameters = &network.state.parameters;
        let of = |(name, own): (&str, &std::ops::Range<usize>)| {
            let forward = network.plan.tensors.iter().find(|tensor| tensor.name == name.replace("feedback", "weights")).unwrap();
            parameters[forward.range.clone()].iter().zip(&parameters[own.clone()]).map(|(w, b)| w - b).collect::<Vec<_>>()
        };
        network
            .plan
            .areas
            .iter()
            .flat_map(|area| network.plan.tensors[area.own_tensors.clone()].iter().map(|t| (t.name.as_str(), &t.range)))
            .flat_map(of)
            .collect()
    }

    /// Whatever is learned, under every optimizer, with or without a bound on the proposals, across areas.
    #[test]
    fn what_tells_the_way_back_from_the_way_forth_is_forgotten_at_a_known_rate() {
        for (optimizer, rate, clip) in [("sgd", 0.2, 0.0), ("sgd", 0.2, 0.5), ("momentum", 0.02, 0.0), ("adam", 0.003, 0.0)] {
            let (decay, ticks) = (0.01_f64, 150);
            let area = |layers: &[usize], costs: serde_json::Value| {
                json!({ "anatomy": { "dense": { "layers": layers, "output": "linear" } }, "rule": { "kolen_pollack": { "decay": decay } }, "costs": costs,
                    "plasticity": { "rate": rate, "clip": clip, "optimizer": { optimizer: {} } } })
            };
            let file = json!({ "format": 1, "batch": 32,
                "areas": { "low": area(&[24, 20], json!({})), "top": area(&[16, 10], json!({ "c": { "cost": { "cross_entropy": {} } } })) },
                "wires": { "eye": { "from": "world.image", "to": "low.input" }, "up": { "from": "low.output", "to": "top.input" },
                    "teacher": { "from": "world.label", "to": "top.c.target", "role": "teach" } } });
            let mut network = Network::build(&parse(&file.to_string()).unwrap()).unwrap();
            let (born, weights) = (differences(&network), network.state.parameters.clone());
            (0..ticks).for_each(|_| network.tick().unwrap());
            assert_eq!(born.len(), 24 * 20 + 20 * 16 + 16 * 10);
            let learned = network.state.parameters.iter().zip(&weights).map(|(now, then)| (now - then).abs()).fold(0.0, f32::max);
            assert!(learned > 0.1, "{optimizer} learned nothing");
            let left = (1.0 - decay).powi(ticks) as f32;
            for (now, then) in differences(&network).iter().zip(&born) {
                // As many roundings of a weight of about 1 as there were ticks.
                assert!((now - left * then).abs() < 3e-6, "{optimizer}, clip {clip}: {now} should be {}", left * then);
            }
        }
    }
}
