//! Experiments made of many runs.

pub mod speed;
mod verify;

pub use verify::{ENOUGH, Tally, Trial, Verification, value_of, verify};
