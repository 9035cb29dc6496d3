//! Units say different things: no covariance between any two of them.

use super::statistics::{add_product, centre, gram, means};
use super::{CostFunction, Judged};
use crate::option;

option! {
    /// `C = Σ_{i≠j} C_ij² / d`, C_ij the covariances over the batch; `n·∂C/∂Z = 4n (Z − Z̄) C_off / (d (n−1))` (SCIENCE C7).
    ///
    /// Source: Bardes, Ponce & LeCun 2022 (VICReg).
    pub struct Decorrelation {}
}

impl CostFunction for Decorrelation {
    fn usual_weight(&self) -> f64 {
        0.04
    }

    fn scratch(&self, rows: usize, units: usize) -> usize {
        units + units * units + rows * units
    }

    fn evaluate(&self, judged: Judged<'_>, scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        let (units, rows) = (judged.units, values.len());
        let (mean, rest) = scratch.split_at_mut(units);
        let (covariance, rest) = rest.split_at_mut(units * units);
        let centred = &mut rest[..rows * units];
        means(judged.activity, mean);
        centre(judged.activity, mean, centred);
        let freedom = (rows as f32 - 1.0).max(1.0);
        gram(1.0 / freedom, centred, units, covariance);
        (0..units).for_each(|unit| covariance[unit * units + unit] = 0.0);
        values.fill(covariance.iter().map(|c| c * c).sum::<f32>() / units as f32);
        if let Some((weight, slopes)) = cotangent {
            add_product(weight * 4.0 * rows as f32 / (units as f32 * freedom), centred, covariance, units, slopes);
        }
    }
}
