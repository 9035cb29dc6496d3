//! The same thing seen twice: what two views share is what the thing is.

use super::{Content, Dataset, Digits, Nature, Port, Samples};
use crate::option;
use crate::seed::{Generator, Seed, fill_normal};
use rand::RngExt;
use rand::seq::SliceRandom;

option! {
    /// A handwritten digit twice, each time moved by up to `shift` pixels either way and with noise of its own; its label; and, at the same tick,
    /// a view of one of the few digits whose label somebody told (`known`), with that label. Tests are of digits never seen, and
    /// what is `known` there is another view of them. Source: after Becker & Hinton 1992; the digits are those of the world of digits.
    pub struct ShiftedDigits {
        /// How far each view may be moved.
        pub shift: usize = 1, linear(0.0, 7.0), "pixels", live;
        /// Deviation of every pixel's noise.
        pub noise: f64 = 0.15, linear(0.0, 10.0), "", live;
        /// Of how many digits the label is known.
        pub labels: usize = 50, linear(1.0, 1347.0), "", fixed;
    }
}

const SIDE: usize = 8;
const PIXELS: usize = SIDE * SIDE;
const CLASSES: usize = 10;
const TRAIN: usize = 1347;
const TEST: usize = 450;

impl ShiftedDigits {
    fn fill_view(&self, digit: &[f32], generator: &mut Generator, view: &mut [f32]) {
        fill_normal(generator, self.noise as f32, view);
        let reach = self.shift.min(SIDE - 1);
        let mut offset = || generator.random_range(0..=2 * reach);
        let (right, down) = (offset(), offset());
        for (pixel, x) in view.iter_mut().enumerate() {
            let (from_x, from_y) = (pixel % SIDE + right, pixel / SIDE + down);
            if (reach..SIDE + reach).contains(&from_x) && (reach..SIDE + reach).contains(&from_y) {
                *x += digit[(from_y - reach) * SIDE + from_x - reach];
            }
        }
    }

    /// Fills samples with views of digits that `choose` picks by index: for the views, and for what is known.
    fn fill(&self, digits: [&[f32]; 2], generator: &mut Generator, ports: &mut [Vec<f32>], mut choose: impl FnMut(&mut Generator, usize) -> (usize, usize)) {
        let [first, second, labels, known, known_labels] = ports else { return };
        let [images, truths] = digits;
        for sample in 0..first.len() / PIXELS {
            let (item, known_item) = choose(generator, sample);
            let (pixels, classes) = (sample * PIXELS..(sample + 1) * PIXELS, sample * CLASSES..(sample + 1) * CLASSES);
            let digit = &images[item * PIXELS..(item + 1) * PIXELS];
            self.fill_view(digit, generator, &mut first[pixels.clone()]);
            self.fill_view(digit, generator, &mut second[pixels.clone()]);
            labels[classes.clone()].copy_from_slice(&truths[item * CLASSES..(item + 1) * CLASSES]);
            self.fill_view(&images[known_item * PIXELS..(known_item + 1) * PIXELS], generator, &mut known[pixels]);
            known_labels[classes].copy_from_slice(&truths[known_item * CLASSES..(known_item + 1) * CLASSES]);
        }
    }

    fn empty(&self, count: usize) -> Vec<Vec<f32>> {
        self.ports().iter().map(|port| vec![0.0; count * port.units]).collect()
    }
}

impl Nature for ShiftedDigits {
    fn ports(&self) -> Vec<Port> {
        let pixels = Some((SIDE, SIDE));
        vec![
            Port { name: "image", units: PIXELS, content: Content::Observation, pixels },
            Port { name: "second", units: PIXELS, content: Content::Observation, pixels },
            Port { name: "label", units: CLASSES, content: Content::Label, pixels: None },
            Port { name: "known", units: PIXELS, content: Content::Observation, pixels },
            Port { name: "known_label", units: CLASSES, content: Content::Label, pixels: None },
        ]
    }

    fn sample_count(&self) -> usize {
        TRAIN + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        let digits = Digits::default().dataset(seed);
        let mut generator = seed.stream("world", "shifted digits").at(0);
        // Those that are told come first.
        let mut order: Vec<usize> = (0..TRAIN).collect();
        order.shuffle(&mut seed.stream("world", "told digits").at(0));
        let item = |port: usize, units: usize, item: usize| digits.train.ports[port][item * units..(item + 1) * units].iter().copied();
        let images = order.iter().flat_map(|&of| item(0, PIXELS, of));
        let truth: Vec<f32> = images.chain(order.iter().flat_map(|&of| item(1, CLASSES, of))).collect();
        let mut train = Samples { count: TRAIN, ports: self.empty(TRAIN) };
        self.draw(&truth, &mut generator, &mut train.ports);
        let mut test = Samples { count: TEST, ports: self.empty(TEST) };
        let [images, labels] = [&digits.test.ports[0][..], &digits.test.ports[1][..]];
        self.fill([images, labels], &mut generator, &mut test.ports, |_, sample| (sample, sample));
        Dataset { train, test, truth }
    }

    fn is_endless(&self) -> bool {
        true
    }

    fn draw(&self, truth: &[f32], generator: &mut Generator, ports: &mut [Vec<f32>]) {
        let (images, labels) = truth.split_at(TRAIN * PIXELS);
        let told = self.labels.min(TRAIN);
        self.fill([images, labels], generator, ports, |generator, _| (generator.random_range(0..TRAIN), generator.random_range(0..told)));
    }

    fn shown(&self) -> &'static [usize] {
        &[0, 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_are_of_one_digit_moved_at_most_by_a_pixel_and_few_labels_are_told() {
        let world = ShiftedDigits { noise: 0.0, ..ShiftedDigits::default() };
        let dataset = world.dataset(Seed(1));
        let digit = &dataset.truth[..PIXELS];
        let shifted = |right: isize, down: isize| -> Vec<f32> {
            let at = |x: isize, y: isize| if (0..8).contains(&x) && (0..8).contains(&y) { digit[(y * 8 + x) as usize] } else { 0.0 };
            (0..64).map(|pixel| at(pixel % 8 + right, pixel / 8 + down)).collect()
        };
        let mut seen = [0; 9];
        let mut generator = Seed(1).stream("test", "views").at(0);
        for _ in 0..900 {
            let mut view = vec![0.0; PIXELS];
            world.fill_view(digit, &mut generator, &mut view);
            let place = (0..9).find(|place| shifted(place % 3 - 1, place / 3 - 1) == view).unwrap();
            seen[place as usize] += 1;
        }
        assert!(seen.iter().all(|&count| (60..150).contains(&count)), "{seen:?}");
        // No digit that is tested on is lived with, whatever its noise.
        let clean = ShiftedDigits { noise: 0.0, shift: 0, ..ShiftedDigits::default() };
        let dataset = clean.dataset(Seed(1));
        let images = |part: &Samples, port: usize| part.ports[port].chunks_exact(64).map(|image| image.iter().map(|x| x.to_bits()).collect()).collect();
        let lived: std::collections::BTreeSet<Vec<u32>> = images(&dataset.train, 0);
        let tested: std::collections::BTreeSet<Vec<u32>> = images(&dataset.test, 0);
        assert!(lived.is_disjoint(&tested));
        let told: std::collections::BTreeSet<Vec<u32>> = images(&dataset.train, 3);
        assert_eq!(told.len(), 50);
        assert_eq!(dataset.test.ports[0], dataset.test.ports[3]);
    }
}
