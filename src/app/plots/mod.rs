//! Live plots: losses, alignment, recovery. Each has a title with its controls, curves, a legend, and one plain sentence.

mod chart;
mod curves;
pub mod figures;
mod legend;
pub(super) mod navigation;
mod overlay;
mod roster;
mod sentence;
#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;

pub use crate::scenario::Panel as PlotKind;
pub use sentence::{chance, sentence};

use super::Action;
use super::record::Record;
use super::theme::{self, MEDIUM, SMALL};
use crate::scenario::{Scenario, begins};
use curves::{Curves, Request, Scale};
use egui::{Align, Layout, Role, Ui, WidgetInfo};
use roster::{Roster, Row};
use std::collections::BTreeMap;

/// The least height of a plot that can still be read.
const LEAST_HEIGHT: f32 = 72.0;

/// The fewest ticks that a plot which follows the run shows.
const LEAST_AGES: f64 = 10.0;

/// How alignment is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quantity {
    /// As angles, in degrees.
    #[default]
    Angle,
    /// As cosines.
    Cosine,
    /// As parts along and across the gradient.
    Parts,
}

/// How a person looks at a plot.
#[derive(Clone, Debug, Default)]
pub struct PlotView {
    /// First and last age; `None` follows the run.
    ages: Option<(f64, f64)>,
    /// Least and greatest value, as shown; `None` fits what is in view.
    values: Option<(f64, f64)>,
    logarithmic: bool,
    quantity: Quantity,
    /// Over how many ticks curves are smoothed; `None` as suits the scenario.
    smoothing: Option<f64>,
    /// Which measures were turned on or off, by name.
    measures: BTreeMap<String, bool>,
    /// The beginning of the names of what alone is shown, as a lesson asked for it; `None` for what is prominent.
    alone: Option<String>,
    /// Which lives were turned on or off: variants by name, the scenario itself by none.
    variants: BTreeMap<String, bool>,
    /// What the pointer is on in the legend.
    highlighted: Option<Highlight>,
    /// Height of what stands below the plot, as it was in the last frame.
    foot: f32,
    /// Where a box that will be zoomed into began.
    box_from: Option<egui::Pos2>,
    /// The age that the context menu speaks of.
    menu_age: u64,
    roster: Roster,
    made: Option<(Request, Curves)>,
}

/// What the pointer is on in a legend: its lines stand out.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Highlight {
    /// A measure, by name.
    Measure(String),
    /// A variant, or the scenario itself.
    Life(Option<usize>),
}

/// Shows a plot in all the space there is.
pub fn panel_ui(ui: &mut Ui, kind: PlotKind, view: &mut PlotView, record: &Record, scenario: &Scenario, actions: &mut Vec<Action>) {
    ui.push_id(title(kind), |ui| {
        ui.spacing_mut().item_spacing.y = SMALL;
        view.logarithmic &= kind == PlotKind::Losses;
        let scale = Scale { kind, logarithmic: view.logarithmic, quantity: view.quantity };
        let mut roster = std::mem::take(&mut view.roster);
        roster.update(record, scale);
        let whole = ui.available_height();
        header_ui(ui, scale, view, &roster, record, scenario);
        let height = (ui.available_height() - shared_foot(ui, view.foot) - SMALL).max(LEAST_HEIGHT);
        let common_start = roster.common_start(view);
        chart::ui(ui, &chart::Scene { scale, roster: &roster, record, scenario, common_start }, view, height, actions);
        let foot = ui.scope(|ui| {
            legend::ui(ui, kind, view, &roster, whole);
            ui.add_space(SMALL);
            let words = view.alone.as_ref().map_or_else(|| sentence(kind, record, scenario), |starts| sentence::of_measures(starts, record, scenario));
            ui.add(egui::Label::new(theme::small(ui, words)).wrap());
        });
        let height = foot.response.rect.height();
        if (height - view.foot).abs() > 0.5 {
            view.foot = height;
            ui.ctx().request_discard("the legend of a plot has another height");
        }
        view.roster = roster;
    });
}

/// The height that all plots of a frame leave for what stands below, so that their axes stand in one line.
fn shared_foot(ui: &Ui, foot: f32) -> f32 {
    let (pass, id) = (ui.ctx().cumulative_pass_nr(), egui::Id::unique("height below the plots"));
    ui.ctx().data_mut(|data| {
        let (seen, before, now) = data.get_temp_mut_or::<(u64, f32, f32)>(id, (pass, 0.0, 0.0));
        if *seen != pass {
            (*seen, *before, *now) = (pass, *now, 0.0);
        }
        *now = now.max(foot);
        before.max(foot)
    })
}

