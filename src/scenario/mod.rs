//! What a person designs, as plain data: saved, shared, undone, compared.

mod check;
mod check_development;
mod check_lesson;
mod claim;
mod file;
mod journal;
mod measure;
mod named;
mod notes;
mod owner;
mod preset;
mod problem;
mod race;
mod wiring;

pub use check::{MOST_DEEDS, MOST_VARIANTS, check, check_perturbation};
pub use check_lesson::PANELS;
pub use claim::{Aggregate, Claim, Comparison};
pub use file::{FORMAT, LARGEST_FILE, parse, read, render, schema, write, write_with};
pub use journal::{Deed, Entry, setting, setting_in_words};
pub use measure::{Measure, Panel, begins, seen_by_a_god, tensor_name};
pub use named::{Named, is_name};
pub use notes::{notes, only_measured};
pub use owner::{KnobAddress, Owner};
pub use preset::{PRESETS, Preset, preset};
pub use problem::{Mend, Problem};
pub use wiring::{Lender, Link, Sink, Source, Terminal, Wiring};

use crate::brain::development::{CriticalPeriod, Stage, Track};
use crate::brain::{Anatomy, Cost, Perturbation, Plasticity, Rule, World};
use crate::{choice, option};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

option! {
    /// The one JSON file that a person saves and shares: world, areas, wires, development, perturbations, claims, layout.
    pub struct Scenario {
        /// From which every random stream of a run comes.
        pub seed: usize = 1, linear(0.0, 9_007_199_254_740_991.0), "", fixed;
        /// Parallel lives: samples per tick.
        pub batch: usize = 32, ratio(1.0, 4096.0), "samples", fixed;
        /// Age at which the window pauses and a run without a window ends.
        pub ticks: usize = 1260, ratio(1.0, 1e9), "ticks", fixed;
        /// Speed at which the window plays, unless told otherwise.
        pub pace: f64 = 100.0, ratio(1.0, 1e6), "ticks/s", fixed;
    } with {
        /// Version of the file format.
        pub format: u32 = FORMAT;
        /// What it is called.
        pub title: String = "Untitled".to_owned();
        /// What it shows, in a sentence or two.
        pub about: String = String::new();
        /// Which hypotheses it bears on: H1, H2, H3, or any other tag.
        pub hypotheses: Vec<String> = Vec::new();
        /// What it rests on.
        pub cites: Vec<String> = Vec::new();
        /// What there is to see and to learn.
        pub world: World = World::Digits(crate::brain::world::Digits::default());
        /// The brain areas.
        pub areas: Named<Area> = Named::default();
        /// The wires between them.
        pub wires: Named<Wire> = Named::default();
        /// Named changes of this scenario that run beside it: path → value.
        pub variants: Named<Edits> = Named::default();
        /// How it grows up.
        pub development: Development = Development::default();
        /// What will be done to it, and when.
        pub perturbations: Vec<Planned> = Vec::new();
        /// What was done to it by hand while it lived, in the order of age: it is done again, at the same ages.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        pub journal: Vec<Entry> = Vec::new();
        /// What is measured, and how often.
        pub measuring: Measuring = Measuring::default();
        /// Numbers that come from other trainings.
        pub references: References = References::default();
        /// What it says about itself.
        pub claims: Vec<Claim> = Vec::new();
        /// What to do with it, step by step.
        pub lesson: Lesson = Lesson::default();
        /// Where areas stand on the canvas; `world` is the world.
        pub layout: Named<[f32; 2]> = Named::default();
    }
}

/// A brain area: an anatomy with weights, costs, a credit rule and plasticity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Area {
    /// Its name for people; its key in `areas` without one.
    pub name: String,
    /// What it computes.
    pub anatomy: Anatomy,
    /// What it makes small: none, one or several.
    pub costs: Named<Attachment>,
    /// How error becomes weight change inside it.
    pub rule: Rule,
    /// How proposals become changes.
    pub plasticity: Plasticity,
}

option! {
    /// A cost where it sits: on an area's output or on one of its hidden layers.
    pub struct Attachment {
        /// How much it counts; 0 only watches.
        pub weight: f64 = 1.0, linear(0.0, 100.0), "", live;
    } with {
        /// What is made small.
        pub cost: Cost = Cost::Energy(crate::brain::cost::Energy {});
        /// The layer whose activity it judges, from 0; the output without one.
        pub tap: Option<usize> = None;
    }
}

choice! {
    /// What a wire is for.
    pub enum Role {
        /// Carries activity into an area.
        Signal = "signal",
        /// Carries a target to a cost; no error travels back through it.
        Teach = "teach",
        /// Multiplies the weight of a cost; no error travels back through it.
        Modulate = "modulate",
        /// Lets an area compute with the weights of another; what it would change teaches that other one, times the error gain.
        Share = "share",
    }
}

