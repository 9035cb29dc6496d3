//! What can be changed on the timeline, as changed scenarios.

use crate::brain::development::{CriticalPeriod, Guard, Interpolation, Key, Stage, Track, Transition};
use crate::brain::knob::Range;
use crate::scenario::{Development, Scenario};
use std::collections::BTreeMap;

/// A scenario, changed.
pub(super) fn changed(scenario: &Scenario, change: impl FnOnce(&mut Scenario)) -> Box<Scenario> {
    let mut scenario = Box::new(scenario.clone());
    change(&mut scenario);
    scenario
}

/// What a track or a period is called: `Visual · learning rate`.
pub(super) fn label(scenario: &Scenario, path: &str) -> String {
    let (group, name) = named(scenario, path);
    if group.is_empty() { name } else { format!("{group} · {name}") }
}

/// What a knob belongs to, and what it is called there: `Visual`, `learning rate`.
pub(super) fn named(scenario: &Scenario, path: &str) -> (String, String) {
    let words: Vec<&str> = path.split('.').collect();
    // A lane has little room, and what stands before the dot is an area or says what else it is.
    let area = |key| {
        let title = scenario.areas.get(key).map_or(key, |area| area.title(key));
        title.strip_suffix(" area").unwrap_or(title).to_owned()
    };
    let plain = |name: &str| name.replace('_', " ");
    match words[..] {
        ["areas", key, "plasticity", "rate"] => (area(key), "learning rate".to_owned()),
        ["areas", key, "costs", cost, .., knob] => (area(key), format!("{} {}", plain(cost), plain(knob))),
        ["areas", key, .., knob] => (area(key), plain(knob)),
        ["wires", wire, knob] => (format!("{} wire", plain(wire)), plain(knob)),
        ["world", knob] => ("World".to_owned(), plain(knob)),
        _ => (String::new(), plain(path)),
    }
}

/// What the periods of an area are called: `Visual · critical period`.
pub(super) fn period_label(scenario: &Scenario, key: &str) -> String {
    label(scenario, &format!("areas.{key}.critical_period"))
}

/// Whose track it is that moves a knob: the whole life's, or that of a stage.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct TrackAt {
    /// The stage, by its key; none for the whole life.
    pub(super) stage: Option<String>,
    /// The knob's path.
    pub(super) path: String,
}

impl TrackAt {
    pub(super) fn of_life(path: &str) -> Self {
        Self { stage: None, path: path.to_owned() }
    }

    /// Whether there is such a track.
    pub(super) fn exists(&self, scenario: &Scenario) -> bool {
        let development = &scenario.development;
        let tracks = self.stage.as_ref().map_or(Some(&development.tracks), |stage| development.stages.get(stage).map(|stage| &stage.tracks));
        tracks.is_some_and(|tracks| tracks.contains_key(&self.path))
    }

    fn find<'s>(&self, development: &'s mut Development) -> Option<&'s mut Track> {
        self.tracks(development)?.get_mut(&self.path)
    }

    fn tracks<'s>(&self, development: &'s mut Development) -> Option<&'s mut BTreeMap<String, Track>> {
        match &self.stage {
            None => Some(&mut development.tracks),
            Some(stage) => development.stages.get_mut(stage).map(|stage| &mut stage.tracks),
        }
    }
}

/// A new track that holds the knob's present value from its beginning to the end.
pub(super) fn add_track(scenario: &Scenario, at: &TrackAt) -> Option<Box<Scenario>> {
    let value = scenario.knob_address(&at.path)?.get(scenario);
    let key = |age| Key::new(age, value, Interpolation::Linear);
    let keys = if at.stage.is_some() { vec![key(0)] } else { vec![key(0), key(scenario.ticks.max(1) as u64)] };
    Some(changed(scenario, |scenario| {
        if let Some(tracks) = at.tracks(&mut scenario.development) {
            tracks.insert(at.path.clone(), Track { keys, ..Track::default() });
        }
    }))
}

/// Without a track; its knob keeps the value that it has in the scenario.
pub(super) fn remove_track(scenario: &Scenario, at: &TrackAt) -> Box<Scenario> {
    changed(scenario, |scenario| {
        if let Some(tracks) = at.tracks(&mut scenario.development) {
            tracks.remove(&at.path);
        }
    })
}

/// With a key at an age, in the place of what was there. It goes on as the key before it does.
pub(super) fn add_key(scenario: &Scenario, at: &TrackAt, age: u64, value: f64) -> Box<Scenario> {
    changed(scenario, |scenario| {
        let Some(track) = at.find(&mut scenario.development) else { return };
        let place = track.keys.partition_point(|key| key.age < age);
        if let Some(key) = track.keys.get_mut(place).filter(|key| key.age == age) {
            key.value = value;
            return;
        }
        let then = place.checked_sub(1).map_or(Interpolation::Linear, |before| track.keys[before].then);
        track.keys.insert(place, Key::new(age, value, then));
    })
}

