//! What is dragged, and to which ages it snaps.

use super::course::Visit;
use super::edit::Lane;
use super::span::Span;
use super::{Scene, TimelineView};
use crate::scenario::Scenario;
use egui::{Id, PointerButton, Pos2, Response, Ui, Vec2};

/// How near, in pixels, the pointer must be.
const NEAR: f32 = 6.0;
/// A thing that is moved by less than so many pixels along one axis stays where it was on it.
pub(super) const STILL: f32 = 2.0;

/// Everything that a drag snaps to: keys, edges of stages and of periods, what is planned to be done, and where the brain stands.
pub(super) fn candidates(scenario: &Scenario, course: &[Visit], age: u64) -> Vec<u64> {
    let development = &scenario.development;
    let keys = development.tracks.values().flat_map(|track| &track.keys).map(|key| key.age);
    let of_stages = course.iter().flat_map(|visit| {
        let tracks = development.stages.at(visit.stage).into_iter().flat_map(|(_, stage)| stage.tracks.values());
        let keys = tracks.flat_map(move |track| track.keys.iter().map(move |key| key.age + visit.offset(track.clock)));
        keys.chain([visit.from as u64, visit.to as u64])
    });
    let edge = |from: &Option<String>, age: f64| course.iter().rev().find(|visit| visit.is_named(scenario, from)).map_or(0.0, |visit| visit.from) + age;
    let periods = development.periods.iter().flat_map(|(_, periods)| periods);
    let edges = periods.flat_map(|period| [edge(&period.open_from, period.open), edge(&period.close_from, period.close)]).map(|age| age.max(0.0) as u64);
    let planned = scenario.perturbations.iter().map(|planned| planned.at);
    let mut ages: Vec<u64> = keys.chain(of_stages).chain(edges).chain(planned).chain([0, age, scenario.ticks as u64]).collect();
    ages.sort_unstable();
    ages.dedup();
    ages
}

/// What is dragged, as it stood when the drag began: what it snaps to, where it was grabbed and how its lane was drawn must not change under it.
#[derive(Clone, Debug)]
pub(super) struct Held {
    id: Id,
    /// The age that it had.
    age: u64,
    /// How far it stood from where it was grabbed.
    grab: Vec2,
    /// Its lane, and the value that it had there.
    pub(super) level: Option<(Lane, f64)>,
    /// Ages that it snaps to: all but its own.
    pub(super) snaps: Vec<u64>,
}

impl Held {
    /// Where it is to stand.
    pub(super) fn place(&self, pointer: Pos2) -> Pos2 {
        pointer + self.grab
    }

    /// Whether this is what is dragged right now.
    pub(super) fn is_dragged(&self, ui: &Ui) -> bool {
        ui.ctx().dragged_id() == Some(self.id)
    }
}

/// Takes hold of something of an age, that stands `at`, when a drag of it begins; what is held while it goes on.
pub(super) fn hold<'v>(view: &'v mut TimelineView, scene: &Scene<'_>, response: &Response, age: u64, at: Pos2, level: Option<(Lane, f64)>) -> Option<&'v Held> {
    if response.drag_started_by(PointerButton::Primary) {
        let pressed = response.ctx.input(|input| input.pointer.press_origin());
        let snaps = scene.snaps.iter().copied().filter(|snap| *snap != age).collect();
        view.held = Some(Held { id: response.id, age, grab: pressed.map_or(Vec2::ZERO, |pressed| at - pressed), level, snaps });
    }
    view.held.as_ref().filter(|held| held.id == response.id && response.dragged_by(PointerButton::Primary))
}

/// The age that a drag to `x` means: a candidate nearby, else a round one, or the one that it had; with Alt, the very tick. Second, whether it is one
/// of the candidates.
pub(super) fn dragged(ui: &Ui, span: Span, held: &Held, x: f32) -> (u64, bool) {
    let is_still = (span.x(held.age as f64) - x).abs() < STILL && !ui.input(|input| input.modifiers.alt);
    if is_still { (held.age, false) } else { snapped(ui, span, &held.snaps, x) }
}

/// The age that a place means: a candidate nearby, else a round one; with Alt, the very tick. Second, whether it is one of the candidates.
pub(super) fn snapped(ui: &Ui, span: Span, candidates: &[u64], x: f32) -> (u64, bool) {
    if ui.input(|input| input.modifiers.alt) {
        return (span.tick(x), false);
    }
    let distance = |age: u64| (span.x(age as f64) - x).abs();
    let nearest = candidates.iter().copied().min_by(|a, b| distance(*a).total_cmp(&distance(*b)));
    match nearest.filter(|age| distance(*age) <= NEAR) {
        Some(age) => (age, true),
        None => (span.round_age(x), false),
    }
}
