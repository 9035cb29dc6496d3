//! What target rules share: learned inverses that say what a layer should have heard, and targets that travel back through them.

use super::credit::{mask, pass_down};
use super::{Credit, Initial, RuleMeasure, Site, TensorRequest, Upkeep};
use crate::brain::anatomy::{Activation, Layer};
use crate::math::{self, Into, matrix, matrix_mut};
use std::ops::Range;

/// What target rules tell: the part of a layer's input (its variation over the samples) that its inverse gets wrong.
pub(super) const INVERSE_ERROR: &[RuleMeasure] = &[RuleMeasure { key: "inverse_error", title: "what the inverses get wrong", unit: "", prominent: true }];

/// A target rule. Targets are written as errors `e_l = (h_l − ĥ_l)/η̂`, which a gradient would be.
///
/// Where an area has a cost of its own, its last layer hands down a gradient step through its own weights (Lee's
/// `ĥ_{L−1} = h_{L−1} − η̂ ∂C/∂h_{L−1}`); every other layer a target through its inverse `g_l(z) = f_{l−1}(V_l z + c_l)`, linear for the area's input.
pub(super) struct Targets {
    /// η̂: how far the topmost target is from the activity.
    pub step: f32,
    /// Rate of the inverses.
    pub rate: f32,
    /// Inverse steps per tick.
    pub steps: usize,
    /// Deviation of the noise that inverses learn to undo.
    pub noise: f32,
    /// Whether what the inverse gets wrong anyway is taken out of the target.
    pub difference: bool,
}

/// Room for a block on its way through a layer and back.
pub struct Room<'a> {
    /// y = f(W (h + ε) + b), rows × `units_out`.
    pub output: &'a mut [f32],
    /// g(y), rows × `units_in`.
    pub guess: &'a mut [f32],
    /// What it got wrong, rows × `units_in`.
    pub wrong: &'a mut [f32],
}

impl<'a> Room<'a> {
    fn cut(scratch: &'a mut [f32], layer: &Layer, rows: usize) -> (Self, &'a mut [f32]) {
        let (output, rest) = scratch.split_at_mut(rows * layer.units_out);
        let (guess, rest) = rest.split_at_mut(rows * layer.units_in);
        let (wrong, rest) = rest.split_at_mut(rows * layer.units_in);
        (Self { output, guess, wrong }, rest)
    }
}

/// A layer that an inverse `g(z) = f(V z + c)` learns to undo: V is `units_in` × `units_out` of the layer.
pub struct Undone<'a> {
    /// The layer.
    pub layer: &'a Layer,
    /// Every tensor of the network.
    pub parameters: &'a [f32],
    /// Its living units.
    pub alive: Option<&'a Vec<f32>>,
    /// The inverse's f.
    pub activation: Activation,
}

impl<'a> Undone<'a> {
    fn of(credit: &Credit<'a>, number: usize) -> Self {
        // An inverse squashes as the layer does whose activity it guesses; the area's input may be anything.
        let activation = number.checked_sub(1).map_or(Activation::Linear, |below| credit.layers[below].activation);
        Self { layer: &credit.layers[number], parameters: credit.parameters, alive: credit.alive.get(number), activation }
    }

    /// g(z).
    fn guess(&self, weights: &[f32], bias: &[f32], z: &[f32], rows: usize, out: &mut [f32]) {
        let Layer { units_in, units_out, .. } = *self.layer;
        let weights = matrix(weights, units_in, units_out);
        math::product(1.0, matrix(z, rows, units_out), weights.transposed(), Into::Replace, &mut matrix_mut(out, rows, units_in));
        math::add_to_rows(&mut out[..rows * units_in], bias);
        self.activation.apply(&mut out[..rows * units_in], units_in);
    }

