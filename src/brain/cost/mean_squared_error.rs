//! Squared distance to a target: reconstruction, prediction, regression.

use super::{CostFunction, Judged, Need, sum_over_units};
use crate::option;

option! {
    /// `C = ½‖z − t‖²`, `∂C/∂z = z − t` (SCIENCE C1). Any units; t as wide as z.
    pub struct MeanSquaredError {}
}

impl CostFunction for MeanSquaredError {
    fn needs(&self) -> &'static [Need] {
        const { &[Need::vector("target")] }
    }

    fn is_of_one_number(&self) -> bool {
        true
    }

    fn evaluate(&self, judged: Judged<'_>, _scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        sum_over_units(judged, values, cotangent, |z, t| (0.5 * (z - t) * (z - t), z - t));
    }
}
