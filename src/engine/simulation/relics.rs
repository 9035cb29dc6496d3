//! What was taken out of lives when they were rebuilt, and comes back when that is taken back.

use super::Life;
use crate::engine::network::Network;
use std::collections::VecDeque;

/// So many numbers are kept at most; the oldest go first.
const MOST_NUMBERS: usize = 16 << 20;

/// What was taken out of lives, the newest last.
#[derive(Default)]
pub(in crate::engine) struct Relics {
    kept: VecDeque<Relic>,
}

/// Those tensors of one area of one life that the brain which came next had no place for.
struct Relic {
    variant: Option<String>,
    area: String,
    shape: Vec<[usize; 3]>,
    updates: u64,
    alive: Vec<Vec<f32>>,
    tensors: Vec<Tensor>,
}

/// A tensor, and what its optimizer kept of it.
struct Tensor {
    name: String,
    values: Vec<f32>,
    moments: Vec<f32>,
}

impl Relics {
    /// Keeps what a life had and the one that comes after it has not.
    pub fn keep(&mut self, old: &Life, new: &Life) {
        for (index, area) in old.network.plan.areas.iter().enumerate() {
            let shape = old.network.plan.shape(index);
            let heir = old.network.plan.heir(index, &new.network.plan);
            let gone = |name: &str, length: usize| heir.is_none() || !has(&new.network, name, length);
            let state = &old.network.state;
            let tensors = old.network.plan.tensors.iter().filter(|tensor| tensor.area == index && gone(&tensor.name, tensor.range.len()));
            let tensors: Vec<Tensor> = tensors
                .map(|tensor| Tensor {
                    name: tensor.name.clone(),
                    values: state.parameters[tensor.range.clone()].to_vec(),
                    moments: state.moments[tensor.moments.clone()].to_vec(),
                })
                .collect();
            if !tensors.is_empty() {
                let (updates, alive) = (state.updates[index], state.alive[index].clone());
                self.kept.push_back(Relic { variant: old.variant.clone(), area: area.name.clone(), shape, updates, alive, tensors });
            }
        }
        while self.kept.iter().map(Relic::numbers).sum::<usize>() > MOST_NUMBERS {
            self.kept.pop_front();
        }
    }

    /// Gives back to a rebuilt life what the one before it had not; the areas that are whole again by that, and those that begin anew.
    pub fn give_back(&self, old: &Life, new: &mut Life) -> [Vec<String>; 2] {
        let (mut back, mut anew) = (Vec::new(), Vec::new());
        let plan = new.network.plan.clone();
        for (index, area) in plan.areas.iter().enumerate() {
            let is_heir = plan.heir(index, &old.network.plan).is_some();
            let shape = plan.shape(index);
            let known = |relic: &&Relic| relic.variant == new.variant && relic.area == area.name && relic.shape == shape;
            let state = &mut new.network.state;
            let (mut found, mut missing) = (false, false);
            for tensor in plan.tensors.iter().filter(|tensor| tensor.area == index) {
                if is_heir && has(&old.network, &tensor.name, tensor.range.len()) {
                    continue;
                }
                let same = |kept: &&Tensor| kept.name == tensor.name && kept.values.len() == tensor.range.len();
                let Some(kept) = self.kept.iter().rev().filter(known).find_map(|relic| relic.tensors.iter().find(same)) else {
                    missing = true;
                    continue;
                };
                state.parameters[tensor.range.clone()].copy_from_slice(&kept.values);
                if kept.moments.len() == tensor.moments.len() {
                    state.moments[tensor.moments.clone()].copy_from_slice(&kept.moments);
                }
                found = true;
            }
            if let Some(relic) = self.kept.iter().rev().find(known).filter(|_| found && !is_heir) {
                state.updates[index] = relic.updates;
                state.alive[index].clone_from(&relic.alive);
            }
            if missing && !is_heir {
                anew.push(area.name.clone());
            } else if found {
                back.push(area.name.clone());
            }
        }
        [back, anew]
    }
}

impl Relic {
    fn numbers(&self) -> usize {
        self.tensors.iter().map(|tensor| tensor.values.len() + tensor.moments.len()).sum()
    }
}

fn has(network: &Network, name: &str, length: usize) -> bool {
    network.plan.tensors.iter().any(|tensor| tensor.name == name && tensor.range.len() == length)
}
