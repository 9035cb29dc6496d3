//! The oracle against finite differences: every cost × anatomy × wiring, by central differences of a plain f64 forward pass written here.
//! Tolerance 1e-4 relative (SCIENCE C).

use brainwright::brain::anatomy::Layer;
use brainwright::brain::cost::formula::Expression;
use brainwright::brain::cost::{Formula, Readout, Template};
use brainwright::brain::knob::Knobs;
use brainwright::brain::rule::{Circuit, Dendritic, TopDown};
use brainwright::brain::{Cost, Rule};
use brainwright::engine::{Mode, Network};
use brainwright::scenario::{Area, Objective, Scenario, parse};
use serde_json::{Value, json};

/// A formula that speaks of everything it can.
const MIXED: &str = "0.3*(z - t)^2 - tanh(z*m) + log(1 + z^2)*max(p, z) + (z - m)^4";

/// A forward pass in f64, in as few lines as it takes: areas in order, each `(input from, layers, costs)`.
struct Plain<'a> {
    network: &'a Network,
    parameters: Vec<f64>,
}

fn activate(name: &str, sums: &[f64]) -> Vec<f64> {
    let total: f64 = sums.iter().map(|a| a.exp()).sum();
    let f = |a: &f64| match name {
        "linear" => *a,
        "tanh" => a.tanh(),
        "sigmoid" => 1.0 / (1.0 + (-a).exp()),
        "relu" => a.max(0.0),
        "leaky_relu" => a.max(0.2 * a),
        "softplus" => a.exp().ln_1p(),
        "clipped" => a.clamp(0.0, 1.0),
        "softmax" => a.exp() / total,
        other => panic!("no f64 version of {other}"),
    };
    sums.iter().map(f).collect()
}

