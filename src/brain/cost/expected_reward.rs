//! Reward that an action misses, on average over the actions that may be taken.

use super::{CostFunction, Judged, Need};
use crate::{math, option};

option! {
    /// `C = 1 − Σ_a p_a r_a`, p = softmax(z), r_a the reward of action a; `∂C/∂z_a = −p_a (r_a − Σ_b p_b r_b)`.
    ///
    /// One who really chooses takes action a with probability p_a and is only told its `1 − r_a`. A label as target rewards one action by 1, all
    /// others by 0. Source: Williams 1992.
    pub struct ExpectedReward {}
}

impl CostFunction for ExpectedReward {
    fn needs(&self) -> &'static [Need] {
        const { &[Need::vector("target")] }
    }

    fn wants_logits(&self) -> bool {
        true
    }

    fn judges_choices(&self) -> bool {
        true
    }

    fn evaluate_choices(&self, judged: Judged<'_>, actions: &[u32], values: &mut [f32]) {
        let rewards = judged.target.chunks_exact(judged.units).zip(actions).map(|(rewards, &action)| rewards[action as usize]);
        values.iter_mut().zip(rewards).for_each(|(value, reward)| *value = 1.0 - reward);
    }

    fn evaluate(&self, judged: Judged<'_>, _scratch: &mut [f32], values: &mut [f32], mut cotangent: Option<(f32, &mut [f32])>) {
        let units = judged.units;
        let samples = judged.activity.chunks_exact(units).zip(judged.target.chunks_exact(units));
        math::vectorized(
            #[inline(always)]
            || {
                for (sample, ((z, rewards), value)) in samples.zip(values).enumerate() {
                    let greatest = z.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
                    let (mut sum, mut brought) = (0.0, 0.0);
                    for (&z, &reward) in z.iter().zip(rewards) {
                        let weight = math::exp(z - greatest);
                        sum += weight;
                        brought += weight * reward;
                    }
                    let mean = brought / sum;
                    *value = 1.0 - mean;
                    if let Some((weight, slopes)) = &mut cotangent {
                        for ((slope, &z), &reward) in slopes[sample * units..][..units].iter_mut().zip(z).zip(rewards) {
                            *slope -= *weight * math::exp(z - greatest) / sum * (reward - mean);
                        }
                    }
                }
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_choices_cost_is_on_average_what_is_expected() {
        let (z, rewards) = ([0.4_f32, -1.0, 0.7], [0.2_f32, 1.0, -0.5]);
        let judged = Judged { activity: &z, target: &rewards, units: 3 };
        let (mut expected, mut chosen) = ([0.0], [0.0]);
        ExpectedReward {}.evaluate(judged, &mut [], &mut expected, None);
        let total: f32 = z.iter().map(|z| z.exp()).sum();
        let mean: f32 = (0..3_u32)
            .map(|action| {
                ExpectedReward {}.evaluate_choices(judged, &[action], &mut chosen);
                chosen[0] * z[action as usize].exp() / total
            })
            .sum();
        assert!((mean - expected[0]).abs() < 1e-6, "{mean} {}", expected[0]);
    }
}
