//! A key of a track: dragged, moved by the keyboard, and opened for exact numbers and the way to go on from it.

use super::curve::{diamond, picture};
use super::edit::{self, TrackAt};
use super::lane::{Piece, Place};
use super::row::asked;
use super::snap::snapped;
use super::{REACH, Scene, TimelineView};
use crate::app::Action;
use crate::app::plots::figures::{age as age_text, short};
use crate::app::theme;
use crate::brain::development::{Interpolation, Key};
use crate::scenario::Scenario;
use egui::{
    Align2, CursorIcon, DragValue, FontId, PointerButton, Popup, PopupCloseBehavior, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2,
};

/// Half the diagonal of a key.
const KEY: f32 = 4.5;
/// How much of a lane an arrow key moves a value.
const STEP: f64 = 0.05;

/// The id of a key.
pub(super) fn id(ui: &Ui, at: &TrackAt, index: usize) -> egui::Id {
    ui.scope_id().with(("key", at, index))
}

/// Shows a key and lets a person change it.
pub(super) fn ui(ui: &Ui, place: &Place<'_>, piece: &Piece<'_>, index: usize, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let Some(key) = piece.track.keys.get(index) else { return };
    let age = key.age + piece.offset;
    let at = pos2(scene.span.x(age as f64), place.frame.y(key.value));
    let id = id(ui, &piece.at, index);
    if !place.frame.rect.expand(REACH).contains(at) && ui.ctx().dragged_id() != Some(id) {
        return;
    }
    if let Some(row) = view.grid.last_mut() {
        let after = row.partition_point(|thing| thing.0 <= at.x);
        row.insert(after, (at.x, id));
    }
    let palette = theme::palette(ui);
    let response = ui.interact(Rect::from_center_size(at, vec2(2.0 * REACH, 2.0 * REACH)), id, Sense::click_and_drag());
    let unit = if place.unit.is_empty() { String::new() } else { format!(" {}", place.unit) };
    let stage = piece.stage.map_or_else(String::new, |stage| format!(" in {stage}"));
    let name = format!("{}{stage} at age {}: {}{unit}", place.name, age_text(age), short(key.value));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Key of {name}")));
    let response = response.on_hover_cursor(CursorIcon::Grab);
    let lit = response.hovered() || response.dragged() || response.has_focus();
    let size = if lit { KEY + 1.5 } else { KEY };
    // A key that a stage's own track goes over at its age moves nothing.
    let is_over = piece.at.stage.is_none() && place.pieces.iter().any(|other| other.at.stage.is_some() && (other.ages.0..other.ages.1).contains(&(age as f64)));
    let colour = if is_over { palette.quiet(place.colour) } else { place.colour };
    let stroke = Stroke::new(1.5, if response.has_focus() { palette.accent } else { colour });
    ui.painter().add(Shape::convex_polygon(diamond(at, size), if lit { colour } else { palette.panel }, stroke));
    let keys = asked(ui, view, &response, actions);
    let mut change = |label: &str, scenario| actions.push(Action::Change { label: label.into(), scenario });
    if response.drag_started_by(PointerButton::Primary) {
        view.held = Some(place.frame.lane);
        response.request_focus();
    }
    if response.clicked() {
        response.request_focus();
    }
    if keys.by != egui::Vec2::ZERO {
        let moved = key.age.saturating_add_signed(keys.by.x as i64 * scene.span.arrow_step(keys.fine) as i64);
        let part = place.frame.lane.part(key.value) + f64::from(keys.by.y) * if keys.fine { STEP / 5.0 } else { STEP };
        let value = if keys.by.y == 0.0 { key.value } else { place.frame.lane.value(part, place.frame.range) };
        change("Move a key", edit::move_key(scene.scenario, &piece.at, index, moved, value));
    }
    if keys.delete {
        change("Delete a key", edit::remove_key(scene.scenario, &piece.at, index));
    }
    if keys.open || response.secondary_clicked() || response.double_clicked() {
        view.open = Some((piece.at.clone(), index));
    }
    box_ui(place, piece, index, &response, &name, view, scene, &mut change);
    drag(ui, place, piece, index, &response, scene, actions);
    if view.open.is_none() {
        response.on_hover_text(name);
    }
}

fn drag(ui: &Ui, place: &Place<'_>, piece: &Piece<'_>, index: usize, response: &Response, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let (Some(key), Some(pointer)) = (piece.track.keys.get(index), response.interact_pointer_pos()) else { return };
    if !response.dragged_by(PointerButton::Primary) {
        return;
    }
    let palette = theme::palette(ui);
    let (age, is_snapped) = snapped(ui, scene.span, &scene.snaps, pointer.x, key.age + piece.offset);
    let value = if ui.input(|input| input.modifiers.alt) { place.frame.value(pointer.y) } else { level(place, piece, index, pointer.y) };
    let scenario = edit::move_key(scene.scenario, &piece.at, index, age.saturating_sub(piece.offset), value);
    if is_snapped {
        let painter = ui.painter().with_clip_rect(ui.clip_rect().with_min_x(scene.span.left));
        painter.vline(scene.span.x(age as f64), ui.clip_rect().y_range(), Stroke::new(1.0, palette.accent.gamma_multiply(0.7)));
    }
    let at = pos2(scene.span.x((key.age + piece.offset) as f64), place.frame.y(key.value));
    let text = format!("{} at {}", short(key.value), age_text(key.age + piece.offset));
    let galley = ui.painter().layout_no_wrap(text, FontId::proportional(10.5), palette.text);
    let is_far_right = at.x + 12.0 + galley.size().x > scene.span.right;
    let (anchor, shift) = if is_far_right { (Align2::RIGHT_CENTER, -9.0) } else { (Align2::LEFT_CENTER, 9.0) };
    let rect = anchor.anchor_size(at + vec2(shift, -2.0), galley.size());
    ui.painter().rect_filled(rect.expand2(vec2(3.0, 1.0)), 3.0, palette.raised);
    ui.painter().galley(rect.min, galley, palette.text);
    if *scenario != *scene.scenario {
        actions.push(Action::Drag { label: "Move a key".into(), scenario });
    }
}