    /// One inverse step: V and c descend the mean over the samples of `½‖g(y) − x‖²`, x = h + ε being `input` and y = f(W x + b).
    ///
    /// The step is never longer than `2/(1 + ⟨‖y‖²⟩)`: a longer one could overshoot, and grow without bounds.
    pub fn learn(&self, rate: f32, input: &[f32], room: &mut Room<'_>, weights: &mut [f32], bias: &mut [f32]) {
        let Layer { units_in, units_out, .. } = *self.layer;
        let rows = input.len() / units_in;
        self.layer.sum(self.parameters, input, rows, room.output);
        self.layer.activation.apply(room.output, units_out);
        mask(room.output, self.alive);
        self.guess(weights, bias, room.output, rows, room.guess);
        room.wrong.copy_from_slice(room.guess);
        math::add_scaled(-1.0, input, room.wrong);
        self.activation.chain(room.guess, room.wrong, units_in);
        let power = math::dot(room.output, room.output) as f32 / rows as f32;
        let step = -rate.min(2.0 / (1.0 + power)) / rows as f32;
        let wrong = matrix(room.wrong, rows, units_in);
        math::product(step, wrong.transposed(), matrix(room.output, rows, units_out), Into::Add, &mut matrix_mut(weights, units_in, units_out));
        for row in room.wrong.chunks_exact(units_in) {
            math::add_scaled(step, row, bias);
        }
    }
}

impl Targets {
    /// V and c of the inverse of every layer that has something below it to send to, from below; but not of the last one under a cost.
    pub fn tensors(site: Site<'_>) -> Vec<TensorRequest> {
        let is_judged = site.terminal.is_some_and(|(_, here)| here);
        let layers = usize::from(!site.asked_for_error)..site.layers.len() - usize::from(is_judged);
        let of = |number: usize| {
            let layer = &site.layers[number];
            let request = |kind: &str, columns, initial| TensorRequest {
                name: format!("{kind}.{number}"),
                rows: layer.units_in,
                columns,
                initial,
                upkeep: Upkeep::Direct,
            };
            let deviation = (layer.units_out as f32).powf(-0.5);
            [request("inverse", layer.units_out, Initial::Normal(deviation)), request("inverse_bias", 1, Initial::Constant(0.0))]
        };
        layers.flat_map(of).collect()
    }

    /// A block through a layer and back, and one more of its input.
    pub fn scratch(site: Site<'_>, rows: usize) -> usize {
        site.layers.iter().map(|layer| rows * (layer.units_out + 3 * layer.units_in)).max().unwrap_or(0)
    }

    /// Targets from the top down, what every layer learns from them, and what the inverses learn.
    pub fn propose(&self, credit: &mut Credit<'_>) {
        let first = usize::from(credit.input_error.is_none());
        let (mut wrong, mut spread) = (0.0, 0.0);
        for number in (0..credit.layers.len()).rev() {
            let units = credit.layers[number].units_out;
            mask(&mut credit.errors[number][..credit.rows * units], credit.alive.get(number));
            let inverse = number.checked_sub(first).and_then(|index| credit.own.get(2 * index..2 * index + 2));
            if let Some([weights, bias]) = inverse {
                let (off, around) = self.send(credit, number, (weights.clone(), bias.clone()));
                wrong += off;
                spread += around;
            }
            credit.chain(number);
            credit.propose_layer(number);
            if inverse.is_none() {
                let layers = credit.layers;
                pass_down(credit, number, &|layer, parameters, _| (1.0, &parameters[layers[layer].weights.clone()]));
            }
        }
        match credit.notes.as_deref_mut() {
            Some(notes) => notes.tell(0, wrong / spread),
            // Nobody learns from a block that is only measured.
            None => self.learn(credit, first),
        }
    }

    /// Hands a target down through a layer's inverse. Returns, where somebody asks, what the inverse gets wrong and how far inputs are spread.
    fn send(&self, credit: &mut Credit<'_>, number: usize, (weights, bias): (Range<usize>, Range<usize>)) -> (f64, f64) {
        let (undone, rows) = (Undone::of(credit, number), credit.rows);
        let (layer, weights, bias) = (undone.layer, &credit.parameters[weights], &credit.parameters[bias]);
        let (room, rest) = Room::cut(credit.scratch, layer, rows);
        let target = room.output;
        let activity = &credit.activity[number][..target.len()];
        target.copy_from_slice(activity);
        math::add_scaled(-self.step, &credit.errors[number][..activity.len()], target);
        undone.guess(weights, bias, target, rows, room.wrong);
        let input = if number == 0 { credit.input } else { &credit.activity[number - 1] };
        let input = &input[..rows * layer.units_in];
        if self.difference || credit.notes.is_some() {
            undone.guess(weights, bias, activity, rows, room.guess);
        }
        let told = if credit.notes.is_some() { unexplained(input, room.guess, layer.units_in, rest) } else { (0.0, 0.0) };
        let (errors, _) = credit.errors.split_at_mut(number);
        let (out, is_tapped) = match (errors.last_mut(), credit.input_error.as_deref_mut()) {
            (Some(out), _) => (&mut out[..input.len()], credit.tapped[number - 1]),
            (None, Some(input_error)) => (&mut input_error[..input.len()], false),
            (None, None) => return told,
        };
        if !is_tapped {
            out.fill(0.0);
        }
        let from: &[f32] = if self.difference { room.guess } else { input };
        let scale = 1.0 / self.step;
        for ((out, from), target) in out.iter_mut().zip(from).zip(room.wrong) {
            *out += scale * (from - *target);
        }
        told
    }

