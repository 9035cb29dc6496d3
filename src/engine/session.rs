//! What a run does when it is asked: the state machine behind the door, knowing no thread.

use super::diary::Diary;
use super::report::{Command, Diagnosis, Event, Looking, Pace, Progress, Report, RunId, Sample};
use super::runner::FIRST;
use super::simulation::{Moment, Simulation};
use crate::scenario::{Problem, Scenario, check};
use std::borrow::Cow;
use std::time::{Duration, Instant};

/// How much memory kept moments may take, in bytes.
pub const MEMORY: usize = 256 << 20;
/// How many moments are kept at most.
const MOST_MOMENTS: usize = 240;
/// Ticks between two kept moments, at first.
const KEEP_EVERY: u64 = 10;
/// Over how long speed is measured.
const SPEED_SPAN: Duration = Duration::from_millis(500);

/// A run that is asked things.
pub struct Session {
    run: RunId,
    simulation: Option<Simulation>,
    pace: Pace,
    playing: bool,
    /// Ages to go to at full speed, or ticks to go at the pace.
    goal: Option<u64>,
    at_full_speed: bool,
    moments: Vec<Moment>,
    keep_every: u64,
    look: Option<Look>,
    diary: Diary,
    watched: Option<String>,
    reports: Vec<Report>,
    rewound_to: Option<u64>,
    samples: Vec<Sample>,
    events: Vec<Event>,
    news: bool,
    stopped: bool,
    /// When the pace was last counted from, and how many ticks were lived since.
    paced_from: Option<(Instant, u64)>,
    speed_from: (Instant, u64),
    speed: f64,
}

/// A look at the past, while the present waits.
struct Look {
    /// The age to be shown.
    wanted: u64,
    /// The brain as it was, or on its way there from what was kept.
    brain: Option<Simulation>,
    /// Whether it is to go on from there.
    goes_on: bool,
}

impl Look {
    fn is_there(&self) -> bool {
        self.brain.as_ref().is_some_and(|brain| brain.age() == self.wanted)
    }
}

impl Default for Session {
    fn default() -> Self {
        Self::for_run(FIRST)
    }
}

impl Session {
    /// An empty session that answers for a run.
    pub fn for_run(run: RunId) -> Self {
        Self {
            run,
            simulation: None,
            pace: Pace::PerSecond(100.0),
            playing: false,
            goal: None,
            at_full_speed: false,
            moments: Vec::new(),
            keep_every: KEEP_EVERY,
            look: None,
            diary: Diary::default(),
            watched: None,
            reports: Vec::new(),
            rewound_to: None,
            samples: Vec::new(),
            events: Vec::new(),
            news: false,
            stopped: false,
            paced_from: None,
            speed_from: (Instant::now(), 0),
            speed: 0.0,
        }
    }

    /// Whose reports these are.
    pub fn run(&self) -> RunId {
        self.run
    }

    /// Does what is asked.
    pub fn obey(&mut self, command: Command) {
        self.news = true;
        if !matches!(command, Command::Look(_) | Command::GoOn | Command::Watch(_) | Command::Pace(_) | Command::Pause) {
            self.look = None;
        }
        match command {
            Command::Load(run, scenario) => self.load(run, &scenario),
            Command::Edit(run, scenario) => self.edit(run, &scenario, false),
            Command::TakeBack(run, scenario) => self.edit(run, &scenario, true),
            Command::LiveAgain(run, scenario, age) => self.live_again(run, &scenario, age),
            Command::Play => self.go(None, false),
            Command::Pause => self.pause(),
            Command::Pace(pace) => {
                self.pace = pace;
                self.paced_from = None;
            }
            Command::Step(ticks) => self.go(self.age().map(|age| age + ticks), true),
            Command::RunUntil(age) => {
                if self.age().is_some_and(|now| now < age) {
                    self.go(Some(age), true);
                }
            }
            Command::Perturb(perturbation) => self.act(|simulation| simulation.perturb(&perturbation)),
            Command::Set(path, value) => self.act(|simulation| simulation.set(&path, value)),
            Command::Rewind(age) => self.rewind(age),
            Command::Look(age) => self.look(age),
            Command::GoOn => self.go_on(),
            Command::Watch(area) => self.watched = area,
        }
    }

    /// Whether it goes on by itself.
    pub fn wants_to_live(&self) -> bool {
        self.is_on_the_way() || ((self.playing || self.is_behind()) && !self.stopped && self.simulation.is_some())
    }

