//! Real handwritten digits, embedded.

use super::{Content, Dataset, Nature, Port, Samples};
use crate::option;
use crate::seed::Seed;
use flate2::read::GzDecoder;
use rand::seq::SliceRandom;
use std::io::Read;
use std::sync::LazyLock;

option! {
    /// 1 797 real handwritten digits of 8×8 pixels, x/16 in \[0, 1\]: 1 347 are lived through, 450 are only tested on.
    ///
    /// Source: Alpaydin & Kaynak, UCI 1998 (CC BY 4.0), as scikit-learn carries them.
    pub struct Digits {
        /// Blur of what is lived: 0 is sharp, 1 averages every 2×2 pixels. Tests stay sharp.
        pub blur: f64 = 0.0, linear(0.0, 1.0), "", live;
        /// Which 450 are the test: 0 is the published order, any other number another draw.
        pub split: usize = 0, linear(0.0, 1e6), "", fixed;
        /// How many of the others are lived through: the first of them.
        pub lived: usize = 1347, linear(1.0, 1347.0), "digits", fixed;
    }
}

const SIDE: usize = 8;
const PIXELS: usize = SIDE * SIDE;
const CLASSES: usize = 10;
const COUNT: usize = 1797;
const TRAIN: usize = 1347;

struct Archive {
    images: Vec<u8>,
    labels: Vec<u8>,
    order: Vec<usize>,
}

static ARCHIVE: LazyLock<Archive> = LazyLock::new(|| Archive {
    images: idx(include_bytes!("../../../assets/digits/digits-images-idx3-ubyte.gz"), 16),
    labels: idx(include_bytes!("../../../assets/digits/digits-labels-idx1-ubyte.gz"), 8),
    order: include_str!("../../../assets/digits/split.csv").lines().filter_map(|line| line.trim().parse().ok()).collect(),
});

/// The items of an embedded IDX file, after its header.
pub(super) fn idx(compressed: &[u8], header: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(compressed).read_to_end(&mut bytes).expect("the embedded archive is whole: a test reads it");
    bytes.split_off(header)
}

impl Nature for Digits {
    fn ports(&self) -> Vec<Port> {
        vec![
            Port { name: "image", units: PIXELS, content: Content::Observation, pixels: Some((SIDE, SIDE)) },
            Port { name: "label", units: CLASSES, content: Content::Label, pixels: None },
        ]
    }

    fn sample_count(&self) -> usize {
        COUNT
    }

    fn dataset(&self, _seed: Seed) -> Dataset {
        let mut order = ARCHIVE.order.clone();
        if self.split > 0 {
            order.shuffle(&mut Seed(self.split as u64).stream("split", "digits").at(0));
        }
        let part = |items: &[usize]| {
            let (mut images, mut labels) = (Vec::with_capacity(items.len() * PIXELS), vec![0.0; items.len() * CLASSES]);
            for (row, &item) in items.iter().enumerate() {
                images.extend(ARCHIVE.images[item * PIXELS..(item + 1) * PIXELS].iter().map(|&grey| f32::from(grey) / 16.0));
                labels[row * CLASSES + usize::from(ARCHIVE.labels[item])] = 1.0;
            }
            Samples { count: items.len(), ports: vec![images, labels] }
        };
        Dataset { train: part(&order[..self.lived.min(TRAIN)]), test: part(&order[TRAIN..]), truth: Vec::new() }
    }

    fn blur(&self) -> f64 {
        self.blur
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_archive_is_whole_and_its_order_a_permutation() {
        assert_eq!((ARCHIVE.images.len(), ARCHIVE.labels.len()), (COUNT * PIXELS, COUNT));
        let mut order = ARCHIVE.order.clone();
        assert_eq!(order[..2], [1081, 1707]);
        order.sort_unstable();
        assert!(order.iter().copied().eq(0..COUNT));
    }
}
