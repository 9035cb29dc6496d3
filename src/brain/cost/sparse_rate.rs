//! Every unit fires as rarely as it should, on average over the batch.

use super::statistics::means;
use super::{CostFunction, Judged};
use crate::{math, option};

option! {
    /// `C = Σ_j KL(ρ ‖ p_j)`, p_j the mean of σ(z_j) over the batch; `n·∂C/∂z = (−ρ/p + (1−ρ)/(1−p)) σ′(z)` (SCIENCE C11). Source: Ng 2011.
    pub struct SparseRate {
        /// ρ: the rate that every unit should have.
        pub rate: f64 = 0.1, linear(0.001, 0.999), "", live;
    }
}

impl CostFunction for SparseRate {
    fn usual_weight(&self) -> f64 {
        0.1
    }

    fn wants_logits(&self) -> bool {
        true
    }

    fn scratch(&self, rows: usize, units: usize) -> usize {
        rows * units + units
    }

    fn evaluate(&self, judged: Judged<'_>, scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        let units = judged.units;
        let (rate, rest) = scratch.split_at_mut(units);
        let firing = &mut rest[..judged.activity.len()];
        firing.iter_mut().zip(judged.activity).for_each(|(f, z)| *f = math::sigmoid(*z));
        means(firing, rate);
        let wanted = self.rate as f32;
        // A unit that never fires would cost without bounds.
        rate.iter_mut().for_each(|p| *p = p.clamp(1e-6, 1.0 - 1e-6));
        values.fill(rate.iter().map(|p| wanted * (wanted / p).ln() + (1.0 - wanted) * ((1.0 - wanted) / (1.0 - p)).ln()).sum());
        if let Some((weight, slopes)) = cotangent {
            for (slopes, firing) in slopes.chunks_exact_mut(units).zip(firing.chunks_exact(units)) {
                for ((slope, f), p) in slopes.iter_mut().zip(firing).zip(&*rate) {
                    *slope += weight * ((1.0 - wanted) / (1.0 - p) - wanted / p) * f * (1.0 - f);
                }
            }
        }
    }
}
