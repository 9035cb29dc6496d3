//! `brainwright bench`: the speed of this machine.

use super::output::{print, whole};
use super::{Refusal, Status, source};
use crate::engine::Simulation;
use crate::scenario::{Named, PRESETS};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long each workload is timed.
const TIMED: Duration = Duration::from_secs(1);

/// Times every preset, alone and hardly measured.
pub(super) fn run(as_json: bool) -> Result<Status, Refusal> {
    let mut rows = Vec::new();
    for preset in PRESETS {
        let mut source = source::load(preset.name)?;
        source.scenario.variants = Named::default();
        source.scenario.claims.clear();
        source.set("measuring.every=1000000")?;
        source.set("measuring.exact_path=false")?;
        let mut simulation = Simulation::new(&source.scenario).map_err(|problems| source.refuse(&problems))?;
        let start = Instant::now();
        while start.elapsed() < TIMED && simulation.tick().is_ok() {}
        let speed = simulation.age() as f64 / start.elapsed().as_secs_f64();
        if !as_json {
            print(&format!("{:<20} {:>9} ticks/s\n", preset.name, whole(speed.round() as u64)))?;
        }
        rows.push((preset.name.to_owned(), json!({ "ticks_per_s": speed })));
    }
    if as_json {
        print(&format!("{}\n", Value::Object(rows.into_iter().collect())))?;
    }
    Ok(Status::Done)
}
