//! What can be done with the parts of a guard: put beside others, negated, taken out of brackets.

use crate::brain::development::{Bound, Criterion, Guard};

/// What is asked for one part of a guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// Another condition that must be true as well.
    And,
    /// Another condition that is enough instead.
    Or,
    /// The opposite; of an opposite the thing itself.
    Not,
    /// What is in its brackets, without them.
    Open,
    /// The same once more.
    Duplicate,
    /// One place earlier.
    Up,
    /// One place later.
    Down,
    /// Nothing of it.
    Remove,
}

/// Does what is asked for a whole guard. So many ticks as `long` says no stage has lasted yet.
pub(super) fn obey(guard: &mut Guard, ask: Ask, long: u64) {
    let taken = std::mem::replace(guard, Guard::All(Vec::new()));
    *guard = match (ask, taken) {
        // A new condition changes nothing until it is edited: together with others it is true, instead of others it is not.
        (Ask::And, Guard::All(mut parts)) => {
            parts.push(Guard::After(0));
            Guard::All(parts)
        }
        (Ask::Or, Guard::Any(mut parts)) => {
            parts.push(Guard::After(long));
            Guard::Any(parts)
        }
        (Ask::And, part) => Guard::All(vec![part, Guard::After(0)]),
        (Ask::Or, part) => Guard::Any(vec![part, Guard::After(long)]),
        (Ask::Not, Guard::Not(part)) => *part,
        (Ask::Not, part) => Guard::Not(Box::new(part)),
        (Ask::Open, Guard::All(mut parts) | Guard::Any(mut parts)) if parts.len() == 1 => parts.remove(0),
        (_, part) => part,
    };
}

/// Does what is asked for one part of a list, of all of which each must be true if `is_all`.
pub(super) fn obey_in(parts: &mut Vec<Guard>, index: usize, is_all: bool, ask: Ask, long: u64) {
    let Some(part) = parts.get_mut(index) else { return };
    match ask {
        Ask::And if is_all => parts.insert(index + 1, Guard::After(0)),
        Ask::Or if !is_all => parts.insert(index + 1, Guard::After(long)),
        Ask::And | Ask::Or | Ask::Not => obey(part, ask, long),
        Ask::Open => {
            if let Guard::All(inner) | Guard::Any(inner) = part {
                let inner = std::mem::take(inner);
                parts.splice(index..=index, inner);
            }
        }
        Ask::Duplicate => {
            let copy = part.clone();
            parts.insert(index + 1, copy);
        }
        Ask::Up if index > 0 => parts.swap(index, index - 1),
        Ask::Down if index + 1 < parts.len() => parts.swap(index, index + 1),
        Ask::Remove => {
            parts.remove(index);
        }
        Ask::Up | Ask::Down => {}
    }
}

/// The other way to put a list together.
pub(super) fn switched(guard: &Guard) -> Guard {
    match guard {
        Guard::All(parts) => Guard::Any(parts.clone()),
        Guard::Any(parts) => Guard::All(parts.clone()),
        other => other.clone(),
    }
}

/// How many parts a guard has, itself among them.
pub(super) fn part_count(guard: &Guard) -> usize {
    let mut count = 0;
    guard.visit(&mut |_| count += 1);
    count
}

/// Without brackets around one thing, which a list that has lost its others leaves behind.
pub(super) fn without_needless_brackets(guard: &mut Guard) {
    match guard {
        Guard::All(parts) | Guard::Any(parts) => {
            parts.iter_mut().for_each(without_needless_brackets);
            if parts.len() == 1 {
                *guard = parts.remove(0);
            }
        }
        Guard::Not(part) => without_needless_brackets(part),
        Guard::Measure(_) | Guard::After(_) => {}
    }
}

/// To wait for a measure, now that it is `now`: that it gets better by a half, as far as one can tell which side that is.
pub(super) fn for_measure(name: &str, now: Option<f64>) -> Criterion {
    let rises = ["accuracy", "agreement"].iter().any(|kind| name.starts_with(kind));
    let rounded = |value: f64| format!("{value:.1e}").parse().unwrap_or(value);
    let is = match now.filter(|now| now.is_finite()) {
        _ if rises => Bound::Above(0.9),
        Some(now) => Bound::Below(rounded(now / 2.0)),
        None => Bound::Below(0.1),
    };
    Criterion { name: name.to_owned(), is, hold: 1 }
}

