//! A race in words and as files: who is called how, what it comes down to, and its numbers for a notebook.

use crate::app::format::{count, words};
use crate::app::plots::figures;
use crate::lab::{Entrant, Race, Spread};
use std::collections::BTreeSet;

/// Degrees below which a proposal is called the gradient itself.
const SAME: f64 = 1.0;

/// What the entrants of a race are called: by their rules where that tells them apart, else as variants.
pub(super) fn names(race: &Race) -> Vec<String> {
    let rules: Vec<&str> = race.entrants.iter().map(|entrant| entrant.rules.as_str()).collect();
    let name = |entrant: &Entrant| {
        let alone = rules.iter().filter(|rules| **rules == entrant.rules).count() == 1;
        match &entrant.variant {
            // The rules of several areas are too long a name, and would be mistaken for several entrants.
            None if entrant.rules.contains(", ") => "Scenario itself".to_owned(),
            _ if alone => entrant.rules.clone(),
            Some(variant) => words(variant),
            None => "Scenario itself".to_owned(),
        }
    };
    race.entrants.iter().map(name).collect()
}

/// Whether it is judged by test accuracy, or else by cost.
pub(super) fn classifies(race: &Race) -> bool {
    race.entrants.iter().any(|entrant| entrant.accuracy.is_some())
}

/// `97.8 ± 0.3`, the mean in as many decimals; the mean alone for one life.
pub(super) fn spread(spread: Spread, scale: f64, decimals: usize) -> String {
    let number = |value: f64| format!("{value:.decimals$}").replace('-', "−");
    if spread.count > 1 { format!("{} ± {}", number(scale * spread.mean), number(scale * spread.deviation)) } else { number(scale * spread.mean) }
}

/// A cost in three figures.
pub(super) fn cost(of: Spread) -> String {
    if of.count > 1 { format!("{} ± {}", figures::number(of.mean), figures::number(of.deviation)) } else { figures::number(of.mean) }
}

/// An angle and its spread: `32° ± 2°`.
pub(super) fn angle(of: Spread) -> String {
    if of.count > 1 { format!("{:.0}° ± {:.0}°", of.mean, of.deviation) } else { format!("{:.0}°", of.mean) }
}

/// What the race comes down to, in a sentence.
pub(super) fn sentence(race: &Race, ticks: usize) -> String {
    let (names, classifies) = (names(race), classifies(race));
    let reached = |entrant: &Entrant| if classifies { entrant.accuracy } else { entrant.objective };
    let result =
        |of: Spread| if classifies { format!("gets {:.1} % right", 100.0 * of.mean) } else { format!("comes to a cost of {}", figures::number(of.mean)) };
    let merit = |of: Spread| if classifies { of.mean } else { -of.mean };
    let lived: Vec<usize> = (0..names.len()).filter(|&index| reached(&race.entrants[index]).is_some_and(|of| of.mean.is_finite())).collect();
    let told = |index: usize| reached(&race.entrants[index]).map_or(String::new(), result);
    let angle_of = |index: usize| race.entrants[index].angle.filter(|angle| angle.mean.is_finite());
    let (mut parts, mut named) = (Vec::new(), BTreeSet::new());
    let after = format!("after {} ticks", count(ticks as u64));
    let approximate = lived.iter().filter_map(|&index| Some((index, angle_of(index).filter(|angle| angle.mean >= SAME)?)));
    if let Some((index, near)) = approximate.min_by(|(_, one), (_, other)| one.mean.total_cmp(&other.mean)) {
        parts.push(format!("{} comes nearest to the true gradient ({}) and {} {after}", names[index], angle(near), told(index)));
        named.insert(index);
    }
    if let Some(&index) = lived.iter().find(|&&index| angle_of(index).is_some_and(|angle| angle.mean < SAME)) {
        let after = if parts.is_empty() { format!(" {after}") } else { String::new() };
        parts.push(
            format!("{} follows it exactly and {}{after}", small(&names[index], parts.is_empty()), told(index))
                .replace("follows it", if after.is_empty() { "follows it" } else { "follows the true gradient" }),
        );
        named.insert(index);
    }
    let by_merit = |one: &&usize, other: &&usize| {
        let of = |index: usize| reached(&race.entrants[index]).map_or(f64::NEG_INFINITY, merit);
        of(**one).total_cmp(&of(**other))
    };
    if let Some(&best) = lived.iter().max_by(by_merit).filter(|index| !named.contains(*index)) {
        parts.push(format!("{} does best: it {}", small(&names[best], parts.is_empty()), told(best)));
        named.insert(best);
    }
    if let Some(&least) = lived.iter().min_by(by_merit).filter(|index| !named.contains(*index)) {
        parts.push(format!("{} does worst: it {}", small(&names[least], parts.is_empty()), told(least)));
    }
    let fallen = names.iter().zip(&race.entrants).filter(|(_, entrant)| !entrant.diverged.is_empty());
    let fallen: Vec<String> = fallen.map(|(name, entrant)| fall(name, entrant, race.seeds.len())).collect();
    let mut text = parts.join("; ");
    if !text.is_empty() {
        text.push('.');
    }
    if !fallen.is_empty() {
        text = format!("{text}{}{}.", if text.is_empty() { "" } else { " " }, fallen.join("; "));
    }
    text
}

