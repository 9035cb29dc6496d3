//! What worlds compute: random rotations to hide things behind, and comparisons of what an area says with what is true.

use crate::math::principal_axes;
use crate::seed::{Generator, fill_normal};

/// A random rotation, whose rows are orthonormal: Gram–Schmidt on a Gaussian matrix.
pub fn random_axes(units: usize, generator: &mut Generator) -> Vec<f32> {
    let mut axes = vec![0.0_f32; units * units];
    fill_normal(generator, 1.0, &mut axes);
    for axis in 0..units {
        let (before, from) = axes.split_at_mut(axis * units);
        let current = &mut from[..units];
        for other in before.chunks_exact(units) {
            let overlap: f32 = current.iter().zip(other).map(|(a, b)| a * b).sum();
            current.iter_mut().zip(other).for_each(|(a, b)| *a -= overlap * b);
        }
        let length = current.iter().map(|a| a * a).sum::<f32>().sqrt();
        current.iter_mut().for_each(|a| *a /= length);
    }
    axes
}

/// The best linear prediction of something from something else.
pub struct Fit {
    /// What each predictor counts for each predicted number: predicted × predictors.
    pub weights: Vec<Vec<f64>>,
    /// The part of the variance of each predicted number that is explained: R².
    pub explained: Vec<f64>,
}

/// Predicts `from` (samples × predictors) → `to` (samples × predicted), by least squares with a constant; predictors that vary together with
/// others, or hardly at all, share what they explain.
pub fn fit(from: &[f32], predictors: usize, to: &[f32], predicted: usize) -> Fit {
    let (x, y) = (centred(from, predictors), centred(to, predicted));
    let (values, axes) = principal_axes(&products(&x, predictors, &x, predictors), predictors);
    let between = products(&x, predictors, &y, predicted);
    let variances = products(&y, predicted, &y, predicted);
    let floor = 1e-9 * values.first().copied().unwrap_or(0.0);
    let mut weights = vec![vec![0.0; predictors]; predicted];
    let mut explained = vec![0.0; predicted];
    for (target, (weights, explained)) in weights.iter_mut().zip(&mut explained).enumerate() {
        for (value, axis) in values.iter().zip(&axes).filter(|(value, _)| **value > floor) {
            let along: f64 = axis.iter().enumerate().map(|(i, part)| part * between[i * predicted + target]).sum();
            weights.iter_mut().zip(axis).for_each(|(weight, part)| *weight += part * along / value);
            *explained += along * along / (value * variances[target * predicted + target]);
        }
    }
    Fit { weights, explained }
}

/// The covariance of the columns of rows.
pub fn variances(rows: &[f32], units: usize) -> Vec<f64> {
    let centred = centred(rows, units);
    let count = (centred.len() / units.max(1)).max(1) as f64;
    products(&centred, units, &centred, units).into_iter().map(|value| value / count).collect()
}

/// How fast a film's frames (samples × units) change, at their own best: Δ of each decorrelated component of unit variance, slowest first.
/// 2 for what is drawn anew every time. Components that hardly vary are left out.
pub fn speeds(frames: &[f32], units: usize) -> Vec<f64> {
    let centred = centred(frames, units);
    let count = centred.len() / units.max(1);
    let scaled = |matrix: Vec<f64>, count: usize| matrix.into_iter().map(|value| value / count.max(1) as f64).collect::<Vec<f64>>();
    let (values, axes) = principal_axes(&scaled(products(&centred, units, &centred, units), count), units);
    // Whatever is constant varies by rounding.
    let power = frames.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / count.max(1) as f64;
    let floor = (1e-6 * values.first().copied().unwrap_or(0.0)).max(1e-12 * power);
    let kept: Vec<Vec<f64>> =
        values.iter().zip(&axes).filter(|(value, _)| **value > floor).map(|(value, axis)| axis.iter().map(|part| part / value.sqrt()).collect()).collect();
    let steps: Vec<f64> = centred.windows(2 * units).step_by(units).flat_map(|pair| (0..units).map(|unit| pair[units + unit] - pair[unit])).collect();
    let moved = scaled(products(&steps, units, &steps, units), count.saturating_sub(1));
    let turned: Vec<f64> = kept
        .iter()
        .flat_map(|a| kept.iter().map(|b| (0..units * units).map(|place| a[place / units] * moved[place] * b[place % units]).sum::<f64>()).collect::<Vec<_>>())
        .collect();
    let mut speeds = principal_axes(&turned, kept.len()).0;
    speeds.reverse();
    speeds
}

