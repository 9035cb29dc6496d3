//! The command line: a file per subcommand. Nothing here panics, whatever is said; errors are one line each.

mod bench;
mod chart;
mod check;
mod headless;
mod life;
mod output;
mod plots;
mod presets;
mod race;
mod record;
mod run;
mod source;
mod summary;

use crate::scenario::{self, Scenario};
use clap::error::ErrorKind;
use clap::{Parser, Subcommand};
use output::{complain, print};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// A visual sandbox for brains: wire areas, give each its cost, its credit rule and its development, and see live what it optimizes.
///
/// Without a command it opens the window.
#[derive(Parser)]
#[command(name = "brainwright", version, args_conflicts_with_subcommands = true, disable_help_subcommand = true, max_term_width = 120)]
struct Arguments {
    /// What to open: a scenario's file or a preset's name; the welcome preset without one
    #[arg(value_name = "FILE|PRESET")]
    scenario: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Let a scenario live without a window, and tell how it went
    Run(run::Arguments),
    /// Say everything that is wrong with each file
    Check(check::Arguments),
    /// List the presets; with --verify live each under many seeds and check every claim
    Presets(presets::Arguments),
    /// Print the JSON Schema of the scenario format
    Schema,
    /// Measure the speed of this machine
    Bench {
        /// As one JSON object
        #[arg(long)]
        json: bool,
    },
}

/// How a command ended; its number is the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// Done, and every claim that was due holds.
    Done = 0,
    /// Bad input, or a scenario that cannot run.
    Refused = 1,
    /// A claim failed.
    ClaimFailed = 2,
    /// The run diverged.
    Diverged = 3,
}

/// Why a command could not be carried out, a line each.
struct Refusal(Vec<String>);

impl From<String> for Refusal {
    fn from(line: String) -> Self {
        Self(vec![line])
    }
}

/// What the command line knows of the window.
#[derive(Clone, Copy)]
pub struct Window {
    /// Opens it on a scenario, which may have come from a file. Returns when it is closed.
    pub open: fn(Scenario, Option<PathBuf>) -> Result<(), String>,
    /// How long a frame's own work takes with a large brain and long plots.
    pub frame_time: fn() -> Duration,
    /// How many allocations this process has made.
    pub allocations: fn() -> usize,
}

/// Does what the arguments of this process say.
pub fn main(window: Window) -> ExitCode {
    let status = match Arguments::try_parse() {
        Ok(arguments) => perform(arguments, window).unwrap_or_else(|Refusal(lines)| {
            lines.iter().for_each(|line| complain(line));
            Status::Refused
        }),
        Err(error) => explain(&error),
    };
    ExitCode::from(status as u8)
}

fn perform(arguments: Arguments, window: Window) -> Result<Status, Refusal> {
    match arguments.command {
        None => headless::open(arguments.scenario.as_deref().unwrap_or("welcome"), window),
        Some(Command::Run(arguments)) => run::run(&arguments),
        Some(Command::Check(arguments)) => check::run(&arguments),
        Some(Command::Presets(arguments)) => presets::run(&arguments),
        Some(Command::Schema) => print(&scenario::schema()).map(|()| Status::Done),
        Some(Command::Bench { json }) => bench::run(json, window),
    }
}

/// Help goes to whoever asked; of an error the first line says what, and where help is.
fn explain(error: &clap::Error) -> Status {
    let text = error.render().to_string();
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return print(&text).map_or(Status::Refused, |()| Status::Done);
    }
    // What is missing stands on lines of its own, indented.
    let words: Vec<&str> = text.lines().take_while(|line| !line.starts_with("Usage")).flat_map(str::split_whitespace).collect();
    let said = words.join(" ");
    let said = said.strip_prefix("error: ").unwrap_or(&said);
    complain(&format!("{said} — see brainwright --help"));
    Status::Refused
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_sound() {
        Arguments::command().debug_assert();
    }
}
