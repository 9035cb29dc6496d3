//! What a rule may see and write, and the backward sweep that several rules share.

use crate::brain::anatomy::Layer;
use crate::math::Into;
use crate::seed::Stream;
use std::ops::Range;

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
    /// What a perturbed pass found out, for rules that consume a scalar.
    pub trial: Option<Trial<'a>>,
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
}

/// (layer, its activity, where to write ∂C/∂h).
pub type CotangentAt<'a> = &'a dyn Fn(usize, &[f32], &mut [f32]);

/// What a pair of perturbed passes found out.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'a> {
    /// (C⁺ − C⁻)/2σ for each sample.
    pub slope: &'a [f32],
    /// ξ of each layer, rows × units, of unit deviation.
    pub noise: &'a [Vec<f32>],
    /// ξ₀ on the input, rows × units; empty where nobody asks for its error.
    pub input_noise: &'a [f32],
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
fn pass_down(credit: &mut Credit<'_>, layer: usize, feedback: Feedback<'_>) {
    let (below, at) = credit.errors.split_at_mut(layer);
    let (out, into) = match (below.last_mut(), credit.input_error.as_deref_mut()) {
        (Some(below), _) => (&mut below[..], if credit.tapped[layer - 1] { Into::Add } else { Into::Replace }),
        (None, Some(input_error)) => (input_error, Into::Replace),
        (None, None) => return,
    };
    let (scale, matrix) = feedback(layer, credit.parameters, credit.scratch);
    credit.layers[layer].error_of_input(scale, matrix, &at[0], credit.rows, into, out);
}
