//! Fields that several pages of the inspector share: text, choices, formulas.

use crate::app::theme::{self, palette};
use egui::{ComboBox, Id, Margin, Role, TextEdit, TextStyle, Ui, WidgetInfo};

/// A field of text that changes the document when it is left; the new text, then.
pub(super) fn text(ui: &mut Ui, name: &str, value: &str, lines: usize) -> Option<String> {
    let id = Id::unique(("field", name));
    let mut draft: String = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| value.to_owned());
    let edit = if lines > 1 { TextEdit::multiline(&mut draft).desired_rows(lines) } else { TextEdit::singleline(&mut draft) };
    let response = ui.add(edit.id(id.with("edit")).desired_width(f32::INFINITY).margin(Margin::symmetric(8, 6)));
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, name));
    if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, draft));
        return None;
    }
    let draft: Option<String> = ui.data_mut(|data| data.remove_temp(id));
    draft.filter(|draft| response.lost_focus() && draft != value)
}

/// A heading that is the name of what is shown; the new name, if it was given another one.
pub(super) fn heading(ui: &mut Ui, name: &str, value: &str) -> Option<String> {
    let id = Id::unique(("heading", name));
    let mut draft: String = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| value.to_owned());
    let edit = TextEdit::singleline(&mut draft).id(id.with("edit")).font(TextStyle::Heading).frame(egui::Frame::NONE).margin(Margin::ZERO);
    let response = ui.add(edit.desired_width(f32::INFINITY));
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, name));
    let response = response.on_hover_text("Click to give it another name");
    if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, draft));
        return None;
    }
    let draft: Option<String> = ui.data_mut(|data| data.remove_temp(id));
    draft.filter(|draft| response.lost_focus() && draft != value)
}

/// A choice by titles; the index of another one, if that was chosen.
pub(super) fn choice<'t>(ui: &mut Ui, name: &str, current: &str, titles: impl IntoIterator<Item = &'t str>) -> Option<usize> {
    let mut chosen = None;
    let shown = ComboBox::from_id_salt(name).selected_text(current).width(ui.available_width()).height(360.0).show_ui(ui, |ui| {
        for (index, title) in titles.into_iter().enumerate() {
            if ui.selectable_label(title == current, title).clicked() && title != current {
                chosen = Some(index);
            }
        }
    });
    shown.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, name);
        info.current_text_value = Some(current.to_owned());
        info
    });
    chosen
}

/// A formula with its source and one line of help.
pub(super) fn formula(ui: &mut Ui, formula: &str, help: &str, source: &str) {
    if !help.is_empty() {
        ui.label(theme::faint(ui, help));
    }
    let job = crate::app::format::formula(formula, 13.5, palette(ui).text);
    ui.label(job);
    ui.label(theme::small(ui, source));
}
