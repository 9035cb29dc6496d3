//! No error travels back through a wire any more.

use super::{Disturbance, Place, Primitive};
use crate::option;

option! {
    /// No error travels back through a wire any more.
    pub struct ErrorWireLesion {} with {
        /// Which wire.
        pub wire: String = String::new();
    }
}

impl Disturbance for ErrorWireLesion {
    fn place(&self) -> Place<'_> {
        Place::Wire(&self.wire)
    }

    fn primitive(&self) -> Primitive {
        Primitive::CutError
    }
}
