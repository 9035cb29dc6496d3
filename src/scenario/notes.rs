//! What is worth knowing about a scenario that can run.

use super::{Area, Attachment, Problem, Scenario, check_development, check_lesson};
use crate::brain::rule::Signal;

/// What is worth knowing about a scenario in which nothing is wrong: it can run, but may not do what a person expects. Of a variant only what the
/// scenario itself does not say.
pub fn notes(scenario: &Scenario) -> Vec<Problem> {
    let mut notes = alone(scenario);
    let own = notes.clone();
    notes.extend(check_lesson::notes(scenario));
    for name in scenario.variants.names() {
        let Ok(variant) = scenario.variant(name) else { continue };
        let new = alone(&variant).into_iter().filter(|note| !own.contains(note));
        notes.extend(new.map(|note| Problem { path: format!("variants.{name}.{}", note.path), ..note }));
    }
    notes
}

/// What is to be said without its variants.
fn alone(scenario: &Scenario) -> Vec<Problem> {
    let mut notes: Vec<Problem> = scenario.areas.iter().flat_map(|(key, area)| deaf(scenario, key, area)).collect();
    notes.extend(check_development::notes(scenario));
    notes
}

/// Costs with weight, now or ever, in an area whose rule hears none.
fn deaf(scenario: &Scenario, key: &str, area: &Area) -> Option<Problem> {
    let weighs = |name: &str, cost: &Attachment| cost.weight != 0.0 || scenario.development.moves(&format!("areas.{key}.costs.{name}.weight"));
    let unheard: Vec<&str> = area.unheard(weighs).collect();
    let message = format!("{} learns from activity alone and hears no cost: {}", area.rule.title(), only_measured(&unheard)?);
    Some(Problem::new(format!("areas.{key}.rule"), message).advise("give what is only to be measured the weight 0, or choose a rule that hears an error"))
}

/// That these costs only watch: `fit is only measured`; nothing of none.
pub fn only_measured(costs: &[impl std::borrow::Borrow<str>]) -> Option<String> {
    let verb = if costs.len() == 1 { "is" } else { "are" };
    (!costs.is_empty()).then(|| format!("{} {verb} only measured", costs.join(" and ")))
}

impl Area {
    /// Its costs that its rule cannot hear, of those with weight.
    pub fn unheard<'a>(&'a self, weighs: impl Fn(&str, &Attachment) -> bool + 'a) -> impl Iterator<Item = &'a str> {
        let deaf = self.rule.as_dyn().signal() == Signal::None;
        self.costs.iter().filter(move |(name, cost)| deaf && weighs(name, cost)).map(|(name, _)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brain::Rule;
    use crate::scenario::preset;
    use serde_json::json;

    #[test]
    fn who_hears_no_cost_is_named_unless_the_cost_only_watches() {
        let welcome = preset("welcome").and_then(|preset| preset.scenario().ok()).unwrap();
        assert_eq!(notes(&welcome), []);
        for rule in Rule::all() {
            let changed = welcome.areas.names().fold(welcome.clone(), |scenario, area| {
                let mut scenario = scenario;
                scenario.follow(area, rule.clone());
                scenario
            });
            let found: Vec<String> = notes(&changed).into_iter().map(|note| note.path).collect();
            let deaf = rule.as_dyn().signal() == Signal::None;
            let judged: Vec<String> =
                welcome.areas.iter().filter(|(_, area)| deaf && !area.costs.is_empty()).map(|(key, _)| format!("areas.{key}.rule")).collect();
            assert_eq!(found, judged, "{}", rule.name());
            let silent = changed.areas.iter().flat_map(|(key, area)| area.costs.names().map(move |cost| format!("areas.{key}.costs.{cost}.weight")));
            let silent = silent.fold(changed.clone(), |scenario, path| scenario.with(&path, &json!(0.0)).unwrap());
            assert_eq!(notes(&silent), [], "{}", rule.name());
        }
    }

    #[test]
    fn a_variant_that_hears_no_cost_is_named_as_such() {
        let mut scenario = preset("welcome").and_then(|preset| preset.scenario().ok()).unwrap();
        let Some((area, _)) = scenario.areas.iter().find(|(_, area)| !area.costs.is_empty()) else { unreachable!("it has a cost") };
        let path = format!("areas.{area}.rule");
        scenario.variants.insert("deaf", [(path.clone(), json!({ "hebbian": {} }))].into_iter().collect());
        let found = notes(&scenario);
        assert_eq!((found.len(), found[0].path.as_str()), (1, format!("variants.deaf.{path}").as_str()));
        assert!(found[0].message.ends_with("is only measured"), "{}", found[0].message);
    }
}