/// Mean over the samples, as it is reported.
fn judge(cost: &Cost, zs: &[Vec<f64>], ts: &[Vec<f64>]) -> f64 {
    let knob = |name: &str| cost.knob(cost.find_knob(name).unwrap());
    let (rows, units) = (zs.len() as f64, zs[0].len());
    let softmax = |z: &[f64]| activate("softmax", z);
    let column = |block: &[Vec<f64>], unit: usize| block.iter().map(|row| row[unit]).collect::<Vec<f64>>();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let spread = |values: &[f64], freedom: f64, floor: f64| {
        let centre = mean(values);
        (values.iter().map(|v| (v - centre).powi(2)).sum::<f64>() / freedom + floor).sqrt()
    };
    let standard = |values: &[f64]| {
        let (centre, s) = (mean(values), spread(values, rows, 1e-6));
        values.iter().map(|v| (v - centre) / s).collect::<Vec<f64>>()
    };
    let covariance = |i: usize, j: usize| {
        let (a, b) = (column(zs, i), column(zs, j));
        let (ca, cb) = (mean(&a), mean(&b));
        a.iter().zip(&b).map(|(a, b)| (a - ca) * (b - cb)).sum::<f64>() / (rows - 1.0)
    };
    let inner = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let each = |of: &dyn Fn(usize) -> f64| (0..units).map(of).sum::<f64>();
    let per_sample =
        |value: &dyn Fn(&[f64], &[f64]) -> f64| zs.iter().enumerate().map(|(row, z)| value(z, ts.get(row).map_or(&[], Vec::as_slice))).sum::<f64>() / rows;
    match cost.name() {
        "mean_squared_error" => per_sample(&|z, t| z.iter().zip(t).map(|(z, t)| 0.5 * (z - t).powi(2)).sum()),
        "cross_entropy" => per_sample(&|z, t| z.iter().map(|z| z.exp()).sum::<f64>().ln() - inner(z, t)),
        "binary_cross_entropy" => per_sample(&|z, t| z.iter().zip(t).map(|(z, t)| z.exp().ln_1p() - t * z).sum()),
        "huber" => {
            let d = knob("threshold");
            per_sample(&|z, t| z.iter().zip(t).map(|(z, t)| (z - t).abs()).map(|r| if r <= d { 0.5 * r * r } else { d * (r - 0.5 * d) }).sum())
        }
        "sparsity" => per_sample(&|z, _| z.iter().map(|z| (z * z + knob("softness").powi(2)).sqrt()).sum()),
        "energy" => per_sample(&|z, _| z.iter().map(|z| 0.5 * z * z).sum()),
        "variance_floor" => each(&|j| (knob("floor") - spread(&column(zs, j), rows - 1.0, 1e-4)).max(0.0)) / units as f64,
        "decorrelation" => each(&|i| each(&|j| if i == j { 0.0 } else { covariance(i, j).powi(2) })) / units as f64,
        "whitening" => 0.25 * each(&|i| each(&|j| (inner(&column(zs, i), &column(zs, j)) / rows - f64::from(u8::from(i == j))).powi(2))),
        "log_cosh" => per_sample(&|z, _| z.iter().map(|z| z.cosh().ln()).sum()),
        "sparse_rate" => each(&|j| {
            let (p, rho) = (mean(&column(zs, j).iter().map(|z| 1.0 / (1.0 + (-z).exp())).collect::<Vec<_>>()), knob("rate"));
            rho * (rho / p).ln() + (1.0 - rho) * ((1.0 - rho) / (1.0 - p)).ln()
        }),
        "homeostasis" => each(&|j| 0.5 * (mean(&column(zs, j)) - knob("set_point")).powi(2)),
        "similarity" => {
            let excess = |a: usize, b: usize| inner(&ts[a], &ts[b]) - inner(&zs[a], &zs[b]);
            let all = (0..zs.len()).flat_map(|a| (0..zs.len()).map(move |b| (a, b)));
            0.25 * all.map(|(a, b)| excess(a, b).powi(2)).sum::<f64>() / (rows * rows)
        }
        "distillation" => {
            let t = knob("temperature");
            let cool = |z: &[f64]| softmax(&z.iter().map(|z| z / t).collect::<Vec<_>>());
            per_sample(&|z, target| t * t * cool(target).iter().zip(cool(z)).map(|(q, p)| q * (q / p).ln()).sum::<f64>())
        }
        "entropy_bonus" => per_sample(&|z, _| softmax(z).iter().map(|p| p * p.ln()).sum()),
        "template" => {
            let Cost::Template(Template { template }) = cost else { panic!("it is called so") };
            per_sample(&|z, _| -inner(z, template) / (inner(z, z) * inner(template, template)).sqrt())
        }
        "agreement" => 1.0 - each(&|j| inner(&standard(&column(zs, j)), &standard(&column(ts, j))) / rows) / units as f64,
        "kurtosis" => -each(&|j| mean(&standard(&column(zs, j)).iter().map(|z| z.powi(4)).collect::<Vec<_>>())) / units as f64,
        "readout" => {
            let Cost::Readout(Readout { probe, .. }) = cost else { panic!("it is called so") };
            per_sample(&|z, _| 0.5 * (inner(z, probe) - knob("wanted")).powi(2))
        }
        "slowness" => per_sample(&|z, before| z.iter().zip(before).map(|(z, b)| 0.5 * (z - b).powi(2)).sum()),
        "adversarial" => per_sample(&|z, _| z.iter().map(|z| (-z).exp().ln_1p()).sum()),
        "info_nce" => {
            let alike = |a: &[f64], b: &[f64]| inner(a, b) / ((inner(a, a) * inner(b, b)).sqrt() * knob("temperature"));
            per_sample(&|z, t| ts.iter().map(|other| alike(z, other).exp()).sum::<f64>().ln() - alike(z, t))
        }
        "barlow_twins" => each(&|i| {
            each(&|j| {
                let c = inner(&standard(&column(zs, i)), &standard(&column(ts, j))) / rows;
                if i == j { (1.0 - c).powi(2) } else { knob("redundancy") * c * c }
            })
        }),
        "curiosity" => per_sample(&|z, wired| {
            let (surprise, earlier) = wired.split_at(units);
            -softmax(z).iter().enumerate().map(|(a, p)| p * (earlier[a] - surprise[a]).abs()).sum::<f64>()
        }),
        "policy_gradient" => per_sample(&|z, a| -softmax(z).iter().zip(a).map(|(p, a)| a * p.ln()).sum::<f64>()),
        "temporal_difference" => per_sample(&|z, wired| {
            let (reward, next) = wired.split_at(units);
            z.iter().enumerate().map(|(j, z)| 0.5 * (reward[j] + knob("discount") * next[j] - z).powi(2)).sum()
        }),
        "formula" => {
            let Cost::Formula(Formula { text }) = cost else { panic!("it is called so") };
            let all: Vec<Vec<f64>> = (0..units).map(|j| column(zs, j)).collect();
            let of = |f: &dyn Fn(f64, f64, f64, f64) -> f64| {
                per_sample(&|z, wired| (0..units).map(|j| f(z[j], wired[j], wired[units + j], mean(&all[j]))).sum::<f64>() / units as f64)
            };
            match text.text() {
                "abs(z)^1.5" => of(&|z, _, _, _| z.abs().powf(1.5)),
                MIXED => of(&|z, t, p, m| (z - t).powi(2) * 0.3 - (z * m).tanh() + (1.0 + z * z).ln() * p.max(z) + (z - m).powi(4)),
                other => panic!("no f64 version of {other}"),
            }
        }
        "expected_reward" => per_sample(&|z, t| 1.0 - inner(&softmax(z), t)),
        other => panic!("no f64 version of {other}"),
    }
}

