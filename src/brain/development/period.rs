//! When plasticity is open.

use crate::option;

option! {
    /// `P(t) = σ((t − t_open)/w_open) · (1 − σ((t − t_close)/w_close))`; a width of 0 is a sharp edge (SCIENCE G).
    ///
    /// An edge is an age, or so many ticks after a stage was entered. A period that opens with a stage opens anew whenever that stage is entered
    /// again, and closes with the next entry of the stage that closes it; until then it stays open.
    pub struct CriticalPeriod {
        /// When it opens: age, or ticks since the stage in `open_from` was entered.
        pub open: f64 = 0.0, linear(0.0, 1e12), "ticks", live;
        /// When it closes: age, or ticks since the stage in `close_from` was entered.
        pub close: f64 = 1000.0, linear(0.0, 1e12), "ticks", live;
        /// How slowly it opens.
        pub open_width: f64 = 0.0, linear(0.0, 1e9), "ticks", live;
        /// How slowly it closes.
        pub close_width: f64 = 0.0, linear(0.0, 1e9), "ticks", live;
    } with {
        /// The stage whose entry `open` counts from; birth without one.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub open_from: Option<String> = None;
        /// The stage whose entry `close` counts from; birth without one.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub close_from: Option<String> = None;
    }
}

/// Below this openness an area's update is skipped exactly: not a bit of its weights, moments or feedback changes.
pub const CLOSED: f64 = 1e-3;

/// When the stages that a period counts from were entered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// The last entry of the stage that opens it.
    pub opened: Option<u64>,
    /// The first entry, since then, of the stage that closes it.
    pub closed: Option<u64>,
}

impl CriticalPeriod {
    /// How open it is at an age, in \[0, 1\]: closed before the stage that opens it was entered, and open until the one that closes it was.
    pub fn openness(&self, reached: Reached, age: f64) -> f64 {
        let since = |from: &Option<String>, entered: Option<u64>, ticks: f64| match from {
            None => Some(age - ticks),
            Some(_) => entered.map(|entered| age - entered as f64 - ticks),
        };
        let open = since(&self.open_from, reached.opened, self.open).map_or(0.0, |since| rise(since, self.open_width));
        let closed = since(&self.close_from, reached.closed, self.close).map_or(0.0, |since| rise(since, self.close_width));
        open * (1.0 - closed)
    }

    /// Takes in that a stage was entered.
    pub fn enter(&self, reached: &mut Reached, stage: &str, age: u64) {
        if self.open_from.as_deref() == Some(stage) {
            *reached = Reached { opened: Some(age), closed: None };
        }
        let is_open = self.open_from.is_none() || reached.opened.is_some();
        if self.close_from.as_deref() == Some(stage) && is_open && reached.closed.is_none() {
            reached.closed = Some(age);
        }
    }
}

/// How open an area is at an age: the widest open of its periods, and always open without any. What is almost closed is closed. For each period
/// `reached` says when its stages were entered; none was where it says nothing.
pub fn openness(periods: &[CriticalPeriod], reached: &[Reached], age: u64) -> f64 {
    if periods.is_empty() {
        return 1.0;
    }
    let reached = reached.iter().copied().chain(std::iter::repeat(Reached::default()));
    let openness = periods.iter().zip(reached).map(|(period, reached)| period.openness(reached, age as f64)).fold(0.0, f64::max);
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
        let at = |age| openness(std::slice::from_ref(&period), &[], age);
        assert_eq!([at(9), at(10), at(19), at(20)], [0.0, 1.0, 1.0, 0.0]);
    }

    #[test]
    fn soft_edges_are_logistic_reopening_is_the_greatest_and_the_tail_is_cut() {
        let soft = CriticalPeriod { open: -1e9, close: 1000.0, close_width: 30.0, ..CriticalPeriod::default() };
        let exact = 1.0 - 1.0 / (1.0 + (-(1030.0_f64 - 1000.0) / 30.0).exp());
        assert!((openness(std::slice::from_ref(&soft), &[], 1030) - exact).abs() < 1e-12);
        assert_eq!(openness(std::slice::from_ref(&soft), &[], 1300), 0.0);
        let reopened = CriticalPeriod { open: 1250.0, close: 1400.0, ..CriticalPeriod::default() };
        assert_eq!(openness(&[soft, reopened], &[], 1300), 1.0);
        assert_eq!(openness(&[], &[], 5), 1.0);
    }

    #[test]
    fn edges_count_from_the_stages_that_they_name_and_every_entry_opens_anew() {
        let period = CriticalPeriod { open: 10.0, open_from: Some("see".into()), close: 5.0, close_from: Some("rest".into()), ..CriticalPeriod::default() };
        let mut reached = Reached::default();
        let open = |reached, age| openness(std::slice::from_ref(&period), &[reached], age);
        period.enter(&mut reached, "rest", 50);
        assert_eq!(reached, Reached::default(), "what is not open cannot close");
        period.enter(&mut reached, "see", 100);
        assert_eq!([open(reached, 109), open(reached, 110), open(reached, 100_000)], [0.0, 1.0, 1.0]);
        period.enter(&mut reached, "rest", 200);
        period.enter(&mut reached, "rest", 300);
        assert_eq!([open(reached, 204), open(reached, 205), open(reached, 304)], [1.0, 0.0, 0.0], "the first entry after it opened closes it");
        period.enter(&mut reached, "see", 400);
        assert_eq!([open(reached, 409), open(reached, 410)], [0.0, 1.0]);
        let lasting = CriticalPeriod { open: 0.0, open_from: Some("see".into()), close: 400.0, close_from: Some("see".into()), ..CriticalPeriod::default() };
        let mut reached = Reached::default();
        lasting.enter(&mut reached, "see", 1000);
        assert_eq!([999, 1000, 1399, 1400].map(|age| openness(std::slice::from_ref(&lasting), &[reached], age)), [0.0, 1.0, 1.0, 0.0]);
    }
}
