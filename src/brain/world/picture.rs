//! What a world looks like, in no toolkit's terms.

use super::{Content, Dataset, World};

/// A picture of samples.
#[derive(Clone, Debug, PartialEq)]
pub enum Picture {
    /// Grey images in \[0, 1\], all of one size, with their classes.
    Images {
        /// Pixels in a row.
        width: usize,
        /// Rows of pixels.
        height: usize,
        /// How many images each sample consists of: views, frames, things.
        views: usize,
        /// Which numbers are black and white.
        contrast: [f32; 2],
        /// The samples, their images one after another.
        images: Vec<(Vec<f32>, Option<usize>)>,
    },
    /// Points in a plane, with their classes.
    Points(Vec<([f32; 2], usize)>),
    /// Vectors, one row each.
    Vectors(Vec<Vec<f32>>),
    /// The frames of a film, one row each, after the one above it.
    Film(Vec<Vec<f32>>),
}

impl World {
    /// A picture of the first `count` samples that are lived through.
    pub fn picture(&self, dataset: &Dataset, count: usize) -> Picture {
        let ports = self.as_dyn().ports();
        let shown = dataset.train.first(count);
        let row = |port: usize, sample: usize| &shown.ports[port][sample * ports[port].units..(sample + 1) * ports[port].units];
        let label = ports.iter().position(|port| port.content == Content::Label);
        let class_of = |sample: usize| row(label?, sample).iter().position(|&value| value > 0.5);
        let samples = 0..shown.count;
        let seen = self.as_dyn().shown();
        let all = |sample: usize| seen.iter().flat_map(move |&port| row(port, sample)).copied();
        match (ports[0].pixels, ports[0].units) {
            (Some((width, height)), _) if height > 1 => {
                let views = seen.iter().map(|&port| ports[port].units / (width * height)).sum();
                let contrast = self.as_dyn().contrast();
                let image = |sample: usize| all(sample).map(|x| grey(x, contrast)).collect();
                Picture::Images { width, height, views, contrast, images: samples.map(|sample| (image(sample), class_of(sample))).collect() }
            }
            (None, 2) => Picture::Points(samples.map(|sample| ([row(0, sample)[0], row(0, sample)[1]], class_of(sample).unwrap_or(0))).collect()),
            _ if self.as_dyn().is_film() => Picture::Film(samples.map(|sample| all(sample).collect()).collect()),
            _ => Picture::Vectors(samples.map(|sample| all(sample).collect()).collect()),
        }
    }
}

/// How bright a number looks, in \[0, 1\].
pub fn grey(value: f32, [black, white]: [f32; 2]) -> f32 {
    ((value - black) / (white - black)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    #[test]
    fn every_world_can_be_looked_at() {
        for world in World::all() {
            let dataset = world.as_dyn().dataset(Seed(5));
            match world.picture(&dataset, 12) {
                Picture::Images { images, width, height, views, .. } => {
                    assert!(images.len() == 12 && views > 0);
                    assert!(images.iter().all(|(image, _)| image.len() == views * width * height && image.iter().all(|x| (0.0..=1.0).contains(x))));
                }
                Picture::Points(points) => assert_eq!(points.len(), 12),
                Picture::Vectors(vectors) | Picture::Film(vectors) => assert_eq!(vectors.len(), 12),
            }
        }
    }
}
