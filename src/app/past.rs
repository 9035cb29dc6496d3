//! What the window says about the past: that it is looked at, or that a change would change it.

use super::action::Action;
use super::plots::figures::age as age_text;
use super::theme::{self, palette};
use super::{App, PastChange};
use crate::engine::MEMORY;
use crate::engine::report::{Command, Looking};
use egui::{Color32, Frame, Label, Margin, Panel, RichText, Ui};

/// The bars that say so.
pub(super) fn ui(ui: &mut Ui, app: &App, actions: &mut Vec<Action>) {
    if let Some(looking) = app.run.live.looking {
        looking_ui(ui, looking, app.run.live.age, actions);
    }
    if let Some(change) = app.run.past {
        change_ui(ui, change, app.run.live.age, actions);
    }
}

fn bar(ui: &mut Ui, name: &'static str, colour: Color32, content: impl FnOnce(&mut Ui)) {
    let frame = Frame::new().fill(palette(ui).tint(colour)).inner_margin(Margin::symmetric(16, 6));
    Panel::top(name).frame(frame).resizable(false).show(ui, |ui| ui.horizontal_wrapped(content));
}

fn looking_ui(ui: &mut Ui, Looking { age, wanted }: Looking, present: u64, actions: &mut Vec<Action>) {
    let palette = palette(ui);
    bar(ui, "looking", palette.accent, |ui| {
        let title = RichText::new(format!("The past: age {}", age_text(wanted))).family(theme::semibold()).color(palette.accent);
        ui.label(title).on_hover_text(format!("Moments are kept in at most {} MB; what lies between them is lived again from the one before.", MEMORY >> 20));
        let rest = if age == wanted {
            format!("This is how everything was then. The present, age {}, waits.", age_text(present))
        } else {
            format!("It is lived again from what was kept; now at age {}.", age_text(age))
        };
        ui.add(Label::new(theme::faint(ui, rest)).wrap());
        if ui.button("Back to the present").clicked() {
            actions.push(Action::Run(Command::Look(None)));
        }
        let go_on = ui.button("Go on from here").on_hover_text("Lives on from this age; what came after it stays in the plots as a faint branch");
        if go_on.clicked() {
            actions.push(Action::Run(Command::GoOn));
        }
    });
}

fn change_ui(ui: &mut Ui, PastChange { from, kept }: PastChange, present: u64, actions: &mut Vec<Action>) {
    let palette = palette(ui);
    bar(ui, "change of the past", palette.teach, |ui| {
        ui.label(RichText::new("This changes the past").family(theme::semibold()).color(palette.teach));
        let text = format!(
            "from age {} on, which this brain has lived otherwise. It goes on as it was until it lives again, up to age {}.",
            age_text(from),
            age_text(present)
        );
        ui.add(Label::new(theme::faint(ui, text)).wrap());
        if let Some(kept) = kept.filter(|kept| *kept > 0)
            && ui.button(format!("Live again from age {}", age_text(kept))).clicked()
        {
            actions.push(Action::LiveAgain(kept));
        }
        if ui.button("Live again from birth").clicked() {
            actions.push(Action::LiveAgain(0));
        }
        if ui.button("Take the change back").clicked() {
            actions.push(Action::Undo);
        }
    });
}

/// A frame around what shows the past.
pub(super) fn frame(ui: &Ui, app: &App, rect: egui::Rect) {
    if app.run.live.looking.is_some() {
        let stroke = egui::Stroke::new(2.0, palette(ui).accent);
        ui.painter().rect_stroke(rect, 0.0, stroke, egui::StrokeKind::Inside);
    }
}