option! {
    /// From an output port to an input port.
    pub struct Wire {
        /// What activity is multiplied with on the way.
        pub gain: f64 = 1.0, linear(-10.0, 10.0), "", live;
        /// What error is multiplied with on the way back: 1 as in end-to-end learning, 0 stops it, −1 reverses it.
        pub error_gain: f64 = 1.0, linear(-10.0, 10.0), "", live;
        /// How long activity takes; no error travels back through time.
        pub delay: usize = 0, linear(0.0, 64.0), "ticks", fixed;
    } with {
        /// Where it starts: `world.image`, `visual.output`, `visual.output.3` (one of its numbers), `visual.slow.value`, `visual.weights`.
        pub from: String = String::new();
        /// Where it ends: `visual.input`, `decision.classify.target`, `visual.slow.weight`, `other.weights`.
        pub to: String = String::new();
        /// What it is for.
        pub role: Role = Role::Signal;
    }
}

/// A named change: path → value.
pub type Edits = BTreeMap<String, Value>;

option! {
    /// How a brain grows up.
    pub struct Development {
        /// Ticks between two evaluations of what ends a stage.
        pub every: usize = 50, ratio(1.0, 1e6), "ticks", fixed;
    } with {
        /// Knobs that move over age, by path. A track stands in the place of the knob's value.
        pub tracks: BTreeMap<String, Track> = BTreeMap::new();
        /// When areas can learn, by name; an area without periods always can.
        pub periods: Named<Vec<CriticalPeriod>> = Named::default();
        /// Parts of its life, in order; the first is entered at birth. Without any, its whole life is one.
        #[serde(skip_serializing_if = "Named::is_empty")]
        pub stages: Named<Stage> = Named::default();
    }
}

impl Development {
    /// Every path that a track moves, of the whole life or of some stage; each once.
    pub fn moved(&self) -> BTreeSet<&str> {
        let of_stages = self.stages.iter().flat_map(|(_, stage)| stage.tracks.keys());
        self.tracks.keys().chain(of_stages).map(String::as_str).collect()
    }

    /// Whether a track moves the knob at a path, now or in some stage.
    pub fn moves(&self, path: &str) -> bool {
        self.tracks.contains_key(path) || self.stages.iter().any(|(_, stage)| stage.tracks.contains_key(path))
    }
}

/// A perturbation and its age.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// The age, in ticks.
    pub at: u64,
    /// What is done.
    #[serde(rename = "do")]
    pub perturbation: Perturbation,
}

choice! {
    /// The gradient that alignment is measured against.
    pub enum Objective {
        /// Every cost, through wires with their error gains.
        Intended = "intended",
        /// Every cost, through every wire as if its error gain were 1.
        Global = "global",
        /// Each area's own costs only, its input held.
        Local = "local",
    }
}

option! {
    /// What is measured, and how often. Measures never change what is learned.
    pub struct Measuring {
        /// Least number of ticks between two measurements.
        pub every: usize = 10, ratio(1.0, 1e6), "ticks", live;
        /// Measurements get rarer as time goes by: one every (ticks since the start or the last disturbance) / `density`.
        pub density: f64 = 24.0, ratio(1.0, 1e9), "", live;
        /// On how many of the first training samples gradients are taken.
        pub items: usize = 512, ratio(1.0, 100_000.0), "samples", fixed;
        /// Against which gradient alignment is measured.
        pub objective: Objective = Objective::Intended, linear(0.0, 2.0), "", live;
        /// Whether the exact path is measured: a full gradient at every tick.
        pub exact_path: bool = false, linear(0.0, 1.0), "", fixed;
        /// Whether it is measured which cost moves which area: a gradient of every cost at every measurement.
        pub movement: bool = false, linear(0.0, 1.0), "", fixed;
        /// Length of the path.
        pub path_span: usize = 42, ratio(1.0, 1e5), "ticks", live;
        /// For how long a perturbed brain and its twin are compared.
        pub horizon: usize = 1000, ratio(1.0, 1e9), "ticks", live;
    }
}

/// Numbers that come from other trainings, with where they came from; a measure that needs a missing one says "unknown".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct References {
    /// C*: the best training cost of the whole brain.
    pub best_cost: Option<f64>,
    /// Mean distance between the functions of independently initialised brains, on the probe set.
    pub independent_distance: Option<f64>,
    /// Where they came from.
    pub origin: String,
}

/// What to do with a scenario, step by step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Lesson {
    /// What it is about, in Markdown.
    pub text: String,
    /// What to do.
    pub steps: Vec<LessonStep>,
    /// What would have shown that the idea is wrong.
    pub falsified_if: String,
}

/// A step of a lesson.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LessonStep {
    /// One word: Predict, Run, Look, Poke, Explain.
    pub title: String,
    /// What to do or to think about, in a sentence or two.
    pub text: String,
    /// What its button does.
    pub action: Option<LessonAction>,
}

/// What the button of a lesson's step does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum LessonAction {
    /// Runs until an age.
    RunUntil(u64),
    /// Does something to the brain.
    Poke(Perturbation),
    /// Shows a panel: `losses`, `alignment`, `recovery`, `movement`, `development`, `claims`; or, alone in its plot, every measure of this name or
    /// whose name begins with it: `accuracy.reader`, `kept`; commas part several.
    Show(String),
    /// Selects an area, a wire or the world; after a dot, where to look in the inspector: `cells.weights`.
    Select(String),
    /// Sets a knob or replaces a part, by path.
    Set(Edits),
}

