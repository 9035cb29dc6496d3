//! What is done to a brain while it lives: written down when it is done by hand, done again when its scenario brings it along.

use crate::scenario::{Deed, Development, Entry, MOST_DEEDS, Scenario};
use std::sync::Arc;

/// What was done to a brain since its birth, and what is still to come as its scenario says.
#[derive(Clone)]
pub struct Journal {
    /// The scenario as it was born; its journal is all that was done and all that is to come.
    life: Arc<Scenario>,
    /// How much of that journal was done.
    done: usize,
    /// Why the life cannot be lived again, if it cannot.
    untold: Option<String>,
}

impl Journal {
    /// Of a newborn brain: nothing was done yet.
    pub fn new(scenario: &Scenario) -> Self {
        Self { life: Arc::new(scenario.clone()), done: 0, untold: None }
    }

    /// Everything that was done, in order.
    pub fn done(&self) -> &[Entry] {
        &self.life.journal[..self.done]
    }

    /// As it stood when only this much of it had been done: the rest is to come again. `None` if it went another way since.
    pub fn gone_back_to(&self, earlier: &Self) -> Option<Self> {
        let is_same_way = self.done().get(..earlier.done) == Some(earlier.done());
        is_same_way.then(|| Self { done: earlier.done, ..self.clone() })
    }

    /// The scenario as it was born, with everything that was done and is to come: it lives this very life again.
    ///
    /// # Errors
    /// Why it would not.
    pub fn life(&self) -> Result<Arc<Scenario>, String> {
        self.untold.clone().map_or_else(|| Ok(self.life.clone()), Err)
    }

    /// The next thing that is to be done at this age, which is then done.
    pub fn next(&mut self, age: u64) -> Option<Deed> {
        let entry = self.life.journal.get(self.done).filter(|entry| entry.at <= age)?;
        self.done += 1;
        Some(entry.deed.clone())
    }

    /// Writes down what was done by hand.
    pub fn write(&mut self, at: u64, deed: Deed) {
        let life = Arc::make_mut(&mut self.life);
        if let (Deed::Set { knob, to }, Some(Entry { at: last_at, deed: Deed::Set { knob: last, to: value } })) =
            (&deed, self.done.checked_sub(1).and_then(|last| life.journal.get_mut(last)))
            && knob == last
            && at == *last_at
        {
            // Nothing happened in between, so only where a dragged knob came to rest counts.
            *value = *to;
            return;
        }
        if life.journal.len() >= MOST_DEEDS {
            self.untold.get_or_insert_with(|| format!("more than {MOST_DEEDS} things were done to it"));
            return;
        }
        life.journal.insert(self.done, Entry { at, deed });
        self.done += 1;
    }

    /// From this age on the scenario brings this along.
    pub fn plan(&mut self, age: u64, journal: &[Entry]) {
        let to_come = &journal[journal.partition_point(|entry| entry.at <= age)..];
        if self.life.journal[self.done..] != *to_come {
            let life = Arc::make_mut(&mut self.life);
            life.journal.truncate(self.done);
            life.journal.extend_from_slice(to_come);
        }
    }

    /// Takes out of what is to come all that cannot be; the ages it was for.
    pub fn forgo(&mut self, can_be: impl Fn(&Deed) -> bool) -> Vec<u64> {
        let forgone: Vec<u64> = self.life.journal[self.done..].iter().filter(|entry| !can_be(&entry.deed)).map(|entry| entry.at).collect();
        if !forgone.is_empty() {
            let mut number = 0;
            let done = self.done;
            Arc::make_mut(&mut self.life).journal.retain(|entry| {
                number += 1;
                number <= done || can_be(&entry.deed)
            });
        }
        forgone
    }

    /// Everything that was done, and that is to come.
    pub fn whole(&self) -> &[Entry] {
        &self.life.journal
    }

    /// It was as if it were born with another development.
    pub fn redraw(&mut self, development: &Development) {
        Arc::make_mut(&mut self.life).development.clone_from(development);
    }

    /// Others live beside it than before, and other claims are made: as if that had been so from birth.
    pub fn keep_company(&mut self, born: &Scenario) {
        let life = Arc::make_mut(&mut self.life);
        life.variants.clone_from(&born.variants);
        life.claims.clone_from(&born.claims);
    }

    /// At this age the brain was rebuilt, which a journal cannot do again.
    pub fn rebuilt(&mut self, age: u64) {
        self.untold = Some(format!("the brain was rebuilt at age {age}, when more than its live knobs was changed"));
    }
}
