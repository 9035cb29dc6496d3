//! Small controls that several panels share.

use super::theme::{self, palette};
use egui::{Color32, CornerRadius, CursorIcon, FontId, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

/// A word that turns a page: underlined by the accent when it is the one that shows.
pub(super) fn tab(ui: &mut Ui, text: &str, chosen: bool) -> Response {
    let palette = palette(ui);
    let galley =
        ui.painter().layout_no_wrap(text.to_owned(), FontId::new(13.0, if chosen { theme::semibold() } else { egui::FontFamily::Proportional }), palette.text);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x, 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, chosen, text));
    let colour = if chosen || response.hovered() { palette.text } else { palette.faint };
    ui.painter().galley_with_override_text_color(rect.left_center() - vec2(0.0, galley.size().y / 2.0), galley, colour);
    if chosen {
        ui.painter().hline(rect.x_range(), rect.bottom() - 1.0, Stroke::new(2.0, palette.accent));
    }
    focus_ring(ui, rect.expand(2.0), &response);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// What a transport button shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Icon {
    Reset,
    Rewind,
    Play,
    Pause,
    Close,
    Plus,
}

/// A square button with a drawn sign.
pub(super) fn icon_button(ui: &mut Ui, icon: Icon, name: &str, full: bool) -> Response {
    let palette = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(34.0, 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let (fill, ink) = match (full, response.hovered(), response.is_pointer_button_down_on()) {
        (true, hovered, _) => (if hovered { palette.accent.lerp_to_gamma(palette.text, 0.15) } else { palette.accent }, palette.on_accent),
        (false, _, true) => (palette.pressed, palette.text),
        (false, true, _) => (palette.hovered, palette.text),
        (false, false, _) => (palette.raised, palette.text),
    };
    ui.painter().rect(rect, CornerRadius::same(theme::ROUND), fill, quiet_line(ui, full), StrokeKind::Inside);
    draw_icon(ui, icon, rect.center(), ink);
    focus_ring(ui, rect, &response);
    response.on_hover_text(name).on_hover_cursor(CursorIcon::PointingHand)
}

fn quiet_line(ui: &Ui, full: bool) -> Stroke {
    let palette = palette(ui);
    if palette.is_dark || full { Stroke::NONE } else { Stroke::new(1.0, palette.line) }
}

fn draw_icon(ui: &Ui, icon: Icon, at: egui::Pos2, ink: Color32) {
    let painter = ui.painter();
    let triangle = |x: f32, size: f32| {
        let tip = vec2(size * 0.9, 0.0);
        Shape::convex_polygon(vec![at + vec2(x, -size), at + vec2(x, size), at + vec2(x, 0.0) + tip * 1.7], ink, Stroke::NONE)
    };
    let line = Stroke::new(1.8, ink);
    match icon {
        Icon::Play => {
            painter.add(triangle(-4.0, 6.0));
        }
        Icon::Pause => {
            for x in [-4.5, 1.5] {
                painter.rect_filled(Rect::from_min_size(at + vec2(x, -6.0), vec2(3.5, 12.0)), CornerRadius::same(1), ink);
            }
        }
        Icon::Reset => {
            painter.vline(at.x - 5.0, at.y - 5.0..=at.y + 5.0, line);
            painter.add(Shape::convex_polygon(vec![at + vec2(5.0, -5.5), at + vec2(5.0, 5.5), at + vec2(-3.5, 0.0)], ink, Stroke::NONE));
        }
        Icon::Rewind => {
            for x in [-7.0, 0.0] {
                painter.add(Shape::line(vec![at + vec2(x + 5.0, -4.5), at + vec2(x + 0.5, 0.0), at + vec2(x + 5.0, 4.5)], line));
            }
        }
        Icon::Close => {
            painter.line_segment([at + vec2(-3.5, -3.5), at + vec2(3.5, 3.5)], Stroke::new(1.4, ink));
            painter.line_segment([at + vec2(-3.5, 3.5), at + vec2(3.5, -3.5)], Stroke::new(1.4, ink));
        }
        Icon::Plus => {
            painter.line_segment([at + vec2(-4.0, 0.0), at + vec2(4.0, 0.0)], Stroke::new(1.6, ink));
            painter.line_segment([at + vec2(0.0, -4.0), at + vec2(0.0, 4.0)], Stroke::new(1.6, ink));
        }
    }
}

/// A button without a ground, with a drawn sign: to take something out, to add something.
pub(super) fn quiet_icon(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    let palette = palette(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(20.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(theme::ROUND), palette.hovered);
    }
    draw_icon(ui, icon, rect.center(), if response.hovered() { palette.text } else { palette.faint });
    focus_ring(ui, rect, &response);
    response.on_hover_text(name).on_hover_cursor(CursorIcon::PointingHand)
}

/// A wide button in the accent's or another full colour: what to do next.
pub(super) fn full_button(ui: &mut Ui, text: &str, colour: Color32, width: f32) -> Response {
    let on = palette(ui).on_accent;
    let text = egui::RichText::new(text).color(on).font(FontId::new(13.0, theme::semibold()));
    let centred = egui::Layout::centered_and_justified(egui::Direction::LeftToRight);
    let button = egui::Button::new(text).fill(colour).stroke(Stroke::NONE);
    ui.allocate_ui_with_layout(vec2(width, 30.0), centred, |ui| ui.add(button)).inner.on_hover_cursor(CursorIcon::PointingHand)
}

/// A word in a rounded outline: a tag, a rule, a cost.
pub(super) fn chip(ui: &mut Ui, text: &str, colour: Color32) -> Response {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), FontId::proportional(11.0), colour);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(14.0, 6.0), Sense::hover());
    ui.painter().rect_stroke(rect.shrink(0.5), CornerRadius::same(10), Stroke::new(1.0, colour), StrokeKind::Inside);
    ui.painter().galley(rect.min + vec2(7.0, 3.0), galley, colour);
    response
}

