//! Where ages stand on the screen.

use crate::app::plots::figures::round_age;

/// Where ages stand on the screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) from: f64,
    pub(super) to: f64,
}

impl Span {
    pub(super) fn width(self) -> f32 {
        self.right - self.left
    }

    pub(super) fn x(self, age: f64) -> f32 {
        self.left + ((age - self.from) / (self.to - self.from)) as f32 * self.width()
    }

    pub(super) fn age(self, x: f32) -> f64 {
        self.from + (self.to - self.from) * f64::from((x - self.left) / self.width())
    }

    /// The tick under the pointer.
    pub(super) fn tick(self, x: f32) -> u64 {
        self.age(x).round().max(0.0) as u64
    }

    pub(super) fn ticks_per_pixel(self) -> f64 {
        (self.to - self.from) / f64::from(self.width())
    }

    /// The round age under the pointer.
    pub(super) fn round_age(self, x: f32) -> u64 {
        round_age(self.age(x), self.ticks_per_pixel())
    }

    /// How far an arrow key moves; one tick if it is to be fine.
    pub(super) fn arrow_step(self, fine: bool) -> u64 {
        if fine { 1 } else { round_age(self.ticks_per_pixel() * 4.0, self.ticks_per_pixel()).max(1) }
    }

    /// Whether an age is in view, or at most so many pixels beside it.
    pub(super) fn shows(self, age: f64, reach: f32) -> bool {
        (self.left - reach..=self.right + reach).contains(&self.x(age))
    }
}
