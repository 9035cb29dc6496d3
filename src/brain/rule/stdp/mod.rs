//! Spike-timing-dependent plasticity: a synapse changes by its sender's activity times the *change* of its receiver's.

mod lab;
mod spikes;

use super::settling::{Body, Phase, Relaxation, Room, STRONG, is_strong, room_for, settles};
use super::{Credit, CreditRule, RuleMeasure, Site};
use crate::math::{self, Into, matrix, matrix_mut};
use crate::{choice, option};

choice! {
    /// What a synapse goes by.
    pub enum StdpForm {
        /// The sender's rate times the change of the receiver's.
        Derivative = "derivative",
        /// That, and the change of the sender's rate times the receiver's.
        Symmetric = "symmetric",
        /// Pairs of spikes, drawn from the rates: later receivers strengthen, earlier ones weaken.
        SpikePair = "spike_pair",
    }
}

option! {
    /// `ΔW_l = (η/β) Σ_t h_{l−1}(t) (h_l(t+1) − h_l(t))ᵀ` while the settled area is nudged as in equilibrium propagation (SCIENCE R16).
    ///
    /// `symmetric` adds `(h_{l−1}(t+1) − h_{l−1}(t)) h_l(t+1)ᵀ`; the sum is then equilibrium propagation's contrast, exactly. `spike_pair` lets every unit
    /// fire with its rate (below zero: in an off-channel that counts negative), every iteration lasting a while, and adds `e^{−Δt/τ}` for each
    /// sender's spike before a receiver's, less `e^{−Δt/τ}` for each after, divided by (rate² τ²). Its mean is Σ (h_{l−1} Δh_l − h_l Δh_{l−1}).
    /// Sources: Xie & Seung 2000; Hinton 2007; Bengio et al. 2015, Eq. 1 and Fig. 1 (the two-neuron lab); Bi & Poo 1998.
    pub struct Stdp {
        /// What a synapse goes by.
        pub form: StdpForm = StdpForm::Derivative, linear(0.0, 2.0), "", live;
        /// How often every layer moves in the free phase.
        pub iterations: usize = 20, ratio(1.0, 5000.0), "iterations", live;
        /// How often every layer moves in the nudged phase.
        pub nudged_iterations: usize = 10, ratio(1.0, 5000.0), "iterations", live;
        /// ε: the part of its way that a layer goes in an iteration.
        pub step: f64 = 0.8, linear(0.01, 1.0), "", live;
        /// γ: how strongly a layer hears the one above: 1 in the symmetric network of the textbooks; weak feedback comes near backprop.
        pub feedback: f64 = 0.03, ratio(1e-3, 1.0), "", live;
        /// β: how strongly the output is nudged towards less cost.
        pub nudge: f64 = 0.5, ratio(1e-4, 10.0), "", live;
        /// Spike pairs: how often a unit of activity 1 fires; above ten a second the unit stands for many neurons.
        pub rate: f64 = 1.0, ratio(1e-3, 10.0), "per ms", live;
        /// Spike pairs: how long an iteration of the nudged phase lasts.
        pub duration: usize = 10, ratio(1.0, 1000.0), "ms", live;
        /// Spike pairs: τ of the window.
        pub time_constant: f64 = 20.0, ratio(1.0, 1000.0), "ms", live;
        /// Spike pairs: how much an early receiver weakens, as a part of how much a late one strengthens.
        pub depression: f64 = 1.0, linear(0.0, 3.0), "", live;
        /// How many spike pairs the two-neuron lab takes whenever it is measured; 0 closes it.
        pub lab_pairs: usize = 20_000, linear(0.0, 1_000_000.0), "pairs", live;
    }
}

/// What the rule tells: as all settling rules do, and what its two-neuron lab found.
const MEASURES: &[RuleMeasure] = &[
    RuleMeasure { key: "unsettled", title: "still moving after the free phase", unit: "", prominent: false },
    RuleMeasure { key: "unsettled_taught", title: "still moving after the nudged phase, part of its way", unit: "", prominent: false },
    RuleMeasure { key: "stdp_signs", title: "spike pairs: part of the window with the right sign", unit: "", prominent: false },
    RuleMeasure { key: "stdp_monotony", title: "spike pairs: rank correlation of change and distance in time", unit: "", prominent: false },
];

