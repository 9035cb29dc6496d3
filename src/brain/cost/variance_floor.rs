//! No unit falls silent: each keeps some variance over the batch.

use super::statistics::{centre, deviations, means};
use super::{CostFunction, Judged};
use crate::option;

option! {
    /// `C = mean_j max(0, γ − s_j)`, `s_j = √(var z_j + 10⁻⁴)` over the batch; `n·∂C/∂z = −[s_j < γ] n (z − z̄_j)/(d (n−1) s_j)` (SCIENCE C6).
    ///
    /// Against collapse: pair it with slowness or agreement. Source: Bardes, Ponce & LeCun 2022 (VICReg).
    pub struct VarianceFloor {
        /// γ: the deviation that every unit should have at least.
        pub floor: f64 = 1.0, ratio(1e-3, 1e3), "", live;
    }
}

impl CostFunction for VarianceFloor {
    fn scratch(&self, rows: usize, units: usize) -> usize {
        rows * units + 2 * units
    }

    fn evaluate(&self, judged: Judged<'_>, scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        let (units, rows) = (judged.units, values.len());
        let (mean, rest) = scratch.split_at_mut(units);
        let (deviation, rest) = rest.split_at_mut(units);
        let centred = &mut rest[..rows * units];
        means(judged.activity, mean);
        centre(judged.activity, mean, centred);
        let freedom = (rows as f32 - 1.0).max(1.0);
        deviations(centred, freedom, 1e-4, deviation);
        let floor = self.floor as f32;
        values.fill(deviation.iter().map(|s| (floor - s).max(0.0)).sum::<f32>() / units as f32);
        if let Some((weight, slopes)) = cotangent {
            let scale = weight * rows as f32 / (units as f32 * freedom);
            for (slopes, z) in slopes.chunks_exact_mut(units).zip(centred.chunks_exact(units)) {
                for ((slope, z), &s) in slopes.iter_mut().zip(z).zip(&*deviation) {
                    if s < floor {
                        *slope -= scale * z / s;
                    }
                }
            }
        }
    }
}
