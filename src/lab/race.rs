//! A race: a scenario and its variants, each living alone under many seeds, summed up in bands over age and in a table.

use super::Spread;
use crate::engine::report::{Diagnosis, Series};
use crate::engine::{Network, Simulation};
use crate::scenario::{Measure, Panel, Problem, Scenario};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long the ticks of a brain that has lived are timed in each round, with nothing measured.
const TIMED: Duration = Duration::from_millis(10);
/// In how many rounds: whatever else the machine does then hits all alike.
const ROUNDS: usize = 5;

/// How a race ended, or how it stands while lives go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Race {
    /// The scenario itself, then its variants in their order.
    pub entrants: Vec<Entrant>,
    /// Under which seeds they lived, or will.
    pub seeds: Vec<u64>,
    /// How many lives have ended, of entrants × seeds.
    pub ended: usize,
}

/// One of those who raced.
#[derive(Clone, Debug, PartialEq)]
pub struct Entrant {
    /// The variant's name; `None` for the scenario itself.
    pub variant: Option<String>,
    /// Its areas' rules, each named once.
    pub rules: String,
    /// Final test accuracy, where something classifies.
    pub accuracy: Option<Spread>,
    /// Mean test accuracy's best over age: a rule may rise and fall.
    pub best_accuracy: Option<Spread>,
    /// Final test cost of everything, where nothing classifies.
    pub objective: Option<Spread>,
    /// Final angle between the whole brain's proposal and the true gradient, in degrees.
    pub angle: Option<Spread>,
    /// Seconds that a tick takes, nothing measured; over nothing until all lives have ended.
    pub seconds_per_tick: Spread,
    /// Every shown measure over age.
    pub bands: Vec<Band>,
    /// Those of its lives that diverged.
    pub diverged: Vec<(u64, Diagnosis)>,
}

/// A measure over age, in many lives.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// What is measured.
    pub measure: Measure,
    /// Age, and what the lives that were measured there say.
    pub points: Vec<(u64, Spread)>,
}

/// One life of one entrant.
struct Lap {
    series: Vec<(Measure, Vec<(u64, f64)>)>,
    /// As it ended, if it did.
    grown: Option<Network>,
    diverged: Option<Diagnosis>,
}

/// Lets a scenario and its variants live under each seed, in parallel. `go_on` is asked between bursts of ticks, and told each time how many of the
/// lives have ended; once it says no, the race is given up.
///
/// # Errors
/// What is wrong with the scenario, if it cannot run; nothing if the race was given up.
pub fn race(scenario: &Scenario, seeds: &[u64], go_on: impl Fn(usize) -> bool + Sync) -> Result<Race, Vec<Problem>> {
    run(scenario, seeds, &go_on, None)
}

/// As [`race`], telling after each life how the race stands; the numbers of those that have ended are final.
///
/// # Errors
/// As [`race`].
pub fn race_told(scenario: &Scenario, seeds: &[u64], go_on: impl Fn(usize) -> bool + Sync, tell: impl Fn(Race) + Sync) -> Result<Race, Vec<Problem>> {
    run(scenario, seeds, &go_on, Some(&tell))
}

/// The lives that have ended, by seed and entrant: in the same order however they were scheduled.
type Laps = BTreeMap<(usize, usize), Lap>;

fn run(scenario: &Scenario, seeds: &[u64], go_on: &(dyn Fn(usize) -> bool + Sync), tell: Option<&(dyn Fn(Race) + Sync)>) -> Result<Race, Vec<Problem>> {
    let problems = crate::scenario::check(scenario);
    if !problems.is_empty() {
        return Err(problems);
    }
    let alone = Scenario { variants: Default::default(), claims: Vec::new(), ..scenario.clone() };
    let mut scenarios = vec![(None, alone)];
    for name in scenario.variants.names() {
        scenarios.push((Some(name.to_owned()), scenario.variant(name).map_err(|problem| vec![problem])?));
    }
    let laps: Mutex<Laps> = Mutex::default();
    let ended = std::sync::atomic::AtomicUsize::new(0);
    let ask = || go_on(ended.load(std::sync::atomic::Ordering::Relaxed));
    let places: Vec<(usize, usize)> = (0..seeds.len()).flat_map(|seed| (0..scenarios.len()).map(move |entrant| (seed, entrant))).collect();
    let live = |&(seed, entrant): &(usize, usize)| {
        let scenario: &Scenario = &scenarios[entrant].1;
        let lap = lap(&scenario.with("seed", &seeds[seed].into()).map_err(|problem| vec![problem])?, &ask)?;
        let mut laps = laps.lock().unwrap_or_else(PoisonError::into_inner);
        laps.insert((seed, entrant), lap);
        ended.store(laps.len(), std::sync::atomic::Ordering::Relaxed);
        if let Some(tell) = tell {
            tell(standing(&scenarios, seeds, &laps, &vec![Spread::of(&[]); scenarios.len()]));
        }
        Ok::<(), Vec<Problem>>(())
    };
    places.par_iter().try_for_each(live)?;
    let laps = laps.into_inner().unwrap_or_else(PoisonError::into_inner);
    let grown = |entrant: usize| (0..seeds.len()).find_map(|seed| laps.get(&(seed, entrant))?.grown.as_ref());
    let times = time((0..scenarios.len()).map(grown).collect());
    Ok(standing(&scenarios, seeds, &laps, &times))
}

