//! Experiments made of many runs.

mod verify;

pub use verify::{ENOUGH, Tally, Trial, Verification, value_of, verify};
