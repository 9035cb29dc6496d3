//! A scenario with its variants, living in lock-step: same data, same seeds, one record.

use super::life::{Life, LifeMoment};
use super::network::Network;
use super::report::{AreaState, Diagnosis, Event, Recovery, Sample, Series, TensorPicture, Verdict, WireState};
use super::status;
use super::twin::{Twin, describe};
use crate::brain::Perturbation;
use crate::brain::rule::Curve;
use crate::scenario::{Claim, Problem, Scenario, check, check_perturbation};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A scenario with its variants, living in lock-step.
pub struct Simulation {
    scenario: Scenario,
    lives: Vec<Life>,
    series: Arc<[Series]>,
    fresh: Vec<Sample>,
    /// How many of the fresh samples were taken in already.
    collected: usize,
    last: Vec<Option<f64>>,
    /// Values over age of the series that claims speak of.
    claimed: BTreeMap<u32, Vec<(u64, f64)>>,
    events: Vec<Event>,
    journal: Vec<Entry>,
}

/// Something that was done to a running brain: replaying a scenario with its journal gives the same bits.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// At which tick.
    pub age: u64,
    /// What.
    pub deed: Deed,
}

/// What can be done to a running brain without rebuilding it.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// A knob was set: path, value.
    Set(String, f64),
    /// It was perturbed.
    Perturb(Perturbation),
}

/// A kept moment that can be gone back to.
pub struct Moment {
    age: u64,
    lives: Vec<LifeMoment>,
    last: Vec<Option<f64>>,
    events: usize,
    journal: usize,
}

impl Moment {
    /// Its age.
    pub fn age(&self) -> u64 {
        self.age
    }

    /// About how much memory it takes.
    pub fn bytes(&self) -> usize {
        self.lives.iter().map(LifeMoment::bytes).sum()
    }
}

impl Simulation {
    /// Newborn brains of a scenario and all its variants, measured once.
    pub fn new(scenario: &Scenario) -> Result<Self, Vec<Problem>> {
        let mut simulation = Self::unmeasured(scenario)?;
        simulation.measure_if_due();
        Ok(simulation)
    }

    fn unmeasured(scenario: &Scenario) -> Result<Self, Vec<Problem>> {
        let problems = check(scenario);
        if !problems.is_empty() {
            return Err(problems);
        }
        // Claims may speak of variants, so no life can be checked for them alone.
        let mut scenarios = vec![(None, Scenario { variants: Default::default(), claims: Vec::new(), ..scenario.clone() })];
        for name in scenario.variants.names() {
            scenarios.push((Some(name.to_owned()), scenario.variant(name).map_err(|problem| vec![problem])?));
        }
        let mut series: Vec<Series> = Vec::new();
        let mut bases = Vec::new();
        for (variant, scenario) in &scenarios {
            bases.push(series.len() as u32);
            series.extend(scenario.measures().into_iter().map(|measure| Series { variant: variant.clone(), measure }));
        }
        let mut lives = Vec::new();
        for ((variant, each), base) in scenarios.into_iter().zip(bases) {
            lives.push(Life::new(variant, &each, scenario, &series, base)?);
        }
        let series: Arc<[Series]> = series.into();
        let index = |name: &str| series.iter().position(|series| series.name() == name).map(|index| index as u32);
        let spoken_of = |claim: &Claim| [index(&claim.measure), claim.is.other().and_then(index)];
        let claimed = scenario.claims.iter().flat_map(spoken_of).flatten().map(|series| (series, Vec::new())).collect();
        let last = vec![None; series.len()];
        Ok(Self { scenario: scenario.clone(), lives, series, fresh: Vec::new(), collected: 0, last, claimed, events: Vec::new(), journal: Vec::new() })
    }

    /// What is lived.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Everything that is recorded, by index.
    pub fn series(&self) -> &Arc<[Series]> {
        &self.series
    }

    /// Age of the brains, in ticks.
    pub fn age(&self) -> u64 {
        self.network().state.age
    }

    /// The brain of the scenario itself.
    pub fn network(&self) -> &Network {
        &self.lives[0].network
    }

