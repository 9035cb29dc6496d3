//! Ties between areas that have no port on the canvas until they are there: a cost's weight that somebody modulates, weights that areas share, values
//! of costs that are heard.

use crate::app::action::Action;
use crate::app::edit;
use crate::app::selection::{Item, Selection};
use crate::app::theme;
use crate::app::widgets::{Icon, group, menu_list, quiet_icon};
use crate::brain::cost::Need;
use crate::scenario::{Scenario, Wire};
use egui::{Button, Ui, vec2};

/// Most single numbers of an output that a menu offers.
const MOST_NUMBERS: usize = 32;

/// The ties of an area as a whole.
pub(super) fn area_ui(ui: &mut Ui, scenario: &Scenario, key: &str, actions: &mut Vec<Action>) {
    let any_cost = scenario.areas.iter().any(|(_, area)| !area.costs.is_empty());
    if scenario.areas.len() < 2 && !any_cost {
        return;
    }
    group(ui, "Ties");
    let (weights, input) = (format!("{key}.weights"), format!("{key}.input"));
    let borrowed = wires(scenario, |wire| wire.to == weights);
    for (name, wire) in &borrowed {
        tie_ui(ui, name, &format!("Computes with the weights of {}", words(scenario, &wire.from)), actions);
    }
    for (name, wire) in wires(scenario, |wire| wire.from == weights) {
        tie_ui(ui, name, &format!("Lends its weights to {}", words(scenario, &wire.to)), actions);
    }
    for (name, wire) in wires(scenario, |wire| wire.to == input && wire.from.ends_with(".value")) {
        tie_ui(ui, name, &format!("Hears {}", words(scenario, &wire.from)), actions);
    }
    if borrowed.is_empty() && scenario.areas.len() > 1 {
        ui.menu_button("Computes with the weights of …", |ui| share_menu(ui, scenario, key, actions));
    }
    if any_cost {
        ui.menu_button("Hears the value of a cost …", |ui| values_menu(ui, scenario, &input, actions));
    }
}

/// The ties of a cost: what its ports lack, and who modulates its weight.
pub(super) fn cost_ui(ui: &mut Ui, scenario: &Scenario, key: &str, cost: &str, actions: &mut Vec<Action>) {
    let Some(attachment) = scenario.areas.get(key).and_then(|area| area.costs.get(cost)) else { return };
    let weight = format!("{key}.{cost}.weight");
    let modulators = wires(scenario, |wire| wire.to == weight);
    for (name, wire) in &modulators {
        tie_ui(ui, name, &format!("Weight × {}", words(scenario, &wire.from)), actions);
    }
    ui.horizontal_wrapped(|ui| {
        for need in attachment.cost.as_dyn().needs().iter().filter(|need| !need.is_unspoken()) {
            let port = format!("{key}.{cost}.{}", need.name);
            if !scenario.wires.iter().any(|(_, wire)| wire.to == port) {
                need_ui(ui, scenario, (key, cost), need, actions);
            }
        }
        if modulators.is_empty() {
            ui.menu_button("Weight modulated by …", |ui| sources_menu(ui, scenario, &weight, false, actions));
        }
    });
}

/// A port of a cost to which nothing comes: what usually does, and what else could.
fn need_ui(ui: &mut Ui, scenario: &Scenario, (key, cost): (&str, &str), need: &Need, actions: &mut Vec<Action>) {
    let port = format!("{key}.{cost}.{}", need.name);
    let letter = if need.letter.is_empty() { String::new() } else { format!(" ({})", need.letter) };
    ui.menu_button(format!("{}{letter} from …", edit::sentence(need.name)), |ui| {
        let mut wired = scenario.clone();
        edit::wire_need(&mut wired, key, cost, need);
        let usual = wired.wires.iter().find(|(_, wire)| wire.to == port).map(|(_, wire)| words(scenario, &wire.from));
        if let Some(usual) = usual
            && entry(ui, &if need.is_own_past { format!("{usual}, one tick ago") } else { usual }).clicked()
        {
            actions.push(Action::Change { label: "Draw a wire".to_owned(), scenario: Box::new(wired) });
            ui.close();
        }
        sources_menu(ui, scenario, &port, true, actions);
    });
}

/// A tie that is there: a click shows its wire.
fn tie_ui(ui: &mut Ui, wire: &str, words: &str, actions: &mut Vec<Action>) {
    ui.horizontal_top(|ui| {
        // What is long takes two lines rather than the room of the button.
        let room = (ui.available_width() - theme::ROW - ui.spacing().item_spacing.x).max(theme::ROW);
        ui.vertical(|ui| {
            ui.set_width(room);
            if ui.link(words).on_hover_text(format!("Shows the wire {wire}")).clicked() {
                actions.push(Action::Select(Selection::one(Item::Wire(wire.to_owned()))));
            }
        });
        if quiet_icon(ui, Icon::Close, &format!("Remove the wire {wire}")).clicked() {
            actions.push(Action::Delete(vec![Item::Wire(wire.to_owned())]));
        }
    });
}

