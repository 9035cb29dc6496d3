//! The matrix product, in tiles that stay in registers.
//!
//! `out = scale · left · right`, written for what credit assignment needs: small to middling matrices, thousands of times a second, no
//! allocation. Vectors lie along the columns of `right`; numbers of `left` are broadcast. Factors that do not fit the first-level cache, or
//! whose numbers lie in the wrong order, pass through buffers that each thread keeps ([`pack`]); a batch of one has ways of its own ([`single`]).

mod pack;
mod single;

use super::{Into, Matrix, MatrixMut};
use pack::Buffer;
use pulp::{Arch, MemMask, Simd, WithSimd};
use std::cell::RefCell;

thread_local! { static BUFFERS: RefCell<[Buffer; 2]> = const { RefCell::new([Buffer::new(), Buffer::new()]) }; }

/// A matrix in memory: where it starts, and the steps from row to row and from column to column.
#[derive(Clone, Copy)]
struct Grid {
    start: *const f32,
    row: usize,
    column: usize,
}

impl Grid {
    fn of(matrix: Matrix<'_>) -> Self {
        Self { start: matrix.values.as_ptr(), row: matrix.dims.row_step, column: matrix.dims.column_step }
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

/// `out (=|+=) scale · left · right`, by the instructions of `arch`.
pub(super) fn product(arch: Arch, scale: f32, left: Matrix<'_>, right: Matrix<'_>, into: Into, out: &mut MatrixMut<'_>) {
    let shape = Shape { rows: left.dims.rows, columns: right.dims.columns, inner: left.dims.columns };
    let fits = right.dims.rows == shape.inner && out.dims.rows == shape.rows && out.dims.columns == shape.columns;
    assert!(fits, "shapes: {:?} · {:?} → {:?}", left.dims, right.dims, out.dims);
    if shape.rows == 0 || shape.columns == 0 {
        return;
    }
    let out = Out { start: out.values.as_mut_ptr(), row: out.dims.row_step, column: out.dims.column_step, scale, add: into == Into::Add };
    let (left, right) = (Grid::of(left), Grid::of(right));
    if shape.inner == 1 && out.column == 1 && right.column == 1 {
        return arch.dispatch(single::Outer { left, right, shape, out });
    }
    if shape.rows == 1 && left.column == 1 && right.row == 1 && shape.columns > 1 {
        return arch.dispatch(single::Dots { left, right, shape, out });
    }
    let product = Product { left, right, shape, out };
    // Where `right` has to be turned around and is much the larger factor, (rightᵀ leftᵀ)ᵀ is taken: that writes `out` number by number.
    let is_turned = right.column != 1 && shape.columns > 1;
    let is_dear = shape.inner * shape.columns > shape.rows * (shape.inner + shape.columns);
    let product = if is_turned && is_dear { product.transposed() } else { product };
    BUFFERS.with_borrow_mut(|[rights, lefts]| arch.dispatch(Blocks { product, rights, lefts }));
}

#[derive(Clone, Copy)]
struct Product {
    left: Grid,
    right: Grid,
    shape: Shape,
    out: Out,
}

impl Product {
    fn transposed(self) -> Self {
        let Self { left, right, shape, out } = self;
        Self {
            left: right.transposed(),
            right: left.transposed(),
            shape: Shape { rows: shape.columns, columns: shape.rows, ..shape },
            out: Out { row: out.column, column: out.row, ..out },
        }
    }
}

/// Numbers that stay in the first-level cache beside others: 16 KiB.
const NEAR: usize = 4 << 10;
/// A transposed `left` that spreads over more numbers than this is packed: its columns would each touch another page, and share cache sets.
const SPREAD: usize = 4 << 10;
/// Numbers that stay in the second-level cache beside others: 512 KiB.
const CACHE: usize = 128 << 10;
/// Rows of a block: whole tiles, and few enough for the blocks of `left` and `out` to stay in the second-level cache.
const ROWS: usize = 48;

/// A product, block by block: the panels of `right`, two vectors wide, pass by a block of rows.
struct Blocks<'b> {
    product: Product,
    rights: &'b mut Buffer,
    lefts: &'b mut Buffer,
}

impl WithSimd for Blocks<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { product: Product { left, right, shape, out }, rights, lefts } = self;
        let Shape { rows, columns, inner } = shape;
        let panel = 2 * S::F32_LANES;
        // Whole vectors of a `right` that is not large are read where they are.
        let direct = if right.column == 1 && inner * columns <= NEAR { columns - columns % S::F32_LANES } else { 0 };
        Block { left, right, step: panel, shape: Shape { columns: direct, ..shape }, out }.panels(simd);
        // A `left` that fits the second-level cache stays there and leaves half of it; a larger one passes by, and the fewer times the better.
        let room = if rows * inner <= CACHE { CACHE / 2 } else { CACHE };
        let width = (room / inner.max(1) / panel).max(1) * panel;
        for column in (direct..columns).step_by(width) {
            let columns = width.min(columns - column);
            let right = Grid { start: rights.panels(simd, right.at(0, column), inner, columns, panel), row: panel, column: 1 };
            for row in (0..rows).step_by(ROWS) {
                let rows = ROWS.min(rows - row);
                let mut left = left.at(row, 0);
                if left.row == 1 && inner * left.column > SPREAD {
                    left = Grid { start: lefts.panels(simd, left.transposed(), inner, rows, ROWS), row: 1, column: ROWS };
                }
                Block { left, right, step: panel * inner, shape: Shape { rows, columns, inner }, out: out.at(row, column) }.panels(simd);
            }
        }
    }
}

