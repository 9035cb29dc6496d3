//! Which measure a guard waits for: those that exist, by what they belong to, found by search.

use crate::app::record::Record;
use crate::app::theme;
use crate::brain::development::{Bound, Criterion, Guard};
use crate::scenario::{Measure, Scenario, seen_by_a_god};
use egui::{Button, Id, Popup, PopupCloseBehavior, Response, Role, ScrollArea, TextEdit, Ui, WidgetInfo, vec2};

/// Every measure that a guard can wait for, as the brain that runs is measured, or as the scenario would be.
pub(super) fn possible(record: &Record, scenario: &Scenario) -> Vec<Measure> {
    let of_run: Vec<Measure> = record.series().iter().filter(|series| series.variant.is_none()).map(|series| series.measure.clone()).collect();
    let mut all = if of_run.is_empty() { scenario.measures() } else { of_run };
    all.retain(Measure::is_of_a_moment);
    all
}

/// What a measure is called in a sentence: `cost of Hand area, cross-entropy`.
pub(super) fn spoken(measure: &Measure) -> String {
    match measure.name.split('.').next().unwrap_or_default() {
        "cost" | "test_cost" => format!("cost of {}", measure.title),
        "rule_angle" => format!("angle of {}", measure.title),
        _ => measure.title.clone(),
    }
}

/// What the measure of a name is called; its name, if nobody knows it.
pub(super) fn spoken_of(record: &Record, name: &str) -> String {
    record.place(name).and_then(|place| record.series().get(place)).map_or_else(|| name.to_owned(), |series| spoken(&series.measure))
}

/// The measure, on a button that opens the list of all.
pub(super) fn ui(ui: &mut Ui, record: &Record, scenario: &Scenario, name: &mut String, room: f32) -> Response {
    let words = spoken_of(record, name);
    let layout = egui::Layout::top_down_justified(egui::Align::LEFT);
    let button = ui.allocate_ui_with_layout(vec2(room, 22.0), layout, |ui| ui.add(Button::new(&words).wrap())).inner;
    button.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, format!("Measure: {words}")));
    let search = button.id.with("search");
    let shown = Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| list_ui(ui, record, scenario, name, search));
    if shown.is_none() {
        button.ctx.data_mut(|data| data.remove::<String>(search));
    }
    button.on_hover_text(format!("{words}\n{name}"))
}

fn list_ui(ui: &mut Ui, record: &Record, scenario: &Scenario, name: &mut String, search: Id) {
    ui.set_width(304.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    let (is_new, mut text) = ui.data(|data| data.get_temp::<String>(search)).map_or((true, String::new()), |text| (false, text));
    let field =
        ui.add(TextEdit::singleline(&mut text).hint_text("Search: accuracy, cost, angle …").desired_width(f32::INFINITY).margin(egui::Margin::symmetric(8, 6)));
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search a measure"));
    if is_new {
        field.request_focus();
    }
    let wanted: Vec<String> = text.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut chosen = None;
    let mut first = None;
    let measures = possible(record, scenario);
    ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
        // What anybody would look for comes first.
        let order = measures.iter().filter(|measure| measure.prominent).chain(measures.iter().filter(|measure| !measure.prominent));
        for measure in order {
            let words = spoken(measure);
            let all = format!("{words} {}", measure.name).to_lowercase();
            if !wanted.iter().all(|word| all.contains(word)) {
                continue;
            }
            first.get_or_insert_with(|| measure.name.clone());
            let guard = Guard::Measure(Criterion { name: measure.name.clone(), is: Bound::Above(0.0), hold: 1 });
            let god = seen_by_a_god(&guard).map_or("", |_| "\nSeen by a god, not by the brain: only the true gradient tells.");
            let is_it = measure.name == *name;
            let button = Button::new(words).selected(is_it).frame_when_inactive(is_it).truncate().min_size(vec2(ui.available_width(), 22.0));
            if ui.add(button).on_hover_text(format!("{}{god}", measure.name)).clicked() {
                chosen = Some(measure.name.clone());
            }
        }
        if first.is_none() {
            ui.label(theme::small(ui, "No measure is called so."));
        }
    });
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    ui.data_mut(|data| data.insert_temp(search, text));
    if let Some(other) = chosen.or(first.filter(|_| entered)) {
        *name = other;
        ui.close();
    }
}
