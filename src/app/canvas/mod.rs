//! The graph: nodes and wires of the scenario, drawn and handled on a canvas that pans and zooms.

mod camera;
mod gesture;
mod node;
mod pen;
mod ports;
mod scene;
mod search;
mod wires;

pub(super) use pen::grid;

use super::App;
use super::action::{Action, Part};
use super::selection::{Item, Selection};
use super::theme::{self, palette};
use crate::scenario::Role;
use camera::Camera;
use egui::{Align2, CursorIcon, DragAndDrop, FontId, Id, Key, Pos2, Rect, Sense, Stroke, Ui, WidgetInfo, vec2};
use gesture::Gesture;
use pen::Pen;
use scene::Scene;

/// Pan and zoom, and what is under way on the canvas.
#[derive(Default)]
pub struct CanvasView {
    camera: Camera,
    fit: Fit,
    gesture: Gesture,
    search: Option<search::Search>,
}

/// What the camera is to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Fit {
    /// Everything, whatever the size of the canvas, until a person pans or zooms.
    #[default]
    Always,
    /// Everything, once.
    All,
    /// The selection, once.
    Selection,
    /// What a person has chosen.
    Free,
}

impl CanvasView {
    /// Shows the whole graph.
    pub fn fit_all(&mut self) {
        self.fit = Fit::All;
    }

    /// Shows the selection.
    pub fn fit_selection(&mut self) {
        self.fit = Fit::Selection;
    }
}

/// Room for the words of a problem below the lowest node.
const BADGE_ROOM: f32 = 84.0;

/// The canvas.
pub(super) fn ui(ui: &mut Ui, app: &mut App, actions: &mut Vec<Action>) {
    let rect = ui.available_rect_before_wrap();
    ui.set_clip_rect(rect.intersect(ui.clip_rect()));
    let background = ui.interact(rect, Id::unique("canvas"), Sense::click_and_drag());
    background.widget_info(|| WidgetInfo::labeled(egui::Role::Canvas, true, "Graph of brain areas"));
    ui.advance_cursor_after_rect(rect);

    app.view.inspector.world.refresh(app.document.scenario());
    let is_remarkable = |key: &str| app.run.live.area(key).is_some_and(|state| state.idle.is_some() || !state.unheard.is_empty());
    let scene = Scene::of(ui, app.document.scenario(), app.view.inspector.world.facts(), is_remarkable);
    steer(ui, app, &scene, rect, &background);

    let palette = palette(ui);
    let painter = ui.painter_at(rect);
    let camera = app.view.canvas.camera;
    let pen = Pen { painter: &painter, camera: &camera, palette };
    dots(&pen, rect);
    wires::ui(ui, &pen, app, &scene, actions);
    for node in &scene.nodes {
        node::ui(ui, &pen, app, node, actions);
        ports::ui(ui, &pen, app, &scene, node, actions);
    }
    gesture::ui(ui, &pen, app, &scene, &background, actions);
    keys(ui, app, &scene, actions);
    legend(ui, &pen, app, &scene, rect);
    if app.document.scenario().areas.is_empty() {
        let text = "Double-click to add an area, or drag one here from Parts.";
        painter.text(rect.center() + vec2(0.0, rect.height() * 0.3), Align2::CENTER_CENTER, text, FontId::proportional(13.0), palette.faint);
    }
    drop_part(ui, &pen, rect, actions);
    search::ui(ui, app, actions);
}

/// Pan, zoom and fit.
fn steer(ui: &Ui, app: &mut App, scene: &Scene, rect: Rect, background: &egui::Response) {
    let selection = &app.view.selection;
    let view = &mut app.view.canvas;
    view.camera.screen = rect;
    match view.fit {
        Fit::Always | Fit::All => {
            // What is wrong stands below its node, and wants to be read too.
            let below = if app.document.problems().is_empty() { 0.0 } else { BADGE_ROOM };
            let bounds = scene.bounds(|_| true);
            view.camera.fit(bounds.with_max_y(bounds.bottom() + below));
        }
        Fit::Selection => view.camera.fit(scene.bounds(|item| selection.contains(item))),
        Fit::Free => {}
    }
    if view.fit == Fit::Selection {
        view.fit = Fit::Free;
    }
    if view.fit == Fit::All {
        view.fit = Fit::Always;
    }
    let space = ui.input(|input| input.key_down(Key::Space)) && !ui.ctx().text_edit_focused();
    let held = ui.ctx().dragged_id().is_some_and(|id| id == background.id || scene.owns(id));
    let (pans, by) = ui.input(|input| {
        let pointer = &input.pointer;
        (pointer.middle_down() || pointer.secondary_down() || (space && pointer.primary_down()), pointer.delta())
    });
    if held && pans {
        view.camera.pan(by);
        view.fit = Fit::Free;
        ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    }
    let over = ui.input(|input| input.pointer.hover_pos()).filter(|at| rect.contains(*at) && ui.rect_contains_pointer(rect));
    if let Some(pointer) = over {
        // A node under the pointer scrolls with the canvas: it has nothing of its own to scroll.
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
        let factor = (scroll * 0.004).exp() * pinch;
        if (factor - 1.0).abs() > 1e-4 {
            view.camera.zoom_at(factor, pointer);
            view.fit = Fit::Free;
        }
    }
}

