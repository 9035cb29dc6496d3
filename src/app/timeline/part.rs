//! One part of a guard, to be read as a piece of a sentence and edited in place, with how far it is from being true right now.

use super::guard::{self, Ask};
use super::measures;
use crate::app::plots::figures::{age as age_text, short};
use crate::app::record::Record;
use crate::app::theme::{self, MEDIUM, SMALL};
use crate::app::widgets::focus_ring;
use crate::brain::development::{Bound, Criterion, Guard};
use crate::scenario::{Problem, Scenario, seen_by_a_god};
use egui::{Button, CornerRadius, CursorIcon, DragValue, Frame, Margin, Popup, Response, RichText, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

/// What a guard is shown with.
pub(super) struct Sight<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) record: &'a Record,
    pub(super) problems: &'a [Problem],
    /// What the newest evaluation saw, by measure; empty of a stage that the brain is not in.
    pub(super) seen: &'a [(String, Option<f64>)],
    /// So many ticks no stage has lasted yet.
    pub(super) long: u64,
    /// How many ticks ago the stage was entered; nothing if the brain is not in it.
    pub(super) since: Option<u64>,
    /// At how many evaluations in a row each criterion of the guard was met.
    pub(super) held: Option<&'a [u32]>,
}

/// Where a part stands: in which place of a list of how many, and whether it is to take the keyboard.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spot {
    pub(super) in_list: Option<(usize, usize)>,
    pub(super) takes_keyboard: bool,
}

impl Sight<'_> {
    fn every(&self) -> u64 {
        self.scenario.development.every.max(1) as u64
    }

    /// Whether a part is true right now, as far as that can be known; its criteria begin at `first`.
    fn verdict(&self, part: &Guard, first: usize) -> Option<bool> {
        let held = self.held?;
        part.verdict(self.since?, &mut held.iter().skip(first).map(|held| Some(*held)))
    }

    /// What a measure is right now: what the newest evaluation saw of it, else what was measured last.
    fn now(&self, name: &str) -> Option<f64> {
        let seen = self.seen.iter().find(|(other, _)| other == name).map(|(_, value)| *value);
        seen.unwrap_or_else(|| self.record.latest(name))
    }
}

/// A part at a path of the file; what is asked for it. `first` counts the criteria on the way.
pub(super) fn ui(ui: &mut Ui, sight: &Sight<'_>, part: &mut Guard, path: &str, first: &mut usize, spot: Spot) -> Option<Ask> {
    let begin = *first;
    let truth = sight.verdict(part, begin);
    match part {
        Guard::Measure(_) | Guard::After(_) => leaf_ui(ui, sight, part, path, first, spot),
        Guard::Not(inner) => {
            let mut asked = None;
            ui.horizontal(|ui| asked = word_ui(ui, "not", "Not", |ui| menu(ui, spot, &[("Without the not", Ask::Not)], false)));
            let of_inner = ruled(ui, theme::palette(ui).error, |ui| self::ui(ui, sight, inner, &format!("{path}.not"), first, Spot { in_list: None, ..spot }));
            match of_inner {
                Some(Ask::Not) => asked = Some(Ask::Not),
                Some(ask) => guard::obey(inner, ask, sight.long),
                None => {}
            }
            asked
        }
        Guard::All(_) | Guard::Any(_) if spot.in_list.is_some() => {
            let palette = theme::palette(ui);
            ruled(ui, if truth == Some(true) { palette.holds } else { palette.faint }, |ui| list_ui(ui, sight, part, path, first, spot))
        }
        Guard::All(_) | Guard::Any(_) => list_ui(ui, sight, part, path, first, spot),
    }
}

/// Behind a line at the left: what stands in brackets.
fn ruled<T>(ui: &mut Ui, colour: egui::Color32, content: impl FnOnce(&mut Ui) -> T) -> T {
    let shown = Frame::new().inner_margin(Margin { left: 10, right: 0, top: 2, bottom: 2 }).show(ui, |ui| {
        ui.set_width(ui.available_width());
        content(ui)
    });
    let rect = shown.response.rect;
    ui.painter().vline(rect.left() + 3.0, rect.y_range(), Stroke::new(1.5, colour.gamma_multiply(0.7)));
    shown.inner
}

