//! One brain among those that live side by side: with its meter, its twin, and what is planned for it.

use super::meter::{Meter, MeterState};
use super::network::{Network, State, redraw};
use super::report::{Diagnosis, Sample, Series};
use super::schedule::Schedule;
use super::twin::Twin;
use crate::brain::development::Place;
use crate::scenario::{Development, KnobAddress, Planned, Problem, Scenario};

/// One brain among those that live side by side.
pub struct Life {
    /// The variant's name; `None` for the scenario itself.
    pub variant: Option<String>,
    /// The brain.
    pub network: Network,
    /// What measures it.
    pub meter: Meter,
    /// Its newest comparison with a twin.
    pub twin: Option<Twin>,
    /// What will be done to it.
    pub planned: Vec<Planned>,
    /// Why it lives no more.
    pub lost: Option<Diagnosis>,
    /// Where recovery, harm, function distance and weight distance go.
    recovery_series: [Option<u32>; 4],
    /// Where the number of its stage goes.
    stage_series: Option<u32>,
}

/// A kept moment of one life.
pub struct LifeMoment {
    live: Scenario,
    state: State,
    meter: MeterState,
    twin: Option<Twin>,
    lost: Option<Diagnosis>,
}

impl LifeMoment {
    /// About how much memory it takes.
    pub fn bytes(&self) -> usize {
        let numbers = self.state.parameters.len() + self.state.moments.len() + self.state.history.len();
        4 * numbers * if self.twin.is_some() { 2 } else { 1 } + 4096
    }
}
impl Life {
    /// A newborn brain of `own`, one of those of `whole`; its series begin at `base`.
    pub fn new(variant: Option<String>, own: &Scenario, whole: &Scenario, series: &[Series], base: u32) -> Result<Self, Vec<Problem>> {
        let network = Network::build(own)?;
        let end = own.measures().len();
        let own_series = &series[..base as usize + end];
        let mut forced: Vec<u64> = whole.claims.iter().flat_map(|claim| claim.over).collect();
        forced.push(own.ticks as u64);
        forced.extend(own.perturbations.iter().map(|planned| planned.at));
        let meter = Meter::new(&network, own_series, base, forced);
        let find = |name: &str| own_series[base as usize..].iter().position(|series| series.measure.name == name).map(|index| base + index as u32);
        let recovery_series = ["recovery", "harm", "function_distance", "weight_distance"].map(find);
        let stage_series = find("stage");
        Ok(Self { variant, network, meter, twin: None, planned: own.perturbations.clone(), lost: None, recovery_series, stage_series })
    }

    /// Lives one tick beside its twin, watched.
    pub fn tick(&mut self, out: &mut Vec<Sample>) -> Result<(), Diagnosis> {
        self.meter.before_tick(&self.network);
        self.network.tick()?;
        self.meter.after_tick(&self.network, out);
        if let Some(twin) = self.twin.as_mut().filter(|twin| !twin.recovery.finished) {
            twin.tick()?;
        }
        Ok(())
    }

    /// Where it stands among its stages, if it has any.
    pub fn entered(&self) -> Option<&Place> {
        self.network.state.growth.place.as_ref()
    }

    /// The number of its stage, from the age at which it was entered.
    pub fn stage_sample(&self) -> Option<Sample> {
        let place = self.entered()?;
        Some(Sample { series: self.stage_series?, age: place.entered, value: (place.stage + 1) as f64 })
    }

    /// The name of its stage, and in words why it was entered.
    pub fn stage_in_words(&self) -> Option<(String, String)> {
        let (place, stages) = (self.entered()?, &self.network.live.development.stages);
        let (key, stage) = stages.at(place.stage)?;
        let why = place.by.and_then(|(from, way)| stages.at(from)?.1.to.get(way)).map_or(String::new(), |way| format!(": {}", way.when.words()));
        Some((stage.title(key).to_owned(), why))
    }

    /// Whether the comparison with the twin ends at this very age.
    pub fn reaches_horizon(&self) -> bool {
        let end = |twin: &Twin| twin.recovery.at + self.network.live.measuring.horizon as u64;
        self.twin.as_ref().is_some_and(|twin| !twin.recovery.finished && end(twin) == self.network.state.age)
    }

    /// Compares with the twin, if there is one still alive.
    pub fn compare(&mut self, out: &mut Vec<Sample>) {
        let Some(twin) = self.twin.as_mut().filter(|twin| !twin.recovery.finished) else { return };
        let compared = twin.compare(&self.network, &mut self.meter);
        let values = [compared.regained, Some(compared.harm), compared.function_distance, Some(compared.weight_distance)];
        for (series, value) in self.recovery_series.into_iter().zip(values) {
            if let (Some(series), Some(value)) = (series, value) {
                out.push(Sample { series, age: self.network.state.age, value });
            }
        }
    }

