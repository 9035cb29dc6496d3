//! Backpropagation: the exact gradient, by transporting every weight.

use super::{Credit, CreditRule, Signal, backward};
use crate::option;

option! {
    /// `δ_L = ∂C/∂a_L`, `δ_l = W_{l+1}ᵀ δ_{l+1} ⊙ f′(a_l)`, `ΔW_l = −η δ_l h_{l−1}ᵀ` (SCIENCE R1). Source: Rumelhart, Hinton & Williams 1986.
    pub struct Backprop {}
}

impl CreditRule for Backprop {
    fn about(&self) -> &'static str {
        "Error returns through the transpose of the forward weights"
    }

    fn signal(&self) -> Signal {
        Signal::Cotangent
    }

    fn sends(&self) -> Option<&'static str> {
        Some("error through its transposed weights")
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        let layers = credit.layers;
        backward(credit, &|layer, parameters, _| (1.0, &parameters[layers[layer].weights.clone()]));
    }
}
