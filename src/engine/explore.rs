//! How areas find out what would be better by shaking themselves: perturbed passes beside the clean one.

use super::pass::{Mode, Pass, View, area_of, run_area};
use super::plan::{AreaPlan, error_gain};
use crate::brain::anatomy::Layer;
use crate::brain::cost::Judged;
use crate::brain::rule::{Exploration, Shakes, Trial, mask};
use crate::math;
use crate::scenario::{Sink, Source};
use crate::seed::fill_normal;
use rand::{Rng, RngExt};

/// Buffers of an area that explores.
pub struct TrialPass {
    deviation: f32,
    noise: Vec<Vec<f32>>,
    input_noise: Vec<f32>,
    weight_noise: Vec<f32>,
    /// C⁻ and C⁺ of each sample.
    cost: [Vec<f32>; 2],
    /// Sums over draws, where a tick has several: proposals of weights and biases, of the rule's own tensors, and the error of the input.
    sums: [Vec<f32>; 3],
}

/// An area in a perturbed pass; in the end, in the one with +ξ.
#[derive(Default)]
pub struct Shaken {
    input: Vec<f32>,
    activity: Vec<Vec<f32>>,
    actions: Vec<u32>,
    /// What its own costs come to in the passes with −ξ and with +ξ: as expected over what it may choose, and as it chose.
    expected: [Vec<f32>; 2],
    met: [Vec<f32>; 2],
}

impl TrialPass {
    /// For `rows` samples of an area, `input_units` of whose input are to be blamed as well.
    pub fn new(exploration: Exploration, plan: &AreaPlan, rows: usize, input_units: usize) -> Self {
        Self {
            deviation: exploration.noise,
            noise: per_layer(&plan.layers, rows),
            input_noise: vec![0.0; rows * input_units],
            weight_noise: vec![0.0; if exploration.shakes == Shakes::Weights { plan.plastic.len() } else { 0 }],
            cost: [vec![0.0; rows], vec![0.0; rows]],
            // The number of draws may move while the brain lives, so there is room from the start.
            sums: [vec![0.0; plan.plastic.len()], vec![0.0; plan.own_range().len()], vec![0.0; rows * input_units]],
        }
    }

    /// What the rule is told.
    pub fn found<'a>(&'a self, shaken: &'a Shaken) -> Trial<'a> {
        Trial {
            deviation: self.deviation,
            plus: &self.cost[1],
            minus: &self.cost[0],
            noise: &self.noise,
            input_noise: &self.input_noise,
            weight_noise: &self.weight_noise,
            input: &shaken.input,
            activity: &shaken.activity,
            actions: &shaken.actions,
        }
    }
}

impl Shaken {
    /// For `rows` samples of an area.
    pub fn new(layers: &[Layer], rows: usize, input_units: usize) -> Self {
        let both = || [vec![0.0; rows], vec![0.0; rows]];
        let (input, actions) = (vec![0.0; rows * input_units], Vec::with_capacity(rows));
        Self { input, activity: per_layer(layers, rows), actions, expected: both(), met: both() }
    }

    fn output(&self) -> &[f32] {
        self.activity.last().map_or(&[], Vec::as_slice)
    }
}

fn per_layer(layers: &[Layer], rows: usize) -> Vec<Vec<f32>> {
    layers.iter().map(|layer| vec![0.0; rows * layer.units_out]).collect()
}

impl Pass {
    /// Lets every exploring area that hears anything shake itself, and propose from what that did.
    pub(super) fn explore(&mut self, view: View<'_>, mode: Mode) {
        let exploration = |pass: &Self, index: usize| area_of(view.live, index).rule.as_dyn().exploration().filter(|_| pass.reach.hears[index]);
        let draws = (0..self.areas.len()).filter_map(|index| exploration(self, index)).map(|exploration| exploration.draws).max().unwrap_or(0);
        for draw in 0..draws {
            self.draw_noise(view, draw as u64);
            for (side, sign) in [-1.0, 1.0].into_iter().enumerate() {
                self.shake_weights(view, sign);
                for &index in &view.plan.wiring.order {
                    self.shake(view, index, draw as u64, sign, side);
                }
            }
            for index in 0..self.areas.len() {
                let Some(exploration) = exploration(self, index).filter(|exploration| draw < exploration.draws) else { continue };
                self.add_up_costs(view, index);
                // With several draws there is a sum to write to, so nothing may stay implicit.
                self.credit_area(view, if exploration.draws > 1 { Mode::Learn } else { mode }, index);
                if exploration.draws > 1 {
                    self.take_mean(view, index, draw, exploration.draws);
                }
            }
        }
    }

