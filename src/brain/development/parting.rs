//! Where two plans of the same thing part: the first age at which they say something else. What agrees to the bit on the past of a brain may
//! take the other's place while it lives.

use super::{Aim, CriticalPeriod, Guard, Interpolation, Track, openness};
use std::ops::Range;

/// So many ages are compared one by one; curves of different shapes that still agree then count as parted there.
const MOST_COMPARED: u64 = 1_000_000;

/// What a track does between two of its keys: from an age and a value, in some way, to an aim; it holds where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stretch {
    from: Option<(u64, f64, Interpolation)>,
    aim: Option<Aim>,
}

impl Stretch {
    fn is_flat(&self) -> bool {
        match (self.from, self.aim) {
            (Some((_, value, then)), Some(aim)) => then == Interpolation::Step || value.to_bits() == aim.value.to_bits(),
            _ => true,
        }
    }
}

impl Track {
    /// The first of these ages, on its own clock, at which another track has another value; `None` if they agree to the bit.
    pub fn parts_from(&self, other: &Self, ages: Range<u64>) -> Option<u64> {
        if self.keys == other.keys || ages.is_empty() {
            return None;
        }
        let keys = self.keys.iter().chain(&other.keys);
        let mut edges: Vec<u64> = keys.flat_map(|key| [Some(key.age), key.toward.map(|aim| aim.age)]).flatten().filter(|age| ages.contains(age)).collect();
        edges.push(ages.start);
        edges.sort_unstable();
        edges.dedup();
        let ends = edges.iter().skip(1).copied().chain([ages.end]);
        edges.iter().zip(ends).find_map(|(&from, to)| {
            let (mine, its) = (self.stretch(from), other.stretch(from));
            let differs = |age: &u64| self.value(*age).map(f64::to_bits) != other.value(*age).map(f64::to_bits);
            if mine == its {
                return None;
            }
            if mine.is_flat() && its.is_flat() {
                return Some(from).filter(differs);
            }
            let compared = to.min(from.saturating_add(MOST_COMPARED));
            (from..compared).find(differs).or_else(|| (compared < to).then_some(compared))
        })
    }

    /// The same curve on a clock that began so many ticks earlier.
    #[must_use]
    pub fn later(mut self, ticks: u64) -> Self {
        for key in &mut self.keys {
            key.age += ticks;
            key.toward = key.toward.map(|aim| Aim { age: aim.age + ticks, ..aim });
        }
        self
    }

    fn stretch(&self, age: u64) -> Stretch {
        let next = self.keys.partition_point(|key| key.age <= age);
        match next.checked_sub(1).map(|last| &self.keys[last]) {
            Some(key) => {
                let aim = key.aim(self.keys.get(next));
                let reached = aim.filter(|aim| aim.age <= age);
                reached.map_or(Stretch { from: Some((key.age, key.value, key.then)), aim }, |aim| Stretch { from: None, aim: Some(aim) })
            }
            None => Stretch { from: None, aim: self.keys.first().map(|key| Aim { age: 0, value: key.value }) },
        }
    }
}

/// The first age before `end` at which periods that count from no stage open an area to another degree; `None` if they agree to the bit.
pub fn periods_part_from(one: &[CriticalPeriod], other: &[CriticalPeriod], end: u64) -> Option<u64> {
    if one == other {
        return None;
    }
    let differs = |age: &u64| openness(one, &[], *age).to_bits() != openness(other, &[], *age).to_bits();
    if one.iter().chain(other).all(|period| period.open_width == 0.0 && period.close_width == 0.0) {
        let edges = one.iter().chain(other).flat_map(|period| [period.open, period.close]);
        let mut edges: Vec<u64> = edges.map(|edge| edge.ceil().max(0.0) as u64).chain([0]).filter(|edge| *edge < end).collect();
        edges.sort_unstable();
        return edges.into_iter().find(differs);
    }
    let compared = end.min(MOST_COMPARED);
    (0..compared).find(differs).or_else(|| (compared < end).then_some(compared))
}

