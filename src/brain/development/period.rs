//! When plasticity is open.

use crate::option;

option! {
    /// `P(t) = σ((t − t_open)/w_open) · (1 − σ((t − t_close)/w_close))`; a width of 0 is a sharp edge (SCIENCE G).
    pub struct CriticalPeriod {
        /// Age at which it opens.
        pub open: f64 = 0.0, linear(0.0, 1e12), "ticks", live;
        /// Age at which it closes.
        pub close: f64 = 1000.0, linear(0.0, 1e12), "ticks", live;
        /// How slowly it opens.
        pub open_width: f64 = 0.0, linear(0.0, 1e9), "ticks", live;
        /// How slowly it closes.
        pub close_width: f64 = 0.0, linear(0.0, 1e9), "ticks", live;
    }
}

/// Below this openness an area's update is skipped exactly: not a bit of its weights, moments or feedback changes.
pub const CLOSED: f64 = 1e-3;

impl CriticalPeriod {
    /// How open it is at an age, in \[0, 1\].
    pub fn openness(&self, age: f64) -> f64 {
        rise(age - self.open, self.open_width) * (1.0 - rise(age - self.close, self.close_width))
    }
}

/// How open an area is at an age: the widest open of its periods, and always open without any. What is almost closed is closed.
pub fn openness(periods: &[CriticalPeriod], age: u64) -> f64 {
    if periods.is_empty() {
        return 1.0;
    }
    let openness = periods.iter().map(|period| period.openness(age as f64)).fold(0.0, f64::max);
    if openness < CLOSED { 0.0 } else { openness }
}

/// The logistic step; sharp, and already up at 0, when it has no width.
fn rise(since: f64, width: f64) -> f64 {
    if width > 0.0 {
        1.0 / (1.0 + (-since / width).exp())
    } else if since >= 0.0 {
        1.0
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sharp_edges_include_the_opening_and_exclude_the_closing_age() {
        let period = CriticalPeriod { open: 10.0, close: 20.0, ..CriticalPeriod::default() };
        let at = |age| openness(std::slice::from_ref(&period), age);
        assert_eq!([at(9), at(10), at(19), at(20)], [0.0, 1.0, 1.0, 0.0]);
    }

    #[test]
    fn soft_edges_are_logistic_reopening_is_the_greatest_and_the_tail_is_cut() {
        let soft = CriticalPeriod { open: -1e9, close: 1000.0, open_width: 0.0, close_width: 30.0 };
        let exact = 1.0 - 1.0 / (1.0 + (-(1030.0_f64 - 1000.0) / 30.0).exp());
        assert!((openness(std::slice::from_ref(&soft), 1030) - exact).abs() < 1e-12);
        assert_eq!(openness(std::slice::from_ref(&soft), 1300), 0.0);
        let reopened = CriticalPeriod { open: 1250.0, close: 1400.0, ..CriticalPeriod::default() };
        assert_eq!(openness(&[soft, reopened], 1300), 1.0);
        assert_eq!(openness(&[], 5), 1.0);
    }
}
