//! What can be wrong with how a brain grows up, and what a person should know of it that is not wrong.

use super::check::{MOST_PLANS, MOST_THINGS, check_ranges};
use super::{Measure, Named, Owner, Problem, Scenario, seen_by_a_god};
use crate::brain::development::{CriticalPeriod, Guard, Track};
use serde_json::json;
use std::collections::BTreeMap;

/// Most stages of a life.
const MOST_STAGES: usize = 256;
/// Most ways on from a stage.
const MOST_WAYS: usize = 64;
/// Most parts of a guard.
const MOST_PARTS: usize = 100;

/// How long every list is, and how long it may be.
pub(super) fn lists(scenario: &Scenario) -> Vec<(String, usize, usize)> {
    let development = &scenario.development;
    let mut lists = vec![("development.stages".to_owned(), development.stages.len(), MOST_STAGES)];
    let mut tracks = |place: String, tracks: &BTreeMap<String, Track>| {
        lists.push((place.clone(), tracks.len(), MOST_PLANS));
        lists.extend(tracks.iter().map(|(path, track)| (format!("{place}.{path}.keys"), track.keys.len(), MOST_THINGS)));
    };
    tracks("development.tracks".to_owned(), &development.tracks);
    development.stages.iter().for_each(|(name, stage)| tracks(format!("development.stages.{name}.tracks"), &stage.tracks));
    lists.extend(development.periods.iter().map(|(area, periods)| (format!("development.periods.{area}"), periods.len(), MOST_PLANS)));
    for (name, stage) in development.stages.iter() {
        let path = format!("development.stages.{name}.to");
        lists.push((path.clone(), stage.to.len(), MOST_WAYS));
        for (index, way) in stage.to.iter().enumerate() {
            let mut parts = 0;
            way.when.visit(&mut |_| parts += 1);
            lists.push((format!("{path}.{index}.when"), parts, MOST_PARTS));
        }
    }
    lists
}

/// Everything that is wrong with how it grows up.
pub(super) fn check_development(scenario: &Scenario, problems: &mut Vec<Problem>) {
    let development = &scenario.development;
    check_tracks(scenario, "development.tracks", &development.tracks, problems);
    for (area, periods) in development.periods.iter() {
        let path = format!("development.periods.{area}");
        if scenario.areas.get(area).is_none() {
            problems.push(Problem::new(&path, format!("there is no area `{area}`")).advise("delete the period, or name an area that exists"));
        }
        for (index, period) in periods.iter().enumerate() {
            check_period(scenario, period, &format!("{path}.{index}"), problems);
        }
    }
    // What can be waited for is only worth asking where something is waited for.
    let measures = if development.stages.is_empty() { Vec::new() } else { scenario.measures() };
    for (name, stage) in development.stages.iter() {
        let path = format!("development.stages.{name}");
        check_tracks(scenario, &format!("{path}.tracks"), &stage.tracks, problems);
        for (index, way) in stage.to.iter().enumerate() {
            let path = format!("{path}.to.{index}");
            check_stage(&development.stages, &way.stage, &format!("{path}.stage"), problems);
            check_guard(&way.when, &measures, &format!("{path}.when"), problems);
        }
    }
}

/// What a person should know of how it grows up, though it can.
pub(super) fn notes(scenario: &Scenario) -> Vec<Problem> {
    let stages = &scenario.development.stages;
    let mut notes = Vec::new();
    let mut reached = vec![false; stages.len()];
    let mut open: Vec<usize> = (0..stages.len().min(1)).collect();
    while let Some(stage) = open.pop() {
        if !std::mem::replace(&mut reached[stage], true) {
            let ways = stages.at(stage).map_or(&[][..], |(_, stage)| &stage.to);
            open.extend(ways.iter().filter_map(|way| stages.index(&way.stage)));
        }
    }
    for ((name, _), reached) in stages.iter().zip(reached) {
        if !reached {
            notes.push(Problem::new(format!("development.stages.{name}"), "no way leads to this stage").advise("let another stage lead to it, or delete it"));
        }
    }
    for (name, stage) in stages.iter() {
        for (index, way) in stage.to.iter().enumerate() {
            if let Some(measure) = seen_by_a_god(&way.when) {
                let message = format!("it waits for {measure}, which is seen by a god, not by the brain: only the true gradient tells");
                notes.push(Problem::new(format!("development.stages.{name}.to.{index}.when"), message));
            }
        }
    }
    if stages.iter().any(|(_, stage)| !stage.to.is_empty()) && scenario.development.every >= scenario.ticks {
        let message = format!("it lives {} ticks, so that no guard is evaluated before its end", scenario.ticks);
        notes.push(Problem::new("development.every", message).advise("evaluate more often"));
    }
    notes
}

