//! Coloured chips below a plot: a click shows or hides a measure or a variant.

use super::roster::{Pencil, Roster, Row, life_pencil};
use super::{Highlight, PlotKind, PlotView};
use crate::app::format::variant_within;
use crate::app::theme::{self, SMALL};
use egui::{Role, Sense, Shape, Stroke, TextStyle, Ui, WidgetInfo, vec2};

/// Length of the stroke that stands for a line.
const SWATCH: f32 = 12.0;

/// The part of a panel's height that chips may take; more of them scroll, so that the curves keep their room.
const SHARE: f32 = 0.25;

/// What the mark ⊙ behind a measure says.
const OF_WORLD: &str = "⊙ Seen by a god: the world knows it, and no area does. It is for measuring only; nothing learns from it.";

/// A chip for every measure that is shown or was, and for every variant, in a panel that is `height` high.
pub(super) fn ui(ui: &mut Ui, kind: PlotKind, view: &mut PlotView, roster: &Roster, height: f32) {
    let row = ui.text_style_height(&TextStyle::Small) + SMALL;
    let rows = (SHARE * height / row).floor().clamp(2.0, 5.0);
    let scroll = egui::ScrollArea::vertical().id_salt("legend").max_height(rows * row).auto_shrink([false, true]);
    scroll.show(ui, |ui| {
        // A row is as high as its chips, not as a button.
        ui.spacing_mut().interact_size.y = row;
        chips_ui(ui, kind, view, roster);
    });
}

fn chips_ui(ui: &mut Ui, kind: PlotKind, view: &mut PlotView, roster: &Roster) {
    let palette = theme::palette(ui);
    let start = roster.common_start(view);
    let mut hovered = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(theme::MEDIUM + SMALL, 0.0);
        // Whose life a colour is comes first: without that no line can be read, and it stays in sight where measures scroll.
        let lives = (!roster.variants.is_empty()).then(|| std::iter::once(None).chain((0..roster.variants.len()).map(Some)));
        for variant in lives.into_iter().flatten() {
            let life = roster.life(variant);
            let (text, name) = if life.is_empty() {
                ("scenario itself".to_owned(), "the scenario itself".to_owned())
            } else {
                (variant_within(life), format!("variant {life}"))
            };
            let shown = view.shows_life(life);
            let response = chip_ui(ui, &text, &name, life_pencil(variant, palette), shown);
            if response.clicked() {
                view.variants.insert(life.to_owned(), !shown);
            }
            if response.hovered() && shown {
                hovered = Some(Highlight::Life(variant));
            }
        }
        for row in roster.measures.iter().filter(|row| row.stands_in_legend(view)).collect::<Vec<_>>() {
            let shown = view.shows(row);
            let response = chip_ui(ui, &marked(row, &row.title[start..]), &row.title, roster.measure_pencil(row, kind, palette), shown);
            let response = if row.of_world { response.on_hover_text(OF_WORLD) } else { response };
            if response.clicked() {
                view.measures.insert(row.name.clone(), !shown);
            }
            if response.hovered() && shown {
                hovered = Some(Highlight::Measure(row.name.clone()));
            }
        }
    });
    view.highlighted = hovered;
}

/// Every measure, by area, with a box to tick.
pub(super) fn more_ui(ui: &mut Ui, kind: PlotKind, view: &mut PlotView, roster: &Roster) {
    let palette = theme::palette(ui);
    ui.set_min_width(220.0);
    egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        let mut groups: Vec<&str> = Vec::new();
        roster.measures.iter().for_each(|row| {
            if !groups.contains(&row.group.as_str()) {
                groups.push(&row.group);
            }
        });
        for group in groups {
            ui.label(theme::caption(ui, group));
            for row in roster.measures.iter().filter(|row| row.group == group) {
                let mut shown = view.shows(row);
                let colour = if shown { roster.measure_pencil(row, kind, palette).colour } else { palette.text };
                let response = ui.checkbox(&mut shown, egui::RichText::new(marked(row, short(row))).color(colour));
                let response = if row.of_world { response.on_hover_text(OF_WORLD) } else { response };
                if response.changed() {
                    view.measures.insert(row.name.clone(), shown);
                }
            }
            ui.add_space(SMALL);
        }
    });
}

/// What a measure is called, with a mark where the world alone knows it.
fn marked(row: &Row, title: &str) -> String {
    if row.of_world { format!("{title}\u{a0}⊙") } else { title.to_owned() }
}

fn short(row: &Row) -> &str {
    row.title.strip_prefix(row.group.as_str()).and_then(|rest| rest.strip_prefix(", ")).unwrap_or(&row.title)
}

fn chip_ui(ui: &mut Ui, text: &str, name: &str, pencil: Pencil, shown: bool) -> egui::Response {
    let palette = theme::palette(ui);
    let font = TextStyle::Small.resolve(ui.style());
    // A long name takes two lines rather than the room of the next plot.
    let room = (ui.max_rect().width() - SWATCH - SMALL).max(SWATCH);
    let galley = ui.painter().layout(text.to_owned(), font, if shown { palette.text } else { palette.faint }, room);
    let size = vec2(SWATCH + SMALL + galley.size().x, galley.size().y + SMALL);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, shown, name));
    let text_colour = match (shown, response.hovered()) {
        (_, true) => palette.accent,
        (true, false) => palette.faint.lerp_to_gamma(palette.text, 0.4),
        (false, false) => palette.faint.gamma_multiply(0.7),
    };
    let left = rect.left_center();
    let ends = [left, left + vec2(SWATCH, 0.0)];
    let stroke = Stroke::new(2.5, if shown { pencil.colour } else { palette.line });
    match pencil.dashes {
        Some(length) => ui.painter().extend(Shape::dashed_line(&ends, Stroke::new(1.5, stroke.color), length.min(5.0), 2.0)),
        None => {
            ui.painter().line_segment(ends, stroke);
        }
    }
    if let Some(mark) = pencil.mark {
        mark.draw(ui.painter(), left + vec2(SWATCH / 2.0, 0.0), palette.ground, stroke.color);
    }
    let at = rect.left_top() + vec2(SWATCH + SMALL, SMALL / 2.0);
    ui.painter().galley_with_override_text_color(at, galley, text_colour);
    if response.has_focus() {
        ui.painter().rect_stroke(rect.expand(2.0), 3.0, Stroke::new(1.0, palette.accent), egui::StrokeKind::Outside);
    }
    response.on_hover_text(if shown { format!("{name}: click to hide it") } else { format!("{name}: click to show it") })
}
