//! What the scenario says about itself, and whether it is true of this life.

use super::Action;
use super::action::Panel;
use super::format::variant_within;
use super::plots::figures::{age, number, short};
use super::record::Record;
use super::theme::{self, LARGE, MEDIUM, SMALL};
use crate::engine::report::{Command, Verdict};
use crate::scenario::{self, Aggregate, Claim, Comparison, Scenario};
use egui::{Align, Color32, Label, Layout, RichText, ScrollArea, Sense, Ui, vec2};

/// Shows every claim with its measure, its bound, its value and its verdict.
pub fn ui(ui: &mut Ui, scenario: &Scenario, record: &Record, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = SMALL;
    ui.label(theme::title(summary(scenario, record.verdicts())));
    if scenario.claims.is_empty() {
        let text = "A claim is a statement that a scenario makes about itself and that a run can refute. This one makes none; they are written in its file.";
        ui.add(Label::new(theme::faint(ui, text)).wrap());
        return;
    }
    ui.add_space(SMALL);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        // The scroll bar has room of its own.
        ui.set_max_width(ui.available_width() - LARGE);
        for (index, claim) in scenario.claims.iter().enumerate() {
            let verdict = record.verdicts().get(index).copied().unwrap_or(Verdict::NotYetDue);
            ui.push_id(index, |ui| claim_ui(ui, claim, verdict, record, actions));
            ui.add_space(MEDIUM);
        }
    });
}

/// How many claims hold: `5 of 6 claims hold`.
pub fn summary(scenario: &Scenario, verdicts: &[Verdict]) -> String {
    let total = scenario.claims.len();
    let count = |wanted: fn(&Verdict) -> bool| verdicts.iter().take(total).filter(|verdict| wanted(verdict)).count();
    let holds = count(|verdict| matches!(verdict, Verdict::Holds(_)));
    let judged = holds + count(|verdict| matches!(verdict, Verdict::Fails(_) | Verdict::Unknown));
    match (total, judged) {
        (0, _) => "No claims".to_owned(),
        (1, 0) => "1 claim, not yet due".to_owned(),
        (_, 0) => format!("{total} claims, none due yet"),
        (1, _) => if holds == 1 { "The claim holds" } else { "The claim does not hold" }.to_owned(),
        _ if judged < total => format!("{holds} of {judged} claims hold, {} not yet due", total - judged),
        _ => format!("{holds} of {total} claims hold"),
    }
}

fn claim_ui(ui: &mut Ui, claim: &Claim, verdict: Verdict, record: &Record, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let (colour, word) = match verdict {
        Verdict::Holds(_) => (palette.holds, "holds".to_owned()),
        Verdict::Fails(_) => (palette.error, "fails".to_owned()),
        Verdict::NotYetDue => (palette.faint, format!("due at age {}", age(claim.over[1]))),
        Verdict::Unknown => (palette.teach, "unknown".to_owned()),
    };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(MEDIUM, SMALL / 2.0);
        mark_ui(ui, verdict, colour);
        ui.with_layout(Layout::right_to_left(Align::TOP), |ui| {
            ui.label(RichText::new(word).color(colour));
            ui.with_layout(Layout::top_down(Align::LEFT), |ui| {
                ui.add(Label::new(&claim.text).wrap());
                ui.add(Label::new(theme::small(ui, measured(claim, verdict, record))).wrap());
                if !claim.cites.is_empty() {
                    ui.add(Label::new(theme::small(ui, &claim.cites).italics()).wrap());
                }
                ui.horizontal(|ui| deeds_ui(ui, claim, verdict, record, actions));
            });
        });
    });
}

/// A tick, a cross, a question mark or an empty ring.
fn mark_ui(ui: &mut Ui, verdict: Verdict, colour: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(LARGE, LARGE), Sense::hover());
    let (centre, stroke) = (rect.center(), egui::Stroke::new(1.6, colour));
    let painter = ui.painter();
    painter.circle_stroke(centre, 7.0, egui::Stroke::new(1.2, colour));
    match verdict {
        Verdict::Holds(_) => {
            painter.line(vec![centre + vec2(-3.0, 0.0), centre + vec2(-0.8, 2.4), centre + vec2(3.2, -2.4)], stroke);
        }
        Verdict::Fails(_) => {
            painter.line_segment([centre + vec2(-2.5, -2.5), centre + vec2(2.5, 2.5)], stroke);
            painter.line_segment([centre + vec2(-2.5, 2.5), centre + vec2(2.5, -2.5)], stroke);
        }
        Verdict::Unknown => {
            painter.text(centre, egui::Align2::CENTER_CENTER, "?", egui::FontId::proportional(10.0), colour);
        }
        Verdict::NotYetDue => {}
    }
}

/// What is measured, what it must be and what it is: `Visual area, layer 1 at the end of ages 1 000 to 1 260: 61.2°, must be ≤ 80`.
fn measured(claim: &Claim, verdict: Verdict, record: &Record) -> String {
    let title = title_of(&claim.measure, record);
    let take = match claim.take {
        Aggregate::Mean => "mean over",
        Aggregate::Min => "least of",
        Aggregate::Max => "greatest of",
        Aggregate::Last => "last of",
    };
    let unit = record.place(&claim.measure).and_then(|place| record.series().get(place)).map_or("", |series| series.measure.unit);
    let [first, last] = claim.over.map(age);
    let value = match verdict {
        Verdict::Holds(value) | Verdict::Fails(value) => format!("{}{unit}, ", number(value)),
        Verdict::NotYetDue => record.latest(&claim.measure).map_or_else(String::new, |value| format!("now {}{unit}, ", number(value))),
        Verdict::Unknown => "nothing was measured, ".to_owned(),
    };
    format!("{title}, {take} ages {first} to {last}: {value}must be {}", bound(&claim.is, unit, record))
}