/// How a race stands after these lives.
fn standing(scenarios: &[(Option<String>, Scenario)], seeds: &[u64], laps: &Laps, times: &[Spread]) -> Race {
    let of = |index: usize| laps.iter().filter(|((_, entrant), _)| *entrant == index).map(|((seed, _), lap)| (seeds[*seed], lap)).collect::<Vec<_>>();
    let entrants = scenarios.iter().zip(times).enumerate();
    let entrants = entrants.map(|(index, ((variant, scenario), time))| Entrant::of(variant.clone(), scenario, &of(index), *time)).collect();
    Race { entrants, seeds: seeds.to_vec(), ended: laps.len() }
}

/// Seconds per tick of each of these brains, in turn.
fn time(grown: Vec<Option<&Network>>) -> Vec<Spread> {
    let mut brains: Vec<Option<Network>> = grown.into_iter().map(|network| network.map(Network::fork)).collect();
    let mut times = vec![Vec::new(); brains.len()];
    for _ in 0..ROUNDS {
        for (brain, times) in brains.iter_mut().zip(&mut times) {
            let Some(brain) = brain else { continue };
            let (start, mut ticks) = (Instant::now(), 0_u32);
            while start.elapsed() < TIMED && brain.tick().is_ok() {
                ticks += 1;
            }
            if ticks > 0 {
                times.push(start.elapsed().as_secs_f64() / f64::from(ticks));
            }
        }
    }
    times.iter().map(|times| Spread::of(times)).collect()
}

/// One life; an empty list of problems if it was given up.
fn lap(scenario: &Scenario, go_on: &impl Fn() -> bool) -> Result<Lap, Vec<Problem>> {
    let mut simulation = Simulation::new(scenario)?;
    let mut values = vec![Vec::new(); simulation.series().len()];
    let mut diverged = None;
    while simulation.age() < scenario.ticks as u64 && diverged.is_none() {
        if !go_on() {
            return Err(Vec::new());
        }
        let stop = (simulation.age() + 64).min(scenario.ticks as u64);
        while simulation.age() < stop && diverged.is_none() {
            diverged = simulation.tick().err();
        }
        simulation.drain_samples().iter().for_each(|sample| values[sample.series as usize].push((sample.age, sample.value)));
    }
    let shown = |(series, values): (&Series, Vec<(u64, f64)>)| is_kept(&series.measure).then(|| (series.measure.clone(), values));
    let grown = diverged.is_none().then(|| simulation.network().fork());
    Ok(Lap { series: simulation.series().iter().zip(values).filter_map(shown).collect(), grown, diverged })
}

/// What of a measure's values over age is summed up.
type Take<'t> = &'t dyn Fn(&[(u64, f64)]) -> Option<f64>;

/// What is worth a band.
fn is_kept(measure: &Measure) -> bool {
    measure.prominent || measure.name.starts_with("accuracy.") || measure.name == "objective" || measure.name == "rule_angle.network"
}

