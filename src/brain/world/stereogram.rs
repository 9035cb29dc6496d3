//! Two places seen with two eyes: nothing is there but dots, and how far apart the eyes see them.

use super::statistics::fit;
use super::{Content, Dataset, Nature, Port, Seen, WorldMeasure};
use crate::option;
use crate::seed::{Generator, Seed, fill_normal};
use rand::RngExt;

option! {
    /// At each of two places the left eye sees a strip of dots, each 1 or −1 at random, and the right eye the same strip moved by one dot, to the
    /// left where what is there is near (depth −1), to the right where it is far (1); every dot has `noise` · ξ. Both places have their own
    /// dots, and with probability `common` one depth. Source: after Becker & Hinton 1992; Julesz 1971.
    pub struct Stereogram {
        /// Length of a strip.
        pub dots: usize = 4, linear(2.0, 64.0), "dots", fixed;
        /// How probable it is that both places are equally deep; else each has a depth of its own.
        pub common: f64 = 1.0, linear(0.0, 1.0), "", live;
        /// Deviation of every dot's noise.
        pub noise: f64 = 0.1, linear(0.0, 10.0), "", live;
    }
}

const TRAIN: usize = 2048;
const TEST: usize = 2048;

impl Stereogram {
    /// What both eyes see of a place: the left one's strip, then the right one's.
    fn fill_place(&self, depth: f32, generator: &mut Generator, place: &mut [f32]) {
        fill_normal(generator, self.noise as f32, place);
        // One dot more at either end, for what moves in.
        for at in 0..self.dots + 2 {
            let dot = if generator.random_bool(0.5) { 1.0 } else { -1.0 };
            if let Some(left) = at.checked_sub(1).filter(|left| *left < self.dots) {
                place[left] += dot;
            }
            if let Some(right) = (if depth > 0.0 { Some(at) } else { at.checked_sub(2) }).filter(|right| *right < self.dots) {
                place[self.dots + right] += dot;
            }
        }
    }
}

impl Nature for Stereogram {
    fn ports(&self) -> Vec<Port> {
        let place = |name| Port { name, units: 2 * self.dots, content: Content::Observation, pixels: Some((self.dots, 2)) };
        vec![place("here"), place("beside"), Port { name: "depths", units: 2, content: Content::Value, pixels: None }]
    }

    fn sample_count(&self) -> usize {
        TRAIN + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        Dataset::drawn(self, seed.stream("world", "stereogram").at(0), [TRAIN, TEST], Vec::new())
    }

    fn is_endless(&self) -> bool {
        true
    }

    fn draw(&self, _truth: &[f32], generator: &mut Generator, ports: &mut [Vec<f32>]) {
        let [here, beside, depths] = ports else { return };
        let places = here.chunks_exact_mut(2 * self.dots).zip(beside.chunks_exact_mut(2 * self.dots));
        for ((here, beside), depths) in places.zip(depths.chunks_exact_mut(2)) {
            let mut depth = || if generator.random_bool(0.5) { 1.0 } else { -1.0 };
            (depths[0], depths[1]) = (depth(), depth());
            if generator.random_bool(self.common) {
                depths[1] = depths[0];
            }
            self.fill_place(depths[0], generator, here);
            self.fill_place(depths[1], generator, beside);
        }
    }

    fn contrast(&self) -> [f32; 2] {
        [-1.0, 1.0]
    }

    fn shown(&self) -> &'static [usize] {
        &[0, 1]
    }

    fn measures(&self) -> &'static [WorldMeasure] {
        &[WorldMeasure { key: "depth_known", title: "depth, R² from its output", unit: "", prominent: true }]
    }

    /// R² of the depth of the place that the output says more about.
    fn take(&self, _index: usize, seen: Seen<'_>) -> f64 {
        fit(seen.output, seen.units, &seen.samples.ports[2], 2).explained.into_iter().fold(f64::NAN, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_eye_sees_the_same_dots_moved_by_depth() {
        let world = Stereogram { noise: 0.0, ..Stereogram::default() };
        let samples = world.dataset(Seed(1)).train;
        let depths = |sample: usize| &samples.ports[2][2 * sample..2 * sample + 2];
        for place in 0..2 {
            for (sample, seen) in samples.ports[place].chunks_exact(8).enumerate() {
                let (left, right) = seen.split_at(4);
                assert!(if depths(sample)[place] > 0.0 { left[..3] == right[1..] } else { left[1..] == right[..3] });
                assert!(seen.iter().all(|dot| dot.abs() == 1.0));
            }
        }
        assert!((0..samples.count).all(|sample| depths(sample)[0] == depths(sample)[1]));
        let mean = samples.ports[2].iter().sum::<f32>() / samples.ports[2].len() as f32;
        assert!(mean.abs() < 0.08, "{mean}");
    }

    #[test]
    fn no_dot_tells_depth_and_places_may_differ() {
        let world = Stereogram { common: 0.0, ..Stereogram::default() };
        let samples = world.dataset(Seed(1)).test;
        let take = |output: &[f32], units| world.take(0, Seen { samples: &samples, output, units });
        assert!(take(&samples.ports[0], 8) < 0.02, "{}", take(&samples.ports[0], 8));
        // Products of dots do: the sum of left · right over neighbours one way less that over the other way.
        let sums = |place: usize| -> Vec<f32> {
            let of = |x: &[f32]| (0..3).map(|dot| x[dot] * x[5 + dot] - x[dot + 1] * x[4 + dot]).sum();
            samples.ports[place].chunks_exact(8).map(of).collect()
        };
        assert!(take(&sums(0), 1) > 0.5 && take(&sums(1), 1) > 0.5, "{} {}", take(&sums(0), 1), take(&sums(1), 1));
        let same = samples.ports[2].chunks_exact(2).filter(|depths| depths[0] == depths[1]).count();
        assert!((900..1150).contains(&same), "{same}");
    }
}