impl Stdp {
    fn relaxation(&self) -> Relaxation {
        Relaxation { iterations: self.iterations, step: self.step as f32, feedback: self.feedback as f32 }
    }
}

impl CreditRule for Stdp {
    fn about(&self) -> &'static str {
        "Follows how activity moves while it is nudged: what comes after a spike is strengthened"
    }

    settles!();

    fn iterations(&self) -> Option<usize> {
        Some(self.iterations + self.nudged_iterations)
    }

    fn usual_rate(&self) -> f64 {
        0.1
    }

    fn caution(&self) -> Option<&'static str> {
        match self.form {
            StdpForm::SpikePair => Some("Noisy: every synapse goes by the few spikes of its own two ends."),
            _ => is_strong(self.feedback).then_some(STRONG),
        }
    }

    fn scratch(&self, site: Site<'_>, rows: usize) -> usize {
        let units: usize = site.layers.iter().map(|layer| layer.units_out).sum();
        room_for(site, rows) + 2 * rows * (units + site.layers.first().map_or(0, |layer| layer.units_in))
    }

    fn measures(&self) -> &'static [RuleMeasure] {
        MEASURES
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        let (body, mut room) = self.relaxation().resume(credit);
        let phase = Phase::Nudged(self.nudge as f32);
        let moved = std::mem::take(&mut room.moved);
        for layer in body.layers {
            credit.proposals[layer.weights.clone()].fill(0.0);
            credit.proposals[layer.bias.clone()].fill(0.0);
        }
        match self.form {
            StdpForm::SpikePair => self.fire(credit, &body, phase, &mut room, moved),
            _ => self.follow(credit, &body, phase, &mut room, moved),
        }
        body.tell(credit, phase, self.nudged_iterations, &mut room, moved);
        room.free.iter_mut().zip(&*moved).for_each(|(free, moved)| *free = moved - *free);
        body.send(credit, room.free, body.share(0) / self.nudge as f32);
        if let Some(notes) = credit.notes.as_deref_mut().filter(|_| self.lab_pairs > 0) {
            let (stream, tick) = credit.random;
            lab::Window::count(self.lab_pairs, &mut stream.at(tick)).tell(notes);
        }
    }
}

impl Stdp {
    /// Sums sender × change of receiver over the nudged phase.
    fn follow(&self, credit: &mut Credit<'_>, body: &Body<'_>, phase: Phase, room: &mut Room<'_>, moved: &mut [f32]) {
        let Room { below, other: before, drive, spare, rest, .. } = room;
        let change = &mut rest[..moved.len()];
        for _ in 0..self.nudged_iterations {
            before.copy_from_slice(moved);
            body.sweep(phase, below, moved, drive, spare);
            change.iter_mut().zip(&*moved).zip(&**before).for_each(|((change, after), before)| *change = after - before);
            for (number, layer) in body.layers.iter().enumerate() {
                let scale = body.share(number) / (self.nudge as f32 * body.rows as f32);
                let (here, units) = (body.span(number), layer.units_out);
                let sender = if number == 0 { credit.input } else { &before[body.span(number - 1)] };
                let change_here = matrix(&change[here.clone()], body.rows, units);
                let mut out = matrix_mut(&mut credit.proposals[layer.weights.clone()], units, layer.units_in);
                math::product(scale, change_here.transposed(), matrix(sender, body.rows, layer.units_in), Into::Add, &mut out);
                if number > 0 && self.form == StdpForm::Symmetric {
                    let change_below = matrix(&change[body.span(number - 1)], body.rows, layer.units_in);
                    math::product(scale, matrix(&moved[here.clone()], body.rows, units).transposed(), change_below, Into::Add, &mut out);
                }
                add_rows(scale, &change[here], &mut credit.proposals[layer.bias.clone()]);
            }
        }
    }
}

/// `out += scale · Σ_rows values`; nothing where there are no biases.
fn add_rows(scale: f32, values: &[f32], out: &mut [f32]) {
    if !out.is_empty() {
        values.chunks_exact(out.len()).for_each(|row| math::add_scaled(scale, row, out));
    }
}
