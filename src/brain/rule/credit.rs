//! What a rule may see and write, on the way forward and when credit is assigned, and the backward sweep that several rules share.

use crate::brain::anatomy::Layer;
use crate::math::{self, Into};
use crate::seed::Stream;
use std::ops::Range;

/// One area's input on its way to its activities.
pub struct Flow<'a> {
    /// How many samples.
    pub rows: usize,
    /// The area's layers.
    pub layers: &'a [Layer],
    /// Every tensor of the network, flat; a layer knows where its own are.
    pub parameters: &'a [f32],
    /// Where the rule's own tensors are, in the order it asked for them.
    pub own: &'a [Range<usize>],
    /// The area's input, rows × units.
    pub input: &'a [f32],
    /// Activity of each layer, rows × units: to be written. What it held before is of another block, and must not matter.
    pub activity: &'a mut [Vec<f32>],
    /// For each layer, 1 for a living unit and 0 for a silenced one; empty while all live.
    pub alive: &'a [Vec<f32>],
    /// σ and ξ of the noise on every pre-activation, for rules that explore by shaking units.
    pub noise: Option<(f32, &'a [Vec<f32>])>,
    /// Scratch as asked for; holds anything, and does not keep it.
    pub scratch: &'a mut [f32],
}

impl Flow<'_> {
    /// `h_l = f(W_l h_{l−1} + b_l + σξ_l)`, layer by layer.
    pub fn feed_forward(&mut self) {
        for (number, layer) in self.layers.iter().enumerate() {
            let (below, here) = self.activity.split_at_mut(number);
            let here = &mut here[0];
            layer.sum(self.parameters, below.last().map_or(self.input, Vec::as_slice), self.rows, here);
            if let Some((deviation, noise)) = self.noise {
                math::add_scaled(deviation, &noise[number], here);
            }
            layer.activation.apply(here, layer.units_out);
            mask(here, self.alive.get(number));
        }
    }
}

/// One area's activities and teaching signals for a block of samples, and the buffers its rule writes to.
pub struct Credit<'a> {
    /// How many samples.
    pub rows: usize,
    /// The area's layers.
    pub layers: &'a [Layer],
    /// Every tensor of the network, flat; a layer knows where its own are.
    pub parameters: &'a [f32],
    /// Where the rule's own tensors are, in the order it asked for them.
    pub own: &'a [Range<usize>],
    /// The area's input, rows × units.
    pub input: &'a [f32],
    /// Activity of each layer, rows × units.
    pub activity: &'a [Vec<f32>],
    /// For each layer, 1 for a living unit and 0 for a silenced one; empty while all live.
    pub alive: &'a [Vec<f32>],
    /// For each layer, ∂C/∂h per sample: of the costs that sit on it and, for the last one, of everything downstream. The rule may turn them into δ in place.
    pub errors: &'a mut [Vec<f32>],
    /// Whether a hidden layer's error holds anything yet: its own costs' cotangent.
    pub tapped: &'a [bool],
    /// What the terminal area sent, rows × its units, unless this area is the terminal one.
    pub broadcast: Option<&'a [f32]>,
    /// What perturbed passes found out, for rules that consume a scalar.
    pub trial: Option<Trial<'a>>,
    /// For each sample, which of the world's stimuli it is.
    pub stimuli: &'a [u32],
    /// Recomputes ∂C/∂h of a layer (index, its activity, where to write): own costs at that activity, downstream error as it stood.
    pub cotangent_at: CotangentAt<'a>,
    /// Descent directions, laid out as the parameters.
    pub proposals: &'a mut [f32],
    /// Where set, the proposals for the weights of layers given by [`Credit::propose_layer`] may stay implicit, δ and input being all there is to
    /// them; those layers are marked, and the change is made from δ and input at once.
    pub deferred: Option<&'a mut [bool]>,
    /// ∂C/∂input, rows × units, where somebody above wants it.
    pub input_error: Option<&'a mut [f32]>,
    /// Scratch as asked for; holds anything.
    pub scratch: &'a mut [f32],
    /// The rule's own random stream, with the tick.
    pub random: (Stream, u64),
    /// Where it may tell about itself, in blocks that are measured; not in the one that is lived.
    pub notes: Option<&'a mut Notes>,
}

/// (layer, its activity, where to write ∂C/∂h).
pub type CotangentAt<'a> = &'a dyn Fn(usize, &[f32], &mut [f32]);

