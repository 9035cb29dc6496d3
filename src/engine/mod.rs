//! Runs a scenario; knows no window.

pub mod report;
mod runner;

pub use runner::Runner;
