//! Eight small clouds on a circle, for a forger to learn to make.

use super::{Content, Dataset, Nature, Port, Seen, WorldMeasure};
use crate::option;
use crate::seed::{Generator, Seed, fill_normal};
use rand::RngExt;

option! {
    /// Points around one of 8 centres on a circle: `x = radius (cos ¼πk, sin ¼πk) + deviation · ξ`, and z ~ N(0, I) of `noise` numbers to make
    /// points of. Source: Metz, Poole, Pfau & Sohl-Dickstein 2017.
    pub struct RingOf8 {
        /// Radius of the circle.
        pub radius: f64 = 2.0, linear(0.0, 100.0), "", fixed;
        /// Deviation within a cloud.
        pub deviation: f64 = 0.1, linear(1e-3, 10.0), "", fixed;
        /// How many numbers z has.
        pub noise: usize = 4, linear(1.0, 256.0), "units", fixed;
    }
}

const CLOUDS: usize = 8;
const TRAIN: usize = 2048;
const TEST: usize = 2048;
/// Made points within so many deviations of a centre count as its own.
const NEAR: f32 = 3.0;
/// A cloud is made where it gets this part of what would be its share.
const PRESENT: f64 = 0.2;

impl RingOf8 {
    fn centre(&self, cloud: usize) -> [f32; 2] {
        let (sine, cosine) = (cloud as f32 / CLOUDS as f32 * std::f32::consts::TAU).sin_cos();
        [self.radius as f32 * cosine, self.radius as f32 * sine]
    }
}

impl Nature for RingOf8 {
    fn ports(&self) -> Vec<Port> {
        vec![
            Port { name: "point", units: 2, content: Content::Observation, pixels: None },
            Port { name: "noise", units: self.noise, content: Content::Observation, pixels: None },
        ]
    }

    fn sample_count(&self) -> usize {
        TRAIN + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        Dataset::drawn(self, seed.stream("world", "ring of 8").at(0), [TRAIN, TEST], Vec::new())
    }

    fn is_endless(&self) -> bool {
        true
    }

    fn draw(&self, _truth: &[f32], generator: &mut Generator, ports: &mut [Vec<f32>]) {
        let [points, noise] = ports else { return };
        fill_normal(generator, self.deviation as f32, points);
        for point in points.chunks_exact_mut(2) {
            let centre = self.centre(generator.random_range(0..CLOUDS));
            point.iter_mut().zip(centre).for_each(|(x, centre)| *x += centre);
        }
        fill_normal(generator, 1.0, noise);
    }

    fn measures(&self) -> &'static [WorldMeasure] {
        &[
            WorldMeasure { key: "clouds_made", title: "clouds that it makes", unit: "", prominent: true },
            WorldMeasure { key: "in_clouds", title: "its points that lie in a cloud, part", unit: "", prominent: true },
        ]
    }

    fn fits(&self, _index: usize, units: usize) -> bool {
        units == 2
    }

    fn take(&self, index: usize, seen: Seen<'_>) -> f64 {
        let mut made = [0_u32; CLOUDS];
        let points = seen.output.chunks_exact(2);
        let count = points.len() as f64;
        for point in points {
            for (cloud, made) in made.iter_mut().enumerate() {
                let centre = self.centre(cloud);
                if (point[0] - centre[0]).hypot(point[1] - centre[1]) <= NEAR * self.deviation as f32 {
                    *made += 1;
                }
            }
        }
        let share = |made: u32| f64::from(made) / count;
        if index == 0 { made.iter().filter(|&&made| share(made) >= PRESENT / CLOUDS as f64).count() as f64 } else { share(made.iter().sum()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cloud_gets_its_share() {
        let world = RingOf8::default();
        let samples = world.dataset(Seed(1)).train;
        let take = |index, output: &[f32]| world.take(index, Seen { samples: &samples, output, units: 2 });
        assert_eq!(take(0, &samples.ports[0]), 8.0);
        // Two dimensions within three deviations: 1 − exp(−9/2).
        assert!((take(1, &samples.ports[0]) - 0.989).abs() < 0.01, "{}", take(1, &samples.ports[0]));
        let one: Vec<f32> = samples.ports[0].chunks_exact(2).flat_map(|_| [2.0, 0.0]).collect();
        assert_eq!((take(0, &one), take(1, &one)), (1.0, 1.0));
        assert_eq!(take(1, &vec![0.0; 200]), 0.0);
    }
}