/// What a plot is called.
pub fn title(kind: PlotKind) -> &'static str {
    match kind {
        PlotKind::Losses => "Losses",
        PlotKind::Alignment => "Alignment",
        PlotKind::Recovery => "Recovery",
        PlotKind::Movement => "Movement",
    }
}

impl PlotView {
    /// Follows the run again, and fits all values.
    pub fn reset(&mut self) {
        self.ages = None;
        self.values = None;
    }

    /// Whether it follows the run.
    pub fn follows(&self) -> bool {
        self.ages.is_none() && self.values.is_none()
    }

    fn shows(&self, row: &Row) -> bool {
        self.is_on(&row.name, row.at_first())
    }

    /// Shows those measures alone whose names begin with this; what is prominent without it.
    pub fn show_alone(&mut self, start: Option<&str>) {
        self.alone = start.map(str::to_owned);
        self.measures.clear();
        self.values = None;
    }

    /// Whether it shows some measures alone.
    pub fn shows_alone(&self) -> bool {
        self.alone.is_some()
    }

    /// Shows a measure as well, or no more.
    pub fn toggle(&mut self, name: &str, at_first: bool) {
        self.measures.insert(name.to_owned(), !self.is_on(name, at_first));
        self.values = None;
    }

    /// Whether a measure is shown, which is shown at first or not.
    pub fn is_on(&self, name: &str, at_first: bool) -> bool {
        self.measures.get(name).copied().unwrap_or_else(|| self.alone.as_ref().map_or(at_first, |start| begins(name, start)))
    }

    /// Whether it shows a life: a variant's by its name, the scenario's own by none.
    fn shows_life(&self, name: &str) -> bool {
        self.variants.get(name).copied().unwrap_or(true)
    }

    /// First and last age in view: what a person has chosen, or else as much of the life as a young brain needs.
    fn ages_in_view(&self, record: &Record, scenario: &Scenario) -> (f64, f64) {
        self.ages.unwrap_or_else(|| (0.0, last_age(record.age(), scenario.ticks as u64)))
    }

    /// Over how many ticks curves are smoothed, with these ages in view.
    fn smoothing(&self, kind: PlotKind, ages: (f64, f64)) -> f64 {
        let suits = match kind {
            // What happens right after a disturbance is what this plot is for.
            PlotKind::Recovery => 0.0,
            _ => ((ages.1 - ages.0) / 80.0).round().min(1000.0),
        };
        self.smoothing.unwrap_or(suits)
    }
}

/// Up to which age a plot that follows the run reaches: the whole planned life, halved as long as what was lived fits into less.
fn last_age(lived: u64, planned: u64) -> f64 {
    if lived == 0 || lived >= planned {
        return lived.max(planned).max(1) as f64;
    }
    let mut last = planned as f64;
    while last / 2.0 >= (lived as f64).max(LEAST_AGES) {
        last /= 2.0;
    }
    last
}

/// Title, subtitle, and the controls as small words at the right.
fn header_ui(ui: &mut Ui, scale: Scale, view: &mut PlotView, roster: &Roster, record: &Record, scenario: &Scenario) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = MEDIUM;
        ui.label(theme::title(title(scale.kind)));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = SMALL;
            ui.spacing_mut().button_padding.x = SMALL;
            let ages = view.ages_in_view(record, scenario);
            let (response, _) = quiet_menu(ui, "more…", |ui| menu_ui(ui, scale, view, roster, ages));
            let name = format!("{} options", title(scale.kind));
            response.on_hover_text("Other measures, smoothing and the axis").widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            if view.shows_alone() {
                let all = ui.add(egui::Button::new(theme::small(ui, "all")).frame_when_inactive(false));
                all.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Show all of {}", title(scale.kind))));
                if all.on_hover_text("Only what the lesson speaks of is shown; show the rest again").clicked() {
                    view.show_alone(None);
                }
            }
            if !view.follows() {
                let fit = ui.add(egui::Button::new(theme::small(ui, "fit")).frame_when_inactive(false));
                fit.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Fit {}", title(scale.kind))));
                if fit.on_hover_text("Follow the run again (double-click on the plot)").clicked() {
                    view.reset();
                }
            }
            if scale.kind == PlotKind::Losses {
                let log = ui.add(egui::Button::selectable(view.logarithmic, theme::small(ui, "log")));
                log.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, view.logarithmic, "Logarithmic axis"));
                if log.on_hover_text("Logarithmic axis").clicked() {
                    view.logarithmic = !view.logarithmic;
                    view.values = None;
                }
            }
            if let Some((text, help)) = subtitle(scale, record, scenario) {
                ui.add(egui::Label::new(theme::small(ui, text)).truncate()).on_hover_text(help);
            }
        });
    });
}

