//! Lives: what is true of every run, of its past, of its stages and of those who live beside it.
#![expect(clippy::unwrap_used, reason = "a test that goes wrong should stop, in its helpers too")]

mod company;
mod invariants;
mod past;
mod stages;