/// Several parts, with the word between them that puts them together.
fn list_ui(ui: &mut Ui, sight: &Sight<'_>, list: &mut Guard, path: &str, first: &mut usize, spot: Spot) -> Option<Ask> {
    let other = guard::switched(list);
    let (is_all, Guard::All(parts) | Guard::Any(parts)) = (matches!(list, Guard::All(_)), &mut *list) else { return None };
    let (word, key) = if is_all { ("and", "all") } else { ("or", "any") };
    let (mut asked, mut of_part, mut is_switched) = (None, None, false);
    let count = parts.len();
    let mut word_between = |ui: &mut Ui, word: &str, name: &str| {
        ui.horizontal(|ui| {
            let ask = word_ui(ui, word, name, |ui| {
                if count > 1 && entry(ui, if is_all { "Or: one of these is enough" } else { "And: all of these must be true" }).clicked() {
                    is_switched = true;
                    ui.close();
                }
                let open: &[_] = if spot.in_list.is_some() { &[("Without these brackets", Ask::Open)] } else { &[] };
                menu(ui, spot, &[&[("Not all of this", Ask::Not)], open].concat(), true)
            });
            asked = asked.or(ask);
        });
    };
    if count < 2 {
        let words = match (count, is_all) {
            (0, true) => "at once",
            (0, false) => "never",
            (_, true) => "all of",
            (_, false) => "any of",
        };
        word_between(ui, words, words);
    }
    for (index, part) in parts.iter_mut().enumerate() {
        if index > 0 {
            word_between(ui, word, &format!("{word}, between conditions {index} and {}", index + 1));
        }
        let spot = Spot { in_list: Some((index, count)), takes_keyboard: spot.takes_keyboard && index == 0 };
        let ask = ui.push_id(index, |ui| self::ui(ui, sight, part, &format!("{path}.{key}.{index}"), first, spot)).inner;
        of_part = of_part.or(ask.map(|ask| (index, ask)));
    }
    if let Some((index, ask)) = of_part {
        guard::obey_in(parts, index, is_all, ask, sight.long);
    }
    if is_switched {
        *list = other;
    }
    asked
}

/// A condition: a measure on one side of a number, or a time.
fn leaf_ui(ui: &mut Ui, sight: &Sight<'_>, part: &mut Guard, path: &str, first: &mut usize, spot: Spot) -> Option<Ask> {
    let truth = sight.verdict(part, *first);
    let mut asked = None;
    let mut other = None;
    let mut row_menu = |ui: &mut Ui, instead: (&str, fn(&Sight<'_>) -> Guard)| {
        let button = dots(ui, "What to do with this condition");
        let mut ask = None;
        Popup::menu(&button).show(|ui| {
            ask = menu(ui, spot, &[("Not this", Ask::Not)], true);
            if entry(ui, instead.0).clicked() {
                other = Some(instead.1(sight));
                ui.close();
            }
        });
        ask
    };
    match part {
        Guard::After(ticks) => {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = SMALL;
                let label = ui.label("after");
                let field = DragValue::new(ticks).speed(2.0).range(0..=u64::MAX >> 12).suffix(" ticks").update_while_editing(false);
                let field = ui.add(field.custom_formatter(|ticks, _| age_text(ticks.max(0.0) as u64)).custom_parser(typed)).labelled_by(label.id);
                if spot.takes_keyboard {
                    field.request_focus();
                }
                field.on_hover_text("So many ticks after the stage was entered");
                at_right(ui, |ui| asked = row_menu(ui, ("Wait for a measure instead", measure_instead)));
            });
            let now = match (sight.since, truth) {
                (Some(since), Some(true)) => Some((format!("true since {} ticks", age_text(since.saturating_sub(*ticks))), true)),
                (Some(since), _) => Some((format!("in {} ticks", age_text(ticks.saturating_sub(since))), false)),
                (None, _) => None,
            };
            now.into_iter().for_each(|(text, is_true)| standing_ui(ui, &text, is_true));
        }
        Guard::Measure(criterion) => {
            let number = *first;
            *first += 1;
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = SMALL;
                let room = (ui.available_width() - DOTS - SMALL).max(60.0);
                let field = measures::ui(ui, sight.record, sight.scenario, &mut criterion.name, room);
                if spot.takes_keyboard {
                    field.request_focus();
                }
                at_right(ui, |ui| asked = row_menu(ui, ("Wait for time instead", |sight| Guard::After(sight.scenario.ticks as u64 / 2))));
            });
            bound_ui(ui, sight, criterion);
            let (text, is_true) = standing(sight, criterion, number);
            standing_ui(ui, &text, is_true);
            if seen_by_a_god(&Guard::Measure(criterion.clone())).is_some() {
                ui.add(egui::Label::new(theme::small(ui, "Only the true gradient tells: a god sees this, not the brain.")).wrap());
            }
            problems_ui(ui, sight.problems, &format!("{path}.measure"), &mut criterion.name);
        }
        Guard::All(_) | Guard::Any(_) | Guard::Not(_) => {}
    }
    if let Some(other) = other {
        *part = other;
    }
    asked
}

