//! Kolen–Pollack learning: the way back learns what the way forth learns, and both forget; so what told them apart is forgotten.

use super::feedback_alignment::{FEEDBACK_ANGLE, feedback_index, feedback_tensors, tell_feedback_angle};
use super::{Credit, CreditRule, RuleMeasure, Signal, Site, TensorRequest, Upkeep, backward};
use crate::option;

option! {
    /// `δ_l = B_{l+1}ᵀ δ_{l+1} ⊙ f′(a_l)`, `ΔW = −η δ hᵀ − λ W`, `ΔB = −η δ hᵀ − λ B` (SCIENCE R6).
    ///
    /// Both synapses see the same two activities, so neither copies the other, and `W − B` shrinks as `(1 − λ)^t`. Source: Kolen & Pollack 1994;
    /// Akrout et al. 2019.
    pub struct KolenPollack {
        /// λ: the part of every weight, forward and back, that is forgotten in a tick.
        pub decay: f64 = 1e-3, ratio(0.0, 0.5), "per tick", live;
    }
}

impl CreditRule for KolenPollack {
    fn signal(&self) -> Signal {
        Signal::Cotangent
    }

    fn sends(&self) -> Option<&'static str> {
        Some("error through weights that learn as the forward ones do")
    }

    fn tensors(&self, site: Site<'_>) -> Vec<TensorRequest> {
        feedback_tensors(site, Upkeep::With)
    }

    fn decay(&self) -> f32 {
        self.decay as f32
    }

    fn measures(&self) -> &'static [RuleMeasure] {
        FEEDBACK_ANGLE
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        tell_feedback_angle(credit);
        let (own, count) = (credit.own, credit.layers.len());
        backward(credit, &|layer, parameters, _| (1.0, &parameters[own[feedback_index(layer, count)].clone()]));
    }
}
