//! A cloud with a chosen spectrum, drawn anew at every tick.

use super::statistics::random_axes;
use super::{Content, Dataset, Nature, Port, Samples};
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
        let mut generator = seed.stream("world", "gaussian").at(0);
        let mut part = |count: usize| {
            let mut x = vec![0.0; count * self.units];
            self.fill(&axes, &mut generator, &mut x);
            Samples { count, ports: vec![x] }
        };
        Dataset { train: part(TRAIN), test: part(TEST), truth: axes }
    }

    fn is_endless(&self) -> bool {
        true
    }

    fn draw(&self, truth: &[f32], generator: &mut Generator, ports: &mut [Vec<f32>]) {
        self.fill(truth, generator, &mut ports[0]);
    }
}
