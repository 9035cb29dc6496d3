//! Everything that can be wrong with a scenario, found before anything is allocated.

use super::check_development;
use super::journal::check_journal;
use super::wiring::Wiring;
use super::{Named, Problem, Scenario};
use crate::brain::anatomy::Activation;
use crate::brain::knob::Knobs;
use crate::brain::perturbation::Place;
use crate::brain::{Anatomy, Perturbation};
use serde_json::json;
use std::collections::BTreeSet;

/// Most entries of any list or object of a file.
pub(super) const MOST_THINGS: usize = 10_000;
/// Most areas of a brain.
pub const MOST_AREAS: usize = 256;
/// Most wires of a brain.
pub const MOST_WIRES: usize = 4096;
/// Most layers of an area.
pub const MOST_LAYERS: usize = 64;
/// Most units of a layer.
pub const MOST_UNITS: usize = 65_536;
/// Most variants beside a scenario.
pub const MOST_VARIANTS: usize = 24;
/// Most claims, planned perturbations, tracks, periods of an area, and edits of a variant.
pub const MOST_PLANS: usize = 1000;
/// Most entries of a journal.
pub const MOST_DEEDS: usize = MOST_THINGS;
/// Most memory that one life may take, in bytes.
pub const MOST_MEMORY: u128 = 2 << 30;

