//! Predictive coding: every layer predicts the next, relaxes to disturb the predictions least, and learns from what is left.

use super::credit::mask;
use super::{Credit, CreditRule, Curve, RuleMeasure, Signal, Site};
use crate::brain::anatomy::Layer;
use crate::math::{self, Into};
use crate::option;
use std::ops::Range;

option! {
    /// `ε_l = v_l − W_l f(v_{l−1}) − b_l` and `v̇_l = −ε_l + f′(v_l) ⊙ W_{l+1}ᵀ ε_{l+1}` for the hidden layers; the output is held at
    /// `ε_L = −(1/Σ_out) ∂C/∂a_L`; after the relaxation `ΔW_l = η Σ_out ε_l f(v_{l−1})ᵀ` (SCIENCE R17).
    ///
    /// Source: Whittington & Bogacz 2017, Eqs 2.17–2.19. Upstream goes −Σ_out W₁ᵀ ε₁. With `fixed_prediction`, predictions and slopes stay those
    /// of the forward pass and a settled area is exactly backprop. Its energy, `½ Σ ε_l²` of the hidden layers and `½ Σ_out ε_L²`, is 0 while the
    /// output is free: a forward pass is what it predicts. Where the cost is a squared error, relaxation descends it.
    pub struct PredictiveCoding {
        /// How many steps the relaxation takes.
        pub iterations: usize = 20, linear(1.0, 2000.0), "steps", live;
        /// Length of a step; 1 with fixed prediction settles in as many steps as layers.
        pub step: f64 = 0.1, linear(0.001, 1.0), "", live;
        /// Σ_out: how loosely the output is held; the larger, the nearer to the gradient.
        pub output_variance: f64 = 1.0, ratio(0.01, 1e4), "", live;
        /// Whether predictions and slopes stay those of the forward pass.
        pub fixed_prediction: bool = false, linear(0.0, 1.0), "", live;
    }
}

/// The relaxing state, cut from the scratch: blocks of all layers behind one another, rows × units each.
struct State<'a> {
    /// v: what each layer believes its sum to be.
    belief: &'a mut [f32],
    /// f(v).
    firing: &'a mut [f32],
    /// μ: what the layer below says it should be.
    prediction: &'a mut [f32],
    /// ε = v − μ; for the output what holds it.
    error: &'a mut [f32],
    /// Room for one layer.
    spare: &'a mut [f32],
}

impl<'a> State<'a> {
    fn cut(scratch: &'a mut [f32], layers: &[Layer], rows: usize) -> Self {
        let total = span(layers, layers.len(), rows).start;
        let (belief, rest) = scratch.split_at_mut(total);
        let (firing, rest) = rest.split_at_mut(total);
        let (prediction, rest) = rest.split_at_mut(total);
        let (error, spare) = rest.split_at_mut(total);
        Self { belief, firing, prediction, error, spare }
    }
}

/// Where a layer's block is.
fn span(layers: &[Layer], layer: usize, rows: usize) -> Range<usize> {
    let start: usize = layers[..layer].iter().map(|layer| layer.units_out * rows).sum();
    start..start + layers.get(layer).map_or(0, |layer| layer.units_out * rows)
}

