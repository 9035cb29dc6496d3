//! A light that wanders around a ring: what changes fast, pixels, comes of something that changes slowly.

use super::statistics::{fit, speeds};
use super::{Content, Dataset, Nature, Port, Samples, Seen, WorldMeasure};
use crate::option;
use crate::seed::{Generator, Seed, fill_normal};
use rand::RngExt;
use std::f32::consts::TAU;

option! {
    /// `x_i = exp(−½ d(i, φ)²/width²) − mean + noise · ξ_i`, d the shorter way around the ring in turns, the mean that of the light over the
    /// ring; `φ ← φ + step · ξ`. A film (SCIENCE F).
    /// What is slowest in it is (cos φ, sin φ). Source: after Wiskott & Sejnowski 2002.
    pub struct RingBlob {
        /// Pixels of the ring.
        pub pixels: usize = 24, linear(4.0, 256.0), "pixels", fixed;
        /// Width of the light.
        pub width: f64 = 0.08, linear(0.005, 0.5), "turns", fixed;
        /// How far it wanders from frame to frame (deviation).
        pub step: f64 = 0.05, linear(0.0, 0.5), "turns", fixed;
        /// Deviation of every pixel's noise.
        pub noise: f64 = 0.1, linear(0.0, 10.0), "", fixed;
    }
}

const TRAIN: usize = 16_384;
const TEST: usize = 16_384;

impl RingBlob {
    fn film(&self, count: usize, generator: &mut Generator) -> Samples {
        let mut phase: f32 = generator.random();
        let (mut frames, mut phases) = (vec![0.0; count * self.pixels], vec![0.0; count * 2]);
        fill_normal(generator, self.noise as f32, &mut frames);
        let light = |way: f32| (-0.5 * (way.min(1.0 - way) / self.width as f32).powi(2)).exp();
        let mean = (0..self.pixels).map(|pixel| light(pixel as f32 / self.pixels as f32)).sum::<f32>() / self.pixels as f32;
        for (frame, truth) in frames.chunks_exact_mut(self.pixels).zip(phases.chunks_exact_mut(2)) {
            for (pixel, x) in frame.iter_mut().enumerate() {
                *x += light((pixel as f32 / self.pixels as f32 - phase).rem_euclid(1.0)) - mean;
            }
            (truth[1], truth[0]) = (phase * TAU).sin_cos();
            let mut step = [0.0];
            fill_normal(generator, self.step as f32, &mut step);
            phase = (phase + step[0]).rem_euclid(1.0);
        }
        Samples { count, ports: vec![frames, phases] }
    }
}

impl Nature for RingBlob {
    fn ports(&self) -> Vec<Port> {
        vec![
            Port { name: "ring", units: self.pixels, content: Content::Observation, pixels: None },
            Port { name: "phase", units: 2, content: Content::Value, pixels: None },
        ]
    }

    fn sample_count(&self) -> usize {
        TRAIN + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        let mut generator = seed.stream("world", "ring blob").at(0);
        Dataset { train: self.film(TRAIN, &mut generator), test: self.film(TEST, &mut generator), truth: Vec::new() }
    }

    fn is_film(&self) -> bool {
        true
    }

    fn measures(&self) -> &'static [WorldMeasure] {
        &[
            WorldMeasure { key: "speed", title: "speed (Δ), mean of its components", unit: "", prominent: false },
            WorldMeasure { key: "speed_excess", title: "speed above the slowest possible, part", unit: "", prominent: true },
            WorldMeasure { key: "phase_known", title: "where the light is, R² from its output", unit: "", prominent: true },
        ]
    }

    fn fits(&self, index: usize, units: usize) -> bool {
        index == 2 || units <= self.pixels
    }

    fn take(&self, index: usize, seen: Seen<'_>) -> f64 {
        if index == 2 {
            let explained = fit(seen.output, seen.units, &seen.samples.ports[1], 2).explained;
            return explained.iter().sum::<f64>() / 2.0;
        }
        // What does not vary says nothing: it counts as noise does.
        let mean = |speeds: &[f64]| (0..seen.units).map(|place| speeds.get(place).copied().unwrap_or(2.0)).sum::<f64>() / seen.units as f64;
        let own = mean(&speeds(seen.output, seen.units));
        if index == 0 { own } else { own / mean(&speeds(&seen.samples.ports[0], self.pixels)) - 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_light_wanders_slowly_and_is_where_the_truth_says() {
        let world = RingBlob { noise: 0.0, ..RingBlob::default() };
        let film = world.dataset(Seed(2)).train;
        let angle = |truth: &[f32]| truth[1].atan2(truth[0]) / TAU;
        for (frame, truth) in film.ports[0].chunks_exact(24).zip(film.ports[1].chunks_exact(2)) {
            let brightest = (0..24).max_by(|&a, &b| frame[a].total_cmp(&frame[b])).unwrap();
            let off = (brightest as f32 / 24.0 - angle(truth)).rem_euclid(1.0);
            assert!(off.min(1.0 - off) <= 0.5 / 24.0 + 1e-3, "{off}");
        }
        let steps: Vec<f32> = film.ports[1].windows(4).step_by(2).map(|pair| (angle(&pair[2..]) - angle(&pair[..2]) + 0.5).rem_euclid(1.0) - 0.5).collect();
        let deviation = (steps.iter().map(|step| step * step).sum::<f32>() / steps.len() as f32).sqrt();
        assert!((deviation - 0.05).abs() < 0.002, "{deviation}");
    }

    /// A walk of deviation σ on a circle has Δ = 2 (1 − exp(−½ (2πσ)²)) in cos and sin.
    #[test]
    fn its_slowest_parts_are_cosine_and_sine_of_the_phase() {
        let world = RingBlob { noise: 0.0, ..RingBlob::default() };
        let samples = world.dataset(Seed(2)).test;
        let seen = |output, units| Seen { samples: &samples, output, units };
        let truth = world.take(0, seen(&samples.ports[1], 2));
        let theory = 2.0 * (1.0 - (-0.5 * (f64::from(TAU) * 0.05).powi(2)).exp());
        assert!((truth / theory - 1.0).abs() < 0.15, "{truth} {theory}");
        assert!(world.take(1, seen(&samples.ports[1], 2)).abs() < 0.02);
        assert!(world.take(2, seen(&samples.ports[1], 2)) > 0.999);
        assert!(world.take(1, seen(&samples.ports[0][..TEST * 2], 2)) > 0.5, "two lists of pixels are fast");
    }
}
