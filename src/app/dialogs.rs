//! Questions and boxes above everything: unsaved changes, a path, what went wrong, keys, the program itself.

use super::App;
use super::action::Action;
use super::files::{Answer, PathDialog, Purpose};
use super::theme::{self, palette};
use super::widgets::full_button;
use crate::engine::report::Command;
use egui::{Frame, Id, Key, Margin, Modal, Panel, RichText, ScrollArea, TextEdit, Ui, vec2};
use std::path::{Path, PathBuf};

/// Whatever box is open.
pub(super) fn ui(ui: &mut Ui, app: &mut App) {
    question_ui(ui, app);
    path_ui(ui, app);
    shortcuts_ui(ui, app);
    about_ui(ui, app);
    drop_hint(ui);
}

impl App {
    /// Whether a box is open that wants an answer first: keys mean that box, and nothing behind it.
    pub(super) fn is_asking(&self) -> bool {
        self.files.question.is_some() || self.files.dialog.is_some() || self.view.shortcuts || self.view.about
    }
}

/// A box above everything, with room around what it says.
fn modal<R>(ui: &Ui, name: &str, content: impl FnOnce(&mut Ui) -> R) -> egui::ModalResponse<R> {
    let frame = Frame::popup(ui.style()).inner_margin(Margin::same(theme::LARGE as i8));
    Modal::new(Id::unique(name)).frame(frame).show(ui.ctx(), content)
}

/// The bar that says that the brain diverged, or that the run was lost.
pub(super) fn trouble_ui(ui: &mut Ui, app: &App, actions: &mut Vec<Action>) {
    let palette = palette(ui);
    let live = &app.run.live;
    let text = match (&live.diagnosis, &live.failure) {
        (Some(diagnosis), _) => super::edit::sentence(&diagnosis.to_string()),
        (None, Some(failure)) => format!("The run was lost: {failure}"),
        (None, None) => return,
    };
    let frame = Frame::new().fill(palette.tint(palette.error)).inner_margin(Margin::symmetric(16, 8));
    Panel::top("trouble").frame(frame).resizable(false).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(text).color(palette.error));
            if let Some(age) = live.diagnosis.as_ref().and_then(|diagnosis| diagnosis.last_good)
                && ui.button(format!("Go back to age {}", super::format::count(age))).clicked()
            {
                actions.push(Action::Run(Command::Rewind(age)));
            }
            if ui.button("Start again").clicked() {
                actions.push(Action::Reset);
            }
        });
    });
}

fn question_ui(ui: &Ui, app: &mut App) {
    if app.files.question.is_none() {
        return;
    }
    let mut answer = None;
    let title = app.scenario().title.clone();
    let shown = modal(ui, "unsaved", |ui| {
        ui.set_width(360.0);
        ui.label(theme::title("Save your changes?"));
        ui.label(format!("“{title}” has changes that are in no file yet. They will be lost unless you save them."));
        ui.add_space(theme::MEDIUM);
        ui.horizontal(|ui| {
            if full_button(ui, "Save", palette(ui).accent, 96.0).clicked() {
                answer = Some(Answer::Save);
            }
            if ui.add(egui::Button::new("Discard").min_size(vec2(96.0, 30.0))).clicked() {
                answer = Some(Answer::Discard);
            }
            if ui.add(egui::Button::new("Cancel").min_size(vec2(96.0, 30.0))).clicked() {
                answer = Some(Answer::Cancel);
            }
        });
    });
    if shown.should_close() && answer.is_none() {
        answer = Some(Answer::Cancel);
    }
    if let Some(answer) = answer {
        app.answer(answer);
    }
}

