//! Weight mirrors: between lessons every layer is played noise, and the way back learns from it what the way forth does.

use super::feedback_alignment::{FEEDBACK_ANGLE, feedback_index, feedback_tensors, tell_feedback_angle};
use super::{Credit, CreditRule, RuleMeasure, Signal, Site, TensorRequest, Upkeep, backward, mask};
use crate::math::{self, Into, matrix, matrix_mut};
use crate::option;

option! {
    /// `δ_l = B_{l+1}ᵀ δ_{l+1} ⊙ f′(a_l)`; and, in mirror mode, `B ← (1 − ρ) B + ρ ⟨y xᵀ⟩`, `y = W x`, x ~ N(0, I) (SCIENCE R5).
    ///
    /// Since ⟨x xᵀ⟩ = I, ⟨y xᵀ⟩ is W: nobody carries a weight from one synapse to another. Each layer is driven apart from the others, since noise
    /// that has passed a layer is not white any more. Source: Akrout et al. 2019.
    pub struct WeightMirror {
        /// How many mirror steps follow a tick: a track makes nights of it.
        pub steps: usize = 2, linear(0.0, 1000.0), "per tick", live;
        /// How many follow the very first tick.
        pub first_steps: usize = 40, linear(0.0, 1000.0), "steps", live;
        /// ρ: how far a mirror step moves the feedback weights to what it sees.
        pub mirror_rate: f64 = 0.05, ratio(1e-4, 1.0), "", live;
        /// How many draws of noise a mirror step averages over.
        pub mirror_batch: usize = 64, ratio(1.0, 4096.0), "draws", fixed;
    }
}

/// One mirror step, `B ← (1 − ρ) B + ρ ⟨y xᵀ⟩`, y = W x: `noise` is x (draws × `units_in`), `response` has room for y (draws × `units_out`);
/// W and B are `units_out` × `units_in`; units that are silenced say nothing.
pub fn mirror(rate: f32, weights: &[f32], noise: &[f32], alive: Option<&Vec<f32>>, (draws, response): (usize, &mut [f32]), feedback: &mut [f32]) {
    let (units_in, units_out) = (noise.len() / draws, response.len() / draws);
    let (weights, noise) = (matrix(weights, units_out, units_in), matrix(noise, draws, units_in));
    math::product(1.0, noise, weights.transposed(), Into::Replace, &mut matrix_mut(response, draws, units_out));
    mask(response, alive);
    math::scale(1.0 - rate, feedback);
    let mut feedback = matrix_mut(feedback, units_out, units_in);
    math::product(rate / draws as f32, matrix(response, draws, units_out).transposed(), noise, Into::Add, &mut feedback);
}

impl CreditRule for WeightMirror {
    fn about(&self) -> &'static str {
        "Error returns through weights that listened to noise, and so mirror the way forth"
    }

    fn signal(&self) -> Signal {
        Signal::Cotangent
    }

    fn sends(&self) -> Option<&'static str> {
        Some("error through weights that mirror its own")
    }

    fn tensors(&self, site: Site<'_>) -> Vec<TensorRequest> {
        feedback_tensors(site, |_| Upkeep::Direct)
    }

    /// Noise and response of the widest layer.
    fn scratch(&self, site: Site<'_>, _rows: usize) -> usize {
        site.layers.iter().map(|layer| self.mirror_batch * (layer.units_in + layer.units_out)).max().unwrap_or(0)
    }

    fn measures(&self) -> &'static [RuleMeasure] {
        FEEDBACK_ANGLE
    }

    fn learns_beside(&self) -> Option<&'static str> {
        (self.steps > 0 && self.mirror_rate > 0.0).then_some("its feedback weights learn")
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        tell_feedback_angle(credit);
        let (own, count) = (credit.own, credit.layers.len());
        backward(credit, &|layer, parameters, _| (1.0, &parameters[own[feedback_index(layer, count)].clone()]));
        // Nobody learns from a block that is only measured.
        if credit.notes.is_none() {
            self.look_into_mirror(credit);
        }
    }
}

