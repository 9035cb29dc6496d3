//! Sacramento's microcircuit: interneurons silence the apical dendrites, until a target makes the layer above do what they did not expect.

use super::compartments::{Push, State, Wiring, lateral, span};
use super::{Dendritic, TopDown};
use crate::brain::rule::credit::mask;
use crate::brain::rule::{Credit, Curve, Flow, Initial, RuleMeasure, Site, TensorRequest, Upkeep};
use crate::math::{self, Into, matrix, matrix_mut};

/// An error shrinks by κ(1 − m) from layer to layer; below as many it would drown in f32.
pub const MOST_LAYERS: usize = 8;

/// What it tells about itself.
pub static MEASURES: [RuleMeasure; 3] = [
    RuleMeasure { key: "apical_rest", title: "apical potential at rest, mean square", unit: "", prominent: true },
    RuleMeasure { key: "resting_update", title: "update without a target, as a part of the one with it", unit: "", prominent: false },
    RuleMeasure { key: "unsettled", title: "still moving when it learned", unit: "", prominent: false },
];

/// For every hidden layer Q, q where the layer above has a bias, P, and T unless it is tied; then, unless tied, what sends error out of the area.
pub fn tensors(rule: &Dendritic, site: Site<'_>) -> Vec<TensorRequest> {
    let normal = |name: String, rows: usize, columns: usize, inputs: usize, upkeep| {
        let initial = Initial::Normal((inputs as f32).powf(-0.5));
        TensorRequest { name, rows, columns, initial, upkeep }
    };
    let tied = rule.top_down == TopDown::Tied;
    let mut tensors = Vec::new();
    for (layer, pair) in site.layers.windows(2).enumerate() {
        let (units, above) = (pair[0].units_out, pair[1].units_out);
        // Where activity never goes nothing is learnt: there a random Q would turn errors aside, and an empty one only scales them.
        let empty = |name: String, columns| TensorRequest { name, rows: above, columns, initial: Initial::Constant(0.0), upkeep: Upkeep::Direct };
        tensors.push(empty(format!("interneuron.{layer}"), units));
        if !pair[1].bias.is_empty() {
            tensors.push(empty(format!("interneuron_bias.{layer}"), 1));
        }
        tensors.push(normal(format!("lateral.{layer}"), units, above, units, Upkeep::Direct));
        if !tied {
            tensors.push(normal(format!("top_down.{layer}"), above, units, units, Upkeep::Fixed));
        }
    }
    if !tied && site.asked_for_error {
        let first = &site.layers[0];
        tensors.push(normal("top_down.input".to_owned(), first.units_out, first.units_in, first.units_in, Upkeep::Fixed));
    }
    tensors
}

/// Activity of the settled circuit.
pub fn forward(rule: &Dendritic, flow: &mut Flow<'_>) {
    let wiring = Wiring {
        rows: flow.rows,
        layers: flow.layers,
        parameters: flow.parameters,
        input: flow.input,
        alive: flow.alive,
        own: flow.own,
        tied: rule.top_down == TopDown::Tied,
        coupling: rule.coupling as f32,
        mixing: rule.mixing as f32,
    };
    let mut state = State::cut(flow.scratch, flow.layers, flow.rows);
    wiring.settle_from_silence(&mut state, rule.iterations, None);
    for (layer, activity) in flow.activity.iter_mut().enumerate() {
        let here = span(flow.layers, layer, flow.rows);
        activity[..here.len()].copy_from_slice(&state.rate[here]);
    }
}

/// Lateral synapses learn, without any target.
pub fn rest(rule: &Dendritic, credit: &mut Credit<'_>) {
    let wiring = wiring(rule, credit);
    let scratch = std::mem::take(&mut credit.scratch);
    let mut state = State::cut(scratch, credit.layers, credit.rows);
    trace_rest(rule, &wiring, credit, &mut state);
    wiring.recall(&mut state, credit.activity);
    learn_laterally(rule, &wiring, &mut state, credit.proposals);
    tell_rest(&wiring, credit, &state);
    credit.scratch = scratch;
}

