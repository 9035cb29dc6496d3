//! The ways on from a stage, to be read as sentences and edited in place: when, and to which stage.

use super::edit;
use super::guard;
use super::part::{self, Sight, Spot};
use crate::app::Action;
use crate::app::plots::figures::{age as age_text, short};
use crate::app::record::{DeedKind, Record};
use crate::app::theme::{self, MEDIUM, SMALL};
use crate::app::widgets::fact;
use crate::brain::development::{Guard, Stage, Transition};
use crate::engine::report::Grown;
use crate::scenario::{Problem, Scenario};
use egui::{Align, CornerRadius, Frame, Layout, Margin, RichText, Ui};

/// What the ways on from a stage are shown with.
pub struct WaysOn<'a> {
    /// The document.
    pub scenario: &'a Scenario,
    /// What is wrong with it.
    pub problems: &'a [Problem],
    /// What was measured and done.
    pub record: &'a Record,
    /// How far the brain that is shown has grown up.
    pub grown: &'a Grown,
    /// Its age.
    pub age: u64,
}

/// What is asked for a way on as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Earlier,
    Later,
    Duplicate,
    Remove,
    NewStage,
}

/// The ways on from the stage of a key, in order of priority; the first control of the first can be asked to take the keyboard.
pub fn ui(ui: &mut Ui, on: &WaysOn<'_>, key: &str, takes_keyboard: bool, actions: &mut Vec<Action>) {
    let stages = &on.scenario.development.stages;
    let Some((index, stage)) = stages.index(key).zip(stages.get(key)) else { return };
    let mut edited = stage.clone();
    let mut asked = None;
    if stage.to.is_empty() {
        ui.label(theme::faint(ui, "No way leads on from here: it lasts to the end."));
    } else if stage.to.len() > 1 {
        ui.label(theme::faint(ui, "The first of these that is true is taken."));
    }
    for (number, way) in edited.to.iter_mut().enumerate() {
        let ask = ui.push_id(("way", number), |ui| way_ui(ui, on, (index, key), number, way, stage.to.len(), takes_keyboard && number == 0)).inner;
        asked = asked.or(ask.map(|ask| (number, ask)));
    }
    let more = ui.button("+ way on").on_hover_text("One more way to leave this stage; it comes after the others");
    if takes_keyboard && stage.to.is_empty() {
        more.request_focus();
    }
    every_ui(ui, on.scenario.development.every, actions);
    let new_stage = asked.filter(|(_, way)| *way == Way::NewStage).map(|(number, _)| edit::add_stage_for_way(on.scenario, key, number));
    let label = match asked {
        Some((number, way)) => rearrange(&mut edited.to, number, way),
        None if more.clicked() => {
            let stage = stages.at(index + 1).or_else(|| stages.at(0)).map_or_else(String::new, |(key, _)| key.to_owned());
            edited.to.push(Transition { stage, when: Guard::After(long(on)) });
            "Add a way on"
        }
        None => "Change a way on",
    };
    let scenario = new_stage.or_else(|| (edited != *stage).then(|| edit::set_stage(on.scenario, key, &edited)));
    let Some(scenario) = scenario else { return };
    let label = label.to_owned();
    // What is dragged is one step of undo.
    let held = ui.input(|input| input.pointer.any_down());
    actions.push(if held { Action::Drag { label, scenario } } else { Action::Change { label, scenario } });
}

/// How often all guards are looked at.
fn every_ui(ui: &mut Ui, every: usize, actions: &mut Vec<Action>) {
    let mut wanted = every;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SMALL;
        let label = ui.label(theme::faint(ui, "Looked at every"));
        let field = egui::DragValue::new(&mut wanted).range(1..=1_000_000).speed(0.5).update_while_editing(false);
        ui.add(field).labelled_by(label.id).on_hover_text("The guards of all stages are evaluated so often, and what they wait for is measured.");
        ui.label(theme::faint(ui, "ticks"));
    });
    if wanted != every {
        let (label, path) = ("Change how often guards are looked at".to_owned(), "development.every".to_owned());
        actions.push(Action::DragEdit { label, path, value: serde_json::json!(wanted) });
    }
}

/// Does with a way among others what is asked; what that is called.
fn rearrange(ways: &mut Vec<Transition>, number: usize, way: Way) -> &'static str {
    match way {
        Way::Earlier if number > 0 => ways.swap(number, number - 1),
        Way::Later if number + 1 < ways.len() => ways.swap(number, number + 1),
        Way::Duplicate => ways.insert(number + 1, ways[number].clone()),
        Way::Remove => drop(ways.remove(number)),
        Way::Earlier | Way::Later | Way::NewStage => {}
    }
    match way {
        Way::Earlier | Way::Later => "Move a way on",
        Way::Duplicate => "Duplicate a way on",
        Way::Remove => "Remove a way on",
        Way::NewStage => "Lead to a new stage",
    }
}

/// So many ticks no stage has lasted yet.
fn long(on: &WaysOn<'_>) -> u64 {
    (on.scenario.ticks as u64).max(2 * on.age).max(1)
}

