//! Wires: activity along them, error back beside them.

use super::pen::{Pen, along, curve, distance, error_curve};
use super::scene::{Line, Scene};
use crate::app::action::Action;
use crate::app::selection::{Item, Selection};
use crate::app::{App, format, theme};
use crate::scenario::Role;
use egui::{Align2, Color32, CursorIcon, FontId, Id, Pos2, Rect, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo};

/// How near to a wire a click must be.
const NEAR: f32 = 7.0;

/// All wires.
pub(super) fn ui(ui: &Ui, pen: &Pen<'_>, app: &mut App, scene: &Scene, actions: &mut Vec<Action>) {
    let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|at| pen.camera.screen.contains(*at));
    let hovered = pointer.and_then(|at| nearest(pen, scene, at));
    for line in &scene.lines {
        draw(ui, pen, app, line, hovered.is_some_and(|other| other.key == line.key), actions);
    }
    for line in &scene.lines {
        let explains = hovered.is_some_and(|other| other.key == line.key) || app.view.selection.contains(&Item::Wire(line.key.clone()));
        error_flow(ui, pen, app, line, explains);
    }
}

/// The wire next to a point of the screen, if it is near.
pub(super) fn nearest<'s>(pen: &Pen<'_>, scene: &'s Scene, at: Pos2) -> Option<&'s Line> {
    let far = |line: &Line| distance(&on_screen(pen, line), at);
    scene.lines.iter().map(|line| (far(line), line)).filter(|(far, _)| *far < NEAR).min_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, line)| line)
}

fn on_screen(pen: &Pen<'_>, line: &Line) -> egui::epaint::CubicBezierShape {
    curve(pen.camera.to_screen(line.ends[0]), pen.camera.to_screen(line.ends[1]), pen.camera.zoom)
}

fn draw(ui: &Ui, pen: &Pen<'_>, app: &mut App, line: &Line, is_near: bool, actions: &mut Vec<Action>) {
    let item = Item::Wire(line.key.clone());
    let is_selected = app.view.selection.contains(&item);
    let curve = on_screen(pen, line);
    let middle = curve.sample(0.5);
    // A small handle in the middle lets the keyboard and screen readers reach the wire.
    let handle = ui.interact(Rect::from_center_size(middle, Vec2::splat(14.0)), Id::unique(("wire", &line.key)), Sense::click());
    handle.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, is_selected, &line.name));
    if handle.clicked() {
        actions.push(Action::Select(Selection::one(item.clone())));
    }
    let hot = is_near || handle.hovered() || handle.has_focus();
    if hot {
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
    }
    let is_broken = !super::problems(app, &item).is_empty();
    let colour = if is_broken { pen.palette.error } else { pen.palette.role(line.role) };
    let gain = app.document.scenario().wires.get(&line.key).map_or(1.0, |wire| wire.gain);
    let width = (2.0 * pen.camera.zoom.clamp(0.6, 1.4)) + if is_selected || hot { 1.2 } else { 0.0 };
    let points = along(&curve, 40);
    if is_selected {
        pen.painter.add(Shape::line(points.clone(), Stroke::new(width + 5.0, pen.palette.accent.gamma_multiply(0.35))));
    }
    let strength = if gain == 0.0 { 0.3 } else { 1.0 };
    if line.role == Role::Share {
        // Nothing travels here: two areas are one.
        pen.painter.extend(Shape::dotted_line(&points, colour, 5.0 * pen.camera.zoom.clamp(0.7, 1.4), 0.7 * width));
    } else {
        pen.painter.add(Shape::line(points, Stroke::new(width, colour.gamma_multiply(strength))));
        pulses(pen, app, &curve, colour);
    }
    if let Some(number) = line.number.filter(|_| pen.is_legible()) {
        let font = FontId::proportional(10.0 * pen.camera.zoom.clamp(0.8, 1.2));
        let galley = ui.painter().layout_no_wrap(format!("number {number}"), font, colour);
        let place = Align2::CENTER_CENTER.anchor_size(curve.sample(0.3), galley.size());
        pen.painter.rect_filled(place.expand2(Vec2::new(3.0, 1.0)), 3.0, pen.palette.ground);
        pen.painter.galley(place.min, galley, colour);
    }
    super::node::badge_ui(ui, pen, app, &item, pen.camera.to_canvas(middle + Vec2::new(-90.0, 10.0)), 180.0 / pen.camera.zoom, actions);
}

/// Beads that travel with activity, by age: they stand still while the brain does.
fn pulses(pen: &Pen<'_>, app: &App, curve: &egui::epaint::CubicBezierShape, colour: Color32) {
    let phase = (app.run.live.age % 120) as f32 / 120.0;
    for bead in 0..3 {
        let part = (phase + bead as f32 / 3.0).fract();
        pen.painter.circle_filled(curve.sample(part), 2.6 * pen.camera.zoom.clamp(0.6, 1.4), colour);
    }
}

/// Error that travels back: dashed, below the wire, with its gain.
fn error_flow(ui: &Ui, pen: &Pen<'_>, app: &App, line: &Line, explains: bool) {
    let Some(state) = app.run.live.wire(&line.key) else { return };
    let Some(error) = state.error else { return };
    let gain = app.document.scenario().wires.get(&line.key).map_or(1.0, |wire| wire.error_gain);
    let (from, to) = (pen.camera.to_screen(line.ends[0]), pen.camera.to_screen(line.ends[1]));
    let curve = error_curve(from, to, pen.camera.zoom);
    let offset = (app.run.live.age % 1000) as f32 * 0.4;
    let stroke = Stroke::new(1.4 * pen.camera.zoom.clamp(0.7, 1.3), pen.palette.error);
    pen.painter.extend(Shape::dashed_line_with_offset(&along(&curve, 40), stroke, &[5.0], &[4.0], -offset % 9.0));
    if !pen.is_legible() {
        return;
    }
    let gain = if gain < 0.0 { format!("error × {} (reversed)", format::factor(gain)) } else { format!("error × {}", format::factor(gain)) };
    let text = if explains { format!("{gain}, size {}", format::number(error)) } else { gain };
    let at = curve.sample(0.5) + Vec2::new(0.0, 5.0);
    let galley = ui.painter().layout_no_wrap(text, FontId::new(10.5 * pen.camera.zoom.clamp(0.8, 1.2), theme::semibold()), pen.palette.error);
    let rect = Align2::CENTER_TOP.anchor_size(at, galley.size());
    pen.painter.rect_filled(rect.expand(2.0), 3.0, pen.palette.ground.gamma_multiply(0.8));
    pen.painter.galley(rect.min, galley, pen.palette.error);
}
