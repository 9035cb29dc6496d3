//! `brainwright run`: one life without a window.

use super::life::{self, Life, Watching};
use super::output::{complain, note, print};
use super::record::{Form, Recorder};
use super::source::{self, Source};
use super::{Refusal, Status, plots, race, summary};
use crate::brain::Rule;
use crate::engine::Simulation;
use crate::engine::report::{EventKind, Verdict};
use crate::scenario::{self, Scenario};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A scenario's file, a record of it, or a preset's name
    #[arg(value_name = "FILE|PRESET")]
    scenario: String,
    /// Live for this many ticks instead of the scenario's own
    #[arg(long, value_name = "N")]
    ticks: Option<String>,
    /// Live under this seed instead of the scenario's own
    #[arg(long, value_name = "S")]
    seed: Option<String>,
    /// Change a knob or replace a part, by its path; may be given several times
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Write every measure against age to a .csv or .jsonl file, whose first row carries the scenario: it can be run again from the record alone
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Print the summary as one JSON object
    #[arg(long)]
    json: bool,
    /// Draw costs, angles and recovery as text
    #[arg(long, conflicts_with = "json")]
    plots: bool,
    /// Live under this many seeds, the scenario and each of its variants, and print a table of how they did
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(1..=10_000), conflicts_with_all = ["record", "plots"])]
    seeds: Option<u64>,
    /// Add a variant for each of these rules (`all` for every rule): a race, over 5 seeds unless told otherwise
    #[arg(long, value_name = "RULE,…", value_delimiter = ',', conflicts_with_all = ["record", "plots"])]
    race: Vec<String>,
    /// Show no progress and, without --json, no summary
    #[arg(long)]
    quiet: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Refusal> {
    let mut source = source::load(&arguments.scenario)?;
    for edit in &arguments.set {
        source.set(edit)?;
    }
    if let Some(ticks) = &arguments.ticks {
        source.set(&format!("ticks={ticks}"))?;
    }
    if let Some(seed) = &arguments.seed {
        source.set(&format!("seed={seed}"))?;
    }
    if !arguments.race.is_empty() {
        source.scenario = source.scenario.race(&rules_of(&arguments.race)?);
    }
    if let Some(seeds) = arguments.seeds.or((!arguments.race.is_empty()).then_some(5)) {
        return race::run(&source, seeds, arguments.json, !arguments.quiet);
    }
    warn_of_tracks(&source.scenario, &arguments.set);
    warn_of_deeds_to_come(&source.scenario);
    let record = arguments.record.as_deref().map(|path| Ok::<_, Refusal>((path, form_of(path)?))).transpose()?;
    let life = live(&source, record, !arguments.quiet, arguments.plots)?;
    tell_mishaps(&source, &life);
    let text = if arguments.json {
        summary::json(&source.scenario, &life)
    } else if arguments.quiet {
        String::new()
    } else {
        let drawn = if arguments.plots { plots::draw(&life) } else { String::new() };
        drawn + &summary::text(&source.scenario, &life)
    };
    print(&text)?;
    Ok(status_of(&life))
}

/// Compiles a scenario and lives it; writes the record, whole or not at all.
pub(super) fn live(source: &Source, record: Option<(&Path, Form)>, progress: bool, keep: bool) -> Result<Life, Refusal> {
    let simulation = Simulation::new(&source.scenario).map_err(|problems| source.refuse(&problems))?;
    let Some((path, form)) = record else {
        let watching = Watching { progress, keep, recorder: None };
        return life::live(simulation, &source.scenario, watching).map_err(|error| format!("{}: {error}", source.name).into());
    };
    let mut life = None;
    let write = |file: &mut dyn std::io::Write| {
        let mut recorder = Recorder::new(form, file, &source.scenario);
        life = Some(life::live(simulation, &source.scenario, Watching { progress, keep, recorder: Some(&mut recorder) })?);
        recorder.finish()
    };
    let written = scenario::write_with(path, write);
    let unwritten = |error: &dyn std::fmt::Display| Refusal::from(format!("{}: the record cannot be written: {error}", path.display()));
    written.map_err(|error| unwritten(&error))?;
    life.ok_or_else(|| unwritten(&"nothing was recorded"))
}

/// Says what went wrong: with the scenario's own brain, or with one of a variant, which the others outlive.
pub(super) fn tell_mishaps(source: &Source, life: &Life) {
    let variants = life.events.iter().filter(|event| event.kind == EventKind::Trouble).map(|event| event.text.clone());
    for said in variants.chain(life.diverged.as_ref().map(ToString::to_string)) {
        complain(&format!("{}: {said}", source.name));
    }
}

/// How a life ended.
pub(super) fn status_of(life: &Life) -> Status {
    let failed = |verdict: &Verdict| matches!(verdict, Verdict::Fails(_) | Verdict::Unknown);
    if life.diverged.is_some() {
        Status::Diverged
    } else if life.simulation.verdicts().iter().any(failed) {
        Status::ClaimFailed
    } else {
        Status::Done
    }
}

fn form_of(path: &Path) -> Result<Form, Refusal> {
    Form::of(path).ok_or_else(|| format!("{}: a record is .csv or .jsonl — name it so", path.display()).into())
}

fn rules_of(names: &[String]) -> Result<Vec<Rule>, Refusal> {
    if names.iter().any(|name| name == "all") {
        return Ok(Rule::all());
    }
    let known = || Rule::all().iter().map(Rule::name).collect::<Vec<_>>().join(", ");
    names.iter().map(|name| Rule::named(name).ok_or_else(|| format!("--race: there is no rule `{name}` — there are {}", known()).into())).collect()
}

/// A knob under a track is what the track says: setting it does nothing, and a person should know.
fn warn_of_tracks(scenario: &Scenario, edits: &[String]) {
    for (path, _) in edits.iter().filter_map(|edit| edit.split_once('=')) {
        if scenario.development.tracks.contains_key(path) {
            note(&format!("note: a track moves {path}, so setting it changes nothing — set development.tracks={{}} as well to take the tracks away"));
        } else if scenario.development.moves(path) {
            note(&format!("note: in some stages a track moves {path}, so setting it changes nothing there"));
        }
    }
}

/// Without a window a life ends at its last tick, though a person may have gone on beyond it.
fn warn_of_deeds_to_come(scenario: &Scenario) {
    let to_come = scenario.journal.iter().filter(|entry| entry.at > scenario.ticks as u64).count();
    if let (1.., Some(last)) = (to_come, scenario.journal.last()) {
        note(&format!("note: {to_come} of its journal's entries come after age {} — give it --ticks {} to live them too", scenario.ticks, last.at));
    }
}
