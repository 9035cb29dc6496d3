//! What brains compute: gradients, rules and costs against finite differences, published equations and other people's numbers.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that goes wrong should stop, in its helpers too")]

mod exploration;
mod films;
mod golden;
mod golden_targets;
mod gradients;
mod hebbian;
mod mixtures;
mod society;