/// Some rows of `left` and some panels of `right`, which is `step` from panel to panel and may be read to the end of its last vector.
#[derive(Clone, Copy)]
struct Block {
    left: Grid,
    right: Grid,
    step: usize,
    shape: Shape,
    out: Out,
}

impl Block {
    /// Goes through the panels, two vectors at a time, then what is left.
    #[inline(always)]
    fn panels<S: Simd>(self, simd: S) {
        let lanes = S::F32_LANES;
        let mut rest = self;
        while rest.shape.columns > 0 {
            let width = rest.shape.columns.min(2 * lanes);
            // As many rows at a time as leave two registers for `right` and one for `left`.
            match (lanes >= 16, width > lanes) {
                (true, true) => rest.rows::<S, 12, 2>(simd, width),
                (true, false) => rest.rows::<S, 12, 1>(simd, width),
                (false, true) => rest.rows::<S, 6, 2>(simd, width),
                (false, false) => rest.rows::<S, 6, 1>(simd, width),
            }
            rest.shape.columns -= width;
            rest.right = Grid { start: rest.right.start.wrapping_add(self.step), ..rest.right };
            rest.out = rest.out.at(0, width);
        }
    }

    /// Goes through the rows of one panel, as many as possible at a time.
    #[inline(always)]
    fn rows<S: Simd, const ROWS: usize, const VECTORS: usize>(&self, simd: S, width: usize) {
        let mut row = 0;
        while row + ROWS <= self.shape.rows {
            self.tile::<S, ROWS, VECTORS>(simd, row, width);
            row += ROWS;
        }
        while row + 4 <= self.shape.rows {
            self.tile::<S, 4, VECTORS>(simd, row, width);
            row += 4;
        }
        while row < self.shape.rows {
            self.tile::<S, 1, VECTORS>(simd, row, width);
            row += 1;
        }
    }

