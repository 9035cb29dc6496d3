//! How error becomes weight change: credit assignment.
//!
//! A rule sees an area's activities and one kind of teaching signal, and writes a descent direction for every tensor of the area, averaged over
//! the batch, and (where somebody above wants it) the error of the area's input, per sample, in true units of ∂C/∂input. It may own tensors
//! beside the weights, and may have its area settle instead of feeding forward. No rule ever sees the oracle's gradient.

mod backprop;
mod contrastive_hebbian;
mod credit;
mod dendritic;
mod difference_target_propagation;
mod direct_feedback_alignment;
mod equilibrium_propagation;
mod feedback_alignment;
mod generalized_recirculation;
mod hebbian;
mod implied;
mod inverse;
mod kolen_pollack;
mod node_perturbation;
mod predictive_coding;
mod reinforce;
mod settling;
mod sign_symmetry;
mod similarity_matching;
mod stdp;
mod target_propagation;
mod weight_mirror;
mod weight_perturbation;
mod xcal;

pub use backprop::Backprop;
pub use contrastive_hebbian::ContrastiveHebbian;
pub use credit::{Credit, Curve, Feedback, Flow, Notes, Trial, backward, mask};
pub use dendritic::{Circuit, Dendritic, TopDown};
pub use difference_target_propagation::DifferenceTargetPropagation;
pub use direct_feedback_alignment::DirectFeedbackAlignment;
pub use equilibrium_propagation::{EquilibriumPropagation, Nudging};
pub use feedback_alignment::FeedbackAlignment;
pub use generalized_recirculation::GeneralizedRecirculation;
pub use hebbian::{Form, Hebbian};
pub use inverse::{Room, Undone};
pub use kolen_pollack::KolenPollack;
pub use node_perturbation::NodePerturbation;
pub use predictive_coding::PredictiveCoding;
pub use reinforce::Reinforce;
pub use sign_symmetry::{Magnitude, SignSymmetry};
pub use similarity_matching::SimilarityMatching;
pub use stdp::{Stdp, StdpForm};
pub use target_propagation::TargetPropagation;
pub use weight_mirror::{WeightMirror, mirror};
pub use weight_perturbation::WeightPerturbation;
pub use xcal::Xcal;

use crate::brain::anatomy::{Layer, LayerShape};
use crate::family;

