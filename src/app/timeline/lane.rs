//! A track: a curve with keys to add, drag and delete.

use super::edit::{self, Lane};
use super::{REACH, Scene, TimelineView, arrows, asked_to_delete, focused, pan, row_ui};
use crate::app::Action;
use crate::app::plots::figures::{age as age_text, short};
use crate::app::theme::{self, Palette};
use crate::brain::development::{Interpolation, Track};
use crate::brain::knob::{Knob, Range, linear};
use egui::{Align2, Color32, CursorIcon, FontId, Pos2, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

/// Half the diagonal of a key.
const KEY: f32 = 4.5;
/// Room above and below a curve.
const ROOM: f32 = 6.0;

/// Where a track's values stand on the screen.
struct Place<'t> {
    path: &'t str,
    track: &'t Track,
    name: String,
    rect: Rect,
    lane: Lane,
    range: Range,
    unit: &'static str,
}

/// Shows a track and lets a person change it.
pub(super) fn ui(ui: &mut Ui, path: &str, track: &Track, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let knob: Option<&'static Knob> = scene.scenario.knob_address(path).map(|address| address.knob(scene.scenario));
    let (range, unit) = knob.map_or((linear(f64::MIN, f64::MAX), ""), |knob| (knob.range, knob.unit));
    let name = edit::label(scene.scenario, path);
    let now = track.value(scene.age).map_or_else(String::new, short);
    let rect = row_ui(ui, scene, &name, &now);
    if !ui.is_rect_visible(rect) {
        return;
    }
    let is_held = ui.ctx().dragged_id().is_some_and(|id| (0..track.keys.len()).any(|index| key_id(ui, path, index) == id));
    let lane = view.held.filter(|_| is_held).unwrap_or_else(|| Lane::of(track, range));
    let place = Place { path, track, name, rect, lane, range, unit };
    background_ui(ui, &place, view, scene, actions);
    let palette = theme::palette(ui);
    let colour = colour(path, palette);
    curve(ui, &place, scene, colour);
    numbers(ui, &place, palette);
    for index in 0..track.keys.len() {
        key_ui(ui, &place, index, colour, view, scene, actions);
    }
}

/// What is between the keys: a double click adds one, a drag pans, a right click offers both ends of the track's life.
fn background_ui(ui: &Ui, place: &Place<'_>, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let response = ui.interact(place.rect, ui.scope_id().with(("lane", place.path)), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::GraphicsObject, true, format!("Track of {}", place.name)));
    pan(view, scene, &response);
    let pointer = response.interact_pointer_pos();
    let add_at = |at: Pos2| {
        let age = scene.span.round_age(at);
        let drawn = place.track.value(age).unwrap_or_default();
        // A click on the curve keeps its shape; one beside it says where the new key is to be.
        let on_curve = (place.y(drawn) - at.y).abs() <= REACH;
        let value = if on_curve { drawn } else { place.value(at.y) };
        Action::Change { label: "Add a key".into(), scenario: edit::add_key(scene.scenario, place.path, age, value) }
    };
    if response.double_clicked()
        && let Some(at) = pointer
    {
        actions.push(add_at(at));
    }
    let clicked_at = ui.scope_id().with("clicked at");
    if response.secondary_clicked()
        && let Some(at) = pointer
    {
        ui.data_mut(|data| data.insert_temp(clicked_at, at));
    }
    response.context_menu(|ui| {
        if ui.button("Add a key here").clicked() {
            let at = ui.data(|data| data.get_temp(clicked_at)).unwrap_or(place.rect.center());
            actions.push(add_at(at));
            ui.close();
        }
        if ui.button("Remove the track").clicked() {
            actions.push(Action::Change { label: "Remove a track".into(), scenario: edit::remove_track(scene.scenario, place.path) });
            ui.close();
        }
    });
}

