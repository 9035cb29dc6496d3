//! How error becomes weight change: credit assignment.
//!
//! A rule sees an area's activities and one kind of teaching signal, and writes a descent direction for every tensor of the area, averaged over
//! the batch, and (where somebody above wants it) the error of the area's input, per sample, in true units of ∂C/∂input. No rule ever sees
//! the oracle's gradient.

mod backprop;
mod credit;
mod direct_feedback_alignment;
mod feedback_alignment;
mod hebbian;
mod node_perturbation;
mod predictive_coding;
mod sign_symmetry;

pub use backprop::Backprop;
pub use credit::{Credit, Feedback, Trial, backward, mask};
pub use direct_feedback_alignment::DirectFeedbackAlignment;
pub use feedback_alignment::FeedbackAlignment;
pub use hebbian::Hebbian;
pub use node_perturbation::NodePerturbation;
pub use predictive_coding::PredictiveCoding;
pub use sign_symmetry::{Magnitude, SignSymmetry};

use crate::brain::anatomy::Layer;
use crate::family;

family! {
    /// How error becomes weight change.
    pub enum Rule: dyn CreditRule {
        Backprop = "backprop", "Backpropagation", "ΔW_l = −η δ_l h_{l−1}ᵀ,  δ_l = W_{l+1}ᵀ δ_{l+1} ⊙ f′(a_l)", "Rumelhart, Hinton & Williams 1986";
        FeedbackAlignment = "feedback_alignment", "Feedback alignment", "δ_l = B_{l+1}ᵀ δ_{l+1} ⊙ f′(a_l),  B fixed, random", "Lillicrap et al. 2016";
        DirectFeedbackAlignment = "direct_feedback_alignment", "Direct feedback", "δ_l = D_l e ⊙ f′(a_l),  D fixed, random", "Nøkland 2016";
        SignSymmetry = "sign_symmetry", "Sign symmetry", "δ_l = (|M| ⊙ sign W_{l+1})ᵀ δ_{l+1} ⊙ f′(a_l)", "Liao, Leibo & Poggio 2016";
        NodePerturbation = "node_perturbation", "Node perturbation", "ΔW_l = −η (C⁺ − C⁻)/2σ · ξ_l h_{l−1}ᵀ", "Werfel, Xie & Seung 2005";
        PredictiveCoding = "predictive_coding", "Predictive coding", "v̇_l = −ε_l + f′(v_l) ⊙ W_{l+1}ᵀ ε_{l+1},  ΔW_l = η Σ_out ε_l f(v_{l−1})ᵀ", "Whittington & Bogacz 2017";
        Hebbian = "hebbian", "Hebbian (Oja)", "ΔW = η (y xᵀ − y yᵀ W)", "Oja 1982";
    }
}

/// The one teaching signal that a rule consumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The error of its output, ∂C/∂z per sample.
    Cotangent,
    /// The output error of a terminal area, sent to every layer at once.
    Broadcast,
    /// Nothing but how much better or worse it went, per sample.
    Scalar,
    /// Nothing: it learns from activity alone.
    None,
}

/// A tensor that a rule needs beside the weights.
#[derive(Clone, Debug, PartialEq)]
pub struct TensorRequest {
    /// Its name within the area: `feedback.0`.
    pub name: String,
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Deviation of its initial, normal entries.
    pub deviation: f32,
}

/// What an area tells a rule before anything runs.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The area's layers.
    pub layers: &'a [Layer],
    /// Width of the terminal area's output, where the rule consumes a broadcast; whether that area is this one.
    pub terminal: Option<(usize, bool)>,
    /// Whether somebody above wants the error of this area's input.
    pub asked_for_error: bool,
}

/// The behaviour of a rule.
pub trait CreditRule {
    /// What it consumes.
    fn signal(&self) -> Signal;

    /// In words, what it sends upstream; `None` for nothing.
    fn sends(&self) -> Option<&'static str>;

    /// The tensors it needs beside the weights; they are fixed unless it proposes changes for them.
    fn tensors(&self, _site: Site<'_>) -> Vec<TensorRequest> {
        Vec::new()
    }

    /// How many numbers of scratch it needs for `rows` samples.
    fn scratch(&self, _site: Site<'_>, _rows: usize) -> usize {
        0
    }

    /// σ of the noise it adds to every pre-activation to find out what would be better; only rules that consume a scalar have one.
    fn exploration(&self) -> Option<f32> {
        None
    }

    /// Writes the proposals, and the error of the input where it is asked for.
    fn propose(&self, credit: &mut Credit<'_>);
}
