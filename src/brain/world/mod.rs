//! Where observations and targets come from.
//!
//! Most worlds are data sets: a training part that is lived through epoch by epoch, reshuffled each time, and a test part that is never
//! lived. Others draw every sample anew. A world keeps nothing but its knobs; what it made is a [`Dataset`], shared by all who live in it.

mod bandit;
mod digits;
mod gaussian;
mod linear_teacher;
mod moons;
mod random_labels;
mod rings;
mod spirals;
mod transform;
mod xor;

pub use bandit::Bandit;
pub use digits::Digits;
pub use gaussian::Gaussian;
pub use linear_teacher::LinearTeacher;
pub use moons::Moons;
pub use random_labels::RandomLabels;
pub use rings::Rings;
pub use spirals::Spirals;
pub use transform::{Transform, blur};
pub use xor::Xor;

use crate::family;
use crate::seed::{Generator, Seed};
use std::fmt::Debug;

family! {
    /// What there is to see and to learn.
    pub enum World: dyn Nature {
        Digits = "digits", "Handwritten digits", "1 797 images of 8×8 pixels in [0, 1], 10 classes", "Alpaydin & Kaynak 1998, UCI (CC BY 4.0)";
        Xor = "xor", "Exclusive or", "four clusters, opposite corners share a class", "Minsky & Papert 1969";
        Spirals = "spirals", "Spirals", "intertwined spiral arms, one class an arm", "Lang & Witbrock 1988";
        Moons = "moons", "Two moons", "two interlocking half circles", "scikit-learn's make_moons";
        Rings = "rings", "Rings", "a ring around a ring", "scikit-learn's make_circles";
        LinearTeacher = "linear_teacher", "Linear teacher", "t = T x + noise, T fixed and unknown", "Saxe, McClelland & Ganguli 2014";
        Gaussian = "gaussian", "Gaussian cloud", "x ~ N(0, R Λ Rᵀ), R random, Λ chosen", "Oja 1982";
        RandomLabels = "random_labels", "Random labels", "noise with labels that mean nothing", "Zhang et al. 2017";
        Bandit = "bandit", "Slot machines", "r_a = m_a + noise · ξ: ten arms, one pull, no word of the others", "Robbins 1952";
    }
}

/// What a port carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// An observation.
    Observation,
    /// A class, as one-hot vector.
    Label,
    /// A vector to come near to.
    Value,
}

/// An output of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its name: `world.image`.
    pub name: &'static str,
    /// How many numbers.
    pub units: usize,
    /// What they are.
    pub content: Content,
    /// Width and height where the numbers are pixels.
    pub pixels: Option<(usize, usize)>,
}

/// Samples of every port, in the ports' order; each is samples × units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples {
    /// How many.
    pub count: usize,
    /// One buffer a port.
    pub ports: Vec<Vec<f32>>,
}

impl Samples {
    /// The first `count` samples, or all if there are fewer.
    pub fn first(&self, count: usize) -> Self {
        let count = count.min(self.count);
        let ports = self.ports.iter().map(|port| port[..port.len() / self.count.max(1) * count].to_vec()).collect();
        Self { count, ports }
    }
}

/// What a world made of a seed.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// What is lived through.
    pub train: Samples,
    /// What is only ever measured on.
    pub test: Samples,
    /// What is hidden behind the samples (axes, a teacher), for endless drawing and for measuring; never learned from.
    pub truth: Vec<f32>,
}

/// The behaviour of a world.
pub trait Nature: Debug {
    /// Its outputs; the first one is the observation.
    fn ports(&self) -> Vec<Port>;

    /// How many samples it will make, before it makes any: what bounds its memory.
    fn sample_count(&self) -> usize;

    /// Makes its samples.
    fn dataset(&self, seed: Seed) -> Dataset;

    /// Whether every tick is drawn anew, instead of going through the samples epoch by epoch.
    fn is_endless(&self) -> bool {
        false
    }

    /// Fills the ports' buffers with new samples, in an endless world, from the truth that its data set holds.
    fn draw(&self, _truth: &[f32], _generator: &mut Generator, _ports: &mut [Vec<f32>]) {}

    /// Blur of what is lived (never of what is tested), in \[0, 1\]: 1 is half the resolution.
    fn blur(&self) -> f64 {
        0.0
    }
}

