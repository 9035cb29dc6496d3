//! A change of what is to come leaves what was lived as it was.

use crate::brain::development::{Clock, Guard, Key, Track};
use crate::scenario::Scenario;

/// Where a change moved keys that are still to come, and with them the curve between the last key that is past and the first of them: the same
/// scenario, in which that curve stays as it was lived until `age` and changes its course there. Nothing if the past is not touched so. `stage` is
/// the stage that the brain is in, with the age at which that was entered.
pub fn past_kept(lived: &Scenario, wanted: &Scenario, age: u64, stage: Option<(usize, u64)>) -> Option<Box<Scenario>> {
    let mut kept = Box::new(wanted.clone());
    let mut is_changed = false;
    for (path, track) in &mut kept.development.tracks {
        let pinned = lived.development.tracks.get(path).and_then(|was| pinned(was, track, age));
        is_changed |= pinned.is_some();
        *track = pinned.unwrap_or_else(|| track.clone());
    }
    let here = stage.and_then(|(stage, entered)| Some((lived.development.stages.at(stage)?, entered)));
    if let Some(((key, was), entered)) = here
        && let Some(stage) = kept.development.stages.get_mut(key)
    {
        for (path, track) in &mut stage.tracks {
            let since = if track.clock == Clock::Global { age } else { age.saturating_sub(entered) };
            let pinned = was.tracks.get(path).filter(|was| was.clock == track.clock).and_then(|was| pinned(was, track, since));
            is_changed |= pinned.is_some();
            *track = pinned.unwrap_or_else(|| track.clone());
        }
    }
    is_changed.then_some(kept)
}

/// Where a change made guards of the stage that the brain is in, which was entered at some age, such that they would have been true before: the same
/// scenario, in which they count from `age` on only. Nothing if there are none.
pub fn from_now_on(lived: &Scenario, wanted: &Scenario, age: u64, (stage, entered): (usize, u64)) -> Option<Box<Scenario>> {
    let (key, was) = lived.development.stages.at(stage)?;
    let since = age.saturating_sub(entered);
    let mut kept = Box::new(wanted.clone());
    let ways = &mut kept.development.stages.get_mut(key)?.to;
    let changed = ways.iter_mut().filter(|way| !was.to.iter().any(|was| was.when == way.when));
    let count = changed.map(|way| way.when = waits_until(&way.when, since)).count();
    (count > 0 && *kept != *wanted).then_some(kept)
}

/// A guard that is not true before so many ticks in the stage.
fn waits_until(guard: &Guard, since: u64) -> Guard {
    match guard {
        Guard::All(parts) => {
            let (waits, rest): (Vec<_>, Vec<_>) = parts.iter().cloned().partition(|part| matches!(part, Guard::After(_)));
            let longest = waits.iter().filter_map(|part| if let Guard::After(ticks) = part { Some(*ticks) } else { None }).fold(since, u64::max);
            Guard::All(rest.into_iter().chain([Guard::After(longest)]).collect())
        }
        Guard::After(ticks) => Guard::After(since.max(*ticks)),
        other => Guard::All(vec![other.clone(), Guard::After(since)]),
    }
}

/// A track with the past of another one, if they differ at most in what comes after their last keys before an age.
fn pinned(was: &Track, wanted: &Track, age: u64) -> Option<Track> {
    was.parts_from(wanted, 0..age)?;
    let past = |track: &Track| track.keys.partition_point(|key| key.age < age);
    let count = past(was);
    let last = count.checked_sub(1)?;
    let (before, after) = (&was.keys[..last], wanted.keys.get(..last)?);
    let (mine, its) = (&was.keys[last], wanted.keys.get(last)?);
    if past(wanted) != count || before != after || (mine.age, mine.value.to_bits()) != (its.age, its.value.to_bits()) {
        return None;
    }
    let mut pinned = wanted.clone();
    pinned.keys[last] = Key { toward: mine.aim(was.keys.get(count)), ..mine.clone() };
    if pinned.keys.get(count).is_none_or(|key| key.age != age) {
        pinned.keys.insert(count, Key { toward: its.toward, ..Key::new(age, was.value(age)?, its.then) });
    }
    Some(pinned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brain::development::Interpolation;

    #[test]
    fn guards_that_would_have_been_true_before_count_from_now_on() {
        use crate::brain::development::{Bound, Criterion};
        let measure = || Guard::Measure(Criterion { name: "x".into(), is: Bound::Above(0.5), hold: 1 });
        let either = Guard::Any(vec![measure(), Guard::After(3)]);
        assert_eq!(waits_until(&either, 70), Guard::All(vec![either.clone(), Guard::After(70)]));
        assert_eq!(waits_until(&waits_until(&either, 70), 90), Guard::All(vec![either.clone(), Guard::After(90)]), "only once");
        assert_eq!((waits_until(&Guard::After(5), 70), waits_until(&Guard::After(500), 70)), (Guard::After(70), Guard::After(500)));
        for guard in [either, measure(), Guard::All(vec![measure(), Guard::After(500)])] {
            for since in [0, 69, 70, 600] {
                let held = || std::iter::repeat_n(Some(1), 1);
                let wanted = guard.verdict(since, &mut held()).map(|holds| holds && since >= 70);
                assert_eq!(waits_until(&guard, 70).verdict(since, &mut held()), wanted, "{guard:?} {since}");
                assert!(since >= 70 || waits_until(&guard, 70).verdict(since, &mut std::iter::once(None)) == Some(false));
            }
        }
    }

    #[test]
    fn a_key_that_is_dragged_in_the_future_leaves_the_past_as_it_was_to_the_bit() {
        for &then in Interpolation::ALL {
            let track = |keys: &[(u64, f64)]| Track { keys: keys.iter().map(|(age, value)| Key::new(*age, *value, then)).collect(), ..Track::default() };
            let was = track(&[(0, 0.2), (100, 0.1), (1000, 0.01)]);
            for wanted in
                [track(&[(0, 0.2), (100, 0.1), (1000, 0.4)]), track(&[(0, 0.2), (100, 0.1), (700, 0.3), (1000, 0.01)]), track(&[(0, 0.2), (100, 0.1)])]
            {
                let Some(kept) = pinned(&was, &wanted, 333) else {
                    assert_eq!(was.parts_from(&wanted, 0..333), None, "{then:?}");
                    continue;
                };
                assert_eq!(kept.parts_from(&was, 0..334), None, "{then:?}");
                assert!(kept.is_in_order());
                assert_eq!(kept.keys[3..], wanted.keys[2..], "what is to come is as it was wanted");
                // Changed once more, later: what was kept stays.
                let mut again = kept.clone();
                again.keys[2].value = 0.77;
                assert!(pinned(&kept, &again, 400).is_none(), "a key that is past was moved");
                again = kept.clone();
                again.keys.push(Key::new(2000, 0.5, then));
                let twice = pinned(&kept, &again, 1500).unwrap_or(again);
                assert_eq!(twice.parts_from(&kept, 0..1500), None, "{then:?}");
            }
            let past = track(&[(0, 0.3), (100, 0.1), (1000, 0.01)]);
            assert!(pinned(&was, &past, 333).is_none() && pinned(&was, &was, 333).is_none());
        }
    }
}