/// With a key at another age and value; it stays between its neighbours.
pub(super) fn move_key(scenario: &Scenario, at: &TrackAt, index: usize, age: u64, value: f64) -> Box<Scenario> {
    changed(scenario, |scenario| {
        let Some(track) = at.find(&mut scenario.development) else { return };
        let least = index.checked_sub(1).and_then(|before| track.keys.get(before)).map_or(0, |before| before.age + 1);
        let most = track.keys.get(index + 1).map_or(u64::MAX >> 12, |after| after.age.saturating_sub(1)).max(least);
        if let Some(key) = track.keys.get_mut(index) {
            let age = age.clamp(least, most);
            // What it was heading to is no longer ahead of it.
            key.toward = key.toward.filter(|aim| aim.age > age);
            (key.age, key.value) = (age, value);
        }
    })
}

/// With another way to go on from a key.
pub(super) fn set_interpolation(scenario: &Scenario, at: &TrackAt, index: usize, then: Interpolation) -> Box<Scenario> {
    changed(scenario, |scenario| {
        if let Some(key) = at.find(&mut scenario.development).and_then(|track| track.keys.get_mut(index)) {
            key.then = then;
        }
    })
}

/// Without a key; with its last key a track goes, too.
pub(super) fn remove_key(scenario: &Scenario, at: &TrackAt, index: usize) -> Box<Scenario> {
    changed(scenario, |scenario| {
        let Some(track) = at.find(&mut scenario.development) else { return };
        if index < track.keys.len() {
            track.keys.remove(index);
            // What comes before it goes on to what comes after it.
            if let Some(before) = index.checked_sub(1) {
                track.keys[before].toward = None;
            }
        }
        if track.keys.is_empty()
            && let Some(tracks) = at.tracks(&mut scenario.development)
        {
            tracks.remove(&at.path);
        }
    })
}

/// With one more stage, after another one or at the end: it is entered when that has lasted for so long, and goes on as that one did. In the end,
/// the key of the new one.
pub(super) fn add_stage(scenario: &Scenario, after: Option<&str>, lasted: u64) -> (Box<Scenario>, String) {
    let new = scenario.development.stages.free_name("stage");
    let scenario = changed(scenario, |scenario| {
        let stages = &mut scenario.development.stages;
        let key = new.clone();
        let last = stages.names().last().map(str::to_owned);
        let mut stage = Stage { name: format!("Stage {}", stages.len() + 1), ..Stage::default() };
        if let Some(before) = after.map(str::to_owned).or(last).and_then(|before| stages.get_mut(&before)) {
            let leads_here = Transition { stage: key.clone(), when: Guard::After(lasted) };
            match before.to.first_mut() {
                // What led on from there now leads on from here.
                Some(way) => stage.to.push(std::mem::replace(way, Transition { stage: key.clone(), when: way.when.clone() })),
                None => before.to.push(leads_here),
            }
        }
        stages.insert(&key, stage);
    });
    (scenario, new)
}

/// With a stage changed.
pub(super) fn set_stage(scenario: &Scenario, key: &str, stage: &Stage) -> Box<Scenario> {
    changed(scenario, |scenario| {
        if let Some(place) = scenario.development.stages.get_mut(key) {
            place.clone_from(stage);
        }
    })
}

/// With one more stage, to which a way on from another leads from now on.
pub(super) fn add_stage_for_way(scenario: &Scenario, from: &str, way: usize) -> Box<Scenario> {
    changed(scenario, |scenario| {
        let stages = &mut scenario.development.stages;
        let key = stages.free_name("stage");
        let stage = Stage { name: format!("Stage {}", stages.len() + 1), ..Stage::default() };
        stages.insert(&key, stage);
        if let Some(way) = stages.get_mut(from).and_then(|from| from.to.get_mut(way)) {
            way.stage = key;
        }
    })
}

/// With a stage before all others: a life begins in it.
pub(super) fn begin_with(scenario: &Scenario, key: &str) -> Box<Scenario> {
    changed(scenario, |scenario| {
        let stages = std::mem::take(&mut scenario.development.stages);
        let mut order: Vec<(&str, &Stage)> = stages.iter().collect();
        order.sort_by_key(|(name, _)| *name != key);
        order.into_iter().for_each(|(name, stage)| scenario.development.stages.insert(name, stage.clone()));
    })
}