impl Plain<'_> {
    /// Mean over the block of each (area, cost), unweighted, with what each area's input is: by name of the source, as the scenario says.
    fn costs(&self) -> Vec<Vec<f64>> {
        let (plan, live, pass) = (&self.network.plan, &self.network.live, &self.network.pass);
        let rows = pass.rows;
        let mut judged: Vec<Vec<Block>> = live.areas.iter().map(|(_, area)| vec![Default::default(); area.costs.len()]).collect();
        for row in 0..rows {
            let world = |port: usize| -> Vec<f64> {
                let units = plan.wiring.ports[port].units;
                pass.ports[port][row * units..(row + 1) * units].iter().map(|&x| f64::from(x)).collect()
            };
            let mut layers: Vec<Vec<Vec<f64>>> = vec![Vec::new(); live.areas.len()];
            let bring = |layers: &[Vec<Vec<f64>>], to: &str| -> Vec<f64> {
                let mut wires: Vec<_> = live.wires.iter().filter(|(_, wire)| wire.to == to).collect();
                wires.sort_by_key(|(name, _)| name.to_string());
                wires
                    .iter()
                    .flat_map(|(_, wire)| {
                        let words: Vec<&str> = wire.from.split('.').collect();
                        let mut values = match words[0] {
                            "world" => world(plan.wiring.ports.iter().position(|other| other.name == words[1]).unwrap()),
                            area => layers[live.areas.index(area).unwrap()].last().unwrap().clone(),
                        };
                        if let Some(number) = words.get(2) {
                            values = vec![values[number.parse::<usize>().unwrap()]];
                        }
                        values.into_iter().map(|value| value * wire.gain).collect::<Vec<_>>()
                    })
                    .collect()
            };
            for &index in &plan.wiring.order {
                let mut h = bring(&layers, &format!("{}.input", plan.areas[index].name));
                if let Some(feedback) = feedback_within(&live.areas.at(index).unwrap().1.rule) {
                    layers[index] = self.settle(&plan.areas[index].layers, &h, feedback);
                    continue;
                }
                if let Rule::Dendritic(rule) = &live.areas.at(index).unwrap().1.rule
                    && rule.circuit == Circuit::Microcircuit
                {
                    layers[index] = self.settle_microcircuit(index, rule, &h);
                    continue;
                }
                for (number, layer) in plan.areas[index].layers.iter().enumerate() {
                    let mut sums: Vec<f64> = (0..layer.units_out)
                        .map(|unit| {
                            let weights = &self.parameters[layer.weights.start + unit * layer.units_in..][..layer.units_in];
                            let bias = if layer.bias.is_empty() { 0.0 } else { self.parameters[layer.bias.start + unit] };
                            weights.iter().zip(&h).map(|(w, x)| w * x).sum::<f64>() + bias
                        })
                        .collect();
                    if live.areas.at(index).unwrap().1.rule.name() == "similarity_matching" {
                        let lateral = &self.parameters[plan.areas[index].own[number].clone()];
                        // Where a = s − M a comes to rest: one unit after another, since the inhibition is weak.
                        let driven = sums.clone();
                        for unit in (0..200 * driven.len()).map(|step| step % driven.len()) {
                            let row = &lateral[unit * driven.len()..(unit + 1) * driven.len()];
                            sums[unit] = driven[unit] - row.iter().zip(&sums).map(|(m, a)| m * a).sum::<f64>();
                        }
                    }
                    h = activate(layer.activation.name(), &sums);
                    layers[index].push(h.clone());
                }
            }
            for (index, (key, area)) in live.areas.iter().enumerate() {
                for (c, (name, attachment)) in area.costs.iter().enumerate() {
                    let needs = attachment.cost.as_dyn().needs();
                    let target = needs.iter().flat_map(|need| bring(&layers, &format!("{key}.{name}.{}", need.name))).collect();
                    let z = &layers[index][attachment.tap.unwrap_or(layers[index].len() - 1)];
                    judged[index][c].0.push(z.clone());
                    judged[index][c].1.push(target);
                }
            }
        }
        let of = |((_, area), blocks): ((&str, &Area), &Vec<Block>)| {
            area.costs.iter().zip(blocks).map(|((_, attachment), (zs, ts))| judge(&attachment.cost, zs, ts)).collect()
        };
        live.areas.iter().zip(&judged).map(of).collect()
    }
}

/// γ, where a rule has its area settle.
fn feedback_within(rule: &Rule) -> Option<f64> {
    let settling = ["contrastive_hebbian", "generalized_recirculation", "xcal", "equilibrium_propagation", "stdp"];
    settling.contains(&rule.name()).then(|| rule.knob(rule.find_knob("feedback").unwrap()))
}

