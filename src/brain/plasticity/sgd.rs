//! Plain gradient descent.

use super::Step;
use crate::{math, option};

option! {
    /// `Δw = η p`. Source: Robbins & Monro 1951.
    pub struct Sgd {}
}

impl Step for Sgd {
    fn moments(&self) -> usize {
        0
    }

    fn step(&self, rate: f32, proposal: &[f32], weights: &mut [f32], _moments: &mut [f32], _count: u64) {
        math::add_scaled(rate, proposal, weights);
    }
}
