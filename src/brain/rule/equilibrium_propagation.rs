//! Equilibrium propagation: let the area settle, nudge it a little towards less cost, and learn from the difference.

use super::settling::{Phase, Relaxation, STRONG, UNSETTLED, compare, is_strong, room_for, settles};
use super::{Credit, CreditRule, RuleMeasure, Site};
use crate::{choice, option};
use rand::RngExt;

choice! {
    /// Which states are compared.
    pub enum Nudging {
        /// The free one and the one nudged by β.
        OneSided = "one_sided",
        /// The ones nudged by −β and by β.
        Centred = "centred",
        /// The free one and one nudged by β or −β, as a coin says at every tick.
        RandomSign = "random_sign",
    }
}

option! {
    /// `ΔW_l = (η/β) (h_l^β h_{l−1}^βᵀ − h_l⁰ h_{l−1}⁰ᵀ)`, at rest in the energy E (0) and in E + βC (β) (SCIENCE R15).
    ///
    /// As β → 0 this is the gradient of the settled cost. Sources: Scellier & Bengio 2017; centred: Laborieux et al. 2021.
    pub struct EquilibriumPropagation {
        /// How often every layer moves in the free phase.
        pub iterations: usize = 20, ratio(1.0, 5000.0), "iterations", live;
        /// How often every layer moves in a nudged phase.
        pub nudged_iterations: usize = 10, ratio(1.0, 5000.0), "iterations", live;
        /// ε: the part of its way that a layer goes in an iteration.
        pub step: f64 = 0.8, linear(0.01, 1.0), "", live;
        /// γ: how strongly a layer hears the one above: 1 in the symmetric network of the textbooks; weak feedback comes near backprop.
        pub feedback: f64 = 0.03, ratio(1e-3, 1.0), "", live;
        /// β: how strongly the output is nudged towards less cost.
        pub nudge: f64 = 0.5, ratio(1e-4, 10.0), "", live;
        /// Which states are compared.
        pub nudging: Nudging = Nudging::OneSided, linear(0.0, 2.0), "", live;
    }
}

impl EquilibriumPropagation {
    fn relaxation(&self) -> Relaxation {
        Relaxation { iterations: self.iterations, step: self.step as f32, feedback: self.feedback as f32 }
    }
}

impl CreditRule for EquilibriumPropagation {
    fn about(&self) -> &'static str {
        "Settles twice, left alone and nudged to do better; the difference is the lesson"
    }

    settles!();

    fn iterations(&self) -> Option<usize> {
        Some(self.iterations + self.nudged_iterations * if self.nudging == Nudging::Centred { 2 } else { 1 })
    }

    fn usual_rate(&self) -> f64 {
        0.1
    }

    fn caution(&self) -> Option<&'static str> {
        is_strong(self.feedback).then_some(STRONG)
    }

    fn scratch(&self, site: Site<'_>, rows: usize) -> usize {
        room_for(site, rows)
    }

    fn measures(&self) -> &'static [RuleMeasure] {
        UNSETTLED
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        let (stream, tick) = credit.random;
        let backwards = self.nudging == Nudging::RandomSign && stream.at(tick).random::<bool>();
        let strength = if backwards { -self.nudge as f32 } else { self.nudge as f32 };
        let (body, room, nudged) = self.relaxation().taught(credit, Phase::Nudged(strength), self.nudged_iterations);
        let mut apart = strength;
        if self.nudging == Nudging::Centred {
            body.run(Phase::Nudged(-strength), self.nudged_iterations, room.free, (room.below, room.drive, room.spare));
            apart += strength;
        }
        compare(room.free, nudged);
        body.propose(credit, room.free, nudged, 1.0, |layer| body.share(layer) / apart);
    }
}
