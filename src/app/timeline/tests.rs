//! The timeline, driven as a person would.

use super::*;
use crate::app::plots::testing;
use crate::brain::development::Key;
use egui::PointerButton;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

const RATE: &str = "areas.visual.plasticity.rate";

/// A document with undo as the window has it: a drag is one step.
struct Desk {
    view: TimelineView,
    scenario: Scenario,
    record: Record,
    undo: Vec<Scenario>,
    dragging: bool,
}

impl Desk {
    fn perform(&mut self, action: Action) {
        match action {
            Action::Change { scenario, .. } => {
                self.undo.push(std::mem::replace(&mut self.scenario, *scenario));
            }
            Action::Drag { scenario, .. } => {
                let before = std::mem::replace(&mut self.scenario, *scenario);
                if !self.dragging {
                    self.undo.push(before);
                }
                self.dragging = true;
            }
            Action::Select(selection) => assert!(selection.is_empty()),
            other => panic!("{other:?}"),
        }
    }
}

fn harness(edit: impl FnOnce(&mut Scenario)) -> Harness<'static, Desk> {
    let mut scenario = testing::welcome();
    scenario.ticks = 1000;
    edit(&mut scenario);
    let record = testing::record_for(&scenario);
    let desk = Desk { view: TimelineView::default(), scenario, record, undo: Vec::new(), dragging: false };
    let mut harness = Harness::builder().with_size(vec2(900.0, 160.0)).with_step_dt(1.0 / 60.0).build_ui_state(
        |ui, desk: &mut Desk| {
            if !testing::is_dressed(ui) {
                return;
            }
            let mut actions = Vec::new();
            super::ui(ui, &mut desk.view, &desk.scenario, &desk.record, 300, &mut actions);
            actions.into_iter().for_each(|action| desk.perform(action));
            desk.dragging &= ui.input(|input| input.pointer.any_down());
        },
        desk,
    );
    harness.run_steps(3);
    harness
}

fn with_track(scenario: &mut Scenario) {
    *scenario = *edit::add_track(scenario, RATE).unwrap();
}

fn keys(harness: &Harness<'_, Desk>) -> Vec<(u64, f64)> {
    harness
        .state()
        .scenario
        .development
        .tracks
        .get(RATE)
        .map_or_else(Vec::new, |track| track.keys.iter().map(|Key { age, value, .. }| (*age, *value)).collect())
}

fn double_click(harness: &mut Harness<'_, Desk>, at: Pos2) {
    harness.hover_at(at);
    for _ in 0..2 {
        for pressed in [true, false] {
            harness.event(egui::Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers: egui::Modifiers::NONE });
        }
        harness.step();
    }
    harness.run_steps(2);
}

fn drag(harness: &mut Harness<'_, Desk>, from: Pos2, by: Vec2) {
    harness.drag_at(from);
    harness.step();
    for part in 1..=4 {
        harness.hover_at(from + by * (part as f32 / 4.0));
        harness.step();
    }
    harness.drop_at(from + by);
    harness.run_steps(2);
}

#[test]
fn a_double_click_adds_a_key_where_it_was() {
    let mut harness = harness(with_track);
    let lane = harness.get_by_label("Track of Visual · learning rate").rect();
    double_click(&mut harness, lane.center() + vec2(0.0, 5.0));
    let found = keys(&harness);
    assert_eq!(found.len(), 3);
    assert!((480..=520).contains(&found[1].0), "{found:?}");
    assert_eq!((found[1].1, harness.state().undo.len()), (0.2, 1));
}

#[test]
fn dragging_a_key_moves_it_in_one_step_of_undo() {
    let mut harness = harness(|scenario| {
        with_track(scenario);
        *scenario = *edit::add_key(scenario, RATE, 500, 0.2);
    });
    let key = harness.get_by_label_contains("Key of Visual · learning rate at age 500").rect().center();
    drag(&mut harness, key, vec2(60.0, 8.0));
    let found = keys(&harness);
    assert!(found[1].0 > 560 && found[1].0 < 620 && found[1].0.is_multiple_of(5), "{found:?}");
    assert!(found[1].1 < 0.2, "{found:?}");
    assert_eq!(harness.state().undo.len(), 1);
    let key = harness.get_by_label_contains(&format!("Key of Visual · learning rate at age {}", found[1].0)).rect().center();
    drag(&mut harness, key, vec2(900.0, 0.0));
    assert_eq!(keys(&harness)[1].0, 999, "a key stays between its neighbours");
}

