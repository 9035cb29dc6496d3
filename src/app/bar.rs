//! The bar at the top: menus, transport, speed, age, seed, and how many claims hold.

use super::action::{Action, FileAction, Look, Panel};
use super::record::DeedKind;
use super::theme::{self, palette};
use super::widgets::{Icon, icon_button};
use super::{App, format};
use crate::engine::report::{Command, Pace, Verdict};
use egui::{Button, CornerRadius, CursorIcon, DragValue, FontId, Label, Modifiers, RichText, Role, Sense, Slider, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

/// The slider's end: faster than any number of ticks.
const FASTEST: f64 = 20_000.0;

/// Width of the five menus.
const MENUS: f32 = 226.0;

/// The bar at the top.
pub(super) fn ui(ui: &mut Ui, app: &mut App, actions: &mut Vec<Action>) {
    let width = ui.available_width();
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = theme::MEDIUM;
        if width > 1180.0 {
            ui.add(Label::new(RichText::new("Brainwright").font(FontId::new(14.5, theme::semibold()))));
            ui.add_space(theme::SMALL);
        }
        menus(ui, app, actions);
        ui.add_space(if width > 1180.0 { theme::LARGE } else { 0.0 });
        transport(ui, app, actions);
        ui.add_space(theme::SMALL);
        speed(ui, app, width, actions);
        ui.add_space(theme::SMALL);
        age(ui, app, width, actions);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| claims_badge(ui, app, width, actions));
    });
}

fn menus(ui: &mut Ui, app: &mut App, actions: &mut Vec<Action>) {
    // A menu bar takes all the room there is, so it is given just enough.
    ui.allocate_ui_with_layout(vec2(MENUS, 28.0), egui::Layout::left_to_right(egui::Align::Center), |ui| {
        egui::MenuBar::new().ui(ui, |ui| {
            ui.spacing_mut().button_padding.x = 8.0;
            ui.spacing_mut().item_spacing.x = 2.0;
            ui.menu_button("File", |ui| file_menu(ui, app, actions));
            ui.menu_button("Edit", |ui| edit_menu(ui, app, actions));
            ui.menu_button("View", |ui| view_menu(ui, app, actions));
            ui.menu_button("Run", |ui| run_menu(ui, app, actions));
            ui.menu_button("Help", |ui| help_menu(ui, actions));
        });
    });
}

/// A line of a menu, with its shortcut.
fn entry(ui: &mut Ui, text: &str, shortcut: Option<(Modifiers, egui::Key)>, enabled: bool) -> bool {
    let mut button = Button::new(text).frame(false).min_size(vec2(220.0, 24.0));
    if let Some((modifiers, key)) = shortcut {
        button = button.shortcut_text(ui.ctx().format_shortcut(&egui::KeyboardShortcut::new(modifiers, key)));
    }
    let clicked = ui.add_enabled(enabled, button).clicked();
    if clicked {
        ui.close();
    }
    clicked
}

fn file_menu(ui: &mut Ui, app: &App, actions: &mut Vec<Action>) {
    use egui::Key;
    let mut file = |action: FileAction| actions.push(Action::File(action));
    if entry(ui, "New", Some((Modifiers::COMMAND, Key::N)), true) {
        file(FileAction::New);
    }
    if entry(ui, "Open…", Some((Modifiers::COMMAND, Key::O)), true) {
        file(FileAction::Open);
    }
    ui.menu_button("Open recent", |ui| {
        ui.set_min_width(260.0);
        if app.memory.recent.is_empty() {
            ui.label(theme::faint(ui, "No file was open lately"));
        }
        for path in &app.memory.recent {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if ui.add(Button::new(name).frame(false)).on_hover_text(path.display().to_string()).clicked() {
                file(FileAction::OpenPath(path.clone()));
                ui.close();
            }
        }
    });
    ui.separator();
    if entry(ui, "Save", Some((Modifiers::COMMAND, Key::S)), true) {
        file(FileAction::Save);
    }
    if entry(ui, "Save as…", Some((Modifiers::COMMAND | Modifiers::SHIFT, Key::S)), true) {
        file(FileAction::SaveAs);
    }
    if entry(ui, "Save this life…", None, true) {
        file(FileAction::SaveLife);
    }
    ui.separator();
    if entry(ui, "Quit", Some((Modifiers::COMMAND, Key::Q)), true) {
        file(FileAction::Quit);
    }
}

