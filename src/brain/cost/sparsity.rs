//! Few units active at a time.

use super::{CostFunction, Judged, sum_over_units};
use crate::option;

option! {
    /// `C = Σ_j √(z_j² + ε²)`, a smooth L1; `∂C/∂z = z/√(z² + ε²)` (SCIENCE C9, ε² = 1e-4). Source: Olshausen & Field 1996.
    pub struct Sparsity {
        /// ε: how round the corner at zero is.
        pub softness: f64 = 0.01, ratio(1e-4, 1.0), "", live;
    }
}

impl CostFunction for Sparsity {
    fn usual_weight(&self) -> f64 {
        0.01
    }

    fn is_of_one_number(&self) -> bool {
        true
    }

    fn evaluate(&self, judged: Judged<'_>, _scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        let softness_squared = (self.softness * self.softness) as f32;
        sum_over_units(judged, values, cotangent, |z, _| {
            let length = (z * z + softness_squared).sqrt();
            (length, z / length)
        });
    }
}
