//! Doing something to the running brain, with a twin that is left alone beside it.

use super::{fields, knob};
use crate::app::App;
use crate::app::action::{Action, Panel};
use crate::app::selection::Item;
use crate::app::theme::{self, palette};
use crate::app::widgets::{full_button, group};
use crate::brain::Perturbation;
use crate::brain::perturbation::{Place, Primitive};
use crate::engine::report::Command;
use egui::Ui;

/// What can be done to a thing.
pub(super) fn ui(ui: &mut Ui, app: &mut App, item: &Item, actions: &mut Vec<Action>) {
    let fitting: Vec<Perturbation> =
        Perturbation::all().into_iter().filter(|perturbation| fits(perturbation, item) && does_something(perturbation, app)).collect();
    let Some(first) = fitting.first() else { return };
    group(ui, "Perturb");
    let draft = app.view.inspector.poke.take().filter(|draft| fitting.iter().any(|fitting| fitting.name() == draft.name())).unwrap_or_else(|| first.clone());
    let mut draft = draft;
    if let Some(chosen) = fields::choice(ui, "Perturbation", draft.title(), fitting.iter().map(Perturbation::title)) {
        draft = fitting[chosen].clone();
    }
    if let Item::Area(key) | Item::Wire(key) = item {
        draft.aim(key);
    }
    ui.label(theme::small(ui, draft.formula()));
    knob::knobs_ui(ui, &mut draft, "perturbation");
    let red = palette(ui).error;
    let poke = full_button(ui, "Poke", red, ui.available_width());
    if poke.on_hover_text("Does it now, and lets an identical twin live on undisturbed: Recovery compares the two.").clicked() {
        actions.push(Action::Perturb(draft.clone()));
        if !app.run.live.playing {
            actions.push(Action::Run(Command::Play));
        }
        actions.push(Action::Show(Panel::Recovery));
    }
    app.view.inspector.poke = Some(draft);
}

/// Whether it can change anything at all: one number has no plane in which it could be turned, and no other to trade places with.
fn does_something(perturbation: &Perturbation, app: &App) -> bool {
    let mixes = matches!(perturbation.as_dyn().primitive(), Primitive::Turn(_) | Primitive::Scramble(_)) && perturbation.as_dyn().place() == Place::World;
    !mixes || app.document.scenario().world.as_dyn().ports().first().is_some_and(|port| port.units > 1)
}

/// Whether a perturbation is done to such a thing.
fn fits(perturbation: &Perturbation, item: &Item) -> bool {
    matches!((perturbation.as_dyn().place(), item), (Place::World, Item::World) | (Place::Area(_), Item::Area(_)) | (Place::Wire(_), Item::Wire(_)))
}
