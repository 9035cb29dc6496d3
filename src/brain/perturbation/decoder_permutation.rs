//! The rows of an area's last layer, with their biases, trade places: every unit keeps its code and changes its meaning.

use super::{Disturbance, Place, Primitive};
use crate::option;

option! {
    /// The rows of an area's last layer, with their biases, trade places: every unit keeps its code and changes its meaning.
    pub struct DecoderPermutation {} with {
        /// Which area.
        pub area: String = String::new();
    }
}

impl Disturbance for DecoderPermutation {
    fn place(&self) -> Place<'_> {
        Place::Area(&self.area)
    }

    fn primitive(&self) -> Primitive {
        Primitive::PermuteRows
    }
}
