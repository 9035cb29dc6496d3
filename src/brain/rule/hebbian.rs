//! Hebbian learning, kept in bounds by Oja's rule: no error at all.

use super::{Credit, CreditRule, Signal, Site};
use crate::math::{self, Into, matrix, matrix_mut};
use crate::option;

option! {
    /// `ΔW_l = η ⟨y xᵀ − y yᵀ W_l⟩`, y the layer's activity and x its input; biases stay (SCIENCE R10). Source: Oja 1982.
    ///
    /// With linear units its rows come to span the principal subspace: it descends ½‖x − Wᵀy‖² without ever seeing it.
    pub struct Hebbian {}
}

impl CreditRule for Hebbian {
    fn signal(&self) -> Signal {
        Signal::None
    }

    fn sends(&self) -> Option<&'static str> {
        None
    }

    /// ⟨y yᵀ⟩ of the widest layer.
    fn scratch(&self, site: Site<'_>, _rows: usize) -> usize {
        site.layers.iter().map(|layer| layer.units_out * layer.units_out).max().unwrap_or(0)
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        let (rows, share) = (credit.rows, 1.0 / credit.rows as f32);
        for index in 0..credit.layers.len() {
            let layer = &credit.layers[index];
            let (units, units_in) = (layer.units_out, layer.units_in);
            let input = if index == 0 { credit.input } else { &credit.activity[index - 1] };
            let activity = matrix(&credit.activity[index], rows, units);
            let mut overlap = matrix_mut(credit.scratch, units, units);
            math::product(share, activity.reversed_axes(), activity, Into::Replace, &mut overlap);
            let weights = matrix(&credit.parameters[layer.weights.clone()], units, units_in);
            let mut proposal = matrix_mut(&mut credit.proposals[layer.weights.clone()], units, units_in);
            math::product(share, activity.reversed_axes(), matrix(input, rows, units_in), Into::Replace, &mut proposal);
            math::product(-1.0, overlap.view(), weights, Into::Add, &mut proposal);
            credit.proposals[layer.bias.clone()].fill(0.0);
        }
    }
}
