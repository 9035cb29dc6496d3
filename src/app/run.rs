//! The run behind the window: what was sent to it, and how it stands.

use crate::brain::rule::Curve;
use crate::engine::Runner;
use crate::engine::report::{AreaState, Command, Diagnosis, Grown, Looking, Pace, Progress, Report, RunId, TensorPicture, WireState};
use crate::scenario::{Problem, Scenario};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::runs_alike;
use super::record::{DeedKind, Record};
use super::timeline::{from_now_on, past_kept};

/// So many seconds pass at most between what a run tells and what it then is told.
const LEAD: f64 = 0.2;

/// The run behind the window.
pub struct Run {
    runner: Runner,
    id: RunId,
    /// The newest scenario that the run was sent, and the one before, to fall back to when it is refused.
    sent: Option<Scenario>,
    accepted: Option<Scenario>,
    /// How it stands.
    pub live: Live,
    /// What was measured and done.
    pub record: Record,
    /// The speed that was asked for.
    pub pace: Pace,
    /// Why the newest change cannot run, as the run says.
    pub refused: Vec<Problem>,
    /// That the newest change differs on what was lived, so that the brain goes on as it was.
    pub past: Option<PastChange>,
    watched: Option<String>,
}

/// A change of what was lived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastChange {
    /// The first age at which it differs.
    pub from: u64,
    /// The newest kept age before that, from which the brain can live again; nothing if it has to be born anew.
    pub kept: Option<u64>,
}

/// How the run stands.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// Age of the brain, in ticks.
    pub age: u64,
    /// Whether it goes on by itself.
    pub playing: bool,
    /// Measured speed.
    pub ticks_per_second: f64,
    /// Ages that can be gone back to.
    pub kept: Vec<u64>,
    /// The past that is looked at, if it is; areas, wires, knobs and weights are then told as they were.
    pub looking: Option<Looking>,
    /// What the world shows right now.
    pub observation: Vec<f32>,
    /// Knobs that are other than the scenario says, moved by tracks or set while it lived, by path.
    pub moved: BTreeMap<String, f64>,
    /// The scenario as it was born with everything that was done to it since, or why that would not live this life again.
    pub life: Option<Result<Arc<Scenario>, String>>,
    /// How far it has grown up.
    pub grown: Grown,
    /// Weights of the selected area.
    pub weights: Vec<TensorPicture>,
    /// What the rule of the selected area draws: how it settles.
    pub curves: Vec<Curve>,
    /// Why it stopped, if it diverged.
    pub diagnosis: Option<Diagnosis>,
    /// Why it is lost, if something went wrong inside.
    pub failure: Option<String>,
    areas: BTreeMap<String, AreaState>,
    wires: BTreeMap<String, WireState>,
}

impl Live {
    /// How an area stands, by its key.
    pub fn area(&self, key: &str) -> Option<&AreaState> {
        self.areas.get(key)
    }

    /// How a wire stands, by its key.
    pub fn wire(&self, key: &str) -> Option<&WireState> {
        self.wires.get(key)
    }

    fn take(&mut self, progress: &mut Progress, scenario: Option<&Scenario>) {
        self.age = progress.age;
        self.playing = progress.playing;
        self.ticks_per_second = progress.ticks_per_second;
        self.kept = std::mem::take(&mut progress.kept);
        self.looking = progress.looking;
        self.observation = std::mem::take(&mut progress.observation);
        self.moved = std::mem::take(&mut progress.moved).into_iter().collect();
        self.life = progress.life.take();
        self.grown = std::mem::take(&mut progress.grown);
        self.weights = std::mem::take(&mut progress.weights);
        self.curves = std::mem::take(&mut progress.curves);
        if progress.rewound_to.is_some() {
            self.diagnosis = None;
        }
        // States come in the order of the scenario that runs; one that was just edited may not be it yet.
        if let Some(scenario) = scenario {
            if progress.areas.len() == scenario.areas.len() {
                self.areas = scenario.areas.names().map(str::to_owned).zip(std::mem::take(&mut progress.areas)).collect();
            }
            if progress.wires.len() == scenario.wires.len() {
                self.wires = scenario.wires.names().map(str::to_owned).zip(std::mem::take(&mut progress.wires)).collect();
            }
        }
    }
}

impl Run {
    /// No run yet.
    pub fn new(runner: Runner) -> Self {
        Self {
            runner,
            id: RunId(0),
            sent: None,
            accepted: None,
            live: Live::default(),
            record: Record::default(),
            pace: Pace::PerSecond(100.0),
            refused: Vec::new(),
            past: None,
            watched: None,
        }
    }

    /// Starts a scenario from age 0. One that cannot run is not started; whatever ran before stops.
    pub fn load(&mut self, scenario: &Scenario, problems: &[Problem], playing: bool) {
        self.live = Live::default();
        self.watched = None;
        if problems.is_empty() {
            return self.be_born(scenario, playing);
        }
        self.forget();
        self.runner.send(Command::Pause);
    }

    fn forget(&mut self) {
        self.id = RunId(self.id.0 + 1);
        self.record.clear();
        self.refused.clear();
        self.past = None;
        self.sent = None;
        self.accepted = None;
    }

