//! The inspector: everything about what is selected, with every knob.

mod anatomy;
mod area;
mod cost_plots;
mod costs;
mod fields;
mod formula;
mod knob;
mod poke;
mod rule;
mod scenario;
mod settling;
mod stage;
mod ties;
mod weights;
mod wire;
mod world;

use super::action::Action;
use super::edit::sentence;
use super::selection::Item;
use super::theme::{self, palette};
use super::world_picture::WorldPicture;
use super::{App, Document};
use crate::brain::Perturbation;
use crate::scenario::{Problem, Wiring};
use egui::{CornerRadius, Frame, Margin, RichText, ScrollArea, Ui};

/// What is open in the inspector.
#[derive(Default)]
pub struct InspectorView {
    /// The rate that went with a rule that was chosen.
    paced: Option<rule::Paced>,
    /// What the world looks like.
    pub world: WorldPicture,
    /// The perturbation that is being prepared.
    poke: Option<Perturbation>,
    /// How the scenario is wired, and the version of the document that this is true of.
    wiring: Option<(u64, Wiring)>,
}

impl InspectorView {
    /// How the scenario is wired: found anew only after a change.
    fn wiring(&mut self, document: &Document) -> &Wiring {
        let made = self.wiring.take().filter(|(version, _)| *version == document.version());
        &self.wiring.insert(made.unwrap_or_else(|| (document.version(), document.scenario().wiring().0))).1
    }
}

/// The inspector.
pub(super) fn ui(ui: &mut Ui, app: &mut App, actions: &mut Vec<Action>) {
    let selection = app.view.selection.clone();
    let salt = selection.only().map_or("nothing or several".to_owned(), Item::path);
    ScrollArea::vertical().id_salt(("inspector", salt)).auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(ui.available_width() - 10.0);
        ui.spacing_mut().item_spacing.y = 6.0;
        match selection.only() {
            Some(Item::World) => world::ui(ui, app, actions),
            Some(Item::Area(key)) => area::ui(ui, app, key, actions),
            Some(Item::Wire(key)) => wire::ui(ui, app, key, actions),
            Some(Item::Stage(key)) => stage::ui(ui, app, key, actions),
            None if selection.is_empty() => scenario::ui(ui, app, actions),
            None => several_ui(ui, app, actions),
        }
        ui.add_space(theme::LARGE);
    });
}

fn several_ui(ui: &mut Ui, app: &App, actions: &mut Vec<Action>) {
    let count = app.view.selection.len();
    ui.label(RichText::new(format!("{count} things")).heading());
    ui.label(theme::faint(ui, "Drag or press the arrow keys to move them together."));
    let scenario = app.document.scenario();
    for item in app.view.selection.iter() {
        let name = match item {
            Item::World => "World".to_owned(),
            Item::Area(key) => scenario.areas.get(key).map_or(key.clone(), |area| area.title(key).to_owned()),
            Item::Wire(key) => format!("Wire {key}"),
            Item::Stage(key) => scenario.development.stages.get(key).map_or(key.clone(), |stage| stage.title(key).to_owned()),
        };
        ui.label(name);
    }
    ui.add_space(theme::MEDIUM);
    if ui.button("Delete them").clicked() {
        actions.push(Action::Delete(app.view.selection.iter().cloned().collect()));
    }
}

/// What is wrong with one knob.
fn problems_of_knob(ui: &mut Ui, app: &App, path: &str, actions: &mut Vec<Action>) {
    let Some(problem) = app.document.problems().iter().find(|problem| problem.path == path) else { return };
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(sentence(&problem.message)).small().color(palette(ui).error));
        if let Some(mend) = problem.mend.as_ref().filter(|mend| !mend.edits.is_empty())
            && ui.small_button(sentence(&mend.text)).clicked()
        {
            actions.push(Action::Mend(problem.clone()));
        }
    });
}

/// What is wrong below a path, with what a click mends.
fn problems_ui(ui: &mut Ui, app: &App, path: &str, actions: &mut Vec<Action>) {
    let below = |other: &str| path.is_empty() || other == path || other.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
    let found: Vec<&Problem> = app.document.problems().iter().chain(&app.run.refused).filter(|problem| below(&problem.path)).collect();
    if found.is_empty() {
        return;
    }
    let palette = palette(ui);
    for problem in found {
        let frame = Frame::new().fill(palette.tint(palette.error)).corner_radius(CornerRadius::same(theme::ROUND)).inner_margin(Margin::same(8));
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(RichText::new(sentence(&problem.message)).color(palette.error)).on_hover_text(&problem.path);
            match &problem.mend {
                Some(mend) if mend.edits.is_empty() => {
                    ui.label(theme::small(ui, sentence(&mend.text)));
                }
                Some(mend) if ui.button(sentence(&mend.text)).clicked() => actions.push(Action::Mend(problem.clone())),
                _ => {}
            }
        });
    }
    let meanwhile = if app.run.is_loaded() { "The brain runs on as it was until this is mended." } else { "The brain starts to live once this is mended." };
    ui.label(theme::small(ui, meanwhile));
}
