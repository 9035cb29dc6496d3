//! Stages as bands across the timeline, and flags where one goes on to the next: when that happened, or when it may.

use super::course::{End, Visit};
use super::row::asked;
use super::{Scene, TimelineView, edit, zoom};
use crate::app::Action;
use crate::app::plots::figures::age as age_text;
use crate::app::theme::{self, MEDIUM, Palette};
use crate::brain::development::{Guard, Stage};
use crate::scenario::{Scenario, seen_by_a_god};
use egui::{Align2, Color32, CornerRadius, CursorIcon, DragValue, Popup, PopupCloseBehavior, Rect, Role, Sense, SetOpenCommand, Shape, Stroke, StrokeKind};
use egui::{TextStyle, Ui, WidgetInfo, pos2, vec2};

/// Height of the bands.
pub(super) const HEIGHT: f32 = 26.0;

/// Shows the stages; the lines of their flags reach down to `bottom`.
pub(super) fn ui(ui: &mut Ui, bottom: f32, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let stages = &scene.scenario.development.stages;
    let now = scene.course.iter().rev().find(|visit| visit.entered && visit.from <= scene.shown as f64).and_then(|visit| stages.at(visit.stage));
    let font = TextStyle::Small.resolve(ui.style());
    ui.painter().text(pos2(row.left(), row.center().y), Align2::LEFT_CENTER, "Stage", font.clone(), palette.faint);
    if let Some((key, stage)) = now {
        let right = pos2(scene.span.left - MEDIUM, row.center().y);
        let galley = ui.painter().layout(stage.title(key).to_owned(), font, palette.text, f32::INFINITY);
        let clip = Rect::from_min_max(pos2(row.left() + 44.0, row.top()), pos2(right.x, row.bottom()));
        ui.painter().with_clip_rect(clip).galley(pos2(right.x - galley.size().x, right.y - galley.size().y / 2.0), galley, palette.text);
    }
    let bands = Rect::from_min_max(pos2(scene.span.left, row.top()), pos2(scene.span.right, row.bottom()));
    let ground = ui.interact(bands, ui.scope_id().with("stages"), Sense::click_and_drag());
    ground.widget_info(|| WidgetInfo::labeled(Role::GraphicsObject, true, "Stages"));
    zoom(ui, view, scene, &ground);
    view.grid.push(Vec::new());
    for (index, visit) in scene.course.iter().enumerate() {
        if let Some((key, stage)) = stages.at(visit.stage) {
            band_ui(ui, bands, index, visit, (key, stage), view, scene, actions);
        }
    }
    for visit in &scene.course {
        flag(ui, bands, bottom, visit, scene);
    }
    if view.grid.last().is_some_and(Vec::is_empty) {
        view.grid.pop();
    }
}

fn colour(palette: &Palette, stage: usize) -> Color32 {
    // The first hues of the series are those of roles; stages take the others.
    palette.series([1, 4, 3, 5, 8, 6, 9, 7, 2, 0][stage % 10])
}

