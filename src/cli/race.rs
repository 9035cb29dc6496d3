//! `brainwright run --seeds K`: a scenario and its variants under many seeds, as a table.

use super::life::bar;
use super::output::{complain, number, print, spread};
use super::source::Source;
use super::{Refusal, Status};
use crate::lab::{self, Entrant, Race, Spread};
use serde_json::{Value, json};
use std::fmt::Write;

/// Races the scenario and its variants and prints who came how far, how true to the gradient, and how fast.
pub(super) fn run(source: &Source, seeds: u64, as_json: bool, progress: bool) -> Result<Status, Refusal> {
    let first = source.scenario.seed as u64;
    let seeds: Vec<u64> = (first..first + seeds).collect();
    let lives = seeds.len() * (1 + source.scenario.variants.len());
    let bar = bar(progress, lives as u64, "{bar:40.cyan/bright.black} {human_pos} of {human_len} lives · {eta} left");
    let ended = |count: usize| {
        bar.set_position(count as u64);
        true
    };
    let race = lab::race(&source.scenario, &seeds, ended).map_err(|problems| source.refuse(&problems))?;
    bar.finish_and_clear();
    print(&if as_json { object(source, &race) } else { table(source, &race) })?;
    for entrant in &race.entrants {
        if let Some((seed, diagnosis)) = entrant.diverged.first() {
            let lives = entrant.diverged.len();
            complain(&format!("{}: {}: {lives} of {} lives diverged; under seed {seed} {diagnosis}", source.name, name(entrant), seeds.len()));
        }
    }
    Ok(if race.entrants[0].diverged.is_empty() { Status::Done } else { Status::Diverged })
}

fn name(entrant: &Entrant) -> &str {
    entrant.variant.as_deref().unwrap_or("(itself)")
}

/// A line for every entrant: mean ± deviation over the seeds.
fn table(source: &Source, race: &Race) -> String {
    let said = |spread_of: Option<Spread>, scale: f64| spread_of.map_or_else(|| "—".to_owned(), |s| spread(scale * s.mean, scale * s.deviation));
    let reference = race.entrants[0].seconds_per_tick.mean;
    let rows: Vec<[String; 6]> = race
        .entrants
        .iter()
        .map(|entrant| {
            [
                name(entrant).to_owned(),
                entrant.rules.clone(),
                if entrant.accuracy.is_some() { said(entrant.accuracy, 100.0) } else { said(entrant.objective, 1.0) },
                said(entrant.best_accuracy, 100.0),
                said(entrant.angle, 1.0),
                format!("{} ({:.2} ×)", number(1e6 * entrant.seconds_per_tick.mean), entrant.seconds_per_tick.mean / reference),
            ]
        })
        .collect();
    let outcome = if race.entrants.iter().any(|entrant| entrant.accuracy.is_some()) { "test accuracy, %" } else { "training cost" };
    let heads = ["who", "rule", outcome, "best, %", "angle, °", "µs a tick"].map(str::to_owned);
    let width = |column: usize| rows.iter().chain([&heads]).map(|row| row[column].chars().count()).max().unwrap_or(0);
    let mut text = format!("{}\n{} seeds from {} · {} ticks\n\n", source.scenario.title, race.seeds.len(), race.seeds[0], source.scenario.ticks);
    for row in [&heads].into_iter().chain(&rows) {
        let _ = write!(text, "  {:<2$}  {:<3$}", row[0], row[1], width(0), width(1));
        for (column, words) in row.iter().enumerate().skip(2) {
            let _ = write!(text, "  {:>1$}", words, width(column));
        }
        text.push('\n');
    }
    text
}

fn object(source: &Source, race: &Race) -> String {
    let spread = |spread: Option<Spread>| spread.map(|s| json!({ "mean": s.mean, "deviation": s.deviation, "lives": s.count }));
    let band = |band: &lab::Band| {
        let points: Vec<Value> = band.points.iter().map(|(age, s)| json!([age, s.mean, s.deviation])).collect();
        (band.measure.name.clone(), Value::from(points))
    };
    let entrant = |entrant: &Entrant| {
        json!({
            "variant": entrant.variant, "rules": entrant.rules, "accuracy": spread(entrant.accuracy), "best_accuracy": spread(entrant.best_accuracy),
            "objective": spread(entrant.objective), "angle": spread(entrant.angle), "seconds_per_tick": spread(Some(entrant.seconds_per_tick)),
            "diverged": entrant.diverged.iter().map(|(seed, _)| seed).collect::<Vec<_>>(),
            "bands": entrant.bands.iter().map(band).collect::<serde_json::Map<_, _>>(),
        })
    };
    let entrants: Vec<Value> = race.entrants.iter().map(entrant).collect();
    format!("{}\n", json!({ "title": source.scenario.title, "seeds": race.seeds, "ticks": source.scenario.ticks, "entrants": entrants }))
}
