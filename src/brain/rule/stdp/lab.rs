//! The two-neuron lab: what a synapse that goes by the slope of its receiver's voltage looks like to an experimenter who counts spike pairs.
//!
//! Bengio et al. 2015, Fig. 1. The sender fires at 0. The receiver's voltage passes V₀ then, with slope s ~ N(0, 0.05²) per ms, and it fires
//! where it crosses its threshold, θ − V₀ ~ U(0.02, 1): at ΔT = (θ − V₀)/s, before or after. The synapse knows no ΔT; it changes by s.

use crate::brain::rule::credit::{Curve, Notes};
use crate::seed::Generator;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

/// Deviation of the voltage's slope, per ms.
const SLOPE: f64 = 0.05;
/// Least and greatest distance to the threshold.
const DISTANCE: [f64; 2] = [0.02, 1.0];
/// Bins on either side of 0.
const SIDE: usize = 12;
/// Width of a bin, in ms.
const WIDTH: f64 = 5.0;

/// Mean change of the synapse, sorted into bins by ΔT from −60 to 60 ms.
pub(super) struct Window {
    mean: [f64; 2 * SIDE],
}

impl Window {
    /// Lets so many pairs happen.
    pub fn count(pairs: usize, generator: &mut Generator) -> Self {
        let (mut sum, mut count) = ([0.0; 2 * SIDE], [0.0; 2 * SIDE]);
        for _ in 0..pairs {
            let normal: f64 = StandardNormal.sample(generator);
            let (slope, distance) = (SLOPE * normal, generator.random_range(DISTANCE[0]..DISTANCE[1]));
            let bin = (distance / slope / WIDTH).floor() + SIDE as f64;
            if (0.0..(2 * SIDE) as f64).contains(&bin) {
                sum[bin as usize] += slope;
                count[bin as usize] += 1.0;
            }
        }
        let mut mean = sum;
        mean.iter_mut().zip(count).for_each(|(mean, count)| *mean = if count > 0.0 { *mean / count } else { 0.0 });
        Self { mean }
    }

    /// The part of the bins in which a late receiver strengthened and an early one weakened.
    fn signs(&self) -> f64 {
        let right = self.mean.iter().enumerate().filter(|(bin, mean)| if *bin < SIDE { **mean < 0.0 } else { **mean > 0.0 }).count();
        right as f64 / self.mean.len() as f64
    }

    /// Spearman's correlation of |ΔT| and |ΔW| on the side where it is weaker (nearer to +1).
    fn monotony(&self) -> f64 {
        let side = |bin: &dyn Fn(usize) -> usize| spearman(&std::array::from_fn(|distance| self.mean[bin(distance)].abs()));
        side(&|distance| SIDE + distance).max(side(&|distance| SIDE - 1 - distance))
    }

    /// Tells what was found, and shows the window where somebody looks.
    pub fn tell(&self, notes: &mut Notes) {
        notes.tell(2, self.signs());
        notes.tell(3, self.monotony());
        if let Some(curves) = &mut notes.curves {
            let middle = |bin: usize| (bin as f64 - SIDE as f64 + 0.5) * WIDTH;
            let points = self.mean.iter().enumerate().map(|(bin, mean)| [middle(bin), *mean]).collect();
            curves.push(Curve { picture: "STDP window", over: "receiver after sender (ms)", name: "mean change of the synapse", points });
        }
    }
}

/// The correlation of values' ranks with their places.
fn spearman(values: &[f64; SIDE]) -> f64 {
    let count = SIDE as f64;
    let rank =
        |value: f64| values.iter().filter(|other| **other < value).count() as f64 + 0.5 * (values.iter().filter(|other| **other == value).count() as f64 - 1.0);
    let squares: f64 = values.iter().enumerate().map(|(place, value)| (place as f64 - rank(*value)).powi(2)).sum();
    1.0 - 6.0 * squares / (count * (count * count - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    #[test]
    fn two_hundred_thousand_pairs_redraw_the_figure() {
        for seed in 1..=5 {
            let window = Window::count(200_000, &mut Seed(seed).stream("test", "lab").at(0));
            assert_eq!((window.signs(), window.monotony()), (1.0, -1.0), "{:?}", window.mean);
            let (sum, size) = (0..SIDE).fold((0.0, 0.0), |(sum, size), bin| {
                (sum + (window.mean[SIDE + bin] + window.mean[SIDE - 1 - bin]).abs(), size + window.mean[SIDE + bin].abs())
            });
            assert!(sum / size < 0.02, "not odd: {}", sum / size);
        }
    }

    #[test]
    fn ranks_rise_and_fall() {
        let rising: [f64; SIDE] = std::array::from_fn(|place| place as f64);
        assert_eq!(spearman(&rising), 1.0);
        assert_eq!(spearman(&rising.map(|value| -value)), -1.0);
    }
}
