//! What target rules share: learned inverses that say what a layer should have heard, and targets that travel back through them.

use super::credit::{mask, pass_down};
use super::{Credit, Initial, RuleMeasure, Site, TensorRequest, Upkeep};
use crate::brain::anatomy::{Activation, Layer};
use crate::math::{self, Into, matrix, matrix_mut};
use crate::seed::fill_noise;
use std::ops::Range;

/// What target rules tell: the part of a layer's input (its variation over the samples) that its inverse gets wrong.
pub(super) const INVERSE_ERROR: &[RuleMeasure] = &[RuleMeasure { key: "inverse_error", title: "what the inverses get wrong", unit: "", prominent: true }];

/// A target rule. Targets are written as errors `e_l = (h_l − ĥ_l)/η̂`, which a gradient would be.
///
/// The layer that a cost of its own area judges hands down a gradient step through its own weights (Lee's `ĥ_{L−1} = h_{L−1} − η̂ ∂C/∂h_{L−1}`);
/// every other one a target through its inverse `g_l(z) = f_{l−1}(V_l z + c_l)`, linear for the area's input.
pub(super) struct Targets {
    /// η̂: how far the topmost target is from the activity.
    pub step: f32,
    /// Rate of the inverses.
    pub rate: f32,
    /// Inverse steps per tick.
    pub steps: usize,
    /// Deviation of the noise that inverses learn to undo.
    pub noise: f32,
    /// Whether what the inverse gets wrong anyway is taken out of the target.
    pub difference: bool,
}

/// Room for a block on its way through a layer and back.
pub struct Room<'a> {
    /// y = f(W (h + ε) + b), rows × `units_out`.
    pub output: &'a mut [f32],
    /// g(y), rows × `units_in`.
    pub guess: &'a mut [f32],
    /// What it got wrong, rows × `units_in`.
    pub wrong: &'a mut [f32],
}

impl<'a> Room<'a> {
    fn cut(scratch: &'a mut [f32], layer: &Layer, rows: usize) -> (Self, &'a mut [f32]) {
        let (output, rest) = scratch.split_at_mut(rows * layer.units_out);
        let (guess, rest) = rest.split_at_mut(rows * layer.units_in);
        let (wrong, rest) = rest.split_at_mut(rows * layer.units_in);
        (Self { output, guess, wrong }, rest)
    }
}

/// `g(z) = f(V z + c)`: V is `units_in` × `units_out` of the layer that is to be undone.
fn guess(activation: Activation, (units_out, units_in): (usize, usize), weights: &[f32], bias: &[f32], z: &[f32], rows: usize, out: &mut [f32]) {
    let weights = matrix(weights, units_in, units_out);
    math::product(1.0, matrix(z, rows, units_out), weights.reversed_axes(), Into::Replace, &mut matrix_mut(out, rows, units_in));
    math::add_to_rows(&mut out[..rows * units_in], bias);
    activation.apply(&mut out[..rows * units_in], units_in);
}

/// One inverse step: V and c descend the mean over the samples of `½‖g(y) − x‖²`, x = h + ε being `input` and y = f(W x + b).
///
/// The step is never longer than `2/(1 + ⟨‖y‖²⟩)`: a longer one could overshoot, and grow without bounds.
#[expect(clippy::too_many_arguments, reason = "a layer, its inverse and a block, with nothing to spare")]
pub fn learn_inverse(
    rate: f32,
    layer: &Layer,
    parameters: &[f32],
    alive: Option<&Vec<f32>>,
    activation: Activation,
    input: &[f32],
    room: &mut Room<'_>,
    weights: &mut [f32],
    bias: &mut [f32],
) {
    let (units_out, units_in) = (layer.units_out, layer.units_in);
    let rows = input.len() / units_in;
    layer.sum(parameters, input, rows, room.output);
    layer.activation.apply(room.output, units_out);
    mask(room.output, alive);
    guess(activation, (units_out, units_in), weights, bias, room.output, rows, room.guess);
    room.wrong.copy_from_slice(room.guess);
    math::add_scaled(-1.0, input, room.wrong);
    activation.chain(room.guess, room.wrong, units_in);
    let power = math::dot(room.output, room.output) as f32 / rows as f32;
    let step = -rate.min(2.0 / (1.0 + power)) / rows as f32;
    let wrong = matrix(room.wrong, rows, units_in);
    math::product(step, wrong.reversed_axes(), matrix(room.output, rows, units_out), Into::Add, &mut matrix_mut(weights, units_in, units_out));
    for row in room.wrong.chunks_exact(units_in) {
        math::add_scaled(step, row, bias);
    }
}

impl Targets {
    /// V and c of the inverse of every layer that has something below it to send to, from below; but none of the layer that is judged.
    pub fn tensors(site: Site<'_>) -> Vec<TensorRequest> {
        let is_judged = site.terminal.is_some_and(|(_, here)| here);
        let layers = usize::from(!site.asked_for_error)..site.layers.len() - usize::from(is_judged);
        let of = |number: usize| {
            let layer = &site.layers[number];
            let request = |kind: &str, columns, initial| TensorRequest {
                name: format!("{kind}.{number}"),
                rows: layer.units_in,
                columns,
                initial,
                upkeep: Upkeep::Direct,
            };
            let deviation = (layer.units_out as f32).powf(-0.5);
            [request("inverse", layer.units_out, Initial::Normal(deviation)), request("inverse_bias", 1, Initial::Constant(0.0))]
        };
        layers.flat_map(of).collect()
    }

    /// A block through a layer and back, and one more of its input.
    pub fn scratch(site: Site<'_>, rows: usize) -> usize {
        site.layers.iter().map(|layer| rows * (layer.units_out + 3 * layer.units_in)).max().unwrap_or(0)
    }

