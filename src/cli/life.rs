//! One life without a window, from birth to its last tick.

use super::output;
use super::record::Recorder;
use crate::engine::Simulation;
use crate::engine::report::{Diagnosis, Event};
use crate::scenario::Scenario;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io;
use std::time::{Duration, Instant};

/// How many ticks pass between two looks at what was recorded.
const STRIDE: u64 = 64;

/// A life that has been lived.
pub(super) struct Life {
    /// As it ended.
    pub(super) simulation: Simulation,
    /// How long its ticks took.
    pub(super) wall: Duration,
    /// Why it ended early, if it did.
    pub(super) diverged: Option<Diagnosis>,
    /// What happened to it: what was done to it, and variants that diverged.
    pub(super) events: Vec<Event>,
    /// (age, value) of each series, if they were to be kept.
    pub(super) curves: Vec<Vec<(f64, f64)>>,
}

/// What to do beside living.
pub(super) struct Watching<'r, 'w> {
    /// Whether a bar shows how far it is.
    pub(super) progress: bool,
    /// Whether curves are kept.
    pub(super) keep: bool,
    /// Who writes everything down.
    pub(super) recorder: Option<&'r mut Recorder<'w>>,
}

/// Lives a scenario to its end.
///
/// # Errors
/// If the record cannot be written.
pub(super) fn live(mut simulation: Simulation, scenario: &Scenario, mut watching: Watching<'_, '_>) -> io::Result<Life> {
    let ticks = scenario.ticks as u64;
    let bar = bar(watching.progress, ticks, "{bar:40.cyan/bright.black} age {human_pos} of {human_len} · {per_sec} · {eta} left");
    let mut curves = vec![Vec::new(); simulation.series().len()];
    let (mut diverged, mut events) = (None, Vec::new());
    let start = Instant::now();
    while simulation.age() < ticks && diverged.is_none() {
        let stop = ticks.min(simulation.age() + STRIDE);
        while simulation.age() < stop && diverged.is_none() {
            diverged = simulation.tick().err();
        }
        events.extend(simulation.drain_events());
        let samples = simulation.drain_samples();
        if let Some(recorder) = watching.recorder.as_deref_mut() {
            recorder.write(simulation.series(), &samples)?;
        }
        if watching.keep {
            samples.iter().for_each(|sample| curves[sample.series as usize].push((sample.age as f64, sample.value)));
        }
        bar.set_position(simulation.age());
    }
    let wall = start.elapsed();
    bar.finish_and_clear();
    Ok(Life { simulation, wall, diverged, events, curves })
}

/// A bar on standard error, if a person watches it.
pub(super) fn bar(wanted: bool, length: u64, template: &str) -> ProgressBar {
    let target = if wanted && output::is_watched() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━╸━");
    ProgressBar::with_draw_target(Some(length), target).with_style(style)
}
