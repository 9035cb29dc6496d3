//! What a person does every day: opens, wires, turns, runs, looks, pokes and saves.

use super::{Window, click, click_on, drag, live, says, type_into, window, window_of};
use brainwright::app::action::{Action, FileAction};
use brainwright::engine::report::Command;
use brainwright::scenario::{Role, preset, read};
use egui::{Key, Modifiers, Pos2, accesskit, vec2};
use egui_kittest::kittest::Queryable;

fn centre(window: &Window, name: &str) -> Pos2 {
    window.get_by_label(name).rect().center()
}

fn latest(window: &Window, measure: &str) -> Option<f64> {
    window.state().run().record.latest(measure)
}

#[test]
fn a_preset_opens_from_the_gallery_plays_and_its_age_and_plots_move() {
    let mut window = window("welcome");
    let title = window.state().scenario().title.clone();
    click(&mut window, "Presets");
    click(&mut window, &format!("Open preset {title}"));
    live(&mut window, 0);
    assert_eq!(window.state().run().live.age, 0);
    click(&mut window, "Play");
    live(&mut window, 120);
    let early = latest(&window, "cost.decision.classify").expect("a cost was measured");
    assert_eq!(window.state().run().live.age, 120);
    assert!(says(&window, "Age 120"));
    live(&mut window, 200);
    assert!(latest(&window, "cost.decision.classify").expect("a cost was measured") < early);
    assert!(latest(&window, "rule_angle.visual.weights.0").is_some());
    click(&mut window, "Pause");
    live(&mut window, 50);
    assert_eq!(window.state().run().live.age, 320);
}

#[test]
fn a_wire_is_drawn_from_port_to_port_and_an_impossible_one_says_why() {
    let mut window = window("welcome");
    let before = window.state().scenario().wires.len();
    click(&mut window, "Parts");
    click(&mut window, "Add Backpropagation");
    assert!(window.state().scenario().areas.get("area").is_some());
    assert_eq!(window.state().scenario().wires.len(), before + 1, "what is added is wired to the world");
    window.key_press(Key::Home);
    window.run_steps(3);
    let (from, to) = (centre(&window, "Area output"), centre(&window, "Decision area input"));
    drag(&mut window, from, to);
    let scenario = window.state().scenario();
    let drawn = scenario.wires.iter().find(|(_, wire)| wire.from == "area.output" && wire.to == "decision.input");
    assert_eq!(drawn.map(|(_, wire)| wire.role), Some(Role::Signal));
    assert!(window.state().document().problems().is_empty());

    let count = scenario.wires.len();
    let (from, to) = (centre(&window, "World image"), centre(&window, "Decision area classify target"));
    drag(&mut window, from, to);
    assert_eq!(window.state().scenario().wires.len(), count);
    let why = brainwright::app::possible_wire(window.state().scenario(), "world.image", "decision.classify.target").expect_err("64 numbers are no label");
    assert!(why.contains("64") && why.contains("10"), "{why}");
    assert!(window.state().said().iter().any(|said| said.contains(&why)), "{:?}", window.state().said());
}

#[test]
fn a_rule_is_changed_in_the_inspector_and_undone() {
    let mut window = window("welcome");
    click(&mut window, "Play");
    live(&mut window, 100);
    let area = window.get_by(|node| node.label().is_some_and(|label| label.starts_with("Area Visual area")));
    area.click();
    window.run_steps(3);
    click(&mut window, "Rule of Visual area");
    click(&mut window, "Sign symmetry");
    assert_eq!(window.state().scenario().areas.get("visual").map(|area| area.rule.name()), Some("sign_symmetry"));
    live(&mut window, 50);
    assert_eq!(window.state().run().live.age, 150, "the brain lives on");
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(3);
    assert_eq!(window.state().scenario().areas.get("visual").map(|area| area.rule.name()), Some("feedback_alignment"));
    window.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.run_steps(3);
    assert_eq!(window.state().scenario().areas.get("visual").map(|area| area.rule.name()), Some("sign_symmetry"));
}

