//! An area whose layers settle together through symmetric weights, as several rules have it.
//!
//! Every layer hears the one below through W_l and the one above through the transpose of W_{l+1}, weakened by γ:
//! `h_l ← h_l + ε (f(a_l) − h_l)` with `a_l = W_l h_{l−1} + γ W_{l+1}ᵀ h_{l+1} + b_l`, from silence, the input held. With `c_l = γ^{l−L}` this
//! descends `E = Σ_l c_l (Φ(h_l) − h_lᵀ (W_l h_{l−1} + b_l))`, Φ′ = f⁻¹ (Hopfield 1984); γ = 1 is the usual symmetric network.
//!
//! Layers move one after another, each hearing where the one below has just gone. Given its neighbours a layer's part of E is convex with
//! its minimum at f(a_l), so that a step there of any length ε ≤ 1 cannot raise E, whatever the weights; moving all layers at once can rock
//! for ever. With `clipped` units the fixed points are those of h ← clip(h − ε ∂E/∂h, 0, 1), and any other f needs no derivative of its own.

mod energy;
#[cfg(test)]
mod tests;
mod told;
mod truth;

pub(super) use told::UNSETTLED;

use super::credit::{CotangentAt, mask};
use super::{Credit, Flow, Refusal, Site};
use crate::brain::anatomy::{Activation, Layer, LayerShape};
use crate::math::{self, Into, matrix, matrix_mut};
use std::ops::Range;

/// What all rules under which an area settles have in common; each has `relaxation()`.
macro_rules! settles {
    () => {
        fn signal(&self) -> $crate::brain::rule::Signal {
            $crate::brain::rule::Signal::Cotangent
        }

        fn sends(&self) -> Option<&'static str> {
            Some("how its first layer moved when it was taught, through its weights")
        }

        fn refuses(&self, layers: &[$crate::brain::anatomy::LayerShape]) -> Option<$crate::brain::rule::Refusal> {
            $crate::brain::rule::settling::refuse_softmax(layers)
        }

        fn draws_curves(&self) -> bool {
            true
        }

        fn forward(&self, flow: &mut $crate::brain::rule::Flow<'_>) {
            self.relaxation().settle(flow);
        }

        fn truth(&self, credit: &mut Credit<'_>) {
            self.relaxation().truth(credit);
        }
    };
}

pub(super) use settles;

/// How an area settles.
#[derive(Clone, Copy, Debug)]
pub(super) struct Relaxation {
    /// How often every layer moves in the free phase.
    pub iterations: usize,
    /// ε: the part of its way that a layer goes in a step.
    pub step: f32,
    /// γ: how strongly a layer hears the one above.
    pub feedback: f32,
}

/// What is done to an area while it settles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Phase {
    /// Nothing.
    Free,
    /// Layers with a cost are driven by −strength · ∂C/∂h, which is found anew as they move.
    Nudged(f32),
    /// The output is held at z − strength · ∂C/∂z; hidden layers with a cost are driven as when nudged.
    Held(f32),
}

/// The area that settles, and what teaches it. A state is the activities of all layers behind one another, rows × units each.
#[derive(Clone, Copy)]
pub(super) struct Body<'a> {
    pub rows: usize,
    pub layers: &'a [Layer],
    pub parameters: &'a [f32],
    alive: &'a [Vec<f32>],
    tapped: &'a [bool],
    cotangent_at: Option<CotangentAt<'a>>,
    noise: Option<(f32, &'a [Vec<f32>])>,
    how: Relaxation,
}

/// Scratch, cut into what settling needs.
pub(super) struct Room<'a> {
    /// W_1 x + b_1, which stays as it is while the input is held.
    pub below: &'a mut [f32],
    /// Three states; `free` is where the free phase ended.
    pub free: &'a mut [f32],
    pub moved: &'a mut [f32],
    pub other: &'a mut [f32],
    /// Room for two layers.
    pub drive: &'a mut [f32],
    pub spare: &'a mut [f32],
    /// What the rule asked for beyond that.
    pub rest: &'a mut [f32],
}

impl Relaxation {
    /// What the area computes: the free phase.
    pub fn settle(self, flow: &mut Flow<'_>) {
        let Flow { rows, layers, parameters, alive, noise, .. } = *flow;
        let body = Body { rows, layers, parameters, alive, tapped: &[], cotangent_at: None, noise, how: self };
        let room = body.cut(flow.scratch);
        body.sum_input(flow.input, room.below);
        room.free.fill(0.0);
        for _ in 0..self.iterations {
            body.sweep(Phase::Free, room.below, room.free, room.drive, room.spare);
        }
        for (layer, activity) in flow.activity.iter_mut().enumerate() {
            let here = body.span(layer);
            activity[..here.len()].copy_from_slice(&room.free[here]);
        }
    }

