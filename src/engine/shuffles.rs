//! How far an alignment lies beyond what errors in any other order would give (SCIENCE D).
//!
//! Updates are of low rank, so that random directions are too weak a measure of chance. An area's gradient is a sum over samples,
//! `G = Σ_s δ_s ⊗ (x_s, 1) / n`; errors that know nothing of their own sample could as well belong to any other. With the errors in the order π,
//! `⟨Δθ, −G_π⟩ = −Σ_s M[π(s), s] / n`, where `M[r, s] = δ_r · (ΔW x_s + Δb)`, summed over layers. Over all n! orders that sum has the mean `n M̄` and the
//! variance `Σ_rs (M − row mean − column mean + M̄)² / (n − 1)`, exactly, and is nearly normal (Hoeffding 1951, A combinatorial central limit
//! theorem): no order has to be drawn.

use crate::math::{self, Into, matrix, matrix_mut};

/// What an area's movement adds to the sums of its units, ΔW x + Δb, of all its layers side by side: rows × units.
pub(super) struct Moves {
    whole: Vec<f32>,
    /// Without their means over rows.
    centred: Vec<f32>,
    units: usize,
    /// Sums of products of units over rows, units × units; empty where there are more units than rows.
    squares: Vec<f32>,
}

impl Moves {
    /// Of so many units.
    pub fn new(whole: Vec<f32>, units: usize) -> Self {
        let mut centred = whole.clone();
        centre(&mut centred, units);
        let squares = if units * units <= whole.len() { squares(&centred, units) } else { Vec::new() };
        Self { whole, centred, units, squares }
    }

    /// Σ_s M[s, s] for errors δ, rows × units.
    pub fn along(&self, errors: &[f32]) -> f64 {
        math::dot(errors, &self.whole)
    }

    /// By how many standard deviations −Σ_s M[s, s] lies above its mean over all orders; nothing where every order gives the same.
    pub fn beyond(&self, mut errors: Vec<f32>) -> Option<f64> {
        let rows = errors.len() / self.units;
        let lengths = math::norm(&errors) * math::norm(&self.whole);
        centre(&mut errors, self.units);
        // ‖M‖² of what has no means: over pairs of units or over pairs of rows, whichever are fewer.
        let spread = if self.squares.is_empty() {
            let mut gaps = vec![0.0; rows * rows];
            let (errors, moves) = (matrix(&errors, rows, self.units), matrix(&self.centred, rows, self.units));
            math::product(1.0, errors, moves.transposed(), Into::Replace, &mut matrix_mut(&mut gaps, rows, rows));
            math::dot(&gaps, &gaps)
        } else {
            math::dot(&squares(&errors, self.units), &self.squares)
        };
        let deviation = (spread / (rows.max(2) - 1) as f64).sqrt();
        (spread.sqrt() > ROUNDING * lengths).then(|| -math::dot(&errors, &self.centred) / deviation)
    }
}

/// What differs by less, as a part of the whole, differs by rounding only.
const ROUNDING: f64 = 1e-6;

fn squares(values: &[f32], units: usize) -> Vec<f32> {
    let mut squares = vec![0.0; units * units];
    let values = matrix(values, values.len() / units, units);
    math::product(1.0, values.transposed(), values, Into::Replace, &mut matrix_mut(&mut squares, units, units));
    squares
}

/// Takes from every column its mean over rows.
fn centre(values: &mut [f32], units: usize) {
    let mut means = vec![0.0; units];
    math::sum_rows(units as f32 / values.len().max(1) as f32, values, &mut means);
    values.chunks_exact_mut(units).for_each(|row| row.iter_mut().zip(&means).for_each(|(value, mean)| *value -= mean));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;
    use rand::seq::SliceRandom;

    /// Against twenty thousand orders drawn one by one, with fewer and with more units than rows.
    #[test]
    fn mean_and_deviation_are_those_of_all_orders() {
        for (rows, units) in [(24, 5), (6, 9)] {
            let mut random = Seed(5).stream("shuffles", "numbers").at(0);
            let mut noise = |mean: f32| {
                let mut values = vec![0.0; rows * units];
                math::fill_noise(&mut random, 1.0, &mut values);
                values.iter_mut().for_each(|value| *value += mean);
                values
            };
            let (errors, whole) = (noise(0.4), noise(-0.3));
            let of_order = |order: &[usize]| -> f64 {
                let of_sample = |(s, &r): (usize, &usize)| math::dot(&errors[r * units..][..units], &whole[s * units..][..units]);
                -order.iter().enumerate().map(of_sample).sum::<f64>()
            };
            let mut order: Vec<usize> = (0..rows).collect();
            let real = of_order(&order);
            let mut shuffler = Seed(6).stream("shuffles", "order").at(0);
            let mut draw = || {
                order.shuffle(&mut shuffler);
                of_order(&order)
            };
            let drawn: Vec<f64> = (0..20_000).map(|_| draw()).collect();
            let mean = drawn.iter().sum::<f64>() / drawn.len() as f64;
            let deviation = (drawn.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / drawn.len() as f64).sqrt();
            let moves = Moves::new(whole.clone(), units);
            let found = moves.beyond(errors.clone()).unwrap();
            assert!((found - (real - mean) / deviation).abs() < 0.05, "{found} {}", (real - mean) / deviation);
            assert!((moves.along(&errors) + real).abs() < 1e-3);
        }
    }

    #[test]
    fn errors_that_are_all_alike_leave_nothing_to_shuffle() {
        let moves = Moves::new((0..21).map(|i| (i as f32).sin()).collect(), 3);
        assert_eq!(moves.beyond(vec![0.5; 21]), None);
        assert_eq!(moves.beyond([0.1, 0.7, -0.3].repeat(7)), None, "but for rounding");
    }
}
