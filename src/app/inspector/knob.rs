//! One knob: its name, a slider where that helps, its number with its unit, and what moves it.

use crate::app::action::Action;
use crate::app::theme::{self, palette};
use crate::app::{App, format};
use crate::brain::knob::{Kind, Knob, Knobs};
use crate::scenario::Owner;
use egui::{Align, Checkbox, DragValue, FontId, Key, Layout, Role, Sense, Slider, Ui, WidgetInfo, vec2};
use serde_json::json;
use std::ops::RangeInclusive;

/// Room for the number at the right.
const NUMBER: f32 = 68.0;

/// The least step from zero of a slider that moves in ratios, as a part of its end.
const SMALLEST: f64 = 1e-6;

/// All knobs of a part of the scenario.
pub(super) fn owner_ui(ui: &mut Ui, app: &App, owner: Owner, path: &str, actions: &mut Vec<Action>) {
    owner_some_ui(ui, app, owner, path, |_| true, actions);
}

/// Some knobs of a part of the scenario.
pub(super) fn owner_some_ui(ui: &mut Ui, app: &App, owner: Owner, path: &str, passes: impl Fn(&Knob) -> bool, actions: &mut Vec<Action>) {
    let knobs = app.document.scenario().owner(owner);
    for (index, knob) in knobs.knobs().iter().enumerate().filter(|(_, knob)| passes(knob)) {
        let path = if path.is_empty() { knob.name.to_owned() } else { format!("{path}.{}", knob.name) };
        let now = app.run.live.moved.get(&path).copied().unwrap_or(knobs.knob(index));
        if app.document.scenario().development.moves(&path) {
            moved_ui(ui, knob, now);
        } else if let Some(value) = knob_ui(ui, knob, now, &path) {
            let label = format!("Change {}", format::words(knob.name).to_lowercase());
            let value = match knob.kind {
                Kind::Switch => json!(value >= 0.5),
                Kind::Whole | Kind::Choice(_) => json!(value.round() as i64),
                Kind::Number => json!(value),
            };
            actions.push(Action::DragEdit { label, path: path.clone(), value });
        }
        super::problems_of_knob(ui, app, &path, actions);
    }
}

/// All knobs of something that is no part of the scenario yet.
pub(super) fn knobs_ui(ui: &mut Ui, knobs: &mut dyn Knobs, path: &str) {
    for (index, knob) in knobs.knobs().iter().enumerate() {
        if let Some(value) = knob_ui(ui, knob, knobs.knob(index), &format!("{path}.{}", knob.name)) {
            knobs.set_knob(index, value);
        }
    }
}

/// One knob; its new value, if it was turned.
fn knob_ui(ui: &mut Ui, knob: &Knob, value: f64, path: &str) -> Option<f64> {
    let name = path.replace(['.', '_'], " ");
    let mut turned = value;
    let rebuilds = if knob.live { "" } else { "\nChanging it rebuilds the network." };
    let help = format!("{}\n{path}{rebuilds}", knob.help);
    row(ui, knob, &help, |ui, room| match knob.kind {
        Kind::Switch => {
            let mut on = value >= 0.5;
            let response = ui.add(Checkbox::without_text(&mut on));
            response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, &name));
            turned = f64::from(u8::from(on));
        }
        Kind::Choice(names) => {
            let titles: Vec<String> = names.iter().map(|name| format::words(name)).collect();
            let current = titles.get(value as usize).map_or("", String::as_str);
            let layout = Layout::left_to_right(Align::Center);
            let chosen =
                ui.allocate_ui_with_layout(vec2(room, theme::ROW), layout, |ui| super::fields::choice(ui, &name, current, titles.iter().map(String::as_str)));
            if let Some(index) = chosen.inner {
                turned = index as f64;
            }
        }
        Kind::Number | Kind::Whole => number_ui(ui, knob, &mut turned, &name, room),
    });
    (turned != value).then_some(turned)
}