/// What the axis says, and how it is measured.
fn subtitle(scale: Scale, record: &Record, scenario: &Scenario) -> Option<(String, String)> {
    let gradient = format!(
        "The direction in which each rule wants to move the weights, against the exact gradient of the {} objective, over the same {} samples.",
        scenario.measuring.objective.name(),
        scenario.measuring.items
    );
    match (scale.kind, scale.quantity) {
        (PlotKind::Losses, _) => None,
        (PlotKind::Alignment, Quantity::Angle) => Some(("angle to the true gradient".into(), gradient)),
        (PlotKind::Alignment, Quantity::Cosine) => Some(("cosine with the true gradient".into(), gradient)),
        (PlotKind::Alignment, Quantity::Parts) => Some(("along and across the gradient".into(), gradient)),
        (PlotKind::Movement, _) => {
            let help = "An area's movement from one measurement to the next, against the true gradient of one cost alone, through the whole brain, half way between the two.";
            Some(("cosine with each cost's descent".into(), help.into()))
        }
        (PlotKind::Recovery, _) => {
            let help = "The disturbed brain against its twin, which was left alone. R is the part of the harm that is made good; τ is when at most 1/e of it was left.";
            let text = record.recovery().map_or_else(
                || "disturbed against its twin".to_owned(),
                |recovery| {
                    let regained = recovery.regained.map_or_else(|| "unknown".to_owned(), |part| format!("{part:.2}").replace('-', "−"));
                    let time = recovery.time.map_or_else(String::new, |time| format!(" · τ {} ticks", figures::age(time)));
                    format!("R {regained}{time}")
                },
            );
            Some((text, help.into()))
        }
    }
}

/// A menu behind a small word without a frame.
fn quiet_menu<R>(ui: &mut Ui, text: &str, content: impl FnOnce(&mut Ui) -> R) -> (egui::Response, Option<egui::InnerResponse<R>>) {
    let button = egui::Button::new(theme::small(ui, text)).frame_when_inactive(false).min_size(egui::Vec2::ZERO).small();
    egui::containers::menu::MenuButton::from_button(button).ui(ui, content)
}

fn menu_ui(ui: &mut Ui, scale: Scale, view: &mut PlotView, roster: &Roster, ages: (f64, f64)) {
    ui.horizontal(|ui| {
        let before = view.smoothing(scale.kind, ages);
        let mut ticks = before;
        let label = ui.label("Smooth over");
        let field = egui::DragValue::new(&mut ticks).range(0.0..=1e6).speed(1.0 + before / 50.0).max_decimals(0).suffix(" ticks");
        if ui.add(field).labelled_by(label.id).changed() {
            view.smoothing = Some(ticks);
        }
        if ui.add_enabled(ticks > 0.0, egui::Button::new("Off")).clicked() {
            view.smoothing = Some(0.0);
        }
    });
    match scale.kind {
        PlotKind::Losses => {
            if ui.checkbox(&mut view.logarithmic, "Logarithmic axis").changed() {
                view.values = None;
            }
        }
        PlotKind::Alignment => {
            for (quantity, text) in [(Quantity::Angle, "Angles"), (Quantity::Cosine, "Cosines"), (Quantity::Parts, "Parts along and across")] {
                if ui.radio_value(&mut view.quantity, quantity, text).changed() {
                    view.values = None;
                }
            }
        }
        PlotKind::Recovery | PlotKind::Movement => {}
    }
    if ui.add_enabled(!view.follows(), egui::Button::new("Follow the run")).clicked() {
        view.reset();
        ui.close();
    }
    ui.separator();
    legend::more_ui(ui, scale.kind, view, roster);
}