impl CreditRule for PredictiveCoding {
    fn about(&self) -> &'static str {
        "Layers predict each other and learn from what is left"
    }

    fn signal(&self) -> Signal {
        Signal::Cotangent
    }

    fn sends(&self) -> Option<&'static str> {
        Some("the prediction error of its first layer, through its weights")
    }

    fn scratch(&self, site: Site<'_>, rows: usize) -> usize {
        let widest = site.layers.iter().map(|layer| layer.units_out).max().unwrap_or(0);
        4 * span(site.layers, site.layers.len(), rows).start + widest * rows
    }

    fn measures(&self) -> &'static [RuleMeasure] {
        const { &[RuleMeasure { key: "unsettled", title: "not yet settled when it learned", unit: "", prominent: false }] }
    }

    fn draws_curves(&self) -> bool {
        true
    }

    fn iterations(&self) -> Option<usize> {
        Some(self.iterations)
    }

    fn propose(&self, credit: &mut Credit<'_>) {
        let (layers, rows, last) = (credit.layers, credit.rows, credit.layers.len() - 1);
        let scratch = std::mem::take(&mut credit.scratch);
        let mut state = State::cut(scratch, layers, rows);
        for layer in 0..=last {
            let here = span(layers, layer, rows);
            layers[layer].sum(credit.parameters, credit.input_of(layer), rows, &mut state.prediction[here.clone()]);
            state.firing[here.clone()].copy_from_slice(&credit.activity[layer][..here.len()]);
        }
        state.belief.copy_from_slice(state.prediction);
        state.error.fill(0.0);
        credit.chain(last);
        self.hold_output(&credit.errors[last], &mut state.error[span(layers, last, rows)]);

        let mut trace = credit.notes.as_ref().and_then(|notes| notes.curves.as_ref()).map(|_| Trace::default());
        for iteration in 0..self.iterations {
            if let Some(trace) = &mut trace {
                trace.follow(iteration, self.energy(&state, layers, rows));
            }
            for layer in 0..last {
                self.pull(credit, &mut state, layer);
                self.relax(&mut state, span(layers, layer, rows));
            }
            self.predict(credit, &mut state);
        }
        if credit.notes.is_some() {
            let unsettled = self.unsettled(credit, &mut state);
            let energy = self.energy(&state, layers, rows);
            if let Some(notes) = credit.notes.as_deref_mut() {
                notes.tell(0, unsettled);
                if let Some((curves, mut trace)) = notes.curves.as_mut().zip(trace) {
                    trace.follow(self.iterations, energy);
                    trace.draw(self.iterations, curves);
                }
            }
        }

        let scale = -self.output_variance as f32;
        for layer in 0..=last {
            let here = span(layers, layer, rows);
            let delta = &mut credit.errors[layer][..here.len()];
            delta.iter_mut().zip(&state.error[here]).for_each(|(delta, error)| *delta = scale * error);
            let input = if layer == 0 { credit.input } else { &state.firing[span(layers, layer - 1, rows)] };
            layers[layer].propose(delta, input, rows, credit.proposals);
        }
        if let Some(input_error) = credit.input_error.as_deref_mut() {
            layers[0].error_of_input(1.0, &credit.parameters[layers[0].weights.clone()], &credit.errors[0], rows, Into::Replace, input_error);
        }
        credit.scratch = scratch;
    }
}

impl PredictiveCoding {
    /// `ε_L = −δ/Σ_out`.
    fn hold_output(&self, delta: &[f32], error: &mut [f32]) {
        let scale = -1.0 / self.output_variance as f32;
        error.iter_mut().zip(delta).for_each(|(error, delta)| *error = scale * delta);
    }

    /// Writes into `spare` what pulls at a hidden layer from above: `f′(v_l) ⊙ (W_{l+1}ᵀ ε_{l+1} − (1/Σ_out) ∂C_l/∂h_l)`.
    fn pull(&self, credit: &Credit<'_>, state: &mut State<'_>, layer: usize) {
        let (layers, rows) = (credit.layers, credit.rows);
        let (here, above) = (span(layers, layer, rows), span(layers, layer + 1, rows));
        let pull = &mut state.spare[..here.len()];
        let into = if credit.tapped[layer] {
            (credit.cotangent_at)(layer, &state.firing[here.clone()], pull);
            let scale = -1.0 / self.output_variance as f32;
            pull.iter_mut().for_each(|pull| *pull *= scale);
            Into::Add
        } else {
            Into::Replace
        };
        let weights = &credit.parameters[layers[layer + 1].weights.clone()];
        layers[layer + 1].error_of_input(1.0, weights, &state.error[above], rows, into, pull);
        mask(pull, credit.alive.get(layer));
        layers[layer].activation.chain(&state.firing[here], pull, layers[layer].units_out);
    }

