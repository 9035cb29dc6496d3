//! Scenarios by name: a file, or a preset.

use super::Refusal;
use super::record::{Form, scenario_of_record};
use crate::scenario::{self, PRESETS, Problem, Scenario};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A scenario and where it came from.
pub(super) struct Source {
    /// As it was named.
    pub(super) name: String,
    /// Its file; `None` for a preset or a record.
    pub(super) path: Option<PathBuf>,
    /// The scenario.
    pub(super) scenario: Scenario,
}

/// Finds a scenario: a file or a record if there is one of this name, else a preset.
pub(super) fn load(name: &str) -> Result<Source, Refusal> {
    let path = Path::new(name);
    let (path, scenario) = match (scenario::preset(name), Form::of(path)) {
        (Some(preset), _) if !path.is_file() => (None, preset.scenario()),
        (None, _) if !path.exists() => return Err(missing(name)),
        // A record is not to be overwritten by saving what was opened from it, so it counts as no file.
        (_, Some(form)) => (None, scenario_of_record(path, form)),
        (_, None) => (Some(path.to_owned()), scenario::read(path)),
    };
    let scenario = scenario.map_err(|problem| Refusal(vec![place(name, &problem)]))?;
    Ok(Source { name: name.to_owned(), path, scenario })
}

impl Source {
    /// Changes a path of the scenario, as `PATH=VALUE` says: a value is JSON, or else a plain word.
    pub(super) fn set(&mut self, edit: &str) -> Result<(), Refusal> {
        let (path, value) = edit.split_once('=').ok_or_else(|| format!("--set {edit}: it has no `=` — write PATH=VALUE"))?;
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
        self.scenario = self.scenario.with(path, &value).map_err(|problem| Refusal(vec![format!("--set {edit}: {problem}")]))?;
        Ok(())
    }

    /// As refusals: what is wrong with it.
    pub(super) fn refuse(&self, problems: &[Problem]) -> Refusal {
        Refusal(problems.iter().map(|problem| place(&self.name, problem)).collect())
    }
}

fn place(name: &str, problem: &Problem) -> String {
    format!("{name}: {problem}")
}

fn missing(name: &str) -> Refusal {
    let names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
    format!("{name}: there is no such file or preset — name a file, or one of: {}", names.join(", ")).into()
}
