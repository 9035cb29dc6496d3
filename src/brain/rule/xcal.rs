//! XCAL: the contrast of two phases, bent into the check mark that synapses show.

use super::settling::{Body, Phase, Relaxation, UNSETTLED, is_strong, room_for, settles};
use super::{Credit, CreditRule, RuleMeasure, Site};
use crate::{math, option};

option! {
    /// `ΔW_l = η ⟨f(h_l⁺ h_{l−1}⁺, h_l⁻ h_{l−1}⁻)⟩/λ` with the check mark `f(a, b) = a − b` for a > d·b, else `−a (1 − d)/d` (SCIENCE R14).
    ///
    /// Source: O'Reilly, Munakata, Frank & Hazy 2012: coactivity of the short term (held at `z − λ ∂C/∂z`) against that of the medium term (free);
    /// biases learn by the plain contrast.
    /// Firing rates are never negative; for units that are, f is continued by `f(a, b) = a` for a < 0 < b, and `f(−a, −b) = −f(a, b)`.
    pub struct Xcal {
        /// How often every layer moves in the free phase.
        pub iterations: usize = 20, ratio(1.0, 5000.0), "iterations", live;
        /// How often every hidden layer moves while the output is held.
        pub held_iterations: usize = 10, ratio(1.0, 5000.0), "iterations", live;
        /// ε: the part of its way that a layer goes in an iteration.
        pub step: f64 = 0.8, linear(0.01, 1.0), "", live;
        /// γ: how strongly a layer hears the one above: 1 in the symmetric network of the textbooks; weak feedback comes near backprop.
        pub feedback: f64 = 0.03, ratio(1e-3, 1.0), "", live;
        /// λ: how far down its cost the output is held; for squared error 1 is the target itself.
        pub clamp: f64 = 1.0, ratio(1e-3, 10.0), "", live;
        /// d: below this part of the medium-term coactivity, less coactivity weakens less again.
        pub reversal: f64 = 0.1, linear(0.01, 0.99), "", live;
    }
}

impl Xcal {
    fn relaxation(&self) -> Relaxation {
        Relaxation { iterations: self.iterations, step: self.step as f32, feedback: self.feedback as f32 }
    }
}

impl CreditRule for Xcal {
    fn about(&self) -> &'static str {
        "Strengthens what is more active together than it usually is, and weakens the rest"
    }

    settles!();

    fn iterations(&self) -> Option<usize> {
        Some(self.iterations + self.held_iterations)
    }

    fn usual_rate(&self) -> f64 {
        0.1
    }

    fn caution(&self) -> Option<&'static str> {
        Some(if is_strong(self.feedback) {
            "Unstable with strong feedback: its check mark cannot tell what fell a lot from what was never there."
        } else {
            "With feedback as weak as this the check mark hardly ever bends: it learns as contrastive Hebbian learning does."
        })
    }

    fn scratch(&self, site: Site<'_>, rows: usize) -> usize {
        room_for(site, rows)
    }

    fn measures(&self) -> &'static [RuleMeasure] {
        UNSETTLED
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        let (body, room, held) = self.relaxation().taught(credit, Phase::Held(self.clamp as f32), self.held_iterations);
        for layer in 0..body.layers.len() {
            self.propose_layer(credit, &body, layer, room.free, held);
        }
        room.free.iter_mut().zip(held).for_each(|(free, held)| *free = *held - *free);
        body.send(credit, room.free, body.share(0) / self.clamp as f32);
    }
}

impl Xcal {
    /// A synapse's change is not linear in its coactivity: sample by sample.
    fn propose_layer(&self, credit: &mut Credit<'_>, body: &Body<'_>, number: usize, free: &[f32], held: &[f32]) {
        let layer = &body.layers[number];
        let (units, units_in) = (layer.units_out, layer.units_in);
        let (d, scale) = (self.reversal as f32, body.share(number) / (self.clamp as f32 * body.rows as f32));
        let (short_below, medium_below) = match number {
            0 => (credit.input, credit.input),
            _ => (&held[body.span(number - 1)], &free[body.span(number - 1)]),
        };
        let (short, medium) = (&held[body.span(number)], &free[body.span(number)]);
        let weights = &mut credit.proposals[layer.weights.clone()];
        weights.fill(0.0);
        for sample in 0..body.rows {
            let (x_short, x_medium) = (&short_below[sample * units_in..][..units_in], &medium_below[sample * units_in..][..units_in]);
            let (y_short, y_medium) = (&short[sample * units..][..units], &medium[sample * units..][..units]);
            for ((row, &y_short), &y_medium) in weights.chunks_exact_mut(units_in).zip(y_short).zip(y_medium) {
                add_check_marks(row, scale, d, (y_short, x_short), (y_medium, x_medium));
            }
        }
        if !layer.bias.is_empty() {
            let bias = &mut credit.proposals[layer.bias.clone()];
            bias.fill(0.0);
            for (short, medium) in short.chunks_exact(units).zip(medium.chunks_exact(units)) {
                bias.iter_mut().zip(short.iter().zip(medium)).for_each(|(bias, (short, medium))| *bias += scale * (short - medium));
            }
        }
    }
}

/// Adds one unit's check marks to the proposals for its synapses.
fn add_check_marks(row: &mut [f32], scale: f32, d: f32, (y_short, x_short): (f32, &[f32]), (y_medium, x_medium): (f32, &[f32])) {
    math::vectorized(
        #[inline(always)]
        || {
            for ((weight, x_short), x_medium) in row.iter_mut().zip(x_short).zip(x_medium) {
                *weight += scale * check_mark(y_short * x_short, y_medium * x_medium, d);
            }
        },
    );
}

/// `a − b` above the reversal at d·b, `−a (1 − d)/d` below it; continued to negative coactivities.
#[inline(always)]
fn check_mark(short: f32, medium: f32, d: f32) -> f32 {
    let sign = if medium < 0.0 { -1.0 } else { 1.0 };
    let (a, b) = (sign * short, sign * medium);
    let low = if a < 0.0 { a } else { -a * (1.0 - d) / d };
    sign * if a > d * b { a - b } else { low }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_mark_is_continuous_and_odd() {
        for medium in [0.2_f32, 0.7, 1.0] {
            let at = |short| check_mark(short, medium, 0.1);
            assert!((at(0.1 * medium + 1e-6) - at(0.1 * medium - 1e-6)).abs() < 1e-4 && at(1e-6).abs() < 1e-4 && at(-1e-6).abs() < 1e-4);
            assert!((at(0.05 * medium) + 9.0 * 0.05 * medium).abs() < 1e-6 && (at(0.5) - (0.5 - medium)).abs() < 1e-6);
            assert_eq!(check_mark(-0.3, -medium, 0.1), -at(0.3));
        }
        assert_eq!(check_mark(0.4, 0.0, 0.1), 0.4);
    }
}
