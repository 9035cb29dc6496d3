//! REINFORCE: act at random, and do more often what brought more than usual.

use super::{Credit, CreditRule, Exploration, Initial, RuleMeasure, Shakes, Signal, Site, TensorRequest, Trial, Upkeep, mask};
use crate::option;

option! {
    /// `ΔW = η (r − b) ∇ log π`, r = −C of what was done, b what the stimulus brought so far: `b ← b + rate (r − b)` (SCIENCE R9).
    ///
    /// Each b is kept as its distance from what stimuli bring in general, so that one that was never met is expected to be like the others.
    /// Units with noise σξ on their pre-activation: `∇_a log π = ξ/σ`, times the noisy h below. Where a cost judges choices, the output takes an
    /// action of probability π = softmax(z) instead: `∇_z log π = 1_a − π`. Source: Williams 1992.
    pub struct Reinforce {
        /// σ: deviation of the noise on every pre-activation that is not a choice.
        pub noise: f64 = 1.0, ratio(1e-4, 10.0), "", live;
        /// How far what a stimulus is expected to bring moves towards what it brought.
        pub baseline_rate: f64 = 0.2, linear(0.0, 1.0), "per visit", live;
        /// How many tries are averaged in a tick.
        pub draws: usize = 1, ratio(1.0, 10_000.0), "draws", live;
    }
}

/// How fast what is usual follows what was met in the last ticks.
const USUAL_RATE: f32 = 0.2;

const MEASURES: &[RuleMeasure] = &[RuleMeasure { key: "surprise", title: "rewards from what was expected", unit: "", prominent: false }];

impl CreditRule for Reinforce {
    fn about(&self) -> &'static str {
        "Acts at random and does more often what brought more than usual"
    }

    fn signal(&self) -> Signal {
        Signal::Scalar
    }

    fn sends(&self) -> Option<&'static str> {
        Some("what shaking its input brought")
    }

    fn usual_rate(&self) -> f64 {
        0.05
    }

    fn caution(&self) -> Option<&'static str> {
        Some("slow: a reward alone hardly teaches hidden layers")
    }

    /// How much more than usual each stimulus is expected to cost, and what is usual, with the weight of the past in that.
    fn tensors(&self, site: Site<'_>) -> Vec<TensorRequest> {
        let request = |name: &str, rows| TensorRequest { name: name.to_owned(), rows, columns: 1, initial: Initial::Constant(0.0), upkeep: Upkeep::Direct };
        vec![request("expected", site.stimuli), request("usual", 2)]
    }

    fn exploration(&self) -> Option<Exploration> {
        Some(Exploration { shakes: Shakes::Units, noise: self.noise as f32, compares: false, draws: self.draws, acts: true })
    }

    fn measures(&self) -> &'static [RuleMeasure] {
        MEASURES
    }

    fn learns_beside(&self) -> Option<&'static str> {
        Some("its expectation of reward learns")
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        let Some(trial) = credit.trial else { return };
        let [expected, usual] = [credit.own[0].clone(), credit.own[1].clone()];
        let (before, past) = (&credit.parameters[expected.clone()], &credit.parameters[usual.clone()]);
        let mean = trial.plus.iter().sum::<f32>() / credit.rows as f32;
        // Where there is no past, this very tick is what is usual.
        let general = if past[1] > 0.0 { past[0] / past[1] } else { mean };
        let cost_above = |sample: usize| trial.plus[sample] - general - before[credit.stimuli[sample] as usize];
        for (index, layer) in credit.layers.iter().enumerate() {
            let (units, last) = (layer.units_out, index + 1 == credit.layers.len());
            let delta = &mut credit.errors[index][..credit.rows * units];
            if last && !trial.actions.is_empty() {
                blame_choice(&trial, units, &cost_above, delta);
                mask(delta, credit.alive.get(index));
                layer.activation.chain(&trial.activity[index][..delta.len()], delta, units);
            } else {
                blame_noise(&trial, &trial.noise[index], units, &cost_above, delta);
            }
            let input = if index == 0 { trial.input } else { &trial.activity[index - 1] };
            layer.propose(delta, input, credit.rows, credit.proposals);
        }
        if let Some(input_error) = credit.input_error.as_deref_mut() {
            blame_noise(&trial, trial.input_noise, credit.layers[0].units_in, &cost_above, input_error);
        }
        if let Some(notes) = credit.notes.as_deref_mut() {
            let squares: f64 = (0..credit.rows).map(|sample| f64::from(cost_above(sample)).powi(2)).sum();
            notes.tell(0, (squares / credit.rows as f64).sqrt());
        }
        // Visit by visit, so that a stimulus that comes often in a batch does not overshoot.
        let rate = self.baseline_rate as f32;
        let moved = &mut credit.proposals[expected];
        moved.fill(0.0);
        for (&stimulus, cost) in credit.stimuli.iter().zip(trial.plus) {
            let stimulus = stimulus as usize;
            moved[stimulus] += rate * (cost - general - before[stimulus] - moved[stimulus]);
        }
        let kept = &mut credit.proposals[usual];
        (kept[0], kept[1]) = (USUAL_RATE * (mean - past[0]), USUAL_RATE * (1.0 - past[1]));
    }
}

/// `δ = (C − b) ξ/σ`, sample by sample.
fn blame_noise(trial: &Trial<'_>, noise: &[f32], units: usize, cost_above: &dyn Fn(usize) -> f32, delta: &mut [f32]) {
    for (sample, (delta, noise)) in delta.chunks_exact_mut(units).zip(noise.chunks_exact(units)).enumerate() {
        let slope = cost_above(sample) / trial.deviation;
        delta.iter_mut().zip(noise).for_each(|(delta, noise)| *delta = slope * noise);
    }
}

/// `δ = (C − b)(1_a − π)`, π = softmax of the output that the action was taken from.
fn blame_choice(trial: &Trial<'_>, units: usize, cost_above: &dyn Fn(usize) -> f32, delta: &mut [f32]) {
    if let Some(output) = trial.activity.last() {
        delta.copy_from_slice(&output[..delta.len()]);
    }
    crate::math::softmax_rows(delta, units);
    for (sample, (delta, &action)) in delta.chunks_exact_mut(units).zip(trial.actions).enumerate() {
        let above = cost_above(sample);
        delta.iter_mut().for_each(|probability| *probability *= -above);
        delta[action as usize] += above;
    }
}
