//! `brainwright bench`: the speed of this machine on fixed workloads.

use super::output::print;
use super::{Refusal, Status, Window};
use crate::lab::speed::{Bench, WORKLOADS, bare_speed, drained_speed, measured_speed};
use crate::scenario::Problem;
use serde_json::json;
use std::time::Duration;

/// How long each workload is timed.
const TIMED: Duration = Duration::from_secs(2);

/// Times every workload; with `as_json` one JSON object a line, each with a `name` and `ticks_per_s` (for `frame`, frames per second).
pub(super) fn run(as_json: bool, window: Window) -> Result<Status, Refusal> {
    let refuse = |problems: Vec<Problem>| Refusal(problems.iter().map(ToString::to_string).collect());
    for workload in WORKLOADS {
        let Bench { ticks_per_s, allocations_per_tick } = bare_speed(workload, "backprop", TIMED, window.allocations).map_err(refuse)?;
        let gflop_per_s = ticks_per_s * workload.operations() * 1e-9;
        let words = format!("{gflop_per_s:>8.1} GFLOP/s {allocations_per_tick:>6.2} allocations a tick");
        row(as_json, workload.name, ticks_per_s, &words, json!({ "gflop_per_s": gflop_per_s, "allocations_per_tick": allocations_per_tick }))?;
    }
    if let Some(small) = WORKLOADS.iter().find(|workload| workload.name == "small") {
        let measured = measured_speed(small, TIMED).map_err(refuse)?;
        row(as_json, "small_measured", measured, " with its default measures", json!({}))?;
        let drained = drained_speed(small, TIMED);
        row(as_json, "small_drained", drained, " on its thread, with default measures, its reports drained as by a window", json!({}))?;
    }
    let frame = (window.frame_time)().as_secs_f64();
    let words = format!(" {:.2} ms a frame: 50 areas, 200 wires, 3 plots of a million ticks", frame * 1e3);
    row(as_json, "frame", 1.0 / frame, &words, json!({ "milliseconds": frame * 1e3 }))?;
    Ok(Status::Done)
}

fn row(as_json: bool, name: &str, per_s: f64, words: &str, mut more: serde_json::Value) -> Result<(), Refusal> {
    if as_json {
        more["name"] = json!(name);
        more["ticks_per_s"] = json!(per_s);
        return print(&format!("{more}\n"));
    }
    let unit = if name == "frame" { "frames/s" } else { "ticks/s" };
    print(&format!("{name:<16} {per_s:>10.0} {unit:<8}{words}\n"))
}
