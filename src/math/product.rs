//! The matrix product, in tiles that stay in registers.
//!
//! `out = scale · left · right`, written for what credit assignment needs: small to middling matrices, thousands of times a second, no
//! allocation. Vectors lie along the columns of `right`, whose rows must be contiguous; numbers of `left` are broadcast from wherever they
//! are. Where `right` is a transposed view (x Wᵀ), the smaller factor is turned around into a buffer that each thread keeps, and, if that is
//! the left one, the product is taken as (W xᵀ)ᵀ.

use super::Into;
use ndarray::{ArrayView2, ArrayViewMut2};
use pulp::{Simd, WithSimd};
use std::cell::RefCell;
use std::ops::Range;

thread_local! { static TURNED: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) }; }

/// A matrix in memory: where it starts, and the steps from row to row and from column to column.
#[derive(Clone, Copy)]
struct Grid {
    start: *const f32,
    row: usize,
    column: usize,
}

impl Grid {
    fn of(view: &ArrayView2<'_, f32>) -> Self {
        Self { start: view.as_ptr(), row: view.strides()[0] as usize, column: view.strides()[1] as usize }
    }

    fn transposed(self) -> Self {
        Self { start: self.start, row: self.column, column: self.row }
    }
}

/// The shape of a product: rows of `left`, columns of `right`, and what they share.
#[derive(Clone, Copy)]
struct Shape {
    rows: usize,
    columns: usize,
    inner: usize,
}

/// Where the product goes.
#[derive(Clone, Copy)]
struct Out {
    start: *mut f32,
    row: usize,
    column: usize,
    scale: f32,
    add: bool,
}

/// `out (=|+=) scale · left · right`. Views of positive strides only, as [`super::matrix`] and its transposes are.
pub(super) fn product(scale: f32, left: &ArrayView2<'_, f32>, right: &ArrayView2<'_, f32>, into: Into, out: &mut ArrayViewMut2<'_, f32>) {
    let shape = Shape { rows: left.dim().0, columns: right.dim().1, inner: left.dim().1 };
    assert!(right.dim().0 == shape.inner && out.dim() == (shape.rows, shape.columns), "shapes: {:?} · {:?} → {:?}", left.dim(), right.dim(), out.dim());
    if shape.rows == 0 || shape.columns == 0 {
        return;
    }
    let target = Out { start: out.as_mut_ptr(), row: out.strides()[0] as usize, column: out.strides()[1] as usize, scale, add: into == Into::Add };
    let (left, right) = (Grid::of(left), Grid::of(right));
    let run = |left: Grid, right: Grid, shape: Shape, out: Out| super::ARCH.dispatch(Product { left, right, shape, out });
    if right.column == 1 || shape.columns == 1 {
        return run(left, right, shape, target);
    }
    if shape.rows == 1 && left.column == 1 && right.row == 1 {
        return super::ARCH.dispatch(Dots { left, right, shape, out: target });
    }
    TURNED.with_borrow_mut(|turned| {
        if shape.columns <= shape.rows {
            let right = turn(right, shape.inner, shape.columns, turned);
            run(left, right, shape, target);
        } else {
            let (rows, columns) = (shape.columns, shape.rows);
            let left = turn(left.transposed(), shape.inner, columns, turned);
            run(right.transposed(), left, Shape { rows, columns, ..shape }, Out { row: target.column, column: target.row, ..target });
        }
    });
}

/// Copies a matrix so that its rows are contiguous.
fn turn(from: Grid, rows: usize, columns: usize, buffer: &mut Vec<f32>) -> Grid {
    let length = rows * columns;
    if buffer.len() < length {
        buffer.resize(length, 0.0);
    }
    for (row, places) in buffer[..length].chunks_exact_mut(columns.max(1)).enumerate() {
        for (column, place) in places.iter_mut().enumerate() {
            #[expect(unsafe_code, reason = "the grid was made from a view of this shape")]
            // SAFETY: row < rows and column < columns, the dimensions of the view that the grid was made from.
            unsafe {
                *place = *from.start.add(row * from.row + column * from.column);
            }
        }
    }
    Grid { start: buffer.as_ptr(), row: columns, column: 1 }
}

