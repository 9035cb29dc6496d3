//! The window: the only place that knows egui. Panels read and push [`Action`]s; the app drains the run, shows, and acts.

pub mod action;
pub mod record;
pub mod selection;
pub mod theme;

pub use action::Action;
