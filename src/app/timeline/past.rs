//! A change of what is to come leaves what was lived as it was.

use crate::brain::development::{Clock, Key, Track};
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
