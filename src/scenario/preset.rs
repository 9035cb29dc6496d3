//! Scenarios that ship with the program.

use super::{Problem, Scenario, parse};

/// A scenario that ships with the program.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its name, by what it shows.
    pub name: &'static str,
    /// Its file.
    pub text: &'static str,
}

macro_rules! presets {
    ($($name:literal),+ $(,)?) => {
        /// Every preset, in the order of the gallery.
        pub const PRESETS: &[Preset] = &[$( Preset { name: $name, text: include_str!(concat!("../../presets/", $name, ".json")) } ),+];
    };
}

presets![
    "welcome",
    "one_area_one_cost",
    "random_feedback",
    "signs_matter",
    "predict_and_relax",
    "two_phase_cortex",
    "nudge_to_learn",
    "stdp_is_a_derivative",
    "critical_period",
    "kick_it"
];

/// The preset of a name.
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

impl Preset {
    /// The scenario itself.
    pub fn scenario(&self) -> Result<Scenario, Problem> {
        parse(self.text)
    }
}
