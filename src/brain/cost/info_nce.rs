//! Two views of one thing are told from views of other things.

use super::{CostFunction, Judged, Need};
use crate::option;

option! {
    /// `C_i = log Σ_j exp(S_ij) − S_ii`, `S_ij = cos(z_i, v_j)/τ` over the samples j of the batch, v the other view;
    /// `∂C_i/∂z_i = (I − ẑẑᵀ)(Σ_j softmax(S_i)_j v̂_j − v̂_i)/(τ‖z_i‖)` (SCIENCE C13).
    ///
    /// The other view is held: give the area that sees it the same cost, with this one as its view. Source: van den Oord, Li & Vinyals 2018.
    pub struct InfoNce {
        /// τ: how sharply the likest are preferred.
        pub temperature: f64 = 0.2, ratio(0.01, 10.0), "", live;
    }
}

impl CostFunction for InfoNce {
    fn needs(&self) -> &'static [Need] {
        const { &[Need::vector("view")] }
    }

    /// v̂ of all samples, ẑ and the mixture of one, and its row of S.
    fn scratch(&self, rows: usize, units: usize) -> usize {
        rows * units + 2 * units + rows
    }

    fn evaluate(&self, judged: Judged<'_>, scratch: &mut [f32], values: &mut [f32], mut cotangent: Option<(f32, &mut [f32])>) {
        let (units, rows) = (judged.units, values.len());
        let sharpness = 1.0 / self.temperature as f32;
        let (views, rest) = scratch.split_at_mut(rows * units);
        let (own, rest) = rest.split_at_mut(units);
        let (pull, rest) = rest.split_at_mut(units);
        let alike = &mut rest[..rows];
        for (out, view) in views.chunks_exact_mut(units).zip(judged.target.chunks_exact(units)) {
            unit_vector(view, out);
        }
        for (sample, (z, value)) in judged.activity.chunks_exact(units).zip(values).enumerate() {
            let length = unit_vector(z, own);
            for (alike, view) in alike.iter_mut().zip(views.chunks_exact(units)) {
                *alike = sharpness * dot(own, view);
            }
            let this = alike[sample];
            let greatest = alike.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let total: f32 = alike.iter().map(|s| (s - greatest).exp()).sum();
            *value = total.ln() + greatest - this;
            let Some((weight, slopes)) = &mut cotangent else { continue };
            pull.iter_mut().zip(&views[sample * units..]).for_each(|(pull, view)| *pull = -view);
            for (alike, view) in alike.iter().zip(views.chunks_exact(units)) {
                let share = (alike - greatest).exp() / total;
                pull.iter_mut().zip(view).for_each(|(pull, view)| *pull += share * view);
            }
            let along = dot(own, pull);
            let scale = *weight * sharpness / length;
            for ((slope, pull), own) in slopes[sample * units..][..units].iter_mut().zip(&*pull).zip(&*own) {
                *slope += scale * (pull - along * own);
            }
        }
    }
}

/// Writes v/‖v‖ and returns the length; what is nearly nothing counts as 10⁻⁶ long.
fn unit_vector(v: &[f32], out: &mut [f32]) -> f32 {
    let length = dot(v, v).sqrt().max(1e-6);
    out.iter_mut().zip(v).for_each(|(out, v)| *out = v / length);
    length
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
