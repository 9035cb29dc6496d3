//! Intertwined spirals.

use super::{Dataset, Nature, Port, labelled, plane_ports};
use crate::option;
use crate::seed::{Seed, fill_normal};
use rand::RngExt;
use std::f32::consts::TAU;

option! {
    /// A point at part u of its arm: radius u, angle 2π(turns·u + arm/arms), plus noise. Source: Lang & Witbrock 1988.
    pub struct Spirals {
        /// How many arms, one class each.
        pub arms: usize = 2, linear(2.0, 10.0), "", fixed;
        /// How often an arm goes around.
        pub turns: f64 = 1.75, linear(0.1, 10.0), "turns", fixed;
        /// Deviation from the arm.
        pub spread: f64 = 0.05, linear(0.0, 1.0), "", fixed;
        /// How many points are lived through.
        pub count: usize = 1000, linear(4.0, 100000.0), "points", fixed;
    }
}

const TEST: usize = 500;

impl Nature for Spirals {
    fn ports(&self) -> Vec<Port> {
        plane_ports(self.arms)
    }

    fn sample_count(&self) -> usize {
        self.count + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        labelled(self.arms, 2, (self.count, TEST), seed.stream("world", "spirals").at(0), |generator, class, point| {
            fill_normal(generator, self.spread as f32, point);
            let part: f32 = generator.random_range(0.05..1.0);
            let angle = TAU * (self.turns as f32 * part + class as f32 / self.arms as f32);
            point[0] += part * angle.cos();
            point[1] += part * angle.sin();
        })
    }
}
