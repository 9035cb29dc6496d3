//! Weight mirrors: between lessons every layer is played noise, and the way back learns from it what the way forth does.

use super::feedback_alignment::{FEEDBACK_ANGLE, feedback_index, feedback_tensors, tell_feedback_angle};
use super::{Credit, CreditRule, RuleMeasure, Signal, Site, TensorRequest, Upkeep, backward, mask};
use crate::math::{self, Into, matrix, matrix_mut};
use crate::option;
use crate::seed::fill_noise;

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

/// One mirror step, `B ← (1 − ρ) B + ρ ⟨y xᵀ⟩`: `noise` is x (draws × `units_in`), `response` is y (draws × `units_out`), both as they came
/// out of [`crate::brain::anatomy::Layer`]s of that shape; B is `units_out` × `units_in`, as the weights that it is to mirror.
pub fn mirror(rate: f32, noise: &[f32], response: &[f32], (units_out, units_in): (usize, usize), feedback: &mut [f32]) {
    let draws = noise.len() / units_in;
    let kept = 1.0 - rate;
    feedback.iter_mut().for_each(|weight| *weight *= kept);
    let mut feedback = matrix_mut(feedback, units_out, units_in);
    math::product(rate / draws as f32, matrix(response, draws, units_out).reversed_axes(), matrix(noise, draws, units_in), Into::Add, &mut feedback);
}

impl CreditRule for WeightMirror {
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
            let (feedback, weights) = (&credit.parameters[own.clone()], matrix(&credit.parameters[layer.weights.clone()], layer.units_out, layer.units_in));
            let mirrored = &mut credit.proposals[own.clone()];
            mirrored.copy_from_slice(feedback);
            let (noise, rest) = credit.scratch.split_at_mut(self.mirror_batch * layer.units_in);
            let response = &mut rest[..self.mirror_batch * layer.units_out];
            for _ in 0..steps {
                fill_noise(&mut generator, 1.0, noise);
                mask(noise, number.checked_sub(1).and_then(|below| credit.alive.get(below)));
                let x = matrix(noise, self.mirror_batch, layer.units_in);
                math::product(1.0, x, weights.reversed_axes(), Into::Replace, &mut matrix_mut(response, self.mirror_batch, layer.units_out));
                mask(response, credit.alive.get(number));
                mirror(self.mirror_rate as f32, noise, response, (layer.units_out, layer.units_in), mirrored);
            }
            math::add_scaled(-1.0, feedback, mirrored);
        }
    }
}