    /// Whether it lives again what is to be looked at.
    fn is_on_the_way(&self) -> bool {
        self.look.as_ref().is_some_and(|look| !look.is_there())
    }

    /// Whether there is anything to tell.
    pub fn has_news(&self) -> bool {
        self.news || !self.reports.is_empty()
    }

    /// Whether there is something to tell that should not wait.
    pub fn has_urgent_news(&self) -> bool {
        !self.reports.is_empty() || (self.news && !self.wants_to_live())
    }

    /// How long until a tick is due: zero for now, nothing while it rests.
    pub fn time_to_next_tick(&mut self, now: Instant) -> Option<Duration> {
        if !self.wants_to_live() {
            return None;
        }
        if self.is_behind() {
            // Who joined lives up to the others as fast as can be.
            self.paced_from = None;
            return Some(Duration::ZERO);
        }
        let (Pace::PerSecond(pace), false) = (self.pace, self.at_full_speed || self.is_on_the_way()) else { return Some(Duration::ZERO) };
        let (from, lived) = *self.paced_from.get_or_insert((now, 0));
        let due = from + Duration::from_secs_f64((lived + 1) as f64 / pace.max(0.01));
        Some(due.saturating_duration_since(now))
    }

    /// Lives the ticks that are due, for at most `burst`.
    pub fn live_for(&mut self, burst: Duration) {
        let start = Instant::now();
        while self.wants_to_live() && self.time_to_next_tick(Instant::now()) == Some(Duration::ZERO) {
            self.live_one_tick();
            if let Some((_, lived)) = &mut self.paced_from {
                *lived += 1;
            }
            if start.elapsed() >= burst {
                break;
            }
        }
        // A run that cannot keep its pace does not hurry after it.
        if let (Some((from, lived)), Pace::PerSecond(pace)) = (self.paced_from, self.pace)
            && start.saturating_duration_since(from).as_secs_f64() - lived as f64 / pace > 0.25
        {
            self.paced_from = None;
        }
        self.measure_speed();
    }

    /// Lives one tick; of the past, on the way to what is to be looked at.
    pub fn live_one_tick(&mut self) {
        if self.is_on_the_way() {
            return self.approach();
        }
        let Some(simulation) = &mut self.simulation else { return };
        if simulation.catch_up(&mut self.moments) {
            self.news = true;
            return;
        }
        let outcome = simulation.tick();
        let (age, end) = (simulation.age(), simulation.scenario().ticks as u64);
        self.speed_from.1 += 1;
        self.news = true;
        match outcome {
            Ok(()) => {
                self.diary.write(simulation.network());
                self.keep_if_due(age);
                if self.goal.is_some_and(|goal| age >= goal) || (self.goal.is_none() && age == end) {
                    self.pause();
                }
            }
            Err(diagnosis) => {
                let last_good = self.moments.iter().rev().find(|moment| moment.age() < diagnosis.age).map(Moment::age);
                self.reports.push(Report::Diverged { run: self.run, diagnosis: Diagnosis { last_good, ..diagnosis } });
                self.stopped = true;
                self.pause();
            }
        }
    }

    /// Everything there is to tell.
    pub fn reports(&mut self) -> Vec<Report> {
        let mut reports = std::mem::take(&mut self.reports);
        if std::mem::take(&mut self.news) && self.simulation.is_some() {
            self.collect();
            reports.push(Report::Progress(Box::new(self.progress())));
        }
        reports
    }

    fn progress(&mut self) -> Progress {
        let Some(simulation) = &self.simulation else { return Progress::default() };
        let looking = self.look.as_ref().and_then(|look| look.brain.as_ref().map(|brain| (brain, look.wanted)));
        let shown = looking.map_or(simulation, |(brain, _)| brain);
        Progress {
            run: self.run,
            age: simulation.age(),
            playing: self.playing,
            ticks_per_second: if self.playing { self.speed } else { 0.0 },
            samples: std::mem::take(&mut self.samples),
            events: std::mem::take(&mut self.events),
            lived: self.diary.drain(),
            rewound_to: self.rewound_to.take(),
            kept: self.moments.iter().map(Moment::age).collect(),
            looking: looking.map(|(brain, wanted)| Looking { age: brain.age(), wanted }),
            areas: shown.area_states(),
            wires: shown.wire_states(),
            observation: shown.observation(),
            verdicts: shown.verdicts(),
            recovery: shown.recovery().cloned(),
            moved: shown.moved_knobs(),
            life: Some(simulation.life()),
            grown: shown.grown(),
            weights: self.watched.as_ref().map(|area| shown.tensors(area)).unwrap_or_default(),
            curves: self.watched.as_ref().map(|area| shown.curves(area)).unwrap_or_default(),
        }
    }

