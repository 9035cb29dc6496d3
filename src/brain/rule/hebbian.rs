//! Hebbian learning: what fires together wires together, and how it is kept in bounds. No error at all.

use super::implied::{self, Told, overlap};
use super::{Credit, CreditRule, RuleMeasure, Signal, Site};
use crate::math::{self, Into, matrix, matrix_mut};
use crate::{choice, option};

choice! {
    /// What keeps Hebbian weights in bounds.
    pub enum Form {
        /// Nothing: `ΔW = η y xᵀ` explodes.
        Plain = "plain",
        /// Oja's: `ΔW = η (y xᵀ − y yᵀ W)`; the units come to span the principal subspace.
        Oja = "oja",
        /// Sanger's generalized: `ΔW = η (y xᵀ − tril(y yᵀ) W)`; each unit finds a principal axis of its own.
        Generalized = "generalized",
    }
}

option! {
    /// `ΔW_l = η ⟨y xᵀ − y yᵀ W_l⟩`, y the layer's activity and x its input; biases stay (SCIENCE R10).
    ///
    /// With linear units it descends ½‖x − Wᵀy‖² without ever seeing it; plain Hebb descends −½‖y‖², which has no floor. Sources: Hebb 1949;
    /// Oja 1982; Sanger 1989.
    pub struct Hebbian {
        /// What keeps the weights in bounds.
        pub form: Form = Form::Oja, linear(0.0, 2.0), "", live;
    }
}

impl CreditRule for Hebbian {
    fn about(&self) -> &'static str {
        "What fires together wires together; needs no error at all"
    }

    fn signal(&self) -> Signal {
        Signal::None
    }

    fn sends(&self) -> Option<&'static str> {
        None
    }

    fn usual_rate(&self) -> f64 {
        0.01
    }

    fn caution(&self) -> Option<&'static str> {
        (self.form == Form::Plain).then_some("explodes: nothing keeps plain Hebbian weights in bounds")
    }

    /// ⟨y yᵀ⟩ of the widest layer.
    fn scratch(&self, site: Site<'_>, _rows: usize) -> usize {
        site.layers.iter().map(|layer| layer.units_out * layer.units_out).max().unwrap_or(0)
    }

    fn measures(&self) -> &'static [RuleMeasure] {
        implied::MEASURES
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        let rows = credit.rows;
        for (index, layer) in credit.layers.iter().enumerate() {
            let (units, units_in) = (layer.units_out, layer.units_in);
            let input = if index == 0 { credit.input } else { &credit.activity[index - 1] };
            let activity = &credit.activity[index];
            overlap(activity, input, rows, (units, units_in), &mut credit.proposals[layer.weights.clone()]);
            if self.form != Form::Plain {
                let together = &mut credit.scratch[..units * units];
                overlap(activity, activity, rows, (units, units), together);
                if self.form == Form::Generalized {
                    (0..units).for_each(|unit| together[unit * units + unit + 1..(unit + 1) * units].fill(0.0));
                }
                let weights = matrix(&credit.parameters[layer.weights.clone()], units, units_in);
                let mut proposal = matrix_mut(&mut credit.proposals[layer.weights.clone()], units, units_in);
                math::product(-1.0, matrix(together, units, units), weights, Into::Add, &mut proposal);
            }
            credit.proposals[layer.bias.clone()].fill(0.0);
        }
        if let Some(notes) = credit.notes.take() {
            let mut told = Told::default();
            for (index, layer) in credit.layers.iter().enumerate() {
                let (cost, down) = self.implied(credit, index);
                told.take(credit, index, cost, &down, &credit.parameters[layer.weights.clone()]);
            }
            told.tell(notes);
            credit.notes = Some(notes);
        }
    }
}

impl Hebbian {
    /// The cost that a layer implies, and its way down in the layer's weights: ½⟨‖x − Wᵀy‖²⟩, or −½⟨‖y‖²⟩ for the plain form.
    fn implied(&self, credit: &Credit<'_>, index: usize) -> (f64, Vec<f32>) {
        let (layer, rows) = (&credit.layers[index], credit.rows);
        let (units, units_in) = (layer.units_out, layer.units_in);
        let (input, activity) = (&credit.input_of(index)[..rows * units_in], &credit.activity[index][..rows * units]);
        let weights = &credit.parameters[layer.weights.clone()];
        let mut down = vec![0.0; weights.len()];
        // ∂C/∂y first, through the activation then.
        let mut delta = vec![0.0; rows * units];
        let cost = if self.form == Form::Plain {
            delta.iter_mut().zip(activity).for_each(|(delta, y)| *delta = -y);
            -math::dot(activity, activity)
        } else {
            let mut missed = input.to_vec();
            layer.error_of_input(-1.0, weights, activity, rows, Into::Add, &mut missed);
            let (missed_matrix, weights) = (matrix(&missed, rows, units_in), matrix(weights, units, units_in));
            math::product(-1.0, missed_matrix, weights.transposed(), Into::Replace, &mut matrix_mut(&mut delta, rows, units));
            overlap(activity, &missed, rows, (units, units_in), &mut down);
            math::dot(&missed, &missed)
        };
        super::mask(&mut delta, credit.alive.get(index));
        layer.activation.chain(activity, &mut delta, units);
        let (delta, input) = (matrix(&delta, rows, units), matrix(input, rows, units_in));
        math::product(-1.0 / rows as f32, delta.transposed(), input, Into::Add, &mut matrix_mut(&mut down, units, units_in));
        (0.5 * cost / rows as f64, down)
    }
}
