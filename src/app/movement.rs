//! Which cost moves which area: a live matrix, areas × costs, and how it went.

use super::action::Action;
use super::format::number;
use super::plots::{self, PlotKind, PlotView};
use super::record::Record;
use super::theme::{self, MEDIUM, SMALL, palette};
use crate::scenario::Scenario;
use egui::{Align2, FontId, Rect, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2};
use serde_json::json;

/// Width of what names a row.
const HEAD: f32 = 132.0;
/// Widths of a cell, the least and the greatest.
const WIDTHS: [f32; 2] = [66.0, 104.0];
/// Height of a cell.
const CELL_HEIGHT: f32 = 34.0;
/// Below this width the matrix stands alone.
const NARROW: f32 = 660.0;
/// Height of what names the columns.
const TOP: f32 = 36.0;
/// Two costs whose cosines are nearer than this cannot be told apart by direction (SCIENCE D).
const AMBIGUOUS: f64 = 0.05;
/// So many standard deviations 1/√d hold 99 % of the cosines between random directions.
const CHANCE: f64 = 2.58;

/// What one area does.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    key: String,
    title: String,
    explained: Option<f64>,
    /// By cost: cosine and share, where they are known.
    cells: Vec<Option<(f64, f64)>>,
    /// Largest cosine that chance alone gives.
    chance: f64,
}

/// A cost of the brain.
#[derive(Clone, Debug, PartialEq)]
struct Column {
    owner: String,
    owner_title: String,
    title: String,
}

/// The matrix, and beside it the cosines over age.
pub(super) fn ui(ui: &mut Ui, scenario: &Scenario, record: &Record, view: &mut PlotView, actions: &mut Vec<Action>) {
    if !scenario.measuring.movement {
        ui.label("Which cost moves which area is not measured in this scenario.");
        ui.label(theme::small(ui, "It takes a true gradient of every cost whenever something is measured. The brain is rebuilt with its weights kept."));
        ui.add_space(SMALL);
        if ui.button("Measure it").clicked() {
            actions.push(Action::Edit { label: "Measure which cost moves which area".to_owned(), path: "measuring.movement".to_owned(), value: json!(true) });
        }
        return;
    }
    let (columns, rows) = table(scenario, record);
    if columns.is_empty() || rows.is_empty() {
        ui.label("No area has a cost yet: nothing is being made small.");
        return;
    }
    let whole = ui.available_rect_before_wrap();
    let is_narrow = whole.width() < NARROW;
    let room = if is_narrow { whole.width() } else { whole.width() * 0.62 };
    let columns_shown = (columns.len() + 1) as f32;
    let cell = vec2(((room - HEAD) / columns_shown).clamp(WIDTHS[0], WIDTHS[1]), CELL_HEIGHT);
    let split = whole.left() + (HEAD + cell.x * columns_shown + MEDIUM).min(room);
    let left = Rect::from_min_max(whole.min, pos2(split, whole.bottom()));
    let right = Rect::from_min_max(pos2(split + MEDIUM, whole.top()), whole.max);
    let mut side = ui.new_child(UiBuilder::new().max_rect(left).id_salt("matrix"));
    ScrollArea::both().id_salt("matrix scroll").show(&mut side, |ui| matrix_ui(ui, &columns, &rows, cell, left.width()));
    ui.advance_cursor_after_rect(whole);
    if is_narrow {
        return;
    }
    let mut side = ui.new_child(UiBuilder::new().max_rect(right).id_salt("movement over age"));
    side.shrink_clip_rect(right);
    plots::panel_ui(&mut side, PlotKind::Movement, view, record, scenario, actions);
}

fn table(scenario: &Scenario, record: &Record) -> (Vec<Column>, Vec<Row>) {
    let columns: Vec<(String, Column)> = scenario
        .areas
        .iter()
        .flat_map(|(owner, area)| area.costs.iter().map(move |(cost, attachment)| (owner, area, cost, attachment)))
        .map(|(owner, area, cost, attachment)| {
            let column = Column { owner: owner.to_owned(), owner_title: area.title(owner).to_owned(), title: attachment.cost.title().to_owned() };
            (format!("{owner}.{cost}"), column)
        })
        .collect();
    let measures = scenario.measures();
    let dimensions = |name: &str| measures.iter().find(|measure| measure.name == name).map(|measure| measure.dimensions);
    let rows = scenario.areas.iter().filter_map(|(key, area)| {
        let first = dimensions(&format!("movement.{key}.{}", columns.first()?.0))?;
        let cell = |cost: &str| Some((record.latest(&format!("movement.{key}.{cost}"))?, record.latest(&format!("share.{key}.{cost}"))?));
        Some(Row {
            key: key.to_owned(),
            title: area.title(key).to_owned(),
            explained: record.latest(&format!("explained.{key}")),
            cells: columns.iter().map(|(cost, _)| cell(cost)).collect(),
            chance: CHANCE / (first.max(1) as f64).sqrt(),
        })
    });
    let rows = rows.collect();
    (columns.into_iter().map(|(_, column)| column).collect(), rows)
}