fn path_ui(ui: &Ui, app: &mut App) {
    let Some(mut dialog) = app.files.dialog.clone() else { return };
    let (mut chosen, mut cancelled) = (None, false);
    let shown = modal(ui, "path", |ui| {
        ui.set_width(460.0);
        let (title, verb) = match dialog.purpose {
            Purpose::Open => ("Open a scenario", "Open"),
            Purpose::Save => ("Save the scenario", "Save"),
            Purpose::SaveLife => ("Save this life", "Save"),
            Purpose::Export => ("Save the numbers", "Save"),
        };
        let heading = ui.label(theme::title(title));
        let field = ui.add(TextEdit::singleline(&mut dialog.text).desired_width(f32::INFINITY).margin(Margin::symmetric(8, 6))).labelled_by(heading.id);
        if field.changed() {
            dialog.error = None;
        }
        if just_opened(ui, field.id) {
            field.request_focus();
            select_name(ui, field.id, &dialog.text);
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        listing_ui(ui, &mut dialog);
        if let Some(error) = &dialog.error {
            ui.label(RichText::new(error).color(palette(ui).error));
        }
        ui.horizontal(|ui| {
            if full_button(ui, verb, palette(ui).accent, 96.0).clicked() || entered {
                chosen = Some(PathBuf::from(dialog.text.trim()));
            }
            cancelled = ui.add(egui::Button::new("Cancel").min_size(vec2(96.0, 30.0))).clicked();
        });
    });
    if cancelled || shown.should_close() {
        app.close_dialog();
        return;
    }
    if let Some(path) = chosen {
        if path.as_os_str().is_empty() || path.is_dir() {
            dialog.error = Some("Name a file in this folder.".to_owned());
        } else {
            app.files.dialog = Some(dialog.clone());
            app.take_path(dialog.purpose, path);
            return;
        }
    }
    app.files.dialog = Some(dialog);
}

/// Whether a field was not there in the frame before.
fn just_opened(ui: &Ui, field: Id) -> bool {
    let now = ui.ctx().cumulative_frame_nr();
    let id = field.with("shown");
    let last: Option<u64> = ui.data_mut(|data| {
        let last = data.get_temp(id);
        data.insert_temp(id, now);
        last
    });
    last.is_none_or(|last| last + 1 < now)
}

/// Selects the name of the file in a path, without folders and extension: what is typed takes its place.
fn select_name(ui: &Ui, field: Id, path: &str) {
    let letters = |text: &str| text.chars().count();
    let start = path.rfind(std::path::MAIN_SEPARATOR).map_or(0, |at| at + std::path::MAIN_SEPARATOR_STR.len());
    let end = path.strip_suffix(".json").map_or(path.len(), str::len).max(start);
    let range = egui::text::CCursorRange::two(egui::text::CCursor::new(letters(&path[..start])), egui::text::CCursor::new(letters(&path[..end])));
    let mut state = egui::text_edit::TextEditState::load(ui.ctx(), field).unwrap_or_default();
    state.cursor.set_char_range(Some(range));
    state.store(ui.ctx(), field);
}

/// Folders and scenarios beside what is typed.
fn listing_ui(ui: &mut Ui, dialog: &mut PathDialog) {
    let typed = Path::new(&dialog.text);
    let folder = if typed.is_dir() { typed } else { typed.parent().unwrap_or(Path::new(".")) }.to_owned();
    let mut entries: Vec<(bool, PathBuf)> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| (entry.path().is_dir(), entry.path()))
        .filter(|(is_folder, path)| *is_folder || path.extension().is_some_and(|extension| extension == "json"))
        .filter(|(_, path)| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.')))
        .take(500)
        .collect();
    entries.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    if let Some(parent) = folder.parent() {
        entries.insert(0, (true, parent.to_owned()));
    }
    ScrollArea::vertical().max_height(200.0).auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (index, (is_folder, path)) in entries.iter().enumerate() {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let text = match (index, is_folder) {
                (0, true) if Some(path.as_path()) == folder.parent() => "↑ folder above".to_owned(),
                (_, true) => format!("{name}/"),
                _ => name,
            };
            if ui.add(egui::Button::new(text).frame(false).min_size(vec2(ui.available_width(), 22.0))).clicked() {
                let end = if *is_folder { std::path::MAIN_SEPARATOR_STR } else { "" };
                dialog.text = format!("{}{end}", path.display());
                dialog.error = None;
            }
        }
    });
}

fn shortcuts_ui(ui: &Ui, app: &mut App) {
    if !app.view.shortcuts {
        return;
    }
    let shown = modal(ui, "keys", |ui| {
        ui.label(theme::title("Keys and gestures"));
        ui.add_space(theme::SMALL);
        ScrollArea::vertical().max_height(ui.ctx().content_rect().height() - 160.0).show(ui, |ui| {
            egui::Grid::new("keys").num_columns(2).spacing(vec2(theme::LARGE, theme::SMALL)).show(ui, |ui| {
                for (keys, what) in super::shortcuts::KEYS {
                    ui.label(RichText::new(*keys).color(palette(ui).accent));
                    ui.label(*what);
                    ui.end_row();
                }
            });
        });
        ui.add_space(theme::MEDIUM);
        ui.button("Close").clicked()
    });
    if shown.inner || shown.should_close() {
        app.view.shortcuts = false;
    }
}

fn about_ui(ui: &Ui, app: &mut App) {
    if !app.view.about {
        return;
    }
    let shown = modal(ui, "about", |ui| {
        ui.set_width(400.0);
        ui.label(theme::title(format!("Brainwright {}", env!("CARGO_PKG_VERSION"))));
        ui.label("Wire brain areas into a graph, give each its own cost, its own rule for assigning credit and its own development, and see what grows up.");
        ui.label(theme::small(ui, "Marblestone, Wayne & Körding 2016, Toward an integration of deep learning and neuroscience."));
        ui.label(theme::small(ui, "Bengio, Lee, Bornschein, Mesnard & Lin 2015, Towards biologically plausible deep learning."));
        ui.label(theme::small(ui, "Digits: Alpaydin & Kaynak 1998, UCI (CC BY 4.0). Typeface: Inter (OFL)."));
        ui.add_space(theme::MEDIUM);
        ui.button("Close").clicked()
    });
    if shown.inner || shown.should_close() {
        app.view.about = false;
    }
}

/// Says what dropping the file that hovers over the window will do.
fn drop_hint(ui: &Ui) {
    if ui.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let painter = ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Foreground, Id::unique("drop hint")));
    let rect = ui.ctx().content_rect();
    painter.rect_filled(rect, 0.0, palette(ui).ground.gamma_multiply(0.8));
    painter.text(rect.center(), egui::Align2::CENTER_CENTER, "Drop to open this scenario", egui::FontId::new(20.0, theme::semibold()), palette(ui).text);
}
