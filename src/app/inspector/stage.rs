//! A stage of life: when it is left and for which other, which ways lead to it, and what moves while it lasts.

use super::fields;
use crate::app::App;
use crate::app::action::{Action, Look};
use crate::app::selection::Item;
use crate::app::theme;
use crate::app::timeline::{WaysOn, after_ui, entries_ui, ways_ui};
use crate::app::widgets::group;
use egui::Ui;
use serde_json::json;

/// A stage.
pub(super) fn ui(ui: &mut Ui, app: &mut App, key: &str, actions: &mut Vec<Action>) {
    let takes_keyboard = app.view.timeline.hands_over();
    let stages = &app.document.scenario().development.stages;
    let Some((index, stage)) = stages.index(key).zip(stages.get(key)) else { return };
    if let Some(name) = fields::heading(ui, &format!("Name of the stage {key}"), stage.title(key)) {
        actions.push(Action::Edit { label: "Name a stage".to_owned(), path: format!("development.stages.{key}.name"), value: json!(name) });
    }
    let live = &app.run.live;
    let age = live.looking.map_or(live.age, |looking| looking.age);
    let standing = if live.grown.stage == Some(index) {
        format!("lasts since age {}", crate::app::format::count(live.grown.entered))
    } else if app.run.record.stages().any(|(stage, entered)| stage == index && entered <= age) {
        "is over".to_owned()
    } else if age >= app.document.scenario().ticks as u64 {
        "was not reached".to_owned()
    } else {
        "is to come".to_owned()
    };
    ui.label(theme::faint(ui, format!("Stage {} of {} · {standing}", index + 1, stages.len())));
    super::problems_ui(ui, app, &format!("development.stages.{key}.tracks"), actions);
    group(ui, "Goes on");
    let on = WaysOn { scenario: app.document.scenario(), problems: app.document.problems(), record: &app.run.record, grown: &live.grown, age };
    ways_ui(ui, &on, key, takes_keyboard, actions);
    group(ui, "Begins");
    entries_ui(ui, &on, key, actions);
    group(ui, "While it lasts");
    after_ui(ui, &on, key, actions);
    ui.add_space(theme::MEDIUM);
    if ui.button("Delete this stage").clicked() {
        actions.push(Action::Delete(vec![Item::Stage(key.to_owned())]));
    }
    if !app.view.shows.development && ui.button("Show it on the timeline").clicked() {
        actions.push(Action::Look(Look::Development(true)));
    }
}
