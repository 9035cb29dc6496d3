//! To foresee reward: what is expected now is what comes, and what is expected then.

use super::{CostFunction, Judged, Need};
use crate::option;

option! {
    /// `C = ½ Σ_j (r_j + γ v′_j − z_j)²`, r the reward, v′ the value expected next, held; `∂C/∂z = −δ`, δ = r + γ v′ − z the error of
    /// reward prediction (SCIENCE C20).
    ///
    /// Without a wire that brings what is expected `next`, it foresees the reward alone. Source: Sutton 1988; Schultz, Dayan & Montague 1997.
    pub struct TemporalDifference {
        /// γ: what a reward one tick later is worth.
        pub discount: f64 = 0.95, linear(0.0, 1.0), "", live;
    }
}

impl CostFunction for TemporalDifference {
    fn usual_weight(&self) -> f64 {
        0.5
    }

    fn needs(&self) -> &'static [Need] {
        const { &[Need::vector("reward"), Need::vector("next").or_nothing()] }
    }

    fn is_of_one_number(&self) -> bool {
        true
    }

    fn evaluate(&self, judged: Judged<'_>, _scratch: &mut [f32], values: &mut [f32], mut cotangent: Option<(f32, &mut [f32])>) {
        let (units, discount) = (judged.units, self.discount as f32);
        let samples = judged.activity.chunks_exact(units).zip(judged.target.chunks_exact(2 * units));
        for (sample, ((z, wired), value)) in samples.zip(values).enumerate() {
            let (reward, next) = wired.split_at(units);
            *value = 0.0;
            for (unit, z) in z.iter().enumerate() {
                let error = reward[unit] + discount * next[unit] - z;
                *value += 0.5 * error * error;
                if let Some((weight, slopes)) = &mut cotangent {
                    slopes[sample * units + unit] -= *weight * error;
                }
            }
        }
    }
}
