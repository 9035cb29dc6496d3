//! What the window and the thread say to each other, as plain data.

use crate::brain::Perturbation;
use crate::brain::development::Reached;
use crate::brain::rule::Curve;
use crate::scenario::{Development, Measure, Problem, Scenario};
use std::fmt;
use std::sync::Arc;

/// Which load a report belongs to; reports of an older one are to be dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunId(pub u64);

/// How fast a run plays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// So many ticks per second.
    PerSecond(f64),
    /// As fast as it goes.
    Max,
}

/// What the window asks of a run.
#[derive(Clone, Debug)]
pub enum Command {
    /// Starts a new run of a scenario, paused at age 0. Answered by [`Report::Loaded`] or [`Report::Refused`].
    Load(RunId, Box<Scenario>),
    /// Goes on with a changed scenario: a changed live knob is set, a changed structure is rebuilt, keeping the weights of every area whose
    /// shape stays. Answered by [`Report::Loaded`] if series changed, by [`Report::Refused`] if it cannot run; the brain then runs on as it was.
    Edit(RunId, Box<Scenario>),
    /// As [`Command::Edit`], by which an earlier edit is taken back (or done again): what that took out of the brain comes back as it was.
    TakeBack(RunId, Box<Scenario>),
    /// Lives again with a changed scenario, whose development differs on what was lived: from the newest kept moment before it differs, and not
    /// after this age, to the present age, as fast as it goes; what was done by hand is done again. From birth where nothing was kept that early.
    LiveAgain(RunId, Box<Scenario>, u64),
    /// Goes on by itself.
    Play,
    /// Stops at the next tick.
    Pause,
    /// Changes the speed.
    Pace(Pace),
    /// Goes on for so many ticks, then stops.
    Step(u64),
    /// Goes on until an age, as fast as it goes, then stops.
    RunUntil(u64),
    /// Does something to the brain, at this tick.
    Perturb(Perturbation),
    /// Sets a live knob, by its path, at this tick.
    Set(String, f64),
    /// Goes back to the newest kept moment that is not after an age.
    Rewind(u64),
    /// Shows the brain as it was at a past age, while the present waits; `None` comes back to the present. Whatever else is asked of the brain
    /// comes back to the present first.
    Look(Option<u64>),
    /// Goes on from the past age that is looked at: what came after it is no more.
    GoOn,
    /// Sends pictures of this area's weights with every progress; none for `None`.
    Watch(Option<String>),
}

/// What a run tells the window.
#[derive(Clone, Debug)]
pub enum Report {
    /// A scenario was compiled.
    Loaded {
        /// Whose report.
        run: RunId,
        /// Everything that is recorded, by index.
        series: Arc<[Series]>,
    },
    /// A scenario cannot run, or something cannot be done to the brain; whatever ran before goes on.
    Refused {
        /// Whose report.
        run: RunId,
        /// Why.
        problems: Vec<Problem>,
    },
    /// A changed development differs on what was lived: the brain goes on by the one it had.
    Past {
        /// Whose report.
        run: RunId,
        /// The first age at which it differs.
        from: u64,
        /// The newest kept age before that, from which the brain can live again; nothing if it has to be born anew.
        kept: Option<u64>,
        /// The development that it goes on by.
        development: Box<Development>,
    },
    /// What happened since the last one.
    Progress(Box<Progress>),
    /// A number was no number any more: the run has stopped.
    Diverged {
        /// Whose report.
        run: RunId,
        /// What is known about it.
        diagnosis: Diagnosis,
    },
    /// Something went wrong inside; the run is lost, the window lives.
    Failed {
        /// Whose report.
        run: RunId,
        /// What is known about it.
        message: String,
    },
}

/// One recorded series: a measure of the scenario itself or of one of its variants.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// `None` for the scenario itself.
    pub variant: Option<String>,
    /// What is measured.
    pub measure: Measure,
}

impl Series {
    /// `measure`, or `variant/measure`.
    pub fn name(&self) -> String {
        match &self.variant {
            Some(variant) => format!("{variant}/{}", self.measure.name),
            None => self.measure.name.clone(),
        }
    }
}

/// One value of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Index into the series.
    pub series: u32,
    /// Age, in ticks.
    pub age: u64,
    /// The value.
    pub value: f64,
}

/// What happened to a run since the last report, and how it stands.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Whose report.
    pub run: RunId,
    /// Age of the brain, in ticks.
    pub age: u64,
    /// Whether it goes on by itself.
    pub playing: bool,
    /// Measured speed, in ticks per second of wall time; 0 while paused.
    pub ticks_per_second: f64,
    /// New values, in order of age.
    pub samples: Vec<Sample>,
    /// What happened to the brain, in order of age.
    pub events: Vec<Event>,
    /// New values of what development moves, in order of age.
    pub lived: Vec<Lived>,
    /// If the run went back: to which age. Values after it belong to a branch that is no more.
    pub rewound_to: Option<u64>,
    /// Ages that can be gone back to.
    pub kept: Vec<u64>,
    /// If the past is looked at, where. Everything from here on is then told as it was at that age.
    pub looking: Option<Looking>,
    /// Each area, in the scenario's order.
    pub areas: Vec<AreaState>,
    /// Each wire, in the scenario's order.
    pub wires: Vec<WireState>,
    /// What the world shows right now to the first life, as its picture does.
    pub observation: Vec<f32>,
    /// Each claim, in the scenario's order.
    pub verdicts: Vec<Verdict>,
    /// The newest comparison with a twin.
    pub recovery: Option<Recovery>,
    /// Knobs that are other than the scenario says, moved by tracks or set while it lived, by path.
    pub moved: Vec<(String, f64)>,
    /// The scenario as it was born with everything that was done to it since, or why that would not live this life again; `None` before birth.
    pub life: Option<Result<Arc<Scenario>, String>>,
    /// How far it has grown up.
    pub grown: Grown,
    /// Weights of the watched area.
    pub weights: Vec<TensorPicture>,
    /// What the rule of the watched area has to show: how it settles.
    pub curves: Vec<Curve>,
}

