//! The menu that adds tracks and critical periods, by search.

use super::course::until_middle;
use super::edit::TrackAt;
use super::{Scene, TimelineView, edit};
use crate::app::Action;
use crate::app::selection::{Item, Selection};
use crate::app::theme;
use crate::scenario::Scenario;
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Margin, PopupCloseBehavior, Role, ScrollArea, TextEdit, Ui, WidgetInfo};

/// A button with a searchable list of everything that can change with age.
pub(super) fn ui(ui: &mut Ui, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (button, menu) = MenuButton::new("+ track").config(config).ui(ui, |ui| menu_ui(ui, view, scene, actions));
    view.searching = menu.is_some();
    if !view.searching {
        view.search.clear();
    }
    button
        .on_hover_text("Let a knob follow a curve over age, or give an area a critical period")
        .widget_info(|| WidgetInfo::labeled(Role::Button, true, "Add a track or a critical period"));
}

fn menu_ui(ui: &mut Ui, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    ui.set_width(280.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    let field = ui.add(
        TextEdit::singleline(&mut view.search).hint_text("Search: learning rate, blur, period …").desired_width(f32::INFINITY).margin(Margin::symmetric(8, 6)),
    );
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search a knob"));
    if !view.searching {
        field.request_focus();
        view.for_stage = scene.selected.map(str::to_owned);
    }
    let stages = &scene.scenario.development.stages;
    let for_stage = view.for_stage.clone().filter(|key| stages.get(key).is_some());
    if !stages.is_empty() {
        ui.add_space(theme::SMALL);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = theme::SMALL;
            ui.label(theme::small(ui, "A track for"));
            let mut one = |ui: &mut Ui, key: Option<String>, title: &str| {
                let is_chosen = for_stage == key;
                if ui.add(egui::Button::selectable(is_chosen, egui::RichText::new(title).small())).clicked() {
                    view.for_stage = key;
                    field.request_focus();
                }
            };
            one(ui, None, "the whole life");
            stages.iter().for_each(|(key, stage)| one(ui, Some(key.to_owned()), stage.title(key)));
        });
        ui.separator();
    }
    let wanted: Vec<String> = view.search.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let found = |text: &str, more: &str| {
        let text = format!("{text} {more}").to_lowercase();
        wanted.iter().all(|word| text.contains(word))
    };
    let mut first = None;
    let mut added = None;
    // The list keeps its height: a menu that jumps while somebody types would be lost sight of.
    ScrollArea::vertical().max_height(280.0).min_scrolled_height(280.0).auto_shrink(false).show(ui, |ui| {
        let mut offer = |ui: &mut Ui, name: &str, help: &str, add: &dyn Fn() -> Added| {
            let is_chosen = offer_ui(ui, name, help);
            if is_chosen || first.is_none() {
                let found = add();
                if is_chosen {
                    added = Some(found);
                } else {
                    first = Some(found);
                }
            }
        };
        if found("Stage", "stage of life guard") {
            let lasted = || until_middle(scene.scenario, scene.record, scene.age, None);
            offer(ui, "A stage", "a part of the life, with tracks of its own, that ends by time or by what is measured", &|| {
                let (scenario, key) = edit::add_stage(scene.scenario, None, lasted());
                Added { label: "Add a stage", scenario, row: None, stage: Some(key) }
            });
        }
        for key in scene.scenario.areas.names() {
            let name = edit::period_label(scene.scenario, key);
            if found(&name, key) {
                let is_first = scene.scenario.development.periods.get(key).is_none();
                let now = scene.age as f64;
                offer(ui, &name, "when this area can learn", &|| {
                    let scenario = if is_first { edit::begin_periods(scene.scenario, key, now) } else { edit::add_period(scene.scenario, key, now) };
                    Added { label: "Add a critical period", scenario, row: Some(key.to_owned()), stage: None }
                });
            }
        }
        for (path, knob) in scene.scenario.live_knobs() {
            let name = edit::label(scene.scenario, &path);
            let at = TrackAt { stage: for_stage.clone(), path: path.clone() };
            if !found(&name, &format!("{path} {}", knob.help)) || at.exists(scene.scenario) {
                continue;
            }
            offer(ui, &name, knob.help, &|| {
                let scenario = edit::add_track(scene.scenario, &at).unwrap_or_else(|| Box::new(scene.scenario.clone()));
                Added { label: "Add a track", scenario, row: Some(path.clone()), stage: None }
            });
        }
        if first.is_none() && added.is_none() {
            ui.label(theme::small(ui, "No knob is called so."));
        }
    });
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if let Some(Added { label, scenario, row, stage }) = added.or(first.filter(|_| entered)) {
        actions.push(Action::Change { label: label.to_owned(), scenario });
        actions.extend(stage.map(|key| Action::Select(Selection::one(Item::Stage(key)))));
        view.added = row;
        ui.close();
    }
}

/// What an entry of the menu adds.
struct Added {
    label: &'static str,
    scenario: Box<Scenario>,
    /// Whose row it has: a knob's path, or an area's key for its critical periods.
    row: Option<String>,
    /// The stage that it is.
    stage: Option<String>,
}

/// One entry; whether it was chosen. The first of the list is what Enter means.
fn offer_ui(ui: &mut Ui, name: &str, help: &str) -> bool {
    let response = ui.add(egui::Button::new(name).frame_when_inactive(false).truncate().min_size(egui::vec2(ui.available_width(), 0.0)));
    response.on_hover_text(help).clicked()
}
