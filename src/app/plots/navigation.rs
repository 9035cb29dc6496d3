//! Looking around in a plot: drag pans, scrolling zooms over age (with Ctrl over values too), a right drag zooms into a box, a double click
//! follows the run again.

use super::PlotView;
use super::figures::age as age_text;
use crate::app::Action;
use crate::app::record::Record;
use crate::app::theme;
use crate::engine::report::Command;
use egui::{EventFilter, Key, PointerButton, Pos2, Rect, Response, Stroke, StrokeKind, Ui};
use egui_plot::PlotTransform;

/// The fewest ticks that can fill a plot.
const LEAST_TICKS: f64 = 4.0;
/// Boxes smaller than this many pixels are slips of the hand.
const LEAST_BOX: f32 = 6.0;
/// The last age that can be looked at.
const LAST_AGE: f64 = 1e13;

/// Lets a person look around.
pub(super) fn update(ui: &Ui, view: &mut PlotView, response: &Response, transform: &PlotTransform) {
    let bounds = transform.bounds();
    let ages = (bounds.min()[0], bounds.max()[0]);
    let values = (bounds.min()[1], bounds.max()[1]);
    let frame = *transform.frame();
    if response.double_clicked() {
        view.reset();
        return;
    }
    if response.dragged_by(PointerButton::Primary) {
        let delta = response.drag_delta();
        if delta.x != 0.0 {
            view.ages = Some(moved(ages, -f64::from(delta.x / frame.width())));
        }
        // Values fit by themselves until a person has taken hold of them.
        if let Some(values) = view.values.filter(|_| delta.y != 0.0) {
            view.values = Some(moved(values, f64::from(delta.y / frame.height())));
        }
    }
    zoom(ui, view, response, transform, ages, values);
    box_zoom(ui, view, response, transform);
    keys(ui, view, response, ages);
    view.ages = view.ages.map(sane);
}

/// What a right click offers: to go back to an age, or to live until it.
pub(super) fn context_menu(view: &mut PlotView, response: &Response, record: &Record, actions: &mut Vec<Action>) {
    response.context_menu(|ui| {
        let age = view.menu_age;
        if age < record.age() && ui.button(format!("Look at age {}", age_text(age))).clicked() {
            actions.push(Action::Run(Command::Look(Some(age))));
            ui.close();
        }
        if age < record.age() && ui.button(format!("Go back to age {}", age_text(age))).clicked() {
            actions.push(Action::Run(Command::Rewind(age)));
            ui.close();
        }
        if age > record.age() && ui.button(format!("Live until age {}", age_text(age))).clicked() {
            actions.push(Action::Run(Command::RunUntil(age)));
            ui.close();
        }
        if ui.add_enabled(!view.follows(), egui::Button::new("Follow the run")).clicked() {
            view.reset();
            ui.close();
        }
    });
}

fn zoom(ui: &Ui, view: &mut PlotView, response: &Response, transform: &PlotTransform, ages: (f64, f64), values: (f64, f64)) {
    let Some(pointer) = response.hover_pos() else { return };
    let at = transform.value_from_position(pointer);
    let pinch = ui.input(egui::InputState::zoom_delta);
    if pinch != 1.0 {
        view.values = Some(zoomed(values, at.y, f64::from(pinch)));
    }
    if let Some(wanted) = by_wheel(ui, ages, at.x, transform.frame().width()) {
        view.ages = Some(wanted);
    }
}

fn box_zoom(ui: &Ui, view: &mut PlotView, response: &Response, transform: &PlotTransform) {
    if response.secondary_clicked()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        view.menu_age = transform.value_from_position(pointer).x.max(0.0).round() as u64;
    }
    if let Some(chosen) = chosen_box(ui, &mut view.box_from, response, *transform.frame()) {
        let (low, high) = (transform.value_from_position(chosen.left_bottom()), transform.value_from_position(chosen.right_top()));
        view.ages = Some((low.x, high.x));
        view.values = Some((low.y, high.y));
    }
}

