//! Which cost moves which area: a live matrix, areas × costs, and how it went.

use super::action::Action;
use super::format::{count, number};
use super::plots::{self, PlotKind, PlotView};
use super::record::{Pyramid, Record};
use super::theme::{self, MEDIUM, SMALL, palette};
use crate::scenario::Scenario;
use egui::{Align, Align2, Button, Color32, FontId, Layout, Rect, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2};
use serde_json::json;

/// Widths of what names a row, the least and the greatest.
const HEADS: [f32; 2] = [56.0, 132.0];
/// Widths of a cell, the least and the greatest.
const WIDTHS: [f32; 2] = [58.0, 104.0];
/// Height of a cell.
const CELL_HEIGHT: f32 = 34.0;
/// Height of what stands below the cells.
const FOOT: f32 = 74.0;
/// Below this width the matrix and the curves take turns.
const NARROW: f32 = 660.0;
/// Height of a line that names a column.
const LINE: f32 = 13.0;
/// Two costs whose cosines are nearer than this cannot be told apart by direction (SCIENCE D).
const AMBIGUOUS: f64 = 0.05;
/// So many standard deviations 1/√d hold 99 % of the cosines between random directions.
const CHANCE: f64 = 2.58;

/// What one area does.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    title: String,
    explained: Option<f64>,
    /// Age at which it was last seen to move.
    rests_since: Option<u64>,
    /// By column; nothing where the area has no such cost and no other's is asked for.
    cells: Vec<Option<Cell>>,
    /// Largest cosine that chance alone gives.
    chance: f64,
}

/// How one cost moves one area.
#[derive(Clone, Debug, PartialEq)]
struct Cell {
    /// The measure of its cosine: `movement.AREA.OWNER.COST`.
    measure: String,
    /// Whether it is a cost of the area's own.
    own: bool,
    /// The area whose cost it is.
    owner: String,
    known: Option<Known>,
}

/// What was measured of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Known {
    cosine: f64,
    share: f64,
    /// By how many standard deviations the cosine lies above what shuffled errors give, where that can be said.
    beyond: Option<f64>,
}

impl Known {
    /// Whether neither random directions (their largest cosine is `chance`) nor shuffled errors would give as much.
    fn is_told(self, chance: f64) -> bool {
        self.cosine.abs() > chance && self.beyond.is_none_or(|beyond| beyond * self.cosine.signum() > CHANCE)
    }
}

/// A cost of the brain; of every area that has it, where no area could be moved by another's.
#[derive(Clone, Debug, PartialEq)]
struct Column {
    title: String,
    /// Whose it is; nothing where it is everybody's own.
    owner_title: String,
}

/// The matrix, and the cosines over age: side by side, or in turns where that is too narrow.
pub(super) fn ui(ui: &mut Ui, scenario: &Scenario, record: &Record, view: &mut PlotView, over_age: &mut bool, actions: &mut Vec<Action>) {
    if !scenario.measuring.movement {
        ui.label("Which cost moves which area is not measured in this scenario.");
        ui.label(theme::small(ui, WHAT_IT_TAKES));
        ui.add_space(SMALL);
        if ui.button("Measure it").clicked() {
            actions.push(measure_it());
        }
        return;
    }
    let (columns, rows) = table(scenario, record);
    if columns.is_empty() || rows.is_empty() {
        ui.label("No area has a cost yet: nothing is being made small.");
        return;
    }
    let is_narrow = ui.available_width() < NARROW;
    if is_narrow {
        let turns = ui.max_rect().with_max_y(ui.max_rect().top() + 20.0);
        turns_ui(ui, turns, over_age);
        if *over_age {
            return plots::panel_ui(ui, PlotKind::Movement, view, record, scenario, actions);
        }
    }
    let whole = ui.available_rect_before_wrap();
    let room = if is_narrow { whole.width() } else { whole.width() * 0.62 };
    let names = rows.iter().map(|row| ui.painter().layout_no_wrap(row.title.clone(), FontId::proportional(13.0), Color32::PLACEHOLDER).size().x);
    let head = (names.fold(0.0, f32::max) + MEDIUM).clamp(HEADS[0], HEADS[1]);
    let columns_shown = (columns.len() + 1) as f32;
    let cell = vec2(((room - head) / columns_shown).clamp(WIDTHS[0], WIDTHS[1]), CELL_HEIGHT);
    let split = whole.left() + (head + cell.x * columns_shown + MEDIUM).min(room);
    let left = Rect::from_min_max(whole.min, pos2(split, whole.bottom()));
    let right = Rect::from_min_max(pos2(split + MEDIUM, whole.top()), whole.max);
    let mut side = ui.new_child(UiBuilder::new().max_rect(if is_narrow { whole } else { left }).id_salt("matrix"));
    let seen = if is_narrow { whole.width() } else { left.width() };
    let chosen = ScrollArea::both().id_salt("matrix scroll").show(&mut side, |ui| matrix_ui(ui, &columns, &rows, (head, cell), seen, view)).inner;
    if let Some((measure, shown)) = chosen {
        if !(is_narrow && shown) {
            actions.push(Action::ToggleMeasure(measure));
        }
        *over_age = is_narrow;
    }
    ui.advance_cursor_after_rect(whole);
    if is_narrow {
        return;
    }
    let mut side = ui.new_child(UiBuilder::new().max_rect(right).id_salt("movement over age"));
    side.shrink_clip_rect(right);
    plots::panel_ui(&mut side, PlotKind::Movement, view, record, scenario, actions);
}

