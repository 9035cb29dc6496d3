//! Opening and saving: what would lose changes asks first, and no error loses anything.

use super::App;
use super::action::{FileAction, Tone};
use super::document::Document;
use crate::engine::report::Pace;
use crate::scenario::{Scenario, preset, read, write, write_with};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// How the file of a life is called, after the name of its scenario.
const LIFE: &str = "_life";

/// What is being asked about files.
#[derive(Default)]
pub struct Files {
    /// What waits for an answer to "unsaved changes".
    pub question: Option<FileAction>,
    /// What goes on once the present scenario is saved.
    after_save: Option<FileAction>,
    /// A native dialog that is open.
    native: Option<(Purpose, Receiver<Option<PathBuf>>)>,
    /// What is to be written once it is known where.
    export: Option<String>,
    /// The window's own dialog.
    pub dialog: Option<PathDialog>,
    /// Whether native dialogs are to be used where there are any.
    pub use_native: bool,
    /// Whether the window may close.
    pub may_close: bool,
}

/// What a path is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To open a file.
    Open,
    /// To save in a file.
    Save,
    /// To save the life of the brain in a file.
    SaveLife,
    /// To write numbers for others to read.
    Export,
}

/// The window's own dialog, for where the platform has none.
#[derive(Clone, Debug, PartialEq)]
pub struct PathDialog {
    /// What for.
    pub purpose: Purpose,
    /// What is typed.
    pub text: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

impl App {
    /// Does something with files, after asking where that would lose changes.
    pub(super) fn perform_file(&mut self, action: FileAction) {
        let loses = matches!(action, FileAction::New | FileAction::Open | FileAction::OpenPath(_) | FileAction::OpenPreset(_) | FileAction::Quit);
        if loses && self.document.is_unsaved() {
            self.files.question = Some(action);
        } else {
            self.perform_file_now(action);
        }
    }

    /// Answers the question about unsaved changes.
    pub(super) fn answer(&mut self, answer: Answer) {
        let Some(action) = self.files.question.take() else { return };
        match answer {
            Answer::Cancel => {}
            Answer::Discard => self.perform_file_now(action),
            Answer::Save => {
                self.files.after_save = Some(action);
                self.perform_file_now(FileAction::Save);
            }
        }
    }

    fn perform_file_now(&mut self, action: FileAction) {
        match action {
            FileAction::New => self.open_scenario(empty(), None, false),
            FileAction::Open => self.ask_path(Purpose::Open),
            FileAction::OpenPath(path) => self.open_path(&path),
            FileAction::OpenPreset(name) => match preset(&name).map(crate::scenario::Preset::scenario) {
                Some(Ok(scenario)) => self.open_scenario(scenario, None, false),
                Some(Err(problem)) => self.notify(Tone::Wrong, format!("The preset {name} cannot be opened. {problem}")),
                None => self.notify(Tone::Wrong, format!("There is no preset {name}.")),
            },
            FileAction::Save => match self.document.path.clone() {
                Some(path) => self.save_to(&path),
                None => self.ask_path(Purpose::Save),
            },
            FileAction::SaveAs => self.ask_path(Purpose::Save),
            FileAction::SaveTo(path) => self.save_to(&path),
            FileAction::SaveLife => match self.life() {
                Ok(_) => self.ask_path(Purpose::SaveLife),
                Err(why) => self.notify(Tone::Wrong, why),
            },
            FileAction::SaveLifeTo(path) => self.save_life_to(&path),
            FileAction::Export { name, text } => {
                self.files.export = Some(text);
                let folder = self.suggested_path(Purpose::Export).parent().map(Path::to_owned).unwrap_or_default();
                self.ask_path_from(Purpose::Export, folder.join(name));
            }
            FileAction::Quit => self.files.may_close = true,
        }
    }

