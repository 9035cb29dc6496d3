//! Surprise about independent yes-or-no answers.

use super::{CostFunction, Judged, Need, sum_over_units};
use crate::{math, option};

option! {
    /// `C = Σ_j log(1 + e^{z_j}) − t_j z_j` in nats, `∂C/∂z = σ(z) − t` (SCIENCE C3). z are logits; t in \[0, 1\].
    pub struct BinaryCrossEntropy {}
}

impl CostFunction for BinaryCrossEntropy {
    fn needs(&self) -> &'static [Need] {
        const { &[Need::probabilities("target")] }
    }

    fn wants_logits(&self) -> bool {
        true
    }

    fn is_of_one_number(&self) -> bool {
        true
    }

    fn evaluate(&self, judged: Judged<'_>, _scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        sum_over_units(judged, values, cotangent, |z, t| (math::softplus(z) - t * z, math::sigmoid(z) - t));
    }
}