/// The first measure that can be waited for, or the accuracy if there is one.
fn measure_instead(sight: &Sight<'_>) -> Guard {
    let found = measures::possible(sight.record, sight.scenario);
    let best = found.iter().find(|measure| measure.name.starts_with("accuracy")).or_else(|| found.iter().find(|measure| measure.prominent)).or(found.first());
    best.map_or(Guard::After(sight.long), |measure| Guard::Measure(guard::for_measure(&measure.name, sight.now(&measure.name))))
}

/// On which side of which number, and how long.
fn bound_ui(ui: &mut Ui, sight: &Sight<'_>, criterion: &mut Criterion) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = SMALL;
        let is_above = matches!(criterion.is, Bound::Above(_));
        let mut number = criterion.is.number();
        let speed = (number.abs() * 0.01).max(0.001);
        let side = ui.add(Button::new(if is_above { "≥" } else { "≤" }).min_size(vec2(26.0, 22.0)));
        side.widget_info(|| WidgetInfo::labeled(Role::Button, true, if is_above { "At least" } else { "At most" }));
        let is_above = is_above != side.on_hover_text("Click for the other side").clicked();
        let field = DragValue::new(&mut number).speed(speed).max_decimals(6).update_while_editing(false);
        named(ui.add_sized(vec2(62.0, 22.0), field.custom_parser(typed)), "Threshold").on_hover_text("Drag, or click to type.");
        criterion.is = if is_above { Bound::Above(number) } else { Bound::Below(number) };
        let help = format!(
            "At so many evaluations in a row, one every {} ticks: held for {} ticks. Drag, or click to type.",
            age_text(sight.every()),
            age_text(sight.every() * u64::from(criterion.hold.saturating_sub(1)))
        );
        let words = |count: f64, _: std::ops::RangeInclusive<usize>| if count < 1.5 { "once".to_owned() } else { format!("{count:.0}× in a row") };
        let field = DragValue::new(&mut criterion.hold).range(1..=10_000).speed(0.05).custom_formatter(words).custom_parser(times).update_while_editing(false);
        named(ui.add(field), "How often in a row").on_hover_text(help);
    });
}

/// How a criterion stands: what its measure is now, and how far that is.
fn standing(sight: &Sight<'_>, criterion: &Criterion, number: usize) -> (String, bool) {
    let Some(value) = sight.now(&criterion.name) else { return ("not measured yet".to_owned(), false) };
    let held = sight.held.and_then(|held| held.get(number)).copied();
    let now = format!("now {}", short(value));
    match (guard::to_go(criterion.is, value), held) {
        (Some(far), _) => (format!("{now}: {} to go", short(far)), false),
        (None, Some(held)) if criterion.hold > 1 => (format!("{now}: met {} of {} times", held.min(criterion.hold), criterion.hold), held >= criterion.hold),
        (None, _) => (format!("{now}: met"), true),
    }
}

/// How far it is right now, in green when it is there.
fn standing_ui(ui: &mut Ui, text: &str, is_true: bool) {
    let palette = theme::palette(ui);
    let colour = if is_true { palette.holds } else { palette.faint };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.spacing_mut().interact_size.y = 14.0;
        let (rect, _) = ui.allocate_exact_size(vec2(8.0, 14.0), Sense::hover());
        if is_true {
            ui.painter().circle_filled(rect.center(), 3.5, colour);
        } else {
            ui.painter().circle_stroke(rect.center(), 3.0, Stroke::new(1.0, colour));
        }
        ui.label(RichText::new(text).small().color(colour));
    });
}

/// What can be asked of every part: more beside it, and what a list does with its parts.
fn menu(ui: &mut Ui, spot: Spot, own: &[(&str, Ask)], with_more: bool) -> Option<Ask> {
    let more = [("… and another condition", Ask::And), ("… or another condition", Ask::Or)];
    let more = more.into_iter().filter(|_| with_more);
    let of_list = spot.in_list.into_iter().flat_map(|(index, count)| {
        let entries =
            [("Move up", Ask::Up, index > 0), ("Move down", Ask::Down, index + 1 < count), ("Duplicate", Ask::Duplicate, true), ("Remove", Ask::Remove, true)];
        entries.into_iter().filter(|entry| entry.2).map(|(text, ask, _)| (text, ask))
    });
    let mut asked = None;
    for (text, ask) in more.chain(own.iter().copied()).chain(of_list) {
        if entry(ui, text).clicked() {
            asked = Some(ask);
            ui.close();
        }
    }
    asked
}

/// A word between conditions, with what can be done to all of them.
fn word_ui(ui: &mut Ui, word: &str, name: &str, content: impl FnOnce(&mut Ui) -> Option<Ask>) -> Option<Ask> {
    let palette = theme::palette(ui);
    let text = RichText::new(word).font(egui::FontId::new(12.0, theme::semibold())).color(palette.accent);
    ui.spacing_mut().button_padding.x = SMALL;
    let button = ui.add(Button::new(text).frame_when_inactive(false).min_size(vec2(0.0, 18.0)));
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let shown = Popup::menu(&button).show(content);
    shown.and_then(|shown| shown.inner)
}