impl Plain<'_> {
    /// The fixed point `h_l = f(W_l h_{l−1} + γ W_{l+1}ᵀ h_{l+1} + b_l)` that is reached from silence.
    fn settle(&self, layers: &[Layer], input: &[f64], feedback: f64) -> Vec<Vec<f64>> {
        let mut h: Vec<Vec<f64>> = layers.iter().map(|layer| vec![0.0; layer.units_out]).collect();
        for _ in 0..1000 {
            let mut moved = 0.0_f64;
            for (l, layer) in layers.iter().enumerate() {
                let below = if l == 0 { input } else { &h[l - 1] };
                let weight = |layer: &Layer, unit: usize, from: usize| self.parameters[layer.weights.start + unit * layer.units_in + from];
                let sum = |unit: usize| {
                    let up: f64 = below.iter().enumerate().map(|(from, x)| weight(layer, unit, from) * x).sum();
                    let down: f64 = layers.get(l + 1).map_or(0.0, |above| h[l + 1].iter().enumerate().map(|(to, x)| weight(above, to, unit) * x).sum());
                    up + feedback * down + if layer.bias.is_empty() { 0.0 } else { self.parameters[layer.bias.start + unit] }
                };
                let new = activate(layer.activation.name(), &(0..layer.units_out).map(sum).collect::<Vec<_>>());
                moved += new.iter().zip(&h[l]).map(|(a, b)| (a - b).abs()).sum::<f64>();
                h[l] = new;
            }
            if moved < 1e-13 {
                return h;
            }
        }
        panic!("the plain area did not settle");
    }
}

impl Plain<'_> {
    /// The settled rates of a microcircuit: every equation in turn until nothing moves. T is held at what it is, also where it equals W.
    fn settle_microcircuit(&self, area: usize, rule: &Dendritic, input: &[f64]) -> Vec<Vec<f64>> {
        let plan = &self.network.plan.areas[area];
        let own = |kind: &str, layer: usize| -> Vec<f64> {
            let name = format!("{}.{kind}.{layer}", plan.name);
            self.network.plan.tensors.iter().find(|tensor| tensor.name == name).map_or(Vec::new(), |tensor| self.parameters[tensor.range.clone()].to_vec())
        };
        // rows × columns times a vector, and its transpose times one.
        let times = |m: &[f64], v: &[f64]| -> Vec<f64> { m.chunks_exact(v.len()).map(|row| row.iter().zip(v).map(|(m, v)| m * v).sum()).collect() };
        let transposed = |m: &[f64], v: &[f64], columns: usize| -> Vec<f64> {
            (0..columns).map(|column| v.iter().enumerate().map(|(row, v)| m[row * columns + column] * v).sum()).collect()
        };
        let add = |a: &[f64], b: &[f64], scale: f64| -> Vec<f64> { a.iter().enumerate().map(|(i, a)| a + scale * b.get(i).copied().unwrap_or(0.0)).collect() };
        let last = plan.layers.len() - 1;
        let mut apical: Vec<Vec<f64>> = plan.layers.iter().map(|layer| vec![0.0; layer.units_out]).collect();
        let (mut soma, mut rates) = (apical.clone(), apical.clone());
        for _ in 0..400 {
            for (l, layer) in plan.layers.iter().enumerate() {
                let below = if l == 0 { input } else { &rates[l - 1] };
                let basal = add(&times(&self.parameters[layer.weights.clone()], below), &self.parameters[layer.bias.clone()], 1.0);
                soma[l] = if l < last { add(&basal, &apical[l], rule.coupling) } else { basal };
                rates[l] = activate(layer.activation.name(), &soma[l]);
            }
            for l in 0..last {
                let predicted = add(&times(&own("interneuron", l), &rates[l]), &own("interneuron_bias", l), 1.0);
                let pulled: Vec<f64> = predicted.iter().zip(&soma[l + 1]).map(|(q, u)| (1.0 - rule.mixing) * q + rule.mixing * u).collect();
                let interneurons = activate(plan.layers[l + 1].activation.name(), &pulled);
                let tied: Vec<f64> = self.network.state.parameters[plan.layers[l + 1].weights.clone()].iter().map(|&w| f64::from(w)).collect();
                let down = if rule.top_down == TopDown::Tied { tied } else { own("top_down", l) };
                let units = rates[l].len();
                apical[l] = add(&transposed(&down, &rates[l + 1], units), &times(&own("lateral", l), &interneurons), 1.0);
            }
        }
        rates
    }
}

/// What a cost judges, and what it compares that with: samples × units each.
type Block = (Vec<Vec<f64>>, Vec<Vec<f64>>);

/// What of the plain costs (area by area, cost by cost) is differentiated for the parameters of an area.
type Total<'a> = &'a dyn Fn(&Network, &[Vec<f64>], usize) -> f64;