/// A picture of samples, in no toolkit's terms.
#[derive(Clone, Debug, PartialEq)]
pub enum Picture {
    /// Grey images in \[0, 1\], all of one size, with their classes.
    Images {
        /// Pixels in a row.
        width: usize,
        /// Rows of pixels.
        height: usize,
        /// The images.
        images: Vec<(Vec<f32>, Option<usize>)>,
    },
    /// Points in a plane, with their classes.
    Points(Vec<([f32; 2], usize)>),
    /// Vectors, one row each.
    Vectors(Vec<Vec<f32>>),
}

impl World {
    /// A picture of the first `count` samples that are lived through.
    pub fn picture(&self, dataset: &Dataset, count: usize) -> Picture {
        let ports = self.as_dyn().ports();
        let shown = dataset.train.first(count);
        let class_of = |sample: usize| {
            let label = ports.iter().position(|port| port.content == Content::Label)?;
            let units = ports[label].units;
            let row = &shown.ports[label][sample * units..(sample + 1) * units];
            row.iter().position(|&value| value > 0.5)
        };
        let samples = shown.ports[0].chunks_exact(ports[0].units).enumerate();
        match (ports[0].pixels, ports[0].units) {
            (Some((width, height)), _) => Picture::Images { width, height, images: samples.map(|(i, pixels)| (pixels.to_vec(), class_of(i))).collect() },
            (None, 2) => Picture::Points(samples.map(|(i, point)| ([point[0], point[1]], class_of(i).unwrap_or(0))).collect()),
            _ => Picture::Vectors(shown.ports[0].chunks_exact(ports[0].units).map(<[f32]>::to_vec).collect()),
        }
    }
}

/// Makes a data set of labelled points: `point` draws sample `index` of a class.
fn labelled(
    classes: usize,
    units: usize,
    (train, test): (usize, usize),
    mut generator: Generator,
    mut point: impl FnMut(&mut Generator, usize, &mut [f32]),
) -> Dataset {
    let mut part = |count: usize| {
        let (mut points, mut labels) = (vec![0.0; count * units], vec![0.0; count * classes]);
        for sample in 0..count {
            let class = sample % classes;
            point(&mut generator, class, &mut points[sample * units..(sample + 1) * units]);
            labels[sample * classes + class] = 1.0;
        }
        Samples { count, ports: vec![points, labels] }
    };
    Dataset { train: part(train), test: part(test), truth: Vec::new() }
}

/// The ports of a world of labelled points in the plane.
fn plane_ports(classes: usize) -> Vec<Port> {
    vec![
        Port { name: "point", units: 2, content: Content::Observation, pixels: None },
        Port { name: "label", units: classes, content: Content::Label, pixels: None },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_world_keeps_its_promises() {
        for world in World::all() {
            let nature = world.as_dyn();
            let ports = nature.ports();
            let dataset = nature.dataset(Seed(5));
            assert_eq!(ports[0].content, Content::Observation, "{}", world.name());
            assert_eq!(nature.sample_count(), dataset.train.count + dataset.test.count, "{}", world.name());
            assert_eq!(dataset, nature.dataset(Seed(5)), "{} is not reproducible", world.name());
            for part in [&dataset.train, &dataset.test] {
                assert!(part.count > 0);
                for (port, values) in ports.iter().zip(&part.ports) {
                    assert_eq!(values.len(), part.count * port.units, "{}.{}", world.name(), port.name);
                    assert!(values.iter().all(|v| v.is_finite()));
                    if port.content == Content::Label {
                        assert!(values.chunks(port.units).all(|row| row.iter().sum::<f32>() == 1.0));
                    }
                }
            }
            // Everything of a sample, since there are worlds that always look the same.
            let whole = |part: &Samples, sample: usize| -> Vec<u32> {
                let of_port = |(port, values): (&Port, &Vec<f32>)| values[sample * port.units..(sample + 1) * port.units].to_vec();
                ports.iter().zip(&part.ports).flat_map(of_port).map(f32::to_bits).collect()
            };
            let train: std::collections::HashSet<Vec<u32>> = (0..dataset.train.count).map(|sample| whole(&dataset.train, sample)).collect();
            let shared = (0..dataset.test.count).filter(|&sample| train.contains(&whole(&dataset.test, sample))).count();
            assert_eq!(shared, 0, "{}: train and test share samples", world.name());
            match world.picture(&dataset, 12) {
                Picture::Images { images, width, height } => assert!(images.len() == 12 && images[0].0.len() == width * height),
                Picture::Points(points) => assert_eq!(points.len(), 12),
                Picture::Vectors(vectors) => assert_eq!(vectors.len(), 12),
            }
        }
    }
}
