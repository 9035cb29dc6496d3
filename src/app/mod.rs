//! The window: the only place that knows egui. Panels read and push [`Action`]s; the app drains the run, shows, and acts.

pub mod action;
mod bar;
mod canvas;
pub mod claims;
mod dialogs;
mod document;
mod edit;
mod families;
mod files;
mod format;
mod frame_time;
mod gallery;
mod inspector;
pub mod lab;
mod layout;
mod lesson;
pub mod log;
mod mark;
mod movement;
mod parts;
mod past;
mod perform;
pub mod plots;
mod recent;
pub mod record;
mod run;
pub mod selection;
mod shortcuts;
mod small_plot;
mod standing;
pub mod theme;
pub mod timeline;
mod view;
mod widgets;
mod world_picture;

pub use action::Action;
pub use document::Document;
pub use edit::possible_wire;
pub use frame_time::frame_time;
pub use run::{Live, PastChange, Run};

/// Most layers that the inspector offers.
const MOST_LAYERS: usize = 16;

use crate::engine::Runner;
use crate::scenario::{Scenario, preset};
use egui::{Context, Ui, ViewportCommand};
use std::path::PathBuf;

/// The window and everything behind it.
pub struct App {
    ctx: Context,
    document: Document,
    run: Run,
    lab: lab::Lab,
    view: view::View,
    files: files::Files,
    memory: recent::Memory,
    toasts: egui_notify::Toasts,
    /// What was said in passing, the newest last.
    said: std::collections::VecDeque<String>,
    /// The version of the document that the run was brought up to.
    synced: u64,
    /// Whether the drag under way changes what only a rebuild can take over.
    holds_edits: bool,
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// If there is no display, or no window can be opened on it.
pub fn open(scenario: Scenario, path: Option<PathBuf>) -> Result<(), String> {
    let icon = std::sync::Arc::new(egui::IconData::default());
    let viewport = egui::ViewportBuilder::default()
        .with_title("Brainwright")
        .with_app_id("brainwright")
        .with_icon(icon)
        .with_inner_size([1440.0, 900.0])
        .with_min_inner_size([900.0, 640.0])
        .with_drag_and_drop(true);
    let options = eframe::NativeOptions { viewport, renderer: eframe::Renderer::Glow, persist_window: false, ..eframe::NativeOptions::default() };
    let start = move |creation: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, Box<dyn std::error::Error + Send + Sync>> {
        let wake = creation.egui_ctx.clone();
        let runner = Runner::threaded(move || wake.request_repaint());
        let mut app = App::new(&creation.egui_ctx, runner, recent::Memory::load());
        app.files.use_native = true;
        if let Some(path) = &path {
            app.memory.remember(path);
        }
        // What has a lesson waits for a person's prediction; the first thing that anybody sees is alive at once.
        let is_welcome = preset("welcome").and_then(|preset| preset.scenario().ok()).is_some_and(|welcome| welcome == scenario);
        let playing = is_welcome || scenario.lesson.steps.is_empty();
        app.open_scenario(scenario, path, playing);
        Ok(Box::new(app))
    };
    eframe::run_native("Brainwright", options, Box::new(start)).map_err(|error| error.to_string())
}

impl App {
    fn new(ctx: &Context, runner: Runner, memory: recent::Memory) -> Self {
        theme::load_fonts(ctx);
        theme::apply(ctx, memory.dark);
        ctx.set_zoom_factor(memory.scale);
        // Zooming is the window's own affair: it is remembered, and shown in the menu.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        Self {
            ctx: ctx.clone(),
            document: Document::new(Scenario::default(), None),
            run: Run::new(runner),
            lab: lab::Lab::default(),
            view: view::View::default(),
            files: files::Files::default(),
            memory,
            toasts: egui_notify::Toasts::default().with_anchor(egui_notify::Anchor::TopRight).with_margin(theme::TOASTS),
            said: std::collections::VecDeque::new(),
            synced: 0,
            holds_edits: false,
        }
    }

    /// A window for tests: nothing remembered, no native dialogs, and a run that lives only by [`App::turn`]. It starts on a preset, paused.
    pub fn for_test(ctx: &Context, name: &str) -> Self {
        let mut app = Self::new(ctx, Runner::by_hand(), recent::Memory::default());
        let scenario = preset(name).and_then(|preset| preset.scenario().ok()).unwrap_or_default();
        app.open_scenario(scenario, None, false);
        app
    }

    /// In a window for tests: lives up to so many ticks, if it is playing, and hears of it.
    pub fn turn(&mut self, ticks: u64) {
        self.run.turn(ticks);
        self.hear();
    }

    /// The scenario that is shown.
    pub fn scenario(&self) -> &Scenario {
        self.document.scenario()
    }

    /// The document that is shown.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The run behind the window.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// What races in the Lab.
    pub fn lab(&self) -> &lab::Lab {
        &self.lab
    }

    /// In a window for tests: waits until the race in the Lab is over.
    pub fn race_to_its_end(&mut self) {
        self.lab.wait();
    }

    /// What was said in passing lately, the newest last.
    pub fn said(&self) -> &std::collections::VecDeque<String> {
        &self.said
    }

    /// What is selected.
    pub fn selection(&self) -> &selection::Selection {
        &self.view.selection
    }

    /// Takes in what the run has told, and brings it up to the document.
    fn hear(&mut self) {
        for words in self.run.drain() {
            self.notify(action::Tone::Wrong, words);
        }
        let held = self.document.is_dragging() && self.holds_edits;
        if self.synced != self.document.version() && !held {
            if self.document.problems().is_empty()
                && let Some(kept) = self.run.past_kept(self.document.scenario())
            {
                self.document.amend(*kept);
            }
            self.synced = self.document.version();
            if self.document.problems().is_empty() {
                self.run.follow(self.document.scenario(), self.document.is_turned_back());
            }
        }
        self.run.watch(self.view.selection.only_area());
        self.lab.hear();
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        if !ctx.input(|input| input.pointer.any_down()) {
            self.document.let_go();
        }
        self.hear();
        self.hear_dialog();
        let dropped: Vec<PathBuf> = ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect());
        if let Some(path) = dropped.into_iter().next() {
            self.perform(Action::File(action::FileAction::OpenPath(path)));
        }
        if ctx.input(|input| input.viewport().close_requested()) && !self.files.may_close {
            if self.document.is_unsaved() {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
                self.perform(Action::File(action::FileAction::Quit));
            }
        } else if self.files.may_close {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
        let mark = if self.document.is_unsaved() { "• " } else { "" };
        let title = format!("{mark}{} — Brainwright", self.document.scenario().title);
        if self.view.window_title != title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.view.window_title = title;
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let mut actions = Vec::new();
        shortcuts::ui(ui, self, &mut actions);
        layout::ui(ui, self, &mut actions);
        dialogs::ui(ui, self);
        for action in actions {
            self.perform(action);
        }
        self.toasts.show(ui.ctx());
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