    /// Keeps this moment.
    pub fn keep(&self) -> LifeMoment {
        LifeMoment {
            live: self.network.live.clone(),
            state: self.network.state.clone(),
            meter: self.meter.state.clone(),
            twin: self.twin.as_ref().map(Twin::copy),
            lost: self.lost.clone(),
        }
    }

    /// Goes back to a kept moment.
    pub fn go_back(&mut self, moment: &LifeMoment) {
        self.network.live = moment.live.clone();
        self.network.state = moment.state.clone();
        self.meter.go_back(&moment.meter, &self.network);
        self.twin = moment.twin.as_ref().map(Twin::copy);
        self.lost = moment.lost.clone();
    }

    /// The first age before `end` at which another development would have made something else of it; `None` if it would have been the same to the
    /// bit. Knobs of which `is_touched` is true were changed by hand.
    pub fn parts_from(&self, development: &Development, end: u64, is_touched: impl Fn(KnobAddress) -> bool) -> Option<u64> {
        let network = &self.network;
        if *development == network.live.development {
            return None;
        }
        let schedule = Schedule::compile(&Scenario { development: development.clone(), ..network.live.clone() });
        let gap = |schedule: &Schedule| schedule.measures().iter().any(|name| name == "optimality_gap");
        if gap(&schedule) && !gap(&network.schedule) {
            // It is counted from what a sentinel saw at birth.
            return Some(0);
        }
        let own = |address| (!is_touched(address)).then(|| network.own_value(address));
        network.schedule.parts_from(&schedule, &network.state.growth, end.min(network.state.age + 1), own)
    }

    /// Goes on by another development, which would have made the same of it so far; so do those of its moments that were kept.
    pub fn redraw<'m>(&mut self, development: &Development, kept: impl Iterator<Item = &'m mut LifeMoment>) {
        let before = self.network.schedule.clone();
        self.network.redraw(development);
        if let Some(twin) = &mut self.twin {
            twin.control.redraw(development);
        }
        let newborn = self.network.newborn_guard();
        for moment in kept {
            redraw(&mut moment.live, &mut moment.state, (&before, &self.network.schedule), development, newborn.clone());
            if let Some(twin) = &mut moment.twin {
                twin.control.redraw(development);
            }
        }
    }

    /// A life of its own that stands at a kept moment of this one and has the same future.
    pub fn fork_at(&self, moment: &LifeMoment) -> Self {
        let mut network = self.network.fork();
        (network.live, network.state) = (moment.live.clone(), moment.state.clone());
        let mut meter = self.meter.fork(&network, moment.meter.clone());
        meter.go_back(&moment.meter, &network);
        Self {
            variant: self.variant.clone(),
            meter,
            network,
            twin: moment.twin.as_ref().map(Twin::copy),
            planned: self.planned.clone(),
            lost: moment.lost.clone(),
            recovery_series: self.recovery_series,
            stage_series: self.stage_series,
        }
    }

    /// Is an old life to the bit, with what is being measured of it, under series of its own.
    pub fn be(&mut self, old: &Self) {
        self.go_back(&old.keep());
        self.meter.take_over(&old.meter);
    }

    /// Takes over age, and the tensors of every area whose shape is the same, from a brain of another structure.
    pub fn inherit(&mut self, old: &Self) {
        let (new_plan, old_plan) = (self.network.plan.clone(), old.network.plan.clone());
        for index in 0..new_plan.areas.len() {
            let Some(was) = new_plan.heir(index, &old_plan) else { continue };
            for tensor in new_plan.tensors.iter().filter(|tensor| tensor.area == index) {
                let Some(source) = old_plan.tensors.iter().find(|other| other.name == tensor.name && other.range.len() == tensor.range.len()) else { continue };
                self.network.state.parameters[tensor.range.clone()].copy_from_slice(&old.network.state.parameters[source.range.clone()]);
                if tensor.moments.len() == source.moments.len() {
                    self.network.state.moments[tensor.moments.clone()].copy_from_slice(&old.network.state.moments[source.moments.clone()]);
                }
            }
            self.network.state.updates[index] = old.network.state.updates[was];
            self.network.state.alive[index].clone_from(&old.network.state.alive[was]);
        }
        let state = &old.network.state;
        for (wire, name) in self.network.live.wires.names().enumerate() {
            self.network.state.cut[wire] = old.network.live.wires.index(name).is_some_and(|was| state.cut[was]);
        }
        self.network.state.age = state.age;
        let own = std::mem::take(&mut self.network.state.growth.own);
        self.network.state.growth = self.network.schedule.adopt(&old.network.schedule, &state.growth, own, state.age);
        self.network.state.perturbations = state.perturbations;
        if new_plan.wiring.ports == old_plan.wiring.ports {
            self.network.state.transform = state.transform.clone();
        }
        self.network.follow_tracks();
        self.meter.state.since = state.age;
        self.meter.state.next_due = state.age;
    }
}