#[test]
fn a_poke_fills_the_recovery_plot() {
    let mut window = window("welcome");
    click(&mut window, "Play");
    live(&mut window, 300);
    let area = window.get_by(|node| node.label().is_some_and(|label| label.starts_with("Area Visual area")));
    area.click();
    window.run_steps(3);
    assert_eq!(latest(&window, "recovery"), None);
    window.get_by_role_and_label(accesskit::Role::Button, "Poke").scroll_to_me();
    window.run_steps(6);
    window.get_by_role_and_label(accesskit::Role::Button, "Poke").click();
    window.run_steps(3);
    live(&mut window, 150);
    assert!(latest(&window, "recovery").is_some() && latest(&window, "weight_distance").is_some());
    assert!(window.state().run().record.deeds().any(|deed| deed.text.contains("Visual area")));
}

#[test]
fn a_saved_file_opens_and_gives_the_same_measures() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.json");
    let mut window = window("welcome");
    window.state_mut().perform(Action::Edit { label: "Turn a knob".into(), path: "areas.visual.plasticity.rate".into(), value: serde_json::json!(0.15) });
    window.state_mut().perform(Action::Reset);
    window.state_mut().perform(Action::File(FileAction::SaveAs));
    window.run_steps(3);
    let field = window.get_by_role_and_label(accesskit::Role::TextInput, "Save the scenario");
    field.focus();
    field.set_text_value_accesskit(path.to_str().unwrap());
    window.run_steps(3);
    click(&mut window, "Save");
    assert_eq!(&read(&path).unwrap(), window.state().scenario());
    assert!(!window.state().document().is_unsaved());

    let measures = |window: &mut Window| {
        window.state_mut().perform(Action::Run(Command::Play));
        live(window, 200);
        ["cost.decision.classify", "rule_angle.visual.weights.0", "test_error.decision.classify"].map(|name| latest(window, name).map(f64::to_bits))
    };
    let first = measures(&mut window);
    assert!(first.iter().all(Option::is_some));
    window.state_mut().perform(Action::File(FileAction::OpenPath(path)));
    window.run_steps(2);
    assert_eq!(window.state().run().live.age, 0);
    assert_eq!(measures(&mut window), first);
}

#[test]
fn an_area_is_added_by_search_from_the_keyboard_and_deleted() {
    let mut window = window("welcome");
    window.key_press_modifiers(Modifiers::SHIFT, Key::A);
    window.run_steps(5);
    window.event(egui::Event::Text("hebb".to_owned()));
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert_eq!(window.state().scenario().areas.get("area").map(|area| area.rule.name()), Some("hebbian"));
    assert!(window.state().document().problems().is_empty());
    window.key_press(Key::Delete);
    window.run_steps(3);
    assert!(window.state().scenario().areas.get("area").is_none());
    assert!(window.state().document().problems().is_empty(), "its wires went with it");
}

#[test]
fn a_brain_that_diverges_says_so_and_goes_back() {
    let mut window = window("welcome");
    click(&mut window, "Play");
    live(&mut window, 200);
    window.state_mut().perform(Action::Edit { label: "Learn too fast".into(), path: "areas.decision.plasticity.rate".into(), value: serde_json::json!(1e6) });
    live(&mut window, 0);
    live(&mut window, 300);
    assert!(says(&window, "diverged at age"));
    let back = window.query_all_by(|node| node.label().is_some_and(|label| label.starts_with("Go back to age"))).next();
    assert!(back.is_some());
}

#[test]
fn unsaved_changes_are_asked_about() {
    let mut window = window("welcome");
    window.state_mut().perform(Action::Edit { label: "Name it".into(), path: "title".into(), value: serde_json::json!("Mine") });
    window.state_mut().perform(Action::File(FileAction::New));
    window.run_steps(3);
    assert!(says(&window, "Save your changes?"));
    click(&mut window, "Cancel");
    assert_eq!(window.state().scenario().title, "Mine");
    window.state_mut().perform(Action::File(FileAction::New));
    window.run_steps(3);
    click(&mut window, "Discard");
    assert_eq!(window.state().scenario().title, "Untitled");
}

