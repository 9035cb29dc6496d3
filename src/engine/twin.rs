//! A perturbed brain against its twin: an identical copy, forked at the moment of the perturbation and left alone (SCIENCE D).

use super::meter::Meter;
use super::network::Network;
use super::pass::{Pass, area_of};
use super::report::{Diagnosis, Recovery};
use crate::brain::Perturbation;
use crate::brain::world::Samples;
use crate::math;
use crate::scenario::Scenario;
use crate::seed::{Seed, fill_normal};
use rand::RngExt;

/// How many items the function distance is taken on.
const PROBES: usize = 300;

/// The comparison of a perturbed brain with its twin.
pub struct Twin {
    /// The brain that was left alone.
    pub control: Network,
    /// How it stands.
    pub recovery: Recovery,
    /// Evaluation noise: standard error of the initial harm.
    noise: f64,
    /// ‖θ_p(0⁺) − θ_c(0)‖.
    initial_distance: f64,
    probes: Samples,
    pass: Pass,
}

/// What a comparison measures at one age.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// R.
    pub regained: Option<f64>,
    /// Cost above the twin's.
    pub harm: f64,
    /// D_func.
    pub function_distance: Option<f64>,
    /// D_w.
    pub weight_distance: f64,
}

impl Twin {
    /// Forks a twin off, and perturbs the brain itself.
    pub fn fork(network: &mut Network, meter: &mut Meter, perturbation: &Perturbation) -> Self {
        let control = network.fork();
        network.perturb(perturbation);
        let probes = probe_items(network);
        let pass = Pass::probe(&network.plan, &network.live, probes.count);
        let differences = cost_differences(network, &control, meter);
        let count = differences.len() as f64;
        let initial_harm = differences.iter().sum::<f64>() / count;
        let spread = differences.iter().map(|d| (d - initial_harm).powi(2)).sum::<f64>() / count;
        let recovery = Recovery {
            what: describe(&network.live, perturbation),
            at: network.state.age,
            initial_harm,
            regained: None,
            time: None,
            function_distance: None,
            weight_distance: 1.0,
            verdict: String::new(),
            finished: false,
        };
        let initial_distance = distance(network, &control);
        Self { control, recovery, noise: (spread / count).sqrt(), initial_distance, probes, pass }
    }

    /// Whether the harm was large enough to speak of its recovery.
    fn was_harmed(&self) -> bool {
        self.recovery.initial_harm > 2.0 * self.noise
    }

    /// Compares now, and says how it stands; `horizon` ticks after the perturbation it is over.
    pub fn compare(&mut self, network: &Network, meter: &mut Meter) -> Comparison {
        let harm = mean(&cost_differences(network, &self.control, meter));
        let regained = self.was_harmed().then(|| 1.0 - harm / self.recovery.initial_harm);
        let since = network.state.age - self.recovery.at;
        if self.recovery.time.is_none() && since > 0 && regained.is_some_and(|regained| 1.0 - regained <= (-1.0_f64).exp()) {
            self.recovery.time = Some(since);
        }
        let reference = network.live.references.independent_distance.filter(|&distance| distance > 0.0);
        let function_distance = self.function_distance(network).map(|distance| distance / reference.unwrap_or(1.0));
        let moved = distance(network, &self.control);
        let weight_distance = if self.initial_distance > 0.0 { moved / self.initial_distance } else { 0.0 };
        self.recovery.regained = regained;
        self.recovery.function_distance = function_distance;
        self.recovery.weight_distance = weight_distance;
        self.recovery.finished = since >= network.live.measuring.horizon as u64;
        self.recovery.verdict = verdict(&self.recovery, self.initial_distance > 0.0, reference.is_some());
        Comparison { regained, harm, function_distance, weight_distance }
    }

    /// Lives a tick beside the perturbed brain.
    ///
    /// # Errors
    /// When the twin itself diverges.
    pub fn tick(&mut self) -> Result<(), Diagnosis> {
        self.control.tick()
    }

    /// Mean distance of what both say about the probe items: total variation of their beliefs where an area answers with a class, else the
    /// root mean square difference relative to the twin's spread.
    fn function_distance(&mut self, network: &Network) -> Option<f64> {
        let (area, classes) = answering_area(&network.live, network)?;
        let mut outputs = [Vec::new(), Vec::new()];
        for (brain, output) in [network, &self.control].into_iter().zip(&mut outputs) {
            let view = brain.view();
            self.pass.inspect(view, &self.probes);
            self.pass.forward(view);
            output.extend_from_slice(self.pass.areas[area].output());
            if classes {
                let units = output.len() / self.probes.count;
                math::softmax_rows(output, units);
            }
        }
        let [perturbed, control] = &outputs;
        if classes {
            let total: f64 = perturbed.iter().zip(control).map(|(p, c)| f64::from((p - c).abs())).sum();
            return Some(0.5 * total / self.probes.count as f64);
        }
        let squared: f64 = perturbed.iter().zip(control).map(|(p, c)| f64::from(p - c).powi(2)).sum();
        let length = math::norm(control);
        (length > 0.0).then(|| squared.sqrt() / length)
    }

