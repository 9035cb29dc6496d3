//! Everything that can be recorded over age: names that plots, claims and files speak.

use super::Scenario;
use super::wiring::{Link, Sink, Source};
use crate::brain::cost::Carries;
use crate::brain::development::Guard;
use crate::brain::world::Content;

/// Which plot a measure belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// Costs, errors, the optimality gap.
    Losses,
    /// Angles and cosines with the true gradient.
    Alignment,
    /// Which cost moves which area.
    Movement,
    /// A perturbed brain against its twin.
    Recovery,
}

/// One measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Its name: `rule_angle.visual.weights.0`.
    pub name: String,
    /// Its name for people: `Visual area, layer 1`.
    pub title: String,
    /// Its unit, empty for a pure number.
    pub unit: &'static str,
    /// Which plot shows it.
    pub panel: Panel,
    /// Whether the plot shows it unless told otherwise.
    pub prominent: bool,
    /// Dimensions of the direction it speaks of: chance is 90° ± 57.3°/√d. 0 where that says nothing.
    pub dimensions: usize,
    /// Whether the world alone knows it and no area does: seen by a god.
    pub of_world: bool,
}

/// How a tensor of an area is called: `visual.weights.0`.
pub fn tensor_name(area: &str, kind: &str, layer: usize) -> String {
    format!("{area}.{kind}.{layer}")
}

impl Measure {
    /// Whether it is known at any age from the brain as it is then, so that a guard can wait for it: not so what speaks of changes, of a twin, or
    /// of stages themselves.
    pub fn is_of_a_moment(&self) -> bool {
        self.panel != Panel::Recovery && self.name != "stage" && !self.is_of_changes()
    }

    /// Whether it compares changes of weights with the true gradient.
    fn is_of_changes(&self) -> bool {
        compares_changes(kind(&self.name))
    }
}

/// Whether a measure's name is one of these, which commas part, or begins with the words of one.
pub fn begins(name: &str, starts: &str) -> bool {
    let is_it = |start: &str| name.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    starts.split(',').map(str::trim).any(is_it)
}

/// The first measure in a guard that only somebody who knows the true gradient can know: seen by a god, not by the brain.
pub fn seen_by_a_god(guard: &Guard) -> Option<&str> {
    let of_oracle = |name: &str| ["gradient_norm", "rule_angle"].contains(&kind(name)) || compares_changes(kind(name));
    guard.criteria().into_iter().map(|criterion| criterion.name.as_str()).find(|name| of_oracle(name))
}

fn compares_changes(kind: &str) -> bool {
    kind.starts_with("step") || kind.starts_with("path") || ["movement", "share", "beyond", "explained"].contains(&kind)
}

/// The first word of a measure's name.
fn kind(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}