family! {
    /// How error becomes weight change.
    pub enum Rule: dyn CreditRule {
        Backprop = "backprop", "Backpropagation", "ΔW_l = −η δ_l h_{l−1}ᵀ,  δ_l = W_{l+1}ᵀ δ_{l+1} ⊙ f′(a_l)", "Rumelhart, Hinton & Williams 1986";
        FeedbackAlignment = "feedback_alignment", "Feedback alignment", "δ_l = B_{l+1}ᵀ δ_{l+1} ⊙ f′(a_l),  B fixed, random", "Lillicrap et al. 2016";
        DirectFeedbackAlignment = "direct_feedback_alignment", "Direct feedback", "δ_l = D_l e ⊙ f′(a_l),  D fixed, random", "Nøkland 2016";
        SignSymmetry = "sign_symmetry", "Sign symmetry", "δ_l = (|M| ⊙ sign W_{l+1})ᵀ δ_{l+1} ⊙ f′(a_l)", "Liao, Leibo & Poggio 2016";
        WeightMirror = "weight_mirror", "Weight mirror", "B ← (1 − ρ) B + ρ ⟨y xᵀ⟩,  y = W x,  x noise", "Akrout et al. 2019";
        KolenPollack = "kolen_pollack", "Kolen–Pollack", "ΔW = −η δ hᵀ − λ W,  ΔB = −η δ hᵀ − λ B", "Kolen & Pollack 1994; Akrout et al. 2019";
        TargetPropagation = "target_propagation", "Target propagation", "ĥ_{l−1} = g_l(ĥ_l),  ΔW_l descends ½‖f_l(h_{l−1}) − ĥ_l‖²", "Bengio 2014; Lee et al. 2015";
        DifferenceTargetPropagation = "difference_target_propagation", "Difference targets", "ĥ_{l−1} = h_{l−1} + g_l(ĥ_l) − g_l(h_l)", "Lee et al. 2015";
        PredictiveCoding = "predictive_coding", "Predictive coding", "v̇_l = −ε_l + f′(v_l) ⊙ W_{l+1}ᵀ ε_{l+1},  ΔW_l = η Σ_{out} ε_l f(v_{l−1})ᵀ", "Whittington & Bogacz 2017";
        EquilibriumPropagation = "equilibrium_propagation", "Equilibrium propagation", "ΔW = (η/β) (h^β h^βᵀ − h⁰ h⁰ᵀ),  at rest in E + βC and in E", "Scellier & Bengio 2017";
        ContrastiveHebbian = "contrastive_hebbian", "Contrastive Hebbian", "ΔW = η (h⁺ h⁺ᵀ − h⁻ h⁻ᵀ),  − free, + output held", "Movellan 1991; Xie & Seung 2003";
        GeneralizedRecirculation = "generalized_recirculation", "Generalized recirculation", "ΔW_l = η (Δh_l h_{l−1}⁻ᵀ + h_l⁻ Δh_{l−1}ᵀ),  Δh = h⁺ − h⁻", "O'Reilly 1996";
        Xcal = "xcal", "XCAL", "ΔW = η f(h⁺ h⁺ᵀ, h⁻ h⁻ᵀ),  f(a, b) = a − b if a > d·b, else −a (1 − d)/d", "O'Reilly et al. 2012";
        Stdp = "stdp", "Spike timing", "ΔW = (η/β) ∫ h_{l−1} ḣ_lᵀ dt  while nudged", "Hinton 2007; Xie & Seung 2000; Bengio et al. 2015";
        Dendritic = "dendritic", "Dendritic", "ΔW_l = η (f(u_l) − f(W_l h_{l−1} + b_l)) h_{l−1}ᵀ,  u_l moved by the apical dendrite", "Sacramento et al. 2018; Guerguiev et al. 2017";
        NodePerturbation = "node_perturbation", "Node perturbation", "ΔW_l = −η (C⁺ − C⁻)/2σ · ξ_l h_{l−1}ᵀ", "Werfel, Xie & Seung 2005";
        WeightPerturbation = "weight_perturbation", "Weight perturbation", "ΔW = −η (C⁺ − C⁻)/2σ · ξ", "Jabri & Flower 1992";
        Reinforce = "reinforce", "REINFORCE", "ΔW = η (r − b) ∇log π", "Williams 1992";
        Hebbian = "hebbian", "Hebbian", "ΔW = η (y xᵀ − y yᵀ W)", "Hebb 1949; Oja 1982; Sanger 1989";
        SimilarityMatching = "similarity_matching", "Similarity matching", "y = (I + M)⁻¹ W x,  ΔW_i = y_i (x − y_i W_i)/D_i,  ΔM_ij = y_i (y_j − y_i M_ij)/D_i", "Pehlevan, Hu & Chklovskii 2015";
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
    /// What its entries are at birth.
    pub initial: Initial,
    /// How it changes.
    pub upkeep: Upkeep,
}

/// What the entries of a tensor are at birth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Initial {
    /// Normal, of this deviation.
    Normal(f32),
    /// All this number.
    Constant(f32),
}

/// How a tensor that a rule owns changes. While the area's critical period is closed, none does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upkeep {
    /// Never.
    Fixed,
    /// By exactly what the rule proposes for it.
    Direct,
    /// As weights do: plasticity carries out what the rule proposes for it.
    Plastic,
    /// By the very change that the weights of this layer, which have its shape, go through.
    With(usize),
}

/// How a rule finds out what would be better, where it is told nothing but how well it went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exploration {
    /// What it shakes.
    pub shakes: Shakes,
    /// σ of the noise.
    pub noise: f32,
    /// Whether it compares a pass with the noise to one with its opposite. Who does not has the same noise in both: to others that do compare, it
    /// is then part of how things stand, not of what made a difference.
    pub compares: bool,
    /// How many draws of noise a tick has; the rule is asked for a proposal after each, and their mean counts.
    pub draws: usize,
    /// Whether its output chooses one action at random, where a cost judges choices, instead of being shaken.
    pub acts: bool,
}

