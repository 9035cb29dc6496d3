//! How a race stands: curves with their bands, the table, what it comes down to, and what can be done with it.

use super::contest::{Contest, State};
use super::sentence::sentence;
use super::words::{classifies, curves_csv, names, table_csv};
use super::{LabView, kept, plot_title, table};
use crate::app::action::{Action, FileAction, RaceAction, Tone};
use crate::app::mark::Mark;
use crate::app::small_plot::{SmallPlot, Spot, Trace, reach};
use crate::app::theme::{self, palette};
use crate::app::{Document, format};
use crate::lab::{Entrant, Race};
use egui::{Button, Rect, ScrollArea, Sense, TextStyle, Ui, UiBuilder, vec2};
use std::time::Duration;

/// Below this width, the table stands under the plots.
const NARROW: f32 = 760.0;
/// Height of the plots where the table stands under them.
const LOW_PLOT: f32 = 132.0;

/// How a race stands.
pub(super) fn ui(ui: &mut Ui, contest: &mut Contest, view: &mut LabView, document: &Document, actions: &mut Vec<Action>) {
    head_ui(ui, contest, view, document, actions);
    progress_ui(ui, contest);
    let Some(race) = &contest.standing else {
        ui.add_space(theme::MEDIUM);
        ui.label(theme::faint(ui, if contest.is_running() { "The first lives are under way." } else { "No life has ended." }));
        return;
    };
    let ticks = contest.scenario.ticks;
    let words = sentence(race, ticks);
    if ui.available_width() >= NARROW {
        wide_ui(ui, race, view, &words, ticks);
    } else {
        ScrollArea::vertical().id_salt("result").auto_shrink(false).show(ui, |ui| {
            ui.set_max_width(ui.available_width() - 8.0);
            let (whole, _) = ui.allocate_exact_size(vec2(ui.available_width(), LOW_PLOT + 20.0), Sense::hover());
            plots_ui(ui, whole, race, view, ticks);
            ui.add(egui::Label::new(theme::small(ui, &words)).wrap());
            ui.add_space(theme::SMALL);
            table::ui(ui, race, view);
        });
    }
}

/// Plots and table side by side, the sentence below.
fn wide_ui(ui: &mut Ui, race: &Race, view: &mut LabView, words: &str, ticks: usize) {
    let font = TextStyle::Small.resolve(ui.style());
    let foot = ui.painter().layout(words.to_owned(), font, palette(ui).faint, ui.available_width()).size().y + theme::MEDIUM;
    let whole = ui.available_rect_before_wrap();
    let body = whole.with_max_y((whole.bottom() - foot).max(whole.top() + 60.0));
    let split = body.right() - table::LEAST.max(body.width() * 0.4);
    plots_ui(ui, body.with_max_x(split - theme::LARGE), race, view, ticks);
    let mut right = ui.new_child(UiBuilder::new().max_rect(body.with_min_x(split)).id_salt("table"));
    ScrollArea::vertical().id_salt("table").auto_shrink(false).show(&mut right, |ui| {
        ui.set_max_width(ui.available_width() - theme::MEDIUM);
        table::ui(ui, race, view);
    });
    let mut below = ui.new_child(UiBuilder::new().max_rect(whole.with_min_y(body.bottom() + theme::SMALL)).id_salt("words"));
    below.add(egui::Label::new(theme::small(ui, words)).wrap());
    ui.advance_cursor_after_rect(whole);
}

fn head_ui(ui: &mut Ui, contest: &mut Contest, view: &mut LabView, document: &Document, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::MEDIUM;
        if contest.is_running() {
            if ui.button("Stop").on_hover_text("Gives the race up; what has been lived stays").clicked() {
                actions.push(Action::Race(RaceAction::Stop));
            }
        } else if ui.button("New race…").on_hover_text("Choose who races, and under how many seeds").clicked() {
            view.prepares = true;
        }
        let room = ui.available_width() - if contest.standing.is_some() { 230.0 } else { 0.0 };
        let galley = crate::app::widgets::elided(ui, &state(contest), egui::FontId::proportional(12.5), palette(ui).faint, room);
        ui.label(galley);
        let Some(race) = &contest.standing else { return };
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            export_ui(ui, race, actions);
            let hint = "Its variants join the scenario and live side by side in the live plots; Ctrl+Z takes that back";
            let keeps = kept(document, &contest.scenario);
            let all = "The scenario has every variant of this race already";
            if ui.add_enabled(keeps.is_some(), Button::new("Keep as variants")).on_hover_text(hint).on_disabled_hover_text(all).clicked() {
                match keeps {
                    Some(Ok(scenario)) => {
                        actions.push(Action::Change { label: "Keep a race as variants".to_owned(), scenario: Box::new(scenario) });
                        let hint = "They live from birth up to the present age, and then side by side";
                        actions.push(Action::Notify(Tone::Hint, hint.to_owned()));
                    }
                    Some(Err(why)) => actions.push(Action::Notify(Tone::Wrong, why)),
                    None => {}
                }
            }
        });
    });
}

