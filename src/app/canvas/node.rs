//! One node: what it is, how it is doing, and why it is not learning when it is not.

use super::pen::Pen;
use super::scene::{CHIP_ROW, CHIP_TEXT, ChipKind, HEAD, Node, PAD};
use crate::app::action::Action;
use crate::app::selection::{Item, Selection};
use crate::app::{App, edit, format, standing, theme, world_picture};
use egui::{Align2, Color32, CursorIcon, EventFilter, FontId, Id, Pos2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// The id of a node, by what it is.
pub(super) fn id(item: &Item) -> Id {
    Id::unique(("node", item))
}

/// A node: drawn, and heard.
pub(super) fn ui(ui: &Ui, pen: &Pen<'_>, app: &mut App, node: &Node, actions: &mut Vec<Action>) {
    let screen = pen.camera.rect_to_screen(node.rect);
    let response = ui.interact(screen, id(&node.item), Sense::click_and_drag());
    let is_selected = app.view.selection.contains(&node.item);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_selected, describe(app, node)));
    hear(ui, app, node, &response, actions);
    if !screen.intersects(pen.camera.screen) {
        return;
    }
    let outline = match (is_selected, response.has_focus() || response.hovered()) {
        (true, _) => Stroke::new(1.8, pen.palette.accent),
        (false, true) => Stroke::new(1.2, pen.palette.faint),
        (false, false) => Stroke::new(1.0, pen.palette.line),
    };
    pen.fill(node.rect.translate(vec2(0.0, 3.0)).expand(1.0), 11.0, Color32::from_black_alpha(if pen.palette.is_dark { 50 } else { 8 }));
    pen.fill(node.rect, 10.0, pen.palette.raised);
    pen.outline(node.rect, 10.0, outline);
    match &node.item {
        Item::World => world_ui(pen, app, node),
        Item::Area(key) => area_ui(pen, app, node, key),
        Item::Wire(_) | Item::Stage(_) => {}
    }
    badge_ui(ui, pen, app, &node.item, pos2(node.rect.left(), node.rect.bottom() + 6.0), node.rect.width(), actions);
}

fn describe(app: &App, node: &Node) -> String {
    match &node.item {
        Item::World => format!("World: {}", node.summary),
        Item::Area(key) => {
            let remark = app.run.live.area(key).and_then(|state| standing::remark(state, &theme::DARK));
            let remark = remark.map_or(String::new(), |(text, _)| format!(". {text}"));
            format!("Area {}, {}{remark}", node.title, node.summary)
        }
        Item::Wire(key) | Item::Stage(key) => format!("Wire {key}"),
    }
}

fn hear(ui: &Ui, app: &App, node: &Node, response: &egui::Response, actions: &mut Vec<Action>) {
    let shift = ui.input(|input| input.modifiers.shift || input.modifiers.command);
    if response.clicked() {
        response.request_focus();
        let selection = if shift { app.view.selection.clone().toggled(node.item.clone()) } else { Selection::one(node.item.clone()) };
        actions.push(Action::Select(selection));
    }
    if response.has_focus() {
        // Arrows move the node instead of the focus.
        let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    }
}

fn head(pen: &Pen<'_>, node: &Node, bar: Color32, openness: f32) -> f32 {
    let top = node.rect.top() + 8.0;
    let full = Rect::from_min_max(pos2(node.rect.left() + 1.0, top), pos2(node.rect.left() + 4.0, node.rect.bottom() - 8.0));
    pen.fill(full, 1.5, bar.gamma_multiply(0.25));
    let open = Rect::from_min_max(pos2(full.left(), full.bottom() - full.height() * openness.clamp(0.0, 1.0)), full.max);
    pen.fill(open, 1.5, bar);
    let width = node.rect.width() - 2.0 * PAD;
    let left = node.rect.left() + PAD;
    let height = pen.title(pos2(left, node.rect.top() + 10.0), &node.title, 14.0, width);
    if pen.is_legible() {
        pen.text(pos2(left, node.rect.top() + 29.0), Align2::LEFT_TOP, &node.summary, 11.5, pen.palette.faint, width);
        for chip in &node.chips {
            let colour = match chip.kind {
                ChipKind::Rule => pen.palette.signal,
                ChipKind::Cost => pen.palette.teach,
                ChipKind::Fact => pen.palette.faint,
            };
            pen.outline(chip.rect, 9.0, Stroke::new(1.0, colour.gamma_multiply(0.8)));
            pen.text(chip.rect.center(), Align2::CENTER_CENTER, &chip.text, CHIP_TEXT, colour, chip.rect.width());
        }
    }
    node.rect.top() + 10.0 + height
}

