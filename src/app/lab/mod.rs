//! The Lab: a race of rules over seeds in one click, with its curves, its table and what it comes down to.

mod contest;
mod field;
mod result;
mod sentence;
mod table;
mod words;

use super::action::Action;
use super::theme::{self, palette};
use super::widgets::focus_ring;
use super::{App, Document};
use crate::scenario::{Scenario, check};
use contest::Contest;
use egui::{CornerRadius, CursorIcon, FontId, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};
use std::collections::BTreeSet;

/// What races or has raced, and how it is looked at.
#[derive(Default)]
pub struct Lab {
    contest: Option<Contest>,
    field: field::Field,
    view: LabView,
}

/// How a race is looked at.
#[derive(Default)]
struct LabView {
    /// Whether the next race is being prepared although there is a result.
    prepares: bool,
    /// Who is not shown in the plots, by place.
    hidden: BTreeSet<usize>,
    /// Whose line the pointer is on.
    highlighted: Option<usize>,
    /// What the table is sorted by, the best first or last.
    sorted: Option<(table::Column, bool)>,
}

impl Lab {
    /// Starts a race; what raced before is given up. `wake` is called with all news.
    pub fn start(&mut self, scenario: Scenario, seeds: usize, wake: impl Fn() + Send + Sync + 'static) {
        self.contest = Some(Contest::start(scenario, seeds, wake));
        self.view = LabView { sorted: self.view.sorted, ..LabView::default() };
    }

    /// Gives the race up.
    pub fn stop(&mut self) {
        if let Some(contest) = &mut self.contest {
            contest.stop();
        }
    }

    /// Takes in what the race has told. Never waits.
    pub fn hear(&mut self) {
        if let Some(contest) = &mut self.contest {
            contest.hear();
        }
    }

    /// Waits until the race is over: for tests.
    pub fn wait(&mut self) {
        if let Some(contest) = &mut self.contest {
            contest.wait();
        }
    }

    /// How the race stands, if there is one.
    pub fn standing(&self) -> Option<&crate::lab::Race> {
        self.contest.as_ref()?.standing.as_ref()
    }

    /// Whether a race is under way.
    pub fn is_running(&self) -> bool {
        self.contest.as_ref().is_some_and(Contest::is_running)
    }
}

/// The Lab.
pub(super) fn ui(ui: &mut Ui, app: &mut App, actions: &mut Vec<Action>) {
    // The panel keeps its height, however little there is to say.
    ui.set_min_height(ui.available_height());
    let Lab { contest, field, view } = &mut app.lab;
    match contest {
        Some(contest) if !view.prepares => result::ui(ui, contest, view, &app.document, actions),
        _ => {
            if field::ui(ui, field, &app.document, contest.is_some(), actions) {
                view.prepares = false;
            }
        }
    }
}

/// The document with those variants of a race that it lacks; nothing if it has them all, the problem in words if it cannot take them.
fn kept(document: &Document, raced: &Scenario) -> Option<Result<Scenario, String>> {
    let mut scenario = document.scenario().clone();
    let new: Vec<_> =
        raced.variants.iter().filter(|(name, _)| scenario.variants.get(name).is_none()).map(|(name, edits)| (name.to_owned(), edits.clone())).collect();
    if new.is_empty() {
        return None;
    }
    for (name, edits) in new {
        scenario.variants.insert(&name, edits);
    }
    Some(match check(&scenario).into_iter().find(|problem| problem.path.starts_with("variants")) {
        Some(problem) => Err(super::edit::sentence(&problem.message)),
        None => Ok(scenario),
    })
}

/// A chip that is in or out; with a reason, one that cannot be turned.
fn toggle(ui: &mut Ui, text: &str, name: &str, is_in: bool, fixed: Option<&str>) -> Response {
    let palette = palette(ui);
    let colour = match (is_in, fixed) {
        (true, _) => palette.text,
        (false, None) => palette.faint,
        (false, Some(_)) => palette.faint.gamma_multiply(0.5),
    };
    let galley = ui.painter().layout_no_wrap(text.to_owned(), FontId::proportional(12.0), colour);
    let sense = if fixed.is_some() { Sense::hover() } else { Sense::click() };
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(20.0, 8.0), sense);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, fixed.is_none(), is_in, name));
    let (fill, line) = match (is_in, fixed, response.hovered()) {
        (true, None, _) => (palette.tint(palette.accent), palette.accent),
        (true, Some(_), _) => (palette.raised, palette.faint),
        (false, None, true) => (palette.hovered, palette.faint),
        (false, ..) => (egui::Color32::TRANSPARENT, palette.line),
    };
    ui.painter().rect(rect.shrink(0.5), CornerRadius::same(12), fill, Stroke::new(1.0, line), StrokeKind::Inside);
    ui.painter().galley(rect.min + vec2(10.0, 4.0), galley, colour);
    focus_ring(ui, rect, &response);
    match fixed {
        Some(why) => response.on_hover_text(why),
        None => response.on_hover_cursor(CursorIcon::PointingHand),
    }
}

/// The title of a plot, with a quiet word behind it.
fn plot_title(ui: &mut Ui, title: &str, about: &str) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::MEDIUM;
        ui.spacing_mut().interact_size.y = 16.0;
        ui.label(egui::RichText::new(title).font(FontId::new(12.5, theme::semibold())));
        ui.label(theme::small(ui, about));
    });
}