/// Lateral synapses learn from rest; then the target pushes, and the others learn from how far that moves somata.
pub fn propose(rule: &Dendritic, credit: &mut Credit<'_>) {
    let wiring = wiring(rule, credit);
    let (layers, rows) = (credit.layers, credit.rows);
    let scratch = std::mem::take(&mut credit.scratch);
    let mut state = State::cut(scratch, layers, rows);
    trace_rest(rule, &wiring, credit, &mut state);
    wiring.recall(&mut state, credit.activity);
    learn_laterally(rule, &wiring, &mut state, credit.proposals);
    tell_rest(&wiring, credit, &state);
    for layer in 0..layers.len() {
        surprise(&wiring, layer, &mut state);
        let here = span(layers, layer, rows);
        state.rest[here.clone()].copy_from_slice(&state.spare[..here.len()]);
    }

    let reach = wiring.coupling * (1.0 - wiring.mixing);
    let (nudge, errors, tapped) = (rule.nudge as f32, &*credit.errors, credit.tapped);
    let push = Push { errors, tapped, nudge, reach };
    let strength: [f32; MOST_LAYERS] = std::array::from_fn(|layer| if layer < layers.len() { push.strength(layer) } else { 1.0 });
    let mut trace = credit.notes.as_ref().and_then(|notes| notes.curves.as_ref()).map(|_| Vec::new());
    let unsettled = wiring.settle(&mut state, Some(push), rule.iterations, trace.as_mut());
    if let Some((curves, points)) = credit.notes.as_deref_mut().and_then(|notes| notes.curves.as_mut()).zip(trace) {
        curves.push(curve("nudged", points));
    }

    let (mut at_rest, mut taught) = (0.0, 0.0);
    for layer in 0..layers.len() {
        let here = span(layers, layer, rows);
        surprise(&wiring, layer, &mut state);
        let delta = &mut credit.errors[layer][..here.len()];
        let (pushed, rest) = (&state.spare[..here.len()], &state.rest[here]);
        let share = if rule.subtract_rest { 1.0 } else { 0.0 };
        for ((delta, pushed), rest) in delta.iter_mut().zip(pushed).zip(rest) {
            *delta = -(pushed - share * rest) / strength[layer];
        }
        if credit.notes.is_some() && layer + 1 < layers.len() {
            at_rest += (math::norm(rest) / f64::from(strength[layer])).powi(2);
            taught += (math::norm(pushed) / f64::from(strength[layer])).powi(2);
        }
        let input = if layer == 0 { credit.input } else { &state.rate[span(layers, layer - 1, rows)] };
        layers[layer].propose(delta, input, rows, credit.proposals);
    }
    if let Some(notes) = credit.notes.as_deref_mut().filter(|_| layers.len() > 1) {
        notes.tell(1, (at_rest / taught).sqrt());
        notes.tell(2, unsettled);
    }
    if let Some(input_error) = credit.input_error.as_deref_mut() {
        let out = match rule.top_down {
            TopDown::Tied => layers[0].weights.clone(),
            TopDown::Random => credit.own.last().cloned().unwrap_or(layers[0].weights.clone()),
        };
        layers[0].error_of_input(1.0, &credit.parameters[out], &credit.errors[0], rows, Into::Replace, input_error);
    }
    credit.scratch = scratch;
}

