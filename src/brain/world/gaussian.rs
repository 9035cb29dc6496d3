//! A cloud with a chosen spectrum, drawn anew at every tick.

use super::statistics::{fit, random_axes, variances};
use super::{Content, Dataset, Nature, Port, Seen, WorldMeasure};
use crate::math::principal_axes;
use crate::option;
use crate::seed::{Generator, Seed, fill_normal};

option! {
    /// `x = R Λ^½ ξ`, ξ ~ N(0, I): Λ = (5, 3, 2, then `rest`), R a random rotation of the seed (SCIENCE G10). Source: Oja 1982.
    pub struct Gaussian {
        /// Width of x.
        pub units: usize = 10, linear(3.0, 512.0), "units", fixed;
        /// Largest eigenvalue of the covariance.
        pub first: f64 = 5.0, linear(0.0, 100.0), "", fixed;
        /// Second eigenvalue.
        pub second: f64 = 3.0, linear(0.0, 100.0), "", fixed;
        /// Third eigenvalue.
        pub third: f64 = 2.0, linear(0.0, 100.0), "", fixed;
        /// All other eigenvalues.
        pub rest: f64 = 0.5, linear(0.0, 100.0), "", fixed;
    }
}

/// So many that their own principal axes are nearly the true ones, for whom that is measured.
const TRAIN: usize = 8192;
const TEST: usize = 512;

impl Gaussian {
    /// Deviation along principal axis `index`.
    fn deviation(&self, index: usize) -> f32 {
        [self.first, self.second, self.third].get(index).copied().unwrap_or(self.rest).sqrt() as f32
    }

    fn fill(&self, axes: &[f32], generator: &mut Generator, samples: &mut [f32]) {
        samples.fill(0.0);
        let mut unit = [0.0_f32];
        for sample in samples.chunks_exact_mut(self.units) {
            for (index, axis) in axes.chunks_exact(self.units).enumerate() {
                fill_normal(generator, self.deviation(index), &mut unit);
                sample.iter_mut().zip(axis).for_each(|(x, a)| *x += unit[0] * a);
            }
        }
    }
}

impl Nature for Gaussian {
    fn ports(&self) -> Vec<Port> {
        vec![Port { name: "x", units: self.units, content: Content::Observation, pixels: None }]
    }

    fn sample_count(&self) -> usize {
        TRAIN + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        let axes = random_axes(self.units, &mut seed.stream("world", "gaussian axes").at(0));
        Dataset::drawn(self, seed.stream("world", "gaussian").at(0), [TRAIN, TEST], axes)
    }

    fn is_endless(&self) -> bool {
        true
    }

    fn draw(&self, truth: &[f32], generator: &mut Generator, ports: &mut [Vec<f32>]) {
        self.fill(truth, generator, &mut ports[0]);
    }

    fn measures(&self) -> &'static [WorldMeasure] {
        &[WorldMeasure { key: "kept", title: "kept of the input, part of what as many numbers can keep", unit: "", prominent: false }]
    }

    fn fits(&self, _index: usize, units: usize) -> bool {
        units <= self.units
    }

    /// The variance of x that can be rebuilt from the output, against that along as many principal axes.
    fn take(&self, _index: usize, seen: Seen<'_>) -> f64 {
        let x = &seen.samples.ports[0];
        let (rebuilt, spread) = (fit(seen.output, seen.units, x, self.units).explained, variances(x, self.units));
        let most = principal_axes(&spread, self.units).0.iter().take(seen.units).sum::<f64>();
        rebuilt.iter().enumerate().map(|(unit, part)| part * spread[unit * (self.units + 1)]).sum::<f64>() / most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_much_is_kept_as_the_axes_that_are_heard_hold() {
        let world = Gaussian::default();
        let dataset = world.dataset(Seed(2));
        let along = |axes: [usize; 3]| -> Vec<f32> {
            let of = |x: &[f32], axis: usize| dataset.truth[axis * 10..(axis + 1) * 10].iter().zip(x).map(|(a, x)| a * x).sum::<f32>();
            dataset.test.ports[0].chunks_exact(10).flat_map(|x| axes.map(|axis| of(x, axis))).collect()
        };
        let take = |axes| world.take(0, Seen { samples: &dataset.test, output: &along(axes), units: 3 });
        assert!((take([0, 1, 2]) - 1.0).abs() < 0.03, "{}", take([0, 1, 2]));
        assert!((take([0, 1, 5]) - 8.5 / 10.0).abs() < 0.05, "{}", take([0, 1, 5]));
    }
}
