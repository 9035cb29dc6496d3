//! What a scenario says about itself, measurably.

use serde::{Deserialize, Serialize};

/// A measurable statement, with its source. Before its last age it is "not yet due".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The statement, in words.
    pub text: String,
    /// The measure it is about: `rule_angle.visual.weights.0`, or `variant/measure`.
    pub measure: String,
    /// What is made of the measure's values.
    #[serde(default)]
    pub take: Aggregate,
    /// First and last age whose values count.
    pub over: [u64; 2],
    /// What must be true of it.
    pub is: Comparison,
    /// Where it comes from.
    #[serde(default)]
    pub cites: String,
}

/// What is made of a measure's values over a range of ages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// Their mean.
    Mean,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The latest.
    #[default]
    Last,
}

/// What must be true of a claim's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Comparison {
    /// At most this number.
    Below(f64),
    /// At least this number.
    Above(f64),
    /// At least the first number and at most the second.
    Within([f64; 2]),
    /// At least `by` less than the same aggregate of another measure.
    BelowMeasure {
        /// The other measure.
        measure: String,
        /// How much less.
        by: f64,
    },
    /// At least `by` more than the same aggregate of another measure.
    AboveMeasure {
        /// The other measure.
        measure: String,
        /// How much more.
        by: f64,
    },
}

impl Aggregate {
    /// Of values over age, those inside the range; `None` if there is none.
    pub fn of(self, values: impl Iterator<Item = f64>) -> Option<f64> {
        let values: Vec<f64> = values.collect();
        match self {
            _ if values.is_empty() => None,
            Self::Mean => Some(values.iter().sum::<f64>() / values.len() as f64),
            Self::Min => values.into_iter().reduce(f64::min),
            Self::Max => values.into_iter().reduce(f64::max),
            Self::Last => values.last().copied(),
        }
    }
}

impl Comparison {
    /// The other measure, where it compares with one.
    pub fn other(&self) -> Option<&str> {
        match self {
            Self::BelowMeasure { measure, .. } | Self::AboveMeasure { measure, .. } => Some(measure),
            Self::Below(_) | Self::Above(_) | Self::Within(_) => None,
        }
    }

    /// Whether it is true of a value and, where it compares with one, the other measure's. Nothing is true of a value that is no number.
    pub fn holds(&self, value: f64, other: Option<f64>) -> bool {
        match (self, other) {
            (Self::Below(bound), _) => value <= *bound,
            (Self::Above(bound), _) => value >= *bound,
            (Self::Within([least, most]), _) => (*least..=*most).contains(&value),
            (Self::BelowMeasure { by, .. }, Some(other)) => value <= other - by,
            (Self::AboveMeasure { by, .. }, Some(other)) => value >= other + by,
            _ => false,
        }
    }

    /// What is wrong with its bounds, in words.
    pub fn problem(&self) -> Option<&'static str> {
        match self {
            Self::Below(bound) | Self::Above(bound) if !bound.is_finite() => Some("its bound is no number"),
            Self::Within(bounds) if !bounds.iter().all(|bound| bound.is_finite()) => Some("its bounds are no numbers"),
            Self::Within([least, most]) if least > most => Some("its least is more than its most"),
            _ => None,
        }
    }

    /// In words: `≤ 80`.
    pub fn words(&self) -> String {
        match self {
            Self::Below(bound) => format!("≤ {bound}"),
            Self::Above(bound) => format!("≥ {bound}"),
            Self::Within([least, most]) => format!("from {least} to {most}"),
            Self::BelowMeasure { measure, by } => format!("≤ {measure}{}", signed(-by)),
            Self::AboveMeasure { measure, by } => format!("≥ {measure}{}", signed(*by)),
        }
    }
}

/// What is added to a measure, in words: ` + 0.02`, ` − 0.02`, or nothing.
fn signed(by: f64) -> String {
    match by {
        0.0 => String::new(),
        by if by < 0.0 => format!(" − {}", -by),
        by => format!(" + {by}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_has_two_ends_and_both_belong_to_it() {
        let band = Comparison::Within([30.0, 45.0]);
        for (value, holds) in [(29.9, false), (30.0, true), (38.0, true), (45.0, true), (45.1, false), (f64::NAN, false)] {
            assert_eq!(band.holds(value, None), holds, "{value}");
        }
        assert_eq!((band.words().as_str(), band.problem()), ("from 30 to 45", None));
        assert!(Comparison::Within([2.0, 1.0]).problem().is_some() && Comparison::Within([0.0, f64::NAN]).problem().is_some());
        assert!(Comparison::Above(f64::INFINITY).problem().is_some());
    }
}