    /// Draws ξ of every exploring area.
    fn draw_noise(&mut self, view: View<'_>, draw: u64) {
        for (index, area) in self.areas.iter_mut().enumerate() {
            let Some((trial, exploration)) = area.trial.as_mut().zip(area_of(view.live, index).rule.as_dyn().exploration()) else { continue };
            trial.deviation = exploration.noise;
            let stream = view.plan.seed.stream(self.stream, &view.plan.areas[index].name);
            let mut generator = stream.at(view.age * exploration.draws as u64 + draw);
            if exploration.shakes == Shakes::Weights {
                fill_normal(&mut generator, 1.0, &mut trial.weight_noise);
                let plan = &view.plan.areas[index];
                still_dead_synapses(&plan.layers, plan.plastic.start, &view.alive[index], &mut trial.weight_noise);
            } else {
                for (layer, noise) in trial.noise.iter_mut().enumerate() {
                    fill_normal(&mut generator, 1.0, noise);
                    mask(noise, view.alive[index].get(layer));
                }
            }
            fill_normal(&mut generator, 1.0, &mut trial.input_noise);
        }
    }

    /// Writes the tensors as they are in one perturbed pass, where anybody shakes weights.
    fn shake_weights(&mut self, view: View<'_>, sign: f32) {
        if self.shaken_parameters.is_empty() {
            return;
        }
        self.shaken_parameters.copy_from_slice(view.parameters);
        for (area, plan) in self.areas.iter().zip(&view.plan.areas) {
            if let Some(trial) = area.trial.as_ref().filter(|trial| !trial.weight_noise.is_empty()) {
                math::add_scaled(sign * trial.deviation, &trial.weight_noise, &mut self.shaken_parameters[plan.plastic.clone()]);
            }
        }
    }

    /// One area in a perturbed pass: a wire hands on clean + gain × (perturbed − clean).
    fn shake(&mut self, view: View<'_>, index: usize, draw: u64, sign: f32, side: usize) {
        let mut shaken = std::mem::take(&mut self.areas[index].shaken);
        shaken.input.copy_from_slice(&self.areas[index].input);
        let width = view.plan.wiring.input_units[index];
        for link in view.plan.wiring.links.iter().filter(|link| link.to == Sink::Input(index) && view.plan.history[link.wire].is_empty()) {
            let Source::Area(from) = link.from else { continue };
            let gain = error_gain(view.live, view.cut, link.wire);
            let (clean, perturbed) = (self.areas[from].output(), self.areas[from].shaken.output());
            for ((row, clean), perturbed) in shaken.input.chunks_exact_mut(width).zip(clean.chunks_exact(link.width)).zip(perturbed.chunks_exact(link.width)) {
                let (clean, perturbed) = (&clean[link.column..][..link.units], &perturbed[link.column..]);
                for ((value, clean), perturbed) in row[link.offset..].iter_mut().zip(clean).zip(perturbed) {
                    *value += gain * (perturbed - clean);
                }
            }
        }
        let (area, plan) = (area_of(view.live, index), &view.plan.areas[index]);
        let exploration = area.rule.as_dyn().exploration();
        let sign = if exploration.is_some_and(|exploration| !exploration.compares) { 1.0 } else { sign };
        let chooses = exploration.is_some_and(|exploration| exploration.acts) && area.costs.iter().any(|(_, cost)| cost.cost.as_dyn().judges_choices());
        let mut scratch = std::mem::take(&mut self.areas[index].scratch);
        let this = &mut self.areas[index];
        if let Some(trial) = &mut this.trial {
            math::add_scaled(sign * trial.deviation, &trial.input_noise, &mut shaken.input[..trial.input_noise.len()]);
            if chooses && let Some(noise) = trial.noise.last_mut() {
                noise.fill(0.0);
            }
        }
        let this = &self.areas[index];
        let noise = this.trial.as_ref().zip(exploration).filter(|(_, exploration)| exploration.shakes == Shakes::Units);
        let noise = noise.map(|(trial, _)| (sign * trial.deviation, &trial.noise[..]));
        let parameters = if self.shaken_parameters.is_empty() { view.parameters } else { &self.shaken_parameters };
        run_area(View { parameters, ..view }, index, self.rows, &shaken.input, &mut shaken.activity, noise, &mut scratch);
        shaken.actions.clear();
        if let Some(exploration) = exploration.filter(|_| chooses) {
            // The same luck with +ξ as with −ξ: what differs between the two is then what was shaken, not another throw of the dice.
            let stream = view.plan.seed.stream(self.action_stream, &plan.name);
            let mut luck = stream.at(view.age * exploration.draws as u64 + draw);
            choose(shaken.activity.last().map_or(&[], Vec::as_slice), self.rows, &mut luck, &mut shaken.actions);
        }
        let (expected, met) = (&mut shaken.expected[side], &mut shaken.met[side]);
        expected.fill(0.0);
        met.fill(0.0);
        let (mut spare, mut judging) = (this.spare.borrow_mut(), this.judging.borrow_mut());
        for (c, (_, attachment)) in area.costs.iter().enumerate().filter(|(_, (_, attachment))| attachment.weight != 0.0) {
            let layer = attachment.tap.unwrap_or(plan.layers.len() - 1);
            let judged = Judged { activity: &shaken.activity[layer], target: &this.targets[c], units: plan.layers[layer].units_out };
            let (cost, weight) = (attachment.cost.as_dyn(), attachment.weight as f32 * this.modulation[c]);
            cost.evaluate(judged, &mut judging, &mut spare, None);
            math::add_scaled(weight, &spare, expected);
            if !shaken.actions.is_empty() && cost.judges_choices() {
                cost.evaluate_choices(judged, &shaken.actions, &mut spare);
            }
            math::add_scaled(weight, &spare, met);
        }
        drop((spare, judging));
        self.areas[index].shaken = shaken;
        self.areas[index].scratch = scratch;
    }

