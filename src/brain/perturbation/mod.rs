//! What can be done to a brain from outside. Each is made of one primitive operation that the engine carries out.

mod decoder_permutation;
mod error_wire_lesion;
mod input_permutation;
mod input_rotation;
mod lesion;
mod weight_noise;

pub use decoder_permutation::DecoderPermutation;
pub use error_wire_lesion::ErrorWireLesion;
pub use input_permutation::InputPermutation;
pub use input_rotation::InputRotation;
pub use lesion::Lesion;
pub use weight_noise::WeightNoise;

use crate::family;

family! {
    /// What can be done to a brain from outside.
    pub enum Perturbation: dyn Disturbance {
        WeightNoise = "weight_noise", "Weight noise", "w ← w + amplitude · sd(W) · ξ", "Marblestone, Wayne & Körding 2016, prediction 3";
        Lesion = "lesion", "Lesion", "a fraction of the area's units falls silent for ever", "Marblestone, Wayne & Körding 2016, prediction 3";
        InputRotation = "input_rotation", "Input rotation", "what is seen is turned by an angle", "Stratton 1897";
        InputPermutation = "input_permutation", "Input permutation", "a fraction of the inputs trade places", "Sur, Garraghty & Roe 1988";
        DecoderPermutation = "decoder_permutation", "Decoder permutation", "the rows of the last layer trade places", "Sadtler et al. 2014";
        ErrorWireLesion = "error_wire_lesion", "Error wire lesion", "no error travels back through a wire any more", "Marblestone, Wayne & Körding 2016, section 5";
    }
}

/// What a perturbation is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// The world, as this brain sees it.
    World,
    /// An area, by name.
    Area(&'a str),
    /// A wire, by name.
    Wire(&'a str),
}

/// What the engine carries out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Primitive {
    /// Adds noise to every weight, in units of its tensor's deviation.
    AddNoise(f64),
    /// Silences a fraction of each layer's units, for ever.
    Silence(f64),
    /// Turns the observations further, in degrees.
    Turn(f64),
    /// Lets a fraction of the observation's numbers trade places.
    Scramble(f64),
    /// Permutes the rows of the last layer.
    PermuteRows,
    /// Lets no error through any more.
    CutError,
}

/// The behaviour of a perturbation.
pub trait Disturbance {
    /// What it is done to.
    fn place(&self) -> Place<'_>;
    /// What is done.
    fn primitive(&self) -> Primitive;
}

impl Perturbation {
    /// Points it at an area or wire, where it is done to one.
    pub fn aim(&mut self, name: &str) {
        match self {
            Self::WeightNoise(WeightNoise { area, .. }) | Self::Lesion(Lesion { area, .. }) | Self::DecoderPermutation(DecoderPermutation { area }) => {
                name.clone_into(area);
            }
            Self::ErrorWireLesion(ErrorWireLesion { wire }) => name.clone_into(wire),
            Self::InputRotation(_) | Self::InputPermutation(_) => {}
        }
    }
}
