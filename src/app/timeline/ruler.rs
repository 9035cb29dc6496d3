//! Round ages, on which a drag looks at the past, and flags where something is planned to be done to the brain.

use super::playhead::Chip;
use super::row::{asked, asked_of};
use super::snap::{dragged, hold, snapped};
use super::{REACH, Scene, TimelineView, edit};
use crate::app::Action;
use crate::app::plots::figures::{age as age_text, tick_label, ticks};
use crate::app::record::DeedKind;
use crate::app::theme;
use crate::engine::report::Command;
use egui::{Align2, CursorIcon, PointerButton, Rect, Response, Role, Sense, Shape, Stroke, TextStyle, Ui, WidgetInfo, pos2, vec2};

/// Pixels between round ages.
const SPACING: f32 = 80.0;

/// The ages, and what is planned. Lines reach down to `bottom`; no number stands under the `chips` that say where the brain stands.
pub(super) fn ui(ui: &mut Ui, rect: Rect, bottom: f32, chips: &[Chip], view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let id = ui.scope_id().with("ruler");
    view.grid.push(vec![(scene.span.left - 2.0, id)]);
    let response = ui.interact(rect, id, Sense::click_and_drag()).on_hover_cursor(CursorIcon::ResizeHorizontal);
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, "Ages"));
    super::zoom(ui, view, scene, &response);
    if ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::F6)) {
        response.request_focus();
    }
    if response.double_clicked() {
        view.ages = None;
        // The click before it was no look at the past.
        actions.push(Action::Run(Command::Look(view.looked_at)));
    } else if response.clicked() {
        view.looked_at = scene.record.looking().map(|looking| looking.wanted);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect.shrink(1.0), 3.0, Stroke::new(1.0, palette.accent), egui::StrokeKind::Inside);
    }
    // Space is not a click here.
    if response.clicked_by(PointerButton::Primary) || response.dragged_by(PointerButton::Primary) {
        view.film.stop();
    }
    if response.has_focus() && scene.age > 0 && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Space)) {
        view.film.toggle(scene.record.looking());
    }
    scrub(ui, view, &response, scene, actions);
    let font = TextStyle::Small.resolve(ui.style());
    let axis = ticks(scene.span.from, scene.span.to, rect.width(), SPACING);
    let painter = ui.painter().with_clip_rect(Rect::from_min_max(pos2(rect.left() - 1.0, rect.top()), pos2(rect.right() + 30.0, bottom)));
    for (index, value) in axis.values.iter().enumerate() {
        let x = scene.span.x(*value);
        let label = tick_label(*value, axis.step);
        let label = if index == 0 { format!("age {label}") } else { label };
        let galley = painter.layout_no_wrap(label, font.clone(), palette.faint);
        let at = Align2::LEFT_BOTTOM.anchor_size(pos2(x + 3.0, rect.bottom() - 2.0), galley.size());
        if chips.iter().all(|chip| !chip.rect.expand(2.0).intersects(at)) {
            painter.galley(at.min, galley, palette.faint);
        }
        painter.vline(x, rect.bottom() - 6.0..=bottom, Stroke::new(1.0, palette.line.gamma_multiply(0.6)));
    }
    for deed in scene.record.deeds().filter(|deed| matches!(deed.kind, DeedKind::Perturbation | DeedKind::Edit) && !deed.gone) {
        let colour = if deed.kind == DeedKind::Perturbation { palette.error } else { palette.accent };
        let x = scene.span.x(deed.age as f64);
        if rect.x_range().contains(x) {
            painter.extend(Shape::dashed_line(&[pos2(x, rect.bottom() - 6.0), pos2(x, bottom)], Stroke::new(1.0, colour), 4.0, 4.0));
        }
    }
    for index in 0..scene.scenario.perturbations.len() {
        flag_ui(ui, rect, bottom, index, view, scene, actions);
    }
    let late = scene.scenario.perturbations.iter().filter(|planned| scene.is_out_of_sight_after_the_end(planned.at)).count();
    super::lane::after_the_end(ui, late, pos2(rect.right() - 3.0, rect.top() + 7.0), palette.error);
    menu_ui(ui, view, &response, scene, actions);
}

/// A drag or a click looks at the past; arrows go on from there.
fn scrub(ui: &Ui, view: &mut TimelineView, response: &Response, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let looking = scene.record.looking().map(|looking| looking.wanted);
    let keys = asked_of(ui, view, response, None, actions);
    let mut look = |age: Option<u64>| {
        let age = age.filter(|age| *age < scene.age);
        if age != looking {
            actions.push(Action::Run(Command::Look(age)));
        }
    };
    if (response.clicked_by(PointerButton::Primary) && !response.double_clicked()) || response.dragged_by(PointerButton::Primary) {
        response.request_focus();
        if let Some(pointer) = response.interact_pointer_pos() {
            let x = pointer.x.clamp(scene.span.left, scene.span.right);
            look(Some(snapped(ui, scene.span, &scene.snaps, x).0));
        }
    }
    if keys.by.x != 0.0 {
        view.film.stop();
        let step = keys.by.x as i64 * scene.span.arrow_step(keys.fine) as i64;
        look(Some(looking.unwrap_or(scene.age).saturating_add_signed(step)));
    }
}

