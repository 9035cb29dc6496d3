//! Who lives beside the scenario: variants and claims come and go without a bit changing in those who stay.
//!
//! Lives go in lock-step, and a variant says what would have become of this very brain. So a newcomer is born as the others were, and lives what
//! they have lived, with everything that was planned and done by hand at the same ages, before anybody grows older: as if it had always been
//! there. Who stays keeps its brain, its meter and its twin; a saved life carries the newcomer from birth.

use super::life::Life;
use super::network::Network;
use super::report::{Event, EventKind};
use super::simulation::{Moment, Simulation};
use crate::scenario::{Deed, Entry, Problem, Scenario, check};

impl Simulation {
    /// Goes on with the variants and claims of a changed scenario, where nothing else differs but live knobs and words; `None` where more does, where
    /// a variant that stays is changed, or where what was lived cannot be told, so that no newcomer could live it. Otherwise whether series changed.
    /// Kept moments stay: of a newcomer they are kept as it reaches them.
    pub(super) fn change_company(&mut self, scenario: &Scenario, kept: &mut [Moment]) -> Option<Result<bool, Vec<Problem>>> {
        let before = Scenario { variants: scenario.variants.clone(), claims: scenario.claims.clone(), ..self.scenario.clone() };
        let changes = Self::live_changes(&before, scenario)?;
        let stays = |name: &&str| self.scenario.variants.get(name).is_some_and(|was| Some(was) != scenario.variants.get(name));
        if scenario.variants.names().any(|name| stays(&name)) {
            return None;
        }
        let born = Scenario { variants: scenario.variants.clone(), claims: scenario.claims.clone(), ..(*self.journal.life().ok()?).clone() };
        Some(self.meet(&born, scenario, changes, kept))
    }

    fn meet(&mut self, born: &Scenario, scenario: &Scenario, changes: Vec<(String, f64)>, kept: &mut [Moment]) -> Result<bool, Vec<Problem>> {
        let problems = check(scenario);
        if !problems.is_empty() {
            return Err(problems);
        }
        self.collect();
        let mut met = Self::unmeasured(born)?;
        met.journal.clone_from(&self.journal);
        met.journal.keep_company(born);
        met.touched.clone_from(&self.touched);
        met.scenario = Scenario { variants: scenario.variants.clone(), claims: scenario.claims.clone(), ..self.scenario.clone() };
        met.events = std::mem::take(&mut self.events);
        let was = |index: usize| self.series.iter().position(|series| series.name() == met.series[index].name());
        met.last = (0..met.series.len()).map(|index| was(index).and_then(|was| self.last[was])).collect();
        for (series, values) in &mut met.claimed {
            if let Some(old) = was(*series as usize).and_then(|was| self.claimed.get(&(was as u32))) {
                values.clone_from(old);
            }
        }
        let (age, mut newcomers) = (self.age(), Vec::new());
        for (index, life) in met.lives.iter_mut().enumerate() {
            match self.lives.iter().find(|old| old.variant == life.variant) {
                Some(old) => life.be(old),
                None => newcomers.push(index),
            }
        }
        for moment in kept.iter_mut() {
            moment.journal.keep_company(born);
            moment.last = (0..met.series.len()).map(|index| was(index).and_then(|was| moment.last[was])).collect();
            let stayed = |life: &Life| self.lives.iter().position(|old| old.variant == life.variant);
            moment.lives = met.lives.iter().map(|life| stayed(life).and_then(|was| moment.lives[was].take())).collect();
        }
        for index in newcomers {
            met.begin(index, age, kept);
        }
        let changed = met.series != self.series;
        met.relics = std::mem::take(&mut self.relics);
        *self = met;
        for (path, value) in changes {
            self.set(&path, value).map_err(|problem| vec![problem])?;
        }
        self.take_over(scenario);
        Ok(changed)
    }

    /// A newcomer is measured at birth, and told of.
    fn begin(&mut self, index: usize, age: u64, kept: &mut [Moment]) {
        self.measure_life(index);
        self.do_as_done(index, kept);
        let name = self.lives[index].variant.clone().unwrap_or_default();
        self.events.push(Event { age, text: format!("The variant {name} joined: it lives from birth up to this age"), kind: EventKind::Rebuilt });
    }

    /// Whether somebody who joined is younger than the others.
    pub fn is_behind(&self) -> bool {
        (0..self.lives.len()).any(|life| self.lags(life))
    }

    pub(super) fn lags(&self, life: usize) -> bool {
        let Network { state, .. } = &self.lives[life].network;
        self.lives[life].lost.is_none() && state.age < self.age()
    }

    /// Lives a tick of somebody who is behind, as it would have been lived then, and keeps what moments keep of others; `false` where nobody is.
    pub fn catch_up(&mut self, kept: &mut [Moment]) -> bool {
        let Some(index) = (0..self.lives.len()).find(|&life| self.lags(life)) else { return false };
        self.do_as_planned(index);
        self.live_tick(index);
        if self.lives[index].lost.is_none() {
            self.measure_life(index);
            self.do_as_done(index, kept);
        }
        true
    }

    /// Does to a life what was done by hand to the others when they were of its age. A moment of that age keeps what had been done when it was kept.
    fn do_as_done(&mut self, index: usize, kept: &mut [Moment]) {
        let age = self.lives[index].network.state.age;
        let done: Vec<(usize, Entry)> = self.journal.done().iter().cloned().enumerate().filter(|(_, entry)| entry.at == age).collect();
        for (number, entry) in done {
            self.keep_of(index, kept, number);
            match entry.deed {
                Deed::Set { knob, to } => self.turn_in(index, &knob, to),
                Deed::Poke(perturbation) => self.perturb_life(index, &perturbation),
            }
        }
        self.keep_of(index, kept, usize::MAX);
    }

    /// Keeps a life in the moments of its age before which at most so many things had been done, unless it is kept there.
    fn keep_of(&self, index: usize, kept: &mut [Moment], done: usize) {
        let life = &self.lives[index];
        for moment in kept.iter_mut().filter(|moment| moment.age == life.network.state.age && moment.journal.done().len() <= done) {
            moment.lives[index].get_or_insert_with(|| life.keep());
        }
    }
}