#[test]
fn what_is_wrong_is_painted_and_the_brain_runs_on_as_it_was() {
    let mut window = window("welcome");
    click(&mut window, "Play");
    live(&mut window, 50);
    window.state_mut().perform(Action::Edit { label: "Break it".into(), path: "areas.decision.anatomy.output".into(), value: serde_json::json!("softmax") });
    live(&mut window, 50);
    assert!(!window.state().document().problems().is_empty());
    assert_eq!(window.state().run().live.age, 100, "the brain runs on");
    window.key_press(Key::Home);
    window.run_steps(3);
    click(&mut window, "Mend: make the units it judges linear");
    assert!(window.state().document().problems().is_empty());
}

#[test]
fn every_preset_and_every_page_draws_in_both_themes_and_in_a_small_window() {
    use brainwright::app::action::{Look, Panel};
    use brainwright::app::selection::{Item, Selection};
    let mut window = window("welcome");
    window.set_size(vec2(1024.0, 700.0));
    for preset in brainwright::scenario::PRESETS {
        window.state_mut().perform(Action::File(FileAction::OpenPreset(preset.name.to_owned())));
        let scenario = brainwright::scenario::preset(preset.name).and_then(|preset| preset.scenario().ok()).unwrap();
        let things = [Item::World]
            .into_iter()
            .chain(scenario.areas.names().map(|key| Item::Area(key.into())))
            .chain(scenario.wires.names().map(|key| Item::Wire(key.into())));
        for (index, item) in things.enumerate() {
            window.state_mut().perform(Action::Look(Look::Dark(index % 2 == 0)));
            window.state_mut().perform(Action::Select(Selection::one(item)));
            window.run_steps(2);
        }
        for panel in [Panel::Presets, Panel::Parts, Panel::Lesson, Panel::Losses, Panel::Alignment, Panel::Recovery, Panel::Claims, Panel::Lab, Panel::Log] {
            window.state_mut().perform(Action::Show(panel));
            window.run_steps(1);
        }
    }
    assert!(preset("welcome").is_some());
}

/// A file that a person lets go over the window.
#[derive(Debug)]
struct Dropped(std::path::PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

#[test]
fn a_dropped_file_opens_and_a_broken_one_says_why_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (folder.path().join("good.json"), folder.path().join("bad.json"));
    std::fs::write(&good, r#"{ "format": 1, "title": "Dropped" }"#).unwrap();
    std::fs::write(&bad, r#"{ "format": 1, "title": 7 }"#).unwrap();
    let mut window = window("welcome");
    let mut drop = |path: &std::path::Path| {
        window.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(path.to_owned())));
        window.run_steps(3);
        (window.state().scenario().title.clone(), window.state().run().record.deeds().last().map(|deed| deed.text.clone()))
    };
    assert_eq!(drop(&good).0, "Dropped");
    let (title, newest) = drop(&bad);
    assert_eq!(title, "Dropped", "what was open stays");
    assert!(newest.is_some_and(|text| text.contains("bad.json") && text.contains("title")));
}

#[test]
fn a_lesson_starts_again_when_the_brain_is_too_old_but_never_after_a_poke() {
    let mut window = window("welcome");
    window.state_mut().perform(Action::Run(Command::Play));
    live(&mut window, 900);
    click(&mut window, "Look at Visual area");
    click(&mut window, "Start again, to age 650");
    live(&mut window, 2000);
    assert_eq!(window.state().run().live.age, 650);
    click(&mut window, "Show Alignment");
    click(&mut window, "Run to age 1\u{a0}200");
    live(&mut window, 2000);
    click(&mut window, "Show Recovery");
    click(&mut window, "Poke now");
    live(&mut window, 0);
    window.state_mut().perform(Action::Run(Command::RunUntil(1800)));
    live(&mut window, 2000);
    click(&mut window, "Older than 1\u{a0}700 already: go on");
    live(&mut window, 0);
    assert_eq!(window.state().run().live.age, 1800, "the poked brain is kept");
}

