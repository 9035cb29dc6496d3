//! A knob that moves over age: the tracks of the whole life and of stages in one lane, with what was really lived beneath them.

use super::curve::Frame;
use super::edit::{self, Lane, TrackAt};
use super::row::{asked, row_ui};
use super::{REACH, Scene, TimelineView, key, navigate};
use crate::app::Action;
use crate::app::plots::figures::short;
use crate::app::record::Pyramid;
use crate::app::theme::{self, Palette};
use crate::brain::development::{Interpolation, Key, Track};
use crate::brain::knob::{Knob, linear};
use egui::{Color32, Pos2, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

/// A track where it stands on the clock of the whole life.
#[derive(Clone, Debug)]
pub(super) struct Piece<'t> {
    pub(super) at: TrackAt,
    pub(super) track: &'t Track,
    /// Age at which its clock began.
    pub(super) offset: u64,
    /// The title of its stage.
    pub(super) stage: Option<&'t str>,
    /// From when to when it moves the knob, unless a stage's own track does.
    pub(super) ages: (f64, f64),
    /// Whether its keys stand here: a stage that is visited several times has them once.
    pub(super) is_home: bool,
}

/// A lane and everything in it.
pub(super) struct Place<'t> {
    pub(super) name: String,
    pub(super) unit: &'static str,
    pub(super) frame: Frame,
    pub(super) colour: Color32,
    pub(super) pieces: Vec<Piece<'t>>,
}

/// Shows a knob and lets a person change how it moves.
pub(super) fn ui(ui: &mut Ui, path: &str, is_first: bool, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let address = scene.scenario.knob_address(path);
    let knob: Option<&'static Knob> = address.map(|address| address.knob(scene.scenario));
    let (range, unit) = knob.map_or((linear(f64::MIN, f64::MAX), ""), |knob| (knob.range, knob.unit));
    let (group, name) = edit::named(scene.scenario, path);
    let own = address.map(|address| address.get(scene.scenario));
    let pieces = pieces(path, scene);
    let lived = scene.record.lived(path);
    let now = lived.and_then(|lived| lived.at(scene.shown)).or_else(|| value_at(&pieces, scene.shown)).or(own);
    let rect = row_ui(ui, scene, (&group, &name), is_first, &now.map_or_else(String::new, short));
    let id = ui.scope_id().with(("lane", path));
    view.grid.push(vec![(scene.span.left - 1.0, id)]);
    let values: Vec<f64> = pieces.iter().flat_map(|piece| piece.track.values()).chain(own.filter(|_| has_gaps(&pieces, scene))).collect();
    let was = lived.and_then(Pyramid::whole).map(|whole| [whole.min, whole.max]);
    let values: Vec<f64> = values.into_iter().chain(was.into_iter().flatten()).collect();
    let is_held = ui.ctx().dragged_id().is_some_and(|held| keys(&pieces).any(|(piece, index)| key::id(ui, &piece.at, index) == held));
    let held = view.held.as_ref().and_then(|held| held.level).filter(|_| is_held);
    let lane = held.map_or_else(|| Lane::of(values.iter().copied(), range), |(lane, _)| lane);
    let palette = theme::palette(ui);
    let place = Place { name: edit::label(scene.scenario, path), unit, frame: Frame { rect, lane, range }, colour: colour(path, palette), pieces };
    background_ui(ui, path, id, &place, view, scene, actions);
    if !ui.is_rect_visible(rect) {
        return;
    }
    curves(ui, &place, own, path, scene);
    place.frame.numbers(ui.painter(), palette);
    for (piece, index) in keys(&place.pieces) {
        key::ui(ui, &place, piece, index, view, scene, actions);
    }
    let late = keys(&place.pieces).filter(|(piece, index)| scene.is_out_of_sight_after_the_end(piece.track.keys[*index].age + piece.offset)).count();
    after_the_end(ui, late, pos2(rect.right() - 3.0, rect.center().y), place.colour);
}

/// That so much stands after the end of the life, where nobody sees it.
pub(super) fn after_the_end(ui: &Ui, count: usize, at: Pos2, colour: Color32) {
    if count == 0 {
        return;
    }
    let text = format!("{count} after the end →");
    let galley = ui.painter().layout_no_wrap(text, egui::FontId::proportional(10.0), colour);
    let place = egui::Align2::RIGHT_CENTER.anchor_size(at, galley.size());
    ui.painter().rect_filled(place.expand(2.0), 2.0, theme::palette(ui).ground.gamma_multiply(0.85));
    ui.painter().galley(place.min, galley, colour);
}

