//! What stands on the canvas, in its own units: nodes with their ports, and wires between them.

use crate::app::edit;
use crate::app::selection::Item;
use crate::brain::cost::{Carries, Need};
use crate::scenario::{Role, Scenario};
use egui::{FontId, Id, Pos2, Rect, Ui, pos2, vec2};

/// Width of a node.
pub(super) const WIDTH: f32 = 224.0;
/// Between a node's edge and what is in it.
pub(super) const PAD: f32 = 14.0;
/// Size of a chip's text.
pub(super) const CHIP_TEXT: f32 = 10.5;
/// Height of a row of chips.
pub(super) const CHIP_ROW: f32 = 23.0;
/// Where chips begin.
pub(super) const HEAD: f32 = 50.0;
/// Height of what stands below the chips of an area: sparkline, activity, state.
const AREA_BODY: f32 = 72.0;
/// Room for the reason why an area does not learn.
const REMARK_ROOM: f32 = 20.0;
/// Height of what stands below the chips of a world: what it shows.
const WORLD_BODY: f32 = 58.0;
/// Where the first port is.
const FIRST_PORT: f32 = 34.0;
/// Between ports.
const PORT_GAP: f32 = 30.0;

/// A node.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    /// What it is.
    pub item: Item,
    /// Its name for people.
    pub title: String,
    /// One line about it.
    pub summary: String,
    /// Words in outlines: what they say, and whether they are a rule, a cost or a mere fact; with their places.
    pub chips: Vec<Chip>,
    /// Where it stands.
    pub rect: Rect,
    /// Where wires start and end.
    pub ports: Vec<Port>,
}

/// A word in an outline.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chip {
    pub text: String,
    pub kind: ChipKind,
    pub rect: Rect,
}

/// What a chip speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChipKind {
    Rule,
    Cost,
    Fact,
}

/// Where wires start or end.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Port {
    /// `visual.output`
    pub path: String,
    /// `Visual area output`
    pub name: String,
    /// What wires at it are for.
    pub role: Role,
    /// Whether wires start here.
    pub is_output: bool,
    /// How many numbers go through it, where that is known.
    pub units: Option<usize>,
    /// Where it is.
    pub at: Pos2,
}

/// A wire whose both ends were found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// Its key.
    pub key: String,
    /// Its name for people: `Wire from Visual area output to Decision area input`.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// Which one of its start's numbers it carries, where it carries one only.
    pub number: Option<usize>,
    /// Its start and its end.
    pub ends: [Pos2; 2],
}

/// Everything on the canvas.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Scene {
    pub nodes: Vec<Node>,
    pub lines: Vec<Line>,
}

impl Scene {
    /// Of a scenario.
    pub fn of(ui: &Ui, scenario: &Scenario, facts: &[String], is_remarkable: impl Fn(&str) -> bool) -> Self {
        let mut nodes = vec![world_node(ui, scenario, facts)];
        nodes.extend(scenario.areas.names().enumerate().filter_map(|(index, key)| area_node(ui, scenario, key, index, is_remarkable(key))));
        let mut scene = Self { nodes, lines: Vec::new() };
        let lines = scenario.wires.iter().filter_map(|(key, wire)| {
            let (port, number) = start_of(&wire.from);
            let (from, to) = (scene.port(port, true)?, scene.port(&wire.to, false)?);
            let name = match number {
                Some(number) => format!("Wire from {} number {number} to {}", from.name, to.name),
                None => format!("Wire from {} to {}", from.name, to.name),
            };
            Some(Line { key: key.to_owned(), name, role: wire.role, number, ends: [from.at, to.at] })
        });
        scene.lines = lines.collect();
        scene
    }

    /// The port of a path.
    pub fn port(&self, path: &str, is_output: bool) -> Option<&Port> {
        self.nodes.iter().flat_map(|node| &node.ports).find(|port| port.path == path && port.is_output == is_output)
    }

    /// Whether an id is that of a node or a port.
    pub fn owns(&self, id: Id) -> bool {
        self.nodes.iter().any(|node| super::node::id(&node.item) == id || node.ports.iter().any(|port| super::ports::id(port) == id))
    }

    /// The rectangle around some of the nodes; around all of them if none passes.
    pub fn bounds(&self, passes: impl Fn(&Item) -> bool) -> Rect {
        let around = |nodes: &mut dyn Iterator<Item = &Node>| nodes.fold(Rect::NOTHING, |bounds, node| bounds.union(node.rect));
        let some = around(&mut self.nodes.iter().filter(|node| passes(&node.item)));
        if some.is_finite() && some.is_positive() { some } else { around(&mut self.nodes.iter()) }
    }
}