/// The exact gradient of the settled activity's cost, by the adjoint of the settled state: `h̄_l = ∂C/∂h_l + W_{l+1}ᵀ ū_{l+1} + κ T_{l−1} ū_{l−1} +
/// (1 − m) Qᵀ m̄_l`, `ū_l = f′ ⊙ h̄_l + m m̄_{l−1}`, `m̄_l = f′ ⊙ κ Pᵀ ū_l`, repeated until it has settled; T counts as a tensor of its own, also where it
/// equals W.
pub fn truth(rule: &Dendritic, credit: &mut Credit<'_>) {
    let wiring = wiring(rule, credit);
    let (layers, rows, last) = (credit.layers, credit.rows, credit.layers.len() - 1);
    let scratch = std::mem::take(&mut credit.scratch);
    let mut state = State::cut(scratch, layers, rows);
    wiring.recall(&mut state, credit.activity);
    // From here on, `soma` holds ū and `prediction` m̄.
    state.soma.fill(0.0);
    state.prediction.fill(0.0);
    for _ in 0..=2 * rule.iterations {
        for layer in (0..=last).rev() {
            let here = span(layers, layer, rows);
            let units = layers[layer].units_out;
            let error = &mut state.spare[..here.len()];
            if layer == last || credit.tapped[layer] {
                error.copy_from_slice(&credit.errors[layer][..here.len()]);
            } else {
                error.fill(0.0);
            }
            if layer > 0 {
                let (below, width) = (span(layers, layer - 1, rows), layers[layer - 1].units_out);
                let down = matrix(wiring.top_down(layer - 1), units, width).transposed();
                math::product(wiring.coupling, matrix(&state.soma[below], rows, width), down, Into::Add, &mut matrix_mut(error, rows, units));
            }
            if layer < last {
                let (above, width) = (span(layers, layer + 1, rows), layers[layer + 1].units_out);
                let weights = &wiring.parameters[layers[layer + 1].weights.clone()];
                layers[layer + 1].error_of_input(1.0, weights, &state.soma[above.clone()], rows, Into::Add, error);
                let to = matrix(&wiring.parameters[wiring.own[lateral(layers, layer, wiring.tied).to].clone()], width, units);
                let mut error = matrix_mut(error, rows, units);
                math::product(1.0 - wiring.mixing, matrix(&state.prediction[above], rows, width), to, Into::Add, &mut error);
            }
            mask(error, credit.alive.get(layer));
            layers[layer].activation.chain(&state.rate[here.clone()], error, units);
            if layer > 0 {
                math::add_scaled(wiring.mixing, &state.prediction[here.clone()], error);
            }
            state.soma[here.clone()].copy_from_slice(error);
            if layer < last {
                let (above, width) = (span(layers, layer + 1, rows), layers[layer + 1].units_out);
                let back = matrix(&wiring.parameters[wiring.own[lateral(layers, layer, wiring.tied).back].clone()], units, width);
                let adjoint = &mut state.prediction[above.clone()];
                math::product(wiring.coupling, matrix(&state.soma[here], rows, units), back, Into::Replace, &mut matrix_mut(adjoint, rows, width));
                layers[layer + 1].activation.chain(&state.interneuron[above], adjoint, width);
            }
        }
    }
    for layer in 0..=last {
        let here = span(layers, layer, rows);
        credit.errors[layer][..here.len()].copy_from_slice(&state.soma[here]);
        credit.propose_layer(layer);
    }
    if let Some(input_error) = credit.input_error.as_deref_mut() {
        layers[0].error_of_input(1.0, &credit.parameters[layers[0].weights.clone()], &credit.errors[0], rows, Into::Replace, input_error);
    }
    credit.scratch = scratch;
}

fn wiring<'a>(rule: &Dendritic, credit: &Credit<'a>) -> Wiring<'a> {
    Wiring {
        rows: credit.rows,
        layers: credit.layers,
        parameters: credit.parameters,
        input: credit.input,
        alive: credit.alive,
        own: credit.own,
        tied: rule.top_down == TopDown::Tied,
        coupling: rule.coupling as f32,
        mixing: rule.mixing as f32,
    }
}

