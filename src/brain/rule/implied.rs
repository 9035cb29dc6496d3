//! What a rule can tell that hears of no cost: how it does by the cost that it makes small without knowing.

use super::{Credit, Notes, RuleMeasure};
use crate::math::{self, Into, matrix, matrix_mut};

/// What such a rule tells; over several layers costs are added, and the worst subspace counts.
pub(super) const MEASURES: &[RuleMeasure] = &[
    RuleMeasure { key: "subspace_error", title: "distance from the principal subspace", unit: "", prominent: true },
    RuleMeasure { key: "implied_angle", title: "change and implied cost's gradient", unit: "°", prominent: true },
    RuleMeasure { key: "implied_cost", title: "implied cost", unit: "", prominent: false },
    RuleMeasure { key: "axis_cosine", title: "each unit and its own principal axis, |cosine|", unit: "", prominent: false },
    RuleMeasure { key: "weight_length", title: "length of the weights", unit: "", prominent: false },
];

/// Widest input whose principal axes are looked for: it takes time that grows with the cube.
const WIDEST: usize = 128;

/// What was found out so far, layer by layer.
#[derive(Default)]
pub(super) struct Told {
    cost: f64,
    /// Scalar product of what is proposed with the way down of the implied cost, and their squared lengths.
    product: f64,
    proposed: f64,
    down: f64,
    subspace_error: Option<f64>,
    axis_cosines: Vec<f64>,
    weights: f64,
}

impl Told {
    /// Takes in a layer: what it implies costs, the way down of that in its weights, and the filters (units × inputs) by which its linear
    /// part answers to the input.
    pub fn take(&mut self, credit: &Credit<'_>, index: usize, cost: f64, down: &[f32], filters: &[f32]) {
        let layer = &credit.layers[index];
        let (proposal, weights) = (&credit.proposals[layer.weights.clone()], &credit.parameters[layer.weights.clone()]);
        self.cost += cost;
        self.product += math::dot(proposal, down);
        self.proposed += math::dot(proposal, proposal);
        self.down += math::dot(down, down);
        self.weights += math::dot(weights, weights);
        if layer.units_in <= WIDEST {
            let (error, cosines) = compare(filters, &moments(credit.input_of(index), credit.rows, layer.units_in), layer.units_out, layer.units_in);
            self.subspace_error = error.into_iter().chain(self.subspace_error).reduce(f64::max);
            self.axis_cosines.extend(cosines);
        }
    }

    /// Tells it.
    pub fn tell(self, notes: &mut Notes) {
        let lengths = (self.proposed * self.down).sqrt();
        let cosine = if lengths > 0.0 { (self.product / lengths).clamp(-1.0, 1.0) } else { f64::NAN };
        let own_axes = self.axis_cosines.iter().sum::<f64>() / self.axis_cosines.len() as f64;
        let values = [self.subspace_error.unwrap_or(f64::NAN), cosine.acos().to_degrees(), self.cost, own_axes, self.weights.sqrt()];
        values.into_iter().enumerate().for_each(|(index, value)| notes.tell(index, value));
    }
}

/// `⟨a bᵀ⟩` over the samples, units of a × units of b.
pub(super) fn overlap(a: &[f32], b: &[f32], rows: usize, (units_a, units_b): (usize, usize), out: &mut [f32]) {
    let (a, b) = (matrix(a, rows, units_a), matrix(b, rows, units_b));
    math::product(1.0 / rows as f32, a.transposed(), b, Into::Replace, &mut matrix_mut(out, units_a, units_b));
}

/// `⟨x xᵀ⟩`.
fn moments(input: &[f32], rows: usize, units: usize) -> Vec<f64> {
    let mut moments = vec![0.0; units * units];
    overlap(input, input, rows, (units, units), &mut moments);
    moments.into_iter().map(f64::from).collect()
}

/// `‖P − P*‖²/2k`, P the projector onto what k filters span and P* that onto the k principal axes of the moments (`None` where they span
/// everything anyway), and each filter's |cosine| with the principal axis of its own number.
fn compare(filters: &[f32], moments: &[f64], units: usize, inputs: usize) -> (Option<f64>, Vec<f64>) {
    let (_, axes) = math::principal_axes(moments, inputs);
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let rows: Vec<Vec<f64>> = filters.chunks_exact(inputs).map(|row| row.iter().map(|&w| f64::from(w)).collect()).collect();
    let cosines = rows.iter().zip(&axes).map(|(row, axis)| (dot(row, axis) / dot(row, row).sqrt()).abs()).collect();
    if units >= inputs {
        return (None, cosines);
    }
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for mut row in rows {
        let length = dot(&row, &row).sqrt();
        // Twice: once is not enough where rows are nearly parallel.
        for _ in 0..2 {
            for other in &basis {
                let along = dot(&row, other);
                row.iter_mut().zip(other).for_each(|(a, b)| *a -= along * b);
            }
        }
        let left = dot(&row, &row).sqrt();
        if left > 1e-9 * length {
            row.iter_mut().for_each(|a| *a /= left);
            basis.push(row);
        }
    }
    let shared: f64 = basis.iter().map(|row| axes[..units].iter().map(|axis| dot(row, axis).powi(2)).sum::<f64>()).sum();
    (Some(((basis.len() + units) as f64 - 2.0 * shared) / (2 * units) as f64), cosines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subspace_is_compared_by_what_it_spans() {
        let moments = [3.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 1.0];
        let error = |filters: &[f32]| compare(filters, &moments, 2, 3).0.unwrap();
        assert!(error(&[1.0, 1.0, 0.0, 2.0, -0.5, 0.0]).abs() < 1e-12);
        assert!((error(&[1.0, 0.0, 0.0, 0.0, 0.0, 1.0]) - 0.5).abs() < 1e-12);
        // Two parallel filters span one axis less: of ‖P − P*‖² = 1 a quarter is left.
        assert!((error(&[1.0, 0.0, 0.0, -2.0, 0.0, 0.0]) - 0.25).abs() < 1e-12);
        assert_eq!(compare(&[0.0, -2.0, 0.0], &moments, 1, 3).1, [0.0]);
        assert_eq!(compare(&[-2.0, 0.0, 0.0], &moments, 1, 3).1, [1.0]);
    }
}
