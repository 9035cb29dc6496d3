//! Where a person writes a cost: the text, and what is wrong with it, while it is written.

use crate::app::action::Action;
use crate::app::theme::{self, palette};
use crate::brain::cost::formula::{Expression, Fault};
use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Id, Key, Margin, Role, Stroke, TextBuffer, TextEdit, Ui, WidgetInfo};
use serde_json::json;

/// Formulas to begin with, and what they are.
const EXAMPLES: [(&str, &str); 6] = [
    ("abs(z)^1.5", "quiet units, between a parabola and a corner"),
    ("log(1 + z^2)", "few units speak, and those may speak up"),
    ("(z^2 - 1)^2", "every unit chooses a side"),
    ("0.5*(m - 0.2)^2", "every unit speaks up as often as the others"),
    ("0.5*(z - t)^2", "what a wire brings to its port target"),
    ("0.5*(z - p)^2", "no haste"),
];

/// The text of a formula at a path: an action when it was changed and left. A text that makes no sense is kept as well, and runs nowhere. Gives back
/// what it means as it is written right now, or else what it meant before.
pub(super) fn ui(ui: &mut Ui, name: &str, path: &str, value: &Expression, actions: &mut Vec<Action>) -> Expression {
    let id = Id::unique(("formula", path));
    let mut draft: String = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| value.text().to_owned());
    let written = if draft == value.text() { value.clone() } else { Expression::new(draft.clone()) };
    let fault = written.fault().cloned();
    let palette = palette(ui);
    let mut layouter = |ui: &Ui, text: &dyn TextBuffer, width: f32| {
        let mut job = marked(text.as_str(), Expression::new(text.as_str()).fault(), palette.text, palette.error);
        job.wrap.max_width = width;
        ui.painter().layout_job(job)
    };
    let edit = TextEdit::multiline(&mut draft).id(id.with("edit")).desired_rows(1).desired_width(f32::INFINITY).margin(Margin::symmetric(8, 6));
    let response = ui.add(edit.layouter(&mut layouter).return_key(None::<egui::KeyboardShortcut>));
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, name));
    let entered = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if entered {
        response.surrender_focus();
    }
    let mut chosen = None;
    if response.has_focus() && !entered {
        ui.data_mut(|data| data.insert_temp(id, draft));
    } else {
        let draft: Option<String> = ui.data_mut(|data| data.remove_temp(id));
        chosen = draft.filter(|draft| (entered || response.lost_focus()) && draft != value.text());
    }
    if let Some(Fault { column, message }) = fault {
        ui.label(egui::RichText::new(format!("Column {column}: {message}.")).small().color(palette.error));
    } else {
        ui.label(theme::small(ui, "C is its mean over units; its slope is exact."));
    }
    help_ui(ui, name, &mut chosen);
    if let Some(text) = chosen {
        actions.push(Action::Edit { label: "Change a formula".to_owned(), path: path.to_owned(), value: json!(text) });
    }
    if written.fault().is_none() { written } else { value.clone() }
}

/// A text with the character that is wrong underlined, and nothing else.
fn marked(text: &str, fault: Option<&Fault>, ink: egui::Color32, wrong: egui::Color32) -> LayoutJob {
    let plain = TextFormat::simple(FontId::monospace(12.5), ink);
    let from = fault.map_or(text.len(), |fault| text.char_indices().nth(fault.column - 1).map_or(text.len(), |(at, _)| at));
    let to = text[from..].chars().next().map_or(from, |first| from + first.len_utf8());
    let mut job = LayoutJob::default();
    job.append(&text[..from], 0.0, plain.clone());
    job.append(&text[from..to], 0.0, TextFormat { color: wrong, underline: Stroke::new(2.0, wrong), ..plain.clone() });
    job.append(&text[to..], 0.0, plain);
    job
}

/// What may be written, and examples to take.
fn help_ui(ui: &mut Ui, name: &str, chosen: &mut Option<String>) {
    let shown = egui::CollapsingHeader::new(theme::small(ui, "What may be written")).id_salt(("help", name)).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        for (sign, words) in [("z", "the output of a unit"), ("t", "its target"), ("p", "its output before"), ("m", "its mean over the batch")] {
            ui.label(theme::small(ui, format!("{sign}   {words}")));
        }
        ui.label(theme::small(ui, "+ − * / ^ ( ) and numbers such as 0.1, 2e-3, pi"));
        ui.label(theme::small(ui, "abs sign sqrt exp log log2 log10 sin cos tan atan tanh sinh cosh sigmoid softplus, min(a, b), max(a, b)"));
        ui.label(theme::small(ui, "For example"));
        for (text, words) in EXAMPLES {
            if ui.small_button(egui::RichText::new(text).monospace()).on_hover_text(words).clicked() {
                *chosen = Some(text.to_owned());
            }
        }
    });
    shown.header_response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("What may be written: {name}")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_make_sense_and_the_wrong_character_is_marked() {
        assert!(EXAMPLES.iter().all(|(text, _)| Expression::new(*text).fault().is_none()));
        let job = |text: &str| marked(text, Expression::new(text).fault(), egui::Color32::WHITE, egui::Color32::RED);
        let red = |text: &str| {
            let job = job(text);
            job.sections
                .iter()
                .filter(|section| section.format.color == egui::Color32::RED)
                .map(|section| job.text[section.byte_range.start.0..section.byte_range.end.0].to_owned())
                .collect::<String>()
        };
        assert_eq!((red("z·ä"), red("abs(z"), red("z"), red("z +")), ("ä".to_owned(), "(".to_owned(), String::new(), String::new()));
        assert_eq!(job("z·ä").text, "z·ä");
    }
}
