//! Whether another way to grow up would have made the same of a life so far, to the bit: then it may take the place of the one it was lived by.

use super::{Growth, Schedule};
use crate::brain::development::{Clock, CriticalPeriod, Interpolation, Key, Track, periods_part_from};
use crate::scenario::{KnobAddress, Scenario};

/// A stretch of a life in one stage, or the whole life where there are none.
struct Visit {
    stage: Option<usize>,
    from: u64,
    to: u64,
    /// Whether it is over: another stage was entered.
    was_left: bool,
}

impl Schedule {
    /// The first age before `end` at which another schedule would have made something else of a life that was lived by this one; `None` if it
    /// would have been the same to the bit. `own` tells what a knob was of its own all the time, nothing if that was changed.
    pub fn parts_from(&self, other: &Self, growth: &Growth, end: u64, own: impl Fn(KnobAddress) -> Option<f64>) -> Option<u64> {
        if self == other {
            return None;
        }
        let begins_alike = self.stages.first() == other.stages.first() && (self.machine.is_none() || self.every == other.every);
        if !begins_alike || !growth.remembers_all() {
            return Some(0).filter(|_| end > 0);
        }
        let mut first: Option<u64> = None;
        let mut found = |age: Option<u64>| first = first.into_iter().chain(age.filter(|age| *age < end)).min();
        for visit in self.visits(growth, end) {
            let Some(heir) = visit.stage.map_or(Some(None), |stage| other.stages.iter().position(|name| *name == self.stages[stage]).map(Some)) else {
                found(Some(visit.from));
                break;
            };
            for address in self.tracked.iter().chain(&other.tracked).map(|tracked| tracked.address) {
                let curve = |schedule: &Self, stage: Option<usize>| schedule.curve(address, stage, visit.from).or_else(|| own(address).map(constant));
                found(match (curve(self, visit.stage), curve(other, heir)) {
                    (Some(mine), Some(its)) => mine.parts_from(&its, visit.from..visit.to.min(end)),
                    _ => Some(visit.from),
                });
            }
            let parts = visit.stage.zip(heir).and_then(|(stage, heir)| self.guards_part_from(other, stage, heir, &visit, end).map(|age| (age, heir)));
            found(parts.and_then(|(age, heir)| match (&other.machine, &self.machine, &growth.place) {
                // Of the stage that it is in, what was seen there tells more.
                (Some(its), Some(machine), Some(place)) if !visit.was_left => its.leaves(heir, machine, place, self.every),
                _ => Some(age),
            }));
        }
        for (mine, its) in self.periods.iter().zip(&other.periods) {
            found(self.open_alike_until(mine, its, growth, end));
        }
        first
    }

    fn visits(&self, growth: &Growth, end: u64) -> Vec<Visit> {
        if self.machine.is_none() {
            return vec![Visit { stage: None, from: 0, to: end, was_left: false }];
        }
        let ends = growth.visits.iter().skip(1).map(|(_, age)| (*age, true)).chain([(u64::MAX, false)]);
        growth.visits.iter().zip(ends).map(|((stage, from), (to, was_left))| Visit { stage: Some(*stage), from: *from, to, was_left }).collect()
    }

    /// The track that moves a knob in a stage that was entered at an age, on the clock of the whole life.
    fn curve(&self, address: KnobAddress, stage: Option<usize>, entered: u64) -> Option<Track> {
        let tracked = &self.tracked[self.tracked(address)?];
        let of_stage = stage.and_then(|stage| tracked.of_stages.get(stage)?.clone()).filter(|track| !track.keys.is_empty());
        let of_stage = of_stage.map(|track| if track.clock == Clock::Global { track } else { track.later(entered) });
        of_stage.or_else(|| tracked.whole_life.clone().filter(|track| !track.keys.is_empty()))
    }

