//! Experiments made of many runs.

mod race;
pub mod speed;
mod spread;
mod verify;

pub use race::{Band, Entrant, Race, race, race_told};
pub use spread::Spread;
pub use verify::{ENOUGH, Tally, Trial, Verification, value_of, verify};
