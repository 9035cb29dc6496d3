//! Products of a batch of one: a row times a transposed matrix, and a column times a row.

use super::{Grid, Out, Shape, first};
use pulp::{Simd, WithSimd};

/// One row times a transposed matrix: a scalar product for every row of it, both contiguous.
pub(super) struct Dots {
    pub left: Grid,
    pub right: Grid,
    pub shape: Shape,
    pub out: Out,
}

impl WithSimd for Dots {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let mut column = 0;
        while column + GROUP <= self.shape.columns {
            self.group::<S, GROUP>(simd, column);
            column += GROUP;
        }
        while column < self.shape.columns {
            self.group::<S, 1>(simd, column);
            column += 1;
        }
    }
}

/// Scalar products taken side by side: enough to keep the units that multiply busy while each sum waits for its last addition.
const GROUP: usize = 8;

impl Dots {
    /// `COLUMNS` scalar products.
    #[inline(always)]
    fn group<S: Simd, const COLUMNS: usize>(&self, simd: S, column: usize) {
        let (lanes, inner) = (S::F32_LANES, self.shape.inner);
        let whole = inner - inner % lanes;
        let mut sums = [simd.splat_f32s(0.0); COLUMNS];
        let left = self.left.start;
        let right = |number: usize| self.right.at(0, column + number).start;
        #[expect(unsafe_code, reason = "reads where `product` checked")]
        // SAFETY: as in `Block::tile`.
        unsafe {
            for index in (0..whole).step_by(lanes) {
                let factor = left.add(index).cast::<S::f32s>().read_unaligned();
                for (number, sum) in sums.iter_mut().enumerate() {
                    *sum = simd.mul_add_f32s(factor, right(number).add(index).cast::<S::f32s>().read_unaligned(), *sum);
                }
            }
            if whole < inner {
                let rest = first(simd, inner - whole);
                let factor = simd.mask_load_ptr_f32s(rest, left.add(whole));
                for (number, sum) in sums.iter_mut().enumerate() {
                    *sum = simd.mul_add_f32s(factor, simd.mask_load_ptr_f32s(rest, right(number).add(whole)), *sum);
                }
            }
            for (number, sum) in sums.into_iter().enumerate() {
                let place = self.out.at(0, column + number).start;
                let value = self.out.scale * simd.reduce_sum_f32s(sum);
                *place = if self.out.add { *place + value } else { value };
            }
        }
    }
}

/// A column times a row: every row of `out` moves along `right`.
pub(super) struct Outer {
    pub left: Grid,
    pub right: Grid,
    pub shape: Shape,
    pub out: Out,
}

impl WithSimd for Outer {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (lanes, columns) = (S::F32_LANES, self.shape.columns);
        let whole = columns - columns % lanes;
        let rest = first(simd, columns - whole);
        let zero = simd.splat_f32s(0.0);
        for row in 0..self.shape.rows {
            #[expect(unsafe_code, reason = "reads and writes where `product` checked")]
            // SAFETY: as in `Block::tile`.
            unsafe {
                let factor = simd.splat_f32s(self.out.scale * *self.left.at(row, 0).start);
                let (right, out) = (self.right.start, self.out.at(row, 0).start);
                for column in (0..whole).step_by(lanes) {
                    let place = out.add(column).cast::<S::f32s>();
                    let before = if self.out.add { place.read_unaligned() } else { zero };
                    place.write_unaligned(simd.mul_add_f32s(factor, right.add(column).cast::<S::f32s>().read_unaligned(), before));
                }
                if whole < columns {
                    let before = if self.out.add { simd.mask_load_ptr_f32s(rest, out.add(whole)) } else { zero };
                    simd.mask_store_ptr_f32s(rest, out.add(whole), simd.mul_add_f32s(factor, simd.mask_load_ptr_f32s(rest, right.add(whole)), before));
                }
            }
        }
    }
}