    /// One step of a hidden layer's beliefs, `v_l += step · (pull − ε_l)`.
    fn relax(&self, state: &mut State<'_>, here: Range<usize>) {
        let step = self.step as f32;
        let (belief, error, pull) = (&mut state.belief[here.clone()], &state.error[here.clone()], &state.spare[..here.len()]);
        math::vectorized(
            #[inline(always)]
            || {
                for ((belief, error), pull) in belief.iter_mut().zip(error).zip(pull) {
                    *belief += step * (pull - error);
                }
            },
        );
    }

    /// Fires by the new beliefs, predicts by the new firing, and compares. What comes into the area stays, and what it predicts of the first layer.
    fn predict(&self, credit: &mut Credit<'_>, state: &mut State<'_>) {
        let (layers, rows, last) = (credit.layers, credit.rows, credit.layers.len() - 1);
        for layer in 0..=last {
            let here = span(layers, layer, rows);
            if !self.fixed_prediction {
                let (below, firing) = state.firing.split_at_mut(here.start);
                if layer > 0 {
                    layers[layer].sum(credit.parameters, &below[span(layers, layer - 1, rows)], rows, &mut state.prediction[here.clone()]);
                }
                let firing = &mut firing[..here.len()];
                firing.copy_from_slice(if layer < last { &state.belief[here.clone()] } else { &state.prediction[here.clone()] });
                layers[layer].activation.apply(firing, layers[layer].units_out);
                mask(firing, credit.alive.get(layer));
            }
            if layer < last {
                let (error, belief, prediction) = (&mut state.error[here.clone()], &state.belief[here.clone()], &state.prediction[here]);
                math::vectorized(
                    #[inline(always)]
                    || {
                        for ((error, belief), prediction) in error.iter_mut().zip(belief).zip(prediction) {
                            *error = belief - prediction;
                        }
                    },
                );
            } else if !self.fixed_prediction && last > 0 {
                let firing = &state.firing[here.clone()];
                let delta = &mut credit.errors[last][..here.len()];
                (credit.cotangent_at)(last, firing, delta);
                mask(delta, credit.alive.get(last));
                layers[last].activation.chain(firing, delta, layers[last].units_out);
                self.hold_output(delta, &mut state.error[here]);
            }
        }
    }

    /// How far the hidden layers are from where they would stay: ‖pull − ε‖ / ‖pull‖, 1 where nothing has moved yet and 0 once all is settled.
    fn unsettled(&self, credit: &Credit<'_>, state: &mut State<'_>) -> f64 {
        let (mut left, mut whole) = (0.0, 0.0);
        for layer in 0..credit.layers.len() - 1 {
            self.pull(credit, state, layer);
            for (pull, error) in state.spare.iter().zip(&state.error[span(credit.layers, layer, credit.rows)]) {
                left += f64::from(pull - error).powi(2);
                whole += f64::from(*pull).powi(2);
            }
        }
        if whole > 0.0 { (left / whole).sqrt() } else { f64::NAN }
    }

    /// `½ Σ ε²` of the hidden layers and `½ Σ_out ε_L²` of the output, per sample.
    fn energy(&self, state: &State<'_>, layers: &[Layer], rows: usize) -> [f64; 2] {
        let (hidden, output) = state.error.split_at(span(layers, layers.len() - 1, rows).start);
        let half = |errors: &[f32]| 0.5 * math::dot(errors, errors) / rows as f64;
        [half(hidden), self.output_variance * half(output)]
    }
}

/// Energy over iterations, for those who look.
#[derive(Default)]
struct Trace {
    hidden: Vec<[f64; 2]>,
    output: Vec<[f64; 2]>,
    sum: Vec<[f64; 2]>,
}

impl Trace {
    fn follow(&mut self, iteration: usize, [hidden, output]: [f64; 2]) {
        self.hidden.push([iteration as f64, hidden]);
        self.output.push([iteration as f64, output]);
        self.sum.push([iteration as f64, hidden + output]);
    }

