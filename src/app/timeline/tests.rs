//! The timeline, driven as a person would.

use super::*;
use crate::app::plots::testing;
use crate::app::selection::{Item, Selection};
use crate::brain::development::Key;
use crate::engine::report::{Command, Event, EventKind, Looking, Progress};
use egui::PointerButton;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

const RATE: &str = "areas.visual.plasticity.rate";

/// A document with undo as the window has it: a drag is one step.
struct Desk {
    view: TimelineView,
    scenario: Scenario,
    record: Record,
    undo: Vec<Scenario>,
    dragging: bool,
    asked: Vec<Command>,
    selected: Selection,
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
            Action::Run(command) => self.asked.push(command),
            Action::Select(selection) => self.selected = selection,
            Action::Look(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

fn harness(edit: impl FnOnce(&mut Scenario)) -> Harness<'static, Desk> {
    harness_of(420.0, edit)
}

/// A timeline of some height.
fn harness_of(height: f32, edit: impl FnOnce(&mut Scenario)) -> Harness<'static, Desk> {
    let mut scenario = testing::welcome();
    scenario.ticks = 1000;
    edit(&mut scenario);
    let record = testing::record_for(&scenario);
    let desk = Desk { view: TimelineView::default(), scenario, record, undo: Vec::new(), dragging: false, asked: Vec::new(), selected: Selection::default() };
    let mut harness = Harness::builder().with_size(vec2(900.0, height)).with_step_dt(1.0 / 60.0).build_ui_state(
        |ui, desk: &mut Desk| {
            if !testing::is_dressed(ui) {
                return;
            }
            let mut actions = Vec::new();
            super::ui(ui, &mut desk.view, &desk.scenario, &desk.record, (300, None), &mut actions);
            actions.into_iter().for_each(|action| desk.perform(action));
            desk.dragging &= ui.input(|input| input.pointer.any_down());
        },
        desk,
    );
    harness.run_steps(3);
    harness
}