struct Product {
    left: Grid,
    right: Grid,
    shape: Shape,
    out: Out,
}

impl WithSimd for Product {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        // Where `right` fits the second-level cache, few rows at a time: `left` is then read, and `out` written, once and in order. Where it does
        // not, as many as let a block of `left` stay there, since all of `right` passes by for each block.
        let fits = self.shape.inner * self.shape.columns <= CACHE;
        let block = if fits { FEW } else { (CACHE / self.shape.inner.max(1)).max(FEW) };
        let mut start = 0;
        while start < self.shape.rows {
            let end = (start + block).min(self.shape.rows);
            // As many rows at a time as leave two registers for `right` and one for `left`.
            if S::F32_LANES >= 16 {
                self.columns::<S, 12>(simd, start..end);
            } else {
                self.columns::<S, 6>(simd, start..end);
            }
            start = end;
        }
    }
}

/// Numbers that stay in the second-level cache: 512 KiB.
const CACHE: usize = 128 << 10;
/// Rows of a small block.
const FEW: usize = 48;

impl Product {
    /// Goes through the columns, two vectors at a time, then what is left.
    #[inline(always)]
    fn columns<S: Simd, const ROWS: usize>(&self, simd: S, rows: Range<usize>) {
        let (lanes, columns) = (S::F32_LANES, self.shape.columns);
        let mut column = 0;
        while columns - column > lanes {
            let width = (columns - column).min(2 * lanes);
            self.rows::<S, ROWS, 2>(simd, rows.clone(), column, width);
            column += width;
        }
        if column < columns {
            self.rows::<S, ROWS, 1>(simd, rows, column, columns - column);
        }
    }

    /// Goes through the rows, as many as possible at a time.
    #[inline(always)]
    fn rows<S: Simd, const ROWS: usize, const VECTORS: usize>(&self, simd: S, rows: Range<usize>, column: usize, width: usize) {
        let mut row = rows.start;
        while row + ROWS <= rows.end {
            self.tile::<S, ROWS, VECTORS>(simd, row, column, width);
            row += ROWS;
        }
        while row + 4 <= rows.end {
            self.tile::<S, 4, VECTORS>(simd, row, column, width);
            row += 4;
        }
        while row < rows.end {
            self.tile::<S, 1, VECTORS>(simd, row, column, width);
            row += 1;
        }
    }

    /// One tile: `ROWS` rows × up to `VECTORS` vectors, summed in registers over the inner dimension.
    #[inline(always)]
    fn tile<S: Simd, const ROWS: usize, const VECTORS: usize>(&self, simd: S, row: usize, column: usize, width: usize) {
        let lanes = S::F32_LANES;
        let whole = width == VECTORS * lanes;
        let last = simd.mask_between_m32s(0, (width - (VECTORS - 1) * lanes) as u32);
        let mut sums = [[simd.splat_f32s(0.0); VECTORS]; ROWS];
        #[expect(unsafe_code, reason = "broadcasts from a strided matrix without a check for each number")]
        // SAFETY: every row, column and inner index is below the dimensions that `product` checked against the views; the last vector is read and
        // written under a mask that ends at the last column.
        unsafe {
            let left = self.left.start.add(row * self.left.row);
            let right = self.right.start.add(column);
            for inner in 0..self.shape.inner {
                let mut factors = [simd.splat_f32s(0.0); VECTORS];
                for (vector, factor) in factors.iter_mut().enumerate() {
                    let from = right.add(inner * self.right.row + vector * lanes);
                    *factor = if whole || vector + 1 < VECTORS { from.cast::<S::f32s>().read_unaligned() } else { simd.mask_load_ptr_f32s(last, from) };
                }
                let from = left.add(inner * self.left.column);
                for (number, sums) in sums.iter_mut().enumerate() {
                    let factor = simd.splat_f32s(*from.add(number * self.left.row));
                    for (sum, right) in sums.iter_mut().zip(factors) {
                        *sum = simd.mul_add_f32s(factor, right, *sum);
                    }
                }
            }
            let scale = simd.splat_f32s(self.out.scale);
            for (number, sums) in sums.into_iter().enumerate() {
                let to = self.out.start.add((row + number) * self.out.row + column * self.out.column);
                for (vector, sum) in sums.into_iter().enumerate() {
                    let count = (width - vector * lanes).min(lanes);
                    write(simd, simd.mul_f32s(scale, sum), self.out, to.add(vector * lanes * self.out.column), count);
                }
            }
        }
    }
}

