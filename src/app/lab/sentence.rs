//! What a race comes down to, in a sentence: who comes nearest to the gradient, who does best and worst, and whom the bands do not tell apart.

use super::words::{angle, classifies, names};
use crate::app::format::{count, within};
use crate::app::plots::figures;
use crate::lab::{Entrant, Race, Spread};
use std::collections::BTreeSet;

/// Degrees below which a proposal is called the gradient itself.
const SAME: f64 = 1.0;
/// How many of a group are named.
const MOST_NAMED: usize = 3;

/// A race, read.
struct Reading<'r> {
    race: &'r Race,
    names: Vec<String>,
    classifies: bool,
    /// Who came to its end, at least under one seed.
    lived: Vec<usize>,
}

/// What the race comes down to, in a sentence. Two entrants whose bands, mean ± deviation, touch count as equal.
pub(super) fn sentence(race: &Race, ticks: usize) -> String {
    let mut reading = Reading { race, names: names(race), classifies: classifies(race), lived: Vec::new() };
    reading.lived = (0..race.entrants.len()).filter(|&index| reading.result(index).is_some()).collect();
    let (mut parts, mut named) = (Vec::new(), BTreeSet::new());
    let mut after = format!(" after {} ticks", count(ticks as u64));
    let near = reading.nearest();
    if !near.is_empty() {
        parts.push(format!("{}{}", reading.comes_nearest(&near), std::mem::take(&mut after)));
        named.extend(near);
    }
    let exact: Vec<usize> = reading.lived.iter().copied().filter(|&index| reading.angle(index).is_some_and(|angle| angle.mean < SAME)).collect();
    if !exact.is_empty() {
        let (what, verb) = (if parts.is_empty() { "the true gradient" } else { "it" }, if exact.len() == 1 { "follows" } else { "follow" });
        parts.push(format!("{} {verb} {what} exactly and {}{}", reading.listed(&exact, parts.is_empty()), reading.told(&exact), std::mem::take(&mut after)));
        named.extend(exact);
    }
    for (word, sign) in [("best", 1.0), ("worst", -1.0)] {
        let Some(first) = reading.extreme(sign).filter(|first| !named.contains(first)) else { continue };
        let others: Vec<usize> = reading.lived.iter().copied().filter(|&index| index != first && reading.ties(index, first)).collect();
        // Where all are alike there is no worst.
        if sign < 0.0 && others.len() + 1 == reading.lived.len() {
            continue;
        }
        let mut part = format!("{} does {word}: it {}", reading.listed(&[first], parts.is_empty()), reading.told(&[first]));
        if !others.is_empty() {
            part += &format!(", but the bands do not tell {} from it", reading.listed(&others, false));
        }
        parts.push(part);
        named.insert(first);
    }
    let fallen: Vec<String> = reading.names.iter().zip(&race.entrants).filter_map(|(name, entrant)| fall(name, entrant, race.seeds.len())).collect();
    let said = [parts.join("; "), fallen.join("; ")];
    said.into_iter().filter(|text| !text.is_empty()).map(|text| text + ".").collect::<Vec<_>>().join(" ")
}

