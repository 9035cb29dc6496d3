//! One block of samples on its way through a brain: activities forward, costs judged, error back. Scratch: nothing here outlives a tick.
//!
//! The same pass serves learning (a batch), measuring (512 fixed items) and testing, so that what is measured is what is learned from.

mod wires;

use super::explore::{Shaken, TrialPass};
use super::plan::{AreaPlan, Plan, Reach, error_gain};
use crate::brain::cost::Judged;
use crate::brain::rule::{Credit, Flow, Notes, Shakes, Signal};
use crate::brain::world::{Samples, Transform, blur};
use crate::math;
use crate::scenario::{Area, Link, Objective, Scenario, Sink, Source};
use std::cell::RefCell;
use wires::{add_columns, wire_gain};

/// A brain as a pass sees it.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// Its plan.
    pub plan: &'a Plan,
    /// Its knobs as they stand.
    pub live: &'a Scenario,
    /// Its tensors.
    pub parameters: &'a [f32],
    /// For each area and layer, 1 for living units, 0 for silenced ones; empty while all live.
    pub alive: &'a [Vec<Vec<f32>>],
    /// Wires whose error was cut.
    pub cut: &'a [bool],
    /// What happens between the world and its eyes.
    pub transform: &'a Transform,
    /// What delayed wires remember.
    pub history: &'a [f32],
    /// Its age.
    pub age: u64,
}

/// Which error travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As each area's own rule has it.
    Learn,
    /// The same; but where plasticity makes nothing of a proposal but a step along it, proposals for weights may stay implicit (see
    /// [`AreaPass::deferred`]).
    Live,
    /// The true gradient of an objective, by exact transposes: for measuring only.
    Truth(Objective),
}

impl Mode {
    /// Whether every area follows its own rule.
    fn is_own(self) -> bool {
        !matches!(self, Self::Truth(_))
    }
}

/// Buffers for one block of samples.
pub struct Pass {
    /// How many samples.
    pub rows: usize,
    /// The world's ports, rows × units.
    pub ports: Vec<Vec<f32>>,
    /// Each area.
    pub areas: Vec<AreaPass>,
    /// Descent directions, laid out as the parameters.
    pub proposals: Vec<f32>,
    /// For each sample, which of the world's stimuli it is.
    stimuli: Vec<u32>,
    /// Whether delayed wires remember: only in the block that is lived.
    remembers: bool,
    /// The name of the random stream for exploration.
    pub(super) stream: &'static str,
    /// The name of the one for choosing actions.
    pub(super) action_stream: &'static str,
    pub(super) reach: Reach,
    pub(super) reached: Vec<bool>,
    /// The tensors with their weights shaken; empty where nobody shakes weights.
    pub(super) shaken_parameters: Vec<f32>,
    /// For each area that lends its weights, the sum of what it and its borrowers propose; empty for all others.
    together: Vec<Vec<f32>>,
    observation: Vec<f32>,
}

/// Buffers of one area.
pub struct AreaPass {
    /// Its input, rows × units.
    pub input: Vec<f32>,
    /// Activity of each layer, rows × units.
    pub activity: Vec<Vec<f32>>,
    /// ∂C/∂h of each layer.
    pub errors: Vec<Vec<f32>>,
    /// ∂C/∂input.
    pub input_error: Vec<f32>,
    /// Each cost's value per sample.
    pub values: Vec<Vec<f32>>,
    /// Each cost's target, rows × units; empty where it needs none.
    pub targets: Vec<Vec<f32>>,
    /// Layers whose proposal for the weights is implicit: the outer product of their `errors` (δ) and their input.
    pub deferred: Vec<bool>,
    /// What its rule tells about itself, in blocks that are measured.
    pub notes: Option<Notes>,
    /// What each cost's weight is multiplied with, by wires that modulate it.
    pub(super) modulation: Vec<f32>,
    /// What came through wires from downstream.
    downstream: Vec<f32>,
    tapped: Vec<bool>,
    broadcast: Vec<f32>,
    pub(super) scratch: Vec<f32>,
    pub(super) spare: RefCell<Vec<f32>>,
    /// Scratch of its costs.
    pub(super) judging: RefCell<Vec<f32>>,
    pub(super) trial: Option<TrialPass>,
    pub(super) shaken: Shaken,
}

impl Pass {
    /// Buffers for `rows` samples of the life that is lived.
    pub fn living(plan: &Plan, live: &Scenario) -> Self {
        Self::new(plan, live, live.batch, true, ["exploration", "action"])
    }

