//! `brainwright check`: everything that is wrong with each file, and what is worth knowing about those in which nothing is.

use super::output::{complain, print};
use super::{Refusal, Status, source};
use crate::scenario;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Scenarios' files, or presets' names
    #[arg(required = true, value_name = "FILE|PRESET")]
    scenarios: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Refusal> {
    let mut status = Status::Done;
    for name in &arguments.scenarios {
        let checked = source::load(name).and_then(|source| match &scenario::check(&source.scenario)[..] {
            [] => Ok(scenario::notes(&source.scenario)),
            problems => Err(source.refuse(problems)),
        });
        match checked {
            Ok(notes) => {
                print(&format!("{name}: nothing is wrong\n"))?;
                notes.iter().try_for_each(|note| print(&format!("{name}: note: {note}\n")))?;
            }
            Err(Refusal(lines)) => {
                lines.iter().for_each(|line| complain(line));
                status = Status::Refused;
            }
        }
    }
    Ok(status)
}
