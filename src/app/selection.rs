//! What is selected.

use crate::scenario::Scenario;
use std::collections::BTreeSet;

/// A thing on the canvas, or a stage on the timeline.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// The world.
    World,
    /// An area, by its key.
    Area(String),
    /// A wire, by its key.
    Wire(String),
    /// A stage of life, by its key.
    Stage(String),
}

/// What is selected: nothing, one or several things.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    items: BTreeSet<Item>,
}

impl Item {
    /// Its path in the scenario: problems below it are its own.
    pub fn path(&self) -> String {
        match self {
            Self::World => "world".to_owned(),
            Self::Area(key) => format!("areas.{key}"),
            Self::Wire(key) => format!("wires.{key}"),
            Self::Stage(key) => format!("development.stages.{key}"),
        }
    }

    /// The thing of a name in a lesson: an area, a wire, or `world`.
    pub fn named(scenario: &Scenario, name: &str) -> Option<Self> {
        if name == "world" {
            Some(Self::World)
        } else if scenario.areas.get(name).is_some() {
            Some(Self::Area(name.to_owned()))
        } else {
            scenario.wires.get(name).is_some().then(|| Self::Wire(name.to_owned()))
        }
    }

    /// Whether the scenario has it.
    pub fn exists(&self, scenario: &Scenario) -> bool {
        match self {
            Self::World => true,
            Self::Area(key) => scenario.areas.get(key).is_some(),
            Self::Wire(key) => scenario.wires.get(key).is_some(),
            Self::Stage(key) => scenario.development.stages.get(key).is_some(),
        }
    }
}

impl Selection {
    /// One thing.
    pub fn one(item: Item) -> Self {
        Self { items: [item].into() }
    }

    /// Several things.
    pub fn of(items: impl IntoIterator<Item = Item>) -> Self {
        Self { items: items.into_iter().collect() }
    }

    /// Whether a thing is selected.
    pub fn contains(&self, item: &Item) -> bool {
        self.items.contains(item)
    }

    /// With a thing added, or taken out if it was in.
    #[must_use]
    pub fn toggled(mut self, item: Item) -> Self {
        if !self.items.remove(&item) {
            self.items.insert(item);
        }
        self
    }

    /// The only thing that is selected.
    pub fn only(&self) -> Option<&Item> {
        self.items.first().filter(|_| self.items.len() == 1)
    }

    /// The area that alone is selected.
    pub fn only_area(&self) -> Option<&str> {
        match self.only() {
            Some(Item::Area(key)) => Some(key),
            _ => None,
        }
    }

    /// The stage that alone is selected.
    pub fn only_stage(&self) -> Option<&str> {
        match self.only() {
            Some(Item::Stage(key)) => Some(key),
            _ => None,
        }
    }

    /// Everything that is selected.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Item> {
        self.items.iter()
    }

    /// How many things.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Forgets what the scenario has no more.
    pub fn keep_existing(&mut self, scenario: &Scenario) {
        self.items.retain(|item| item.exists(scenario));
    }
}
