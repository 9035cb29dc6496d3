//! Changes of a scenario that a person makes with one gesture: add, wire, delete, learn by another rule.

use super::selection::Item;
use super::timeline::remove_stage;
use crate::brain::cost::{Carries, Need};
use crate::brain::rule::Signal;
use crate::brain::world::{Content, Port};
use crate::brain::{Anatomy, Cost, Rule, World};
use crate::scenario::{Area, Attachment, Role, Scenario, Wire};

/// How far apart areas are put.
const GAP: [f32; 2] = [300.0, 190.0];

/// Adds an area that learns by a rule, wired to what the world shows; its key.
pub fn add_area(scenario: &mut Scenario, rule: Rule, at: Option<[f32; 2]>) -> String {
    let key = scenario.areas.free_name("area");
    let name = match key.strip_prefix("area_") {
        Some(number) => format!("Area {number}"),
        None => "Area".to_owned(),
    };
    let mut area = Area { name, rule, ..Area::default() };
    area.plasticity.rate = area.rule.as_dyn().usual_rate();
    let Anatomy::Dense(dense) = &mut area.anatomy;
    if area.rule.as_dyn().signal() == Signal::None {
        // What learns from activity alone finds subspaces, which are linear.
        dense.output = crate::brain::anatomy::Activation::Linear;
    }
    scenario.areas.insert(&key, area);
    scenario.layout.insert(&key, at.unwrap_or_else(|| free_place(scenario)));
    if let Some(port) = scenario.world.as_dyn().ports().first() {
        let wire = Wire { from: format!("world.{}", port.name), to: format!("{key}.input"), ..Wire::default() };
        let name = scenario.wires.free_name(&format!("{}_to_{key}", port.name));
        scenario.wires.insert(&name, wire);
    }
    key
}

/// A place on the canvas where nothing stands: right of everything, or below it.
pub fn free_place(scenario: &Scenario) -> [f32; 2] {
    let taken = |place: [f32; 2]| scenario.layout.iter().any(|(_, at)| (at[0] - place[0]).abs() < 240.0 && (at[1] - place[1]).abs() < 160.0);
    let left = place_of(scenario, "world", 0);
    for row in 1..64 {
        for column in 1..5 {
            let place = [left[0] + GAP[0] * column as f32 - 20.0, left[1] + GAP[1] * row as f32];
            if !taken(place) {
                return place;
            }
        }
    }
    left
}

/// Where a node stands: as laid out, or else in a row by its place in the scenario.
pub fn place_of(scenario: &Scenario, key: &str, index: usize) -> [f32; 2] {
    let finite = |place: &&[f32; 2]| place.iter().all(|part| part.is_finite());
    scenario.layout.get(key).filter(finite).copied().unwrap_or([GAP[0] * index as f32, 30.0 * (index % 3) as f32])
}

/// Takes another world. Wires from ports that it lacks go to the port with the same content, where there is one.
pub fn set_world(scenario: &mut Scenario, world: World) {
    let (before, after) = (scenario.world.as_dyn().ports(), world.as_dyn().ports());
    for (_, wire) in scenario.wires.iter_mut() {
        let Some(name) = wire.from.strip_prefix("world.") else { continue };
        if let Some(port) = heir(&before, &after, name) {
            wire.from = format!("world.{}", port.name);
        }
    }
    scenario.world = world;
    for port in &after {
        fit_targets(scenario, port);
    }
}

/// The port of a new world that takes the place of one of the old.
fn heir<'p>(before: &[Port], after: &'p [Port], name: &str) -> Option<&'p Port> {
    let old = before.iter().find(|port| port.name == name)?;
    let same_kind = |port: &&Port| port.content == old.content;
    let target = |port: &&Port| (port.content == Content::Observation) == (old.content == Content::Observation);
    after.iter().find(|port| port.name == name).or_else(|| after.iter().find(same_kind)).or_else(|| after.iter().find(target))
}

/// Makes areas whose output is judged against a port as wide as that port.
fn fit_targets(scenario: &mut Scenario, port: &Port) {
    let from = format!("world.{}", port.name);
    let targets: Vec<String> = scenario.wires.iter().filter(|(_, wire)| wire.from == from).map(|(_, wire)| wire.to.clone()).collect();
    for target in targets {
        let Some((attachment, need)) = need_at(scenario, &target) else { continue };
        let fits = attachment.tap.is_none() && need.carries != Carries::Any;
        let key = target.split('.').next().unwrap_or_default().to_owned();
        if let Some(area) = scenario.areas.get_mut(&key).filter(|_| fits) {
            let Anatomy::Dense(dense) = &mut area.anatomy;
            if let Some(last) = dense.layers.last_mut() {
                *last = port.units;
            }
        }
    }
}

/// Draws a wire between two ports; its key, or why that cannot be, in words.
pub fn connect(scenario: &mut Scenario, from: &str, to: &str) -> Result<String, String> {
    let wire = possible_wire(scenario, from, to)?;
    let name = |path: &str| path.split('.').next().unwrap_or_default().to_owned();
    let wish = format!("{}_to_{}", name(from), name(to));
    let key = scenario.wires.free_name(&wish.chars().take(LONGEST_WISH).collect::<String>());
    scenario.wires.insert(&key, wire);
    Ok(key)
}