/// Inside a sentence, a name begins small unless it is one of a person or letters only.
fn small(name: &str, starts: bool) -> String {
    let is_word = name.chars().nth(1).is_some_and(char::is_lowercase) && !name.contains('–');
    let mut letters = name.chars();
    match letters.next() {
        Some(first) if is_word && !starts => first.to_lowercase().chain(letters).collect(),
        _ => name.to_owned(),
    }
}

fn fall(name: &str, entrant: &Entrant, seeds: usize) -> String {
    let which: Vec<String> = entrant.diverged.iter().map(|(seed, _)| seed.to_string()).collect();
    match which.len() {
        all if all == seeds => format!("{name} diverged under every seed"),
        1 => format!("{name} diverged under seed {}", which[0]),
        _ => format!("{name} diverged under seeds {}", which.join(", ")),
    }
}

/// The table as CSV: one line for every entrant.
pub(super) fn table_csv(race: &Race) -> String {
    let head = [
        "name",
        "variant",
        "rules",
        "lives",
        "diverged",
        "accuracy",
        "accuracy_deviation",
        "best_accuracy",
        "best_accuracy_deviation",
        "objective",
        "objective_deviation",
        "angle",
        "angle_deviation",
        "seconds_per_tick",
        "seconds_per_tick_deviation",
    ];
    let pair =
        |of: Option<Spread>| of.filter(|of| of.mean.is_finite()).map_or([String::new(), String::new()], |of| [of.mean.to_string(), of.deviation.to_string()]);
    let rows = names(race).into_iter().zip(&race.entrants).map(|(name, entrant)| {
        let lives = entrant.accuracy.or(entrant.objective).map_or(0, |of| of.count) + entrant.diverged.len();
        let start = [name, entrant.variant.clone().unwrap_or_default(), entrant.rules.clone(), lives.to_string(), entrant.diverged.len().to_string()];
        let numbers = [entrant.accuracy, entrant.best_accuracy, entrant.objective, entrant.angle, Some(entrant.seconds_per_tick)];
        start.into_iter().chain(numbers.into_iter().flat_map(pair)).collect::<Vec<_>>()
    });
    csv_of(&head, rows)
}

/// Every band as CSV: one line for every entrant, measure and age.
pub(super) fn curves_csv(race: &Race) -> String {
    let rows = names(race).into_iter().zip(&race.entrants).flat_map(|(name, entrant)| {
        entrant.bands.iter().flat_map(move |band| {
            let name = name.clone();
            let row = move |(age, of): &(u64, Spread)| {
                vec![name.clone(), band.measure.name.clone(), age.to_string(), of.mean.to_string(), of.deviation.to_string(), of.count.to_string()]
            };
            band.points.iter().map(row)
        })
    });
    csv_of(&["name", "measure", "age", "mean", "deviation", "lives"], rows)
}

