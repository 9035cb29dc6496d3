//! To be where there is something to learn.

use super::{CostFunction, Judged, Need};
use crate::{math, option};

option! {
    /// `C = −Σ_a p_a r_a`, p = softmax(z), or z where it is p; `r_a = |earlier_a − surprise_a|`, the progress that choice a brought, or `r_a = surprise_a` where no
    /// wire brings what it was `earlier`; `∂C/∂z_a = −p_a (r_a − Σ_b p_b r_b)` (SCIENCE C18).
    ///
    /// `surprise` is usually the value of another area's cost, `earlier` the same with a delay. No error travels back through either: what is
    /// predicted does not become easier to predict on purpose. Source: Schmidhuber 1991; Oudeyer, Kaplan & Hafner 2007.
    pub struct Curiosity {
        /// Whether the activity already is p, shares that add up to 1 (the output is softmax), instead of the sums z before it.
        pub shares: bool = false, linear(0.0, 1.0), "", fixed;
        /// Whether r_a is taken of the means over all lives, so that chance in single lives is no progress.
        pub pooled: bool = false, linear(0.0, 1.0), "", fixed;
    }
}

impl CostFunction for Curiosity {
    fn usual_weight(&self) -> f64 {
        0.1
    }

    fn needs(&self) -> &'static [Need] {
        const { &[Need::vector("surprise"), Need::vector("earlier").or_nothing()] }
    }

    fn wants_logits(&self) -> bool {
        !self.shares
    }

    /// Chance takes its choices from sums.
    fn judges_choices(&self) -> bool {
        !self.shares
    }

    /// Rewards of one sample; then p of one sample.
    fn scratch(&self, _rows: usize, units: usize) -> usize {
        2 * units
    }

    fn evaluate_choices(&self, judged: Judged<'_>, actions: &[u32], values: &mut [f32]) {
        let units = judged.units;
        let wired = judged.target.chunks_exact(2 * units);
        for ((wired, &action), value) in wired.zip(actions).zip(values) {
            let action = action as usize;
            *value = -if self.pooled { pooled(judged, action) } else { reward(wired[action], wired[units + action]) };
        }
    }

    fn evaluate(&self, judged: Judged<'_>, scratch: &mut [f32], values: &mut [f32], mut cotangent: Option<(f32, &mut [f32])>) {
        let units = judged.units;
        let (rewards, rest) = scratch.split_at_mut(units);
        let p = &mut rest[..units];
        if self.pooled {
            rewards.iter_mut().enumerate().for_each(|(action, reward)| *reward = pooled(judged, action));
        }
        let samples = judged.activity.chunks_exact(units).zip(judged.target.chunks_exact(2 * units));
        for (sample, ((z, wired), value)) in samples.zip(values).enumerate() {
            if !self.pooled {
                rewards.iter_mut().enumerate().for_each(|(action, r)| *r = reward(wired[action], wired[units + action]));
            }
            p.copy_from_slice(z);
            if !self.shares {
                math::softmax_rows(p, units);
            }
            let mean: f32 = p.iter().zip(&*rewards).map(|(p, r)| p * r).sum();
            *value = -mean;
            if let Some((weight, slopes)) = &mut cotangent {
                let parts = slopes[sample * units..][..units].iter_mut().zip(&*p).zip(&*rewards);
                if self.shares {
                    parts.for_each(|((slope, _), r)| *slope -= *weight * r);
                } else {
                    parts.for_each(|((slope, p), r)| *slope -= *weight * p * (r - mean));
                }
            }
        }
    }
}

/// r: without `earlier`, which is then 0, the surprise itself.
fn reward(surprise: f32, earlier: f32) -> f32 {
    (earlier - surprise).abs()
}

/// r of an action, of the means over all samples.
fn pooled(judged: Judged<'_>, action: usize) -> f32 {
    let units = judged.units;
    let (mut surprise, mut earlier, mut count) = (0.0, 0.0, 0.0);
    for wired in judged.target.chunks_exact(2 * units) {
        surprise += wired[action];
        earlier += wired[units + action];
        count += 1.0;
    }
    reward(surprise, earlier) / f32::max(count, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_judged_as_they_are_and_chance_in_single_lives_is_no_progress() {
        // Two lives, two rooms: what is surprising in the first changes by chance, in the second it goes down in both.
        let (z, target) = ([0.25, 0.75, 0.25, 0.75], [3.0, 1.0, 1.0, 2.0, 1.0, 1.0, 3.0, 2.0]);
        let judged = Judged { activity: &z, target: &target, units: 2 };
        let value = |pooled: bool| {
            let (mut values, mut slopes, mut scratch) = ([0.0; 2], [0.0; 4], [0.0; 4]);
            Curiosity { shares: true, pooled }.evaluate(judged, &mut scratch, &mut values, Some((1.0, &mut slopes)));
            (values, slopes)
        };
        assert_eq!(value(false), ([-1.25, -1.25], [-2.0, -1.0, -2.0, -1.0]));
        assert_eq!(value(true), ([-0.75, -0.75], [0.0, -1.0, 0.0, -1.0]));
    }
}
