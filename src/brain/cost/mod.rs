//! What an area makes small.
//!
//! A cost's per-sample value C is what a rule receives; the value that is reported is its mean over the batch. A cost exposes its value
//! and its cotangent ∂C/∂z per sample, never divided by the batch: the rule averages. A cost that judges the batch as a whole (a variance, a
//! correlation) gives every sample that one value; the cotangent is then the slope of their sum, so that averaging comes out right again.

mod adversarial;
mod agreement;
mod barlow_twins;
mod binary_cross_entropy;
mod cross_entropy;
mod curiosity;
mod decorrelation;
mod distillation;
mod energy;
mod entropy_bonus;
mod expected_reward;
pub mod formula;
mod homeostasis;
mod huber;
mod info_nce;
mod kurtosis;
mod log_cosh;
mod mean_squared_error;
mod policy_gradient;
mod readout;
mod similarity;
mod slowness;
mod sparse_rate;
mod sparsity;
mod statistics;
mod template;
mod temporal_difference;
mod variance_floor;
mod whitening;

pub use adversarial::Adversarial;
pub use agreement::Agreement;
pub use barlow_twins::BarlowTwins;
pub use binary_cross_entropy::BinaryCrossEntropy;
pub use cross_entropy::CrossEntropy;
pub use curiosity::Curiosity;
pub use decorrelation::Decorrelation;
pub use distillation::Distillation;
pub use energy::Energy;
pub use entropy_bonus::EntropyBonus;
pub use expected_reward::ExpectedReward;
pub use formula::Formula;
pub use homeostasis::Homeostasis;
pub use huber::Huber;
pub use info_nce::InfoNce;
pub use kurtosis::Kurtosis;
pub use log_cosh::LogCosh;
pub use mean_squared_error::MeanSquaredError;
pub use policy_gradient::PolicyGradient;
pub use readout::Readout;
pub use similarity::Similarity;
pub use slowness::Slowness;
pub use sparse_rate::SparseRate;
pub use sparsity::Sparsity;
pub use template::Template;
pub use temporal_difference::TemporalDifference;
pub use variance_floor::VarianceFloor;
pub use whitening::Whitening;

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
        VarianceFloor = "variance_floor", "Variance floor", "C = mean_j max(0, γ − s_j),  s_j = √(var z_j + 10⁻⁴)", "Bardes, Ponce & LeCun 2022";
        Decorrelation = "decorrelation", "Decorrelation", "C = Σ_{i≠j} cov(z_i, z_j)² / d", "Bardes, Ponce & LeCun 2022";
        Whitening = "whitening", "Whitening", "C = ¼ ‖ZᵀZ/n − I‖²", "Pehlevan & Chklovskii 2015";
        LogCosh = "log_cosh", "Log-cosh", "C = Σ_j log cosh z_j", "Bell & Sejnowski 1995; Hyvärinen 1999";
        SparseRate = "sparse_rate", "Sparse firing rate", "C = Σ_j KL(ρ ‖ mean σ(z_j))", "Ng 2011";
        Homeostasis = "homeostasis", "Homeostatic rate", "C = ½ Σ_j (mean z_j − ρ)²", "Turrigiano 2008";
        Similarity = "similarity", "Similarity matching", "C = ¼ ‖XXᵀ − ZZᵀ‖² / n²", "Pehlevan, Hu & Chklovskii 2015";
        Distillation = "distillation", "Distillation", "C = T² KL(softmax(t/T) ‖ softmax(z/T))", "Hinton, Vinyals & Dean 2015";
        EntropyBonus = "entropy_bonus", "Entropy bonus", "C = Σ_j p_j log p_j,  p = softmax(z)", "Williams & Peng 1991";
        Template = "template", "Innate template", "C = −cos(z, t)", "Ullman, Harari & Dorfman 2012";
        Agreement = "agreement", "Agreement", "C = 1 − mean_j corr(z_j, t_j)", "Becker & Hinton 1992";
        Kurtosis = "kurtosis", "Kurtosis", "C = −mean z̃⁴,  z̃ = (z − mean)/s", "Hyvärinen & Oja 1997";
        Readout = "readout", "Readout by a user", "C = ½ (u·z − τ)²", "Marblestone, Wayne & Körding 2016, prediction 4";
        Slowness = "slowness", "Slowness", "C = ½‖z_t − z_{t−1}‖²", "Wiskott & Sejnowski 2002";
        InfoNce = "info_nce", "InfoNCE", "C = log Σ_j exp S_ij − S_ii,  S_ij = cos(z_i, v_j)/τ", "van den Oord, Li & Vinyals 2018";
        BarlowTwins = "barlow_twins", "Barlow twins", "C = Σ_i (1 − c_ii)² + λ Σ_{i≠j} c_ij²,  c_ij = corr(z_i, v_j)", "Zbontar et al. 2021";
        Adversarial = "adversarial", "Adversarial: pass for real", "C = Σ_j log(1 + e^{−z_j})", "Goodfellow et al. 2014";
        Curiosity = "curiosity", "Curiosity", "C = −Σ_a softmax(z)_a |earlier_a − surprise_a|", "Schmidhuber 1991; Oudeyer, Kaplan & Hafner 2007";
        PolicyGradient = "policy_gradient", "Policy gradient", "C = −Σ_a A_a log softmax(z)_a", "Williams 1992; Sutton et al. 2000";
        TemporalDifference = "temporal_difference", "Reward prediction", "C = ½ Σ_j (r_j + γ v′_j − z_j)²", "Sutton 1988; Schultz, Dayan & Montague 1997";
        ExpectedReward = "expected_reward", "Missed reward", "C = 1 − Σ_a softmax(z)_a r_a", "Williams 1992";
        Formula = "formula", "Formula", "C = mean_j f(z_j, t_j, p_j, m_j)", "written here; slope by forward differentiation, Wengert 1964";
    }
}

