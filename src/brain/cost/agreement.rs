//! Two areas that look at the same world come to say the same.

use super::statistics::standardise;
use super::{CostFunction, Judged, Need};
use crate::option;

option! {
    /// `C = 1 − mean_j corr(z_j, t_j)` over the batch, t another area's output; `n·∂C/∂z = −(t̃ − z̃ corr_j)/(d s_j)`, z̃ = (z − z̄)/s
    /// (SCIENCE C23). Source: Becker & Hinton 1992.
    pub struct Agreement {}
}

impl CostFunction for Agreement {
    fn usual_weight(&self) -> f64 {
        0.5
    }

    fn needs(&self) -> &'static [Need] {
        const { &[Need::vector("target")] }
    }

    fn scratch(&self, rows: usize, units: usize) -> usize {
        2 * rows * units + 4 * units
    }

    fn evaluate(&self, judged: Judged<'_>, scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        let (units, rows) = (judged.units, values.len());
        let (mean, rest) = scratch.split_at_mut(units);
        let (own, rest) = rest.split_at_mut(units);
        let (other, rest) = rest.split_at_mut(units);
        let (correlation, rest) = rest.split_at_mut(units);
        let (z, rest) = rest.split_at_mut(rows * units);
        let t = &mut rest[..rows * units];
        standardise(judged.activity, mean, own, z);
        standardise(judged.target, mean, other, t);
        correlation.fill(0.0);
        for (z, t) in z.chunks_exact(units).zip(t.chunks_exact(units)) {
            correlation.iter_mut().zip(z).zip(t).for_each(|((sum, z), t)| *sum += z * t / rows as f32);
        }
        values.fill(1.0 - correlation.iter().sum::<f32>() / units as f32);
        if let Some((weight, slopes)) = cotangent {
            let rows = slopes.chunks_exact_mut(units).zip(z.chunks_exact(units)).zip(t.chunks_exact(units));
            for ((slopes, z), t) in rows {
                for (unit, slope) in slopes.iter_mut().enumerate() {
                    *slope -= weight * (t[unit] - z[unit] * correlation[unit]) / (units as f32 * own[unit]);
                }
            }
        }
    }
}
