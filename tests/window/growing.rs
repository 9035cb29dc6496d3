//! Growing up in the real window: the past is looked at, what is to come is drawn anew, and a change of the past is offered to be lived again.

use super::{Window, live, live_until, one_life, says};
use brainwright::app::action::{Action, FileAction};
use brainwright::engine::Simulation;
use brainwright::engine::report::Command;
use brainwright::scenario::read;
use egui::{Pos2, pos2, vec2};
use egui_kittest::kittest::Queryable;
use serde_json::json;

const RATE: &str = "areas.cortex.plasticity.rate";

/// A window on a preset that grows up: blur is lifted at age 840 while the rate fades.
fn window() -> Window {
    let mut window = one_life("critical_period", 1680);
    live_until(&mut window, 300);
    window
}

/// Clicks, and lets the brain hear of it.
pub(super) fn click(window: &mut Window, name: &str) {
    super::click(window, name);
    live(window, 5000);
}

/// Drags, and lets the brain hear of it.
fn drag(window: &mut Window, from: Pos2, to: Pos2) {
    super::drag(window, from, to);
    live(window, 5000);
}

/// Where an age stands on the timeline.
fn at(window: &Window, age: u64) -> Pos2 {
    let ages = window.get_by_label("Ages").rect();
    let last = window.state().scenario().ticks as f32;
    pos2(ages.left() + ages.width() * age as f32 / last, ages.center().y)
}

fn key(window: &Window, label: &str) -> Pos2 {
    window.get_by_label_contains(label).rect().center()
}

fn weights(window: &mut Window) -> Vec<u32> {
    live(window, 0);
    window.state().run().live.weights.iter().flat_map(|tensor| &tensor.values).map(|value| value.to_bits()).collect()
}

#[test]
fn a_drag_on_the_ages_shows_the_past_as_it_was_and_life_goes_on_from_there() {
    let mut window = window();
    window.get_by(|node| node.label().is_some_and(|label| label.starts_with("Area Visual cortex"))).click();
    window.run_steps(3);
    live_until(&mut window, 537);
    let then = weights(&mut window);
    let error = window.state().run().record.latest("test_error.cortex.classify");
    live_until(&mut window, 700);
    let present = weights(&mut window);
    assert_ne!(then, present);
    let (from, to) = (at(&window, 600), at(&window, 400));
    drag(&mut window, from, to);
    assert!(says(&window, "The past: age 400") && says(&window, "The present, age 700, waits") && says(&window, "Age 400"));
    assert_eq!(window.state().run().live.age, 700);
    assert!(weights(&mut window) != present);
    window.state_mut().perform(Action::Run(Command::Look(Some(537))));
    live(&mut window, 5000);
    assert_eq!(weights(&mut window), then);
    assert_eq!(window.state().run().record.latest("test_error.cortex.classify"), error);
    let moved = window.state().run().live.moved.get(RATE).copied();
    assert_eq!(moved, window.state().scenario().development.tracks[RATE].value(536), "the rate of the tick that led there");
    click(&mut window, "Back to the present");
    assert!(!says(&window, "The past: age") && weights(&mut window) == present);
    let (from, to) = (at(&window, 600), at(&window, 200));
    drag(&mut window, from, to);
    click(&mut window, "Go on from here");
    assert_eq!((window.state().run().live.age, window.state().run().live.looking), (200, None));
    live_until(&mut window, 700);
    assert_eq!(weights(&mut window), present);
}

#[test]
fn what_is_to_come_is_drawn_anew_in_a_living_brain_and_the_saved_life_is_that_life() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("life.json");
    let mut window = window();
    let before = window.state().scenario().clone();
    let blur = key(&window, "Key of World · blur at age 840");
    let to = at(&window, 600);
    drag(&mut window, blur, pos2(to.x, blur.y));
    let end = key(&window, "Key of Visual cortex · learning rate at age 1\u{a0}680");
    drag(&mut window, end, end - vec2(0.0, 14.0));
    let drawn = window.state().scenario().clone();
    let rate = &drawn.development.tracks[RATE];
    assert_eq!(drawn.development.tracks["world.blur"].keys[1].age, 600);
    assert_eq!(rate.keys.iter().map(|key| key.age).collect::<Vec<_>>(), [0, 300, 1680], "its course is changed where the brain stands");
    assert!(rate.keys[2].value > 0.05);
    let was = &before.development.tracks[RATE];
    assert!((0..=300).all(|age| rate.value(age).map(f64::to_bits) == was.value(age).map(f64::to_bits)), "what was lived stays");
    let state = window.state();
    assert!(state.run().past.is_none() && state.run().live.age == 300);
    assert!(!state.run().record.deeds().any(|deed| deed.text.contains("changed")), "nothing was rebuilt");
    live_until(&mut window, 900);
    window.state_mut().perform(Action::File(FileAction::SaveLifeTo(path.clone())));
    let life = read(&path).unwrap();
    assert_eq!(life.development, drawn.development);
    let mut alone = Simulation::new(&life).unwrap();
    (0..900).for_each(|_| alone.tick().unwrap());
    for measure in ["cost.cortex.classify", "test_error.cortex.classify"] {
        assert_eq!(alone.last(measure).map(f64::to_bits), window.state().run().record.latest(measure).map(f64::to_bits), "{measure}");
    }
    // One drag, one step.
    window.state_mut().perform(Action::Undo);
    window.state_mut().perform(Action::Undo);
    assert_eq!(window.state().scenario(), &before);
}

#[test]
fn a_change_of_the_past_is_offered_to_be_lived_again_and_undone_the_offer_is_gone() {
    let mut window = window();
    live_until(&mut window, 1000);
    window.state_mut().perform(Action::Perturb(serde_json::from_value(json!({ "weight_noise": { "area": "cortex", "amplitude": 0.3 } })).unwrap()));
    live(&mut window, 0);
    live_until(&mut window, 1100);
    let before = window.state().run().record.latest("test_error.cortex.classify");
    let (blur, to) = (key(&window, "Key of World · blur at age 840"), at(&window, 400));
    drag(&mut window, blur, pos2(to.x, blur.y));
    assert!(says(&window, "This changes the past") && says(&window, "Live again from birth"));
    assert_eq!(window.state().run().past.map(|past| past.from), Some(400));
    assert_eq!(window.state().run().live.age, 1100, "it goes on as it was");
    window.state_mut().perform(Action::Undo);
    live(&mut window, 0);
    assert!(window.state().run().past.is_none() && !says(&window, "This changes the past"));
    window.state_mut().perform(Action::Redo);
    live(&mut window, 0);
    let kept = window.state().run().past.and_then(|past| past.kept).unwrap();
    assert!(kept > 0 && kept <= 400);
    click(&mut window, &format!("Live again from age {kept}"));
    let state = window.state();
    assert_eq!((state.run().live.age, state.run().past), (1100, None));
    assert!(state.run().record.deeds().filter(|deed| !deed.gone).any(|deed| deed.age == 1000 && deed.text.contains("Weight noise")), "it was done again");
    let life = state.run().live.life.clone().unwrap().unwrap();
    assert_eq!(life.development, state.scenario().development);
    assert_ne!(state.run().record.latest("test_error.cortex.classify"), before);
    let mut alone = Simulation::new(&life).unwrap();
    (0..1100).for_each(|_| alone.tick().unwrap());
    assert_eq!(alone.last("test_error.cortex.classify"), window.state().run().record.latest("test_error.cortex.classify"));
}
