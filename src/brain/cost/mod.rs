//! What an area makes small.
//!
//! A cost's per-sample value C is what a rule receives; the value that is reported is its mean over the batch. A cost exposes its value
//! and its cotangent ∂C/∂z per sample, never divided by the batch: the rule averages.

mod binary_cross_entropy;
mod cross_entropy;
mod energy;
mod expected_reward;
mod huber;
mod mean_squared_error;
mod sparsity;

pub use binary_cross_entropy::BinaryCrossEntropy;
pub use cross_entropy::CrossEntropy;
pub use energy::Energy;
pub use expected_reward::ExpectedReward;
pub use huber::Huber;
pub use mean_squared_error::MeanSquaredError;
pub use sparsity::Sparsity;

use crate::family;

family! {
    /// What an area makes small.
    pub enum Cost: dyn CostFunction {
        MeanSquaredError = "mean_squared_error", "Squared error", "C = ½‖z − t‖²", "Gauss 1809; Rumelhart, Hinton & Williams 1986";
        CrossEntropy = "cross_entropy", "Cross-entropy", "C = log Σ_j exp(z_j) − Σ_j t_j z_j", "Bridle 1990";
        BinaryCrossEntropy = "binary_cross_entropy", "Binary cross-entropy", "C = Σ_j log(1 + e^{z_j}) − t_j z_j", "Hinton 1989";
        Huber = "huber", "Huber", "C = Σ_j ½r² if |r| ≤ δ, else δ(|r| − ½δ); r = z − t", "Huber 1964";
        Sparsity = "sparsity", "Sparsity", "C = Σ_j √(z_j² + ε²)", "Olshausen & Field 1996";
        Energy = "energy", "Energy", "C = ½‖z‖²", "Levy & Baxter 1996";
        ExpectedReward = "expected_reward", "Expected reward", "C = 1 − Σ_a softmax(z)_a r_a", "Williams 1992";
    }
}

/// What a cost compares the activity with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Nothing.
    None,
    /// Any vector as wide as the activity.
    Vector,
    /// A probability for every unit of the activity: a label as one-hot vector, or another's beliefs.
    Probabilities,
}

/// An activity to be judged: `rows` samples of `units` units.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// z, rows × units.
    pub activity: &'a [f32],
    /// t, rows × units; empty where the cost needs none.
    pub target: &'a [f32],
    /// How many units.
    pub units: usize,
}

/// The behaviour of a cost.
pub trait CostFunction {
    /// What it compares the activity with.
    fn target(&self) -> Target;

    /// Whether it wants sums before any squashing (a softmax or sigmoid under it would squash twice).
    fn wants_logits(&self) -> bool {
        false
    }

    /// Whether every unit of the activity is an action of which a life may take one, at random, and its target says what each would bring.
    fn judges_choices(&self) -> bool {
        false
    }

    /// Writes what each sample's action cost, for those who really choose; what [`evaluate`](Self::evaluate) writes is its expectation.
    fn evaluate_choices(&self, judged: Judged<'_>, _actions: &[u32], values: &mut [f32]) {
        self.evaluate(judged, values, None);
    }

    /// Writes each sample's value and, where asked, adds `weight` · ∂C/∂z to a cotangent (rows × units).
    fn evaluate(&self, judged: Judged<'_>, values: &mut [f32], cotangent: Option<(f32, &mut [f32])>);
}

/// A cost that is a sum over units of a function of (z, t): writes Σ_j value and adds weight · slope.
#[inline(always)]
fn sum_over_units(judged: Judged<'_>, values: &mut [f32], cotangent: Option<(f32, &mut [f32])>, value_and_slope: impl Fn(f32, f32) -> (f32, f32)) {
    let Judged { activity, target, units } = judged;
    let target_of = |sample: usize| if target.is_empty() { &[][..] } else { &target[sample * units..(sample + 1) * units] };
    for (sample, (value, z)) in values.iter_mut().zip(activity.chunks_exact(units)).enumerate() {
        let t = target_of(sample);
        *value = z.iter().enumerate().map(|(unit, &z)| value_and_slope(z, t.get(unit).copied().unwrap_or(0.0)).0).sum();
    }
    if let Some((weight, cotangent)) = cotangent {
        for (sample, (slopes, z)) in cotangent.chunks_exact_mut(units).zip(activity.chunks_exact(units)).enumerate() {
            let t = target_of(sample);
            for (unit, (slope, &z)) in slopes.iter_mut().zip(z).enumerate() {
                *slope += weight * value_and_slope(z, t.get(unit).copied().unwrap_or(0.0)).1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::{Seed, fill_normal};

    /// The slope of every cost's value, by central differences of its f32 value, is its cotangent.
    #[test]
    fn error_is_slope_of_value() {
        for cost in Cost::all() {
            let (rows, units) = (5, 4);
            let mut activity = vec![0.0; rows * units];
            fill_normal(&mut Seed(1).stream("test", cost.name()).at(0), 1.5, &mut activity);
            let mut target = vec![0.0; rows * units];
            match cost.as_dyn().target() {
                Target::None => target.clear(),
                Target::Vector => fill_normal(&mut Seed(2).stream("test", cost.name()).at(0), 1.0, &mut target),
                Target::Probabilities => (0..rows).for_each(|row| target[row * units + row % units] = 1.0),
            }
            let mut values = vec![0.0; rows];
            let mut cotangent = vec![0.0; rows * units];
            cost.as_dyn().evaluate(Judged { activity: &activity, target: &target, units }, &mut values, Some((2.0, &mut cotangent)));
            for index in 0..activity.len() {
                let total = |offset: f32| {
                    let mut moved = activity.clone();
                    moved[index] += offset;
                    let mut values = vec![0.0; rows];
                    cost.as_dyn().evaluate(Judged { activity: &moved, target: &target, units }, &mut values, None);
                    f64::from(values[index / units])
                };
                let slope = 2.0 * (total(5e-3) - total(-5e-3)) / 1e-2;
                assert!((slope - f64::from(cotangent[index])).abs() < 4e-3, "{} at {index}: {slope} {}", cost.name(), cotangent[index]);
            }
        }
    }
}
