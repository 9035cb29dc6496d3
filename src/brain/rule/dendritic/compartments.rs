//! The compartments of a microcircuit, and how they settle: up from basal dendrites to somata, down from the layer above to apical dendrites.

use crate::brain::anatomy::Layer;
use crate::brain::rule::credit::mask;
use crate::math::{self, Into, matrix, matrix_mut};
use std::ops::Range;

/// What a sweep may move, squared, as a part of the squared rates, and count as standing still: it is what f32 can tell.
const STILL: f64 = 1e-13;

/// Wires and numbers of one area's microcircuit.
#[derive(Clone, Copy)]
pub struct Wiring<'a> {
    /// How many samples.
    pub rows: usize,
    /// The area's layers.
    pub layers: &'a [Layer],
    /// Every tensor of the network.
    pub parameters: &'a [f32],
    /// The area's input, rows × units.
    pub input: &'a [f32],
    /// For each layer, 1 for a living unit and 0 for a silenced one; empty while all live.
    pub alive: &'a [Vec<f32>],
    /// Where the rule's own tensors are.
    pub own: &'a [Range<usize>],
    /// Whether T is W itself.
    pub tied: bool,
    /// κ.
    pub coupling: f32,
    /// m.
    pub mixing: f32,
}

/// The synapses between a hidden layer, its interneurons and the layer above.
#[derive(Clone, Copy)]
pub struct Lateral {
    /// Which of the rule's tensors is Q: from the layer to its interneurons.
    pub to: usize,
    /// Which is q, their bias, where the layer above has one.
    pub bias: Option<usize>,
    /// Which is P: from the interneurons to the apical dendrites.
    pub back: usize,
    /// Which is T, unless it is W itself.
    pub down: Option<usize>,
}

/// What pushes somata: of every layer that has costs ∂C/∂h and the strength of the push.
#[derive(Clone, Copy)]
pub struct Push<'a> {
    /// ∂C/∂h of each layer.
    pub errors: &'a [Vec<f32>],
    /// Which hidden layers have any.
    pub tapped: &'a [bool],
    /// λ.
    pub nudge: f32,
    /// What becomes of an error from one layer to the next: κ(1 − m).
    pub reach: f32,
}

impl Push<'_> {
    /// How strongly errors of a layer move its somata: `λ (κ(1 − m))^{layers above}`.
    pub fn strength(self, layer: usize) -> f32 {
        self.nudge * self.reach.powi((self.tapped.len() - 1 - layer) as i32)
    }

    fn move_soma(self, layer: usize, soma: &mut [f32]) {
        if self.tapped[layer] || layer + 1 == self.tapped.len() {
            math::add_scaled(-self.strength(layer), &self.errors[layer], soma);
        }
    }
}

/// All compartments: a block of rows × units for every layer, behind one another. Those of interneurons stand where the layer that they
/// predict would.
pub struct State<'a> {
    /// Basal dendrites: `W_l h_{l−1} + b_l`.
    pub basal: &'a mut [f32],
    /// Somata: u.
    pub soma: &'a mut [f32],
    /// Rates: h = f(u).
    pub rate: &'a mut [f32],
    /// Apical dendrites: v.
    pub apical: &'a mut [f32],
    /// Dendrites of interneurons: `Q h_l + q`.
    pub prediction: &'a mut [f32],
    /// Rates of interneurons: i.
    pub interneuron: &'a mut [f32],
    /// What is to be remembered of the state at rest.
    pub rest: &'a mut [f32],
    /// Room for one layer.
    pub spare: &'a mut [f32],
}

/// How many numbers all compartments are.
pub fn room(layers: &[Layer], rows: usize) -> usize {
    7 * span(layers, layers.len(), rows).start + rows * layers.iter().map(|layer| layer.units_out).max().unwrap_or(0)
}

/// Where a layer's block is.
pub fn span(layers: &[Layer], layer: usize, rows: usize) -> Range<usize> {
    let start: usize = layers[..layer].iter().map(|layer| layer.units_out * rows).sum();
    start..start + layers.get(layer).map_or(0, |layer| layer.units_out * rows)
}

/// Which of the rule's tensors belong to a hidden layer.
pub fn lateral(layers: &[Layer], layer: usize, tied: bool) -> Lateral {
    let count = |layer: usize| 2 + usize::from(!layers[layer + 1].bias.is_empty()) + usize::from(!tied);
    let to = (0..layer).map(count).sum();
    let bias = (!layers[layer + 1].bias.is_empty()).then_some(to + 1);
    let back = bias.unwrap_or(to) + 1;
    Lateral { to, bias, back, down: (!tied).then_some(back + 1) }
}

impl<'a> State<'a> {
    /// Cuts the scratch.
    pub fn cut(scratch: &'a mut [f32], layers: &[Layer], rows: usize) -> Self {
        let total = span(layers, layers.len(), rows).start;
        let (basal, rest) = scratch.split_at_mut(total);
        let (soma, rest) = rest.split_at_mut(total);
        let (rate, rest) = rest.split_at_mut(total);
        let (apical, rest) = rest.split_at_mut(total);
        let (prediction, rest) = rest.split_at_mut(total);
        let (interneuron, rest) = rest.split_at_mut(total);
        let (rest, spare) = rest.split_at_mut(total);
        Self { basal, soma, rate, apical, prediction, interneuron, rest, spare }
    }
}