/// What a pair of perturbed passes, one with the noise and one with its opposite, found out.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'a> {
    /// σ.
    pub deviation: f32,
    /// C⁺ of each sample: all that the area's activity leads to, weighted.
    pub plus: &'a [f32],
    /// C⁻ of each sample.
    pub minus: &'a [f32],
    /// ξ of each layer, rows × units, of unit deviation; zeros where units are not shaken.
    pub noise: &'a [Vec<f32>],
    /// ξ₀ on the input, rows × units; empty where nobody asks for its error.
    pub input_noise: &'a [f32],
    /// ξ of every weight and bias, in the order of the parameters; empty where they are not shaken.
    pub weight_noise: &'a [f32],
    /// The area's input in the pass with +ξ, with ξ₀ on it.
    pub input: &'a [f32],
    /// Activity of each layer in the pass with +ξ.
    pub activity: &'a [Vec<f32>],
    /// The action of each sample in the pass with +ξ, where the output chose one; else empty.
    pub actions: &'a [u32],
}

/// What a rule tells about itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notes {
    /// One number for each of its measures; NaN where there is nothing to tell.
    pub values: Vec<f64>,
    /// Curves to look at, such as energy over iterations; `None` while nobody looks.
    pub curves: Option<Vec<Curve>>,
}

/// A curve to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The picture it belongs to: `Energy`.
    pub picture: &'static str,
    /// What runs along its x axis: `iterations`.
    pub over: &'static str,
    /// Its own name: `free`.
    pub name: &'static str,
    /// x and y.
    pub points: Vec<[f64; 2]>,
}

impl Notes {
    /// Writes one measure.
    pub fn tell(&mut self, index: usize, value: f64) {
        if let Some(place) = self.values.get_mut(index) {
            *place = value;
        }
    }
}

impl Credit<'_> {
    /// What came into a layer.
    pub fn input_of(&self, layer: usize) -> &[f32] {
        if layer == 0 { self.input } else { &self.activity[layer - 1] }
    }

    /// Turns a layer's ∂C/∂h into δ = ∂C/∂a, in place.
    pub fn chain(&mut self, layer: usize) {
        let units = self.layers[layer].units_out;
        let error = &mut self.errors[layer][..self.rows * units];
        mask(error, self.alive.get(layer));
        self.layers[layer].activation.chain(&self.activity[layer][..self.rows * units], error, units);
    }

    /// Writes the proposals of a layer from its δ.
    pub fn propose_layer(&mut self, layer: usize) {
        let input = if layer == 0 { self.input } else { &self.activity[layer - 1] };
        match &mut self.deferred {
            Some(deferred) => {
                deferred[layer] = true;
                self.layers[layer].propose_bias(&self.errors[layer], self.rows, self.proposals);
            }
            None => self.layers[layer].propose(&self.errors[layer], input, self.rows, self.proposals),
        }
    }
}

/// Zeroes what belongs to silenced units.
pub fn mask(values: &mut [f32], alive: Option<&Vec<f32>>) {
    let Some(alive) = alive.filter(|alive| !alive.is_empty()) else { return };
    for row in values.chunks_exact_mut(alive.len()) {
        row.iter_mut().zip(alive).for_each(|(value, alive)| *value *= alive);
    }
}

/// What stands in the place of W_l where error passes back through layer l: (layer, parameters, scratch) → (scale, units_out × units_in).
pub type Feedback<'f> = &'f dyn for<'b> Fn(usize, &'b [f32], &'b mut [f32]) -> (f32, &'b [f32]);

/// The sweep that backward rules share: δ_l from the layer above through `feedback`, proposals, and the error of the input.
pub fn backward(credit: &mut Credit<'_>, feedback: Feedback<'_>) {
    for layer in (0..credit.layers.len()).rev() {
        credit.chain(layer);
        credit.propose_layer(layer);
        pass_down(credit, layer, feedback);
    }
}

/// Sends a layer's δ to the layer below, or out of the area.
pub(super) fn pass_down(credit: &mut Credit<'_>, layer: usize, feedback: Feedback<'_>) {
    let (below, at) = credit.errors.split_at_mut(layer);
    let (out, into) = match (below.last_mut(), credit.input_error.as_deref_mut()) {
        (Some(below), _) => (&mut below[..], if credit.tapped[layer - 1] { Into::Add } else { Into::Replace }),
        (None, Some(input_error)) => (input_error, Into::Replace),
        (None, None) => return,
    };
    let (scale, matrix) = feedback(layer, credit.parameters, credit.scratch);
    credit.layers[layer].error_of_input(scale, matrix, &at[0], credit.rows, into, out);
}
