//! A linear map to be found out: the convex case.

use super::{Content, Dataset, Nature, Port, Samples};
use crate::math::{self, Into, matrix, matrix_mut};
use crate::option;
use crate::seed::{Seed, fill_normal};

option! {
    /// `t = T x + noise`; x ~ N(0, I), T_ij ~ N(0, 1/inputs). Source: Saxe, McClelland & Ganguli 2014.
    pub struct LinearTeacher {
        /// Width of x.
        pub inputs: usize = 20, linear(1.0, 4096.0), "units", fixed;
        /// Width of t.
        pub outputs: usize = 5, linear(1.0, 4096.0), "units", fixed;
        /// Deviation of the noise on t.
        pub noise: f64 = 0.0, linear(0.0, 10.0), "", fixed;
        /// How many pairs are lived through.
        pub count: usize = 1000, linear(4.0, 100000.0), "pairs", fixed;
    }
}

const TEST: usize = 400;

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
        Dataset { train: part(self.count), test: part(TEST), truth: teacher }
    }
}
