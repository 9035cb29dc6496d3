//! How a brain grows up: tracks that move knobs over age, and critical periods in which an area can learn.

mod period;
mod track;

pub use period::{CLOSED, CriticalPeriod, openness};
pub use track::{Interpolation, Key, Track};
