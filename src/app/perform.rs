//! What every action does: the only place where the window changes anything.

use super::action::{Action, Look, Panel, Part, RaceAction, Tone};
use super::edit;
use super::plots::PlotKind;
use super::record::DeedKind;
use super::selection::{Item, Selection};
use super::{App, theme, widgets};
use crate::engine::report::Command;
use crate::scenario::{Scenario, check_perturbation};
use serde_json::{Value, json};
use std::time::Duration;

/// How much of what was said is remembered.
const MOST_SAID: usize = 50;

/// For so many seconds a heading is waited for that is to come into view.
const SEEKING: f64 = 2.0;

impl App {
    /// Does what a panel asked for.
    pub fn perform(&mut self, action: Action) {
        match action {
            Action::Edit { label, path, value } => self.edit(&label, &path, &value),
            Action::DragEdit { label, path, value } => self.drag_edit(&label, &path, &value),
            Action::Change { label, scenario } => {
                self.document.change(&label, *scenario);
                self.changed();
            }
            Action::Drag { label, scenario } => {
                // What is to come is drawn anew once, when it is let go.
                self.holds_edits = scenario.development != self.document.scenario().development || (self.holds_edits && self.document.is_dragging());
                self.document.drag(&label, *scenario);
            }
            Action::Undo => self.undo(),
            Action::Redo => self.redo(),
            Action::Mend(problem) => {
                let Some(mend) = problem.mend else { return };
                let mended = mend.edits.iter().try_fold(self.document.scenario().clone(), |scenario, (path, value)| scenario.with(path, value));
                match mended {
                    Ok(scenario) => self.document.change(&edit::sentence(&mend.text), scenario),
                    Err(problem) => self.notify(Tone::Wrong, problem.to_string()),
                }
            }
            // The engine would look in vain, and forget the moments after that age while it does.
            Action::Run(Command::Rewind(age)) if !self.run.live.kept.iter().any(|kept| *kept <= age) => {
                self.notify(Tone::Hint, "No moment is kept from then: this brain was rebuilt later. Ctrl+R starts it again from age 0.");
            }
            // Nothing is kept from before a brain was rebuilt.
            Action::Run(Command::Look(Some(age))) => {
                let first = self.run.live.kept.first().copied().unwrap_or_default();
                self.run.send(Command::Look(Some(age.max(first))));
            }
            Action::Run(command) => {
                if !self.run.is_loaded() {
                    self.notify(Tone::Hint, "This brain cannot run yet: mend what is marked red first.");
                }
                self.run.send(command);
            }
            Action::Perturb(perturbation) => match check_perturbation(self.document.scenario(), &perturbation, "").first() {
                Some(problem) => self.notify(Tone::Wrong, edit::sentence(&problem.message)),
                None => self.run.send(Command::Perturb(perturbation)),
            },
            Action::LiveAgain(age) => self.run.live_again(self.document.scenario(), age),
            Action::Reset => self.restart(),
            Action::NewSeed => {
                let seed = (self.document.scenario().seed + 1) % 1_000_000;
                self.edit("New seed", "seed", &json!(seed));
            }
            Action::Select(selection) => self.view.selection = selection,
            Action::Show(panel) => {
                let now = self.ctx.input(|input| input.time);
                self.view.show(panel, now);
            }
            Action::ShowMeasures(start) => self.show_measures(&start),
            Action::ToggleMeasure(name) => {
                if let Some(measure) = self.document.scenario().measures().into_iter().find(|measure| measure.name == name) {
                    self.view.plots[measure.panel as usize].toggle(&name, measure.prominent);
                }
            }
            Action::Seek(words) => {
                self.view.shows.right = true;
                let until = self.ctx.input(|input| input.time) + SEEKING;
                widgets::seek(&self.ctx, &words, until);
            }
            Action::Add(part, at) => self.add(part, at),
            Action::Connect { from, to } => {
                let mut scenario = self.document.scenario().clone();
                match edit::connect(&mut scenario, &from, &to) {
                    Ok(wire) => {
                        self.document.change("Draw a wire", scenario);
                        self.view.selection = Selection::one(Item::Wire(wire));
                    }
                    Err(why) => self.notify(Tone::Hint, why),
                }
            }
            Action::Delete(items) => self.delete(&items),
            Action::File(action) => self.perform_file(action),
            Action::Look(look) => self.look(look),
            Action::Race(RaceAction::Start(scenario, seeds)) => {
                let wake = self.ctx.clone();
                self.lab.start(*scenario, seeds, move || wake.request_repaint());
            }
            Action::Race(RaceAction::Stop) => self.lab.stop(),
            Action::Notify(tone, text) => self.notify(tone, text),
        }
    }

    /// Says something in passing.
    pub(super) fn notify(&mut self, tone: Tone, text: impl Into<String>) {
        let text = text.into();
        self.said.push_back(text.clone());
        if self.said.len() > MOST_SAID {
            self.said.pop_front();
        }
        if tone == Tone::Wrong {
            self.run.record.note_once(self.run.live.age, &text, DeedKind::Trouble);
        }
        let toast = match tone {
            Tone::Done => self.toasts.success(text),
            Tone::Hint => self.toasts.info(text),
            Tone::Wrong => self.toasts.error(text),
        };
        let seconds = if tone == Tone::Wrong { 12 } else { 4 };
        toast.duration(Some(Duration::from_secs(seconds))).show_progress_bar(false);
    }