/// Compares −proposals of the oracle with central differences of `objective` over the plain costs, on a spread of parameters.
fn compare(network: &mut Network, mode: Objective, objective: Total<'_>, what: &str) {
    let (view, pass) = network.parts();
    pass.forward(view);
    pass.judge(view);
    pass.credit(view, Mode::Truth(mode));
    let gradient: Vec<f64> = network.pass.proposals.iter().map(|p| -f64::from(*p)).collect();
    let plastic = network.plan.plastic.clone();
    let exact: Vec<f64> = network.state.parameters.iter().map(|p| f64::from(*p)).collect();
    let (mut off, mut length, mut checked) = (0.0, 0.0, 0);
    for index in plastic.clone().step_by((plastic.len() / 60).max(1)) {
        let area = network.plan.areas.iter().position(|area| area.plastic.contains(&index)).unwrap();
        let slope_with = |h: f64| {
            let at = |offset: f64| {
                let mut parameters = exact.clone();
                parameters[index] += offset;
                objective(network, &Plain { network, parameters }.costs(), area)
            };
            (at(h) - at(-h)) / (2.0 * h)
        };
        let (slope, finer) = (slope_with(1e-5), slope_with(5e-6));
        // A kink within reach makes the two disagree: such a point says nothing about a slope.
        if (slope - finer).abs() > 1e-6 * (1.0 + slope.abs()) {
            continue;
        }
        off += (slope - gradient[index]).powi(2);
        length += slope.powi(2) + gradient[index].powi(2);
        checked += 1;
    }
    assert!(checked > 20, "{what}: only {checked} slopes could be taken");
    assert!(length > 0.0, "{what}: nothing depends on anything");
    assert!(off.sqrt() <= 1e-4 * length.sqrt(), "{what}: relative error {:.2e}", (off / length).sqrt());
}

fn build(scenario: &Scenario) -> Network {
    let mut network = Network::build(scenario).unwrap_or_else(|problems| panic!("{problems:?}"));
    network.tick().unwrap();
    // The block that was lived stays in the buffers; the weights have moved off their start.
    network
}

fn weighted(network: &Network, costs: &[Vec<f64>]) -> f64 {
    network.live.areas.iter().enumerate().flat_map(|(a, (_, area))| area.costs.iter().enumerate().map(move |(c, (_, cost))| cost.weight * costs[a][c])).sum()
}

fn cost_entry(cost: &Cost, weight: f64, tap: Option<usize>) -> Value {
    json!({ "cost": serde_json::to_value(cost).unwrap(), "weight": weight, "tap": tap })
}

#[test]
fn every_cost_on_every_activation_of_one_area() {
    for mut cost in Cost::all().into_iter().chain([Cost::Formula(Formula { text: Expression::new(MIXED) })]) {
        // Over a softmax a sharp L1 is almost constant: its slope would drown in f32. A round one is the same formula.
        // Of all units, or a unit that happens to be silent would leave nothing to differentiate.
        if let Cost::Template(Template { template: all }) | Cost::Readout(Readout { probe: all, .. }) = &mut cost {
            *all = vec![1.0, -0.5, 0.3];
        }
        if let Some(softness) = cost.find_knob("softness") {
            cost.set_knob(softness, 0.3);
        }
        for activation in ["linear", "tanh", "sigmoid", "relu", "leaky_relu", "softplus", "clipped", "softmax"] {
            if cost.as_dyn().wants_logits() && ["sigmoid", "softmax"].contains(&activation) {
                continue;
            }
            let hidden = if activation == "softmax" { "tanh" } else { activation };
            // Rectified units must be awake; the others should differ enough between samples for their variance not to drown in f32.
            let (scale, bias) = if ["relu", "clipped"].contains(&activation) {
                if activation == "relu" { (0.5, 1.5) } else { (0.5, 0.5) }
            } else {
                (if activation == "sigmoid" { 4.0 } else { 1.5 }, 0.3)
            };
            let mut wires = json!({ "x": { "from": "world.point", "to": "a.input" } });
            for (n, need) in cost.as_dyn().needs().iter().enumerate() {
                wires[need.name] = json!({ "from": "world.label", "to": format!("a.c.{}", need.name), "role": "teach", "gain": 1.0 - 0.3 * n as f64 });
            }
            let file = json!({ "format": 1, "batch": 6, "world": { "spirals": { "arms": 3 } }, "wires": wires,
                "areas": { "a": { "anatomy": { "dense": { "layers": [5, 4, 3], "hidden": hidden, "output": activation, "weight_scale": scale, "initial_bias": bias } }, "plasticity": { "rate": 0.01 }, "costs": { "c": cost_entry(&cost, 0.7, None) } } } });
            let mut network = build(&parse(&file.to_string()).unwrap());
            compare(&mut network, Objective::Global, &|network, costs, _| weighted(network, costs), &format!("{} on {activation}", cost.name()));
        }
    }
}