/// What measuring it takes.
pub(super) const WHAT_IT_TAKES: &str = "It takes a true gradient of every cost whenever something is measured. The brain is rebuilt with its weights kept, so that its past can no longer be looked at.";

/// Has it measured from now on.
pub(super) fn measure_it() -> Action {
    Action::Edit { label: "Measure which cost moves which area".to_owned(), path: "measuring.movement".to_owned(), value: json!(true) }
}

/// Which of the two is shown, where there is no room for both.
fn turns_ui(ui: &mut Ui, place: Rect, over_age: &mut bool) {
    let mut row = ui.new_child(UiBuilder::new().max_rect(place).layout(Layout::left_to_right(Align::Center)));
    row.spacing_mut().item_spacing.x = SMALL;
    row.spacing_mut().button_padding.x = SMALL;
    for (name, is_curves) in [("matrix", false), ("over age", true)] {
        let button = row.add(Button::selectable(*over_age == is_curves, theme::small(&row, name)));
        button.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, *over_age == is_curves, format!("Movement: {name}")));
        if button.clicked() {
            *over_age = is_curves;
        }
    }
    ui.advance_cursor_after_rect(place);
}

fn table(scenario: &Scenario, record: &Record) -> (Vec<Column>, Vec<Row>) {
    let costs: Vec<(&str, &str, &str, &str)> = scenario
        .areas
        .iter()
        .flat_map(|(owner, area)| area.costs.iter().map(move |(cost, attachment)| (owner, area.title(owner), cost, attachment.cost.title())))
        .collect();
    let measures = scenario.measures();
    let dimensions = |name: &str| measures.iter().find(|measure| measure.name == name).map(|measure| measure.dimensions);
    let cell = |key: &str, (owner, title, cost, _): (&str, &str, &str, &str)| {
        let latest = |kind: &str| record.moving(&format!("{kind}.{key}.{owner}.{cost}"));
        let known = latest("movement").zip(latest("share")).map(|(cosine, share)| Known { cosine, share, beyond: latest("beyond") });
        Cell { measure: format!("movement.{key}.{owner}.{cost}"), own: owner == key, owner: title.to_owned(), known }
    };
    let is_folded = nobody_is_tied(scenario) && costs.iter().any(|(owner, _, _, title)| costs.iter().any(|other| other.0 != *owner && other.3 == *title));
    let mut columns: Vec<Column> = Vec::new();
    for (_, owner_title, _, title) in &costs {
        let owner_title = if is_folded { String::new() } else { (*owner_title).to_owned() };
        let column = Column { title: (*title).to_owned(), owner_title };
        if !is_folded || !columns.contains(&column) {
            columns.push(column);
        }
    }
    let rows = scenario.areas.iter().filter_map(|(key, area)| {
        let (owner, _, cost, _) = *costs.first()?;
        let first = dimensions(&format!("movement.{key}.{owner}.{cost}"))?;
        let cells = match is_folded {
            false => costs.iter().map(|cost| Some(cell(key, *cost))).collect(),
            true => columns.iter().map(|column| Some(cell(key, *costs.iter().find(|cost| cost.0 == key && cost.3 == column.title)?))).collect(),
        };
        Some(Row {
            title: area.title(key).to_owned(),
            explained: record.moving(&format!("explained.{key}")),
            rests_since: record.trace_of(&format!("explained.{key}")).and_then(Pyramid::last).map(|last| last.to),
            cells,
            chance: CHANCE / (first.max(1) as f64).sqrt(),
        })
    });
    let rows = rows.collect();
    (columns, rows)
}

/// Whether no area has a wire to another, so that none could be moved by another's cost.
fn nobody_is_tied(scenario: &Scenario) -> bool {
    let area = |end: &str| end.split('.').next().and_then(|key| scenario.areas.index(key));
    !scenario.wires.iter().any(|(_, wire)| area(&wire.from).zip(area(&wire.to)).is_some_and(|(from, to)| from != to))
}

