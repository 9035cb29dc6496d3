//! The energy that a settling area descends.

use super::Body;
use crate::brain::anatomy::Activation;

impl Body<'_> {
    /// `E = Σ_l c_l (Φ(h_l) − h_lᵀ (W_l h_{l−1} + b_l))`, mean over the samples; `None` where Φ, the integral of f⁻¹, has no closed form.
    pub fn energy(&self, below: &[f32], state: &[f32], spare: &mut [f32]) -> Option<f64> {
        let mut energy = 0.0;
        for (number, layer) in self.layers.iter().enumerate() {
            let (here, share) = (&state[self.span(number)], f64::from(self.share(number)));
            let heard = &mut spare[..here.len()];
            if number == 0 {
                heard.copy_from_slice(below);
            } else {
                layer.sum(self.parameters, &state[self.span(number - 1)], self.rows, heard);
            }
            for (&h, &heard) in here.iter().zip(heard.iter()) {
                energy += share * (potential(layer.activation, f64::from(h))? - f64::from(h) * f64::from(heard));
            }
        }
        Some(energy / self.rows as f64)
    }
}

/// Φ(h) with Φ′ = f⁻¹.
fn potential(activation: Activation, h: f64) -> Option<f64> {
    let entropy = |p: f64| if p > 0.0 { p * p.ln() } else { 0.0 };
    match activation {
        Activation::Linear | Activation::Relu | Activation::Clipped => Some(0.5 * h * h),
        Activation::Tanh => Some(entropy((0.5 + 0.5 * h).max(0.0)) + entropy((0.5 - 0.5 * h).max(0.0))),
        Activation::Sigmoid => Some(entropy(h) + entropy(1.0 - h)),
        Activation::LeakyRelu | Activation::Softplus | Activation::Softmax => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slope_of_the_potential_is_what_the_unit_was_driven_by() {
        for activation in [Activation::Linear, Activation::Tanh, Activation::Sigmoid, Activation::Relu, Activation::Clipped] {
            for drive in [0.2_f32, 0.5, 0.9] {
                let mut h = [drive];
                activation.apply(&mut h, 1);
                let at = |offset: f64| potential(activation, f64::from(h[0]) + offset).unwrap();
                let slope = (at(1e-5) - at(-1e-5)) / 2e-5;
                assert!((slope - f64::from(drive)).abs() < 1e-5, "{activation:?} at {drive}: {slope}");
            }
        }
    }
}