/// A slider without its number: a thin rail, filled up to a small handle.
pub(super) fn slider(ui: &mut Ui, slider: egui::Slider<'_>, width: f32) -> Response {
    ui.scope(|ui| {
        let palette = palette(ui);
        ui.spacing_mut().slider_width = width;
        ui.spacing_mut().interact_size.y = 15.0;
        let visuals = ui.visuals_mut();
        visuals.selection.bg_fill = palette.accent;
        visuals.widgets.inactive.bg_fill = palette.pressed;
        for widget in [&mut visuals.widgets.inactive, &mut visuals.widgets.hovered, &mut visuals.widgets.active] {
            widget.fg_stroke = Stroke::new(1.5, palette.text);
        }
        visuals.widgets.hovered.bg_fill = palette.text;
        visuals.widgets.active.bg_fill = palette.accent;
        ui.add(slider.show_value(false))
    })
    .inner
}

/// Brings the heading that has these words into view, as soon as it is drawn.
pub(super) fn seek(ctx: &egui::Context, words: &str, until: f64) {
    ctx.data_mut(|data| data.insert_temp(egui::Id::unique("sought heading"), (words.to_lowercase(), until)));
    ctx.request_repaint();
}

/// A heading stands here: if it is sought, it comes into view.
pub(super) fn sought(ui: &Ui, heading: &str) {
    let id = egui::Id::unique("sought heading");
    let Some((words, until)) = ui.data(|data| data.get_temp::<(String, f64)>(id)) else { return };
    let is_it = heading.to_lowercase().contains(&words);
    if is_it {
        ui.scroll_to_cursor(Some(egui::Align::TOP));
    }
    if is_it || ui.input(|input| input.time) > until {
        ui.data_mut(|data| data.remove::<(String, f64)>(id));
    }
}

/// The line under which a group of knobs stands.
pub(super) fn group(ui: &mut Ui, text: &str) {
    ui.add_space(theme::MEDIUM);
    sought(ui, text);
    ui.label(theme::caption(ui, text));
    let line = palette(ui).line;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, line));
}

/// A name on the left, a value on the right.
pub(super) fn fact(ui: &mut Ui, name: &str, value: &str, colour: Color32) -> Response {
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(width, 18.0), Sense::hover());
    let painter = ui.painter();
    let value = painter.layout_no_wrap(value.to_owned(), FontId::new(12.5, theme::semibold()), colour);
    let room = width - value.size().x - theme::MEDIUM;
    let name = elided(ui, name, FontId::proportional(12.5), palette(ui).faint, room);
    let middle = rect.center().y;
    painter.galley(pos2(rect.left(), middle - name.size().y / 2.0), name, palette(ui).faint);
    painter.galley(pos2(rect.right() - value.size().x, middle - value.size().y / 2.0), value, colour);
    response
}

/// A line of text that ends in … where there is no room for all of it.
pub(super) fn elided(ui: &Ui, text: &str, font: FontId, colour: Color32, width: f32) -> std::sync::Arc<egui::Galley> {
    let mut job = egui::text::LayoutJob::single_section(text.to_owned(), egui::TextFormat::simple(font, colour));
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(8.0));
    ui.painter().layout_job(job)
}

/// A ring around what has the keyboard's focus.
pub(super) fn focus_ring(ui: &Ui, rect: Rect, response: &Response) {
    if response.has_focus() {
        ui.painter().rect_stroke(rect.expand(1.0), CornerRadius::same(theme::ROUND), Stroke::new(1.5, palette(ui).accent), StrokeKind::Outside);
    }
}

/// A list in a menu: where the window is too low for it, it scrolls.
pub fn menu_list<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let most = (ui.ctx().content_rect().height() * 0.6).max(120.0);
    egui::ScrollArea::vertical().max_height(most).show(ui, content).inner
}
