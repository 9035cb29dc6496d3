//! Four clusters that no line divides.

use super::{Dataset, Nature, Port, labelled, plane_ports};
use crate::option;
use crate::seed::{Seed, fill_normal};

option! {
    /// Clusters at (±1, ±1); opposite corners share a class. Source: Minsky & Papert 1969.
    pub struct Xor {
        /// Deviation of a cluster.
        pub spread: f64 = 0.2, linear(0.0, 2.0), "", fixed;
        /// How many points are lived through.
        pub count: usize = 800, linear(4.0, 100000.0), "points", fixed;
    }
}

const TEST: usize = 400;

impl Nature for Xor {
    fn ports(&self) -> Vec<Port> {
        plane_ports(2)
    }

    fn sample_count(&self) -> usize {
        self.count + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        let mut index = 0;
        labelled(2, 2, (self.count, TEST), seed.stream("world", "xor").at(0), |generator, class, point| {
            fill_normal(generator, self.spread as f32, point);
            let right = (index / 2) % 2 == 0;
            index += 1;
            let up = right == (class == 0);
            point[0] += if right { 1.0 } else { -1.0 };
            point[1] += if up { 1.0 } else { -1.0 };
        })
    }
}
