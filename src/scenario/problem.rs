//! Something wrong with a scenario, and how to mend it.

use crate::brain::knob::{Kind, Knob};
use serde_json::Value;
use std::fmt;

/// Something wrong: where, what, and how to mend it. The canvas paints it where it is, `check` prints it.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Where in the scenario: `areas.decision.costs.classify`.
    pub path: String,
    /// What is wrong, in a sentence.
    pub message: String,
    /// How to mend it.
    pub mend: Option<Mend>,
}

/// How to mend a problem: what a click does, or else only what a person should do.
#[derive(Clone, Debug, PartialEq)]
pub struct Mend {
    /// What to do, as an order: "make its output linear".
    pub text: String,
    /// The change that does it; empty where only a person can know.
    pub edits: Vec<(String, Value)>,
}

impl Problem {
    /// A problem without a mend.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: one_line(path.into()), message: one_line(message.into()), mend: None }
    }

    /// With something a person should do.
    #[must_use]
    pub fn advise(mut self, text: impl Into<String>) -> Self {
        self.mend = Some(Mend { text: one_line(text.into()), edits: Vec::new() });
        self
    }

    /// With something a click does.
    #[must_use]
    pub fn mended_by(mut self, text: impl Into<String>, path: impl Into<String>, value: Value) -> Self {
        self.mend = Some(Mend { text: text.into(), edits: vec![(path.into(), value)] });
        self
    }

    /// A knob's value that is not in its range.
    pub fn out_of_range(path: &str, knob: &Knob, value: f64) -> Self {
        let (least, most) = (knob.range.least, knob.range.most);
        let allowed = match knob.kind {
            Kind::Choice(names) => format!("one of {}", names.join(", ")),
            _ => format!("between {least} and {most}"),
        };
        let nearest = knob.range.clamp(value);
        let mended = if knob.kind == Kind::Whole { Value::from(nearest.round() as u64) } else { Value::from(nearest) };
        Self::new(path, format!("{} is {value}; it must be {allowed}", knob.name)).mended_by(format!("set it to {nearest}"), path, mended)
    }
}

/// A stranger's words may be in it: one line of bounded length, without anything that steers a terminal.
fn one_line(text: String) -> String {
    const LONGEST: usize = 400;
    if text.len() <= LONGEST && !text.contains(char::is_control) {
        return text;
    }
    let cut = text.chars().count() > LONGEST;
    let line = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c });
    line.chain(cut.then_some('…')).collect()
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(formatter, "{}: ", self.path)?;
        }
        formatter.write_str(&self.message)?;
        match &self.mend {
            Some(mend) => write!(formatter, " — {}", mend.text),
            None => Ok(()),
        }
    }
}