    fn draw(self, iterations: usize, curves: &mut Vec<Curve>) {
        let curve = |name, points| Curve { picture: "Settling", over: "iterations", name, points };
        curves.push(curve("free", vec![[0.0, 0.0], [iterations as f64, 0.0]]));
        curves.push(curve("nudged", self.sum));
        curves.push(curve("nudged: hidden layers", self.hidden));
        curves.push(curve("nudged: output", self.output));
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::{Mode, Network, Simulation};
    use crate::scenario::{Objective, parse};
    use serde_json::{Value, json};

    fn scenario(rule: &Value, cost: &str) -> crate::scenario::Scenario {
        let file = json!({ "format": 1, "batch": 8, "ticks": 100, "world": { "digits": {} }, "measuring": { "items": 32 },
            "areas": {
                "low": { "anatomy": { "dense": { "layers": [9] } } },
                "top": { "anatomy": { "dense": { "layers": [12, 11, 10], "output": "linear" } }, "rule": rule, "plasticity": { "rate": 0.05 }, "costs": {
                    "c": { "cost": { cost: {} } }, "calm": { "cost": { "energy": {} }, "weight": 0.1, "tap": 1 } } } },
            "wires": { "eye": { "from": "world.image", "to": "low.input" }, "up": { "from": "low.output", "to": "top.input" },
                "t": { "from": "world.label", "to": "top.c.target", "role": "teach" } } });
        parse(&file.to_string()).unwrap()
    }

    /// With fixed predictions and steps of 1 as many steps as hidden layers are backprop: in the area, below it, and with a cost inside.
    #[test]
    fn fixed_predictions_are_backprop() {
        for cost in ["cross_entropy", "mean_squared_error", "huber"] {
            let rule = json!({ "predictive_coding": { "fixed_prediction": true, "step": 1.0, "iterations": 2 } });
            let mut network = Network::build(&scenario(&rule, cost)).unwrap();
            network.tick().unwrap();
            let mut proposals = |mode: Mode| {
                let (view, pass) = network.parts();
                pass.forward(view);
                pass.judge(view);
                pass.credit(view, mode);
                pass.proposals[view.plan.plastic.clone()].to_vec()
            };
            let (learned, truth) = (proposals(Mode::Learn), proposals(Mode::Truth(Objective::Intended)));
            let length = crate::math::norm(&truth);
            let apart: Vec<f32> = learned.iter().zip(&truth).map(|(a, b)| a - b).collect();
            assert!(crate::math::norm(&apart) < 1e-5 * length, "{cost}: {}", crate::math::norm(&apart) / length);
        }
    }

    #[test]
    fn it_says_whether_it_settled() {
        let unsettled = |iterations: usize| {
            let rule = json!({ "predictive_coding": { "iterations": iterations } });
            Simulation::new(&scenario(&rule, "cross_entropy")).unwrap().last("unsettled.top").unwrap()
        };
        let (early, late) = (unsettled(3), unsettled(400));
        assert!(early > 0.3 && late < 1e-4, "{early} {late}");
    }

    /// A squared error is part of the energy: relaxation only ever lowers it, from what the forward pass left to a balance.
    #[test]
    fn relaxation_descends_the_energy() {
        let rule = json!({ "predictive_coding": { "iterations": 60 } });
        let scenario = scenario(&rule, "mean_squared_error").with("areas.top.costs.calm.weight", &json!(0.0)).unwrap();
        let curves = Simulation::new(&scenario).unwrap().curves("top");
        let nudged = curves.iter().find(|curve| curve.name == "nudged").unwrap();
        assert_eq!(nudged.points.len(), 61);
        assert!(nudged.points.windows(2).all(|pair| pair[1][1] <= pair[0][1] * (1.0 + 1e-6)), "{:?}", nudged.points);
        assert!(nudged.points[60][1] < 0.9 * nudged.points[0][1]);
        assert!(curves.iter().all(|curve| curve.picture == "Settling"));
    }
}