/// Two areas with the same weights, each with a cost of its own, and one that hears a single number: the slope for what they share is the sum of
/// both where the borrower teaches, and the owner's alone where it does not.
#[test]
fn shared_weights_and_single_numbers() {
    let circuit = json!({ "dense": { "layers": [4, 3] } });
    let file = |error_gain: f64| {
        json!({ "format": 1, "batch": 6, "world": { "spirals": { "arms": 3 } },
            "areas": {
                "low": { "anatomy": { "dense": { "layers": [5, 2] } } },
                "owner": { "anatomy": circuit, "costs": { "still": { "cost": { "energy": {} }, "weight": 0.3 } } },
                "borrower": { "anatomy": circuit, "costs": { "few": { "cost": { "log_cosh": {} }, "weight": 0.7 } } },
                "one": { "anatomy": { "dense": { "layers": [5, 3], "output": "linear" } }, "costs": { "c": { "cost": { "cross_entropy": {} } } } } },
            "wires": {
                "eye": { "from": "world.point", "to": "low.input" }, "direct": { "from": "world.point", "to": "owner.input" },
                "up": { "from": "low.output", "to": "borrower.input", "gain": 1.5 },
                "same": { "from": "owner.weights", "to": "borrower.weights", "role": "share", "error_gain": error_gain },
                "first": { "from": "borrower.output.1", "to": "one.input", "gain": 2.0 }, "second": { "from": "world.point.0", "to": "one.input" },
                "t": { "from": "world.label", "to": "one.c.target", "role": "teach" } } })
    };
    let mut teaching = build(&parse(&file(1.0).to_string()).unwrap());
    compare(&mut teaching, Objective::Intended, &|network, costs, _| weighted(network, costs), "shared weights");
    // What the borrower does not teach, its costs and those downstream of it say nothing about; below it they count.
    let mut silent = build(&parse(&file(0.0).to_string()).unwrap());
    let all = |network: &Network, costs: &[Vec<f64>], area: usize| if area == 1 { 0.3 * costs[1][0] } else { weighted(network, costs) };
    compare(&mut silent, Objective::Intended, &all, "borrowed weights");
    compare(&mut silent, Objective::Global, &|network, costs, _| weighted(network, costs), "borrowed weights, whole");
}

/// Three areas in a diamond with concatenation, gains, a tapped cost, a cost in the middle, a target from another area and another rule in each.
fn diamond(error_gain: f64) -> Scenario {
    let file = json!({ "format": 1, "batch": 5, "world": { "spirals": { "arms": 3 } },
        "areas": {
            "low": { "anatomy": { "dense": { "layers": [6, 4] } }, "rule": { "feedback_alignment": {} }, "costs": { "still": { "cost": { "energy": {} }, "weight": 0.3, "tap": 0 } } },
            "left": { "anatomy": { "dense": { "layers": [3], "bias": false } }, "rule": { "predictive_coding": { "iterations": 3 } }, "costs": { "few": { "cost": { "sparsity": {} }, "weight": 0.2 } } },
            "right": { "anatomy": { "dense": { "layers": [4, 3], "output": "linear" } }, "rule": { "node_perturbation": {} }, "costs": { "agree": { "cost": { "mean_squared_error": {} }, "weight": 0.5 } } },
            "top": { "anatomy": { "dense": { "layers": [3], "output": "linear" } }, "costs": { "classify": { "cost": { "cross_entropy": {} } } } } },
        "wires": {
            "eye": { "from": "world.point", "to": "low.input" }, "b_left": { "from": "low.output", "to": "left.input", "gain": 1.5, "error_gain": error_gain },
            "c_right": { "from": "low.output", "to": "right.input" }, "skip": { "from": "world.point", "to": "right.input", "gain": -0.5 },
            "z_up": { "from": "left.output", "to": "top.input" }, "up": { "from": "right.output", "to": "top.input", "error_gain": 1.0, "gain": 0.8 },
            "lesson": { "from": "world.label", "to": "right.agree.target", "role": "teach" },
            "label": { "from": "world.label", "to": "top.classify.target", "role": "teach" } } });
    parse(&file.to_string()).unwrap()
}

#[test]
fn graphs_globally_and_area_by_area() {
    let mut network = build(&diamond(1.0));
    compare(&mut network, Objective::Global, &|network, costs, _| weighted(network, costs), "diamond, global");
    compare(&mut network, Objective::Intended, &|network, costs, _| weighted(network, costs), "diamond, intended with all gains 1");
    let local = |network: &Network, costs: &[Vec<f64>], area: usize| {
        let (_, this) = network.live.areas.at(area).unwrap();
        this.costs.iter().enumerate().map(|(c, (_, cost))| cost.weight * costs[area][c]).sum()
    };
    compare(&mut network, Objective::Local, &local, "diamond, local");
}

