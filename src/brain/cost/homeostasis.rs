//! Every unit keeps to its set point, on average over the batch.

use super::statistics::means;
use super::{CostFunction, Judged};
use crate::option;

option! {
    /// `C = ½ Σ_j (z̄_j − ρ)²`, z̄ the mean over the batch; `n·∂C/∂z = z̄_j − ρ` (SCIENCE C12). Source: Turrigiano 2008.
    pub struct Homeostasis {
        /// ρ: the set point.
        pub set_point: f64 = 0.1, linear(-10.0, 10.0), "", live;
    }
}

impl CostFunction for Homeostasis {
    fn usual_weight(&self) -> f64 {
        0.1
    }

    fn scratch(&self, _rows: usize, units: usize) -> usize {
        units
    }

    fn evaluate(&self, judged: Judged<'_>, scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        let excess = &mut scratch[..judged.units];
        means(judged.activity, excess);
        excess.iter_mut().for_each(|mean| *mean -= self.set_point as f32);
        values.fill(0.5 * excess.iter().map(|e| e * e).sum::<f32>());
        if let Some((weight, slopes)) = cotangent {
            for slopes in slopes.chunks_exact_mut(judged.units) {
                slopes.iter_mut().zip(&*excess).for_each(|(slope, excess)| *slope += weight * excess);
            }
        }
    }
}
