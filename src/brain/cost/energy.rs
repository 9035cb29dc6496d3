//! Activity costs energy.

use super::{CostFunction, Judged, sum_over_units};
use crate::option;

option! {
    /// `C = ½‖z‖²`, `∂C/∂z = z` (SCIENCE C26). Source: Levy & Baxter 1996.
    pub struct Energy {}
}

impl CostFunction for Energy {
    fn usual_weight(&self) -> f64 {
        0.001
    }

    fn is_of_one_number(&self) -> bool {
        true
    }

    fn evaluate(&self, judged: Judged<'_>, _scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        sum_over_units(judged, values, cotangent, |z, _| (0.5 * z * z, z));
    }
}