fn world_node(ui: &Ui, scenario: &Scenario, facts: &[String]) -> Node {
    let [x, y] = edit::place_of(scenario, "world", 0);
    let chips = facts.iter().map(|fact| (fact.clone(), ChipKind::Fact)).collect();
    let (chips, rows) = place_chips(ui, pos2(x, y), chips);
    let ports = scenario.world.as_dyn().ports();
    let height = (HEAD + rows as f32 * CHIP_ROW + WORLD_BODY).max(FIRST_PORT + PORT_GAP * ports.len() as f32);
    let rect = Rect::from_min_size(pos2(x, y), vec2(WIDTH, height));
    let ports = ports
        .iter()
        .enumerate()
        .map(|(index, port)| {
            let is_observation = port.content == crate::brain::world::Content::Observation;
            Port {
                path: format!("world.{}", port.name),
                name: format!("World {}", port.name),
                role: if is_observation { Role::Signal } else { Role::Teach },
                is_output: true,
                units: Some(port.units),
                at: pos2(rect.right(), y + FIRST_PORT + PORT_GAP * index as f32),
            }
        })
        .collect();
    Node { item: Item::World, title: "World".to_owned(), summary: scenario.world.title().to_owned(), chips, rect, ports }
}

fn area_node(ui: &Ui, scenario: &Scenario, key: &str, index: usize, is_remarkable: bool) -> Option<Node> {
    let area = scenario.areas.get(key)?;
    let [x, y] = edit::place_of(scenario, key, index + 1);
    let mut chips = vec![(area.rule.title().to_owned(), ChipKind::Rule)];
    // What counts nothing, now and ever, only watches.
    let watches =
        |name: &str, cost: &crate::scenario::Attachment| cost.weight == 0.0 && !scenario.development.moves(&format!("areas.{key}.costs.{name}.weight"));
    chips.extend(area.costs.iter().map(|(name, cost)| {
        let title = cost.cost.title();
        if watches(name, cost) { (format!("{title} × 0"), ChipKind::Fact) } else { (title.to_owned(), ChipKind::Cost) }
    }));
    if area.costs.is_empty() {
        chips.push(("No cost".to_owned(), ChipKind::Fact));
    }
    let (chips, rows) = place_chips(ui, pos2(x, y), chips);
    let title = area.title(key).to_owned();
    let left = |slot: usize| pos2(x, y + FIRST_PORT + PORT_GAP * slot as f32);
    let layers = area.anatomy.as_dyn().layers();
    let mut ports = vec![Port { path: format!("{key}.input"), name: format!("{title} input"), role: Role::Signal, is_output: false, units: None, at: left(0) }];
    let starts = |path: &str| scenario.wires.iter().any(|(_, wire)| wire.from == path);
    let ends = |path: &str| scenario.wires.iter().any(|(_, wire)| wire.to == path);
    for (cost, attachment) in area.costs.iter() {
        let judged = attachment.tap.map_or(layers.last(), |tap| layers.get(tap)).map(|layer| layer.units);
        let spoken = |need: &&Need| !need.is_unspoken() || ends(&format!("{key}.{cost}.{}", need.name));
        for need in attachment.cost.as_dyn().needs().iter().filter(spoken) {
            ports.push(Port {
                path: format!("{key}.{cost}.{}", need.name),
                name: format!("{title} {cost} {}", need.name),
                role: Role::Teach,
                is_output: false,
                units: judged.filter(|_| need.carries != Carries::Any),
                at: left(ports.len()),
            });
        }
    }
    // Ports that most areas have no use for are there where a wire is.
    let mut rare = |path: String, name: String, role: Role, units: Option<usize>| {
        if ends(&path) {
            ports.push(Port { path, name, role, is_output: false, units, at: left(ports.len()) });
        }
    };
    for cost in area.costs.names() {
        rare(format!("{key}.{cost}.weight"), format!("{title} {cost} weight"), Role::Modulate, Some(1));
    }
    rare(format!("{key}.weights"), format!("{title} weights, borrowed"), Role::Share, None);
    let mut outputs = vec![(format!("{key}.output"), format!("{title} output"), Role::Signal, layers.last().map(|layer| layer.units))];
    outputs.extend(area.costs.names().map(|cost| (format!("{key}.{cost}.value"), format!("{title} {cost} value"), Role::Teach, Some(1))));
    outputs.push((format!("{key}.weights"), format!("{title} weights"), Role::Share, None));
    outputs.retain(|(path, _, role, _)| *role == Role::Signal || starts(path));
    let body = AREA_BODY + if is_remarkable { REMARK_ROOM } else { 0.0 };
    let height = (HEAD + rows as f32 * CHIP_ROW + body).max(FIRST_PORT + PORT_GAP * ports.len().max(outputs.len()) as f32);
    let rect = Rect::from_min_size(pos2(x, y), vec2(WIDTH, height));
    ports.extend(outputs.into_iter().enumerate().map(|(slot, (path, name, role, units))| Port {
        path,
        name,
        role,
        is_output: true,
        units,
        at: pos2(rect.right(), left(slot).y),
    }));
    let summary = format!("{} {}", area.anatomy.title().to_lowercase(), area.anatomy.as_dyn().summary());
    Some(Node { item: Item::Area(key.to_owned()), title, summary, chips, rect, ports })
}

