//! The palette: areas by the rule they learn by, and worlds, to be dragged onto the canvas.

use super::App;
use super::action::{Action, Part};
use super::families::Family;
use super::theme::{self, palette};
use super::widgets::{focus_ring, group};
use crate::brain::{Rule, World};
use egui::{Color32, CornerRadius, CursorIcon, FontId, Margin, Rect, Role, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2};

/// One thing that can be added, in words.
pub(super) struct Offer {
    /// What it is called.
    pub title: &'static str,
    /// One line more.
    pub about: String,
    /// What it is.
    pub part: Part,
}

/// Everything that can be added: areas by their rules, then worlds.
pub(super) fn offers() -> Vec<Offer> {
    let areas = Rule::all().into_iter().map(|rule| Offer { title: rule.title(), about: rule.as_dyn().about().to_owned(), part: Part::Area(rule) });
    let worlds = World::all().into_iter().map(|world| Offer { title: world.title(), about: world.formula().to_owned(), part: Part::World(world) });
    areas.chain(worlds).collect()
}

/// Whether an offer answers to every word.
pub(super) fn answers(offer: &Offer, words: &str) -> bool {
    let kind = if matches!(offer.part, Part::Area(_)) { "area" } else { "world" };
    let text = format!("{} {} {kind}", offer.title, offer.about).to_lowercase();
    words.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

/// The palette.
pub(super) fn ui(ui: &mut Ui, app: &mut App, actions: &mut Vec<Action>) {
    let filter = &mut app.view.parts_filter;
    let field = ui.add(TextEdit::singleline(filter).hint_text("Search parts").desired_width(f32::INFINITY).margin(Margin::symmetric(8, 6)));
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search parts"));
    ui.label(theme::small(ui, "Drag onto the canvas, or click to add."));
    let offers: Vec<Offer> = offers().into_iter().filter(|offer| answers(offer, filter)).collect();
    let family = |offer: &&Offer| match &offer.part {
        Part::Area(rule) => Some(Family::of(rule)),
        Part::World(_) => None,
    };
    for kind in Family::ALL.into_iter().map(Some).chain([None]) {
        let of_kind: Vec<&Offer> = offers.iter().filter(|offer| family(offer) == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        group(ui, &kind.map_or("Worlds".to_owned(), |family| format!("Areas: {}", family.title())));
        ui.spacing_mut().item_spacing.y = 2.0;
        for offer in of_kind {
            if offer_ui(ui, offer) {
                actions.push(Action::Add(offer.part.clone(), None));
            }
        }
        ui.spacing_mut().item_spacing.y = theme::MEDIUM;
    }
    if offers.is_empty() {
        ui.label(theme::faint(ui, "No part has these words."));
    }
}

/// One part; whether it was clicked.
pub(super) fn offer_ui(ui: &mut Ui, offer: &Offer) -> bool {
    let palette = palette(ui);
    let width = ui.available_width();
    let about = ui.painter().layout(offer.about.clone(), FontId::proportional(11.0), palette.faint, width - 24.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 28.0 + about.size().y), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Add {}", offer.title)));
    let colour = colour_of(palette, &offer.part);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, CornerRadius::same(theme::ROUND), palette.hovered);
    }
    mark(ui, rect, colour);
    ui.painter().text(rect.min + vec2(16.0, 5.0), egui::Align2::LEFT_TOP, offer.title, FontId::new(13.0, theme::semibold()), palette.text);
    ui.painter().galley(rect.min + vec2(16.0, 23.0), about, palette.faint);
    focus_ring(ui, rect, &response);
    response.dnd_set_drag_payload(offer.part.clone());
    if response.dragged()
        && let Some(at) = ui.ctx().pointer_interact_pos()
    {
        ghost(ui, at, offer.title, colour);
    }
    response.on_hover_cursor(CursorIcon::Grab).clicked()
}

fn colour_of(palette: &theme::Palette, part: &Part) -> Color32 {
    match part {
        Part::Area(_) => palette.signal,
        Part::World(_) => palette.faint,
    }
}

fn mark(ui: &Ui, rect: Rect, colour: Color32) {
    let bar = Rect::from_min_max(pos2(rect.left() + 4.0, rect.top() + 6.0), pos2(rect.left() + 7.0, rect.bottom() - 6.0));
    ui.painter().rect_filled(bar, CornerRadius::same(2), colour);
}

/// What is carried, under the pointer.
fn ghost(ui: &Ui, at: egui::Pos2, title: &str, colour: Color32) {
    let palette = palette(ui);
    let painter = ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Tooltip, egui::Id::unique("carried part")));
    let rect = Rect::from_min_size(at + vec2(8.0, 8.0), vec2(160.0, 36.0));
    painter.rect_filled(rect, CornerRadius::same(theme::ROUND_LARGE), palette.raised);
    let bar = Rect::from_min_max(rect.min + vec2(0.0, 4.0), pos2(rect.left() + 3.0, rect.bottom() - 4.0));
    painter.rect_filled(bar, CornerRadius::same(2), colour);
    painter.text(rect.left_center() + vec2(14.0, 0.0), egui::Align2::LEFT_CENTER, title, FontId::new(13.0, theme::semibold()), palette.text);
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
}
