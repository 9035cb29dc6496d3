//! Numbers in flat buffers: the one matrix product and the elementwise kernels, each with run-time choice of the instruction set.
//!
//! Everything is f32. Matrices are views into flat row-major buffers: activity is samples × units, weights are units_out × units_in.

mod matrix;
mod nonnegative;
mod normal;
mod product;
mod symmetric;

pub use matrix::{Matrix, MatrixMut, matrix, matrix_mut};
pub use symmetric::principal_axes;

pub use nonnegative::nonnegative_least_squares;
pub use normal::fill_noise;

use pulp::Arch;
use std::sync::LazyLock;

static ARCH: LazyLock<Arch> = LazyLock::new(Arch::new);

/// Runs a loop compiled for the best instruction set of this processor.
#[inline(always)]
pub fn vectorized<R>(work: impl FnOnce() -> R) -> R {
    struct Work<F>(F);
    impl<R, F: FnOnce() -> R> pulp::NullaryFnOnce for Work<F> {
        type Output = R;
        #[inline(always)]
        fn call(self) -> R {
            (self.0)()
        }
    }
    ARCH.dispatch(Work(work))
}

/// Whether a product replaces what its destination held or is added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Into {
    /// `out = scale · left · right`
    Replace,
    /// `out += scale · left · right`
    Add,
}

/// `out (=|+=) scale · left · right`, the only matrix product in the program. Single-threaded: brains run side by side instead. Allocates
/// only while a thread's buffer still grows.
///
/// # Panics
/// If the shapes do not fit.
pub fn product(scale: f32, left: Matrix<'_>, right: Matrix<'_>, into: Into, out: &mut MatrixMut<'_>) {
    product::product(*ARCH, scale, left, right, into, out);
}

/// tanh by a rational function, exact to about 3e-7: the system's tanh is the first thing that costs.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let x = x.clamp(-7.905_311, 7.905_311);
    let square = x * x;
    let odd = [-2.760_768_5e-16, 2.000_188e-13, -8.604_672e-11, 5.122_297e-8, 1.485_722_4e-5, 6.372_619e-4, 4.893_524_6e-3];
    let even = [1.198_258_4e-6, 1.185_347_1e-4, 2.268_434_6e-3, 4.893_525e-3];
    let numerator = odd.iter().fold(0.0_f32, |sum, &coefficient| sum * square + coefficient);
    let denominator = even.iter().fold(0.0_f32, |sum, &coefficient| sum * square + coefficient);
    x * numerator / denominator
}

/// exp by range reduction and a polynomial (Cephes), relative error about 2e-7; clamped to the finite range.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 88.0);
    let exponent = (x * std::f32::consts::LOG2_E).round_ties_even();
    let rest = x - exponent * 0.693_359_4 + exponent * 2.121_944_4e-4;
    let coefficients = [1.987_569_1e-4, 1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 5e-1];
    let polynomial = coefficients.iter().fold(0.0_f32, |sum, &coefficient| sum * rest + coefficient);
    let mantissa = polynomial * rest * rest + rest + 1.0;
    mantissa * f32::from_bits(((exponent as i32 + 127) as u32) << 23)
}

/// The logistic function.
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    0.5 + 0.5 * tanh(0.5 * x)
}

/// log(1 + exp x), without overflow.
#[inline(always)]
pub fn softplus(x: f32) -> f32 {
    x.max(0.0) + exp(-x.abs()).ln_1p()
}

/// Adds `bias` to every row of `values`.
pub fn add_to_rows(values: &mut [f32], bias: &[f32]) {
    vectorized(
        #[inline(always)]
        || {
            for row in values.chunks_exact_mut(bias.len()) {
                for (value, bias) in row.iter_mut().zip(bias) {
                    *value += bias;
                }
            }
        },
    );
}

/// `out = scale · Σ_rows values`, one sum per column.
pub fn sum_rows(scale: f32, values: &[f32], out: &mut [f32]) {
    vectorized(
        #[inline(always)]
        || {
            out.fill(0.0);
            for row in values.chunks_exact(out.len()) {
                for (sum, value) in out.iter_mut().zip(row) {
                    *sum += value;
                }
            }
            for sum in out {
                *sum *= scale;
            }
        },
    );
}

/// `out += scale · values`.
pub fn add_scaled(scale: f32, values: &[f32], out: &mut [f32]) {
    vectorized(
        #[inline(always)]
        || {
            for (out, value) in out.iter_mut().zip(values) {
                *out += scale * value;
            }
        },
    );
}

/// `values = factor · values`.
pub fn scale(factor: f32, values: &mut [f32]) {
    vectorized(
        #[inline(always)]
        || {
            for value in values {
                *value *= factor;
            }
        },
    );
}

/// Turns every row into its softmax.
pub fn softmax_rows(values: &mut [f32], columns: usize) {
    vectorized(
        #[inline(always)]
        || {
            for row in values.chunks_exact_mut(columns) {
                let greatest = row.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
                for value in row.iter_mut() {
                    *value = exp(*value - greatest);
                }
                let sum: f32 = row.iter().sum();
                for value in row {
                    *value /= sum;
                }
            }
        },
    );
}