impl Wiring<'_> {
    /// T of a hidden layer, units above × units.
    pub fn top_down(&self, layer: usize) -> &[f32] {
        match lateral(self.layers, layer, self.tied).down {
            Some(tensor) => &self.parameters[self.own[tensor].clone()],
            None => &self.parameters[self.layers[layer + 1].weights.clone()],
        }
    }

    /// Settles from silent apical dendrites, without any push.
    pub fn settle_from_silence(&self, state: &mut State<'_>, sweeps: usize, trace: Option<&mut Vec<[f64; 2]>>) {
        state.apical.fill(0.0);
        self.hear(0, state);
        self.up(state, None);
        self.settle(state, None, sweeps, trace);
    }

    /// So many sweeps down and up, or fewer, if nothing moves any more. Returns how far the last one moved apical potentials, as a part of their length; `trace` learns of every one,
    /// root mean square.
    pub fn settle(&self, state: &mut State<'_>, push: Option<Push<'_>>, sweeps: usize, mut trace: Option<&mut Vec<[f64; 2]>>) -> f64 {
        let mut moved = 0.0;
        let hidden = span(self.layers, self.layers.len() - 1, self.rows).start;
        if push.is_some() {
            self.up(state, push);
        }
        for sweep in 0..sweeps {
            moved = self.down(state, push);
            self.up(state, push);
            if let Some(trace) = &mut trace {
                trace.push([(sweep + 1) as f64, (moved / hidden.max(1) as f64).sqrt()]);
            }
            let rates = &state.rate[..hidden];
            if moved <= STILL * math::dot(rates, rates) {
                break;
            }
        }
        let length = math::norm(&state.apical[..hidden]);
        if length > 0.0 { moved.sqrt() / length } else { 0.0 }
    }

    /// The state whose rates are known to have settled.
    pub fn recall(&self, state: &mut State<'_>, activity: &[Vec<f32>]) {
        for (layer, activity) in activity.iter().enumerate() {
            let here = span(self.layers, layer, self.rows);
            state.rate[here.clone()].copy_from_slice(&activity[..here.len()]);
        }
        state.apical.fill(0.0);
        (0..self.layers.len()).for_each(|layer| self.hear(layer, state));
        let top = span(self.layers, self.layers.len() - 1, self.rows);
        state.soma[top.clone()].copy_from_slice(&state.basal[top]);
        self.down(state, None);
    }

    /// Basal dendrites hear the layer below.
    fn hear(&self, layer: usize, state: &mut State<'_>) {
        let input = if layer == 0 { self.input } else { &state.rate[span(self.layers, layer - 1, self.rows)] };
        self.layers[layer].sum(self.parameters, input, self.rows, &mut state.basal[span(self.layers, layer, self.rows)]);
    }

    /// Every layer hears the one below, from the lowest up.
    fn up(&self, state: &mut State<'_>, push: Option<Push<'_>>) {
        for layer in 0..self.layers.len() {
            // What comes into the area does not change while it settles.
            if layer > 0 {
                self.hear(layer, state);
            }
            self.fire(layer, state, push);
        }
    }

    /// Every hidden layer's apical dendrites hear the layer above and its interneurons, from the highest down. Returns how far they moved, squared.
    fn down(&self, state: &mut State<'_>, push: Option<Push<'_>>) -> f64 {
        let rows = self.rows;
        let mut moved = 0.0;
        for layer in (0..self.layers.len() - 1).rev() {
            let (here, above) = (span(self.layers, layer, rows), span(self.layers, layer + 1, rows));
            let (units, units_above) = (self.layers[layer].units_out, self.layers[layer + 1].units_out);
            let tensors = lateral(self.layers, layer, self.tied);
            let own = |tensor: usize| &self.parameters[self.own[tensor].clone()];
            let to = matrix(own(tensors.to), units_above, units);
            let mut prediction = matrix_mut(&mut state.prediction[above.clone()], rows, units_above);
            math::product(1.0, matrix(&state.rate[here.clone()], rows, units), to.transposed(), Into::Replace, &mut prediction);
            if let Some(bias) = tensors.bias {
                math::add_to_rows(&mut state.prediction[above.clone()], own(bias));
            }
            let interneuron = &mut state.interneuron[above.clone()];
            interneuron.fill(0.0);
            math::add_scaled(1.0 - self.mixing, &state.prediction[above.clone()], interneuron);
            math::add_scaled(self.mixing, &state.soma[above.clone()], interneuron);
            self.layers[layer + 1].activation.apply(interneuron, units_above);
            let fresh = &mut state.spare[..here.len()];
            let back = matrix(own(tensors.back), units, units_above);
            self.layers[layer + 1].error_of_input(1.0, self.top_down(layer), &state.rate[above.clone()], rows, Into::Replace, fresh);
            math::product(1.0, matrix(interneuron, rows, units_above), back.transposed(), Into::Add, &mut matrix_mut(fresh, rows, units));
            math::add_scaled(-1.0, &state.apical[here.clone()], fresh);
            math::add_scaled(1.0, fresh, &mut state.apical[here]);
            moved += math::dot(fresh, fresh);
            self.fire(layer, state, push);
        }
        moved
    }

    /// Somata follow their dendrites and what pushes them, and fire.
    fn fire(&self, layer: usize, state: &mut State<'_>, push: Option<Push<'_>>) {
        let here = span(self.layers, layer, self.rows);
        let (soma, rate) = (&mut state.soma[here.clone()], &mut state.rate[here.clone()]);
        soma.copy_from_slice(&state.basal[here.clone()]);
        if layer + 1 < self.layers.len() {
            math::add_scaled(self.coupling, &state.apical[here], soma);
        }
        if let Some(push) = push {
            push.move_soma(layer, soma);
        }
        rate.copy_from_slice(soma);
        self.layers[layer].activation.apply(rate, self.layers[layer].units_out);
        mask(rate, self.alive.get(layer));
    }
}
