//! To pass for real: the cost of a forger, which sits on the critic's verdict.

use super::{CostFunction, Judged, sum_over_units};
use crate::{math, option};

option! {
    /// `C = Σ_j log(1 + e^{−z_j})`, z the critic's verdict on what was forged; `∂C/∂z = −σ(−z)` (SCIENCE C16).
    ///
    /// It sits on an area that borrows the critic's weights and passes error on without being taught (a `share` wire with error gain 0): the forger
    /// learns through the critic, the critic does not learn from the forger's wish. This is the form that does not fade while the critic is sure
    /// of itself. Source: Goodfellow et al. 2014.
    pub struct Adversarial {}
}

impl CostFunction for Adversarial {
    fn wants_logits(&self) -> bool {
        true
    }

    fn is_of_one_number(&self) -> bool {
        true
    }

    fn evaluate(&self, judged: Judged<'_>, _scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        sum_over_units(judged, values, cotangent, |z, _| {
            let tail = math::exp(-z.abs());
            let softplus = (1.0 + tail).ln() + (-z).max(0.0);
            (softplus, if z > 0.0 { -tail / (1.0 + tail) } else { -1.0 / (1.0 + tail) })
        });
    }
}
