//! Feedback alignment: error returns through fixed random weights, and the forward weights come to agree with them.

use super::{Credit, CreditRule, Initial, RuleMeasure, Signal, Site, TensorRequest, Upkeep, backward};
use crate::option;

option! {
    /// `δ_l = scale · B_{l+1}ᵀ δ_{l+1} ⊙ f′(a_l)`, B ~ N(0, 1/fan_in) fixed (SCIENCE R2). Source: Lillicrap et al. 2016.
    ///
    /// Fails slowly in deep nets; large initial weights delay the alignment.
    pub struct FeedbackAlignment {
        /// Strength of the feedback weights, as a multiple of 1/√fan_in.
        pub scale: f64 = 1.0, linear(0.0, 10.0), "× 1/√fan-in", live;
    }
}

/// A tensor shaped like each layer's weights: those of layers 1… first, then, if error must leave the area, that of layer 0.
pub(super) fn feedback_tensors(site: Site<'_>, upkeep: impl Fn(usize) -> Upkeep) -> Vec<TensorRequest> {
    let inner = 1..site.layers.len();
    let first = 0..usize::from(site.asked_for_error);
    inner
        .chain(first)
        .map(|layer| {
            let shape = &site.layers[layer];
            let initial = Initial::Normal((shape.units_in as f32).powf(-0.5));
            TensorRequest { name: format!("feedback.{layer}"), rows: shape.units_out, columns: shape.units_in, initial, upkeep: upkeep(layer) }
        })
        .collect()
}

/// Where the tensor of a layer is among those of [`feedback_tensors`].
pub(super) fn feedback_index(layer: usize, layers: usize) -> usize {
    layer.checked_sub(1).unwrap_or(layers - 1)
}

/// What rules with a way back of its own tell: how far it is from the way forth.
pub(super) const FEEDBACK_ANGLE: &[RuleMeasure] = &[RuleMeasure { key: "feedback_angle", title: "feedback to forward weights", unit: "°", prominent: true }];

/// Tells ∠(W, B), over all layers that have a tensor of [`feedback_tensors`] together; synapses of silenced units do not count.
pub(super) fn tell_feedback_angle(credit: &mut Credit<'_>) {
    let (parameters, layers, own, alive) = (credit.parameters, credit.layers, credit.own, credit.alive);
    let Some(notes) = credit.notes.as_deref_mut() else { return };
    let lives = |layer: Option<usize>, unit: usize| layer.and_then(|layer| alive.get(layer)?.get(unit)).is_none_or(|alive| *alive > 0.0);
    let (mut overlap, mut forward, mut back) = (0.0, 0.0, 0.0);
    for (number, layer) in layers.iter().enumerate() {
        let Some(own) = own.get(feedback_index(number, layers.len())) else { continue };
        let pairs = parameters[layer.weights.clone()].iter().zip(&parameters[own.clone()]).enumerate();
        let lives = |place: usize| lives(Some(number), place / layer.units_in) && lives(number.checked_sub(1), place % layer.units_in);
        for (weight, feedback) in pairs.filter(|(place, _)| lives(*place)).map(|(_, (w, b))| (f64::from(*w), f64::from(*b))) {
            overlap += weight * feedback;
            forward += weight * weight;
            back += feedback * feedback;
        }
    }
    notes.tell(0, (overlap / (forward * back).sqrt()).clamp(-1.0, 1.0).acos().to_degrees());
}

impl CreditRule for FeedbackAlignment {
    fn about(&self) -> &'static str {
        "Error returns through fixed random weights"
    }

    fn signal(&self) -> Signal {
        Signal::Cotangent
    }

    fn sends(&self) -> Option<&'static str> {
        Some("error through fixed random weights")
    }

    fn tensors(&self, site: Site<'_>) -> Vec<TensorRequest> {
        feedback_tensors(site, |_| Upkeep::Fixed)
    }

    fn measures(&self) -> &'static [RuleMeasure] {
        FEEDBACK_ANGLE
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        tell_feedback_angle(credit);
        let (own, count, scale) = (credit.own, credit.layers.len(), self.scale as f32);
        backward(credit, &|layer, parameters, _| (scale, &parameters[own[feedback_index(layer, count)].clone()]));
    }
}
