//! `brainwright presets`: what ships with the program, and whether its claims hold.

use super::life::bar;
use super::output::{complain, print, spread};
use super::source::{self, Source};
use super::{Refusal, Status};
use crate::lab::{self, Tally, Verification};
use crate::scenario::PRESETS;
use std::fmt::Write;
use std::time::Instant;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Live each under many seeds and check every claim
    #[arg(long)]
    verify: bool,
    /// How many seeds
    #[arg(long, value_name = "K", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=10_000), requires = "verify")]
    seeds: u64,
    /// Presets' names, or scenarios' files; all presets without one
    names: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Refusal> {
    let named: Vec<&str> =
        if arguments.names.is_empty() { PRESETS.iter().map(|preset| preset.name).collect() } else { arguments.names.iter().map(String::as_str).collect() };
    let sources = named.into_iter().map(source::load).collect::<Result<Vec<_>, _>>()?;
    if arguments.verify {
        return verify(&sources, arguments.seeds);
    }
    for Source { name, scenario, .. } in &sources {
        print(&format!("{name:<20} {} [{}]\n", scenario.title, scenario.hypotheses.join(", ")))?;
    }
    Ok(Status::Done)
}

fn verify(sources: &[Source], seeds: u64) -> Result<Status, Refusal> {
    let bar = bar(true, seeds * sources.len() as u64, "{bar:40.cyan/bright.black} {human_pos} of {human_len} lives · {eta} left · {msg}");
    let (mut passed, mut failed, mut diverged) = (0, 0, false);
    for source in sources {
        bar.set_message(source.name.clone());
        let first = source.scenario.seed as u64;
        let seeds: Vec<u64> = (first..first + seeds).collect();
        let start = Instant::now();
        let verification = lab::verify(&source.scenario, &seeds, |_| bar.inc(1)).map_err(|problems| source.refuse(&problems))?;
        let text = table(source, &verification, start.elapsed().as_secs_f64());
        bar.suspend(|| print(&text))?;
        for trial in &verification.trials {
            if let Some(diagnosis) = &trial.diverged {
                diverged = true;
                bar.suspend(|| complain(&format!("{}: under seed {} {diagnosis}", source.name, trial.seed)));
            }
        }
        let held = verification.tallies().filter(Tally::passes).count();
        passed += held;
        failed += verification.tallies().count() - held;
    }
    bar.finish_and_clear();
    print(&format!("claims: {passed} passed, {failed} failed\n"))?;
    Ok(match (diverged, failed) {
        (true, _) => Status::Diverged,
        (false, 0) => Status::Done,
        (false, _) => Status::ClaimFailed,
    })
}

/// A line for every claim: how often it held, mean ± deviation, what must be true, and in which words.
fn table(source: &Source, verification: &Verification, seconds: f64) -> String {
    let mut text = format!("{} · {} seeds · {seconds:.1} s\n", source.name, verification.trials.len());
    for tally in verification.tallies() {
        let mark = if tally.passes() { '✓' } else { '✗' };
        let found = if tally.spread.mean.is_nan() { "no value".to_owned() } else { spread(tally.spread.mean, tally.spread.deviation) };
        let _ = writeln!(text, "  {mark} {:>2}/{} {found:>18}  {}", tally.held, tally.lives, tally.claim.text);
        let _ = writeln!(text, "  {:>26}  {} {}", "", tally.claim.measure, tally.claim.is.words());
    }
    text.push('\n');
    text
}
