//! A scenario with its variants, living in lock-step: same data, same seeds, one record.

mod edit;
mod moment;
mod relics;

pub use moment::Moment;

use super::journal::Journal;
use super::life::Life;
use super::network::Network;
use super::report::{AreaState, Diagnosis, Event, EventKind, Grown, Recovery, Sample, Series, TensorPicture, Verdict, WireState};
use super::status;
use super::twin::{Twin, describe};
use crate::brain::Perturbation;
use crate::brain::rule::Curve;
use crate::scenario::{Claim, Deed, Entry, Problem, Scenario, check, check_perturbation, setting, setting_in_words};
use relics::Relics;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A scenario with its variants, living in lock-step.
pub struct Simulation {
    /// As it was asked for last, which a journal that is done again does not change.
    pub(super) scenario: Scenario,
    pub(super) lives: Vec<Life>,
    pub(super) series: Arc<[Series]>,
    fresh: Vec<Sample>,
    /// How many of the fresh samples were taken in already.
    collected: usize,
    pub(super) last: Vec<Option<f64>>,
    /// Values over age of the series that claims speak of.
    pub(super) claimed: BTreeMap<u32, Vec<(u64, f64)>>,
    pub(super) events: Vec<Event>,
    pub(super) journal: Journal,
    /// Knobs that were set while it lived: by its journal, or before it went back, so that they may differ from the scenario.
    pub(super) touched: BTreeSet<String>,
    /// What was taken out of its lives and may come back.
    pub(super) relics: Relics,
}

impl Simulation {
    /// Newborn brains of a scenario and all its variants, measured once.
    pub fn new(scenario: &Scenario) -> Result<Self, Vec<Problem>> {
        let mut simulation = Self::unmeasured(scenario)?;
        simulation.tell_stage(0);
        simulation.measure_if_due();
        simulation.follow_journal();
        Ok(simulation)
    }