fn edit_menu(ui: &mut Ui, app: &App, actions: &mut Vec<Action>) {
    use egui::Key;
    let say = |verb: &str, label: Option<&str>| label.map_or(verb.to_owned(), |label| format!("{verb}: {}", label.to_lowercase()));
    if entry(ui, &say("Undo", app.document.undoable()), Some((Modifiers::COMMAND, Key::Z)), app.document.undoable().is_some()) {
        actions.push(Action::Undo);
    }
    if entry(ui, &say("Redo", app.document.redoable()), Some((Modifiers::COMMAND | Modifiers::SHIFT, Key::Z)), app.document.redoable().is_some()) {
        actions.push(Action::Redo);
    }
    ui.separator();
    if entry(ui, "Delete", Some((Modifiers::NONE, Key::Delete)), !app.view.selection.is_empty()) {
        actions.push(Action::Delete(app.view.selection.iter().cloned().collect()));
    }
    if entry(ui, "Select all", Some((Modifiers::COMMAND, Key::A)), true) {
        actions.push(Action::Select(super::shortcuts::everything(app.scenario())));
    }
}

fn view_menu(ui: &mut Ui, app: &App, actions: &mut Vec<Action>) {
    use egui::Key;
    let mut look = |look: Look| actions.push(Action::Look(look));
    let dark = ui.visuals().dark_mode;
    if ui.radio(dark, "Dark theme").clicked() {
        look(Look::Dark(true));
    }
    if ui.radio(!dark, "Light theme").clicked() {
        look(Look::Dark(false));
    }
    ui.separator();
    if entry(ui, "Larger", Some((Modifiers::COMMAND, Key::Plus)), true) {
        look(Look::Scale(app.memory.scale + 0.1));
    }
    if entry(ui, "Smaller", Some((Modifiers::COMMAND, Key::Minus)), true) {
        look(Look::Scale(app.memory.scale - 0.1));
    }
    if entry(ui, &format!("Normal size (now {:.0} %)", app.memory.scale * 100.0), Some((Modifiers::COMMAND, Key::Num0)), true) {
        look(Look::Scale(1.0));
    }
    ui.separator();
    let shows = app.view.shows;
    for (name, shown, change) in [
        ("Presets, parts and lesson", shows.left, Look::LeftPanel as fn(bool) -> Look),
        ("Inspector", shows.right, Look::RightPanel),
        ("Development", shows.development, Look::Development),
        ("Plots, claims and log", shows.bottom, Look::Bottom),
    ] {
        let mut now = shown;
        if ui.checkbox(&mut now, name).changed() {
            look(change(now));
        }
    }
    ui.separator();
    if entry(ui, "Show the whole graph", Some((Modifiers::NONE, Key::Home)), true) {
        look(Look::FitAll);
    }
    if entry(ui, "Show the selection", Some((Modifiers::NONE, Key::Period)), true) {
        look(Look::FitSelection);
    }
}

fn run_menu(ui: &mut Ui, app: &mut App, actions: &mut Vec<Action>) {
    use egui::Key;
    let playing = app.run.live.playing;
    if entry(ui, if playing { "Pause" } else { "Play" }, Some((Modifiers::COMMAND, Key::Enter)), true) {
        actions.push(Action::Run(if playing { Command::Pause } else { Command::Play }));
    }
    if entry(ui, "Step one tick", Some((Modifiers::COMMAND, Key::ArrowRight)), true) {
        actions.push(Action::Run(Command::Step(1)));
    }
    if entry(ui, "Start again from age 0", Some((Modifiers::COMMAND, Key::R)), true) {
        actions.push(Action::Reset);
    }
    if entry(ui, "Start again from a new seed", None, true) {
        actions.push(Action::NewSeed);
    }
    ui.separator();
    ui.horizontal(|ui| {
        let label = ui.label("Step");
        ui.add(DragValue::new(&mut app.view.step).range(1..=1_000_000).suffix(" ticks")).labelled_by(label.id);
        if ui.button("Go").clicked() {
            actions.push(Action::Run(Command::Step(app.view.step)));
            ui.close();
        }
    });
    run_until_ui(ui, app, actions);
    ui.separator();
    if entry(ui, "Race rules…", None, true) {
        actions.push(Action::Show(Panel::Lab));
    }
    ui.menu_button("Go back to", |ui| kept_moments(ui, app, actions));
}