fn menu_ui(ui: &Ui, view: &mut TimelineView, response: &Response, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    if response.secondary_clicked()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        view.menu_age = snapped(ui, scene.span, &scene.snaps, pointer.x).0;
    }
    response.context_menu(|ui| {
        let age = view.menu_age;
        let mut ask = |ui: &mut Ui, text: String, command: Command| {
            if ui.button(text).clicked() {
                actions.push(Action::Run(command));
                ui.close();
            }
        };
        if age < scene.age {
            ask(ui, format!("Look at age {}", age_text(age)), Command::Look(Some(age)));
            ask(ui, format!("Go back to age {}", age_text(age)), Command::Rewind(age));
        }
        if age > scene.age {
            ask(ui, format!("Live until age {}", age_text(age)), Command::RunUntil(age));
        }
        if scene.record.looking().is_some() {
            ask(ui, "Back to the present".to_owned(), Command::Look(None));
        }
        if ui.add_enabled(view.ages.is_some(), egui::Button::new("Show the whole life")).clicked() {
            view.ages = None;
            ui.close();
        }
    });
}

/// A planned perturbation: a flag to drag, and a menu.
fn flag_ui(ui: &Ui, rect: Rect, bottom: f32, index: usize, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let Some(planned) = scene.scenario.perturbations.get(index) else { return };
    let x = scene.span.x(planned.at as f64);
    if !scene.span.shows(planned.at as f64, REACH) {
        return;
    }
    let palette = theme::palette(ui);
    let place = Rect::from_center_size(pos2(x, rect.top() + 7.0), vec2(2.0 * REACH, 14.0));
    let id = ui.scope_id().with(("flag", index));
    if let Some(row) = view.grid.last_mut() {
        row.push((x, id));
        row.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    let response = ui.interact(place, id, Sense::click_and_drag()).on_hover_cursor(CursorIcon::ResizeHorizontal);
    let name = format!("{} planned at age {}", planned.perturbation.title(), age_text(planned.at));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let lit = response.hovered() || response.dragged() || response.has_focus();
    let colour = if planned.at >= scene.age || lit { palette.error } else { palette.quiet(palette.error) };
    let painter = ui.painter();
    painter.extend(Shape::dashed_line(&[pos2(x, rect.top() + 12.0), pos2(x, bottom)], Stroke::new(1.0, palette.quiet(palette.error)), 4.0, 4.0));
    painter.vline(x, rect.top() + 1.0..=rect.top() + 14.0, Stroke::new(1.5, colour));
    let cloth = vec![pos2(x, rect.top() + 1.0), pos2(x + 9.0, rect.top() + 4.5), pos2(x, rect.top() + 8.0)];
    painter.add(Shape::convex_polygon(cloth, colour, Stroke::NONE));
    if response.has_focus() {
        painter.rect_stroke(place.translate(vec2(3.0, 0.0)), 3.0, Stroke::new(1.0, palette.accent), egui::StrokeKind::Outside);
    }
    if let Some(pointer) = response.interact_pointer_pos()
        && let Some(held) = hold(view, scene, &response, planned.at, place.center(), None)
    {
        let at = dragged(ui, scene.span, held, held.place(pointer).x).0;
        if at != planned.at {
            actions.push(Action::Drag { label: "Move a perturbation".into(), scenario: edit::move_perturbation(scene.scenario, index, at) });
        }
    }
    if response.clicked() {
        response.request_focus();
    }
    let keys = asked(ui, view, &response, actions);
    if keys.by.x != 0.0 {
        let at = planned.at.saturating_add_signed(keys.by.x as i64 * scene.span.arrow_step(keys.fine) as i64);
        actions.push(Action::Change { label: "Move a perturbation".into(), scenario: edit::move_perturbation(scene.scenario, index, at) });
    }
    let mut remove = keys.delete;
    response.context_menu(|ui| {
        ui.label(theme::small(ui, &name));
        if ui.button("Remove").clicked() {
            remove = true;
            ui.close();
        }
    });
    if remove {
        actions.push(Action::Change { label: "Remove a perturbation".into(), scenario: edit::remove_perturbation(scene.scenario, index) });
    }
    response.on_hover_text(name);
}