#[test]
fn a_node_is_dragged_by_the_point_where_it_was_pressed() {
    let mut window = window("welcome");
    let node = window.get_by(|node| node.label().is_some_and(|label| label.starts_with("Area Visual area")));
    let rect = node.rect();
    let before = window.state().scenario().layout.get("visual").copied().unwrap();
    // A frame so slow that the pointer is far away when the press is heard of.
    let from = rect.center();
    window.event(egui::Event::PointerMoved(from));
    window.event(egui::Event::PointerButton { pos: from, button: egui::PointerButton::Primary, pressed: true, modifiers: Modifiers::NONE });
    window.event(egui::Event::PointerMoved(from + vec2(30.0, 260.0)));
    window.run_steps(1);
    window.event(egui::Event::PointerMoved(from + vec2(40.0, 200.0)));
    window.run_steps(2);
    window.drop_at(from + vec2(40.0, 200.0));
    window.run_steps(2);
    let after = window.state().scenario().layout.get("visual").copied().unwrap();
    assert!(after[1] - before[1] > 100.0 && after[0] > before[0], "{before:?} {after:?}");
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(2);
    assert_eq!(window.state().scenario().layout.get("visual").copied(), Some(before), "one step of undo");
}

#[test]
fn a_number_typed_out_of_range_is_painted_and_a_huge_rate_is_taken() {
    let mut window = window("welcome");
    window.get_by(|node| node.label().is_some_and(|label| label.starts_with("Area Visual area"))).click();
    window.run_steps(3);
    let mut type_rate = |text: &str| {
        type_into(&mut window, "areas visual plasticity rate value", text);
        let state = window.state();
        (state.scenario().areas.get("visual").map(|area| area.plasticity.rate), state.document().problems().len())
    };
    assert_eq!(type_rate("1e6"), (Some(1e6), 0));
    assert_eq!(type_rate("5000000"), (Some(5e6), 1), "out of range: in the document, and painted");
    assert_eq!(type_rate("0.3"), (Some(0.3), 0));
}

#[test]
fn keys_mean_the_box_that_is_open_and_nothing_behind_it() {
    let mut window = window("welcome");
    window.get_by(|node| node.label().is_some_and(|label| label.starts_with("Area Visual area"))).click();
    window.run_steps(3);
    window.state_mut().perform(Action::File(FileAction::SaveAs));
    window.run_steps(3);
    window.event(egui::Event::Text("mine".to_owned()));
    window.run_steps(2);
    let field = window.get_by_role_and_label(accesskit::Role::TextInput, "Save the scenario");
    assert!(field.value().is_some_and(|path| path.ends_with("mine.json")), "what is typed takes the place of the name: {:?}", field.value());
    window.key_press(Key::Escape);
    window.run_steps(3);
    window.state_mut().perform(Action::Look(brainwright::app::action::Look::About(true)));
    window.run_steps(2);
    window.key_press(Key::Delete);
    window.run_steps(2);
    assert!(window.state().scenario().areas.get("visual").is_some());
}

#[test]
fn rules_race_in_the_lab_and_are_kept_as_variants() {
    let mut window = window("random_feedback");
    window.state_mut().perform(Action::Edit { label: "Live shortly".into(), path: "ticks".into(), value: serde_json::json!(80) });
    window.run_steps(2);
    let before = window.state().scenario().clone();
    click(&mut window, "Lab");
    click(&mut window, "Variants only");
    for rule in ["Sign symmetry", "Node perturbation"] {
        click(&mut window, &format!("Race {rule}"));
    }
    window.get_by_label("Seeds of the race").set_value_accesskit(2.0);
    window.run_steps(3);
    let entrants = 1 + before.variants.len() + 2;
    assert!(says(&window, &format!("{} lives of 80 ticks", 2 * entrants)));
    click(&mut window, "Start the race");
    window.state_mut().race_to_its_end();
    window.run_steps(3);

    let race = window.state().lab().standing().cloned().expect("the race has a result");
    assert_eq!((race.entrants.len(), race.ended), (entrants, 2 * entrants));
    for entrant in &race.entrants {
        assert!(entrant.accuracy.is_some_and(|of| of.count == 2), "{}", entrant.rules);
        let angle = entrant.bands.iter().find(|band| band.measure.name == "rule_angle.network").unwrap();
        assert!(angle.points.len() > 3 && angle.points.iter().all(|(_, of)| of.count == 2), "{}", entrant.rules);
    }
    let line = window.get_by(|node| node.label().is_some_and(|label| label.starts_with("Sign symmetry: ") && label.contains('%') && label.contains('°')));
    let line = line.rect();
    assert!(line.width() > 300.0 && line.bottom() < 900.0, "{line:?}");
    assert!(says(&window, "nearest to the true gradient") && says(&window, "after 80 ticks"));
    for plot in ["Race: Accuracy plot", "Race: Angle plot"] {
        assert!(window.get_by_label(plot).rect().height() > 100.0, "{plot}");
    }
    assert_eq!(window.state().run().live.age, 0, "the live run is left alone");

    click(&mut window, "Keep as variants");
    assert_eq!(window.state().scenario().variants.len(), entrants - 1);
    assert!(window.state().scenario().variants.get("sign_symmetry").is_some() && window.state().document().problems().is_empty());
    assert_eq!(window.state().scenario().claims, before.claims);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(3);
    assert_eq!(window.state().scenario(), &before);
}

