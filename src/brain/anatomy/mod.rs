//! What an area computes: its layers, their shapes and their activations.

mod activation;
mod dense;

pub use activation::Activation;
pub use dense::Dense;

use crate::family;
use std::ops::Range;

family! {
    /// What an area computes.
    pub enum Anatomy: dyn Structure {
        Dense = "dense", "Dense", "h_l = f(W_l h_{l−1} + b_l)", "Rumelhart, Hinton & Williams 1986";
    }
}

/// The behaviour of an anatomy: the layers it is made of.
pub trait Structure {
    /// Units of each layer, the last one's activity being the area's output, with their activations.
    fn layers(&self) -> Vec<LayerShape>;
    /// Deviation of the initial weights, in units of 1/√fan_in.
    fn weight_scale(&self) -> f64;
    /// The initial bias.
    fn initial_bias(&self) -> f64;
    /// The widths as a person writes them: `64 → 32, tanh`.
    fn summary(&self) -> String;
}

/// One layer as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerShape {
    /// How many units.
    pub units: usize,
    /// What each unit does with its sum.
    pub activation: Activation,
    /// Whether its units have biases.
    pub bias: bool,
}

/// One compiled layer: `h = f(W x + b)`, with W (`units_out` × `units_in`) and b inside a network's flat parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Width of what comes in.
    pub units_in: usize,
    /// Width of what goes out.
    pub units_out: usize,
    /// f.
    pub activation: Activation,
    /// Where W is.
    pub weights: Range<usize>,
    /// Where b is; empty without biases.
    pub bias: Range<usize>,
}

use crate::math::{self, Into, matrix, matrix_mut};

impl Layer {
    /// The layer's pre-activation `a = W x + b` for `rows` samples.
    pub fn sum(&self, parameters: &[f32], input: &[f32], rows: usize, out: &mut [f32]) {
        let weights = matrix(&parameters[self.weights.clone()], self.units_out, self.units_in);
        let into = if self.bias.is_empty() { Into::Replace } else { Into::Add };
        if into == Into::Add {
            let bias = &parameters[self.bias.clone()];
            out[..rows * self.units_out].chunks_exact_mut(self.units_out).for_each(|sums| sums.copy_from_slice(bias));
        }
        math::product(1.0, matrix(input, rows, self.units_in), weights.transposed(), into, &mut matrix_mut(out, rows, self.units_out));
    }

    /// Writes the direction `−δᵀ x / rows`, and its bias part, where the layer's tensors are in `proposals`.
    pub fn propose(&self, delta: &[f32], input: &[f32], rows: usize, proposals: &mut [f32]) {
        let scale = -1.0 / rows as f32;
        let delta_matrix = matrix(delta, rows, self.units_out);
        let mut out = matrix_mut(&mut proposals[self.weights.clone()], self.units_out, self.units_in);
        math::product(scale, delta_matrix.transposed(), matrix(input, rows, self.units_in), Into::Replace, &mut out);
        self.propose_bias(delta, rows, proposals);
    }

    /// The bias part of [`Layer::propose`].
    pub fn propose_bias(&self, delta: &[f32], rows: usize, proposals: &mut [f32]) {
        if !self.bias.is_empty() {
            math::sum_rows(-1.0 / rows as f32, &delta[..rows * self.units_out], &mut proposals[self.bias.clone()]);
        }
    }

    /// Moves the weights by `rate` along what [`Layer::propose`] would have proposed, without writing that down.
    pub fn descend(&self, rate: f32, delta: &[f32], input: &[f32], rows: usize, weights: &mut [f32]) {
        let delta = matrix(delta, rows, self.units_out);
        let mut weights = matrix_mut(weights, self.units_out, self.units_in);
        math::product(-rate / rows as f32, delta.transposed(), matrix(input, rows, self.units_in), Into::Add, &mut weights);
    }

    /// Error of the layer's input, `scale · δ · feedback`, where `feedback` (`units_out` × `units_in`) stands in W's place.
    pub fn error_of_input(&self, scale: f32, feedback: &[f32], delta: &[f32], rows: usize, into: Into, out: &mut [f32]) {
        let feedback = matrix(feedback, self.units_out, self.units_in);
        math::product(scale, matrix(delta, rows, self.units_out), feedback, into, &mut matrix_mut(out, rows, self.units_in));
    }
}
