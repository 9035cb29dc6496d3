//! The exact gradient of a settled area, by relaxing its adjoint (recurrent backpropagation: Almeida 1987, Pineda 1987).

use super::{Body, Phase, Relaxation, approach};
use crate::brain::rule::Credit;
use crate::brain::rule::credit::mask;
use crate::math::{self, Into, matrix, matrix_mut};

/// Most steps that the state, and then its adjoint, may take to come to rest.
const MOST: usize = 2000;
/// A state is at rest when a step moves it by less than this part of its length.
const REST: f64 = 3e-7;

impl Relaxation {
    /// The gradient of the function whose values are the fixed points of the free phase: from where it ended, to rest; then
    /// `δ_l = f′(a_l) ⊙ (∂C/∂h_l + W_{l+1}ᵀ δ_{l+1} + γ W_l δ_{l−1})` to rest; proposals `−(δ_l h_{l−1}ᵀ + γ h_l δ_{l−1}ᵀ)`, biases −δ_l, input W_1ᵀ δ_1.
    pub fn truth(self, credit: &mut Credit<'_>) {
        let (body, room) = self.resume(credit);
        let body = body.striding();
        let (state, delta, error) = (room.free, room.moved, room.other);
        for _ in 0..MOST {
            error.copy_from_slice(state);
            body.sweep(Phase::Free, room.below, state, room.drive, room.spare);
            if moved(error, state) <= REST {
                break;
            }
        }
        for layer in 0..body.layers.len() {
            let here = body.span(layer);
            if layer == body.last() || body.tapped[layer] {
                body.cotangent(layer, &state[here.clone()], &mut error[here]);
            } else {
                error[here].fill(0.0);
            }
        }
        delta.fill(0.0);
        for _ in 0..MOST {
            let mut change = 0.0;
            for layer in (0..body.layers.len()).rev() {
                change += body.turn_back(layer, state, error, delta, room.drive);
            }
            if change.sqrt() <= REST * math::norm(delta) {
                break;
            }
        }
        body.propose(credit, delta, state, self.feedback, |_| -1.0);
    }
}

impl Body<'_> {
    /// Puts a layer's δ where its neighbours' δ want it; returns the squared length of the way.
    fn turn_back(&self, layer: usize, state: &[f32], error: &[f32], delta: &mut [f32], spare: &mut [f32]) -> f64 {
        let here = self.span(layer);
        let goal = &mut spare[..here.len()];
        goal.copy_from_slice(&error[here.clone()]);
        if let Some(above) = self.layers.get(layer + 1) {
            let weights = &self.parameters[above.weights.clone()];
            above.error_of_input(1.0, weights, &delta[self.span(layer + 1)], self.rows, Into::Add, goal);
        }
        if layer > 0 {
            let plan = &self.layers[layer];
            let weights = matrix(&self.parameters[plan.weights.clone()], plan.units_out, plan.units_in);
            let below = matrix(&delta[self.span(layer - 1)], self.rows, plan.units_in);
            math::product(self.how.feedback, below, weights.transposed(), Into::Add, &mut matrix_mut(goal, self.rows, plan.units_out));
        }
        mask(goal, self.alive.get(layer));
        self.layers[layer].activation.chain(&state[here.clone()], goal, self.layers[layer].units_out);
        let way = goal.iter().zip(&delta[here.clone()]).map(|(goal, delta)| f64::from(goal - delta).powi(2)).sum();
        approach(1.0, goal, &mut delta[here]);
        way
    }
}

/// The length of the way between two states, as a part of the second's length.
pub(super) fn moved(from: &[f32], to: &[f32]) -> f64 {
    let way = from.iter().zip(to).map(|(from, to)| f64::from(to - from).powi(2)).sum::<f64>().sqrt();
    let length = math::norm(to);
    if length > 0.0 { way / length } else { way }
}
