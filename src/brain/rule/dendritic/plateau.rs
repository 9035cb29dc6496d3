//! Guerguiev's plateau potentials: the apical dendrite of every hidden cell hears the output twice, free and moved towards its target.

use super::Dendritic;
use crate::brain::anatomy::Layer;
use crate::brain::rule::{Credit, Initial, Site, TensorRequest, Upkeep};
use crate::math::{self, Into, matrix, matrix_mut};

/// Y (units of the output × units of l) for every hidden layer, then, if error must leave the area, one for the input.
pub fn tensors(site: Site<'_>) -> Vec<TensorRequest> {
    let Some((last, hidden)) = site.layers.split_last() else { return Vec::new() };
    let initial = Initial::Normal((last.units_out as f32).powf(-0.5));
    let request = |name: String, columns| TensorRequest { name, rows: last.units_out, columns, initial, upkeep: Upkeep::Fixed };
    let mut tensors: Vec<_> = hidden.iter().enumerate().map(|(layer, shape)| request(format!("apical.{layer}"), shape.units_out)).collect();
    if site.asked_for_error {
        tensors.push(request("apical.input".to_owned(), site.layers[0].units_in));
    }
    tensors
}

/// How many numbers of scratch that takes: the moved output, and both plateaus of one layer.
pub fn room(layers: &[Layer], rows: usize) -> usize {
    rows * (layers.last().map_or(0, |layer| layer.units_out) + 2 * widest(layers))
}

fn widest(layers: &[Layer]) -> usize {
    layers.iter().map(|layer| layer.units_out.max(layer.units_in)).max().unwrap_or(0)
}

/// `δ_l = −4 (α^t − α^f) / λ ⊙ f′(a_l)`: 1/4 is what the steepest place of a plateau makes of a small change of its input.
pub fn propose(rule: &Dendritic, credit: &mut Credit<'_>) {
    let (rows, last) = (credit.rows, credit.layers.len() - 1);
    let units = credit.layers[last].units_out;
    let scratch = std::mem::take(&mut credit.scratch);
    let (target, plateaus) = scratch.split_at_mut(rows * units);
    let (free, moved) = plateaus.split_at_mut(rows * widest(credit.layers));
    let (output, parameters, own) = (&credit.activity[last][..rows * units], credit.parameters, credit.own);
    target.copy_from_slice(output);
    math::add_scaled(-rule.nudge as f32, &credit.errors[last][..rows * units], target);
    // ∂C/∂h of one layer, as its apical dendrites have it.
    let mut hear = |layer: usize, columns: usize, adds: bool, out: &mut [f32]| {
        let apical = matrix(&parameters[own[layer].clone()], units, columns);
        for (activity, plateau) in [(output, &mut *free), (&*target, &mut *moved)] {
            let mut plateau = matrix_mut(plateau, rows, columns);
            math::product(rule.scale as f32, matrix(activity, rows, units), apical, Into::Replace, &mut plateau);
        }
        let share = -4.0 / rule.nudge as f32;
        for ((out, free), moved) in out[..rows * columns].iter_mut().zip(&*free).zip(&*moved) {
            let error = share * (math::sigmoid(*moved) - math::sigmoid(*free));
            *out = if adds { *out + error } else { error };
        }
    };
    for layer in 0..last {
        hear(layer, credit.layers[layer].units_out, credit.tapped[layer], &mut credit.errors[layer]);
        credit.chain(layer);
        credit.propose_layer(layer);
    }
    if let Some(input_error) = credit.input_error.as_deref_mut() {
        hear(last, credit.layers[0].units_in, false, input_error);
    }
    credit.chain(last);
    credit.propose_layer(last);
    credit.scratch = scratch;
}

#[cfg(test)]
mod tests {
    use crate::brain::Rule;
    use crate::engine::{Mode, Network};
    use crate::math;
    use crate::scenario::parse;
    use serde_json::json;

    fn network(rule: &serde_json::Value) -> Network {
        let file = json!({ "format": 1, "batch": 16, "world": { "digits": {} },
            "areas": {
                "low": { "anatomy": { "dense": { "layers": [8] } }, "rule": { "backprop": {} } },
                "top": { "anatomy": { "dense": { "layers": [12, 10], "output": "linear" } }, "rule": rule, "costs": { "classify": { "cost": { "cross_entropy": {} } } } } },
            "wires": { "eye": { "from": "world.image", "to": "low.input" }, "up": { "from": "low.output", "to": "top.input" }, "t": { "from": "world.label", "to": "top.classify.target", "role": "teach" } } });
        let mut network = Network::build(&parse(&file.to_string()).unwrap()).unwrap();
        network.tick().unwrap();
        network
    }

    fn proposals(network: &mut Network) -> Vec<f32> {
        let (view, pass) = network.parts();
        pass.forward(view);
        pass.judge(view);
        pass.credit(view, Mode::Learn);
        pass.proposals[view.plan.plastic.clone()].to_vec()
    }

    /// A weak plateau that is weakly pushed stays where σ is straight: then it is direct feedback through the same weights, in the area and out of it.
    #[test]
    fn small_plateaus_are_direct_feedback() {
        let mut plateau = network(&json!({ "dendritic": { "circuit": "plateau", "scale": 0.02, "nudge": 0.1 } }));
        let mut direct = network(&json!({ "direct_feedback_alignment": { "scale": 0.02 } }));
        let feedback = |network: &Network| network.plan.areas[1].own.clone();
        assert_eq!(feedback(&plateau), feedback(&direct));
        let plastic = plateau.plan.plastic.end;
        direct.state.parameters = plateau.state.parameters.clone();
        direct.pass.ports.clone_from(&plateau.pass.ports);
        let (ours, theirs) = (proposals(&mut plateau), proposals(&mut direct));
        assert_eq!(ours.len(), plastic);
        for area in &plateau.plan.areas {
            let (ours, theirs) = (&ours[area.plastic.clone()], &theirs[area.plastic.clone()]);
            let apart: Vec<f32> = ours.iter().zip(theirs).map(|(a, b)| a - b).collect();
            assert!(math::norm(&apart) < 2e-3 * math::norm(theirs), "{}: {}", area.name, math::norm(&apart) / math::norm(theirs));
        }
        assert!(Rule::named("dendritic").is_some());
    }
}
