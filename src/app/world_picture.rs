//! What a world looks like: its first samples, made once for every world that is shown.

use super::canvas::grid;
use super::theme::Palette;
use crate::brain::World;
use crate::brain::world::{Picture, grey};
use crate::scenario::Scenario;
use crate::seed::Seed;
use egui::{Painter, Pos2, Rect, pos2, vec2};

/// A world of more numbers than this is not made only to be looked at.
const MOST_NUMBERS: usize = 4_000_000;
/// How many samples are looked at.
const SAMPLES: usize = 240;

/// What the present world looks like.
#[derive(Default)]
pub struct WorldPicture {
    made_of: Option<(World, usize)>,
    picture: Option<Picture>,
    facts: Vec<String>,
}

impl WorldPicture {
    /// Looks again, if the world is another one.
    pub fn refresh(&mut self, scenario: &Scenario) {
        let is_new = self.made_of.as_ref().is_none_or(|(world, seed)| *world != scenario.world || *seed != scenario.seed);
        if !is_new {
            return;
        }
        self.made_of = Some((scenario.world.clone(), scenario.seed));
        let nature = scenario.world.as_dyn();
        let numbers = nature.ports().iter().map(|port| port.units).sum::<usize>().saturating_mul(nature.sample_count());
        let in_range = crate::brain::knob::Knobs::knobs(&scenario.world)
            .iter()
            .enumerate()
            .all(|(index, knob)| knob.range.contains(crate::brain::knob::Knobs::knob(&scenario.world, index)));
        if numbers > MOST_NUMBERS || !in_range {
            self.picture = None;
            self.facts = vec![format!("{} samples", super::format::count(nature.sample_count() as u64))];
            return;
        }
        let dataset = nature.dataset(Seed(scenario.seed as u64));
        let count = |number: usize| super::format::count(number as u64);
        self.facts = if nature.is_endless() {
            vec!["new at every tick".to_owned()]
        } else if nature.is_film() {
            vec![format!("a film of {} frames", count(dataset.train.count)), format!("test {}", count(dataset.test.count))]
        } else {
            vec![format!("train {}", count(dataset.train.count)), format!("test {}", count(dataset.test.count))]
        };
        self.picture = Some(scenario.world.picture(&dataset, SAMPLES));
    }

    /// What can be said about it in a word or two.
    pub fn facts(&self) -> &[String] {
        &self.facts
    }

    /// Its samples.
    pub fn picture(&self) -> Option<&Picture> {
        self.picture.as_ref()
    }
}

/// Draws samples into a rectangle: images in a row, points in a plane, vectors as rows, a film downwards. What is seen right now comes first, or stands out.
pub(super) fn draw(painter: &Painter, palette: &Palette, rect: Rect, picture: &Picture, now: &[f32]) {
    // Before the first tick nothing was seen.
    let now = if now.iter().any(|value| *value != 0.0) { now } else { &[] };
    match picture {
        Picture::Images { width, height, contrast, images, .. } => {
            let side = vec2(rect.height() * *width as f32 / (*height).max(1) as f32, rect.height());
            let mut left = rect.left();
            let seen: Vec<f32> = now.iter().map(|&value| grey(value, *contrast)).collect();
            let is_seen = !seen.is_empty() && seen.len().is_multiple_of(width * height);
            let samples = is_seen.then_some(&seen[..]).into_iter().chain(images.iter().map(|(pixels, _)| pixels.as_slice()));
            for (index, sample) in samples.enumerate() {
                let is_now = index == 0 && is_seen;
                let ink = |value: f32| if is_now || !is_seen { palette.grey(value) } else { palette.grey(0.45 * value) };
                for image in sample.chunks_exact(width * height) {
                    let place = Rect::from_min_size(pos2(left, rect.top()), side);
                    if place.right() > rect.right() + 0.5 {
                        return;
                    }
                    painter.add(grid(place, *width, image, 0.0, ink));
                    left += side.x + 0.1 * side.y;
                }
                left += 0.2 * side.y;
            }
        }
        Picture::Points(points) => {
            let extent = points.iter().flat_map(|(point, _)| point.iter()).fold(0.1_f32, |most, value| most.max(value.abs()));
            let scale = 0.47 * rect.height() / extent;
            let centre = pos2(rect.left() + rect.height() / 2.0, rect.center().y);
            let place = |point: [f32; 2]| -> Pos2 { centre + vec2(point[0], -point[1]) * scale };
            for (point, class) in points {
                painter.circle_filled(place(*point), (rect.height() / 55.0).max(1.0), palette.series(*class));
            }
            if let [x, y] = *now {
                painter.circle(place([x, y]), 3.5, palette.text, egui::Stroke::new(1.0, palette.ground));
            }
        }
        Picture::Vectors(vectors) | Picture::Film(vectors) => {
            // The frames of a film touch, so that what moves in them draws its way.
            let (most_rows, gap) = if matches!(picture, Picture::Film(_)) { (32, 0.0) } else { (6, 1.0) };
            let rows: Vec<&[f32]> = std::iter::once(now).filter(|now| !now.is_empty()).chain(vectors.iter().map(Vec::as_slice)).take(most_rows).collect();
            let height = rect.height() / rows.len().max(1) as f32;
            for (index, row) in rows.iter().enumerate() {
                let most = row.iter().fold(1e-6_f32, |most, value| most.max(value.abs()));
                let place = Rect::from_min_size(pos2(rect.left(), rect.top() + height * index as f32), vec2(rect.width(), height - gap));
                painter.add(grid(place, row.len(), row, 0.0, |value| palette.signed(value / most)));
            }
        }
    }
}
