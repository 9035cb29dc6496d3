//! A line that moves steadily: what comes next can be known, but not from one frame.

use super::{Content, Dataset, Nature, Port, Seen, WorldMeasure};
use crate::option;
use crate::seed::{Generator, Seed, fill_normal};
use rand::RngExt;

option! {
    /// Three frames of 8×8 pixels, in which a row or a column moves by one place a frame, either way, around the edge; every pixel has noise of
    /// its own in every frame. `frames` are the first two, `frame` the second of them, `next` the third (SCIENCE S24). Nobody can predict
    /// `next` better than to noise².
    pub struct MovingBars {
        /// Deviation of every pixel's noise.
        pub noise: f64 = 0.1, linear(0.0, 10.0), "", live;
        /// How probable it is that the line turns back before the third frame.
        pub surprise: f64 = 0.0, linear(0.0, 1.0), "", live;
    }
}

const SIDE: usize = 8;
const PIXELS: usize = SIDE * SIDE;
const TRAIN: usize = 2048;
const TEST: usize = 1024;

impl Nature for MovingBars {
    fn ports(&self) -> Vec<Port> {
        let pixels = Some((SIDE, SIDE));
        vec![
            Port { name: "frames", units: 2 * PIXELS, content: Content::Observation, pixels },
            Port { name: "frame", units: PIXELS, content: Content::Observation, pixels },
            Port { name: "next", units: PIXELS, content: Content::Value, pixels },
        ]
    }

    fn sample_count(&self) -> usize {
        TRAIN + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        Dataset::drawn(self, seed.stream("world", "moving bars").at(0), [TRAIN, TEST], Vec::new())
    }

    fn is_endless(&self) -> bool {
        true
    }

    fn draw(&self, _truth: &[f32], generator: &mut Generator, ports: &mut [Vec<f32>]) {
        let [both, last, next] = ports else { return };
        fill_normal(generator, self.noise as f32, both);
        fill_normal(generator, self.noise as f32, next);
        for ((both, last), next) in both.chunks_exact_mut(2 * PIXELS).zip(last.chunks_exact_mut(PIXELS)).zip(next.chunks_exact_mut(PIXELS)) {
            let (is_row, forward, place) = (generator.random_bool(0.5), generator.random_bool(0.5), generator.random_range(0..SIDE));
            let step = if forward { 1 } else { SIDE - 1 };
            let turned = if generator.random_bool(self.surprise) { SIDE - step } else { step };
            let (first, second) = both.split_at_mut(PIXELS);
            for (frame, place) in [(first, place), (&mut *second, place + step), (next, place + step + turned)] {
                for along in 0..SIDE {
                    frame[if is_row { place % SIDE * SIDE + along } else { along * SIDE + place % SIDE }] += 1.0;
                }
            }
            last.copy_from_slice(second);
        }
    }

    fn shown(&self) -> &'static [usize] {
        &[0, 2]
    }

    fn measures(&self) -> &'static [WorldMeasure] {
        &[WorldMeasure { key: "next_error", title: "squared error of a pixel of the next frame", unit: "", prominent: true }]
    }

    fn fits(&self, _index: usize, units: usize) -> bool {
        units == PIXELS
    }

    /// Mean of (output − next)² over pixels.
    fn take(&self, _index: usize, seen: Seen<'_>) -> f64 {
        let next = &seen.samples.ports[2];
        seen.output.iter().zip(next).map(|(z, t)| f64::from(z - t).powi(2)).sum::<f64>() / next.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_move_by_one_and_the_last_frame_is_far_from_the_next() {
        let still = MovingBars { noise: 0.0, ..MovingBars::default() };
        let samples = still.dataset(Seed(1)).train;
        let brightest = |frame: &[f32]| -> Vec<usize> { (0..PIXELS).filter(|&pixel| frame[pixel] == 1.0).collect() };
        for (both, next) in samples.ports[0].chunks_exact(128).zip(samples.ports[2].chunks_exact(64)) {
            let places = [&both[..64], &both[64..], next].map(brightest);
            assert!(places.iter().all(|pixels| pixels.len() == SIDE));
            // From any two frames the third follows: by rows or columns, around the edge.
            let is_row = places[0][1] == places[0][0] + 1;
            let place = |pixels: &[usize]| if is_row { pixels[0] / SIDE } else { pixels[0] };
            let [first, second, third] = [0, 1, 2].map(|frame| place(&places[frame]));
            assert_eq!((2 * second + SIDE - first) % SIDE, third);
        }
        // Copying the last frame: 16 of 64 pixels are wrong by 1, and the noise of two frames.
        let noisy = MovingBars::default();
        let samples = noisy.dataset(Seed(1)).test;
        let copied = noisy.take(0, Seen { samples: &samples, output: &samples.ports[1], units: PIXELS });
        assert!((copied - 0.27).abs() < 0.005, "{copied}");
        // Always the mean, 1/8: ⅛·⅞ and the noise of one.
        let mean = noisy.take(0, Seen { samples: &samples, output: &vec![0.125; samples.count * PIXELS], units: PIXELS });
        assert!((mean - (0.125 * 0.875 + 0.01)).abs() < 0.005, "{mean}");
    }
}
