//! Where observations and targets come from.
//!
//! Most worlds are data sets: a training part that is lived through epoch by epoch, reshuffled each time, and a test part that is never
//! lived. Others draw every sample anew, or are films, whose frames follow one another. A world keeps nothing but its knobs; what it made is a [`Dataset`], shared by all who live in it.

mod bandit;
mod bars;
mod digits;
mod gaussian;
mod laplace_mixture;
mod linear_teacher;
mod moons;
mod mover;
mod moving_bars;
mod natural_patches;
mod noisy_tv;
mod picture;
mod proto_face;
mod random_labels;
mod ring_blob;
mod ring_of_8;
mod rings;
mod shifted_digits;
mod spirals;
mod statistics;
mod stereogram;
mod transform;
mod two_eyes;
mod xor;

pub use bandit::Bandit;
pub use bars::Bars;
pub use digits::Digits;
pub use gaussian::Gaussian;
pub use laplace_mixture::LaplaceMixture;
pub use linear_teacher::LinearTeacher;
pub use moons::Moons;
pub use mover::Mover;
pub use moving_bars::MovingBars;
pub use natural_patches::NaturalPatches;
pub use noisy_tv::NoisyTv;
pub use picture::{Picture, grey};
pub use proto_face::ProtoFace;
pub use random_labels::RandomLabels;
pub use ring_blob::RingBlob;
pub use ring_of_8::RingOf8;
pub use rings::Rings;
pub use shifted_digits::ShiftedDigits;
pub use spirals::Spirals;
pub use stereogram::Stereogram;
pub use transform::{Transform, blur};
pub use two_eyes::TwoEyes;
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
        RingBlob = "ring_blob", "Light on a ring", "x_i = exp(−½ (i − φ)²/w²) − mean + noise,  φ ← φ + step · ξ: a film", "Wiskott & Sejnowski 2002";
        Bars = "bars", "Bars", "8×8 pixels, each of 16 lines there with p = 1/8", "Földiák 1990";
        LaplaceMixture = "laplace_mixture", "Mixed sources", "x = A s, s independent with heavy tails, A unknown", "Bell & Sejnowski 1995";
        NaturalPatches = "natural_patches", "Natural patches", "12×12 pixels of photographs, whitened", "Olshausen & Field 1996";
        MovingBars = "moving_bars", "Moving bars", "8×8 pixels, a line that moves: two frames, and the next", "Lotter, Kreiman & Cox 2017";
        ShiftedDigits = "shifted_digits", "Two views of a digit", "one digit twice, each moved by up to a pixel, with noise", "Becker & Hinton 1992";
        Stereogram = "stereogram", "Depth in dots", "dots ±1 at two places, seen with two eyes: the right one's are moved by the depth", "Becker & Hinton 1992; Julesz 1971";
        TwoEyes = "two_eyes", "Two eyes", "x = (c + 0.7 ξ₁, c + 0.7 ξ₂), a closed eye 0.1 ξ", "Wiesel & Hubel 1963; Miller, Keller & Stryker 1989";
        Mover = "mover", "Hands that move things", "8 places: hands, balls, things that rest; a face that looks at a hand", "Ullman, Harari & Dorfman 2012";
        ProtoFace = "proto_face", "Faces in noise", "11×11 pixels: faces, faces upside down, and neither", "Johnson et al. 1991; Ullman, Harari & Dorfman 2012";
        NoisyTv = "noisy_tv", "Three rooms", "one where there is something to learn, one where nothing happens, one with a noisy TV", "Schmidhuber 1991; Burda et al. 2019";
        RingOf8 = "ring_of_8", "Ring of eight", "eight small clouds on a circle, and noise z to make them of", "Metz et al. 2017";
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

impl Dataset {
    /// What an endless world draws to be measured on, so many samples to train and to test.
    pub fn drawn(world: &dyn Nature, mut generator: Generator, [train, test]: [usize; 2], truth: Vec<f32>) -> Self {
        let mut part = |count: usize| {
            let mut ports: Vec<Vec<f32>> = world.ports().iter().map(|port| vec![0.0; count * port.units]).collect();
            world.draw(&truth, &mut generator, &mut ports);
            Samples { count, ports }
        };
        let (train, test) = (part(train), part(test));
        Self { train, test, truth }
    }
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

    /// Whether its samples are the frames of a film: lived one after another from a place of each life's own, never shuffled, over again at the
    /// end; and measured on as its first frames, each of which has the one before as its past.
    fn is_film(&self) -> bool {
        false
    }

    /// Blur of what is lived (never of what is tested), in \[0, 1\]: 1 is half the resolution.
    fn blur(&self) -> f64 {
        0.0
    }

    /// Which numbers look black and white in its images.
    fn contrast(&self) -> [f32; 2] {
        [0.0, 1.0]
    }

    /// Which ports a picture of it shows.
    fn shown(&self) -> &'static [usize] {
        &[0]
    }

    /// What it can tell about an area, from what it knows and nobody is told; recorded as `key.area`.
    fn measures(&self) -> &'static [WorldMeasure] {
        &[]
    }

    /// Whether the measure at `index` says something about an output of so many units.
    fn fits(&self, _index: usize, _units: usize) -> bool {
        true
    }

    /// Takes the measure at `index`; no number where there is nothing to tell.
    fn take(&self, _index: usize, _seen: Seen<'_>) -> f64 {
        f64::NAN
    }
}

/// Something that a world can tell about an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorldMeasure {
    /// Its name in files: `bars_found`.
    pub key: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Its unit, empty for a pure number; angles (°) are plotted with the alignments, the rest with the losses.
    pub unit: &'static str,
    /// Whether the plot shows it unless told otherwise.
    pub prominent: bool,
}

/// What an area made of the samples that are only tested on.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The samples.
    pub samples: &'a Samples,
    /// The area's output, samples × units.
    pub output: &'a [f32],
    /// How many units.
    pub units: usize,
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
            // Where every sample is drawn anew from few that there are, some come again: nobody could learn them by heart all the same.
            if nature.is_endless() {
                continue;
            }
            // Everything of a sample, since there are worlds that always look the same.
            let whole = |part: &Samples, sample: usize| -> Vec<u32> {
                let of_port = |(port, values): (&Port, &Vec<f32>)| values[sample * port.units..(sample + 1) * port.units].to_vec();
                ports.iter().zip(&part.ports).flat_map(of_port).map(f32::to_bits).collect()
            };
            let train: std::collections::HashSet<Vec<u32>> = (0..dataset.train.count).map(|sample| whole(&dataset.train, sample)).collect();
            let shared = (0..dataset.test.count).filter(|&sample| train.contains(&whole(&dataset.test, sample))).count();
            assert_eq!(shared, 0, "{}: train and test share samples", world.name());
        }
    }
}
