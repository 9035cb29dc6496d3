//! Whether what a scenario claims about itself is true of other seeds too.

use super::Spread;
use crate::engine::Simulation;
use crate::engine::report::{Diagnosis, Verdict};
use crate::scenario::{Claim, Problem, Scenario};
use rayon::prelude::*;

/// The part of the seeds on which a claim must hold.
pub const ENOUGH: f64 = 0.95;

/// One life of a scenario, under one seed.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The seed.
    pub seed: u64,
    /// How each claim ended, in the scenario's order.
    pub verdicts: Vec<Verdict>,
    /// If the life ended early: why.
    pub diverged: Option<Diagnosis>,
}

/// Many lives of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Verification {
    /// One for each seed, in the order asked for.
    pub trials: Vec<Trial>,
    claims: Vec<Claim>,
}

/// What many lives say about one claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// In how many lives it held.
    pub held: usize,
    /// How many lives there were.
    pub lives: usize,
    /// Over the lives that gave a value.
    pub spread: Spread,
}

/// Lives a scenario to its end under each seed, in parallel; `done` hears of each life as it ends.
///
/// # Errors
/// What is wrong with the scenario, if it cannot run.
pub fn verify(scenario: &Scenario, seeds: &[u64], done: impl Fn(&Trial) + Sync) -> Result<Verification, Vec<Problem>> {
    let life = |&seed: &u64| {
        let trial = live(&scenario.with("seed", &seed.into()).map_err(|problem| vec![problem])?, seed)?;
        done(&trial);
        Ok(trial)
    };
    let trials = seeds.par_iter().map(life).collect::<Result<Vec<_>, Vec<Problem>>>()?;
    Ok(Verification { trials, claims: scenario.claims.clone() })
}

fn live(scenario: &Scenario, seed: u64) -> Result<Trial, Vec<Problem>> {
    let mut simulation = Simulation::new(scenario)?;
    let mut diverged = None;
    for _ in 0..scenario.ticks {
        if let Err(diagnosis) = simulation.tick() {
            diverged = Some(diagnosis);
            break;
        }
        simulation.drain_samples();
    }
    Ok(Trial { seed, verdicts: simulation.verdicts(), diverged })
}

impl Verification {
    /// Claim by claim.
    pub fn tallies(&self) -> impl Iterator<Item = Tally<'_>> {
        self.claims.iter().enumerate().map(|(index, claim)| {
            let verdicts = || self.trials.iter().filter_map(move |trial| trial.verdicts.get(index));
            let values: Vec<f64> = verdicts().filter_map(|&verdict| value_of(verdict)).collect();
            let held = self.trials.iter().filter(|trial| trial.diverged.is_none() && matches!(trial.verdicts.get(index), Some(Verdict::Holds(_)))).count();
            Tally { claim, held, lives: self.trials.len(), spread: Spread::of(&values) }
        })
    }

    /// Whether no life diverged and every claim holds often enough.
    pub fn passes(&self) -> bool {
        self.trials.iter().all(|trial| trial.diverged.is_none()) && self.tallies().all(|tally| tally.passes())
    }
}

impl Tally<'_> {
    /// Whether the claim holds often enough.
    pub fn passes(&self) -> bool {
        self.lives > 0 && self.held as f64 >= ENOUGH * self.lives as f64
    }
}

/// Of which value a verdict speaks, if there is one.
pub fn value_of(verdict: Verdict) -> Option<f64> {
    match verdict {
        Verdict::Holds(value) | Verdict::Fails(value) => Some(value),
        Verdict::NotYetDue | Verdict::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Aggregate, Comparison};

    fn verification(verdicts: &[Verdict]) -> Verification {
        let claim = Claim {
            text: "It is small".into(),
            measure: "objective".into(),
            take: Aggregate::Last,
            over: [0, 1],
            is: Comparison::Below(1.0),
            cites: String::new(),
        };
        let trials = verdicts.iter().enumerate().map(|(seed, &verdict)| Trial { seed: seed as u64, verdicts: vec![verdict], diverged: None }).collect();
        Verification { trials, claims: vec![claim] }
    }

    #[test]
    fn a_claim_passes_that_holds_on_nineteen_of_twenty_seeds() {
        let mut verdicts = vec![Verdict::Holds(0.5); 20];
        verdicts[3] = Verdict::Fails(2.0);
        assert!(verification(&verdicts).passes());
        verdicts[4] = Verdict::NotYetDue;
        assert!(!verification(&verdicts).passes());
    }

    #[test]
    fn values_are_summed_up_by_mean_and_deviation() {
        let verification = verification(&[Verdict::Holds(1.0), Verdict::Fails(3.0), Verdict::Unknown]);
        let tally = verification.tallies().next().unwrap();
        assert_eq!((tally.spread.mean, tally.held, tally.lives), (2.0, 1, 3));
        assert!((tally.spread.deviation - 2.0_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_life_that_diverged_holds_nothing() {
        let mut verification = verification(&[Verdict::Holds(0.5); 3]);
        verification.trials[0].diverged =
            Some(Diagnosis { age: 1, area: "a".into(), tensor: "a.weights.0".into(), variant: None, cause: "its rate is high".into(), last_good: None });
        assert_eq!(verification.tallies().next().unwrap().held, 2);
        assert!(!verification.passes());
    }
}