impl Guard {
    /// Whether another guard was true exactly when this one was, at every evaluation up to `since` ticks after the stage was entered: they differ
    /// at most in how long they wait, and both longer than that.
    pub fn agrees_until(&self, other: &Self, since: u64) -> bool {
        match (self, other) {
            (Self::After(mine), Self::After(its)) => mine == its || (*mine > since && *its > since),
            (Self::All(mine), Self::All(its)) | (Self::Any(mine), Self::Any(its)) => {
                mine.len() == its.len() && mine.iter().zip(its).all(|(mine, its)| mine.agrees_until(its, since))
            }
            (Self::Not(mine), Self::Not(its)) => mine.agrees_until(its, since),
            _ => self == other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brain::development::Key;

    fn track(keys: &[(u64, f64, Interpolation)]) -> Track {
        Track { keys: keys.iter().map(|(age, value, then)| Key::new(*age, *value, *then)).collect(), ..Track::default() }
    }

    #[test]
    fn tracks_part_at_the_very_age_at_which_their_values_do() {
        use Interpolation::{Cosine, Exponential, Linear, Step};
        let tracks = [
            track(&[(0, 0.2, Linear), (100, 0.1, Linear), (200, 0.1, Linear)]),
            track(&[(0, 0.2, Linear), (100, 0.1, Step), (200, 0.1, Linear)]),
            track(&[(0, 0.2, Linear), (100, 0.1, Linear), (150, 0.1, Linear), (200, 0.3, Linear)]),
            track(&[(0, 0.2, Exponential), (100, 0.1, Linear)]),
            track(&[(0, 0.2, Linear), (50, 0.15, Linear), (100, 0.1, Cosine), (200, 0.0, Linear)]),
            track(&[(0, 0.2, Step), (60, 0.3, Step), (130, 0.1, Linear)]),
            track(&[(30, 0.2, Linear), (60, 0.3, Step), (130, 0.1, Linear)]),
            track(&[(7, 0.1, Linear)]),
        ];
        for one in &tracks {
            for other in &tracks {
                for end in [1, 99, 100, 101, 150, 400] {
                    let found = (0..end).find(|age| one.value(*age).map(f64::to_bits) != other.value(*age).map(f64::to_bits));
                    assert_eq!(one.parts_from(other, 0..end), found, "{one:?} {other:?}");
                    let (one, other) = (one.clone().later(33), other.clone().later(33));
                    assert_eq!(one.parts_from(&other, 33..end + 33), found.map(|age| age + 33));
                }
            }
        }
    }

    #[test]
    fn periods_part_at_the_very_age_at_which_they_open_otherwise() {
        let period = |open: f64, close: f64, width: f64| CriticalPeriod { open, close, close_width: width, ..CriticalPeriod::default() };
        let lists = [
            vec![],
            vec![period(10.0, 50.0, 0.0)],
            vec![period(10.0, 90.5, 0.0)],
            vec![period(10.0, 50.0, 0.0), period(70.0, 80.0, 0.0)],
            vec![period(10.0, 50.0, 3.0)],
            vec![period(0.0, 500.0, 0.0)],
        ];
        for one in &lists {
            for other in &lists {
                for end in [0, 1, 50, 51, 100] {
                    let found = (0..end).find(|age| openness(one, &[], *age).to_bits() != openness(other, &[], *age).to_bits());
                    assert_eq!(periods_part_from(one, other, end), found, "{one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn guards_that_wait_longer_than_was_lived_agree() {
        let guard = |ticks| Guard::Any(vec![Guard::After(ticks), Guard::Not(Box::new(Guard::All(Vec::new())))]);
        assert!(guard(500).agrees_until(&guard(800), 499) && guard(500).agrees_until(&guard(500), 9999));
        assert!(!guard(500).agrees_until(&guard(800), 500) && !guard(500).agrees_until(&Guard::After(500), 0));
    }
}
