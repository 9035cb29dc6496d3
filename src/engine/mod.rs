//! Runs a scenario; knows no window.

mod explore;
mod growth;
mod journal;
mod life;
mod meter;
mod network;
mod pass;
mod plan;
pub mod report;
mod runner;
mod session;
mod simulation;
mod status;
mod twin;

pub use network::{Network, State};
pub use pass::{AreaPass, Mode, Pass, View};
pub use plan::{AreaPlan, Plan, Reach, Tensor};
pub use runner::Runner;
pub use simulation::{Moment, Simulation};
