//! Contrastive Hebbian learning: what fires together while held to the answer, less what fires together while free.

use super::settling::{Phase, Relaxation, UNSETTLED, compare, is_strong, room_for, settles};
use super::{Credit, CreditRule, RuleMeasure, Site};
use crate::option;

option! {
    /// `ΔW_l = η (h_l⁺ h_{l−1}⁺ᵀ − h_l⁻ h_{l−1}⁻ᵀ)/λ`, − at rest in the free phase, + with the output held at `z − λ ∂C/∂z` (SCIENCE R12).
    ///
    /// Sources: Movellan 1991; Xie & Seung 2003 for weak feedback γ, where it comes to be backprop. Holding the output hard can throw the area into
    /// another mode, whose contrast says nothing: it learns, then forgets.
    pub struct ContrastiveHebbian {
        /// How often every layer moves in the free phase.
        pub iterations: usize = 20, ratio(1.0, 5000.0), "iterations", live;
        /// How often every hidden layer moves while the output is held.
        pub held_iterations: usize = 10, ratio(1.0, 5000.0), "iterations", live;
        /// ε: the part of its way that a layer goes in an iteration.
        pub step: f64 = 0.8, linear(0.01, 1.0), "", live;
        /// γ: how strongly a layer hears the one above: 1 in the symmetric network of the textbooks; weak feedback comes near backprop.
        pub feedback: f64 = 0.03, ratio(1e-3, 1.0), "", live;
        /// λ: how far down its cost the output is held; for squared error 1 is the target itself.
        pub clamp: f64 = 1.0, ratio(1e-3, 10.0), "", live;
    }
}

impl ContrastiveHebbian {
    fn relaxation(&self) -> Relaxation {
        Relaxation { iterations: self.iterations, step: self.step as f32, feedback: self.feedback as f32 }
    }
}

impl CreditRule for ContrastiveHebbian {
    fn about(&self) -> &'static str {
        "Hebb while the output is held at its target, anti-Hebb while it is left alone"
    }

    settles!();

    fn iterations(&self) -> Option<usize> {
        Some(self.iterations + self.held_iterations)
    }

    fn usual_rate(&self) -> f64 {
        0.1
    }

    fn caution(&self) -> Option<&'static str> {
        is_strong(self.feedback).then_some("Unstable with strong feedback: holding the output can throw the area into another mode, and it forgets.")
    }

    fn scratch(&self, site: Site<'_>, rows: usize) -> usize {
        room_for(site, rows)
    }

    fn measures(&self) -> &'static [RuleMeasure] {
        UNSETTLED
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        let strength = self.clamp as f32;
        let (body, room, held) = self.relaxation().taught(credit, Phase::Held(strength), self.held_iterations);
        compare(room.free, held);
        body.propose(credit, room.free, held, 1.0, |layer| body.share(layer) / strength);
    }
}
