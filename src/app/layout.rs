//! Where every panel stands.

use super::action::{Action, Panel};
use super::plots::{self, PlotKind};
use super::theme::{self, palette};
use super::view::{BottomTab, LeftTab};
use super::widgets::tab;
use super::{App, bar, canvas, claims, dialogs, gallery, inspector, lab, lesson, log, movement, parts, past, timeline};
use egui::{CentralPanel, Frame, Margin, Panel as Side, Rect, ScrollArea, Stroke, Ui, UiBuilder, vec2};

/// Below this width, the three plots take turns.
const NARROW: f32 = 660.0;

/// Lays the window out.
pub(super) fn ui(ui: &mut Ui, app: &mut App, actions: &mut Vec<Action>) {
    let palette = palette(ui);
    let size = ui.available_size();
    let panel = Frame::new().fill(palette.panel);
    Side::top("bar").exact_size(48.0).frame(panel.inner_margin(Margin::symmetric(16, 0))).resizable(false).show(ui, |ui| bar::ui(ui, app, actions));
    dialogs::trouble_ui(ui, app, actions);
    past::ui(ui, app, actions);
    let shows = app.view.shows;
    // A window of another size has edges of its own.
    let (small, low) = (size.x < 1200.0, size.y < 800.0);
    if shows.left {
        let side = Side::left(("left", small)).default_size(if small { 224.0 } else { 256.0 }).size_range(208.0..=420.0);
        side.frame(panel.inner_margin(Margin { left: 16, right: 8, top: 8, bottom: 8 })).show(ui, |ui| left_ui(ui, app, actions));
    }
    if shows.right {
        let side = Side::right(("right", small)).default_size(if small { 264.0 } else { 304.0 }).size_range(248.0..=480.0);
        side.frame(panel.inner_margin(Margin { left: 16, right: 8, top: 12, bottom: 8 })).show(ui, |ui| inspector::ui(ui, app, actions));
    }
    let ground = Frame::new().fill(palette.ground);
    if shows.bottom {
        let height = (size.y * 0.4).clamp(232.0, 440.0);
        let side = Side::bottom(("bottom", low)).resizable(true).default_size(height).size_range(140.0..=(size.y - 260.0).max(160.0));
        side.frame(ground).show(ui, |ui| {
            // A page with little on it does not make the panel smaller.
            ui.set_min_height(ui.available_height());
            bottom_ui(ui, app, actions);
        });
    }
    if shows.development {
        let scenario = app.document.scenario();
        let lanes = (timeline::row_count(scenario), scenario.development.stages.is_empty());
        // As high as its lanes want, within reason; with other lanes it finds its height anew. Where nothing develops, the graph has more use for the room.
        let most = match (lanes == (0, true), low) {
            (true, true) => 44.0,
            (true, false) => 82.0,
            (false, true) => 132.0,
            (false, false) => 240.0,
        };
        let height = (timeline::wanted_height(scenario) + 20.0).min(most);
        let side = Side::bottom(("development", low, lanes)).resizable(true).default_size(height).size_range(44.0..=(size.y * 0.4).max(96.0));
        side.frame(ground.inner_margin(Margin::symmetric(16, 8))).show(ui, |ui| {
            ui.set_min_height(ui.available_height());
            let age = app.run.live.age;
            timeline::ui(ui, &mut app.view.timeline, app.document.scenario(), &app.run.record, (age, app.view.selection.only_stage()), actions);
            point_at(ui, app, Panel::Development, ui.max_rect().expand2(vec2(16.0, 8.0)));
        });
    }
    CentralPanel::no_frame().frame(ground).show(ui, |ui| {
        let whole = ui.max_rect();
        canvas::ui(ui, app, actions);
        past::frame(ui, app, whole);
    });
}

fn left_ui(ui: &mut Ui, app: &mut App, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::LARGE + theme::SMALL;
        for (name, page) in [("Presets", LeftTab::Presets), ("Parts", LeftTab::Parts), ("Lesson", LeftTab::Lesson)] {
            if tab(ui, name, app.view.left == page).clicked() {
                app.view.left = page;
            }
        }
    });
    ui.add_space(theme::SMALL);
    let page = app.view.left;
    ScrollArea::vertical().id_salt(("left", page as u8)).auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(ui.available_width() - 8.0);
        match page {
            LeftTab::Presets => gallery::ui(ui, app, actions),
            LeftTab::Parts => parts::ui(ui, app, actions),
            LeftTab::Lesson => lesson::ui(ui, app, actions),
        }
    });
}