/// The oracle differentiates the fixed points of an area that settles: alone, with every activation and cost, and inside a graph.
#[test]
fn areas_that_settle() {
    let rule = |name: &str| json!({ name: { "iterations": 300, "feedback": if name == "xcal" { 0.5 } else { 1.0 } } });
    // What judges a batch as a whole needs activities that differ more than those of nets that surely settle; it is checked above.
    let judges_samples = |cost: &Cost| ["mean_squared_error", "cross_entropy", "binary_cross_entropy", "huber", "sparsity", "energy"].contains(&cost.name());
    for mut cost in Cost::all().into_iter().filter(judges_samples) {
        if let Some(softness) = cost.find_knob("softness") {
            cost.set_knob(softness, 0.3);
        }
        for activation in ["linear", "tanh", "sigmoid", "relu", "leaky_relu", "softplus", "clipped"] {
            if cost.as_dyn().wants_logits() && activation == "sigmoid" {
                continue;
            }
            let mut wires = json!({ "x": { "from": "world.point", "to": "a.input" } });
            for (n, need) in cost.as_dyn().needs().iter().enumerate() {
                wires[need.name] = json!({ "from": "world.label", "to": format!("a.c.{}", need.name), "role": "teach", "gain": 1.0 - 0.3 * n as f64 });
            }
            let file = json!({ "format": 1, "batch": 6, "world": { "spirals": { "arms": 3 } }, "wires": wires,
                "areas": { "a": { "anatomy": { "dense": { "layers": [5, 4, 3], "hidden": activation, "output": activation, "initial_bias": 0.3, "weight_scale": 0.4 } },
                    "rule": rule("equilibrium_propagation"), "plasticity": { "rate": 0.01 },
                    "costs": { "c": cost_entry(&cost, 0.7, None), "still": { "cost": { "energy": {} }, "weight": 0.2, "tap": 0 } } } } });
            let mut network = build(&parse(&file.to_string()).unwrap());
            compare(&mut network, Objective::Global, &|network, costs, _| weighted(network, costs), &format!("{} on settled {activation}", cost.name()));
        }
    }
    let mut scenario = diamond(1.0);
    for (area, name) in [("low", "generalized_recirculation"), ("left", "xcal"), ("right", "stdp"), ("top", "contrastive_hebbian")] {
        let area = format!("areas.{area}");
        scenario = scenario.with(&format!("{area}.rule"), &rule(name)).unwrap().with(&format!("{area}.anatomy.weight_scale"), &json!(0.6)).unwrap();
    }
    let mut network = build(&scenario);
    compare(&mut network, Objective::Global, &|network, costs, _| weighted(network, costs), "settling diamond");
}

#[test]
fn intended_gradients_honour_error_gains() {
    // Along one way: low → left → top has the gain, low → right → top has not; so ∂/∂low = own + g·(∂ through left) + (∂ through right).
    let gradient = |error_gain: f64, mode: Objective| {
        let mut network = build(&diamond(1.0));
        let wire = network.live.wires.index("b_left").unwrap();
        network.live.wires.at_mut(wire).unwrap().error_gain = error_gain;
        let (view, pass) = network.parts();
        pass.forward(view);
        pass.judge(view);
        pass.credit(view, Mode::Truth(mode));
        let low = network.plan.areas[0].plastic.clone();
        network.pass.proposals[low].to_vec()
    };
    let (one, none, reversed, half) =
        (gradient(1.0, Objective::Intended), gradient(0.0, Objective::Intended), gradient(-1.0, Objective::Intended), gradient(0.5, Objective::Intended));
    let global = gradient(0.0, Objective::Global);
    for i in 0..one.len() {
        let through = one[i] - none[i];
        assert!((reversed[i] - (none[i] - through)).abs() < 1e-6);
        assert!((half[i] - (none[i] + 0.5 * through)).abs() < 1e-6);
        assert!((global[i] - one[i]).abs() < 1e-6);
    }
    assert!(one.iter().zip(&none).any(|(a, b)| (a - b).abs() > 1e-4));
}

