//! What the window says about the past: that it is looked at, or that a change would change it.

use super::action::Action;
use super::plots::figures::age as age_text;
use super::theme::{self, palette};
use super::timeline::Film;
use super::{App, PastChange};
use crate::engine::MEMORY;
use crate::engine::report::{Command, Looking};
use crate::scenario::Scenario;
use egui::{Color32, Frame, Label, Margin, Panel, RichText, Ui};

/// The bars that say so, and the film that plays.
pub(super) fn ui(ui: &mut Ui, app: &mut App, actions: &mut Vec<Action>) {
    film(ui, app, actions);
    if let Some(looking) = app.run.live.looking {
        looking_ui(ui, looking, app.run.live.age, &mut app.view.timeline.film, actions);
    }
    if let Some(change) = app.run.past {
        let from_now_on = app.run.from_now_on(app.document.scenario());
        change_ui(ui, change, app.run.live.age, from_now_on, actions);
    }
}

/// Goes on with the film of the past. Escape comes back to the present, from a film and from a look alike.
fn film(ui: &Ui, app: &mut App, actions: &mut Vec<Action>) {
    let is_asking = app.is_asking() || app.view.timeline.has_box_open();
    let film = &mut app.view.timeline.film;
    let live = &app.run.live;
    let now = ui.input(|input| input.time);
    actions.extend(film.turn(now, live.age, &live.kept, live.looking).map(Action::Run));
    if film.plays() {
        ui.request_repaint();
    }
    if live.looking.is_some() && !is_asking && film.hears_escape(ui) {
        film.stop();
        actions.push(Action::Run(Command::Look(None)));
    }
}

fn bar(ui: &mut Ui, name: &'static str, colour: Color32, content: impl FnOnce(&mut Ui)) {
    let frame = Frame::new().fill(palette(ui).tint(colour)).inner_margin(Margin::symmetric(16, 6));
    Panel::top(name).frame(frame).resizable(false).show(ui, |ui| ui.horizontal_wrapped(content));
}

fn looking_ui(ui: &mut Ui, looking: Looking, present: u64, film: &mut Film, actions: &mut Vec<Action>) {
    let Looking { age, wanted } = looking;
    let palette = palette(ui);
    bar(ui, "looking", palette.accent, |ui| {
        let title = RichText::new(format!("The past: age {}", age_text(wanted))).family(theme::semibold()).color(palette.accent);
        ui.label(title).on_hover_text(format!("Moments are kept in at most {} MB; what lies between them is lived again from the one before.", MEMORY >> 20));
        let rest = if film.plays() {
            format!("A film, up to age {}.", age_text(present))
        } else if age == wanted {
            format!("The present, age {}, waits.", age_text(present))
        } else {
            format!("Living again, now at age {}.", age_text(age))
        };
        ui.add(Label::new(theme::faint(ui, rest)).wrap());
        if ui.button(if film.plays() { "Stop" } else { "Play on" }).on_hover_text("The past as a film, from here to the present").clicked() {
            film.toggle(Some(looking));
        }
        ui.label(theme::faint(ui, "a life in"));
        film.length_ui(ui, ui.input(|input| input.time), Some(looking));
        if ui.button("Back to the present").on_hover_text("Escape").clicked() {
            film.stop();
            actions.push(Action::Run(Command::Look(None)));
        }
        let go_on = ui.button("Go on from here").on_hover_text("Lives on from this age; what came after it stays in the plots as a faint branch");
        if go_on.clicked() {
            film.stop();
            actions.push(Action::Run(Command::GoOn));
        }
    });
}

fn change_ui(ui: &mut Ui, PastChange { from, kept }: PastChange, present: u64, from_now_on: Option<Box<Scenario>>, actions: &mut Vec<Action>) {
    let palette = palette(ui);
    bar(ui, "change of the past", palette.teach, |ui| {
        ui.label(RichText::new("This changes the past").family(theme::semibold()).color(palette.teach));
        let more = format!("It goes on as it was until it lives again, up to age {}.", age_text(present));
        ui.label(theme::faint(ui, format!("from age {} on.", age_text(from)))).on_hover_text(more);
        if let Some(kept) = kept.filter(|kept| *kept > 0)
            && ui.button(format!("Live again from age {}", age_text(kept))).clicked()
        {
            actions.push(Action::LiveAgain(kept));
        }
        if ui.button("Live again from birth").clicked() {
            actions.push(Action::LiveAgain(0));
        }
        if let Some(scenario) = from_now_on
            && ui.button("Only from now on").on_hover_text("The guard is true no earlier than now: what was lived stays").clicked()
        {
            actions.push(Action::Change { label: "Let a guard count from now on".to_owned(), scenario });
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
