//! What a person should know of a lesson whose steps cannot be followed. A brain lives without its lesson, so these are notes.

use super::{LessonAction, Problem, Scenario, begins, check, check_perturbation};

/// The panels that a step can show, by their names in files.
pub const PANELS: &[&str] = &["losses", "alignment", "recovery", "movement", "development", "claims", "lab", "log", "presets", "parts", "lesson"];

/// What cannot be done of what the buttons of a lesson say.
pub(super) fn notes(scenario: &Scenario) -> Vec<Problem> {
    let mut notes = Vec::new();
    // A life goes on from step to step, past its end once it was poked; after a change it may start again from birth.
    let (mut now, mut age, mut was_poked) = (scenario.clone(), 0, false);
    for (index, step) in scenario.lesson.steps.iter().enumerate() {
        let Some(action) = &step.action else { continue };
        let mut note = |message: String| notes.push(Problem::new(format!("lesson.steps.{index}.action"), message));
        match action {
            LessonAction::RunUntil(until) => {
                if *until <= age {
                    note(format!("by then the brain is {age} old: it {}", if was_poked { "was poked, so it stays so" } else { "starts again from birth" }));
                } else if !was_poked && *until > now.ticks as u64 {
                    note(format!("the life ends at {}, before {until}", now.ticks));
                }
                age = *until;
            }
            LessonAction::Poke(perturbation) => {
                check_perturbation(&now, perturbation, "").into_iter().for_each(|problem| note(problem.message));
                was_poked = true;
            }
            LessonAction::Show(shown) => {
                let measures = now.measures();
                let unknown = |start: &&str| !PANELS.contains(start) && !measures.iter().any(|measure| begins(&measure.name, start));
                if let Some(start) = shown.split(',').map(str::trim).find(unknown) {
                    note(format!("there is no panel and no measure `{start}` to show"));
                }
            }
            LessonAction::Select(name) => {
                let name = name.split_once('.').map_or(name.as_str(), |(name, _)| name);
                if name != "world" && now.areas.get(name).is_none() && now.wires.get(name).is_none() {
                    note(format!("there is no area and no wire `{name}` to select"));
                }
            }
            LessonAction::Set(edits) => match edits.iter().try_fold(now.clone(), |scenario, (path, value)| scenario.with(path, value)) {
                Err(problem) => note(problem.to_string()),
                Ok(changed) => {
                    check(&changed).into_iter().for_each(|problem| note(problem.to_string()));
                    if changed == now {
                        note("it changes nothing".to_owned());
                    }
                    (now, age) = (changed, 0);
                }
            },
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use crate::scenario::{notes, preset};
    use serde_json::json;

    #[test]
    fn a_step_that_cannot_be_followed_is_named() {
        let welcome = preset("welcome").and_then(|preset| preset.scenario().ok()).unwrap();
        let kick = json!({ "poke": { "weight_noise": { "area": "visual" } } });
        let told = |actions: serde_json::Value| {
            let steps: Vec<_> = actions.as_array().into_iter().flatten().map(|action| json!({ "action": action })).collect();
            let found = notes(&welcome.with("lesson.steps", &json!(steps)).unwrap());
            found.into_iter().map(|note| (note.path, note.message)).collect::<Vec<_>>()
        };
        let rate = |value: f64| json!({ "set": { "areas.visual.plasticity.rate": value } });
        let fine = json!([{ "run_until": 100 }, rate(0.05), { "run_until": 50 }, kick, { "run_until": 1_000_000 }, { "show": "losses" }, { "show": "accuracy,cost.decision" }, { "select": "visual.weights" }]);
        assert_eq!(told(fine), []);
        let wrong = json!([{ "run_until": 1_000_000 }, { "show": "nothing" }, { "select": "nobody" }, { "set": { "areas.nobody.rule": 1 } }, rate(-1.0),
            { "poke": { "lesion": { "area": "nobody" } } }, rate(-1.0), { "run_until": 9 }, { "run_until": 3 }, { "set": { "ticks": welcome.ticks } }]);
        let told = told(wrong);
        let places: Vec<&str> = told.iter().map(|(path, _)| path.as_str()).collect();
        let expected: Vec<String> = (0..10).map(|index| format!("lesson.steps.{index}.action")).collect();
        assert_eq!(places, expected, "{told:?}");
        assert!(told[8].1.contains("9 old") && told[8].1.contains("poked") && told[9].1.contains("nothing"), "{told:?}");
    }
}