    /// The first evaluation in a stage that could have ended otherwise.
    fn guards_part_from(&self, other: &Self, stage: usize, heir: usize, visit: &Visit, end: u64) -> Option<u64> {
        let (Some(machine), Some(its)) = (&self.machine, &other.machine) else { return Some(visit.from) };
        let first = (visit.from / self.every + 1) * self.every;
        let last = visit.to.min(end.saturating_sub(1)) / self.every * self.every;
        if first > last {
            return None;
        }
        let (ways, others): (Vec<_>, Vec<_>) = (machine.ways(stage).collect(), its.ways(heir).collect());
        let same_end = |to: usize, its_to: usize| !visit.was_left || self.stages.get(to) == other.stages.get(its_to);
        let alike = ways.len() == others.len()
            && ways.iter().zip(&others).all(|((to, when), (its_to, its_when))| when.agrees_until(its_when, last - visit.from) && same_end(*to, *its_to));
        (!alike).then_some(first)
    }

    /// Whether an area was as open all the time; if not, the first age at which it was not.
    fn open_alike_until(&self, mine: &[CriticalPeriod], its: &[CriticalPeriod], growth: &Growth, end: u64) -> Option<u64> {
        if mine == its {
            return None;
        }
        if mine.is_empty() != its.is_empty() && (mine.iter().chain(its)).any(|period| period.open_from.is_some()) {
            return Some(0);
        }
        // Only what is not in both lists can make a difference.
        let only = |list: &[CriticalPeriod], other: &[CriticalPeriod]| -> Option<Vec<CriticalPeriod>> {
            list.iter().filter(|period| !other.contains(period)).map(|period| self.as_it_was(period, growth)).collect()
        };
        let (Some(mut mine_only), Some(mut its_only)) = (only(mine, its), only(its, mine)) else { return Some(0) };
        if !mine.is_empty() && !its.is_empty() {
            // One that is never open stands for none at all, which would mean always.
            let never = CriticalPeriod { open: 0.0, close: 0.0, ..CriticalPeriod::default() };
            mine_only.push(never.clone());
            its_only.push(never);
        }
        periods_part_from(&mine_only, &its_only, end)
    }

    /// A period as it was in a life so far, counted from birth; `None` if it opened more than once.
    fn as_it_was(&self, period: &CriticalPeriod, growth: &Growth) -> Option<CriticalPeriod> {
        let entries = |name: &String| -> Vec<u64> {
            let of_it = growth.visits.iter().filter(|(stage, _)| self.stages.get(*stage) == Some(name));
            of_it.map(|(_, age)| *age).collect()
        };
        let once = |name: &Option<String>| match name.as_ref().map(entries).as_deref() {
            None => Some(Some(0)),
            Some([]) => Some(None),
            Some([age]) => Some(Some(*age)),
            Some(_) => None,
        };
        let (opened, closed) = (once(&period.open_from)?, once(&period.close_from)?);
        let Some(opened) = opened else { return Some(CriticalPeriod { open: 0.0, close: 0.0, ..CriticalPeriod::default() }) };
        // A stage that was entered before the period opened has not closed it.
        let closed = closed.filter(|closed| period.close_from.is_none() || period.open_from.is_none() || *closed >= opened);
        Some(CriticalPeriod {
            open: period.open + opened as f64,
            close: closed.map_or(f64::INFINITY, |closed| period.close + closed as f64),
            open_width: period.open_width,
            close_width: period.close_width,
            ..CriticalPeriod::default()
        })
    }

    /// Has the knobs and the growth of a life that was lived by another schedule go on by this one; `live` already says so.
    pub fn take_over(&self, other: &Self, live: &mut Scenario, growth: &mut Growth, age: u64) {
        for (tracked, own) in other.tracked.iter().zip(&growth.own) {
            tracked.address.set(live, *own);
        }
        *growth = self.adopt(other, growth, self.own_of(live), age);
    }
}

fn constant(value: f64) -> Track {
    Track { keys: vec![Key::new(0, value, Interpolation::Step)], ..Track::default() }
}