#[test]
fn a_race_grows_while_the_window_lives_and_can_be_stopped() {
    let mut window = window("random_feedback");
    window.state_mut().perform(Action::Show(brainwright::app::action::Panel::Lab));
    window.run_steps(2);
    click(&mut window, "Start the race");
    assert!(window.state().lab().is_running() && says(&window, "lives"));
    click(&mut window, "Play");
    live(&mut window, 40);
    assert_eq!(window.state().run().live.age, 40);
    click(&mut window, "Stop");
    window.state_mut().race_to_its_end();
    window.run_steps(2);
    assert!(says(&window, "Stopped after"));
    click(&mut window, "New race…");
    assert!(window.query_by_label("Start the race").is_some());
    window.state_mut().perform(Action::File(FileAction::OpenPreset("welcome".to_owned())));
    window.run_steps(2);
    assert!(window.state().lab().standing().is_none(), "another scenario has a lab of its own");
}

#[test]
fn the_table_of_a_race_is_saved_as_csv() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("numbers.csv");
    let mut window = window("welcome");
    window.state_mut().perform(Action::File(FileAction::Export { name: "race.csv".into(), text: "name,angle\n".into() }));
    window.run_steps(3);
    let field = window.get_by_role_and_label(accesskit::Role::TextInput, "Save the numbers");
    field.focus();
    field.set_text_value_accesskit(path.to_str().unwrap());
    window.run_steps(3);
    click(&mut window, "Save");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "name,angle\n");
    assert!(window.state().document().path.is_none(), "the scenario was not saved there");
}

#[test]
fn choosing_a_rule_sets_its_rate_in_the_same_step() {
    let mut window = window("welcome");
    let area = window.get_by(|node| node.label().is_some_and(|label| label.starts_with("Area Visual area")));
    area.click();
    window.run_steps(3);
    let before = window.state().scenario().clone();
    click(&mut window, "Rule of Visual area");
    window.event(egui::Event::Text("node".to_owned()));
    window.run_steps(2);
    assert!(window.query_by_label("Sign symmetry").is_none(), "the search leaves out what does not answer");
    click(&mut window, "Node perturbation");
    let visual = window.state().scenario().areas.get("visual").unwrap();
    assert_eq!(visual.rule.name(), "node_perturbation");
    let was = before.areas.get("visual").unwrap();
    let wanted = was.plasticity.rate * visual.rule.as_dyn().usual_rate() / was.rule.as_dyn().usual_rate();
    assert!(visual.plasticity.rate < was.plasticity.rate && (visual.plasticity.rate - wanted).abs() < 1e-12);
    assert!(says(&window, "Rate set to") && says(&window, "node perturbation works"));
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(3);
    assert_eq!(window.state().scenario(), &before);
    assert!(!says(&window, "Rate set to"));
}

