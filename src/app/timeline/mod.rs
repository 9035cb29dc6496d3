//! The Development panel: which knobs move over age, when areas can learn, what is planned to be done, and where the brain stands.

mod add;
mod edit;
mod lane;
mod period;
mod ruler;
#[cfg(test)]
mod tests;

use super::Action;
use super::plots::figures::age as age_text;
use super::plots::navigation::{moved, sane, zoomed};
use super::record::Record;
use super::theme::{self, MEDIUM, ROW, SMALL};
use crate::scenario::Scenario;
use egui::{Align, Layout, Pos2, Rect, Response, ScrollArea, Sense, Stroke, Ui, UiBuilder, Vec2, pos2, vec2};

/// Width of the names at the left.
const LABELS: f32 = 188.0;
/// Width of the numbers at the right.
const NUMBERS: f32 = 40.0;
/// Height of a lane.
const LANE: f32 = 30.0;
/// How far from a key a click still means it.
const REACH: f32 = 7.0;

/// How a person looks at the timeline.
#[derive(Clone, Debug, Default)]
pub struct TimelineView {
    /// First and last age; `None` shows the whole life.
    ages: Option<(f64, f64)>,
    /// What is searched for in the menu of knobs.
    search: String,
    /// Whether that menu is open.
    searching: bool,
    /// The age that a context menu speaks of.
    menu_age: u64,
    /// The lane of a key that is dragged, as it was when the drag began, so that it stays under the pointer.
    held: Option<edit::Lane>,
}

/// Where ages stand on the screen.
#[derive(Clone, Copy, Debug)]
struct Span {
    left: f32,
    right: f32,
    from: f64,
    to: f64,
}

/// What all lanes read.
struct Scene<'s> {
    scenario: &'s Scenario,
    record: &'s Record,
    age: u64,
    span: Span,
}

/// Shows the timeline in all the space there is.
pub fn ui(ui: &mut Ui, view: &mut TimelineView, scenario: &Scenario, record: &Record, age: u64, actions: &mut Vec<Action>) {
    let outer = ui.available_rect_before_wrap();
    let labels = LABELS.min(outer.width() * 0.4);
    let life = (scenario.ticks as u64).max(age).max(1) as f64;
    let (from, to) = view.ages.unwrap_or((0.0, life));
    let span = Span { left: outer.left() + labels, right: (outer.right() - NUMBERS).max(outer.left() + labels + 10.0), from, to };
    let scene = Scene { scenario, record, age, span };
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    let (head, _) = ui.allocate_exact_size(vec2(outer.width(), ROW), Sense::hover());
    head_ui(ui, head.with_max_x(span.left), view, &scene, actions);
    let ages = Rect::from_min_max(pos2(span.left, head.top()), pos2(span.right, head.bottom()));
    let is_empty = scenario.development.tracks.is_empty() && scenario.development.periods.is_empty();
    let bottom = if is_empty { ages.bottom() } else { outer.bottom() };
    let chip = playhead_chip(ui, ages, &scene);
    ruler::ui(ui, ages, bottom, chip.as_ref().map(|(rect, _)| *rect), view, &scene, actions);
    if is_empty {
        empty_ui(ui, &scene);
    } else {
        let id = ui.make_persistent_id("lanes");
        ScrollArea::vertical().id_salt(id).auto_shrink(false).show(ui, |ui| {
            for (area, periods) in scenario.development.periods.iter() {
                period::ui(ui, area, periods, view, &scene, actions);
            }
            for (path, track) in &scenario.development.tracks {
                lane::ui(ui, path, track, view, &scene, actions);
            }
        });
    }
    if let Some((chip, galley)) = chip {
        let palette = theme::palette(ui);
        ui.painter().vline(span.x(age as f64), chip.bottom()..=bottom, Stroke::new(1.5, palette.text));
        ui.painter().rect_filled(chip, 4.0, palette.text);
        ui.painter().galley(chip.min + vec2(4.0, 1.0), galley, palette.ground);
    }
    look_around(ui, view, &scene, Rect::from_min_max(pos2(span.left, outer.top()), pos2(span.right, outer.bottom())));
}

/// The height in which everything stands without scrolling.
pub fn wanted_height(scenario: &Scenario) -> f32 {
    let rows = scenario.development.tracks.len() + scenario.development.periods.len();
    ROW + if rows == 0 { 2.0 * ROW } else { rows as f32 * LANE }
}

fn head_ui(ui: &mut Ui, rect: Rect, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect.with_max_x(rect.right() - MEDIUM)).layout(Layout::left_to_right(Align::Center)));
    ui.label(theme::title("Development"));
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().button_padding.x = SMALL;
        add::ui(ui, view, scene, actions);
        if view.ages.is_some() {
            let fit = ui.add(egui::Button::new(theme::small(ui, "fit")).frame_when_inactive(false));
            fit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Fit the whole life"));
            if fit.on_hover_text("Show the whole life (double-click on the ages)").clicked() {
                view.ages = None;
            }
        }
    });
}

/// What can be done here, when nothing is.
fn empty_ui(ui: &mut Ui, scene: &Scene<'_>) {
    ui.add_space(MEDIUM);
    let text =
        "Nothing changes with age yet. “+ track” lets a knob follow a curve over age (a rate, a weight, a blur), or an area learn in a critical period only.";
    let rect = Rect::from_min_max(pos2(scene.span.left, ui.cursor().top()), pos2(scene.span.right, ui.max_rect().bottom()));
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect));
    ui.add(egui::Label::new(theme::small(&ui, text)).wrap());
}

