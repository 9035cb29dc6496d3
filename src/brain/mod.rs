//! The vocabulary: a folder per choice, a file per option.

pub mod anatomy;
pub mod cost;
pub mod development;
pub mod knob;
pub mod perturbation;
pub mod plasticity;
pub mod rule;
pub mod world;

pub use anatomy::Anatomy;
pub use cost::Cost;
pub use perturbation::Perturbation;
pub use plasticity::Plasticity;
pub use rule::Rule;
pub use world::World;