    /// Proposes, for every inverse, where the inverse steps of this tick take it.
    fn learn(&self, credit: &mut Credit<'_>, first: usize) {
        let (stream, tick) = credit.random;
        let mut generator = stream.at(tick);
        for (index, own) in credit.own.chunks_exact(2).enumerate() {
            let number = first + index;
            let undone = Undone::of(credit, number);
            let (mut room, rest) = Room::cut(credit.scratch, undone.layer, credit.rows);
            let corrupted = &mut rest[..credit.rows * undone.layer.units_in];
            let (heard, alive) = match number.checked_sub(1) {
                Some(below) => (&credit.activity[below][..], credit.alive.get(below)),
                None => (credit.input, None),
            };
            // The tensors of an inverse lie behind one another.
            let (start, weights) = (own[0].start, own[0].len());
            let here = start..own[1].end;
            credit.proposals[here.clone()].copy_from_slice(&credit.parameters[here.clone()]);
            let (inverse, bias) = credit.proposals[here.clone()].split_at_mut(weights);
            for _ in 0..self.steps {
                math::fill_noise(&mut generator, self.noise, corrupted);
                math::add_scaled(1.0, &heard[..corrupted.len()], corrupted);
                mask(corrupted, alive);
                undone.learn(self.rate, corrupted, &mut room, inverse, bias);
            }
            math::add_scaled(-1.0, &credit.parameters[here.clone()], &mut credit.proposals[here]);
        }
    }
}

/// Squared distance of the guesses from the inputs, and of the inputs from their mean.
fn unexplained(input: &[f32], guess: &[f32], units: usize, room: &mut [f32]) -> (f64, f64) {
    let (mean, rows) = (&mut room[..units], input.len() / units);
    math::sum_rows(1.0 / rows as f32, input, mean);
    let squared = |a: &f32, b: &f32| f64::from(a - b).powi(2);
    let wrong = input.iter().zip(guess).map(|(input, guess)| squared(input, guess)).sum();
    let spread = input.chunks_exact(units).flat_map(|row| row.iter().zip(&*mean)).map(|(input, mean)| squared(input, mean)).sum();
    (wrong, spread)
}

#[cfg(test)]
mod tests {
    use crate::engine::{Mode, Network, Simulation};
    use crate::scenario::parse;
    use serde_json::{Value, json};

    /// Two areas of linear layers, six units each: low (no cost) → top (squared error).
    fn linear_chain(rule: &str) -> Network {
        let area = |costs: Value| json!({ "anatomy": { "dense": { "layers": [6, 6, 6], "hidden": "linear", "output": "linear" } }, "rule": { rule: {} }, "costs": costs });
        let file = json!({ "format": 1, "batch": 8, "world": { "linear_teacher": { "inputs": 6, "outputs": 6 } },
            "areas": { "low": area(json!({})), "top": area(json!({ "c": { "cost": { "mean_squared_error": {} } } })) },
            "wires": { "eye": { "from": "world.x", "to": "low.input" }, "up": { "from": "low.output", "to": "top.input" },
                "teacher": { "from": "world.t", "to": "top.c.target", "role": "teach" } } });
        let mut network = Network::build(&parse(&file.to_string()).unwrap()).unwrap();
        let plan = network.plan.clone();
        for (index, area) in plan.areas.iter().enumerate() {
            for (number, layer) in area.layers.iter().enumerate() {
                let weights = orthogonal(3 * index + number);
                network.state.parameters[layer.weights.clone()].copy_from_slice(&weights);
                network.state.parameters[layer.bias.clone()].iter_mut().zip(0..).for_each(|(bias, unit)| *bias = 0.1 * unit as f32);
                let bias = network.state.parameters[layer.bias.clone()].to_vec();
                let find = |kind: &str| plan.tensors[area.own_tensors.clone()].iter().find(|tensor| tensor.name == format!("{}.{kind}.{number}", area.name));
                if let (Some(inverse), Some(shift)) = (find("inverse"), find("inverse_bias")) {
                    for (input, output) in (0..6).flat_map(|input| (0..6).map(move |output| (input, output))) {
                        network.state.parameters[inverse.range.start + 6 * input + output] = weights[6 * output + input];
                        network.state.parameters[shift.range.start + input] -= weights[6 * output + input] * bias[output];
                    }
                }
            }
        }
        network
    }

