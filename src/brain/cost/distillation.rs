//! To believe what a teacher believes, its doubts included.

use super::{CostFunction, Judged, Need};
use crate::{math, option};

option! {
    /// `C = T² KL(q ‖ p)`, q = softmax(t/T) of the teacher's logits t, p = softmax(z/T); `∂C/∂z = T (p − q)` (SCIENCE C17).
    ///
    /// Source: Hinton, Vinyals & Dean 2015.
    pub struct Distillation {
        /// T: how much the teacher's small probabilities count.
        pub temperature: f64 = 2.0, ratio(0.1, 100.0), "", live;
    }
}

impl CostFunction for Distillation {
    fn needs(&self) -> &'static [Need] {
        const { &[Need::vector("target")] }
    }

    fn wants_logits(&self) -> bool {
        true
    }

    fn compares_choices(&self) -> bool {
        true
    }

    /// p and q of one sample.
    fn scratch(&self, _rows: usize, units: usize) -> usize {
        2 * units
    }

    fn evaluate(&self, judged: Judged<'_>, scratch: &mut [f32], values: &mut [f32], mut cotangent: Option<(f32, &mut [f32])>) {
        let (units, temperature) = (judged.units, self.temperature as f32);
        let (p, rest) = scratch.split_at_mut(units);
        let q = &mut rest[..units];
        let samples = judged.activity.chunks_exact(units).zip(judged.target.chunks_exact(units));
        for (sample, ((z, t), value)) in samples.zip(values).enumerate() {
            p.iter_mut().zip(z).for_each(|(p, z)| *p = z / temperature);
            q.iter_mut().zip(t).for_each(|(q, t)| *q = t / temperature);
            math::softmax_rows(p, units);
            math::softmax_rows(q, units);
            let divergence: f32 = q.iter().zip(&*p).map(|(q, p)| q * (q.max(1e-30) / p.max(1e-30)).ln()).sum();
            *value = temperature * temperature * divergence;
            if let Some((weight, slopes)) = &mut cotangent {
                for ((slope, p), q) in slopes[sample * units..][..units].iter_mut().zip(&*p).zip(&*q) {
                    *slope += *weight * temperature * (p - q);
                }
            }
        }
    }
}