/// What may come through a port of a cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// Any vector as wide as the activity.
    Vector,
    /// A probability for every unit of the activity: a label as one-hot vector, or another's beliefs.
    Probabilities,
    /// A vector of any width.
    Any,
}

/// Something that a cost compares the activity with: a port, where a teach wire ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// The name of its port: `target` in `decision.classify.target`.
    pub name: &'static str,
    /// What comes through it.
    pub carries: Carries,
    /// Whether the cost makes sense without it: it is then zero.
    pub is_optional: bool,
    /// Whether it usually is the area's own output of one tick ago.
    pub is_own_past: bool,
    /// The letter that stands for it in a formula that a person writes; empty where nobody does.
    pub letter: &'static str,
}

impl Need {
    /// A vector as wide as the activity.
    pub const fn vector(name: &'static str) -> Self {
        Self { name, carries: Carries::Vector, is_optional: false, is_own_past: false, letter: "" }
    }

    /// Probabilities, one for every unit of the activity.
    pub const fn probabilities(name: &'static str) -> Self {
        Self { carries: Carries::Probabilities, ..Self::vector(name) }
    }

    /// A vector of any width.
    pub const fn any(name: &'static str) -> Self {
        Self { carries: Carries::Any, ..Self::vector(name) }
    }

    /// The same, where the cost makes sense without it.
    pub const fn or_nothing(self) -> Self {
        Self { is_optional: true, ..self }
    }

    /// The same, called so in a formula.
    pub const fn written(self, letter: &'static str) -> Self {
        Self { letter, ..self }
    }

    /// Whether it is a letter that the formula does not speak of.
    pub const fn is_unspoken(&self) -> bool {
        self.is_optional && !self.letter.is_empty()
    }

    /// The same, where it usually is the area's own output of one tick ago.
    pub const fn from_own_past(self) -> Self {
        Self { is_own_past: true, ..self }
    }
}