    /// Buffers for `rows` samples that are only measured on. The frames of a film have those before them as their past; other samples have
    /// none: a delayed wire is silent in them.
    pub fn probe(plan: &Plan, live: &Scenario, rows: usize) -> Self {
        Self::new(plan, live, rows, false, ["exploration when measured", "action when measured"])
    }

    fn new(plan: &Plan, live: &Scenario, rows: usize, remembers: bool, [stream, action_stream]: [&'static str; 2]) -> Self {
        let explorations = || live.areas.iter().filter_map(|(_, area)| area.rule.as_dyn().exploration());
        let explores = explorations().next().is_some();
        let areas = live.areas.iter().enumerate().map(|(index, (_, area))| AreaPass::new(plan, index, area, rows, explores, !remembers)).collect();
        let numbers = plan.tensors.iter().map(|tensor| tensor.range.end).max().unwrap_or(0);
        let shakes_weights = explorations().any(|exploration| exploration.shakes == Shakes::Weights);
        Self {
            rows,
            ports: plan.wiring.ports.iter().map(|port| vec![0.0; rows * port.units]).collect(),
            areas,
            proposals: vec![0.0; numbers],
            stimuli: vec![0; rows],
            remembers,
            stream,
            action_stream,
            reach: Reach::new(plan.areas.len()),
            reached: vec![false; plan.areas.len()],
            shaken_parameters: vec![0.0; if shakes_weights { numbers } else { 0 }],
            together: plan.areas.iter().map(|area| vec![0.0; if area.lends { area.plastic.len() + area.own_range().len() } else { 0 }]).collect(),
            observation: vec![0.0; plan.wiring.ports[0].units],
        }
    }

    /// Takes samples by index, as they are lived: blurred and transformed.
    pub fn observe(&mut self, view: View<'_>, samples: &Samples, rows: impl Iterator<Item = usize> + Clone) {
        for ((port, buffer), all) in view.plan.wiring.ports.iter().zip(&mut self.ports).zip(&samples.ports) {
            for (row, item) in buffer.chunks_exact_mut(port.units).zip(rows.clone()) {
                row.copy_from_slice(&all[item * port.units..(item + 1) * port.units]);
            }
        }
        self.stimuli.iter_mut().zip(rows).for_each(|(stimulus, item)| *stimulus = item as u32);
        self.look(view, view.live.world.as_dyn().blur());
    }

    /// Draws new samples, in an endless world.
    pub fn draw(&mut self, view: View<'_>) {
        let mut generator = view.plan.seed.stream("world", "life").at(view.age);
        view.live.world.as_dyn().draw(&view.plan.dataset.truth, &mut generator, &mut self.ports);
        self.look(view, view.live.world.as_dyn().blur());
    }

    /// Takes the first samples, sharp: what is measured is not blurred, but seen through the same eyes.
    pub fn inspect(&mut self, view: View<'_>, samples: &Samples) {
        for ((port, buffer), all) in view.plan.wiring.ports.iter().zip(&mut self.ports).zip(&samples.ports) {
            buffer.copy_from_slice(&all[..self.rows * port.units]);
        }
        self.stimuli.iter_mut().zip(0..).for_each(|(stimulus, item)| *stimulus = item % view.plan.stimuli as u32);
        self.look(view, 0.0);
    }

    fn look(&mut self, view: View<'_>, blurred: f64) {
        let port = &view.plan.wiring.ports[0];
        if blurred > 0.0 {
            blur(port, blurred as f32, &mut self.ports[0]);
        }
        if !view.transform.is_none() {
            view.transform.apply(port, &mut self.ports[0], &mut self.observation);
        }
    }

    /// Activities of every area, and targets of every cost.
    pub fn forward(&mut self, view: View<'_>) {
        let order = &view.plan.wiring.order;
        for (place, &index) in order.iter().enumerate() {
            self.gather(view, index, &order[..place]);
            let AreaPass { input, activity, scratch, .. } = &mut self.areas[index];
            run_area(view, index, self.rows, input, activity, None, scratch);
        }
        for link in &view.plan.wiring.links {
            if !matches!(link.from, Source::Value(..)) {
                self.bring_to_cost(view, link);
            }
        }
    }

    /// Values of all costs, and their cotangents (as weighted) on the layers they sit on.
    pub fn judge(&mut self, view: View<'_>) {
        self.judge_modulated(view, true);
    }

    /// As [`Pass::judge`], where modulators may be left as they are.
    pub fn judge_modulated(&mut self, view: View<'_>, anew: bool) {
        for &index in &view.plan.wiring.judging {
            let hears_values =
                |link: &&Link| matches!((link.from, link.to), (Source::Value(..), Sink::Target(area, ..) | Sink::Weight(area, _)) if area == index);
            for link in view.plan.wiring.links.iter().filter(hears_values).filter(|link| anew || !matches!(link.to, Sink::Weight(..))) {
                self.bring_to_cost(view, link);
            }
            self.areas[index].judge(area_of(view.live, index));
        }
    }

    /// The mean over the samples of a cost's value.
    pub fn mean_cost(&self, area: usize, cost: usize) -> f64 {
        mean(&self.areas[area].values[cost])
    }

    /// Every cost of the brain, weighted; mean over the samples.
    pub fn objective(&self, live: &Scenario) -> f64 {
        let costs = |(index, (_, area)): (usize, (&str, &Area))| -> f64 {
            area.costs.iter().enumerate().map(|(c, (_, cost))| cost.weight * f64::from(self.areas[index].modulation[c]) * self.mean_cost(index, c)).sum()
        };
        live.areas.iter().enumerate().map(costs).sum()
    }

    /// Adds every sample's weighted cost to `out`.
    pub fn add_sample_costs(&self, live: &Scenario, scale: f64, out: &mut [f64]) {
        for (index, (_, area)) in live.areas.iter().enumerate() {
            for (c, (_, cost)) in area.costs.iter().enumerate() {
                let weight = scale * cost.weight * f64::from(self.areas[index].modulation[c]);
                for (out, value) in out.iter_mut().zip(&self.areas[index].values[c]) {
                    *out += weight * f64::from(*value);
                }
            }
        }
    }

    /// Proposals of every area, from errors that travel back as the mode says. Needs [`Pass::forward`] and [`Pass::judge`] before it.
    pub fn credit(&mut self, view: View<'_>, mode: Mode) {
        view.plan.survey(view.live, view.cut, &mut self.reach);
        self.together.iter_mut().for_each(|sum| sum.fill(0.0));
        if mode.is_own() {
            self.explore(view, mode);
        }
        for &index in view.plan.wiring.order.iter().rev() {
            let explored = mode.is_own() && self.reach.hears[index] && area_of(view.live, index).rule.as_dyn().exploration().is_some();
            let sent = if explored {
                self.areas[index].downstream.fill(0.0);
                view.plan.wiring.asked_for_error[index]
            } else {
                self.credit_area(view, mode, index)
            };
            self.add_to_shared(view, mode, index);
            let local = mode == Mode::Truth(Objective::Local);
            for link in view.plan.wiring.links.iter().filter(|link| link.to == Sink::Input(index)) {
                let Source::Area(from) = link.from else { continue };
                if !view.plan.history[link.wire].is_empty() || local || !sent {
                    continue;
                }
                let gain = match mode {
                    Mode::Truth(Objective::Global) => wire_gain(view, link.wire),
                    _ => error_gain(view.live, view.cut, link.wire),
                };
                let error = std::mem::take(&mut self.areas[index].input_error);
                add_columns(&error, view.plan.wiring.input_units[index], link, &mut self.areas[from].downstream, gain);
                self.areas[index].input_error = error;
            }
        }
        for (sum, plan) in self.together.iter().zip(&view.plan.areas).filter(|(sum, _)| !sum.is_empty()) {
            let (plastic, own) = sum.split_at(plan.plastic.len());
            self.proposals[plan.plastic.clone()].copy_from_slice(plastic);
            self.proposals[plan.own_range()].copy_from_slice(own);
        }
    }

    /// Where weights are shared, adds what one of those who compute with them proposes; a borrower's counts times the error gain of its wire.
    fn add_to_shared(&mut self, view: View<'_>, mode: Mode, index: usize) {
        let plan = &view.plan.areas[index];
        if !plan.lends && plan.lender.is_none() || mode.is_own() && !self.reach.hears[index] {
            return;
        }
        let owner = plan.lender.map_or(index, |lender| lender.area);
        let gain = match (plan.lender, mode) {
            (None, _) | (_, Mode::Truth(Objective::Global)) => 1.0,
            (Some(lender), _) => error_gain(view.live, view.cut, lender.wire),
        };
        let owner_plan = &view.plan.areas[owner];
        let (plastic, own) = self.together[owner].split_at_mut(owner_plan.plastic.len());
        math::add_scaled(gain, &self.proposals[owner_plan.plastic.clone()], plastic);
        math::add_scaled(gain, &self.proposals[owner_plan.own_range()], own);
    }

    /// Lets one area's rule work; returns whether there is error to hand on.
    pub(super) fn credit_area(&mut self, view: View<'_>, mode: Mode, index: usize) -> bool {
        let plan = &view.plan.areas[index];
        let area = area_of(view.live, index);
        let rule = area.rule.as_dyn();
        self.areas[index].deferred.fill(false);
        let deaf = mode.is_own() && !self.reach.hears[index];
        if deaf {
            self.proposals[plan.plastic.clone()].fill(0.0);
            plan.own.iter().for_each(|own| self.proposals[own.clone()].fill(0.0));
        }
        let is_broadcast = mode.is_own() && !deaf && rule.signal() == Signal::Broadcast && self.receive_broadcast(view, index);
        let AreaPass {
            input,
            activity,
            errors,
            input_error,
            targets,
            downstream,
            deferred,
            tapped,
            broadcast,
            scratch,
            spare,
            judging,
            trial,
            shaken,
            notes,
            modulation,
            ..
        } = &mut self.areas[index];
        let last = plan.layers.len() - 1;
        math::add_scaled(1.0, downstream, &mut errors[last]);
        let asked = if deaf {
            false
        } else if mode.is_own() {
            view.plan.wiring.asked_for_error[index] && rule.sends().is_some()
        } else {
            !input_error.is_empty()
        };
        let recompute = |layer: usize, activity: &[f32], out: &mut [f32]| {
            if layer == last {
                out.copy_from_slice(downstream);
            } else {
                out.fill(0.0);
            }
            judge_layer(area, (plan, layer), activity, (targets, modulation), (&mut judging.borrow_mut(), &mut spare.borrow_mut()), out);
        };
        let mut credit = Credit {
            rows: self.rows,
            layers: &plan.layers,
            parameters: view.parameters,
            own: &plan.own,
            input,
            activity,
            alive: &view.alive[index],
            errors,
            tapped,
            broadcast: is_broadcast.then_some(&broadcast[..]),
            trial: trial.as_ref().map(|trial| trial.found(shaken)),
            stimuli: &self.stimuli,
            cotangent_at: &recompute,
            proposals: &mut self.proposals,
            deferred: (mode == Mode::Live && !plan.lends && plan.lender.is_none() && area.plasticity.only_steps_along()).then_some(&mut deferred[..]),
            input_error: asked.then_some(&mut input_error[..]),
            scratch,
            random: (view.plan.seed.stream("rule", &plan.name), view.age),
            notes: notes.as_mut().filter(|_| mode.is_own()),
        };
        match mode {
            Mode::Truth(_) => rule.truth(&mut credit),
            _ if deaf => rule.rest(&mut credit),
            _ => rule.propose(&mut credit),
        }
        downstream.fill(0.0);
        asked
    }

    /// Fetches the output error of an area's terminal; `false` if that is the area itself.
    fn receive_broadcast(&mut self, view: View<'_>, index: usize) -> bool {
        let Some(terminal) = &view.plan.wiring.terminals[index] else { return false };
        if terminal.area == index {
            return false;
        }
        let gain: f32 = terminal.wires.iter().map(|&wire| error_gain(view.live, view.cut, wire)).product();
        let mut broadcast = std::mem::take(&mut self.areas[index].broadcast);
        if let Some(error) = self.areas[terminal.area].errors.last() {
            broadcast.iter_mut().zip(error).for_each(|(out, error)| *out = gain * error);
        }
        self.areas[index].broadcast = broadcast;
        true
    }
}

impl AreaPass {
    fn new(plan: &Plan, index: usize, area: &Area, rows: usize, explores: bool, notes: bool) -> Self {
        let layers = &plan.areas[index].layers;
        let input_units = plan.wiring.input_units[index];
        let per_layer = || layers.iter().map(|layer| vec![0.0; rows * layer.units_out]).collect::<Vec<_>>();
        let tapped: Vec<bool> = (0..layers.len()).map(|layer| area.costs.iter().any(|(_, cost)| cost.tap == Some(layer))).collect();
        let judged_units = |tap: Option<usize>| tap.map_or(layers.last(), |tap| layers.get(tap)).map_or(0, |layer| layer.units_out);
        let output_units = plan.wiring.output_units[index];
        // Error of the input is wanted by neighbours that learn from it and, for measuring, by all areas upstream.
        let has_area_upstream = plan.wiring.links.iter().any(|link| link.to == Sink::Input(index) && matches!(link.from, Source::Area(_)));
        let asked = plan.wiring.asked_for_error[index];
        let broadcast_units = match (&plan.wiring.terminals[index], area.rule.as_dyn().signal()) {
            (Some(terminal), Signal::Broadcast) if terminal.area != index => plan.wiring.output_units[terminal.area],
            _ => 0,
        };
        Self {
            input: vec![0.0; rows * input_units],
            activity: per_layer(),
            errors: per_layer(),
            input_error: vec![0.0; if has_area_upstream { rows * input_units } else { 0 }],
            values: area.costs.iter().map(|_| vec![0.0; rows]).collect(),
            targets: plan.wiring.target_units[index].iter().map(|units| vec![0.0; rows * units]).collect(),
            modulation: vec![1.0; area.costs.len()],
            deferred: vec![false; layers.len()],
            downstream: vec![0.0; rows * output_units],
            tapped,
            broadcast: vec![0.0; rows * broadcast_units],
            scratch: vec![0.0; area.rule.as_dyn().scratch(plan.site(index), rows)],
            spare: RefCell::new(vec![0.0; rows]),
            judging: RefCell::new(vec![0.0; area.costs.iter().map(|(_, cost)| cost.cost.as_dyn().scratch(rows, judged_units(cost.tap))).max().unwrap_or(0)]),
            trial: area
                .rule
                .as_dyn()
                .exploration()
                .map(|exploration| TrialPass::new(exploration, &plan.areas[index], rows, if asked { input_units } else { 0 })),
            shaken: if explores { Shaken::new(layers, rows, input_units) } else { Shaken::default() },
            notes: notes.then(|| Notes { values: vec![f64::NAN; area.rule.as_dyn().measures().len()], curves: None }),
        }
    }