    fn edit(&mut self, label: &str, path: &str, value: &Value) {
        match self.set(path, value) {
            Ok(scenario) => {
                self.document.change(label, scenario);
                self.changed();
            }
            Err(message) => self.notify(Tone::Wrong, message),
        }
    }

    fn drag_edit(&mut self, label: &str, path: &str, value: &Value) {
        self.holds_edits = self.document.scenario().knob_address(path).is_none_or(|address| !address.knob(self.document.scenario()).live);
        let was_moved = self.run.live.moved.remove(path).is_some();
        match self.set(path, value) {
            // The brain was set to something else than its scenario says, and is now to be as that says.
            Ok(scenario) if was_moved && scenario == *self.document.scenario() => {
                let asked = scenario.knob_address(path).map(|address| address.get(&scenario));
                asked.into_iter().for_each(|value| self.run.send(Command::Set(path.to_owned(), value)));
            }
            Ok(scenario) => self.document.drag(label, scenario),
            Err(message) => self.notify(Tone::Wrong, message),
        }
    }

    /// The scenario with one path set. A knob out of its range is let into the document, to be painted where it is.
    fn set(&self, path: &str, value: &Value) -> Result<Scenario, String> {
        let scenario = self.document.scenario();
        if let (Some(address), Some(number)) = (scenario.knob_address(path), value.as_f64())
            && number.is_finite()
        {
            let mut scenario = scenario.clone();
            address.set(&mut scenario, number);
            return Ok(scenario);
        }
        self.document.with(path, value).map_err(|problem| problem.to_string())
    }

    fn undo(&mut self) {
        match self.document.undo() {
            Some(label) => self.notify(Tone::Done, format!("Undone: {}", label.to_lowercase())),
            None => self.notify(Tone::Hint, "There is nothing to undo."),
        }
        self.changed();
    }

    fn redo(&mut self) {
        match self.document.redo() {
            Some(label) => self.notify(Tone::Done, format!("Done again: {}", label.to_lowercase())),
            None => self.notify(Tone::Hint, "There is nothing to do again."),
        }
        self.changed();
    }

    /// After any change of structure: what is no more is no longer selected.
    fn changed(&mut self) {
        self.view.selection.keep_existing(self.document.scenario());
    }

    fn show_measures(&mut self, start: &str) {
        let measures = self.document.scenario().measures();
        let Some(measure) = measures.iter().find(|measure| crate::scenario::begins(&measure.name, start)) else { return };
        let panel = match measure.panel {
            PlotKind::Losses => Panel::Losses,
            PlotKind::Alignment => Panel::Alignment,
            PlotKind::Recovery => Panel::Recovery,
            PlotKind::Movement => Panel::Movement,
        };
        let now = self.ctx.input(|input| input.time);
        self.view.show(panel, now);
        self.view.movement_over_age = measure.panel == PlotKind::Movement;
        self.view.plots[measure.panel as usize].show_alone(Some(start));
    }

    fn restart(&mut self) {
        let playing = self.run.live.playing;
        self.run.load(self.document.scenario(), self.document.problems(), playing);
        self.synced = self.document.version();
    }

    fn add(&mut self, part: Part, at: Option<[f32; 2]>) {
        let mut scenario = self.document.scenario().clone();
        match part {
            Part::Area(rule) => {
                let key = edit::add_area(&mut scenario, rule, at);
                self.document.change("Add an area", scenario);
                self.view.selection = Selection::one(Item::Area(key));
            }
            Part::World(world) => {
                let title = world.title();
                edit::set_world(&mut scenario, world);
                if let Some(at) = at {
                    scenario.layout.insert("world", at);
                }
                self.document.change(&format!("Take the world {title}"), scenario);
                self.view.selection = Selection::one(Item::World);
            }
        }
    }

    fn delete(&mut self, items: &[Item]) {
        if items.iter().all(|item| *item == Item::World) {
            self.notify(Tone::Hint, "A brain needs a world; drop another one on the canvas to take its place.");
            return;
        }
        let mut scenario = self.document.scenario().clone();
        edit::delete(&mut scenario, items);
        let what = match items {
            [Item::Area(_)] => "an area",
            [Item::Wire(_)] => "a wire",
            [Item::Stage(_)] => "a stage",
            _ => "the selection",
        };
        self.document.change(&format!("Delete {what}"), scenario);
        self.changed();
    }

    fn look(&mut self, look: Look) {
        match look {
            Look::Dark(dark) => {
                theme::apply(&self.ctx, dark);
                self.memory.dark = dark;
                self.memory.save();
            }
            Look::Scale(scale) => {
                let scale = scale.clamp(0.7, 2.0);
                self.ctx.set_zoom_factor(scale);
                self.memory.scale = scale;
                self.memory.save();
            }
            Look::LeftPanel(shown) => self.view.shows.left = shown,
            Look::RightPanel(shown) => self.view.shows.right = shown,
            Look::Development(shown) => self.view.shows.development = shown,
            Look::Bottom(shown) => self.view.shows.bottom = shown,
            Look::Shortcuts(open) => self.view.shortcuts = open,
            Look::About(open) => self.view.about = open,
            Look::FitAll => self.view.canvas.fit_all(),
            Look::FitSelection => self.view.canvas.fit_selection(),
        }
    }
}