    /// A copy with the same future.
    pub fn copy(&self) -> Self {
        Self {
            control: self.control.fork(),
            recovery: self.recovery.clone(),
            noise: self.noise,
            initial_distance: self.initial_distance,
            probes: self.probes.clone(),
            pass: Pass::probe(&self.control.plan, &self.control.live, self.probes.count),
        }
    }
}

/// In words what is done to which area: `Weight noise on Visual area`.
pub fn describe(scenario: &Scenario, perturbation: &Perturbation) -> String {
    use crate::brain::perturbation::Place;
    let what = perturbation.title();
    match perturbation.as_dyn().place() {
        Place::World => what.to_owned(),
        Place::Area(name) => format!("{what} on {}", scenario.areas.get(name).map_or(name, |area| area.title(name))),
        Place::Wire(name) => format!("{what} on {name}"),
    }
}

/// The area whose output is its answer, and whether that is a class: the last one with a cost that wants sums of classes, else with any cost.
fn answering_area(live: &Scenario, network: &Network) -> Option<(usize, bool)> {
    let order = || network.plan.wiring.order.iter().rev().copied();
    let classes = |index: &usize| area_of(live, *index).costs.iter().any(|(_, cost)| cost.tap.is_none() && cost.cost.name() == "cross_entropy");
    let any = |index: &usize| !area_of(live, *index).costs.is_empty();
    order().find(classes).map(|index| (index, true)).or_else(|| order().find(any).map(|index| (index, false)))
}

/// Items far from what is trained on: a third each mix-ups of two training items, noisy training items, and uniform noise. Test items would
/// be too easy: independent brains agree on them.
fn probe_items(network: &Network) -> Samples {
    let train = &network.plan.dataset.train;
    let mut generator = Seed(network.live.seed as u64).stream("probe items", "world").at(0);
    let ports = &network.plan.wiring.ports;
    let mut samples = Samples { count: PROBES, ports: ports.iter().map(|port| vec![0.0; PROBES * port.units]).collect() };
    let units = ports[0].units;
    let item = |index: usize| &train.ports[0][index * units..(index + 1) * units];
    let (least, most) = train.ports[0].iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), &v| (least.min(v), most.max(v)));
    let mut noise = vec![0.0; units];
    for (index, row) in samples.ports[0].chunks_exact_mut(units).enumerate() {
        let (one, other) = (generator.random_range(0..train.count), generator.random_range(0..train.count));
        match index % 3 {
            0 => row.iter_mut().zip(item(one)).zip(item(other)).for_each(|((value, a), b)| *value = 0.5 * (a + b)),
            1 => {
                fill_normal(&mut generator, 0.3 * (most - least), &mut noise);
                row.iter_mut().zip(item(one)).zip(&noise).for_each(|((value, a), noise)| *value = (a + noise).clamp(least, most));
            }
            _ => row.iter_mut().for_each(|value| *value = generator.random_range(least..=most)),
        }
    }
    samples
}

/// For each fixed item, its cost in the perturbed brain less its cost in the twin.
fn cost_differences(network: &Network, control: &Network, meter: &mut Meter) -> Vec<f64> {
    let mut perturbed = meter.item_costs(network.view());
    let twin = meter.item_costs(control.view());
    perturbed.iter_mut().zip(twin).for_each(|(difference, twin)| *difference -= twin);
    perturbed
}

/// ‖θ_p − θ_c‖ over weights and biases.
fn distance(network: &Network, control: &Network) -> f64 {
    let range = network.plan.plastic.clone();
    let pairs = network.state.parameters[range.clone()].iter().zip(&control.state.parameters[range]);
    pairs.map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>().sqrt()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Same point, same function, a different optimum, or not recovered; nothing before there was harm to recover from.
fn verdict(recovery: &Recovery, moved_weights: bool, knows_reference: bool) -> String {
    let Some(regained) = recovery.regained else { return "the harm was too small to speak of recovery".to_owned() };
    if regained < 0.5 {
        return if recovery.finished { "not recovered".to_owned() } else { "not recovered yet".to_owned() };
    }
    let function = recovery.function_distance.unwrap_or(f64::NAN);
    let words = if moved_weights && recovery.weight_distance < 0.1 {
        "same weights: back at the same point"
    } else if !knows_reference {
        "cost regained; how far the function moved is unknown without a reference"
    } else if function < 0.5 {
        "same function, different weights"
    } else if function >= 0.8 {
        "cost regained by a different function: another optimum"
    } else {
        "cost regained; the function is between same and different"
    };
    words.to_owned()
}
