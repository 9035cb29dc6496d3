//! The Development panel: which knobs move over age, in which stages, when areas can learn, what is planned to be done, what has become of it, and
//! where the brain stands.

mod add;
mod course;
mod curve;
mod edit;
mod film;
mod guard;
mod help;
mod key;
mod lane;
mod measures;
mod part;
mod past;
mod period;
mod playhead;
mod row;
mod ruler;
mod snap;
mod span;
mod stages;
#[cfg(test)]
mod tests;
mod ways;

pub(in crate::app) use edit::remove_stage;
pub use film::Film;
pub use past::{from_now_on, past_kept};
pub use ways::{WaysOn, after_ui, entries_ui, ui as ways_ui};

use super::Action;
use super::plots::navigation::{by_keys, by_wheel, chosen_box, moved, sane};
use super::record::Record;
use super::theme::{self, MEDIUM, ROW, SMALL};
use crate::brain::knob::Range;
use crate::scenario::Scenario;
use course::Visit;
use edit::TrackAt;
use egui::{Align, Color32, Id, Layout, Pos2, Rect, Response, ScrollArea, Sense, Ui, UiBuilder, Vec2, pos2, vec2};
use snap::Held;
use span::Span;
use std::collections::BTreeMap;

/// Width of the names at the left.
const LABELS: f32 = 188.0;
/// The same where there is room for it.
const WIDE_LABELS: f32 = 216.0;
/// From this width on there is.
const WIDE: f32 = 720.0;
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
    /// The stage that new tracks are for; none for the whole life.
    for_stage: Option<String>,
    /// The age that a context menu speaks of.
    menu_age: u64,
    /// What is dragged.
    held: Option<Held>,
    /// The key whose box of exact numbers is open.
    open: Option<OpenKey>,
    /// The knob that a track was just added for: its row comes into view and takes the keyboard.
    added: Option<String>,
    /// The past that was looked at, if any, before the last click on the ages.
    looked_at: Option<u64>,
    /// The past as a film.
    pub film: Film,
    /// Whether the inspector is to take the keyboard over, to change the stage that is selected.
    hands_over: bool,
    /// Where a box that will be zoomed into began.
    box_from: Option<Pos2>,
    /// What can be in focus, row by row, as it stood in this frame.
    grid: Vec<Vec<(f32, Id)>>,
    /// From where to where arrow keys have asked to go.
    step: Option<(Id, Vec2)>,
}

/// A key whose box of exact numbers is open.
#[derive(Clone, Debug)]
struct OpenKey {
    at: TrackAt,
    index: usize,
    /// In how many frames it was open: a new one takes the keyboard.
    frames: u8,
    /// The key itself, and where it was seen last.
    key: Id,
    anchor: Rect,
    looks: Looks,
}

/// How the lane of a key looks.
#[derive(Clone, Copy, Debug)]
struct Looks {
    lane: edit::Lane,
    range: Range,
    colour: Color32,
}

/// What stands in a box that hangs on something in a lane: its fields scroll the box into view where they must, and never the lanes behind it.
fn in_box<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    ScrollArea::vertical().max_height(ui.ctx().content_rect().height() * 0.8).show(ui, content).inner
}

impl TimelineView {
    /// Whether the keyboard is handed over to the inspector; once.
    pub fn hands_over(&mut self) -> bool {
        std::mem::take(&mut self.hands_over)
    }

    /// Whether the box of a key is open.
    pub fn has_box_open(&self) -> bool {
        self.open.is_some()
    }
}

/// What all lanes read.
struct Scene<'s> {
    scenario: &'s Scenario,
    record: &'s Record,
    /// The age of the brain.
    age: u64,
    /// The stage that is selected, by its key.
    selected: Option<&'s str>,
    /// The age that is shown: the brain's own, or the past that is looked at.
    shown: u64,
    span: Span,
    /// The stages that were lived and that are to come.
    course: Vec<Visit>,
    /// Ages that a drag snaps to.
    snaps: Vec<u64>,
}

impl Scene<'_> {
    /// The unit of a knob.
    fn unit(&self, path: &str) -> &'static str {
        self.scenario.knob_address(path).map_or("", |address| address.knob(self.scenario).unit)
    }

    /// Whether an age lies after the end of the life, and is not in view.
    fn is_out_of_sight_after_the_end(&self, age: u64) -> bool {
        age > self.scenario.ticks as u64 && age as f64 > self.span.to
    }
}