/// Lets an area compute with the weights of another, whose layers and rule it takes; the wire's key, or why that cannot be, in words.
pub fn share(scenario: &mut Scenario, owner: &str, borrower: &str) -> Result<String, String> {
    let Some(Area { anatomy, rule, .. }) = scenario.areas.get(owner).cloned() else { return Err(format!("There is no area `{owner}`")) };
    if let Some(area) = scenario.areas.get_mut(borrower) {
        (area.anatomy, area.rule) = (anatomy, rule);
    }
    connect(scenario, &format!("{owner}.weights"), &format!("{borrower}.weights"))
}

/// So long may the wished name of a wire be that a number still fits behind it.
const LONGEST_WISH: usize = 56;

/// The wire between two ports with the role that its end asks for, or why there can be none, in words.
pub fn possible_wire(scenario: &Scenario, from: &str, to: &str) -> Result<Wire, String> {
    if from.is_empty() || to.is_empty() {
        return Err("A wire needs two ends".to_owned());
    }
    if let Some((key, _)) = scenario.wires.iter().find(|(_, wire)| wire.from == from && wire.to == to) {
        return Err(format!("There is already such a wire: {key}"));
    }
    let role = match to.rsplit('.').next() {
        Some("input") => Role::Signal,
        Some("weight") => Role::Modulate,
        Some("weights") => Role::Share,
        _ => Role::Teach,
    };
    let mut wire = Wire { from: from.to_owned(), to: to.to_owned(), role, ..Wire::default() };
    let judged = target_width(scenario, to);
    let present: usize = scenario.wires.iter().filter(|(_, wire)| wire.to == to).filter_map(|(_, wire)| source_width(scenario, &wire.from)).sum();
    if let (Some((units, cost)), Some(given)) = (&judged, source_width(scenario, from))
        && *units != given
        // Single numbers come one by one, each by a wire of its own.
        && (given > 1 || *units == 1)
    {
        return Err(format!("This carries {given} numbers; {cost} compares {units}"));
    }
    if let Some((attachment, need)) = need_at(scenario, to)
        && present > 0
        && judged.is_none_or(|(units, _)| present >= units)
    {
        let from = scenario.wires.iter().find(|(_, wire)| wire.to == to).map_or("", |(_, wire)| wire.from.split('.').next().unwrap_or_default());
        let whose = scenario.areas.get(from).map_or_else(|| sentence(from), |area| area.title(from).to_owned());
        return Err(format!("{} already has a {}: delete the wire from {whose} first", attachment.cost.title(), need.name));
    }
    // A wire that closes a circle waits for itself: a delay of one tick opens the circle.
    if wire_closes_circle(scenario, &wire) {
        wire.delay = 1;
    }
    let mut tried = scenario.clone();
    let key = tried.wires.free_name("tried");
    tried.wires.insert(&key, wire.clone());
    let path = format!("wires.{key}");
    match tried.wiring().1.into_iter().find(|problem| problem.path.starts_with(&path)) {
        Some(problem) => Err(sentence(&problem.message)),
        None => Ok(wire),
    }
}

fn wire_closes_circle(scenario: &Scenario, wire: &Wire) -> bool {
    let mut tried = scenario.clone();
    let key = tried.wires.free_name("tried");
    let path = format!("wires.{key}");
    tried.wires.insert(&key, wire.clone());
    let circle = |problem: &crate::scenario::Problem| problem.path == path && problem.mend.as_ref().is_some_and(|mend| !mend.edits.is_empty());
    tried.wiring().1.iter().any(circle)
}

/// How many numbers an output gives.
fn source_width(scenario: &Scenario, from: &str) -> Option<usize> {
    let words: Vec<&str> = from.split('.').collect();
    match words[..] {
        ["world", port] => scenario.world.as_dyn().ports().iter().find(|other| other.name == port).map(|port| port.units),
        [area, "output"] => scenario.areas.get(area)?.anatomy.as_dyn().layers().last().map(|layer| layer.units),
        // One of several numbers, or the value of a cost.
        [_, _, _] => Some(1),
        _ => None,
    }
}

/// The cost and the need of it that a port stands for.
fn need_at<'s>(scenario: &'s Scenario, to: &str) -> Option<(&'s Attachment, &'static Need)> {
    let words: Vec<&str> = to.split('.').collect();
    let [area, cost, port] = words[..] else { return None };
    let attachment = scenario.areas.get(area)?.costs.get(cost)?;
    Some((attachment, attachment.cost.as_dyn().needs().iter().find(|need| need.name == port)?))
}

/// How many numbers a port of a cost is compared with, and by what.
fn target_width(scenario: &Scenario, to: &str) -> Option<(usize, String)> {
    let (attachment, need) = need_at(scenario, to)?;
    let layers = scenario.areas.get(to.split('.').next()?)?.anatomy.as_dyn().layers();
    let judged = attachment.tap.map_or(layers.last(), |tap| layers.get(tap))?;
    (need.carries != Carries::Any).then(|| (judged.units, attachment.cost.title().to_owned()))
}