impl Scenario {
    /// Everything that is recorded of one life of this scenario, in the order of the record.
    pub fn measures(&self) -> Vec<Measure> {
        let (wiring, _) = self.wiring();
        let mut measures = Vec::new();
        let mut add = |name: String, title: String, unit, panel, prominent, dimensions| {
            measures.push(Measure { name, title, unit, panel, prominent, dimensions, of_world: false });
        };
        for (a, (key, area)) in self.areas.iter().enumerate() {
            for (c, (cost, attachment)) in area.costs.iter().enumerate() {
                let title = format!("{}, {}", area.title(key), attachment.cost.title().to_lowercase());
                // A cost that only watches is not what the area makes small.
                let counts = attachment.weight != 0.0 || self.development.moves(&format!("areas.{key}.costs.{cost}.weight"));
                add(format!("cost.{key}.{cost}"), title.clone(), "", Panel::Losses, counts, 0);
                // Single measured items have no past: a cost that compares with it would be another cost there.
                let is_late = |link: &&Link| {
                    matches!(link.to, Sink::Target(area, of, _) if (area, of) == (a, c)) && self.wires.at(link.wire).is_some_and(|(_, wire)| wire.delay > 0)
                };
                if self.world.as_dyn().is_film() || !wiring.links.iter().any(|link| is_late(&link)) {
                    add(format!("test_cost.{key}.{cost}"), format!("{title}, test"), "", Panel::Losses, false, 0);
                }
                // Where it is known what every choice would bring, or which is right, it can be counted how often the best one was favoured.
                let judge = attachment.cost.as_dyn();
                let knows_best = |port: usize| {
                    judge.needs().len() == 1 && judge.judges_choices()
                        || (judge.needs().iter().any(|need| need.carries == Carries::Probabilities) && wiring.ports[port].content == Content::Label)
                };
                let target = |link: &&Link| link.to == Sink::Target(a, c, 0);
                // One number of a label is a yes or a no, which is no choice among several.
                let classifies =
                    wiring.links.iter().filter(target).filter(|link| link.units > 1).any(|link| matches!(link.from, Source::World(port) if knows_best(port)));
                if classifies {
                    add(format!("test_error.{key}.{cost}"), format!("{}, test error", area.title(key)), "", Panel::Losses, true, 0);
                    add(format!("accuracy.{key}.{cost}"), format!("{}, test accuracy", area.title(key)), "", Panel::Losses, false, 0);
                }
                // Where another area says what to choose, it can be counted how often the two choose the same.
                let units = wiring.output_units[a];
                let imitates = judge.compares_choices()
                    && units > 1
                    && wiring.links.iter().filter(target).any(|link| matches!(link.from, Source::Area(_)) && link.units == units);
                if imitates {
                    add(format!("agreement.{key}.{cost}"), format!("{}, same choice as its teacher", area.title(key)), "", Panel::Losses, true, 0);
                }
            }
        }
        add("objective".into(), "Whole brain, training cost".into(), "", Panel::Losses, false, 0);
        if self.references.best_cost.is_some() {
            add("optimality_gap".into(), "Optimality gap".into(), "", Panel::Losses, false, 0);
        }
        add("gradient_norm".into(), "Length of the true gradient".into(), "", Panel::Losses, false, 0);
        for (key, area) in self.areas.iter() {
            for measure in area.rule.as_dyn().measures() {
                let panel = if measure.unit == "°" { Panel::Alignment } else { Panel::Losses };
                add(format!("{}.{key}", measure.key), format!("{}, {}", area.title(key), measure.title), measure.unit, panel, measure.prominent, 0);
            }
        }
        if !self.development.stages.is_empty() {
            add("stage".into(), "Stage".into(), "", Panel::Losses, false, 0);
        }
        let mut of_world = Vec::new();
        for (a, (key, area)) in self.areas.iter().enumerate() {
            let nature = self.world.as_dyn();
            for (_, measure) in nature.measures().iter().enumerate().filter(|(index, _)| nature.fits(*index, wiring.output_units[a])) {
                of_world.push(format!("{}.{key}", measure.key));
                let panel = if measure.unit == "°" { Panel::Alignment } else { Panel::Losses };
                add(format!("{}.{key}", measure.key), format!("{}, {}", area.title(key), measure.title), measure.unit, panel, measure.prominent, 0);
            }
        }
        let mut total = 0;
        let mut directions: Vec<(String, String, usize)> = Vec::new();
        let has_own_weights = |a: &usize| wiring.lenders.get(*a).is_none_or(Option::is_none);
        for (a, (key, area)) in self.areas.iter().enumerate().filter(|(a, _)| has_own_weights(a)) {
            let mut units_in = wiring.input_units[a];
            let mut of_area = 0;
            for (l, layer) in area.anatomy.as_dyn().layers().iter().enumerate() {
                let weights = units_in * layer.units;
                directions.push((tensor_name(key, "weights", l), format!("{}, layer {}", area.title(key), l + 1), weights));
                of_area += weights + if layer.bias { layer.units } else { 0 };
                units_in = layer.units;
            }
            directions.push((key.to_owned(), area.title(key).to_owned(), of_area));
            total += of_area;
        }
        directions.push(("network".into(), "Whole brain".into(), total));
        for (name, title, dimensions) in &directions {
            add(format!("rule_angle.{name}"), title.clone(), "°", Panel::Alignment, name.contains(".weights."), *dimensions);
        }
        for (kind, words, prominent) in [("step", "step", false), ("path", "path", true)] {
            if kind == "path" && !self.measuring.exact_path {
                continue;
            }
            for (name, title, dimensions) in &directions {
                let shown = prominent && name == "network";
                add(format!("{kind}.{name}"), format!("{title}, {words} cosine"), "", Panel::Alignment, shown, *dimensions);
                add(format!("{kind}_parallel.{name}"), format!("{title}, {words} parallel part"), "", Panel::Alignment, false, 0);
                add(format!("{kind}_orthogonal.{name}"), format!("{title}, {words} orthogonal part"), "", Panel::Alignment, false, 0);
                add(format!("{kind}_ratio.{name}"), format!("{title}, {words} parallel : orthogonal"), "", Panel::Alignment, false, 0);
            }
        }
        if self.measuring.movement {
            for (_, (key, area)) in self.areas.iter().enumerate().filter(|(a, _)| has_own_weights(a)) {
                let of_area = directions.iter().find(|(name, ..)| name == key).map_or(0, |direction| direction.2);
                for (owner, other) in self.areas.iter() {
                    for (cost, attachment) in other.costs.iter() {
                        let cause = format!("{}, by {} of {}", area.title(key), attachment.cost.title().to_lowercase(), other.title(owner));
                        add(format!("movement.{key}.{owner}.{cost}"), cause.clone(), "", Panel::Movement, owner == key, of_area);
                        add(format!("share.{key}.{owner}.{cost}"), format!("{cause}: share"), "", Panel::Movement, false, 0);
                        add(format!("beyond.{key}.{owner}.{cost}"), format!("{cause}: beyond shuffled errors"), "deviations", Panel::Movement, false, 0);
                    }
                }
                add(format!("explained.{key}"), format!("{}, explained by costs", area.title(key)), "", Panel::Movement, false, 0);
            }
        }
        for (name, title, prominent) in [
            ("recovery", "Cost regained", true),
            ("harm", "Cost above the twin's", false),
            ("function_distance", "Function distance", true),
            ("weight_distance", "Weight distance", true),
        ] {
            add(name.into(), title.into(), "", Panel::Recovery, prominent, 0);
        }
        for measure in &mut measures {
            measure.of_world = of_world.contains(&measure.name);
        }
        measures
    }
}
