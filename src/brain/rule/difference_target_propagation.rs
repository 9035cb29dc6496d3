//! Difference target propagation: targets through learned inverses, corrected for what the inverses get wrong.

use super::inverse::{INVERSE_ERROR, Targets};
use super::{Credit, CreditRule, RuleMeasure, Signal, Site, TensorRequest};
use crate::option;

option! {
    /// `ĥ_{l−1} = h_{l−1} + g_l(ĥ_l) − g_l(h_l)`; every layer descends `½‖f_l(h_{l−1}) − ĥ_l‖²/η̂` alone, every inverse
    /// `½‖g_l(f_l(h_{l−1} + ε)) − (h_{l−1} + ε)‖²` (SCIENCE R18).
    ///
    /// A perfect output is its own target, however bad the inverses; so the layers below are left in peace. The layer under a cost of this area
    /// hands down `h − η̂ ∂C/∂h`, as Lee has it; no other weight is ever transposed. Source: Lee, Zhang, Fischer & Bengio 2015.
    pub struct DifferenceTargetPropagation {
        /// η̂: how far the first target is from the activity, in units of the error.
        pub target_step: f64 = 0.5, ratio(1e-3, 10.0), "", live;
        /// Learning rate of the inverses.
        pub inverse_rate: f64 = 0.1, ratio(0.0, 10.0), "per step", live;
        /// How many steps the inverses take in a tick.
        pub inverse_steps: usize = 2, linear(0.0, 100.0), "per tick", live;
        /// Deviation of the noise ε on what the inverses learn to give back.
        pub inverse_noise: f64 = 0.1, ratio(0.0, 10.0), "", live;
    }
}

impl CreditRule for DifferenceTargetPropagation {
    fn about(&self) -> &'static str {
        "Learned inverses tell every layer how to say it better"
    }

    fn signal(&self) -> Signal {
        Signal::Cotangent
    }

    fn sends(&self) -> Option<&'static str> {
        Some("the difference between what its inverse makes of its activity and of its target")
    }

    fn tensors(&self, site: Site<'_>) -> Vec<TensorRequest> {
        Targets::tensors(site)
    }

    fn scratch(&self, site: Site<'_>, rows: usize) -> usize {
        Targets::scratch(site, rows)
    }

    fn measures(&self) -> &'static [RuleMeasure] {
        INVERSE_ERROR
    }

    fn learns_beside(&self) -> Option<&'static str> {
        (self.inverse_rate > 0.0 && self.inverse_steps > 0).then_some("its inverses learn")
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        let targets = Targets {
            step: self.target_step as f32,
            rate: self.inverse_rate as f32,
            steps: self.inverse_steps,
            noise: self.inverse_noise as f32,
            difference: true,
        };
        targets.propose(credit);
    }
}
