//! To do more of what turned out better than expected.

use super::{CostFunction, Judged, Need};
use crate::{math, option};

option! {
    /// `C = −Σ_a A_a log π_a`, π = softmax(z), A the advantage of the action that was taken, 0 for all others; `∂C/∂z = π Σ_a A_a − A`
    /// (SCIENCE C19). Source: Williams 1992; Sutton et al. 2000.
    pub struct PolicyGradient {}
}

impl CostFunction for PolicyGradient {
    fn needs(&self) -> &'static [Need] {
        const { &[Need::vector("advantage")] }
    }

    fn wants_logits(&self) -> bool {
        true
    }

    fn evaluate(&self, judged: Judged<'_>, _scratch: &mut [f32], values: &mut [f32], mut cotangent: Option<(f32, &mut [f32])>) {
        let units = judged.units;
        let samples = judged.activity.chunks_exact(units).zip(judged.target.chunks_exact(units));
        for (sample, ((z, advantage), value)) in samples.zip(values).enumerate() {
            let greatest = z.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
            let sum: f32 = z.iter().map(|z| math::exp(z - greatest)).sum();
            let log_sum = sum.ln() + greatest;
            let total: f32 = advantage.iter().sum();
            *value = advantage.iter().zip(z).map(|(a, z)| a * (log_sum - z)).sum();
            if let Some((weight, slopes)) = &mut cotangent {
                for ((slope, z), a) in slopes[sample * units..][..units].iter_mut().zip(z).zip(advantage) {
                    *slope += *weight * (total * math::exp(z - greatest) / sum - a);
                }
            }
        }
    }
}