/// Where the chips of a node end.
fn below_chips(node: &Node) -> f32 {
    node.chips.iter().map(|chip| chip.rect.bottom() + 4.0).fold(node.rect.top() + HEAD + CHIP_ROW, f32::max)
}

fn world_ui(pen: &Pen<'_>, app: &App, node: &Node) {
    let below_title = head(pen, node, pen.palette.faint, 1.0);
    let Some(picture) = app.view.inspector.world.picture() else { return };
    let top = if pen.is_legible() { below_chips(node) + 4.0 } else { below_title + 8.0 };
    let place = Rect::from_min_max(pos2(node.rect.left() + PAD, top), pos2(node.rect.right() - PAD, node.rect.bottom() - 12.0));
    let place = if matches!(picture, crate::brain::world::Picture::Images { .. }) { place.with_max_y(place.top() + 36.0) } else { place };
    world_picture::draw(pen.painter, pen.palette, pen.camera.rect_to_screen(place), picture, &app.run.live.observation);
}

fn area_ui(pen: &Pen<'_>, app: &App, node: &Node, key: &str) {
    let Some(area) = app.document.scenario().areas.get(key) else { return };
    let palette = pen.palette;
    let colour = if area.costs.is_empty() { palette.signal } else { palette.teach };
    let state = app.run.live.area(key);
    let below_title = head(pen, node, colour, state.map_or(1.0, |state| state.openness as f32));
    let (left, right) = (node.rect.left() + PAD, node.rect.right() - PAD);
    let top = if pen.is_legible() { below_chips(node) } else { node.rect.bottom() - 66.0 };
    let (points, value) = curve_of(app, key, area);
    if !pen.is_legible() {
        if points.len() > 1 && below_title + 10.0 < top + 26.0 {
            pen.sparkline(Rect::from_min_max(pos2(left, below_title + 6.0), pos2(right, top + 26.0)), &points, Stroke::new(1.5, colour));
        }
    } else {
        let room = if value.is_empty() { 0.0 } else { 40.0 };
        let place = Rect::from_min_max(pos2(left, top + 4.0), pos2(right - room, top + 28.0));
        if points.len() > 1 {
            pen.sparkline(place, &points, Stroke::new(1.5, colour));
        } else {
            pen.painter.hline(
                pen.camera.to_screen(pos2(left, 0.0)).x..=pen.camera.to_screen(pos2(right, 0.0)).x,
                pen.camera.to_screen(pos2(0.0, top + 20.0)).y,
                Stroke::new(1.0, palette.line),
            );
        }
        pen.text(pos2(right, top + 16.0), Align2::RIGHT_CENTER, &value, 10.5, palette.faint, room);
    }
    let strip = Rect::from_min_max(pos2(left, top + 36.0), pos2(right, top + 45.0));
    match state.filter(|state| !state.activity.is_empty()) {
        Some(state) => {
            let shown = at_most(&state.activity, 64);
            let most = shown.iter().fold(1e-6_f32, |most, value| most.max(value.abs()));
            pen.strip(strip, &shown, |value| palette.pressed.lerp_to_gamma(if value < 0.0 { palette.modulate } else { colour }, (value / most).abs()));
        }
        None => pen.fill(strip, 2.0, palette.hovered),
    }
    let (text, ink) = state_line(app, key, area);
    if pen.is_legible() {
        pen.lines(pos2(left, top + 51.0), &text, 10.5, ink, right - left, 3);
    } else if ink != palette.faint {
        // Its words do not fit: a dot in their colour says that there are some.
        pen.disc(pos2(right, node.rect.top() + 18.0), 7.0, ink, Stroke::NONE);
    }
}