impl Default for Anatomy {
    fn default() -> Self {
        Self::Dense(crate::brain::anatomy::Dense::default())
    }
}

impl Default for Rule {
    fn default() -> Self {
        Self::Backprop(crate::brain::rule::Backprop {})
    }
}

impl Area {
    /// Its name for people.
    pub fn title<'a>(&'a self, key: &'a str) -> &'a str {
        if self.name.is_empty() { key } else { &self.name }
    }
}

impl Scenario {
    /// The scenario of a variant, without variants of its own and without claims and journal, which are the whole scenario's.
    pub fn variant(&self, name: &str) -> Result<Self, Problem> {
        let edits = self.variants.get(name).ok_or_else(|| Problem::new(format!("variants.{name}"), "there is no such variant"))?;
        let alone = Self { variants: Named::default(), claims: Vec::new(), journal: Vec::new(), ..self.clone() };
        let edits = edits.iter().map(|(path, value)| (path.as_str(), value));
        alone.edited(edits).map_err(|problem| Problem { path: format!("variants.{name}.{}", problem.path), ..problem })
    }

    /// The scenario with one path set to a value: a knob (by its path, which skips the names of options) or any part of the file.
    pub fn with(&self, path: &str, value: &Value) -> Result<Self, Problem> {
        self.clone().edited(std::iter::once((path, value)))
    }

    /// With the words, the layout and the pace of another: all that no brain can tell apart.
    #[must_use]
    pub fn worded_as(mut self, other: &Self) -> Self {
        self.title.clone_from(&other.title);
        self.about.clone_from(&other.about);
        self.hypotheses.clone_from(&other.hypotheses);
        self.cites.clone_from(&other.cites);
        self.lesson.clone_from(&other.lesson);
        self.layout.clone_from(&other.layout);
        self.pace = other.pace;
        for (name, area) in other.areas.iter() {
            if let Some(same) = self.areas.get_mut(name) {
                same.name.clone_from(&area.name);
            }
        }
        self
    }

    /// With all of these paths set: parts first, all at once, then the knobs.
    fn edited<'e>(self, edits: impl Iterator<Item = (&'e str, &'e Value)>) -> Result<Self, Problem> {
        let (knobs, parts): (Vec<_>, Vec<_>) = edits.partition(|(path, value)| self.knob_address(path).is_some() && number_of(value).is_some());
        let mut scenario = if parts.is_empty() { self } else { self.with_parts(&parts)? };
        for (path, value) in knobs {
            let address = scenario.knob_address(path).ok_or_else(|| Problem::new(path, "there is no such knob any more"))?;
            let (knob, number) = (address.knob(&scenario), number_of(value).unwrap_or(f64::NAN));
            if !knob.range.contains(number) {
                return Err(Problem::out_of_range(path, knob, number));
            }
            address.set(&mut scenario, number);
        }
        Ok(scenario)
    }

    fn with_parts(&self, parts: &[(&str, &Value)]) -> Result<Self, Problem> {
        let first = parts.first().map_or("", |(path, _)| path);
        let mut file = serde_json::to_value(self).map_err(|error| Problem::new(first, error.to_string()))?;
        for (path, value) in parts {
            let mut place = &mut file;
            let mut table = false;
            for word in path.split('.') {
                place = descend(place, word, table).ok_or_else(|| Problem::new(*path, format!("there is no `{word}` on this path")))?;
                table = TABLES.contains(&word);
            }
            place.clone_from(value);
        }
        parse(&file.to_string()).map_err(|problem| {
            // Line and column would be those of a text that nobody has seen.
            let message = problem.message.rsplit_once(" at line ").map_or(problem.message.as_str(), |(message, _)| message).to_owned();
            Problem { path: if problem.path.is_empty() { first.to_owned() } else { problem.path }, message, ..problem }
        })
    }
}

fn number_of(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_bool().map(|switch| f64::from(u8::from(switch))))
}

/// Parts of a file that hold things by names of their own: what is missing there is new, and not within the only thing that is there.
const TABLES: [&str; 8] = ["areas", "costs", "wires", "variants", "tracks", "periods", "stages", "layout"];

/// The field `word` of an object or list; through the name of an option where that is the only way and this is no table; a missing last field is made.
fn descend<'v>(place: &'v mut Value, word: &str, is_table: bool) -> Option<&'v mut Value> {
    if let Value::Array(list) = place {
        return list.get_mut(word.parse::<usize>().ok()?);
    }
    let through_option = {
        let object = place.as_object()?;
        !is_table && !object.contains_key(word) && object.len() == 1 && object.values().next().is_some_and(Value::is_object)
    };
    let object = place.as_object_mut()?;
    let object = if through_option { object.values_mut().next()?.as_object_mut()? } else { object };
    Some(object.entry(word).or_insert(Value::Null))
}
