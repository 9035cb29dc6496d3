//! What a unit does with its sum.

use crate::{choice, math};

choice! {
    /// What a unit does with its sum.
    pub enum Activation {
        /// `a`
        Linear = "linear",
        /// `tanh a`
        Tanh = "tanh",
        /// `1 / (1 + e^{−a})`
        Sigmoid = "sigmoid",
        /// `max(0, a)`
        Relu = "relu",
        /// `a` where positive, `0.2 a` elsewhere (Maas, Hannun & Ng 2013)
        LeakyRelu = "leaky_relu",
        /// `log(1 + e^a)`
        Softplus = "softplus",
        /// `min(max(a, 0), 1)`: a hard sigmoid
        Clipped = "clipped",
        /// `e^{a_i} / Σ_j e^{a_j}`: only as the output of an area.
        Softmax = "softmax",
    }
}

/// Slope of a leaky unit below zero.
const LEAK: f32 = 0.2;

impl Activation {
    /// Turns pre-activations into activities, in place.
    pub fn apply(self, values: &mut [f32], units: usize) {
        match self {
            Self::Linear => {}
            Self::Softmax => math::softmax_rows(values, units),
            Self::Tanh => map(values, math::tanh),
            Self::Sigmoid => map(values, math::sigmoid),
            Self::Relu => map(values, |x| if x > 0.0 { x } else { x * 0.0 }),
            Self::LeakyRelu => map(values, |x| if x > 0.0 { x } else { LEAK * x }),
            Self::Softplus => map(values, math::softplus),
            Self::Clipped => map(values, |x| {
                if x > 1.0 {
                    1.0
                } else if x > 0.0 {
                    x
                } else {
                    x * 0.0
                }
            }),
        }
    }

    /// Turns ∂C/∂h into ∂C/∂a, in place; `activity` is h itself, from which every derivative here can be had.
    pub fn chain(self, activity: &[f32], error: &mut [f32], units: usize) {
        match self {
            Self::Linear => {}
            Self::Tanh => zip(error, activity, |h| 1.0 - h * h),
            Self::Sigmoid => zip(error, activity, |h| h * (1.0 - h)),
            Self::Relu => zip(error, activity, |h| if h > 0.0 { 1.0 } else { 0.0 }),
            Self::LeakyRelu => zip(error, activity, |h| if h > 0.0 { 1.0 } else { LEAK }),
            Self::Softplus => zip(error, activity, |h| 1.0 - math::exp(-h)),
            Self::Clipped => zip(error, activity, |h| if h > 0.0 && h < 1.0 { 1.0 } else { 0.0 }),
            Self::Softmax => {
                for (error, activity) in error.chunks_exact_mut(units).zip(activity.chunks_exact(units)) {
                    let mean: f32 = error.iter().zip(activity).map(|(e, p)| e * p).sum();
                    for (error, p) in error.iter_mut().zip(activity) {
                        *error = p * (*error - mean);
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn map(values: &mut [f32], f: impl Fn(f32) -> f32) {
    math::vectorized(
        #[inline(always)]
        || {
            for value in values {
                *value = f(*value);
            }
        },
    );
}

#[inline(always)]
fn zip(error: &mut [f32], activity: &[f32], slope: impl Fn(f32) -> f32) {
    math::vectorized(
        #[inline(always)]
        || {
            for (error, &activity) in error.iter_mut().zip(activity) {
                *error *= slope(activity);
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_derivative_is_the_slope_of_its_activation() {
        for &activation in Activation::ALL {
            let sums = [-1.3_f32, 0.4, 2.1, -0.2];
            let weights = [0.3_f32, -1.0, 0.7, 0.2];
            let value = |sums: &[f32; 4]| {
                let mut h = *sums;
                activation.apply(&mut h, 4);
                h.iter().zip(&weights).map(|(h, w)| f64::from(*h) * f64::from(*w)).sum::<f64>()
            };
            let (mut activity, mut error) = (sums, weights);
            activation.apply(&mut activity, 4);
            activation.chain(&activity, &mut error, 4);
            for unit in 0..4 {
                let (mut above, mut below) = (sums, sums);
                above[unit] += 1e-2;
                below[unit] -= 1e-2;
                let slope = (value(&above) - value(&below)) / f64::from(above[unit] - below[unit]);
                assert!((slope - f64::from(error[unit])).abs() < 1e-3, "{activation:?} unit {unit}: {slope} {}", error[unit]);
            }
        }
    }
}