    /// The brain of a variant.
    pub fn variant(&self, name: &str) -> Option<&Network> {
        self.lives.iter().find(|life| life.variant.as_deref() == Some(name)).map(|life| &life.network)
    }

    /// Lives one tick: what is planned for this age, the tick itself, and what is due to be measured after it.
    ///
    /// # Errors
    /// When the brain of the scenario itself diverges; one of a variant only ends that variant, as an event says.
    pub fn tick(&mut self) -> Result<(), Diagnosis> {
        let age = self.age();
        for life in 0..self.lives.len() {
            for planned in 0..self.lives[life].planned.len() {
                if self.lives[life].planned[planned].at == age {
                    let perturbation = self.lives[life].planned[planned].perturbation.clone();
                    self.perturb_life(life, &perturbation);
                }
            }
        }
        for life in self.lives.iter_mut().filter(|life| life.lost.is_none()) {
            if let Err(diagnosis) = life.tick(&mut self.fresh) {
                let diagnosis = Diagnosis { variant: life.variant.clone(), ..diagnosis };
                if life.variant.is_none() {
                    return Err(diagnosis);
                }
                self.events.push(Event { age, text: diagnosis.to_string(), is_perturbation: false });
                life.lost = Some(diagnosis);
            }
        }
        self.measure_if_due();
        Ok(())
    }

    /// Does something to every brain, at this tick.
    pub fn perturb(&mut self, perturbation: &Perturbation) -> Result<(), Problem> {
        if let Some(problem) = check_perturbation(&self.scenario, perturbation, "perturbation").into_iter().next() {
            return Err(problem);
        }
        self.journal.push(Entry { age: self.age(), deed: Deed::Perturb(perturbation.clone()) });
        for life in 0..self.lives.len() {
            self.perturb_life(life, perturbation);
        }
        self.collect();
        Ok(())
    }

    /// Sets a live knob of every brain that has it, at this tick.
    pub fn set(&mut self, path: &str, value: f64) -> Result<(), Problem> {
        let address = self.scenario.knob_address(path).ok_or_else(|| Problem::new(path, "there is no such knob"))?;
        let knob = address.knob(&self.scenario);
        if !knob.range.contains(value) {
            return Err(Problem::out_of_range(path, knob, value));
        }
        if !knob.live {
            return Err(Problem::new(path, format!("{} cannot change while the brain lives", knob.name)).advise("edit the scenario and start anew"));
        }
        address.set(&mut self.scenario, value);
        for life in &mut self.lives {
            // A variant that says otherwise about this very knob keeps its own value.
            let own = life
                .variant
                .as_deref()
                .and_then(|name| self.scenario.variants.get(name))
                .is_some_and(|edits| edits.keys().any(|key| path.starts_with(key.as_str())));
            if own {
                continue;
            }
            for network in std::iter::once(&mut life.network).chain(life.twin.as_mut().map(|twin| &mut twin.control)) {
                if let Some(address) = network.live.knob_address(path) {
                    address.set(&mut network.live, value);
                    network.follow_tracks();
                }
            }
        }
        self.journal.push(Entry { age: self.age(), deed: Deed::Set(path.to_owned(), value) });
        Ok(())
    }

    /// Goes on with a changed scenario; returns whether the series changed. Live knobs are set; anything else rebuilds the brains, keeping the
    /// weights of every area whose shape stays. A scenario that cannot run changes nothing.
    pub fn edit(&mut self, scenario: &Scenario) -> Result<bool, Vec<Problem>> {
        let changes = self.live_changes(scenario);
        if let Some(changes) = changes {
            for (path, value) in changes {
                self.set(&path, value).map_err(|problem| vec![problem])?;
            }
            self.scenario = scenario.clone();
            return Ok(false);
        }
        let mut rebuilt = Self::unmeasured(scenario)?;
        let age = self.age();
        for life in &mut rebuilt.lives {
            if let Some(old) = self.lives.iter().find(|old| old.variant == life.variant).or(self.lives.first()) {
                life.inherit(old);
            }
        }
        let changed = rebuilt.series != self.series;
        if !changed {
            rebuilt.last.clone_from(&self.last);
            for (series, values) in &mut rebuilt.claimed {
                if let Some(old) = self.claimed.get(series) {
                    values.clone_from(old);
                }
            }
        }
        rebuilt.events = std::mem::take(&mut self.events);
        rebuilt.events.push(Event { age, text: "The scenario was changed".to_owned(), is_perturbation: false });
        self.collect();
        rebuilt.collected = if changed { 0 } else { self.fresh.len() };
        rebuilt.fresh = if changed { Vec::new() } else { std::mem::take(&mut self.fresh) };
        rebuilt.measure_if_due();
        *self = rebuilt;
        Ok(changed)
    }

