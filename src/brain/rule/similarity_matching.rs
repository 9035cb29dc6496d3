//! Similarity matching: Hebbian weights from below, anti-Hebbian ones between the units of a layer.

use super::credit::pass_down;
use super::implied::{self, Told, overlap};
use super::{Credit, CreditRule, Flow, Initial, RuleMeasure, Signal, Site, TensorRequest, Upkeep, mask};
use crate::brain::anatomy::Layer;
use crate::math::{self, Into, matrix, matrix_mut};
use crate::option;

option! {
    /// `a = (I + M)⁻¹(W x + b)`, where its units come to rest that inhibit each other, `y = f(a)`; `D_i ← D_i + ⟨y_i²⟩`,
    /// `ΔW_i = η ⟨y_i (x − y_i W_i)⟩/D_i`, `ΔM_ij = η ⟨y_i (y_j − y_i M_ij)⟩/D_i`, M_ii = 0; biases stay (SCIENCE R11).
    ///
    /// Every layer has its own M (units × units) and D (units). With linear units it makes ¼‖XᵀX − YᵀY‖²/n² small: what is alike below shall be alike
    /// above. Its own 1/D is all the cooling that it needs, at η = 1. Source: Pehlevan, Hu & Chklovskii 2015.
    pub struct SimilarityMatching {
        /// D at birth: the more, the smaller the first steps.
        pub inertia: f64 = 10.0, ratio(0.1, 1e4), "", fixed;
    }
}

impl CreditRule for SimilarityMatching {
    fn about(&self) -> &'static str {
        "Units that inhibit each other come to say what matters most in what they hear"
    }

    fn signal(&self) -> Signal {
        Signal::None
    }

    fn sends(&self) -> Option<&'static str> {
        None
    }

    fn usual_rate(&self) -> f64 {
        1.0
    }

    /// M of every layer first, then every D.
    fn tensors(&self, site: Site<'_>) -> Vec<TensorRequest> {
        let units = || site.layers.iter().map(|layer| layer.units_out).enumerate();
        let lateral = units().map(|(layer, units)| TensorRequest {
            name: format!("lateral.{layer}"),
            rows: units,
            columns: units,
            initial: Initial::Constant(0.0),
            upkeep: Upkeep::Plastic,
        });
        let activity = units().map(|(layer, units)| TensorRequest {
            name: format!("past_activity.{layer}"),
            rows: units,
            columns: 1,
            initial: Initial::Constant(self.inertia as f32),
            upkeep: Upkeep::Direct,
        });
        lateral.chain(activity).collect()
    }

    /// (I + M)⁻¹ of the widest layer, room to find it, and a layer's activity.
    fn scratch(&self, site: Site<'_>, rows: usize) -> usize {
        let units = site.layers.iter().map(|layer| layer.units_out).max().unwrap_or(0);
        2 * units * units + rows * units
    }

    fn measures(&self) -> &'static [RuleMeasure] {
        implied::MEASURES
    }

    fn forward(&self, flow: &mut Flow<'_>) {
        let rows = flow.rows;
        for (index, layer) in flow.layers.iter().enumerate() {
            let units = layer.units_out;
            let (below, here) = flow.activity.split_at_mut(index);
            let (inverse, sums) = rest_state(&flow.parameters[flow.own[index].clone()], flow.alive.get(index), units, flow.scratch);
            layer.sum(flow.parameters, below.last().map_or(flow.input, Vec::as_slice), rows, sums);
            let out = &mut here[0];
            math::product(1.0, matrix(sums, rows, units), matrix(inverse, units, units).transposed(), Into::Replace, &mut matrix_mut(out, rows, units));
            layer.activation.apply(out, units);
            mask(out, flow.alive.get(index));
        }
    }

    fn learns_beside(&self) -> Option<&'static str> {
        Some("its memory of past activity grows")
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        let (rows, count) = (credit.rows, credit.layers.len());
        for (index, layer) in credit.layers.iter().enumerate() {
            let (units, units_in) = (layer.units_out, layer.units_in);
            let input = if index == 0 { credit.input } else { &credit.activity[index - 1] };
            let activity = &credit.activity[index];
            let (lateral, past) = (credit.own[index].clone(), credit.own[count + index].clone());
            overlap(activity, input, rows, (units, units_in), &mut credit.proposals[layer.weights.clone()]);
            overlap(activity, activity, rows, (units, units), &mut credit.proposals[lateral.clone()]);
            for unit in 0..units {
                let square = credit.proposals[lateral.start + unit * units + unit];
                credit.proposals[past.start + unit] = square;
                let divisor = credit.parameters[past.start + unit] + square;
                for (tensor, width) in [(&layer.weights, units_in), (&lateral, units)] {
                    let row = tensor.start + unit * width..tensor.start + (unit + 1) * width;
                    for (proposal, held) in credit.proposals[row.clone()].iter_mut().zip(&credit.parameters[row]) {
                        *proposal = (*proposal - square * held) / divisor;
                    }
                }
                credit.proposals[lateral.start + unit * units + unit] = 0.0;
            }
            credit.proposals[layer.bias.clone()].fill(0.0);
        }
        if let Some(notes) = credit.notes.take() {
            let scratch = std::mem::take(&mut credit.scratch);
            let mut told = Told::default();
            for (index, layer) in credit.layers.iter().enumerate() {
                let (inverse, _) = rest_state(&credit.parameters[credit.own[index].clone()], credit.alive.get(index), layer.units_out, scratch);
                let (cost, down, filters) = implied(credit, index, inverse);
                told.take(credit, index, cost, &down, &filters);
            }
            told.tell(notes);
            credit.notes = Some(notes);
            credit.scratch = scratch;
        }
    }

    /// Through `a = (I + M)⁻¹ s` error goes back as `δ_s = (I + M)⁻ᵀ δ_a`.
    fn truth(&self, credit: &mut Credit<'_>) {
        let (layers, rows) = (credit.layers, credit.rows);
        for index in (0..layers.len()).rev() {
            let units = layers[index].units_out;
            credit.chain(index);
            let (inverse, delta) = rest_state(&credit.parameters[credit.own[index].clone()], credit.alive.get(index), units, credit.scratch);
            let error = &mut credit.errors[index][..rows * units];
            delta[..error.len()].copy_from_slice(error);
            math::product(1.0, matrix(delta, rows, units), matrix(inverse, units, units), Into::Replace, &mut matrix_mut(error, rows, units));
            credit.propose_layer(index);
            pass_down(credit, index, &|layer, parameters, _| (1.0, &parameters[layers[layer].weights.clone()]));
        }
    }
}