/// Shows the timeline in all the space there is: of a brain of some age, and with one of its stages selected or none.
pub fn ui(ui: &mut Ui, view: &mut TimelineView, scenario: &Scenario, record: &Record, (age, selected): (u64, Option<&str>), actions: &mut Vec<Action>) {
    let outer = ui.available_rect_before_wrap();
    let labels = if outer.width() > WIDE { WIDE_LABELS } else { LABELS.min(outer.width() * 0.4) };
    let life = (scenario.ticks as u64).max(age).max(1) as f64;
    let (from, to) = view.ages.unwrap_or((0.0, life));
    let span = Span { left: outer.left() + labels, right: (outer.right() - NUMBERS).max(outer.left() + labels + 10.0), from, to };
    let course = course::course(scenario, record, age, life);
    let snaps = snap::candidates(scenario, &course, age);
    let shown = record.looking().map_or(age, |looking| looking.age);
    view.held = view.held.take().filter(|held| held.is_dragged(ui));
    let scene = Scene { scenario, record, age, selected, shown, span, course, snaps };
    view.grid.clear();
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    let (head, _) = ui.allocate_exact_size(vec2(outer.width(), ROW), Sense::hover());
    head_ui(ui, head.with_max_x(span.left), view, &scene, actions);
    let ages = Rect::from_min_max(pos2(span.left, head.top()), pos2(span.right, head.bottom()));
    let is_empty = is_empty(scenario);
    let bottom = if is_empty { ages.bottom() } else { outer.bottom() };
    playhead::past_ui(ui, &scene, ages.bottom(), bottom);
    let chips = playhead::chips(ui, ages, &scene);
    ruler::ui(ui, ages, bottom, &chips, view, &scene, actions);
    let lanes = Rect::from_min_max(pos2(span.left, outer.top()), pos2(span.right, outer.bottom()));
    look_around(ui, view, &scene, lanes);
    if is_empty {
        if outer.height() > 2.0 * ROW {
            empty_ui(ui, &scene);
        }
    } else {
        if !scenario.development.stages.is_empty() {
            stages::ui(ui, bottom, view, &scene, actions);
        }
        let id = ui.make_persistent_id("lanes");
        ScrollArea::vertical().id_salt(id).auto_shrink(false).show(ui, |ui| rows_ui(ui, view, &scene, actions));
    }
    key::box_ui(ui, view, &scene, actions);
    playhead::ui(ui, chips, bottom, &scene);
    take_step(ui, view);
}

/// The height in which everything stands without scrolling.
pub fn wanted_height(scenario: &Scenario) -> f32 {
    let rows = row_count(scenario);
    let stages = if scenario.development.stages.is_empty() { 0.0 } else { stages::HEIGHT };
    ROW + stages + if rows == 0 { 2.0 * ROW } else { rows as f32 * LANE }
}

/// How many lanes there are.
pub fn row_count(scenario: &Scenario) -> usize {
    scenario.development.moved().len() + scenario.development.periods.len()
}

fn is_empty(scenario: &Scenario) -> bool {
    row_count(scenario) == 0 && scenario.development.stages.is_empty()
}

/// Everything that changes with age, by what it belongs to: areas in their order, then the world, then wires.
fn rows_ui(ui: &mut Ui, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let mut groups: BTreeMap<(usize, String), Vec<Option<&str>>> = BTreeMap::new();
    let place = |path: &str| {
        let words: Vec<&str> = path.split('.').collect();
        match words[..] {
            ["areas", key, ..] => (scene.scenario.areas.index(key).unwrap_or(usize::MAX - 3), key.to_owned()),
            ["world", ..] => (usize::MAX - 2, String::new()),
            ["wires", key, ..] => (usize::MAX - 1, key.to_owned()),
            _ => (usize::MAX, String::new()),
        }
    };
    for (area, _) in scene.scenario.development.periods.iter() {
        groups.entry(place(&format!("areas.{area}"))).or_default().push(None);
    }
    for path in scene.scenario.development.moved() {
        groups.entry(place(path)).or_default().push(Some(path));
    }
    for ((_, key), rows) in groups {
        for (index, row) in rows.into_iter().enumerate() {
            let is_first = index == 0;
            match row {
                Some(path) => lane::ui(ui, path, is_first, view, scene, actions),
                None => period::ui(ui, &key, is_first, view, scene, actions),
            }
        }
    }
}

