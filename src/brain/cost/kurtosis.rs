//! Units that are mostly silent and sometimes loud.

use super::statistics::standardise;
use super::{CostFunction, Judged};
use crate::option;

option! {
    /// `C = −mean z̃⁴` over batch and units, z̃ = (z − z̄)/s; `n·∂C/∂z = (g − ḡ − z̃ mean(g z̃))/s`, `g = −4 z̃³/d` (SCIENCE C24).
    ///
    /// Source: Hyvärinen & Oja 1997.
    pub struct Kurtosis {}
}

impl CostFunction for Kurtosis {
    fn usual_weight(&self) -> f64 {
        0.1
    }

    fn scratch(&self, rows: usize, units: usize) -> usize {
        rows * units + 4 * units
    }

    fn evaluate(&self, judged: Judged<'_>, scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        let (units, rows) = (judged.units, values.len());
        let (mean, rest) = scratch.split_at_mut(units);
        let (deviation, rest) = rest.split_at_mut(units);
        let (third, rest) = rest.split_at_mut(units);
        let (fourth, rest) = rest.split_at_mut(units);
        let z = &mut rest[..rows * units];
        standardise(judged.activity, mean, deviation, z);
        third.fill(0.0);
        fourth.fill(0.0);
        for row in z.chunks_exact(units) {
            for ((z, third), fourth) in row.iter().zip(&mut *third).zip(&mut *fourth) {
                *third += z.powi(3) / rows as f32;
                *fourth += z.powi(4) / rows as f32;
            }
        }
        values.fill(-fourth.iter().sum::<f32>() / units as f32);
        if let Some((weight, slopes)) = cotangent {
            let scale = -4.0 * weight / units as f32;
            for (slopes, z) in slopes.chunks_exact_mut(units).zip(z.chunks_exact(units)) {
                for (unit, (slope, z)) in slopes.iter_mut().zip(z).enumerate() {
                    *slope += scale * (z.powi(3) - third[unit] - z * fourth[unit]) / deviation[unit];
                }
            }
        }
    }
}