/// A quiet raster, so that moving can be seen.
fn dots(pen: &Pen<'_>, rect: Rect) {
    let step = 32.0 * pen.camera.zoom;
    if step < 12.0 {
        return;
    }
    let origin = pen.camera.to_screen(Pos2::ZERO);
    let colour = pen.palette.line.gamma_multiply(0.55);
    let mut mesh = egui::epaint::Mesh::default();
    let first = |origin: f32, from: f32| from + (origin - from).rem_euclid(step);
    let mut y = first(origin.y, rect.top());
    while y < rect.bottom() {
        let mut x = first(origin.x, rect.left());
        while x < rect.right() {
            mesh.add_colored_rect(Rect::from_center_size(egui::pos2(x, y), vec2(1.4, 1.4)), colour);
            x += step;
        }
        y += step;
    }
    pen.painter.add(egui::Shape::mesh(mesh));
}

/// What the colours mean that occur here.
fn legend(ui: &Ui, pen: &Pen<'_>, app: &App, scene: &Scene, rect: Rect) {
    let palette = pen.palette;
    let mut left = rect.left() + 16.0;
    let occurs = |role: &Role| scene.lines.iter().any(|line| line.role == *role);
    let roles = Role::ALL.iter().copied().filter(occurs).map(|role| match role {
        Role::Share => ("shared weights ···", palette.role(role)),
        _ => (role.name(), palette.role(role)),
    });
    let flows = scene.lines.iter().any(|line| app.run.live.wire(&line.key).is_some_and(|state| state.error.is_some()));
    for (word, colour) in roles.chain(flows.then_some(("error - -", palette.error))) {
        let galley = ui.painter().layout_no_wrap(word.to_owned(), FontId::new(11.0, theme::semibold()), colour);
        let width = galley.size().x;
        pen.painter.galley(egui::pos2(left, rect.top() + 10.0), galley, colour);
        left += width + 14.0;
    }
}

/// Arrow keys move what is selected.
fn keys(ui: &Ui, app: &App, scene: &Scene, actions: &mut Vec<Action>) {
    if ui.ctx().text_edit_focused() || app.view.selection.is_empty() || app.is_asking() {
        return;
    }
    let focused = ui.memory(egui::Memory::focused);
    let on_canvas = focused.is_none_or(|id| scene.nodes.iter().any(|node| node::id(&node.item) == id));
    if !on_canvas {
        return;
    }
    let step = if ui.input(|input| input.modifiers.shift) { 32.0 } else { 8.0 };
    let by = ui.input(|input| {
        let pressed = |key: Key| if input.key_pressed(key) && !input.modifiers.command { step } else { 0.0 };
        vec2(pressed(Key::ArrowRight) - pressed(Key::ArrowLeft), pressed(Key::ArrowDown) - pressed(Key::ArrowUp))
    });
    if by != egui::Vec2::ZERO {
        let scenario = gesture::moved(app.document.scenario(), &app.view.selection, by);
        actions.push(Action::Drag { label: "Move".to_owned(), scenario: Box::new(scenario) });
    }
    if ui.input(|input| input.key_pressed(Key::Escape)) && !egui::Popup::is_any_open(ui.ctx()) {
        actions.push(Action::Select(Selection::default()));
    }
}

/// A part that is carried over the canvas, or dropped on it.
fn drop_part(ui: &Ui, pen: &Pen<'_>, rect: Rect, actions: &mut Vec<Action>) {
    if !DragAndDrop::has_payload_of_type::<Part>(ui.ctx()) {
        return;
    }
    let Some(pointer) = ui.input(|input| input.pointer.interact_pos()).filter(|at| rect.contains(*at)) else { return };
    let corner = pen.camera.to_canvas(pointer) - vec2(scene::WIDTH / 2.0, 40.0);
    let ghost = Rect::from_min_size(corner, vec2(scene::WIDTH, 140.0));
    pen.outline(ghost, 10.0, Stroke::new(1.5, pen.palette.accent));
    if ui.input(|input| input.pointer.any_released())
        && let Some(part) = DragAndDrop::take_payload::<Part>(ui.ctx())
    {
        actions.push(Action::Add((*part).clone(), Some([corner.x.round(), corner.y.round()])));
    }
}

/// The problems of a thing on the canvas.
fn problems<'a>(app: &'a App, item: &Item) -> Vec<&'a crate::scenario::Problem> {
    let path = item.path();
    let below = |other: &str| other == path || other.strip_prefix(&path).is_some_and(|rest| rest.starts_with('.'));
    app.document.problems().iter().chain(&app.run.refused).filter(|problem| below(&problem.path)).collect()
}
