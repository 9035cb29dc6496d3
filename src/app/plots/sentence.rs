//! One plain sentence that says what a plot shows right now.

use super::PlotKind;
use super::figures::{age, number, percent, with_unit};
use crate::app::format::variant_within;
use crate::app::record::{Bucket, DeedKind, Pyramid, Record};
use crate::engine::report::Recovery;
use crate::scenario::{Objective, Role, Scenario, begins};

/// Degrees on either side of 90° that hold 99 % of all directions, times √dimensions.
const CHANCE: f64 = 57.295_779_513 * 2.58;
/// Below this angle two directions are the same.
const SAME: f64 = 1.0;
/// How many things a sentence names.
const MOST_NAMED: usize = 3;
/// How many variants it names.
const MOST_COMPARED: usize = 5;
/// From which part of the harm on one may say what came back, before the twin is done.
const MOSTLY: f64 = 0.85;

/// What a plot shows right now, in a sentence.
pub fn sentence(kind: PlotKind, record: &Record, scenario: &Scenario) -> String {
    match kind {
        PlotKind::Losses => losses(record, scenario),
        PlotKind::Alignment => alignment(record, scenario),
        PlotKind::Recovery => recovery(record, scenario),
        PlotKind::Movement => "1: the area moves as this cost alone would have it; 0: across it; −1: against it.".to_owned(),
    }
}

