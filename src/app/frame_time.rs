//! How long one frame's own work takes (layout, paint lists, tessellation), without a window or a GPU: for `bench`.

use super::{Action, App, layout};
use crate::engine::report::{Progress, Sample};
use crate::scenario::{Scenario, parse};
use egui::{Context, RawInput, Rect, Vec2};
use serde_json::{Map, Value, json};
use std::time::{Duration, Instant};

/// Areas of the brain that is drawn.
const AREAS: usize = 50;
/// Wires between them.
const WIRES: usize = 200;
/// Ticks that every plotted series holds.
const TICKS: u64 = 1_000_000;
/// Frames that are timed, after as many for warming up.
const FRAMES: usize = 60;

/// Median time of a frame at 1440×900 with 50 areas, 200 wires and three plots whose series hold a million values each.
pub fn frame_time() -> Duration {
    let ctx = Context::default();
    let mut app = App::for_test(&ctx, "welcome");
    app.open_scenario(crowd(), None, false);
    app.turn(0);
    fill(&mut app);
    let input = || RawInput { screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, Vec2::new(1440.0, 900.0))), ..RawInput::default() };
    let mut times: Vec<Duration> = (0..2 * FRAMES)
        .map(|_| {
            let start = Instant::now();
            let mut actions: Vec<Action> = Vec::new();
            let mut output = ctx.run_ui(input(), |ui| layout::ui(ui, &mut app, &mut actions));
            let primitives = ctx.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
            std::hint::black_box(primitives);
            output.textures_delta.clear();
            start.elapsed()
        })
        .skip(FRAMES)
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

/// A brain of many areas in five columns, each wired to some of the next column, the last with a cost.
fn crowd() -> Scenario {
    let (mut areas, mut wires, mut layout) = (Map::new(), Map::new(), Map::new());
    let rows = AREAS / 5;
    for index in 0..AREAS {
        let (column, row) = (index / rows, index % rows);
        let output = if column == 4 { "linear" } else { "tanh" };
        let costs = if column == 4 { json!({ "classify": { "cost": { "cross_entropy": {} } } }) } else { json!({}) };
        let units = if column == 4 { 10 } else { 8 };
        areas.insert(format!("area_{index}"), json!({ "anatomy": { "dense": { "layers": [units], "output": output } }, "costs": costs }));
        layout.insert(format!("area_{index}"), json!([300 * column + 300, 160 * row]));
        if column == 0 {
            wires.insert(format!("eye_{index}"), json!({ "from": "world.image", "to": format!("area_{index}.input") }));
        }
        if column == 4 {
            wires.insert(format!("label_{index}"), json!({ "from": "world.label", "to": format!("area_{index}.classify.target"), "role": "teach" }));
        }
    }
    let between =
        (0..).map(|number: usize| (number % (AREAS - rows), rows * (1 + (number % (AREAS - rows)) / rows) + (number / (AREAS - rows) + number) % rows));
    for (number, (from, to)) in between.take(WIRES - wires.len()).enumerate() {
        wires.insert(format!("wire_{number}"), json!({ "from": format!("area_{from}.output"), "to": format!("area_{to}.input") }));
    }
    let file = json!({ "format": 1, "ticks": TICKS, "areas": Value::Object(areas), "wires": Value::Object(wires), "layout": Value::Object(layout) });
    parse(&file.to_string()).unwrap_or_default()
}

/// Gives a few series of each plot a million values.
fn fill(app: &mut App) {
    let record = &mut app.run.record;
    let prominent: Vec<u32> =
        record.series().iter().enumerate().filter(|(_, series)| series.measure.prominent).map(|(index, _)| index as u32).take(24).collect();
    for start in (0..TICKS).step_by(10_000) {
        let value = |series: u32, age: u64| 1.0 / (1.0 + age as f64 * 1e-5) + 0.1 * ((age * 7 + u64::from(series) * 13) % 101) as f64 / 101.0;
        let samples = (start..start + 10_000).flat_map(|age| prominent.iter().map(move |&series| Sample { series, age, value: value(series, age) }));
        record.absorb(&Progress { age: start + 10_000, samples: samples.collect(), ..Progress::default() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crowd_is_a_brain_that_can_run() {
        let crowd = crowd();
        assert_eq!((crowd.areas.len(), crowd.wires.len()), (AREAS, WIRES));
        assert_eq!(crate::scenario::check(&crowd), []);
    }
}
