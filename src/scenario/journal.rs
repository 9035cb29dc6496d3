//! What was done to a brain while it lived: at an age, a knob was set or the brain was perturbed.

use super::{KnobAddress, Owner, Problem, Scenario, check_perturbation};
use crate::brain::Perturbation;
use crate::brain::knob::Kind;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The greatest age at which something may be done, in ticks: no life is longer.
const MOST_AGE: u64 = 1_000_000_000;
/// So many wrong deeds are told of; a person mends the first ones first.
const MOST_TOLD: usize = 100;

/// Something that was done to a living brain. A scenario with its journal lives the same life again, to the bit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The age that the brain had reached, in ticks; what is planned for the same age comes after it.
    pub at: u64,
    /// What was done.
    #[serde(rename = "do")]
    pub deed: Deed,
}

/// What can be done to a living brain without rebuilding it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Deed {
    /// A live knob was set.
    Set {
        /// The knob's path: `areas.visual.plasticity.rate`.
        knob: String,
        /// Its value from then on; of a switch 0 or 1, of a choice the place of the name.
        to: f64,
    },
    /// The brain was perturbed.
    Poke(Perturbation),
}

/// The address of a knob that can be set to a value while the brain lives.
///
/// # Errors
/// If there is no such knob, it is not live, or the value is out of its range.
pub fn setting(scenario: &Scenario, path: &str, value: f64) -> Result<KnobAddress, Problem> {
    let address = scenario.knob_address(path).ok_or_else(|| Problem::new(path, format!("there is no knob `{path}`")).advise("name a knob that exists"))?;
    let knob = address.knob(scenario);
    if !knob.live {
        let message = format!("{} cannot change while the brain lives", knob.name.replace('_', " "));
        return Err(Problem::new(path, message).advise("change it in the scenario itself and start anew"));
    }
    if !knob.range.contains(value) {
        return Err(Problem::out_of_range(path, knob, value));
    }
    Ok(address)
}

/// A setting in words: `Rate of Visual area set to 0.05`.
pub fn setting_in_words(scenario: &Scenario, path: &str, value: f64) -> String {
    let Some(address) = scenario.knob_address(path) else { return format!("{path} set to {value}") };
    let knob = address.knob(scenario);
    let cost_at = |area: usize, cost| scenario.areas.at(area).and_then(|(_, area)| area.costs.at(cost)).map_or("", |(name, _)| name);
    let whose = match address.owner {
        Owner::Run => "the run".to_owned(),
        Owner::Measuring => "the measures".to_owned(),
        Owner::Development => "development".to_owned(),
        Owner::World => "the world".to_owned(),
        Owner::Wire(wire) => scenario.wires.at(wire).map_or(String::new(), |(name, _)| name.to_owned()),
        Owner::Anatomy(area) | Owner::Rule(area) | Owner::Plasticity(area) | Owner::Optimizer(area) => title_at(scenario, area),
        Owner::Attachment(area, cost) | Owner::Cost(area, cost) => format!("{} of {}", cost_at(area, cost), title_at(scenario, area)),
    };
    let name = knob.name.replace('_', " ");
    let name = name[..1].to_uppercase() + &name[1..];
    let value = match knob.kind {
        Kind::Number => short(value),
        Kind::Whole => value.round().to_string(),
        Kind::Switch => if value >= 0.5 { "on" } else { "off" }.to_owned(),
        Kind::Choice(names) => names.get(value.round() as usize).map_or_else(|| value.to_string(), |name| name.replace('_', " ")),
    };
    let unit = if knob.unit.is_empty() { String::new() } else { format!(" {}", knob.unit) };
    format!("{name} of {whose} set to {value}{unit}")
}

fn title_at(scenario: &Scenario, area: usize) -> String {
    scenario.areas.at(area).map_or(String::new(), |(key, area)| area.title(key).to_owned())
}

/// Four significant digits.
fn short(value: f64) -> String {
    format!("{value:.3e}").parse::<f64>().unwrap_or(value).to_string()
}

/// Everything that is wrong with the journal of a scenario that is sound otherwise.
pub(super) fn check_journal(scenario: &Scenario, problems: &mut Vec<Problem>) {
    let journal = &scenario.journal;
    if let Some(index) = journal.windows(2).position(|pair| pair[0].at > pair[1].at) {
        let mut sorted = journal.clone();
        sorted.sort_by_key(|entry| entry.at);
        let (at, before) = (journal[index + 1].at, journal[index].at);
        let message = format!("age {at} comes after age {before}; what was done stands in the order of age");
        problems.push(Problem::new(format!("journal.{}.at", index + 1), message).mended_by("put the journal in order", "journal", json!(sorted)));
    }
    let wrong = journal.iter().enumerate().flat_map(|(index, entry)| check_entry(scenario, index, entry));
    problems.extend(wrong.take(MOST_TOLD));
}

fn check_entry(scenario: &Scenario, index: usize, entry: &Entry) -> Vec<Problem> {
    let mut problems = Vec::new();
    if entry.at > MOST_AGE {
        let message = format!("no brain lives to age {}; the greatest age is {MOST_AGE}", entry.at);
        problems.push(Problem::new(format!("journal.{index}.at"), message).advise("delete this entry"));
    }
    match &entry.deed {
        Deed::Poke(perturbation) => problems.extend(check_perturbation(scenario, perturbation, &format!("journal.{index}.do.poke"))),
        Deed::Set { knob, to } => problems.extend(setting(scenario, knob, *to).err().map(|problem| placed(problem, &format!("journal.{index}.do.set")))),
    }
    problems
}

/// A problem of a setting, where the journal has it: what a click can mend is the value, else the knob is to blame.
fn placed(mut problem: Problem, place: &str) -> Problem {
    let value = format!("{place}.to");
    problem.path = format!("{place}.knob");
    if let Some(mend) = problem.mend.as_mut() {
        for (path, _) in &mut mend.edits {
            path.clone_from(&value);
            problem.path.clone_from(&value);
        }
        if mend.edits.is_empty() {
            mend.text += ", or delete this entry";
        }
    }
    problem
}