fn bottom_ui(ui: &mut Ui, app: &mut App, actions: &mut Vec<Action>) {
    let narrow = ui.available_width() < NARROW;
    Frame::new().inner_margin(Margin { left: 16, right: 16, top: 4, bottom: 0 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = theme::LARGE + theme::SMALL;
            let alone = matches!(app.view.bottom, BottomTab::Losses | BottomTab::Alignment | BottomTab::Recovery);
            let shown = match app.view.bottom {
                BottomTab::Plots if narrow => BottomTab::Losses,
                _ if alone && !narrow => BottomTab::Plots,
                other => other,
            };
            let mut page = |ui: &mut Ui, name: &str, bottom: BottomTab| {
                if tab(ui, name, shown == bottom).clicked() {
                    app.view.bottom = bottom;
                }
            };
            if narrow {
                page(ui, "Losses", BottomTab::Losses);
                page(ui, "Alignment", BottomTab::Alignment);
                page(ui, "Recovery", BottomTab::Recovery);
            } else {
                page(ui, "Plots", BottomTab::Plots);
            }
            page(ui, "Movement", BottomTab::Movement);
            page(ui, "Claims", BottomTab::Claims);
            page(ui, "Lab", BottomTab::Lab);
            page(ui, "Log", BottomTab::Log);
        });
    });
    let kinds: &[PlotKind] = match (narrow, app.view.bottom) {
        (_, BottomTab::Movement | BottomTab::Claims | BottomTab::Lab | BottomTab::Log) => &[],
        (true, BottomTab::Alignment) => &[PlotKind::Alignment],
        (true, BottomTab::Recovery) => &[PlotKind::Recovery],
        (true, _) => &[PlotKind::Losses],
        (false, _) => &[PlotKind::Losses, PlotKind::Alignment, PlotKind::Recovery],
    };
    if kinds.is_empty() {
        Frame::new().inner_margin(Margin::symmetric(16, 8)).show(ui, |ui| match app.view.bottom {
            BottomTab::Movement => {
                let plot = &mut app.view.plots[PlotKind::Movement as usize];
                movement::ui(ui, app.document.scenario(), &app.run.record, plot, &mut app.view.movement_over_age, actions);
            }
            BottomTab::Claims => claims::ui(ui, app.document.scenario(), &app.run.record, actions),
            BottomTab::Lab => lab::ui(ui, app, actions),
            _ => log::ui(ui, &mut app.view.log, &app.run.record, actions),
        });
        return;
    }
    let whole = ui.available_rect_before_wrap();
    let width = whole.width() / kinds.len() as f32;
    for (column, kind) in kinds.iter().enumerate() {
        let left = whole.left() + column as f32 * width;
        let place = Rect::from_min_size(egui::pos2(left, whole.top()), vec2(width, whole.height()));
        if column > 0 {
            ui.painter().vline(left, place.y_range(), Stroke::new(1.0, palette(ui).line));
        }
        let inside = place.shrink2(vec2(12.0, 6.0));
        // A legend that grows must not push the panel's edge up: each plot keeps to its own place.
        let mut column = ui.new_child(UiBuilder::new().max_rect(inside).id_salt(("plot", *kind as u8)));
        column.shrink_clip_rect(place);
        plots::panel_ui(&mut column, *kind, &mut app.view.plots[*kind as usize], &app.run.record, app.document.scenario(), actions);
        let panel = match kind {
            PlotKind::Losses => Panel::Losses,
            PlotKind::Alignment => Panel::Alignment,
            PlotKind::Recovery => Panel::Recovery,
            PlotKind::Movement => Panel::Movement,
        };
        point_at(ui, app, panel, place);
    }
    ui.advance_cursor_after_rect(whole);
}

/// Marks a panel that was just brought to the front, so that the eye finds it.
fn point_at(ui: &Ui, app: &App, panel: Panel, rect: Rect) {
    let strength = app.view.pointing(panel, ui.input(|input| input.time));
    if strength > 0.0 {
        let stroke = Stroke::new(2.0, palette(ui).accent.gamma_multiply(strength));
        ui.painter().rect_stroke(rect.shrink(2.0), egui::CornerRadius::same(theme::ROUND), stroke, egui::StrokeKind::Inside);
        ui.request_repaint();
    }
}