/// The cells; below them what they say, as wide as can be seen.
fn matrix_ui(ui: &mut Ui, columns: &[Column], rows: &[Row], cell: Vec2, seen: f32) {
    let palette = palette(ui);
    let size = vec2(HEAD + cell.x * (columns.len() + 1) as f32, TOP + cell.y * rows.len() as f32 + 60.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let painter = ui.painter_at(rect);
    let small = FontId::proportional(11.0);
    let at = |row: usize, column: usize| Rect::from_min_size(rect.min + vec2(HEAD + cell.x * column as f32, TOP + cell.y * row as f32), cell).shrink(1.5);
    for (c, column) in columns.iter().enumerate() {
        let middle = at(0, c).center_top() - vec2(0.0, 19.0);
        for (line, text, colour) in [(0.0, &column.title, palette.teach), (13.0, &column.owner_title, palette.faint)] {
            let mut job = egui::text::LayoutJob::simple_singleline(text.clone(), small.clone(), colour);
            job.wrap = egui::text::TextWrapping::truncate_at_width(cell.x - 4.0);
            let galley = painter.layout_job(job);
            let place = middle + vec2(-galley.size().x / 2.0, line - 8.0);
            painter.with_clip_rect(at(0, c).expand2(vec2(0.0, TOP))).galley(place, galley, colour);
        }
    }
    painter.text(at(0, columns.len()).center_top() - vec2(0.0, 14.0), Align2::CENTER_CENTER, "explained", small.clone(), palette.faint);
    for (r, row) in rows.iter().enumerate() {
        painter.text(pos2(rect.left(), at(r, 0).center().y), Align2::LEFT_CENTER, &row.title, FontId::proportional(13.0), palette.text);
        for (c, (known, column)) in row.cells.iter().zip(columns).enumerate() {
            let place = at(r, c);
            let own = column.owner == row.key;
            let Some((cosine, share)) = *known else {
                painter.rect_stroke(place, theme::ROUND, Stroke::new(1.0, palette.line), egui::StrokeKind::Inside);
                painter.text(place.center(), Align2::CENTER_CENTER, "–", FontId::proportional(13.0), palette.faint);
                continue;
            };
            let told = cosine.abs() > row.chance;
            painter.rect_filled(place, theme::ROUND, palette.signed(cosine as f32));
            if own {
                painter.rect_stroke(place, theme::ROUND, Stroke::new(1.5, palette.teach), egui::StrokeKind::Inside);
            }
            let text = if told { format!("{cosine:+.2}") } else { format!("({cosine:+.2})") }.replace('-', "−");
            let colour = if told { palette.text } else { palette.faint };
            painter.text(place.center() - vec2(0.0, 3.0), Align2::CENTER_CENTER, text, FontId::proportional(13.0), colour);
            let bar = Rect::from_min_size(place.left_bottom() + vec2(6.0, -7.0), vec2((place.width() - 12.0) * share.clamp(0.0, 1.0) as f32, 3.0));
            painter.rect_filled(bar, 1.5, palette.text);
            let response = ui.interact(place, ui.scope_id().with(("cell", r, c)), Sense::hover());
            let words = format!(
                "{} moves along the descent of {} ({}) with cosine {}; share of its movement {} %. By chance alone: up to ±{}.",
                row.title,
                column.title.to_lowercase(),
                column.owner_title,
                number(cosine),
                number((100.0 * share).round()),
                number(row.chance)
            );
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
            response.on_hover_text(words);
        }
        let explained = row.explained.map_or("–".to_owned(), |part| format!("{:.0} %", 100.0 * part));
        painter.text(at(r, columns.len()).center(), Align2::CENTER_CENTER, explained, FontId::proportional(13.0), palette.text);
    }
    let foot = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 56.0), pos2(rect.left() + seen, rect.bottom()));
    let words = rows.iter().map(|row| verdict(row, columns)).collect::<Vec<_>>().join(" ");
    let mut below = ui.new_child(UiBuilder::new().max_rect(foot));
    below.add(egui::Label::new(theme::small(&below, words)).wrap());
}

/// Which cost moves an area most, in a sentence; or that this cannot be told.
fn verdict(row: &Row, columns: &[Column]) -> String {
    let mut ranked: Vec<(f64, &Column)> = row.cells.iter().zip(columns).filter_map(|(cell, column)| cell.map(|(cosine, _)| (cosine, column))).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let name = |column: &Column| {
        let title = column.title.to_lowercase();
        if column.owner == row.key { format!("its own {title}") } else { format!("{title} of {}", column.owner_title) }
    };
    match ranked[..] {
        [] => format!("{} has not moved yet.", row.title),
        [(first, _), ..] if first <= row.chance => format!("{}: no cost moves it more than chance would.", row.title),
        [(first, top), (second, next), ..] if first - second < AMBIGUOUS => {
            format!("{}: {} or {}, too alike to tell (margin {:.2}).", row.title, name(top), name(next), first - second)
        }
        [(first, top), (second, _), ..] => format!("{}: {} ({first:.2}, margin {:.2}).", row.title, name(top), first - second),
        [(first, top)] => format!("{}: {} ({first:.2}).", row.title, name(top)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_names_the_cost_or_says_that_it_cannot() {
        let column = |owner: &str, title: &str| Column { owner: owner.into(), owner_title: owner.to_uppercase(), title: title.into() };
        let columns = [column("a", "Slowness"), column("b", "Energy")];
        let row = |cells: [Option<(f64, f64)>; 2]| Row { key: "a".into(), title: "A".into(), explained: None, cells: cells.to_vec(), chance: 0.1 };
        let says = |cells| verdict(&row(cells), &columns);
        assert_eq!(says([None, None]), "A has not moved yet.");
        assert_eq!(says([Some((0.05, 0.0)), Some((0.02, 0.0))]), "A: no cost moves it more than chance would.");
        assert_eq!(says([Some((0.8, 0.6)), Some((0.1, 0.0))]), "A: its own slowness (0.80, margin 0.70).");
        assert_eq!(says([Some((0.5, 0.2)), Some((0.52, 0.2))]), "A: energy of B or its own slowness, too alike to tell (margin 0.02).");
    }
}