/// An age to run until, at full speed.
fn run_until_ui(ui: &mut Ui, app: &mut App, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let label = ui.label("Run until age");
        ui.add(DragValue::new(&mut app.view.until).range(0..=1_000_000_000u64).speed(10.0)).labelled_by(label.id);
        if ui.button("Run there").clicked() {
            actions.push(Action::Run(Command::RunUntil(app.view.until)));
            ui.close();
        }
    });
}

/// Moments that can be gone back to: at most a dozen, spread over the whole life.
fn kept_moments(ui: &mut Ui, app: &App, actions: &mut Vec<Action>) {
    ui.set_min_width(140.0);
    let kept = &app.run.live.kept;
    if kept.is_empty() {
        ui.label(theme::faint(ui, "No moment is kept yet"));
    }
    let every = kept.len().div_ceil(12).max(1);
    for age in kept.iter().rev().step_by(every) {
        if ui.add(Button::new(format!("Age {}", format::count(*age))).frame(false).min_size(vec2(120.0, 22.0))).clicked() {
            actions.push(Action::Run(Command::Rewind(*age)));
            ui.close();
        }
    }
}

fn help_menu(ui: &mut Ui, actions: &mut Vec<Action>) {
    if entry(ui, "Keys and gestures", Some((Modifiers::NONE, egui::Key::F1)), true) {
        actions.push(Action::Look(Look::Shortcuts(true)));
    }
    if entry(ui, "The lesson of this scenario", None, true) {
        actions.push(Action::Show(Panel::Lesson));
    }
    ui.separator();
    if entry(ui, "About Brainwright", None, true) {
        actions.push(Action::Look(Look::About(true)));
    }
}

fn transport(ui: &mut Ui, app: &mut App, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.x = theme::SMALL;
    if icon_button(ui, Icon::Reset, "Start again from age 0", false).clicked() {
        actions.push(Action::Reset);
    }
    let rewind = icon_button(ui, Icon::Rewind, "Go back to a kept moment", false);
    egui::Popup::menu(&rewind).show(|ui| kept_moments(ui, app, actions));
    let playing = app.run.live.playing;
    if icon_button(ui, if playing { Icon::Pause } else { Icon::Play }, if playing { "Pause" } else { "Play" }, true).clicked() {
        actions.push(Action::Run(if playing { Command::Pause } else { Command::Play }));
    }
    let size = vec2(34.0, 28.0);
    if ui.add(Button::new("+1").min_size(size)).on_hover_text("Step one tick").clicked() {
        actions.push(Action::Run(Command::Step(1)));
    }
    let steps = ui.add(Button::new(format!("+{}", app.view.step)).min_size(size)).on_hover_text("Step several ticks; right-click to choose how many");
    if steps.clicked() {
        actions.push(Action::Run(Command::Step(app.view.step)));
    }
    egui::Popup::context_menu(&steps).show(|ui| {
        for step in [10, 100, 1000, 10_000] {
            if ui.add(Button::new(format!("{step} ticks")).frame(false).min_size(vec2(120.0, 22.0))).clicked() {
                app.view.step = step;
                ui.close();
            }
        }
    });
    ui.spacing_mut().item_spacing.x = theme::MEDIUM;
}

fn speed(ui: &mut Ui, app: &App, width: f32, actions: &mut Vec<Action>) {
    if width > 1100.0 {
        ui.label(theme::faint(ui, "Speed"));
    }
    let mut asked = match app.run.pace {
        Pace::PerSecond(pace) => pace.clamp(1.0, FASTEST * 0.9),
        Pace::Max => FASTEST,
    };
    let slider = super::widgets::slider(ui, Slider::new(&mut asked, 1.0..=FASTEST).logarithmic(true), if width > 1300.0 { 112.0 } else { 72.0 });
    slider.widget_info(|| WidgetInfo::slider(true, asked, "Speed, in ticks per second"));
    if slider.changed() {
        let pace = if asked > FASTEST * 0.95 { Pace::Max } else { Pace::PerSecond(round(asked)) };
        actions.push(Action::Run(Command::Pace(pace)));
    }
    slider.on_hover_text("Ticks per second that are asked for; all the way right is as fast as it goes");
    let actual = app.run.live.ticks_per_second.round().max(0.0) as u64;
    let asked = match app.run.pace {
        Pace::PerSecond(pace) => format::count(pace.round() as u64),
        Pace::Max => "max".to_owned(),
    };
    let text = if width > 1180.0 { format!("{} of {asked} ticks/s", format::count(actual)) } else { format!("{}/{asked}", format::count(actual)) };
    let size = vec2(if width > 1180.0 { 128.0 } else { 64.0 }, 20.0);
    ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), |ui| {
        ui.set_min_width(size.x);
        ui.label(theme::faint(ui, text)).on_hover_text("Measured speed, of the speed that is asked for, in ticks per second");
    });
}

