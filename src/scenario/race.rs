//! Rule races: variants of a scenario that differ only in how credit is assigned.

use super::check::MOST_VARIANTS;
use super::{Edits, Scenario};
use crate::brain::Rule;
use crate::brain::rule::Refusal;
use serde_json::{Value, json};

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
            let edits = self.areas.iter().flat_map(|(name, area)| {
                let ratio = rule.as_dyn().usual_rate() / area.rule.as_dyn().usual_rate();
                let followed = (format!("areas.{name}.rule"), json!(rule));
                let paced = (ratio != 1.0).then(|| (format!("areas.{name}.plasticity.rate"), json!(area.plasticity.rate * ratio)));
                std::iter::once(followed).chain(paced)
            });
            let mut edits: Edits = edits.collect::<std::collections::BTreeMap<String, Value>>();
            if let Some(tracks) = self.tracks_paced_for(rule) {
                edits.insert("development.tracks".to_owned(), tracks);
            }
            race.variants.insert(rule.name(), edits);
        }
        race
    }

    /// Every track, with those of rates scaled to what suits a rule; `None` where that changes nothing. A track stands in the place of a rate.
    fn tracks_paced_for(&self, rule: &Rule) -> Option<Value> {
        let mut tracks = self.development.tracks.clone();
        for (name, area) in self.areas.iter() {
            let ratio = rule.as_dyn().usual_rate() / area.rule.as_dyn().usual_rate();
            if let Some(track) = tracks.get_mut(&format!("areas.{name}.plasticity.rate")) {
                track.keys.iter_mut().for_each(|key| key.value *= ratio);
            }
        }
        (tracks != self.development.tracks).then(|| json!(tracks))
    }

    /// The first area in which a rule cannot work, by its name for people, and why.
    pub fn refusal(&self, rule: &Rule) -> Option<(&str, Refusal)> {
        self.areas.iter().find_map(|(key, area)| Some((area.title(key), rule.as_dyn().refuses(&area.anatomy.as_dyn().layers())?)))
    }

    fn can_follow(&self, rule: &Rule) -> bool {
        self.refusal(rule).is_none() && self.areas.iter().any(|(_, area)| area.rule.name() != rule.name())
    }
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
                    edits.keys().all(|path| path.ends_with(".rule") || path.ends_with(".plasticity.rate") || path == "development.tracks"),
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
}