fn check_tracks(scenario: &Scenario, place: &str, tracks: &BTreeMap<String, Track>, problems: &mut Vec<Problem>) {
    for (knob_path, track) in tracks {
        let path = format!("{place}.{knob_path}");
        let Some(address) = scenario.knob_address(knob_path) else {
            problems.push(Problem::new(&path, "there is no such knob").advise("delete the track, or name a knob that exists"));
            continue;
        };
        let knob = address.knob(scenario);
        if !knob.live || matches!(address.owner, Owner::Run | Owner::Measuring | Owner::Development) {
            problems.push(Problem::new(&path, format!("{} cannot move while the brain runs", knob.name)).advise("delete the track"));
        }
        if track.keys.is_empty() {
            problems.push(Problem::new(&path, "a track needs at least one key").advise("add a key, or delete the track"));
        }
        if !track.is_in_order() {
            problems.push(Problem::new(&path, "keys must stand in the order of their ages, one an age, and head to later ones"));
        }
        if let Some(value) = track.values().find(|value| !knob.range.contains(*value)) {
            problems.push(Problem { mend: None, ..Problem::out_of_range(&path, knob, value) });
        }
    }
}

fn check_period(scenario: &Scenario, period: &CriticalPeriod, path: &str, problems: &mut Vec<Problem>) {
    check_ranges(period, path, problems);
    if period.open_from == period.close_from && period.close <= period.open {
        problems.push(Problem::new(path, format!("it closes at {} before it opens at {}", period.close, period.open)));
    }
    for (edge, stage) in [("open_from", &period.open_from), ("close_from", &period.close_from)] {
        if let Some(stage) = stage {
            check_stage(&scenario.development.stages, stage, &format!("{path}.{edge}"), problems);
        }
    }
}

fn check_stage<T>(stages: &Named<T>, name: &str, path: &str, problems: &mut Vec<Problem>) {
    if stages.get(name).is_none() {
        let problem = Problem::new(path, format!("there is no stage `{name}`"));
        problems.push(match most_alike(name, stages.names()) {
            Some(other) => problem.mended_by(format!("name the stage `{other}`"), path, json!(other)),
            None => problem.advise("add the stage"),
        });
    }
}

fn check_guard(guard: &Guard, measures: &[Measure], path: &str, problems: &mut Vec<Problem>) {
    match guard {
        Guard::After(_) => {}
        Guard::All(parts) => parts.iter().enumerate().for_each(|(index, part)| check_guard(part, measures, &format!("{path}.all.{index}"), problems)),
        Guard::Any(parts) => parts.iter().enumerate().for_each(|(index, part)| check_guard(part, measures, &format!("{path}.any.{index}"), problems)),
        Guard::Not(part) => check_guard(part, measures, &format!("{path}.not"), problems),
        Guard::Measure(criterion) => {
            let path = format!("{path}.measure");
            let found = measures.iter().find(|measure| measure.name == criterion.name);
            if !found.is_some_and(Measure::is_of_a_moment) {
                let name = format!("{path}.name");
                let message = match found {
                    Some(_) => format!("{} is not known at every evaluation, so that nothing can wait for it", criterion.name),
                    None => format!("nothing measures `{}` here", criterion.name),
                };
                let problem = Problem::new(&name, message);
                let possible = measures.iter().filter(|measure| measure.is_of_a_moment()).map(|measure| measure.name.as_str());
                problems.push(match most_alike(&criterion.name, possible) {
                    Some(other) => problem.mended_by(format!("wait for {other}"), &name, json!(other)),
                    None => problem.advise("name a measure that exists"),
                });
            }
            if !criterion.is.number().is_finite() {
                problems.push(Problem::new(format!("{path}.is"), "its bound is no number"));
            }
            if criterion.hold == 0 {
                let place = format!("{path}.for");
                problems.push(Problem::new(&place, "it must be met at least once").mended_by("set it to 1", &place, json!(1)));
            }
        }
    }
}

/// Of names the one that takes the fewest letters to be changed into, put in or taken out.
fn most_alike<'n>(wanted: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    names.min_by_key(|name| changes(wanted.as_bytes(), name.as_bytes()))
}

/// Levenshtein's distance; of a stranger's long word only the beginning counts.
fn changes(one: &[u8], other: &[u8]) -> usize {
    const LONGEST: usize = 64;
    let (one, other) = (&one[..one.len().min(LONGEST)], &other[..other.len().min(LONGEST)]);
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_name_is_a_few_letters_away() {
        assert_eq!([changes(b"kitten", b"sitting"), changes(b"", b"abc"), changes(b"same", b"same")], [3, 3, 0]);
        assert_eq!(most_alike("accuracy.b.classify", ["cost.a.classify", "accuracy.a.classify"].into_iter()), Some("accuracy.a.classify"));
    }
}