    /// One tile: `ROWS` rows × up to `VECTORS` vectors, summed in registers over the inner dimension.
    #[inline(always)]
    fn tile<S: Simd, const ROWS: usize, const VECTORS: usize>(&self, simd: S, row: usize, width: usize) {
        let lanes = S::F32_LANES;
        let mut sums = [[simd.splat_f32s(0.0); VECTORS]; ROWS];
        if self.out.column == 1 {
            // What is added to comes from far away; by the time it is wanted it has arrived (large: 5 % of the gradient's products).
            for number in 0..ROWS {
                for vector in 0..VECTORS {
                    prefetch(self.out.at(row + number, vector * lanes).start);
                }
            }
        }
        let (mut left, mut right) = (self.left.at(row, 0).start, self.right.start);
        #[expect(unsafe_code, reason = "broadcasts from a strided matrix without a check for each number")]
        // SAFETY: every row, column and inner index is below the dimensions that `product` checked against the views; vectors of `right` end
        // inside of it, or inside the buffer that it was packed into; the last vector is written up to the last column only.
        unsafe {
            for _ in 0..self.shape.inner {
                let mut factors = [simd.splat_f32s(0.0); VECTORS];
                for (vector, factor) in factors.iter_mut().enumerate() {
                    *factor = right.add(vector * lanes).cast::<S::f32s>().read_unaligned();
                }
                for (number, sums) in sums.iter_mut().enumerate() {
                    let factor = simd.splat_f32s(*left.add(number * self.left.row));
                    for (sum, right) in sums.iter_mut().zip(factors) {
                        *sum = simd.mul_add_f32s(factor, right, *sum);
                    }
                }
                left = left.wrapping_add(self.left.column);
                right = right.wrapping_add(self.right.row);
            }
            let scale = simd.splat_f32s(self.out.scale);
            for (number, sums) in sums.into_iter().enumerate() {
                for (vector, sum) in sums.into_iter().enumerate() {
                    let out = self.out.at(row + number, vector * lanes);
                    out.write(simd, simd.mul_f32s(scale, sum), (width - vector * lanes).min(lanes));
                }
            }
        }
    }
}

/// Asks for the cache line at an address, which need not be valid.
#[inline(always)]
fn prefetch(address: *const f32) {
    #[cfg(target_arch = "x86_64")]
    #[expect(unsafe_code, reason = "an intrinsic that takes a pointer")]
    // SAFETY: a prefetch reads nothing that the program can see, whatever the address.
    unsafe {
        std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(address.cast());
    }
}

impl Grid {
    fn at(self, row: usize, column: usize) -> Self {
        Self { start: self.start.wrapping_add(row * self.row + column * self.column), ..self }
    }
}

impl Out {
    fn at(self, row: usize, column: usize) -> Self {
        Self { start: self.start.wrapping_add(row * self.row + column * self.column), ..self }
    }

    /// Writes a vector's first `count` numbers along the columns.
    ///
    /// # Safety
    /// So many columns from here on lie inside the view that this was made from.
    #[expect(unsafe_code, reason = "writes where its caller checked")]
    #[inline(always)]
    unsafe fn write<S: Simd>(self, simd: S, values: S::f32s, count: usize) {
        unsafe {
            if self.column != 1 {
                let numbers: &[f32] = pulp::bytemuck::cast_slice(std::slice::from_ref(&values));
                for (index, &number) in numbers[..count].iter().enumerate() {
                    let place = self.start.add(index * self.column);
                    *place = if self.add { *place + number } else { number };
                }
            } else if count == S::F32_LANES {
                let place = self.start.cast::<S::f32s>();
                place.write_unaligned(if self.add { simd.add_f32s(values, place.read_unaligned()) } else { values });
            } else {
                let mask = first(simd, count);
                let sum = if self.add { simd.add_f32s(values, simd.mask_load_ptr_f32s(mask, self.start)) } else { values };
                simd.mask_store_ptr_f32s(mask, self.start, sum);
            }
        }
    }
}

/// A mask for a vector's first `count` numbers. Without the functions that pulp puts beside it: calling them empties all registers.
#[inline(always)]
fn first<S: Simd>(simd: S, count: usize) -> MemMask<S::m32s> {
    MemMask::new(simd.mask_between_m32s(0, count as u32).mask())
}
