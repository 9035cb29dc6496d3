//! Dendritic rules: one cell keeps what it hears apart from what it is told, in two compartments, and learns from the difference.

mod compartments;
mod microcircuit;
mod plateau;

use super::{Credit, CreditRule, Flow, Refusal, RuleMeasure, Signal, Site, TensorRequest, backprop::Backprop};
use crate::brain::anatomy::LayerShape;
use crate::{choice, option};

choice! {
    /// What the dendrites of a cell do with what comes from above.
    pub enum Circuit {
        /// Interneurons learn to predict the layer above and cancel it in the apical dendrite; what is left over is error.
        Microcircuit = "microcircuit",
        /// Apical dendrites answer the output with one plateau before the target comes and with another after it.
        Plateau = "plateau",
    }
}

choice! {
    /// Which weights bring the layer above to the apical dendrites.
    pub enum TopDown {
        /// At every moment those of the way up.
        Tied = "tied",
        /// Random ones that never change.
        Random = "random",
    }
}

option! {
    /// Pyramidal cells of two compartments: `ΔW_l = η (f(u_l) − f(W_l h_{l−1} + b_l)) h_{l−1}ᵀ`, u_l the soma, which the apical dendrite moves off
    /// what the basal one says (SCIENCE R20).
    ///
    /// *Microcircuit* (Sacramento, Costa, Bengio & Senn 2018): `u_l = W_l h_{l−1} + b_l + κ v_l`, κ = g_A / (g_l + g_B + g_A), apical
    /// `v_l = Tᵀ h_{l+1} + P i_l`, interneurons `i_l = f((1 − m)(Q h_l + q) + m u_{l+1})`; the output's soma is pushed by −λ∂C/∂z. Lateral
    /// synapses learn from the state before the push, `ΔQ ∝ (f(·) − f(Q h_l + q)) h_lᵀ` and `ΔP ∝ −v_l i_lᵀ`, each divided by the mean squared
    /// length of its input, so that no activity is too large for them; they learn without any target too. Once they predict the layer above, v_l
    /// is silent at rest and the area computes what its layers alone would; before that it settles in `iterations` sweeps. W is given as the soma
    /// sees it, the attenuation g_B / (g_l + g_B + g_A) of its dendrite taken in.
    ///
    /// *Plateau* (Guerguiev, Lillicrap & Richards 2017): `α^f = σ(Y z)`, `α^t = σ(Y (z − λ∂C/∂z))`, `ΔW_l = η (α^t − α^f) f′(a_l) h_{l−1}ᵀ`, Y ~
    /// N(0, 1/units of z) fixed; the output layer takes its error itself.
    ///
    /// Proposals are divided by what λ, κ and m make of an error on its way down, so that they are in true units. Körding & König's gate
    /// (2001: `ΔW = η m (x − W)`, m = 1 where the apical drive is strong and nothing vetoes) is left out: in a prototype it read digits no better
    /// (93.1 %) than hidden weights that never change (92.9 %).
    pub struct Dendritic {
        /// What the dendrites do with what comes from above.
        pub circuit: Circuit = Circuit::Microcircuit, linear(0.0, 1.0), "", fixed;
        /// λ: how far the output is moved along its error.
        pub nudge: f64 = 0.1, ratio(1e-3, 10.0), "", live;
        /// Plateau: strength of the feedback weights, as a multiple of 1/√(units of the output).
        pub scale: f64 = 1.0, linear(0.0, 10.0), "", live;
        /// Microcircuit: which weights bring the layer above to the apical dendrites.
        pub top_down: TopDown = TopDown::Tied, linear(0.0, 1.0), "", fixed;
        /// Microcircuit: whether what synapses would do without a target is taken off what they do with one.
        pub subtract_rest: bool = true, linear(0.0, 1.0), "", live;
        /// Microcircuit: κ, the part of the apical potential that reaches the soma.
        pub coupling: f64 = 0.42, linear(0.01, 1.0), "", live;
        /// Microcircuit: m, how much an interneuron is pulled by the cell above that it is to predict.
        pub mixing: f64 = 0.1, linear(0.01, 0.9), "", live;
        /// Microcircuit: learning rate of the synapses from and to interneurons; 2 is the edge of stability.
        pub lateral_rate: f64 = 0.5, linear(0.0, 2.0), "", live;
        /// Microcircuit: how often activity goes down and up again before it counts as settled.
        pub iterations: usize = 10, linear(1.0, 500.0), "sweeps", live;
    }
}