fn number_ui(ui: &mut Ui, knob: &Knob, value: &mut f64, name: &str, room: f32) {
    let whole = knob.kind == Kind::Whole;
    let handy = handy_range(knob, *value);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let speed = (value.abs() * 0.01).max(if whole { 0.2 } else { handy.as_ref().map_or(0.01, |range| range.end() * 0.002) });
        let mut number = DragValue::new(value).speed(speed).update_while_editing(false);
        number = if whole {
            number.max_decimals(0).custom_formatter(|value, _| format::count(value.max(0.0) as u64)).custom_parser(parse)
        } else {
            number.custom_formatter(|value, _| format::number(value)).custom_parser(parse)
        };
        let width = if handy.is_some() { NUMBER } else { room.min(120.0) };
        let response = ui.add_sized(vec2(width, 22.0), number);
        // Dragging ends where the range does; what is typed is taken at its word, and painted if it cannot be.
        if response.dragged() || response.has_focus() && ui.input(|input| input.key_down(Key::ArrowUp) || input.key_down(Key::ArrowDown)) {
            *value = knob.range.clamp(*value);
        }
        response.widget_info(|| WidgetInfo::drag_value(true, *value));
        let response = response.on_hover_text(format!("{} Drag, or click to type.", unit_words(knob)));
        response.ctx.accesskit_node_builder(response.id, |node| node.set_label(format!("{name} value")));
        // The number may just have left the slider's range, which must not pull it back.
        if let Some(range) = handy.and_then(|_| handy_range(knob, *value)) {
            let smallest = range.end() * SMALLEST;
            let mut slider = Slider::new(value, range).logarithmic(knob.range.logarithmic).smallest_positive(smallest);
            if whole {
                slider = slider.integer();
            }
            let response = crate::app::widgets::slider(ui, slider, (room - NUMBER - 6.0).max(24.0));
            response.widget_info(|| WidgetInfo::slider(true, *value, name));
        }
    });
}

/// What a person may type for a number: a comma, a proper minus and spaces between thousands too.
fn parse(text: &str) -> Option<f64> {
    text.replace(['\u{a0}', ' '], "").replace('−', "-").replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

fn unit_words(knob: &Knob) -> String {
    if knob.unit.is_empty() { String::new() } else { format!("In {}.", knob.unit) }
}

/// The part of a knob's range in which a slider is of use; `None` where there is no such part.
fn handy_range(knob: &Knob, value: f64) -> Option<RangeInclusive<f64>> {
    let range = knob.range;
    let usual = knob.default.abs();
    let most = if range.logarithmic {
        // What is usually off can be turned up over half of the decades that it may take: a clip of 1 000, a weight noise of 1.
        let halfway = 10.0_f64.powf((range.most.log10() / 2.0).floor());
        range.most.min(if usual > 0.0 { usual * 100.0 } else { halfway.max(1.0) })
    } else if usual > 0.0 && range.most > 20.0 * usual {
        usual * 10.0
    } else {
        range.most
    };
    let least = if range.least < -10.0 * usual.max(0.2) && range.most > 0.0 && range.most == -range.least { -most } else { range.least };
    let wide = !range.logarithmic && (most - least > 1000.0 || range.most > 1e9);
    (!wide && value.is_finite()).then(|| least.min(value)..=most.max(value))
}

/// A knob that a track moves: what it is right now.
fn moved_ui(ui: &mut Ui, knob: &Knob, now: f64) {
    let accent = palette(ui).accent;
    row(ui, knob, &format!("{}\nA track in Development moves this knob.", knob.help), |ui, _| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(egui::RichText::new(format::number(now)).font(FontId::new(13.0, theme::semibold())).color(accent));
            ui.label(theme::small(ui, "moved by a track"));
        });
    });
}

/// A name in one line, or in two of smaller letters where one is too short.
fn name_in(ui: &Ui, name: &str, width: f32) -> std::sync::Arc<egui::Galley> {
    let ink = palette(ui).text;
    let whole = ui.painter().layout_no_wrap(name.to_owned(), FontId::proportional(12.5), ink);
    if whole.size().x <= width {
        return whole;
    }
    let mut job = egui::text::LayoutJob::single_section(name.to_owned(), egui::TextFormat::simple(FontId::proportional(11.0), ink));
    job.wrap = egui::text::TextWrapping { max_width: width, max_rows: 2, ..Default::default() };
    ui.painter().layout_job(job)
}

/// The name on the left, and the rest.
fn row(ui: &mut Ui, knob: &Knob, help: &str, content: impl FnOnce(&mut Ui, f32)) {
    let width = ui.available_width();
    let name_width = (width * 0.36).clamp(84.0, 140.0);
    ui.horizontal(|ui| {
        ui.set_min_height(theme::ROW);
        ui.spacing_mut().item_spacing.x = theme::SMALL;
        let (rect, response) = ui.allocate_exact_size(vec2(name_width, theme::ROW), Sense::hover());
        let galley = name_in(ui, &format::words(knob.name), rect.width());
        ui.painter().galley(egui::pos2(rect.left(), rect.center().y - galley.size().y / 2.0), galley, palette(ui).text);
        response.on_hover_text(help);
        let room = ui.available_width();
        content(ui, room);
    });
}
