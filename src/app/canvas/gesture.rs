//! What is under way on the canvas: a box being drawn, a wire being drawn.

use super::Fit;
use super::pen::{Pen, along, curve};
use super::scene::{Port, Scene};
use super::search::Search;
use super::wires;
use crate::app::App;
use crate::app::action::{Action, Tone};
use crate::app::edit;
use crate::app::selection::{Item, Selection};
use crate::scenario::{Role, Scenario};
use egui::{CursorIcon, FontId, Key, Pos2, Rect, Response, Shape, Stroke, StrokeKind, Ui, Vec2, vec2};
use std::collections::BTreeMap;

/// What is under way.
#[derive(Default)]
pub(super) enum Gesture {
    /// Nothing.
    #[default]
    None,
    /// A box is being drawn, from this point of the canvas.
    Boxing(Pos2),
    /// A wire is being drawn.
    Wiring(Pending),
    /// What is selected is being moved.
    Moving(Box<Held>),
}

/// What is being moved.
pub(super) struct Held {
    /// The point of the canvas that it is held at.
    from: Pos2,
    /// Where everything stood when it was taken up.
    before: Scenario,
}

/// A wire that is being drawn.
pub(super) struct Pending {
    /// The path of the port it began at.
    pub from: String,
    /// Where that port is.
    at: Pos2,
    role: Role,
    is_output: bool,
    /// Whether the pointer is held.
    is_drag: bool,
    /// What every other port would say.
    answers: BTreeMap<String, Result<(), String>>,
}

impl Pending {
    /// A wire that begins at a port; asks every other port what it would say.
    pub fn new(scenario: &Scenario, scene: &Scene, port: &Port, is_drag: bool) -> Self {
        let others = scene.nodes.iter().flat_map(|node| &node.ports).filter(|other| other.path != port.path);
        let answer = |other: &Port| match (port.is_output, other.is_output) {
            (true, true) => Err("Both are outputs; a wire ends at an input".to_owned()),
            (false, false) => Err("Both are inputs; a wire starts at an output".to_owned()),
            (true, false) => edit::possible_wire(scenario, &port.path, &other.path).map(drop),
            (false, true) => edit::possible_wire(scenario, &other.path, &port.path).map(drop),
        };
        let answers = others.map(|other| (other.path.clone(), answer(other))).collect();
        Self { from: port.path.clone(), at: port.at, role: port.role, is_output: port.is_output, is_drag, answers }
    }

    /// What a port says; nothing for the one it began at.
    pub fn answer(&self, path: &str) -> Option<&Result<(), String>> {
        self.answers.get(path)
    }

    /// Ends at a port: draws the wire, or says why it cannot be.
    pub fn finish(&self, path: &str, actions: &mut Vec<Action>) {
        match self.answer(path) {
            Some(Ok(())) => {
                let (from, to) = if self.is_output { (&self.from[..], path) } else { (path, &self.from[..]) };
                actions.push(Action::Connect { from: from.to_owned(), to: to.to_owned() });
            }
            Some(Err(why)) => actions.push(Action::Notify(Tone::Hint, format!("No wire: {why}."))),
            None => {}
        }
    }
}

/// What is under way: drawn, and heard.
pub(super) fn ui(ui: &Ui, pen: &Pen<'_>, app: &mut App, scene: &Scene, background: &Response, actions: &mut Vec<Action>) {
    let pointer = ui.input(|input| input.pointer.interact_pos().or(input.pointer.hover_pos()));
    match std::mem::take(&mut app.view.canvas.gesture) {
        Gesture::None => begin(ui, pen, app, scene, background, actions),
        Gesture::Boxing(from) => {
            let Some(pointer) = pointer else { return };
            let rect = Rect::from_two_pos(pen.camera.to_screen(from), pointer);
            let accent = pen.palette.accent;
            pen.painter.rect(rect, 2.0, accent.gamma_multiply(0.12), Stroke::new(1.0, accent), StrokeKind::Inside);
            if background.dragged() {
                app.view.canvas.gesture = Gesture::Boxing(from);
            } else {
                actions.push(Action::Select(boxed(ui, app, pen, scene, rect)));
            }
        }
        Gesture::Wiring(pending) => {
            let target = pointer.and_then(|at| target(pen, scene, &pending, at));
            wiring_ui(ui, pen, &pending, target, pointer);
            let let_go = pending.is_drag && !ui.input(|input| input.pointer.primary_down());
            let given_up = ui.input(|input| input.key_pressed(Key::Escape)) || (!pending.is_drag && background.clicked());
            if let_go {
                if let Some(target) = target {
                    pending.finish(&target.path, actions);
                }
            } else if !given_up {
                app.view.canvas.gesture = Gesture::Wiring(pending);
            }
        }
        Gesture::Moving(held) => {
            let Some(pointer) = pointer else { return };
            move_held(pen, app, &held, pointer, actions);
            if ui.input(|input| input.pointer.primary_down()) {
                ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
                app.view.canvas.gesture = Gesture::Moving(held);
            }
        }
    }
}

