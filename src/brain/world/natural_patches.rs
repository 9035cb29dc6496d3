//! Small pieces of photographs, whitened as the retina and the thalamus whiten them: what is left of a scene when all that is linear is known.

use super::digits::idx;
use super::{Content, Dataset, Nature, Port, Samples, Seen, WorldMeasure};
use crate::math::principal_axes;
use crate::option;
use crate::seed::{Generator, Seed};
use rand::RngExt;
use std::sync::LazyLock;

option! {
    /// 12×12 pixels from anywhere in five photographs, each less its own mean and divided by its own contrast, whitened: `x ← U (Λ + floor · mean Λ)^−½ Uᵀ x`, U Λ Uᵀ their
    /// covariance, scaled to variance 1. Tests are from the lowest fifth of the photographs, which is never lived. Source: Olshausen & Field 1996;
    /// the photographs' sources and licences (CC0, public domain) stand beside them in `assets/natural`.
    pub struct NaturalPatches {
        /// How many patches are lived with.
        pub patches: usize = 8192, linear(256.0, 65536.0), "", fixed;
        /// What is added to every variance before it is made 1, as part of their mean: it keeps what is hardly there from becoming noise.
        pub floor: f64 = 0.01, ratio(1e-6, 1e3), "", fixed;
    }
}

const SIDE: usize = 12;
const PIXELS: usize = SIDE * SIDE;
const PHOTOGRAPHS: usize = 5;
const WIDTH: usize = 240;
/// The first row of the photographs that is only tested on.
const TESTED_FROM: usize = 192;
const TEST: usize = 1024;
/// A variance of grey values that is hardly seen: fainter patches stay faint.
const FAINT: f32 = 10.0;

static PHOTOGRAPHS_OF: LazyLock<Vec<u8>> = LazyLock::new(|| idx(include_bytes!("../../../assets/natural/photographs.gz"), 16));

fn patches(count: usize, rows: std::ops::Range<usize>, generator: &mut Generator) -> Vec<f32> {
    let mut patches = Vec::with_capacity(count * PIXELS);
    for _ in 0..count {
        let photograph = generator.random_range(0..PHOTOGRAPHS);
        let (left, top) = (generator.random_range(0..=WIDTH - SIDE), generator.random_range(rows.start..=rows.end - SIDE));
        let at = |pixel: usize| PHOTOGRAPHS_OF[(photograph * WIDTH + top + pixel / SIDE) * WIDTH + left + pixel % SIDE];
        let mean = (0..PIXELS).map(|pixel| f32::from(at(pixel))).sum::<f32>() / PIXELS as f32;
        let variance = (0..PIXELS).map(|pixel| (f32::from(at(pixel)) - mean).powi(2)).sum::<f32>() / PIXELS as f32;
        patches.extend((0..PIXELS).map(|pixel| (f32::from(at(pixel)) - mean) / (variance + FAINT).sqrt()));
    }
    patches
}

/// What makes patches white: U (Λ + floor)^−½ Uᵀ, times what makes their variance 1.
fn whitener(patches: &[f32], floor: f64) -> Vec<f32> {
    let mut covariance = vec![0.0; PIXELS * PIXELS];
    let count = (patches.len() / PIXELS) as f64;
    for patch in patches.chunks_exact(PIXELS) {
        for (row, x) in covariance.chunks_exact_mut(PIXELS).zip(patch) {
            row.iter_mut().zip(patch).for_each(|(sum, y)| *sum += f64::from(x * y) / count);
        }
    }
    let (values, axes) = principal_axes(&covariance, PIXELS);
    let floor = floor * values.iter().sum::<f64>() / PIXELS as f64;
    let left: f64 = values.iter().map(|value| value.max(0.0) / (value.max(0.0) + floor)).sum::<f64>() / PIXELS as f64;
    let mut whitener = vec![0.0_f64; PIXELS * PIXELS];
    for (value, axis) in values.iter().zip(&axes) {
        let gain = ((value.max(0.0) + floor) * left).sqrt().recip();
        for (row, a) in whitener.chunks_exact_mut(PIXELS).zip(axis) {
            row.iter_mut().zip(axis).for_each(|(sum, b)| *sum += gain * a * b);
        }
    }
    whitener.into_iter().map(|value| value as f32).collect()
}

impl Nature for NaturalPatches {
    fn ports(&self) -> Vec<Port> {
        vec![Port { name: "patch", units: PIXELS, content: Content::Observation, pixels: Some((SIDE, SIDE)) }]
    }

    fn sample_count(&self) -> usize {
        self.patches + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        let mut generator = seed.stream("world", "natural patches").at(0);
        let (train, test) = (patches(self.patches, 0..TESTED_FROM, &mut generator), patches(TEST, TESTED_FROM..WIDTH, &mut generator));
        let whitener = whitener(&train, self.floor);
        let part = |patches: &[f32]| {
            let mut white = vec![0.0; patches.len()];
            let count = patches.len() / PIXELS;
            let (from, by) = (crate::math::matrix(patches, count, PIXELS), crate::math::matrix(&whitener, PIXELS, PIXELS));
            crate::math::product(1.0, from, by, crate::math::Into::Replace, &mut crate::math::matrix_mut(&mut white, count, PIXELS));
            Samples { count, ports: vec![white] }
        };
        Dataset { train: part(&train), test: part(&test), truth: Vec::new() }
    }

    /// Two deviations either way.
    fn contrast(&self) -> [f32; 2] {
        [-2.0, 2.0]
    }

    fn measures(&self) -> &'static [WorldMeasure] {
        &[WorldMeasure { key: "excess_kurtosis", title: "heavy tails of its units (excess kurtosis, middle)", unit: "", prominent: true }]
    }

    /// The middle unit's E(z − z̄)⁴ / (E(z − z̄)²)² − 3: 0 for what is normal, 3 for what is Laplace-distributed.
    fn take(&self, _index: usize, seen: Seen<'_>) -> f64 {
        let of_unit = |unit: usize| {
            let values = || seen.output.iter().skip(unit).step_by(seen.units).map(|&z| f64::from(z));
            let count = values().count() as f64;
            let mean = values().sum::<f64>() / count;
            let moment = |power: i32| values().map(|z| (z - mean).powi(power)).sum::<f64>() / count;
            moment(4) / moment(2).powi(2) - 3.0
        };
        let mut all: Vec<f64> = (0..seen.units).map(of_unit).filter(|kurtosis| kurtosis.is_finite()).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_are_white_where_there_is_anything_and_have_heavy_tails() {
        assert_eq!(PHOTOGRAPHS_OF.len(), PHOTOGRAPHS * WIDTH * WIDTH);
        let world = NaturalPatches { floor: 1e-4, ..NaturalPatches::default() };
        let part = world.dataset(Seed(1)).train;
        let x = &part.ports[0];
        let covariance = |a: usize, b: usize| x.chunks_exact(PIXELS).map(|patch| patch[a] * patch[b]).sum::<f32>() / part.count as f32;
        // One direction of 144, the mean, is missing: a pixel in the middle keeps nearly all its variance, and none with its neighbours.
        let middle = 6 * SIDE + 6;
        assert!((covariance(middle, middle) - 1.0).abs() < 0.15, "{}", covariance(middle, middle));
        for neighbour in [middle + 1, middle + SIDE, middle + SIDE + 1] {
            assert!(covariance(middle, neighbour).abs() < 0.1, "{}", covariance(middle, neighbour));
        }
        let kurtosis = world.take(0, Seen { samples: &part, output: x, units: PIXELS });
        assert!(kurtosis > 0.5, "{kurtosis}");
    }
}
