//! What is alike outside is alike inside: the similarities of samples are kept.

use super::{CostFunction, Judged, Need};
use crate::math::{self, Into, matrix, matrix_mut};
use crate::option;

option! {
    /// `C = ¼ ‖XXᵀ − ZZᵀ‖² / n²`, X the target (wire the area's own input there), of any width; `n·∂C/∂Z = −(XXᵀ − ZZᵀ) Z / n` (SCIENCE C15).
    ///
    /// Its minimum spans X's principal subspace. Source: Pehlevan, Hu & Chklovskii 2015.
    pub struct Similarity {}
}

impl CostFunction for Similarity {
    fn needs(&self) -> &'static [Need] {
        const { &[Need::any("target")] }
    }

    /// XXᵀ − ZZᵀ.
    fn scratch(&self, rows: usize, _units: usize) -> usize {
        rows * rows
    }

    fn evaluate(&self, judged: Judged<'_>, scratch: &mut [f32], values: &mut [f32], cotangent: Option<(f32, &mut [f32])>) {
        let rows = values.len();
        let share = 1.0 / rows as f32;
        let (x, z) = (matrix(judged.target, rows, judged.target.len() / rows), matrix(judged.activity, rows, judged.units));
        let excess = &mut scratch[..rows * rows];
        math::product(share, x, x.transposed(), Into::Replace, &mut matrix_mut(excess, rows, rows));
        math::product(-share, z, z.transposed(), Into::Add, &mut matrix_mut(excess, rows, rows));
        values.fill(0.25 * excess.iter().map(|e| e * e).sum::<f32>());
        if let Some((weight, slopes)) = cotangent {
            math::product(-weight, matrix(excess, rows, rows), z, Into::Add, &mut matrix_mut(slopes, rows, judged.units));
        }
    }
}
