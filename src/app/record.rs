//! Everything that was measured and done, kept for drawing: bounded in memory, cheap to take in.

mod pyramid;

pub use pyramid::{Bucket, Pyramid};

use crate::engine::report::{Event, EventKind, Lived, Looking, Progress, Recovery, Series, Verdict};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// How many deeds are remembered.
const MOST_DEEDS: usize = 10_000;
/// Settings of a knob that follow each other within so many ticks are one drag.
const DRAG: u64 = 50;
/// How many branches that are no more are still drawn, faintly.
const MOST_BRANCHES: usize = 3;
/// How many buckets such a branch is made of.
const BRANCH_BUCKETS: usize = 300;

/// Everything that was measured and done.
#[derive(Clone, Debug, Default)]
pub struct Record {
    series: Arc<[Series]>,
    places: BTreeMap<String, usize>,
    traces: Vec<Pyramid>,
    lived: BTreeMap<Arc<str>, Pyramid>,
    looking: Option<Looking>,
    branches: VecDeque<Branch>,
    deeds: VecDeque<Deed>,
    verdicts: Vec<Verdict>,
    recovery: Option<Recovery>,
    age: u64,
    version: u64,
    generation: u64,
}

/// Values that a rewind cut off.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// The age it was cut at.
    pub from: u64,
    /// Its values, by series.
    pub traces: Vec<Vec<Bucket>>,
}

/// Something that happened to the brain.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// When, in its age.
    pub age: u64,
    /// What, in words.
    pub text: String,
    /// Of which kind.
    pub kind: DeedKind,
    /// Whether it belongs to a branch that is no more.
    pub gone: bool,
}

/// What kind of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeedKind {
    /// The brain was disturbed.
    Perturbation,
    /// It was changed by hand.
    Edit,
    /// The run was started, or went back.
    Run,
    /// Something went wrong.
    Trouble,
    /// A stage was entered; which, if it was the brain of the scenario itself.
    Stage(Option<usize>),
}

impl Record {
    /// Forgets everything, for a new run.
    pub fn clear(&mut self) {
        *self = Self { version: self.version + 1, generation: self.generation + 1, ..Self::default() };
    }

    /// Will be told of these series from now on. What has the same name as before is kept: a run goes on after an edit.
    pub fn load(&mut self, series: Arc<[Series]>) {
        let old = std::mem::take(&mut self.places);
        let mut traces = std::mem::take(&mut self.traces);
        self.places = series.iter().enumerate().map(|(place, series)| (series.name(), place)).collect();
        self.traces = vec![Pyramid::default(); series.len()];
        self.series = series;
        for (name, place) in &self.places {
            if let Some(&old) = old.get(name) {
                self.traces[*place] = std::mem::take(&mut traces[old]);
            }
        }
        self.branches.clear();
        self.version += 1;
        self.generation += 1;
    }

    /// Takes in what happened since the last time.
    pub fn absorb(&mut self, progress: &Progress) {
        if let Some(age) = progress.rewound_to {
            self.rewind(age);
        }
        for sample in &progress.samples {
            if let Some(trace) = self.traces.get_mut(sample.series as usize) {
                trace.push(sample.age, sample.value);
            }
        }
        for Lived { path, age, value } in &progress.lived {
            self.lived.entry(path.clone()).or_default().push(*age, *value);
        }
        if self.looking != progress.looking {
            self.looking = progress.looking;
            self.version += 1;
        }
        for Event { age, text, kind } in &progress.events {
            let kind = match kind {
                EventKind::Perturbation => DeedKind::Perturbation,
                EventKind::Setting => {
                    self.forget_way_to(*age, text);
                    DeedKind::Edit
                }
                EventKind::Rebuilt => DeedKind::Edit,
                EventKind::Trouble => DeedKind::Trouble,
                EventKind::Stage(stage) => DeedKind::Stage(Some(*stage)),
                EventKind::StageOfVariant => DeedKind::Stage(None),
            };
            self.note(*age, text.clone(), kind);
        }
        let new = !progress.samples.is_empty() || self.age != progress.age || self.recovery != progress.recovery;
        self.version += u64::from(new);
        self.age = progress.age;
        if self.verdicts != progress.verdicts {
            self.verdicts.clone_from(&progress.verdicts);
        }
        if self.recovery != progress.recovery {
            self.recovery.clone_from(&progress.recovery);
        }
    }