fn with_track(scenario: &mut Scenario) {
    *scenario = *edit::add_track(scenario, &TrackAt::of_life(RATE)).unwrap();
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
        *scenario = *edit::add_key(scenario, &TrackAt::of_life(RATE), 500, 0.2);
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
fn shift_and_arrows_move_the_key_in_focus_and_alt_moves_it_by_a_tick() {
    let mut harness = harness(with_track);
    harness.get_by_label_contains("at age 0").focus();
    harness.run_steps(2);
    let mut press = |modifiers: egui::Modifiers, key| {
        harness.key_press_modifiers(modifiers, key);
        harness.run_steps(2);
        keys(&harness)[0]
    };
    let (age, value) = press(egui::Modifiers::SHIFT, egui::Key::ArrowRight);
    assert!(age > 1 && value == 0.2);
    assert_eq!(press(egui::Modifiers::SHIFT | egui::Modifiers::ALT, egui::Key::ArrowRight), (age + 1, 0.2));
    assert!(press(egui::Modifiers::SHIFT, egui::Key::ArrowUp).1 > 0.2);
    assert_eq!(harness.state().undo.len(), 3);
}

#[test]
fn arrows_go_from_key_to_key_and_from_row_to_row() {
    let mut harness = harness(|scenario| {
        with_track(scenario);
        *scenario = *edit::add_key(scenario, &TrackAt::of_life(RATE), 500, 0.2);
        *scenario = *edit::add_track(scenario, &TrackAt::of_life("world.blur")).unwrap();
        *scenario = *edit::add_period(scenario, "visual", 100.0);
    });
    harness.get_by_label_contains("Key of Visual · learning rate at age 500").focus();
    harness.run_steps(2);
    let mut go = |key| {
        harness.key_press(key);
        harness.run_steps(2);
        let focused = harness.get_all_by(|_| true).find(egui_kittest::Node::is_focused).and_then(|node| node.accesskit_node().label());
        focused.unwrap_or_default()
    };
    assert!(go(egui::Key::ArrowRight).starts_with("Key of Visual · learning rate at age 1"));
    assert!(go(egui::Key::ArrowDown).starts_with("Key of World · blur at age 1"));
    assert_eq!(go(egui::Key::ArrowLeft), "Key of World · blur at age 0: 0");
    assert_eq!(go(egui::Key::ArrowLeft), "Track of World · blur");
    assert_eq!(go(egui::Key::ArrowUp), "Track of Visual · learning rate");
    assert_eq!(go(egui::Key::ArrowUp), "Critical periods of Visual area");
    assert!(go(egui::Key::ArrowRight).starts_with("Visual area "));
    assert_eq!((harness.state().undo.len(), keys(&harness).len()), (0, 3));
}

#[test]
fn enter_adds_on_a_row_and_opens_a_key_where_age_and_value_are_typed_and_the_way_on_is_chosen() {
    let mut harness = harness(with_track);
    harness.get_by_label("Track of Visual · learning rate").focus();
    harness.run_steps(2);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(3);
    assert_eq!(keys(&harness), [(0, 0.2), (300, 0.2), (1000, 0.2)], "where the brain stands");
    harness.get_by_label_contains("Key of Visual · learning rate at age 300").focus();
    harness.run_steps(2);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(4);
    assert!(harness.query_by_label("in a straight line").is_some());
    harness.get_by_label("gently (cosine)").click();
    harness.run_steps(3);
    assert_eq!(harness.state().scenario.development.tracks[RATE].keys[1].then, crate::brain::development::Interpolation::Cosine);
    harness.get_by_label("Delete the key").click();
    harness.run_steps(3);
    assert_eq!(keys(&harness), [(0, 0.2), (1000, 0.2)]);
}

#[test]
fn a_drag_snaps_to_what_is_near_and_alt_frees_it() {
    let mut harness = harness(|scenario| {
        with_track(scenario);
        *scenario = *edit::add_key(scenario, &TrackAt::of_life(RATE), 500, 0.2);
        *scenario = *edit::add_period(scenario, "visual", 637.0);
    });
    let x = |harness: &Harness<'_, Desk>, age: f64| {
        let lane = harness.get_by_label("Track of Visual · learning rate").rect();
        lane.left() + lane.width() * (age / 1000.0) as f32
    };
    let key = harness.get_by_label_contains("Key of Visual · learning rate at age 500").rect().center();
    let to = x(&harness, 634.0);
    drag(&mut harness, key, vec2(to - key.x, 0.0));
    assert_eq!(keys(&harness)[1], (637, 0.2), "the edge of the period is near");
    let key = harness.get_by_label_contains("Key of Visual · learning rate at age 637").rect().center();
    let to = x(&harness, 303.0);
    drag(&mut harness, key, vec2(to - key.x, 0.0));
    assert_eq!(keys(&harness)[1].0, 300, "so is the brain");
}

#[test]
fn the_ages_are_scrubbed_by_the_pointer_and_by_the_keyboard() {
    let mut harness = harness(with_track);
    let ruler = harness.get_by_label("Ages").rect();
    let at = |age: f32| pos2(ruler.left() + ruler.width() * age / 1000.0, ruler.center().y);
    drag(&mut harness, at(200.0), at(100.0) - at(200.0));
    let looks = |harness: &Harness<'_, Desk>| {
        let look = |command: &Command| if let Command::Look(age) = command { *age } else { panic!("{command:?}") };
        harness.state().asked.iter().map(look).collect::<Vec<_>>()
    };
    assert_eq!(looks(&harness).last(), Some(&Some(100)));
    harness.state_mut().record.absorb(&Progress { age: 300, looking: Some(Looking { age: 90, wanted: 100 }), ..Progress::default() });
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::SHIFT, egui::Key::ArrowLeft);
    harness.run_steps(2);
    assert!(looks(&harness).last().is_some_and(|age| age.is_some_and(|age| age < 100)));
    drag(&mut harness, at(200.0), at(700.0) - at(200.0));
    assert_eq!(looks(&harness).last(), Some(&None), "beyond the present there is nothing to look at");
    assert!(harness.state().undo.is_empty());
}

