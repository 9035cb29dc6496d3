//! The scenario that a person works on, with undo, and whether it is saved.

use crate::scenario::{Problem, Scenario, check};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Most steps that can be taken back.
const MOST_STEPS: usize = 200;

/// The scenario that a person works on.
#[derive(Clone, Debug)]
pub struct Document {
    scenario: Scenario,
    saved: Scenario,
    /// The file it came from or was saved in.
    pub path: Option<PathBuf>,
    problems: Vec<Problem>,
    undo: Vec<Step>,
    redo: Vec<Step>,
    dragging: Option<String>,
    version: u64,
    /// Whether it was last changed by taking back a step, or doing it again.
    turned: bool,
}

/// A step that can be taken back: what was done, and the scenario on the other side of it.
#[derive(Clone, Debug)]
struct Step {
    label: String,
    scenario: Scenario,
}

impl Document {
    /// A scenario as it was opened.
    pub fn new(scenario: Scenario, path: Option<PathBuf>) -> Self {
        let problems = check(&scenario);
        Self { saved: scenario.clone(), scenario, path, problems, undo: Vec::new(), redo: Vec::new(), dragging: None, version: 0, turned: false }
    }

    /// The scenario as it stands.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Grows with every change.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Whether it was last changed by taking back a step, or doing it again: what that step took out of the brain is to come back.
    pub fn is_turned_back(&self) -> bool {
        self.turned
    }

    /// Everything that is wrong with it.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Whether it has changes that no file has.
    pub fn is_unsaved(&self) -> bool {
        self.scenario != self.saved
    }

    /// Its file has it now.
    pub fn mark_saved(&mut self, path: PathBuf) {
        self.saved = self.scenario.clone();
        self.path = Some(path);
    }

    /// A file has something else now: if it is its own, that is what is saved.
    pub fn mark_written(&mut self, path: &Path, scenario: Scenario) {
        if self.path.as_deref() == Some(path) {
            self.saved = scenario;
        }
    }

    /// Puts a changed scenario in the place of the present one, as one step.
    pub fn change(&mut self, label: &str, scenario: Scenario) {
        self.let_go();
        self.step(label, scenario);
    }

    /// As [`Document::change`], as part of a drag: one step until it is let go.
    pub fn drag(&mut self, label: &str, scenario: Scenario) {
        if self.dragging.as_deref() == Some(label) {
            self.put(scenario);
        } else {
            self.let_go();
            self.step(label, scenario);
            self.dragging = Some(label.to_owned());
        }
    }

    /// The pointer was let go: what comes next is another step.
    pub fn let_go(&mut self) {
        if self.dragging.take().is_some() && self.undo.last().is_some_and(|step| step.scenario == self.scenario) {
            self.undo.pop();
        }
    }

    /// Puts a scenario in the place of the present one, as a part of the step that was made last.
    pub fn amend(&mut self, scenario: Scenario) {
        self.put(scenario);
    }

    /// Whether a drag is under way.
    pub fn is_dragging(&self) -> bool {
        self.dragging.is_some()
    }

    /// The scenario with one path set; the problem if that cannot be.
    pub fn with(&self, path: &str, value: &Value) -> Result<Scenario, Problem> {
        self.scenario.with(path, value)
    }

    /// Takes back the last step; what it was.
    pub fn undo(&mut self) -> Option<String> {
        self.let_go();
        let step = self.undo.pop()?;
        let undone = std::mem::replace(&mut self.scenario, step.scenario);
        self.redo.push(Step { label: step.label.clone(), scenario: undone });
        self.look_again();
        self.turned = true;
        Some(step.label)
    }

    /// Does again what was taken back last; what it is.
    pub fn redo(&mut self) -> Option<String> {
        self.let_go();
        let step = self.redo.pop()?;
        let before = std::mem::replace(&mut self.scenario, step.scenario);
        self.undo.push(Step { label: step.label.clone(), scenario: before });
        self.look_again();
        self.turned = true;
        Some(step.label)
    }

    /// What undo would take back.
    pub fn undoable(&self) -> Option<&str> {
        self.undo.last().map(|step| step.label.as_str())
    }

    /// What redo would do again.
    pub fn redoable(&self) -> Option<&str> {
        self.redo.last().map(|step| step.label.as_str())
    }

    fn step(&mut self, label: &str, scenario: Scenario) {
        if scenario == self.scenario {
            return;
        }
        self.undo.push(Step { label: label.to_owned(), scenario: self.scenario.clone() });
        if self.undo.len() > MOST_STEPS {
            self.undo.remove(0);
        }
        self.redo.clear();
        self.turned = false;
        self.put(scenario);
    }

    fn put(&mut self, scenario: Scenario) {
        self.scenario = scenario;
        self.look_again();
    }

    fn look_again(&mut self) {
        self.problems = check(&self.scenario);
        self.version += 1;
    }
}

/// Whether two scenarios run alike: they differ at most in what is only shown or told.
pub fn runs_alike(one: &Scenario, other: &Scenario) -> bool {
    one.clone().worded_as(other) == *other
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titled(title: &str) -> Scenario {
        Scenario { title: title.to_owned(), ..Scenario::default() }
    }

    #[test]
    fn undo_and_redo_walk_through_every_step() {
        let mut document = Document::new(titled("a"), None);
        document.change("second", titled("b"));
        document.change("third", titled("c"));
        assert!(document.is_unsaved());
        assert_eq!(document.undo().as_deref(), Some("third"));
        assert_eq!(document.scenario().title, "b");
        assert_eq!(document.undo().as_deref(), Some("second"));
        assert!(!document.is_unsaved());
        assert_eq!(document.undo(), None);
        document.redo();
        document.redo();
        assert_eq!(document.scenario().title, "c");
        document.undo();
        document.change("fourth", titled("d"));
        assert_eq!(document.redoable(), None);
    }

    #[test]
    fn a_drag_is_one_step_and_one_that_came_back_is_none() {
        let mut document = Document::new(titled("a"), None);
        for title in ["b", "c", "d"] {
            document.drag("move", titled(title));
        }
        document.let_go();
        document.drag("move", titled("e"));
        document.drag("move", titled("d"));
        document.let_go();
        assert_eq!(document.scenario().title, "d");
        document.undo();
        assert_eq!(document.scenario().title, "a");
    }
}
