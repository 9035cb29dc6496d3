//! How a brain grows up: tracks that move knobs over age, stages with tracks and clocks of their own that are left when a guard is true, and
//! critical periods in which an area can learn.

mod guard;
mod machine;
mod parting;
mod period;
mod stage;
mod track;

pub use guard::{Bound, Criterion, Guard};
pub use machine::{Machine, Place};
pub use parting::periods_part_from;
pub use period::{CLOSED, CriticalPeriod, Reached, openness};
pub use stage::{Stage, Transition};
pub use track::{Aim, Clock, Interpolation, Key, Track};
