//! The contrast of independent component analysis: heavy tails are left alone, what is Gaussian is not.

use super::{CostFunction, Judged, sum_over_units};
use crate::{math, option};

option! {
    /// `C = Σ_j log cosh z_j`, `∂C/∂z = tanh z` (SCIENCE C10); pair it with whitening. Source: Bell & Sejnowski 1995; Hyvärinen 1999.
    pub struct LogCosh {}
}

impl CostFunction for LogCosh {
    fn is_of_one_number(&self) -> bool {
        true
    }

    fn evaluate(&self, judged: Judged<'_>, _scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        // log cosh z = |z| + log(1 + e^{−2|z|}) − log 2, without ever overflowing.
        sum_over_units(judged, values, cotangent, |z, _| (z.abs() + (-2.0 * z.abs()).exp().ln_1p() - std::f32::consts::LN_2, math::tanh(z)));
    }
}