#[test]
fn delete_removes_the_key_in_focus_and_the_last_one_takes_the_track_along() {
    let mut harness = harness(with_track);
    for left in [1, 0] {
        harness.get_all_by_label_contains("Key of Visual").next().unwrap().focus();
        harness.step();
        harness.key_press(egui::Key::Delete);
        harness.run_steps(2);
        assert_eq!(keys(&harness).len(), left);
    }
    assert!(harness.state().scenario.development.tracks.is_empty());
    harness.get_by_label_contains("Nothing changes with age yet");
}

#[test]
fn arrows_move_the_key_in_focus() {
    let mut harness = harness(with_track);
    harness.get_by_label_contains("at age 0").focus();
    harness.run_steps(2);
    harness.key_press(egui::Key::ArrowRight);
    harness.run_steps(2);
    assert!(keys(&harness)[0].0 > 0);
    harness.key_press(egui::Key::ArrowUp);
    harness.run_steps(2);
    assert!(keys(&harness)[0].1 > 0.2, "{:?}", keys(&harness));
}

#[test]
fn a_track_is_found_by_search_and_a_period_too() {
    let mut harness = harness(|_| {});
    harness.get_by_label("Add a track or a critical period").click();
    harness.run_steps(3);
    assert!(harness.get_by_label("Search a knob").is_focused());
    harness.get_by_label("Search a knob").type_text("visual rate");
    harness.run_steps(3);
    harness.get_by_label("Visual · learning rate").click();
    harness.run_steps(3);
    assert_eq!(keys(&harness), [(0, 0.2), (1000, 0.2)]);
    harness.get_by_label("Add a track or a critical period").click();
    harness.run_steps(3);
    harness.get_by_label("Visual · critical period").click();
    harness.run_steps(3);
    assert_eq!(harness.state().scenario.development.periods.get("visual").map(Vec::len), Some(1));
}

#[test]
fn edges_of_a_period_and_flags_of_perturbations_are_dragged() {
    let mut harness = harness(|scenario| {
        *scenario = *edit::add_period(scenario, "visual", 100.0);
        let perturbation = crate::brain::Perturbation::all().swap_remove(0);
        scenario.perturbations.push(crate::scenario::Planned { at: 800, perturbation });
    });
    let edge = harness.get_by_label("Visual area closes at age 600").rect().center();
    drag(&mut harness, edge, vec2(67.2, 0.0));
    let period = harness.state().scenario.development.periods.get("visual").unwrap()[0].clone();
    assert!(period.open == 100.0 && period.close > 650.0, "{period:?}");
    let bar = harness.get_by_label_contains("Visual area can learn from").rect().center();
    drag(&mut harness, bar, vec2(67.2, 0.0));
    let moved = harness.state().scenario.development.periods.get("visual").unwrap()[0].clone();
    assert!(moved.open > 150.0 && moved.close - moved.open == period.close - period.open, "{moved:?}");
    let flag = harness.get_by_label("Weight noise planned at age 800").rect().center();
    drag(&mut harness, flag, vec2(-67.2, 0.0));
    assert!(harness.state().scenario.perturbations[0].at < 750);
    assert_eq!(harness.state().undo.len(), 3);
}

#[test]
fn scrolling_zooms_and_the_ages_fit_again() {
    let mut harness = harness(with_track);
    let lane = harness.get_by_label("Track of Visual · learning rate").rect();
    harness.hover_at(lane.center());
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, 100.0),
        phase: egui::TouchPhase::Move,
        modifiers: egui::Modifiers::NONE,
        source: egui::MouseWheelSource::Wheel,
    });
    harness.run_steps(20);
    assert!(harness.state().view.ages.is_some_and(|(from, to)| to - from < 900.0));
    harness.get_by_label("Fit the whole life").click();
    harness.run_steps(2);
    assert_eq!(harness.state().view.ages, None);
    assert!(harness.state().undo.is_empty());
}