/// Width of the three dots.
const DOTS: f32 = 20.0;

/// Three dots that open a menu.
pub(super) fn dots(ui: &mut Ui, name: &str) -> Response {
    let palette = theme::palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(DOTS, 20.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(theme::ROUND), palette.hovered);
    }
    let ink = if response.hovered() || response.has_focus() { palette.text } else { palette.faint };
    for y in [-4.5, 0.0, 4.5] {
        ui.painter().circle_filled(rect.center() + vec2(0.0, y), 1.4, ink);
    }
    focus_ring(ui, rect, &response);
    response.on_hover_text(name).on_hover_cursor(CursorIcon::PointingHand)
}

/// One line of a menu.
pub(super) fn entry(ui: &mut Ui, text: &str) -> Response {
    ui.add(Button::new(text).frame_when_inactive(false).min_size(vec2(190.0, 22.0)))
}

fn at_right(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), content);
}

fn named(response: Response, name: &str) -> Response {
    response.ctx.accesskit_node_builder(response.id, |node| node.set_label(name));
    response
}

/// What is wrong at a path or below it, with what mends it; a mend puts another name in the place of `name`.
pub(super) fn problems_ui(ui: &mut Ui, problems: &[Problem], path: &str, name: &mut String) {
    let below = |other: &str| other == path || other.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
    for problem in problems.iter().filter(|problem| below(&problem.path)) {
        let message = crate::app::edit::sentence(&problem.message);
        ui.add(egui::Label::new(RichText::new(message).small().color(theme::palette(ui).error)).wrap()).on_hover_text(&problem.path);
        let Some(mend) = &problem.mend else { continue };
        match mend.edits.first().and_then(|(_, value)| value.as_str()) {
            Some(other) => {
                if ui.small_button(crate::app::edit::sentence(&mend.text)).clicked() {
                    other.clone_into(name);
                }
            }
            None => {
                ui.label(theme::small(ui, crate::app::edit::sentence(&mend.text)));
            }
        }
        ui.add_space(MEDIUM - SMALL);
    }
}

/// A guard in the words of people: measures by their titles, and whether the brain could know of it.
pub(super) fn in_words(guard: &Guard, record: &Record) -> String {
    let by_whom = seen_by_a_god(guard).map_or("", |_| " (seen by a god, not by the brain)");
    renamed(guard, record).words() + by_whom
}

/// The same after the word that leads to it: `when …`, `after 20 ticks`.
pub(super) fn when(guard: &Guard, record: &Record) -> String {
    let words = in_words(guard, record);
    if matches!(guard, Guard::After(_)) { words } else { format!("when {words}") }
}

fn renamed(guard: &Guard, record: &Record) -> Guard {
    let all = |parts: &[Guard]| parts.iter().map(|part| renamed(part, record)).collect();
    match guard {
        Guard::Measure(criterion) => Guard::Measure(Criterion { name: measures::spoken_of(record, &criterion.name), ..criterion.clone() }),
        Guard::After(ticks) => Guard::After(*ticks),
        Guard::All(parts) => Guard::All(all(parts)),
        Guard::Any(parts) => Guard::Any(all(parts)),
        Guard::Not(part) => Guard::Not(Box::new(renamed(part, record))),
    }
}

/// What a person may type for a number: a comma, a proper minus and spaces or commas between thousands too.
fn typed(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches("ticks").trim_end();
    let mut parts = text.split(',');
    let is_whole = |part: &str| !part.is_empty() && part.len() <= 3 && part.chars().all(|letter| letter.is_ascii_digit());
    let has_thousands =
        parts.next().is_some_and(|first| is_whole(first) && first != "0") && text.contains(',') && parts.all(|part| part.len() == 3 && is_whole(part));
    let text = if has_thousands { text.replace(',', "") } else { text.to_owned() };
    text.replace(['\u{a0}', ' '], "").replace('−', "-").replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

/// What a person may type for how often: `once`, `3`, `3× in a row`.
fn times(text: &str) -> Option<f64> {
    if text.trim() == "once" {
        return Some(1.0);
    }
    let digits: String = text.trim().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::typed;

    #[test]
    fn a_comma_parts_thousands_where_it_can_and_tenths_where_it_cannot() {
        let found = ["1,000", "12,000 ticks", "0,5", "1,5", "−2", "1 000", "0,500", "3.25"].map(typed);
        assert_eq!(found, [Some(1000.0), Some(12000.0), Some(0.5), Some(1.5), Some(-2.0), Some(1000.0), Some(0.5), Some(3.25)]);
        assert_eq!(["", "a", "1,00,0"].map(typed), [None; 3]);
    }
}
