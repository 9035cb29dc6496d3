//! Gradient descent that keeps some of its speed.

use super::Step;
use crate::{math, option};

option! {
    /// `v ← μ v + p`, `Δw = η v`. Source: Polyak 1964.
    pub struct Momentum {
        /// μ: how much of the speed is kept per tick.
        pub momentum: f64 = 0.9, linear(0.0, 0.9999), "", live;
    }
}

impl Step for Momentum {
    fn moments(&self) -> usize {
        1
    }

    fn step(&self, rate: f32, proposal: &[f32], weights: &mut [f32], moments: &mut [f32], _count: u64) {
        let kept = self.momentum as f32;
        math::vectorized(
            #[inline(always)]
            || {
                for ((weight, speed), push) in weights.iter_mut().zip(moments).zip(proposal) {
                    *speed = kept * *speed + push;
                    *weight += rate * *speed;
                }
            },
        );
    }
}
