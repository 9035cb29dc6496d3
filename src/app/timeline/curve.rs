//! How values stand in a lane, and the curves through them: what is planned, and what was lived beneath it.

use super::edit::Lane;
use super::span::Span;
use crate::app::plots::figures::short;
use crate::app::record::Pyramid;
use crate::app::theme::Palette;
use crate::brain::development::{Interpolation, Key, Track};
use crate::brain::knob::Range;
use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

/// Room above and below a curve.
const ROOM: f32 = 6.0;

/// Where values stand on the screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) rect: Rect,
    pub(super) lane: Lane,
    pub(super) range: Range,
}

impl Frame {
    pub(super) fn y(&self, value: f64) -> f32 {
        let room = self.rect.height() - 2.0 * ROOM;
        self.rect.bottom() - ROOM - (self.lane.part(value) as f32).clamp(-4.0, 5.0) * room
    }

    pub(super) fn value(&self, y: f32) -> f64 {
        let room = self.rect.height() - 2.0 * ROOM;
        self.lane.value(f64::from((self.rect.bottom() - ROOM - y) / room), self.range)
    }

    /// The values at the top and at the bottom.
    pub(super) fn numbers(&self, painter: &Painter, palette: &Palette) {
        let font = FontId::proportional(9.5);
        let x = self.rect.right() + 6.0;
        let ends = [(self.lane.most, Align2::LEFT_TOP, self.rect.top() + 2.0), (self.lane.least, Align2::LEFT_BOTTOM, self.rect.bottom() - 2.0)];
        for (value, align, y) in ends {
            let log = if self.lane.logarithmic && value == self.lane.most { " log" } else { "" };
            painter.text(pos2(x, y), align, short(value) + log, font.clone(), palette.faint);
        }
    }

    /// A curve exactly as it will be lived between two ages: every interpolation at every age, at most one point every other pixel. `offset` is
    /// the age at which the track's clock began.
    pub(super) fn planned(&self, span: Span, track: &Track, offset: u64, (from, to): (f64, f64)) -> Vec<Pos2> {
        let (first, last) = (span.from.max(from).max(0.0).floor() as u64, span.to.min(to).max(0.0).ceil() as u64);
        if first > last {
            return Vec::new();
        }
        let step = (span.ticks_per_pixel() * 2.0).ceil().max(1.0) as u64;
        let mut ages: Vec<u64> = (first..=last).step_by(usize::try_from(step).unwrap_or(usize::MAX)).chain([last]).collect();
        // Corners stand exactly where the keys are, and what jumps there jumps upright.
        for key in track.keys.iter().map(|key| key.age + offset).filter(|age| (first..=last).contains(age)) {
            ages.extend([key.saturating_sub(1).max(first), key]);
        }
        ages.sort_unstable();
        ages.dedup();
        let jumps = |before: u64, age: u64| {
            let next = track.keys.partition_point(|key| key.age + offset <= before);
            let leaves = next.checked_sub(1).map(|last| &track.keys[last]);
            age == before + 1
                && track.keys.get(next).is_some_and(|key| key.age + offset == age)
                && leaves.is_some_and(|key| key.then == Interpolation::Step || key.toward.is_some())
        };
        let mut points: Vec<Pos2> = Vec::new();
        let mut before: Option<(u64, f32)> = None;
        for age in ages {
            let Some(value) = track.value(age.saturating_sub(offset)) else { continue };
            let (x, y) = (span.x(age as f64), self.y(value));
            if let Some((_, was)) = before.filter(|(last, _)| jumps(*last, age)) {
                points.push(pos2(x, was));
            }
            points.push(pos2(x, y));
            before = Some((age, y));
        }
        points
    }

    /// What was really lived, up to an age.
    pub(super) fn lived(&self, span: Span, trace: &Pyramid, until: u64) -> Vec<Pos2> {
        let last = (span.to.max(0.0) as u64).min(until);
        let mut points: Vec<Pos2> = Vec::new();
        for bucket in trace.buckets(span.from.max(0.0) as u64, last, span.width() as usize).iter().filter(|bucket| bucket.from <= last) {
            // What was told of a later age was not so before it.
            if let Some(before) = points.last().copied() {
                points.push(pos2(span.x(bucket.from as f64), before.y));
            }
            points.push(pos2(span.x(bucket.from as f64), self.y(bucket.first)));
        }
        if let Some(before) = points.last().copied() {
            points.push(pos2(span.x(last as f64), before.y));
        }
        points
    }
}

/// A small picture of a way to go on from a key: from low on the left to high on the right.
pub(super) fn picture(then: Interpolation, rect: Rect, colour: Color32) -> Vec<Shape> {
    let track = Track { keys: vec![Key::new(0, 0.04, then), Key::new(100, 1.0, Interpolation::Step)], ..Track::default() };
    let inside = rect.shrink(3.0);
    let at = |age: u64| {
        let value = track.value(age).unwrap_or_default() as f32;
        pos2(inside.left() + inside.width() * age as f32 / 100.0, inside.bottom() - inside.height() * value)
    };
    let mut points: Vec<Pos2> = (0..100).step_by(4).chain([99]).map(at).collect();
    points.push(pos2(at(100).x, at(99).y));
    points.push(at(100));
    let ends = [at(0), at(100)].map(|end| Shape::circle_filled(end, 2.0, colour));
    [Shape::line(points, Stroke::new(1.5, colour))].into_iter().chain(ends).collect()
}

/// The corners of a key's diamond.
pub(super) fn diamond(at: Pos2, size: f32) -> Vec<Pos2> {
    [(0.0, -size), (size, 0.0), (0.0, size), (-size, 0.0)].map(|(x, y)| at + vec2(x, y)).to_vec()
}
