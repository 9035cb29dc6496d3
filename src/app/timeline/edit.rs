//! What can be changed on the timeline, as changed scenarios.

use crate::brain::development::{CriticalPeriod, Interpolation, Key, Track};
use crate::brain::knob::Range;
use crate::scenario::Scenario;

/// A scenario, changed.
pub(super) fn changed(scenario: &Scenario, change: impl FnOnce(&mut Scenario)) -> Box<Scenario> {
    let mut scenario = Box::new(scenario.clone());
    change(&mut scenario);
    scenario
}

/// What a track or a period is called: `Visual · learning rate`.
pub(super) fn label(scenario: &Scenario, path: &str) -> String {
    let words: Vec<&str> = path.split('.').collect();
    // A lane has little room, and what stands before the dot is an area or says what else it is.
    let area = |key| {
        let title = scenario.areas.get(key).map_or(key, |area| area.title(key));
        title.strip_suffix(" area").unwrap_or(title).to_owned()
    };
    let plain = |name: &str| name.replace('_', " ");
    match words[..] {
        ["areas", key, "plasticity", "rate"] => format!("{} · learning rate", area(key)),
        ["areas", key, "costs", cost, .., knob] => format!("{} · {} {}", area(key), plain(cost), plain(knob)),
        ["areas", key, .., knob] => format!("{} · {}", area(key), plain(knob)),
        ["wires", wire, knob] => format!("{} wire · {}", plain(wire), plain(knob)),
        ["world", knob] => format!("World · {}", plain(knob)),
        _ => plain(path),
    }
}

/// What the periods of an area are called: `Visual · critical period`.
pub(super) fn period_label(scenario: &Scenario, key: &str) -> String {
    label(scenario, &format!("areas.{key}.critical_period"))
}

/// A new track that holds the knob's present value from birth to the end.
pub(super) fn add_track(scenario: &Scenario, path: &str) -> Option<Box<Scenario>> {
    let value = scenario.knob_address(path)?.get(scenario);
    let key = |age| Key { age, value, then: Interpolation::Linear };
    let track = Track { keys: vec![key(0), key(scenario.ticks.max(1) as u64)], ..Track::default() };
    Some(changed(scenario, |scenario| {
        scenario.development.tracks.insert(path.to_owned(), track);
    }))
}

/// Without a track; its knob keeps the value that it has in the scenario.
pub(super) fn remove_track(scenario: &Scenario, path: &str) -> Box<Scenario> {
    changed(scenario, |scenario| {
        scenario.development.tracks.remove(path);
    })
}

/// With a key at an age, in the place of what was there. It goes on as the key before it does.
pub(super) fn add_key(scenario: &Scenario, path: &str, age: u64, value: f64) -> Box<Scenario> {
    changed(scenario, |scenario| {
        let Some(track) = scenario.development.tracks.get_mut(path) else { return };
        let place = track.keys.partition_point(|key| key.age < age);
        if let Some(key) = track.keys.get_mut(place).filter(|key| key.age == age) {
            key.value = value;
            return;
        }
        let then = place.checked_sub(1).map_or(Interpolation::Linear, |before| track.keys[before].then);
        track.keys.insert(place, Key { age, value, then });
    })
}

/// With a key at another age and value; it stays between its neighbours.
pub(super) fn move_key(scenario: &Scenario, path: &str, index: usize, age: u64, value: f64) -> Box<Scenario> {
    changed(scenario, |scenario| {
        let Some(track) = scenario.development.tracks.get_mut(path) else { return };
        let least = index.checked_sub(1).and_then(|before| track.keys.get(before)).map_or(0, |before| before.age + 1);
        let most = track.keys.get(index + 1).map_or(u64::MAX >> 12, |after| after.age.saturating_sub(1)).max(least);
        if let Some(key) = track.keys.get_mut(index) {
            (key.age, key.value) = (age.clamp(least, most), value);
        }
    })
}

