//! Where every wire starts and ends, in which order areas compute, and who hears whose error: read once, used by the checks, the
//! engine and the canvas alike.

use super::{Problem, Role, Scenario, Wire};
use crate::brain::cost::Target;
use crate::brain::rule::Signal;
use crate::brain::world::Port;
use serde_json::json;

/// Where a wire starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A port of the world, by index.
    World(usize),
    /// The output of an area, by index.
    Area(usize),
}

/// Where a wire ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sink {
    /// The input of an area, by index.
    Input(usize),
    /// The target of a cost: area, cost.
    Target(usize, usize),
}

/// A wire whose ends were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its index in the scenario.
    pub wire: usize,
    /// Where it starts.
    pub from: Source,
    /// Where it ends.
    pub to: Sink,
    /// How many numbers it carries.
    pub units: usize,
    /// Where its numbers begin in the port it ends at: wires into one port stand behind one another in the order of their names.
    pub offset: usize,
}

impl Link {
    /// The area whose input it ends at; `None` where it ends at a cost's target.
    pub fn target_area(&self) -> Option<usize> {
        match self.to {
            Sink::Input(area) => Some(area),
            Sink::Target(..) => None,
        }
    }
}

/// The terminal area of one that hears a broadcast, and the wires that the broadcast passes, downstream first named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// The nearest area downstream with a cost.
    pub area: usize,
    /// Indices of the wires on the shortest way there.
    pub wires: Vec<usize>,
}

/// How a scenario is wired.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wiring {
    /// The world's ports.
    pub ports: Vec<Port>,
    /// Wires whose both ends exist, in the order of their names within each port.
    pub links: Vec<Link>,
    /// Areas such that each comes after all that feed it without delay.
    pub order: Vec<usize>,
    /// Width of each area's input.
    pub input_units: Vec<usize>,
    /// Width of each area's output.
    pub output_units: Vec<usize>,
    /// Nearest area with a cost, for each area.
    pub terminals: Vec<Option<Terminal>>,
    /// Whether somebody upstream of an area learns from the error of its input.
    pub asked_for_error: Vec<bool>,
}

impl Wiring {
    /// How wide the target of a cost is.
    pub fn target_units(&self, area: usize, cost: usize) -> usize {
        self.links.iter().filter(|link| link.to == Sink::Target(area, cost)).map(|link| link.offset + link.units).max().unwrap_or(0)
    }
}

impl Scenario {
    /// How it is wired, and what is wrong with that. Of what is wrong nothing is left in the wiring.
    pub fn wiring(&self) -> (Wiring, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut wiring = Wiring { ports: self.world.as_dyn().ports(), ..Wiring::default() };
        wiring.output_units = self.areas.iter().map(|(_, area)| area.anatomy.as_dyn().layers().last().map_or(0, |layer| layer.units)).collect();
        let mut by_name: Vec<usize> = (0..self.wires.len()).collect();
        by_name.sort_by_key(|&index| self.wires.at(index).map(|(name, _)| name));
        let mut filled: Vec<(Sink, usize)> = Vec::new();
        for index in by_name {
            let Some((name, wire)) = self.wires.at(index) else { continue };
            match self.link(index, name, wire, &wiring) {
                Ok(mut link) => {
                    match filled.iter_mut().find(|(sink, _)| *sink == link.to) {
                        Some((_, width)) => {
                            link.offset = *width;
                            *width += link.units;
                        }
                        None => filled.push((link.to, link.units)),
                    }
                    wiring.links.push(link);
                }
                Err(problem) => problems.push(problem),
            }
        }
        let width = |sink| filled.iter().find(|(other, _)| *other == sink).map_or(0, |(_, width)| *width);
        wiring.input_units = (0..self.areas.len()).map(|area| width(Sink::Input(area))).collect();
        self.check_targets(&width, &mut problems);
        self.sort(&mut wiring, &mut problems);
        wiring.terminals = (0..self.areas.len()).map(|area| self.terminal(&wiring, area)).collect();
        wiring.asked_for_error = (0..self.areas.len()).map(|area| self.is_asked(&wiring, area)).collect();
        (wiring, problems)
    }

