//! The world: which one it is, what it looks like, and its knobs.

use super::{fields, knob, poke};
use crate::app::action::{Action, Part};
use crate::app::selection::Item;
use crate::app::theme::{self, palette};
use crate::app::widgets::{fact, group};
use crate::app::{App, format, world_picture};
use crate::brain::World;
use crate::brain::world::Picture;
use crate::scenario::Owner;
use egui::{CornerRadius, Rect, RichText, Sense, Ui, vec2};

/// The world.
pub(super) fn ui(ui: &mut Ui, app: &mut App, actions: &mut Vec<Action>) {
    let world = &app.document.scenario().world;
    ui.label(RichText::new("World").heading());
    super::problems_ui(ui, app, "world", actions);
    let all = World::all();
    if let Some(chosen) = fields::choice(ui, "Which world", world.title(), all.iter().map(World::title)) {
        actions.push(Action::Add(Part::World(all[chosen].clone()), None));
    }
    fields::formula(ui, world.formula(), "", world.source());
    if !crate::brain::knob::Knobs::knobs(world).is_empty() {
        group(ui, "Knobs");
        knob::owner_ui(ui, app, Owner::World, "world", actions);
    }
    group(ui, "Ports");
    let text = palette(ui).text;
    for port in world.as_dyn().ports() {
        fact(ui, &format!("world.{}", port.name), &format!("{} numbers", format::count(port.units as u64)), text);
    }
    samples_ui(ui, app);
    poke::ui(ui, app, &Item::World, actions);
}

/// Its first samples.
fn samples_ui(ui: &mut Ui, app: &App) {
    let Some(picture) = app.view.inspector.world.picture() else { return };
    group(ui, "What it shows");
    ui.label(theme::small(ui, app.view.inspector.world.facts().join(" · ")));
    let scenario = app.document.scenario();
    let is_blurred = scenario.world.as_dyn().blur() > 0.0 || scenario.development.moves("world.blur");
    if is_blurred {
        ui.label(theme::small(ui, "As it is before the blur; what the brain sees right now is on the canvas."));
    }
    let palette = palette(ui);
    let width = ui.available_width();
    match picture {
        Picture::Images { width: columns, height: rows, views, contrast, images } => {
            let (across, gap) = ((8 / views).max(1), 4.0);
            let cell = (width + gap) / across as f32 - gap;
            let high = cell / (1.1 * *views as f32) * *rows as f32 / *columns as f32;
            for samples in images.chunks(across).take(4) {
                let (rect, _) = ui.allocate_exact_size(vec2(width, high), Sense::hover());
                for (place, image) in samples.iter().enumerate() {
                    let place = Rect::from_min_size(rect.min + vec2(place as f32 * (cell + gap), 0.0), vec2(cell, high));
                    let one = Picture::Images { width: *columns, height: *rows, views: *views, contrast: *contrast, images: vec![image.clone()] };
                    world_picture::draw(ui.painter(), palette, place, &one, &[]);
                }
            }
        }
        Picture::Points(_) => {
            let (rect, _) = ui.allocate_exact_size(vec2(width, width.min(220.0)), Sense::hover());
            ui.painter().rect_filled(rect, CornerRadius::same(theme::ROUND), palette.ground);
            let square = Rect::from_center_size(rect.center(), vec2(rect.height(), rect.height())).shrink(8.0);
            world_picture::draw(ui.painter(), palette, square, picture, &app.run.live.observation);
        }
        Picture::Vectors(_) | Picture::Film(_) => {
            let (rect, _) = ui.allocate_exact_size(vec2(width, 84.0), Sense::hover());
            world_picture::draw(ui.painter(), palette, rect, picture, &app.run.live.observation);
        }
    }
}