fn export_ui(ui: &mut Ui, race: &Race, actions: &mut Vec<Action>) {
    ui.menu_button("Export", |ui| {
        let entry = |ui: &mut Ui, text: &str| {
            let clicked = ui.add(Button::new(text).frame(false).min_size(vec2(190.0, 24.0))).clicked();
            if clicked {
                ui.close();
            }
            clicked
        };
        if entry(ui, "Copy the table (CSV)") {
            ui.ctx().copy_text(table_csv(race));
            actions.push(Action::Notify(Tone::Done, "The table is on the clipboard".to_owned()));
        }
        if entry(ui, "Save the table as CSV…") {
            actions.push(Action::File(FileAction::Export { name: "race.csv".to_owned(), text: table_csv(race) }));
        }
        if entry(ui, "Save the curves as CSV…") {
            actions.push(Action::File(FileAction::Export { name: "race_curves.csv".to_owned(), text: curves_csv(race) }));
        }
    });
}

/// How far it is, in words.
fn state(contest: &Contest) -> String {
    let (ended, lives) = contest.lives();
    let so_far = format!("{} of {} lives", format::count(ended as u64), format::count(lives as u64));
    match (&contest.state, contest.time()) {
        (State::Running, Some(left)) => format!("{so_far}, about {} to go", duration(left)),
        (State::Running, None) => so_far,
        (State::Stopped, _) => format!("Stopped after {so_far}"),
        (State::Failed(why), _) => format!("The race failed: {why}"),
        (State::Over, time) => {
            let seeds = contest.standing.as_ref().map_or(0, |race| race.seeds.len());
            let seeds = if seeds == 1 { "1 seed".to_owned() } else { format!("{seeds} seeds") };
            let time = time.map_or(String::new(), |time| format!(" · {}", duration(time)));
            format!("{} lives, {seeds}{time}", format::count(lives as u64))
        }
    }
}

/// A time as people say it: `41 s`, `3 min`.
fn duration(time: Duration) -> String {
    match time.as_secs_f64() {
        seconds if seconds < 1.0 => "1 s".to_owned(),
        seconds if seconds < 90.0 => format!("{seconds:.0} s"),
        seconds if seconds < 5400.0 => format!("{:.0} min", seconds / 60.0),
        seconds => format!("{:.1} h", seconds / 3600.0),
    }
}

/// A thin bar that fills with the lives that have ended.
fn progress_ui(ui: &mut Ui, contest: &Contest) {
    let palette = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 3.0), Sense::hover());
    let (ended, lives) = contest.lives();
    if contest.is_running() {
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, format!("{ended} of {lives} lives have ended")));
        ui.painter().rect_filled(rect, 1.5, palette.raised);
        let part = ended as f32 / lives.max(1) as f32;
        ui.painter().rect_filled(Rect::from_min_size(rect.min, vec2(rect.width() * part, rect.height())), 1.5, palette.accent);
    }
}

/// Accuracy or cost, and the angle, side by side.
fn plots_ui(ui: &mut Ui, place: Rect, race: &Race, view: &LabView, ticks: usize) {
    let judged = if classifies(race) { ("Accuracy", "on the test", "accuracy.", "%") } else { ("Cost", "of everything", "objective", "") };
    let angle = ("Angle", "to the true gradient", "rule_angle.network", "°");
    let names = names(race);
    for (column, (title, about, measure, unit)) in [judged, angle].into_iter().enumerate() {
        let width = (place.width() - theme::LARGE) / 2.0;
        let left = place.left() + column as f32 * (width + theme::LARGE);
        let rect = Rect::from_min_size(egui::pos2(left, place.top()), vec2(width, place.height()));
        let mut child = ui.new_child(UiBuilder::new().max_rect(rect).id_salt(("plot", column)));
        child.spacing_mut().item_spacing.y = 0.0;
        plot_title(&mut child, title, about);
        let traces: Vec<Trace> =
            (0..names.len()).filter(|index| !view.hidden.contains(index)).map(|index| trace(&child, race, index, &names[index], measure, unit, view)).collect();
        let most = reach(&traces, |spot| spot.y).map_or(1.0, |reach| *reach.end());
        let y = match unit {
            "%" => (0.0, 102.0),
            "°" => (-2.0, most.max(104.0)),
            _ => (0.0, most.max(1e-9) * 1.05),
        };
        let level = (unit == "°").then_some((90.0, "chance"));
        let size = vec2(width, child.available_height().max(48.0));
        SmallPlot { name: &format!("Race: {title} plot"), over: "age", unit, x: (0.0, ticks as f64), y, level }.ui(&mut child, size, &traces);
    }
}

/// The line of an entrant with the deviation over its seeds.
fn trace(ui: &Ui, race: &Race, index: usize, name: &str, measure: &str, unit: &str, view: &LabView) -> Trace {
    let entrant: &Entrant = &race.entrants[index];
    let scale = if unit == "%" { 100.0 } else { 1.0 };
    let band = entrant.bands.iter().find(|band| band.measure.name.starts_with(measure));
    let points = band
        .map_or_else(Vec::new, |band| band.points.iter().map(|(age, of)| Spot { x: *age as f64, y: scale * of.mean, spread: scale * of.deviation }).collect());
    let is_quiet = view.highlighted.is_some_and(|highlighted| highlighted != index);
    Trace { name: name.to_owned(), colour: palette(ui).series(index), mark: Mark::of(index, palette(ui)).map(|mark| (mark, index)), is_quiet, points }
}
