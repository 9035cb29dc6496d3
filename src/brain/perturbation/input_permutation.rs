//! A fraction of the observation's numbers trade places.

use super::{Disturbance, Place, Primitive};
use crate::option;

option! {
    /// A fraction of the observation's numbers trade places.
    pub struct InputPermutation {
        /// Which part of the numbers.
        pub fraction: f64 = 1.0, linear(0.0, 1.0), "", live;
    }
}

impl Disturbance for InputPermutation {
    fn place(&self) -> Place<'_> {
        Place::World
    }

    fn primitive(&self) -> Primitive {
        Primitive::Scramble(self.fraction)
    }
}
