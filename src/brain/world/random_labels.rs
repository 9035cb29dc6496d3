//! Noise with labels that mean nothing: whatever is learnt here was memorized.

use super::{Content, Dataset, Nature, Port, labelled};
use crate::option;
use crate::seed::{Seed, fill_normal};

option! {
    /// x ~ N(0, I) with a class that has nothing to do with it. Source: Zhang et al. 2017, "Understanding deep learning requires rethinking generalization".
    pub struct RandomLabels {
        /// Width of x.
        pub units: usize = 64, linear(1.0, 4096.0), "units", fixed;
        /// How many classes.
        pub classes: usize = 10, linear(2.0, 1000.0), "", fixed;
        /// How many samples are lived through.
        pub count: usize = 512, linear(4.0, 10000.0), "samples", fixed;
    }
}

const TEST: usize = 256;

impl Nature for RandomLabels {
    fn ports(&self) -> Vec<Port> {
        vec![
            Port { name: "x", units: self.units, content: Content::Observation, pixels: None },
            Port { name: "label", units: self.classes, content: Content::Label, pixels: None },
        ]
    }

    fn sample_count(&self) -> usize {
        self.count + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        let generator = seed.stream("world", "random_labels").at(0);
        labelled(self.classes, self.units, (self.count, TEST), generator, |generator, _, x| fill_normal(generator, 1.0, x))
    }
}
