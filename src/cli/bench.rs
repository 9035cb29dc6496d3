//! `brainwright bench`: the speed of this machine on fixed workloads.

use super::output::print;
use super::{Refusal, Status, Window};
use crate::brain::Rule;
use crate::lab::speed::{Bench, WORKLOADS, bare_speed, drained_speed, measured_speed};
use crate::scenario::Problem;
use serde_json::json;
use std::time::Duration;

/// How long each workload is timed.
const TIMED: Duration = Duration::from_secs(2);

/// How long each rule, and backprop beside it, is timed in each round.
const SHORT: Duration = Duration::from_millis(100);
/// How many rounds a rule and backprop take turns; the middle one counts.
const ROUNDS: usize = 5;

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
        // Each rule beside backprop, in turn, so that whatever else the machine does hits both alike.
        for option in Rule::all().iter().filter(|rule| rule.name() != "backprop") {
            let rule = option.name();
            let mut ratios = Vec::new();
            let mut speed = 0.0;
            for _ in 0..ROUNDS {
                let exact = bare_speed(small, "backprop", SHORT, window.allocations).map_err(refuse)?;
                let own = bare_speed(small, rule, SHORT, window.allocations).map_err(refuse)?;
                ratios.push(exact.ticks_per_s / own.ticks_per_s);
                speed = own.ticks_per_s;
            }
            ratios.sort_by(f64::total_cmp);
            let times = ratios[ROUNDS / 2];
            let each = option.as_dyn().iterations().map(|iterations| times / iterations as f64);
            let iteration = each.map_or(String::new(), |each| format!(", {each:.2} × for each iteration"));
            let words = format!(" {times:>7.2} × backprop's time a tick{iteration}");
            row(as_json, &format!("small_{rule}"), speed, &words, json!({ "times_backprop": times, "times_backprop_each_iteration": each }))?;
        }
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
    print(&format!("{name:<34} {per_s:>10.0} {unit:<8}{words}\n"))
}
