//! What becomes of lives when the scenario is changed: knobs turn, a development is drawn anew in place, and only what is left rebuilds them.

use super::{Moment, Simulation};
use crate::engine::report::{Event, EventKind, Series};
use crate::scenario::{Deed, Development, Problem, Scenario, check, check_perturbation, setting};
use std::sync::Arc;

/// What an edit has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edited {
    /// Whether other series are recorded now.
    pub series: bool,
    /// Whether brains were rebuilt.
    pub rebuilt: bool,
}

impl Simulation {
    /// As [`Simulation::edit_all`], of a simulation of which no moments are kept, with nothing to take back; returns whether the series changed.
    pub fn edit(&mut self, scenario: &Scenario) -> Result<bool, Vec<Problem>> {
        self.edit_all(scenario, &mut Vec::new(), false).map(|edited| edited.series)
    }

    /// Goes on with a changed scenario. Live knobs are set; anything else rebuilds the brains, keeping the weights of every area whose shape stays.
    /// Where an edit is taken back, so is what it took from the brains: an area that had been taken out comes back with the weights that it had.
    /// Kept moments stay as long as brains are not rebuilt. A scenario that cannot run changes nothing.
    pub fn edit_all(&mut self, scenario: &Scenario, kept: &mut Vec<Moment>, takes_back: bool) -> Result<Edited, Vec<Problem>> {
        let changes = Self::live_changes(&self.scenario, scenario);
        if let Some(changes) = changes {
            let problems = check(scenario);
            if !problems.is_empty() {
                return Err(problems);
            }
            for (path, value) in changes {
                self.set(&path, value).map_err(|problem| vec![problem])?;
            }
            self.take_over(scenario);
            return Ok(Edited::default());
        }
        if let Some(met) = self.change_company(scenario, kept) {
            return met.map(|series| Edited { series, rebuilt: false });
        }
        let mut rebuilt = Self::unmeasured(scenario)?;
        let age = self.age();
        // What is changed before anything was lived or done is its design: it is as if it were born so.
        let lived = age > 0 || !self.journal.done().is_empty();
        for life in rebuilt.lives.iter_mut().filter(|_| lived) {
            if let Some(old) = self.lives.iter().find(|old| old.variant == life.variant).or(self.lives.first()) {
                life.inherit(old);
            }
        }
        let mut relics = std::mem::take(&mut self.relics);
        let mut told = Vec::new();
        for life in rebuilt.lives.iter_mut().filter(|_| lived) {
            let Some(old) = self.lives.iter().find(|old| old.variant == life.variant) else { continue };
            let [back, anew] = if takes_back { relics.give_back(old, life) } else { Default::default() };
            relics.keep(old, life);
            if life.variant.is_none() {
                let title = |key: &String| scenario.areas.get(key).map_or(key.clone(), |area| area.title(key).to_owned());
                told.extend(back.iter().map(|key| format!("{} has the weights again that it had", title(key))));
                told.extend(anew.iter().map(|key| format!("{} begins anew: the weights that it had were not kept", title(key))));
            }
        }
        rebuilt.relics = relics;
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
        rebuilt.events.push(Event { age, text: "The scenario was changed".to_owned(), kind: EventKind::Rebuilt });
        rebuilt.events.extend(told.into_iter().map(|text| Event { age, text, kind: EventKind::Rebuilt }));
        self.collect();
        rebuilt.collected = if changed { 0 } else { self.fresh.len() };
        rebuilt.fresh = if changed { Vec::new() } else { std::mem::take(&mut self.fresh) };
        if lived {
            rebuilt.journal = self.journal.clone();
            rebuilt.journal.rebuilt(age);
            if self.scenario.journal != scenario.journal {
                rebuilt.journal.plan(age, &scenario.journal);
            }
            rebuilt.forgo_what_cannot_be();
            rebuilt.keep_settings(self);
        }
        rebuilt.measure_if_due();
        rebuilt.follow_journal();
        *self = rebuilt;
        // What was kept belongs to another structure.
        if !kept.is_empty() {
            *kept = vec![self.keep()];
        }
        Ok(Edited { series: changed, rebuilt: true })
    }

    /// This is what is asked for now. What was done by hand and is being done again goes on, unless just that was changed.
    pub(in crate::engine) fn take_over(&mut self, scenario: &Scenario) {
        if self.scenario.journal != scenario.journal {
            self.journal.plan(self.age(), &scenario.journal);
        }
        self.scenario = scenario.clone();
    }

    /// What was to be done again to something that is no more is not done.
    fn forgo_what_cannot_be(&mut self) {
        let scenario = &self.scenario;
        let can_be = |deed: &Deed| match deed {
            Deed::Set { knob, to } => setting(scenario, knob, *to).is_ok(),
            Deed::Poke(perturbation) => check_perturbation(scenario, perturbation, "").is_empty(),
        };
        let forgone = self.journal.forgo(can_be);
        if let (Some(first), age) = (forgone.first(), self.age()) {
            let text = match forgone.len() {
                1 => format!("What was done by hand at age {first} is not done again: it was done to something that is no more"),
                count => format!("{count} things that were done by hand from age {first} on are not done again: they were done to something that is no more"),
            };
            self.events.push(Event { age, text, kind: EventKind::Rebuilt });
        }
    }

