//! A fraction of the units of every layer of an area (never all of a layer) falls silent for ever.

use super::{Disturbance, Place, Primitive};
use crate::option;

option! {
    /// A fraction of the units of every layer of an area (never all of a layer) falls silent for ever.
    pub struct Lesion {
        /// Which part of the units.
        pub fraction: f64 = 0.5, linear(0.0, 1.0), "", live;
    } with {
        /// Which area.
        pub area: String = String::new();
    }
}

impl Disturbance for Lesion {
    fn place(&self) -> Place<'_> {
        Place::Area(&self.area)
    }

    fn primitive(&self) -> Primitive {
        Primitive::Silence(self.fraction)
    }
}
