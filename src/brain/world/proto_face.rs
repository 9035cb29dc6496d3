//! Faces in noise, and an innate idea of a face that is too crude to find most of them.

use super::statistics::area_under_curve;
use super::{Content, Dataset, Nature, Port, Seen, WorldMeasure};
use crate::option;
use crate::seed::{Generator, Seed, fill_normal};
use rand::RngExt;

option! {
    /// 11×11 pixels with noise: a quarter shows a face (two eyes over a mouth, each up to `jitter` pixels off its place), a quarter a face upside
    /// down, half of them three spots anywhere. An innate template, the same face without detail, is compared with each image: `match` is the
    /// cosine, `event` whether it is among the best `share` (SCIENCE F, S25). Source: Johnson et al. 1991; Ullman, Harari & Dorfman 2012.
    pub struct ProtoFace {
        /// Deviation of every pixel's noise.
        pub noise: f64 = 0.5, linear(0.0, 10.0), "", live;
        /// How far each part of a face may be off its place, either way.
        pub jitter: f64 = 1.2, linear(0.0, 5.0), "pixels", live;
        /// The part of images that the innate template reports.
        pub share: f64 = 0.15, linear(0.0, 1.0), "", fixed;
    }
}

const SIDE: usize = 11;
const PIXELS: usize = SIDE * SIDE;
/// Eyes and mouth: x, y from the upper left.
const PARTS: [[f32; 2]; 3] = [[3.0, 3.0], [7.0, 3.0], [5.0, 8.0]];
/// Width of a spot of a face, and of the template's.
const SPOT: f32 = 1.0;
const CRUDE: f32 = 1.6;
const TRAIN: usize = 2048;
const TEST: usize = 2048;
const LOOKED_AT: usize = 4000;

fn add_spot(image: &mut [f32], [x, y]: [f32; 2], width: f32) {
    for (pixel, value) in image.iter_mut().enumerate() {
        let (dx, dy) = ((pixel % SIDE) as f32 - x, (pixel / SIDE) as f32 - y);
        *value += (-0.5 * (dx * dx + dy * dy) / (width * width)).exp();
    }
}

/// What is looked for innately: length 1, mean 0.
fn template() -> Vec<f32> {
    let mut template = vec![0.0; PIXELS];
    PARTS.into_iter().for_each(|part| add_spot(&mut template, part, CRUDE));
    let mean = template.iter().sum::<f32>() / PIXELS as f32;
    template.iter_mut().for_each(|x| *x -= mean);
    let length = template.iter().map(|x| x * x).sum::<f32>().sqrt();
    template.iter_mut().for_each(|x| *x /= length);
    template
}

impl ProtoFace {
    /// Draws images, labels and matches; events too, where the truth holds the threshold behind the template.
    fn fill(&self, truth: &[f32], generator: &mut Generator, ports: &mut [Vec<f32>]) {
        let [images, labels, matches, events] = ports else { return };
        let (template, threshold) = truth.split_at(PIXELS);
        fill_normal(generator, self.noise as f32, images);
        for (sample, image) in images.chunks_exact_mut(PIXELS).enumerate() {
            let lot: f32 = generator.random();
            for [x, y] in PARTS {
                let mut jitter = || (2.0 * generator.random::<f32>() - 1.0) * self.jitter as f32;
                let upright = [x + jitter(), y + jitter()];
                let anywhere = [generator.random::<f32>() * (SIDE - 1) as f32, generator.random::<f32>() * (SIDE - 1) as f32];
                let place = if lot < 0.25 {
                    upright
                } else if lot < 0.5 {
                    [upright[0], (SIDE - 1) as f32 - upright[1]]
                } else {
                    anywhere
                };
                add_spot(image, place, SPOT);
            }
            (labels[2 * sample], labels[2 * sample + 1]) = (f32::from(lot >= 0.25), f32::from(lot < 0.25));
            let length = image.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
            matches[sample] = image.iter().zip(template).map(|(x, t)| x * t).sum::<f32>() / length;
            events[sample] = f32::from(threshold.first().is_some_and(|&threshold| matches[sample] >= threshold));
        }
    }

    fn empty(&self, count: usize) -> Vec<Vec<f32>> {
        self.ports().iter().map(|port| vec![0.0; count * port.units]).collect()
    }
}

impl Nature for ProtoFace {
    fn ports(&self) -> Vec<Port> {
        let port = |name, units, content| Port { name, units, content, pixels: None };
        vec![
            Port { name: "image", units: PIXELS, content: Content::Observation, pixels: Some((SIDE, SIDE)) },
            port("face", 2, Content::Label),
            port("match", 1, Content::Value),
            port("event", 1, Content::Value),
        ]
    }

    fn sample_count(&self) -> usize {
        TRAIN + TEST
    }

    /// The truth: the template, and the match from which on it reports.
    fn dataset(&self, seed: Seed) -> Dataset {
        let mut generator = seed.stream("world", "proto-face").at(0);
        let mut truth = template();
        let mut looked_at = self.empty(LOOKED_AT);
        self.fill(&truth, &mut generator, &mut looked_at);
        looked_at[2].sort_by(|a, b| b.total_cmp(a));
        let reported = (self.share * LOOKED_AT as f64).round() as usize;
        truth.push(looked_at[2].get(reported).copied().unwrap_or(-1.0));
        Dataset::drawn(self, generator, [TRAIN, TEST], truth)
    }

    fn is_endless(&self) -> bool {
        true
    }

    fn draw(&self, truth: &[f32], generator: &mut Generator, ports: &mut [Vec<f32>]) {
        self.fill(truth, generator, ports);
    }

    fn measures(&self) -> &'static [WorldMeasure] {
        &[
            WorldMeasure { key: "faces_told", title: "faces told from the rest (AUC)", unit: "", prominent: true },
            WorldMeasure { key: "faces_told_innately", title: "faces told by the innate template (AUC)", unit: "", prominent: false },
        ]
    }

    fn fits(&self, _index: usize, units: usize) -> bool {
        units <= 2
    }

    /// The score is the output, or of two outputs the second less the first.
    fn take(&self, index: usize, seen: Seen<'_>) -> f64 {
        let is_face: Vec<bool> = seen.samples.ports[1].chunks_exact(2).map(|label| label[1] > 0.5).collect();
        let scores: Vec<f32> = seen.output.chunks_exact(seen.units).map(|z| if let [no, yes] = *z { yes - no } else { z[0] }).collect();
        area_under_curve(if index == 0 { &scores } else { &seen.samples.ports[2] }, &is_face)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_are_faces_and_the_template_tells_them_somewhat() {
        let world = ProtoFace::default();
        let dataset = world.dataset(Seed(1));
        let faces = dataset.train.ports[1].chunks_exact(2).map(|label| label[1]).sum::<f32>() / TRAIN as f32;
        assert!((faces - 0.25).abs() < 0.03, "{faces}");
        let events = dataset.train.ports[3].iter().sum::<f32>() / TRAIN as f32;
        assert!((events - 0.15).abs() < 0.025, "{events}");
        let template = world.take(1, Seen { samples: &dataset.test, output: &dataset.test.ports[2], units: 1 });
        assert!((0.8..0.95).contains(&template), "{template}");
        assert_eq!(template, world.take(0, Seen { samples: &dataset.test, output: &dataset.test.ports[2], units: 1 }));
    }
}