impl Reading<'_> {
    fn result(&self, index: usize) -> Option<Spread> {
        let entrant = &self.race.entrants[index];
        let result = if self.classifies { entrant.accuracy } else { entrant.objective };
        result.filter(|of| of.mean.is_finite())
    }

    fn angle(&self, index: usize) -> Option<Spread> {
        self.race.entrants[index].angle.filter(|angle| angle.mean.is_finite())
    }

    /// How good a result is: more is better.
    fn merit(&self, index: usize) -> f64 {
        let sign = if self.classifies { 1.0 } else { -1.0 };
        self.result(index).map_or(f64::NEG_INFINITY, |of| sign * of.mean)
    }

    fn ties(&self, one: usize, other: usize) -> bool {
        self.result(one).zip(self.result(other)).is_some_and(|(one, other)| touch(one, other))
    }

    /// Who does best, or with −1 worst.
    fn extreme(&self, sign: f64) -> Option<usize> {
        self.lived.iter().copied().reduce(|best, index| if sign * self.merit(index) > sign * self.merit(best) { index } else { best })
    }

    /// Who comes nearest to the gradient without following it exactly, with all that its band touches, the nearest first.
    fn nearest(&self) -> Vec<usize> {
        let mut approximate: Vec<(usize, Spread)> =
            self.lived.iter().filter_map(|&index| Some((index, self.angle(index).filter(|angle| angle.mean >= SAME)?))).collect();
        approximate.sort_by(|(_, one), (_, other)| one.mean.total_cmp(&other.mean));
        let Some(&(_, first)) = approximate.first() else { return Vec::new() };
        approximate.into_iter().filter(|(_, angle)| touch(first, *angle)).map(|(index, _)| index).collect()
    }

    fn comes_nearest(&self, near: &[usize]) -> String {
        let angles: Vec<Spread> = near.iter().filter_map(|&index| self.angle(index)).collect();
        let told = match &angles[..] {
            [.., last] if angles.len() > MOST_NAMED => format!("{:.0}° to {:.0}°", angles[0].mean, last.mean),
            _ => and(&angles.iter().map(|&of| angle(of)).collect::<Vec<_>>()),
        };
        let who = self.listed(near, true);
        match near.len() {
            1 => format!("{who} comes nearest to the true gradient ({told}) and {}", self.told(near)),
            _ => format!("{who} come nearest to the true gradient, and the bands do not tell them apart ({told}); they {}", self.told(near)),
        }
    }

    /// Names: all of few, the first of many.
    fn listed(&self, who: &[usize], starts: bool) -> String {
        let name = |(place, &index): (usize, &usize)| if starts && place == 0 { self.names[index].clone() } else { within(&self.names[index]) };
        let mut names: Vec<String> = who.iter().enumerate().map(name).collect();
        if names.len() > MOST_NAMED {
            let more = names.len() - MOST_NAMED + 1;
            names.truncate(MOST_NAMED - 1);
            names.push(format!("{more} more"));
        }
        and(&names)
    }

    /// What they come to: `gets 97.8 % right`, `get 97.1 to 97.8 % right`.
    fn told(&self, who: &[usize]) -> String {
        let number = |value: f64| if self.classifies { format!("{:.1}", 100.0 * value) } else { figures::number(value) };
        let mut means: Vec<f64> = who.iter().filter_map(|&index| self.result(index)).map(|of| of.mean).collect();
        means.sort_by(f64::total_cmp);
        let (least, most) = (means.first().map_or(String::new(), |mean| number(*mean)), means.last().map_or(String::new(), |mean| number(*mean)));
        let range = if least == most { least } else { format!("{least} to {most}") };
        let s = if who.len() == 1 { "s" } else { "" };
        if self.classifies { format!("get{s} {range} % right") } else { format!("come{s} to a cost of {range}") }
    }
}

/// Whether two bands touch.
fn touch(one: Spread, other: Spread) -> bool {
    (one.mean - other.mean).abs() <= one.deviation + other.deviation
}

/// `a`, `a and b`, `a, b and c`.
fn and(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Under which seeds somebody diverged.
fn fall(name: &str, entrant: &Entrant, seeds: usize) -> Option<String> {
    let which: Vec<String> = entrant.diverged.iter().map(|(seed, _)| seed.to_string()).collect();
    Some(match which.len() {
        0 => return None,
        all if all == seeds => format!("{name} diverged under every seed"),
        1 => format!("{name} diverged under seed {}", which[0]),
        _ => format!("{name} diverged under seeds {}", which.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::super::words::tests::{entrant, race};
    use super::*;
    use crate::engine::report::Diagnosis;

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
            "Predictive coding and backpropagation follow the true gradient exactly and get 98.0 to 98.1 % right after 100 ticks."
        );
        for entrant in &mut race.entrants {
            (entrant.accuracy, entrant.objective, entrant.angle) = (None, None, None);
        }
        assert_eq!(sentence(&race, 100), "");
    }

    #[test]
    fn whom_the_bands_do_not_tell_apart_share_their_place() {
        let mut race = race();
        race.entrants[1].accuracy = Some(Spread { mean: 0.99, deviation: 0.003, count: 5 });
        race.entrants[0].angle = Some(Spread { mean: 34.0, deviation: 3.0, count: 5 });
        let text = sentence(&race, 1260).replace('\u{a0}', " ");
        let start = "Sign symmetry and feedback alignment come nearest to the true gradient, and the bands do not tell them apart (32° ± 2° and 34° ± 3°); they get 96.9 to 97.8 % right after 1 260 ticks; ";
        assert!(text.starts_with(start), "{text}");
        // A winner whose band others touch is not alone.
        race.entrants.truncate(3);
        race.entrants.push(entrant("XCAL", Some("xcal"), 0.992, 60.0));
        let text = sentence(&race, 1260);
        assert!(text.contains("XCAL does best: it gets 99.2 % right, but the bands do not tell backpropagation from it"), "{text}");
    }

    #[test]
    fn of_many_alike_a_few_are_named_and_none_is_the_worst() {
        let mut race = race();
        race.entrants = (0..5).map(|index| entrant(&format!("Rule {index}"), Some(&format!("v{index}")), 0.97, 30.0 + f64::from(index))).collect();
        let text = sentence(&race, 10);
        assert_eq!(
            text,
            "Rule 0, rule 1 and 3 more come nearest to the true gradient, and the bands do not tell them apart (30° to 34°); they get 97.0 % right after 10 ticks."
        );
    }
}
