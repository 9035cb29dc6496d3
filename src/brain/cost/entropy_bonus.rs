//! To keep doubting: choices stay open.

use super::{CostFunction, Judged};
use crate::{math, option};

option! {
    /// `C = Σ_j p_j log p_j`, p = softmax(z): minus its entropy H; `∂C/∂z = p (log p + H)` (SCIENCE C21). Source: Williams & Peng 1991.
    pub struct EntropyBonus {}
}

impl CostFunction for EntropyBonus {
    fn usual_weight(&self) -> f64 {
        0.01
    }

    fn wants_logits(&self) -> bool {
        true
    }

    fn scratch(&self, _rows: usize, units: usize) -> usize {
        units
    }

    fn evaluate(&self, judged: Judged<'_>, scratch: &mut [f32], values: &mut [f32], mut cotangent: Option<(f32, &mut [f32])>) {
        let units = judged.units;
        let p = &mut scratch[..units];
        for (sample, (z, value)) in judged.activity.chunks_exact(units).zip(values).enumerate() {
            p.copy_from_slice(z);
            math::softmax_rows(p, units);
            let log = |p: f32| p.max(1e-30).ln();
            *value = p.iter().map(|&p| p * log(p)).sum();
            if let Some((weight, slopes)) = &mut cotangent {
                for (slope, &p) in slopes[sample * units..][..units].iter_mut().zip(&*p) {
                    *slope += *weight * p * (log(p) - *value);
                }
            }
        }
    }
}