    /// Writes C⁻ and C⁺ of an exploring area: every cost that its activity leads to. Who compares two passes compares what is to be expected
    /// in them: two choices that fall differently would say nothing about a small noise.
    fn add_up_costs(&mut self, view: View<'_>, index: usize) {
        self.find_reached(view, index);
        let Some(mut trial) = self.areas[index].trial.take() else { return };
        let compares = area_of(view.live, index).rule.as_dyn().exploration().is_some_and(|exploration| exploration.compares);
        for (side, cost) in trial.cost.iter_mut().enumerate() {
            cost.fill(0.0);
            for (area, _) in self.areas.iter().zip(&self.reached).filter(|(_, reached)| **reached) {
                math::add_scaled(1.0, if compares { &area.shaken.expected[side] } else { &area.shaken.met[side] }, cost);
            }
        }
        self.areas[index].trial = Some(trial);
    }

    /// Adds what was proposed from this draw to those before it; the last one leaves their mean.
    fn take_mean(&mut self, view: View<'_>, index: usize, draw: usize, draws: usize) {
        let (area, plan) = (&mut self.areas[index], &view.plan.areas[index]);
        let Some(trial) = &mut area.trial else { return };
        // A sum of the input's error is as long as that error where it is asked for, else empty.
        let [plastic, own, input_error] = &mut trial.sums;
        let blamed = input_error.len();
        let (of_plastic, of_own) = (plan.plastic.clone(), plan.own_range());
        take_share(plastic, &mut self.proposals[of_plastic], draw, draws);
        take_share(own, &mut self.proposals[of_own], draw, draws);
        take_share(input_error, &mut area.input_error[..blamed], draw, draws);
    }

    /// Marks the area itself and all that its activity changes.
    fn find_reached(&mut self, view: View<'_>, start: usize) {
        self.reached.fill(false);
        self.reached[start] = true;
        for &area in &view.plan.wiring.order {
            if self.reached[area] {
                for (link, next) in &view.plan.outgoing[area] {
                    self.reached[*next] |= error_gain(view.live, view.cut, link.wire) != 0.0;
                }
            }
        }
    }
}

/// Adds a draw's share to the mean over draws; the last draw gets that mean in its place.
fn take_share(sum: &mut [f32], fresh: &mut [f32], draw: usize, draws: usize) {
    if draw == 0 {
        sum.fill(0.0);
    }
    math::add_scaled(1.0 / draws as f32, fresh, sum);
    if draw + 1 == draws {
        fresh.copy_from_slice(sum);
    }
}

/// No noise on synapses from or to silenced units: they change nothing, so there is nothing to be learned about them.
fn still_dead_synapses(layers: &[Layer], first: usize, alive: &[Vec<f32>], noise: &mut [f32]) {
    for (number, layer) in layers.iter().enumerate() {
        let weights = &mut noise[layer.weights.start - first..layer.weights.end - first];
        if let Some(below) = number.checked_sub(1) {
            mask(weights, alive.get(below));
        }
        let Some(here) = alive.get(number).filter(|here| !here.is_empty()) else { continue };
        for (row, alive) in weights.chunks_exact_mut(layer.units_in).zip(here) {
            row.iter_mut().for_each(|noise| *noise *= alive);
        }
        mask(&mut noise[layer.bias.start - first..layer.bias.end - first], Some(here));
    }
}

/// For each sample an action of probability softmax(activity).
fn choose(activity: &[f32], rows: usize, generator: &mut impl Rng, actions: &mut Vec<u32>) {
    for sample in activity.chunks_exact((activity.len() / rows).max(1)) {
        let largest = sample.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let total: f32 = sample.iter().map(|z| (z - largest).exp()).sum();
        let mut left = generator.random::<f32>() * total;
        let action = sample.iter().position(|z| {
            left -= (z - largest).exp();
            left < 0.0
        });
        actions.push(action.unwrap_or(sample.len() - 1) as u32);
    }
}
