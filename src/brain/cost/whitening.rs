//! Units that are uncorrelated and of unit power.

use super::statistics::{add_product, gram};
use super::{CostFunction, Judged};
use crate::option;

option! {
    /// `C = ¼ ‖ZᵀZ/n − I‖²`; `n·∂C/∂Z = Z (ZᵀZ/n − I)` (SCIENCE C8). Source: Pehlevan & Chklovskii 2015.
    pub struct Whitening {}
}

impl CostFunction for Whitening {
    fn scratch(&self, _rows: usize, units: usize) -> usize {
        units * units
    }

    fn evaluate(&self, judged: Judged<'_>, scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        let units = judged.units;
        let excess = &mut scratch[..units * units];
        gram(1.0 / values.len() as f32, judged.activity, units, excess);
        (0..units).for_each(|unit| excess[unit * units + unit] -= 1.0);
        values.fill(0.25 * excess.iter().map(|e| e * e).sum::<f32>());
        if let Some((weight, slopes)) = cotangent {
            add_product(weight, judged.activity, excess, units, slopes);
        }
    }
}
