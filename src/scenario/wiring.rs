//! Where every wire starts and ends, in which order areas compute, and who hears whose error: read once, used by the checks, the
//! engine and the canvas alike.

use super::{Problem, Role, Scenario, Wire};
use crate::brain::cost::{Carries, Need};
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
    /// The value of a cost, one number a sample: area, cost.
    Value(usize, usize),
    /// The weights of an area, by index.
    Weights(usize),
}

/// Where a wire ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sink {
    /// The input of an area, by index.
    Input(usize),
    /// What a cost compares with: area, cost, which of its needs.
    Target(usize, usize, usize),
    /// The weight of a cost: area, cost.
    Weight(usize, usize),
    /// The weights of an area, by index: they are then another's.
    Weights(usize),
}

/// A wire whose ends were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its index in the scenario.
    pub wire: usize,
    /// Where it starts.
    pub from: Source,
    /// Which of its source's numbers is the first that it carries.
    pub column: usize,
    /// How many numbers its source has.
    pub width: usize,
    /// Where it ends.
    pub to: Sink,
    /// How many numbers it carries.
    pub units: usize,
    /// Where its numbers begin in what it ends at: wires into one port stand behind one another in the order of their names, and so do the
    /// ports of a cost in the order of its needs.
    pub offset: usize,
}

