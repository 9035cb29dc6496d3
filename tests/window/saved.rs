//! A life as a person lives it in the window: what was done to a brain is saved with it, and done again when it is opened.

use super::{Window, live, window};
use brainwright::app::action::{Action, FileAction};
use brainwright::brain::Perturbation;
use brainwright::engine::Simulation;
use brainwright::engine::report::Command;
use brainwright::scenario::{Scenario, read};
use egui_kittest::kittest::Queryable;
use serde_json::{Value, json};
use std::path::Path;

fn perform(window: &mut Window, action: Action) {
    window.state_mut().perform(action);
    live(window, 0);
}

fn turn(window: &mut Window, path: &str, value: Value) {
    perform(window, Action::DragEdit { label: "Turn a knob".into(), path: path.into(), value });
}

fn poke(window: &mut Window) {
    let noise: Perturbation = serde_json::from_value(json!({ "weight_noise": { "area": "visual", "amplitude": 0.5 } })).unwrap();
    perform(window, Action::Perturb(noise));
}

fn save_life(window: &mut Window, path: &Path) {
    perform(window, Action::File(FileAction::SaveLifeTo(path.to_owned())));
}

/// The newest value of every measure, to the bit.
fn measures(window: &Window) -> Vec<(String, Option<u64>)> {
    let record = &window.state().run().record;
    record.series().iter().map(|series| (series.name(), record.latest(&series.name()).map(f64::to_bits))).collect()
}

fn log(window: &Window) -> Vec<(u64, String)> {
    window.state().run().record.deeds().filter(|deed| !deed.gone).map(|deed| (deed.age, deed.text.clone())).collect()
}

#[test]
fn a_life_is_saved_with_what_was_done_and_lived_again_in_the_window_and_without_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.json");
    let mut window = window("welcome");
    let rate = "areas.visual.plasticity.rate";
    // Before it lives, what is changed is its design: live knobs and structure alike.
    turn(&mut window, rate, json!(0.15));
    perform(&mut window, Action::Edit { label: "Hide it".into(), path: "areas.visual.anatomy.output".into(), value: json!("relu") });
    let design = window.state().scenario().clone();
    perform(&mut window, Action::Run(Command::Play));
    live(&mut window, 100);
    for value in [0.1, 0.07, 0.05] {
        turn(&mut window, rate, json!(value));
        live(&mut window, 2);
    }
    live(&mut window, 50);
    poke(&mut window);
    live(&mut window, 60);
    perform(&mut window, Action::Edit { label: "Name it".into(), path: "title".into(), value: json!("What I did") });
    save_life(&mut window, &path);
    live(&mut window, 88);
    let (first, told) = (measures(&window), log(&window));
    assert_eq!(told, [(104, "Rate of Visual area set to 0.05 per tick".to_owned()), (156, "Weight noise on Visual area".to_owned())]);

    let life = read(&path).unwrap();
    assert_eq!(life.title, "What I did");
    assert_eq!(life.journal.iter().map(|entry| entry.at).collect::<Vec<_>>(), [100, 102, 104, 156]);
    assert_eq!(Scenario { journal: Vec::new(), title: design.title.clone(), ..life.clone() }, design, "it was not born so");
    assert!(window.state().document().is_unsaved(), "the design itself is in no file");

    perform(&mut window, Action::File(FileAction::SaveTo(folder.path().join("design.json"))));
    perform(&mut window, Action::File(FileAction::OpenPath(path.clone())));
    perform(&mut window, Action::Run(Command::Play));
    live(&mut window, 120);
    assert_eq!(window.state().run().live.moved.get(rate), Some(&0.05), "the inspector shows the rate that it has");
    live(&mut window, 184);
    assert_eq!((measures(&window), log(&window)), (first.clone(), told));
    assert!(!window.state().document().is_unsaved(), "nothing was changed by looking on");

    let mut alone = Simulation::new(&life).unwrap();
    (0..304).for_each(|_| alone.tick().unwrap());
    let series = alone.series().clone();
    let last: Vec<_> = series.iter().map(|series| (series.name(), alone.last(&series.name()).map(f64::to_bits))).collect();
    assert_eq!(last, first);

    // Saved again, it is the same life; and a knob that the journal set can be turned back to what it was at birth.
    let again = folder.path().join("again.json");
    save_life(&mut window, &again);
    assert_eq!(read(&again).unwrap(), life);
    turn(&mut window, rate, json!(0.15));
    live(&mut window, 1);
    save_life(&mut window, &again);
    assert_eq!(read(&again).unwrap().journal.len(), 5);
    assert_eq!(window.state().run().live.moved.get(rate), None);
}

#[test]
fn what_was_gone_back_from_is_no_part_of_a_life_and_a_rebuilt_brain_says_why_it_has_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.json");
    let mut window = window("welcome");
    perform(&mut window, Action::Run(Command::Play));
    live(&mut window, 100);
    poke(&mut window);
    live(&mut window, 30);
    perform(&mut window, Action::Run(Command::Rewind(100)));
    assert!(window.state().run().record.deeds().any(|deed| deed.gone && deed.text.contains("Weight noise")));
    save_life(&mut window, &path);
    assert_eq!(read(&path).unwrap().journal, []);
    perform(&mut window, Action::Edit { label: "Change it".into(), path: "areas.visual.anatomy.output".into(), value: json!("relu") });
    perform(&mut window, Action::File(FileAction::SaveLife));
    let said = window.state().said().back().cloned().unwrap_or_default();
    assert!(said.contains("rebuilt at age 100") && said.contains("Start again from age 0"), "{said}");
    let before = std::fs::read(&path).unwrap();
    save_life(&mut window, &path);
    assert_eq!(std::fs::read(&path).unwrap(), before, "something untrue was written");
    perform(&mut window, Action::Reset);
    save_life(&mut window, &path);
    assert_eq!(&read(&path).unwrap(), window.state().scenario());
}

#[test]
fn the_file_menu_asks_where_to_save_a_life_and_the_inspector_tells_and_takes_away_what_was_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.json");
    let mut window = window("welcome");
    perform(&mut window, Action::Run(Command::Play));
    live(&mut window, 20);
    poke(&mut window);
    live(&mut window, 5);
    window.get_by_label("File").click();
    window.run_steps(3);
    window.get_by_label("Save this life…").click();
    window.run_steps(3);
    let field = window.get_by_role_and_label(egui::accesskit::Role::TextInput, "Save this life");
    assert!(field.value().is_some_and(|path| path.ends_with("_life.json")), "{:?}", field.value());
    field.focus();
    field.set_text_value_accesskit(path.to_str().unwrap());
    window.run_steps(3);
    window.get_by_label("Save").click();
    window.run_steps(3);
    assert_eq!(read(&path).unwrap().journal.len(), 1);
    perform(&mut window, Action::File(FileAction::OpenPath(path)));
    perform(&mut window, Action::Select(brainwright::app::selection::Selection::default()));
    window.get_by_label_contains("1 thing at age 20");
    window.get_by_label("Remove what was done by hand").click();
    window.run_steps(3);
    assert!(window.state().scenario().journal.is_empty());
}
