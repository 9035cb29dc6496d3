//! A key of a track: dragged, moved by the keyboard, and opened for exact numbers and the way to go on from it.

use super::curve::{diamond, picture};
use super::edit::{self, TrackAt};
use super::lane::{Piece, Place, pieces};
use super::row::asked;
use super::snap::{STILL, dragged, hold};
use super::{Looks, OpenKey, REACH, Scene, TimelineView};
use crate::app::Action;
use crate::app::plots::figures::{age as age_text, short};
use crate::app::theme;
use crate::brain::development::{Interpolation, Key};
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{
    Align2, CursorIcon, DragValue, FontId, PointerButton, Popup, PopupCloseBehavior, Rect, Response, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2,
};

/// Half the diagonal of a key.
const KEY: f32 = 4.5;
/// A box asks for the keyboard in so many frames: in the first it is only measured, and hears nothing.
const FRAMES_TO_FOCUS: u8 = 2;
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
    let name = told(&place.name, place.unit, piece, key);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Key of {name}")));
    let response = response.on_hover_cursor(CursorIcon::Grab);
    let lit = response.hovered() || response.dragged() || response.has_focus();
    let size = if lit { KEY + 1.5 } else { KEY };
    // A key moves nothing where a stage's own track goes over it, nor beyond its own stage or the life.
    let is_over = piece.at.stage.is_none() && place.pieces.iter().any(|other| other.at.stage.is_some() && (other.ages.0..other.ages.1).contains(&(age as f64)));
    let is_after = age as f64 > piece.ages.1.min(scene.scenario.ticks as f64);
    let name = if is_after { format!("{name}, after {}", if piece.at.stage.is_some() { "its stage" } else { "the end" }) } else { name };
    let colour = if is_over || is_after { palette.quiet(place.colour) } else { place.colour };
    let stroke = Stroke::new(1.5, if response.has_focus() { palette.accent } else { colour });
    ui.painter().add(Shape::convex_polygon(diamond(at, size), if lit { colour } else { palette.panel }, stroke));
    let keys = asked(ui, view, &response, actions);
    let mut change = |label: &str, scenario| actions.push(Action::Change { label: label.into(), scenario });
    if response.clicked() || response.drag_started_by(PointerButton::Primary) {
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
        let looks = Looks { lane: place.frame.lane, range: place.frame.range, colour: place.colour };
        view.open = Some(OpenKey { at: piece.at.clone(), index, frames: 0, key: id, anchor: response.rect, looks });
    }
    if let Some(open) = view.open.as_mut().filter(|open| open.key == id) {
        open.anchor = response.rect;
    }
    drag(ui, place, piece, index, &response, view, scene, actions);
    if view.open.is_none() {
        response.on_hover_text(name);
    }
}

/// A key in words.
fn told(name: &str, unit: &str, piece: &Piece<'_>, key: &Key) -> String {
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    let stage = piece.stage.map_or_else(String::new, |stage| format!(" in {stage}"));
    format!("{name}{stage} at age {}: {}{unit}", age_text(key.age + piece.offset), short(key.value))
}

