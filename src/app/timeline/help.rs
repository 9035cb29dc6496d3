//! What hands and keys can do on the timeline.

use crate::app::theme;
use egui::{Popup, Role, Ui, WidgetInfo};

/// Every gesture and key, with what it does.
const KEYS: &[(&str, &str)] = &[
    ("Drag on the ages", "Look at the past; Escape, or the present, to come back"),
    ("Space on the ages", "Play the past as a film, and stop it"),
    ("Click on a stage, Enter", "When it is left, and for which other: in the inspector"),
    ("Double-click on a row, Enter", "Add a key, or a critical period"),
    ("Drag a key or an edge", "Move it; it snaps to what is near, with Alt to nothing"),
    ("Enter or right click on a key", "Exact age and value, and how it goes on"),
    ("Tab, arrows", "From key to key and from row to row"),
    ("Shift+arrows", "Move what is in focus; with Alt, by a tick"),
    ("Delete", "Take it away"),
    ("Scroll, + and −", "Zoom; sideways or with Shift, pan"),
    ("Drag beside the keys", "Pan; with the right button, zoom into a box"),
    ("0", "Show the whole life"),
    ("Ctrl+Z", "Take back the last change"),
];

/// A small sign that tells on hover, and on a click.
pub(super) fn ui(ui: &mut Ui) {
    let button = ui.add(egui::Button::new(theme::small(ui, "?")).frame_when_inactive(false).min_size(egui::vec2(16.0, 18.0)));
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Keys and gestures of the timeline"));
    let is_open = Popup::menu(&button).show(list_ui).is_some();
    if !is_open {
        button.on_hover_ui(list_ui);
    }
}

fn list_ui(ui: &mut Ui) {
    ui.spacing_mut().interact_size.y = 0.0;
    egui::Grid::new("keys of the timeline").num_columns(2).spacing(egui::vec2(theme::LARGE, 3.0)).show(ui, |ui| {
        for (key, what) in KEYS {
            ui.label(egui::RichText::new(*key).small());
            ui.label(theme::small(ui, *what));
            ui.end_row();
        }
    });
}