    pub(super) fn unmeasured(scenario: &Scenario) -> Result<Self, Vec<Problem>> {
        let problems = check(scenario);
        if !problems.is_empty() {
            return Err(problems);
        }
        // Claims may speak of variants, so no life can be checked for them alone; a journal is followed by all of them together.
        let alone = Scenario { variants: Default::default(), claims: Vec::new(), journal: Vec::new(), ..scenario.clone() };
        let mut scenarios = vec![(None, alone)];
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
        let (scenario, journal) = (scenario.clone(), Journal::new(scenario));
        Ok(Self {
            scenario,
            lives,
            series,
            fresh: Vec::new(),
            collected: 0,
            last,
            claimed,
            events: Vec::new(),
            journal,
            touched: BTreeSet::new(),
            relics: Relics::default(),
        })
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

    /// Lives one tick: what is planned for this age, the tick itself, what is due to be measured after it, and what the journal says of the
    /// age that is reached.
    ///
    /// # Errors
    /// When the brain of the scenario itself diverges; one of a variant only ends that variant, as an event says.
    pub fn tick(&mut self) -> Result<(), Diagnosis> {
        while self.catch_up(&mut []) {}
        (0..self.lives.len()).for_each(|life| self.do_as_planned(life));
        for life in 0..self.lives.len() {
            self.live_tick(life);
            if let Some(diagnosis) = self.lives[0].lost.take() {
                return Err(diagnosis);
            }
        }
        self.measure_if_due();
        self.follow_journal();
        Ok(())
    }

    /// Does to a life what is planned for its age.
    pub(super) fn do_as_planned(&mut self, life: usize) {
        let age = self.lives[life].network.state.age;
        for planned in 0..self.lives[life].planned.len() {
            if self.lives[life].planned[planned].at == age {
                let perturbation = self.lives[life].planned[planned].perturbation.clone();
                self.perturb_life(life, &perturbation);
            }
        }
    }

    /// Lives one tick of one life, if it has not diverged; if it does, it is lost.
    pub(super) fn live_tick(&mut self, index: usize) {
        let life = &mut self.lives[index];
        let age = life.network.state.age;
        if life.lost.is_some() {
            return;
        }
        let entered = life.entered().map(|place| (place.stage, place.entered));
        if let Err(diagnosis) = life.tick(&mut self.fresh) {
            let diagnosis = Diagnosis { variant: life.variant.clone(), ..diagnosis };
            if life.variant.is_some() {
                self.events.push(Event { age, text: diagnosis.to_string(), kind: EventKind::Trouble });
            }
            life.lost = Some(diagnosis);
        } else if life.entered().map(|place| (place.stage, place.entered)) != entered {
            self.tell_stage(index);
            self.fresh.extend(self.lives[index].stage_sample());
        }
    }

    /// Does again what was done by hand at this age. Nothing of it can fail: it was checked with the scenario.
    fn follow_journal(&mut self) {
        let age = self.age();
        while let Some(deed) = self.journal.next(age) {
            match deed {
                Deed::Set { knob, to } => {
                    self.turn(&knob, to);
                    self.tell_setting(knob, to);
                }
                Deed::Poke(perturbation) => self.disturb(&perturbation),
            }
        }
    }

    /// Does something to every brain, at this tick.
    pub fn perturb(&mut self, perturbation: &Perturbation) -> Result<(), Problem> {
        if let Some(problem) = check_perturbation(&self.scenario, perturbation, "perturbation").into_iter().next() {
            return Err(problem);
        }
        self.journal.write(self.age(), Deed::Poke(perturbation.clone()));
        self.disturb(perturbation);
        Ok(())
    }

    fn disturb(&mut self, perturbation: &Perturbation) {
        for life in 0..self.lives.len() {
            // Who is behind gets there.
            if !self.lags(life) {
                self.perturb_life(life, perturbation);
            }
        }
        self.collect();
    }

    /// Sets a live knob of every brain that has it, at this tick.
    pub fn set(&mut self, path: &str, value: f64) -> Result<(), Problem> {
        setting(&self.scenario, path, value)?.set(&mut self.scenario, value);
        self.journal.write(self.age(), Deed::Set { knob: path.to_owned(), to: value });
        self.turn(path, value);
        self.tell_setting(path.to_owned(), value);
        Ok(())
    }

    fn tell_perturbation(&mut self, perturbation: &Perturbation) {
        let text = describe(&self.scenario, perturbation);
        self.events.push(Event { age: self.age(), text, kind: EventKind::Perturbation });
    }

    fn tell_setting(&mut self, path: String, value: f64) {
        self.events.push(Event { age: self.age(), text: setting_in_words(&self.scenario, &path, value), kind: EventKind::Setting });
        self.touched.insert(path);
    }

    /// Tells which stage a life has entered, and why; of a variant only where it goes another way than the scenario itself.
    fn tell_stage(&mut self, life: usize) {
        let (Some(place), Some((title, why))) = (self.lives[life].entered(), self.lives[life].stage_in_words()) else { return };
        let told = match &self.lives[life].variant {
            None => Event { age: place.entered, text: format!("{title} begins{why}"), kind: EventKind::Stage(place.stage) },
            Some(_) if self.lives[0].entered().is_some_and(|main| (main.stage, main.entered) == (place.stage, place.entered)) => return,
            Some(variant) => Event { age: place.entered, text: format!("{title} begins in {variant}{why}"), kind: EventKind::StageOfVariant },
        };
        self.events.push(told);
    }

    fn turn(&mut self, path: &str, value: f64) {
        (0..self.lives.len()).filter(|&life| !self.lags(life)).collect::<Vec<_>>().into_iter().for_each(|life| self.turn_in(life, path, value));
    }

    /// Sets a live knob of one brain.
    pub(super) fn turn_in(&mut self, index: usize, path: &str, value: f64) {
        let life = &mut self.lives[index];
        // A variant that says otherwise about this very knob keeps its own value.
        if life.variant.as_deref().and_then(|name| self.scenario.variants.get(name)).is_some_and(|edits| edits.keys().any(|key| is_within(path, key))) {
            return;
        }
        for network in std::iter::once(&mut life.network).chain(life.twin.as_mut().map(|twin| &mut twin.control)) {
            if let Some(address) = network.live.knob_address(path) {
                network.set(address, value);
            }
        }
    }

    /// Everything recorded since the last call, in the order it was measured.
    pub fn drain_samples(&mut self) -> Vec<Sample> {
        self.collect();
        self.collected = 0;
        std::mem::take(&mut self.fresh)
    }

    /// Everything that was done by hand since birth, now or as the scenario's journal says.
    pub fn journal(&self) -> &[Entry] {
        self.journal.done()
    }

    /// Everything that was done by hand since birth, and that is to be done again.
    pub fn whole_journal(&self) -> &[Entry] {
        self.journal.whole()
    }

    /// This is what is asked for, from which what was born differs only in its journal.
    pub fn ask_for(&mut self, scenario: &Scenario) {
        self.scenario.journal.clone_from(&scenario.journal);
    }

    /// The scenario as it was born, with a journal of everything that was done since and is to come: it lives this very life again, to the bit.
    ///
    /// # Errors
    /// Why it would not.
    pub fn life(&self) -> Result<Arc<Scenario>, String> {
        self.journal.life()
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

    /// The brain that was left alone when the scenario's own was perturbed last.
    pub fn twin(&self) -> Option<&Network> {
        self.lives[0].twin.as_ref().map(|twin| &twin.control)
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

    /// What the first life sees right now of what a picture of its world shows.
    pub fn observation(&self) -> Vec<f32> {
        let network = self.network();
        let shown = network.live.world.as_dyn().shown().iter();
        shown.flat_map(|&port| &network.pass.ports[port][..network.plan.wiring.ports[port].units]).copied().collect()
    }

    /// Knobs that are other than the scenario says, moved by tracks or set while it lived, with their values right now.
    pub fn moved_knobs(&self) -> Vec<(String, f64)> {
        let live = &self.network().live;
        let by_tracks = live.development.moved().into_iter().filter_map(|path| Some((path.to_owned(), live.knob_address(path)?.get(live))));
        by_tracks.chain(self.astray().filter(|(path, _)| !live.development.moves(path))).collect()
    }

    /// How far the brain has grown up.
    pub fn grown(&self) -> Grown {
        let network = self.network();
        let growth = &network.state.growth;
        let place = growth.place.as_ref();
        Grown {
            stage: place.map(|place| place.stage),
            entered: place.map_or(0, |place| place.entered),
            held: network.schedule.held(growth),
            seen: network.schedule.seen(growth),
            reached: growth.reached.clone(),
        }
    }

    /// An area's tensors, to look at.
    pub fn tensors(&self, area: &str) -> Vec<TensorPicture> {
        status::tensors(self.network(), area)
    }

    /// What an area's rule has to show: how it settles.
    pub fn curves(&self, area: &str) -> Vec<Curve> {
        status::curves(self.network(), area)
    }

    pub(super) fn perturb_life(&mut self, life: usize, perturbation: &Perturbation) {
        if life == 0 {
            self.tell_perturbation(perturbation);
        }
        let life = &mut self.lives[life];
        if life.lost.is_some() || !check_perturbation(&life.network.live, perturbation, "").is_empty() {
            return;
        }
        let age = life.network.state.age;
        life.twin = Some(Twin::fork(&mut life.network, &mut life.meter, perturbation));
        life.meter.disturbed(age);
        life.compare(&mut self.fresh);
        self.collect();
    }

    fn measure_if_due(&mut self) {
        (0..self.lives.len()).for_each(|life| self.measure_life(life));
    }

    /// Measures one life, if that is due.
    pub(super) fn measure_life(&mut self, index: usize) {
        let life = &mut self.lives[index];
        if life.lost.is_none() {
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
    pub(super) fn collect(&mut self) {
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

/// Whether the knob at `path` is what stands at `place`, or a part of it.
fn is_within(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
