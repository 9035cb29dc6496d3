//! How a proposal becomes a change of weights: optimizers and bounds.
//!
//! A rule emits a raw proposal p (a descent direction); what plasticity makes of it, times how open the critical period is, is the actual
//! change Δw. Weight decay is decoupled (Loshchilov & Hutter 2019): `Δw = η · step(p) − η · decay · w + noise · ξ`, ξ ~ N(0, 1).

mod adam;
mod momentum;
mod sgd;

pub use adam::Adam;
pub use momentum::Momentum;
pub use sgd::Sgd;

use crate::seed::Generator;
use crate::{family, math, option};
use rand_distr::{Distribution, StandardNormal};

family! {
    /// Which step an optimizer makes of a proposal.
    pub enum Optimizer: dyn Step {
        Sgd = "sgd", "Gradient descent", "Δw = η p", "Robbins & Monro 1951";
        Momentum = "momentum", "Momentum", "v ← μ v + p;  Δw = η v", "Polyak 1964";
        Adam = "adam", "Adam", "Δw = η m̂ / (√v̂ + ε)", "Kingma & Ba 2015";
    }
}

/// The behaviour of an optimizer.
pub trait Step {
    /// How many numbers it keeps per weight.
    fn moments(&self) -> usize;

    /// Moves `weights` along `proposal`. `moments` holds `moments()` blocks as long as `weights`; `count` is this update's number, from 1.
    fn step(&self, rate: f32, proposal: &[f32], weights: &mut [f32], moments: &mut [f32], count: u64);
}

option! {
    /// How an area's proposals become changes of its weights.
    pub struct Plasticity {
        /// How far a weight moves along its proposal.
        pub rate: f64 = 0.2, ratio(0.0, 1e6), "per tick", live;
        /// How much of a weight is forgotten per tick, as a multiple of the rate.
        pub weight_decay: f64 = 0.0, ratio(0.0, 1e3), "× rate", live;
        /// Deviation of the random walk that every weight makes per tick.
        pub weight_noise: f64 = 0.0, ratio(0.0, 10.0), "per tick", live;
        /// Longest proposal of a tensor; longer ones are shortened to it. 0: no bound.
        pub clip: f64 = 0.0, ratio(0.0, 1e6), "norm", live;
    } with {
        /// Which step is made of a proposal.
        pub optimizer: Optimizer = Optimizer::Sgd(Sgd {});
    }
}

/// What changes a tensor for one tick.
pub struct Change<'a> {
    /// The rule's descent direction.
    pub proposal: &'a mut [f32],
    /// What is changed.
    pub weights: &'a mut [f32],
    /// The optimizer's numbers, `moments()` blocks as long as the weights.
    pub moments: &'a mut [f32],
    /// This update's number, from 1.
    pub count: u64,
    /// How open the critical period is, in (0, 1].
    pub openness: f32,
    /// The part of the weights that is forgotten beside what plasticity itself forgets.
    pub forget: f32,
}

impl Plasticity {
    /// Whether it makes nothing of a proposal but a step along it: then nobody needs to write the proposal down.
    pub fn only_steps_along(&self) -> bool {
        self.clip == 0.0 && matches!(self.optimizer, Optimizer::Sgd(_))
    }

    /// Carries out a step that needs no proposal: `step` moves the weights by the rate it is given. Decay before and noise after it, as ever.
    pub fn apply_step(&self, openness: f32, forget: f32, weights: &mut [f32], step: impl FnOnce(f32, &mut [f32]), noise: impl FnOnce() -> Generator) {
        let rate = self.rate as f32 * openness;
        let forgotten = rate * self.weight_decay as f32 + openness * forget;
        if forgotten > 0.0 {
            math::scale(1.0 - forgotten, weights);
        }
        step(rate, weights);
        if self.weight_noise > 0.0 {
            let mut generator = noise();
            let deviation = self.weight_noise as f32 * openness;
            for weight in weights {
                let unit: f32 = StandardNormal.sample(&mut generator);
                *weight += deviation * unit;
            }
        }
    }

    /// Carries a proposal out. `noise` is drawn from only if weights walk.
    pub fn apply(&self, change: Change<'_>, noise: impl FnOnce() -> Generator) {
        let Change { proposal, weights, moments, count, openness, forget } = change;
        if self.clip > 0.0 {
            let length = math::norm(proposal);
            if length > self.clip {
                let scale = (self.clip / length) as f32;
                proposal.iter_mut().for_each(|p| *p *= scale);
            }
        }
        self.apply_step(openness, forget, weights, |rate, weights| self.optimizer.as_dyn().step(rate, proposal, weights, moments, count), noise);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    /// Every optimizer walks down a parabola to its bottom.
    #[test]
    fn every_optimizer_descends() {
        for optimizer in Optimizer::all() {
            let plasticity = Plasticity { rate: 0.05, optimizer: optimizer.clone(), ..Plasticity::default() };
            let mut weights = [3.0_f32, -2.0];
            let mut moments = vec![0.0; optimizer.as_dyn().moments() * 2];
            for count in 1..=400 {
                let mut proposal = [-weights[0], -4.0 * weights[1]];
                let change = Change { proposal: &mut proposal, weights: &mut weights, moments: &mut moments, count, openness: 1.0, forget: 0.0 };
                plasticity.apply(change, || Seed(1).stream("noise", "x").at(0));
            }
            assert!(math::norm(&weights) < 0.05, "{}: {weights:?}", optimizer.name());
        }
    }

    #[test]
    fn clipping_bounds_decay_shrinks_and_noise_walks() {
        let apply = |plasticity: Plasticity| {
            let mut weights = [1.0_f32, 1.0];
            let change = Change { proposal: &mut [30.0, 40.0], weights: &mut weights, moments: &mut [], count: 1, openness: 1.0, forget: 0.0 };
            plasticity.apply(change, || Seed(1).stream("noise", "x").at(0));
            weights
        };
        let still = Plasticity { rate: 0.1, ..Plasticity::default() };
        assert_eq!(apply(Plasticity { clip: 5.0, ..still.clone() }), [1.3, 1.4]);
        assert_eq!(apply(Plasticity { rate: 0.0, ..still.clone() }), [1.0, 1.0]);
        let decayed = apply(Plasticity { weight_decay: 1.0, ..still.clone() });
        assert!((decayed[0] - 3.9).abs() < 1e-5 && (decayed[1] - 4.9).abs() < 1e-5);
        assert_ne!(apply(Plasticity { rate: 0.0, weight_noise: 0.1, ..still }), [1.0, 1.0]);
    }
}
