//! Every measure against age, as a file for a notebook: a row for every value. The first row also carries the scenario with its journal, so that
//! the record alone is enough to live the same life again.

use crate::engine::report::{Sample, Series};
use crate::scenario::{LARGEST_FILE, Problem, Scenario, parse};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

/// The columns, or the names of the fields of a line.
const COLUMNS: [&str; 5] = ["age", "variant", "measure", "value", SCENARIO];
const SCENARIO: &str = "scenario";

/// How a record is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Comma-separated, with a header.
    Csv,
    /// A JSON object a line.
    JsonLines,
}

#[derive(Serialize)]
struct Line<'a> {
    age: u64,
    variant: Option<&'a str>,
    measure: &'a str,
    value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    scenario: Option<&'a Scenario>,
}

/// Writes samples as they come; keeps none.
pub(super) struct Recorder<'w> {
    writer: Writer<'w>,
    /// Until the first row has it.
    scenario: Option<&'w Scenario>,
}

enum Writer<'w> {
    Csv(Box<csv::Writer<&'w mut dyn Write>>),
    JsonLines(&'w mut dyn Write),
}

impl Form {
    /// By the extension of a file's name.
    pub(super) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "jsonl" => Some(Self::JsonLines),
            _ => None,
        }
    }
}

impl<'w> Recorder<'w> {
    pub(super) fn new(form: Form, file: &'w mut dyn Write, scenario: &'w Scenario) -> Self {
        let writer = match form {
            Form::Csv => Writer::Csv(Box::new(csv::Writer::from_writer(file))),
            Form::JsonLines => Writer::JsonLines(file),
        };
        Self { writer, scenario: Some(scenario) }
    }

    pub(super) fn write(&mut self, series: &[Series], samples: &[Sample]) -> io::Result<()> {
        for sample in samples {
            let Some(series) = series.get(sample.series as usize) else { continue };
            let scenario = self.scenario.take();
            let (variant, measure) = (series.variant.as_deref(), series.measure.name.as_str());
            match &mut self.writer {
                Writer::Csv(writer) => {
                    if scenario.is_some() {
                        writer.write_record(COLUMNS)?;
                    }
                    let scenario = scenario.map(serde_json::to_string).transpose()?;
                    writer.serialize((sample.age, variant, measure, sample.value, scenario)).map_err(io::Error::other)?;
                }
                Writer::JsonLines(file) => {
                    serde_json::to_writer(&mut **file, &Line { age: sample.age, variant, measure, value: sample.value, scenario })?;
                    file.write_all(b"\n")?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> io::Result<()> {
        match self.writer {
            Writer::Csv(mut writer) => writer.flush(),
            Writer::JsonLines(file) => file.flush(),
        }
    }
}

/// The scenario that a record carries in its first row. No more than that row is read, however long the record is.
pub(super) fn scenario_of_record(path: &Path, form: Form) -> Result<Scenario, Problem> {
    let file = File::open(path).map_err(|error| Problem::new("", format!("it cannot be read: {error}")))?;
    // In a table every quotation mark of the scenario stands twice.
    let rows = BufReader::new(file.take(3 * LARGEST_FILE));
    let text = match form {
        Form::Csv => first_cell(rows),
        Form::JsonLines => first_field(rows),
    };
    parse(&text.ok_or_else(|| Problem::new("", "its first row carries no scenario, so it is no record that Brainwright wrote"))?)
}

fn first_cell(rows: impl Read) -> Option<String> {
    let mut reader = csv::Reader::from_reader(rows);
    let column = reader.headers().ok()?.iter().position(|name| name == SCENARIO)?;
    reader.records().next()?.ok()?.get(column).map(str::to_owned)
}

fn first_field(mut rows: impl BufRead) -> Option<String> {
    #[derive(Deserialize)]
    struct First {
        scenario: Value,
    }
    let mut line = String::new();
    rows.read_line(&mut line).ok()?;
    serde_json::from_str::<First>(&line).ok().map(|first| first.scenario.to_string())
}