/// The ages that are wanted in view when the wheel turns or two fingers part, over a place that is `width` pixels wide; `at` is the age under the
/// pointer.
pub(crate) fn by_wheel(ui: &Ui, ages: (f64, f64), at: f64, width: f32) -> Option<(f64, f64)> {
    let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta, input.zoom_delta()));
    if pinch != 1.0 {
        Some(zoomed(ages, at, f64::from(pinch)))
    } else if scroll.y != 0.0 {
        Some(zoomed(ages, at, f64::from(scroll.y / 200.0).exp()))
    } else if scroll.x != 0.0 {
        Some(moved(ages, -f64::from(scroll.x / width)))
    } else {
        None
    }
}

/// Draws the box that is being dragged with the right button, and returns it when it is let go.
pub(crate) fn chosen_box(ui: &Ui, from: &mut Option<Pos2>, response: &Response, frame: Rect) -> Option<Rect> {
    if response.drag_started_by(PointerButton::Secondary) {
        *from = ui.input(|input| input.pointer.press_origin());
    }
    let (start, end) = (*from).zip(ui.input(|input| input.pointer.latest_pos()))?;
    let chosen = Rect::from_two_pos(start, end).intersect(frame);
    if response.dragged_by(PointerButton::Secondary) {
        let accent = theme::palette(ui).accent;
        ui.painter().rect(chosen, 2.0, accent.gamma_multiply(0.12), Stroke::new(1.0, accent), StrokeKind::Inside);
        return None;
    }
    *from = None;
    (response.drag_stopped_by(PointerButton::Secondary) && chosen.width() > LEAST_BOX && chosen.height() > LEAST_BOX).then_some(chosen)
}

/// What + − and 0 ask for: other ages in view, or none to see everything.
pub(crate) fn by_keys(ui: &Ui, ages: (f64, f64)) -> Option<Option<(f64, f64)>> {
    let pressed = |key| ui.input(|input| input.key_pressed(key) && !input.modifiers.command);
    let middle = f64::midpoint(ages.0, ages.1);
    if pressed(Key::Plus) || pressed(Key::Equals) {
        Some(Some(zoomed(ages, middle, 1.5)))
    } else if pressed(Key::Minus) {
        Some(Some(zoomed(ages, middle, 1.0 / 1.5)))
    } else {
        pressed(Key::Num0).then_some(None)
    }
}

/// With the plot in focus: arrows pan, + and − zoom, 0 follows the run.
fn keys(ui: &Ui, view: &mut PlotView, response: &Response, ages: (f64, f64)) {
    if !response.has_focus() {
        return;
    }
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, EventFilter { horizontal_arrows: true, ..EventFilter::default() }));
    ui.painter().rect_stroke(response.rect, 2.0, Stroke::new(1.0, theme::palette(ui).accent), StrokeKind::Inside);
    let pressed = |key| ui.input(|input| input.key_pressed(key));
    if pressed(Key::ArrowLeft) {
        view.ages = Some(moved(ages, -0.1));
    } else if pressed(Key::ArrowRight) {
        view.ages = Some(moved(ages, 0.1));
    }
    match by_keys(ui, ages) {
        Some(Some(wanted)) => view.ages = Some(wanted),
        Some(None) => view.reset(),
        None => {}
    }
}

/// A range moved by a part of its length.
pub(crate) fn moved((from, to): (f64, f64), part: f64) -> (f64, f64) {
    let by = (to - from) * part;
    (from + by, to + by)
}

/// A range seen `factor` times as large, with one value staying where it is.
pub(crate) fn zoomed((from, to): (f64, f64), fixed: f64, factor: f64) -> (f64, f64) {
    (fixed - (fixed - from) / factor, fixed + (to - fixed) / factor)
}

/// Ages that can be looked at: not too few, not far before birth.
pub(crate) fn sane((from, to): (f64, f64)) -> (f64, f64) {
    let span = (to - from).clamp(LEAST_TICKS, LAST_AGE);
    let from = if from.is_finite() { from.clamp(-0.5 * span, LAST_AGE) } else { 0.0 };
    (from, from + span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_what_is_under_the_pointer_and_stays_within_a_life() {
        let (from, to) = zoomed((0.0, 100.0), 25.0, 2.0);
        assert_eq!((from, to), (12.5, 62.5));
        assert_eq!(sane((10.0, 10.5)), (10.0, 14.0));
        assert_eq!(sane((-1000.0, -900.0)), (-50.0, 50.0));
        assert_eq!(moved((0.0, 10.0), 0.1), (1.0, 11.0));
    }
}
