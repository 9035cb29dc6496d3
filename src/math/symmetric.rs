//! Principal axes of a symmetric matrix.

/// Eigenvalues in falling order, and the eigenvectors as rows in that order, of a symmetric `size` × `size` matrix: Jacobi's rotations, until
/// what is left off the diagonal is lost in rounding. Takes about 10 · size³ multiplications.
pub fn principal_axes(matrix: &[f64], size: usize) -> (Vec<f64>, Vec<Vec<f64>>) {
    let mut rest = matrix.to_vec();
    let mut axes: Vec<Vec<f64>> = (0..size).map(|axis| (0..size).map(|place| f64::from(u8::from(place == axis))).collect()).collect();
    let total: f64 = rest.iter().map(|value| value * value).sum();
    for _ in 0..MOST_SWEEPS {
        let off: f64 = (0..size * size).filter(|index| index / size != index % size).map(|index| rest[index] * rest[index]).sum();
        if off.is_nan() || off <= 1e-24 * total {
            break;
        }
        for p in 0..size {
            for q in p + 1..size {
                rotate(&mut rest, &mut axes, size, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&a, &b| rest[b * size + b].total_cmp(&rest[a * size + a]));
    (order.iter().map(|&axis| rest[axis * size + axis]).collect(), order.iter().map(|&axis| axes[axis].clone()).collect())
}

const MOST_SWEEPS: usize = 30;

/// Turns the plane of axes p and q such that entry (p, q) vanishes.
fn rotate(rest: &mut [f64], axes: &mut [Vec<f64>], size: usize, p: usize, q: usize) {
    let between = rest[p * size + q];
    if between == 0.0 {
        return;
    }
    let slant = (rest[q * size + q] - rest[p * size + p]) / (2.0 * between);
    let tangent = slant.signum() / (slant.abs() + slant.hypot(1.0));
    let cosine = tangent.hypot(1.0).recip();
    let sine = tangent * cosine;
    for other in 0..size {
        let (a, b) = (rest[other * size + p], rest[other * size + q]);
        rest[other * size + p] = cosine * a - sine * b;
        rest[other * size + q] = sine * a + cosine * b;
    }
    let (above, below) = rest.split_at_mut(q * size);
    turn(&mut above[p * size..(p + 1) * size], &mut below[..size], cosine, sine);
    let (above, below) = axes.split_at_mut(q);
    turn(&mut above[p], &mut below[0], cosine, sine);
}

fn turn(first: &mut [f64], second: &mut [f64], cosine: f64, sine: f64) {
    for (a, b) in first.iter_mut().zip(second) {
        (*a, *b) = (cosine * *a - sine * *b, sine * *a + cosine * *b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_orthonormal_and_rebuild_the_matrix() {
        let size = 12;
        let entry = |i: usize, j: usize| ((i * 7 + j * 7) % 11) as f64 + ((i * j) % 5) as f64 - 3.0;
        let matrix: Vec<f64> = (0..size * size).map(|index| entry(index / size, index % size)).collect();
        let (values, axes) = principal_axes(&matrix, size);
        assert!(values.windows(2).all(|pair| pair[0] >= pair[1]));
        for i in 0..size {
            for j in 0..size {
                let overlap: f64 = axes[i].iter().zip(&axes[j]).map(|(a, b)| a * b).sum();
                assert!((overlap - f64::from(u8::from(i == j))).abs() < 1e-10);
                let rebuilt: f64 = (0..size).map(|axis| values[axis] * axes[axis][i] * axes[axis][j]).sum();
                assert!((rebuilt - entry(i, j)).abs() < 1e-9, "{i} {j}");
            }
        }
    }

    #[test]
    fn what_holds_no_numbers_has_no_axes_but_ends() {
        principal_axes(&[f64::NAN; 9], 3);
        assert_eq!(principal_axes(&[0.0; 4], 2).0, [0.0, 0.0]);
    }
}