    fn link(&self, index: usize, name: &str, wire: &Wire, wiring: &Wiring) -> Result<Link, Problem> {
        let path = format!("wires.{name}");
        let (from, units) = match wire.from.split_once('.') {
            Some(("world", port)) => {
                let found = wiring.ports.iter().position(|other| other.name == port);
                let names: Vec<&str> = wiring.ports.iter().map(|port| port.name).collect();
                let missing = || Problem::new(format!("{path}.from"), format!("the world has no port `{port}`")).advise(format!("it has {}", names.join(", ")));
                let port = found.ok_or_else(missing)?;
                (Source::World(port), wiring.ports[port].units)
            }
            Some((area, "output")) => {
                let missing =
                    || Problem::new(format!("{path}.from"), format!("there is no area `{area}`")).advise("wire it to an area that exists, or delete the wire");
                let area = self.areas.index(area).ok_or_else(missing)?;
                (Source::Area(area), wiring.output_units[area])
            }
            _ => return Err(Problem::new(format!("{path}.from"), format!("`{}` is no output", wire.from)).advise("a wire starts at world.PORT or AREA.output")),
        };
        let no_area =
            |area: &str| Problem::new(format!("{path}.to"), format!("there is no area `{area}`")).advise("wire it to an area that exists, or delete the wire");
        let words: Vec<&str> = wire.to.split('.').collect();
        let to = match words[..] {
            ["world", ..] => return Err(Problem::new(format!("{path}.to"), "this world hears nothing").advise("end the wire at an area")),
            [area, "input"] => Sink::Input(self.areas.index(area).ok_or_else(|| no_area(area))?),
            [area, cost, "target"] => {
                let a = self.areas.index(area).ok_or_else(|| no_area(area))?;
                let costs = &self.areas.get(area).ok_or_else(|| no_area(area))?.costs;
                let missing =
                    || Problem::new(format!("{path}.to"), format!("the area `{area}` has no cost `{cost}`")).advise("give it that cost, or delete the wire");
                let c = costs.index(cost).ok_or_else(missing)?;
                if costs.get(cost).is_some_and(|cost| cost.cost.as_dyn().target() == Target::None) {
                    return Err(Problem::new(path, format!("the cost `{cost}` compares with nothing, so it needs no target")).advise("delete the wire"));
                }
                Sink::Target(a, c)
            }
            _ => return Err(Problem::new(format!("{path}.to"), format!("`{}` is no input", wire.to)).advise("a wire ends at AREA.input or AREA.COST.target")),
        };
        let needed = if matches!(to, Sink::Target(..)) { Role::Teach } else { Role::Signal };
        if wire.role != needed {
            let message = format!("a wire to {} has the role {}", wire.to, needed.name());
            return Err(Problem::new(format!("{path}.role"), message).mended_by(
                format!("make it {}", needed.name()),
                format!("{path}.role"),
                json!(needed.name()),
            ));
        }
        Ok(Link { wire: index, from, to, units, offset: 0 })
    }

    /// Every cost that compares has something to compare with, as wide as what it judges.
    fn check_targets(&self, width: &dyn Fn(Sink) -> usize, problems: &mut Vec<Problem>) {
        for (a, (name, area)) in self.areas.iter().enumerate() {
            let layers = area.anatomy.as_dyn().layers();
            for (c, (cost, attachment)) in area.costs.iter().enumerate() {
                let path = format!("areas.{name}.costs.{cost}");
                if attachment.cost.as_dyn().target() == Target::None {
                    continue;
                }
                let judged = attachment.tap.map_or(layers.last(), |tap| layers.get(tap)).map_or(0, |layer| layer.units);
                match width(Sink::Target(a, c)) {
                    0 => problems.push(Problem::new(path, "it has no target to compare with").advise(format!("wire something to {name}.{cost}.target"))),
                    given if given != judged && attachment.cost.as_dyn().target() != Target::Any => problems
                        .push(Problem::new(path, format!("its target has {given} numbers, the activity it judges has {judged}")).advise("make them equal")),
                    _ => {}
                }
            }
        }
    }

