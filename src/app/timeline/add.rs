//! The menu that adds tracks and critical periods, by search.

use super::edit::TrackAt;
use super::{Scene, TimelineView, edit};
use crate::app::Action;
use crate::app::theme;
use egui::{Role, ScrollArea, TextEdit, Ui, WidgetInfo};

/// A button with a searchable list of everything that can change with age.
pub(super) fn ui(ui: &mut Ui, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let menu = ui.menu_button("+ track", |ui| menu_ui(ui, view, scene, actions));
    view.searching = menu.inner.is_some();
    if !view.searching {
        view.search.clear();
    }
    menu.response
        .on_hover_text("Let a knob follow a curve over age, or give an area a critical period")
        .widget_info(|| WidgetInfo::labeled(Role::Button, true, "Add a track or a critical period"));
}

fn menu_ui(ui: &mut Ui, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    ui.set_width(280.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    let field = ui.add(TextEdit::singleline(&mut view.search).hint_text("Search: learning rate, blur, period …").desired_width(f32::INFINITY));
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search a knob"));
    if !view.searching {
        field.request_focus();
    }
    let stages = &scene.scenario.development.stages;
    let for_stage = view.for_stage.clone().filter(|key| stages.get(key).is_some());
    if !stages.is_empty() {
        ui.horizontal_wrapped(|ui| {
            ui.label(theme::small(ui, "For"));
            if ui.selectable_label(for_stage.is_none(), "the whole life").clicked() {
                view.for_stage = None;
            }
            for (key, stage) in stages.iter() {
                if ui.selectable_label(for_stage.as_deref() == Some(key), stage.title(key)).clicked() {
                    view.for_stage = Some(key.to_owned());
                }
            }
        });
    }
    let wanted: Vec<String> = view.search.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let found = |text: &str, more: &str| {
        let text = format!("{text} {more}").to_lowercase();
        wanted.iter().all(|word| text.contains(word))
    };
    let mut first = None;
    ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
        if found("Stage", "stage of life guard") {
            let add = || edit::add_stage(scene.scenario, None);
            offer(
                ui,
                "A stage",
                "a part of the life, with tracks of its own, that ends by time or by what is measured",
                "Add a stage",
                add,
                &mut first,
                actions,
            );
        }
        for key in scene.scenario.areas.names() {
            let name = edit::period_label(scene.scenario, key);
            if found(&name, key) {
                let is_first = scene.scenario.development.periods.get(key).is_none();
                let now = scene.age as f64;
                let add = || if is_first { edit::begin_periods(scene.scenario, key, now) } else { edit::add_period(scene.scenario, key, now) };
                offer(ui, &name, "when this area can learn", "Add a critical period", add, &mut first, actions);
            }
        }
        for (path, knob) in scene.scenario.live_knobs() {
            let name = edit::label(scene.scenario, &path);
            let at = TrackAt { stage: for_stage.clone(), path: path.clone() };
            if !found(&name, &format!("{path} {}", knob.help)) || at.exists(scene.scenario) {
                continue;
            }
            let add = || edit::add_track(scene.scenario, &at).unwrap_or_else(|| Box::new(scene.scenario.clone()));
            offer(ui, &name, knob.help, "Add a track", add, &mut first, actions);
        }
        if first.is_none() {
            ui.label(theme::small(ui, "No knob is called so."));
        }
    });
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if entered && let Some(action) = first {
        actions.push(action);
        ui.close();
    }
}

/// One entry; the first of the list is what Enter means.
fn offer(
    ui: &mut Ui,
    name: &str,
    help: &str,
    label: &str,
    add: impl Fn() -> Box<crate::scenario::Scenario>,
    first: &mut Option<Action>,
    actions: &mut Vec<Action>,
) {
    let action = || Action::Change { label: label.to_owned(), scenario: add() };
    let response = ui.add(egui::Button::new(name).frame_when_inactive(false).truncate().min_size(egui::vec2(ui.available_width(), 0.0)));
    if response.on_hover_text(help).clicked() {
        actions.push(action());
        ui.close();
    }
    if first.is_none() {
        *first = Some(action());
    }
}
