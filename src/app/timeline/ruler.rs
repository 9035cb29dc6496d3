//! Round ages, and flags where something is planned to be done to the brain.

use super::{REACH, Scene, TimelineView, arrows, asked_to_delete, edit, focused, pan};
use crate::app::Action;
use crate::app::plots::figures::{age as age_text, tick_label, ticks};
use crate::app::record::DeedKind;
use crate::app::theme;
use crate::engine::report::Command;
use egui::{Align2, CursorIcon, Rect, Role, Sense, Shape, Stroke, TextStyle, Ui, WidgetInfo, pos2, vec2};

/// Pixels between round ages.
const SPACING: f32 = 80.0;

/// The ages, and what is planned. Lines reach down to `bottom`; no number stands under the `chip` that says how old the brain is.
pub(super) fn ui(ui: &mut Ui, rect: Rect, bottom: f32, chip: Option<Rect>, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let response = ui.interact(rect, ui.scope_id().with("ruler"), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::GraphicsObject, true, "Ages"));
    pan(view, scene, &response);
    if response.double_clicked() {
        view.ages = None;
    }
    let font = TextStyle::Small.resolve(ui.style());
    let axis = ticks(scene.span.from, scene.span.to, rect.width(), SPACING);
    let painter = ui.painter().with_clip_rect(Rect::from_min_max(pos2(rect.left() - 1.0, rect.top()), pos2(rect.right() + 30.0, bottom)));
    for (index, value) in axis.values.iter().enumerate() {
        let x = scene.span.x(*value);
        let label = tick_label(*value, axis.step);
        let label = if index == 0 { format!("age {label}") } else { label };
        let galley = painter.layout_no_wrap(label, font.clone(), palette.faint);
        let at = Align2::LEFT_BOTTOM.anchor_size(pos2(x + 3.0, rect.bottom() - 2.0), galley.size());
        if chip.is_none_or(|chip| !chip.expand(2.0).intersects(at)) {
            painter.galley(at.min, galley, palette.faint);
        }
        painter.vline(x, rect.bottom() - 6.0..=bottom, Stroke::new(1.0, palette.line.gamma_multiply(0.6)));
    }
    for deed in scene.record.deeds().filter(|deed| matches!(deed.kind, DeedKind::Perturbation | DeedKind::Edit | DeedKind::Stage(Some(_))) && !deed.gone) {
        let colour = if deed.kind == DeedKind::Perturbation { palette.error } else { palette.accent };
        let x = scene.span.x(deed.age as f64);
        if rect.x_range().contains(x) {
            painter.extend(Shape::dashed_line(&[pos2(x, rect.bottom() - 6.0), pos2(x, bottom)], Stroke::new(1.0, colour), 4.0, 4.0));
        }
    }
    for index in 0..scene.scenario.perturbations.len() {
        flag_ui(ui, rect, bottom, index, scene, actions);
    }
    if response.secondary_clicked()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        view.menu_age = scene.span.round_age(pointer);
    }
    response.context_menu(|ui| {
        let age = view.menu_age;
        if age < scene.age && ui.button(format!("Go back to age {}", age_text(age))).clicked() {
            actions.push(Action::Run(Command::Rewind(age)));
            ui.close();
        }
        if age > scene.age && ui.button(format!("Live until age {}", age_text(age))).clicked() {
            actions.push(Action::Run(Command::RunUntil(age)));
            ui.close();
        }
        if ui.add_enabled(view.ages.is_some(), egui::Button::new("Show the whole life")).clicked() {
            view.ages = None;
            ui.close();
        }
    });
}

/// A planned perturbation: a flag to drag, and a menu.
fn flag_ui(ui: &Ui, rect: Rect, bottom: f32, index: usize, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let Some(planned) = scene.scenario.perturbations.get(index) else { return };
    let x = scene.span.x(planned.at as f64);
    if !rect.expand2(vec2(REACH, 0.0)).x_range().contains(x) {
        return;
    }
    let palette = theme::palette(ui);
    let place = Rect::from_center_size(pos2(x, rect.top() + 7.0), vec2(2.0 * REACH, 14.0));
    let response = ui.interact(place, ui.scope_id().with(("flag", index)), Sense::click_and_drag()).on_hover_cursor(CursorIcon::ResizeHorizontal);
    let name = format!("{} planned at age {}", planned.perturbation.title(), age_text(planned.at));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let lit = response.hovered() || response.dragged() || response.has_focus();
    let colour = if planned.at >= scene.age || lit { palette.error } else { palette.quiet(palette.error) };
    let painter = ui.painter();
    painter.extend(Shape::dashed_line(&[pos2(x, rect.top() + 12.0), pos2(x, bottom)], Stroke::new(1.0, palette.quiet(palette.error)), 4.0, 4.0));
    painter.vline(x, rect.top() + 1.0..=rect.top() + 14.0, Stroke::new(1.5, colour));
    let cloth = vec![pos2(x, rect.top() + 1.0), pos2(x + 9.0, rect.top() + 4.5), pos2(x, rect.top() + 8.0)];
    painter.add(Shape::convex_polygon(cloth, colour, Stroke::NONE));
    if response.dragged_by(egui::PointerButton::Primary)
        && let Some(pointer) = response.interact_pointer_pos()
    {
        let at = scene.span.round_age(pointer);
        if at != planned.at {
            actions.push(Action::Drag { label: "Move a perturbation".into(), scenario: edit::move_perturbation(scene.scenario, index, at) });
        }
    }
    if response.clicked() {
        response.request_focus();
    }
    focused(&response, actions);
    let step = arrows(ui, &response, false);
    if step.x != 0.0 {
        let at = planned.at.saturating_add_signed(step.x as i64 * scene.span.arrow_step() as i64);
        actions.push(Action::Change { label: "Move a perturbation".into(), scenario: edit::move_perturbation(scene.scenario, index, at) });
    }
    let mut remove = asked_to_delete(ui, &response);
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
