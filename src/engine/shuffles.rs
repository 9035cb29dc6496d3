//! How far an alignment lies beyond what errors in any other order would give (SCIENCE D).
//!
//! Updates are of low rank, so that random directions are too weak a measure of chance. An area's gradient is a sum over samples,
//! `G = Σ_s δ_s ⊗ (x_s, 1) / n`; errors that know nothing of their own sample could as well belong to any other. With the errors in the order π,
//! `⟨Δθ, −G_π⟩ = −Σ_s M[π(s), s] / n`, where `M[r, s] = Σ_layers δ_r · (ΔW x_s + Δb)`. Over all n! orders that sum has the mean `n M̄` and the
//! variance `Σ_rs (M − row mean − column mean + M̄)² / (n − 1)`, exactly, and is nearly normal (Hoeffding 1951, A combinatorial central limit
//! theorem): no order has to be drawn.

use crate::math::{self, Into, matrix, matrix_mut};

/// One layer's part in M.
pub(super) struct Pull {
    /// δ, rows × units, without its mean over rows.
    errors: Vec<f32>,
    /// What the movement adds to the layer's sums, ΔW x + Δb, rows × units, without its mean over rows.
    moves: Vec<f32>,
    units: usize,
    /// Σ_s δ_s · (ΔW x_s + Δb), means and all.
    sum: f64,
}

impl Pull {
    /// Of errors δ and moved sums, rows × `units` each.
    pub fn new(mut errors: Vec<f32>, mut moves: Vec<f32>, units: usize) -> Self {
        let sum = math::dot(&errors, &moves);
        [&mut errors, &mut moves].into_iter().for_each(|values| centre(values, units));
        Self { errors, moves, units, sum }
    }
}

/// Σ_s M[s, s].
pub(super) fn sum(pulls: &[Pull]) -> f64 {
    pulls.iter().map(|pull| pull.sum).sum()
}

/// By how many standard deviations −Σ_s M[s, s] lies above its mean over all orders; nothing where every order gives the same.
pub(super) fn beyond(pulls: &[Pull], rows: usize) -> Option<f64> {
    let mut gaps = vec![0.0; rows * rows];
    for pull in pulls {
        let (errors, moves) = (matrix(&pull.errors, rows, pull.units), matrix(&pull.moves, rows, pull.units));
        math::product(1.0, errors, moves.transposed(), Into::Add, &mut matrix_mut(&mut gaps, rows, rows));
    }
    // Without their means, the sum differs from its mean over all orders by this.
    let above: f64 = pulls.iter().map(|pull| math::dot(&pull.errors, &pull.moves)).sum();
    let deviation = (math::dot(&gaps, &gaps) / (rows.max(2) - 1) as f64).sqrt();
    (deviation > 0.0).then(|| -above / deviation)
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

    /// Against twenty thousand orders drawn one by one.
    #[test]
    fn mean_and_deviation_are_those_of_all_orders() {
        let rows = 24;
        let mut random = Seed(5).stream("shuffles", "numbers").at(0);
        let mut noise = |count: usize, mean: f32| {
            let mut values = vec![0.0; count];
            math::fill_noise(&mut random, 1.0, &mut values);
            values.iter_mut().for_each(|value| *value += mean);
            values
        };
        let layers = [3, 5].map(|units| (noise(rows * units, 0.4), noise(rows * units, -0.3), units));
        let of_order = |order: &[usize]| -> f64 {
            let of_sample = |(s, &r): (usize, &usize)| -> f64 {
                layers.iter().map(|(errors, moves, units)| math::dot(&errors[r * units..][..*units], &moves[s * units..][..*units])).sum()
            };
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
        let pulls = layers.clone().map(|(errors, moves, units)| Pull::new(errors, moves, units));
        let found = beyond(&pulls, rows).unwrap();
        assert!((found - (real - mean) / deviation).abs() < 0.05, "{found} {}", (real - mean) / deviation);
        assert!((sum(&pulls) + real).abs() < 1e-3);
    }

    #[test]
    fn errors_that_are_all_alike_leave_nothing_to_shuffle() {
        assert_eq!(beyond(&[Pull::new(vec![0.5; 12], (0..12).map(|i| i as f32).collect(), 3)], 4), None);
    }
}