    /// The live knobs that differ, if nothing else does but words, layout and the like.
    fn live_changes(&self, scenario: &Scenario) -> Option<Vec<(String, f64)>> {
        let mut old = self.scenario.clone();
        let mut changes = Vec::new();
        for (path, _) in scenario.live_knobs().into_iter().chain(measuring_knobs(scenario)) {
            let (new, was) = (scenario.knob_address(&path)?, old.knob_address(&path)?);
            let value = new.get(scenario);
            if value != was.get(&old) {
                was.set(&mut old, value);
                changes.push((path, value));
            }
        }
        old.title.clone_from(&scenario.title);
        old.about.clone_from(&scenario.about);
        old.hypotheses.clone_from(&scenario.hypotheses);
        old.cites.clone_from(&scenario.cites);
        old.lesson.clone_from(&scenario.lesson);
        old.layout.clone_from(&scenario.layout);
        old.pace = scenario.pace;
        for (name, area) in scenario.areas.iter() {
            old.areas.get_mut(name)?.name.clone_from(&area.name);
        }
        (old == *scenario).then_some(changes)
    }

    /// Everything recorded since the last call, in the order it was measured.
    pub fn drain_samples(&mut self) -> Vec<Sample> {
        self.collect();
        self.collected = 0;
        std::mem::take(&mut self.fresh)
    }

    /// Every deed since birth, to be replayed.
    pub fn journal(&self) -> &[Entry] {
        &self.journal
    }

    /// Does what a journal says for this age.
    pub fn replay(&mut self, journal: &[Entry]) -> Result<(), Problem> {
        let age = self.age();
        for entry in journal.iter().filter(|entry| entry.age == age) {
            match &entry.deed {
                Deed::Set(path, value) => self.set(path, *value)?,
                Deed::Perturb(perturbation) => self.perturb(perturbation)?,
            }
        }
        Ok(())
    }

    /// What was done since the last call.
    pub fn drain_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// The latest value of a series, by name.
    pub fn last(&self, name: &str) -> Option<f64> {
        self.series.iter().position(|series| series.name() == name).and_then(|index| self.last[index])
    }

    /// How every claim stands.
    pub fn verdicts(&self) -> Vec<Verdict> {
        self.scenario.claims.iter().map(|claim| self.verdict(claim)).collect()
    }

    fn verdict(&self, claim: &Claim) -> Verdict {
        let value = |name: &str| {
            let index = self.series.iter().position(|series| series.name() == name)? as u32;
            let within = self.claimed.get(&index)?.iter().filter(|(age, _)| (claim.over[0]..=claim.over[1]).contains(age));
            claim.take.of(within.map(|(_, value)| *value))
        };
        if self.age() < claim.over[1] {
            return Verdict::NotYetDue;
        }
        let other = claim.is.other().map(&value);
        match (value(&claim.measure), other) {
            (None, _) | (_, Some(None)) => Verdict::Unknown,
            (Some(value), other) if claim.is.holds(value, other.flatten()) => Verdict::Holds(value),
            (Some(value), _) => Verdict::Fails(value),
        }
    }

    /// The newest comparison with a twin.
    pub fn recovery(&self) -> Option<&Recovery> {
        self.lives[0].twin.as_ref().map(|twin| &twin.recovery)
    }

