//! `brainwright bench`: the speed of this machine on fixed workloads.

use super::output::print;
use super::{Refusal, Status};
use crate::lab::speed::{WORKLOADS, bare_speed, measured_speed};
use crate::scenario::Problem;
use serde_json::json;
use std::time::Duration;

/// How long each workload is timed.
const TIMED: Duration = Duration::from_secs(2);

/// Times every workload; with `as_json` one JSON object a line.
pub(super) fn run(as_json: bool) -> Result<Status, Refusal> {
    let refuse = |problems: Vec<Problem>| Refusal(problems.iter().map(ToString::to_string).collect());
    for workload in WORKLOADS {
        let speed = bare_speed(workload, "backprop", TIMED).map_err(refuse)?;
        row(as_json, workload.name, speed, Some(speed * workload.operations() * 1e-9))?;
    }
    if let Some(small) = WORKLOADS.iter().find(|workload| workload.name == "small") {
        row(as_json, "small_measured", measured_speed(small, TIMED).map_err(refuse)?, None)?;
    }
    Ok(Status::Done)
}

fn row(as_json: bool, name: &str, ticks_per_s: f64, gflops: Option<f64>) -> Result<(), Refusal> {
    if as_json {
        print(&format!("{}\n", json!({ "name": name, "ticks_per_s": ticks_per_s, "gflop_per_s": gflops })))
    } else {
        let gflops = gflops.map_or(String::new(), |gflops| format!("{gflops:>9.1} GFLOP/s"));
        print(&format!("{name:<16} {ticks_per_s:>12.0} ticks/s {gflops}\n"))
    }
}
