//! Three rooms: one where there is something to learn, one where nothing happens, and one with a television that shows noise.

use super::{Content, Dataset, Nature, Port, Seen, WorldMeasure};
use crate::option;
use crate::seed::{Generator, Seed, fill_normal};

option! {
    /// What is seen, x ~ N(0, I), is the same in all rooms; what follows differs. In the laboratory it is `√2 sin(1.5 A x)` with a fixed, unknown A ~ N(0, 1/8):
    /// always the same after the same. In the empty room it is 0. On the television it is `noise · ξ`: nothing tells what comes next.
    /// Source: Schmidhuber 1991; Burda et al. 2019.
    pub struct NoisyTv {
        /// Deviation of what the television shows; what happens in the laboratory has about 1.
        pub noise: f64 = 1.0, linear(0.0, 10.0), "", live;
    }
}

const SEEN: usize = 8;
const OUTCOME: usize = 4;
const ROOMS: usize = 3;
/// How bent the law of the laboratory is.
const STEEPNESS: f32 = 1.5;
const TRAIN: usize = 512;
const TEST: usize = 512;

impl Nature for NoisyTv {
    fn ports(&self) -> Vec<Port> {
        let outcome = |name| Port { name, units: OUTCOME, content: Content::Value, pixels: None };
        vec![
            Port { name: "sight", units: SEEN, content: Content::Observation, pixels: None },
            outcome("laboratory"),
            outcome("empty_room"),
            outcome("television"),
        ]
    }

    fn sample_count(&self) -> usize {
        TRAIN + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        let mut law = vec![0.0; OUTCOME * SEEN];
        fill_normal(&mut seed.stream("world", "laboratory").at(0), (SEEN as f32).powf(-0.5), &mut law);
        Dataset::drawn(self, seed.stream("world", "three rooms").at(0), [TRAIN, TEST], law)
    }

    fn is_endless(&self) -> bool {
        true
    }

    fn draw(&self, law: &[f32], generator: &mut Generator, ports: &mut [Vec<f32>]) {
        let [sight, laboratory, empty, television] = ports else { return };
        fill_normal(generator, 1.0, sight);
        for (sight, outcome) in sight.chunks_exact(SEEN).zip(laboratory.chunks_exact_mut(OUTCOME)) {
            for (outcome, law) in outcome.iter_mut().zip(law.chunks_exact(SEEN)) {
                let sum: f32 = law.iter().zip(sight).map(|(a, x)| a * x).sum();
                *outcome = std::f32::consts::SQRT_2 * (STEEPNESS * sum).sin();
            }
        }
        empty.fill(0.0);
        fill_normal(generator, self.noise as f32, television);
    }

    /// What the three rooms answer, side by side.
    fn shown(&self) -> &'static [usize] {
        &[1, 2, 3]
    }

    fn measures(&self) -> &'static [WorldMeasure] {
        &[
            WorldMeasure { key: "in_laboratory", title: "part of its time in the laboratory", unit: "", prominent: true },
            WorldMeasure { key: "in_empty_room", title: "part of its time in the empty room", unit: "", prominent: true },
            WorldMeasure { key: "at_television", title: "part of its time at the television", unit: "", prominent: true },
        ]
    }

    fn fits(&self, _index: usize, units: usize) -> bool {
        units == ROOMS
    }

    /// Shares of the rooms, where the outputs are shares.
    fn take(&self, index: usize, seen: Seen<'_>) -> f64 {
        let samples = seen.output.chunks_exact(ROOMS);
        let count = samples.len() as f64;
        samples.map(|shares| f64::from(shares[index])).sum::<f64>() / count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_laboratory_is_lawful_and_as_lively_as_the_television() {
        let world = NoisyTv::default();
        let dataset = world.dataset(Seed(2));
        let mean_square = |port: &[f32]| port.iter().map(|x| x * x).sum::<f32>() / port.len() as f32;
        let [_, laboratory, empty, television] = &dataset.train.ports[..] else { panic!() };
        assert!((mean_square(laboratory) - 1.0).abs() < 0.25, "{}", mean_square(laboratory));
        assert!((mean_square(television) - 1.0).abs() < 0.1 && mean_square(empty) == 0.0);
        let mut again = vec![vec![0.0; SEEN * 2], vec![0.0; OUTCOME * 2], vec![0.0; OUTCOME * 2], vec![0.0; OUTCOME * 2]];
        world.draw(&dataset.truth, &mut Seed(9).stream("a", "b").at(0), &mut again);
        let mut twice = again.clone();
        world.draw(&dataset.truth, &mut Seed(9).stream("a", "b").at(0), &mut twice);
        assert_eq!(again, twice);
        let seen = Seen { samples: &dataset.test, output: &[0.5, 0.2, 0.3, 0.1, 0.0, 0.9], units: 3 };
        assert!((world.take(2, seen) - 0.6).abs() < 1e-6 && world.fits(0, 3) && !world.fits(0, 2));
    }
}
