//! The lesson of the open scenario: steps, each with a button that does what it says.

use super::App;
use super::action::{Action, Panel};
use super::selection::{Item, Selection};
use super::theme::{self, palette};
use super::widgets::{chip, full_button};
use crate::brain::Perturbation;
use crate::engine::report::Command;
use crate::scenario::{Edits, LessonAction, LessonStep, Scenario, begins};
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
        ui.label(theme::faint(ui, super::format::unbroken(&scenario.about)));
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
                ui.label(emphasised(ui, &step.text));
            });
        });
        if next == Some(index) {
            let deed = deed(steps, index, app.run.live.age);
            let text = button_text(scenario, &deed);
            ui.add_space(2.0);
            let button = full_button(ui, &text, palette.accent, ui.available_width());
            if app.view.lesson.seen.replace(index).is_some_and(|seen| seen != index) {
                ui.scroll_to_rect(button.rect.expand(theme::LARGE * 2.0), None);
            }
            if button.clicked() {
                perform(scenario, &deed, actions);
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
            egui_commonmark::CommonMarkViewer::new().show(ui, &mut cache, &super::format::unbroken(&scenario.lesson.text));
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

/// Quiet text in which what stands between asterisks is as it is called on the screen, and bright.
fn emphasised(ui: &Ui, text: &str) -> egui::text::LayoutJob {
    let palette = palette(ui);
    let font = egui::TextStyle::Body.resolve(ui.style());
    let mut job = egui::text::LayoutJob::default();
    for (part, is_bright) in parts(&super::format::unbroken(text)) {
        let colour = if is_bright { palette.text } else { palette.faint };
        job.append(part, 0.0, egui::TextFormat::simple(font.clone(), colour));
    }
    job
}

/// Text in parts, and whether each stood between asterisks that touch it on the inside; any other asterisk is one.
fn parts(text: &str) -> Vec<(&str, bool)> {
    let (mut parts, mut rest) = (Vec::new(), text);
    let touches = |letter: Option<char>| letter.is_some_and(|letter| !letter.is_whitespace() && letter != '*');
    let opened = |text: &str| text.match_indices('*').map(|(at, _)| at).find(|&at| touches(text[at + 1..].chars().next()));
    let mut from = 0;
    while let Some(open) = opened(&rest[from..]).map(|at| at + from) {
        let inside = &rest[open + 1..];
        match inside.find('*').filter(|&close| touches(inside[..close].chars().next_back())) {
            Some(close) => {
                parts.extend([(&rest[..open], false), (&inside[..close], true)]);
                (rest, from) = (&inside[close + 1..], 0);
            }
            None => from = open + 1,
        }
    }
    parts.push((rest, false));
    parts
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

/// What the button of a step does.
enum Deed<'s> {
    /// Nothing: the step is read and thought about.
    Nothing,
    /// Lives until an age.
    RunUntil(u64),
    /// Nothing: it is older already, and what was done to it would be lost if it started again.
    IsOlder(u64),
    /// Starts again from birth, and lives until an age.
    RunAgainUntil(u64),
    /// Does something to the brain; whether it goes on living by itself.
    Poke(&'s Perturbation, bool),
    /// Changes knobs; whether the brain goes on living by itself, so that one sees what that does.
    Set(&'s Edits, bool),
    /// Any other action.
    Other(&'s LessonAction),
}

/// What the button of a step does at an age of the brain.
fn deed(steps: &[LessonStep], index: usize, now: u64) -> Deed<'_> {
    let action = |step: usize| steps.get(step).and_then(|step| step.action.as_ref());
    let was_poked = || (0..index).any(|step| matches!(action(step), Some(LessonAction::Poke(_))));
    // The brain lives on to show what was done to it, unless the next step tells how long.
    let lives_on = || !matches!(action(index + 1), Some(LessonAction::RunUntil(_)));
    match action(index) {
        None => Deed::Nothing,
        Some(LessonAction::RunUntil(age)) if now < *age => Deed::RunUntil(*age),
        Some(LessonAction::RunUntil(age)) if was_poked() => Deed::IsOlder(*age),
        Some(LessonAction::RunUntil(age)) => Deed::RunAgainUntil(*age),
        Some(LessonAction::Poke(perturbation)) => Deed::Poke(perturbation, lives_on()),
        Some(LessonAction::Set(edits)) => Deed::Set(edits, lives_on()),
        Some(other) => Deed::Other(other),
    }
}

fn button_text(scenario: &Scenario, deed: &Deed<'_>) -> String {
    match deed {
        Deed::Nothing | Deed::Other(LessonAction::RunUntil(_)) => "Done".to_owned(),
        Deed::IsOlder(age) => format!("Older than {} already: go on", super::format::count(*age)),
        Deed::RunUntil(age) => format!("Run to age {}", super::format::count(*age)),
        Deed::RunAgainUntil(age) => format!("Start again, to age {}", super::format::count(*age)),
        Deed::Poke(..) | Deed::Other(LessonAction::Poke(_)) => "Poke now".to_owned(),
        Deed::Other(LessonAction::Show(shown)) if Panel::named(shown).is_none() => format!("Show {}", measure_in_words(scenario, shown)),
        Deed::Other(LessonAction::Show(panel)) => format!("Show {}", super::format::words(panel)),
        Deed::Other(LessonAction::Select(name)) => {
            let (name, place) = parts_of(name);
            let title = scenario.areas.get(name).map_or(name, |area| area.title(name));
            match place {
                Some(place) => format!("Look at the {}", place.replace('_', " ")),
                None => format!("Look at {title}"),
            }
        }
        Deed::Set(..) | Deed::Other(LessonAction::Set(_)) => "Change it".to_owned(),
    }
}

/// What a step selects, and where in the inspector one is to look.
fn parts_of(name: &str) -> (&str, Option<&str>) {
    name.split_once('.').map_or((name, None), |(name, place)| (name, Some(place)))
}

/// A title longer than this does not go on a button.
const LONG_TITLE: usize = 28;

/// What measures that a lesson shows alone are called on a button, in short and without whose they are.
fn measure_in_words(scenario: &Scenario, start: &str) -> String {
    let measures = scenario.measures();
    let what = |title: &str| title.split_once(", ").map_or(title, |(_, what)| what).split([',', '(']).next().unwrap_or_default().trim().to_owned();
    let mut called: Vec<String> = measures.iter().filter(|measure| begins(&measure.name, start)).map(|measure| what(&measure.title)).collect();
    called.dedup();
    match &called[..] {
        [only] if only.len() <= LONG_TITLE => only.clone(),
        _ if begins(start, "cost") => "the costs".to_owned(),
        _ if begins(start, "movement") => "the curve".to_owned(),
        [_] => start.split('.').next().unwrap_or_default().replace('_', " "),
        _ => "these alone".to_owned(),
    }
}

fn perform(scenario: &Scenario, deed: &Deed<'_>, actions: &mut Vec<Action>) {
    match deed {
        Deed::Nothing | Deed::IsOlder(_) | Deed::Other(LessonAction::RunUntil(_) | LessonAction::Poke(_) | LessonAction::Set(_)) => {}
        Deed::RunUntil(age) => actions.push(Action::Run(Command::RunUntil(*age))),
        Deed::RunAgainUntil(age) => actions.extend([Action::Reset, Action::Run(Command::RunUntil(*age))]),
        Deed::Poke(perturbation, lives_on) => {
            actions.push(Action::Perturb((*perturbation).clone()));
            if *lives_on {
                actions.push(Action::Run(Command::Play));
            }
            actions.push(Action::Show(Panel::Recovery));
        }
        Deed::Other(LessonAction::Show(shown)) => actions.push(Panel::named(shown).map_or_else(|| Action::ShowMeasures(shown.clone()), Action::Show)),
        Deed::Other(LessonAction::Select(name)) => {
            let (name, place) = parts_of(name);
            actions.extend(Item::named(scenario, name).map(|item| Action::Select(Selection::one(item))));
            actions.extend(place.map(|place| Action::Seek(place.replace('_', " "))));
        }
        Deed::Set(edits, lives_on) => {
            let changed = edits.iter().try_fold(scenario.clone(), |scenario, (path, value)| scenario.with(path, value));
            match changed {
                Ok(scenario) => {
                    actions.push(Action::Change { label: "Do a step of the lesson".to_owned(), scenario: Box::new(scenario) });
                    if *lives_on {
                        actions.push(Action::Run(Command::Play));
                    }
                }
                Err(problem) => actions.push(Action::Notify(super::action::Tone::Wrong, problem.to_string())),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_asterisks_is_bright_and_a_product_is_a_product() {
        assert_eq!(parts("see *Losses* and *R*."), [("see ", false), ("Losses", true), (" and ", false), ("R", true), (".", false)]);
        assert_eq!(parts("2 * 3 * *four*, 5*"), [("2 * 3 * ", false), ("four", true), (", 5*", false)]);
        assert_eq!(parts("a*b* c"), [("a", false), ("b", true), (" c", false)]);
        assert_eq!(parts(""), [("", false)]);
    }

    #[test]
    fn every_panel_that_a_lesson_may_name_is_there() {
        assert!(crate::scenario::PANELS.iter().all(|name| Panel::named(name).is_some()));
    }
}
