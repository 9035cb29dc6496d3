//! Weight perturbation: shake every synapse at once, see whether it went better, and keep what did.

use super::node_perturbation::blame;
use super::{Credit, CreditRule, Exploration, Shakes, Signal};
use crate::option;

option! {
    /// Noise σξ on every weight and bias: `ΔW = −η (C(W + σξ) − C(W − σξ))/2σ · ξ`, C the mean over the batch (SCIENCE R7).
    ///
    /// Unbiased; the mean of K draws has with the gradient of d weights a cosine of about √(K/(K + d + 1)). Source: Jabri & Flower 1992.
    pub struct WeightPerturbation {
        /// σ: deviation of the noise on every weight.
        pub noise: f64 = 0.01, ratio(1e-4, 1.0), "", live;
        /// How many draws of noise are averaged in a tick; each costs two forward passes.
        pub draws: usize = 1, ratio(1.0, 10_000.0), "draws", live;
    }
}

impl CreditRule for WeightPerturbation {
    fn about(&self) -> &'static str {
        "Tries noise on every synapse at once and keeps what made things better"
    }

    fn signal(&self) -> Signal {
        Signal::Scalar
    }

    fn sends(&self) -> Option<&'static str> {
        Some("what shaking its input did to the cost")
    }

    fn usual_rate(&self) -> f64 {
        0.004
    }

    fn caution(&self) -> Option<&'static str> {
        Some("slow: one number has to teach all weights, so it learns the less of each the more there are")
    }

    fn exploration(&self) -> Option<Exploration> {
        Some(Exploration { shakes: Shakes::Weights, noise: self.noise as f32, compares: true, draws: self.draws, acts: false })
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        let Some(trial) = credit.trial else { return };
        let difference: f64 = trial.plus.iter().zip(trial.minus).map(|(plus, minus)| f64::from(plus - minus)).sum();
        let slope = (difference / credit.rows as f64) as f32 / (2.0 * trial.deviation);
        let first = credit.layers[0].weights.start;
        for range in credit.layers.iter().flat_map(|layer| [layer.weights.clone(), layer.bias.clone()]) {
            let noise = &trial.weight_noise[range.start - first..range.end - first];
            credit.proposals[range].iter_mut().zip(noise).for_each(|(proposal, noise)| *proposal = -slope * noise);
        }
        if let Some(input_error) = credit.input_error.as_deref_mut() {
            blame(&trial, trial.input_noise, credit.layers[0].units_in, input_error);
        }
        // Nothing here knows the output's error; who hears it broadcast gets what the costs themselves say.
        credit.chain(credit.layers.len() - 1);
    }
}