/// Writes into `spare` what the soma does beyond what its basal dendrite says: `f(u) − f(basal)`.
fn surprise(wiring: &Wiring<'_>, layer: usize, state: &mut State<'_>) {
    let here = span(wiring.layers, layer, wiring.rows);
    let out = &mut state.spare[..here.len()];
    out.copy_from_slice(&state.basal[here.clone()]);
    wiring.layers[layer].activation.apply(out, wiring.layers[layer].units_out);
    mask(out, wiring.alive.get(layer));
    out.iter_mut().zip(&state.rate[here]).for_each(|(out, rate)| *out = rate - *out);
}

/// `ΔQ = η/m ⟨(i − f(Q h + q)) hᵀ⟩ / (1 + ⟨|h|²⟩)` and `ΔP = −η ⟨v iᵀ⟩ / (1 + ⟨|i|²⟩)`.
fn learn_laterally(rule: &Dendritic, wiring: &Wiring<'_>, state: &mut State<'_>, proposals: &mut [f32]) {
    let (layers, rows) = (wiring.layers, wiring.rows);
    let rate = rule.lateral_rate as f32 / rows as f32;
    let per_length = |values: &[f32]| rate / (1.0 + (math::dot(values, values) / rows as f64) as f32);
    for layer in 0..layers.len() - 1 {
        let (here, above) = (span(layers, layer, rows), span(layers, layer + 1, rows));
        let (units, units_above) = (layers[layer].units_out, layers[layer + 1].units_out);
        let tensors = lateral(layers, layer, wiring.tied);
        let (interneuron, firing) = (&state.interneuron[above.clone()], &state.rate[here.clone()]);
        let missed = &mut state.spare[..above.len()];
        missed.copy_from_slice(&state.prediction[above]);
        layers[layer + 1].activation.apply(missed, units_above);
        missed.iter_mut().zip(interneuron).for_each(|(missed, rate)| *missed = rate - *missed);
        let scale = per_length(firing) / wiring.mixing;
        let missed_matrix = matrix(missed, rows, units_above).transposed();
        let mut to = matrix_mut(&mut proposals[wiring.own[tensors.to].clone()], units_above, units);
        math::product(scale, missed_matrix, matrix(firing, rows, units), Into::Replace, &mut to);
        if let Some(bias) = tensors.bias {
            math::sum_rows(scale, missed, &mut proposals[wiring.own[bias].clone()]);
        }
        let apical = matrix(&state.apical[here], rows, units).transposed();
        let mut back = matrix_mut(&mut proposals[wiring.own[tensors.back].clone()], units, units_above);
        math::product(-per_length(interneuron), apical, matrix(interneuron, rows, units_above), Into::Replace, &mut back);
    }
}

fn tell_rest(wiring: &Wiring<'_>, credit: &mut Credit<'_>, state: &State<'_>) {
    let hidden = span(wiring.layers, wiring.layers.len() - 1, wiring.rows).start;
    if let Some(notes) = credit.notes.as_deref_mut().filter(|_| hidden > 0) {
        notes.tell(0, math::norm(&state.apical[..hidden]).powi(2) / hidden as f64);
    }
}

/// Settles once more for those who look.
fn trace_rest(rule: &Dendritic, wiring: &Wiring<'_>, credit: &mut Credit<'_>, state: &mut State<'_>) {
    let Some(curves) = credit.notes.as_deref_mut().and_then(|notes| notes.curves.as_mut()) else { return };
    let mut points = Vec::new();
    wiring.settle_from_silence(state, rule.iterations, Some(&mut points));
    curves.push(curve("free", points));
}

fn curve(name: &'static str, points: Vec<[f64; 2]>) -> Curve {
    Curve { picture: "Settling", over: "sweeps", name, points }
}

#[cfg(test)]
mod tests {
    use crate::engine::{Mode, Network, Simulation};
    use crate::math;
    use crate::scenario::parse;
    use serde_json::json;

