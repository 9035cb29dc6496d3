//! Two eyes that see nearly the same; either can be closed.

use super::statistics::fit;
use super::{Content, Dataset, Nature, Port, Seen, WorldMeasure};
use crate::option;
use crate::seed::{Generator, Seed, fill_normal};

option! {
    /// `x = (c + private ξ₁, c + private ξ₂)`, c ~ N(0, 1); of an eye that is closed 0.1 ξ is left, of one half open half of each. What is tested
    /// has both eyes open. Source: Wiesel & Hubel 1963; Miller, Keller & Stryker 1989.
    pub struct TwoEyes {
        /// How open the left eye is.
        pub left: f64 = 1.0, linear(0.0, 1.0), "", live;
        /// How open the right eye is.
        pub right: f64 = 1.0, linear(0.0, 1.0), "", live;
        /// Deviation of what only one eye sees.
        pub private: f64 = 0.7, linear(0.0, 10.0), "", live;
    }
}

const TRAIN: usize = 2048;
const TEST: usize = 1024;
/// What is left in a closed eye.
const DARK: f32 = 0.1;

impl Nature for TwoEyes {
    fn ports(&self) -> Vec<Port> {
        vec![Port { name: "eyes", units: 2, content: Content::Observation, pixels: None }]
    }

    fn sample_count(&self) -> usize {
        TRAIN + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        let open = Self { left: 1.0, right: 1.0, ..self.clone() };
        Dataset::drawn(&open, seed.stream("world", "two eyes").at(0), [TRAIN, TEST], Vec::new())
    }

    fn is_endless(&self) -> bool {
        true
    }

    fn draw(&self, _truth: &[f32], generator: &mut Generator, ports: &mut [Vec<f32>]) {
        let openness = [self.left as f32, self.right as f32];
        for eyes in ports[0].chunks_exact_mut(2) {
            let mut drawn = [0.0; 5];
            fill_normal(generator, 1.0, &mut drawn);
            let [common, own @ .., dark_left, dark_right] = drawn;
            for (eye, (x, dark)) in eyes.iter_mut().zip([dark_left, dark_right]).enumerate() {
                *x = openness[eye] * (common + self.private as f32 * own[eye]) + (1.0 - openness[eye]) * DARK * dark;
            }
        }
    }

    fn measures(&self) -> &'static [WorldMeasure] {
        &[WorldMeasure { key: "dominance", title: "ocular dominance (−1 left … 1 right)", unit: "", prominent: true }]
    }

    /// (|w_right| − |w_left|)/(|w_right| + |w_left|), mean over the units, w what each eye counts for a unit's output.
    fn take(&self, _index: usize, seen: Seen<'_>) -> f64 {
        let weights = fit(&seen.samples.ports[0], 2, seen.output, seen.units).weights;
        weights.iter().map(|w| (w[1].abs() - w[0].abs()) / (w[1].abs() + w[0].abs())).sum::<f64>() / weights.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eyes_agree_as_much_as_they_share_and_a_closed_one_is_dark() {
        let variance = |world: &TwoEyes| {
            let mut ports = vec![vec![0.0; 20_000]];
            world.draw(&[], &mut Seed(1).stream("test", "eyes").at(0), &mut ports);
            let mean = |product: &dyn Fn(&[f32]) -> f32| ports[0].chunks_exact(2).map(product).sum::<f32>() / 10_000.0;
            [mean(&|x| x[0] * x[0]), mean(&|x| x[0] * x[1]), mean(&|x| x[1] * x[1])]
        };
        for (found, expected) in variance(&TwoEyes::default()).into_iter().zip([1.49, 1.0, 1.49]) {
            assert!((found - expected).abs() < 0.06, "{found} {expected}");
        }
        let [left, both, right] = variance(&TwoEyes { left: 0.0, ..TwoEyes::default() });
        assert!((left - 0.01).abs() < 0.001 && both.abs() < 0.01 && (right - 1.49).abs() < 0.06);
    }

    #[test]
    fn dominance_is_by_what_counts() {
        let world = TwoEyes::default();
        let samples = world.dataset(Seed(1)).test;
        let take = |left: f32, right: f32| {
            let output: Vec<f32> = samples.ports[0].chunks_exact(2).flat_map(|x| [left * x[0] + right * x[1], -left * x[0] - right * x[1]]).collect();
            world.take(0, Seen { samples: &samples, output: &output, units: 2 })
        };
        assert!((take(1.0, 0.0) + 1.0).abs() < 1e-4 && take(1.0, -1.0).abs() < 1e-4 && (take(1.0, 3.0) - 0.5).abs() < 1e-4);
    }
}
