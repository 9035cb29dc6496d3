//! What many lives say about one number.

/// Mean and deviation of a number over lives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Mean; NaN over nothing.
    pub mean: f64,
    /// Deviation, with n − 1; 0 for one life.
    pub deviation: f64,
    /// Over how many lives.
    pub count: usize,
}

impl Spread {
    /// Of these numbers.
    pub fn of(values: &[f64]) -> Self {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        Self { mean, deviation: if values.len() > 1 { (squares / (count - 1.0)).sqrt() } else { 0.0 }, count: values.len() }
    }
}
