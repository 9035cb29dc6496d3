//! Guards of stages in the real window: read as sentences, changed in place by pointer and keyboard, and heard by a brain that lives; and its past,
//! played as a film.

use super::growing::click;
use super::{Window, live, live_until, one_life, says};
use brainwright::app::action::Action;
use brainwright::brain::development::{Bound, Guard, Stage};
use brainwright::engine::Simulation;
use brainwright::engine::report::EventKind;
use egui::Key;
use egui_kittest::kittest::{NodeT as _, Queryable};
use serde_json::json;

const FIRST: &str = "Movers teach hands";

/// A window on a preset in stages, without its variants.
fn window() -> Window {
    one_life("bootstrapping", 1200)
}

/// Clicks the first thing of a name.
fn click_first(window: &mut Window, name: &str) {
    window.get_all_by_label(name).next().expect(name).click();
    window.run_steps(3);
    live(window, 5000);
}

fn select_first_stage(window: &mut Window) {
    window.get_by(|node| node.label().is_some_and(|label| label.starts_with(&format!("{FIRST}: ")))).click();
    window.run_steps(3);
}

/// Types into a field, and lets the brain hear of it.
fn type_into(window: &mut Window, name: &str, text: &str) {
    super::type_into(window, name, text);
    live(window, 5000);
}

fn focused(window: &Window) -> String {
    let found = window.get_all_by(|_| true).find(egui_kittest::Node::is_focused);
    found.and_then(|node| node.accesskit_node().label()).unwrap_or_default()
}

fn stage(window: &Window) -> Stage {
    window.state().scenario().development.stages.get("movers").cloned().unwrap_or_default()
}

fn words(window: &Window) -> String {
    stage(window).to.iter().map(|way| format!("{}: {}", way.stage, way.when.words())).collect::<Vec<_>>().join(" | ")
}

#[test]
fn a_threshold_turned_in_mid_life_is_heard_at_once_and_one_that_was_passed_is_a_change_of_the_past() {
    let mut window = window();
    live_until(&mut window, 400);
    select_first_stage(&mut window);
    let now = window.state().run().live.grown.seen.first().and_then(|(_, value)| *value).unwrap_or_default();
    assert!(now > 1.7, "{now}");
    assert!(says(&window, " to go") && says(&window, "in 2\u{a0}900 ticks"));
    type_into(&mut window, "Threshold", "1.7");
    type_into(&mut window, "How often in a row", "2");
    let state = window.state();
    assert!(state.run().past.is_none() && state.run().live.age == 400);
    assert!(!state.run().record.deeds().any(|deed| deed.age > 0 && deed.text.contains("changed")), "nothing was rebuilt");
    live_until(&mut window, 1200);
    let entered: Vec<(usize, u64)> = window.state().run().record.stages().collect();
    let mut alone = Simulation::new(window.state().scenario()).expect("a scenario that lives");
    (0..1200).for_each(|_| alone.tick().expect("a life"));
    let of = |event: brainwright::engine::report::Event| if let EventKind::Stage(stage) = event.kind { Some((stage, event.age)) } else { None };
    let born: Vec<(usize, u64)> = alone.drain_events().into_iter().filter_map(of).collect();
    assert_eq!(entered, born, "as if it were born with it");
    assert!(born.len() == 2 && born[1].1 > 400 && born[1].1 < 1200, "{born:?}");
    assert_eq!(alone.last("cost.hand.mover").map(f64::to_bits), window.state().run().record.latest("cost.hand.mover").map(f64::to_bits));
    let age = born[1].1;
    let taken = if age < 1000 { format!("Taken at age {age}") } else { format!("Taken at age 1\u{a0}{:03}", age - 1000) };
    assert!(says(&window, &taken));
    // A number that was passed long ago would have made another life.
    type_into(&mut window, "Threshold", "50");
    assert!(window.state().run().past.is_some_and(|past| past.from <= 150) && says(&window, "This changes the past"));
    window.state_mut().perform(Action::Undo);
    live(&mut window, 0);
    assert!(window.state().run().past.is_none());
    for _ in 0..2 {
        window.state_mut().perform(Action::Undo);
    }
    assert_eq!(words(&window), "gaze: cost.hand.mover ≤ 1.6 at 3 evaluations in a row, or after 3300 ticks", "each number is one step");
}