#[test]
fn stages_are_bands_with_flags_and_their_tracks_stand_where_they_began() {
    let mut harness = harness(|scenario| {
        let stages = serde_json::json!({
            "young": { "name": "Childhood", "to": [{ "stage": "old", "when": { "measure": { "name": "accuracy.decision.classify", "is": { "above": 0.9 }, "for": 3 } } }] },
            "old": { "name": "Adult", "tracks": { RATE: { "keys": [{ "age": 0, "value": 0.2 }, { "age": 50, "value": 0.1 }] } }, "to": [{ "stage": "gone", "when": { "after": 310 } }] },
            "gone": {} });
        scenario.development.stages = serde_json::from_value(stages).unwrap();
    });
    assert!(harness.query_by_label("Adult: to come").is_some());
    assert!(harness.query_all_by_label_contains("Not yet: on to Adult when Decision area, test accuracy ≥ 0.9 at 3").next().is_some());
    let entered = |stage, age| Event { age, text: "begins".into(), kind: EventKind::Stage(stage) };
    harness.state_mut().record.absorb(&Progress { age: 300, events: vec![entered(0, 0), entered(1, 150)], ..Progress::default() });
    harness.run_steps(3);
    assert!(harness.query_by_label("Childhood: from age 0 to 150").is_some());
    assert!(harness.query_by_label("Adult: since age 150, to 500 at the latest").is_some(), "it is looked at every 50 ticks");
    assert!(harness.query_all_by_label_contains("At age 150: on to Adult when Decision area, test accuracy").next().is_some());
    let key = harness.get_by_label("Key of Visual · learning rate in Adult at age 200: 0.1 per tick").rect().center();
    drag(&mut harness, key, vec2(40.0, 0.0));
    let track = harness.state().scenario.development.stages.get("old").unwrap().tracks[RATE].clone();
    assert!(track.keys[1].age > 90 && track.keys[1].age < 130, "{track:?}");
    harness.get_by_label("Childhood: from age 0 to 150").click();
    harness.run_steps(3);
    assert_eq!(harness.state().selected, Selection::one(Item::Stage("young".into())));
    harness.get_by_label("Childhood: from age 0 to 150").click_secondary();
    harness.run_steps(3);
    harness.get_by_label("Add a stage after it").click();
    harness.run_steps(3);
    let stages = &harness.state().scenario.development.stages;
    assert_eq!((stages.len(), stages.get("young").unwrap().to[0].stage.as_str(), stages.get("stage").unwrap().to[0].stage.as_str()), (4, "stage", "old"));
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
    let periods = harness.state().scenario.development.periods.get("visual").unwrap();
    assert_eq!(periods.iter().map(|period| (period.open, period.close)).collect::<Vec<_>>(), [(0.0, 800.0)], "until now it could learn");
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

#[test]
fn a_key_that_is_dragged_level_keeps_its_value_whatever_was_dragged_before_and_wherever_it_is_grabbed() {
    let blur = TrackAt::of_life("world.blur");
    let mut harness = harness(|scenario| {
        with_track(scenario);
        *scenario = *edit::add_key(scenario, &TrackAt::of_life(RATE), 500, 0.2);
        *scenario = *edit::add_track(scenario, &blur).unwrap();
        *scenario = *edit::add_key(scenario, &blur, 500, 1.0);
    });
    let of_blur = harness.get_by_label_contains("Key of World · blur at age 500").rect().center();
    drag(&mut harness, of_blur, vec2(40.0, 8.0));
    let of_rate = harness.get_by_label_contains("Key of Visual · learning rate at age 500").rect().center();
    drag(&mut harness, of_rate + vec2(1.0, 4.0), vec2(40.0, 0.0));
    let found = keys(&harness);
    assert!(found[1].0 > 520 && found[1].1 == 0.2, "{found:?}");
}

#[test]
fn what_has_snapped_stays_snapped_while_it_is_held() {
    let mut harness = harness(|scenario| {
        with_track(scenario);
        *scenario = *edit::add_key(scenario, &TrackAt::of_life(RATE), 500, 0.2);
        let json = serde_json::json!({ "one": { "to": [{ "stage": "two", "when": { "after": 613 } }] }, "two": {} });
        scenario.development.stages = serde_json::from_value(json).unwrap();
        scenario.development.every = 1;
    });
    let key = harness.get_by_label_contains("Key of Visual · learning rate at age 500").rect().center();
    let ages = harness.get_by_label("Ages").rect();
    let edge = ages.left() + ages.width() * 0.613;
    harness.drag_at(key);
    harness.step();
    for x in [0.5, 0.9, 1.0, 1.0, 1.0, 1.0, 1.0] {
        harness.hover_at(pos2(key.x + (edge + 3.0 - key.x) * x, key.y));
        harness.step();
        assert!(x < 1.0 || keys(&harness)[1].0 == 613, "{:?}", keys(&harness));
    }
    harness.drop_at(pos2(edge + 3.0, key.y));
    harness.run_steps(2);
    assert_eq!((keys(&harness)[1].0, harness.state().undo.len()), (613, 1));
}

#[test]
fn a_click_on_what_has_the_keyboard_takes_the_place_of_what_is_selected() {
    let mut harness = harness(with_track);
    let name = "Key of Visual · learning rate at age 0";
    harness.get_by_label_contains(name).click();
    harness.run_steps(2);
    harness.state_mut().selected = Selection::one(Item::World);
    harness.get_by_label_contains(name).click();
    harness.run_steps(2);
    assert_eq!(harness.state().selected, Selection::default());
    harness.get_by_label("Ages").click();
    harness.state_mut().selected = Selection::one(Item::World);
    harness.get_by_label("Ages").click();
    harness.run_steps(2);
    assert_eq!(harness.state().selected, Selection::one(Item::World), "who looks at the past looks at what is selected");
}

#[test]
fn a_stage_to_which_nothing_leads_can_be_selected_and_one_that_leads_to_itself_fills_the_life() {
    let mut harness = harness(|scenario| {
        let json = serde_json::json!({ "one": { "to": [{ "stage": "one", "when": { "after": 300 } }], "tracks": { RATE: { "keys": [{ "age": 0, "value": 0.1 }] } } },
            "lost": { "name": "Lost" } });
        scenario.development.stages = serde_json::from_value(json).unwrap();
        scenario.development.every = 1;
    });
    let bands = harness.get_all_by(|node| node.label().is_some_and(|label| label.starts_with("one: "))).count();
    assert_eq!(bands, 4, "0 to 300, 600, 900 and beyond");
    assert_eq!(harness.get_all_by_label_contains("Key of Visual").count(), 1, "its keys stand in one visit");
    harness.get_by_label("Stages that are not reached").click();
    harness.run_steps(3);
    harness.get_by_label("Lost").click();
    harness.run_steps(3);
    assert_eq!(harness.state().selected, Selection::one(Item::Stage("lost".into())));
}

#[test]
fn stages_that_are_added_one_after_the_other_share_what_is_left_of_the_life() {
    let mut scenario = testing::welcome();
    scenario.ticks = 1000;
    let record = testing::record_for(&scenario);
    for _ in 0..4 {
        let lasted = course::until_middle(&scenario, &record, 0, None);
        scenario = *edit::add_stage(&scenario, None, lasted).0;
    }
    scenario.development.every = 1;
    let visits = course::course(&scenario, &record, 0, 1000.0);
    assert_eq!(visits.iter().map(|visit| visit.from).collect::<Vec<_>>(), [0.0, 500.0, 750.0, 875.0]);
}

#[test]
fn numbers_in_the_box_of_a_key_are_taken_when_they_are_whole() {
    let mut harness = harness(|scenario| {
        with_track(scenario);
        *scenario = *edit::add_key(scenario, &TrackAt::of_life(RATE), 500, 0.2);
    });
    let key = harness.get_by_label_contains("Key of Visual · learning rate at age 500").rect().center();
    for (typed, age) in [("640", 640), ("720", 720)] {
        let now = keys(&harness)[1].0;
        let at = harness.get_by_label_contains(&format!("Key of Visual · learning rate at age {now}")).rect().center();
        let at = if now == 500 { key } else { at };
        for pressed in [true, false] {
            harness.event(egui::Event::PointerMoved(at));
            harness.event(egui::Event::PointerButton { pos: at, button: PointerButton::Secondary, pressed, modifiers: egui::Modifiers::NONE });
            harness.step();
        }
        harness.run_steps(3);
        let before = harness.state().undo.len();
        for letter in typed.chars() {
            harness.event(egui::Event::Text(letter.to_string()));
            harness.step();
        }
        assert_eq!(keys(&harness)[1].0, now, "not while it is typed");
        harness.key_press(egui::Key::Enter);
        harness.run_steps(3);
        assert_eq!((keys(&harness)[1].0, harness.state().undo.len()), (age, before + 1));
        harness.key_press(egui::Key::Escape);
        harness.run_steps(3);
    }
}

#[test]
fn what_a_period_counts_from_is_chosen_in_its_menu() {
    let mut harness = harness(|scenario| {
        let json = serde_json::json!({ "one": { "to": [{ "stage": "two", "when": { "after": 400 } }] }, "two": { "name": "Later" } });
        scenario.development.stages = serde_json::from_value(json).unwrap();
        *scenario = *edit::begin_periods(scenario, "visual", 0.0);
    });
    let bar = harness.get_by_label_contains("can learn from age").rect().center();
    for pressed in [true, false] {
        harness.event(egui::Event::PointerMoved(bar));
        harness.event(egui::Event::PointerButton { pos: bar, button: PointerButton::Secondary, pressed, modifiers: egui::Modifiers::NONE });
        harness.step();
    }
    harness.run_steps(3);
    harness.get_by_label("Closing counts from").click();
    harness.run_steps(4);
    harness.get_all_by_label("Later").last().unwrap().click();
    harness.run_steps(3);
    let period = &harness.state().scenario.development.periods.get("visual").unwrap()[0];
    assert_eq!((period.open_from.clone(), period.close_from.clone()), (None, Some("two".to_owned())));
}

#[test]
fn the_box_of_a_key_keeps_the_keyboard_where_lanes_are_hidden() {
    // The box reaches beyond the lanes, as it does over the plots of a low window.
    let mut harness = harness_of(100.0, |scenario| {
        for path in [RATE, "areas.decision.plasticity.rate", "world.blur"] {
            *scenario = *edit::add_track(scenario, &TrackAt::of_life(path)).unwrap();
        }
        *scenario = *edit::add_key(scenario, &TrackAt::of_life(RATE), 500, 0.2);
    });
    let at = harness.get_by_label_contains("Key of Visual · learning rate at age 500").rect().center();
    for pressed in [true, false] {
        harness.event(egui::Event::PointerMoved(at));
        harness.event(egui::Event::PointerButton { pos: at, button: PointerButton::Secondary, pressed, modifiers: egui::Modifiers::NONE });
        harness.step();
    }
    harness.run_steps(3);
    let mut write = |text: &str, key: egui::Key| {
        for letter in text.chars() {
            harness.event(egui::Event::Text(letter.to_string()));
            harness.run_steps(2);
        }
        harness.key_press(key);
        harness.run_steps(4);
        keys(&harness)[1]
    };
    assert_eq!(write("300", egui::Key::Tab), (300, 0.2));
    assert_eq!(write("0.05", egui::Key::Enter), (300, 0.05));
}
