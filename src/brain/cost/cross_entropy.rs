//! Surprise about a label, of a softmax over the activity.

use super::{CostFunction, Judged, Need};
use crate::{math, option};

option! {
    /// `C = log Σ_j e^{z_j} · Σ_j t_j − Σ_j t_j z_j` in nats, `∂C/∂z = p Σ_j t_j − t` with p = softmax(z) (SCIENCE C2).
    ///
    /// z are logits; t a label as one-hot vector, or any distribution. Source: Bridle 1990.
    pub struct CrossEntropy {}
}

impl CostFunction for CrossEntropy {
    fn needs(&self) -> &'static [Need] {
        const { &[Need::probabilities("target")] }
    }

    fn wants_logits(&self) -> bool {
        true
    }

    fn evaluate(&self, judged: Judged<'_>, _scratch: &mut [f32], values: &mut [f32], mut cotangent: Option<(f32, &mut [f32])>) {
        let units = judged.units;
        let samples = judged.activity.chunks_exact(units).zip(judged.target.chunks_exact(units));
        math::vectorized(
            #[inline(always)]
            || {
                for (sample, ((z, t), value)) in samples.zip(values).enumerate() {
                    let greatest = z.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
                    let (mut sum, mut mass, mut hit) = (0.0, 0.0, 0.0);
                    for (&z, &t) in z.iter().zip(t) {
                        sum += math::exp(z - greatest);
                        mass += t;
                        hit += t * z;
                    }
                    *value = mass * (sum.ln() + greatest) - hit;
                    if let Some((weight, slopes)) = &mut cotangent {
                        let scale = mass / sum;
                        for ((slope, &z), &t) in slopes[sample * units..][..units].iter_mut().zip(z).zip(t) {
                            *slope += *weight * (scale * math::exp(z - greatest) - t);
                        }
                    }
                }
            },
        );
    }
}