/// What a measure is called: `Visual area, layer 1`, with its variant behind it.
fn title_of(measure: &str, record: &Record) -> String {
    let Some(series) = record.place(measure).and_then(|place| record.series().get(place)) else { return measure.to_owned() };
    let variant = series.variant.as_ref().map_or_else(String::new, |variant| format!(" ({})", variant_within(variant)));
    format!("{}{variant}", series.measure.title)
}

/// What the value must be: `≤ 80°`, or `≤ Cortical area, layer 1 (fixed sizes) − 5°`.
fn bound(is: &Comparison, unit: &str, record: &Record) -> String {
    let beside = |sign: &str, measure: &str, by: f64| {
        let margin = match by {
            0.0 => String::new(),
            by if by < 0.0 => format!(" − {}{unit}", short(-by)),
            by => format!(" + {}{unit}", short(by)),
        };
        format!("{sign} {}{margin}", title_of(measure, record))
    };
    match is {
        Comparison::Below(bound) => format!("≤ {}{unit}", short(*bound)),
        Comparison::Above(bound) => format!("≥ {}{unit}", short(*bound)),
        Comparison::Within([least, most]) => format!("from {} to {}{unit}", short(*least), short(*most)),
        Comparison::BelowMeasure { measure, by } => beside("≤", measure, -by),
        Comparison::AboveMeasure { measure, by } => beside("≥", measure, *by),
    }
}

/// What a person can do about a claim: look at its measure, or live until it is due.
fn deeds_ui(ui: &mut Ui, claim: &Claim, verdict: Verdict, record: &Record, actions: &mut Vec<Action>) {
    let series = record.place(&claim.measure).and_then(|place| record.series().get(place));
    if let Some(series) = series
        && ui.link(theme::small(ui, "Show the measure")).clicked()
    {
        actions.push(Action::Show(match series.measure.panel {
            scenario::Panel::Losses => Panel::Losses,
            scenario::Panel::Alignment => Panel::Alignment,
            scenario::Panel::Recovery => Panel::Recovery,
            scenario::Panel::Movement => Panel::Movement,
        }));
    }
    if verdict == Verdict::NotYetDue && record.age() < claim.over[1] && ui.link(theme::small(ui, format!("Live until age {}", age(claim.over[1])))).clicked() {
        actions.push(Action::Run(Command::RunUntil(claim.over[1])));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::plots::testing;
    use crate::engine::report::Progress;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    fn claim(measure: &str, last: u64) -> Claim {
        Claim {
            text: format!("The first layer's angle to the true gradient falls below 80° by age {last}"),
            measure: measure.to_owned(),
            take: Aggregate::Last,
            over: [0, last],
            is: Comparison::Below(80.0),
            cites: "Lillicrap et al. 2016".to_owned(),
        }
    }

    #[test]
    fn claims_are_counted_in_words() {
        let mut scenario = Scenario { claims: vec![claim("a", 1), claim("b", 2), claim("c", 3)], ..Scenario::default() };
        let words = |scenario: &Scenario, verdicts: &[Verdict]| summary(scenario, verdicts);
        assert_eq!(words(&scenario, &[]), "3 claims, none due yet");
        assert_eq!(words(&scenario, &[Verdict::Holds(1.0), Verdict::Fails(2.0), Verdict::NotYetDue]), "1 of 2 claims hold, 1 not yet due");
        assert_eq!(words(&scenario, &[Verdict::Holds(1.0), Verdict::Holds(2.0), Verdict::Unknown]), "2 of 3 claims hold");
        scenario.claims.truncate(1);
        assert_eq!(words(&scenario, &[Verdict::Holds(1.0)]), "The claim holds");
        assert_eq!(words(&Scenario::default(), &[]), "No claims");
    }

    #[test]
    fn a_claim_shows_its_value_and_offers_to_wait_for_it() {
        let mut scenario = testing::welcome();
        scenario.claims = vec![claim("rule_angle.visual.weights.0", 100), claim("rule_angle.visual.weights.0", 900)];
        let mut record = testing::record_for(&scenario);
        testing::feed(&mut record, 0..200, |_, _| 61.2);
        record.absorb(&Progress { age: 200, verdicts: vec![Verdict::Holds(61.2), Verdict::NotYetDue], ..Progress::default() });
        let mut harness = Harness::builder().with_size(vec2(420.0, 300.0)).build_ui_state(
            |ui, actions: &mut Vec<Action>| {
                if testing::is_dressed(ui) {
                    super::ui(ui, &scenario, &record, actions);
                }
            },
            Vec::new(),
        );
        harness.run_steps(3);
        harness.get_by_label("1 of 1 claims hold, 1 not yet due");
        harness.get_by_label_contains("last of ages 0 to 100: 61.2°, must be ≤ 80°");
        harness.get_by_label("Live until age 900").click();
        harness.run_steps(2);
        assert!(matches!(harness.state()[..], [Action::Run(Command::RunUntil(900))]), "{:?}", harness.state());
    }
}