/// Puts what is held under the pointer, if it is not there yet.
fn move_held(pen: &Pen<'_>, app: &mut App, held: &Held, pointer: Pos2, actions: &mut Vec<Action>) {
    let by = (pen.camera.to_canvas(pointer) - held.from).round();
    let now = app.document.scenario();
    let scenario = Scenario { layout: moved(&held.before, &app.view.selection, by).layout, ..now.clone() };
    if scenario.layout != now.layout {
        app.view.canvas.fit = Fit::Free;
        actions.push(Action::Drag { label: "Move".to_owned(), scenario: Box::new(scenario) });
    }
}

/// The port that a wire would end at: the one under the pointer, or else one of the node under it, where only one fits.
fn target<'s>(pen: &Pen<'_>, scene: &'s Scene, pending: &Pending, at: Pos2) -> Option<&'s Port> {
    let ports = || scene.nodes.iter().flat_map(|node| &node.ports).filter(|port| port.path != pending.from);
    let near = |port: &&Port| pen.camera.to_screen(port.at).distance(at) < super::ports::REACH;
    let nearest = |one: &&Port, other: &&Port| pen.camera.to_screen(one.at).distance(at).total_cmp(&pen.camera.to_screen(other.at).distance(at));
    ports().filter(near).min_by(nearest).or_else(|| {
        let node = scene.nodes.iter().rev().find(|node| pen.camera.rect_to_screen(node.rect).contains(at))?;
        let mut fitting = node.ports.iter().filter(|port| matches!(pending.answer(&port.path), Some(Ok(()))));
        fitting.next()
    })
}

fn wiring_ui(ui: &Ui, pen: &Pen<'_>, pending: &Pending, target: Option<&Port>, pointer: Option<Pos2>) {
    let start = pen.camera.to_screen(pending.at);
    let Some(end) = target.map(|port| pen.camera.to_screen(port.at)).or(pointer) else { return };
    let answer = target.and_then(|port| pending.answer(&port.path));
    let colour = match (answer, target) {
        (Some(Err(_)), _) => pen.palette.error,
        (_, Some(port)) if !port.is_output => pen.palette.role(port.role),
        _ => pen.palette.role(pending.role),
    };
    let (from, to) = if pending.is_output { (start, end) } else { (end, start) };
    pen.painter.add(Shape::line(along(&curve(from, to, pen.camera.zoom), 40), Stroke::new(2.5, colour)));
    let words = match (answer, target) {
        (Some(Err(why)), _) => why.clone(),
        (Some(Ok(())), Some(port)) => format!("To {}", port.name),
        _ if pending.is_drag => return,
        _ => "Now choose the other port; Escape gives up".to_owned(),
    };
    let width = 260.0;
    let galley =
        ui.painter().layout(words, FontId::proportional(12.0), if matches!(answer, Some(Err(_))) { pen.palette.error } else { pen.palette.text }, width);
    let corner = end + vec2(16.0, 12.0);
    let rect = Rect::from_min_size(corner, galley.size() + vec2(16.0, 10.0));
    let rect = rect.translate(vec2((pen.camera.screen.right() - rect.right()).min(0.0), (pen.camera.screen.bottom() - rect.bottom()).min(0.0)));
    pen.painter.rect(rect, 6.0, pen.palette.panel, Stroke::new(1.0, colour), StrokeKind::Inside);
    pen.painter.galley(rect.min + vec2(8.0, 5.0), galley, colour);
}