    /// The area, with the room it has; `free`, `moved` and `below` are where the free phase left them.
    pub fn resume<'a>(self, credit: &mut Credit<'a>) -> (Body<'a>, Room<'a>) {
        let Credit { rows, layers, parameters, alive, tapped, cotangent_at, .. } = *credit;
        let body = Body { rows, layers, parameters, alive, tapped, cotangent_at: Some(cotangent_at), noise: None, how: self };
        let room = body.cut(std::mem::take(&mut credit.scratch));
        body.sum_input(credit.input, room.below);
        for (layer, activity) in credit.activity.iter().enumerate() {
            let here = body.span(layer);
            room.free[here.clone()].copy_from_slice(&activity[..here.len()]);
        }
        room.moved.copy_from_slice(room.free);
        (body, room)
    }

    /// The area with its room, and the state that a phase takes it to from where the free one ended; the rule's notes are told of it.
    pub fn taught<'a>(self, credit: &mut Credit<'a>, phase: Phase, iterations: usize) -> (Body<'a>, Room<'a>, &'a mut [f32]) {
        let (body, mut room) = self.resume(credit);
        let moved = std::mem::take(&mut room.moved);
        body.run(phase, iterations, moved, (room.below, room.drive, room.spare));
        body.tell(credit, phase, iterations, &mut room, moved);
        (body, room, moved)
    }
}

/// How many numbers of scratch settling takes.
pub(super) fn room_for(site: Site<'_>, rows: usize) -> usize {
    let units = |layer: &Layer| layer.units_out * rows;
    let (first, widest) = (site.layers.first().map_or(0, units), site.layers.iter().map(units).max().unwrap_or(0));
    first + 3 * site.layers.iter().map(units).sum::<usize>() + 2 * widest
}

/// What is to be said where feedback [is strong](is_strong).
pub(super) const STRONG: &str = "Feedback this strong wants bounded units and small weights at birth (scale 0.5): large ones lock in one state.";

/// Whether layers hear the ones above so strongly that they can hold one another in a state.
pub(super) fn is_strong(feedback: f64) -> bool {
    feedback > 0.1
}

/// No softmax may settle.
pub(super) fn refuse_softmax(layers: &[LayerShape]) -> Option<Refusal> {
    layers
        .iter()
        .any(|layer| layer.activation == Activation::Softmax)
        .then_some(Refusal { message: "its layers settle unit by unit, and a softmax ties its units together", advice: "make its output linear" })
}

