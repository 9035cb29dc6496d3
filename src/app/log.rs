//! What was done to the brain and when, newest last.

use super::Action;
use super::plots::figures::age;
use super::record::{Deed, DeedKind, Record};
use super::theme::{self, MEDIUM, SMALL};
use crate::engine::report::Command;
use egui::{Align2, Label, RichText, ScrollArea, Sense, TextEdit, TextStyle, Ui, WidgetInfo, pos2, vec2};

/// Width of the ages.
const AGES: f32 = 72.0;

/// How a person looks at the log.
#[derive(Clone, Debug, Default)]
pub struct LogView {
    /// Only what contains these words is shown.
    search: String,
    /// Whether only perturbations and troubles are shown.
    only_events: bool,
}

/// Shows the log in all the space there is.
pub fn ui(ui: &mut Ui, view: &mut LogView, record: &Record, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = SMALL;
    ui.horizontal(|ui| {
        ui.label(theme::title("Log"));
        ui.add_space(MEDIUM);
        let field = ui.add(TextEdit::singleline(&mut view.search).hint_text("Filter").desired_width(140.0));
        field.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Filter the log"));
        ui.checkbox(&mut view.only_events, theme::small(ui, "without edits"));
    });
    let wanted = view.search.to_lowercase();
    let is_shown = |deed: &&Deed| (!view.only_events || deed.kind != DeedKind::Edit) && (wanted.is_empty() || deed.text.to_lowercase().contains(&wanted));
    let deeds: Vec<&Deed> = record.deeds().filter(is_shown).collect();
    if deeds.is_empty() {
        let text = if record.deeds().next().is_none() {
            "Nothing has been done yet. Edits, pokes, rewinds and whatever goes wrong are written down here, with the age of the brain."
        } else {
            "Nothing in the log is like that."
        };
        ui.add(Label::new(theme::faint(ui, text)).wrap());
        return;
    }
    let height = ui.text_style_height(&TextStyle::Body) + SMALL;
    ScrollArea::vertical().auto_shrink(false).stick_to_bottom(true).show_rows(ui, height, deeds.len(), |ui, rows| {
        for row in rows {
            if let Some(deed) = deeds.get(row) {
                ui.push_id(row, |ui| deed_ui(ui, deed, height, record, actions));
            }
        }
    });
}

fn deed_ui(ui: &mut Ui, deed: &Deed, height: f32, record: &Record, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let colour = match deed.kind {
        DeedKind::Perturbation => palette.error,
        DeedKind::Edit | DeedKind::Stage(_) => palette.accent,
        DeedKind::Run => palette.faint,
        DeedKind::Trouble => palette.teach,
    };
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(AGES, height), Sense::hover());
        let font = TextStyle::Small.resolve(ui.style());
        ui.painter().text(pos2(rect.right() - 14.0, rect.center().y), Align2::RIGHT_CENTER, age(deed.age), font, palette.faint);
        ui.painter().circle_filled(pos2(rect.right() - 3.0, rect.center().y), 3.0, if deed.gone { palette.quiet(colour) } else { colour });
        let text = RichText::new(&deed.text).color(if deed.gone { palette.faint } else { palette.text });
        let text = if deed.gone { text.strikethrough() } else { text };
        let response = ui.add(Label::new(text).truncate().sense(Sense::click()));
        let help = if deed.gone { "In a branch that is no more" } else { "Right-click to go back to this age" };
        response.on_hover_text(help).context_menu(|ui| {
            let can_go = deed.age < record.age();
            if ui.add_enabled(can_go, egui::Button::new(format!("Go back to age {}", age(deed.age)))).clicked() {
                actions.push(Action::Run(Command::Rewind(deed.age)));
                ui.close();
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::plots::testing;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    #[test]
    fn the_log_is_filtered_by_words_and_says_when_it_is_empty() {
        let state = (LogView::default(), Record::default());
        let mut harness = Harness::builder().with_size(vec2(420.0, 200.0)).build_ui_state(
            |ui, (view, record): &mut (LogView, Record)| {
                if testing::is_dressed(ui) {
                    super::ui(ui, view, record, &mut Vec::new());
                }
            },
            state,
        );
        harness.run_steps(3);
        harness.get_by_label_contains("Nothing has been done yet");
        harness.state_mut().1.note(1600, "Weight noise on Visual area", DeedKind::Perturbation);
        harness.state_mut().1.note(1700, "Learning rate of Visual area set to 0.1", DeedKind::Edit);
        harness.run_steps(2);
        harness.get_by_label_contains("Weight noise");
        harness.state_mut().0.search = "RATE".to_owned();
        harness.run_steps(2);
        assert!(harness.query_by_label_contains("Weight noise").is_none());
        harness.get_by_label_contains("Learning rate");
    }
}
