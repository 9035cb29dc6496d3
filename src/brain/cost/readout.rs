//! A cost that somebody outside imposes: what a probe reads out is to be so.

use super::{CostFunction, Judged};
use crate::option;

option! {
    /// `C = ½ (u·z − τ)²`, `∂C/∂z = (u·z − τ) u` (SCIENCE C25): a brain–machine interface writes a cost.
    ///
    /// Source: Marblestone, Wayne & Körding 2016, fourth prediction.
    pub struct Readout {
        /// τ: what the probe should read.
        pub wanted: f64 = 1.0, linear(-100.0, 100.0), "", live;
    } with {
        /// u: the probe, a number for every unit; those that are missing count as 0.
        pub probe: Vec<f64> = vec![1.0];
    }
}

impl CostFunction for Readout {
    fn refuses(&self, units: usize) -> Option<(String, String)> {
        let length = self.probe.len();
        let is_wrong = length > units || !self.probe.iter().all(|u| u.is_finite());
        is_wrong.then(|| (format!("its probe of {length} numbers cannot read {units} units"), format!("give it at most {units} numbers")))
    }

    fn evaluate(&self, judged: Judged<'_>, _scratch: &mut [f32], values: &mut [f32], mut cotangent: Option<(f32, &mut [f32])>) {
        let units = judged.units;
        for (sample, (z, value)) in judged.activity.chunks_exact(units).zip(values).enumerate() {
            let read = z.iter().zip(&self.probe).map(|(z, &u)| z * u as f32).sum::<f32>();
            let excess = read - self.wanted as f32;
            *value = 0.5 * excess * excess;
            if let Some((weight, slopes)) = &mut cotangent {
                for (slope, &u) in slopes[sample * units..][..units].iter_mut().zip(&self.probe) {
                    *slope += *weight * excess * u as f32;
                }
            }
        }
    }
}