/// The correlation of every column of one thing with every column of another, over the rows; no number where one of them never changes.
pub fn correlations(a: &[f32], units_a: usize, b: &[f32], units_b: usize) -> Vec<f64> {
    let (a, b) = (centred(a, units_a), centred(b, units_b));
    let lengths = |values: &[f64], units: usize| -> Vec<f64> {
        let mut squares = vec![0.0; units];
        values.chunks_exact(units).for_each(|row| squares.iter_mut().zip(row).for_each(|(sum, x)| *sum += x * x));
        squares.into_iter().map(f64::sqrt).collect()
    };
    let (long_a, long_b) = (lengths(&a, units_a), lengths(&b, units_b));
    let both = products(&a, units_a, &b, units_b);
    both.iter().enumerate().map(|(place, sum)| sum / (long_a[place / units_b] * long_b[place % units_b])).collect()
}

/// How well scores tell two kinds apart: the probability that one of the kind scores higher than one that is not, ties counted half.
pub fn area_under_curve(scores: &[f32], is_kind: &[bool]) -> f64 {
    let mut order: Vec<usize> = (0..scores.len().min(is_kind.len())).collect();
    order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    let (mut below, mut won, mut place) = (0.0, 0.0, 0);
    while place < order.len() {
        let tied = order[place..].iter().take_while(|&&index| scores[index] == scores[order[place]]).count();
        let of_kind = order[place..place + tied].iter().filter(|&&index| is_kind[index]).count() as f64;
        let others = tied as f64 - of_kind;
        won += of_kind * (below + 0.5 * others);
        below += others;
        place += tied;
    }
    won / (below * (order.len() as f64 - below))
}

/// Rows in f64, each column with mean 0.
fn centred(rows: &[f32], units: usize) -> Vec<f64> {
    let count = (rows.len() / units.max(1)).max(1) as f64;
    let mut means = vec![0.0; units];
    for row in rows.chunks_exact(units) {
        means.iter_mut().zip(row).for_each(|(mean, x)| *mean += f64::from(*x) / count);
    }
    rows.iter().enumerate().map(|(index, x)| f64::from(*x) - means[index % units]).collect()
}

/// AᵀB, of rows that stand side by side.
fn products(a: &[f64], units_a: usize, b: &[f64], units_b: usize) -> Vec<f64> {
    let mut out = vec![0.0; units_a * units_b];
    for (a, b) in a.chunks_exact(units_a).zip(b.chunks_exact(units_b)) {
        for (out, a) in out.chunks_exact_mut(units_b).zip(a) {
            out.iter_mut().zip(b).for_each(|(out, b)| *out += a * b);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    #[test]
    fn a_fit_finds_what_made_the_numbers() {
        let mut x = vec![0.0; 300];
        fill_normal(&mut Seed(1).stream("test", "fit").at(0), 1.0, &mut x);
        let y: Vec<f32> = x.chunks_exact(3).flat_map(|x| [2.0 * x[0] - x[1] + 5.0, x[2]]).collect();
        let fit = fit(&x, 3, &y, 2);
        for (weight, expected) in fit.weights.concat().iter().zip([2.0, -1.0, 0.0, 0.0, 0.0, 1.0]) {
            assert!((weight - expected).abs() < 1e-5, "{:?}", fit.weights);
        }
        assert!(fit.explained.iter().all(|r| (r - 1.0).abs() < 1e-6));
    }

    #[test]
    fn speed_is_that_of_a_wave_and_two_for_noise() {
        // A wave of ω: Δ = 2 (1 − cos ω), whatever its height, and also where it is mixed with noise.
        let omega = std::f64::consts::TAU / 50.0;
        let mut noise = vec![0.0; 5000];
        fill_normal(&mut Seed(1).stream("test", "speeds").at(0), 1.0, &mut noise);
        let frames: Vec<f32> = (0..5000).flat_map(|t| [3.0 * (omega * t as f64).sin() as f32 + noise[t], 0.5 * noise[t]]).collect();
        let found = speeds(&frames, 2);
        assert!((found[0] / (2.0 * (1.0 - omega.cos())) - 1.0).abs() < 0.02 && (found[1] - 2.0).abs() < 0.1, "{found:?}");
        assert_eq!(speeds(&[1.0; 40], 2).len(), 0);
    }

    #[test]
    fn the_curve_counts_pairs_and_correlation_is_one_of_a_line() {
        assert_eq!(area_under_curve(&[0.1, 0.4, 0.35, 0.8], &[false, false, true, true]), 0.75);
        assert_eq!(area_under_curve(&[1.0; 4], &[true, false, true, false]), 0.5);
        assert!(area_under_curve(&[1.0], &[true]).is_nan());
        let found = correlations(&[1.0, 5.0, 2.0, 5.0, 4.0, 5.0], 2, &[1.0, -1.0, -5.0], 1);
        assert!((found[0] + 1.0).abs() < 1e-12 && found[1].is_nan(), "{found:?}");
    }
}
