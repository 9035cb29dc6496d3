//! Independent causes, heard only as mixtures: the cocktail party.

use super::statistics::{fit, random_axes};
use super::{Content, Dataset, Nature, Port, Seen, WorldMeasure};
use crate::option;
use crate::seed::{Generator, Seed};
use rand::RngExt;

option! {
    /// `x = A s`, every s_j Laplace-distributed with variance 1, `A = R₁ Λ R₂`: random rotations, and Λ from 1 down to 1/`squeeze`.
    /// The truth is A (SCIENCE F). Source: Bell & Sejnowski 1995.
    pub struct LaplaceMixture {
        /// How many sources, and how many mixtures of them.
        pub sources: usize = 4, linear(2.0, 64.0), "", fixed;
        /// How much narrower the narrowest direction of x is than the widest.
        pub squeeze: f64 = 2.0, linear(1.0, 100.0), "×", fixed;
    }
}

const TRAIN: usize = 4096;
const TEST: usize = 2048;

impl LaplaceMixture {
    /// A.
    fn mixing(&self, seed: Seed) -> Vec<f32> {
        let units = self.sources;
        let mut generator = seed.stream("world", "mixing").at(0);
        let (first, second) = (random_axes(units, &mut generator), random_axes(units, &mut generator));
        let width = |axis: usize| self.squeeze.powf(-(axis as f64) / (units - 1) as f64) as f32;
        let entry = |row: usize, column: usize| (0..units).map(|axis| first[axis * units + row] * width(axis) * second[axis * units + column]).sum();
        (0..units * units).map(|place| entry(place / units, place % units)).collect()
    }
}

/// A draw of variance 1 from a density ½√2 exp(−√2 |s|).
fn laplace(generator: &mut Generator) -> f32 {
    let uniform = generator.random::<f32>() - 0.5_f32;
    -uniform.signum() * (1.0 - 2.0 * uniform.abs()).max(f32::MIN_POSITIVE).ln() * std::f32::consts::FRAC_1_SQRT_2
}

impl Nature for LaplaceMixture {
    fn ports(&self) -> Vec<Port> {
        vec![
            Port { name: "x", units: self.sources, content: Content::Observation, pixels: None },
            Port { name: "sources", units: self.sources, content: Content::Value, pixels: None },
        ]
    }

    fn sample_count(&self) -> usize {
        TRAIN + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        let mixing = self.mixing(seed);
        Dataset::drawn(self, seed.stream("world", "laplace mixture").at(0), [TRAIN, TEST], mixing)
    }

    fn is_endless(&self) -> bool {
        true
    }

    fn draw(&self, truth: &[f32], generator: &mut Generator, ports: &mut [Vec<f32>]) {
        let [mixtures, sources] = ports else { return };
        for (x, s) in mixtures.chunks_exact_mut(self.sources).zip(sources.chunks_exact_mut(self.sources)) {
            s.iter_mut().for_each(|s| *s = laplace(generator));
            for (x, row) in x.iter_mut().zip(truth.chunks_exact(self.sources)) {
                *x = row.iter().zip(&*s).map(|(a, s)| a * s).sum();
            }
        }
    }

    fn measures(&self) -> &'static [WorldMeasure] {
        &[WorldMeasure { key: "amari", title: "distance from unmixing (Amari)", unit: "", prominent: true }]
    }

    fn fits(&self, _index: usize, units: usize) -> bool {
        units == self.sources
    }

    /// Amari's distance of P, what each output makes of each source: 0 where every output is one source, times any number; 1 at worst.
    fn take(&self, _index: usize, seen: Seen<'_>) -> f64 {
        let p = fit(&seen.samples.ports[1], self.sources, seen.output, seen.units).weights;
        let excess = |values: Vec<f64>| values.iter().sum::<f64>() / values.iter().copied().fold(0.0, f64::max) - 1.0;
        let rows: f64 = p.iter().map(|row| excess(row.iter().map(|x| x.abs()).collect())).sum();
        let columns: f64 = (0..self.sources).map(|source| excess(p.iter().map(|row| row[source].abs()).collect())).sum();
        (rows + columns) / (2 * self.sources * (self.sources - 1)) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_have_heavy_tails_and_unit_variance_and_unmixing_is_seen() {
        let world = LaplaceMixture::default();
        let dataset = world.dataset(Seed(4));
        let s = &dataset.train.ports[1];
        let moment = |power: i32| s.iter().map(|s| s.powi(power)).sum::<f32>() / s.len() as f32;
        assert!((moment(2) - 1.0).abs() < 0.06 && (moment(4) - 6.0).abs() < 1.0, "{} {}", moment(2), moment(4));
        let take = |output: &[f32]| world.take(0, Seen { samples: &dataset.test, output, units: 4 });
        // The sources in another order, with other signs and sizes, are unmixed.
        let unmixed: Vec<f32> = dataset.test.ports[1].chunks_exact(4).flat_map(|s| [-s[2], 3.0 * s[0], s[3], 0.1 * s[1]]).collect();
        assert!(take(&unmixed) < 1e-5);
        assert!(take(&dataset.test.ports[0]) > 0.15, "{}", take(&dataset.test.ports[0]));
    }
}