/// The cells; below them what they say, as wide as can be seen. The measure whose cell was clicked, and whether its curve is shown.
fn matrix_ui(ui: &mut Ui, columns: &[Column], rows: &[Row], (head, cell): (f32, Vec2), seen: f32, view: &PlotView) -> Option<(String, bool)> {
    let palette = palette(ui);
    let small = FontId::proportional(11.0);
    let titles: Vec<_> = columns
        .iter()
        .map(|column| {
            let mut job = egui::text::LayoutJob::single_section(column.title.clone(), egui::TextFormat::simple(small.clone(), palette.teach));
            job.wrap = egui::text::TextWrapping { max_width: cell.x - 4.0, max_rows: 2, ..Default::default() };
            job.halign = Align::Center;
            ui.painter().layout_job(job)
        })
        .collect();
    let has_owners = columns.iter().any(|column| !column.owner_title.is_empty());
    let tallest = titles.iter().map(|title| title.size().y).fold(LINE, f32::max);
    let top = tallest + if has_owners { LINE } else { 0.0 } + 6.0;
    let size = vec2(head + cell.x * (columns.len() + 1) as f32, top + cell.y * rows.len() as f32 + FOOT);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let painter = ui.painter_at(rect);
    let at = |row: usize, column: usize| Rect::from_min_size(rect.min + vec2(head + cell.x * column as f32, top + cell.y * row as f32), cell).shrink(1.5);
    for (c, (column, title)) in columns.iter().zip(titles).enumerate() {
        let middle = at(0, c).center_top() - vec2(0.0, 4.0);
        let lower = if has_owners { LINE } else { 0.0 };
        let place = middle - vec2(0.0, lower + title.size().y);
        painter.galley(place, title, palette.teach);
        if has_owners {
            let mut job = egui::text::LayoutJob::simple_singleline(column.owner_title.clone(), small.clone(), palette.faint);
            job.wrap = egui::text::TextWrapping::truncate_at_width(cell.x - 4.0);
            let galley = painter.layout_job(job);
            painter.galley(middle + vec2(-galley.size().x / 2.0, -LINE), galley, palette.faint);
        }
    }
    painter.text(at(0, columns.len()).center_top() - vec2(0.0, 4.0), Align2::CENTER_BOTTOM, "explained", small.clone(), palette.faint);
    let mut chosen = None;
    for (r, row) in rows.iter().enumerate() {
        let mut job = egui::text::LayoutJob::single_section(row.title.clone(), egui::TextFormat::simple(FontId::proportional(13.0), palette.text));
        job.wrap = egui::text::TextWrapping { max_width: head - SMALL, max_rows: 2, ..Default::default() };
        let title = painter.layout_job(job);
        painter.galley(pos2(rect.left(), at(r, 0).center().y - title.size().y / 2.0), title, palette.text);
        for (c, (cell, column)) in row.cells.iter().zip(columns).enumerate() {
            let place = at(r, c);
            let Some((cell, known)) = cell.as_ref().and_then(|cell| Some((cell, cell.known?))) else {
                painter.rect_stroke(place, theme::ROUND, Stroke::new(1.0, palette.line), egui::StrokeKind::Inside);
                painter.text(place.center(), Align2::CENTER_CENTER, "–", FontId::proportional(13.0), palette.faint);
                continue;
            };
            let Known { cosine, share, beyond } = known;
            let told = known.is_told(row.chance);
            painter.rect_filled(place, theme::ROUND, palette.signed(cosine as f32));
            if cell.own {
                painter.rect_stroke(place, theme::ROUND, Stroke::new(1.5, palette.teach), egui::StrokeKind::Inside);
            }
            let text = if told { format!("{cosine:+.2}") } else { format!("({cosine:+.2})") }.replace('-', "−");
            let colour = if told { palette.text } else { palette.faint };
            painter.text(place.center() - vec2(0.0, 3.0), Align2::CENTER_CENTER, text, FontId::proportional(13.0), colour);
            let bar = Rect::from_min_size(place.left_bottom() + vec2(6.0, -7.0), vec2((place.width() - 12.0) * share.clamp(0.0, 1.0) as f32, 3.0));
            painter.rect_filled(bar, 1.5, palette.text);
            let response = ui.interact(place, ui.scope_id().with(("cell", r, c)), Sense::click());
            let shown = view.is_on(&cell.measure, cell.own);
            let shuffled = beyond.map_or(String::new(), |beyond| format!(" Errors in random order: {} deviations away.", number(beyond)));
            let words = format!(
                "{} moves along the descent of {} ({}) with cosine {}; share of its movement {} %. Random directions: up to ±{}.{shuffled}",
                row.title,
                column.title.to_lowercase(),
                cell.owner,
                number(cosine),
                number((100.0 * share).round()),
                number(row.chance)
            );
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, shown, &words));
            if response.hovered() || response.has_focus() {
                painter.rect_stroke(place, theme::ROUND, Stroke::new(1.5, palette.accent), egui::StrokeKind::Inside);
            }
            let hint = if shown { "Its curve is among those over age; a click hides it." } else { "A click shows its curve over age." };
            if response.on_hover_text(format!("{words}\n{hint}")).on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                chosen = Some((cell.measure.clone(), shown));
            }
        }
        let explained = row.explained.map_or("–".to_owned(), |part| format!("{:.0} %", 100.0 * part));
        painter.text(at(r, columns.len()).center(), Align2::CENTER_CENTER, explained, FontId::proportional(13.0), palette.text);
    }
    let foot = Rect::from_min_max(pos2(rect.left(), rect.bottom() - FOOT + 4.0), pos2(rect.left() + seen, rect.bottom()));
    let chance = rows.iter().map(|row| row.chance).fold(0.0, f64::max);
    let legend = format!("Framed: its own. Bar: share of the movement. In brackets: no more than chance (±{}).", number(chance));
    let words = format!("{}\n{legend}", rows.iter().map(|row| verdict(row, columns)).collect::<Vec<_>>().join(" "));
    let mut below = ui.new_child(UiBuilder::new().max_rect(foot));
    below.add(egui::Label::new(theme::small(&below, words)).wrap());
    chosen
}