fn csv_of(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory does not fail, and every row is as long as its head.
    let _ = writer.write_record(head);
    for row in rows {
        let _ = writer.write_record(&row);
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::engine::report::Diagnosis;

    fn entrant(rules: &str, variant: Option<&str>, accuracy: f64, angle: f64) -> Entrant {
        let of = |mean: f64, deviation: f64| Some(Spread { mean, deviation, count: 5 });
        Entrant {
            variant: variant.map(str::to_owned),
            rules: rules.to_owned(),
            accuracy: of(accuracy, 0.003),
            best_accuracy: of(accuracy + 0.002, 0.003),
            objective: of(0.1, 0.01),
            angle: of(angle, 2.0),
            seconds_per_tick: Spread { mean: 2e-5, deviation: 1e-6, count: 5 },
            bands: Vec::new(),
            diverged: Vec::new(),
        }
    }

    fn race() -> Race {
        let entrants = vec![
            entrant("Feedback alignment", None, 0.969, 61.0),
            entrant("Backpropagation", Some("backprop"), 0.981, 0.1),
            entrant("Sign symmetry", Some("sign_symmetry"), 0.978, 32.0),
            entrant("Node perturbation", Some("node_perturbation"), 0.64, 86.0),
        ];
        Race { entrants, seeds: vec![1, 2, 3, 4, 5], ended: 20 }
    }

    #[test]
    fn the_sentence_names_the_nearest_the_exact_and_the_least() {
        let text = sentence(&race(), 1260).replace('\u{a0}', " ");
        let start = "Sign symmetry comes nearest to the true gradient (32° ± 2°) and gets 97.8 % right after 1 260 ticks; ";
        assert_eq!(text, format!("{start}backpropagation follows it exactly and gets 98.1 % right; node perturbation does worst: it gets 64.0 % right."));
    }

    #[test]
    fn a_race_without_accuracies_is_judged_by_cost_and_the_fallen_are_named() {
        let mut race = race();
        for (entrant, cost) in race.entrants.iter_mut().zip([0.2, 0.1, 0.15, 0.4]) {
            (entrant.accuracy, entrant.objective) = (None, Some(Spread { mean: cost, deviation: 0.0, count: 1 }));
        }
        let diagnosis = Diagnosis { age: 3, area: "a".into(), tensor: "b".into(), variant: None, cause: "c".into(), last_good: None };
        race.entrants[3].diverged = vec![(2, diagnosis.clone()), (4, diagnosis)];
        let text = sentence(&race, 100);
        assert!(text.contains("Sign symmetry comes nearest") && text.contains("comes to a cost of 0.150 after 100 ticks"), "{text}");
        assert!(text.ends_with("node perturbation does worst: it comes to a cost of 0.400. Node perturbation diverged under seeds 2, 4."), "{text}");
    }

    #[test]
    fn a_race_of_which_nothing_is_known_says_nothing_and_one_of_exact_rules_makes_sense() {
        let mut race = race();
        race.entrants.truncate(2);
        race.entrants[0] = entrant("Predictive coding", None, 0.98, 0.2);
        assert_eq!(
            sentence(&race, 100),
            "Predictive coding follows the true gradient exactly and gets 98.0 % right after 100 ticks; backpropagation does best: it gets 98.1 % right."
        );
        for entrant in &mut race.entrants {
            (entrant.accuracy, entrant.objective, entrant.angle) = (None, None, None);
        }
        assert_eq!(sentence(&race, 100), "");
    }

    #[test]
    fn who_shares_rules_is_called_by_variant() {
        let mut race = race();
        race.entrants[3].rules = "Sign symmetry".into();
        assert_eq!(names(&race), ["Feedback alignment", "Backpropagation", "Sign symmetry", "Node perturbation"]);
        race.entrants[0].rules = "Sign symmetry".into();
        assert_eq!(names(&race)[0], "Scenario itself");
    }

    #[test]
    fn files_have_a_line_for_everything() {
        let mut race = race();
        race.entrants[1].accuracy = None;
        let table = table_csv(&race);
        let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split(',').collect()).collect();
        assert!(lines.len() == 5 && lines.iter().all(|line| line.len() == lines[0].len()), "{table}");
        assert_eq!((lines[0][5], lines[1][5], lines[2][5], lines[3][11]), ("accuracy", "0.969", "", "32"));
        assert_eq!(curves_csv(&race), "name,measure,age,mean,deviation,lives\n");
    }
}
