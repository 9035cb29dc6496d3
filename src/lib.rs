//! Brainwright, from a bird's eye: a person designs a [`scenario`](scenario::Scenario) out of the [`brain`]'s vocabulary; the
//! [`engine`] compiles it into a network and lets it grow up; the [`lab`] runs many lives to test what a scenario claims; the command line
//! ([`cli`]) and the window ([`app`]) show what happened. Dependencies run in this order only, and a test reads the sources to see that they do.

pub mod app;
pub mod brain;
pub mod cli;
pub mod engine;
pub mod lab;
pub mod math;
pub mod scenario;
pub mod seed;