/// The words of a problem as a sentence of their own.
pub fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Deletes areas and wires, and what hangs on them: wires, tracks, periods, planned perturbations, claims, edits of variants.
pub fn delete(scenario: &mut Scenario, items: &[Item]) {
    for item in items {
        let gone = match item {
            Item::World => continue,
            Item::Stage(key) => {
                *scenario = *remove_stage(scenario, key);
                continue;
            }
            Item::Area(key) => {
                scenario.areas.remove(key);
                scenario.layout.remove(key);
                let ports = format!("{key}.");
                let hangs = |wire: &Wire| wire.from.starts_with(&ports) || wire.to.starts_with(&ports);
                let wires: Vec<String> = scenario.wires.iter().filter(|(_, wire)| hangs(wire)).map(|(name, _)| name.to_owned()).collect();
                let wires: Vec<Item> = wires.into_iter().map(Item::Wire).collect();
                delete(scenario, &wires);
                scenario.development.periods.remove(key);
                format!("areas.{key}")
            }
            Item::Wire(key) => {
                scenario.wires.remove(key);
                format!("wires.{key}")
            }
        };
        forget(scenario, &gone);
    }
}

/// Deletes what speaks of a part that is no more.
pub fn forget(scenario: &mut Scenario, gone: &str) {
    let below = |path: &str| path == gone || path.strip_prefix(gone).is_some_and(|rest| rest.starts_with('.'));
    scenario.development.tracks.retain(|path, _| !below(path));
    for (_, edits) in scenario.variants.iter_mut() {
        edits.retain(|path, _| !below(path));
    }
    let planned = std::mem::take(&mut scenario.perturbations);
    let fits = |planned: &crate::scenario::Planned| crate::scenario::check_perturbation(scenario, &planned.perturbation, "").is_empty();
    scenario.perturbations = planned.iter().filter(|planned| fits(planned)).cloned().collect();
    let measures: std::collections::BTreeSet<String> = scenario.measures().into_iter().map(|measure| measure.name).collect();
    let known = |name: &str| name.contains('/') || measures.contains(name);
    scenario.claims.retain(|claim| known(&claim.measure) && claim.is.other().is_none_or(known));
}

/// Gives an area a cost of its usual weight, with wires to what it compares with where there is something that fits; the cost's key.
pub fn add_cost(scenario: &mut Scenario, area: &str, cost: Cost) -> Option<String> {
    let (needs, logits) = (cost.as_dyn().needs(), cost.as_dyn().wants_logits());
    let place = scenario.areas.get_mut(area)?;
    let key = place.costs.free_name(cost.name());
    // Alone it need not take second place.
    let weight = if place.costs.is_empty() { 1.0 } else { cost.as_dyn().usual_weight() };
    place.costs.insert(&key, Attachment { cost, weight, ..Attachment::default() });
    let Anatomy::Dense(dense) = &mut place.anatomy;
    if logits {
        dense.output = crate::brain::anatomy::Activation::Linear;
    }
    for need in needs.iter().filter(|need| !need.is_optional) {
        wire_need(scenario, area, &key, need);
    }
    Some(key)
}

/// Wires something to what a cost needs, where there is anything that fits.
pub fn wire_need(scenario: &mut Scenario, area: &str, cost: &str, need: &Need) {
    let (from, delay) = if need.is_own_past { (Some(format!("{area}.output")), 1) } else { (port_for(scenario, area, need), 0) };
    let Some(from) = from else { return };
    let wire = Wire { from, to: format!("{area}.{cost}.{}", need.name), role: Role::Teach, delay, ..Wire::default() };
    let name = scenario.wires.free_name(&format!("{}_for_{cost}", need.name));
    scenario.wires.insert(&name, wire);
}

/// A port of the world for what a cost needs: one that is as wide as the area's output, or that the output can be made as wide as.
fn port_for(scenario: &mut Scenario, area: &str, need: &Need) -> Option<String> {
    let ports = scenario.world.as_dyn().ports();
    let wanted = match need.carries {
        Carries::Probabilities => Content::Label,
        Carries::Any => Content::Observation,
        Carries::Vector => Content::Value,
    };
    let port = ports.iter().find(|port| port.content == wanted).or_else(|| ports.iter().find(|port| port.content != Content::Observation))?;
    let only = place_is_free(scenario, area);
    let Anatomy::Dense(dense) = &mut scenario.areas.get_mut(area)?.anatomy;
    let last = dense.layers.last_mut()?;
    if *last != port.units && need.carries != Carries::Any {
        if !only {
            return None;
        }
        *last = port.units;
    }
    Some(format!("world.{}", port.name))
}

/// Whether nobody else depends on how wide an area's output is.
fn place_is_free(scenario: &Scenario, area: &str) -> bool {
    let output = format!("{area}.output");
    let costs = scenario.areas.get(area).map_or(0, |area| area.costs.len());
    costs <= 1 && !scenario.wires.iter().any(|(_, wire)| wire.from == output)
}