/// The curve exactly as it will be lived: every interpolation at every age, at most one point per pixel.
fn curve(ui: &Ui, place: &Place<'_>, scene: &Scene<'_>, colour: Color32) {
    let span = scene.span;
    let (first, last) = (span.from.max(0.0).floor() as u64, span.to.max(0.0).ceil() as u64);
    let step = (span.ticks_per_pixel() * 2.0).ceil().max(1.0) as u64;
    let mut ages: Vec<u64> = (first..=last).step_by(usize::try_from(step).unwrap_or(usize::MAX)).chain([last]).collect();
    // Corners stand exactly where the keys are, and what jumps there jumps upright.
    for key in place.track.keys.iter().filter(|key| (first..=last).contains(&key.age)) {
        ages.extend([key.age.saturating_sub(1), key.age]);
    }
    ages.sort_unstable();
    ages.dedup();
    let points = ages.into_iter().filter_map(|age| Some(pos2(span.x(age as f64), place.y(place.track.value(age)?)))).collect();
    ui.painter().with_clip_rect(place.rect.expand2(vec2(1.0, 0.0))).add(Shape::line(points, Stroke::new(1.5, colour)));
}

/// The values at the top and at the bottom of the lane.
fn numbers(ui: &Ui, place: &Place<'_>, palette: &Palette) {
    let font = FontId::proportional(9.5);
    let x = place.rect.right() + 6.0;
    for (value, align, y) in [(place.lane.most, Align2::LEFT_TOP, place.rect.top() + 2.0), (place.lane.least, Align2::LEFT_BOTTOM, place.rect.bottom() - 2.0)] {
        ui.painter().text(pos2(x, y), align, short(value), font.clone(), palette.faint);
    }
}

fn key_ui(ui: &Ui, place: &Place<'_>, index: usize, colour: Color32, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let Some(key) = place.track.keys.get(index) else { return };
    let at = pos2(scene.span.x(key.age as f64), place.y(key.value));
    if !place.rect.expand(REACH).contains(at) && ui.ctx().dragged_id() != Some(key_id(ui, place.path, index)) {
        return;
    }
    let palette = theme::palette(ui);
    let response = ui.interact(Rect::from_center_size(at, vec2(2.0 * REACH, 2.0 * REACH)), key_id(ui, place.path, index), Sense::click_and_drag());
    let unit = if place.unit.is_empty() { String::new() } else { format!(" {}", place.unit) };
    let name = format!("{} at age {}: {}{unit}", place.name, age_text(key.age), short(key.value));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Key of {name}")));
    let response = response.on_hover_cursor(CursorIcon::Grab);
    let lit = response.hovered() || response.dragged() || response.has_focus();
    let size = if lit { KEY + 1.5 } else { KEY };
    let diamond = [(0.0, -size), (size, 0.0), (0.0, size), (-size, 0.0)].map(|(x, y)| at + vec2(x, y)).to_vec();
    let fill = if lit { colour } else { palette.panel };
    ui.painter().add(Shape::convex_polygon(diamond, fill, Stroke::new(1.5, if response.has_focus() { palette.accent } else { colour })));
    focused(&response, actions);
    let mut change = |label: &str, scenario| actions.push(Action::Change { label: label.into(), scenario });
    if response.drag_started_by(egui::PointerButton::Primary) {
        view.held = Some(place.lane);
        response.request_focus();
    }
    if response.clicked() {
        response.request_focus();
    }
    let step = arrows(ui, &response, true);
    if step != egui::Vec2::ZERO {
        let age = key.age.saturating_add_signed(step.x as i64 * scene.span.arrow_step() as i64);
        let value = if step.y == 0.0 { key.value } else { place.lane.value(place.lane.part(key.value) + f64::from(step.y) * 0.05, place.range) };
        change("Move a key", edit::move_key(scene.scenario, place.path, index, age, value));
    }
    let mut remove = asked_to_delete(ui, &response);
    response.context_menu(|ui| remove |= key_menu_ui(ui, place, index, &name, scene, &mut change));
    if remove {
        change("Delete a key", edit::remove_key(scene.scenario, place.path, index));
    }
    if response.dragged_by(egui::PointerButton::Primary)
        && let Some(pointer) = response.interact_pointer_pos()
    {
        let scenario = edit::move_key(scene.scenario, place.path, index, scene.span.round_age(pointer), place.value(pointer.y));
        if *scenario != *scene.scenario {
            actions.push(Action::Drag { label: "Move a key".into(), scenario });
        }
    }
    if response.dragged() {
        ui.painter().text(
            at + vec2(9.0, -2.0),
            Align2::LEFT_CENTER,
            format!("{} at {}", short(key.value), age_text(key.age)),
            FontId::proportional(10.5),
            palette.text,
        );
    }
    response.on_hover_text(name);
}

