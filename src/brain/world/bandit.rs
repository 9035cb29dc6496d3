//! Slot machines: nothing to see, one lever to pull, and nobody says what the others would have brought.

use super::{Content, Dataset, Nature, Port, Samples};
use crate::option;
use crate::seed::{Generator, Seed, fill_normal};
use rand::seq::SliceRandom;

option! {
    /// What arm a brings: `r_a = m_a + noise · ξ`, drawn anew at every tick. The best arm's m is 1, the others' are spread evenly from 0 to
    /// 1 − `lead`, in an order of the seed (SCIENCE R9). The observation is always 1; tests hold the means themselves. Source: Robbins 1952.
    pub struct Bandit {
        /// How many arms.
        pub arms: usize = 10, linear(2.0, 1000.0), "arms", fixed;
        /// How much more the best arm brings, on average, than the next.
        pub lead: f64 = 0.2, linear(0.0, 1.0), "", fixed;
        /// Deviation of what an arm brings.
        pub noise: f64 = 0.3, linear(0.0, 10.0), "", live;
    }
}

const TRAIN: usize = 512;
const TEST: usize = 1;

impl Bandit {
    /// m of every arm.
    fn means(&self, seed: Seed) -> Vec<f32> {
        let others = self.arms - 1;
        let step = (1.0 - self.lead) / others.saturating_sub(1).max(1) as f64;
        let mut means: Vec<f32> = (0..others).map(|arm| (step * arm as f64) as f32).chain([1.0]).collect();
        means.shuffle(&mut seed.stream("world", "bandit arms").at(0));
        means
    }

    fn fill(means: &[f32], noise: f32, generator: &mut Generator, ports: &mut [Vec<f32>]) {
        let best = (0..means.len()).max_by(|&a, &b| means[a].total_cmp(&means[b])).unwrap_or(0);
        let [sight, rewards, label] = ports else { return };
        sight.fill(1.0);
        fill_normal(generator, noise, rewards);
        label.fill(0.0);
        for (rewards, label) in rewards.chunks_exact_mut(means.len()).zip(label.chunks_exact_mut(means.len())) {
            rewards.iter_mut().zip(means).for_each(|(reward, mean)| *reward += mean);
            label[best] = 1.0;
        }
    }
}

impl Nature for Bandit {
    fn ports(&self) -> Vec<Port> {
        vec![
            Port { name: "sight", units: 1, content: Content::Observation, pixels: None },
            Port { name: "rewards", units: self.arms, content: Content::Value, pixels: None },
            Port { name: "best", units: self.arms, content: Content::Label, pixels: None },
        ]
    }

    fn sample_count(&self) -> usize {
        TRAIN + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        let means = self.means(seed);
        let mut generator = seed.stream("world", "bandit").at(0);
        let mut part = |count: usize, noise: f64| {
            let mut ports = vec![vec![0.0; count], vec![0.0; count * self.arms], vec![0.0; count * self.arms]];
            Self::fill(&means, noise as f32, &mut generator, &mut ports);
            Samples { count, ports }
        };
        Dataset { train: part(TRAIN, self.noise), test: part(TEST, 0.0), truth: means }
    }

    fn is_endless(&self) -> bool {
        true
    }

    /// There is nothing to see: the picture is what every arm brings.
    fn shown(&self) -> &'static [usize] {
        &[1]
    }

    fn draw(&self, truth: &[f32], generator: &mut Generator, ports: &mut [Vec<f32>]) {
        Self::fill(truth, self.noise as f32, generator, ports);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arms_bring_their_means_on_average_and_the_best_leads() {
        let bandit = Bandit::default();
        let dataset = bandit.dataset(Seed(3));
        let mut sorted = dataset.truth.clone();
        sorted.sort_by(f32::total_cmp);
        assert_eq!((sorted[0], sorted[9]), (0.0, 1.0));
        assert!((sorted[8] - 0.8).abs() < 1e-6);
        assert_eq!(dataset.test.ports[1], dataset.truth);
        for arm in 0..10 {
            let mean = dataset.train.ports[1].iter().skip(arm).step_by(10).sum::<f32>() / TRAIN as f32;
            assert!((mean - dataset.truth[arm]).abs() < 5.0 * 0.3 / (TRAIN as f32).sqrt(), "arm {arm}: {mean}");
            assert_eq!(dataset.train.ports[2][arm] == 1.0, dataset.truth[arm] == 1.0);
        }
    }
}
