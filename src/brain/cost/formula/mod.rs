//! A cost that a person writes: one line of mathematics, with its exact slope.

mod dual;
mod expression;
mod grammar;

pub use expression::{Expression, Letter};
pub use grammar::{Fault, LONGEST};

use super::{CostFunction, Judged, Need};
use crate::option;

option! {
    /// `C = mean_j f(z_j, t_j, p_j, m_j)`, f as it is typed: over z (the output), t (a target), p (the output one tick ago, or whatever is wired
    /// there) and m (the batch mean of z_j).
    ///
    /// The slope is exact, by numbers that carry their derivatives along (forward differentiation). Every z also moves the batch mean, so that
    /// `∂/∂z_ij Σ_r C_r = (∂f/∂z at i + (1/n) Σ_r ∂f/∂m at r) / d`. Nothing in it can loop, call itself or reach outside: it is at most 500
    /// characters of sums, products, powers and named functions of 32 numbers. Source: whoever writes it; Wengert 1964 for the slope.
    pub struct Formula {} with {
        /// f, as it is typed: `abs(z)^1.5 + 0.1*(z - t)^2`.
        pub text: Expression = Expression::new("abs(z)^1.5");
    }
}

const TARGET: Need = Need::vector("target").written("t");
const PREVIOUS: Need = Need::vector("previous").from_own_past().written("p");

impl CostFunction for Formula {
    /// What the text speaks of has to be wired; what it does not, may be.
    fn needs(&self) -> &'static [Need] {
        match (self.text.speaks_of(Letter::Target), self.text.speaks_of(Letter::Previous)) {
            (false, false) => const { &[TARGET.or_nothing(), PREVIOUS.or_nothing()] },
            (true, false) => const { &[TARGET, PREVIOUS.or_nothing()] },
            (false, true) => const { &[TARGET.or_nothing(), PREVIOUS] },
            (true, true) => const { &[TARGET, PREVIOUS] },
        }
    }

    fn refuses(&self, _units: usize) -> Option<(String, String)> {
        let fault = self.text.fault()?;
        Some((format!("its formula makes no sense at column {}: {}", fault.column, fault.message), "mend the text".to_owned()))
    }

    fn is_of_one_number(&self) -> bool {
        !self.text.speaks_of(Letter::Mean)
    }

    fn evaluate(&self, judged: Judged<'_>, _scratch: &mut [f32], values: &mut [f32], mut cotangent: Option<(f32, &mut [f32])>) {
        let Judged { activity, target, units } = judged;
        let (rows, part) = (values.len(), 1.0 / units as f64);
        let speaks_of_mean = self.text.speaks_of(Letter::Mean);
        values.fill(0.0);
        for unit in 0..units {
            let column = || activity.iter().skip(unit).step_by(units).map(|&z| f64::from(z));
            let mean = if speaks_of_mean { column().sum::<f64>() / rows as f64 } else { 0.0 };
            let mut by_mean = 0.0;
            for (sample, (z, value)) in column().zip(values.iter_mut()).enumerate() {
                let wired = |port: usize| target.get((2 * sample + port) * units + unit).map_or(0.0, |&x| f64::from(x));
                let found = self.text.at(z, wired(0), wired(1), mean);
                *value += (part * found.value) as f32;
                by_mean += found.by_mean;
                if let Some((weight, slopes)) = &mut cotangent {
                    slopes[sample * units + unit] += *weight * (part * found.by_output) as f32;
                }
            }
            if let Some((weight, slopes)) = cotangent.as_mut().filter(|_| speaks_of_mean) {
                let slope = *weight * (part * by_mean / rows as f64) as f32;
                slopes.iter_mut().skip(unit).step_by(units).for_each(|other| *other += slope);
            }
        }
    }
}
