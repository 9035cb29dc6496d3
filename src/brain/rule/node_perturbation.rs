//! Node perturbation: shake every unit, see whether it went better, and keep what did.

use super::{Credit, CreditRule, Exploration, Shakes, Signal, Trial};
use crate::option;

option! {
    /// Noise σξ on every pre-activation, per sample: `ΔW_l = −η (C⁺ − C⁻)/2σ · ξ_l h_{l−1}ᵀ` (SCIENCE R8).
    ///
    /// Unbiased; the cosine of a single draw falls as 1/√(units). Source: Werfel, Xie & Seung 2005.
    pub struct NodePerturbation {
        /// σ: deviation of the noise on every pre-activation.
        pub noise: f64 = 0.01, ratio(1e-4, 1.0), "", live;
        /// How many draws of noise are averaged in a tick; each costs two forward passes.
        pub draws: usize = 1, ratio(1.0, 10_000.0), "draws", live;
    }
}

impl CreditRule for NodePerturbation {
    fn about(&self) -> &'static str {
        "Tries noise on every unit and keeps what made things better"
    }

    fn signal(&self) -> Signal {
        Signal::Scalar
    }

    fn sends(&self) -> Option<&'static str> {
        Some("what shaking its input did to the cost")
    }

    fn caution(&self) -> Option<&'static str> {
        Some("one try a picture tells little: it needs a small rate and three times the patience of error sent back")
    }

    fn usual_rate(&self) -> f64 {
        0.02
    }

    fn exploration(&self) -> Option<Exploration> {
        Some(Exploration { shakes: Shakes::Units, noise: self.noise as f32, compares: true, draws: self.draws, acts: false })
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        let Some(trial) = credit.trial else { return };
        for layer in 0..credit.layers.len() {
            blame(&trial, &trial.noise[layer], credit.layers[layer].units_out, &mut credit.errors[layer]);
            credit.propose_layer(layer);
        }
        if let Some(input_error) = credit.input_error.as_deref_mut() {
            blame(&trial, trial.input_noise, credit.layers[0].units_in, input_error);
        }
    }
}

/// `δ = (C⁺ − C⁻)/2σ · ξ`, sample by sample.
pub(super) fn blame(trial: &Trial<'_>, noise: &[f32], units: usize, delta: &mut [f32]) {
    let slopes = trial.plus.iter().zip(trial.minus).map(|(plus, minus)| (plus - minus) / (2.0 * trial.deviation));
    for ((delta, noise), slope) in delta.chunks_exact_mut(units).zip(noise.chunks_exact(units)).zip(slopes) {
        delta.iter_mut().zip(noise).for_each(|(delta, noise)| *delta = slope * noise);
    }
}