    /// A reflection whose rows have traded places.
    fn orthogonal(number: usize) -> Vec<f32> {
        let direction: Vec<f64> = (0..6).map(|unit| ((7 * unit + number) as f64).sin() + 0.3).collect();
        let square: f64 = direction.iter().map(|v| v * v).sum();
        let entry = |row: usize, column: usize| f64::from(u8::from(row == column)) - 2.0 * direction[row] * direction[column] / square;
        (0..36).map(|place| entry((place / 6 + 1 + number) % 6, place % 6) as f32).collect()
    }

    fn proposals(network: &mut Network, is_perfect: bool) -> Vec<f32> {
        let plan = network.plan.clone();
        let (view, pass) = network.parts();
        pass.observe(view, &plan.dataset.train, 0..8);
        pass.forward(view);
        if is_perfect {
            pass.ports[1] = pass.areas[1].output().to_vec();
            pass.forward(view);
        }
        pass.judge(view);
        pass.credit(view, Mode::Learn);
        pass.proposals[plan.plastic.clone()].to_vec()
    }

    #[test]
    fn inverses_that_are_exact_transposes_make_targets_exactly_backprop() {
        let exact = proposals(&mut linear_chain("backprop"), false);
        assert!(exact.iter().any(|p| p.abs() > 0.1));
        for rule in ["target_propagation", "difference_target_propagation"] {
            for (ours, exact) in proposals(&mut linear_chain(rule), false).iter().zip(&exact) {
                assert!((ours - exact).abs() < 2e-5, "{rule}: {ours} {exact}");
            }
        }
    }

    #[test]
    fn a_perfect_output_leaves_every_layer_in_peace_only_with_the_difference() {
        let spoilt = |rule: &str| {
            let mut network = linear_chain(rule);
            let plan = network.plan.clone();
            plan.areas.iter().flat_map(|area| &area.own).for_each(|own| network.state.parameters[own.clone()].iter_mut().for_each(|v| *v *= 0.9));
            proposals(&mut network, true)
        };
        assert!(spoilt("difference_target_propagation").iter().all(|p| *p == 0.0));
        assert!(spoilt("target_propagation").iter().any(|p| p.abs() > 0.01));
    }

    /// What the inverses of an area that does not learn get wrong, over age.
    fn inverse_errors(knobs: Value, layers: [usize; 3], hidden: &str) -> Vec<f64> {
        let file = json!({ "format": 1, "batch": 32, "measuring": { "items": 128, "every": 40, "density": 1e9 },
            "areas": { "a": { "anatomy": { "dense": { "layers": layers, "hidden": hidden, "output": "linear" } }, "plasticity": { "rate": 0.0 },
                "rule": { "difference_target_propagation": knobs }, "costs": { "c": { "cost": { "cross_entropy": {} } } } } },
            "wires": { "eye": { "from": "world.image", "to": "a.input" }, "teacher": { "from": "world.label", "to": "a.c.target", "role": "teach" } } });
        let mut simulation = Simulation::new(&parse(&file.to_string()).unwrap()).unwrap();
        let ages = (0..8).map(|_| {
            (0..40).for_each(|_| simulation.tick().unwrap());
            simulation.last("inverse_error.a").unwrap()
        });
        ages.collect()
    }

    #[test]
    fn inverses_learn_without_any_task() {
        let errors = inverse_errors(json!({}), [64, 64, 10], "tanh");
        assert!(errors.windows(2).all(|pair| pair[1] < pair[0]) && errors[0] > 0.3 && errors[7] < 0.1, "{errors:?}");
    }

    #[test]
    fn inverses_of_wide_layers_do_not_explode_at_any_rate() {
        let errors = inverse_errors(json!({ "inverse_rate": 10.0 }), [300, 200, 10], "linear");
        assert!(errors.iter().all(|error| *error < 2.0) && errors[7] < errors[0], "{errors:?}");
    }
}