/// The value that a drag to `y` means: that of a neighbour, if it is almost that.
fn level(place: &Place<'_>, piece: &Piece<'_>, index: usize, y: f32) -> f64 {
    let neighbours = [index.checked_sub(1), Some(index + 1)].into_iter().flatten().filter_map(|index| piece.track.keys.get(index));
    let near = neighbours.map(|key: &Key| key.value).find(|value| (place.frame.y(*value) - y).abs() < 2.0);
    near.unwrap_or_else(|| place.frame.value(y))
}

/// Exact numbers, the way to go on, and an end, in a box beside the key while it is open.
#[expect(clippy::too_many_arguments, reason = "a box shows the key, its lane, its track and the whole")]
fn box_ui(
    place: &Place<'_>,
    piece: &Piece<'_>,
    index: usize,
    response: &Response,
    name: &str,
    view: &mut TimelineView,
    scene: &Scene<'_>,
    change: &mut impl FnMut(&str, Box<Scenario>),
) {
    let mut is_open = view.open.as_ref().is_some_and(|(at, open)| *at == piece.at && *open == index);
    if !is_open {
        return;
    }
    let popup = Popup::from_response(response).open_bool(&mut is_open).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let shown = popup.show(|ui| inside_ui(ui, place, piece, index, name, scene, change));
    if !is_open || shown.is_some_and(|shown| shown.inner) {
        view.open = None;
        response.request_focus();
    }
}

/// What the box says; whether it is done with.
fn inside_ui(
    ui: &mut Ui,
    place: &Place<'_>,
    piece: &Piece<'_>,
    index: usize,
    name: &str,
    scene: &Scene<'_>,
    change: &mut impl FnMut(&str, Box<Scenario>),
) -> bool {
    let Some(key) = piece.track.keys.get(index) else { return true };
    ui.set_width(236.0);
    ui.label(theme::small(ui, name));
    let (mut age, mut value) = (key.age, key.value);
    ui.horizontal(|ui| {
        let label = ui.label(if piece.offset > 0 { "Ticks" } else { "Age" });
        let field = ui.add(DragValue::new(&mut age)).labelled_by(label.id);
        let first = ui.scope_id().with(("first", &piece.at, index));
        if !ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default::<bool>(first), true)) {
            field.request_focus();
        }
        let moved = field.changed();
        let label = ui.label("Value");
        let speed = (place.frame.lane.most - place.frame.lane.least).abs().max(1e-6) / 200.0;
        let range = place.frame.range;
        let field = DragValue::new(&mut value).range(range.least..=range.most).speed(speed).max_decimals(9);
        if ui.add(field).labelled_by(label.id).changed() || moved {
            change("Move a key", edit::move_key(scene.scenario, &piece.at, index, age, value));
        }
    });
    if let Some(aim) = key.toward {
        let to = format!("Its course was changed at the next key: it was heading to {} at age {}.", short(aim.value), age_text(aim.age + piece.offset));
        ui.add(egui::Label::new(theme::small(ui, to)).wrap());
    }
    if index + 1 < piece.track.keys.len() {
        ui.separator();
        ui.label(theme::small(ui, "Goes on to the next key"));
        for &then in Interpolation::ALL {
            if way_ui(ui, then, key.then == then, place.colour).clicked() {
                change("Change how a key goes on", edit::set_interpolation(scene.scenario, &piece.at, index, then));
            }
        }
    }
    ui.separator();
    let delete = ui.button("Delete the key").clicked();
    if delete {
        change("Delete a key", edit::remove_key(scene.scenario, &piece.at, index));
    }
    delete || ui.input(|input| input.key_pressed(egui::Key::Escape))
}

/// A way to go on, with its picture.
fn way_ui(ui: &mut Ui, then: Interpolation, is_chosen: bool, colour: egui::Color32) -> Response {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, is_chosen, words(then)));
    let fill = if response.hovered() || response.has_focus() {
        palette.hovered
    } else if is_chosen {
        palette.raised
    } else {
        egui::Color32::TRANSPARENT
    };
    ui.painter().rect_filled(rect, theme::ROUND, fill);
    let ink = if is_chosen { colour } else { palette.faint };
    ui.painter().extend(picture(then, Rect::from_min_size(rect.min + vec2(4.0, 2.0), vec2(40.0, 20.0)), ink));
    let text = ui.painter().layout_no_wrap(words(then).to_owned(), FontId::proportional(12.5), palette.text);
    ui.painter().galley(pos2(rect.left() + 54.0, rect.center().y - text.size().y / 2.0), text, palette.text);
    if is_chosen {
        ui.painter().circle_filled(pos2(rect.right() - 12.0, rect.center().y), 3.0, palette.accent);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// A way to go on, in words.
fn words(then: Interpolation) -> &'static str {
    match then {
        Interpolation::Step => "in one step",
        Interpolation::Linear => "in a straight line",
        Interpolation::Cosine => "gently (cosine)",
        Interpolation::Exponential => "in equal ratios",
        Interpolation::Sigmoid => "steeply in the middle",
    }
}