/// The curve that tells most about an area: its first cost, or else its angle to the true gradient; and the newest value in words.
fn curve_of(app: &App, key: &str, area: &crate::scenario::Area) -> (Vec<[f64; 2]>, String) {
    let record = &app.run.record;
    let (name, unit) = match area.costs.names().next() {
        Some(cost) => (format!("cost.{key}.{cost}"), ""),
        None => (format!("rule_angle.{key}"), "°"),
    };
    let value = record.latest(&name).map_or(String::new(), |value| match unit {
        "°" => format!("{value:.0}°"),
        _ => format::number(value),
    });
    (record.sparkline(&name, 80), value)
}

/// One line: how it learns, or why it does not.
fn state_line(app: &App, key: &str, area: &crate::scenario::Area) -> (String, Color32) {
    let palette = if app.ctx.theme() == egui::Theme::Dark { &theme::DARK } else { &theme::LIGHT };
    let Some(state) = app.run.live.area(key) else { return (format!("rate {}", format::number(area.plasticity.rate)), palette.faint) };
    let remark = standing::remark(state, palette);
    if let Some(remark) = remark.clone().filter(|_| state.idle.is_some()) {
        return remark;
    }
    let mut line = format!("rate {}", format::number(state.rate));
    if state.openness < 1.0 {
        line += &format!(" · {:.0} % open", 100.0 * state.openness);
    }
    if state.silenced > 0 {
        line += &format!(" · {} units silent", state.silenced);
    }
    match remark {
        Some((text, ink)) => (format!("{line} · {}", uncapitalized(&text)), ink),
        None => (line, palette.faint),
    }
}

/// As it stands inside a line.
fn uncapitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

/// At most so many of the values: evenly spaced ones, where there are more.
fn at_most(values: &[f32], most: usize) -> Vec<f32> {
    if values.len() <= most { values.to_vec() } else { (0..most).map(|index| values[index * values.len() / most]).collect() }
}

/// What is wrong with a thing, in words below it, with what a click mends.
pub(super) fn badge_ui(ui: &Ui, pen: &Pen<'_>, app: &App, item: &Item, at: Pos2, width: f32, actions: &mut Vec<Action>) {
    let mut top = pen.camera.to_screen(at);
    let width = (width * pen.camera.zoom).max(180.0);
    let palette = pen.palette;
    for (index, problem) in super::problems(app, item).into_iter().enumerate() {
        let mend = problem.mend.as_ref();
        let clickable = mend.is_some_and(|mend| !mend.edits.is_empty());
        let advice = mend.filter(|_| !clickable).map_or(String::new(), |mend| format!(": {}", mend.text));
        let text = format!("{}{advice}", edit::sentence(&problem.message));
        let galley = pen.painter.layout(text, FontId::proportional(11.0), palette.error, width - 16.0);
        let button = mend
            .filter(|_| clickable)
            .map(|mend| pen.painter.layout(edit::sentence(&mend.text), FontId::new(11.0, theme::semibold()), palette.on_accent, width - 28.0));
        let height = galley.size().y + 12.0 + button.as_ref().map_or(0.0, |button| button.size().y + 14.0);
        let rect = Rect::from_min_size(top, vec2(width, height));
        pen.painter.rect(rect, theme::ROUND, palette.tint(palette.error), Stroke::new(1.0, palette.error), egui::StrokeKind::Inside);
        let text_height = galley.size().y;
        pen.painter.galley(rect.min + vec2(8.0, 6.0), galley, palette.error);
        if let Some(button) = button {
            let place = Rect::from_min_size(rect.min + vec2(8.0, text_height + 10.0), button.size() + vec2(12.0, 6.0));
            let response = ui.interact(place, Id::unique(("mend", item, index)), Sense::click());
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Mend: {}", mend.map_or("", |mend| mend.text.as_str()))));
            let fill = if response.hovered() { palette.error.lerp_to_gamma(palette.text, 0.2) } else { palette.error };
            pen.painter.rect_filled(place, theme::ROUND, fill);
            pen.painter.galley(place.min + vec2(6.0, 3.0), button, palette.on_accent);
            if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
                actions.push(Action::Mend(problem.clone()));
            }
        }
        top.y = rect.bottom() + 4.0;
    }
}
