//! Generalized recirculation: each unit learns from how the answer changes it.

use super::settling::{Phase, Relaxation, STRONG, UNSETTLED, is_strong, room_for, settles};
use super::{Credit, CreditRule, RuleMeasure, Site};
use crate::option;

option! {
    /// `ΔW_l = η h_{l−1}⁻ (h_l⁺ − h_l⁻)/λ`, the free phase − and the one with the output held at `z − λ ∂C/∂z` + (SCIENCE R13).
    ///
    /// Source: O'Reilly 1996. `symmetric`: where a connection has two directions, what each would learn is added, Δh_l h_{l−1}⁻ᵀ + h_l⁻ Δh_{l−1}ᵀ, so that
    /// the weights stay symmetric; the input has only one. The sum, not the mean, is the contrast of [`ContrastiveHebbian`](super::ContrastiveHebbian)
    /// but for Δh_l Δh_{l−1}ᵀ, at every γ: with the mean, the layers above would learn at half the pace of the first, and the area's direction would be bent.
    pub struct GeneralizedRecirculation {
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
        /// Whether what both directions of a connection learn is added.
        pub symmetric: bool = true, linear(0.0, 1.0), "", live;
    }
}

impl GeneralizedRecirculation {
    fn relaxation(&self) -> Relaxation {
        Relaxation { iterations: self.iterations, step: self.step as f32, feedback: self.feedback as f32 }
    }
}

impl CreditRule for GeneralizedRecirculation {
    fn about(&self) -> &'static str {
        "Learns from how its activity changes when the output is held at its target"
    }

    settles!();

    fn iterations(&self) -> Option<usize> {
        Some(self.iterations + self.held_iterations)
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
        let strength = self.clamp as f32;
        let (body, room, held) = self.relaxation().taught(credit, Phase::Held(strength), self.held_iterations);
        held.iter_mut().zip(&*room.free).for_each(|(held, free)| *held -= free);
        let backwards = if self.symmetric { 1.0 } else { 0.0 };
        body.propose(credit, held, room.free, backwards, |layer| body.share(layer) / strength);
    }
}
