//! What was a moment ago is still there: activity that changes slowly.

use super::{CostFunction, Judged, Need, sum_over_units};
use crate::option;

option! {
    /// `C = ½ ‖z_t − z_{t−1}‖²`; `∂C/∂z_t = z_t − z_{t−1}`, through the present only (SCIENCE C5).
    ///
    /// The past comes through a wire with a delay, usually from the area's own output. Alone it makes everything silent: pair it with a variance
    /// floor or with whitening. Source: Wiskott & Sejnowski 2002.
    pub struct Slowness {}
}

impl CostFunction for Slowness {
    fn needs(&self) -> &'static [Need] {
        const { &[Need::vector("previous").from_own_past()] }
    }

    fn is_of_one_number(&self) -> bool {
        true
    }

    fn evaluate(&self, judged: Judged<'_>, _scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        sum_over_units(judged, values, cotangent, |z, before| (0.5 * (z - before) * (z - before), z - before));
    }
}