impl Link {
    /// The area whose input it ends at; `None` where it ends elsewhere.
    pub fn target_area(&self) -> Option<usize> {
        match self.to {
            Sink::Input(area) => Some(area),
            Sink::Target(..) | Sink::Weight(..) | Sink::Weights(_) => None,
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

/// Whose weights an area borrows, and by which wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lender {
    /// The area.
    pub area: usize,
    /// The wire; its error gain is how much the borrower teaches what it borrows.
    pub wire: usize,
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
    /// Areas such that each is judged after all whose costs' values its own costs hear of without delay.
    pub judging: Vec<usize>,
    /// For each area the one whose weights it borrows.
    pub lenders: Vec<Option<Lender>>,
    /// Width of each area's input.
    pub input_units: Vec<usize>,
    /// Width of each area's output.
    pub output_units: Vec<usize>,
    /// For each area and cost, how many numbers it compares with.
    pub target_units: Vec<Vec<usize>>,
    /// Nearest area with a cost, for each area.
    pub terminals: Vec<Option<Terminal>>,
    /// Whether somebody upstream of an area learns from the error of its input.
    pub asked_for_error: Vec<bool>,
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
        self.lay_out_targets(&width, &mut wiring, &mut problems);
        self.check_modulators(&wiring, &mut problems);
        self.find_lenders(&mut wiring, &mut problems);
        let fed = |link: &Link| match (link.from, link.to) {
            (Source::Area(from), Sink::Input(to)) => Some((from, to)),
            _ => None,
        };
        wiring.order = self.sort(&wiring, fed, &mut problems);
        let told = |link: &Link| match (link.from, link.to) {
            (Source::Value(from, _), Sink::Target(to, ..) | Sink::Weight(to, _)) => Some((from, to)),
            _ => None,
        };
        wiring.judging = self.sort(&wiring, told, &mut problems);
        wiring.terminals = (0..self.areas.len()).map(|area| self.terminal(&wiring, area)).collect();
        wiring.asked_for_error = (0..self.areas.len()).map(|area| self.is_asked(&wiring, area)).collect();
        (wiring, problems)
    }

    fn link(&self, index: usize, name: &str, wire: &Wire, wiring: &Wiring) -> Result<Link, Problem> {
        let path = format!("wires.{name}");
        let (from, width) = self.source(wire, &path, wiring)?;
        let (column, units) = match (from, last_number(&wire.from)) {
            (Source::World(_) | Source::Area(_), Some(column)) if column < width => (column, 1),
            (_, Some(column)) => {
                let message = format!("it has {width} numbers, counted from 0, and no number {column}");
                return Err(Problem::new(format!("{path}.from"), message).advise("name another number, or none for all of them"));
            }
            (_, None) => (0, width),
        };
        let (to, needed) = self.sink(wire, &path)?;
        let misplaced = |message: &str, advice: &str| Err(Problem::new(&path, message).advise(advice));
        match (from, to) {
            (Source::Weights(_), Sink::Weights(_)) => {}
            (Source::Weights(_), _) | (_, Sink::Weights(_)) => {
                return misplaced("only weights can be shared, and only with weights", "let it go from AREA.weights to AREA.weights");
            }
            (Source::Value(..), Sink::Input(_)) if wire.delay == 0 => {
                let message = "an area is judged after all have computed: it can hear of a cost one tick later";
                return Err(Problem::new(&path, message).mended_by("give this wire a delay of one tick", format!("{path}.delay"), json!(1)));
            }
            _ => {}
        }
        if wire.role != needed {
            let message = format!("a wire to {} has the role {}", wire.to, needed.name());
            return Err(Problem::new(format!("{path}.role"), message).mended_by(
                format!("make it {}", needed.name()),
                format!("{path}.role"),
                json!(needed.name()),
            ));
        }
        Ok(Link { wire: index, from, column, width, to, units, offset: 0 })
    }

    /// Where a wire starts, and how many numbers there are.
    fn source(&self, wire: &Wire, path: &str, wiring: &Wiring) -> Result<(Source, usize), Problem> {
        let no_area = |area: &str| {
            Problem::new(format!("{path}.from"), format!("there is no area `{area}`")).advise("wire it to an area that exists, or delete the wire")
        };
        let index = |area: &str| self.areas.index(area).ok_or_else(|| no_area(area));
        let words: Vec<&str> = wire.from.split('.').collect();
        match words[..] {
            ["world", port] | ["world", port, _] => {
                let found = wiring.ports.iter().position(|other| other.name == port);
                let names: Vec<&str> = wiring.ports.iter().map(|port| port.name).collect();
                let missing = || Problem::new(format!("{path}.from"), format!("the world has no port `{port}`")).advise(format!("it has {}", names.join(", ")));
                let port = found.ok_or_else(missing)?;
                Ok((Source::World(port), wiring.ports[port].units))
            }
            [area, "output"] | [area, "output", _] => index(area).map(|area| (Source::Area(area), wiring.output_units[area])),
            [area, "weights"] => index(area).map(|area| (Source::Weights(area), 0)),
            [area, cost, "value"] => {
                let a = index(area)?;
                let missing =
                    || Problem::new(format!("{path}.from"), format!("the area `{area}` has no cost `{cost}`")).advise("give it that cost, or delete the wire");
                let c = self.areas.at(a).and_then(|(_, area)| area.costs.index(cost)).ok_or_else(missing)?;
                Ok((Source::Value(a, c), 1))
            }
            _ => Err(Problem::new(format!("{path}.from"), format!("`{}` is no output", wire.from))
                .advise("a wire starts at world.PORT, AREA.output, AREA.COST.value or AREA.weights")),
        }
    }

    /// Where a wire ends, and the role that it needs there.
    fn sink(&self, wire: &Wire, path: &str) -> Result<(Sink, Role), Problem> {
        let no_area =
            |area: &str| Problem::new(format!("{path}.to"), format!("there is no area `{area}`")).advise("wire it to an area that exists, or delete the wire");
        let index = |area: &str| self.areas.index(area).ok_or_else(|| no_area(area));
        let words: Vec<&str> = wire.to.split('.').collect();
        match words[..] {
            ["world", ..] => Err(Problem::new(format!("{path}.to"), "this world hears nothing").advise("end the wire at an area")),
            [area, "input"] => Ok((Sink::Input(index(area)?), Role::Signal)),
            [area, "weights"] => Ok((Sink::Weights(index(area)?), Role::Share)),
            [area, cost, port] => {
                let a = index(area)?;
                let costs = &self.areas.get(area).ok_or_else(|| no_area(area))?.costs;
                let missing =
                    || Problem::new(format!("{path}.to"), format!("the area `{area}` has no cost `{cost}`")).advise("give it that cost, or delete the wire");
                let c = costs.index(cost).ok_or_else(missing)?;
                if port == "weight" {
                    return Ok((Sink::Weight(a, c), Role::Modulate));
                }
                let needs = costs.get(cost).map_or(&[][..], |cost| cost.cost.as_dyn().needs());
                let names: Vec<&str> = needs.iter().map(|need| need.name).collect();
                match names.iter().position(|&name| name == port) {
                    Some(need) => Ok((Sink::Target(a, c, need), Role::Teach)),
                    None if names.is_empty() => {
                        Err(Problem::new(path, format!("the cost `{cost}` compares with nothing, so it has no port `{port}`")).advise("delete the wire"))
                    }
                    None => {
                        Err(Problem::new(format!("{path}.to"), format!("the cost `{cost}` has no port `{port}`"))
                            .advise(format!("it has {}", names.join(", "))))
                    }
                }
            }
            _ => Err(Problem::new(format!("{path}.to"), format!("`{}` is no input", wire.to))
                .advise("a wire ends at AREA.input, AREA.COST.target, AREA.COST.weight or AREA.weights")),
        }
    }

    /// Every cost that compares has something to compare with, as wide as what it judges; its ports stand behind one another.
    fn lay_out_targets(&self, width: &dyn Fn(Sink) -> usize, wiring: &mut Wiring, problems: &mut Vec<Problem>) {
        for (a, (name, area)) in self.areas.iter().enumerate() {
            let layers = area.anatomy.as_dyn().layers();
            let mut widths = Vec::new();
            for (c, (cost, attachment)) in area.costs.iter().enumerate() {
                let path = format!("areas.{name}.costs.{cost}");
                let judged = attachment.tap.map_or(layers.last(), |tap| layers.get(tap)).map_or(0, |layer| layer.units);
                let mut total = 0;
                for (n, need) in attachment.cost.as_dyn().needs().iter().enumerate() {
                    let sink = Sink::Target(a, c, n);
                    let given = width(sink);
                    problems.extend(misfit(need, given, judged, &path, name, cost));
                    wiring.links.iter_mut().filter(|link| link.to == sink).for_each(|link| link.offset += total);
                    total += if need.carries == Carries::Any { given } else { judged };
                }
                widths.push(total);
            }
            wiring.target_units.push(widths);
        }
    }

    /// A cost's weight is multiplied with one number, from one wire.
    fn check_modulators(&self, wiring: &Wiring, problems: &mut Vec<Problem>) {
        for (position, link) in wiring.links.iter().enumerate().filter(|(_, link)| matches!(link.to, Sink::Weight(..))) {
            let path = format!("wires.{}", self.wires.at(link.wire).map_or("", |(name, _)| name));
            if link.units != 1 {
                let advice = "name one of its numbers: AREA.output.0";
                problems.push(Problem::new(format!("{path}.from"), format!("it carries {} numbers; a weight hears one", link.units)).advise(advice));
            } else if wiring.links[..position].iter().any(|other| other.to == link.to) {
                problems.push(Problem::new(path, "another wire already modulates this cost").advise("delete one of them"));
            }
        }
    }

    /// Who borrows whose weights: of one who owns them, with the same layers and the same rule.
    fn find_lenders(&self, wiring: &mut Wiring, problems: &mut Vec<Problem>) {
        wiring.lenders = vec![None; self.areas.len()];
        for link in &wiring.links {
            let (Source::Weights(from), Sink::Weights(to)) = (link.from, link.to) else { continue };
            let (Some((lender, owner)), Some((borrower, area))) = (self.areas.at(from), self.areas.at(to)) else { continue };
            let Some((name, wire)) = self.wires.at(link.wire) else { continue };
            let path = format!("wires.{name}");
            let borrows = |index: usize| wiring.links.iter().any(|other| other.to == Sink::Weights(index));
            let problem = if from == to || borrows(from) {
                Some(Problem::new(&path, format!("`{lender}` has no weights of its own to lend")).advise("start the wire at the area that owns them"))
            } else if wiring.lenders[to].is_some() {
                Some(Problem::new(&path, format!("`{borrower}` already borrows the weights of another")).advise("delete one of the wires"))
            } else if wire.delay > 0 {
                Some(Problem::new(&path, "shared weights are always those of the present").mended_by("take its delay away", format!("{path}.delay"), json!(0)))
            } else if wiring.input_units[from] != wiring.input_units[to] {
                let (has, needs) = (wiring.input_units[to], wiring.input_units[from]);
                Some(Problem::new(&path, format!("`{borrower}` has {has} numbers coming in, the weights it borrows want {needs}")).advise("make them equal"))
            } else if area.anatomy != owner.anatomy {
                let mend = serde_json::to_value(&owner.anatomy).unwrap_or_default();
                let at = format!("areas.{borrower}.anatomy");
                Some(Problem::new(&path, format!("`{borrower}` is built otherwise than `{lender}`")).mended_by(format!("build it like {lender}"), at, mend))
            } else if area.rule != owner.rule {
                let mend = serde_json::to_value(&owner.rule).unwrap_or_default();
                let at = format!("areas.{borrower}.rule");
                Some(Problem::new(&path, format!("`{borrower}` learns by another rule than `{lender}`")).mended_by(
                    format!("let it learn like {lender}"),
                    at,
                    mend,
                ))
            } else if area.rule.as_dyn().exploration().is_some() {
                Some(Problem::new(&path, "who explores cannot tell which of two areas with the same weights a change came from").advise("choose another rule"))
            } else {
                None
            };
            match problem {
                Some(problem) => problems.push(problem),
                None => wiring.lenders[to] = Some(Lender { area: from, wire: link.wire }),
            }
        }
    }

    /// Kahn's algorithm over wires without delay, lowest index first, so that the order never depends on anything else. `feeds` says which area
    /// has to come before which for a wire.
    fn sort(&self, wiring: &Wiring, feeds: impl Fn(&Link) -> Option<(usize, usize)>, problems: &mut Vec<Problem>) -> Vec<usize> {
        let prompt = |link: &&Link| self.wires.at(link.wire).is_some_and(|(_, wire)| wire.delay == 0);
        let edges: Vec<(usize, usize)> = wiring.links.iter().filter(prompt).filter_map(&feeds).collect();
        let mut order = Vec::new();
        let mut waiting: Vec<usize> = (0..self.areas.len()).collect();
        while let Some(position) = waiting.iter().position(|&area| !edges.iter().any(|&(from, to)| to == area && waiting.contains(&from))) {
            order.push(waiting.remove(position));
        }
        // Of what waits, only wires that lie on a circle are to blame: those from whose end their start can be reached.
        for link in wiring.links.iter().filter(prompt) {
            let Some((from, to)) = feeds(link) else { continue };
            if waiting.contains(&from) && reaches(&edges, to, from) {
                let name = self.wires.at(link.wire).map_or("", |(name, _)| name);
                let message = if from == to { "an area cannot wait for itself" } else { "these areas wait for each other in a circle" };
                let path = format!("wires.{name}.delay");
                problems.push(Problem::new(format!("wires.{name}"), message).mended_by("give this wire a delay of one tick", path, json!(1)));
            }
        }
        order.append(&mut waiting);
        order
    }

    /// The nearest area with a cost, downstream along signal wires without delay; itself if it has one. Wires that bring no error back are gone along
    /// only where no other way leads to a cost.
    fn terminal(&self, wiring: &Wiring, start: usize) -> Option<Terminal> {
        let carries =
            |wire: usize| self.wires.at(wire).is_some_and(|(name, wire)| wire.error_gain != 0.0 || self.development.moves(&format!("wires.{name}.error_gain")));
        self.nearest_cost(wiring, start, carries).or_else(|| self.nearest_cost(wiring, start, |_| true))
    }

    fn nearest_cost(&self, wiring: &Wiring, start: usize, is_open: impl Fn(usize) -> bool) -> Option<Terminal> {
        let has_cost = |area: usize| self.areas.at(area).is_some_and(|(_, area)| !area.costs.is_empty());
        let mut reached = vec![Terminal { area: start, wires: Vec::new() }];
        let mut next = 0;
        while let Some(here) = reached.get(next).cloned() {
            if has_cost(here.area) {
                return Some(here);
            }
            for link in self.outgoing(wiring, here.area) {
                if let Sink::Input(to) = link.to
                    && is_open(link.wire)
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

/// The number that a path ends with, as in `visual.output.3`: which one of several it means.
fn last_number(path: &str) -> Option<usize> {
    path.split('.').nth(2)?.parse().ok()
}

/// What is wrong with what comes through a port of a cost.
fn misfit(need: &Need, given: usize, judged: usize, path: &str, area: &str, cost: &str) -> Option<Problem> {
    let port = need.name;
    if given == 0 && !need.is_optional {
        let message = match need.letter {
            "" => format!("nothing comes to its port `{port}`"),
            letter => format!("its formula speaks of {letter}, and nothing comes to its port `{port}`"),
        };
        return Some(Problem::new(path, message).advise(format!("wire something to {area}.{cost}.{port}")));
    }
    let fits = given == judged || given == 0 || need.carries == Carries::Any;
    (!fits).then(|| Problem::new(path, format!("its {port} has {given} numbers, the activity it judges has {judged}")).advise("make them equal"))
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
