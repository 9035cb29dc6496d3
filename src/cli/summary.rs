//! How a life went, in a page for people or one object for programs.

use super::life::Life;
use super::output::{number, whole};
use crate::engine::report::{Event, EventKind, Recovery, Series, Verdict};
use crate::lab::value_of;
use crate::scenario::{Claim, Scenario};
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// So much of what was done to a brain, and of the stages it went through, is told one by one.
const MOST_DEEDS: usize = 12;

/// For people.
pub(super) fn text(scenario: &Scenario, life: &Life) -> String {
    let (age, seconds) = (life.simulation.age(), life.wall.as_secs_f64());
    let mut text = format!("{}\nseed {} · {} ticks in {} s · {} ticks/s\n\n", scenario.title, scenario.seed, whole(age), number(seconds), speed(life));
    let shown = life.simulation.series().iter().filter(|series| series.variant.is_none() && is_shown(series));
    for series in shown {
        if let Some(value) = life.simulation.last(&series.name()) {
            line(&mut text, format_args!("  {:<34} {:>9}{:<1}  {}", series.name(), number(value), series.measure.unit, series.measure.title));
        }
    }
    if let Some(recovery) = life.simulation.recovery() {
        line(&mut text, format_args!("\n{}", in_words(recovery)));
    }
    let mut entries = stages(life).peekable();
    if entries.peek().is_some() {
        text.push_str("\nstages\n");
    }
    for event in entries.take(MOST_DEEDS) {
        line(&mut text, format_args!("  {:>10}  {}", format!("age {}", whole(event.age)), event.text));
    }
    if !scenario.journal.is_empty() {
        done(&mut text, life);
    }
    let verdicts = life.simulation.verdicts();
    if !verdicts.is_empty() {
        text.push_str("\nclaims\n");
    }
    for (claim, verdict) in scenario.claims.iter().zip(&verdicts) {
        line(&mut text, format_args!("  {} {}", mark(*verdict), said(claim, *verdict)));
    }
    text
}

/// The stages that were entered, by the scenario itself and by its variants where they went another way.
fn stages(life: &Life) -> impl Iterator<Item = &Event> {
    life.events.iter().filter(|event| matches!(event.kind, EventKind::Stage(_) | EventKind::StageOfVariant))
}

/// What was done to it, the last of it where that is much.
fn done(text: &mut String, life: &Life) {
    let deeds: Vec<_> =
        life.events.iter().filter(|event| !matches!(event.kind, EventKind::Trouble | EventKind::Stage(_) | EventKind::StageOfVariant)).collect();
    text.push_str("\nwhat was done\n");
    let earlier = deeds.len().saturating_sub(MOST_DEEDS);
    if earlier > 0 {
        line(text, format_args!("  {:>10}  {} times, and then", "earlier", whole(earlier as u64)));
    }
    for event in &deeds[earlier..] {
        line(text, format_args!("  {:>10}  {}", format!("age {}", whole(event.age)), event.text));
    }
}

/// For programs.
pub(super) fn json(scenario: &Scenario, life: &Life) -> String {
    let measure = |series: &Series| Some((series.name(), json!(life.simulation.last(&series.name())?)));
    let measures: Map<String, Value> = life.simulation.series().iter().filter_map(measure).collect();
    let claim = |(claim, verdict): (&Claim, Verdict)| {
        let holds = match verdict {
            Verdict::Holds(_) => Some(true),
            Verdict::Fails(_) => Some(false),
            Verdict::NotYetDue | Verdict::Unknown => None,
        };
        json!({ "text": claim.text, "measure": claim.measure, "value": value_of(verdict), "holds": holds })
    };
    let claims: Vec<Value> = scenario.claims.iter().zip(life.simulation.verdicts()).map(claim).collect();
    let mut summary = json!({
        "title": scenario.title,
        "seed": scenario.seed,
        "ticks": life.simulation.age(),
        "wall_s": life.wall.as_secs_f64(),
        "ticks_per_s": life.simulation.age() as f64 / life.wall.as_secs_f64().max(1e-9),
        "measures": measures,
        "claims": claims,
    });
    let entry = |event: &Event| match event.kind {
        EventKind::Stage(stage) => Some(json!({ "age": event.age, "stage": scenario.development.stages.at(stage)?.0 })),
        _ => None,
    };
    let entries: Vec<Value> = stages(life).filter_map(entry).collect();
    if !entries.is_empty() {
        summary["stages"] = json!(entries);
    }
    if let Some(diagnosis) = &life.diverged {
        summary["diverged"] = json!({ "age": diagnosis.age, "area": diagnosis.area, "tensor": diagnosis.tensor, "variant": diagnosis.variant });
    }
    format!("{summary}\n")
}

/// What a perturbation did, in a sentence.
fn in_words(recovery: &Recovery) -> String {
    let regained = recovery.regained.map_or_else(|| "too little harm to judge".to_owned(), |part| format!("{:.0} % of the harm is regained", 100.0 * part));
    let time = recovery.time.map_or(String::new(), |ticks| format!(", most of it within {} ticks", whole(ticks)));
    format!("{} at age {}: {regained}{time} — {}", recovery.what, whole(recovery.at), recovery.verdict)
}

fn is_shown(series: &Series) -> bool {
    series.measure.prominent || series.measure.name.starts_with("accuracy.")
}

fn speed(life: &Life) -> String {
    whole((life.simulation.age() as f64 / life.wall.as_secs_f64().max(1e-9)).round() as u64)
}

fn mark(verdict: Verdict) -> char {
    match verdict {
        Verdict::Holds(_) => '✓',
        Verdict::Fails(_) | Verdict::Unknown => '✗',
        Verdict::NotYetDue => '·',
    }
}

fn said(claim: &Claim, verdict: Verdict) -> String {
    let found = match verdict {
        Verdict::Holds(value) | Verdict::Fails(value) => number(value),
        Verdict::NotYetDue => "not yet due".to_owned(),
        Verdict::Unknown => "no value".to_owned(),
    };
    format!("{} ({found}, must be {})", claim.text, claim.is.words())
}

fn line(text: &mut String, words: std::fmt::Arguments<'_>) {
    let _ = writeln!(text, "{words}");
}