#[expect(clippy::too_many_arguments, reason = "a drag moves the key of a track in a lane of a scene")]
fn drag(
    ui: &Ui,
    place: &Place<'_>,
    piece: &Piece<'_>,
    index: usize,
    response: &Response,
    view: &mut TimelineView,
    scene: &Scene<'_>,
    actions: &mut Vec<Action>,
) {
    let (Some(key), Some(pointer)) = (piece.track.keys.get(index), response.interact_pointer_pos()) else { return };
    let stands = pos2(scene.span.x((key.age + piece.offset) as f64), place.frame.y(key.value));
    let Some(held) = hold(view, scene, response, key.age + piece.offset, stands, Some((place.frame.lane, key.value))) else { return };
    let palette = theme::palette(ui);
    let to = held.place(pointer);
    let (age, is_snapped) = dragged(ui, scene.span, held, to.x);
    let had = held.level.map_or(key.value, |(_, value)| value);
    let value = if ui.input(|input| input.modifiers.alt) { place.frame.value(to.y) } else { level(place, piece, index, had, to.y) };
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

/// The value that a drag to `y` means: the one that it had or that of a neighbour, if it is almost that.
fn level(place: &Place<'_>, piece: &Piece<'_>, index: usize, had: f64, y: f32) -> f64 {
    let neighbours = [index.checked_sub(1), Some(index + 1)].into_iter().flatten().filter_map(|index| piece.track.keys.get(index));
    let near = std::iter::once(had).chain(neighbours.map(|key: &Key| key.value)).find(|value| (place.frame.y(*value) - y).abs() < STILL);
    near.unwrap_or_else(|| place.frame.value(y))
}

/// Exact numbers, the way to go on, and an end, in a box beside the key while it is open. It stands outside the lanes, which may scroll the key away.
pub(super) fn box_ui(ui: &Ui, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let Some(open) = view.open.as_mut() else { return };
    let pieces = pieces(&open.at.path, scene);
    let piece = pieces.iter().find(|piece| piece.at == open.at && piece.is_home && open.index < piece.track.keys.len());
    let Some(piece) = piece.filter(|_| !ui.input(|input| input.key_pressed(egui::Key::Escape))) else {
        ui.memory_mut(|memory| memory.request_focus(open.key));
        view.open = None;
        return;
    };
    let mut is_open = true;
    let popup = Popup::new(open.key.with("box"), ui.ctx().clone(), open.anchor, ui.layer_id());
    let popup = popup.open_bool(&mut is_open).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let is_done = popup.show(|ui| inside_ui(ui, piece, open, scene, actions)).is_some_and(|shown| shown.inner);
    open.frames = open.frames.saturating_add(1);
    if !is_open || is_done {
        ui.memory_mut(|memory| memory.request_focus(open.key));
        view.open = None;
    }
}

/// What the box says, the first time with the keyboard; whether it is done with.
fn inside_ui(ui: &mut Ui, piece: &Piece<'_>, open: &OpenKey, scene: &Scene<'_>, actions: &mut Vec<Action>) -> bool {
    let index = open.index;
    let Some(key) = piece.track.keys.get(index) else { return true };
    let mut change = |label: &str, scenario| actions.push(Action::Change { label: label.into(), scenario });
    let name = told(&edit::label(scene.scenario, &piece.at.path), scene.unit(&piece.at.path), piece, key);
    ui.set_width(236.0);
    ui.label(theme::small(ui, name));
    let (mut age, mut value) = (key.age, key.value);
    ui.horizontal(|ui| {
        let label = ui.label(if piece.offset > 0 { "Ticks" } else { "Age" });
        // The box stands beside its key: it must not run after it while somebody types.
        let held = age.to_string().len();
        let field = ui.add(DragValue::new(&mut age).update_while_editing(false)).labelled_by(label.id);
        if open.frames < FRAMES_TO_FOCUS {
            // What is typed takes the place of what stands there.
            field.request_focus();
            let mut state = TextEditState::load(ui.ctx(), field.id).unwrap_or_default();
            state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(0), CCursor::new(held))));
            state.store(ui.ctx(), field.id);
        }
        let moved = field.changed();
        let label = ui.label("Value");
        let speed = (open.looks.lane.most - open.looks.lane.least).abs().max(1e-6) / 200.0;
        let range = open.looks.range;
        let field = DragValue::new(&mut value).range(range.least..=range.most).speed(speed).max_decimals(9).update_while_editing(false);
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
            if way_ui(ui, then, key.then == then, open.looks.colour).clicked() {
                change("Change how a key goes on", edit::set_interpolation(scene.scenario, &piece.at, index, then));
            }
        }
        let next = piece.track.keys.get(index + 1).map_or(key.value, |next| next.value);
        if key.then == Interpolation::Exponential && key.value * next <= 0.0 {
            let why = "No ratio leads to or over 0: it goes on in a straight line.";
            ui.add(egui::Label::new(egui::RichText::new(why).small().color(theme::palette(ui).teach)).wrap());
        }
    }
    ui.separator();
    let delete = ui.button("Delete the key").clicked();
    if delete {
        change("Delete a key", edit::remove_key(scene.scenario, &piece.at, index));
    }
    delete
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
