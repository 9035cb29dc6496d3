//! The table of a race: who, how good, how true to the gradient, how fast. Its first column is the legend of the plots.

use super::LabView;
use super::words::{angle, classifies, cost, names, spread};
use crate::app::format;
use crate::app::mark::Mark;
use crate::app::theme::{Palette, palette};
use crate::app::widgets::{elided, focus_ring};
use crate::lab::{Entrant, Race};
use egui::{Color32, CornerRadius, CursorIcon, FontId, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// Height of a line.
const LINE: f32 = 21.0;
/// Widths of the columns of numbers.
const WIDTHS: [f32; 4] = [80.0, 46.0, 62.0, 88.0];
/// The least width of the table.
pub(super) const LEAST: f32 = 444.0;

/// What lines are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Result,
    Best,
    Angle,
    Time,
}

const COLUMNS: [Column; 5] = [Column::Name, Column::Result, Column::Best, Column::Angle, Column::Time];

/// The table, as wide as there is room.
pub(super) fn ui(ui: &mut Ui, race: &Race, view: &mut LabView) {
    let names = names(race);
    let columns = columns(ui.available_width());
    ui.spacing_mut().item_spacing.y = 0.0;
    head_ui(ui, race, view, &columns);
    let mut highlighted = None;
    for index in order(race, &names, view.sorted) {
        if line_ui(ui, race, index, &names[index], view, &columns) {
            highlighted = Some(index);
        }
    }
    view.highlighted = highlighted;
}

/// Left and right end of every column.
fn columns(width: f32) -> [(f32, f32); 5] {
    let mut left = (width - WIDTHS.iter().sum::<f32>()).max(40.0);
    let mut columns = [(0.0, left); 5];
    for (column, width) in columns[1..].iter_mut().zip(WIDTHS) {
        *column = (left, left + width);
        left += width;
    }
    columns
}

fn head_ui(ui: &mut Ui, race: &Race, view: &mut LabView, columns: &[(f32, f32); 5]) {
    let palette = palette(ui);
    let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::hover());
    let classifies = classifies(race);
    let (result, help) = if classifies { ("Accuracy", "Accuracy on the test at the end") } else { ("Cost", "Cost of everything at the end") };
    let heads = [
        ("Rule", "Click a line to hide or show its curves"),
        (result, help),
        ("Best", "Mean of the best test accuracy that each life had at any age"),
        ("Angle", "Between the proposal of the whole brain and the true gradient, at the end"),
        ("Per tick", "What a tick takes with nothing measured, and how many times that of the first"),
    ];
    for ((column, (name, help)), (left, right)) in COLUMNS.into_iter().zip(heads).zip(columns) {
        if column == Column::Best && !classifies {
            continue;
        }
        let rect = Rect::from_min_max(pos2(line.left() + left, line.top()), pos2(line.left() + right, line.bottom()));
        let response = ui.interact(rect, egui::Id::unique(("head of the race", name)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Sort by {}", name.to_lowercase())));
        let arrow = match view.sorted {
            Some((by, true)) if by == column => " ↓",
            Some((by, false)) if by == column => " ↑",
            _ => "",
        };
        let colour = if response.hovered() || !arrow.is_empty() { palette.text } else { palette.faint };
        let galley = ui.painter().layout_no_wrap(format!("{name}{arrow}"), FontId::proportional(11.0), colour);
        let x = if column == Column::Name { rect.left() } else { rect.right() - galley.size().x };
        ui.painter().galley(pos2(x, rect.center().y - galley.size().y / 2.0), galley, colour);
        focus_ring(ui, rect, &response);
        let sorted = view.sorted;
        if response.on_hover_text(help).on_hover_cursor(CursorIcon::PointingHand).clicked() {
            view.sorted = match sorted {
                Some((by, true)) if by == column => Some((column, false)),
                Some((by, false)) if by == column => None,
                _ => Some((column, true)),
            };
        }
    }
    ui.painter().hline(line.x_range(), line.bottom() - 0.5, Stroke::new(1.0, palette.line));
}

/// One line; whether the pointer is on it.
fn line_ui(ui: &mut Ui, race: &Race, index: usize, name: &str, view: &mut LabView, columns: &[(f32, f32); 5]) -> bool {
    let (palette, entrant) = (palette(ui), &race.entrants[index]);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
    let shown = !view.hidden.contains(&index);
    let cells = cells(race, entrant);
    let spoken = format!("{name}: {}", cells.iter().map(|(text, _)| text.as_str()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", "));
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, shown, &spoken));
    if response.hovered() {
        ui.painter().rect_filled(rect.expand2(vec2(4.0, 0.0)), CornerRadius::same(4), palette.hovered);
    }
    let colour = if shown { palette.series(index) } else { palette.line };
    let middle = rect.center().y;
    ui.painter().hline(rect.left()..=rect.left() + 12.0, middle, Stroke::new(2.5, colour));
    if let Some(mark) = Mark::of(index, palette) {
        mark.draw(ui.painter(), pos2(rect.left() + 6.0, middle), palette.ground, colour);
    }
    let text = if shown { palette.text } else { palette.faint };
    let galley = elided(ui, name, FontId::proportional(11.5), text, columns[0].1 - 22.0);
    ui.painter().galley(pos2(rect.left() + 18.0, middle - galley.size().y / 2.0), galley, text);
    for ((text, colour), (_, right)) in cells.iter().zip(&columns[1..]) {
        let colour = if shown { colour.of(palette) } else { palette.faint };
        let galley = ui.painter().layout_no_wrap(text.clone(), FontId::proportional(12.0), colour);
        ui.painter().galley(pos2(rect.left() + right - galley.size().x, middle - galley.size().y / 2.0), galley, colour);
    }
    focus_ring(ui, rect, &response);
    if response.clicked() && !view.hidden.remove(&index) {
        view.hidden.insert(index);
    }
    let hovered = response.hovered() && shown;
    response.on_hover_text(about(name, entrant)).on_hover_cursor(CursorIcon::PointingHand);
    hovered
}