/// Where the brain stands, and the text that says so; `None` out of view.
fn playhead_chip(ui: &Ui, ages: Rect, scene: &Scene<'_>) -> Option<(Rect, std::sync::Arc<egui::Galley>)> {
    let x = scene.span.x(scene.age as f64);
    if !ages.x_range().contains(x) {
        return None;
    }
    let font = egui::TextStyle::Small.resolve(ui.style());
    let galley = ui.painter().layout_no_wrap(format!("age {}", age_text(scene.age)), font, theme::palette(ui).ground);
    let size = galley.size() + vec2(8.0, 2.0);
    let left = (x - size.x / 2.0).clamp(ages.left(), (ages.right() - size.x).max(ages.left()));
    Some((Rect::from_min_size(pos2(left, ages.bottom() - size.y - 1.0), size), galley))
}

/// Scrolling over the lanes zooms; with Shift, or sideways, it pans.
fn look_around(ui: &Ui, view: &mut TimelineView, scene: &Scene<'_>, lanes: Rect) {
    let Some(pointer) = ui.input(|input| input.pointer.hover_pos()).filter(|at| lanes.contains(*at) && ui.rect_contains_pointer(lanes)) else { return };
    let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta, input.zoom_delta()));
    let range = (scene.span.from, scene.span.to);
    let factor = if pinch == 1.0 { f64::from(scroll.y / 200.0).exp() } else { f64::from(pinch) };
    if factor != 1.0 {
        view.ages = Some(sane(zoomed(range, scene.span.age(pointer.x), factor)));
    } else if scroll.x != 0.0 {
        view.ages = Some(sane(moved(range, -f64::from(scroll.x / lanes.width()))));
    }
}

/// Dragging what is empty pans.
fn pan(view: &mut TimelineView, scene: &Scene<'_>, response: &Response) {
    if response.dragged_by(egui::PointerButton::Primary) && response.drag_delta().x != 0.0 {
        let Span { left, right, from, to } = scene.span;
        view.ages = Some(sane(moved((from, to), -f64::from(response.drag_delta().x / (right - left)))));
    }
}

/// The row of a lane: its rectangle, and its name at the left with a number beside it.
fn row_ui(ui: &mut Ui, scene: &Scene<'_>, name: &str, now: &str) -> Rect {
    let palette = theme::palette(ui);
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), LANE), Sense::hover());
    let font = egui::TextStyle::Small.resolve(ui.style());
    let number = ui.painter().layout_no_wrap(now.to_owned(), font.clone(), palette.text);
    let right = scene.span.left - MEDIUM;
    let at = pos2(right - number.size().x, row.center().y - number.size().y / 2.0);
    let room = at.x - row.left() - MEDIUM;
    ui.painter().galley(at, number, palette.text);
    let mut job = egui::text::LayoutJob::simple(name.to_owned(), font, palette.faint, room.max(20.0));
    job.wrap.max_rows = 2;
    let text = ui.painter().layout_job(job);
    let corner = pos2(row.left(), row.center().y - text.size().y / 2.0);
    if text.elided {
        let rect = Rect::from_min_size(corner, text.size());
        ui.interact(rect, ui.scope_id().with(("name", name)), Sense::hover()).on_hover_text(name);
    }
    ui.painter().galley(corner, text, palette.faint);
    ui.painter().hline(scene.span.left..=scene.span.right, row.bottom() - 0.5, Stroke::new(1.0, palette.line.gamma_multiply(0.5)));
    Rect::from_min_max(pos2(scene.span.left, row.top()), pos2(scene.span.right, row.bottom()))
}

/// How far arrow keys have asked to move what is in focus: ages in steps of the screen, values in hundredths of the lane.
fn arrows(ui: &Ui, response: &Response, vertical: bool) -> Vec2 {
    if !response.has_focus() {
        return Vec2::ZERO;
    }
    let filter = egui::EventFilter { horizontal_arrows: true, vertical_arrows: vertical, ..egui::EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    ui.input_mut(|input| {
        let mut step = |key, x: f32, y: f32| if input.consume_key(egui::Modifiers::NONE, key) { vec2(x, y) } else { Vec2::ZERO };
        let sideways = step(egui::Key::ArrowLeft, -1.0, 0.0) + step(egui::Key::ArrowRight, 1.0, 0.0);
        if vertical { sideways + step(egui::Key::ArrowUp, 0.0, 1.0) + step(egui::Key::ArrowDown, 0.0, -1.0) } else { sideways }
    })
}

/// What comes into focus here takes the place of what is selected on the canvas: a Delete means one thing.
fn focused(response: &Response, actions: &mut Vec<Action>) {
    if response.gained_focus() {
        actions.push(Action::Select(super::selection::Selection::default()));
    }
}

/// Whether what is in focus was asked to go.
fn asked_to_delete(ui: &Ui, response: &Response) -> bool {
    let pressed = |key| ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key));
    response.has_focus() && (pressed(egui::Key::Delete) || pressed(egui::Key::Backspace))
}

impl Span {
    fn x(self, age: f64) -> f32 {
        self.left + ((age - self.from) / (self.to - self.from)) as f32 * (self.right - self.left)
    }

    fn age(self, x: f32) -> f64 {
        self.from + (self.to - self.from) * f64::from((x - self.left) / (self.right - self.left))
    }

    fn ticks_per_pixel(self) -> f64 {
        (self.to - self.from) / f64::from(self.right - self.left)
    }

    /// The round age under the pointer.
    fn round_age(self, at: Pos2) -> u64 {
        super::plots::figures::round_age(self.age(at.x), self.ticks_per_pixel())
    }

    /// How far an arrow key moves.
    fn arrow_step(self) -> u64 {
        super::plots::figures::round_age(self.ticks_per_pixel() * 4.0, self.ticks_per_pixel()).max(1)
    }
}
