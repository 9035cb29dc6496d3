//! A linear map to be found out: the convex case.

use super::{Content, Dataset, Nature, Port, Samples};
use crate::math::{self, Into, matrix, matrix_mut};
use crate::option;
use crate::seed::{Seed, fill_normal};
use rand::RngExt;

option! {
    /// `t = T x + noise`; x ~ N(0, I), T_ij ~ N(0, 1/inputs). An outlier, of what is lived only, is a t that is 10 ξ instead. Source: Saxe, McClelland & Ganguli 2014.
    pub struct LinearTeacher {
        /// Width of x.
        pub inputs: usize = 20, linear(1.0, 4096.0), "units", fixed;
        /// Width of t.
        pub outputs: usize = 5, linear(1.0, 4096.0), "units", fixed;
        /// Deviation of the noise on t.
        pub noise: f64 = 0.0, linear(0.0, 10.0), "", fixed;
        /// Part of the lived targets that are outliers.
        pub outliers: f64 = 0.0, linear(0.0, 1.0), "", fixed;
        /// How many pairs are lived through.
        pub count: usize = 1000, linear(4.0, 100000.0), "pairs", fixed;
    }
}

const TEST: usize = 400;
/// Deviation of a target that has nothing to do with x.
const OUTLIER: f32 = 10.0;

impl Nature for LinearTeacher {
    fn ports(&self) -> Vec<Port> {
        vec![
            Port { name: "x", units: self.inputs, content: Content::Observation, pixels: None },
            Port { name: "t", units: self.outputs, content: Content::Value, pixels: None },
        ]
    }

    fn sample_count(&self) -> usize {
        self.count + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        let mut generator = seed.stream("world", "linear_teacher").at(0);
        let mut teacher = vec![0.0; self.outputs * self.inputs];
        fill_normal(&mut generator, (self.inputs as f32).powf(-0.5), &mut teacher);
        let mut part = |count: usize| {
            let (mut x, mut t) = (vec![0.0; count * self.inputs], vec![0.0; count * self.outputs]);
            fill_normal(&mut generator, 1.0, &mut x);
            fill_normal(&mut generator, self.noise as f32, &mut t);
            let teacher = matrix(&teacher, self.outputs, self.inputs);
            math::product(1.0, matrix(&x, count, self.inputs), teacher.transposed(), Into::Add, &mut matrix_mut(&mut t, count, self.outputs));
            Samples { count, ports: vec![x, t] }
        };
        let (mut train, test) = (part(self.count), part(TEST));
        // Draws of their own, so that all else is what it is without outliers.
        let mut generator = seed.stream("world", "linear_teacher outliers").at(0);
        for target in train.ports[1].chunks_exact_mut(self.outputs) {
            if generator.random_bool(self.outliers) {
                fill_normal(&mut generator, OUTLIER, target);
            }
        }
        Dataset { train, test, truth: teacher }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outliers_are_as_many_as_told_and_disturb_nothing_else() {
        let [told, lied_to] = [0.0, 0.1].map(|outliers| LinearTeacher { outliers, ..LinearTeacher::default() }.dataset(Seed(3)));
        assert_eq!((&told.test, &told.train.ports[0], &told.truth), (&lied_to.test, &lied_to.train.ports[0], &lied_to.truth));
        let targets = told.train.ports[1].chunks_exact(5).zip(lied_to.train.ports[1].chunks_exact(5));
        let changed: Vec<&[f32]> = targets.filter(|(a, b)| a != b).map(|(_, b)| b).collect();
        assert!((70..130).contains(&changed.len()), "{}", changed.len());
        let deviation = (changed.concat().iter().map(|t| t * t).sum::<f32>() / (5 * changed.len()) as f32).sqrt();
        assert!((deviation - OUTLIER).abs() < 1.0, "{deviation}");
    }
}
