//! Which cost moves an area: its actual movement against the true gradient of every cost in the brain, its own and others' (SCIENCE D).
//!
//! From one measurement to the next an area moved by Δθ. Every cost k, alone and with weight 1, has a gradient G_k for it, taken through the
//! whole brain as if every error gain were 1, on the fixed items, half way between the two (the midpoint rule: exact to second order in the
//! movement). Then `movement` is cos(Δθ, −G_k), and `share` is what k contributes to the best fit with weights that are not negative,
//! `c* = argmin_{c≥0} ‖Δθ + Σ c_k G_k‖²`: c_k ⟨Δθ, −G_k⟩ / ‖Δθ‖². The shares of an area add up to `explained`, which is 1 where costs account for all
//! of its movement. Costs that pull the same way cannot be told apart by direction: the shares are then one of many splits. `beyond` says by how
//! many standard deviations a cosine lies above what shuffled errors give ([`super::shuffles`]).

use super::network::Network;
use super::pass::{AreaPass, Mode, Pass, View};
use super::plan::AreaPlan;
use super::report::Sample;
use super::shuffles::Moves;
use crate::brain::world::Samples;
use crate::math;
use crate::scenario::Objective;

/// Where the numbers of one area go.
#[derive(Clone)]
pub(super) struct Row {
    /// Its index.
    pub area: usize,
    /// How much of its movement costs account for.
    pub explained: u32,
    /// For each cost of the brain.
    pub costs: Vec<Cell>,
}

/// Where the numbers of one area and one cost go.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    pub cosine: u32,
    pub share: u32,
    pub beyond: u32,
}

/// Compares movements with gradients.
#[derive(Clone)]
pub(super) struct Movement {
    rows: Vec<Row>,
    /// Every cost of the brain: area, cost.
    candidates: Vec<(usize, usize)>,
    /// Half way between two measurements.
    between: Vec<f32>,
    /// −G_k of each candidate, one after another.
    descents: Vec<f32>,
    moved: Vec<f32>,
    /// For each candidate and each row, how far beyond shuffled errors it pulls.
    beyond: Vec<Option<f64>>,
}

impl Movement {
    /// For a brain whose numbers go to these rows.
    pub fn new(network: &Network, rows: Vec<Row>) -> Self {
        let candidates = super::network::costs_of(&network.live);
        let plastic = network.plan.plastic.len();
        Self {
            rows,
            between: vec![0.0; network.state.parameters.len()],
            descents: vec![0.0; plastic * candidates.len()],
            moved: vec![0.0; plastic],
            beyond: Vec::new(),
            candidates,
        }
    }

    /// For another brain of the same structure.
    pub fn fork(&self, network: &Network) -> Self {
        Self::new(network, self.rows.clone())
    }

    /// Says which costs moved the brain from the parameters in `left` to where it is now.
    pub fn measure(&mut self, network: &Network, left: &[f32], probe: &mut Pass, items: &Samples, out: &mut Vec<Sample>) {
        let (now, plastic) = (&network.state.parameters, network.plan.plastic.clone());
        for ((between, now), left) in self.between.iter_mut().zip(now).zip(left) {
            *between = 0.5 * (now + left);
        }
        for ((moved, now), left) in self.moved.iter_mut().zip(&now[plastic.clone()]).zip(&left[plastic.clone()]) {
            *moved = now - left;
        }
        let mut live = network.live.clone();
        let view = network.view();
        probe.inspect(view, items);
        probe.forward(View { parameters: &self.between, ..view });
        // What silences a cost now does not make it another cost.
        probe.areas.iter_mut().for_each(|area| area.modulation.fill(1.0));
        let moves = |row: &Row| moves(&network.plan.areas[row.area], &probe.areas[row.area], probe.rows, &self.moved);
        let moves: Vec<Moves> = self.rows.iter().map(moves).collect();
        self.beyond.clear();
        for (&candidate, descent) in self.candidates.iter().zip(self.descents.chunks_exact_mut(plastic.len().max(1))) {
            for (area, (_, each)) in live.areas.iter_mut().enumerate() {
                for (cost, (_, attachment)) in each.costs.iter_mut().enumerate() {
                    attachment.weight = f64::from(u8::from((area, cost) == candidate));
                }
            }
            let view = View { parameters: &self.between, live: &live, ..view };
            probe.judge_modulated(view, false);
            probe.credit(view, Mode::Truth(Objective::Global));
            descent.copy_from_slice(&probe.proposals[plastic.clone()]);
            let beyond =
                |(row, moves): (&Row, &Moves)| beyond(&network.plan.areas[row.area], &probe.areas[row.area], (moves, probe.rows), &self.moved, descent);
            self.beyond.extend(self.rows.iter().zip(&moves).map(beyond));
        }
        for (place, row) in self.rows.iter().enumerate() {
            self.compare((place, row), network, out);
        }
    }