#[test]
fn conditions_are_put_together_and_taken_apart_by_small_menus() {
    let mut window = window();
    live_until(&mut window, 200);
    select_first_stage(&mut window);
    click_first(&mut window, "What to do with this condition");
    click(&mut window, "… and another condition");
    let both = "gaze: (cost.hand.mover ≤ 1.6 at 3 evaluations in a row, and after 0 ticks), or after 3300 ticks";
    assert_eq!(words(&window), both);
    click(&mut window, "and, between conditions 1 and 2");
    click(&mut window, "Or: one of these is enough");
    assert_eq!(words(&window), both.replace("and after 0", "or after 0"));
    assert!(window.state().run().past.is_some(), "that would have been true at once");
    click(&mut window, "Only from now on");
    assert!(window.state().run().past.is_none() && window.state().run().live.age == 200);
    assert_eq!(words(&window), format!("gaze: ({}), and after 200 ticks", both.replace("and after 0", "or after 0").trim_start_matches("gaze: ")));
    window.state_mut().perform(Action::Undo);
    window.state_mut().perform(Action::Undo);
    live(&mut window, 0);
    click(&mut window, "or, between conditions 1 and 2");
    click(&mut window, "Not all of this");
    assert_eq!(words(&window), format!("gaze: not ({})", both.trim_start_matches("gaze: ")));
    window.state_mut().perform(Action::Undo);
    live(&mut window, 0);
    window.get_all_by_label("What to do with this condition").nth(1).expect("two conditions").click();
    window.run_steps(3);
    click(&mut window, "Remove");
    assert_eq!(words(&window), "gaze: cost.hand.mover ≤ 1.6 at 3 evaluations in a row, or after 3300 ticks", "no needless brackets");
    click_first(&mut window, "What to do with this condition");
    click(&mut window, "Not this");
    assert!(words(&window).starts_with("gaze: not (cost.hand.mover"));
    click(&mut window, "Not");
    click(&mut window, "Without the not");
    window.get_all_by_label("What to do with this condition").nth(1).expect("two conditions").click();
    window.run_steps(3);
    click(&mut window, "Wait for a measure instead");
    let Guard::Any(parts) = &stage(&window).to[0].when else { panic!("{}", words(&window)) };
    assert!(matches!(&parts[1], Guard::Measure(_)), "{}", words(&window));
    assert!(window.state().document().problems().is_empty());
}

#[test]
fn ways_on_are_added_put_in_order_and_led_elsewhere_and_each_is_one_step_of_undo() {
    let mut window = window();
    let before = window.state().scenario().clone();
    select_first_stage(&mut window);
    click(&mut window, "+ way on");
    assert!(says(&window, "The first of these that is true is taken."));
    assert_eq!(stage(&window).to.len(), 2);
    click(&mut window, "What to do with way 2");
    click(&mut window, "Take it before the one above");
    assert!(words(&window).starts_with("gaze: after 1200 ticks | "));
    window.get_all_by_label("go on to").next().expect("a way on");
    window
        .get_all_by(|node| node.role() == egui::accesskit::Role::ComboBox && node.value().is_some_and(|value| value == "Hands teach gaze"))
        .next()
        .expect("a choice of stages")
        .click();
    window.run_steps(3);
    click(&mut window, "a new stage");
    let stages = &window.state().scenario().development.stages;
    assert_eq!((stages.len(), stage(&window).to[0].stage.as_str()), (3, "stage"));
    click(&mut window, "What to do with way 1");
    click(&mut window, "Duplicate this way");
    click(&mut window, "What to do with way 3");
    click(&mut window, "Remove this way");
    assert_eq!(stage(&window).to.iter().map(|way| way.stage.as_str()).collect::<Vec<_>>(), ["stage", "stage"]);
    assert!(window.state().document().problems().is_empty());
    for _ in 0..5 {
        window.state_mut().perform(Action::Undo);
    }
    assert_eq!(*window.state().scenario(), before);
}

