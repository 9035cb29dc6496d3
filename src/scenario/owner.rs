//! Where knobs live in a scenario: paths to people, indices to machines.

use super::{Measuring, Scenario};
use crate::brain::Anatomy;
use crate::brain::knob::{Knob, Knobs};

/// A part of a scenario that has knobs. Indices are those of [`Named`](super::Named), so that setting one costs no lookup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The run itself: seed, batch, ticks, pace.
    Run,
    /// What is measured.
    Measuring,
    /// How it grows up.
    Development,
    /// The world.
    World,
    /// An area's anatomy.
    Anatomy(usize),
    /// An area's rule.
    Rule(usize),
    /// An area's plasticity.
    Plasticity(usize),
    /// An area's optimizer.
    Optimizer(usize),
    /// A cost's weight: area, cost.
    Attachment(usize, usize),
    /// A cost: area, cost.
    Cost(usize, usize),
    /// A wire.
    Wire(usize),
}

/// One knob of an owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnobAddress {
    /// Whose.
    pub owner: Owner,
    /// Which.
    pub index: usize,
}

impl KnobAddress {
    /// What the knob is.
    ///
    /// # Panics
    /// If the address was not made for a scenario of this structure.
    pub fn knob(self, scenario: &Scenario) -> &'static Knob {
        &scenario.owner(self.owner).knobs()[self.index]
    }

    /// Its value.
    pub fn get(self, scenario: &Scenario) -> f64 {
        scenario.owner(self.owner).knob(self.index)
    }

    /// Sets its value.
    pub fn set(self, scenario: &mut Scenario, value: f64) {
        scenario.owner_mut(self.owner).set_knob(self.index, value);
    }
}

impl Scenario {
    /// Every part with knobs, with its path.
    pub fn owners(&self) -> Vec<(Owner, String)> {
        let mut owners = vec![
            (Owner::Run, String::new()),
            (Owner::Measuring, "measuring".to_owned()),
            (Owner::Development, "development".to_owned()),
            (Owner::World, "world".to_owned()),
        ];
        for (a, (name, area)) in self.areas.iter().enumerate() {
            let path = format!("areas.{name}");
            owners.push((Owner::Anatomy(a), format!("{path}.anatomy")));
            owners.push((Owner::Rule(a), format!("{path}.rule")));
            owners.push((Owner::Plasticity(a), format!("{path}.plasticity")));
            owners.push((Owner::Optimizer(a), format!("{path}.plasticity.optimizer")));
            for (c, cost) in area.costs.names().enumerate() {
                owners.push((Owner::Attachment(a, c), format!("{path}.costs.{cost}")));
                owners.push((Owner::Cost(a, c), format!("{path}.costs.{cost}.cost")));
            }
        }
        owners.extend(self.wires.names().enumerate().map(|(w, name)| (Owner::Wire(w), format!("wires.{name}"))));
        owners
    }

    /// The knobs of a part.
    ///
    /// # Panics
    /// If the owner does not belong to a scenario of this structure.
    pub fn owner(&self, owner: Owner) -> &dyn Knobs {
        let area = |index| self.areas.at(index).expect("an owner belongs to its scenario").1;
        let cost = |a, c| area(a).costs.at(c).expect("an owner belongs to its scenario").1;
        match owner {
            Owner::Run => self,
            Owner::Measuring => &self.measuring as &Measuring,
            Owner::Development => &self.development,
            Owner::World => &self.world,
            Owner::Anatomy(a) => &area(a).anatomy as &Anatomy,
            Owner::Rule(a) => &area(a).rule,
            Owner::Plasticity(a) => &area(a).plasticity,
            Owner::Optimizer(a) => &area(a).plasticity.optimizer,
            Owner::Attachment(a, c) => cost(a, c),
            Owner::Cost(a, c) => &cost(a, c).cost,
            Owner::Wire(w) => self.wires.at(w).expect("an owner belongs to its scenario").1,
        }
    }

    /// The knobs of a part, to be set; panics as [`Scenario::owner`] does.
    pub fn owner_mut(&mut self, owner: Owner) -> &mut dyn Knobs {
        match owner {
            Owner::Run => self,
            Owner::Measuring => &mut self.measuring,
            Owner::Development => &mut self.development,
            Owner::World => &mut self.world,
            Owner::Wire(w) => self.wires.at_mut(w).expect("an owner belongs to its scenario"),
            Owner::Anatomy(a) | Owner::Rule(a) | Owner::Plasticity(a) | Owner::Optimizer(a) | Owner::Attachment(a, _) | Owner::Cost(a, _) => {
                let area = self.areas.at_mut(a).expect("an owner belongs to its scenario");
                match owner {
                    Owner::Anatomy(_) => &mut area.anatomy,
                    Owner::Rule(_) => &mut area.rule,
                    Owner::Optimizer(_) => &mut area.plasticity.optimizer,
                    Owner::Attachment(_, c) => area.costs.at_mut(c).expect("an owner belongs to its scenario"),
                    Owner::Cost(_, c) => &mut area.costs.at_mut(c).expect("an owner belongs to its scenario").cost,
                    _ => &mut area.plasticity,
                }
            }
        }
    }

    /// The knob at a path: `areas.decision.costs.classify.weight`, `wires.ascending.error_gain`, `world.blur`, `seed`.
    pub fn knob_address(&self, path: &str) -> Option<KnobAddress> {
        let (owner_path, knob) = path.rsplit_once('.').unwrap_or(("", path));
        let owner = self.owner_at(owner_path)?;
        Some(KnobAddress { owner, index: self.owner(owner).find_knob(knob)? })
    }

    fn owner_at(&self, path: &str) -> Option<Owner> {
        let words: Vec<&str> = path.split('.').collect();
        match words[..] {
            [""] => Some(Owner::Run),
            ["measuring"] => Some(Owner::Measuring),
            ["development"] => Some(Owner::Development),
            ["world"] => Some(Owner::World),
            ["wires", wire] => self.wires.index(wire).map(Owner::Wire),
            ["areas", area, ref part @ ..] => {
                let index = self.areas.index(area)?;
                let cost = |name| self.areas.get(area)?.costs.index(name);
                match *part {
                    ["anatomy"] => Some(Owner::Anatomy(index)),
                    ["rule"] => Some(Owner::Rule(index)),
                    ["plasticity"] => Some(Owner::Plasticity(index)),
                    ["plasticity", "optimizer"] => Some(Owner::Optimizer(index)),
                    ["costs", name] => Some(Owner::Attachment(index, cost(name)?)),
                    ["costs", name, "cost"] => Some(Owner::Cost(index, cost(name)?)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The path of every knob that can move while the brain runs, with what it is.
    pub fn live_knobs(&self) -> Vec<(String, &'static Knob)> {
        let mut knobs = Vec::new();
        for (owner, path) in self.owners() {
            let live = self.owner(owner).knobs().iter().filter(|knob| knob.live && owner != Owner::Measuring);
            knobs.extend(live.map(|knob| (if path.is_empty() { knob.name.to_owned() } else { format!("{path}.{}", knob.name) }, knob)));
        }
        knobs
    }
}
