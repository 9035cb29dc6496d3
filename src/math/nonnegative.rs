//! Least squares with coefficients that may not be negative.

/// Sweeps after which coordinate descent ends, come what may.
const MOST_SWEEPS: usize = 2000;

/// Writes `argmin_{c ≥ 0} ½ cᵀ A c − bᵀ c`, A symmetric and positive semidefinite (a Gram matrix, row by row), by coordinate descent:
/// `c_i ← max(0, c_i + (b_i − A_i c)/A_ii)`. What has no length (A_ii = 0) gets 0. Source: Franc, Hlaváč & Navara 2005.
pub fn nonnegative_least_squares(gram: &[f64], aim: &[f64], coefficients: &mut [f64]) {
    let count = aim.len();
    coefficients.fill(0.0);
    for _ in 0..MOST_SWEEPS {
        let (mut moved, mut size) = (0.0_f64, 0.0_f64);
        for i in 0..count {
            let row = &gram[i * count..][..count];
            if row[i] <= 0.0 {
                continue;
            }
            let excess = aim[i] - row.iter().zip(&*coefficients).map(|(a, c)| a * c).sum::<f64>();
            let next = (coefficients[i] + excess / row[i]).max(0.0);
            moved = moved.max((next - coefficients[i]).abs() * row[i].sqrt());
            size = size.max(next * row[i].sqrt());
            coefficients[i] = next;
        }
        if moved <= 1e-12 * size {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_mixed_and_nothing_negative() {
        let directions = [[1.0, 0.0, 0.2], [0.5, 1.0, 0.0], [-1.0, 0.3, 0.7], [0.0, 0.0, 0.0]];
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let gram: Vec<f64> = directions.iter().flat_map(|a| directions.iter().map(move |b| dot(a, b))).collect();
        let fit = |moved: [f64; 3]| {
            let aim: Vec<f64> = directions.iter().map(|direction| dot(direction, &moved)).collect();
            let mut found = vec![f64::NAN; 4];
            nonnegative_least_squares(&gram, &aim, &mut found);
            found
        };
        let mixed: Vec<f64> = (0..3).map(|i| 2.0 * directions[0][i] + 0.5 * directions[1][i]).collect();
        let found = fit([mixed[0], mixed[1], mixed[2]]);
        assert!((found[0] - 2.0).abs() < 1e-9 && (found[1] - 0.5).abs() < 1e-9 && found[2].abs() < 1e-9 && found[3] == 0.0, "{found:?}");
        // Against a direction nothing is taken of it, though a negative share would fit better.
        let against = fit([-1.0, 0.0, -0.2]);
        assert!(against[0] == 0.0 && against.iter().all(|c| *c >= 0.0), "{against:?}");
    }
}