impl WeightMirror {
    /// Proposes, for every feedback tensor, where the mirror steps of this tick take it.
    fn look_into_mirror(&self, credit: &mut Credit<'_>) {
        let (stream, tick) = credit.random;
        let steps = if tick == 0 { self.first_steps } else { self.steps };
        let mut generator = stream.at(tick);
        for (number, layer) in credit.layers.iter().enumerate() {
            let Some(own) = credit.own.get(feedback_index(number, credit.layers.len())) else { continue };
            let feedback = &credit.parameters[own.clone()];
            let mirrored = &mut credit.proposals[own.clone()];
            mirrored.copy_from_slice(feedback);
            let (noise, rest) = credit.scratch.split_at_mut(self.mirror_batch * layer.units_in);
            let response = &mut rest[..self.mirror_batch * layer.units_out];
            for _ in 0..steps {
                math::fill_noise(&mut generator, 1.0, noise);
                mask(noise, number.checked_sub(1).and_then(|below| credit.alive.get(below)));
                let weights = &credit.parameters[layer.weights.clone()];
                mirror(self.mirror_rate as f32, weights, noise, credit.alive.get(number), (self.mirror_batch, response), mirrored);
            }
            math::add_scaled(-1.0, feedback, mirrored);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::mirror;
    use crate::engine::Network;
    use crate::math;
    use crate::scenario::parse;
    use serde_json::json;

    /// With noise that is exactly white, W − B shrinks by exactly 1 − ρ.
    #[test]
    fn white_noise_brings_the_feedback_nearer_by_its_rate() {
        let (units_out, units_in, rate) = (3, 5, 0.25);
        let weights: Vec<f32> = (0..15).map(|i| (i as f32).sin()).collect();
        let mut feedback: Vec<f32> = (0..15).map(|i| (2.0 * i as f32).cos()).collect();
        let born = feedback.clone();
        let white: Vec<f32> = (0..25).map(|place| if place % 6 == 0 { 5.0_f32.sqrt() } else { 0.0 }).collect();
        for step in 1..=10 {
            mirror(rate, &weights, &white, None, (units_in, &mut vec![0.0; units_in * units_out]), &mut feedback);
            for ((now, then), weight) in feedback.iter().zip(&born).zip(&weights) {
                assert!((weight - now - (1.0 - rate).powi(step) * (weight - then)).abs() < 1e-5);
            }
        }
    }

    /// An area that learns nothing, with a way back that it did not start with: only the mirror works.
    fn resting(steps: usize) -> Network {
        let area = |layers: &[usize], costs: serde_json::Value| {
            json!({ "anatomy": { "dense": { "layers": layers, "output": "linear" } }, "plasticity": { "rate": 0.0 }, "costs": costs,
                "rule": { "weight_mirror": { "steps": steps, "first_steps": 0 } } })
        };
        let file = json!({ "format": 1, "batch": 4,
            "areas": { "low": area(&[64, 32], json!({})), "top": area(&[24, 10], json!({ "c": { "cost": { "cross_entropy": {} } } })) },
            "wires": { "eye": { "from": "world.image", "to": "low.input" }, "up": { "from": "low.output", "to": "top.input" },
                "teacher": { "from": "world.label", "to": "top.c.target", "role": "teach" } } });
        Network::build(&parse(&file.to_string()).unwrap()).unwrap()
    }

    fn angle(network: &Network, area: usize) -> f64 {
        let (plan, parameters) = (&network.plan.areas[area], &network.state.parameters);
        let weights = &parameters[plan.layers[1].weights.clone()];
        math::cosine(weights, &parameters[plan.own[0].clone()]).acos().to_degrees()
    }

    #[test]
    fn feedback_turns_towards_the_weights_with_no_task_at_all() {
        let mut network = resting(2);
        let born = network.state.parameters[network.plan.plastic.clone()].to_vec();
        assert!((0..2).all(|area| angle(&network, area) > 70.0));
        (0..100).for_each(|_| network.tick().unwrap());
        // What is left is the noise of the mirror: tan² = units_in · ρ / (2 − ρ) / draws, or 9° and 6°.
        assert!(angle(&network, 0) < 11.0 && angle(&network, 1) < 8.0, "{} {}", angle(&network, 0), angle(&network, 1));
        assert!(born == network.state.parameters[network.plan.plastic.clone()]);
        let mut asleep = resting(0);
        let born = asleep.state.parameters.clone();
        (0..10).for_each(|_| asleep.tick().unwrap());
        assert!(born == asleep.state.parameters);
    }
}
