//! The scenario as a whole: what it is called, how long and how fast it lives, what is measured, and what runs beside it.

use super::{fields, knob};
use crate::app::action::{Action, Panel};
use crate::app::theme::{self, palette};
use crate::app::widgets::{Icon, group, quiet_icon};
use crate::app::{App, format};
use crate::brain::Rule;
use crate::scenario::{Owner, Scenario};
use egui::{Button, CollapsingHeader, RichText, Ui, vec2};
use serde_json::json;

/// The scenario.
pub(super) fn ui(ui: &mut Ui, app: &App, actions: &mut Vec<Action>) {
    let scenario = app.document.scenario();
    ui.label(RichText::new("Scenario").heading());
    ui.label(theme::faint(ui, "Select an area, a wire or the world to see its knobs."));
    super::problems_ui(ui, app, "", actions);
    if let Some(title) = fields::text(ui, "Title", &scenario.title, 1) {
        actions.push(Action::Edit { label: "Change the title".to_owned(), path: "title".to_owned(), value: json!(title) });
    }
    if let Some(about) = fields::text(ui, "What it shows", &scenario.about, 3) {
        actions.push(Action::Edit { label: "Change the description".to_owned(), path: "about".to_owned(), value: json!(about) });
    }
    group(ui, "Run");
    knob::owner_ui(ui, app, Owner::Run, "", actions);
    variants_ui(ui, scenario, actions);
    planned_ui(ui, scenario, actions);
    journal_ui(ui, scenario, actions);
    ui.add_space(theme::MEDIUM);
    let heading = theme::caption(ui, "What is measured");
    CollapsingHeader::new(heading).id_salt("measuring").show_unindented(ui, |ui| {
        ui.label(theme::small(ui, "Measures never change what is learned."));
        knob::owner_ui(ui, app, Owner::Measuring, "measuring", actions);
    });
}

/// What runs beside it, with the same data and the same seeds.
fn variants_ui(ui: &mut Ui, scenario: &Scenario, actions: &mut Vec<Action>) {
    group(ui, "Variants");
    if scenario.variants.is_empty() {
        ui.label(theme::faint(ui, "None. A variant runs beside the scenario with the same data and seeds; the plots overlay it."));
    }
    for (name, edits) in scenario.variants.iter() {
        ui.horizontal(|ui| {
            let lines: Vec<String> = edits.iter().map(|(path, value)| format!("{path} = {value}")).collect();
            ui.label(format::variant(name)).on_hover_text(lines.join("\n"));
            ui.label(theme::small(ui, format!("{} change{}", edits.len(), if edits.len() == 1 { "" } else { "s" })));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if quiet_icon(ui, Icon::Close, &format!("Remove the variant {name}")).clicked() {
                    let mut changed = scenario.clone();
                    changed.variants.remove(name);
                    let prefix = format!("{name}/");
                    let about = |measure: &str| measure.starts_with(&prefix);
                    changed.claims.retain(|claim| !about(&claim.measure) && !claim.is.other().is_some_and(about));
                    actions.push(Action::Change { label: "Remove a variant".to_owned(), scenario: Box::new(changed) });
                }
            });
        });
    }
    ui.menu_button("+ Race against…", |ui| {
        ui.set_min_width(200.0);
        ui.label(theme::small(ui, "The same brain, every area learning by"));
        for rule in Rule::all() {
            let race = scenario.race(std::slice::from_ref(&rule));
            let why = match scenario.refusal(&rule) {
                Some((area, refusal)) => format!("Not in {area}: {}.", refusal.message),
                None => "It is there already".to_owned(),
            };
            let button = Button::new(rule.title()).frame(false).min_size(vec2(200.0, 22.0));
            if ui.add_enabled(race != *scenario, button).on_disabled_hover_text(why).clicked() {
                actions.push(Action::Change { label: format!("Race against {}", rule.title().to_lowercase()), scenario: Box::new(race) });
                ui.close();
            }
        }
    });
    if ui.button("Race rules over seeds…").on_hover_text("Many rules, many seeds, with bands and a table").clicked() {
        actions.push(Action::Show(Panel::Lab));
    }
}

/// What will be done to it.
fn planned_ui(ui: &mut Ui, scenario: &Scenario, actions: &mut Vec<Action>) {
    if scenario.perturbations.is_empty() {
        return;
    }
    group(ui, "Planned perturbations");
    for (index, planned) in scenario.perturbations.iter().enumerate() {
        ui.horizontal(|ui| {
            ui.label(RichText::new(planned.perturbation.title()).color(palette(ui).error));
            ui.label(theme::faint(ui, format!("at age {}", format::count(planned.at))));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if quiet_icon(ui, Icon::Close, &format!("Remove planned perturbation {}", index + 1)).clicked() {
                    let mut changed = scenario.clone();
                    changed.perturbations.remove(index);
                    actions.push(Action::Change { label: "Remove a planned perturbation".to_owned(), scenario: Box::new(changed) });
                }
            });
        });
    }
}

/// What was done by hand in the life that this file tells, and is done again.
fn journal_ui(ui: &mut Ui, scenario: &Scenario, actions: &mut Vec<Action>) {
    let (Some(first), Some(last)) = (scenario.journal.first(), scenario.journal.last()) else { return };
    group(ui, "Done by hand");
    ui.horizontal(|ui| {
        let count = scenario.journal.len();
        let things = format!("{} thing{}", format::count(count as u64), if count == 1 { "" } else { "s" });
        let text = match first.at == last.at {
            true => format!("{things} at age {}", format::count(first.at)),
            false => format!("{things} from age {} to {}", format::count(first.at), format::count(last.at)),
        };
        ui.label(text).on_hover_text("What a person did to the brain when this life was saved is done again at the same ages; the Log tells it as it happens.");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if quiet_icon(ui, Icon::Close, "Remove what was done by hand").clicked() {
                let changed = Scenario { journal: Vec::new(), ..scenario.clone() };
                actions.push(Action::Change { label: "Remove what was done by hand".to_owned(), scenario: Box::new(changed) });
            }
        });
    });
}
