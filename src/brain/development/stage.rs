//! Parts of a life, entered one after the other.

use super::{Guard, Track};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A part of a life, with tracks of its own and the ways on from it; without any way on, the last part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Stage {
    /// Its name for people; its key in `stages` without one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Knobs that move while it lasts, by path. Its track stands in the place of the whole life's track, which stands in the place of the knob's
    /// value. Ages are ticks since the stage was entered, unless a track says otherwise.
    pub tracks: BTreeMap<String, Track>,
    /// The ways on, in order of priority.
    pub to: Vec<Transition>,
}

/// A way on from a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// The stage that is entered; the same one starts anew.
    pub stage: String,
    /// When.
    pub when: Guard,
}

impl Stage {
    /// Its name for people.
    pub fn title<'a>(&'a self, key: &'a str) -> &'a str {
        if self.name.is_empty() { key } else { &self.name }
    }
}
