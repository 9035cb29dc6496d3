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
    "cost_of_your_own",
    "hebbian_pca",
    "alike_inside",
    "independent_sources",
    "edges",
    "shape_not_size",
    "bars_of_their_own",
    "rate_of_its_own",
    "cheap_thoughts",
    "slow_is_deep",
    "two_views",
    "no_collapse",
    "depth_from_agreement",
    "cortex_predicts",
    "trial_and_error",
    "random_feedback",
    "signs_matter",
    "transport_weights",
    "two_phase_cortex",
    "targets_not_errors",
    "stdp_is_a_derivative",
    "nudge_to_learn",
    "predict_and_relax",
    "two_compartments",
    "critical_period",
    "two_eyes",
    "right_cost_wrong_age",
    "look_then_name",
    "bootstrapping",
    "innate_face",
    "innate_song",
    "reward_only",
    "foretold_reward",
    "match_or_maximize",
    "kick_it",
    "three_costs",
    "shared_microcircuit",
    "distillation",
    "forger",
    "curiosity"
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