    /// Targets from the top down, what every layer learns from them, and what the inverses learn.
    pub fn propose(&self, credit: &mut Credit<'_>) {
        let first = usize::from(credit.input_error.is_none());
        let (mut wrong, mut spread) = (0.0, 0.0);
        for number in (0..credit.layers.len()).rev() {
            let units = credit.layers[number].units_out;
            mask(&mut credit.errors[number][..credit.rows * units], credit.alive.get(number));
            let inverse = number.checked_sub(first).and_then(|index| credit.own.get(2 * index..2 * index + 2));
            if let Some([weights, bias]) = inverse {
                let (off, around) = self.send(credit, number, (weights.clone(), bias.clone()));
                wrong += off;
                spread += around;
            }
            credit.chain(number);
            credit.propose_layer(number);
            if inverse.is_none() {
                let layers = credit.layers;
                pass_down(credit, number, &|layer, parameters, _| (1.0, &parameters[layers[layer].weights.clone()]));
            }
        }
        match credit.notes.as_deref_mut() {
            Some(notes) => notes.tell(0, wrong / spread),
            // Nobody learns from a block that is only measured.
            None => self.learn(credit, first),
        }
    }

    /// Hands a target down through a layer's inverse. Returns, where somebody asks, what the inverse gets wrong and how far inputs are spread.
    fn send(&self, credit: &mut Credit<'_>, number: usize, (weights, bias): (Range<usize>, Range<usize>)) -> (f64, f64) {
        let (layer, rows, activation) = (&credit.layers[number], credit.rows, below(credit.layers, number));
        let (weights, bias) = (&credit.parameters[weights], &credit.parameters[bias]);
        let shape = (layer.units_out, layer.units_in);
        let (room, rest) = Room::cut(credit.scratch, layer, rows);
        let target = room.output;
        let activity = &credit.activity[number][..target.len()];
        target.copy_from_slice(activity);
        math::add_scaled(-self.step, &credit.errors[number][..activity.len()], target);
        guess(activation, shape, weights, bias, target, rows, room.wrong);
        let input = if number == 0 { credit.input } else { &credit.activity[number - 1] };
        let input = &input[..rows * layer.units_in];
        if self.difference || credit.notes.is_some() {
            guess(activation, shape, weights, bias, activity, rows, room.guess);
        }
        let told = if credit.notes.is_some() { unexplained(input, room.guess, layer.units_in, rest) } else { (0.0, 0.0) };
        let (errors, _) = credit.errors.split_at_mut(number);
        let (out, is_tapped) = match (errors.last_mut(), credit.input_error.as_deref_mut()) {
            (Some(out), _) => (&mut out[..input.len()], credit.tapped[number - 1]),
            (None, Some(input_error)) => (&mut input_error[..input.len()], false),
            (None, None) => return told,
        };
        if !is_tapped {
            out.fill(0.0);
        }
        let from: &[f32] = if self.difference { room.guess } else { input };
        let scale = 1.0 / self.step;
        for ((out, from), target) in out.iter_mut().zip(from).zip(room.wrong) {
            *out += scale * (from - *target);
        }
        told
    }

    /// Proposes, for every inverse, where the inverse steps of this tick take it.
    fn learn(&self, credit: &mut Credit<'_>, first: usize) {
        let (stream, tick) = credit.random;
        let mut generator = stream.at(tick);
        for (index, own) in credit.own.chunks_exact(2).enumerate() {
            let number = first + index;
            let (layer, rows, activation) = (&credit.layers[number], credit.rows, below(credit.layers, number));
            let (mut room, rest) = Room::cut(credit.scratch, layer, rows);
            let corrupted = &mut rest[..rows * layer.units_in];
            let (heard, alive) = match number.checked_sub(1) {
                Some(below) => (&credit.activity[below][..], credit.alive.get(below)),
                None => (credit.input, None),
            };
            // The tensors of an inverse lie behind one another.
            let (start, weights) = (own[0].start, own[0].len());
            let here = start..own[1].end;
            credit.proposals[here.clone()].copy_from_slice(&credit.parameters[here.clone()]);
            let (inverse, bias) = credit.proposals[here.clone()].split_at_mut(weights);
            for _ in 0..self.steps {
                fill_noise(&mut generator, self.noise, corrupted);
                math::add_scaled(1.0, &heard[..corrupted.len()], corrupted);
                mask(corrupted, alive);
                learn_inverse(self.rate, layer, credit.parameters, credit.alive.get(number), activation, corrupted, &mut room, inverse, bias);
            }
            math::add_scaled(-1.0, &credit.parameters[here.clone()], &mut credit.proposals[here]);
        }
    }
}

/// What an inverse squashes its guess with: as the layer whose activity it guesses does; the area's input may be anything.
fn below(layers: &[Layer], number: usize) -> Activation {
    number.checked_sub(1).map_or(Activation::Linear, |below| layers[below].activation)
}

/// Squared distance of the guesses from the inputs, and of the inputs from their mean.
fn unexplained(input: &[f32], guess: &[f32], units: usize, room: &mut [f32]) -> (f64, f64) {
    let (mean, rows) = (&mut room[..units], input.len() / units);
    math::sum_rows(1.0 / rows as f32, input, mean);
    let squared = |a: &f32, b: &f32| f64::from(a - b).powi(2);
    let wrong = input.iter().zip(guess).map(|(input, guess)| squared(input, guess)).sum();
    let spread = input.chunks_exact(units).flat_map(|row| row.iter().zip(&*mean)).map(|(input, mean)| squared(input, mean)).sum();
    (wrong, spread)
}
