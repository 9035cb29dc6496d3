//! Rule races: variants of a scenario that differ only in how credit is assigned.

use super::check::MOST_VARIANTS;
use super::{Edits, Scenario};
use crate::brain::Rule;
use crate::brain::rule::Refusal;
use serde_json::json;

impl Scenario {
    /// This scenario with one more variant for each of these rules, called like the rule: every area follows it, and its rate is changed by the
    /// ratio of the rules' usual rates, nothing else. Left out are rules that every area follows already, here or in a variant, or that cannot
    /// work in some area; names that a variant has already; and what is more than can live side by side.
    pub fn race(&self, rules: &[Rule]) -> Self {
        let mut race = self.clone();
        for rule in rules.iter().filter(|rule| self.can_follow(rule)) {
            let is_there = self.variants.names().any(|name| self.variant(name).is_ok_and(|variant| variant.areas.iter().all(|(_, area)| area.rule == *rule)));
            if is_there || race.variants.get(rule.name()).is_some() || race.variants.len() == MOST_VARIANTS {
                continue;
            }
            let mut followed = self.clone();
            self.areas.names().for_each(|area| _ = followed.follow(area, rule.clone()));
            let mut edits = Edits::new();
            for ((name, was), (_, now)) in self.areas.iter().zip(followed.areas.iter()) {
                edits.insert(format!("areas.{name}.rule"), json!(now.rule));
                if was.plasticity.rate != now.plasticity.rate {
                    edits.insert(format!("areas.{name}.plasticity.rate"), json!(now.plasticity.rate));
                }
            }
            if followed.development.tracks != self.development.tracks {
                edits.insert("development.tracks".to_owned(), json!(followed.development.tracks));
            }
            if followed.development.stages != self.development.stages {
                edits.insert("development.stages".to_owned(), json!(followed.development.stages));
            }
            race.variants.insert(rule.name(), edits);
        }
        race
    }

    /// Has an area learn by another rule, with its rate changed by the ratio of the rules' usual rates, whether a track moves it or not; that ratio.
    pub fn follow(&mut self, key: &str, rule: Rule) -> f64 {
        let Some(area) = self.areas.get_mut(key) else { return 1.0 };
        let ratio = rule.as_dyn().usual_rate() / area.rule.as_dyn().usual_rate();
        area.rule = rule;
        if ratio != 1.0 {
            area.plasticity.rate = tidy(area.plasticity.rate * ratio);
            let rate = format!("areas.{key}.plasticity.rate");
            let of_stages = self.development.stages.iter_mut().filter_map(|(_, stage)| stage.tracks.get_mut(&rate));
            for track in self.development.tracks.get_mut(&rate).into_iter().chain(of_stages) {
                track.values_mut().for_each(|value| *value = tidy(*value * ratio));
            }
        }
        ratio
    }

    /// The first area in which a rule cannot work, by its name for people, and why.
    pub fn refusal(&self, rule: &Rule) -> Option<(&str, Refusal)> {
        self.areas.iter().find_map(|(key, area)| Some((area.title(key), rule.as_dyn().refuses(&area.anatomy.as_dyn().layers())?)))
    }

    fn can_follow(&self, rule: &Rule) -> bool {
        self.refusal(rule).is_none() && self.areas.iter().any(|(_, area)| area.rule.name() != rule.name())
    }
}

/// A number in nine digits: 0.1 × 0.15 is 0.015.
fn tidy(number: f64) -> f64 {
    format!("{number:.8e}").parse().unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{check, preset};

    #[test]
    fn a_race_of_all_rules_can_run_and_differs_in_nothing_else() {
        let welcome = preset("welcome").unwrap().scenario().unwrap();
        let alone = Scenario { variants: super::super::Named::default(), ..welcome };
        for rules in Rule::all().chunks(MOST_VARIANTS) {
            let race = alone.race(rules);
            assert!(race.variants.len() > 2);
            assert_eq!(check(&race), Vec::new());
            for (name, edits) in race.variants.iter() {
                assert!(
                    edits.keys().all(|path| path.ends_with(".rule")
                        || path.ends_with(".plasticity.rate")
                        || ["development.tracks", "development.stages"].contains(&path.as_str())),
                    "{name}: {edits:?}"
                );
                let variant = race.variant(name).unwrap();
                assert!(variant.areas.iter().all(|(_, area)| area.rule.name() == name));
            }
        }
    }

    #[test]
    fn a_rate_under_a_track_is_paced_as_well() {
        let scenario = preset("nudge_to_learn").unwrap().scenario().unwrap();
        let (area, _) = scenario.areas.at(0).unwrap();
        let path = format!("areas.{area}.plasticity.rate");
        assert!(scenario.development.tracks.contains_key(&path), "this preset's rate fades");
        let alone = Scenario { variants: super::super::Named::default(), ..scenario.clone() };
        let rule = Rule::named("node_perturbation").unwrap();
        let ratio = rule.as_dyn().usual_rate() / scenario.areas.at(0).unwrap().1.rule.as_dyn().usual_rate();
        let raced = alone.race(&[rule]).variant("node_perturbation").unwrap();
        let values = |scenario: &Scenario| scenario.development.tracks[&path].keys.iter().map(|key| key.value).collect::<Vec<_>>();
        for (paced, was) in values(&raced).iter().zip(values(&scenario)) {
            assert!((paced - ratio * was).abs() < 1e-12);
        }
    }

    #[test]
    fn another_rule_brings_its_rate_and_going_back_brings_the_old_one() {
        let before = preset("welcome").unwrap().scenario().unwrap();
        for rule in Rule::all() {
            for key in before.areas.names() {
                let mut changed = before.clone();
                let old = before.areas.get(key).unwrap().rule.clone();
                let ratio = changed.follow(key, rule.clone());
                assert_eq!(ratio, rule.as_dyn().usual_rate() / old.as_dyn().usual_rate());
                let area = changed.areas.get(key).unwrap();
                let wanted = before.areas.get(key).unwrap().plasticity.rate * ratio;
                assert!(area.rule == rule && (area.plasticity.rate - wanted).abs() < 1e-8 * wanted);
                changed.follow(key, old);
                assert_eq!(changed, before, "{}", rule.name());
            }
        }
    }

    #[test]
    fn a_track_of_the_rate_is_changed_alike() {
        use crate::brain::development::{Interpolation, Key, Track};
        let mut scenario = preset("welcome").unwrap().scenario().unwrap();
        let path = "areas.visual.plasticity.rate";
        let key = |age, value| Key::new(age, value, Interpolation::Linear);
        scenario.development.tracks.insert(path.to_owned(), Track { keys: vec![key(0, 0.2), key(100, 0.02)], ..Track::default() });
        scenario.follow("visual", Rule::named("node_perturbation").unwrap());
        let values: Vec<f64> = scenario.development.tracks[path].keys.iter().map(|key| key.value).collect();
        let usual = Rule::named("node_perturbation").unwrap().as_dyn().usual_rate();
        assert_eq!(values, [usual, 0.1 * usual]);
    }
}