/// What a click, a double click or a drag on nothing begins.
fn begin(ui: &Ui, pen: &Pen<'_>, app: &mut App, scene: &Scene, background: &Response, actions: &mut Vec<Action>) {
    let space = ui.input(|input| input.key_down(Key::Space));
    let shift = ui.input(|input| input.modifiers.shift || input.modifiers.command);
    let pointer = background.interact_pointer_pos();
    let started = ui.ctx().drag_started_id().is_some_and(|id| scene.owns(id) || id == background.id);
    if started
        && !space
        && ui.input(|input| input.pointer.primary_down())
        && let Some(origin) = ui.input(|input| input.pointer.press_origin())
    {
        app.view.canvas.gesture = taken_up(pen, app, scene, origin);
    } else if background.double_clicked() {
        app.view.canvas.search = pointer.map(|at| Search::new(at, pen.camera.to_canvas(at)));
    } else if background.clicked() {
        let wire = pointer.and_then(|at| wires::nearest(pen, scene, at)).map(|line| Item::Wire(line.key.clone()));
        let selection = match (wire, shift) {
            (Some(wire), true) => app.view.selection.clone().toggled(wire),
            (Some(wire), false) => Selection::one(wire),
            (None, true) => app.view.selection.clone(),
            (None, false) => Selection::default(),
        };
        actions.push(Action::Select(selection));
    }
    let typing = ui.ctx().text_edit_focused() || app.is_asking();
    if !typing && ui.input_mut(|input| input.consume_key(egui::Modifiers::SHIFT, Key::A)) {
        let hover = ui.input(|input| input.pointer.hover_pos()).filter(|at| pen.camera.screen.contains(*at));
        let at = hover.unwrap_or(pen.camera.screen.center());
        app.view.canvas.search = Some(Search::new(at, pen.camera.to_canvas(at)));
    }
    if background.double_clicked() {
        app.view.canvas.fit = Fit::Free;
    }
}

/// What a drag from a point of the screen takes up: a port, a node, or nothing. Where frames are slow, the pointer may have left what
/// it was pressed on before anyone could hear of it: the point where it was pressed decides.
fn taken_up(pen: &Pen<'_>, app: &mut App, scene: &Scene, origin: Pos2) -> Gesture {
    let from = pen.camera.to_canvas(origin);
    let near = |port: &&Port| pen.camera.to_screen(port.at).distance(origin) < super::ports::REACH / 2.0;
    if let Some(port) = scene.nodes.iter().rev().flat_map(|node| &node.ports).find(near) {
        return Gesture::Wiring(Pending::new(app.document.scenario(), scene, port, true));
    }
    let Some(node) = scene.nodes.iter().rev().find(|node| node.rect.contains(from)) else { return Gesture::Boxing(from) };
    if !app.view.selection.contains(&node.item) {
        app.view.selection = Selection::one(node.item.clone());
    }
    Gesture::Moving(Box::new(Held { from, before: app.document.scenario().clone() }))
}

/// What a box on the screen holds.
fn boxed(ui: &Ui, app: &App, pen: &Pen<'_>, scene: &Scene, rect: Rect) -> Selection {
    let items = scene.nodes.iter().filter(|node| pen.camera.rect_to_screen(node.rect).intersects(rect)).map(|node| node.item.clone());
    let before = app.view.selection.iter().filter(|_| ui.input(|input| input.modifiers.shift)).cloned();
    Selection::of(items.chain(before))
}

/// The scenario with some things moved.
pub(super) fn moved(scenario: &Scenario, selection: &Selection, by: Vec2) -> Scenario {
    let mut changed = scenario.clone();
    let keys = std::iter::once("world").chain(scenario.areas.names()).enumerate();
    for (index, key) in keys {
        let item = if index == 0 { Item::World } else { Item::Area(key.to_owned()) };
        let [x, y] = edit::place_of(scenario, key, index);
        if selection.contains(&item) {
            changed.layout.insert(key, [x + by.x, y + by.y]);
        }
    }
    changed
}
