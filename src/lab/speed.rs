//! The fixed workloads that the speed of a machine is told by: a tick is one batch update, forward, cost, credit and change.

use crate::engine::report::{Command, Pace, Report, RunId};
use crate::engine::{Network, Runner, Simulation};
use crate::scenario::{Problem, Scenario, parse};
use serde_json::json;
use std::time::{Duration, Instant};

/// A fixed workload.
#[derive(Clone, Copy, Debug)]
pub struct Workload {
    /// Its name.
    pub name: &'static str,
    /// Widths, the input's first.
    pub widths: &'static [usize],
    /// Samples per tick.
    pub batch: usize,
}

/// Every workload: tanh hidden units, linear output under cross-entropy, plain gradient descent.
pub const WORKLOADS: &[Workload] = &[
    Workload { name: "tiny", widths: &[2, 8, 8, 2], batch: 32 },
    Workload { name: "small", widths: &[64, 64, 32, 10], batch: 32 },
    Workload { name: "online", widths: &[64, 64, 32, 10], batch: 1 },
    Workload { name: "mnist", widths: &[784, 500, 500, 10], batch: 64 },
    Workload { name: "large", widths: &[784, 1000, 1000, 10], batch: 128 },
];

impl Workload {
    /// Its scenario: noise with labels that mean nothing, memorized by one area.
    pub fn scenario(&self, rule: &str) -> Result<Scenario, Problem> {
        let (units, layers) = (self.widths[0], &self.widths[1..]);
        let classes = self.widths[self.widths.len() - 1];
        let file = json!({
            "format": 1, "batch": self.batch, "ticks": 1_000_000_000,
            "world": { "random_labels": { "units": units, "classes": classes, "count": 512 } },
            "areas": { "area": {
                "anatomy": { "dense": { "layers": layers, "hidden": "tanh", "output": "linear" } },
                "rule": { rule: {} }, "plasticity": { "rate": 0.01 }, "costs": { "classify": { "cost": { "cross_entropy": {} } } } } },
            "wires": {
                "eye": { "from": "world.x", "to": "area.input" },
                "teacher": { "from": "world.label", "to": "area.classify.target", "role": "teach" } } });
        parse(&file.to_string())
    }

    /// Floating-point operations of one tick's matrix products; no gradient of the input is taken.
    pub fn operations(&self) -> f64 {
        let products: usize = self.widths.windows(2).enumerate().map(|(layer, pair)| pair[0] * pair[1] * if layer == 0 { 2 } else { 3 }).sum();
        2.0 * (self.batch * products) as f64
    }
}

/// How a brain alone did.
#[derive(Clone, Copy, Debug)]
pub struct Bench {
    /// Ticks per second.
    pub ticks_per_s: f64,
    /// Allocations per tick, after the first ones.
    pub allocations_per_tick: f64,
}

/// Speed of a brain alone, nothing measured; `allocations` counts those of the process.
pub fn bare_speed(workload: &Workload, rule: &str, time: Duration, allocations: fn() -> usize) -> Result<Bench, Vec<Problem>> {
    let scenario = workload.scenario(rule).map_err(|problem| vec![problem])?;
    let mut network = Network::build(&scenario)?;
    let mut live = |ticks: u64| {
        for _ in 0..ticks {
            // None of the workloads diverges: their rates are small.
            let _ = network.tick();
        }
    };
    live(20);
    let (start, before, mut ticks) = (Instant::now(), allocations(), 0_u64);
    while start.elapsed() < time {
        live(10);
        ticks += 10;
    }
    let made = allocations() - before;
    Ok(Bench { ticks_per_s: ticks as f64 / start.elapsed().as_secs_f64(), allocations_per_tick: made as f64 / ticks as f64 })
}

/// Ticks per second of a life with its default measures.
pub fn measured_speed(workload: &Workload, time: Duration) -> Result<f64, Vec<Problem>> {
    let scenario = workload.scenario("backprop").map_err(|problem| vec![problem])?;
    let mut simulation = Simulation::new(&scenario)?;
    let start = Instant::now();
    while start.elapsed() < time {
        for _ in 0..10 {
            let _ = simulation.tick();
        }
        simulation.drain_samples();
    }
    Ok(simulation.age() as f64 / start.elapsed().as_secs_f64())
}

/// Ticks per second of a run on its own thread with default measures, its reports taken up sixty times a second, as by a window.
pub fn drained_speed(workload: &Workload, time: Duration) -> f64 {
    let mut runner = Runner::threaded(|| {});
    if let Ok(scenario) = workload.scenario("backprop") {
        runner.send(Command::Load(RunId(1), Box::new(scenario)));
    }
    runner.send(Command::Pace(Pace::Max));
    runner.send(Command::Play);
    let (mut age, start) = (0, Instant::now());
    while start.elapsed() < time {
        std::thread::sleep(Duration::from_millis(16));
        for report in runner.reports() {
            if let Report::Progress(progress) = report {
                age = progress.age;
            }
        }
    }
    age as f64 / start.elapsed().as_secs_f64()
}
