//! Fully connected layers.

use super::{Activation, LayerShape, Structure};
use crate::option;

option! {
    /// Layers in which every unit hears every unit below: `h_l = f(W_l h_{l−1} + b_l)`; W ~ N(0, scale²/fan_in), b = the initial bias.
    ///
    /// Shapes: W_l is units_l × units_{l−1}, b_l is units_l. Source: Rumelhart, Hinton & Williams 1986.
    pub struct Dense {
        /// What the units of the hidden layers do with their sum.
        pub hidden: Activation = Activation::Tanh, linear(0.0, 7.0), "", fixed;
        /// What the units of the last layer do with their sum.
        pub output: Activation = Activation::Tanh, linear(0.0, 7.0), "", fixed;
        /// Whether units have biases.
        pub bias: bool = true, linear(0.0, 1.0), "", fixed;
        /// Deviation of the initial weights, as a multiple of 1/√fan_in.
        pub weight_scale: f64 = 1.0, linear(0.0, 10.0), "× 1/√fan-in", fixed;
        /// What every bias starts at.
        pub initial_bias: f64 = 0.0, linear(-10.0, 10.0), "", fixed;
    } with {
        /// Units of each layer; the last one is the output.
        pub layers: Vec<usize> = vec![32];
    }
}

impl Structure for Dense {
    fn layers(&self) -> Vec<LayerShape> {
        let last = self.layers.len().saturating_sub(1);
        self.layers
            .iter()
            .enumerate()
            .map(|(index, &units)| LayerShape { units, activation: if index == last { self.output } else { self.hidden }, bias: self.bias })
            .collect()
    }

    fn weight_scale(&self) -> f64 {
        self.weight_scale
    }

    fn initial_bias(&self) -> f64 {
        self.initial_bias
    }

    fn summary(&self) -> String {
        let widths: Vec<String> = self.layers.iter().map(usize::to_string).collect();
        let activation = if self.layers.len() > 1 && self.hidden != self.output {
            format!("{}, {}", self.hidden.name(), self.output.name())
        } else {
            self.output.name().to_owned()
        };
        format!("{}, {activation}", widths.join(" → "))
    }
}
