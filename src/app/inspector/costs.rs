//! What an area makes small: each cost with its weight, its knobs and where it sits.

use super::{cost_plots, fields, formula, knob, ties};
use crate::app::action::Action;
use crate::app::selection::Item;
use crate::app::theme::{self, palette};
use crate::app::widgets::{Icon, fact, group, menu_list, quiet_icon};
use crate::app::{App, edit, format};
use crate::brain::Cost;
use crate::brain::cost::Formula;
use crate::scenario::{Owner, Scenario, Wire};
use egui::{Button, RichText, Ui};
use serde_json::json;

/// The costs of the area at `index`; `terminal` is the area whose cost moves it.
pub(super) fn ui(ui: &mut Ui, app: &App, key: &str, index: usize, terminal: Option<usize>, actions: &mut Vec<Action>) {
    let scenario = app.document.scenario();
    let Some(area) = scenario.areas.get(key) else { return };
    group(ui, "Costs");
    if area.costs.is_empty() {
        ui.label(theme::faint(ui, no_cost(scenario, key, terminal)));
    }
    let layers = area.anatomy.as_dyn().layers().len();
    for (position, (cost, attachment)) in area.costs.iter().enumerate() {
        let path = format!("areas.{key}.costs.{cost}");
        ui.horizontal(|ui| {
            ui.label(RichText::new(attachment.cost.title()).text_style(theme::title_style()).color(palette(ui).teach));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if quiet_icon(ui, Icon::Close, &format!("Remove the cost {cost}")).clicked() {
                    let mut changed = scenario.clone();
                    remove(&mut changed, key, cost);
                    actions.push(Action::Change { label: "Remove a cost".to_owned(), scenario: Box::new(changed) });
                }
            });
        });
        let written;
        let shown = match &attachment.cost {
            Cost::Formula(formula) => {
                let text = formula::ui(ui, &format!("Formula of {cost}"), &format!("{path}.cost.text"), &formula.text, actions);
                written = Cost::Formula(Formula { text });
                &written
            }
            named => {
                fields::formula(ui, named.formula(), "", named.source());
                named
            }
        };
        knob::owner_ui(ui, app, Owner::Attachment(index, position), &path, actions);
        knob::owner_ui(ui, app, Owner::Cost(index, position), &format!("{path}.cost"), actions);
        if layers > 1 {
            let names: Vec<String> = (1..layers).map(|layer| format!("Judges hidden layer {layer}")).chain(["Judges the output".to_owned()]).collect();
            let current = attachment.tap.map_or(layers - 1, |tap| tap.min(layers - 1));
            if let Some(chosen) = fields::choice(ui, &format!("What {cost} judges"), &names[current], names.iter().map(String::as_str)) {
                let value = if chosen + 1 == layers { json!(null) } else { json!(chosen) };
                actions.push(Action::Edit { label: "Move a cost".to_owned(), path: format!("{path}.tap"), value });
            }
        }
        ties::cost_ui(ui, scenario, key, cost, actions);
        let is_modulated = scenario.wires.iter().any(|(_, wire)| wire.to == format!("{key}.{cost}.weight"));
        if let Some(modulation) = app.run.live.area(key).filter(|_| is_modulated).and_then(|state| state.modulation.get(position)) {
            let ink = if *modulation == 0.0 { palette(ui).teach } else { palette(ui).text };
            let text = format!("{} × {}", format::number(attachment.weight), format::number(f64::from(*modulation)));
            fact(ui, "Weight now", &text, ink)
                .on_hover_text("Its weight, times what its modulators bring: their mean over the batch times the wire's gain, and never below 0");
        }
        cost_plots::ui(ui, app, key, (cost, shown), attachment.tap);
        ui.add_space(theme::MEDIUM);
    }
    cost_plots::others_ui(ui, app, key, actions);
    ui.menu_button("+ Add a cost", |ui| {
        menu_list(ui, |ui| {
            for cost in Cost::all() {
                if ui.add(Button::new(cost.title()).frame(false).min_size(egui::vec2(160.0, 22.0))).on_hover_text(cost.formula()).clicked() {
                    let mut changed = scenario.clone();
                    edit::add_cost(&mut changed, key, cost);
                    actions.push(Action::Change { label: "Add a cost".to_owned(), scenario: Box::new(changed) });
                    ui.close();
                }
            }
        });
    });
}

/// Why an area without costs moves all the same, or does not.
fn no_cost(scenario: &Scenario, key: &str, terminal: Option<usize>) -> String {
    match terminal.and_then(|terminal| scenario.areas.at(terminal)) {
        Some((other, area)) if other != key => format!("None of its own: moved by the error of {}.", area.title(other)),
        _ => "None of its own, and no area downstream has one.".to_owned(),
    }
}

/// Takes a cost out, with the wires to and from it.
fn remove(scenario: &mut Scenario, key: &str, cost: &str) {
    let ports = format!("{key}.{cost}.");
    let hangs = |wire: &Wire| wire.to.starts_with(&ports) || wire.from.starts_with(&ports);
    let wires: Vec<Item> = scenario.wires.iter().filter(|(_, wire)| hangs(wire)).map(|(name, _)| Item::Wire(name.to_owned())).collect();
    edit::delete(scenario, &wires);
    if let Some(area) = scenario.areas.get_mut(key) {
        area.costs.remove(cost);
    }
    edit::forget(scenario, &format!("areas.{key}.costs.{cost}"));
}
