//! Which stage a life is in, and when it goes on to the next.

use super::{Bound, Guard, Stage};

/// So many values that guards saw in a stage are remembered at most.
const MOST_SEEN: usize = 8192;

/// Stages made ready to be lived through.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    stages: Vec<Vec<Way>>,
    measures: Vec<String>,
    /// The most criteria that a stage waits for.
    most: usize,
}

/// How far a life has come through its stages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// The stage.
    pub stage: usize,
    /// Age at which it was entered.
    pub entered: u64,
    /// The stage and the way on by which it was entered; nothing at birth.
    pub by: Option<(usize, usize)>,
    /// At how many evaluations in a row each criterion of the stage was met, way by way.
    held: Vec<u32>,
    /// How many evaluations there were in the stage.
    looks: usize,
    /// What they saw, one after the other: of each measure its value, if it had one. All or the newest of them.
    seen: Vec<Option<f64>>,
    /// Measures that some of them did not look at, since nobody waited for them yet.
    unseen: Vec<usize>,
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

    /// The place of a life that stood at `was` among other stages, in stage `stage` of these: as if it had been in this one, as far as what was
    /// seen there tells; else what was counted there still counts if it is waited for the same. `stage_of` finds one of these stages by its
    /// place among the others.
    pub fn carry_on(&self, other: &Self, was: &Place, stage: usize, stage_of: impl Fn(usize) -> Option<usize>) -> Place {
        let mut place = Place { stage, by: was.by.and_then(|(from, way)| Some((stage_of(from)?, way))), ..self.begin(was.entered) };
        let criteria = |machine: &Self, stage: usize| -> Vec<_> {
            let ways = machine.stages.get(stage).into_iter().flatten();
            ways.flat_map(|way| way.when.criteria().into_iter().map(|criterion| (criterion.name.clone(), criterion.is))).collect()
        };
        let known: Vec<Option<usize>> = self.known_of(other, was).collect();
        let rows: Vec<&[Option<f64>]> = other.rows(was).collect();
        if criteria(self, stage) == criteria(other, was.stage) {
            place.held.iter_mut().zip(&was.held).for_each(|(held, was)| *held = *was);
        } else if rows.len() == was.looks {
            for row in &rows {
                self.count(&mut place, |measure| row[known[measure]?]);
            }
        }
        place.looks = was.looks;
        place.seen = rows.iter().flat_map(|row| known.iter().map(|known| row[(*known)?])).collect();
        place.unseen = (0..known.len()).filter(|measure| known[*measure].is_none()).collect();
        place
    }

    /// The first evaluation at which a life that stood at `was` among other stages could have left stage `stage` of these, by what was seen there;
    /// nothing if it would surely have stayed. Evaluations are `every` ticks apart.
    pub fn leaves(&self, stage: usize, other: &Self, was: &Place, every: u64) -> Option<u64> {
        let ways = self.stages.get(stage)?;
        let known: Vec<Option<usize>> = self.known_of(other, was).collect();
        let rows: Vec<&[Option<f64>]> = other.rows(was).collect();
        let mut place = Place { stage, ..self.begin(was.entered) };
        (0..was.looks).map(|look| (look, (was.entered / every + 1 + look as u64) * every)).find_map(|(look, age)| {
            // Of what was forgotten nothing is known, nor of what is counted since.
            let row = if rows.len() == was.looks { Some(rows[look]) } else { None };
            self.count(&mut place, |measure| row?[known[measure]?]);
            let held: Vec<Option<u32>> = place.held.iter().copied().map(|held| row.map(|_| held)).collect();
            let criteria = ways.iter().flat_map(|way| &way.criteria);
            let mut held = held.iter().zip(criteria).map(|(held, (measure, _))| held.filter(|_| known[*measure].is_some()));
            let stays = |way: &Way| way.to >= self.stages.len();
            // Every way takes its criteria.
            let open = ways.iter().filter(|way| way.when.verdict(age - was.entered, &mut held) != Some(false) && !stays(way)).count();
            (open > 0).then_some(age)
        })
    }

    /// For each of these measures its place among another machine's, if all that was seen of it in a stage is remembered.
    fn known_of<'a>(&'a self, other: &'a Self, was: &'a Place) -> impl Iterator<Item = Option<usize>> + 'a {
        let place = |name: &String| other.measures.iter().position(|other| other == name).filter(|place| !was.unseen.contains(place));
        self.measures.iter().map(place)
    }

    /// What is remembered of what evaluations saw, one after the other.
    fn rows<'p>(&self, place: &'p Place) -> impl Iterator<Item = &'p [Option<f64>]> {
        let width = self.measures.len();
        // Where nothing is waited for, nothing is forgotten.
        let count = place.seen.len().checked_div(width).unwrap_or(place.looks);
        (0..count).map(move |row| &place.seen[row * width..(row + 1) * width])
    }

    /// What the newest evaluation of the stage saw, by measure; nothing before there was one.
    pub fn seen<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = (&'a str, Option<f64>)> {
        self.measures.iter().map(String::as_str).zip(self.rows(place).last().unwrap_or_default().iter().copied())
    }

    /// Looks at every criterion of the stage.
    fn count(&self, place: &mut Place, value: impl Fn(usize) -> Option<f64>) {
        let criteria = self.stages.get(place.stage).into_iter().flatten().flat_map(|way| &way.criteria);
        for (held, (measure, is)) in place.held.iter_mut().zip(criteria) {
            *held = if value(*measure).is_some_and(|value| is.holds(value)) { held.saturating_add(1) } else { 0 };
        }
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
        Place { stage: 0, entered: age, held: vec![0; self.most], ..Place::default() }
    }

    /// Looks at every criterion of the stage, and goes on by the first way that is open; `value` is that of a measure, by its place in
    /// [`Machine::measures`]. A measure without a value meets no criterion. Whether a stage was entered.
    pub fn evaluate(&self, place: &mut Place, age: u64, value: impl Fn(usize) -> Option<f64>) -> bool {
        let Some(ways) = self.stages.get(place.stage) else { return false };
        self.count(place, &value);
        place.looks += 1;
        if place.seen.len() + self.measures.len() > MOST_SEEN {
            place.seen.clear();
        }
        // Room for all of it at once: later evaluations allocate nothing.
        if !self.measures.is_empty() {
            place.seen.reserve_exact(MOST_SEEN - place.seen.len());
        }
        place.seen.extend((0..self.measures.len()).map(|measure| value(measure).filter(|value| !value.is_nan())));
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
        place.looks = 0;
        place.seen.clear();
        place.unseen.clear();
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

    #[test]
    fn what_was_seen_in_a_stage_tells_whether_other_guards_would_have_left_it_and_what_they_have_counted() {
        let x = |is, hold| criterion("x", is, hold);
        let y = || criterion("y", Bound::Above(0.5), 1);
        let guards = [
            x(Bound::Above(0.9), 1),
            x(Bound::Above(0.7), 2),
            x(Bound::Below(0.1), 1),
            Guard::After(60),
            Guard::Any(vec![x(Bound::Above(0.8), 3), Guard::After(200)]),
            Guard::All(vec![Guard::After(30), Guard::Not(Box::new(x(Bound::Below(0.4), 1)))]),
            Guard::All(vec![x(Bound::Above(0.3), 2), y()]),
            Guard::Any(vec![Guard::All(vec![Guard::After(100), y()]), x(Bound::Above(0.95), 1)]),
        ];
        let values = [0.2, 0.5, 0.75, 0.6, 0.75, 0.78, 0.3, f64::NAN, 0.85, 0.85, 0.1, 0.9];
        let machine = |guard: &Guard| {
            let stages = [("a", stage(vec![("b", guard.clone())])), ("b", stage(vec![]))];
            Machine::new(stages.iter().map(|(name, stage)| (*name, stage))).unwrap()
        };
        let names = |guard: &Guard| guard.criteria().iter().map(|criterion| criterion.name.clone()).collect::<Vec<_>>();
        let mut kept = 0;
        for was in &guards {
            for wanted in &guards {
                for count in 1..=values.len() {
                    let (machine, other) = (machine(wanted), machine(was));
                    let live = |machine: &Machine| {
                        let mut place = machine.begin(0);
                        let value = |look: usize| move |measure: usize| Some(if machine.measures[measure] == "x" { values[look] } else { 0.0 });
                        let left = (0..count).find(|look| machine.evaluate(&mut place, 10 * (*look as u64 + 1), value(*look)));
                        (place, left.map(|look| 10 * (look as u64 + 1)))
                    };
                    let (place, None) = live(&other) else { continue };
                    let found = machine.leaves(0, &other, &place, 10);
                    let (exact, left) = live(&machine);
                    if names(wanted).iter().any(|name| !names(was).contains(name)) {
                        // Nobody looked at it: whether it would have left is known only where the rest decides.
                        assert!(found.is_some() || left.is_none(), "{was:?} {wanted:?} {count}");
                        continue;
                    }
                    assert_eq!(found, left, "{was:?} {wanted:?} {count}");
                    if found.is_none() {
                        kept += usize::from(was != wanted);
                        assert_eq!(machine.carry_on(&other, &place, 0, Some), exact, "{was:?} {wanted:?} {count}");
                    }
                }
            }
        }
        assert!(kept > 50, "{kept}");
    }

    #[test]
    fn what_nobody_looked_at_is_unknown_until_the_next_stage_and_so_is_what_was_forgotten() {
        let machine = |name: &str| {
            let stages = [("a", stage(vec![("b", criterion(name, Bound::Above(0.9), 1))])), ("b", stage(vec![]))];
            Machine::new(stages.iter().map(|(name, stage)| (*name, stage))).unwrap()
        };
        let (x, y) = (machine("x"), machine("y"));
        let mut place = x.begin(0);
        assert!((1..=3).all(|look| !x.evaluate(&mut place, 10 * look, |_| Some(0.5))));
        assert_eq!(y.leaves(0, &x, &place, 10), Some(10));
        let mut place = y.carry_on(&x, &place, 0, Some);
        assert_eq!(y.seen(&place).collect::<Vec<_>>(), [("y", None)]);
        assert!(!y.evaluate(&mut place, 40, |_| Some(0.5)));
        assert_eq!((y.leaves(0, &y, &place, 10), y.seen(&place).next()), (Some(10), Some(("y", Some(0.5)))));
        let mut place = x.begin(0);
        assert!((1..=2 * MOST_SEEN as u64).all(|look| !x.evaluate(&mut place, 10 * look, |_| Some(0.5))));
        assert!(place.seen.len() <= MOST_SEEN && x.leaves(0, &x, &place, 10) == Some(10));
        assert_eq!(x.carry_on(&x, &place, 0, Some), place);
    }
}
