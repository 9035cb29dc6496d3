//! Stages as bands across the timeline, and flags where one goes on to the next: when that happened, or when it may.

use super::course::until_middle;
use super::course::{End, Visit};
use super::part::when;
use super::row::asked_of;
use super::ways::taken;
use super::{Scene, TimelineView, edit, playhead, zoom};
use crate::app::Action;
use crate::app::action::Look;
use crate::app::plots::figures::age as age_text;
use crate::app::selection::{Item, Selection};
use crate::app::theme::{self, MEDIUM, Palette};
use crate::brain::development::{Stage, Transition};
use crate::scenario::Scenario;
use egui::{Align2, Color32, CornerRadius, CursorIcon, Rect, Role, Sense, Shape, Stroke, StrokeKind, TextStyle, Ui, WidgetInfo, pos2, vec2};

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
    if ground.has_focus() {
        ui.painter().rect_stroke(bands.shrink(1.0), 3.0, Stroke::new(1.0, palette.accent), StrokeKind::Inside);
    }
    view.grid.push(Vec::new());
    for (index, visit) in scene.course.iter().enumerate() {
        if let Some((key, stage)) = stages.at(visit.stage) {
            band_ui(ui, bands, index, visit, (key, stage), view, scene, actions);
        }
    }
    elsewhere_ui(ui, row.with_min_x(scene.span.right + 4.0), scene, actions);
    for visit in &scene.course {
        flag(ui, bands, bottom, visit, scene, actions);
    }
    if view.grid.last().is_some_and(Vec::is_empty) {
        view.grid.pop();
    }
}

/// Stages that have no band, since nothing leads to them as far as can be told: they can be selected all the same.
fn elsewhere_ui(ui: &mut Ui, rect: Rect, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let stages = &scene.scenario.development.stages;
    let elsewhere: Vec<(&str, &Stage)> =
        stages.iter().enumerate().filter(|(index, _)| scene.course.iter().all(|visit| visit.stage != *index)).map(|(_, stage)| stage).collect();
    if elsewhere.is_empty() {
        return;
    }
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(egui::Layout::left_to_right(egui::Align::Center)));
    ui.spacing_mut().button_padding.x = theme::SMALL;
    let text = theme::small(&ui, format!("+{}", elsewhere.len()));
    let menu = ui.menu_button(text, |ui| {
        ui.label(theme::small(ui, "Not reached before the end, as far as can be told"));
        for (key, stage) in elsewhere {
            if ui.button(stage.title(key)).clicked() {
                actions.push(Action::Select(Selection::one(Item::Stage(key.to_owned()))));
                ui.close();
            }
        }
    });
    menu.response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Stages that are not reached"));
    menu.response.on_hover_text("Stages that are not reached before the end, as far as can be told");
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
    let is_selected = scene.selected == Some(key);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_selected, &name));
    let selection = Selection::one(Item::Stage(key.to_owned()));
    let keys = asked_of(ui, view, &response, Some(selection.clone()), actions);
    let outline = match (is_selected || response.has_focus(), response.hovered()) {
        (true, _) => Some(Stroke::new(if is_selected { 1.5 } else { 1.0 }, palette.accent)),
        (false, true) => Some(Stroke::new(1.0, colour)),
        (false, false) => None,
    };
    if let Some(stroke) = outline {
        painter.rect_stroke(rect, corner, stroke, StrokeKind::Inside);
    }
    let font = TextStyle::Small.resolve(ui.style());
    let mut job = egui::text::LayoutJob::simple_singleline(stage.title(key).to_owned(), font, palette.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width((rect.width() - 10.0).max(0.0));
    let galley = painter.layout_job(job);
    if rect.width() > 22.0 {
        let place = playhead::beside(rect, galley.size().x + 10.0, scene);
        painter.galley(place.center() - galley.size() / 2.0, galley, palette.text);
    }
    if response.clicked() {
        response.request_focus();
        actions.push(Action::Select(selection));
    }
    if keys.open || response.double_clicked() {
        // What can be changed about it stands in the inspector, which takes the keyboard over.
        actions.push(Action::Look(Look::RightPanel(true)));
        view.hands_over = true;
    }
    if keys.delete {
        actions.push(Action::Delete(vec![Item::Stage(key.to_owned())]));
    }
    response.context_menu(|ui| menu_ui(ui, (visit.stage, key), &name, scene, actions));
    response.on_hover_ui(|ui| {
        ui.label(theme::small(ui, &name));
        ways_ui(ui, stage, scene);
    });
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

/// A way on in words: `Naming: when …`.
fn way_in_words(way: &Transition, scene: &Scene<'_>) -> String {
    let title = scene.scenario.development.stages.get(&way.stage).map_or(way.stage.as_str(), |stage| stage.title(&way.stage));
    format!("{title} {}", when(&way.when, scene.record))
}

/// The ways on from a stage, in words.
fn ways_ui(ui: &mut Ui, stage: &Stage, scene: &Scene<'_>) {
    if stage.to.is_empty() {
        ui.label(theme::small(ui, "No way leads on from here."));
    }
    for way in &stage.to {
        ui.label(egui::RichText::new(format!("On to {}", way_in_words(way, scene))).small());
    }
}

/// Where a stage ends: a flag that stands where it did, and hangs where it may.
fn flag(ui: &Ui, bands: Rect, bottom: f32, visit: &Visit, scene: &Scene<'_>, actions: &mut Vec<Action>) {
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
    let Some((key, stage)) = scene.scenario.development.stages.at(visit.stage) else { return };
    let was_taken = |way: &&Transition| visit.end != End::Left || taken(scene.scenario, scene.record, visit.stage, way).contains(&(visit.to as u64));
    let ways: Vec<String> = stage.to.iter().filter(was_taken).map(|way| way_in_words(way, scene)).collect();
    let ways = ways.join("; or to ");
    let place = Rect::from_min_size(pos2(x - 3.0, bands.top() - 2.0), vec2(14.0, 12.0));
    let id = ui.scope_id().with(("flag of stage", visit.from as u64, visit.stage));
    let response = ui.interact(place, id, Sense::click()).on_hover_cursor(CursorIcon::PointingHand);
    let text = match visit.end {
        End::Left => format!("At age {}: on to {ways}", age_text(visit.to as u64)),
        End::AtTheLatest => format!("Not yet: on to {ways}; at age {} at the latest", age_text(visit.to as u64)),
        _ => format!("Not yet: on to {ways}; nobody knows at which age"),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    if response.clicked() {
        actions.push(Action::Select(Selection::one(Item::Stage(key.to_owned()))));
    }
    response.on_hover_text(text);
}

/// What can be done with a stage as a whole.
fn menu_ui(ui: &mut Ui, (index, key): (usize, &str), name: &str, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    ui.label(theme::small(ui, name));
    let mut change = |ui: &mut Ui, text: &str, label: &str, scenario: &dyn Fn() -> Box<Scenario>| {
        if ui.button(text).clicked() {
            actions.push(Action::Change { label: label.into(), scenario: scenario() });
            ui.close();
        }
    };
    change(ui, "Add a stage after it", "Add a stage", &|| {
        edit::add_stage(scene.scenario, Some(key), until_middle(scene.scenario, scene.record, scene.age, Some(key))).0
    });
    if index > 0 {
        change(ui, "Let life begin here", "Let life begin in another stage", &|| edit::begin_with(scene.scenario, key));
    }
    change(ui, "Delete this stage", "Delete a stage", &|| edit::remove_stage(scene.scenario, key));
}
