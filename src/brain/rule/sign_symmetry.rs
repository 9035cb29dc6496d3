//! Sign symmetry: the way back knows the signs of the weights, not their sizes.

use super::feedback_alignment::{feedback_index, feedback_tensors};
use super::{Credit, CreditRule, Signal, Site, TensorRequest, Upkeep, backward};
use crate::seed::fill_normal;
use crate::{choice, option};

choice! {
    /// Where the sizes of the feedback weights come from; their signs are always those of the forward weights.
    pub enum Magnitude {
        /// All equal: 1/√fan_in (Liao's uSF).
        Uniform = "uniform",
        /// Random, drawn once (frSF).
        Fixed = "fixed",
        /// Random, drawn anew for every batch (brSF).
        Redrawn = "redrawn",
        /// Those of the forward weights: exact transposes, Liao's control.
        Forward = "forward",
    }
}

option! {
    /// `δ_l = scale · (|M| ⊙ sign W_{l+1})ᵀ δ_{l+1} ⊙ f′(a_l)`; optionally batch-Manhattan, `ΔW = −η sign(g)` (SCIENCE R4).
    ///
    /// Source: Liao, Leibo & Poggio 2016. Batch-Manhattan wants a small rate (3e-3) that decays.
    pub struct SignSymmetry {
        /// Where the sizes of the feedback weights come from.
        pub magnitude: Magnitude = Magnitude::Uniform, linear(0.0, 3.0), "", live;
        /// Strength of the feedback weights, as a multiple of 1/√fan_in (of the forward weights for `forward`).
        pub scale: f64 = 1.0, linear(0.0, 10.0), "", live;
        /// Whether only the sign of every proposal counts.
        pub batch_manhattan: bool = false, linear(0.0, 1.0), "", live;
    }
}

impl CreditRule for SignSymmetry {
    fn about(&self) -> &'static str {
        "Error returns through the signs of the forward weights"
    }

    fn signal(&self) -> Signal {
        Signal::Cotangent
    }

    fn sends(&self) -> Option<&'static str> {
        Some("error through weights that share its signs")
    }

    fn tensors(&self, site: Site<'_>) -> Vec<TensorRequest> {
        feedback_tensors(site, |_| Upkeep::Fixed)
    }

    fn scratch(&self, site: Site<'_>, _rows: usize) -> usize {
        site.layers.iter().map(|layer| layer.weights.len()).max().unwrap_or(0)
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        let (own, layers, scale, (stream, tick)) = (credit.own, credit.layers, self.scale as f32, credit.random);
        let count = layers.len();
        if self.batch_manhattan {
            // Signs are taken of what is written down.
            credit.deferred = None;
        }
        backward(credit, &|layer, parameters, scratch| {
            let weights = &parameters[layers[layer].weights.clone()];
            let deviation = (layers[layer].units_in as f32).powf(-0.5);
            let scratch = &mut scratch[..weights.len()];
            match self.magnitude {
                Magnitude::Forward => return (scale, weights),
                Magnitude::Uniform => scratch.fill(deviation),
                Magnitude::Fixed => scratch.copy_from_slice(&parameters[own[feedback_index(layer, count)].clone()]),
                Magnitude::Redrawn => fill_normal(&mut stream.at(tick * count as u64 + layer as u64), deviation, scratch),
            }
            for (size, &weight) in scratch.iter_mut().zip(weights) {
                *size = size.abs() * sign(weight);
            }
            (scale, scratch)
        });
        if self.batch_manhattan {
            for layer in layers {
                for tensor in [layer.weights.clone(), layer.bias.clone()] {
                    credit.proposals[tensor].iter_mut().for_each(|proposal| *proposal = sign(*proposal));
                }
            }
        }
    }
}

/// −1, 0 or 1: unlike `signum`, zero has no sign.
fn sign(value: f32) -> f32 {
    if value == 0.0 { 0.0 } else { value.signum() }
}
