//! Means, deviations and covariances of a batch, for costs that judge it as a whole.

use crate::math::{self, Into, matrix, matrix_mut};

/// Writes the mean of each unit over the samples.
pub fn means(activity: &[f32], means: &mut [f32]) {
    math::sum_rows(means.len() as f32 / activity.len().max(1) as f32, activity, means);
}

/// Writes Z − Z̄.
pub fn centre(activity: &[f32], means: &[f32], centred: &mut [f32]) {
    for (out, row) in centred.chunks_exact_mut(means.len()).zip(activity.chunks_exact(means.len())) {
        out.iter_mut().zip(row).zip(means).for_each(|((out, z), mean)| *out = z - mean);
    }
}

/// Writes √(Σ z²/`count` + `floor`) of each unit of something centred.
pub fn deviations(centred: &[f32], count: f32, floor: f32, deviations: &mut [f32]) {
    deviations.fill(0.0);
    for row in centred.chunks_exact(deviations.len()) {
        deviations.iter_mut().zip(row).for_each(|(sum, z)| *sum += z * z);
    }
    deviations.iter_mut().for_each(|sum| *sum = (*sum / count + floor).sqrt());
}

/// Writes z̃ = (z − z̄)/s of each unit, with its mean z̄ and its deviation s = √(var + 10⁻⁶) over the samples.
pub fn standardise(activity: &[f32], mean: &mut [f32], deviation: &mut [f32], standard: &mut [f32]) {
    let units = mean.len();
    means(activity, mean);
    centre(activity, mean, standard);
    deviations(standard, (activity.len() / units) as f32, 1e-6, deviation);
    standard.chunks_exact_mut(units).for_each(|row| row.iter_mut().zip(&*deviation).for_each(|(value, s)| *value /= s));
}

/// Writes `scale` · AᵀA (units × units).
pub fn gram(scale: f32, rows: &[f32], units: usize, out: &mut [f32]) {
    let samples = matrix(rows, rows.len() / units, units);
    math::product(scale, samples.transposed(), samples, Into::Replace, &mut matrix_mut(out, units, units));
}

/// Adds `scale` · A·M to `out`, A of `units` columns, M units × units.
pub fn add_product(scale: f32, rows: &[f32], square: &[f32], units: usize, out: &mut [f32]) {
    let count = rows.len() / units;
    math::product(scale, matrix(rows, count, units), matrix(square, units, units), Into::Add, &mut matrix_mut(out, count, units));
}
