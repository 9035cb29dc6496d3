//! What a panel may ask for. Panels read and push actions; only [`App::perform`](super::App::perform) acts.

use super::selection::{Item, Selection};
use crate::brain::{Perturbation, World};
use crate::engine::report::Command;
use crate::scenario::{Problem, Scenario};
use serde_json::Value;
use std::path::PathBuf;

/// What a panel asks for.
#[derive(Clone, Debug)]
pub enum Action {
    /// Sets one path of the document: a knob, or any part of the file ([`Scenario::with`]). One step of undo.
    Edit {
        /// What is done, for undo: `Change the rule`.
        label: String,
        /// Where.
        path: String,
        /// To what.
        value: Value,
    },
    /// Puts a changed document in the place of the present one. One step of undo.
    Change {
        /// What is done, for undo: `Add an area`.
        label: String,
        /// The changed document.
        scenario: Box<Scenario>,
    },
    /// As [`Action::Edit`], while the pointer is held: everything until it is let go is one step of undo.
    DragEdit {
        /// What is done, for undo.
        label: String,
        /// Where.
        path: String,
        /// To what.
        value: Value,
    },
    /// As [`Action::Change`], while the pointer is held: everything until it is let go is one step of undo.
    Drag {
        /// What is done, for undo: `Move a key`.
        label: String,
        /// The changed document.
        scenario: Box<Scenario>,
    },
    /// Takes back the last step.
    Undo,
    /// Does again what was taken back.
    Redo,
    /// Mends a problem by the edits it brings along.
    Mend(Problem),
    /// Asks something of the run.
    Run(Command),
    /// Does something to the running brain, with a twin left alone beside it.
    Perturb(Perturbation),
    /// Lives again what was lived, by the changed scenario, from a kept age that is not after this one.
    LiveAgain(u64),
    /// Starts the run anew from age 0.
    Reset,
    /// Starts the run anew from another seed.
    NewSeed,
    /// Selects.
    Select(Selection),
    /// Brings a panel to the front.
    Show(Panel),
    /// Shows every measure whose name is this or begins so, alone in its plot.
    ShowMeasures(String),
    /// Shows a measure beside others in its plot, or no more, whether it is prominent or not.
    ToggleMeasure(String),
    /// Brings the part of the inspector into view whose heading has these words.
    Seek(String),
    /// Adds an area or takes another world.
    Add(Part, Option<[f32; 2]>),
    /// Draws a wire between two ports, by their paths.
    Connect {
        /// An output: `visual.output`.
        from: String,
        /// An input: `decision.input`.
        to: String,
    },
    /// Deletes areas and wires, with the wires, tracks and claims that hang on them.
    Delete(Vec<Item>),
    /// Does something with files.
    File(FileAction),
    /// Changes how the window looks.
    Look(Look),
    /// Starts or stops a race in the Lab.
    Race(RaceAction),
    /// Says something in passing.
    Notify(Tone, String),
}

/// What the palette offers.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// An area that learns by the rule of this name.
    Area(crate::brain::Rule),
    /// A world, in the place of the present one.
    World(World),
}

/// What can be done with files. What would lose changes asks first.
#[derive(Clone, Debug, PartialEq)]
pub enum FileAction {
    /// An empty scenario.
    New,
    /// Asks which file, and opens it.
    Open,
    /// Opens a file.
    OpenPath(PathBuf),
    /// Opens a preset, by its name.
    OpenPreset(String),
    /// Saves where it came from; asks where, if it came from nowhere.
    Save,
    /// Asks where, and saves there.
    SaveAs,
    /// Saves in a file.
    SaveTo(PathBuf),
    /// Asks where, and saves the life of the brain there: the scenario as it was born, with everything that was done to it since.
    SaveLife,
    /// Saves the life of the brain in a file.
    SaveLifeTo(PathBuf),
    /// Asks where, and writes a text there.
    Export {
        /// What the file is called unless told otherwise.
        name: String,
        /// What is written.
        text: String,
    },
    /// Closes the window.
    Quit,
}

/// What can be done with a race.
#[derive(Clone, Debug, PartialEq)]
pub enum RaceAction {
    /// Lets a scenario and its variants live under so many seeds, behind the window.
    Start(Box<Scenario>, usize),
    /// Gives the race up; what has been lived stays.
    Stop,
}

/// How the window looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Look {
    /// The dark theme, or else the light one.
    Dark(bool),
    /// Size of everything; 1 is as the system says.
    Scale(f32),
    /// Whether the left panel is shown.
    LeftPanel(bool),
    /// Whether the right panel is shown.
    RightPanel(bool),
    /// Whether the Development panel is shown.
    Development(bool),
    /// Whether the plots are shown.
    Bottom(bool),
    /// Whether the box of keys and gestures is open.
    Shortcuts(bool),
    /// Whether the box about the program is open.
    About(bool),
    /// Shows the whole graph.
    FitAll,
    /// Shows the selection.
    FitSelection,
}

/// A panel that can be brought to the front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The gallery.
    Presets,
    /// The palette.
    Parts,
    /// The lesson of the open scenario.
    Lesson,
    /// Costs over age.
    Losses,
    /// Angles to the true gradient over age.
    Alignment,
    /// A perturbed brain against its twin.
    Recovery,
    /// Which cost moves which area.
    Movement,
    /// Tracks and critical periods over age.
    Development,
    /// What the scenario says about itself.
    Claims,
    /// Races over seeds.
    Lab,
    /// What was done.
    Log,
}

impl Panel {
    /// The panel of a name in files: `losses`, `alignment`, `recovery`, `movement`, `development`, `claims`, `lab`, `log`.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "presets" => Self::Presets,
            "parts" => Self::Parts,
            "lesson" => Self::Lesson,
            "losses" => Self::Losses,
            "alignment" => Self::Alignment,
            "recovery" => Self::Recovery,
            "movement" => Self::Movement,
            "development" => Self::Development,
            "claims" => Self::Claims,
            "lab" => Self::Lab,
            "log" => Self::Log,
            _ => return None,
        })
    }
}

/// The tone of what is said in passing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something is worth knowing.
    Hint,
    /// Something went wrong.
    Wrong,
}
