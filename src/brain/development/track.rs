//! A knob's value over age, drawn by keys.

use crate::choice;
use serde::{Deserialize, Serialize};

choice! {
    /// How a track goes from a key to the next.
    pub enum Interpolation {
        /// Holds its value until the next key.
        Step = "step",
        /// A straight line.
        Linear = "linear",
        /// Half a cosine: slow, fast, slow.
        Cosine = "cosine",
        /// Equal ratios in equal times; a straight line where the two values do not have one sign.
        Exponential = "exponential",
        /// A logistic rise from end to end, steeper in the middle than the cosine.
        Sigmoid = "sigmoid",
    }
}

choice! {
    /// What the ages of a track count from.
    pub enum Clock {
        /// From the beginning of what it belongs to: a stage's track from when the stage was entered, a whole life's from birth.
        Local = "local",
        /// From birth.
        Global = "global",
    }
}

/// A value at an age.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Age, in ticks.
    pub age: u64,
    /// What the knob is at that age.
    pub value: f64,
    /// How it goes on to the next key.
    #[serde(default = "linearly", skip_serializing_if = "is_linear")]
    pub then: Interpolation,
}

/// What moves a knob over age: keys in order of age; the value is held before the first and after the last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Track {
    /// The keys, in order of age.
    pub keys: Vec<Key>,
    /// What their ages count from.
    #[serde(default, skip_serializing_if = "Clock::is_local")]
    pub clock: Clock,
}

impl Clock {
    fn is_local(&self) -> bool {
        *self == Self::Local
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::Local
    }
}

impl Track {
    /// The value at an age; `None` without keys.
    pub fn value(&self, age: u64) -> Option<f64> {
        let next = self.keys.partition_point(|key| key.age <= age);
        let Some(from) = next.checked_sub(1) else { return self.keys.first().map(|key| key.value) };
        let from = &self.keys[from];
        let Some(to) = self.keys.get(next) else { return Some(from.value) };
        let part = (age - from.age) as f64 / (to.age - from.age) as f64;
        Some(from.then.between(from.value, to.value, part))
    }
}

/// The steepness of [`Interpolation::Sigmoid`]: the ends are σ(±6), rescaled to be reached exactly.
const SIGMOID_REACH: f64 = 6.0;

impl Interpolation {
    /// The value at `part` ∈ \[0, 1\] of the way between two keys; exact at both ends.
    pub fn between(self, from: f64, to: f64, part: f64) -> f64 {
        let mix = |weight: f64| from + (to - from) * weight;
        match self {
            Self::Step => from,
            Self::Linear => mix(part),
            Self::Cosine => mix(0.5 - 0.5 * (std::f64::consts::PI * part).cos()),
            Self::Exponential if from * to > 0.0 => from * (to / from).powf(part),
            Self::Exponential => mix(part),
            Self::Sigmoid => {
                let logistic = |x: f64| 1.0 / (1.0 + (-x).exp());
                let (low, high) = (logistic(-SIGMOID_REACH), logistic(SIGMOID_REACH));
                mix((logistic(SIGMOID_REACH * (2.0 * part - 1.0)) - low) / (high - low))
            }
        }
    }
}

fn linearly() -> Interpolation {
    Interpolation::Linear
}

fn is_linear(interpolation: &Interpolation) -> bool {
    *interpolation == Interpolation::Linear
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(then: Interpolation) -> Track {
        Track { keys: vec![Key { age: 10, value: 0.5, then }, Key { age: 110, value: 0.02, then }], ..Track::default() }
    }

    #[test]
    fn every_interpolation_is_exact_at_its_keys_held_outside_and_between_them() {
        for &then in Interpolation::ALL {
            let track = track(then);
            assert_eq!([track.value(0), track.value(10), track.value(110), track.value(999)], [Some(0.5), Some(0.5), Some(0.02), Some(0.02)]);
            let values: Vec<f64> = (10..=110).filter_map(|age| track.value(age)).collect();
            assert!(values.windows(2).all(|pair| pair[1] <= pair[0]), "{then:?}");
        }
        assert_eq!(Track::default().value(3), None);
    }

    #[test]
    fn formulas() {
        let middle = |then| track(then).value(60).unwrap();
        assert_eq!(middle(Interpolation::Step), 0.5);
        for age in 10..=110 {
            let linear = track(Interpolation::Linear).value(age).unwrap();
            assert!((linear - (0.5 - 0.48 * (age as f64 - 10.0) / 100.0)).abs() < 1e-12);
        }
        assert!((middle(Interpolation::Cosine) - 0.26).abs() < 1e-12);
        assert!((middle(Interpolation::Sigmoid) - 0.26).abs() < 1e-12);
        assert!((middle(Interpolation::Exponential) - 0.1).abs() < 1e-12);
    }
}