/// What exploration shakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shakes {
    /// Every pre-activation, anew for every sample.
    Units,
    /// Every weight and bias, alike for all samples.
    Weights,
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
    /// How many different stimuli the world has: its training items, or 1 where it never ends.
    pub stimuli: usize,
}

/// A number that a rule has to tell about itself, recorded as `key.area`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleMeasure {
    /// Its name in files: `unsettled`.
    pub key: &'static str,
    /// Its name for people: `still moving when it learned`.
    pub title: &'static str,
    /// Its unit; angles (°) are plotted with the alignments, the rest with the losses.
    pub unit: &'static str,
    /// Whether the plot shows it unless told otherwise.
    pub prominent: bool,
}

/// The behaviour of a rule.
pub trait CreditRule {
    /// What it does, in one line for people.
    fn about(&self) -> &'static str;

    /// What it consumes.
    fn signal(&self) -> Signal;

    /// In words, what it sends upstream; `None` for nothing.
    fn sends(&self) -> Option<&'static str>;

    /// The learning rate at which it works with everything else at its default: choosing the rule sets it.
    fn usual_rate(&self) -> f64 {
        0.2
    }

    /// Why it may fail although nothing is wrong, in a short sentence; `None` for a rule that can be relied on.
    fn caution(&self) -> Option<&'static str> {
        None
    }

    /// Why it cannot work in an area of these layers, and what would mend that.
    fn refuses(&self, _layers: &[LayerShape]) -> Option<Refusal> {
        None
    }

    /// The tensors it needs beside the weights.
    fn tensors(&self, _site: Site<'_>) -> Vec<TensorRequest> {
        Vec::new()
    }

    /// How many numbers of scratch it needs for `rows` samples, in [`forward`](Self::forward) or in [`propose`](Self::propose).
    fn scratch(&self, _site: Site<'_>, _rows: usize) -> usize {
        0
    }

    /// What of its own goes on at a pace of its own, whatever the learning rate is ([`Upkeep::Direct`]): `its interneurons learn`. `None` for nothing.
    fn learns_beside(&self) -> Option<&'static str> {
        None
    }

    /// Whether that goes on where nothing arrives ([`rest`](Self::rest)).
    fn learns_at_rest(&self) -> bool {
        false
    }

    /// The part of every weight (not of biases), and of every tensor that changes with weights, that is forgotten at each update.
    fn decay(&self) -> f32 {
        0.0
    }

    /// How it explores; only rules that consume a scalar do.
    fn exploration(&self) -> Option<Exploration> {
        None
    }

    /// What it has to tell about itself, in the order of [`Notes::values`].
    fn measures(&self) -> &'static [RuleMeasure] {
        &[]
    }

    /// How many times a tick goes over the area's layers until they have settled; `None` for a rule whose area feeds forward and back once.
    fn iterations(&self) -> Option<usize> {
        None
    }

    /// Whether it has curves to show in [`Notes::curves`].
    fn draws_curves(&self) -> bool {
        false
    }

    /// What the area computes: its layers one after another, unless the rule has it settle in another way.
    fn forward(&self, flow: &mut Flow<'_>) {
        flow.feed_forward();
    }

    /// Writes the proposals, and the error of the input where it is asked for.
    fn propose(&self, credit: &mut Credit<'_>);

    /// What goes on where nothing arrives that it could learn from: may write proposals for tensors of its own, which are 0 otherwise.
    fn rest(&self, _credit: &mut Credit<'_>) {}

    /// The exact gradient of what [`forward`](Self::forward) computes, in the same form as [`propose`](Self::propose): for measuring only.
    fn truth(&self, credit: &mut Credit<'_>) {
        Backprop {}.propose(credit);
    }
}

/// Why a rule cannot work somewhere, and what would mend that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub message: &'static str,
    /// What would mend it.
    pub advice: &'static str,
}
