//! The gallery: every preset with a small drawing of its graph.

use super::action::{Action, FileAction};
use super::theme::{self, palette};
use super::widgets::{chip, focus_ring};
use super::{App, edit};
use crate::scenario::{PRESETS, Role, Scenario};
use egui::{CornerRadius, CursorIcon, Frame, Margin, Painter, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, TextEdit, Ui, WidgetInfo, pos2, vec2};

/// Filter and contents of the gallery.
#[derive(Default)]
pub struct GalleryView {
    filter: String,
    /// Every preset that can be read, with its name; read once.
    cards: Option<Vec<(&'static str, Scenario)>>,
}

/// The gallery.
pub(super) fn ui(ui: &mut Ui, app: &mut App, actions: &mut Vec<Action>) {
    let view = &mut app.view.gallery;
    let hint = "Filter by word or tag";
    let field = ui.add(TextEdit::singleline(&mut view.filter).hint_text(hint).desired_width(f32::INFINITY).margin(Margin::symmetric(8, 6)));
    field.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Filter presets"));
    ui.add_space(theme::SMALL);
    let open = app.document.scenario().title.clone();
    let cards = view.cards.get_or_insert_with(|| PRESETS.iter().filter_map(|preset| Some((preset.name, preset.scenario().ok()?))).collect());
    let wanted: Vec<String> = view.filter.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut shown = 0;
    for (name, scenario) in cards.iter() {
        let text = format!("{name} {} {} {}", scenario.title, scenario.about, scenario.hypotheses.join(" ")).to_lowercase();
        if wanted.iter().all(|word| text.contains(word)) {
            shown += 1;
            if card(ui, scenario, scenario.title == open) {
                actions.push(Action::File(FileAction::OpenPreset((*name).to_owned())));
            }
        }
    }
    if shown == 0 {
        ui.label(theme::faint(ui, "No preset has these words."));
    }
}

/// One preset; whether it was chosen.
fn card(ui: &mut Ui, scenario: &Scenario, is_open: bool) -> bool {
    let palette = palette(ui);
    let frame = Frame::new().inner_margin(Margin::same(8)).corner_radius(CornerRadius::same(theme::ROUND_LARGE));
    let mut prepared = frame.begin(ui);
    {
        let ui = &mut prepared.content_ui;
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = theme::SMALL;
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 72.0), Sense::hover());
        ui.painter().rect_filled(rect, CornerRadius::same(theme::ROUND), palette.ground);
        thumbnail(ui.painter(), palette, rect.shrink(10.0), scenario);
        ui.label(theme::title(&scenario.title));
        ui.label(theme::small(ui, first_sentence(&scenario.about)));
        if !scenario.hypotheses.is_empty() {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
                for tag in &scenario.hypotheses {
                    chip(ui, tag, palette.accent);
                }
            });
        }
    }
    let response = prepared.allocate_space(ui).interact(Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, format!("Open preset {}", scenario.title)));
    prepared.frame.fill = if response.hovered() { palette.hovered } else { palette.panel };
    prepared.paint(ui);
    if is_open {
        ui.painter().rect_stroke(response.rect, CornerRadius::same(theme::ROUND_LARGE), Stroke::new(1.0, palette.accent), StrokeKind::Inside);
    }
    focus_ring(ui, response.rect, &response);
    response.on_hover_cursor(CursorIcon::PointingHand).clicked()
}

fn first_sentence(text: &str) -> String {
    text.split_inclusive(". ").next().unwrap_or_default().trim().to_owned()
}

/// A graph, small: boxes where the nodes are, lines where the wires are.
fn thumbnail(painter: &Painter, palette: &theme::Palette, rect: Rect, scenario: &Scenario) {
    let node = vec2(170.0, 110.0);
    let places: Vec<(&str, Pos2)> = std::iter::once("world")
        .chain(scenario.areas.names())
        .enumerate()
        .map(|(index, key)| {
            let [x, y] = edit::place_of(scenario, key, index);
            (key, pos2(x, y))
        })
        .collect();
    let mut bounds = Rect::NOTHING;
    for (_, place) in &places {
        bounds = bounds.union(Rect::from_min_size(*place, node));
    }
    let scale = (rect.width() / bounds.width()).min(rect.height() / bounds.height()).min(0.3);
    let offset = rect.center() - bounds.center().to_vec2() * scale;
    let to_screen = |at: Pos2| pos2(at.x * scale, at.y * scale) + offset.to_vec2();
    let place_of = |key: &str| places.iter().find(|(other, _)| *other == key).map(|(_, place)| *place);
    for (_, wire) in scenario.wires.iter() {
        let ends = (wire.from.split('.').next().and_then(place_of), wire.to.split('.').next().and_then(place_of));
        let (Some(from), Some(to)) = ends else { continue };
        let below = if wire.role == Role::Teach { 30.0 } else { 0.0 };
        let (start, end) = (to_screen(from + vec2(node.x, node.y / 2.0 + below)), to_screen(to + vec2(0.0, node.y / 2.0 + below)));
        let reach = vec2(((end.x - start.x) / 2.0).abs().max(6.0), 0.0);
        let stroke = Stroke::new(1.2, palette.role(wire.role));
        painter.add(egui::epaint::CubicBezierShape::from_points_stroke([start, start + reach, end - reach, end], false, egui::Color32::TRANSPARENT, stroke));
    }
    for (key, place) in &places {
        let colour = match scenario.areas.get(key) {
            None => palette.faint,
            Some(area) if area.costs.is_empty() => palette.signal,
            Some(_) => palette.teach,
        };
        let box_rect = Rect::from_min_size(to_screen(*place), node * scale);
        painter.add(Shape::rect_filled(box_rect, CornerRadius::same(3), palette.panel.lerp_to_gamma(colour, 0.55)));
    }
}