impl Entrant {
    fn of(variant: Option<String>, scenario: &Scenario, laps: &[(u64, &Lap)], seconds_per_tick: Spread) -> Self {
        let mut rules: Vec<&str> = Vec::new();
        for (_, area) in scenario.areas.iter() {
            if !rules.contains(&area.rule.title()) {
                rules.push(area.rule.title());
            }
        }
        let whole = |lap: &Lap| lap.diverged.is_none();
        let series = |lap: &Lap, is: &dyn Fn(&str) -> bool| lap.series.iter().find(|(measure, _)| is(&measure.name)).map(|(_, values)| values.clone());
        let over = |is: &dyn Fn(&str) -> bool, take: Take<'_>| {
            let values: Vec<f64> = laps.iter().filter(|(_, lap)| whole(lap)).filter_map(|(_, lap)| take(&series(lap, is)?)).collect();
            (!values.is_empty()).then(|| Spread::of(&values))
        };
        let last = |values: &[(u64, f64)]| values.last().map(|(_, value)| *value);
        let best = |values: &[(u64, f64)]| values.iter().map(|(_, value)| *value).reduce(f64::max);
        let accuracy = |name: &str| name.starts_with("accuracy.");
        Self {
            variant,
            rules: rules.join(", "),
            accuracy: over(&accuracy, &last),
            best_accuracy: over(&accuracy, &best),
            objective: over(&|name| name == "objective", &last),
            angle: over(&|name| name == "rule_angle.network", &last),
            seconds_per_tick,
            bands: bands(laps),
            diverged: laps.iter().filter_map(|(seed, lap)| Some((*seed, lap.diverged.clone()?))).collect(),
        }
    }
}

/// Bands of every measure over the ages at which lives were measured; those that diverged count until they did.
fn bands(laps: &[(u64, &Lap)]) -> Vec<Band> {
    let Some((_, first)) = laps.first() else { return Vec::new() };
    let band = |(measure, _): &(Measure, Vec<(u64, f64)>)| {
        let mut ages: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
        for (_, values) in laps.iter().flat_map(|(_, lap)| lap.series.iter().filter(|(other, _)| other.name == measure.name)) {
            values.iter().for_each(|(age, value)| ages.entry(*age).or_default().push(*value));
        }
        Band { measure: measure.clone(), points: ages.into_iter().map(|(age, values)| (age, Spread::of(&values))).collect() }
    };
    first.series.iter().map(band).filter(|band| band.measure.panel != Panel::Recovery || !band.points.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brain::Rule;
    use crate::scenario::{Named, preset};

    fn scenario() -> Scenario {
        let welcome = preset("random_feedback").unwrap().scenario().unwrap();
        let alone = Scenario { variants: Named::default(), claims: Vec::new(), perturbations: Vec::new(), ticks: 90, ..welcome };
        alone.race(&[Rule::named("backprop").unwrap(), Rule::named("node_perturbation").unwrap()])
    }

    #[test]
    fn every_entrant_has_a_line_and_its_bands_and_the_same_numbers_however_it_is_scheduled() {
        let scenario = scenario();
        let race = race(&scenario, &[1, 2, 3], |_| true).unwrap();
        assert_eq!(race.entrants.len(), 1 + scenario.variants.len());
        for entrant in &race.entrants {
            assert_eq!(entrant.accuracy.unwrap().count, 3, "{}", entrant.rules);
            assert!(entrant.seconds_per_tick.mean > 0.0 && entrant.bands.len() > 2);
            assert!(entrant.bands.iter().all(|band| band.points.windows(2).all(|pair| pair[0].0 < pair[1].0)));
        }
        let exact = race.entrants.iter().find(|entrant| entrant.rules == "Backpropagation").unwrap();
        assert!(exact.angle.unwrap().mean < 0.1);
        let accuracies = |race: &Race| race.entrants.iter().map(|entrant| entrant.accuracy).collect::<Vec<_>>();
        assert_eq!(accuracies(&race), accuracies(&super::race(&scenario, &[1, 2, 3], |_| true).unwrap()));
    }

    #[test]
    fn it_tells_how_it_stands_after_every_life() {
        let (scenario, told) = (scenario(), Mutex::new(Vec::new()));
        let race = race_told(&scenario, &[1, 2], |_| true, |race| told.lock().unwrap().push(race)).unwrap();
        let told = told.into_inner().unwrap();
        let lives = 2 * race.entrants.len();
        assert_eq!(told.iter().map(|race| race.ended).collect::<Vec<_>>(), (1..=lives).collect::<Vec<_>>());
        let lived = |race: &Race| race.entrants.iter().filter_map(|entrant| entrant.accuracy).map(|accuracy| accuracy.count).sum::<usize>();
        assert!(told.iter().all(|race| lived(race) == race.ended));
        let accuracies = |race: &Race| race.entrants.iter().map(|entrant| entrant.accuracy).collect::<Vec<_>>();
        assert_eq!(accuracies(told.last().unwrap()), accuracies(&race));
    }

    #[test]
    fn a_race_can_be_given_up() {
        assert_eq!(race(&scenario(), &[1, 2], |ended| ended < 1), Err(Vec::new()));
    }
}
