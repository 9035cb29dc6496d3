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
    #[derive(Default)]
    pub enum Clock {
        /// From the beginning of what it belongs to: a stage's track from when the stage was entered, a whole life's from birth.
        #[default]
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
    /// Where it was heading to when its course was changed at the next key; without it, to the next key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub toward: Option<Aim>,
}

/// Where a curve is heading to: a point that it reaches unless another key changes its course before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Aim {
    /// Age, in ticks.
    pub age: u64,
    /// What the knob would be at that age.
    pub value: f64,
}

impl Key {
    /// A value at an age, and how it goes on to the next key.
    pub fn new(age: u64, value: f64, then: Interpolation) -> Self {
        Self { age, value, then, toward: None }
    }

    /// Where the curve goes from here, with the next key if there is one.
    pub fn aim(&self, next: Option<&Self>) -> Option<Aim> {
        self.toward.or_else(|| next.map(|next| Aim { age: next.age, value: next.value }))
    }
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

impl Track {
    /// Whether its keys stand in the order of their ages, one an age, and head to later ones.
    pub fn is_in_order(&self) -> bool {
        self.keys.windows(2).all(|pair| pair[0].age < pair[1].age) && self.keys.iter().all(|key| key.toward.is_none_or(|aim| aim.age > key.age))
    }

    /// Every value that it has or is heading to.
    pub fn values(&self) -> impl Iterator<Item = f64> {
        self.keys.iter().flat_map(|key| std::iter::once(key.value).chain(key.toward.map(|aim| aim.value)))
    }

    /// Every value that it has or is heading to, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut f64> {
        self.keys.iter_mut().flat_map(|key| std::iter::once(&mut key.value).chain(key.toward.as_mut().map(|aim| &mut aim.value)))
    }

    /// The value at an age; `None` without keys.
    pub fn value(&self, age: u64) -> Option<f64> {
        let next = self.keys.partition_point(|key| key.age <= age);
        let Some(from) = next.checked_sub(1) else { return self.keys.first().map(|key| key.value) };
        let from = &self.keys[from];
        let Some(aim) = from.aim(self.keys.get(next)) else { return Some(from.value) };
        if age >= aim.age {
            return Some(aim.value);
        }
        let part = (age - from.age) as f64 / (aim.age - from.age) as f64;
        Some(from.then.between(from.value, aim.value, part))
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
        Track { keys: vec![Key::new(10, 0.5, then), Key::new(110, 0.02, then)], ..Track::default() }
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
    fn a_course_that_is_changed_was_until_then_what_it_would_have_been() {
        for &then in Interpolation::ALL {
            let whole = track(then);
            let mut changed = whole.clone();
            changed.keys[0].toward = Some(Aim { age: 110, value: 0.02 });
            changed.keys.insert(1, Key::new(50, whole.value(50).unwrap(), then));
            changed.keys[2].value = 0.9;
            assert!((0..=50).all(|age| changed.value(age).map(f64::to_bits) == whole.value(age).map(f64::to_bits)), "{then:?}");
            assert_eq!(changed.parts_from(&whole, 0..51), None, "{then:?}");
            assert!(changed.parts_from(&whole, 0..200).is_some_and(|age| age > 50), "{then:?}");
            changed.keys.truncate(1);
            assert!((0..200).all(|age| changed.value(age) == whole.value(age)), "{then:?}: with no other key, it gets there");
        }
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