/// Which cost moves an area most, in a sentence; or that this cannot be told.
fn verdict(row: &Row, columns: &[Column]) -> String {
    let mut ranked: Vec<(Known, bool, &Column)> =
        row.cells.iter().zip(columns).filter_map(|(cell, column)| cell.as_ref().and_then(|cell| Some((cell.known?, cell.own, column)))).collect();
    ranked.sort_by(|a, b| b.0.cosine.total_cmp(&a.0.cosine));
    let name = |own: bool, column: &Column| {
        let title = column.title.to_lowercase();
        if own { format!("its own {title}") } else { format!("{title} of {}", column.owner_title) }
    };
    match ranked[..] {
        [] => match row.rests_since {
            Some(age) => format!("{} has not moved since age {}.", row.title, count(age)),
            None => format!("{} has not moved yet.", row.title),
        },
        [(first, ..), ..] if first.cosine <= 0.0 || !first.is_told(row.chance) => format!("{}: no cost moves it more than chance would.", row.title),
        [(first, own, top), (next, other, second), ..] if first.cosine - next.cosine < AMBIGUOUS => {
            let margin = first.cosine - next.cosine;
            format!("{}: {} or {}, too alike to tell (margin {margin:.2}).", row.title, name(own, top), name(other, second))
        }
        [(first, own, top), (next, ..), ..] => {
            format!("{}: {} ({:.2}, margin {:.2}).", row.title, name(own, top), first.cosine, first.cosine - next.cosine)
        }
        [(first, own, top)] => format!("{}: {} ({:.2}).", row.title, name(own, top), first.cosine),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::preset;

    #[test]
    fn a_verdict_names_the_cost_or_says_that_it_cannot() {
        let column = |owner: &str, title: &str| Column { owner_title: owner.to_uppercase(), title: title.into() };
        let columns = [column("a", "Slowness"), column("b", "Energy")];
        let cell = |known, own| Some(Cell { measure: String::new(), own, owner: String::new(), known });
        let row =
            |[a, b]: [Option<Known>; 2]| Row { title: "A".into(), explained: None, rests_since: None, cells: vec![cell(a, true), cell(b, false)], chance: 0.1 };
        let says = |cells| verdict(&row(cells), &columns);
        let known = |cosine, beyond| Some(Known { cosine, share: 0.0, beyond });
        assert_eq!(says([None, None]), "A has not moved yet.");
        assert_eq!(says([known(0.05, None), known(0.02, None)]), "A: no cost moves it more than chance would.");
        assert_eq!(says([known(0.6, Some(1.2)), known(0.02, None)]), "A: no cost moves it more than chance would.");
        assert_eq!(says([known(0.8, Some(9.0)), known(0.1, None)]), "A: its own slowness (0.80, margin 0.70).");
        assert_eq!(says([known(0.5, None), known(0.52, Some(5.0))]), "A: energy of B or its own slowness, too alike to tell (margin 0.02).");
    }

    #[test]
    fn areas_that_no_wire_ties_share_a_column_for_the_cost_that_each_has_of_its_own() {
        let shape = |name: &str| {
            let scenario = preset(name).unwrap().scenario().unwrap();
            let (columns, rows) = table(&scenario, &Record::default());
            assert!(rows.iter().all(|row| row.cells.len() == columns.len()));
            let own = rows.iter().flat_map(|row| row.cells.iter().flatten()).filter(|cell| cell.own).count();
            (rows.len(), columns.len(), own)
        };
        assert_eq!(shape("shared_microcircuit"), (3, 3, 9));
        assert_eq!(shape("three_costs"), (3, 3, 3));
    }
}