    /// Whether a scenario differs in its development, and else at most in its live knobs and its words.
    pub fn is_redrawn_by(&self, scenario: &Scenario) -> bool {
        let was = &self.scenario.development;
        scenario.development != *was && Self::live_changes(&self.scenario, &Scenario { development: was.clone(), ..scenario.clone() }).is_some()
    }

    /// Goes on by another development in place of the present one, which would have made the same of every life so far, to the bit, so that this
    /// life is as if it were born with it; so are the kept moments. Whether what is measured is called otherwise now.
    ///
    /// # Errors
    /// The first age at which a life would have been another. Then nothing is changed.
    pub fn redraw(&mut self, development: &Development, kept: &mut [Moment]) -> Result<bool, u64> {
        let age = self.age();
        let whole = Scenario { development: development.clone(), ..self.scenario.clone() };
        let scenarios: Result<Vec<Scenario>, Problem> =
            self.lives.iter().map(|life| life.variant.as_ref().map_or_else(|| Ok(whole.clone()), |name| whole.variant(name))).collect();
        let scenarios = scenarios.map_err(|_| 0_u64)?;
        let measured = self.lives.iter().zip(&scenarios).flat_map(|(life, scenario)| {
            let variant = life.variant.clone();
            scenario.measures().into_iter().map(move |measure| Series { variant: variant.clone(), measure })
        });
        let series: Arc<[Series]> = measured.collect();
        if !series.iter().map(Series::name).eq(self.series.iter().map(Series::name)) {
            return Err(0);
        }
        // What was done by hand at this very age has seen its knobs.
        let end = age + u64::from(self.journal.done().last().is_some_and(|entry| entry.at == age));
        let parted = self.lives.iter().zip(&scenarios).filter_map(|(life, scenario)| {
            let touched: Vec<_> = self.touched.iter().filter_map(|path| life.network.live.knob_address(path)).collect();
            life.parts_from(&scenario.development, end, |address| touched.contains(&address))
        });
        if let Some(first) = parted.min() {
            return Err(first);
        }
        for (index, (life, scenario)) in self.lives.iter_mut().zip(&scenarios).enumerate() {
            life.redraw(&scenario.development, kept.iter_mut().filter_map(|moment| moment.lives.get_mut(index)?.as_mut()));
        }
        for moment in kept {
            moment.journal.redraw(development);
        }
        self.scenario.development.clone_from(development);
        self.journal.redraw(development);
        let changed = self.series != series;
        self.series = series;
        Ok(changed)
    }

    /// Knobs that were other than the scenario said stay so, unless they are just what was changed.
    fn keep_settings(&mut self, before: &Self) {
        for (path, value) in before.astray() {
            let (Some(old), Some(new)) = (before.scenario.knob_address(&path), self.scenario.knob_address(&path)) else { continue };
            if old.get(&before.scenario) == new.get(&self.scenario) && setting(&self.scenario, &path, value).is_ok() {
                self.turn(&path, value);
                self.touched.insert(path);
            }
        }
    }

    /// Knobs that are other than the scenario says, because they were set while it lived; with their values.
    pub(super) fn astray(&self) -> impl Iterator<Item = (String, f64)> {
        let network = self.network();
        self.touched.iter().filter_map(|path| {
            let address = network.live.knob_address(path)?;
            let value = network.own_value(address);
            (value != address.get(&self.scenario)).then(|| (path.clone(), value))
        })
    }

    /// The live knobs that differ, if nothing else does but words, layout and the like.
    pub(in crate::engine) fn live_changes(before: &Scenario, scenario: &Scenario) -> Option<Vec<(String, f64)>> {
        let mut old = before.clone();
        let mut changes = Vec::new();
        for (path, _) in scenario.live_knobs().into_iter().chain(measuring_knobs(scenario)) {
            let (new, was) = (scenario.knob_address(&path)?, old.knob_address(&path)?);
            let value = new.get(scenario);
            if value != was.get(&old) {
                was.set(&mut old, value);
                changes.push((path, value));
            }
        }
        old.journal.clone_from(&scenario.journal);
        (old.worded_as(scenario) == *scenario).then_some(changes)
    }
}

/// Measuring may change at any time: its live knobs.
fn measuring_knobs(scenario: &Scenario) -> Vec<(String, &'static crate::brain::knob::Knob)> {
    use crate::brain::knob::Knobs;
    scenario.measuring.knobs().iter().filter(|knob| knob.live).map(|knob| (format!("measuring.{}", knob.name), knob)).collect()
}