/// A way on: what must be true, to which stage it leads, and whether it was taken.
fn way_ui(ui: &mut Ui, on: &WaysOn<'_>, (index, key): (usize, &str), number: usize, way: &mut Transition, count: usize, takes_keyboard: bool) -> Option<Way> {
    let palette = theme::palette(ui);
    let mut asked = None;
    let path = format!("development.stages.{key}.to.{number}");
    let line = egui::Stroke::new(1.0, palette.line);
    let frame = Frame::new().fill(palette.ground).stroke(line).corner_radius(CornerRadius::same(theme::ROUND)).inner_margin(Margin::same(8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = SMALL;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = SMALL;
            let name = if count > 1 { format!("Way {}: when", number + 1) } else { "When".to_owned() };
            ui.label(RichText::new(name).font(egui::FontId::new(12.5, theme::semibold())));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| asked = menu_ui(ui, number, count));
        });
        let now = on.grown.stage == Some(index);
        let held = on.grown.held.get(number).filter(|_| now);
        let sight = Sight {
            scenario: on.scenario,
            record: on.record,
            problems: on.problems,
            seen: if now { &on.grown.seen } else { &[] },
            long: long(on),
            since: now.then(|| on.age.saturating_sub(on.grown.entered)),
            held: held.map(Vec::as_slice),
        };
        let before = way.when.clone();
        let mut first = 0;
        let ask = part::ui(ui, &sight, &mut way.when, &format!("{path}.when"), &mut first, Spot { in_list: None, takes_keyboard });
        if let Some(ask) = ask {
            guard::obey(&mut way.when, ask, long(on));
        }
        if guard::part_count(&way.when) < guard::part_count(&before) {
            guard::without_needless_brackets(&mut way.when);
        }
        ui.add_space(2.0);
        ui.horizontal(|ui| {
            let label = ui.label("go on to");
            if target_ui(ui, on.scenario, key, &mut way.stage, label.id) {
                asked = Some(Way::NewStage);
            }
        });
        part::problems_ui(ui, on.problems, &format!("{path}.stage"), &mut way.stage);
        taken_ui(ui, on, index, way);
    });
    asked
}

/// What can be done with a way as a whole.
fn menu_ui(ui: &mut Ui, number: usize, count: usize) -> Option<Way> {
    let mut asked = None;
    let name = format!("What to do with way {}", number + 1);
    let button = part::dots(ui, &name);
    egui::Popup::menu(&button).show(|ui| {
        let entries = [
            ("Take it before the one above", Way::Earlier, number > 0),
            ("Take it after the one below", Way::Later, number + 1 < count),
            ("Duplicate this way", Way::Duplicate, true),
            ("Remove this way", Way::Remove, true),
        ];
        for (text, way, _) in entries.into_iter().filter(|entry| entry.2) {
            if part::entry(ui, text).clicked() {
                asked = Some(way);
                ui.close();
            }
        }
    });
    asked
}

/// Chooses the stage that a way leads to; says whether it is to be a new one.
fn target_ui(ui: &mut Ui, scenario: &Scenario, from: &str, to: &mut String, label: egui::Id) -> bool {
    let stages = &scenario.development.stages;
    let title = |key: &str, stage: &Stage| if key == from { format!("{} again", stage.title(key)) } else { stage.title(key).to_owned() };
    let now = stages.get(to).map_or_else(|| to.clone(), |stage| title(to, stage));
    let mut is_new = false;
    let room = ui.available_width();
    let chosen = egui::ComboBox::from_id_salt("target").width(room).selected_text(now).truncate().show_ui(ui, |ui| {
        for (key, stage) in stages.iter() {
            ui.selectable_value(to, key.to_owned(), title(key, stage));
        }
        is_new = ui.selectable_label(false, "a new stage").clicked();
    });
    chosen.response.labelled_by(label).on_hover_text("The stage that is entered; a stage that leads to itself starts anew");
    is_new
}

/// When a way was taken in this life.
fn taken_ui(ui: &mut Ui, on: &WaysOn<'_>, index: usize, way: &Transition) {
    let palette = theme::palette(ui);
    let mut ages = taken(on.scenario, on.record, index, way);
    ages.retain(|age| *age <= on.age);
    if let Some(last) = ages.last() {
        let times = match ages.len() {
            0 | 1 => String::new(),
            2 => " and once before".to_owned(),
            more => format!(" and {} times before", more - 1),
        };
        ui.label(RichText::new(format!("Taken at age {}{times}", age_text(*last))).small().color(palette.holds));
    }
}

/// The ages at which a way on from a stage was taken; where several lead to the same stage, that for which it was told to be.
pub(super) fn taken(scenario: &Scenario, record: &Record, index: usize, way: &Transition) -> Vec<u64> {
    let stages = &scenario.development.stages;
    let alike = stages.at(index).map_or(0, |(_, stage)| stage.to.iter().filter(|other| other.stage == way.stage).count());
    let told = record.deeds().filter(|deed| !deed.gone).filter_map(|deed| match deed.kind {
        DeedKind::Stage(Some(stage)) => Some((stage, deed)),
        _ => None,
    });
    let entered: Vec<_> = told.collect();
    let words = format!(": {}", way.when.words());
    let is_it = |(stage, deed): (usize, &crate::app::record::Deed)| Some(stage) == stages.index(&way.stage) && (alike < 2 || deed.text.ends_with(&words));
    entered.windows(2).filter(|pair| pair[0].0 == index && is_it(pair[1])).map(|pair| pair[1].1.age).collect()
}