/// The whole life's track, and those of the stages that have a place on the timeline.
pub(super) fn pieces<'s>(path: &str, scene: &Scene<'s>) -> Vec<Piece<'s>> {
    let development = &scene.scenario.development;
    let whole = development.tracks.get(path).map(|track| Piece {
        at: TrackAt::of_life(path),
        track,
        offset: 0,
        stage: None,
        ages: (0.0, f64::INFINITY),
        is_home: true,
    });
    let of_stages = scene.course.iter().filter_map(|visit| {
        let (key, stage) = development.stages.at(visit.stage)?;
        let track = stage.tracks.get(path)?;
        let at = TrackAt { stage: Some(key.to_owned()), path: path.to_owned() };
        let is_home = scene.home_of(visit.stage) == Some(visit);
        Some(Piece { at, track, offset: visit.offset(track.clock), stage: Some(stage.title(key)), ages: (visit.from, visit.to), is_home })
    });
    whole.into_iter().chain(of_stages).collect()
}

fn keys<'p, 't>(pieces: &'p [Piece<'t>]) -> impl Iterator<Item = (&'p Piece<'t>, usize)> {
    pieces.iter().filter(|piece| piece.is_home).flat_map(|piece| (0..piece.track.keys.len()).map(move |index| (piece, index)))
}

/// Whether the knob is left to itself at some ages.
fn has_gaps(pieces: &[Piece<'_>], scene: &Scene<'_>) -> bool {
    !pieces.iter().any(|piece| piece.at.stage.is_none()) && scene.course.iter().any(|visit| !pieces.iter().any(|piece| piece.ages == (visit.from, visit.to)))
}

/// The track that moves the knob at an age: a stage's goes over the whole life's.
fn piece_at<'p, 't>(pieces: &'p [Piece<'t>], age: f64) -> Option<&'p Piece<'t>> {
    let of_stage = pieces.iter().rev().find(|piece| piece.at.stage.is_some() && (piece.ages.0..piece.ages.1).contains(&age));
    of_stage.or_else(|| pieces.first().filter(|piece| piece.at.stage.is_none()))
}

fn value_at(pieces: &[Piece<'_>], age: u64) -> Option<f64> {
    let piece = piece_at(pieces, age as f64)?;
    piece.track.value(age.saturating_sub(piece.offset))
}

/// What is between the keys: a double click adds one, a drag pans, a right click offers both ends of a track's life.
fn background_ui(ui: &Ui, path: &str, id: egui::Id, place: &Place<'_>, view: &mut TimelineView, scene: &Scene<'_>, actions: &mut Vec<Action>) {
    let response = ui.interact(place.frame.rect, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::GraphicsObject, true, format!("Track of {}", place.name)));
    navigate(ui, view, scene, &response);
    if view.added.take_if(|added| added == path).is_some() {
        response.request_focus();
        response.scroll_to_me(None);
    }
    let palette = theme::palette(ui);
    if response.has_focus() {
        ui.painter().rect_stroke(place.frame.rect, 2.0, Stroke::new(1.0, palette.accent), egui::StrokeKind::Inside);
    }
    let keys = asked(ui, view, &response, actions);
    let pointer = response.interact_pointer_pos();
    let add_at = |age: u64, y: Option<f32>| {
        let drawn = value_at(&place.pieces, age);
        // A click on the curve keeps its shape; one beside it says where the new key is to be.
        let value = match (drawn, y) {
            (Some(drawn), None) => drawn,
            (Some(drawn), Some(y)) if (place.frame.y(drawn) - y).abs() <= REACH => drawn,
            (_, Some(y)) => place.frame.value(y),
            (None, None) => scene.scenario.knob_address(path).map_or(0.0, |address| address.get(scene.scenario)),
        };
        Action::Change { label: "Add a key".into(), scenario: added(path, place, scene, age, value) }
    };
    if response.double_clicked()
        && let Some(at) = pointer
    {
        actions.push(add_at(scene.span.round_age(at.x), Some(at.y)));
    }
    if keys.open {
        actions.push(add_at(scene.shown, None));
    }
    let clicked_at = ui.scope_id().with("clicked at");
    if response.secondary_clicked()
        && let Some(at) = pointer
    {
        ui.data_mut(|data| data.insert_temp(clicked_at, at));
    }
    response.context_menu(|ui| {
        let at: Pos2 = ui.data(|data| data.get_temp(clicked_at)).unwrap_or(place.frame.rect.center());
        if ui.button("Add a key here").clicked() {
            actions.push(add_at(scene.span.round_age(at.x), Some(at.y)));
            ui.close();
        }
        for piece in place.pieces.iter().filter(|piece| piece.is_home) {
            let text = piece.stage.map_or_else(|| "Remove the track".to_owned(), |stage| format!("Remove the track of {stage}"));
            if ui.button(text).clicked() {
                actions.push(Action::Change { label: "Remove a track".into(), scenario: edit::remove_track(scene.scenario, &piece.at) });
                ui.close();
            }
        }
    });
}

