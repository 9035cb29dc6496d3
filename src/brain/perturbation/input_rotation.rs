//! What is seen is turned: images about their centre, other observations pair by pair in their planes.

use super::{Disturbance, Place, Primitive};
use crate::option;

option! {
    /// What is seen is turned: images about their centre, other observations pair by pair in their planes.
    pub struct InputRotation {
        /// By which angle.
        pub degrees: f64 = 30.0, linear(-180.0, 180.0), "°", live;
    }
}

impl Disturbance for InputRotation {
    fn place(&self) -> Place<'_> {
        Place::World
    }

    fn primitive(&self) -> Primitive {
        Primitive::Turn(self.degrees)
    }
}
