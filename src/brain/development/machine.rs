//! Which stage a life is in, and when it goes on to the next.

use super::{Bound, Guard, Stage};

/// Stages made ready to be lived through.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    stages: Vec<Vec<Way>>,
    measures: Vec<String>,
    /// The most criteria that a stage waits for.
    most: usize,
}

/// How far a life has come through its stages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The stage.
    pub stage: usize,
    /// Age at which it was entered.
    pub entered: u64,
    /// The stage and the way on by which it was entered; nothing at birth.
    pub by: Option<(usize, usize)>,
    /// At how many evaluations in a row each criterion of the stage was met, way by way.
    held: Vec<u32>,
}

/// A way on from a stage.
#[derive(Clone, Debug, PartialEq)]
struct Way {
    to: usize,
    when: Guard,
    /// For each criterion its measure and its side.
    criteria: Vec<(usize, Bound)>,
}

impl Machine {
    /// Of stages by name, in order; nothing without any. A way to a stage that does not exist is never taken.
    pub fn new<'a>(stages: impl Iterator<Item = (&'a str, &'a Stage)> + Clone) -> Option<Self> {
        let mut measures: Vec<String> = Vec::new();
        let mut number = |name: &str| {
            measures.iter().position(|other| other == name).unwrap_or_else(|| {
                measures.push(name.to_owned());
                measures.len() - 1
            })
        };
        let mut ways = Vec::new();
        for (_, stage) in stages.clone() {
            let mut of_stage = Vec::new();
            for transition in &stage.to {
                let criteria = transition.when.criteria().into_iter().map(|criterion| (number(&criterion.name), criterion.is)).collect();
                let to = stages.clone().position(|(name, _)| name == transition.stage).unwrap_or(usize::MAX);
                of_stage.push(Way { to, when: transition.when.clone(), criteria });
            }
            ways.push(of_stage);
        }
        let most = ways.iter().map(|ways| ways.iter().map(|way| way.criteria.len()).sum()).max()?;
        Some(Self { stages: ways, measures, most })
    }

    /// The place of a life that stood at `was` among other stages, in stage `stage` of these: what was counted there still counts if it is waited
    /// for the same. `stage_of` finds one of these stages by its place among the others.
    pub fn carry_on(&self, other: &Self, was: &Place, stage: usize, stage_of: impl Fn(usize) -> Option<usize>) -> Place {
        let mut place = Place { stage, by: was.by.and_then(|(from, way)| Some((stage_of(from)?, way))), ..self.begin(was.entered) };
        let criteria = |machine: &Self, stage: usize| -> Vec<_> {
            let ways = machine.stages.get(stage).into_iter().flatten();
            ways.flat_map(|way| way.when.criteria().into_iter().map(|criterion| (criterion.name.clone(), criterion.is))).collect()
        };
        if criteria(self, stage) == criteria(other, was.stage) {
            place.held.iter_mut().zip(&was.held).for_each(|(held, was)| *held = *was);
        }
        place
    }

    /// Each way on from a stage: to which one, and when.
    pub fn ways(&self, stage: usize) -> impl Iterator<Item = (usize, &Guard)> {
        self.stages.get(stage).into_iter().flatten().map(|way| (way.to, &way.when))
    }

    /// The measures that guards speak of, each once.
    pub fn measures(&self) -> &[String] {
        &self.measures
    }

    /// In the first stage, entered at an age.
    pub fn begin(&self, age: u64) -> Place {
        Place { stage: 0, entered: age, by: None, held: vec![0; self.most] }
    }

    /// Looks at every criterion of the stage, and goes on by the first way that is open; `value` is that of a measure, by its place in
    /// [`Machine::measures`]. A measure without a value meets no criterion. Whether a stage was entered.
    pub fn evaluate(&self, place: &mut Place, age: u64, value: impl Fn(usize) -> Option<f64>) -> bool {
        let Some(ways) = self.stages.get(place.stage) else { return false };
        let criteria = ways.iter().flat_map(|way| &way.criteria);
        for (held, (measure, is)) in place.held.iter_mut().zip(criteria) {
            *held = if value(*measure).is_some_and(|value| is.holds(value)) { held.saturating_add(1) } else { 0 };
        }
        let mut held = place.held.iter().copied();
        // Every way takes its criteria, also after one that is open.
        let mut open = None;
        for (number, way) in ways.iter().enumerate() {
            if way.when.holds(age - place.entered, &mut held) && open.is_none() && way.to < self.stages.len() {
                open = Some((number, way.to));
            }
        }
        let Some((way, to)) = open else { return false };
        (place.by, place.stage, place.entered) = (Some((place.stage, way)), to, age);
        place.held.fill(0);
        true
    }

    /// For each way on from the stage, at how many evaluations in a row each criterion of its guard was met.
    pub fn held(&self, place: &Place) -> Vec<Vec<u32>> {
        let mut held = place.held.iter().copied();
        self.stages.get(place.stage).map_or_else(Vec::new, |ways| ways.iter().map(|way| held.by_ref().take(way.criteria.len()).collect()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brain::development::{Criterion, Transition};

    fn criterion(name: &str, is: Bound, hold: u32) -> Guard {
        Guard::Measure(Criterion { name: name.into(), is, hold })
    }

    fn stage(to: Vec<(&str, Guard)>) -> Stage {
        Stage { to: to.into_iter().map(|(stage, when)| Transition { stage: stage.into(), when }).collect(), ..Stage::default() }
    }

    /// Ages at which stages were entered, evaluated every 10 ticks on one measure's values.
    fn lived(stages: &[(&str, Stage)], values: &[f64]) -> Vec<(u64, usize)> {
        let machine = Machine::new(stages.iter().map(|(name, stage)| (*name, stage))).unwrap();
        let mut place = machine.begin(0);
        let ages = (1..).map(|number| 10 * number);
        let entries = ages.zip(values).filter_map(|(age, value)| machine.evaluate(&mut place, age, |_| Some(*value)).then_some((age, place.stage)));
        entries.collect()
    }

    #[test]
    fn a_criterion_held_for_three_evaluations_ignores_a_spike_of_two() {
        let stages = [("young", stage(vec![("old", criterion("x", Bound::Above(0.9), 3))])), ("old", stage(vec![]))];
        assert_eq!(lived(&stages, &[1.0, 1.0, 0.5, 0.9, 0.9, 0.9, 0.1]), [(60, 1)]);
        assert_eq!(lived(&stages, &[f64::NAN; 9]), []);
    }

    #[test]
    fn the_first_way_that_is_open_is_taken_and_only_one_at_an_evaluation() {
        let now = || Guard::All(Vec::new());
        let first = stage(vec![("never", Guard::Any(Vec::new())), ("second", now()), ("third", now())]);
        let stages = [("first", first), ("never", stage(vec![])), ("second", stage(vec![("third", now())])), ("third", stage(vec![]))];
        assert_eq!(lived(&stages, &[0.0; 4]), [(10, 2), (20, 3)]);
    }

    #[test]
    fn time_runs_from_the_entry_and_a_stage_may_start_anew() {
        let stages = [("again", stage(vec![("again", Guard::After(25))]))];
        assert_eq!(lived(&stages, &[0.0; 9]), [(30, 0), (60, 0), (90, 0)]);
    }

    #[test]
    fn and_or_not() {
        let high = |hold| criterion("x", Bound::Above(0.5), hold);
        let low = |hold| criterion("x", Bound::Below(0.5), hold);
        let entered = |when| lived(&[("a", stage(vec![("b", when)])), ("b", stage(vec![]))], &[0.0, 1.0, 1.0, 0.0, 0.0]).first().map(|entry| entry.0);
        assert_eq!(entered(Guard::All(vec![high(1), Guard::After(30)])), Some(30));
        assert_eq!(entered(Guard::Any(vec![high(2), low(2)])), Some(30));
        assert_eq!(entered(Guard::Any(vec![high(3), low(2)])), Some(50));
        assert_eq!(entered(Guard::Not(Box::new(low(1)))), Some(20));
        assert_eq!(entered(Guard::All(vec![Guard::Not(Box::new(high(1))), Guard::After(20)])), Some(40), "each criterion counts for itself");
        assert_eq!(Guard::Any(vec![high(3), Guard::After(500)]).words(), "x ≥ 0.5 at 3 evaluations in a row, or after 500 ticks");
    }

    #[test]
    fn counting_starts_anew_with_every_stage() {
        let high = || criterion("x", Bound::Above(0.5), 2);
        let stages = [("a", stage(vec![("b", high())])), ("b", stage(vec![("a", high())]))];
        assert_eq!(lived(&stages, &[1.0; 8]), [(20, 1), (40, 0), (60, 1), (80, 0)]);
    }

    #[test]
    fn without_stages_there_is_no_machine() {
        assert_eq!(Machine::new(std::iter::empty::<(&str, &Stage)>()), None);
    }
}
