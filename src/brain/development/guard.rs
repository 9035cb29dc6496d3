//! What must be true before a stage ends.

use serde::{Deserialize, Serialize};

/// What must be true, as far as an evaluation can tell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Guard {
    /// A measure stood on one side of a number, and stayed there.
    Measure(Criterion),
    /// At least so many ticks went by since the stage was entered.
    After(u64),
    /// All of these; true of none at all.
    All(Vec<Guard>),
    /// At least one of these; false of none at all.
    Any(Vec<Guard>),
    /// Not this.
    Not(Box<Guard>),
}

/// A measure on one side of a number at so many evaluations in a row, all of them in the same stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// The measure's name: `accuracy.decision.classify`. A cost is the mean over the ticks since the evaluation before.
    pub name: String,
    /// On which side.
    pub is: Bound,
    /// At how many evaluations in a row.
    #[serde(rename = "for", default = "once", skip_serializing_if = "is_once")]
    pub hold: u32,
}

/// One side of a number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// At most this number.
    Below(f64),
    /// At least this number.
    Above(f64),
}

impl Guard {
    /// Every criterion in it, in the order of the file.
    pub fn criteria(&self) -> Vec<&Criterion> {
        let mut criteria = Vec::new();
        self.visit(&mut |guard| {
            if let Self::Measure(criterion) = guard {
                criteria.push(criterion);
            }
        });
        criteria
    }

    /// Shows itself and then all its parts, in the order of the file.
    pub fn visit<'a>(&'a self, see: &mut dyn FnMut(&'a Self)) {
        see(self);
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.visit(see)),
            Self::Not(part) => part.visit(see),
            Self::Measure(_) | Self::After(_) => {}
        }
    }

    /// Whether it is true, `since` ticks after the stage was entered; `held` takes the criteria in the order of [`Guard::criteria`] and says how
    /// many evaluations in a row each was met.
    pub fn holds(&self, since: u64, held: &mut dyn Iterator<Item = u32>) -> bool {
        self.verdict(since, &mut held.map(Some)) == Some(true)
    }

    /// As [`Guard::holds`], where of some criteria nobody knows how often they were met: nothing if it may be true and may be false.
    pub fn verdict(&self, since: u64, held: &mut dyn Iterator<Item = Option<u32>>) -> Option<bool> {
        // Every part takes its criteria, whatever the others say. What decides ends it; else whoever does not know leaves it open.
        let mut together = |parts: &[Self], decisive: bool| {
            let mut together = Some(!decisive);
            for part in parts {
                match part.verdict(since, &mut *held) {
                    Some(one) if one == decisive => together = Some(decisive),
                    None if together == Some(!decisive) => together = None,
                    _ => {}
                }
            }
            together
        };
        match self {
            Self::Measure(criterion) => held.next().flatten().map(|held| held >= criterion.hold),
            Self::After(ticks) => Some(since >= *ticks),
            Self::All(parts) => together(parts, false),
            Self::Any(parts) => together(parts, true),
            Self::Not(part) => part.verdict(since, held).map(|holds| !holds),
        }
    }

    /// In words: `accuracy.decision.classify ≥ 0.9 at 3 evaluations in a row, or after 500 ticks`.
    pub fn words(&self) -> String {
        let list = |parts: &[Self], between: &str, none: &str| {
            let words: Vec<String> = parts.iter().map(|part| if part.is_list() { format!("({})", part.words()) } else { part.words() }).collect();
            if words.is_empty() { none.to_owned() } else { words.join(between) }
        };
        match self {
            Self::Measure(criterion) => criterion.words(),
            Self::After(ticks) => format!("after {ticks} ticks"),
            Self::All(parts) => list(parts, ", and ", "at once"),
            Self::Any(parts) => list(parts, ", or ", "never"),
            Self::Not(part) => format!("not ({})", part.words()),
        }
    }

    fn is_list(&self) -> bool {
        matches!(self, Self::All(parts) | Self::Any(parts) if parts.len() > 1)
    }
}

impl Criterion {
    /// In words: `accuracy.decision.classify ≥ 0.9`.
    pub fn words(&self) -> String {
        let held = if self.hold > 1 { format!(" at {} evaluations in a row", self.hold) } else { String::new() };
        match self.is {
            Bound::Below(bound) => format!("{} ≤ {bound}{held}", self.name),
            Bound::Above(bound) => format!("{} ≥ {bound}{held}", self.name),
        }
    }
}

impl Bound {
    /// The number.
    pub fn number(self) -> f64 {
        match self {
            Self::Below(bound) | Self::Above(bound) => bound,
        }
    }

    /// Whether a value is on this side; one that is no number is on none.
    pub fn holds(self, value: f64) -> bool {
        match self {
            Self::Below(bound) => value <= bound,
            Self::Above(bound) => value >= bound,
        }
    }
}

fn once() -> u32 {
    1
}

fn is_once(hold: &u32) -> bool {
    *hold == 1
}