/// An activity to be judged: some samples of `units` units.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// z, samples × units.
    pub activity: &'a [f32],
    /// t, what came through the cost's ports, beside one another in the order of its [needs](CostFunction::needs); empty without needs.
    pub target: &'a [f32],
    /// How many units.
    pub units: usize,
}

/// The behaviour of a cost.
pub trait CostFunction {
    /// What it compares the activity with, port by port.
    fn needs(&self) -> &'static [Need] {
        &[]
    }

    /// Whether it wants sums before any squashing (a softmax or sigmoid under it would squash twice).
    fn wants_logits(&self) -> bool {
        false
    }

    /// What it usually weighs beside a cost of weight 1 (SCIENCE C).
    fn usual_weight(&self) -> f64 {
        1.0
    }

    /// Whether every unit of the activity is an action of which a life may take one, at random, and its target says what each would bring.
    fn judges_choices(&self) -> bool {
        false
    }

    /// Whether the strongest unit is its choice, and the strongest number of its only need the right one.
    fn compares_choices(&self) -> bool {
        matches!(self.needs(), [need] if need.carries == Carries::Probabilities)
    }

    /// Why it cannot judge an activity of so many units, and what would mend that.
    fn refuses(&self, _units: usize) -> Option<(String, String)> {
        None
    }

    /// Whether each unit is judged by itself, by the same function of its one number and of what its ports bring for it: a curve that can be drawn.
    fn is_of_one_number(&self) -> bool {
        false
    }

    /// How many numbers of scratch it needs for `rows` samples of `units` units.
    fn scratch(&self, _rows: usize, _units: usize) -> usize {
        0
    }

    /// Writes what each sample's action cost, for those who really choose, where it [judges choices](Self::judges_choices); what [`evaluate`](Self::evaluate) writes is its expectation.
    fn evaluate_choices(&self, _judged: Judged<'_>, _actions: &[u32], values: &mut [f32]) {
        values.fill(0.0);
    }

    /// Writes each sample's value and, where asked, adds `weight` · ∂C/∂z to a cotangent (rows × units). The scratch holds anything.
    fn evaluate(&self, judged: Judged<'_>, scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>);
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

    /// The slope of the sum of every cost's values, by central differences of its f32 values, is its cotangent.
    #[test]
    fn error_is_slope_of_value() {
        for cost in Cost::all() {
            let (rows, units) = (5, 4);
            let mut activity = vec![0.0; rows * units];
            fill_normal(&mut Seed(1).stream("test", cost.name()).at(0), 1.0, &mut activity);
            let mut target = vec![0.0; rows * units];
            match cost.as_dyn().needs() {
                [] => target.clear(),
                [Need { carries: Carries::Probabilities, .. }] => (0..rows).for_each(|row| target[row * units + row % units] = 1.0),
                needs => {
                    target.resize(rows * units * needs.len(), 0.0);
                    fill_normal(&mut Seed(2).stream("test", cost.name()).at(0), 1.0, &mut target);
                }
            }
            let mut scratch = vec![f32::NAN; cost.as_dyn().scratch(rows, units)];
            let mut values = vec![0.0; rows];
            let mut cotangent = vec![0.0; rows * units];
            cost.as_dyn().evaluate(Judged { activity: &activity, target: &target, units }, &mut scratch, &mut values, Some((2.0, &mut cotangent)));
            for index in 0..activity.len() {
                let mut total = |offset: f32| {
                    let mut moved = activity.clone();
                    moved[index] += offset;
                    let mut values = vec![0.0; rows];
                    cost.as_dyn().evaluate(Judged { activity: &moved, target: &target, units }, &mut scratch, &mut values, None);
                    values.iter().map(|&value| f64::from(value)).sum::<f64>()
                };
                let slope = 2.0 * (total(5e-3) - total(-5e-3)) / 1e-2;
                let off = (slope - f64::from(cotangent[index])).abs();
                assert!(off < 4e-3 * (1.0 + slope.abs()), "{} at {index}: {slope} {}", cost.name(), cotangent[index]);
            }
        }
    }
}
