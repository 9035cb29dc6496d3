//! A wire: what it carries, and what error travels back through it.

use super::{knob, poke};
use crate::app::action::Action;
use crate::app::selection::Item;
use crate::app::theme::{self, palette};
use crate::app::widgets::{fact, group};
use crate::app::{App, edit, format};
use crate::brain::knob::Knob;
use crate::scenario::{Owner, Role};
use egui::{RichText, Ui};

/// A wire.
pub(super) fn ui(ui: &mut Ui, app: &mut App, key: &str, actions: &mut Vec<Action>) {
    let scenario = app.document.scenario();
    let (Some(index), Some(wire)) = (scenario.wires.index(key), scenario.wires.get(key)) else { return };
    let palette = palette(ui);
    let name = |end: &str| {
        let owner = end.split('.').next().unwrap_or_default();
        scenario.areas.get(owner).map_or(edit::sentence(owner), |area| area.title(owner).to_owned())
    };
    ui.label(RichText::new(format!("{} → {}", name(&wire.from), name(&wire.to))).heading());
    ui.label(theme::faint(ui, format!("Wire {key}, from {} to {}", wire.from, wire.to)));
    ui.label(RichText::new(meaning(wire.role)).color(palette.role(wire.role)));
    super::problems_ui(ui, app, &format!("wires.{key}"), actions);
    group(ui, "Knobs");
    let heard = |knob: &Knob| match wire.role {
        Role::Signal => true,
        Role::Teach | Role::Modulate => knob.name != "error_gain",
        Role::Share => knob.name == "error_gain",
    };
    knob::owner_some_ui(ui, app, Owner::Wire(index), &format!("wires.{key}"), heard, actions);
    group(ui, "Error back");
    let state = app.run.live.wire(key);
    match state.and_then(|state| state.error) {
        Some(error) => {
            fact(ui, "Size of the error", &format::number(error), palette.error);
            let words = match wire.error_gain {
                gain if gain < 0.0 => "It is reversed on the way: the area upstream works against the cost.",
                _ => "It travels as the downstream area's rule sends it.",
            };
            ui.label(theme::faint(ui, words));
        }
        None => {
            let why = state.and_then(|state| state.silent.clone());
            ui.label(theme::faint(ui, why.map_or("No error travels back through it.".to_owned(), |why| edit::sentence(&why))));
        }
    }
    let between_areas = wire.role == Role::Signal && !wire.from.starts_with("world.");
    if between_areas {
        poke::ui(ui, app, &Item::Wire(key.to_owned()), actions);
    }
    ui.add_space(theme::MEDIUM);
    if ui.button("Delete this wire").clicked() {
        actions.push(Action::Delete(vec![Item::Wire(key.to_owned())]));
    }
}

fn meaning(role: Role) -> &'static str {
    match role {
        Role::Signal => "signal: carries activity into an area",
        Role::Teach => "teach: carries a target to a cost",
        Role::Modulate => "modulate: multiplies the weight of a cost by its mean over the batch times the gain, and never by less than 0",
        Role::Share => "share: one area computes with the weights of another, and teaches them times the error gain",
    }
}