#[test]
fn a_cost_is_written_as_a_formula_and_what_makes_no_sense_runs_nowhere() {
    // So high that the whole page of the area is seen: what is scrolled away nobody hears of.
    let mut window = window_of(1440.0, 3000.0, "welcome");
    window.state_mut().perform(Action::Edit {
        label: "Choose a cost".to_owned(),
        path: "areas.decision.costs.written".to_owned(),
        value: serde_json::json!({ "cost": { "formula": { "text": "z^2" } }, "weight": 0.1 }),
    });
    window.state_mut().perform(Action::Select(brainwright::app::selection::Selection::one(brainwright::app::selection::Item::Area("decision".to_owned()))));
    window.run_steps(3);
    let text = |window: &Window| serde_json::to_value(&window.state().scenario().areas.get("decision").unwrap().costs.get("written").unwrap().cost).unwrap();
    let write = |window: &mut Window, text: &str| {
        window.get_by_label("Formula of written").focus();
        window.run_steps(2);
        window.key_press_modifiers(Modifiers::COMMAND, Key::A);
        window.run_steps(2);
        window.get_by_label("Formula of written").type_text(text);
        window.run_steps(2);
    };
    assert!(window.query_by_label("Curve of written").is_some());
    write(&mut window, "z^2 + abs(");
    assert!(says(&window, "Column 11"), "it is said while it is written");
    assert_eq!(text(&window)["formula"]["text"], "z^2", "and taken when it is left");
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert_eq!(text(&window)["formula"]["text"], "z^2 + abs(", "what makes no sense is kept");
    assert!(says(&window, "makes no sense at column 11") && says(&window, "runs on as it was"));
    window.state_mut().perform(Action::Run(Command::Play));
    live(&mut window, 30);
    assert_eq!(window.state().run().live.age, 30, "the brain lives on with the cost it had");
    write(&mut window, "z^2 + abs(t)");
    window.key_press(Key::Enter);
    window.run_steps(3);
    assert!(says(&window, "speaks of t"));
    window.state_mut().perform(Action::Undo);
    window.state_mut().perform(Action::Undo);
    window.run_steps(3);
    assert_eq!(text(&window)["formula"]["text"], "z^2");
    assert!(!says(&window, "makes no sense"));
}

#[test]
fn ties_without_a_port_are_drawn_in_the_inspector_and_seen_on_the_canvas() {
    let mut window = window("welcome");
    window.state_mut().perform(Action::Select(brainwright::app::selection::Selection::one(brainwright::app::selection::Item::Area("decision".to_owned()))));
    window.run_steps(3);
    click(&mut window, "Weight modulated by …");
    click(&mut window, "Visual area, output");
    click(&mut window, "Number 3");
    let wire = window.state().scenario().wires.iter().find(|(_, wire)| wire.role == Role::Modulate).map(|(_, wire)| wire.from.clone());
    assert_eq!(wire.as_deref(), Some("visual.output.3"));
    assert!(window.query_by_label("Wire from Visual area output number 3 to Decision area classify weight").is_some());
    assert!(window.state().document().problems().is_empty());
}

#[test]
fn what_a_deleted_area_had_learnt_comes_back_with_it() {
    let mut window = window("three_costs");
    click(&mut window, "Play");
    live(&mut window, 12);
    click_on(&mut window, "Area Imagery area");
    live(&mut window, 1);
    let learnt = |window: &Window| window.state().run().live.weights.iter().map(|tensor| tensor.values.clone()).collect::<Vec<_>>();
    let before = learnt(&window);
    assert!(!before.is_empty());
    window.key_press(Key::Delete);
    window.run_steps(3);
    live(&mut window, 2);
    assert!(window.state().scenario().areas.get("imagery").is_none() && window.state().run().live.area("imagery").is_none());
    window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.run_steps(3);
    live(&mut window, 0);
    click_on(&mut window, "Area Imagery area");
    live(&mut window, 0);
    assert!(learnt(&window) == before, "it has other weights");
    let told: Vec<String> = window.state().run().record.deeds().map(|deed| deed.text.clone()).collect();
    assert!(told.iter().any(|text| text == "Imagery area has the weights again that it had"), "{told:?}");
}

#[test]
fn in_a_narrow_window_the_matrix_and_its_curves_take_turns_and_a_cell_shows_its_curve() {
    let mut window = window_of(1024.0, 700.0, "three_costs");
    window.get_by_role_and_label(accesskit::Role::Tab, "Movement").click();
    window.run_steps(3);
    click(&mut window, "Play");
    live(&mut window, 25);
    let curve = "Sensory area, by cross-entropy of Decision area";
    assert!(window.query_by_label(curve).is_none());
    click(&mut window, "Movement: over age");
    assert!(says(&window, "Sensory area, by similarity matching of Sensory area") && window.query_by_label(curve).is_none());
    click(&mut window, "Movement: matrix");
    click_on(&mut window, "Sensory area moves along the descent of cross-entropy");
    assert!(window.query_by_label(curve).is_some(), "its curve is not shown");
    click(&mut window, "Movement: matrix");
    assert!(window.query_by_label(curve).is_none());
}

