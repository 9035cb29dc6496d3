//! Steps in units of each weight's own recent proposals.

use super::Step;
use crate::{math, option};

option! {
    /// `m ← β₁m + (1−β₁)p`, `v ← β₂v + (1−β₂)p²`, `Δw = η m̂/(√v̂ + ε)` with m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ). Source: Kingma & Ba 2015.
    pub struct Adam {
        /// β₁: memory of the mean.
        pub mean_memory: f64 = 0.9, linear(0.0, 0.9999), "", live;
        /// β₂: memory of the square.
        pub square_memory: f64 = 0.999, linear(0.0, 0.99999), "", live;
        /// ε: the smallest root mean square divided by.
        pub floor: f64 = 1e-8, ratio(1e-12, 1.0), "", live;
    }
}

impl Step for Adam {
    fn moments(&self) -> usize {
        2
    }

    fn step(&self, rate: f32, proposal: &[f32], weights: &mut [f32], moments: &mut [f32], count: u64) {
        let (mean_memory, square_memory, floor) = (self.mean_memory as f32, self.square_memory as f32, self.floor as f32);
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        let mean_scale = (1.0 / (1.0 - self.mean_memory.powi(count))) as f32;
        let square_scale = (1.0 / (1.0 - self.square_memory.powi(count))) as f32;
        let (means, squares) = moments.split_at_mut(weights.len());
        math::vectorized(
            #[inline(always)]
            || {
                for (((weight, mean), square), &push) in weights.iter_mut().zip(means).zip(squares).zip(proposal) {
                    *mean = mean_memory * *mean + (1.0 - mean_memory) * push;
                    *square = square_memory * *square + (1.0 - square_memory) * push * push;
                    *weight += rate * (*mean * mean_scale) / ((*square * square_scale).sqrt() + floor);
                }
            },
        );
    }
}