    /// The newest comparison of a variant with its twin.
    pub fn recovery_of(&self, variant: &str) -> Option<&Recovery> {
        self.lives.iter().find(|life| life.variant.as_deref() == Some(variant))?.twin.as_ref().map(|twin| &twin.recovery)
    }

    /// How every area stands.
    pub fn area_states(&self) -> Vec<AreaState> {
        status::areas(self.network())
    }

    /// How every wire stands.
    pub fn wire_states(&self) -> Vec<WireState> {
        status::wires(self.network())
    }

    /// The observation of the first life.
    pub fn observation(&self) -> Vec<f32> {
        let network = self.network();
        network.pass.ports[0][..network.plan.wiring.ports[0].units].to_vec()
    }

    /// Knobs that tracks have moved, with their values right now.
    pub fn moved_knobs(&self) -> Vec<(String, f64)> {
        let live = &self.network().live;
        live.development.tracks.keys().filter_map(|path| Some((path.clone(), live.knob_address(path)?.get(live)))).collect()
    }

    /// An area's tensors, to look at.
    pub fn tensors(&self, area: &str) -> Vec<TensorPicture> {
        status::tensors(self.network(), area)
    }

    /// What an area's rule has to show: how it settles.
    pub fn curves(&self, area: &str) -> Vec<Curve> {
        status::curves(self.network(), area)
    }

    /// Keeps this moment.
    pub fn keep(&self) -> Moment {
        Moment {
            age: self.age(),
            lives: self.lives.iter().map(Life::keep).collect(),
            last: self.last.clone(),
            events: self.events.len(),
            journal: self.journal.len(),
        }
    }

    /// Goes back to a kept moment of this very simulation (not of one before a structural edit).
    pub fn go_back(&mut self, moment: &Moment) {
        for (life, kept) in self.lives.iter_mut().zip(&moment.lives) {
            life.go_back(kept);
        }
        self.last.clone_from(&moment.last);
        self.journal.truncate(moment.journal);
        self.events.truncate(moment.events);
        self.fresh.clear();
        self.collected = 0;
        for values in self.claimed.values_mut() {
            values.retain(|(age, _)| *age <= moment.age);
        }
    }

    fn perturb_life(&mut self, life: usize, perturbation: &Perturbation) {
        let life = &mut self.lives[life];
        if life.lost.is_some() || !check_perturbation(&life.network.live, perturbation, "").is_empty() {
            return;
        }
        let age = life.network.state.age;
        if life.variant.is_none() {
            self.events.push(Event { age, text: describe(&life.network.live, perturbation), is_perturbation: true });
        }
        life.twin = Some(Twin::fork(&mut life.network, &mut life.meter, perturbation));
        life.meter.disturbed(age);
        life.compare(&mut self.fresh);
        self.collect();
    }

    fn measure_if_due(&mut self) {
        for life in self.lives.iter_mut().filter(|life| life.lost.is_none()) {
            let before = self.fresh.len();
            if life.reaches_horizon() {
                life.meter.measure(&life.network, &mut self.fresh);
            } else {
                life.meter.measure_if_due(&life.network, &mut self.fresh);
            }
            if self.fresh.len() > before {
                life.compare(&mut self.fresh);
            }
        }
        self.collect();
    }

    /// Takes samples that are new since the last call into the latest values and the claims' record.
    fn collect(&mut self) {
        for sample in &self.fresh[std::mem::replace(&mut self.collected, self.fresh.len())..] {
            self.last[sample.series as usize] = Some(sample.value);
            if let Some(values) = self.claimed.get_mut(&sample.series)
                && values.last().is_none_or(|last| last.0 < sample.age)
            {
                values.push((sample.age, sample.value));
            }
        }
    }
}

/// Measuring may change at any time: its live knobs.
fn measuring_knobs(scenario: &Scenario) -> Vec<(String, &'static crate::brain::knob::Knob)> {
    use crate::brain::knob::Knobs;
    scenario.measuring.knobs().iter().filter(|knob| knob.live && knob.name != "exact_path").map(|knob| (format!("measuring.{}", knob.name), knob)).collect()
}