    /// Kahn's algorithm over wires without delay, lowest index first, so that the order never depends on anything else.
    fn sort(&self, wiring: &mut Wiring, problems: &mut Vec<Problem>) {
        let prompt = |link: &&Link| self.wires.at(link.wire).is_some_and(|(_, wire)| wire.delay == 0);
        let feeds: Vec<(usize, usize)> = wiring
            .links
            .iter()
            .filter(prompt)
            .filter_map(|link| match (link.from, link.to) {
                (Source::Area(from), Sink::Input(to) | Sink::Target(to, _)) => Some((from, to)),
                (Source::World(_), _) => None,
            })
            .collect();
        let mut waiting: Vec<usize> = (0..self.areas.len()).collect();
        while let Some(position) = waiting.iter().position(|&area| !feeds.iter().any(|&(from, to)| to == area && waiting.contains(&from))) {
            wiring.order.push(waiting.remove(position));
        }
        // Of what waits, only wires that lie on a circle are to blame: those from whose end their start can be reached.
        for link in wiring.links.iter().filter(prompt) {
            let (Source::Area(from), Sink::Input(to) | Sink::Target(to, _)) = (link.from, link.to) else { continue };
            if waiting.contains(&from) && reaches(&feeds, to, from) {
                let name = self.wires.at(link.wire).map_or("", |(name, _)| name);
                let message = if from == to { "an area cannot wait for itself" } else { "these areas wait for each other in a circle" };
                let path = format!("wires.{name}.delay");
                problems.push(Problem::new(format!("wires.{name}"), message).mended_by("give this wire a delay of one tick", path, json!(1)));
            }
        }
        wiring.order.append(&mut waiting);
    }

    /// The nearest area with a cost, downstream along signal wires without delay; itself if it has one.
    fn terminal(&self, wiring: &Wiring, start: usize) -> Option<Terminal> {
        let has_cost = |area: usize| self.areas.at(area).is_some_and(|(_, area)| !area.costs.is_empty());
        let mut reached = vec![Terminal { area: start, wires: Vec::new() }];
        let mut next = 0;
        while let Some(here) = reached.get(next).cloned() {
            if has_cost(here.area) {
                return Some(here);
            }
            for link in self.outgoing(wiring, here.area) {
                if let Sink::Input(to) = link.to
                    && !reached.iter().any(|other| other.area == to)
                {
                    reached.push(Terminal { area: to, wires: here.wires.iter().copied().chain([link.wire]).collect() });
                }
            }
            next += 1;
        }
        None
    }

    /// Whether an area that feeds this one learns from the error that comes back to it. Areas that hear broadcasts or scalars, or nothing, do not.
    fn is_asked(&self, wiring: &Wiring, area: usize) -> bool {
        wiring.links.iter().filter(|link| link.to == Sink::Input(area)).any(|link| {
            let prompt = self.wires.at(link.wire).is_some_and(|(_, wire)| wire.delay == 0);
            let Source::Area(from) = link.from else { return false };
            prompt && self.areas.at(from).is_some_and(|(_, source)| source.rule.as_dyn().signal() == Signal::Cotangent)
        })
    }

    /// Signal wires without delay that leave an area.
    pub fn outgoing<'w>(&'w self, wiring: &'w Wiring, area: usize) -> impl Iterator<Item = &'w Link> {
        wiring.links.iter().filter(move |link| {
            link.from == Source::Area(area) && matches!(link.to, Sink::Input(_)) && self.wires.at(link.wire).is_some_and(|(_, wire)| wire.delay == 0)
        })
    }
}

/// Whether `goal` can be reached from `start`.
fn reaches(feeds: &[(usize, usize)], start: usize, goal: usize) -> bool {
    let mut reached = vec![start];
    let mut next = 0;
    while let Some(&here) = reached.get(next) {
        if here == goal {
            return true;
        }
        for &(from, to) in feeds {
            if from == here && !reached.contains(&to) {
                reached.push(to);
            }
        }
        next += 1;
    }
    false
}