/// How far a value is from the side on which a bound wants it; nothing if it is there.
pub(super) fn to_go(is: Bound, value: f64) -> Option<f64> {
    (!is.holds(value)).then(|| (value - is.number()).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFE: u64 = 1000;

    fn asked(guard: &Guard, ask: Ask) -> Guard {
        let mut guard = guard.clone();
        obey(&mut guard, ask, LIFE);
        guard
    }

    /// Whether a guard is true, for a criterion that is met and one that is not, at an age.
    fn truth(guard: &Guard, met: u32, since: u64) -> bool {
        let count = guard.criteria().len();
        guard.holds(since, &mut std::iter::repeat_n(met, count))
    }

    #[test]
    fn a_new_condition_changes_nothing_until_it_is_edited() {
        let measure = || Guard::Measure(for_measure("cost.a.b", Some(0.5)));
        for guard in [measure(), Guard::After(500), Guard::All(vec![measure(), Guard::After(3)]), Guard::Any(vec![measure(), Guard::After(3)])] {
            for ask in [Ask::And, Ask::Or] {
                let more = asked(&guard, ask);
                assert_eq!(more.words().matches("after").count(), guard.words().matches("after").count() + 1);
                assert!(
                    [0, 1].iter().all(|met| [0, 5, 999].iter().all(|since| truth(&more, *met, *since) == truth(&guard, *met, *since))),
                    "{ask:?} {guard:?}"
                );
            }
            assert_eq!(asked(&asked(&guard, Ask::Not), Ask::Not), guard);
            assert!(truth(&asked(&guard, Ask::Not), 0, 999) != truth(&guard, 0, 999));
        }
    }

    #[test]
    fn lists_grow_shrink_and_are_put_in_order_and_brackets_come_and_go() {
        let after = Guard::After;
        let mut parts = vec![after(1), after(2)];
        obey_in(&mut parts, 0, true, Ask::Or, LIFE);
        assert_eq!(parts, [Guard::Any(vec![after(1), after(LIFE)]), after(2)], "brackets where and meets or");
        obey_in(&mut parts, 0, true, Ask::Open, LIFE);
        assert_eq!(parts, [after(1), after(LIFE), after(2)]);
        obey_in(&mut parts, 2, true, Ask::Up, LIFE);
        obey_in(&mut parts, 0, true, Ask::Duplicate, LIFE);
        assert_eq!(parts, [after(1), after(1), after(2), after(LIFE)]);
        obey_in(&mut parts, 0, true, Ask::Remove, LIFE);
        obey_in(&mut parts, 0, true, Ask::Down, LIFE);
        obey_in(&mut parts, 2, true, Ask::Remove, LIFE);
        assert_eq!(parts, [after(2), after(1)]);
        obey_in(&mut parts, 1, true, Ask::Remove, LIFE);
        let mut guard = Guard::Not(Box::new(Guard::Any(vec![Guard::All(parts)])));
        without_needless_brackets(&mut guard);
        assert_eq!(guard, Guard::Not(Box::new(after(2))));
        assert_eq!(switched(&Guard::Any(vec![after(1)])), Guard::All(vec![after(1)]));
    }

    #[test]
    fn how_far_it_is_and_what_to_wait_for_at_first() {
        assert_eq!((to_go(Bound::Above(0.9), 0.85).map(|far| (far * 100.0).round()), to_go(Bound::Below(0.9), 0.85)), (Some(5.0), None));
        assert!(to_go(Bound::Above(0.9), f64::NAN).is_some_and(f64::is_nan));
        assert_eq!(for_measure("accuracy.a.b", Some(0.1)).is, Bound::Above(0.9));
        assert_eq!(for_measure("cost.a.b", Some(1.238)).is, Bound::Below(0.62));
    }
}