    /// Shows a scenario and starts its run from age 0.
    pub fn open_scenario(&mut self, scenario: Scenario, path: Option<PathBuf>, playing: bool) {
        self.document = Document::new(scenario, path);
        self.lab = super::lab::Lab::default();
        self.view.opened(self.document.scenario());
        self.run.pace = Pace::PerSecond(self.document.scenario().pace);
        self.run.load(self.document.scenario(), self.document.problems(), playing);
        self.synced = self.document.version();
    }

    fn open_path(&mut self, path: &Path) {
        match read(path) {
            Ok(scenario) => {
                self.memory.remember(path);
                self.open_scenario(scenario, Some(path.to_owned()), false);
                self.files.dialog = None;
            }
            Err(problem) => {
                self.memory.forget(path);
                self.notify(Tone::Wrong, format!("{} was not opened. {problem}", path.display()));
            }
        }
    }

    fn save_to(&mut self, path: &Path) {
        match write(self.document.scenario(), path) {
            Ok(()) => {
                self.document.mark_saved(path.to_owned());
                self.memory.remember(path);
                self.notify(Tone::Done, format!("Saved in {}", path.display()));
                if let Some(next) = self.files.after_save.take() {
                    self.perform_file_now(next);
                }
            }
            Err(error) => {
                self.files.after_save = None;
                self.notify(Tone::Wrong, format!("Nothing was saved: {} cannot be written. {error}", path.display()));
            }
        }
    }

    /// The scenario as the brain was born, in the words of the document, with everything that was done to the brain since.
    ///
    /// # Errors
    /// Why that would not live this life again, for a person to read.
    fn life(&self) -> Result<Scenario, String> {
        match &self.run.live.life {
            Some(Ok(life)) => Ok((**life).clone().worded_as(self.scenario())),
            Some(Err(why)) => {
                Err(format!("This life cannot be saved: {why}, and a file cannot repeat that. Start again from age 0: what you do from then on can be saved."))
            }
            None => Err("There is no life to save yet: mend what is marked red first.".to_owned()),
        }
    }

    fn save_life_to(&mut self, path: &Path) {
        let life = match self.life() {
            Ok(life) => life,
            Err(why) => return self.notify(Tone::Wrong, why),
        };
        match write(&life, path) {
            Ok(()) => {
                let done = match life.journal.len() {
                    0 => "nothing was done to it yet".to_owned(),
                    1 => "the one thing that was done to it".to_owned(),
                    count => format!("the {} things that were done to it", super::format::count(count as u64)),
                };
                self.notify(Tone::Done, format!("Saved in {}: the brain as it was born, and {done}", path.display()));
                self.memory.remember(path);
                self.document.mark_written(path, life);
            }
            Err(error) => self.notify(Tone::Wrong, format!("Nothing was saved: {} cannot be written. {error}", path.display())),
        }
    }

    fn export_to(&mut self, path: &Path) {
        let Some(text) = self.files.export.take() else { return };
        match write_with(path, |file| file.write_all(text.as_bytes())) {
            Ok(()) => self.notify(Tone::Done, format!("Saved in {}", path.display())),
            Err(error) => self.notify(Tone::Wrong, format!("Nothing was saved: {} cannot be written. {error}", path.display())),
        }
    }

    fn ask_path(&mut self, purpose: Purpose) {
        let suggestion = self.suggested_path(purpose);
        self.ask_path_from(purpose, suggestion);
    }

