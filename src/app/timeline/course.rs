//! The stages of a life on its timeline: those that were entered, and those that are to come, as far as that can be told.

use super::Scene;
use crate::app::record::Record;
use crate::brain::development::{Clock, Guard};
use crate::scenario::Scenario;

/// So many stages to come are foreseen at most.
const MOST_FORESEEN: usize = 16;

/// How a stage ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It was left then.
    Left,
    /// It ends then at the latest.
    AtTheLatest,
    /// Nobody knows when; it is drawn as if what is left of the life were shared.
    Unknown,
    /// It has no end.
    Never,
}

/// A stage on the timeline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Visit {
    /// Which, in the scenario's order.
    pub(super) stage: usize,
    /// Age at which it begins.
    pub(super) from: f64,
    /// Age at which it ends.
    pub(super) to: f64,
    /// Whether it was entered.
    pub(super) entered: bool,
    /// How it ends.
    pub(super) end: End,
}

impl Visit {
    /// What is added to a track's ages here.
    pub(super) fn offset(&self, clock: Clock) -> u64 {
        if clock == Clock::Global { 0 } else { self.from as u64 }
    }

    /// Whether it is the stage of a name; no stage has none.
    pub(super) fn is_named(&self, scenario: &Scenario, name: &Option<String>) -> bool {
        scenario.development.stages.at(self.stage).is_some_and(|(key, _)| Some(key) == name.as_deref())
    }
}

/// The stages that were entered, and those to come up to the end of a life.
pub(super) fn course(scenario: &Scenario, record: &Record, age: u64, life: f64) -> Vec<Visit> {
    let stages = &scenario.development.stages;
    if stages.is_empty() {
        return Vec::new();
    }
    let mut entered: Vec<(usize, u64)> = record.stages().filter(|(stage, _)| *stage < stages.len()).collect();
    if entered.is_empty() {
        entered.push((0, 0));
    }
    let mut visits: Vec<Visit> =
        entered.windows(2).map(|pair| Visit { stage: pair[0].0, from: pair[0].1 as f64, to: pair[1].1 as f64, entered: true, end: End::Left }).collect();
    let (mut stage, mut from) = entered.last().map_or((0, 0.0), |(stage, age)| (*stage, *age as f64));
    for step in 0..MOST_FORESEEN {
        let way = next_way(scenario, stage);
        let (to, end) = match way {
            None => (life.max(age as f64), End::Never),
            Some((_, Some(latest))) => {
                let every = scenario.development.every.max(1) as f64;
                (((from + latest as f64) / every).ceil() * every, End::AtTheLatest)
            }
            Some((_, None)) => {
                let left = chain_length(scenario, stage) as f64;
                let begin = from.max(age as f64);
                (begin + ((life - begin) / left).max(life * 0.04), End::Unknown)
            }
        };
        let to = to.max(if step == 0 { age as f64 } else { from });
        visits.push(Visit { stage, from, to, entered: step == 0, end });
        let Some((next, _)) = way.filter(|_| to < life) else { break };
        (stage, from) = (next, to);
    }
    visits
}

/// How long a stage lasts, the last one unless told otherwise, if another is to begin in the middle of what is left of the life then.
pub(super) fn until_middle(scenario: &Scenario, record: &Record, age: u64, stage: Option<&str>) -> u64 {
    let (stages, life) = (&scenario.development.stages, scenario.ticks as f64);
    let stage = stage.map_or(stages.len().checked_sub(1), |key| stages.index(key));
    let visits = course(scenario, record, age, life.max(age as f64));
    let visit = visits.iter().rev().find(|visit| Some(visit.stage) == stage);
    let begins = visit.map_or(0.0, |visit| visit.from);
    let now = if visit.is_some_and(|visit| visit.entered) { begins.max(age as f64) } else { begins };
    // At the end of a life nothing is left to share: it would have had to begin earlier.
    let now = if life - now < 2.0 { begins } else { now };
    (now - begins + ((life - now) / 2.0).round()).max(1.0) as u64
}

/// The way on that is taken at the latest, or else the first: to which stage, and how many ticks after the entry at the latest.
fn next_way(scenario: &Scenario, stage: usize) -> Option<(usize, Option<u64>)> {
    let stages = &scenario.development.stages;
    let (_, of) = stages.at(stage)?;
    let ways = of.to.iter().filter_map(|way| Some((stages.index(&way.stage)?, latest(&way.when))));
    ways.min_by_key(|(_, latest)| latest.unwrap_or(u64::MAX))
}

/// How many stages follow each other from here, this one with them.
fn chain_length(scenario: &Scenario, stage: usize) -> usize {
    let mut seen = vec![stage];
    while let Some((next, _)) = seen.last().and_then(|last| next_way(scenario, *last)) {
        if seen.contains(&next) {
            break;
        }
        seen.push(next);
    }
    seen.len()
}

/// So many ticks after a stage was entered a guard is true at the latest; nothing if it may never be.
fn latest(guard: &Guard) -> Option<u64> {
    match guard {
        Guard::After(ticks) => Some(*ticks),
        Guard::Any(parts) => parts.iter().filter_map(latest).min(),
        Guard::All(parts) => parts.iter().map(latest).try_fold(0, |most, part| Some(most.max(part?))),
        Guard::Measure(_) | Guard::Not(_) => None,
    }
}

impl Scene<'_> {
    /// The visit of a stage where the keys of its tracks stand: the one that is lived, or else the next one, or else the last one.
    pub(super) fn home_of(&self, stage: usize) -> Option<&Visit> {
        let mut visits = self.course.iter().filter(|visit| visit.stage == stage);
        let last = visits.clone().next_back();
        visits.find(|visit| visit.end != End::Left).or(last)
    }
}
