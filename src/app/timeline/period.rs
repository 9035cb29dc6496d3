//! Critical periods of an area: bars that are as strong as plasticity is open, with edges to drag, and how open it really was beneath them.

use super::row::{asked, row_ui};
use super::snap::{dragged, hold};
use super::{REACH, Scene, TimelineView, edit, in_box, navigate, playhead};
use crate::app::Action;
use crate::app::plots::figures::{age as age_text, percent};
use crate::app::theme;
use crate::brain::development::{CriticalPeriod, openness};
use egui::{Align2, CursorIcon, Mesh, Rect, Response, Role, Sense, Shape, Stroke, TextStyle, Ui, WidgetInfo, pos2, vec2};

/// Room above and below a bar.
const ROOM: f32 = 5.0;
/// Pixels from one sample of the openness to the next.
const STEP: f32 = 2.0;

/// Width of what stands for a period that begins in a stage that is not reached.
const LOST: f32 = 150.0;

/// Which part of a period is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Part {
    Open,
    Close,
    Whole,
}

/// A period where it stands on the clock of the whole life.
struct Standing<'p> {
    index: usize,
    period: &'p CriticalPeriod,
    /// Ages at which the stages were entered that it counts from; nothing if one never is, as far as can be told.
    opens_from: Option<f64>,
    closes_from: Option<f64>,
}

impl Standing<'_> {
    fn open(&self) -> f64 {
        self.opens_from.map_or(f64::INFINITY, |from| from + self.period.open)
    }

    fn close(&self) -> f64 {
        self.closes_from.map_or(f64::INFINITY, |from| from + self.period.close)
    }

    /// The same, counted from birth.
    fn since_birth(&self) -> CriticalPeriod {
        CriticalPeriod { open: self.open(), close: self.close(), open_from: None, close_from: None, ..self.period.clone() }
    }
}

/// Shows the periods of an area and lets a person change them.
pub(super) fn ui(ui: &mut Ui, area: &str, is_first: bool, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let Some(periods) = scene.scenario.development.periods.get(area) else { return };
    let title = scene.scenario.areas.get(area).map_or(area, |found| found.title(area)).to_owned();
    let begin = |name: &Option<String>| match name {
        None => Some(0.0),
        Some(_) => scene.course.iter().rev().find(|visit| visit.is_named(scene.scenario, name)).map(|visit| visit.from),
    };
    let standing: Vec<Standing<'_>> = periods
        .iter()
        .enumerate()
        .map(|(index, period)| Standing { index, period, opens_from: begin(&period.open_from), closes_from: begin(&period.close_from) })
        .collect();
    let from_birth: Vec<CriticalPeriod> = standing.iter().map(Standing::since_birth).collect();
    let lived = scene.record.lived(&format!("periods.{area}"));
    let now = lived.and_then(|lived| lived.at(scene.shown)).unwrap_or_else(|| openness(&from_birth, &[], scene.shown));
    let (group, _) = edit::named(scene.scenario, &format!("areas.{area}.critical_period"));
    let rect = row_ui(ui, scene, (&group, "critical period"), is_first, &percent(now).replace(".0", ""));
    let id = ui.scope_id().with(("periods", area));
    view.grid.push(vec![(scene.span.left - 1.0, id)]);
    let response = ui.interact(rect, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::GraphicsObject, true, format!("Critical periods of {title}")));
    navigate(ui, view, scene, &response);
    if view.added.take_if(|added| added == area).is_some() {
        response.request_focus();
        response.scroll_to_me(None);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 2.0, Stroke::new(1.0, theme::palette(ui).accent), egui::StrokeKind::Inside);
    }
    let keys = asked(ui, view, &response, actions);
    let clicked = response.interact_pointer_pos().filter(|_| response.double_clicked()).map(|at| scene.span.round_age(at.x));
    if let Some(open) = clicked.or(keys.open.then_some(scene.shown)) {
        actions.push(Action::Change { label: "Add a critical period".into(), scenario: edit::add_period(scene.scenario, area, open as f64) });
    }
    bars(ui, rect, &from_birth, scene);
    if let Some(lived) = lived {
        was_open(ui, rect, lived, scene);
    }
    for one in &standing {
        for part in [Part::Whole, Part::Open, Part::Close] {
            part_ui(ui, rect, (area, &title), one, part, view, scene, actions);
        }
    }
}