/// Writes a vector's first `count` numbers along the columns of `out`.
///
/// # Safety
/// `to` and the `count − 1` columns after it lie inside the view that `out` was made from.
#[expect(unsafe_code, reason = "writes where its caller checked")]
#[inline(always)]
unsafe fn write<S: Simd>(simd: S, values: S::f32s, out: Out, to: *mut f32, count: usize) {
    unsafe {
        if out.column == 1 {
            let to_vector = to.cast::<S::f32s>();
            if count == S::F32_LANES {
                let before = if out.add { simd.add_f32s(values, to_vector.read_unaligned()) } else { values };
                to_vector.write_unaligned(before);
            } else {
                let mask = simd.mask_between_m32s(0, count as u32);
                let sum = if out.add { simd.add_f32s(values, simd.mask_load_ptr_f32s(mask, to)) } else { values };
                simd.mask_store_ptr_f32s(mask, to, sum);
            }
            return;
        }
        let numbers: &[f32] = pulp::bytemuck::cast_slice(std::slice::from_ref(&values));
        for (index, &number) in numbers[..count].iter().enumerate() {
            let place = to.add(index * out.column);
            *place = if out.add { *place + number } else { number };
        }
    }
}

/// One row times a transposed matrix: a scalar product for every row of it, both contiguous.
struct Dots {
    left: Grid,
    right: Grid,
    shape: Shape,
    out: Out,
}

impl WithSimd for Dots {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (lanes, inner) = (S::F32_LANES, self.shape.inner);
        let whole = inner - inner % lanes;
        let rest = simd.mask_between_m32s(0, (inner - whole) as u32);
        #[expect(unsafe_code, reason = "reads where `product` checked")]
        // SAFETY: as in `Product::tile`.
        unsafe {
            let left = self.left.start;
            let mut column = 0;
            while column < self.shape.columns {
                let count = (self.shape.columns - column).min(4);
                let mut sums = [simd.splat_f32s(0.0); 4];
                for (number, sum) in sums.iter_mut().enumerate().take(count) {
                    let right = self.right.start.add((column + number) * self.right.column);
                    let mut index = 0;
                    while index < whole {
                        let (a, b) = (left.add(index).cast::<S::f32s>().read_unaligned(), right.add(index).cast::<S::f32s>().read_unaligned());
                        *sum = simd.mul_add_f32s(a, b, *sum);
                        index += lanes;
                    }
                    if whole < inner {
                        let (a, b) = (simd.mask_load_ptr_f32s(rest, left.add(whole)), simd.mask_load_ptr_f32s(rest, right.add(whole)));
                        *sum = simd.mul_add_f32s(a, b, *sum);
                    }
                }
                for (number, sum) in sums.into_iter().enumerate().take(count) {
                    let place = self.out.start.add((column + number) * self.out.column);
                    let value = self.out.scale * simd.reduce_sum_f32s(sum);
                    *place = if self.out.add { *place + value } else { value };
                }
                column += count;
            }
        }
    }
}
