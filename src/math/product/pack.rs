//! Factors packed into panels: what a tile reads lies in the order in which it is read.

use super::{Grid, first};
use pulp::Simd;

/// Numbers that a thread keeps room for, on whole cache lines.
pub(super) struct Buffer(Vec<Line>);

#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([f32; LINE]);

/// Numbers in a cache line.
const LINE: usize = 16;

impl Buffer {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Packs the `rows` × `columns` numbers of a matrix: panel after panel of `width` columns, row after row in each. What is missing in the last
    /// panel holds anything.
    #[inline(always)]
    pub(super) fn panels<S: Simd>(&mut self, simd: S, from: Grid, rows: usize, columns: usize, width: usize) -> *const f32 {
        let start = self.room(rows * columns.next_multiple_of(width));
        let mut to = start;
        for column in (0..columns).step_by(width) {
            let (from, columns) = (from.at(0, column), width.min(columns - column));
            #[expect(unsafe_code, reason = "copies between a strided matrix and a buffer without a check for each number")]
            // SAFETY: the caller's matrix has so many rows and columns, and there is room for whole panels.
            unsafe {
                match (from.row, from.column) {
                    (_, 1) => copy(simd, from, rows, columns, to, width),
                    (1, _) => turn(from, rows, columns, to, width),
                    _ => pick(from, 0..rows, 0..columns, to, width),
                }
            }
            to = to.wrapping_add(rows * width);
        }
        start
    }

    fn room(&mut self, numbers: usize) -> *mut f32 {
        if self.0.len() * LINE < numbers {
            self.0.resize(numbers.div_ceil(LINE), Line([0.0; LINE]));
        }
        self.0.as_mut_ptr().cast()
    }
}

/// Copies rows whose numbers lie side by side.
#[expect(unsafe_code, reason = "copies where its caller checked")]
#[inline(always)]
unsafe fn copy<S: Simd>(simd: S, from: Grid, rows: usize, columns: usize, to: *mut f32, width: usize) {
    let lanes = S::F32_LANES;
    let whole = columns - columns % lanes;
    let rest = first(simd, columns - whole);
    for row in 0..rows {
        let (from, to) = (from.at(row, 0).start, to.wrapping_add(row * width));
        unsafe {
            for column in (0..whole).step_by(lanes) {
                to.add(column).cast::<S::f32s>().write_unaligned(from.add(column).cast::<S::f32s>().read_unaligned());
            }
            if whole < columns {
                simd.mask_store_ptr_f32s(rest, to.add(whole), simd.mask_load_ptr_f32s(rest, from.add(whole)));
            }
        }
    }
}

/// Copies columns whose numbers lie side by side, four by four: thrice as fast as number by number.
#[expect(unsafe_code, reason = "copies where its caller checked")]
#[inline(always)]
unsafe fn turn(from: Grid, rows: usize, columns: usize, to: *mut f32, width: usize) {
    let whole = (rows - rows % 4, columns - columns % 4);
    unsafe {
        for column in (0..whole.1).step_by(4) {
            for row in (0..whole.0).step_by(4) {
                let square: [[f32; 4]; 4] = std::array::from_fn(|index| from.at(row, column + index).start.cast::<[f32; 4]>().read_unaligned());
                for index in 0..4 {
                    let turned = square.map(|column| column[index]);
                    to.add((row + index) * width + column).cast::<[f32; 4]>().write_unaligned(turned);
                }
            }
        }
        pick(from, whole.0..rows, 0..whole.1, to, width);
        pick(from, 0..rows, whole.1..columns, to, width);
    }
}

/// Copies number by number.
#[expect(unsafe_code, reason = "copies where its caller checked")]
#[inline(always)]
unsafe fn pick(from: Grid, rows: std::ops::Range<usize>, columns: std::ops::Range<usize>, to: *mut f32, width: usize) {
    for row in rows {
        for column in columns.clone() {
            unsafe {
                *to.add(row * width + column) = *from.at(row, column).start;
            }
        }
    }
}