    fn compare(&self, (place, row): (usize, &Row), network: &Network, out: &mut Vec<Sample>) {
        let range = network.plan.areas[row.area].plastic.clone();
        let moved = &self.moved[range.clone()];
        let length = math::norm(moved);
        if length == 0.0 {
            return;
        }
        let count = self.candidates.len();
        let descents: Vec<&[f32]> = self.descents.chunks_exact(self.moved.len()).map(|descent| &descent[range.clone()]).collect();
        let aim: Vec<f64> = descents.iter().map(|descent| math::dot(moved, descent)).collect();
        let gram: Vec<f64> = descents.iter().flat_map(|a| descents.iter().map(move |b| math::dot(a, b))).collect();
        let mut found = vec![0.0; count];
        math::nonnegative_least_squares(&gram, &aim, &mut found);
        let mut add = |series, value| out.push(Sample { series, age: network.state.age, value });
        let mut explained = 0.0;
        for (k, cell) in row.costs.iter().enumerate() {
            let descent = gram[k * count + k].sqrt();
            if descent > 0.0 {
                add(cell.cosine, (aim[k] / (descent * length)).clamp(-1.0, 1.0));
                add(cell.share, found[k] * aim[k] / (length * length));
                explained += found[k] * aim[k] / (length * length);
                if let Some(deviations) = self.beyond[k * self.rows.len() + place] {
                    add(cell.beyond, deviations);
                }
            }
        }
        add(row.explained, explained);
    }
}

/// What a movement adds to the sums of an area's units.
fn moves(plan: &AreaPlan, area: &AreaPass, rows: usize, moved: &[f32]) -> Moves {
    let mut of_layers: Vec<Vec<f32>> = plan.layers.iter().map(|layer| vec![0.0; rows * layer.units_out]).collect();
    for (number, (layer, moves)) in plan.layers.iter().zip(&mut of_layers).enumerate() {
        layer.sum(moved, if number == 0 { &area.input } else { &area.activity[number - 1] }, rows, moves);
    }
    Moves::new(side_by_side(plan, &of_layers), plan.layers.iter().map(|layer| layer.units_out).sum())
}

/// How far an area's movement along a descent lies beyond what shuffled errors give; nothing where the descent is not made of errors and inputs of
/// this very area alone, as where weights are shared.
fn beyond(plan: &AreaPlan, area: &AreaPass, (moves, rows): (&Moves, usize), moved: &[f32], descent: &[f32]) -> Option<f64> {
    let (moved, descent) = (&moved[plan.plastic.clone()], &descent[plan.plastic.clone()]);
    let lengths = math::norm(moved) * math::norm(descent);
    if lengths == 0.0 {
        return None;
    }
    let errors = side_by_side(plan, &area.errors);
    let along = moves.along(&errors) / rows as f64;
    let is_of_errors = (math::dot(moved, descent) + along).abs() <= 1e-3 * lengths;
    if is_of_errors { moves.beyond(errors) } else { None }
}

/// The numbers of all layers, row by row.
fn side_by_side(plan: &AreaPlan, of_layers: &[Vec<f32>]) -> Vec<f32> {
    let rows = plan.layers.first().zip(of_layers.first()).map_or(0, |(layer, values)| values.len() / layer.units_out);
    let layers = || plan.layers.iter().zip(of_layers);
    (0..rows).flat_map(|row| layers().flat_map(move |(layer, values)| &values[row * layer.units_out..][..layer.units_out])).copied().collect()
}