/// What colour a number stands in.
#[derive(Clone, Copy)]
enum Ink {
    Text,
    Faint,
    Trouble,
}

impl Ink {
    fn of(self, palette: &Palette) -> Color32 {
        match self {
            Self::Text => palette.text,
            Self::Faint => palette.faint,
            Self::Trouble => palette.error,
        }
    }
}

fn cells(race: &Race, entrant: &Entrant) -> [(String, Ink); 4] {
    let none = || ("–".to_owned(), Ink::Faint);
    let lived = !race.seeds.is_empty() && entrant.diverged.len() < race.seeds.len();
    let result = match (classifies(race), entrant.accuracy, entrant.objective) {
        _ if !lived => ("diverged".to_owned(), Ink::Trouble),
        (true, Some(of), _) => (format!("{} %", spread(of, 100.0, 1)), Ink::Text),
        (false, _, Some(of)) => (cost(of), Ink::Text),
        _ => none(),
    };
    let best = if classifies(race) {
        entrant.best_accuracy.map_or_else(none, |of| (format!("{:.1} %", 100.0 * of.mean), Ink::Text))
    } else {
        (String::new(), Ink::Faint)
    };
    let angle = entrant.angle.map_or_else(none, |of| (angle(of), Ink::Text));
    let first = race.entrants.first().map_or(f64::NAN, |first| first.seconds_per_tick.mean);
    let seconds = entrant.seconds_per_tick.mean;
    let time = match (seconds.is_finite(), (seconds / first).is_finite()) {
        (true, true) => (format!("{} · {} ×", time(seconds), factor(seconds / first)), Ink::Text),
        (true, false) => (time(seconds), Ink::Text),
        _ => none(),
    };
    [result, best, angle, time]
}

/// `1.3`, `24`
fn factor(value: f64) -> String {
    if value < 9.95 { format!("{value:.1}") } else { format!("{value:.0}") }
}

/// Seconds as people read them: `21 µs`, `1.4 ms`.
fn time(seconds: f64) -> String {
    match seconds {
        short if short < 1e-3 => format!("{} µs", factor(short * 1e6)),
        middle if middle < 1.0 => format!("{} ms", factor(middle * 1e3)),
        long => format!("{} s", factor(long)),
    }
}

fn about(name: &str, entrant: &Entrant) -> String {
    let mut lines = vec![name.to_owned()];
    if entrant.rules != name {
        lines.push(entrant.rules.clone());
    }
    if let Some(variant) = entrant.variant.as_ref().filter(|variant| format::variant(variant) != name) {
        lines.push(format!("variant {variant}"));
    }
    lines.extend(entrant.diverged.iter().map(|(seed, diagnosis)| format!("Under seed {seed} {diagnosis}")));
    lines.join("\n")
}

/// In which order lines stand; what has no number stands last.
fn order(race: &Race, names: &[String], sorted: Option<(Column, bool)>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    let Some((column, first)) = sorted else { return order };
    let classifies = classifies(race);
    // The best comes first: what is accurate, cheap, true, fast.
    let key = |index: usize| {
        let entrant = &race.entrants[index];
        let of = match column {
            Column::Name => None,
            Column::Result if classifies => entrant.accuracy.map(|of| -of.mean),
            Column::Result => entrant.objective.map(|of| of.mean),
            Column::Best => entrant.best_accuracy.map(|of| -of.mean),
            Column::Angle => entrant.angle.map(|of| of.mean),
            Column::Time => Some(entrant.seconds_per_tick.mean),
        };
        of.filter(|of| of.is_finite())
    };
    let turned = |ordering: std::cmp::Ordering| if first { ordering } else { ordering.reverse() };
    order.sort_by(|&one, &other| match (key(one), key(other)) {
        _ if column == Column::Name => turned(names[one].to_lowercase().cmp(&names[other].to_lowercase())),
        (Some(one), Some(other)) => turned(one.total_cmp(&other)),
        (one, other) => other.is_some().cmp(&one.is_some()),
    });
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_columns_are_readable() {
        assert_eq!([time(2.13e-5), time(1.4e-3), time(9.0e-6), time(2.0)], ["21 µs", "1.4 ms", "9.0 µs", "2.0 s"]);
        let columns = columns(LEAST - 8.0);
        assert!(columns[0].1 >= 156.0 && columns.windows(2).all(|pair| pair[0].1 == pair[1].0) && columns[4].1 == LEAST - 8.0);
    }
}
