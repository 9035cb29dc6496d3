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

    /// exp(z − max z) of every sample: taken once, and over the whole block at a time.
    fn scratch(&self, rows: usize, units: usize) -> usize {
        rows * units
    }

    fn evaluate(&self, judged: Judged<'_>, scratch: &mut [f32], values: &mut [f32], mut cotangent: Option<(f32, &mut [f32])>) {
        let Judged { activity, target, units } = judged;
        let exponentials = &mut scratch[..activity.len()];
        math::vectorized(
            #[inline(always)]
            || {
                for ((z, below), value) in activity.chunks_exact(units).zip(exponentials.chunks_exact_mut(units)).zip(&mut *values) {
                    *value = z.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
                    below.iter_mut().zip(z).for_each(|(below, z)| *below = z - *value);
                }
                exponentials.iter_mut().for_each(|below| *below = math::exp(*below));
                let samples = activity.chunks_exact(units).zip(target.chunks_exact(units)).zip(exponentials.chunks_exact(units));
                for (sample, (((z, t), exponentials), value)) in samples.zip(values).enumerate() {
                    let (mut sum, mut mass, mut hit) = (0.0, 0.0, 0.0);
                    for ((&z, &t), &exponential) in z.iter().zip(t).zip(exponentials) {
                        sum += exponential;
                        mass += t;
                        hit += t * z;
                    }
                    *value = mass * (sum.ln() + *value) - hit;
                    if let Some((weight, slopes)) = &mut cotangent {
                        let scale = mass / sum;
                        for ((slope, &exponential), &t) in slopes[sample * units..][..units].iter_mut().zip(exponentials).zip(t) {
                            *slope += *weight * (scale * exponential - t);
                        }
                    }
                }
            },
        );
    }
}
