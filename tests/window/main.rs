//! Drives the real window without a display: what a person does, step by step, by the names that a screen reader hears. Here is how it is driven.
#![expect(clippy::unwrap_used, reason = "a test that goes wrong should stop, in its helpers too")]

mod everyday;
mod growing;
mod guards;
mod saved;

use brainwright::app::App;
use brainwright::app::action::Action;
use brainwright::engine::report::Command;
use brainwright::scenario::Scenario;
use egui::{Key, Modifiers, Pos2, vec2};
use egui_kittest::{Harness, kittest::Queryable};

type Window = Harness<'static, App>;

/// A window of a size on a preset, after its first frames.
fn window_of(width: f32, height: f32, preset: &'static str) -> Window {
    let builder = Harness::builder().with_size(vec2(width, height)).with_max_steps(32);
    let mut window = builder.build_eframe(move |creation| App::for_test(&creation.egui_ctx, preset));
    window.run_steps(3);
    live(&mut window, 0);
    window
}

/// A window as a person's screen has it.
fn window(preset: &'static str) -> Window {
    window_of(1440.0, 900.0, preset)
}

/// A window on a preset, without its variants and claims, and with so many ticks to live.
fn one_life(preset: &'static str, ticks: usize) -> Window {
    let mut window = window(preset);
    let plain = Scenario { variants: Default::default(), claims: Vec::new(), ticks, ..window.state().scenario().clone() };
    window.state_mut().perform(Action::Change { label: "One life".into(), scenario: Box::new(plain) });
    live(&mut window, 0);
    window
}

/// Lives at most so many ticks and shows them.
fn live(window: &mut Window, ticks: u64) {
    window.run_steps(2);
    window.state_mut().turn(ticks);
    window.run_steps(2);
}

fn live_until(window: &mut Window, age: u64) {
    window.state_mut().perform(Action::Run(Command::RunUntil(age)));
    live(window, 5000);
    assert_eq!(window.state().run().live.age, age);
}

fn click(window: &mut Window, name: &str) {
    window.get_by_label(name).click();
    window.run_steps(3);
}

/// Clicks on what has a name that begins so.
fn click_on(window: &mut Window, start: &str) {
    window.get_by(|node| node.label().is_some_and(|label| label.starts_with(start))).click();
    window.run_steps(3);
}

/// Drags from one place to another by the pointer.
fn drag(window: &mut Window, from: Pos2, to: Pos2) {
    window.drag_at(from);
    window.run_steps(2);
    for part in 1..=4 {
        window.hover_at(from + (to - from) * (part as f32 / 4.0));
        window.run_steps(1);
    }
    window.drop_at(to);
    window.run_steps(3);
}

/// Types into a field in place of what it holds.
fn type_into(window: &mut Window, name: &str, text: &str) {
    click(window, name);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_steps(1);
    window.event(egui::Event::Text(text.to_owned()));
    window.run_steps(1);
    window.key_press(Key::Enter);
    window.run_steps(4);
}

/// Whether any text of the window has these words.
fn says(window: &Window, words: &str) -> bool {
    let has = |text: Option<String>| text.is_some_and(|text| text.contains(words));
    window.query_all_by(|node| has(node.label()) || has(node.value())).next().is_some()
}