    fn load(&mut self, run: RunId, scenario: &Scenario) {
        match Simulation::new(scenario) {
            Ok(simulation) => {
                let (watched, reports) = (self.watched.take(), std::mem::take(&mut self.reports));
                *self = Self::for_run(run);
                (self.watched, self.reports) = (watched, reports);
                self.pace = Pace::PerSecond(scenario.pace);
                self.reports.push(Report::Loaded { run, series: simulation.series().clone() });
                self.moments.push(simulation.keep());
                self.diary = Diary::new(scenario);
                self.simulation = Some(simulation);
                self.news = true;
            }
            Err(problems) => self.reports.push(Report::Refused { run, problems }),
        }
    }

    fn edit(&mut self, run: RunId, scenario: &Scenario, takes_back: bool) {
        // What was measured is told before the series change.
        self.collect();
        let told = self.progress();
        self.reports.push(Report::Progress(Box::new(told)));
        let Some(simulation) = &mut self.simulation else { return self.load(run, scenario) };
        let mut scenario = Cow::Borrowed(scenario);
        let lived = simulation.age() > 0;
        if lived && simulation.is_redrawn_by(&scenario) && check(&scenario).is_empty() {
            match simulation.redraw(&scenario.development, &mut self.moments) {
                Ok(false) => {}
                Ok(true) => self.reports.push(Report::Loaded { run, series: simulation.series().clone() }),
                Err(from) => {
                    // The rest of it is taken over all the same.
                    scenario.to_mut().development.clone_from(&simulation.scenario().development);
                    let kept = self.moments.iter().rev().map(Moment::age).find(|kept| *kept <= from);
                    self.reports.push(Report::Past { run, from, kept, development: Box::new(scenario.development.clone()) });
                }
            }
        }
        let scenario = &*scenario;
        match simulation.edit_all(scenario, &mut self.moments, takes_back) {
            Ok(edited) => {
                let series = simulation.series().clone();
                self.run = run;
                self.diary.follow(scenario);
                if edited.series {
                    self.samples.clear();
                    self.reports.push(Report::Loaded { run, series });
                }
                if edited.rebuilt {
                    self.stopped = false;
                }
                self.collect();
            }
            Err(problems) => self.reports.push(Report::Refused { run, problems }),
        }
    }

    /// Lives again what was lived, by a changed development.
    fn live_again(&mut self, run: RunId, scenario: &Scenario, age: u64) {
        self.collect();
        let Some(simulation) = &mut self.simulation else { return self.load(run, scenario) };
        let problems = check(scenario);
        if !problems.is_empty() {
            return self.reports.push(Report::Refused { run, problems });
        }
        // Where it is on its way somewhere, it goes on there, and does on its way all that is yet to come.
        let (goal, done) = (self.goal.map_or(simulation.age(), |goal| goal.max(simulation.age())), simulation.whole_journal().to_vec());
        let early = self.moments.partition_point(|moment| moment.age() <= age);
        match simulation.go_back_redrawn(&mut self.moments[..early], &scenario.development) {
            Some(back_at) => {
                self.run = run;
                self.reports.push(Report::Loaded { run, series: simulation.series().clone() });
                self.diary.follow(scenario);
                self.went_back_to(back_at);
            }
            None => {
                let handled = Scenario { journal: done, ..scenario.clone() };
                self.load(run, if check(&handled).is_empty() { &handled } else { scenario });
                // The journal is what was done, not what is asked for.
                self.simulation.iter_mut().for_each(|simulation| simulation.ask_for(scenario));
                self.rewound_to = Some(0);
            }
        }
        self.go(Some(goal), true);
    }

    /// Does something to the brain, or tells why not.
    fn act(&mut self, deed: impl FnOnce(&mut Simulation) -> Result<(), Problem>) {
        if let Some(Err(problem)) = self.simulation.as_mut().map(deed) {
            self.reports.push(Report::Refused { run: self.run, problems: vec![problem] });
        }
        self.collect();
    }

    fn go(&mut self, goal: Option<u64>, at_full_speed: bool) {
        if self.simulation.is_none() || self.stopped {
            return;
        }
        (self.playing, self.goal, self.at_full_speed) = (true, goal, at_full_speed);
        self.paced_from = None;
        self.speed_from = (Instant::now(), 0);
    }

