//! What development really made of a brain, written down as it lives: the values that tracks gave to knobs, and how open critical periods were.

use super::network::Network;
use super::report::Lived;
use crate::scenario::{KnobAddress, Scenario};
use std::sync::Arc;

/// Into so many steps a planned life is cut at most: what moves at every tick is told once in each.
const STEPS: u64 = 4000;

/// Writes down what development makes of a brain.
#[derive(Default)]
pub struct Diary {
    lines: Vec<Line>,
    /// Ticks between two values of what moves all the time.
    step: u64,
    fresh: Vec<Lived>,
}

struct Line {
    path: Arc<str>,
    of: Of,
    /// What was told last, and when.
    told: Option<(u64, f64)>,
}

#[derive(Clone, Copy)]
enum Of {
    Knob(KnobAddress),
    Period(usize),
}

impl Diary {
    /// Of everything that a scenario moves over age.
    pub fn new(scenario: &Scenario) -> Self {
        let knobs = scenario.development.moved().into_iter().filter_map(|path| Some((path.to_owned(), Of::Knob(scenario.knob_address(path)?))));
        let periods = scenario.development.periods.names().filter_map(|area| Some((format!("periods.{area}"), Of::Period(scenario.areas.index(area)?))));
        let lines = knobs.chain(periods).map(|(path, of)| Line { path: path.into(), of, told: None }).collect();
        Self { lines, step: (scenario.ticks as u64 / STEPS).max(1), fresh: Vec::new() }
    }

    /// Goes on with a changed scenario.
    pub fn follow(&mut self, scenario: &Scenario) {
        let fresh = std::mem::take(&mut self.fresh);
        *self = Self { fresh, ..Self::new(scenario) };
    }

    /// Writes down what changed in the tick that a brain has just lived.
    pub fn write(&mut self, network: &Network) {
        let Some(age) = network.state.age.checked_sub(1) else { return };
        for line in &mut self.lines {
            let value = match line.of {
                Of::Knob(address) => address.get(&network.live),
                Of::Period(area) => network.openness_at(area, age),
            };
            let is_due = line.told.is_none_or(|(last, told)| told.to_bits() != value.to_bits() && age >= last + self.step);
            if is_due {
                line.told = Some((age, value));
                self.fresh.push(Lived { path: line.path.clone(), age, value });
            }
        }
    }

    /// After going back to an age, what comes is written down anew.
    pub fn go_back(&mut self, age: u64) {
        self.fresh.retain(|lived| lived.age < age);
        self.lines.iter_mut().for_each(|line| line.told = None);
    }

    /// What was written down since the last call.
    pub fn drain(&mut self) -> Vec<Lived> {
        std::mem::take(&mut self.fresh)
    }
}