/// With a key at an age: on the track that moves the knob there, or else on a new one of the stage.
fn added(path: &str, place: &Place<'_>, scene: &Scene<'_>, age: u64, value: f64) -> Box<crate::scenario::Scenario> {
    if let Some(piece) = piece_at(&place.pieces, age as f64) {
        return edit::add_key(scene.scenario, &piece.at, age.saturating_sub(piece.offset), value);
    }
    let visit = scene.course.iter().rev().find(|visit| visit.from <= age as f64);
    let stage = visit.and_then(|visit| scene.scenario.development.stages.at(visit.stage));
    let at = TrackAt { stage: stage.map(|(key, _)| key.to_owned()), path: path.to_owned() };
    let with_track = edit::add_track(scene.scenario, &at).unwrap_or_else(|| Box::new(scene.scenario.clone()));
    edit::add_key(&with_track, &at, age.saturating_sub(visit.map_or(0, |visit| visit.from as u64)), value)
}

/// What was lived, broad and faint; what is planned on top of it, fainter where it is the past.
fn curves(ui: &Ui, place: &Place<'_>, own: Option<f64>, path: &str, scene: &Scene<'_>) {
    let palette = theme::palette(ui);
    let painter = ui.painter().with_clip_rect(place.frame.rect.expand2(vec2(1.0, 0.0)).intersect(ui.clip_rect()));
    if let Some(lived) = scene.record.lived(path) {
        let points = place.frame.lived(scene.span, lived, scene.age);
        painter.add(Shape::line(points, Stroke::new(5.0, place.colour.gamma_multiply(if palette.is_dark { 0.28 } else { 0.22 }))));
    }
    let resting = own.map(|value| Track { keys: vec![Key::new(0, value, Interpolation::Step)], ..Track::default() });
    let stretches: Vec<(f64, f64)> =
        if scene.course.is_empty() { vec![(0.0, f64::INFINITY)] } else { scene.course.iter().map(|visit| (visit.from, visit.to)).collect() };
    let mut end: Option<Pos2> = None;
    for (from, to) in stretches {
        let piece = piece_at(&place.pieces, from);
        let Some((track, offset)) = piece.map(|piece| (piece.track, piece.offset)).or(resting.as_ref().map(|track| (track, 0))) else { continue };
        let now = scene.age as f64;
        for (from, to, is_past) in [(from, to.min(now), true), (from.max(now), to, false)] {
            if from < to {
                let strength = if is_past { 0.65 } else { 1.0 };
                let colour = if piece.is_some() { place.colour } else { palette.faint };
                let points = place.frame.planned(scene.span, track, offset, (from, to));
                let stroke = Stroke::new(1.5, colour.gamma_multiply(strength));
                // What jumps where a stage begins jumps upright.
                if let (Some(end), Some(start)) = (end, points.first()) {
                    painter.line_segment([pos2(start.x, end.y), *start], stroke);
                }
                end = points.last().copied();
                painter.add(Shape::line(points, stroke));
            }
        }
    }
}

/// What a knob belongs to gives its curve a colour: plasticity, costs, error, the world.
fn colour(path: &str, palette: &Palette) -> Color32 {
    let words: Vec<&str> = path.split('.').collect();
    match words[..] {
        ["areas", _, "costs", ..] => palette.teach,
        ["areas", ..] => palette.signal,
        ["wires", _, "error_gain"] => palette.error,
        ["wires", ..] => palette.modulate,
        _ => palette.faint,
    }
}
