//! Each unit says the same of two views, and no two units say the same.

use super::statistics::{add_product, means, standardise};
use super::{CostFunction, Judged, Need};
use crate::math::{self, Into, matrix, matrix_mut};
use crate::option;

option! {
    /// `C = Σ_i (1 − c_ii)² + λ Σ_{i≠j} c_ij²`, `c = z̃ᵀ ṽ / n` the correlations of the units over the batch, v the other view;
    /// `n·∂C/∂z = (g − ḡ − z̃ mean(g z̃))/s`, `g = ṽ Gᵀ`, `G = ∂C/∂c` (SCIENCE C14).
    ///
    /// The other view is held: give the area that sees it the same cost, with this one as its view. Source: Zbontar et al. 2021.
    pub struct BarlowTwins {
        /// λ: how much units must differ, against how much views must agree.
        pub redundancy: f64 = 0.02, ratio(1e-4, 10.0), "", live;
    }
}

impl CostFunction for BarlowTwins {
    fn needs(&self) -> &'static [Need] {
        const { &[Need::vector("view")] }
    }

    /// z̃, ṽ, g, the correlations, and four numbers a unit.
    fn scratch(&self, rows: usize, units: usize) -> usize {
        3 * rows * units + units * units + 4 * units
    }

    fn evaluate(&self, judged: Judged<'_>, scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        let (units, rows, redundancy) = (judged.units, values.len(), self.redundancy as f32);
        let (mean, rest) = scratch.split_at_mut(units);
        let (own, rest) = rest.split_at_mut(units);
        let (other, rest) = rest.split_at_mut(units);
        let (along, rest) = rest.split_at_mut(units);
        let (z, rest) = rest.split_at_mut(rows * units);
        let (view, rest) = rest.split_at_mut(rows * units);
        let (pull, rest) = rest.split_at_mut(rows * units);
        let correlations = &mut rest[..units * units];
        standardise(judged.activity, mean, own, z);
        standardise(judged.target, mean, other, view);
        let share = 1.0 / rows as f32;
        // v before z: G is then wanted as it stands, g = ṽ Gᵀ.
        math::product(share, matrix(view, rows, units).transposed(), matrix(z, rows, units), Into::Replace, &mut matrix_mut(correlations, units, units));
        let mut value = 0.0;
        for (index, c) in correlations.iter_mut().enumerate() {
            if index / units == index % units {
                value += (1.0 - *c) * (1.0 - *c);
                *c = -2.0 * (1.0 - *c);
            } else {
                value += redundancy * *c * *c;
                *c *= 2.0 * redundancy;
            }
        }
        values.fill(value);
        let Some((weight, slopes)) = cotangent else { return };
        pull.fill(0.0);
        add_product(1.0, view, correlations, units, pull);
        means(pull, mean);
        along.fill(0.0);
        for (pull, z) in pull.chunks_exact(units).zip(z.chunks_exact(units)) {
            along.iter_mut().zip(pull).zip(z).for_each(|((along, pull), z)| *along += share * pull * z);
        }
        for ((slopes, pull), z) in slopes.chunks_exact_mut(units).zip(pull.chunks_exact(units)).zip(z.chunks_exact(units)) {
            for (unit, slope) in slopes.iter_mut().enumerate() {
                *slope += weight * (pull[unit] - mean[unit] - z[unit] * along[unit]) / own[unit];
            }
        }
    }
}