    fn scenario(weight: f64, rule: &serde_json::Value) -> crate::scenario::Scenario {
        let file = json!({ "format": 1, "batch": 32, "ticks": 3000, "world": { "digits": {} }, "measuring": { "items": 64, "every": 1500 },
            "areas": { "cortex": { "anatomy": { "dense": { "layers": [32, 10], "output": "linear" } }, "rule": rule,
                "costs": { "classify": { "cost": { "cross_entropy": {} }, "weight": weight } } } },
            "wires": { "eye": { "from": "world.image", "to": "cortex.input" }, "t": { "from": "world.label", "to": "cortex.classify.target", "role": "teach" } } });
        parse(&file.to_string()).unwrap()
    }

    /// Without any target the interneurons come to silence the apical dendrites, not one bit of the weights changes, and the area then computes what
    /// its layers alone would.
    #[test]
    fn interneurons_silence_the_apical_dendrites_without_a_target() {
        let mut simulation = Simulation::new(&scenario(0.0, &json!({ "dendritic": { "lateral_rate": 1.5 } }))).unwrap();
        let weights = |simulation: &Simulation| simulation.network().state.parameters[simulation.network().plan.plastic.clone()].to_vec();
        let (born, loud) = (weights(&simulation), simulation.last("apical_rest.cortex").unwrap());
        (0..1500).for_each(|_| simulation.tick().unwrap());
        let silent = simulation.last("apical_rest.cortex").unwrap();
        assert!(silent * 300.0 <= loud, "{loud} → {silent}");
        assert_eq!(weights(&simulation), born);
        let state = &simulation.area_states()[0];
        assert!(state.idle.is_some() && state.beside == Some("its interneurons learn"), "{state:?}");
        let mut alone = Network::build(&scenario(0.0, &json!({ "backprop": {} }))).unwrap();
        let output = |network: &mut Network| {
            let items = network.plan.dataset.train.first(32);
            let (view, pass) = network.parts();
            pass.inspect(view, &items);
            pass.forward(view);
            pass.areas[0].output().to_vec()
        };
        let (settled, fed) = (output(&mut simulation.network().fork()), output(&mut alone));
        let apart: Vec<f32> = settled.iter().zip(&fed).map(|(a, b)| a - b).collect();
        assert!(math::norm(&apart) < 0.02 * math::norm(&fed), "{}", math::norm(&apart) / math::norm(&fed));
    }

    /// With interneurons that predict perfectly and a weak push, what the somata learn is the gradient, in true units.
    #[test]
    fn perfect_predictions_and_a_weak_push_are_backprop() {
        let mut network = Network::build(&scenario(1.0, &json!({ "dendritic": { "nudge": 0.01, "lateral_rate": 1.5 } }))).unwrap();
        network.tick().unwrap();
        let (plan, own) = (network.plan.clone(), network.plan.areas[0].own.clone());
        let (weights, bias) = (plan.areas[0].layers[1].weights.clone(), plan.areas[0].layers[1].bias.clone());
        network.state.parameters.copy_within(weights.clone(), own[0].start);
        network.state.parameters.copy_within(bias, own[1].start);
        for unit in 0..32 {
            for above in 0..10 {
                network.state.parameters[own[2].start + unit * 10 + above] = -network.state.parameters[weights.start + above * 32 + unit];
            }
        }
        let proposals = |network: &mut Network, mode: Mode| {
            let (view, pass) = network.parts();
            pass.forward(view);
            pass.judge(view);
            pass.credit(view, mode);
            pass.proposals[view.plan.areas[0].layers[0].weights.clone()].to_vec()
        };
        let learned = proposals(&mut network, Mode::Learn);
        let truth = proposals(&mut network, Mode::Truth(crate::scenario::Objective::Intended));
        let apart: Vec<f32> = learned.iter().zip(&truth).map(|(a, b)| a - b).collect();
        assert!(math::norm(&apart) < 0.01 * math::norm(&truth), "{}", math::norm(&apart) / math::norm(&truth));
    }
}
