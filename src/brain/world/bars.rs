//! Lines that come and go independently: what there is to find in a picture is not pixels.

use super::statistics::correlations;
use super::{Content, Dataset, Nature, Port, Seen, WorldMeasure};
use crate::option;
use crate::seed::{Generator, Seed, fill_normal};
use rand::RngExt;

option! {
    /// 8×8 pixels; each of 8 rows and 8 columns is there with `probability`, 1 where any is, else 0; plus `noise` · ξ. Source: Földiák 1990.
    pub struct Bars {
        /// How probable each bar is.
        pub probability: f64 = 0.125, linear(0.0, 1.0), "", live;
        /// Deviation of every pixel's noise.
        pub noise: f64 = 0.0, linear(0.0, 10.0), "", live;
    }
}

const SIDE: usize = 8;
const PIXELS: usize = SIDE * SIDE;
const BARS: usize = 2 * SIDE;
const TRAIN: usize = 4096;
const TEST: usize = 2048;
/// A unit that goes with a bar this well has found it.
const FOUND: f64 = 0.9;

impl Nature for Bars {
    fn ports(&self) -> Vec<Port> {
        vec![
            Port { name: "image", units: PIXELS, content: Content::Observation, pixels: Some((SIDE, SIDE)) },
            Port { name: "bars", units: BARS, content: Content::Value, pixels: None },
        ]
    }

    fn sample_count(&self) -> usize {
        TRAIN + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        Dataset::drawn(self, seed.stream("world", "bars").at(0), [TRAIN, TEST], Vec::new())
    }

    fn is_endless(&self) -> bool {
        true
    }

    fn draw(&self, _truth: &[f32], generator: &mut Generator, ports: &mut [Vec<f32>]) {
        let [images, truths] = ports else { return };
        fill_normal(generator, self.noise as f32, images);
        for (image, bars) in images.chunks_exact_mut(PIXELS).zip(truths.chunks_exact_mut(BARS)) {
            bars.iter_mut().for_each(|bar| *bar = f32::from(generator.random_bool(self.probability)));
            for (pixel, x) in image.iter_mut().enumerate() {
                *x += bars[pixel / SIDE].max(bars[SIDE + pixel % SIDE]);
            }
        }
    }

    fn measures(&self) -> &'static [WorldMeasure] {
        &[WorldMeasure { key: "bars_found", title: "bars with a unit of their own (|r| ≥ 0.9)", unit: "bars", prominent: true }]
    }

    /// Each unit counts for the bar that it goes with best.
    fn take(&self, _index: usize, seen: Seen<'_>) -> f64 {
        let with_bars = correlations(seen.output, seen.units, &seen.samples.ports[1], BARS);
        let mut found = [false; BARS];
        for unit in with_bars.chunks_exact(BARS) {
            let best = unit.iter().map(|r| r.abs()).enumerate().filter(|(_, r)| r.is_finite()).max_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((bar, _)) = best.filter(|(_, r)| *r >= FOUND) {
                found[bar] = true;
            }
        }
        found.iter().filter(|&&found| found).count() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_come_as_often_as_they_should_and_make_the_image() {
        let world = Bars::default();
        let part = world.dataset(Seed(1)).train;
        let rate = part.ports[1].iter().sum::<f32>() / part.ports[1].len() as f32;
        assert!((rate - 0.125).abs() < 0.005, "{rate}");
        // A pixel is dark only where neither of its bars is: (1 − p)².
        let light = part.ports[0].iter().sum::<f32>() / part.ports[0].len() as f32;
        assert!((light - (1.0 - 0.875_f32.powi(2))).abs() < 0.005, "{light}");
        let seen = |output, units| Seen { samples: &part, output, units };
        assert_eq!(world.take(0, seen(&part.ports[1], BARS)), 16.0);
        assert_eq!(world.take(0, seen(&part.ports[0], PIXELS)), 0.0, "a pixel is no bar");
    }
}