/// Everything that a wire to a port could start at: single numbers, values of costs, and whole outputs where they are asked for.
fn sources_menu(ui: &mut Ui, scenario: &Scenario, to: &str, wholes: bool, actions: &mut Vec<Action>) {
    let ports = scenario.world.as_dyn().ports();
    let world = ports.iter().map(|port| (format!("world.{}", port.name), port.units));
    let areas = scenario.areas.iter().map(|(key, area)| (format!("{key}.output"), area.anatomy.as_dyn().layers().last().map_or(0, |layer| layer.units)));
    for (from, units) in world.chain(areas) {
        let title = words(scenario, &from);
        if units == 1 {
            source_ui(ui, &title, &from, to, actions);
            continue;
        }
        ui.menu_button(title, |ui| {
            if wholes {
                source_ui(ui, &format!("All {units} numbers"), &from, to, actions);
            }
            menu_list(ui, |ui| {
                for number in 0..units.min(MOST_NUMBERS) {
                    source_ui(ui, &format!("Number {number}"), &format!("{from}.{number}"), to, actions);
                }
            });
        });
    }
    if scenario.areas.iter().any(|(_, area)| !area.costs.is_empty()) {
        ui.menu_button("Value of a cost", |ui| values_menu(ui, scenario, to, actions));
    }
}

/// The values of all costs.
fn values_menu(ui: &mut Ui, scenario: &Scenario, to: &str, actions: &mut Vec<Action>) {
    for (key, area) in scenario.areas.iter() {
        for cost in area.costs.names() {
            let title = cost_title(scenario, key, cost);
            source_ui(ui, &format!("{}, {title}", area.title(key)), &format!("{key}.{cost}.value"), to, actions);
        }
    }
}

/// The areas whose weights an area could compute with; those that cannot lend say why.
fn share_menu(ui: &mut Ui, scenario: &Scenario, key: &str, actions: &mut Vec<Action>) {
    for (owner, area) in scenario.areas.iter().filter(|(owner, _)| *owner != key) {
        let mut shared = scenario.clone();
        match edit::share(&mut shared, owner, key) {
            Ok(_) => {
                if entry(ui, area.title(owner)).on_hover_text("Takes its layers and its rule; it teaches them as well, times the wire's error gain.").clicked()
                {
                    actions.push(Action::Change { label: "Share weights".to_owned(), scenario: Box::new(shared) });
                    ui.close();
                }
            }
            Err(why) => {
                ui.add_enabled(false, Button::new(area.title(owner)).frame(false)).on_disabled_hover_text(why);
            }
        }
    }
}

fn source_ui(ui: &mut Ui, title: &str, from: &str, to: &str, actions: &mut Vec<Action>) {
    if entry(ui, title).on_hover_text(from).clicked() {
        actions.push(Action::Connect { from: from.to_owned(), to: to.to_owned() });
        ui.close();
    }
}

fn entry(ui: &mut Ui, title: &str) -> egui::Response {
    ui.add(Button::new(title).frame(false).min_size(vec2(150.0, theme::ROW - 2.0)))
}

fn wires(scenario: &Scenario, passes: impl Fn(&Wire) -> bool) -> Vec<(&str, &Wire)> {
    scenario.wires.iter().filter(|(_, wire)| passes(wire)).collect()
}

/// What a cost of an area is called.
fn cost_title(scenario: &Scenario, area: &str, cost: &str) -> String {
    let attachment = scenario.areas.get(area).and_then(|area| area.costs.get(cost));
    attachment.map_or_else(|| cost.to_owned(), |attachment| attachment.cost.title().to_lowercase())
}

/// An end of a wire in words: `Critic, output, number 3`.
pub(super) fn words(scenario: &Scenario, end: &str) -> String {
    let words: Vec<&str> = end.split('.').collect();
    let title = |key: &str| scenario.areas.get(key).map_or_else(|| edit::sentence(key), |area| area.title(key).to_owned());
    match words[..] {
        [area, "weights"] => title(area),
        [area, cost, "value"] => format!("the value of {}, {}", title(area), cost_title(scenario, area, cost)),
        [owner, port] => format!("{}, {port}", title(owner)),
        [owner, port, number] => format!("{}, {port}, number {number}", title(owner)),
        _ => end.to_owned(),
    }
}