/// Which ways lead to a stage; a click shows where they begin. In the end, the ages at which it was entered.
pub fn entries_ui(ui: &mut Ui, on: &WaysOn<'_>, key: &str, actions: &mut Vec<Action>) {
    let stages = &on.scenario.development.stages;
    let Some(index) = stages.index(key) else { return };
    ui.spacing_mut().item_spacing.y = SMALL;
    if index == 0 {
        ui.label("A life begins here.");
    }
    let mut any = index == 0;
    for (from, stage) in stages.iter() {
        for way in stage.to.iter().filter(|way| way.stage == key) {
            any = true;
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = SMALL;
                ui.label(theme::faint(ui, "from"));
                if ui.link(stage.title(from)).clicked() {
                    actions.push(Action::Select(crate::app::selection::Selection::one(crate::app::selection::Item::Stage(from.to_owned()))));
                }
                ui.label(theme::faint(ui, part::when(&way.when, on.record)));
            });
        }
    }
    if !any {
        ui.label(RichText::new("No way leads here: let another stage lead to it.").color(theme::palette(ui).teach));
    }
    let entered: Vec<String> = on.record.stages().filter(|(stage, entered)| *stage == index && *entered <= on.age).map(|(_, age)| age_text(age)).collect();
    if let Some((last, before)) = entered.split_last() {
        let before = if before.is_empty() { String::new() } else { format!(", before that at {}", before[before.len().saturating_sub(5)..].join(", ")) };
        ui.label(RichText::new(format!("Entered at age {last}{before}")).small().color(theme::palette(ui).holds));
    }
    ui.add_space(MEDIUM - SMALL);
    if index > 0 && ui.button("Let life begin here").on_hover_text("Puts this stage before all others").clicked() {
        actions.push(Action::Change { label: "Let life begin in another stage".to_owned(), scenario: edit::begin_with(on.scenario, key) });
    }
}

/// What moves while a stage lasts, and what can be put after it.
pub fn after_ui(ui: &mut Ui, on: &WaysOn<'_>, key: &str, actions: &mut Vec<Action>) {
    let Some(stage) = on.scenario.development.stages.get(key) else { return };
    if stage.tracks.is_empty() {
        ui.label(theme::faint(ui, "No knob has a track of its own here; “+ track” on the timeline gives it one."));
    }
    let is_now = on.grown.stage.is_some() && on.grown.stage == on.scenario.development.stages.index(key);
    for (path, track) in &stage.tracks {
        let now = on.record.lived(path).and_then(|lived| lived.at(on.age)).filter(|_| is_now);
        let text = match (now, track.keys.first()) {
            (Some(now), _) => format!("now {}", short(now)),
            (None, Some(first)) if track.keys.len() > 1 => format!("from {}", short(first.value)),
            (None, first) => first.map_or_else(String::new, |key| short(key.value)),
        };
        fact(ui, &edit::label(on.scenario, path), &text, theme::palette(ui).text).on_hover_text(path);
    }
    ui.add_space(SMALL);
    if ui.button("Add a stage after it").clicked() {
        let lasted = super::course::until_middle(on.scenario, on.record, on.age, Some(key));
        let (scenario, new) = edit::add_stage(on.scenario, Some(key), lasted);
        actions.push(Action::Change { label: "Add a stage".into(), scenario });
        actions.push(Action::Select(crate::app::selection::Selection::one(crate::app::selection::Item::Stage(new))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::plots::testing;
    use crate::engine::report::{Event, EventKind, Progress};

    #[test]
    fn of_two_ways_to_the_same_stage_the_one_that_was_told_was_taken() {
        let mut scenario = testing::welcome();
        let stages = serde_json::json!({
            "a": { "to": [{ "stage": "b", "when": { "after": 900 } }, { "stage": "b", "when": { "after": 70 } }] },
            "b": { "to": [{ "stage": "a", "when": { "after": 50 } }] } });
        scenario.development.stages = serde_json::from_value(stages).unwrap();
        let mut record = testing::record_for(&scenario);
        let event = |stage, age, text: &str| Event { age, text: text.into(), kind: EventKind::Stage(stage) };
        let events = vec![event(0, 0, "a begins"), event(1, 100, "b begins: after 70 ticks"), event(0, 150, "a begins: after 50 ticks")];
        record.absorb(&Progress { age: 200, events, ..Progress::default() });
        let of = |index: usize, way: usize| taken(&scenario, &record, index, &scenario.development.stages.at(index).unwrap().1.to[way]);
        assert_eq!([of(0, 0), of(0, 1), of(1, 0)], [vec![], vec![100], vec![150]]);
    }
}
