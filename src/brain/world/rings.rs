//! A ring around a ring.

use super::{Dataset, Nature, Port, labelled, plane_ports};
use crate::option;
use crate::seed::{Seed, fill_normal};
use rand::RngExt;
use std::f32::consts::TAU;

option! {
    /// Class 0 on a circle of radius 1, class 1 on one of radius `inner`, plus noise. Source: scikit-learn's make_circles.
    pub struct Rings {
        /// Radius of the inner ring.
        pub inner: f64 = 0.5, linear(0.05, 0.95), "", fixed;
        /// Deviation from the ring.
        pub spread: f64 = 0.1, linear(0.0, 1.0), "", fixed;
        /// How many points are lived through.
        pub count: usize = 800, linear(4.0, 100000.0), "points", fixed;
    }
}

const TEST: usize = 400;

impl Nature for Rings {
    fn ports(&self) -> Vec<Port> {
        plane_ports(2)
    }

    fn sample_count(&self) -> usize {
        self.count + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        labelled(2, 2, (self.count, TEST), seed.stream("world", "rings").at(0), |generator, class, point| {
            fill_normal(generator, self.spread as f32, point);
            let angle: f32 = generator.random_range(0.0..TAU);
            let radius = if class == 0 { 1.0 } else { self.inner as f32 };
            point[0] += radius * angle.cos();
            point[1] += radius * angle.sin();
        })
    }
}
