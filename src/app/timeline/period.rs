//! Critical periods of an area: bars that are as strong as plasticity is open, with edges to drag.

use super::{REACH, Scene, TimelineView, arrows, asked_to_delete, edit, focused, pan, row_ui};
use crate::app::Action;
use crate::app::plots::figures::{age as age_text, percent};
use crate::app::theme;
use crate::brain::development::{CriticalPeriod, openness};
use egui::{Align2, CursorIcon, Mesh, Rect, Response, Role, Sense, Shape, Stroke, TextStyle, Ui, WidgetInfo, pos2, vec2};

/// Room above and below a bar.
const ROOM: f32 = 5.0;
/// Pixels from one sample of the openness to the next.
const STEP: f32 = 2.0;

/// Which part of a period is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Part {
    Open,
    Close,
    Whole,
}

/// Shows the periods of an area and lets a person change them.
pub(super) fn ui(ui: &mut Ui, area: &str, periods: &[CriticalPeriod], view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let title = scene.scenario.areas.get(area).map_or(area, |found| found.title(area)).to_owned();
    let now = openness(periods, &[], scene.age);
    let rect = row_ui(ui, scene, &edit::period_label(scene.scenario, area), &percent(now).replace(".0", ""));
    let response = ui.interact(rect, ui.scope_id().with(("periods", area)), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::GraphicsObject, true, format!("Critical periods of {title}")));
    pan(view, scene, &response);
    if response.double_clicked()
        && let Some(at) = response.interact_pointer_pos()
    {
        let open = scene.span.round_age(at) as f64;
        actions.push(Action::Change { label: "Add a critical period".into(), scenario: edit::add_period(scene.scenario, area, open) });
    }
    bars(ui, rect, periods, scene);
    for (index, period) in periods.iter().enumerate() {
        for part in [Part::Whole, Part::Open, Part::Close] {
            part_ui(ui, rect, (area, &title), (index, period), part, scene, actions);
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

fn part_ui(
    ui: &Ui,
    rect: Rect,
    (area, title): (&str, &str),
    (index, period): (usize, &CriticalPeriod),
    part: Part,
    scene: &Scene<'_>,
    actions: &mut Vec<Action>,
) {
    let palette = theme::palette(ui);
    let bar = rect.shrink2(vec2(0.0, ROOM));
    let (open, close) = (scene.span.x(period.open.max(-1e12)), scene.span.x(period.close.min(1e13)));
    let edge = |x: f32| Rect::from_center_size(pos2(x, bar.center().y), vec2(REACH + 2.0, bar.height()));
    let (place, name) = match part {
        Part::Open => (edge(open), format!("{title} opens at age {}", age_text(period.open as u64))),
        Part::Close => (edge(close), format!("{title} closes at age {}", age_text(period.close as u64))),
        Part::Whole => (
            Rect::from_min_max(pos2(open, bar.top()), pos2(close, bar.bottom())).intersect(bar),
            format!("{title} can learn from age {} to {}", age_text(period.open as u64), age_text(period.close as u64)),
        ),
    };
    if !(place.is_positive() && rect.expand(REACH).intersects(place)) {
        return;
    }
    let id = ui.scope_id().with(("period", area, index, part));
    let response = ui.interact(place, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let response = response.on_hover_cursor(if part == Part::Whole { CursorIcon::Grab } else { CursorIcon::ResizeHorizontal });
    let lit = response.hovered() || response.dragged() || response.has_focus();
    if part == Part::Whole {
        let galley = ui.painter().layout_no_wrap("can learn".to_owned(), TextStyle::Small.resolve(ui.style()), palette.text);
        if galley.size().x + 16.0 < place.width() {
            ui.painter().text(place.center(), Align2::CENTER_CENTER, "can learn", TextStyle::Small.resolve(ui.style()), palette.text.gamma_multiply(0.8));
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
    focused(&response, actions);
    let mut change = |label: &str, scenario| actions.push(Action::Change { label: label.into(), scenario });
    let step = arrows(ui, &response, false);
    if step.x != 0.0 {
        let by = f64::from(step.x) * scene.span.arrow_step() as f64;
        change("Move a critical period", edit::set_period(scene.scenario, area, index, moved(period, part, by)));
    }
    let mut remove = asked_to_delete(ui, &response);
    response.context_menu(|ui| {
        let mut edited = period.clone();
        remove |= menu_ui(ui, &name, &mut edited);
        if edited != *period {
            change("Change a critical period", edit::set_period(scene.scenario, area, index, edited));
        }
    });
    if remove {
        change("Remove a critical period", edit::remove_period(scene.scenario, area, index));
    }
    drag(&response, area, (index, period), part, scene, actions);
    response.on_hover_text(name);
}

fn drag(response: &Response, area: &str, (index, period): (usize, &CriticalPeriod), part: Part, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged_by(egui::PointerButton::Primary)) else { return };
    let by = match part {
        Part::Open => scene.span.round_age(pointer) as f64 - period.open,
        Part::Close => scene.span.round_age(pointer) as f64 - period.close,
        // The bar follows the pointer in whole ticks; what is left over of a slow drag is not lost but caught up with.
        Part::Whole => {
            let grabbed = response.ctx.data_mut(|data| *data.get_temp_mut_or_insert_with(response.id, || scene.span.age(pointer.x) - period.open));
            scene.span.round_age(pos2(scene.span.x(scene.span.age(pointer.x) - grabbed), pointer.y)) as f64 - period.open
        }
    };
    if response.drag_stopped() {
        response.ctx.data_mut(|data| data.remove::<f64>(response.id));
    }
    if by != 0.0 {
        let scenario = edit::set_period(scene.scenario, area, index, moved(period, part, by));
        actions.push(Action::Drag { label: "Move a critical period".into(), scenario });
    }
}

fn moved(period: &CriticalPeriod, part: Part, by: f64) -> CriticalPeriod {
    let mut period = period.clone();
    match part {
        Part::Open => period.open = (period.open + by).min(period.close - 1.0),
        Part::Close => period.close = (period.close + by).max(period.open + 1.0),
        Part::Whole => {
            let by = by.max(-period.open);
            (period.open, period.close) = (period.open + by, period.close + by);
        }
    }
    period
}

/// Exact numbers and an end. Says whether the period is to go.
fn menu_ui(ui: &mut Ui, name: &str, period: &mut CriticalPeriod) -> bool {
    ui.label(theme::small(ui, name));
    egui::Grid::new("period").num_columns(2).show(ui, |ui| {
        for (text, value, speed) in [
            ("Opens at age", &mut period.open, 5.0),
            ("Closes at age", &mut period.close, 5.0),
            ("Opens over", &mut period.open_width, 1.0),
            ("Closes over", &mut period.close_width, 1.0),
        ] {
            let label = ui.label(text);
            ui.add(egui::DragValue::new(value).range(0.0..=1e9).max_decimals(0).speed(speed).suffix(" ticks")).labelled_by(label.id);
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
