//! Two interlocking half circles.

use super::{Dataset, Nature, Port, labelled, plane_ports};
use crate::option;
use crate::seed::{Seed, fill_normal};
use rand::RngExt;
use std::f32::consts::PI;

option! {
    /// The upper half of a circle at (−½, −¼) and the lower half of one at (½, ¼), radius 1. Source: scikit-learn's make_moons.
    pub struct Moons {
        /// Deviation from the half circle.
        pub spread: f64 = 0.1, linear(0.0, 1.0), "", fixed;
        /// How many points are lived through.
        pub count: usize = 800, linear(4.0, 100000.0), "points", fixed;
    }
}

const TEST: usize = 400;

impl Nature for Moons {
    fn ports(&self) -> Vec<Port> {
        plane_ports(2)
    }

    fn sample_count(&self) -> usize {
        self.count + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        labelled(2, 2, (self.count, TEST), seed.stream("world", "moons").at(0), |generator, class, point| {
            fill_normal(generator, self.spread as f32, point);
            let angle: f32 = generator.random_range(0.0..PI);
            let side = if class == 0 { 1.0 } else { -1.0 };
            point[0] += side * (angle.cos() - 0.5);
            point[1] += side * (angle.sin() - 0.25);
        })
    }
}