    /// Activity of the last layer.
    pub fn output(&self) -> &[f32] {
        self.activity.last().map_or(&[], Vec::as_slice)
    }

    fn judge(&mut self, area: &Area) {
        let last = self.activity.len() - 1;
        for (layer, errors) in self.errors.iter_mut().enumerate() {
            if self.tapped[layer] || layer == last {
                errors.fill(0.0);
            }
        }
        for (c, (_, attachment)) in area.costs.iter().enumerate() {
            let layer = attachment.tap.unwrap_or(last);
            let units = self.activity[layer].len() / self.values[c].len();
            let judged = Judged { activity: &self.activity[layer], target: &self.targets[c], units };
            let cotangent = (attachment.weight != 0.0).then_some((attachment.weight as f32 * self.modulation[c], &mut self.errors[layer][..]));
            attachment.cost.as_dyn().evaluate(judged, self.judging.get_mut(), &mut self.values[c], cotangent);
        }
    }
}

/// Lets an area compute; `noise` (deviation, ξ of each layer) is added to the sums.
pub(super) fn run_area(
    view: View<'_>,
    index: usize,
    rows: usize,
    input: &[f32],
    activity: &mut [Vec<f32>],
    noise: Option<(f32, &[Vec<f32>])>,
    scratch: &mut [f32],
) {
    let plan = &view.plan.areas[index];
    let mut flow = Flow { rows, layers: &plan.layers, parameters: view.parameters, own: &plan.own, input, activity, alive: &view.alive[index], noise, scratch };
    area_of(view.live, index).rule.as_dyn().forward(&mut flow);
}

/// Adds the weighted cotangents of an area's costs on one layer, at some activity of it.
fn judge_layer(
    area: &Area,
    (plan, layer): (&AreaPlan, usize),
    activity: &[f32],
    (targets, modulation): (&[Vec<f32>], &[f32]),
    (scratch, values): (&mut [f32], &mut [f32]),
    out: &mut [f32],
) {
    let last = plan.layers.len() - 1;
    for (((_, attachment), target), modulation) in area.costs.iter().zip(targets).zip(modulation) {
        if attachment.tap.unwrap_or(last) == layer && attachment.weight != 0.0 {
            let judged = Judged { activity, target, units: plan.layers[layer].units_out };
            attachment.cost.as_dyn().evaluate(judged, scratch, values, Some((attachment.weight as f32 * modulation, &mut *out)));
        }
    }
}

/// An area of a compiled scenario.
pub fn area_of(live: &Scenario, index: usize) -> &Area {
    live.areas.at(index).expect("a plan and its scenario have the same areas").1
}

fn mean(values: &[f32]) -> f64 {
    values.iter().map(|&value| f64::from(value)).sum::<f64>() / values.len().max(1) as f64
}
