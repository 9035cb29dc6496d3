//! Squared error that does not run after outliers.

use super::{CostFunction, Judged, Need, sum_over_units};
use crate::option;

option! {
    /// `C = Σ_j ½r²` where `|r| ≤ δ`, `δ(|r| − ½δ)` beyond, r = z − t; `∂C/∂z = clip(r, ±δ)` (SCIENCE C4). Source: Huber 1964.
    pub struct Huber {
        /// Distance at which the parabola becomes a line.
        pub threshold: f64 = 1.0, ratio(1e-3, 1e3), "", live;
    }
}

impl CostFunction for Huber {
    fn needs(&self) -> &'static [Need] {
        const { &[Need::vector("target")] }
    }

    fn is_of_one_number(&self) -> bool {
        true
    }

    fn evaluate(&self, judged: Judged<'_>, _scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        let threshold = self.threshold as f32;
        sum_over_units(judged, values, cotangent, |z, t| {
            let rest = z - t;
            let value = if rest.abs() <= threshold { 0.5 * rest * rest } else { threshold * (rest.abs() - 0.5 * threshold) };
            (value, rest.clamp(-threshold, threshold))
        });
    }
}
