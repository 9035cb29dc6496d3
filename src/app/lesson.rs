//! The lesson of the open scenario: steps, each with a button that does what it says.

use super::App;
use super::action::{Action, Panel};
use super::selection::{Item, Selection};
use super::theme::{self, palette};
use super::widgets::{chip, full_button};
use crate::engine::report::Command;
use crate::scenario::{LessonAction, Scenario};
use egui::{Align2, FontId, Label, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

/// How far the lesson is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LessonView {
    /// Steps that are done.
    done: std::collections::BTreeSet<usize>,
    /// The step that was last brought into view.
    seen: Option<usize>,
}

/// The lesson.
pub(super) fn ui(ui: &mut Ui, app: &mut App, actions: &mut Vec<Action>) {
    let palette = palette(ui);
    let scenario = app.document.scenario();
    ui.add_space(theme::SMALL);
    ui.add(Label::new(egui::RichText::new(&scenario.title).heading()).wrap());
    if !scenario.hypotheses.is_empty() {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            for tag in &scenario.hypotheses {
                chip(ui, tag, palette.accent);
            }
        });
    }
    if !scenario.about.is_empty() {
        ui.label(theme::faint(ui, &scenario.about));
    }
    ui.add_space(theme::SMALL);
    let steps = &scenario.lesson.steps;
    let next = (0..steps.len()).find(|step| !app.view.lesson.done.contains(step));
    let mut toggled = None;
    for (index, step) in steps.iter().enumerate() {
        let is_done = app.view.lesson.done.contains(&index);
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = theme::MEDIUM;
            if number(ui, index, is_done, next == Some(index), &step.title) {
                toggled = Some(index);
            }
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.label(theme::title(&step.title));
                ui.label(theme::faint(ui, &step.text));
            });
        });
        if next == Some(index) {
            let text = step.action.as_ref().map_or("Done".to_owned(), |action| button_text(scenario, app.run.live.age, action));
            ui.add_space(2.0);
            let button = full_button(ui, &text, palette.accent, ui.available_width());
            if app.view.lesson.seen.replace(index).is_some_and(|seen| seen != index) {
                button.scroll_to_me(None);
            }
            if button.clicked() {
                if let Some(action) = &step.action {
                    perform(scenario, app.run.live.age, action, actions);
                }
                toggled = Some(index);
            }
        }
        ui.add_space(theme::SMALL);
    }
    if let Some(step) = toggled
        && !app.view.lesson.done.remove(&step)
    {
        app.view.lesson.done.insert(step);
    }
    if steps.is_empty() && scenario.lesson.text.is_empty() {
        ui.label(theme::faint(ui, "This scenario has no lesson. Press play, change one thing, and see in the plots what it did."));
    }
    if !scenario.lesson.text.is_empty() {
        let heading = theme::caption(ui, "Background");
        egui::CollapsingHeader::new(heading).id_salt("background").default_open(true).show_unindented(ui, |ui| {
            // Bold words are as bright as can be, and a bullet stands beside its line.
            ui.visuals_mut().override_text_color = Some(palette.faint.lerp_to_gamma(palette.text, 0.55));
            ui.spacing_mut().interact_size.y = ui.text_style_height(&egui::TextStyle::Body);
            let mut cache = egui_commonmark::CommonMarkCache::default();
            egui_commonmark::CommonMarkViewer::new().show(ui, &mut cache, &scenario.lesson.text);
        });
    }
    ui.add_space(theme::MEDIUM);
    if !scenario.lesson.falsified_if.is_empty() {
        ui.label(theme::small(ui, format!("Falsified if: {}", scenario.lesson.falsified_if)));
    }
    for source in &scenario.cites {
        ui.label(theme::small(ui, source));
    }
}

/// The number of a step, ticked once it is done; whether it was clicked.
fn number(ui: &mut Ui, index: usize, is_done: bool, is_next: bool, title: &str) -> bool {
    let palette = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(22.0, 22.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_done, format!("Step {}: {title}", index + 1)));
    let painter = ui.painter();
    let at = rect.center();
    if is_done {
        painter.circle_filled(at, 10.5, palette.holds);
        let tick = vec![at + vec2(-4.0, 0.5), at + vec2(-1.0, 3.5), at + vec2(4.5, -3.0)];
        painter.add(egui::Shape::line(tick, Stroke::new(2.0, palette.on_accent)));
    } else {
        let (fill, ink) = if is_next { (palette.accent, palette.on_accent) } else { (egui::Color32::TRANSPARENT, palette.faint) };
        painter.circle(at, 10.0, fill, Stroke::new(1.5, if is_next { palette.accent } else { palette.line }));
        painter.text(at, Align2::CENTER_CENTER, index + 1, FontId::new(11.0, theme::semibold()), ink);
    }
    super::widgets::focus_ring(ui, rect, &response);
    response.on_hover_text(if is_done { "Not done yet" } else { "Done" }).clicked()
}

fn button_text(scenario: &Scenario, now: u64, action: &LessonAction) -> String {
    match action {
        LessonAction::RunUntil(age) if now >= *age => format!("Start again, to age {}", super::format::count(*age)),
        LessonAction::RunUntil(age) => format!("Run to age {}", super::format::count(*age)),
        LessonAction::Poke(_) => "Poke now".to_owned(),
        LessonAction::Show(panel) => format!("Show {}", super::format::words(panel)),
        LessonAction::Select(name) => {
            let title = scenario.areas.get(name).map_or(name.as_str(), |area| area.title(name));
            format!("Look at {title}")
        }
        LessonAction::Set(_) => "Change it".to_owned(),
    }
}

fn perform(scenario: &Scenario, now: u64, action: &LessonAction, actions: &mut Vec<Action>) {
    match action {
        LessonAction::RunUntil(age) => {
            // A brain that is as old already lives once more from birth: the same life, as far as nothing was done to it.
            if now >= *age {
                actions.push(Action::Reset);
            }
            actions.push(Action::Run(Command::RunUntil(*age)));
        }
        LessonAction::Poke(perturbation) => {
            actions.push(Action::Perturb(perturbation.clone()));
            actions.push(Action::Run(Command::Play));
            actions.push(Action::Show(Panel::Recovery));
        }
        LessonAction::Show(panel) => actions.extend(Panel::named(panel).map(Action::Show)),
        LessonAction::Select(name) => actions.extend(Item::named(scenario, name).map(|item| Action::Select(Selection::one(item)))),
        LessonAction::Set(edits) => {
            let changed = edits.iter().try_fold(scenario.clone(), |scenario, (path, value)| scenario.with(path, value));
            match changed {
                Ok(scenario) => actions.push(Action::Change { label: "Do a step of the lesson".to_owned(), scenario: Box::new(scenario) }),
                Err(problem) => actions.push(Action::Notify(super::action::Tone::Wrong, problem.to_string())),
            }
        }
    }
}
