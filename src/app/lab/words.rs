//! A race in words and as files: who is called how, what it comes down to, and its numbers for a notebook.

use crate::app::format::variant;
use crate::app::plots::figures;
use crate::lab::{Entrant, Race, Spread};

/// What the entrants of a race are called: by their rules where that tells them apart, else as variants.
pub(super) fn names(race: &Race) -> Vec<String> {
    let rules: Vec<&str> = race.entrants.iter().map(|entrant| entrant.rules.as_str()).collect();
    let name = |entrant: &Entrant| {
        let alone = rules.iter().filter(|rules| **rules == entrant.rules).count() == 1;
        match &entrant.variant {
            // The rules of several areas are too long a name, and would be mistaken for several entrants.
            None if entrant.rules.contains(", ") => "Scenario itself".to_owned(),
            _ if alone => entrant.rules.clone(),
            Some(name) => variant(name),
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

    pub fn entrant(rules: &str, variant: Option<&str>, accuracy: f64, angle: f64) -> Entrant {
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

    pub fn race() -> Race {
        let entrants = vec![
            entrant("Feedback alignment", None, 0.969, 61.0),
            entrant("Backpropagation", Some("backprop"), 0.981, 0.1),
            entrant("Sign symmetry", Some("sign_symmetry"), 0.978, 32.0),
            entrant("Node perturbation", Some("node_perturbation"), 0.64, 86.0),
        ];
        Race { entrants, seeds: vec![1, 2, 3, 4, 5], ended: 20 }
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