    fn ask_path_from(&mut self, purpose: Purpose, suggestion: PathBuf) {
        if self.files.native.is_some() {
            return;
        }
        if !self.files.use_native || !has_native_dialogs() {
            let text = match purpose {
                Purpose::Open => suggestion.parent().map_or(String::new(), |folder| format!("{}{}", folder.display(), std::path::MAIN_SEPARATOR)),
                Purpose::Save | Purpose::SaveLife | Purpose::Export => suggestion.display().to_string(),
            };
            self.files.dialog = Some(PathDialog { purpose, text, error: None });
            return;
        }
        let (sender, receiver) = channel();
        let wake = self.ctx.clone();
        let ask = move || {
            let mut dialog = match purpose {
                Purpose::Open | Purpose::Save | Purpose::SaveLife => rfd::FileDialog::new().add_filter("Scenario", &["json"]),
                Purpose::Export => rfd::FileDialog::new().add_filter("Table", &["csv"]),
            };
            if let Some(folder) = suggestion.parent().filter(|folder| folder.is_dir()) {
                dialog = dialog.set_directory(folder);
            }
            let answer = match purpose {
                Purpose::Open => dialog.pick_file(),
                Purpose::Save | Purpose::SaveLife | Purpose::Export => {
                    let name = suggestion.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                    dialog.set_file_name(name).save_file()
                }
            };
            let _ = sender.send(answer);
            wake.request_repaint();
        };
        // macOS opens dialogs on the main thread only; elsewhere the window stays alive behind them.
        if cfg!(target_os = "macos") {
            ask();
        } else {
            std::thread::spawn(ask);
        }
        self.files.native = Some((purpose, receiver));
    }

    fn suggested_path(&self, purpose: Purpose) -> PathBuf {
        let own = self.document.path.clone().unwrap_or_else(|| {
            let title = self.document.scenario().title.to_lowercase();
            let name: String = title.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
            let name = name.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_");
            let folder = std::env::current_dir().unwrap_or_default();
            folder.join(if name.is_empty() { "scenario.json".to_owned() } else { format!("{name}.json") })
        });
        match own.file_stem() {
            Some(stem) if purpose == Purpose::SaveLife && !stem.to_string_lossy().ends_with(LIFE) => {
                own.with_file_name(format!("{}{LIFE}.json", stem.to_string_lossy()))
            }
            _ => own,
        }
    }

    /// Takes the answer of a native dialog, once there is one.
    pub(super) fn hear_dialog(&mut self) {
        let Some((purpose, receiver)) = &self.files.native else { return };
        let purpose = *purpose;
        match receiver.try_recv() {
            Err(TryRecvError::Empty) => {}
            Ok(Some(path)) => {
                self.files.native = None;
                self.take_path(purpose, path);
            }
            Ok(None) | Err(TryRecvError::Disconnected) => {
                self.files.native = None;
                self.files.after_save = None;
            }
        }
    }

    /// Opens or saves by a path that a person chose.
    pub(super) fn take_path(&mut self, purpose: Purpose, path: PathBuf) {
        match purpose {
            Purpose::Open => self.open_path(&path),
            Purpose::Save | Purpose::SaveLife => {
                let path = if path.extension().is_none() { path.with_extension("json") } else { path };
                self.files.dialog = None;
                if purpose == Purpose::Save { self.save_to(&path) } else { self.save_life_to(&path) }
            }
            Purpose::Export => {
                let path = if path.extension().is_none() { path.with_extension("csv") } else { path };
                self.files.dialog = None;
                self.export_to(&path);
            }
        }
    }

    /// Closes the window's own dialog.
    pub(super) fn close_dialog(&mut self) {
        self.files.dialog = None;
        self.files.after_save = None;
    }
}

/// An answer to "unsaved changes".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Save,
    Discard,
    Cancel,
}

/// A scenario to start from: real digits and nobody to look at them.
fn empty() -> Scenario {
    let mut scenario = Scenario::default();
    scenario.layout.insert("world", [0.0, 0.0]);
    scenario
}

/// Whether the platform has a file dialog: on Linux a desktop portal on the session bus, or zenity.
fn has_native_dialogs() -> bool {
    if cfg!(any(windows, target_os = "macos")) {
        return true;
    }
    let portal = ["/usr/share/dbus-1/services", "/usr/local/share/dbus-1/services"]
        .iter()
        .any(|folder| Path::new(folder).join("org.freedesktop.portal.Desktop.service").exists());
    let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some();
    let zenity = std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join("zenity").is_file()));
    (portal && bus) || zenity
}