/// What development has made of a brain at an age, told when it changed: until then it was what was told before.
#[derive(Clone, Debug, PartialEq)]
pub struct Lived {
    /// The path of a knob that a track moves, or `periods.AREA` for how open an area's critical period is.
    pub path: Arc<str>,
    /// Age, in ticks.
    pub age: u64,
    /// The value that the knob really had in that tick, or the openness in \[0, 1\].
    pub value: f64,
}

/// A look at the past.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looking {
    /// The age that is shown.
    pub age: u64,
    /// The age that was asked for; on its way there, the brain lives again from what was kept before it.
    pub wanted: u64,
}

/// Something that happened to a brain.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When.
    pub age: u64,
    /// What, in words: `Weight noise on Visual area`.
    pub text: String,
    /// Of which kind.
    pub kind: EventKind,
}

/// What kind of thing happened to a brain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// It was perturbed, as planned or by hand.
    Perturbation,
    /// A live knob was set.
    Setting,
    /// More than live knobs was changed.
    Rebuilt,
    /// A variant diverged.
    Trouble,
    /// The brain of the scenario itself entered a stage: which, in the scenario's order.
    Stage(usize),
    /// A variant entered a stage at another age than the scenario itself.
    StageOfVariant,
}

/// How far a brain has grown up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grown {
    /// The stage it is in, in the scenario's order; `None` without stages.
    pub stage: Option<usize>,
    /// Age at which that stage was entered.
    pub entered: u64,
    /// For each way on from that stage, for each criterion of its guard in order, at how many evaluations in a row it was met by now.
    pub held: Vec<Vec<u32>>,
    /// What the newest evaluation in that stage saw of each measure that guards wait for, by name; empty before the first.
    pub seen: Vec<(String, Option<f64>)>,
    /// For each of the scenario's areas, for each of its critical periods, when the stages that it counts from were entered.
    pub reached: Vec<Vec<Reached>>,
}

/// How an area stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AreaState {
    /// Output of the first life.
    pub activity: Vec<f32>,
    /// How open its critical period is, in \[0, 1\].
    pub openness: f64,
    /// Its effective learning rate.
    pub rate: f64,
    /// Why its weights are not learning, when they are not.
    pub idle: Option<String>,
    /// Whether that is meant so.
    pub rest: Rest,
    /// What of it goes on although they are not: `its interneurons learn`.
    pub beside: Option<&'static str>,
    /// Its costs that have weight, but that its rule cannot hear.
    pub unheard: Vec<String>,
    /// Its weighted cost, if it has costs.
    pub cost: Option<f64>,
    /// What modulators make of the weight of each of its costs: 1 without any.
    pub modulation: Vec<f32>,
    /// How many units were silenced.
    pub silenced: usize,
}

/// Whether an area that does not learn is meant not to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rest {
    /// Nobody said so: it may be an oversight.
    #[default]
    Unmeant,
    /// Its rate is 0, or its development has it rest at this age.
    Planned,
    /// It computes with borrowed weights, which it does not teach.
    Borrower,
}

/// How a wire stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WireState {
    /// Root mean square of the error that travels back through it, after its error gain; `None` if none ever does, with the reason.
    pub error: Option<f64>,
    /// Why no error travels back, when none does.
    pub silent: Option<String>,
}

/// How a claim stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// Its ages have not been reached.
    NotYetDue,
    /// It is true; of which value.
    Holds(f64),
    /// It is not true; of which value.
    Fails(f64),
    /// Its ages are over and there is no value.
    Unknown,
}

/// A perturbed brain against its twin.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovery {
    /// What was done, in words.
    pub what: String,
    /// When.
    pub at: u64,
    /// Cost above the twin's right after, in the cost's unit.
    pub initial_harm: f64,
    /// R: the part of the initial harm that is regained; `None` while that harm is below the evaluation noise.
    pub regained: Option<f64>,
    /// τ: ticks until at most 1/e of the harm was left; `None` until then.
    pub time: Option<u64>,
    /// D_func, in units of the distance of independent brains if that is known, else as it is.
    pub function_distance: Option<f64>,
    /// D_w.
    pub weight_distance: f64,
    /// In words: `same function, different weights`.
    pub verdict: String,
    /// Whether the comparison is over.
    pub finished: bool,
}

/// A tensor to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct TensorPicture {
    /// `visual.weights.0`
    pub name: String,
    /// Rows: units out.
    pub rows: usize,
    /// Columns: units in.
    pub columns: usize,
    /// rows × columns.
    pub values: Vec<f32>,
    /// Width and height of a row as an image, where the area looks straight at pixels.
    pub pixels: Option<(usize, usize)>,
}

/// What is known about a run that diverged.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// When.
    pub age: u64,
    /// The area's name.
    pub area: String,
    /// The tensor or the cost.
    pub tensor: String,
    /// The variant it happened in.
    pub variant: Option<String>,
    /// The likely cause.
    pub cause: String,
    /// The last kept moment that can be gone back to.
    pub last_good: Option<u64>,
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variant = self.variant.as_ref().map_or(String::new(), |variant| format!(" (variant {variant})"));
        write!(formatter, "the brain diverged at age {}: {} of area `{}`{variant} left all bounds — {}", self.age, self.tensor, self.area, self.cause)
    }
}