/// As strong as plasticity is open at each age, soft edges drawn soft.
fn bars(ui: &Ui, rect: Rect, periods: &[CriticalPeriod], scene: &Scene<'_>) {
    let palette = theme::palette(ui);
    let bar = rect.shrink2(vec2(0.0, ROOM));
    let count = (bar.width() / STEP).ceil() as usize;
    let mut mesh = Mesh::default();
    // What is sharp stays sharp: its edges are sampled themselves.
    let mut places: Vec<f32> = (0..=count).map(|index| (bar.left() + index as f32 * STEP).min(bar.right())).collect();
    for edge in periods.iter().flat_map(|period| [period.open, period.close]) {
        let x = scene.span.x(edge);
        places.extend([x - 0.01, x].into_iter().filter(|x| bar.x_range().contains(*x)));
    }
    places.sort_by(f32::total_cmp);
    for (index, x) in places.into_iter().enumerate() {
        let open = openness(periods, &[], scene.span.age(x).max(0.0).round() as u64);
        let colour = palette.holds.gamma_multiply(0.28 * open as f32);
        mesh.colored_vertex(pos2(x, bar.top()), colour);
        mesh.colored_vertex(pos2(x, bar.bottom()), colour);
        if index > 0 {
            let corner = 2 * index as u32;
            mesh.add_triangle(corner - 2, corner - 1, corner);
            mesh.add_triangle(corner - 1, corner, corner + 1);
        }
    }
    ui.painter().add(Shape::mesh(mesh));
}

/// How open it really was: a line along the bottom of the bar, as strong as it was.
fn was_open(ui: &Ui, rect: Rect, lived: &crate::app::record::Pyramid, scene: &Scene<'_>) {
    let palette = theme::palette(ui);
    let last = (scene.span.to.max(0.0) as u64).min(scene.age);
    let buckets = lived.buckets(scene.span.from.max(0.0) as u64, last, scene.span.width() as usize);
    let ends = buckets.iter().skip(1).map(|bucket| bucket.from.min(last)).chain([last]);
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    // Stretches that look alike are one line: seams between them would look like dashes.
    let mut lines: Vec<(u64, u64, f32)> = Vec::new();
    for (bucket, end) in buckets.iter().zip(ends).filter(|(bucket, end)| bucket.from < *end) {
        let strength = bucket.first as f32;
        match lines.last_mut() {
            Some((_, to, same)) if *to == bucket.from && (*same - strength).abs() < 0.02 => *to = end,
            _ => lines.push((bucket.from, end, strength)),
        }
    }
    for (from, to, strength) in lines {
        let line = Rect::from_x_y_ranges(scene.span.x(from as f64)..=scene.span.x(to as f64), rect.bottom() - ROOM..=rect.bottom() - ROOM + 2.5);
        painter.rect_filled(line, 0.0, palette.holds.gamma_multiply(strength));
    }
}

#[expect(clippy::too_many_arguments, reason = "a part of a period of an area of a scene")]
fn part_ui(
    ui: &Ui,
    rect: Rect,
    (area, title): (&str, &str),
    one: &Standing<'_>,
    part: Part,
    view: &mut TimelineView,
    scene: &Scene<'_>,
    actions: &mut Vec<Action>,
) {
    let palette = theme::palette(ui);
    let bar = rect.shrink2(vec2(0.0, ROOM));
    let (index, period) = (one.index, one.period);
    let text = |age: f64| if age.is_finite() { age_text(age as u64) } else { "of a stage to come".to_owned() };
    let (open, close) = (scene.span.x(one.open().min(1e13)), scene.span.x(one.close().min(1e13)));
    let edge = |x: f32| Rect::from_center_size(pos2(x, bar.center().y), vec2(REACH + 2.0, bar.height()));
    let (place, name) = match part {
        Part::Open => (edge(open), format!("{title} opens at age {}", text(one.open()))),
        Part::Close => (edge(close), format!("{title} closes at age {}", text(one.close()))),
        // It begins in a stage that is not reached: it stands at the end, so that it can be changed all the same.
        Part::Whole if one.open().is_infinite() => (bar.with_min_x(bar.right() - LOST), format!("{title} can learn from a stage that is not reached on")),
        Part::Whole => (
            Rect::from_min_max(pos2(open, bar.top()), pos2(close, bar.bottom())).intersect(bar),
            format!("{title} can learn from age {} to {}", text(one.open()), text(one.close())),
        ),
    };
    if !(place.is_positive() && rect.expand(REACH).intersects(place)) {
        return;
    }
    let id = ui.scope_id().with(("period", area, index, part));
    if let Some(row) = view.grid.last_mut() {
        let after = row.partition_point(|thing| thing.0 <= place.left());
        row.insert(after, (place.left(), id));
    }
    let response = ui.interact(place, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let response = response.on_hover_cursor(if part == Part::Whole { CursorIcon::Grab } else { CursorIcon::ResizeHorizontal });
    let lit = response.hovered() || response.dragged() || response.has_focus();
    if part == Part::Whole {
        let words = if one.open().is_infinite() { "from a stage not reached" } else { "can learn" };
        let galley = ui.painter().layout_no_wrap(words.to_owned(), TextStyle::Small.resolve(ui.style()), palette.text);
        let room = galley.size().x + 16.0;
        let side = playhead::beside(place, room, scene);
        if room < side.width() {
            ui.painter().text(side.center(), Align2::CENTER_CENTER, words, TextStyle::Small.resolve(ui.style()), palette.text.gamma_multiply(0.8));
        }
        if response.has_focus() {
            ui.painter().rect_stroke(place, 3.0, Stroke::new(1.0, palette.accent), egui::StrokeKind::Inside);
        }
    } else {
        let x = place.center().x;
        let colour = if lit { palette.holds } else { palette.quiet(palette.holds) };
        ui.painter().vline(x, bar.y_range(), Stroke::new(if lit { 3.0 } else { 2.0 }, colour));
    }
    if response.clicked() {
        response.request_focus();
    }
    let keys = asked(ui, view, &response, actions);
    let mut change = |label: &str, scenario| actions.push(Action::Change { label: label.into(), scenario });
    if keys.by.x != 0.0 {
        let by = f64::from(keys.by.x) * scene.span.arrow_step(keys.fine) as f64;
        change("Move a critical period", edit::set_period(scene.scenario, area, index, moved(period, part, by)));
    }
    let mut remove = keys.delete;
    let opened = egui::Popup::context_menu(&response);
    let opened = if keys.open { opened.open_memory(Some(egui::SetOpenCommand::Bool(true))) } else { opened };
    opened.close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        let mut edited = period.clone();
        remove |= in_box(ui, |ui| menu_ui(ui, &name, &mut edited, scene));
        if edited != *period {
            change("Change a critical period", edit::set_period(scene.scenario, area, index, edited));
        }
    });
    if remove {
        change("Remove a critical period", edit::remove_period(scene.scenario, area, index));
    }
    drag(ui, &response, area, one, part, view, scene, actions);
    response.on_hover_text(name);
}

