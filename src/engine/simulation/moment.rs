//! Moments that are kept: a simulation goes back to them, or another one goes on from them beside it.

use super::{Relics, Simulation};
use crate::engine::journal::Journal;
use crate::engine::life::LifeMoment;
use crate::scenario::{Deed, Development, Entry};

/// A kept moment that can be gone back to.
pub struct Moment {
    pub(in crate::engine) age: u64,
    /// Of every life; nothing of one that joined later and has not yet lived up to this age.
    pub(in crate::engine) lives: Vec<Option<LifeMoment>>,
    pub(in crate::engine) last: Vec<Option<f64>>,
    pub(in crate::engine) journal: Journal,
}

impl Moment {
    /// Its age.
    pub fn age(&self) -> u64 {
        self.age
    }

    /// About how much memory it takes.
    pub fn bytes(&self) -> usize {
        self.lives.iter().flatten().map(LifeMoment::bytes).sum()
    }
}

impl Simulation {
    /// Keeps this moment.
    pub fn keep(&self) -> Moment {
        Moment { age: self.age(), lives: self.lives.iter().map(|life| Some(life.keep())).collect(), last: self.last.clone(), journal: self.journal.clone() }
    }

    /// Goes back to a kept moment of this very simulation (not of one before a structural edit).
    pub fn go_back(&mut self, moment: &Moment) {
        for (life, kept) in self.lives.iter_mut().zip(&moment.lives) {
            // Who was still behind goes on from where it is.
            kept.iter().for_each(|kept| life.go_back(kept));
        }
        self.last.clone_from(&moment.last);
        self.journal.clone_from(&moment.journal);
        self.journal.plan(moment.age, &self.scenario.journal);
        self.tell_again(moment.age);
        self.fresh.clear();
        self.collected = 0;
        for values in self.claimed.values_mut() {
            values.retain(|(age, _)| *age <= moment.age);
        }
    }

    /// Another simulation that stands at a kept moment of this one and lives from there as this one did; `None` if this one went another way since.
    pub fn fork_at(&self, moment: &Moment) -> Option<Self> {
        let mut claimed = self.claimed.clone();
        claimed.values_mut().for_each(|values| values.retain(|(age, _)| *age <= moment.age));
        let mut fork = Self {
            scenario: self.scenario.clone(),
            lives: self
                .lives
                .iter()
                .zip(&moment.lives)
                .map(|(life, kept)| kept.as_ref().map_or_else(|| life.fork_at(&life.keep()), |kept| life.fork_at(kept)))
                .collect(),
            series: self.series.clone(),
            fresh: Vec::new(),
            collected: 0,
            last: moment.last.clone(),
            claimed,
            events: Vec::new(),
            journal: self.journal.gone_back_to(&moment.journal)?,
            touched: self.touched.clone(),
            relics: Relics::default(),
        };
        // What was done at this very age was done after it was kept.
        fork.follow_journal();
        Some(fork)
    }

    /// Goes back to the newest kept moment up to which another development would have made the same of every life, and goes on by it; what was
    /// done by hand since is to be done again. The age of that moment; nothing if none was kept early enough.
    pub fn go_back_redrawn(&mut self, kept: &mut [Moment], development: &Development) -> Option<u64> {
        let present = self.journal.clone();
        for newest in (0..kept.len()).rev() {
            let Some(journal) = present.gone_back_to(&kept[newest].journal) else { continue };
            self.go_back(&kept[newest]);
            if self.redraw(development, &mut kept[..=newest]).is_ok() {
                self.journal = journal;
                self.journal.redraw(development);
                self.follow_journal();
                return Some(kept[newest].age);
            }
        }
        None
    }

    /// Goes back to where a fork of this simulation stands.
    pub fn go_back_to_fork(&mut self, fork: Self) {
        self.go_back(&fork.keep());
        // What the fork saw and felt last is still in its passes.
        for (life, seen) in self.lives.iter_mut().zip(fork.lives) {
            life.network.pass = seen.network.pass;
        }
    }

    /// Of what happened at an age, tells again what the brain that went back there has behind it.
    fn tell_again(&mut self, age: u64) {
        self.events.retain(|event| event.age < age);
        for life in 0..self.lives.len() {
            if self.lives[life].entered().is_some_and(|place| place.entered == age) {
                self.tell_stage(life);
            }
        }
        let behind: Vec<Entry> = self.journal.done().iter().filter(|entry| entry.at == age).cloned().collect();
        for Entry { deed, .. } in behind {
            match deed {
                Deed::Set { knob, to } => self.tell_setting(knob, to),
                Deed::Poke(perturbation) => self.tell_perturbation(&perturbation),
            }
        }
    }
}
