//! Noise on every weight of an area, in units of each tensor's own deviation: `w ← w + amplitude · sd(W) · ξ`, ξ ~ N(0, 1).

use super::{Disturbance, Place, Primitive};
use crate::option;

option! {
    /// Noise on every weight of an area, in units of each tensor's own deviation: `w ← w + amplitude · sd(W) · ξ`, ξ ~ N(0, 1).
    pub struct WeightNoise {
        /// How strong, in deviations of each tensor.
        pub amplitude: f64 = 1.0, ratio(0.0, 100.0), "sd", live;
    } with {
        /// Which area.
        pub area: String = String::new();
    }
}

impl Disturbance for WeightNoise {
    fn place(&self) -> Place<'_> {
        Place::Area(&self.area)
    }

    fn primitive(&self) -> Primitive {
        Primitive::AddNoise(self.amplitude)
    }
}