/// Everything that is wrong with a scenario; empty for one that can run.
pub fn check(scenario: &Scenario) -> Vec<Problem> {
    let too_long = check_lists(scenario);
    if !too_long.is_empty() {
        return too_long;
    }
    let mut problems = check_alone(scenario);
    if scenario.variants.len() > MOST_VARIANTS {
        problems.push(Problem::new("variants", format!("there are {} variants, at most {MOST_VARIANTS} can run beside a scenario", scenario.variants.len())));
    } else if problems.is_empty() {
        for (name, edits) in scenario.variants.iter() {
            if let Some(path) = edits.keys().find(|path| path.split('.').next() == Some("journal")) {
                let message = "what is done by hand is done to the whole scenario and all its variants alike";
                problems.push(Problem::new(format!("variants.{name}.{path}"), message).advise("delete this change"));
                continue;
            }
            match scenario.variant(name) {
                Ok(variant) => {
                    let prefixed = |problem: Problem| Problem {
                        path: format!("variants.{name}.{}", problem.path),
                        mend: problem.mend.map(|mend| super::Mend { edits: Vec::new(), ..mend }),
                        ..problem
                    };
                    problems.extend(check_alone(&variant).into_iter().map(prefixed));
                }
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() {
            check_claims(scenario, &mut problems);
        }
    }
    problems
}

/// No list is so long that going through it would take a machine's day.
fn check_lists(scenario: &Scenario) -> Vec<Problem> {
    let mut lists = vec![
        ("claims".to_owned(), scenario.claims.len(), MOST_PLANS),
        ("perturbations".to_owned(), scenario.perturbations.len(), MOST_PLANS),
        ("journal".to_owned(), scenario.journal.len(), MOST_DEEDS),
    ];
    lists.extend(check_development::lists(scenario));
    lists.extend(scenario.variants.iter().map(|(name, edits)| (format!("variants.{name}"), edits.len(), MOST_PLANS)));
    lists.retain(|(_, length, most)| length > most);
    lists.into_iter().map(|(path, length, most)| Problem::new(path, format!("there are {length} entries, at most {most} can be"))).collect()
}

fn check_alone(scenario: &Scenario) -> Vec<Problem> {
    let mut problems = Vec::new();
    let (areas, wires) = (scenario.areas.len(), scenario.wires.len());
    if areas > MOST_AREAS {
        return vec![Problem::new("areas", format!("there are {areas} areas, at most {MOST_AREAS} can run"))];
    }
    if wires > MOST_WIRES {
        return vec![Problem::new("wires", format!("there are {wires} wires, at most {MOST_WIRES} can run"))];
    }
    check_knobs(scenario, &mut problems);
    check_areas(scenario, &mut problems);
    if !problems.is_empty() {
        return problems;
    }
    let (wiring, wrong) = scenario.wiring();
    problems.extend(wrong);
    check_size(scenario, &wiring, &mut problems);
    check_development::check_development(scenario, &mut problems);
    for (index, planned) in scenario.perturbations.iter().enumerate() {
        problems.extend(check_perturbation(scenario, &planned.perturbation, &format!("perturbations.{index}.do")));
    }
    check_journal(scenario, &mut problems);
    problems
}

fn check_knobs(scenario: &Scenario, problems: &mut Vec<Problem>) {
    for (owner, path) in scenario.owners() {
        check_ranges(scenario.owner(owner), &path, problems);
    }
}

pub(super) fn check_ranges(knobs: &dyn Knobs, path: &str, problems: &mut Vec<Problem>) {
    for (index, knob) in knobs.knobs().iter().enumerate() {
        let value = knobs.knob(index);
        if !knob.range.contains(value) {
            let path = if path.is_empty() { knob.name.to_owned() } else { format!("{path}.{}", knob.name) };
            problems.push(Problem::out_of_range(&path, knob, value));
        }
    }
}

fn check_areas(scenario: &Scenario, problems: &mut Vec<Problem>) {
    for (name, area) in scenario.areas.iter() {
        let path = format!("areas.{name}");
        if name == "world" || name == "network" {
            problems.push(Problem::new(&path, format!("`{name}` already means something else")).advise("give the area another name"));
        }
        let Anatomy::Dense(dense) = &area.anatomy;
        let layers = area.anatomy.as_dyn().layers();
        let widths = format!("{path}.anatomy.layers");
        if layers.is_empty() {
            problems.push(Problem::new(&widths, "an area needs at least one layer").mended_by("give it one of 32 units", &widths, json!([32])));
        }
        if layers.len() > MOST_LAYERS {
            problems.push(Problem::new(&widths, format!("it has {} layers, at most {MOST_LAYERS} can run", layers.len())));
        }
        if let Some(layer) = layers.iter().find(|layer| layer.units == 0 || layer.units > MOST_UNITS) {
            problems.push(Problem::new(&widths, format!("a layer has {} units; it must be between 1 and {MOST_UNITS}", layer.units)));
        }
        if layers.len() > 1 && dense.hidden == Activation::Softmax {
            let hidden = format!("{path}.anatomy.hidden");
            problems.push(Problem::new(&hidden, "softmax is for the output of an area only").mended_by("make hidden layers tanh", &hidden, json!("tanh")));
        }
        if let Some(refusal) = area.rule.as_dyn().refuses(&layers) {
            problems.push(Problem::new(format!("{path}.rule"), format!("{}: {}", area.rule.title().to_lowercase(), refusal.message)).advise(refusal.advice));
        }
        for (cost, attachment) in area.costs.iter() {
            let cost_path = format!("{path}.costs.{cost}");
            if cost == "input" || cost == "output" {
                problems.push(Problem::new(&cost_path, format!("`{cost}` already means something else")).advise("give the cost another name"));
            }
            let Some(tapped) = attachment.tap.map_or(layers.last(), |tap| layers.get(tap)) else {
                let tap = format!("{cost_path}.tap");
                problems.push(Problem::new(&tap, format!("there is no layer {}", attachment.tap.unwrap_or(0))).mended_by(
                    "let it judge the output",
                    &tap,
                    json!(null),
                ));
                continue;
            };
            if let Some((message, advice)) = attachment.cost.as_dyn().refuses(tapped.units) {
                problems.push(Problem::new(&cost_path, message).advise(advice));
            }
            if attachment.cost.as_dyn().wants_logits() && matches!(tapped.activation, Activation::Softmax | Activation::Sigmoid) {
                let place = if attachment.tap.is_none_or(|tap| tap + 1 == layers.len()) { "output" } else { "hidden" };
                let activation = format!("{path}.anatomy.{place}");
                let message =
                    format!("{} squashes by itself; under it a {} would squash twice", attachment.cost.title().to_lowercase(), tapped.activation.name());
                problems.push(Problem::new(&cost_path, message).mended_by("make the units it judges linear", activation, json!("linear")));
            }
        }
    }
}

/// Whether memory and work stay within bounds; if not, what takes most of it is to blame.
fn check_size(scenario: &Scenario, wiring: &Wiring, problems: &mut Vec<Problem>) {
    let samples = scenario.world.as_dyn().sample_count() as u128;
    let world = samples * wiring.ports.iter().map(|port| port.units as u128).sum::<u128>();
    let rows = (scenario.batch + scenario.measuring.items.min(scenario.world.as_dyn().sample_count())) as u128 + samples;
    let mut parts = vec![("world".to_owned(), world)];
    for (index, (name, area)) in scenario.areas.iter().enumerate() {
        let mut units_in = wiring.input_units[index] as u128;
        let (mut tensors, mut activity) = (0, units_in);
        for layer in area.anatomy.as_dyn().layers() {
            tensors += (units_in + 1) * layer.units as u128;
            activity += 8 * layer.units as u128;
            units_in = layer.units as u128;
        }
        parts.push((format!("areas.{name}.anatomy.layers"), 8 * tensors + rows * activity));
    }
    let bytes = 4 * parts.iter().map(|(_, numbers)| numbers).sum::<u128>();
    if bytes > MOST_MEMORY {
        let gigabytes = bytes as f64 / f64::from(1 << 30);
        let place = parts.into_iter().max_by_key(|(_, numbers)| *numbers).map_or(String::new(), |(path, _)| path);
        problems.push(
            Problem::new(place, format!("this brain would take about {gigabytes:.1} GiB, at most 2 GiB are allowed"))
                .advise("make layers, the batch or the world smaller"),
        );
    }
}

/// What is wrong with doing this to this brain.
pub fn check_perturbation(scenario: &Scenario, perturbation: &Perturbation, path: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    check_ranges(perturbation, path, &mut problems);
    let missing = |kind: &str, name: &str, things: BTreeSet<&str>| {
        let list: Vec<&str> = things.into_iter().collect();
        Problem::new(path, format!("there is no {kind} `{name}`")).advise(format!("name one of: {}", list.join(", ")))
    };
    problems.extend(match perturbation.as_dyn().place() {
        Place::World => None,
        Place::Area(area) => scenario.areas.get(area).is_none().then(|| missing("area", area, scenario.areas.names().collect())),
        Place::Wire(wire) => scenario.wires.get(wire).is_none().then(|| missing("wire", wire, scenario.wires.names().collect())),
    });
    problems
}

fn check_claims(scenario: &Scenario, problems: &mut Vec<Problem>) {
    let own: BTreeSet<String> = scenario.measures().into_iter().map(|measure| measure.name).collect();
    let of_variants: Named<BTreeSet<String>> = scenario
        .variants
        .names()
        .filter_map(|name| Some((name.to_owned(), scenario.variant(name).ok()?.measures().into_iter().map(|measure| measure.name).collect())))
        .collect();
    let exists = |name: &str| match name.split_once('/') {
        Some((variant, measure)) => of_variants.get(variant).is_some_and(|measures| measures.contains(measure)),
        None => own.contains(name),
    };
    for (index, claim) in scenario.claims.iter().enumerate() {
        let path = format!("claims.{index}");
        for measure in std::iter::once(claim.measure.as_str()).chain(claim.is.other()) {
            if !exists(measure) {
                problems.push(
                    Problem::new(format!("{path}.measure"), format!("nothing measures `{measure}` here"))
                        .advise("name a measure that exists, or delete the claim"),
                );
            }
        }
        if claim.over[0] > claim.over[1] {
            problems.push(Problem::new(format!("{path}.over"), format!("it ends at {} before it begins at {}", claim.over[1], claim.over[0])));
        }
        if let Some(problem) = claim.is.problem() {
            problems.push(Problem::new(format!("{path}.is"), problem));
        }
    }
}