    /// Writes something down that the run itself does not tell.
    pub fn note(&mut self, age: u64, text: impl Into<String>, kind: DeedKind) {
        self.deeds.push_back(Deed { age, text: text.into(), kind, gone: false });
        if self.deeds.len() > MOST_DEEDS {
            self.deeds.pop_front();
        }
        self.version += 1;
    }

    /// A knob that is dragged is set at every frame: only where it comes to rest is worth a line.
    fn forget_way_to(&mut self, age: u64, text: &str) {
        let knob = |text: &str| text.rsplit_once(" set to ").map(|(knob, _)| knob.to_owned());
        let is_on_the_way =
            |last: &Deed| last.kind == DeedKind::Edit && !last.gone && (last.age..last.age + DRAG).contains(&age) && knob(&last.text) == knob(text);
        if self.deeds.back().is_some_and(is_on_the_way) {
            self.deeds.pop_back();
        }
    }

    /// Writes something down unless the newest entry says the same of the same age.
    pub fn note_once(&mut self, age: u64, text: &str, kind: DeedKind) {
        if self.deeds.back().is_none_or(|newest| newest.age != age || newest.text != text) {
            self.note(age, text, kind);
        }
    }

    /// All series, in the order of the run.
    pub fn series(&self) -> &[Series] {
        &self.series
    }

    /// Where the series of a name stands.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// The values of the series at a place.
    pub fn trace(&self, place: usize) -> Option<&Pyramid> {
        self.traces.get(place)
    }

    /// The values of the series of a name.
    pub fn trace_of(&self, name: &str) -> Option<&Pyramid> {
        self.trace(self.place(name)?)
    }

    /// The newest value of the series of a name; the newest then, if the past is looked at.
    pub fn latest(&self, name: &str) -> Option<f64> {
        let trace = self.trace_of(name)?;
        match self.looking {
            Some(Looking { age, .. }) => trace.at(age),
            None => trace.last().map(|last| last.mean()),
        }
    }

    /// The newest value of what is not measured as long as an area stands still (where it moves to, and why); nothing while it does.
    pub fn moving(&self, name: &str) -> Option<f64> {
        let newest = |trace: &Pyramid| match self.looking {
            Some(Looking { age, .. }) => trace.bucket_at(age),
            None => trace.last(),
        };
        let found = newest(self.trace_of(name)?)?;
        let of_costs = |series: &&Series| series.variant.is_none() && series.measure.name.starts_with("cost.");
        let measured = self.series.iter().filter(of_costs).filter_map(|series| newest(self.trace_of(&series.name())?));
        let latest = measured.map(|bucket| bucket.from).max().unwrap_or(0);
        (found.to >= latest).then(|| found.mean())
    }

    /// About so many (age, value) pairs of the series of a name, over its whole life so far, or up to what is looked at: for a small curve.
    pub fn sparkline(&self, name: &str, points: usize) -> Vec<[f64; 2]> {
        let Some(trace) = self.trace_of(name) else { return Vec::new() };
        trace.buckets(0, self.looking.map_or(u64::MAX, |looking| looking.age), points).iter().map(|bucket| [bucket.age(), bucket.mean()]).collect()
    }

    /// What development really made of a knob, by its path, or of an area's openness, by `periods.AREA`: told when it changed.
    pub fn lived(&self, path: &str) -> Option<&Pyramid> {
        self.lived.get(path)
    }

    /// The look at the past that is shown.
    pub fn looking(&self) -> Option<Looking> {
        self.looking
    }

    /// Branches that are no more, oldest first.
    pub fn branches(&self) -> impl Iterator<Item = &Branch> {
        self.branches.iter()
    }

    /// Everything that happened, in order.
    pub fn deeds(&self) -> impl DoubleEndedIterator<Item = &Deed> {
        self.deeds.iter()
    }

    /// The stages that were entered, in order, with their ages.
    pub fn stages(&self) -> impl Iterator<Item = (usize, u64)> {
        self.deeds.iter().filter(|deed| !deed.gone).filter_map(|deed| if let DeedKind::Stage(Some(stage)) = deed.kind { Some((stage, deed.age)) } else { None })
    }

