//! Keys that work everywhere in the window.

use super::App;
use super::action::{Action, FileAction, Look};
use super::selection::{Item, Selection};
use crate::engine::report::Command;
use crate::scenario::Scenario;
use egui::{Key, KeyboardShortcut, Modifiers, Ui};

/// Every key with what it does, as the box of keys shows them.
pub(super) const KEYS: &[(&str, &str)] = &[
    ("Ctrl+Enter", "Play or pause"),
    ("Ctrl+→", "Step one tick"),
    ("Ctrl+R", "Start again from age 0"),
    ("Double-click, Shift+A", "Add an area or take a world, by search"),
    ("Drag from port to port", "Draw a wire; Enter on a port, then on another, does the same"),
    ("Drag on the canvas", "Select what is in the box; with Shift, add to the selection"),
    ("Middle drag, Space+drag", "Move the canvas"),
    ("Scroll", "Zoom at the pointer"),
    ("Arrows", "Move the selection; with Shift, further"),
    ("Tab", "Next node, port or wire; Enter selects it"),
    ("F6", "Go to the ages of the development; Tab and arrows lead on from there"),
    ("Home", "Show the whole graph"),
    (".", "Show the selection"),
    ("Delete", "Delete the selection"),
    ("Ctrl+A, Escape", "Select everything; nothing"),
    ("Ctrl+Z", "Undo"),
    ("Ctrl+Shift+Z, Ctrl+Y", "Redo"),
    ("Ctrl+N, O, S, Shift+S", "New, open, save, save as"),
    ("Ctrl++, Ctrl+−, Ctrl+0", "Larger, smaller, normal size"),
    ("F1", "This box"),
];

/// Everything on the canvas that can be selected together.
pub(super) fn everything(scenario: &Scenario) -> Selection {
    Selection::of(std::iter::once(Item::World).chain(scenario.areas.names().map(|key| Item::Area(key.to_owned()))))
}

/// Hears the keys.
pub(super) fn ui(ui: &Ui, app: &App, actions: &mut Vec<Action>) {
    let ctrl = Modifiers::COMMAND;
    let shift = Modifiers::COMMAND | Modifiers::SHIFT;
    let pressed = |modifiers: Modifiers, key: Key| ui.input_mut(|input| input.consume_shortcut(&KeyboardShortcut::new(modifiers, key)));
    let scale = app.memory.scale;
    let playing = app.run.live.playing;
    // The longer shortcut comes first: the shorter one would take it too.
    let all: Vec<(Modifiers, Key, Action)> = vec![
        (shift, Key::S, Action::File(FileAction::SaveAs)),
        (ctrl, Key::S, Action::File(FileAction::Save)),
        (ctrl, Key::O, Action::File(FileAction::Open)),
        (ctrl, Key::N, Action::File(FileAction::New)),
        (ctrl, Key::Q, Action::File(FileAction::Quit)),
        (ctrl, Key::Enter, Action::Run(if playing { Command::Pause } else { Command::Play })),
        (ctrl, Key::R, Action::Reset),
        (ctrl, Key::Plus, Action::Look(Look::Scale(scale + 0.1))),
        (ctrl, Key::Equals, Action::Look(Look::Scale(scale + 0.1))),
        (ctrl, Key::Minus, Action::Look(Look::Scale(scale - 0.1))),
        (ctrl, Key::Num0, Action::Look(Look::Scale(1.0))),
        (Modifiers::NONE, Key::F1, Action::Look(Look::Shortcuts(!app.view.shortcuts))),
    ];
    // While a box asks something, nothing behind it hears.
    let heard = |action: &Action| !app.is_asking() || matches!(action, Action::Look(_));
    for (modifiers, key, action) in all {
        if heard(&action) && pressed(modifiers, key) {
            actions.push(action);
        }
    }
    // A field that is being typed in has its own undo, arrows and Delete.
    if ui.ctx().text_edit_focused() || app.is_asking() {
        return;
    }
    let gentle: Vec<(Modifiers, Key, Action)> = vec![
        (shift, Key::Z, Action::Redo),
        (ctrl, Key::Z, Action::Undo),
        (ctrl, Key::Y, Action::Redo),
        (ctrl, Key::ArrowRight, Action::Run(Command::Step(1))),
        (ctrl, Key::A, Action::Select(everything(app.scenario()))),
        (Modifiers::NONE, Key::Home, Action::Look(Look::FitAll)),
        (Modifiers::NONE, Key::Period, Action::Look(Look::FitSelection)),
    ];
    for (modifiers, key, action) in gentle {
        if pressed(modifiers, key) {
            actions.push(action);
        }
    }
    let selected = !app.view.selection.is_empty();
    if selected && (pressed(Modifiers::NONE, Key::Delete) || pressed(Modifiers::NONE, Key::Backspace)) {
        actions.push(Action::Delete(app.view.selection.iter().cloned().collect()));
    }
}
