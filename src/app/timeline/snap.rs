//! To which ages a drag snaps.

use super::course::Visit;
use super::span::Span;
use crate::scenario::Scenario;
use egui::Ui;

/// How near, in pixels, the pointer must be.
const NEAR: f32 = 6.0;

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

/// The age that a drag to `x` means: a candidate nearby other than where the dragged thing stands, else a round one; with Alt, the very tick.
/// Second, whether it is one of the candidates.
pub(super) fn snapped(ui: &Ui, span: Span, candidates: &[u64], x: f32, own: u64) -> (u64, bool) {
    if ui.input(|input| input.modifiers.alt) {
        return (span.tick(x), false);
    }
    let distance = |age: u64| (span.x(age as f64) - x).abs();
    let nearest = candidates.iter().copied().filter(|age| *age != own).min_by(|a, b| distance(*a).total_cmp(&distance(*b)));
    match nearest.filter(|age| distance(*age) <= NEAR) {
        Some(age) => (age, true),
        None => (span.round_age(x), false),
    }
}
