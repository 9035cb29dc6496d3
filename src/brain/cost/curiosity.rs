//! To be where there is something to learn.

use super::{CostFunction, Judged, Need};
use crate::{math, option};

option! {
    /// `C = −Σ_a p_a r_a`, p = softmax(z); `r_a = |earlier_a − surprise_a|`, the progress that choice a brought, or `r_a = surprise_a` where no
    /// wire brings what it was `earlier`; `∂C/∂z_a = −p_a (r_a − Σ_b p_b r_b)` (SCIENCE C18).
    ///
    /// `surprise` is usually the value of another area's cost, `earlier` the same with a delay. No error travels back through either: what is
    /// predicted does not become easier to predict on purpose. Source: Schmidhuber 1991; Oudeyer, Kaplan & Hafner 2007.
    pub struct Curiosity {}
}

impl CostFunction for Curiosity {
    fn needs(&self) -> &'static [Need] {
        const { &[Need::vector("surprise"), Need::vector("earlier").or_nothing()] }
    }

    fn wants_logits(&self) -> bool {
        true
    }

    fn judges_choices(&self) -> bool {
        true
    }

    fn evaluate_choices(&self, judged: Judged<'_>, actions: &[u32], values: &mut [f32]) {
        for ((wired, &action), value) in judged.target.chunks_exact(2 * judged.units).zip(actions).zip(values) {
            *value = -reward(wired, action as usize);
        }
    }

    fn evaluate(&self, judged: Judged<'_>, _scratch: &mut [f32], values: &mut [f32], mut cotangent: Option<(f32, &mut [f32])>) {
        let units = judged.units;
        let samples = judged.activity.chunks_exact(units).zip(judged.target.chunks_exact(2 * units));
        for (sample, ((z, wired), value)) in samples.zip(values).enumerate() {
            let greatest = z.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
            let (mut sum, mut brought) = (0.0, 0.0);
            for (action, z) in z.iter().enumerate() {
                let weight = math::exp(z - greatest);
                sum += weight;
                brought += weight * reward(wired, action);
            }
            let mean = brought / sum;
            *value = -mean;
            if let Some((weight, slopes)) = &mut cotangent {
                for (action, (slope, z)) in slopes[sample * units..][..units].iter_mut().zip(z).enumerate() {
                    *slope -= *weight * math::exp(z - greatest) / sum * (reward(wired, action) - mean);
                }
            }
        }
    }
}

/// r_a, from (surprise, earlier) of a sample: without `earlier`, which is then 0, the surprise itself.
fn reward(wired: &[f32], action: usize) -> f32 {
    let (surprise, earlier) = wired.split_at(wired.len() / 2);
    (earlier[action] - surprise[action]).abs()
}