/// (I + M)⁻¹ by elimination with row exchanges, and what is left of the scratch. Silenced units inhibit nobody. A singular matrix has no rest
/// state: what comes out is then no finite number.
fn rest_state<'s>(lateral: &[f32], alive: Option<&Vec<f32>>, units: usize, scratch: &'s mut [f32]) -> (&'s [f32], &'s mut [f32]) {
    let (inverse, rest) = scratch.split_at_mut(units * units);
    let (left, spare) = rest.split_at_mut(units * units);
    left.copy_from_slice(lateral);
    inverse.fill(0.0);
    for (unit, row) in left.chunks_exact_mut(units).enumerate() {
        if let Some(alive) = alive.filter(|alive| !alive.is_empty()) {
            row.iter_mut().zip(alive).for_each(|(value, other)| *value *= other * alive[unit]);
        }
        row[unit] += 1.0;
        inverse[unit * units + unit] = 1.0;
    }
    for column in 0..units {
        let pivot = (column..units).max_by(|&a, &b| left[a * units + column].abs().total_cmp(&left[b * units + column].abs())).unwrap_or(column);
        for part in [&mut *left, &mut *inverse] {
            swap_rows(part, units, column, pivot);
        }
        let scale = 1.0 / left[column * units + column];
        for part in [&mut *left, &mut *inverse] {
            part[column * units..(column + 1) * units].iter_mut().for_each(|value| *value *= scale);
        }
        for row in (0..units).filter(|&row| row != column) {
            let factor = left[row * units + column];
            if factor != 0.0 {
                for part in [&mut *left, &mut *inverse] {
                    subtract_row(part, units, factor, column, row);
                }
            }
        }
    }
    (inverse, spare)
}

fn swap_rows(values: &mut [f32], width: usize, a: usize, b: usize) {
    if a < b {
        let (above, below) = values.split_at_mut(b * width);
        above[a * width..(a + 1) * width].swap_with_slice(&mut below[..width]);
    }
}

/// `row −= factor · from`.
fn subtract_row(values: &mut [f32], width: usize, factor: f32, from: usize, row: usize) {
    let (above, below) = values.split_at_mut(from.max(row) * width);
    let (first, second) = (&mut above[from.min(row) * width..][..width], &mut below[..width]);
    let (source, target) = if from < row { (first, second) } else { (second, first) };
    math::add_scaled(-factor, source, target);
}

/// ¼‖XᵀX − YᵀY‖²/n² of a layer, its way down in the weights, and the filters (I + M)⁻¹W.
fn implied(credit: &Credit<'_>, index: usize, inverse: &[f32]) -> (f64, Vec<f32>, Vec<f32>) {
    let (layer, rows): (&Layer, usize) = (&credit.layers[index], credit.rows);
    let (units, units_in) = (layer.units_out, layer.units_in);
    let (input, activity) = (credit.input_of(index), &credit.activity[index][..rows * units]);
    let [mut inputs, mut across, mut outputs] = [vec![0.0; units_in * units_in], vec![0.0; units * units_in], vec![0.0; units * units]];
    overlap(input, input, rows, (units_in, units_in), &mut inputs);
    overlap(activity, input, rows, (units, units_in), &mut across);
    overlap(activity, activity, rows, (units, units), &mut outputs);
    // ‖XᵀX − YᵀY‖² = ‖XXᵀ‖² − 2‖YXᵀ‖² + ‖YYᵀ‖²: no matrix of samples × samples is needed.
    let square = |values: &[f32]| math::dot(values, values);
    let cost = 0.25 * (square(&inputs) - 2.0 * square(&across) + square(&outputs));
    // ∂C/∂y = ⟨y yᵀ⟩ y − ⟨y xᵀ⟩ x per sample.
    let (mut delta, mut settled) = (vec![0.0; rows * units], vec![0.0; rows * units]);
    {
        let mut delta = matrix_mut(&mut delta, rows, units);
        math::product(1.0, matrix(activity, rows, units), matrix(&outputs, units, units), Into::Replace, &mut delta);
        math::product(-1.0, matrix(input, rows, units_in), matrix(&across, units, units_in).transposed(), Into::Add, &mut delta);
    }
    mask(&mut delta, credit.alive.get(index));
    layer.activation.chain(activity, &mut delta, units);
    math::product(1.0, matrix(&delta, rows, units), matrix(inverse, units, units), Into::Replace, &mut matrix_mut(&mut settled, rows, units));
    let mut down = vec![0.0; units * units_in];
    overlap(&settled, input, rows, (units, units_in), &mut down);
    down.iter_mut().for_each(|value| *value = -*value);
    let mut filters = vec![0.0; units * units_in];
    let weights = matrix(&credit.parameters[layer.weights.clone()], units, units_in);
    math::product(1.0, matrix(inverse, units, units), weights, Into::Replace, &mut matrix_mut(&mut filters, units, units_in));
    (cost, down, filters)
}
