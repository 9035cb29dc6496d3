//! Direct feedback alignment: the output error reaches every layer at once, through its own fixed random weights.

use super::{Credit, CreditRule, Initial, Signal, Site, TensorRequest, Upkeep};
use crate::math::{self, Into, matrix, matrix_mut};
use crate::option;

option! {
    /// `δ_l = scale · D_l e ⊙ f′(a_l)`, e = ∂C/∂a of the terminal area's output, D ~ N(0, 1/units of e) fixed (SCIENCE R3).
    ///
    /// The terminal area is the nearest one downstream with a cost; if it is this one, its last layer uses e itself. Source: Nøkland 2016.
    pub struct DirectFeedbackAlignment {
        /// Strength of the feedback weights, as a multiple of 1/√(units of the broadcast error).
        pub scale: f64 = 1.0, linear(0.0, 10.0), "", live;
    }
}

impl CreditRule for DirectFeedbackAlignment {
    fn about(&self) -> &'static str {
        "Every layer hears the output error through weights of its own"
    }

    fn signal(&self) -> Signal {
        Signal::Broadcast
    }

    fn sends(&self) -> Option<&'static str> {
        Some("the broadcast error through fixed random weights")
    }

    /// D_l (units of e × units of l) for every layer that hears the broadcast, then, if error must leave the area, one for the input.
    fn tensors(&self, site: Site<'_>) -> Vec<TensorRequest> {
        let Some((broadcast_units, is_terminal)) = site.terminal else { return Vec::new() };
        let initial = Initial::Normal((broadcast_units as f32).powf(-0.5));
        let hearing = site.layers.len() - usize::from(is_terminal);
        let request = |name: String, columns| TensorRequest { name, rows: broadcast_units, columns, initial, upkeep: Upkeep::Fixed };
        let mut tensors: Vec<_> = site.layers[..hearing].iter().enumerate().map(|(layer, shape)| request(format!("direct.{layer}"), shape.units_out)).collect();
        if site.asked_for_error {
            tensors.push(request("direct.input".to_owned(), site.layers[0].units_in));
        }
        tensors
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        let (rows, last, scale) = (credit.rows, credit.layers.len() - 1, self.scale as f32);
        if credit.broadcast.is_none() {
            credit.chain(last);
            credit.propose_layer(last);
        }
        let hearing = last + usize::from(credit.broadcast.is_some());
        for layer in 0..hearing {
            let (own, terminal) = credit.errors.split_at_mut(last);
            let (here, error) = match credit.broadcast {
                Some(error) if layer == last => (&mut terminal[0], error),
                Some(error) => (&mut own[layer], error),
                None => (&mut own[layer], &terminal[0][..]),
            };
            // What the last layer holds when it hears a broadcast is the error that came through wires: direct feedback does not use it.
            let into = if layer < last && credit.tapped[layer] { Into::Add } else { Into::Replace };
            hear(credit.parameters, &credit.own[layer], (rows, credit.layers[layer].units_out), scale, error, into, here);
            credit.chain(layer);
            credit.propose_layer(layer);
        }
        if let Some(input_error) = credit.input_error.as_deref_mut() {
            let error = credit.broadcast.unwrap_or(&credit.errors[last]);
            hear(credit.parameters, &credit.own[hearing], (rows, credit.layers[0].units_in), scale, error, Into::Replace, input_error);
        }
    }
}

/// `out (=|+=) scale · e · D`.
fn hear(parameters: &[f32], direct: &std::ops::Range<usize>, (rows, units): (usize, usize), scale: f32, error: &[f32], into: Into, out: &mut [f32]) {
    let direct = &parameters[direct.clone()];
    let broadcast_units = direct.len() / units;
    math::product(scale, matrix(error, rows, broadcast_units), matrix(direct, broadcast_units, units), into, &mut matrix_mut(out, rows, units));
}