/// What a rule sends upstream, and what it proposes, is the true gradient for exact rules and near it for the others, in a chain of two.
#[test]
fn settled_predictive_coding_is_backprop_and_node_perturbation_is_unbiased() {
    let chain = |rule: Value| {
        let file = json!({ "format": 1, "batch": 16, "world": { "digits": {} },
            "areas": {
                "low": { "anatomy": { "dense": { "layers": [12, 8] } } },
                "top": { "anatomy": { "dense": { "layers": [9, 10], "output": "linear" } }, "rule": rule, "costs": { "classify": { "cost": { "cross_entropy": {} } } } } },
            "wires": { "eye": { "from": "world.image", "to": "low.input" }, "up": { "from": "low.output", "to": "top.input" }, "t": { "from": "world.label", "to": "top.classify.target", "role": "teach" } } });
        build(&parse(&file.to_string()).unwrap())
    };
    let proposals = |network: &mut Network, mode: Mode| {
        let (view, pass) = network.parts();
        pass.forward(view);
        pass.judge(view);
        pass.credit(view, mode);
        network.pass.proposals[network.plan.plastic.clone()].to_vec()
    };
    let mut exact = chain(json!({ "predictive_coding": { "fixed_prediction": true, "step": 1.0, "iterations": 2 } }));
    let (learned, truth) = (proposals(&mut exact, Mode::Learn), proposals(&mut exact, Mode::Truth(Objective::Intended)));
    assert!(1.0 - brainwright::math::cosine(&learned, &truth) < 1e-6);
    let off: f32 = learned.iter().zip(&truth).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(off < 1e-5, "fixed-prediction predictive coding is off by {off}");

    // Σ_out = 100, 500 steps: cosine at least 0.999 (SCIENCE R17).
    let mut loose = chain(json!({ "predictive_coding": { "output_variance": 100.0, "iterations": 500 } }));
    let (learned, truth) = (proposals(&mut loose, Mode::Learn), proposals(&mut loose, Mode::Truth(Objective::Intended)));
    assert!(brainwright::math::cosine(&learned, &truth) > 0.999, "{}", brainwright::math::cosine(&learned, &truth));

    // The mean of many draws of node perturbation comes to point along the gradient, in its own area and in the one that hears it.
    let mut shaken = chain(json!({ "node_perturbation": { "noise": 0.01 } }));
    let truth = proposals(&mut shaken, Mode::Truth(Objective::Intended));
    let mut sum = vec![0.0; truth.len()];
    for draw in 0..1500 {
        shaken.state.age = draw;
        brainwright::math::add_scaled(1.0 / 1500.0, &proposals(&mut shaken, Mode::Learn), &mut sum);
    }
    for area in &shaken.plan.areas {
        let (mean, truth) = (&sum[area.plastic.clone()], &truth[area.plastic.clone()]);
        let cosine = brainwright::math::cosine(mean, truth);
        let scale = brainwright::math::dot(mean, truth) / brainwright::math::dot(truth, truth);
        assert!(cosine > 0.9 && (scale - 1.0).abs() < 0.15, "{}: cosine {cosine}, scale {scale}", area.name);
    }
}

/// What an area of similarity matching computes is differentiated as it settles, with another area on either side.
#[test]
fn settled_similarity_matching_has_an_exact_gradient() {
    let file = json!({ "format": 1, "batch": 6, "world": { "spirals": { "arms": 3 } },
        "areas": {
            "low": { "anatomy": { "dense": { "layers": [4] } }, "plasticity": { "rate": 0.01 } },
            "mid": { "anatomy": { "dense": { "layers": [5, 4] } }, "rule": { "similarity_matching": { "inertia": 0.5 } }, "plasticity": { "rate": 1.0 },
                "costs": { "still": { "cost": { "energy": {} }, "weight": 0.3, "tap": 0 } } },
            "top": { "anatomy": { "dense": { "layers": [3], "output": "linear" } }, "plasticity": { "rate": 0.01 }, "costs": { "classify": { "cost": { "cross_entropy": {} } } } } },
        "wires": {
            "eye": { "from": "world.point", "to": "low.input" }, "in": { "from": "low.output", "to": "mid.input" }, "up": { "from": "mid.output", "to": "top.input" },
            "label": { "from": "world.label", "to": "top.classify.target", "role": "teach" } } });
    let mut network = build(&parse(&file.to_string()).unwrap());
    (0..5).for_each(|_| network.tick().unwrap());
    let lateral = &network.state.parameters[network.plan.areas[1].own[0].clone()];
    assert!(brainwright::math::norm(lateral) > 0.3, "the units hardly inhibit each other: nothing would be tested");
    compare(&mut network, Objective::Global, &|network, costs, _| weighted(network, costs), "similarity matching");
}

/// A microcircuit whose interneurons predict badly settles somewhere else than its layers alone would, and its gradient goes through all of it.
#[test]
fn settled_microcircuits() {
    for top_down in ["tied", "random"] {
        for bias in [true, false] {
            let file = json!({ "format": 1, "batch": 6, "world": { "spirals": { "arms": 3 } },
                "areas": {
                    "low": { "anatomy": { "dense": { "layers": [4] } } },
                    "top": { "anatomy": { "dense": { "layers": [6, 5, 3], "hidden": "tanh", "output": "linear", "bias": bias } },
                        "rule": { "dendritic": { "top_down": top_down, "iterations": 200, "coupling": 0.3, "mixing": 0.2 } },
                        "costs": { "c": cost_entry(&Cost::named("cross_entropy").unwrap(), 0.7, None), "small": cost_entry(&Cost::named("energy").unwrap(), 0.5, Some(1)) } } },
                "wires": { "x": { "from": "world.point", "to": "low.input" }, "up": { "from": "low.output", "to": "top.input" }, "t": { "from": "world.label", "to": "top.c.target", "role": "teach" } } });
            let mut network = build(&parse(&file.to_string()).unwrap());
            let own: Vec<_> = network.plan.areas[1].own.iter().cloned().flatten().collect();
            for (number, index) in own.into_iter().enumerate() {
                network.state.parameters[index] = 0.3 * (number as f32 * 1.7).sin();
            }
            compare(&mut network, Objective::Global, &|network, costs, _| weighted(network, costs), &format!("microcircuit, {top_down}, bias {bias}"));
        }
    }
}