    fn pause(&mut self) {
        (self.playing, self.goal, self.at_full_speed) = (false, None, false);
        self.speed = 0.0;
        self.news = true;
    }

    fn rewind(&mut self, age: u64) {
        self.collect();
        let Some(simulation) = &mut self.simulation else { return };
        // Nothing that early was kept, as after a change of structure: what was kept stays.
        let Some(newest) = self.moments.iter().rposition(|moment| moment.age() <= age) else { return };
        let moment = &self.moments[newest];
        simulation.go_back(moment);
        self.went_back_to(moment.age());
    }

    /// What was recorded and kept after this age is no more.
    fn went_back_to(&mut self, back_at: u64) {
        self.moments.retain(|moment| moment.age() <= back_at);
        self.samples.retain(|sample| sample.age <= back_at);
        self.events.retain(|event| event.age < back_at);
        self.diary.go_back(back_at);
        self.rewound_to = Some(self.rewound_to.map_or(back_at, |earlier| earlier.min(back_at)));
        self.stopped = false;
        self.pause();
    }

    /// Lets the present wait and goes to look at an age.
    fn look(&mut self, age: Option<u64>) {
        self.pause();
        let wanted = age.filter(|age| self.age().is_some_and(|now| *age < now) && self.moments.first().is_some_and(|first| first.age() <= *age));
        let Some(wanted) = wanted else {
            self.look = None;
            return;
        };
        let brain = self.look.take().and_then(|look| look.brain);
        self.look = Some(Look { wanted, brain, goes_on: false });
    }

    /// Comes one tick nearer to what is to be looked at: from where it stands, or from the last moment that was kept before that.
    fn approach(&mut self) {
        self.news = true;
        let (Some(present), Some(look)) = (&self.simulation, &mut self.look) else { return };
        let stands_at = look.brain.as_ref().map(Simulation::age).filter(|age| *age <= look.wanted);
        // What a brain feels is known only when it has lived a tick, so the moment itself is too late; before birth there is nothing to feel.
        let nearer = |moment: &&Moment| moment.age() < look.wanted.max(1) && stands_at.is_none_or(|age| age < moment.age());
        if let Some(brain) = self.moments.iter().rev().filter(nearer).find_map(|moment| present.fork_at(moment)) {
            look.brain = Some(brain);
        } else if let Some(brain) = look.brain.as_mut().filter(|_| stands_at.is_some()) {
            if !brain.catch_up(&mut []) && brain.tick().is_err() {
                look.wanted = brain.age();
            }
            brain.drain_samples();
            brain.drain_events();
        } else {
            self.look = None;
            return;
        }
        if look.is_there() && look.goes_on {
            self.go_on();
        }
    }

    /// Goes on from what is looked at, as soon as it is there.
    fn go_on(&mut self) {
        self.collect();
        let (Some(simulation), Some(mut look)) = (&mut self.simulation, self.look.take()) else { return };
        match look.brain.take_if(|brain| brain.age() == look.wanted) {
            Some(brain) => {
                simulation.go_back_to_fork(brain);
                self.went_back_to(look.wanted);
            }
            None => self.look = Some(Look { goes_on: true, ..look }),
        }
    }

    /// Whether a variant that joined has yet to live up to the others.
    fn is_behind(&self) -> bool {
        self.simulation.as_ref().is_some_and(Simulation::is_behind)
    }

    fn age(&self) -> Option<u64> {
        self.simulation.as_ref().map(Simulation::age)
    }

    fn keep_if_due(&mut self, age: u64) {
        if !age.is_multiple_of(self.keep_every) {
            return;
        }
        let Some(simulation) = &self.simulation else { return };
        self.moments.push(simulation.keep());
        let bytes: usize = self.moments.iter().map(Moment::bytes).sum();
        if self.moments.len() > MOST_MOMENTS || bytes > MEMORY {
            let mut number = 0;
            self.moments.retain(|_| {
                number += 1;
                number % 2 == 1
            });
            self.keep_every *= 2;
        }
    }

    /// Takes over what the simulation recorded.
    fn collect(&mut self) {
        if let Some(simulation) = &mut self.simulation {
            self.samples.append(&mut simulation.drain_samples());
            self.events.append(&mut simulation.drain_events());
        }
    }

    fn measure_speed(&mut self) {
        let (from, lived) = self.speed_from;
        let elapsed = from.elapsed();
        if self.playing && elapsed >= SPEED_SPAN {
            self.speed = lived as f64 / elapsed.as_secs_f64();
            self.speed_from = (Instant::now(), 0);
        }
    }
}