#[test]
fn three_areas_with_costs_of_their_own_have_a_matrix_of_nine_cells() {
    let mut window = window_of(1024.0, 700.0, "shared_microcircuit");
    window.get_by_role_and_label(accesskit::Role::Tab, "Movement").click();
    window.run_steps(3);
    click(&mut window, "Play");
    live(&mut window, 25);
    let cells = window.query_all_by(|node| node.label().is_some_and(|label| label.contains("moves along the descent of")));
    let places: Vec<_> = cells.map(|cell| cell.rect()).collect();
    assert_eq!(places.len(), 9);
    assert!(places.iter().all(|place| place.right() < 760.0 && place.bottom() < 700.0), "{places:?}");
}

#[test]
fn a_step_of_a_lesson_shows_some_measures_alone_and_the_next_shows_all_again() {
    let mut window = window("alike_inside");
    click(&mut window, "Look at Local rule");
    click(&mut window, "Run to age 200");
    live(&mut window, 200);
    fn shown(window: &Window, words: &str) -> usize {
        window.query_all_by(|node| node.label().is_some_and(|label| label.contains(words)) && node.toggled() == Some(accesskit::Toggled::True)).count()
    }
    assert_eq!(shown(&window, "kept of the input"), 0);
    click(&mut window, "Show kept of the input");
    assert_eq!(shown(&window, "kept of the input"), 3);
    assert!(!says(&window, "Keeps what is alike alike, similarity matching"));
    assert!(says(&window, "Says different things, kept of the input, part of what as many numbers can keep 0."), "no sentence about it");
    window.state_mut().perform(Action::Show(brainwright::app::action::Panel::Losses));
    window.run_steps(3);
    assert_eq!(shown(&window, "Keeps what is alike alike, similarity matching"), 1);
    assert_eq!(shown(&window, "kept of the input"), 0);
}

#[test]
fn a_step_of_a_lesson_brings_the_weights_into_view() {
    let mut window = window("edges");
    click(&mut window, "Look at Visual cells");
    click(&mut window, "Run to age 100");
    live(&mut window, 100);
    click(&mut window, "Look at the weights");
    live(&mut window, 0);
    window.run_steps(20);
    let heading = window.get_by_label("RECEPTIVE FIELDS: WEIGHTS, LAYER 1").rect();
    assert!(heading.top() > 40.0 && heading.bottom() < 860.0, "{heading:?}");
}

#[test]
fn what_rests_as_planned_or_only_lends_an_ear_is_not_called_a_fault() {
    let mut window = window("forger");
    live(&mut window, 0);
    assert!(says(&window, "A borrower: its weights are those of Critic") && !says(&window, "Not learning"));
    let mut window = super::window("look_then_name");
    click(&mut window, "Play");
    live(&mut window, 1);
    assert!(says(&window, "At rest: no error arrives") && !says(&window, "Not learning"));
    for (path, told) in [("areas.visual.plasticity.rate", "At rest: its learning rate is 0"), ("wires.ascending.error_gain", "Not learning: no error arrives")]
    {
        let mut window = super::window("welcome");
        window.state_mut().perform(Action::Edit { label: "Stop".into(), path: path.into(), value: serde_json::json!(0.0) });
        window.run_steps(2);
        live(&mut window, 0);
        assert!(says(&window, told), "{path}");
    }
}

#[test]
fn the_inspector_has_movement_measured_with_one_click() {
    let mut window = window("welcome");
    click_on(&mut window, "Area Decision area");
    window.get_by_label("Measure which cost moves it").scroll_to_me();
    window.run_steps(6);
    click(&mut window, "Measure which cost moves it");
    assert!(window.state().scenario().measuring.movement);
    click(&mut window, "Play");
    live(&mut window, 30);
    assert!(says(&window, "Share of classify: ") && window.query_by_label("Measure which cost moves it").is_none());
}

#[test]
fn what_the_world_alone_knows_is_marked_so() {
    let measures = preset("two_eyes").unwrap().scenario().unwrap().measures();
    let of_world: Vec<&str> = measures.iter().filter(|measure| measure.of_world).map(|measure| measure.name.as_str()).collect();
    assert_eq!(of_world, ["dominance.cortex"]);
}