fn round(pace: f64) -> f64 {
    let size = 10_f64.powf(pace.log10().floor() - 1.0).max(1.0);
    (pace / size).round() * size
}

fn age(ui: &mut Ui, app: &mut App, width: f32, actions: &mut Vec<Action>) {
    let shown = app.run.live.looking.map_or(app.run.live.age, |looking| looking.age);
    let text = format!("Age {}", format::count(shown));
    let size = vec2(84.0, 20.0);
    ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), |ui| {
        ui.set_min_width(size.x);
        let until = app.scenario().ticks as u64;
        let hint = format!("Age of the brain, in ticks. It pauses at {}; click to run until an age.", format::count(until));
        let age = ui.add(Label::new(RichText::new(text).font(FontId::new(13.5, theme::semibold()))).sense(Sense::click())).on_hover_text(hint);
        egui::Popup::menu(&age).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
            run_until_ui(ui, app, actions);
        });
    });
    let seed = app.scenario().seed;
    let text = if width > 1100.0 { format!("Seed {seed}") } else { format!("#{seed}") };
    let label = RichText::new(text).color(palette(ui).faint);
    let response = ui.add(Button::new(label).frame(false)).on_hover_text("Every random number comes from this seed. Click to start again from a new one.");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Seed {seed}: start again from a new seed")));
    if response.clicked() {
        actions.push(Action::NewSeed);
    }
}

fn claims_badge(ui: &mut Ui, app: &App, width: f32, actions: &mut Vec<Action>) {
    let palette = palette(ui);
    let verdicts = app.run.record.verdicts();
    // An edit that nothing runs yet has other claims than the brain that is judged.
    let total = if verdicts.is_empty() { app.scenario().claims.len() } else { verdicts.len() };
    if total == 0 {
        return;
    }
    let held = verdicts.iter().filter(|verdict| matches!(verdict, Verdict::Holds(_))).count();
    let failed = verdicts.iter().filter(|verdict| matches!(verdict, Verdict::Fails(_) | Verdict::Unknown)).count();
    // Claims speak of the scenario as it was written: where somebody experiments, that some fail is a finding and no fault.
    let is_changed = app.run.record.deeds().any(|deed| deed.kind == DeedKind::Edit && !deed.gone);
    let (text, colour) = match (held, failed) {
        (0, 0) => (format!("{total} claims, none due yet"), palette.faint),
        (held, 0) if held < total => (format!("{held} of {total} claims hold so far"), palette.holds),
        (held, 0) => (format!("{held} of {total} claims hold"), palette.holds),
        (held, _) => (format!("{held} of {total} claims hold"), if is_changed { palette.teach } else { palette.error }),
    };
    let text = match (width > 1180.0, held + failed) {
        (true, _) => text,
        (false, 0) => format!("{total} claims"),
        (false, _) => format!("{held}/{total} claims"),
    };
    let galley = ui.painter().layout_no_wrap(text.clone(), FontId::new(12.5, theme::semibold()), colour);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(28.0, 12.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &text));
    let fill = if response.hovered() { palette.tint(colour) } else { egui::Color32::TRANSPARENT };
    ui.painter().rect(rect, CornerRadius::same(14), fill, Stroke::new(1.0, colour), StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, colour);
    let changed = if is_changed { ". It was changed while it lived, and they speak of it as it was" } else { "" };
    if response.on_hover_text(format!("What this scenario says about itself, checked live{changed}.")).on_hover_cursor(CursorIcon::PointingHand).clicked() {
        actions.push(Action::Show(Panel::Claims));
    }
}