#[expect(clippy::too_many_arguments, reason = "a drag moves a part of a period of an area of a scene")]
fn drag(ui: &Ui, response: &Response, area: &str, one: &Standing<'_>, part: Part, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let Some(pointer) = response.interact_pointer_pos() else { return };
    let own = if part == Part::Close { one.close() } else { one.open() };
    // What counts from a stage that is not reached stands nowhere, and can be dragged nowhere.
    if !own.is_finite() {
        return;
    }
    let stands = pos2(scene.span.x(own), response.rect.center().y);
    let Some(held) = hold(view, scene, response, own.max(0.0) as u64, stands, None) else { return };
    let (wanted, is_snapped) = dragged(ui, scene.span, held, held.place(pointer).x);
    if is_snapped {
        let colour = theme::palette(ui).accent.gamma_multiply(0.7);
        ui.painter().vline(scene.span.x(wanted as f64), ui.clip_rect().y_range(), Stroke::new(1.0, colour));
    }
    let by = wanted as f64 - own;
    if by != 0.0 && by.is_finite() {
        let scenario = edit::set_period(scene.scenario, area, one.index, moved(one.period, part, by));
        actions.push(Action::Drag { label: "Move a critical period".into(), scenario });
    }
}

fn moved(period: &CriticalPeriod, part: Part, by: f64) -> CriticalPeriod {
    let mut period = period.clone();
    let alike = period.open_from == period.close_from;
    match part {
        Part::Open => period.open = (period.open + by).min(if alike { period.close - 1.0 } else { f64::INFINITY }),
        Part::Close => period.close = (period.close + by).max(if alike { period.open + 1.0 } else { 0.0 }),
        Part::Whole => {
            let by = by.max(-period.open);
            (period.open, period.close) = (period.open + by, period.close + by);
        }
    }
    period
}

/// Exact numbers, what they count from, and an end. Says whether the period is to go.
fn menu_ui(ui: &mut Ui, name: &str, period: &mut CriticalPeriod, scene: &Scene<'_>) -> bool {
    ui.label(theme::small(ui, name));
    egui::Grid::new("period").num_columns(2).show(ui, |ui| {
        for (text, value, speed) in [
            ("Opens at", &mut period.open, 5.0),
            ("Closes at", &mut period.close, 5.0),
            ("Opens over", &mut period.open_width, 1.0),
            ("Closes over", &mut period.close_width, 1.0),
        ] {
            let label = ui.label(text);
            let field = egui::DragValue::new(value).range(0.0..=1e9).max_decimals(0).speed(speed).suffix(" ticks").update_while_editing(false);
            ui.add(field).labelled_by(label.id);
            ui.end_row();
        }
        let stages = &scene.scenario.development.stages;
        for (text, from) in [("Opening counts from", &mut period.open_from), ("Closing counts from", &mut period.close_from)] {
            if stages.is_empty() {
                break;
            }
            let label = ui.label(text);
            let title = from.as_ref().map_or("birth", |key| stages.get(key).map_or(key.as_str(), |stage| stage.title(key))).to_owned();
            // A list of its own would close this menu: only one is open at a time, but for those that hang on each other.
            let list = ui.menu_button(title, |ui| {
                ui.selectable_value(from, None, "birth");
                for (key, stage) in stages.iter() {
                    ui.selectable_value(from, Some(key.to_owned()), stage.title(key));
                }
            });
            list.response.labelled_by(label.id);
            ui.end_row();
        }
    });
    ui.separator();
    let remove = ui.button("Remove the critical period").clicked();
    if remove {
        ui.close();
    }
    remove
}