/// With another way to go on from a key.
pub(super) fn set_interpolation(scenario: &Scenario, path: &str, index: usize, then: Interpolation) -> Box<Scenario> {
    changed(scenario, |scenario| {
        if let Some(key) = scenario.development.tracks.get_mut(path).and_then(|track| track.keys.get_mut(index)) {
            key.then = then;
        }
    })
}

/// Without a key; with its last key a track goes, too.
pub(super) fn remove_key(scenario: &Scenario, path: &str, index: usize) -> Box<Scenario> {
    changed(scenario, |scenario| {
        let Some(track) = scenario.development.tracks.get_mut(path) else { return };
        if index < track.keys.len() {
            track.keys.remove(index);
        }
        if track.keys.is_empty() {
            scenario.development.tracks.remove(path);
        }
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

/// With a critical period changed; it closes after it opens.
pub(super) fn set_period(scenario: &Scenario, area: &str, index: usize, period: CriticalPeriod) -> Box<Scenario> {
    changed(scenario, |scenario| {
        if let Some(place) = scenario.development.periods.get_mut(area).and_then(|periods| periods.get_mut(index)) {
            let open = period.open.max(0.0);
            *place = CriticalPeriod { open, close: period.close.max(open + 1.0), ..period };
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
    /// Room for every key of a track.
    pub(super) fn of(track: &Track, range: Range) -> Self {
        let values = || track.keys.iter().map(|key| key.value);
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
        let mut scenario = *add_track(&welcome(), RATE).unwrap();
        assert_eq!(scenario.development.tracks[RATE].value(700), Some(0.2));
        scenario = *add_key(&scenario, RATE, 900, 0.02);
        scenario = *move_key(&scenario, RATE, 1, 5000, 0.05);
        assert_eq!((scenario.development.tracks[RATE].keys[1].age, scenario.development.tracks[RATE].keys[1].value), (1259, 0.05));
        scenario = *set_interpolation(&scenario, RATE, 0, Interpolation::Cosine);
        scenario = *add_period(&scenario, "visual", 100.0);
        scenario = *add_period(&scenario, "visual", 10.0);
        assert_eq!(scenario.development.periods.get("visual").unwrap().iter().map(|p| (p.open, p.close)).collect::<Vec<_>>(), [(10.0, 99.0), (100.0, 730.0)]);
        let period = CriticalPeriod { open: 300.0, close: 200.0, ..CriticalPeriod::default() };
        scenario = *set_period(&scenario, "visual", 1, period);
        assert_eq!(check(&scenario), []);
        for _ in 0..3 {
            scenario = *remove_key(&scenario, RATE, 0);
        }
        scenario = *remove_period(&remove_period(&scenario, "visual", 0), "visual", 0);
        assert_eq!(scenario, welcome());
        assert!(add_track(&scenario, "areas.visual.plasticity.nothing").is_none());
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
        let key = |age, value| Key { age, value, then: Interpolation::Linear };
        let flat = Lane::of(&Track { keys: vec![key(0, 0.2)], ..Track::default() }, ratio(0.0, 1e6));
        assert_eq!((flat.least, flat.most), (0.0, 0.4));
        let range = ratio(0.0, 1e6);
        let wide = Lane::of(&Track { keys: vec![key(0, 1.0), key(9, 1e-3)], ..Track::default() }, range);
        assert!(wide.logarithmic && (wide.part(1e-3), wide.part(1.0)) == (0.0, 1.0));
        assert_eq!(flat.value(0.7513, range), 0.3);
        assert_eq!(flat.value(-9.0, range), 0.0);
        let gains = Lane::of(&Track { keys: vec![key(0, -1.0), key(9, 1.0)], ..Track::default() }, linear(-10.0, 10.0));
        assert_eq!(gains.value(0.5, linear(-10.0, 10.0)), 0.0);
        assert_eq!(Lane::of(&Track::default(), range).most, 1.0);
    }
}