#[expect(clippy::too_many_arguments, reason = "a band is a stage, where it stands, and the whole")]
fn band_ui(
    ui: &Ui,
    bands: Rect,
    index: usize,
    visit: &Visit,
    (key, stage): (&str, &Stage),
    view: &mut TimelineView,
    scene: &Scene<'_>,
    actions: &mut Vec<Action>,
) {
    let (left, right) = (scene.span.x(visit.from).max(bands.left()), scene.span.x(visit.to).min(bands.right()));
    if left >= right {
        return;
    }
    let palette = theme::palette(ui);
    let rect = Rect::from_x_y_ranges(left + 0.5..=right - 1.0, bands.top() + 3.0..=bands.bottom() - 3.0);
    let colour = colour(palette, visit.stage);
    let painter = ui.painter();
    let lived = scene.span.x((scene.age as f64).clamp(visit.from, visit.to)).clamp(left, right);
    let corner = CornerRadius::same(4);
    painter.rect_filled(rect, corner, colour.gamma_multiply(if palette.is_dark { 0.14 } else { 0.12 }));
    if visit.entered && lived > rect.left() {
        painter.rect_filled(rect.with_max_x(lived.min(rect.right())), corner, colour.gamma_multiply(if palette.is_dark { 0.32 } else { 0.28 }));
    }
    let id = ui.scope_id().with(("stage", index, key));
    if let Some(row) = view.grid.last_mut() {
        row.push((left, id));
    }
    let response = ui.interact(rect, id, Sense::click()).on_hover_cursor(CursorIcon::PointingHand);
    let name = told(visit, stage.title(key));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let keys = asked(ui, view, &response, actions);
    if response.has_focus() || response.hovered() {
        painter.rect_stroke(rect, corner, Stroke::new(1.0, if response.has_focus() { palette.accent } else { colour }), StrokeKind::Inside);
    }
    let font = TextStyle::Small.resolve(ui.style());
    let mut job = egui::text::LayoutJob::simple_singleline(stage.title(key).to_owned(), font, palette.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width((rect.width() - 10.0).max(0.0));
    let galley = painter.layout_job(job);
    if rect.width() > 22.0 {
        painter.galley(rect.center() - galley.size() / 2.0, galley, palette.text);
    }
    if response.clicked() {
        response.request_focus();
    }
    let popup = Popup::from_toggle_button_response(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let popup = if keys.open { popup.open_memory(Some(SetOpenCommand::Bool(true))) } else { popup };
    let shown = popup.show(|ui| menu_ui(ui, key, &name, scene, actions));
    if shown.is_none() {
        response.on_hover_ui(|ui| {
            ui.label(theme::small(ui, &name));
            ways_ui(ui, stage, scene.scenario);
        });
    }
}

/// A stage and its ages, in words.
fn told(visit: &Visit, title: &str) -> String {
    let (from, to) = (age_text(visit.from as u64), age_text(visit.to as u64));
    match (visit.entered, visit.end) {
        (true, End::Left) => format!("{title}: from age {from} to {to}"),
        (true, End::AtTheLatest) => format!("{title}: since age {from}, to {to} at the latest"),
        (true, _) => format!("{title}: since age {from}"),
        (false, _) => format!("{title}: to come"),
    }
}

/// A guard in words, and whether the brain could know of it.
fn in_words(guard: &Guard) -> String {
    let by_whom = seen_by_a_god(guard).map_or("", |_| " (seen by a god, not by the brain)");
    guard.words() + by_whom
}

/// The ways on from a stage, in words.
fn ways_ui(ui: &mut Ui, stage: &Stage, scenario: &Scenario) {
    if stage.to.is_empty() {
        ui.label(theme::small(ui, "No way leads on from here."));
    }
    for way in &stage.to {
        let title = scenario.development.stages.get(&way.stage).map_or(way.stage.as_str(), |stage| stage.title(&way.stage));
        ui.label(egui::RichText::new(format!("{title}: when {}", in_words(&way.when))).small());
    }
}

/// Where a stage ends: a flag that stands where it did, and hangs where it may.
fn flag(ui: &Ui, bands: Rect, bottom: f32, visit: &Visit, scene: &Scene<'_>) {
    if !scene.span.shows(visit.to, 0.0) || visit.end == End::Never {
        return;
    }
    let palette = theme::palette(ui);
    let x = scene.span.x(visit.to);
    let painter = ui.painter();
    let line = [pos2(x, bands.top()), pos2(x, bottom)];
    let cloth = vec![pos2(x, bands.top()), pos2(x + 8.0, bands.top() + 3.5), pos2(x, bands.top() + 7.0)];
    if visit.end == End::Left {
        painter.extend(Shape::dashed_line(&line, Stroke::new(1.0, palette.holds), 4.0, 3.0));
        painter.add(Shape::convex_polygon(cloth, palette.holds, Stroke::NONE));
    } else {
        let quiet = palette.quiet(palette.holds);
        let gap = if visit.end == End::Unknown { 7.0 } else { 4.0 };
        painter.extend(Shape::dashed_line(&line, Stroke::new(1.0, quiet), 2.0, gap));
        painter.add(Shape::convex_polygon(cloth, palette.ground, Stroke::new(1.0, quiet)));
    }
    let words = scene.scenario.development.stages.at(visit.stage).and_then(|(_, stage)| stage.to.first()).map(|way| in_words(&way.when));
    let place = Rect::from_min_size(pos2(x - 3.0, bands.top() - 2.0), vec2(14.0, 12.0));
    let id = ui.scope_id().with(("flag of stage", visit.from as u64, visit.stage));
    let response = ui.interact(place, id, Sense::hover());
    let when = words.map_or(String::new(), |words| format!("when {words}"));
    let text = match visit.end {
        End::Left => format!("At age {}: {when}", age_text(visit.to as u64)),
        End::AtTheLatest => format!("Not yet: {when}; at age {} at the latest", age_text(visit.to as u64)),
        _ => format!("Not yet: {when}; nobody knows at which age"),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    response.on_hover_text(text);
}

/// What can be changed about a stage: its name, how long it waits, what it waits for, and whether it is there at all.
fn menu_ui(ui: &mut Ui, key: &str, name: &str, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let Some(stage) = scene.scenario.development.stages.get(key) else { return };
    ui.set_width(300.0);
    ui.label(theme::small(ui, name));
    let mut edited = stage.clone();
    ui.horizontal(|ui| {
        let label = ui.label("Name");
        let mut title = stage.title(key).to_owned();
        let field = egui::TextEdit::singleline(&mut title).desired_width(200.0).align(egui::Align2::LEFT_CENTER);
        if ui.add(field).labelled_by(label.id).changed() {
            edited.name = title;
        }
    });
    for (index, way) in edited.to.iter_mut().enumerate() {
        ui.separator();
        let title = scene.scenario.development.stages.get(&way.stage).map_or(way.stage.as_str(), |stage| stage.title(&way.stage));
        ui.label(theme::small(ui, format!("Goes on to {title} when")));
        ui.push_id(index, |ui| guard_ui(ui, &mut way.when, scene));
    }
    let mut changed = |label: &str, change: &dyn Fn(&mut Scenario)| {
        actions.push(Action::Change { label: label.into(), scenario: edit::changed(scene.scenario, change) });
    };
    if edited != *stage {
        changed("Change a stage", &|scenario| {
            if let Some(place) = scenario.development.stages.get_mut(key) {
                place.clone_from(&edited);
            }
        });
    }
    ui.separator();
    ui.horizontal(|ui| {
        if ui.button("Add a stage after it").clicked() {
            actions.push(Action::Change { label: "Add a stage".into(), scenario: edit::add_stage(scene.scenario, Some(key)) });
            ui.close();
        }
        if ui.button("Remove it").clicked() {
            actions.push(Action::Change { label: "Remove a stage".into(), scenario: edit::remove_stage(scene.scenario, key) });
            ui.close();
        }
    });
}

/// The numbers of a guard, and the measures that it waits for.
fn guard_ui(ui: &mut Ui, guard: &mut Guard, scene: &Scene<'_>) {
    match guard {
        Guard::After(ticks) => {
            ui.horizontal(|ui| {
                let label = ui.label("after");
                ui.add(DragValue::new(ticks).speed(5.0).suffix(" ticks")).labelled_by(label.id);
            });
        }
        Guard::Measure(criterion) => criterion_ui(ui, criterion, scene),
        Guard::All(parts) | Guard::Any(parts) => {
            for (index, part) in parts.iter_mut().enumerate() {
                ui.push_id(index, |ui| guard_ui(ui, part, scene));
            }
        }
        Guard::Not(part) => {
            ui.label(theme::small(ui, "not"));
            guard_ui(ui, part, scene);
        }
    }
}

fn criterion_ui(ui: &mut Ui, criterion: &mut crate::brain::development::Criterion, scene: &Scene<'_>) {
    use crate::brain::development::Bound;
    let measures = scene.record.series().iter().filter(|series| series.variant.is_none()).map(|series| series.measure.name.as_str());
    let list = egui::ComboBox::from_id_salt("measure").width(280.0).selected_text(criterion.name.clone()).show_ui(ui, |ui| {
        for name in measures {
            ui.selectable_value(&mut criterion.name, name.to_owned(), name);
        }
    });
    list.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, "Measure"));
    ui.horizontal(|ui| {
        let is_above = matches!(criterion.is, Bound::Above(_));
        let (Bound::Above(mut number) | Bound::Below(mut number)) = criterion.is;
        let side = ui.button(if is_above { "≥" } else { "≤" });
        side.widget_info(|| WidgetInfo::labeled(Role::Button, true, if is_above { "At least" } else { "At most" }));
        let is_above = is_above != side.clicked();
        let field = ui.add(DragValue::new(&mut number).speed(0.01).max_decimals(6));
        field.widget_info(|| WidgetInfo::drag_value(true, number));
        criterion.is = if is_above { Bound::Above(number) } else { Bound::Below(number) };
        let label = ui.label("for");
        ui.add(DragValue::new(&mut criterion.hold).range(1..=1000).suffix(" evaluations")).labelled_by(label.id);
    });
}