/// Scalar product in 64 bits, in eight interleaved sums: exact enough for cosines of a million weights, and the same on every run.
pub fn dot(a: &[f32], b: &[f32]) -> f64 {
    vectorized(
        #[inline(always)]
        || {
            let mut sums = [0.0_f64; 8];
            let (a_blocks, b_blocks) = (a.chunks_exact(8), b.chunks_exact(8));
            let rest: f64 = a_blocks.remainder().iter().zip(b_blocks.remainder()).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
            for (a, b) in a_blocks.zip(b_blocks) {
                for ((sum, &a), &b) in sums.iter_mut().zip(a).zip(b) {
                    *sum += f64::from(a) * f64::from(b);
                }
            }
            sums.iter().sum::<f64>() + rest
        },
    )
}

/// Euclidean length.
pub fn norm(values: &[f32]) -> f64 {
    dot(values, values).sqrt()
}

/// Cosine of the angle between two directions; 0 where one of them has no length.
pub fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let lengths = norm(a) * norm(b);
    if lengths > 0.0 { (dot(a, b) / lengths).clamp(-1.0, 1.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn approximations_are_as_good_as_they_say() {
        for step in -20_000..=20_000 {
            let x = step as f32 * 1e-3;
            assert!((f64::from(tanh(x)) - f64::from(x).tanh()).abs() < 4e-7, "tanh {x}");
            assert!((f64::from(exp(x)) / f64::from(x).exp() - 1.0).abs() < 4e-7, "exp {x}");
            assert!((f64::from(softplus(x)) - f64::from(x).exp().ln_1p()).abs() < 2e-6, "softplus {x}");
        }
        assert!(exp(f32::NAN).is_nan() && tanh(f32::NAN).is_nan());
    }

    /// Every instruction set that there is a way for, as far as this processor knows it.
    fn arches() -> Vec<Arch> {
        let mut arches = vec![Arch::Scalar, Arch::new()];
        #[cfg(target_arch = "x86_64")]
        arches.extend(pulp::x86::V3::try_new().map(Arch::V3));
        arches
    }

    /// Compares a product, of factors stored as they are or transposed, with the plain triple sum: eighths in small sums are exact in f32.
    fn compare_with_the_triple_sum(arch: Arch, [rows, inner, columns]: [usize; 3], [turn_left, turn_right, turn_out]: [bool; 3]) {
        let left: Vec<f32> = (0..rows * inner).map(|i| ((i * 7 % 23) as f32 - 11.0) / 8.0).collect();
        let right: Vec<f32> = (0..inner * columns).map(|i| ((i * 5 % 19) as f32 - 9.0) / 8.0).collect();
        let left = if turn_left { matrix(&left, inner, rows).transposed() } else { matrix(&left, rows, inner) };
        let right = if turn_right { matrix(&right, columns, inner).transposed() } else { matrix(&right, inner, columns) };
        for (into, before) in [(Into::Add, 1.0), (Into::Replace, f32::NAN)] {
            let mut values = vec![before; rows * columns];
            let mut out = if turn_out { matrix_mut(&mut values, columns, rows).transposed() } else { matrix_mut(&mut values, rows, columns) };
            product::product(arch, 0.5, left, right, into, &mut out);
            for i in 0..rows {
                for j in 0..columns {
                    let exact: f32 = (0..inner).map(|k| left.at(i, k) * right.at(k, j)).sum::<f32>() * 0.5;
                    let expected = if into == Into::Add { exact + 1.0 } else { exact };
                    assert_eq!(out.view().at(i, j), expected, "{rows}×{inner}×{columns} at {i}, {j}; {arch:?}, {turn_left}, {turn_right}, {turn_out}");
                }
            }
        }
    }

    /// Every shape that tiles, vectors, masks and turned factors can meet.
    #[test]
    fn the_product_is_the_triple_sum_for_every_shape_and_stride() {
        let sizes = &[1, 3, 8, 13, 16, 17, 33, 50];
        for (rows, inner, columns) in sizes.iter().flat_map(|&r| sizes.iter().flat_map(move |&i| sizes.iter().map(move |&c| (r, i, c)))) {
            for case in 0..8 {
                for arch in arches() {
                    compare_with_the_triple_sum(arch, [rows, inner, columns], [0, 1, 2].map(|bit| case >> bit & 1 == 1));
                }
            }
        }
    }

    #[test]
    fn blocks_of_large_factors_meet_without_a_seam() {
        for shape in [[131, 2048, 5], [131, 300, 500], [5, 300, 500]] {
            for case in 0..4 {
                for arch in arches() {
                    compare_with_the_triple_sum(arch, shape, [case & 1 == 1, case & 2 == 2, false]);
                }
            }
        }
    }

    #[test]
    fn a_product_over_nothing_is_nothing() {
        let mut out = vec![7.0; 6];
        product(1.0, matrix(&[], 2, 0), matrix(&[], 0, 3), Into::Replace, &mut matrix_mut(&mut out, 2, 3));
        assert_eq!(out, [0.0; 6]);
    }

    #[test]
    fn cosines_know_equal_opposite_and_none() {
        let a: Vec<f32> = (0..100).map(|i| (i as f32).sin()).collect();
        let opposite: Vec<f32> = a.iter().map(|v| -3.0 * v).collect();
        assert!((cosine(&a, &a) - 1.0).abs() < 1e-12 && (cosine(&a, &opposite) + 1.0).abs() < 1e-12);
        assert_eq!(cosine(&a, &[0.0; 100]), 0.0);
    }
}
