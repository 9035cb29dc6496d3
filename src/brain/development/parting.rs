//! Where two plans of the same thing part: the first age at which they say something else. What agrees to the bit on the past of a brain may
//! take each other's place while it lives.

use super::{CriticalPeriod, Key, Reached, Track, openness};
use std::ops::Range;

/// So many ages are compared one by one; where two curves differ in shape for longer than that and not in value, they count as parted there.
const MOST_COMPARED: u64 = 1_000_000;

impl Track {
    /// The first of these ages, on its own clock, at which another track has another value; `None` if they agree to the bit.
    pub fn parts_from(&self, other: &Self, ages: Range<u64>) -> Option<u64> {
        let mut edges: Vec<u64> = self.keys.iter().chain(&other.keys).map(|key| key.age).filter(|age| ages.contains(age)).collect();
        edges.push(ages.start);
        edges.sort_unstable();
        edges.dedup();
        let ends = edges.iter().skip(1).copied().chain([ages.end]);
        edges.iter().zip(ends).find_map(|(&from, to)| {
            let (mine, its) = (self.stretch(from), other.stretch(from));
            if mine == its {
                return None;
            }
            let differs = |age: &u64| self.value(*age).map(f64::to_bits) != other.value(*age).map(f64::to_bits);
            if is_flat(mine) && is_flat(its) {
                return Some(from).filter(differs);
            }
            let compared = to.min(from.saturating_add(MOST_COMPARED));
            (from..compared).find(differs).or_else(|| (compared < to).then_some(compared))
        })
    }

    /// The keys that the value at an age lies between.
    fn stretch(&self, age: u64) -> (Option<&Key>, Option<&Key>) {
        let next = self.keys.partition_point(|key| key.age <= age);
        // Before the first key and after the last, only one key tells; what the last one does next is never asked.
        match (next.checked_sub(1).and_then(|last| self.keys.get(last)), self.keys.get(next)) {
            (None, first) => (None, first),
            (last, next) => (last, next),
        }
    }
}

/// Whether a stretch has one value.
fn is_flat((from, to): (Option<&Key>, Option<&Key>)) -> bool {
    match (from, to) {
        (Some(from), Some(to)) => from.then == super::Interpolation::Step || from.value.to_bits() == to.value.to_bits(),
        _ => true,
    }
}

/// The first age before `end` at which periods open an area to another degree; `None` if they agree to the bit. Both count from the same stages,
/// entered as `reached` says.
pub fn periods_part_from(one: &[CriticalPeriod], other: &[CriticalPeriod], reached: (&[Reached], &[Reached]), end: u64) -> Option<u64> {
    if one == other {
        return None;
    }
    let differs = |age: &u64| openness(one, reached.0, *age).to_bits() != openness(other, reached.1, *age).to_bits();
    let all = || one.iter().zip(reached.0).chain(other.iter().zip(reached.1));
    let is_sharp = |period: &CriticalPeriod| period.open_width == 0.0 && period.close_width == 0.0;
    if one.iter().chain(other).all(is_sharp) {
        let edges = all().flat_map(|(period, reached)| {
            let since = |from: &Option<String>, entered: Option<u64>| if from.is_some() { entered.unwrap_or(0) as f64 } else { 0.0 };
            [period.open + since(&period.open_from, reached.opened), period.close + since(&period.close_from, reached.closed)]
        });
        let mut edges: Vec<u64> = edges.map(|edge| edge.ceil().max(0.0) as u64).chain([0]).filter(|edge| *edge < end).collect();
        edges.sort_unstable();
        return edges.into_iter().find(differs);
    }
    let compared = end.min(MOST_COMPARED);
    (0..compared).find(differs).or_else(|| (compared < end).then_some(compared))
}
