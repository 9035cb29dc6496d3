//! Runs a scenario; knows no window.

mod company;
mod diary;
mod explore;
mod journal;
mod life;
mod meter;
mod movement;
mod network;
mod pass;
mod plan;
pub mod report;
mod runner;
mod schedule;
mod sentinel;
mod session;
mod shuffles;
mod simulation;
mod status;
mod twin;

pub use network::{Network, State};
pub use pass::{AreaPass, Mode, Pass, View};
pub use plan::{AreaPlan, Plan, Reach, Tensor};
pub use runner::Runner;
pub use schedule::{Growth, Schedule};
pub use session::MEMORY;
pub use simulation::{Moment, Simulation};