impl<'a> Body<'a> {
    fn cut(&self, scratch: &'a mut [f32]) -> Room<'a> {
        let total = self.span(self.layers.len()).start;
        let widest = (0..self.layers.len()).map(|layer| self.span(layer).len()).max().unwrap_or(0);
        let (below, rest) = scratch.split_at_mut(self.span(0).len());
        let (free, rest) = rest.split_at_mut(total);
        let (moved, rest) = rest.split_at_mut(total);
        let (other, rest) = rest.split_at_mut(total);
        let (drive, rest) = rest.split_at_mut(widest);
        let (spare, rest) = rest.split_at_mut(widest);
        Room { below, free, moved, other, drive, spare, rest }
    }

    /// Where a layer is in a state.
    pub fn span(&self, layer: usize) -> Range<usize> {
        let start: usize = self.layers[..layer].iter().map(|layer| layer.units_out * self.rows).sum();
        start..start + self.layers.get(layer).map_or(0, |layer| layer.units_out * self.rows)
    }

    /// The last layer.
    pub fn last(&self) -> usize {
        self.layers.len() - 1
    }

    fn sum_input(&self, input: &[f32], below: &mut [f32]) {
        self.layers[0].sum(self.parameters, input, self.rows, below);
        if let Some((deviation, noise)) = self.noise {
            math::add_scaled(deviation, &noise[0], below);
        }
    }

    /// Goes from the state that a phase begins with to the one it ends with.
    pub fn run(&self, phase: Phase, iterations: usize, state: &mut [f32], room: (&[f32], &mut [f32], &mut [f32])) {
        let (below, drive, spare) = room;
        self.begin(phase, state, spare);
        for _ in 0..iterations {
            self.sweep(phase, below, state, drive, spare);
        }
    }

    /// The same area, going the whole way to f(a_l) in every step: units at a bound of f are then there exactly.
    pub fn striding(self) -> Self {
        Self { how: Relaxation { step: 1.0, ..self.how }, ..self }
    }

    /// Puts the output where a phase holds it.
    pub fn begin(&self, phase: Phase, state: &mut [f32], spare: &mut [f32]) {
        if let Phase::Held(strength) = phase {
            let output = &mut state[self.span(self.last())];
            self.cotangent(self.last(), output, spare);
            math::add_scaled(-strength, &spare[..output.len()], output);
            mask(output, self.alive.get(self.last()));
        }
    }

    /// Every layer moves once, except an output that is held.
    pub fn sweep(&self, phase: Phase, below: &[f32], state: &mut [f32], drive: &mut [f32], spare: &mut [f32]) {
        let held = usize::from(matches!(phase, Phase::Held(_)));
        for layer in 0..self.layers.len() - held {
            let here = self.span(layer);
            let drive = &mut drive[..here.len()];
            self.drive(layer, below, state, drive);
            self.push(phase, layer, &state[here.clone()], drive, spare);
            self.layers[layer].activation.apply(drive, self.layers[layer].units_out);
            mask(drive, self.alive.get(layer));
            approach(self.how.step, drive, &mut state[here]);
        }
    }

    /// `a_l = W_l h_{l−1} + γ W_{l+1}ᵀ h_{l+1} + b_l`.
    fn drive(&self, layer: usize, below: &[f32], state: &[f32], drive: &mut [f32]) {
        if layer == 0 {
            drive.copy_from_slice(below);
        } else {
            self.layers[layer].sum(self.parameters, &state[self.span(layer - 1)], self.rows, drive);
            if let Some((deviation, noise)) = self.noise {
                math::add_scaled(deviation, &noise[layer], drive);
            }
        }
        if let Some(above) = self.layers.get(layer + 1) {
            let weights = &self.parameters[above.weights.clone()];
            above.error_of_input(self.how.feedback, weights, &state[self.span(layer + 1)], self.rows, Into::Add, drive);
        }
    }

    /// Adds what the layer's costs do to its drive, `−β/c_l · ∂C/∂h_l`.
    fn push(&self, phase: Phase, layer: usize, activity: &[f32], drive: &mut [f32], spare: &mut [f32]) {
        let (Phase::Nudged(strength) | Phase::Held(strength)) = phase else { return };
        if layer == self.last() || self.tapped[layer] {
            self.cotangent(layer, activity, spare);
            math::add_scaled(-strength / self.share(layer), &spare[..drive.len()], drive);
        }
    }

    /// ∂C/∂h of a layer at some activity of it.
    fn cotangent(&self, layer: usize, activity: &[f32], out: &mut [f32]) {
        let out = &mut out[..activity.len()];
        match self.cotangent_at {
            Some(cotangent_at) => cotangent_at(layer, activity, out),
            None => out.fill(0.0),
        }
    }

    /// `c_l = γ^{l−L}`: the layer's share in the energy.
    pub fn share(&self, layer: usize) -> f32 {
        self.how.feedback.powi(layer as i32 - self.last() as i32)
    }

    /// Writes proposals `s_l (u_l v_{l−1}ᵀ + both · v_l u_{l−1}ᵀ)` for weights and `s_l u_l` for biases, averaged over the batch, from a `change`
    /// u and a `context` v of all layers, where the input does not change; and the error of the input, −s_1 W_1ᵀ u_1, where it is asked for.
    pub fn propose(&self, credit: &mut Credit<'_>, change: &[f32], context: &[f32], both: f32, scale: impl Fn(usize) -> f32) {
        let (rows, share) = (self.rows, 1.0 / self.rows as f32);
        for (number, layer) in self.layers.iter().enumerate() {
            let (here, scale) = (self.span(number), scale(number) * share);
            let (units, units_in) = (layer.units_out, layer.units_in);
            let context_below = if number == 0 { credit.input } else { &context[self.span(number - 1)] };
            let mut out = matrix_mut(&mut credit.proposals[layer.weights.clone()], units, units_in);
            let (change_here, context_here) = (matrix(&change[here.clone()], rows, units), matrix(&context[here.clone()], rows, units));
            math::product(scale, change_here.transposed(), matrix(context_below, rows, units_in), Into::Replace, &mut out);
            if number > 0 && both != 0.0 {
                let change_below = matrix(&change[self.span(number - 1)], rows, units_in);
                math::product(scale * both, context_here.transposed(), change_below, Into::Add, &mut out);
            }
            if !layer.bias.is_empty() {
                math::sum_rows(scale, &change[here], &mut credit.proposals[layer.bias.clone()]);
            }
        }
        self.send(credit, change, scale(0));
    }

    /// The error of the input, `−scale · W_1ᵀ u_1`, where it is asked for.
    pub fn send(&self, credit: &mut Credit<'_>, change: &[f32], scale: f32) {
        if let Some(input_error) = credit.input_error.as_deref_mut() {
            let weights = &self.parameters[self.layers[0].weights.clone()];
            self.layers[0].error_of_input(-scale, weights, &change[self.span(0)], self.rows, Into::Replace, input_error);
        }
    }
}

/// `state += step · (goal − state)`.
fn approach(step: f32, goal: &[f32], state: &mut [f32]) {
    math::vectorized(
        #[inline(always)]
        || {
            for (state, goal) in state.iter_mut().zip(goal) {
                *state += step * (goal - *state);
            }
        },
    );
}

/// Turns two states into their difference and their mean: `(from, to) → (to − from, (from + to)/2)`.
pub(super) fn compare(from: &mut [f32], to: &mut [f32]) {
    for (from, to) in from.iter_mut().zip(to) {
        let (before, after) = (*from, *to);
        *from = after - before;
        *to = 0.5 * (before + after);
    }
}