/// What measures are right now that are shown alone, in the scenario and beside it.
pub(super) fn of_measures(starts: &str, record: &Record, scenario: &Scenario) -> String {
    let own = record.series().iter().filter(|series| series.variant.is_none() && begins(&series.measure.name, starts));
    let told = own.filter_map(|series| {
        let measure = &series.measure;
        let is_part = ["accuracy.", "test_error.", "agreement."].iter().any(|kind| measure.name.starts_with(kind));
        let say = |value: f64| if is_part { percent(value) } else { with_unit(value, measure.unit) };
        Some(format!("{} {}{}", measure.title, say(record.latest(&measure.name)?), beside(record, scenario, &measure.name, say)))
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { nothing_yet(record) } else { format!("{}{}.", told[..told.len().min(MOST_NAMED)].join("; "), more(told.len())) }
}

/// How far from 90° an angle may be by chance alone, in a space of so many dimensions.
pub fn chance(dimensions: usize) -> f64 {
    CHANCE / (dimensions.max(1) as f64).sqrt()
}

/// Where a series is going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trend {
    Falling,
    Rising,
    Level,
    TooEarly,
}

fn losses(record: &Record, scenario: &Scenario) -> String {
    let costs = scenario.areas.iter().flat_map(|(key, area)| area.costs.iter().map(move |(cost, attachment)| (key, area, cost, attachment)));
    let costs: Vec<_> = costs.collect();
    if costs.is_empty() {
        return implied(record, scenario, |unit| unit != "°").unwrap_or_else(|| "No area has a cost yet: nothing is being made small.".to_owned());
    }
    let measured: Vec<_> =
        costs.iter().filter_map(|&(key, area, cost, attachment)| Some((key, area, cost, attachment, record.latest(&format!("cost.{key}.{cost}"))?))).collect();
    let Some(&(key, _, cost, ..)) = measured.first() else {
        return nothing_yet(record);
    };
    let trace = format!("cost.{key}.{cost}");
    let trend = record.trace_of(&trace).map_or(Trend::TooEarly, |trace| trend(trace, last_disturbance(record)));
    let is_one_area = measured.iter().all(|(other, ..)| *other == key);
    let (mut text, who) = if measured.len() > 1 {
        let named = measured.iter().take(MOST_NAMED).enumerate().map(|(index, (key, area, _, attachment, value))| {
            let title = attachment.cost.title().to_lowercase();
            let title = if index == 0 { crate::app::edit::sentence(&title) } else { title };
            if is_one_area { format!("{title} {}", number(*value)) } else { format!("{} {} {}", area.title(key), title.to_lowercase(), number(*value)) }
        });
        (format!("{}{}", named.collect::<Vec<_>>().join(", "), more(measured.len())), "the first is ")
    } else {
        (format!("Training cost {}", number(measured[0].4)), "")
    };
    if !is_one_area {
        return format!("{text}{}.", going(trend, who));
    }
    // What is said last is what the variants are compared by: how well is read, if it is known for any of the costs.
    let (mut compared, mut say): (String, fn(f64) -> String) = (trace, number);
    let tests = [("test_error", "test error", percent as fn(f64) -> String), ("test_cost", "on unseen samples", number)];
    let told = tests.iter().find_map(|&(kind, words, number)| {
        measured.iter().find_map(|(key, _, cost, ..)| {
            let measure = format!("{kind}.{key}.{cost}");
            record.latest(&measure).map(|value| (measure, words, number, value))
        })
    });
    if let Some((measure, words, number, value)) = told {
        text += &format!(", {words} {}", number(value));
        (compared, say) = (measure, number);
    }
    text += &beside(record, scenario, &compared, say);
    format!("{text}{}.", going(trend, who))
}

/// What the variants have of a measure, in brackets.
fn beside(record: &Record, scenario: &Scenario, measure: &str, say: impl Fn(f64) -> String) -> String {
    let variants =
        scenario.variants.names().filter_map(|variant| Some(format!("{} {}", variant_within(variant), say(record.latest(&format!("{variant}/{measure}"))?))));
    let variants: Vec<String> = variants.collect();
    if variants.is_empty() {
        return String::new();
    }
    format!(" ({}{})", variants[..variants.len().min(MOST_COMPARED)].join(", "), more_than(variants.len(), MOST_COMPARED))
}

/// What a rule without a cost tells about itself, and about its variants.
fn implied(record: &Record, scenario: &Scenario, takes: impl Fn(&str) -> bool) -> Option<String> {
    let own = record.series().iter().filter(|series| series.variant.is_none() && series.measure.prominent && takes(series.measure.unit));
    let (measure, value) = own
        .filter(|series| {
            scenario.areas.iter().any(|(key, area)| area.rule.as_dyn().measures().iter().any(|told| series.measure.name == format!("{}.{key}", told.key)))
        })
        .find_map(|series| Some((&series.measure, record.latest(&series.measure.name)?)))?;
    let say = |value: f64| if measure.unit == "°" { format!("{value:.0}°") } else { number(value) };
    Some(format!("{} {}{}.", measure.title, say(value), beside(record, scenario, &measure.name, say)))
}

fn going(trend: Trend, who: &str) -> String {
    match trend {
        Trend::Falling => format!("; {who}still falling"),
        Trend::Rising => format!("; {who}rising"),
        Trend::Level => format!("; {who}level"),
        Trend::TooEarly => String::new(),
    }
}

fn alignment(record: &Record, scenario: &Scenario) -> String {
    let measured = |key: &str| {
        // The area's first layer is the hardest to reach; the area as a whole stands in where it is not measured.
        let names = [format!("rule_angle.{key}.weights.0"), format!("rule_angle.{key}")];
        names.into_iter().find_map(|name| Some((record.place(&name)?, record.latest(&name)?)))
    };
    let areas: Vec<_> = scenario.areas.iter().filter_map(|(key, area)| Some((area.title(key), measured(key)?))).collect();
    if areas.is_empty() {
        return if record.age() == 0 {
            nothing_yet(record)
        } else {
            implied(record, scenario, |unit| unit == "°").unwrap_or_else(|| "No area has a gradient to be compared with yet.".to_owned())
        };
    }
    let gradient = match scenario.measuring.objective {
        Objective::Intended => "the true gradient",
        Objective::Global => "the global gradient",
        Objective::Local => "its own cost's gradient",
    };
    let borrowers = scenario.wires.iter().filter(|(_, wire)| wire.role == Role::Share).count();
    if areas.iter().all(|(_, (_, angle))| *angle < SAME) {
        return match areas.as_slice() {
            [(title, _)] => format!("{title} follows {gradient} exactly."),
            _ if areas.len() + borrowers < scenario.areas.len() => format!("Every area that has a gradient follows {gradient} exactly."),
            _ => format!("Every area follows {gradient} exactly."),
        };
    }
    let mut parts = Vec::new();
    for (index, (title, (place, angle))) in areas.iter().take(MOST_NAMED).enumerate() {
        let colon = if areas.len() == 1 { ": " } else { " " };
        if *angle < SAME {
            parts.push(format!("{title}{colon}exact"));
            continue;
        }
        let band = record.series().get(*place).map_or(0.0, |series| chance(series.measure.dimensions));
        let judged = if *angle < 90.0 - band {
            "better than chance"
        } else if *angle > 90.0 + band {
            "against the gradient"
        } else {
            "no better than chance"
        };
        let trend = record.trace(*place).map_or(Trend::TooEarly, |trace| trend(trace, last_disturbance(record)));
        let going = match trend {
            Trend::Falling => ", falling",
            Trend::Rising => ", rising",
            Trend::Level | Trend::TooEarly => "",
        };
        let from = if index == 0 { format!(" from {gradient}") } else { String::new() };
        parts.push(format!("{title}{colon}{angle:.0}°{from}, {judged}{going}"));
    }
    format!("{}{}.", parts.join("; "), more(areas.len()))
}

fn recovery(record: &Record, scenario: &Scenario) -> String {
    if let Some(recovery) = record.recovery() {
        return told(recovery);
    }
    let next = scenario.perturbations.iter().filter(|planned| planned.at >= record.age()).min_by_key(|planned| planned.at);
    match next {
        Some(planned) => format!("Nothing has been done to this brain yet; {} comes at age {}.", planned.perturbation.title().to_lowercase(), age(planned.at)),
        None => "Nothing has been done to this brain yet: poke it.".to_owned(),
    }
}

fn told(recovery: &Recovery) -> String {
    let Recovery { what, at, regained, verdict, finished, .. } = recovery;
    let so_far = if *finished { "" } else { " so far" };
    let result = match regained {
        None => "too little harm to judge the recovery".to_owned(),
        Some(part) if *part < 0.0 => format!("the harm has only grown{so_far}"),
        Some(part) => format!("{:.0}\u{a0}% of the harm is made good{so_far}", part * 100.0),
    };
    match verdict.as_str() {
        "" => format!("{what} at age {}: {result}.", age(*at)),
        _ if regained.is_none_or(|part| !finished && part < MOSTLY) => format!("{what} at age {}: {result}.", age(*at)),
        verdict => format!("{what} at age {} – {result}: {verdict}.", age(*at)),
    }
}

/// Where the newest tenth of a series stands against the tenth before it, since the last disturbance.
fn trend(trace: &Pyramid, since: u64) -> Trend {
    let Some((first, last)) = trace.ages() else { return Trend::TooEarly };
    let first = first.max(since);
    let tenth = (last.saturating_sub(first)) / 10;
    let mean_of = |from: u64, to: u64| {
        let inside: Vec<Bucket> = trace.buckets(from, to, 60).into_iter().filter(|bucket| bucket.from >= from && bucket.to <= to).collect();
        let count: u64 = inside.iter().map(|bucket| bucket.count).sum();
        let mean = inside.iter().map(|bucket| bucket.sum).sum::<f64>() / count as f64;
        let spread = (inside.iter().map(|bucket| (bucket.mean() - mean).powi(2)).sum::<f64>() / inside.len() as f64 / inside.len() as f64).sqrt();
        (inside.len() >= 2).then_some((mean, spread))
    };
    // Measurements get rarer with age: where a tenth holds too few of them, larger parts are compared.
    let stretches = [tenth, tenth * 2, tenth * 5].into_iter().filter(|length| *length >= 1 && last >= first + 2 * length);
    let found = stretches.filter_map(|length| Some((mean_of(last - 2 * length, last - length - 1)?, mean_of(last - length, last)?))).next();
    let Some(((before, before_spread), (now, now_spread))) = found else { return Trend::TooEarly };
    let clear = (2.0 * (before_spread.powi(2) + now_spread.powi(2)).sqrt()).max(0.01 * before.abs());
    match now - before {
        change if change < -clear => Trend::Falling,
        change if change > clear => Trend::Rising,
        _ => Trend::Level,
    }
}

fn last_disturbance(record: &Record) -> u64 {
    record.deeds().rev().find(|deed| deed.kind == DeedKind::Perturbation && !deed.gone).map_or(0, |deed| deed.age + 1)
}

fn nothing_yet(record: &Record) -> String {
    if record.age() == 0 { "Nothing has been measured yet: press play.".to_owned() } else { "Nothing has been measured yet.".to_owned() }
}

fn more(count: usize) -> String {
    more_than(count, MOST_NAMED)
}

fn more_than(count: usize, most: usize) -> String {
    if count > most { format!(" and {} more", count - most) } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::plots::testing;

    fn welcome() -> Scenario {
        testing::welcome()
    }

    fn say(kind: PlotKind, record: &Record, scenario: &Scenario) -> String {
        sentence(kind, record, scenario).replace('\u{a0}', " ")
    }

    #[test]
    fn before_anything_happened() {
        let scenario = welcome();
        let record = testing::record_for(&scenario);
        assert_eq!(say(PlotKind::Losses, &record, &scenario), "Nothing has been measured yet: press play.");
        assert_eq!(say(PlotKind::Alignment, &record, &scenario), "Nothing has been measured yet: press play.");
        assert_eq!(say(PlotKind::Recovery, &record, &scenario), "Nothing has been done to this brain yet: poke it.");
        assert_eq!(say(PlotKind::Losses, &record, &Scenario::default()), "No area has a cost yet: nothing is being made small.");
    }

    #[test]
    fn while_it_learns() {
        let scenario = welcome();
        let mut record = testing::record_for(&scenario);
        testing::feed(&mut record, 0..1000, |name, age| match name {
            "cost.decision.classify" => 0.12 + 2.0 * (-(age as f64) / 300.0).exp(),
            "test_error.decision.classify" => 0.031,
            "rule_angle.visual.weights.0" => 61.0 + 29.0 * (-(age as f64) / 400.0).exp(),
            _ => 0.0,
        });
        assert_eq!(say(PlotKind::Losses, &record, &scenario), "Training cost 0.192, test error 3.1 %; still falling.");
        assert_eq!(say(PlotKind::Alignment, &record, &scenario), "Visual area 63° from the true gradient, better than chance, falling; Decision area exact.");
    }

    #[test]
    fn chance_is_called_chance_and_the_other_way_the_other_way() {
        let scenario = welcome();
        for (angle, words) in [(89.0, "no better than chance"), (140.0, "against the gradient"), (0.2, "follows")] {
            let mut record = testing::record_for(&scenario);
            testing::feed(&mut record, 0..100, |name, _| if name == "rule_angle.visual.weights.0" { angle } else { 0.0 });
            let text = say(PlotKind::Alignment, &record, &scenario);
            assert!(text.contains(words), "{text}");
        }
    }

    #[test]
    fn a_level_noisy_cost_is_level_and_a_climbing_one_rises() {
        let scenario = welcome();
        let mut record = testing::record_for(&scenario);
        testing::feed(&mut record, 0..1000, |_, age| 1.0 + 0.3 * (age as f64 * 1.3).sin());
        assert!(say(PlotKind::Losses, &record, &scenario).ends_with("; level."));
        let mut record = testing::record_for(&scenario);
        testing::feed(&mut record, 0..1000, |_, age| 1.0 + age as f64);
        assert!(say(PlotKind::Losses, &record, &scenario).ends_with("; rising."));
    }

    #[test]
    fn a_second_cost_of_an_area_does_not_hide_how_well_it_reads() {
        let mut scenario = welcome();
        let classify = scenario.areas.get("decision").unwrap().costs.get("classify").unwrap().clone();
        scenario.areas.get_mut("decision").unwrap().costs.insert("watch", classify);
        let mut record = testing::record_for(&scenario);
        testing::feed(&mut record, 0..5, |name, _| if name.starts_with("test_error") { 0.031 } else { 0.5 });
        assert_eq!(say(PlotKind::Losses, &record, &scenario), "Cross-entropy 0.500, cross-entropy 0.500, test error 3.1 %.");
    }

    #[test]
    fn a_rule_without_a_cost_is_told_by_what_it_makes_small() {
        let mut scenario = crate::scenario::preset("hebbian_pca").unwrap().scenario().unwrap();
        scenario.variants = Default::default();
        let mut record = testing::record_for(&scenario);
        testing::feed(&mut record, 0..5, |name, _| match name {
            "implied_angle.cells" => 12.0,
            "subspace_error.cells" => 0.25,
            _ => f64::NAN,
        });
        assert_eq!(say(PlotKind::Losses, &record, &scenario), "Three cells, distance from the principal subspace 0.250.");
        assert_eq!(say(PlotKind::Alignment, &record, &scenario), "Three cells, change and implied cost's gradient 12°.");
    }

    #[test]
    fn after_a_poke() {
        let scenario = welcome();
        let mut record = testing::record_for(&scenario);
        let recovery = Recovery {
            what: "Weight noise on Visual area".into(),
            at: 1600,
            initial_harm: 1.0,
            regained: Some(1.0),
            time: Some(118),
            function_distance: Some(0.2),
            weight_distance: 0.9,
            verdict: "same function, different weights".into(),
            finished: true,
        };
        let mut told = |recovery: Recovery| {
            record.absorb(&crate::engine::report::Progress { age: 1700, recovery: Some(recovery), ..Default::default() });
            say(PlotKind::Recovery, &record, &scenario)
        };
        assert_eq!(told(recovery.clone()), "Weight noise on Visual area at age 1 600 – 100 % of the harm is made good: same function, different weights.");
        assert_eq!(
            told(Recovery { regained: Some(0.4), time: None, verdict: String::new(), finished: false, ..recovery.clone() }),
            "Weight noise on Visual area at age 1 600: 40 % of the harm is made good so far."
        );
        assert_eq!(told(Recovery { regained: None, ..recovery }), "Weight noise on Visual area at age 1 600: too little harm to judge the recovery.");
    }
}