    fn be_born(&mut self, scenario: &Scenario, playing: bool) {
        self.forget();
        self.sent = Some(scenario.clone());
        self.runner.send(Command::Load(self.id, Box::new(scenario.clone())));
        self.runner.send(Command::Pace(self.pace));
        if playing {
            self.send(Command::Play);
        }
    }

    /// Brings the run up to a changed scenario that has no problems. A new seed is a new life; a brain that has not lived yet is born anew, since
    /// what is changed before it lives is its design and nothing that was done to it. What `takes_back` an earlier change brings back what that took.
    pub fn follow(&mut self, scenario: &Scenario, takes_back: bool) {
        self.past = None;
        match &self.sent {
            None => self.load(scenario, &[], false),
            Some(sent) if runs_alike(sent, scenario) => {}
            Some(_) if self.is_newborn() => self.be_born(scenario, false),
            Some(sent) if sent.seed != scenario.seed => {
                let playing = self.live.playing;
                self.load(scenario, &[], playing);
            }
            Some(_) => {
                self.refused.clear();
                self.accepted = self.sent.replace(scenario.clone());
                let changed = Box::new(scenario.clone());
                self.runner.send(if takes_back { Command::TakeBack(self.id, changed) } else { Command::Edit(self.id, changed) });
            }
        }
    }

    /// What the change of a scenario that has begun to be lived is to be, so that it leaves alone what was lived, as far as that can be: a curve
    /// that comes from the past changes its course from the present age on.
    pub fn past_kept(&self, scenario: &Scenario) -> Option<Box<Scenario>> {
        let sent = self.sent.as_ref().filter(|_| self.live.age > 0)?;
        past_kept(sent, scenario, self.age_when_heard(), self.record.stages().last())
    }

    /// What the change of a scenario is to be, so that guards that would have been true in the past count from the present age on.
    pub fn from_now_on(&self, scenario: &Scenario) -> Option<Box<Scenario>> {
        from_now_on(self.sent.as_ref()?, scenario, self.age_when_heard(), self.record.stages().last()?)
    }

    /// The age at which it hears what it is told now: while it plays it is older than what it told last.
    fn age_when_heard(&self) -> u64 {
        let lead = if self.live.playing { (self.live.ticks_per_second * LEAD).ceil().max(2.0) as u64 } else { 0 };
        self.live.age + lead
    }

    /// Lives again what was lived, by a changed scenario: from a kept age that is not after this one.
    pub fn live_again(&mut self, scenario: &Scenario, age: u64) {
        self.past = None;
        self.sent = Some(scenario.clone());
        self.runner.send(Command::LiveAgain(self.id, Box::new(scenario.clone()), age));
    }

    /// Whether nothing has happened to the brain yet, but that it entered its first stage.
    fn is_newborn(&self) -> bool {
        let is_birth = |deed: &super::record::Deed| matches!(deed.kind, DeedKind::Stage(_));
        self.live.age == 0 && !self.live.playing && self.live.failure.is_none() && self.record.deeds().all(is_birth)
    }

    /// Asks something of the run.
    pub fn send(&mut self, command: Command) {
        match &command {
            Command::Play => self.live.playing = true,
            Command::Pause => self.live.playing = false,
            Command::Pace(pace) => self.pace = *pace,
            Command::Rewind(_) => self.live.diagnosis = None,
            _ => {}
        }
        self.runner.send(command);
    }

    /// Wants to see the weights of an area, or of none.
    pub fn watch(&mut self, area: Option<&str>) {
        if self.watched.as_deref() != area {
            self.watched = area.map(str::to_owned);
            self.live.weights.clear();
            self.live.curves.clear();
            self.runner.send(Command::Watch(self.watched.clone()));
        }
    }

    /// Whether a scenario was started.
    pub fn is_loaded(&self) -> bool {
        self.sent.is_some()
    }

    /// Takes in what the run has told; problems and troubles that a person should hear of come back as words.
    pub fn drain(&mut self) -> Vec<String> {
        let mut words = Vec::new();
        for report in self.runner.reports() {
            match report {
                Report::Loaded { run, series } if run == self.id => self.record.load(series),
                Report::Refused { run, problems } if run == self.id => {
                    words.extend(problems.iter().map(ToString::to_string));
                    // What is refused at the start never ran; what is refused later leaves the brain as it was.
                    if let Some(accepted) = self.accepted.take() {
                        self.sent = Some(accepted);
                    }
                    self.refused = problems;
                }
                Report::Past { run, from, kept, development } if run == self.id => {
                    self.past = Some(PastChange { from, kept });
                    if let Some(sent) = &mut self.sent {
                        sent.development = *development;
                    }
                }
                Report::Progress(mut progress) if progress.run == self.id => {
                    self.record.absorb(&progress);
                    self.live.take(&mut progress, self.sent.as_ref());
                }
                Report::Diverged { run, diagnosis } if run == self.id => {
                    self.record.note(diagnosis.age, diagnosis.to_string(), DeedKind::Trouble);
                    self.live.playing = false;
                    self.live.diagnosis = Some(diagnosis);
                }
                Report::Failed { run, message } if run == self.id => {
                    self.record.note(self.live.age, message.clone(), DeedKind::Trouble);
                    self.live.playing = false;
                    self.live.failure = Some(message);
                }
                _ => {}
            }
        }
        words
    }

    /// In a run by hand: lives up to so many ticks.
    pub fn turn(&mut self, ticks: u64) {
        self.runner.turn(ticks);
    }
}