/// Exact numbers, the way to go on, and an end. Says whether the key is to go.
fn key_menu_ui(
    ui: &mut Ui,
    place: &Place<'_>,
    index: usize,
    name: &str,
    scene: &Scene<'_>,
    change: &mut impl FnMut(&str, Box<crate::scenario::Scenario>),
) -> bool {
    let Some(key) = place.track.keys.get(index) else { return false };
    ui.label(theme::small(ui, name));
    let (mut age, mut value) = (key.age, key.value);
    ui.horizontal(|ui| {
        let label = ui.label("Age");
        let moved = ui.add(egui::DragValue::new(&mut age)).labelled_by(label.id).changed();
        let label = ui.label("Value");
        let speed = (place.lane.most - place.lane.least).abs().max(1e-6) / 200.0;
        let field = egui::DragValue::new(&mut value).range(place.range.least..=place.range.most).speed(speed);
        if ui.add(field).labelled_by(label.id).changed() || moved {
            change("Move a key", edit::move_key(scene.scenario, place.path, index, age, value));
        }
    });
    if index + 1 < place.track.keys.len() {
        ui.separator();
        ui.label(theme::small(ui, "goes on to the next key"));
        for &then in Interpolation::ALL {
            if ui.radio(key.then == then, words(then)).clicked() {
                change("Change how a key goes on", edit::set_interpolation(scene.scenario, place.path, index, then));
                ui.close();
            }
        }
    }
    ui.separator();
    let delete = ui.button("Delete the key").clicked();
    if delete {
        ui.close();
    }
    delete
}

fn words(then: Interpolation) -> &'static str {
    match then {
        Interpolation::Step => "in one step",
        Interpolation::Linear => "in a straight line",
        Interpolation::Cosine => "gently (cosine)",
        Interpolation::Exponential => "in equal ratios (exponential)",
        Interpolation::Sigmoid => "steeply in the middle (sigmoid)",
    }
}

fn key_id(ui: &Ui, path: &str, index: usize) -> egui::Id {
    ui.scope_id().with(("key", path, index))
}

/// What a knob belongs to gives its curve a colour: plasticity, costs, error, the world.
fn colour(path: &str, palette: &Palette) -> Color32 {
    let words: Vec<&str> = path.split('.').collect();
    match words[..] {
        ["areas", _, "costs", ..] => palette.teach,
        ["areas", ..] => palette.signal,
        ["wires", _, "error_gain"] => palette.error,
        ["wires", ..] => palette.modulate,
        _ => palette.faint,
    }
}

impl Place<'_> {
    fn y(&self, value: f64) -> f32 {
        let room = self.rect.height() - 2.0 * ROOM;
        self.rect.bottom() - ROOM - (self.lane.part(value) as f32).clamp(-4.0, 5.0) * room
    }

    fn value(&self, y: f32) -> f64 {
        let room = self.rect.height() - 2.0 * ROOM;
        self.lane.value(f64::from((self.rect.bottom() - ROOM - y) / room), self.range)
    }
}