impl CreditRule for Dendritic {
    fn about(&self) -> &'static str {
        "What the tips of cells did not expect from above teaches their bases"
    }

    fn signal(&self) -> Signal {
        Signal::Cotangent
    }

    fn sends(&self) -> Option<&'static str> {
        Some(match (self.circuit, self.top_down) {
            (Circuit::Microcircuit, TopDown::Tied) => "what its first layer's somata were moved by, through its weights",
            (Circuit::Microcircuit, TopDown::Random) => "what its first layer's somata were moved by, through fixed random weights",
            (Circuit::Plateau, _) => "the difference of two plateaus, through fixed random weights",
        })
    }

    fn iterations(&self) -> Option<usize> {
        // Settled once left alone, and once more pushed.
        (self.circuit == Circuit::Microcircuit).then_some(2 * self.iterations)
    }

    fn usual_rate(&self) -> f64 {
        0.1
    }

    fn caution(&self) -> Option<&'static str> {
        (self.circuit == Circuit::Microcircuit && !self.subtract_rest)
            .then_some("while its interneurons predict badly, what it learns is mostly noise: give them time without a target, and a small rate")
    }

    fn refuses(&self, layers: &[LayerShape]) -> Option<Refusal> {
        (self.circuit == Circuit::Microcircuit && layers.len() > microcircuit::MOST_LAYERS).then_some(Refusal {
            message: "the push at the output shrinks in every layer on its way down, and would drown in rounding errors",
            advice: "cut the area in two, or take the plateau circuit",
        })
    }

    fn tensors(&self, site: Site<'_>) -> Vec<TensorRequest> {
        match self.circuit {
            Circuit::Microcircuit => microcircuit::tensors(self, site),
            Circuit::Plateau => plateau::tensors(site),
        }
    }

    fn learns_beside(&self) -> Option<&'static str> {
        (self.circuit == Circuit::Microcircuit && self.lateral_rate > 0.0).then_some("its interneurons learn")
    }

    fn learns_at_rest(&self) -> bool {
        true
    }

    fn scratch(&self, site: Site<'_>, rows: usize) -> usize {
        match self.circuit {
            Circuit::Microcircuit => compartments::room(site.layers, rows),
            Circuit::Plateau => plateau::room(site.layers, rows),
        }
    }

    fn measures(&self) -> &'static [RuleMeasure] {
        match self.circuit {
            Circuit::Microcircuit => &microcircuit::MEASURES,
            Circuit::Plateau => &[],
        }
    }

    fn draws_curves(&self) -> bool {
        self.circuit == Circuit::Microcircuit
    }

    fn forward(&self, flow: &mut Flow<'_>) {
        match self.circuit {
            Circuit::Microcircuit => microcircuit::forward(self, flow),
            Circuit::Plateau => flow.feed_forward(),
        }
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        match self.circuit {
            Circuit::Microcircuit => microcircuit::propose(self, credit),
            Circuit::Plateau => plateau::propose(self, credit),
        }
    }

    fn rest(&self, credit: &mut Credit<'_>) {
        if self.circuit == Circuit::Microcircuit {
            microcircuit::rest(self, credit);
        }
    }

    fn truth(&self, credit: &mut Credit<'_>) {
        match self.circuit {
            Circuit::Microcircuit => microcircuit::truth(self, credit),
            Circuit::Plateau => Backprop {}.propose(credit),
        }
    }
}