/// Without a stage; what led to it leads to where it led first, or nowhere.
pub(in crate::app) fn remove_stage(scenario: &Scenario, key: &str) -> Box<Scenario> {
    changed(scenario, |scenario| {
        let development = &mut scenario.development;
        let next = development.stages.get(key).and_then(|stage| stage.to.first()).map(|way| way.stage.clone()).filter(|next| next != key);
        development.stages.remove(key);
        for (_, stage) in development.stages.iter_mut() {
            match &next {
                Some(next) => stage.to.iter_mut().filter(|way| way.stage == key).for_each(|way| way.stage.clone_from(next)),
                None => stage.to.retain(|way| way.stage != key),
            }
        }
        // A period that counted from it counts from birth.
        for period in development.periods.iter_mut().flat_map(|(_, periods)| periods) {
            for from in [&mut period.open_from, &mut period.close_from] {
                if from.as_deref() == Some(key) {
                    *from = None;
                }
            }
        }
    })
}

/// With the first critical period of an area, which could always learn until now.
pub(super) fn begin_periods(scenario: &Scenario, area: &str, now: f64) -> Box<Scenario> {
    changed(scenario, |scenario| {
        let rest = (scenario.ticks as f64 / 2.0).max(2.0).round();
        scenario.development.periods.insert(area, vec![CriticalPeriod { open: 0.0, close: now + rest, ..CriticalPeriod::default() }]);
    })
}

/// With one more critical period of an area, from an age on: half a life long, or up to the next one.
pub(super) fn add_period(scenario: &Scenario, area: &str, open: f64) -> Box<Scenario> {
    changed(scenario, |scenario| {
        let ticks = scenario.ticks as f64;
        let mut periods = scenario.development.periods.get(area).cloned().unwrap_or_default();
        let next = periods.iter().map(|period| period.open).filter(|&next| next > open).fold(f64::INFINITY, f64::min);
        let close = (open + (ticks / 2.0).max(2.0).round()).min((next - 1.0).max(open + 1.0));
        let place = periods.partition_point(|period| period.open < open);
        periods.insert(place, CriticalPeriod { open, close, ..CriticalPeriod::default() });
        scenario.development.periods.insert(area, periods);
    })
}

/// With a critical period changed; it closes after it opens, where both count from the same.
pub(super) fn set_period(scenario: &Scenario, area: &str, index: usize, period: CriticalPeriod) -> Box<Scenario> {
    changed(scenario, |scenario| {
        if let Some(place) = scenario.development.periods.get_mut(area).and_then(|periods| periods.get_mut(index)) {
            let open = period.open.max(0.0);
            let least = if period.open_from == period.close_from { open + 1.0 } else { 0.0 };
            *place = CriticalPeriod { open, close: period.close.max(least), ..period };
        }
    })
}

/// Without a critical period; without any, the area can always learn.
pub(super) fn remove_period(scenario: &Scenario, area: &str, index: usize) -> Box<Scenario> {
    changed(scenario, |scenario| {
        let Some(periods) = scenario.development.periods.get_mut(area) else { return };
        if index < periods.len() {
            periods.remove(index);
        }
        if periods.is_empty() {
            scenario.development.periods.remove(area);
        }
    })
}

/// With a planned perturbation at another age.
pub(super) fn move_perturbation(scenario: &Scenario, index: usize, at: u64) -> Box<Scenario> {
    changed(scenario, |scenario| {
        if let Some(planned) = scenario.perturbations.get_mut(index) {
            planned.at = at;
        }
    })
}

/// Without a planned perturbation.
pub(super) fn remove_perturbation(scenario: &Scenario, index: usize) -> Box<Scenario> {
    changed(scenario, |scenario| {
        if index < scenario.perturbations.len() {
            scenario.perturbations.remove(index);
        }
    })
}

/// The values that a lane shows, and how.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Lane {
    pub(super) least: f64,
    pub(super) most: f64,
    pub(super) logarithmic: bool,
}

impl Lane {
    /// Room for all these values.
    pub(super) fn of(values: impl Iterator<Item = f64> + Clone, range: Range) -> Self {
        let values = || values.clone();
        let (least, most) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        if !(least.is_finite() && most.is_finite()) {
            return Self { least: 0.0, most: 1.0, logarithmic: false };
        }
        if range.logarithmic && least > 0.0 && most / least > 20.0 {
            return Self { least, most, logarithmic: true };
        }
        if least < most {
            return Self { least: if least > 0.0 && least < 0.5 * most { 0.0 } else { least }, most, logarithmic: false };
        }
        let reach = if least == 0.0 { if range.most.is_finite() && range.most < 1e3 { range.most } else { 1.0 } } else { least.abs() };
        Self { least: range.clamp(least - reach), most: range.clamp(least + reach), logarithmic: false }
    }