/// The port that a wire starts at, and which one of its numbers it carries, if it is one only.
fn start_of(from: &str) -> (&str, Option<usize>) {
    match from.rsplit_once('.').and_then(|(port, last)| Some((port, last.parse().ok()?))) {
        Some((port, number)) if port.contains('.') => (port, Some(number)),
        _ => (from, None),
    }
}

/// Chips in rows below the head of a node; and how many rows.
fn place_chips(ui: &Ui, node: Pos2, words: Vec<(String, ChipKind)>) -> (Vec<Chip>, usize) {
    let (mut x, mut row) = (PAD, 0);
    let chips: Vec<Chip> = words
        .into_iter()
        .map(|(text, kind)| {
            let galley = ui.painter().layout_no_wrap(text.clone(), FontId::proportional(CHIP_TEXT), egui::Color32::PLACEHOLDER);
            let width = (galley.size().x + 14.0).min(WIDTH - 2.0 * PAD);
            if x > PAD && x + width > WIDTH - PAD {
                (x, row) = (PAD, row + 1);
            }
            let rect = Rect::from_min_size(node + vec2(x, HEAD + CHIP_ROW * row as f32), vec2(width, CHIP_ROW - 4.0));
            x += width + 4.0;
            Chip { text, kind, rect }
        })
        .collect();
    let rows = if chips.is_empty() { 0 } else { row + 1 };
    (chips, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::edit;
    use crate::app::plots::testing;
    use crate::brain::{Cost, Rule};
    use std::sync::{Arc, Mutex};

    fn scene(scenario: Scenario) -> Scene {
        let found = Arc::new(Mutex::new(Scene::default()));
        let seen = found.clone();
        let mut harness = egui_kittest::Harness::new_ui(move |ui| {
            if testing::is_dressed(ui) {
                *seen.lock().unwrap() = Scene::of(ui, &scenario, &[], |_| false);
            }
        });
        harness.run_steps(2);
        drop(harness);
        found.lock().unwrap().clone()
    }

    #[test]
    fn every_kind_of_wire_is_drawn_from_a_port_to_a_port_and_rare_ports_are_there_for_them_only() {
        let mut scenario = testing::welcome();
        let plain = scene(scenario.clone());
        let rare = |scene: &Scene| {
            let is_rare = |path: &&str| path.ends_with(".weight") || path.ends_with(".weights") || path.ends_with(".value");
            scene.nodes.iter().flat_map(|node| &node.ports).filter(|port| is_rare(&port.path.as_str())).count()
        };
        assert_eq!((plain.lines.len(), rare(&plain)), (scenario.wires.len(), 0));
        let twin = edit::add_area(&mut scenario, Rule::named("backprop").unwrap(), None);
        edit::share(&mut scenario, "visual", &twin).unwrap();
        edit::add_cost(&mut scenario, &twin, Cost::named("energy").unwrap()).unwrap();
        edit::connect(&mut scenario, "visual.output.1", &format!("{twin}.energy.weight")).unwrap();
        edit::connect(&mut scenario, &format!("{twin}.energy.value"), "visual.input").unwrap();
        let full = scene(scenario.clone());
        assert_eq!((full.lines.len(), rare(&full)), (scenario.wires.len(), 4));
        let modulating = full.lines.iter().find(|line| line.role == Role::Modulate).unwrap();
        assert!(modulating.number == Some(1) && modulating.name.contains("output number 1"), "{modulating:?}");
        for node in &full.nodes {
            let inside = |port: &&Port| node.rect.expand(0.5).contains(port.at);
            assert!(node.ports.iter().all(|port| inside(&port)));
            assert!(node.ports.iter().enumerate().all(|(index, one)| node.ports[..index].iter().all(|other| other.at.distance(one.at) > 20.0)));
        }
        assert_eq!(
            (start_of("world.label.3"), start_of("a.b.value"), start_of("visual.output")),
            (("world.label", Some(3)), ("a.b.value", None), ("visual.output", None))
        );
    }
}
