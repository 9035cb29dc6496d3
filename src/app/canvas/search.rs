//! Adding by search: a field where the pointer is, and what answers to its words.

use crate::app::App;
use crate::app::action::{Action, Part};
use crate::app::parts::{Offer, answers, offer_ui, offers};
use egui::{Area, Frame, Id, Key, Margin, Order, Pos2, Role, ScrollArea, TextEdit, Ui, WidgetInfo};

/// For so many frames the field asks for the focus.
const FRAMES_TO_FOCUS: u8 = 3;

/// A search that is open.
pub(super) struct Search {
    screen: Pos2,
    canvas: Pos2,
    text: String,
    /// How many frames it has been open: a box takes its place in the first, and hears keys only from the second on.
    frames: u8,
}

impl Search {
    /// At a point of the screen, which is a point of the canvas.
    pub fn new(screen: Pos2, canvas: Pos2) -> Self {
        Self { screen, canvas, text: String::new(), frames: 0 }
    }
}

/// The search, if it is open.
pub(super) fn ui(ui: &Ui, app: &mut App, actions: &mut Vec<Action>) {
    let Some(mut search) = app.view.canvas.search.take() else { return };
    let mut chosen: Option<Offer> = None;
    let bounds = app.view.canvas.camera.screen;
    let area = Area::new(Id::unique("add by search"))
        .order(Order::Foreground)
        .fixed_pos(search.screen)
        .constrain_to(bounds.expand(200.0).intersect(ui.ctx().content_rect()));
    let shown = area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).inner_margin(Margin::same(8)).show(ui, |ui| {
            ui.set_width(260.0);
            let field =
                ui.add(TextEdit::singleline(&mut search.text).hint_text("Add an area or a world").desired_width(f32::INFINITY).margin(Margin::symmetric(8, 6)));
            field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Add by search"));
            if search.frames < FRAMES_TO_FOCUS {
                field.request_focus();
            }
            let mut found: Vec<Offer> = offers().into_iter().filter(|offer| answers(offer, &search.text)).collect();
            // What is called so stands before what only speaks of it.
            found.sort_by_key(|offer| !offer.title.to_lowercase().starts_with(&search.text.to_lowercase()));
            if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) && !found.is_empty() {
                chosen = Some(found.remove(0));
                return;
            }
            ScrollArea::vertical().max_height(260.0).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                for offer in found {
                    if offer_ui(ui, &offer) {
                        chosen = Some(offer);
                    }
                }
            });
        });
    });
    let elsewhere = search.frames >= FRAMES_TO_FOCUS && shown.response.clicked_elsewhere();
    search.frames = search.frames.saturating_add(1);
    if search.frames <= FRAMES_TO_FOCUS {
        ui.request_repaint();
    }
    let gives_up = elsewhere || ui.input(|input| input.key_pressed(Key::Escape));
    match chosen {
        Some(offer) => {
            // An area comes to the place of the search; another world takes the place of the present one.
            let at = Some([search.canvas.x.round(), search.canvas.y.round()]).filter(|_| matches!(offer.part, Part::Area(_)));
            actions.push(Action::Add(offer.part, at));
        }
        None if gives_up => {}
        None => app.view.canvas.search = Some(search),
    }
}