    /// Where a value stands: 0 at the bottom, 1 at the top.
    pub(super) fn part(self, value: f64) -> f64 {
        if self.logarithmic { (value / self.least).ln() / (self.most / self.least).ln() } else { (value - self.least) / (self.most - self.least) }
    }

    /// The value that stands at a part, as round as half a hundredth of the lane allows.
    pub(super) fn value(self, part: f64, range: Range) -> f64 {
        let value = if self.logarithmic { self.least * (self.most / self.least).powf(part) } else { self.least + (self.most - self.least) * part };
        let grain = if self.logarithmic { value.abs() * 0.02 } else { (self.most - self.least) * 0.02 };
        let power = 10.0_f64.powf(grain.abs().max(1e-12).log10().floor());
        let step = power
            * if grain / power >= 5.0 {
                5.0
            } else if grain / power >= 2.0 {
                2.0
            } else {
                1.0
            };
        // Divide by the inverse of a small step: 3 / 100 is a rounder number than 3 · 0.01.
        let rounded = if step < 1.0 { (value / step).round() / (1.0 / step).round() } else { (value / step).round() * step };
        range.clamp(rounded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::plots::testing;
    use crate::brain::knob::{linear, ratio};
    use crate::scenario::check;

    const RATE: &str = "areas.visual.plasticity.rate";

    fn welcome() -> Scenario {
        testing::welcome()
    }

    #[test]
    fn a_new_track_changes_nothing_and_every_edit_is_still_a_scenario() {
        let at = TrackAt::of_life(RATE);
        let mut scenario = *add_track(&welcome(), &at).unwrap();
        assert_eq!(scenario.development.tracks[RATE].value(700), Some(0.2));
        scenario = *add_key(&scenario, &at, 900, 0.02);
        scenario = *move_key(&scenario, &at, 1, 5000, 0.05);
        assert_eq!((scenario.development.tracks[RATE].keys[1].age, scenario.development.tracks[RATE].keys[1].value), (1259, 0.05));
        scenario = *set_interpolation(&scenario, &at, 0, Interpolation::Cosine);
        scenario = *add_period(&scenario, "visual", 100.0);
        scenario = *add_period(&scenario, "visual", 10.0);
        assert_eq!(scenario.development.periods.get("visual").unwrap().iter().map(|p| (p.open, p.close)).collect::<Vec<_>>(), [(10.0, 99.0), (100.0, 730.0)]);
        let period = CriticalPeriod { open: 300.0, close: 200.0, ..CriticalPeriod::default() };
        scenario = *set_period(&scenario, "visual", 1, period);
        assert_eq!(check(&scenario), []);
        for _ in 0..3 {
            scenario = *remove_key(&scenario, &at, 0);
        }
        scenario = *remove_period(&remove_period(&scenario, "visual", 0), "visual", 0);
        assert_eq!(scenario, welcome());
        assert!(add_track(&scenario, &TrackAt::of_life("areas.visual.plasticity.nothing")).is_none());
    }

    #[test]
    fn every_live_knob_has_a_name_for_people() {
        let scenario = welcome();
        assert_eq!(label(&scenario, RATE), "Visual · learning rate");
        assert_eq!(label(&scenario, "areas.decision.costs.classify.weight"), "Decision · classify weight");
        assert_eq!(label(&scenario, "wires.ascending.error_gain"), "ascending wire · error gain");
        assert_eq!(label(&scenario, "world.blur"), "World · blur");
        assert!(scenario.live_knobs().iter().all(|(path, _)| !label(&scenario, path).contains(['.', '_'])));
    }

    #[test]
    fn lanes_have_room_for_every_key_and_give_round_values() {
        let flat = Lane::of([0.2].into_iter(), ratio(0.0, 1e6));
        assert_eq!((flat.least, flat.most), (0.0, 0.4));
        let range = ratio(0.0, 1e6);
        let wide = Lane::of([1.0, 1e-3].into_iter(), range);
        assert!(wide.logarithmic && (wide.part(1e-3), wide.part(1.0)) == (0.0, 1.0));
        assert_eq!(flat.value(0.7513, range), 0.3);
        assert_eq!(flat.value(-9.0, range), 0.0);
        let gains = Lane::of([-1.0, 1.0].into_iter(), linear(-10.0, 10.0));
        assert_eq!(gains.value(0.5, linear(-10.0, 10.0)), 0.0);
        assert_eq!(Lane::of(std::iter::empty(), range).most, 1.0);
    }
}
