//! Ports: where wires start and end, and what a wire that is being drawn says there.

use super::gesture::{Gesture, Pending};
use super::pen::Pen;
use super::scene::{Node, Port, Scene};
use crate::app::App;
use crate::app::action::Action;
use egui::{CursorIcon, Id, Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};

/// Radius of a port, in units of the canvas.
const RADIUS: f32 = 5.0;
/// Side of the square that hears, on the screen.
pub(super) const REACH: f32 = 22.0;

/// The id of a port, by its path.
pub(super) fn id(port: &Port) -> Id {
    Id::unique(("port", &port.path))
}

/// The ports of a node: drawn, and heard.
pub(super) fn ui(ui: &Ui, pen: &Pen<'_>, app: &mut App, scene: &Scene, node: &Node, actions: &mut Vec<Action>) {
    for port in &node.ports {
        let at = pen.camera.to_screen(port.at);
        let rect = Rect::from_center_size(at, Vec2::splat(REACH.min(28.0 * pen.camera.zoom).max(12.0)));
        let response = ui.interact(rect, id(port), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &port.name));
        hear(app, scene, port, &response, actions);
        let colour = pen.palette.role(port.role);
        let (fill, ring, grown) = match &app.view.canvas.gesture {
            Gesture::Wiring(pending) => match pending.answer(&port.path) {
                Some(Ok(())) => (colour.gamma_multiply(0.5), colour, 1.5),
                Some(Err(_)) => (pen.palette.ground, pen.palette.line, -1.0),
                None => (colour, colour, 1.5),
            },
            _ if response.hovered() || response.has_focus() => (colour, pen.palette.text, 1.0),
            _ => (pen.palette.ground, colour, 0.0),
        };
        pen.disc(port.at, RADIUS + grown, fill, Stroke::new(1.8, ring));
        let is_idle = matches!(app.view.canvas.gesture, Gesture::None);
        let response = response.on_hover_cursor(CursorIcon::Crosshair);
        if is_idle {
            let units = port.units.map_or(String::new(), |units| format!(" · {units} numbers"));
            response.on_hover_text(format!("{}{units}\nDrag to {} to draw a wire.", port.name, if port.is_output { "an input" } else { "an output" }));
        }
    }
}

fn hear(app: &mut App, scene: &Scene, port: &Port, response: &egui::Response, actions: &mut Vec<Action>) {
    if !response.clicked() {
        return;
    }
    // A click, or Enter, on one port and then on another draws the wire without dragging.
    match std::mem::take(&mut app.view.canvas.gesture) {
        Gesture::Wiring(pending) if pending.from != port.path => pending.finish(&port.path, actions),
        Gesture::Wiring(_) => {}
        _ => app.view.canvas.gesture = Gesture::Wiring(Pending::new(app.document.scenario(), scene, port, false)),
    }
}
