//! Every measure against age, as a file for a notebook: a row for every value.

use crate::engine::report::{Sample, Series};
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

/// How a record is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Comma-separated, with a header.
    Csv,
    /// A JSON object a line.
    JsonLines,
}

#[derive(Serialize)]
struct Row<'a> {
    age: u64,
    variant: Option<&'a str>,
    measure: &'a str,
    value: f64,
}

/// Writes samples as they come; keeps none.
pub(super) struct Recorder<'w> {
    writer: Writer<'w>,
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
    pub(super) fn new(form: Form, file: &'w mut dyn Write) -> Self {
        let writer = match form {
            Form::Csv => Writer::Csv(Box::new(csv::Writer::from_writer(file))),
            Form::JsonLines => Writer::JsonLines(file),
        };
        Self { writer }
    }

    pub(super) fn write(&mut self, series: &[Series], samples: &[Sample]) -> io::Result<()> {
        for sample in samples {
            let Some(series) = series.get(sample.series as usize) else { continue };
            let row = Row { age: sample.age, variant: series.variant.as_deref(), measure: &series.measure.name, value: sample.value };
            match &mut self.writer {
                Writer::Csv(writer) => writer.serialize(row).map_err(io::Error::other)?,
                Writer::JsonLines(file) => {
                    serde_json::to_writer(&mut **file, &row)?;
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