    /// How each claim stands, in the scenario's order.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// The newest comparison with a twin.
    pub fn recovery(&self) -> Option<&Recovery> {
        self.recovery.as_ref()
    }

    /// Age of the brain, in ticks.
    pub fn age(&self) -> u64 {
        self.age
    }

    /// Grows with every change that a plot could show.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Grows whenever there are other series.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Goes back to an age: values after it become a branch that is no more.
    fn rewind(&mut self, age: u64) {
        let after = age + 1;
        let of = |trace: &Pyramid| trace.buckets(after, u64::MAX, BRANCH_BUCKETS).into_iter().filter(|bucket| bucket.to >= age).collect();
        let traces: Vec<Vec<Bucket>> = self.traces.iter().map(of).collect();
        if traces.iter().any(|trace: &Vec<Bucket>| trace.iter().any(|bucket| bucket.to > age)) {
            self.branches.push_back(Branch { from: age, traces });
            if self.branches.len() > MOST_BRANCHES {
                self.branches.pop_front();
            }
        }
        self.traces.iter_mut().for_each(|trace| trace.cut(age));
        // A tick is lived from its age on, so that of this very age is still to come.
        self.lived.values_mut().for_each(|trace| if age > 0 { trace.cut(age - 1) } else { *trace = Pyramid::default() });
        // What was done at this very age was done after it was kept.
        self.deeds.iter_mut().filter(|deed| deed.age >= age && deed.kind != DeedKind::Run).for_each(|deed| deed.gone = true);
        self.note(age, format!("Went back to age {age}"), DeedKind::Run);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::report::Sample;
    use crate::scenario::{Measure, Panel};

    fn series(names: &[&str]) -> Arc<[Series]> {
        let measure = |name: &&str| Measure {
            name: (*name).to_owned(),
            title: (*name).to_owned(),
            unit: "",
            panel: Panel::Losses,
            prominent: true,
            dimensions: 0,
            of_world: false,
        };
        names.iter().map(|name| Series { variant: None, measure: measure(name) }).collect()
    }

    fn progress(ages: std::ops::Range<u64>, value: f64) -> Progress {
        let samples = ages.clone().map(|age| Sample { series: 0, age, value }).collect();
        Progress { age: ages.end, samples, ..Progress::default() }
    }

    #[test]
    fn a_rewind_leaves_a_branch_and_goes_on_from_there() {
        let mut record = Record::default();
        record.load(series(&["a"]));
        record.absorb(&Progress {
            events: vec![Event { age: 700, text: "Lesion on Visual area".into(), kind: EventKind::Perturbation }],
            ..progress(0..1000, 1.0)
        });
        record.absorb(&Progress { rewound_to: Some(499), ..progress(500..600, 2.0) });
        assert_eq!(record.latest("a"), Some(2.0));
        assert_eq!(record.trace_of("a").map(Pyramid::count), Some(600));
        let branch = record.branches().next().unwrap();
        assert_eq!((branch.from, branch.traces[0].first().map(|b| b.from), branch.traces[0].last().map(|b| b.to)), (499, Some(499), Some(999)));
        let deeds: Vec<_> = record.deeds().map(|deed| (deed.text.as_str(), deed.gone)).collect();
        assert_eq!(deeds, [("Lesion on Visual area", true), ("Went back to age 499", false)]);
    }

    #[test]
    fn series_of_the_same_name_survive_an_edit() {
        let mut record = Record::default();
        record.load(series(&["a", "b"]));
        record.absorb(&progress(0..10, 3.0));
        record.load(series(&["c", "a"]));
        assert_eq!((record.latest("a"), record.latest("b"), record.latest("c")), (Some(3.0), None, None));
        record.clear();
        record.load(series(&["a"]));
        assert_eq!((record.latest("a"), record.age()), (None, 0));
    }

    #[test]
    fn the_version_grows_only_with_news() {
        let mut record = Record::default();
        record.load(series(&["a"]));
        record.absorb(&progress(0..10, 3.0));
        let version = record.version();
        record.absorb(&Progress { age: 10, ..Progress::default() });
        assert_eq!(record.version(), version);
        record.absorb(&progress(10..11, 3.0));
        assert!(record.version() > version);
        assert_eq!(record.sparkline("a", 100).len(), 11);
    }
}