#[test]
fn from_the_timeline_enter_leads_into_the_guard_whose_measure_is_found_by_typing() {
    let mut window = window();
    live_until(&mut window, 100);
    window.get_by(|node| node.label().is_some_and(|label| label.starts_with(&format!("{FIRST}: ")))).focus();
    window.run_steps(3);
    window.key_press(Key::Enter);
    window.run_steps(4);
    assert!(focused(&window).starts_with("Measure: cost of Hand area"), "{}", focused(&window));
    window.key_press(Key::Enter);
    window.run_steps(4);
    assert_eq!(focused(&window), "Search a measure");
    window.event(egui::Event::Text("objective".to_owned()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(4);
    assert!(words(&window).starts_with("gaze: objective ≤ 1.6"), "{}", words(&window));
    window.state_mut().perform(Action::Undo);
    // A delete means the stage that is in focus.
    window.get_by(|node| node.label().is_some_and(|label| label.starts_with(&format!("{FIRST}: ")))).focus();
    window.run_steps(3);
    window.key_press(Key::Delete);
    window.run_steps(3);
    assert_eq!(window.state().scenario().development.stages.names().collect::<Vec<_>>(), ["gaze"]);
}

#[test]
fn what_is_wrong_with_a_guard_is_said_and_mended_where_it_stands() {
    let mut window = window();
    let mut scenario = window.state().scenario().clone();
    let wrong =
        json!({ "to": [{ "stage": "gaze", "when": { "all": [{ "after": 5 }, { "measure": { "name": "cost.hand.movr", "is": { "above": 0.5 } } }] } }] });
    scenario.development.stages.insert("movers", serde_json::from_value(wrong).expect("a stage"));
    window.state_mut().perform(Action::Change { label: "Break it".into(), scenario: Box::new(scenario) });
    window.run_steps(3);
    window.get_by(|node| node.label().is_some_and(|label| label.starts_with("movers: "))).click();
    window.run_steps(3);
    assert!(says(&window, "Nothing measures `cost.hand.movr` here"));
    click(&mut window, "Wait for cost.hand.mover");
    assert!(window.state().document().problems().is_empty());
    let criterion = stage(&window).to[0].when.criteria().first().map(|criterion| (criterion.name.clone(), criterion.is));
    assert_eq!(criterion, Some(("cost.hand.mover".to_owned(), Bound::Above(0.5))));
}

/// The ages that are seen until a film is over or there were so many frames.
fn watch(window: &mut Window, frames: usize) -> Vec<u64> {
    let mut seen = Vec::new();
    for _ in 0..frames {
        live(window, 100);
        match window.state().run().live.looking {
            // It may be on its way to the next frame already.
            Some(looking) => seen.push(looking.age),
            None => break,
        }
    }
    seen.dedup();
    seen
}

#[test]
fn the_past_plays_as_a_film_can_be_stopped_and_escape_returns_to_the_present() {
    let mut window = window();
    live_until(&mut window, 300);
    click(&mut window, "Play the past as a film");
    let seen = watch(&mut window, 200);
    assert!(seen.len() > 5 && seen.is_sorted() && seen[0] < 50 && seen.last().is_some_and(|last| *last > 200), "{seen:?}");
    assert_eq!((window.state().run().live.looking, window.state().run().live.age), (None, 300), "at its end it is the present again");
    click(&mut window, "Play the past as a film");
    watch(&mut window, 3);
    click(&mut window, "Stop");
    let stopped = window.state().run().live.looking.expect("a look at the past");
    assert_eq!(watch(&mut window, 5), [stopped.age], "it stays there");
    click(&mut window, "Play on");
    let seen = watch(&mut window, 4);
    assert!(seen.iter().all(|age| *age >= stopped.age) && seen.last().is_some_and(|age| *age > stopped.age), "{seen:?}");
    window.key_press(Key::Escape);
    window.run_steps(2);
    live(&mut window, 10);
    assert_eq!((window.state().run().live.looking, window.state().run().live.age), (None, 300));
    assert!(says(&window, "Play the past as a film"));
    // On the ages, Space plays and stops.
    window.get_by_label("Ages").focus();
    window.run_steps(2);
    window.key_press(Key::Space);
    window.run_steps(2);
    assert!(!watch(&mut window, 4).is_empty());
    window.key_press(Key::Space);
    window.run_steps(3);
    watch(&mut window, 1);
    let stopped = window.state().run().live.looking.map(|looking| looking.wanted);
    watch(&mut window, 3);
    assert!(stopped.is_some() && window.state().run().live.looking.map(|looking| looking.wanted) == stopped);
}