fn head_ui(ui: &mut Ui, rect: Rect, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect.with_max_x(rect.right() - MEDIUM)).layout(Layout::left_to_right(Align::Center)));
    ui.spacing_mut().item_spacing.x = if rect.width() > LABELS { SMALL } else { 1.0 };
    ui.spacing_mut().button_padding.x = SMALL;
    ui.label(theme::title("Development"));
    let looking = scene.record.looking();
    if film::sign_ui(&mut ui, view.film.plays(), scene.age > 0).clicked() {
        view.film.toggle(looking);
    }
    // Where there is little room, what fits the ages takes its place.
    if view.ages.is_none() || rect.width() > LABELS {
        help::ui(&mut ui);
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        add::ui(ui, view, scene, actions);
        if view.ages.is_some() {
            let fit = ui.add(egui::Button::new(theme::small(ui, "fit")).frame_when_inactive(false));
            fit.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Fit the whole life"));
            if fit.on_hover_text("Show the whole life (0, or double-click on the ages)").clicked() {
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

/// The wheel zooms over the lanes, and pans with Shift or sideways, as in the plots; over the names it scrolls.
fn look_around(ui: &Ui, view: &mut TimelineView, scene: &Scene<'_>, lanes: Rect) {
    let Some(pointer) = ui.input(|input| input.pointer.hover_pos()).filter(|at| lanes.contains(*at) && ui.rect_contains_pointer(lanes)) else { return };
    if let Some(ages) = by_wheel(ui, (scene.span.from, scene.span.to), scene.span.age(pointer.x), lanes.width()) {
        view.ages = Some(sane(ages));
        ui.input_mut(|input| input.smooth_scroll_delta = Vec2::ZERO);
    }
}

/// On what is empty, a drag pans; see [`zoom`] for the rest.
fn navigate(ui: &Ui, view: &mut TimelineView, scene: &Scene<'_>, response: &Response) {
    let ages = (scene.span.from, scene.span.to);
    let delta = response.drag_delta().x;
    let pans = response.dragged_by(egui::PointerButton::Primary) || response.dragged_by(egui::PointerButton::Middle);
    if pans && delta != 0.0 {
        view.ages = Some(sane(moved(ages, -f64::from(delta / scene.span.width()))));
    }
    zoom(ui, view, scene, response);
}

/// A drag with the right button zooms into a box; in focus, + − and 0 zoom.
fn zoom(ui: &Ui, view: &mut TimelineView, scene: &Scene<'_>, response: &Response) {
    let ages = (scene.span.from, scene.span.to);
    let is_boxed = response.drag_started_by(egui::PointerButton::Secondary)
        || response.dragged_by(egui::PointerButton::Secondary)
        || response.drag_stopped_by(egui::PointerButton::Secondary);
    if is_boxed && let Some(chosen) = chosen_box(ui, &mut view.box_from, response, response.rect) {
        view.ages = Some(sane((scene.span.age(chosen.left()), scene.span.age(chosen.right()))));
    }
    if response.has_focus()
        && let Some(wanted) = by_keys(ui, ages)
    {
        view.ages = wanted.map(sane);
    }
}

/// Goes where arrow keys have asked to go: along a row, or to the nearest thing in the next one.
fn take_step(ui: &Ui, view: &mut TimelineView) {
    let Some((id, step)) = view.step.take() else { return };
    let Some((row, place)) = view.grid.iter().enumerate().find_map(|(row, things)| Some((row, things.iter().position(|thing| thing.1 == id)?))) else { return };
    let next = if step.y == 0.0 {
        place.checked_add_signed(step.x as isize).and_then(|place| view.grid[row].get(place))
    } else {
        let x = view.grid[row][place].0;
        let distance = |thing: &&(f32, Id)| (thing.0 - x).abs();
        let next_row = row.checked_add_signed(step.y as isize).and_then(|row| view.grid.get(row));
        next_row.and_then(|things| things.iter().min_by(|a, b| distance(a).total_cmp(&distance(b))))
    };
    if let Some((_, next)) = next {
        ui.memory_mut(|memory| memory.request_focus(*next));
    }
}
