//! Who races: the scenario as it stands, variants of its own, and rules that every area is to follow.

use super::toggle;
use crate::app::action::{Action, RaceAction};
use crate::app::families::{Family, families};
use crate::app::theme::{self, palette};
use crate::app::widgets::full_button;
use crate::app::{Document, format};
use crate::brain::Rule;
use crate::scenario::{MOST_VARIANTS, Scenario};
use egui::{Align, DragValue, Layout, ScrollArea, Ui, vec2};
use std::collections::BTreeSet;

/// Most seeds that a race can have.
const MOST_SEEDS: usize = 100;
/// How many rules race unless told otherwise.
const USUAL: usize = 6;
/// Room for what stands before the chips.
const CAPTION: f32 = 116.0;

/// Who is to race.
pub(super) struct Field {
    /// Names of the rules; `None` as suits the scenario.
    rules: Option<BTreeSet<&'static str>>,
    /// Variants that stay at home.
    left_out: BTreeSet<String>,
    /// Under how many seeds.
    pub seeds: usize,
    /// Rules that could race, and the version of the document that this is true of.
    candidates: Option<(u64, Vec<Candidate>)>,
}

/// A rule that could race.
#[derive(Clone, Debug, PartialEq)]
struct Candidate {
    rule: Rule,
    /// Why it cannot.
    refusal: Option<String>,
}

impl Default for Field {
    fn default() -> Self {
        Self { rules: None, left_out: BTreeSet::new(), seeds: 5, candidates: None }
    }
}

impl Field {
    /// The scenario with the variants that are to race. Claims play no part in a race.
    pub fn entered(&mut self, document: &Document) -> Scenario {
        let mut scenario = document.scenario().clone();
        scenario.variants.retain(|name, _| !self.left_out.contains(name));
        scenario.claims.clear();
        let chosen = self.chosen(document);
        let rules: Vec<Rule> = self.candidates(document).iter().filter(|one| chosen.contains(one.rule.name())).map(|one| one.rule.clone()).collect();
        scenario.race(&rules)
    }

    fn candidates(&mut self, document: &Document) -> &[Candidate] {
        let made = self.candidates.take().filter(|(version, _)| *version == document.version());
        &self.candidates.insert(made.unwrap_or_else(|| (document.version(), candidates(document.scenario())))).1
    }

    /// Names of the rules that are to race.
    fn chosen(&mut self, document: &Document) -> BTreeSet<&'static str> {
        let rules = self.rules.clone();
        let able = self.candidates(document).iter().filter(|candidate| candidate.refusal.is_none());
        match rules {
            Some(rules) => able.map(|candidate| candidate.rule.name()).filter(|name| rules.contains(name)).collect(),
            None => usual(&able.map(|candidate| &candidate.rule).collect::<Vec<_>>()),
        }
    }
}

/// Every rule that is not there already, as the scenario itself or as a variant of it.
fn candidates(scenario: &Scenario) -> Vec<Candidate> {
    let own = scenario.variants.names().filter_map(|name| scenario.variant(name).ok());
    let lives: Vec<Scenario> = own.chain([Scenario { variants: Default::default(), ..scenario.clone() }]).collect();
    let is_there = |rule: &Rule| lives.iter().any(|life| life.areas.iter().all(|(_, area)| area.rule == *rule)) || scenario.variants.get(rule.name()).is_some();
    let candidate = |rule: Rule| {
        let refusal = scenario.refusal(&rule).map(|(area, refusal)| format!("Not in {area}: {}. To mend it, {}.", refusal.message, refusal.advice));
        Candidate { rule, refusal }
    };
    Rule::all().into_iter().filter(|rule| !is_there(rule)).map(candidate).collect()
}

/// Rules to begin with: those that are told how it went and that can be relied on, some of every family.
fn usual(able: &[&Rule]) -> BTreeSet<&'static str> {
    let sound = |rule: &&&Rule| rule.as_dyn().caution().is_none() && Family::of(rule) != Family::Activity;
    let of = |family: Family| able.iter().filter(sound).filter(|rule| Family::of(rule) == family).map(|rule| rule.name()).collect::<Vec<_>>();
    let families = Family::ALL.map(of);
    let rounds = (0..able.len()).flat_map(|round| families.iter().filter_map(move |family| family.get(round).copied()));
    rounds.take(USUAL).collect()
}

/// Choosing who races.
pub(super) fn ui(ui: &mut Ui, field: &mut Field, document: &Document, has_result: bool, actions: &mut Vec<Action>) -> bool {
    let chosen = field.chosen(document);
    let mut back = false;
    let scenario = document.scenario();
    let variants = scenario.variants.names().filter(|name| !field.left_out.contains(*name)).count();
    let entrants = 1 + variants + chosen.len();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = theme::MEDIUM;
        let able = document.problems().is_empty() && entrants <= MOST_VARIANTS + 1 && !scenario.areas.is_empty();
        let start = ui.add_enabled_ui(able, |ui| full_button(ui, "Start the race", palette(ui).accent, 120.0)).inner;
        if start.on_disabled_hover_text(format!("What is marked red must be mended first, and at most {} can race.", MOST_VARIANTS + 1)).clicked() {
            actions.push(Action::Race(RaceAction::Start(Box::new(field.entered(document)), field.seeds)));
        }
        let unit = if field.seeds == 1 { " seed" } else { " seeds" };
        let seeds = DragValue::new(&mut field.seeds).range(1..=MOST_SEEDS).speed(0.1).suffix(unit);
        let seeds = ui.add_sized(vec2(76.0, 26.0), seeds).on_hover_text("Every one who races lives once under each seed. Drag, or click to type.");
        seeds.ctx.accesskit_node_builder(seeds.id, |node| node.set_label("Seeds of the race"));
        if ui.button("Usual").on_hover_text("Some rules of every family that can be relied on").clicked() {
            field.rules = None;
        }
        if ui.button("All").on_hover_text("Every rule that can work here").clicked() {
            let able = field.candidates(document).iter().filter(|candidate| candidate.refusal.is_none());
            field.rules = Some(able.map(|candidate| candidate.rule.name()).take(MOST_VARIANTS.saturating_sub(variants)).collect());
        }
        if ui.button(if scenario.variants.is_empty() { "None" } else { "Variants only" }).on_hover_text("No rule beside what the scenario has").clicked() {
            field.rules = Some(BTreeSet::new());
            field.left_out.clear();
        }
        back = has_result && ui.button("Back to the result").clicked();
    });
    ui.add_space(theme::SMALL);
    let lives = format!("{} lives of {} ticks", format::count((entrants * field.seeds) as u64), format::count(scenario.ticks as u64));
    let same = "same brain, data and seeds; a rule changes nothing but the rule and the rate that goes with it";
    ui.label(theme::small(ui, format!("{lives}: {same}.")));
    ScrollArea::vertical().id_salt("field").auto_shrink(false).show(ui, |ui| entrants_ui(ui, field, document, &chosen));
    back
}

fn entrants_ui(ui: &mut Ui, field: &mut Field, document: &Document, chosen: &BTreeSet<&'static str>) {
    let scenario = document.scenario();
    line(ui, "As it stands", |ui| {
        let _ = toggle(ui, &rules_of(scenario), "The scenario itself", true, Some("It always races: the others are compared with it."));
    });
    if !scenario.variants.is_empty() {
        line(ui, "Own variants", |ui| {
            for name in scenario.variants.names() {
                let races = !field.left_out.contains(name);
                if toggle(ui, &format::variant(name), &format!("Race variant {name}"), races, None).clicked() && !field.left_out.remove(name) {
                    field.left_out.insert(name.to_owned());
                }
            }
        });
    }
    let candidates = field.candidates(document).to_vec();
    for (family, rules) in families(|rule| candidates.iter().any(|candidate| candidate.rule == *rule)) {
        line(ui, family.title(), |ui| {
            for candidate in candidates.iter().filter(|candidate| rules.contains(&candidate.rule)) {
                let name = candidate.rule.name();
                let races = chosen.contains(name);
                let response = toggle(ui, candidate.rule.title(), &format!("Race {}", candidate.rule.title()), races, candidate.refusal.as_deref());
                let caution = candidate.rule.as_dyn().caution().map_or(String::new(), |caution| format!("\n{}", crate::app::edit::sentence(caution)));
                if response.on_hover_text(format!("{}{caution}", candidate.rule.as_dyn().about())).clicked() {
                    let mut rules = chosen.clone();
                    if !rules.remove(name) {
                        rules.insert(name);
                    }
                    field.rules = Some(rules);
                }
            }
        });
    }
}

/// The rules of a scenario's areas, each named once.
fn rules_of(scenario: &Scenario) -> String {
    let mut rules: Vec<&str> = Vec::new();
    for (_, area) in scenario.areas.iter() {
        if !rules.contains(&area.rule.title()) {
            rules.push(area.rule.title());
        }
    }
    rules.join(", ")
}

/// A caption, and chips beside it.
fn line(ui: &mut Ui, caption: &str, chips: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.allocate_ui_with_layout(vec2(CAPTION, 24.0), Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(CAPTION);
            ui.label(theme::faint(ui, caption));
        });
        ui.allocate_ui_with_layout(vec2(ui.available_width(), 24.0), Layout::left_to_right(Align::Center).with_main_wrap(true), |ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            chips(ui);
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{check, preset};

    fn document(name: &str) -> Document {
        Document::new(preset(name).unwrap().scenario().unwrap(), None)
    }

    #[test]
    fn the_usual_race_can_run_and_has_rules_of_more_than_one_family() {
        for preset in crate::scenario::PRESETS {
            let document = document(preset.name);
            let entered = Field::default().entered(&document);
            assert_eq!(check(&entered), Vec::new(), "{}", preset.name);
            assert!(entered.variants.len() > document.scenario().variants.len(), "{}", preset.name);
            let rules = entered.variants.names().filter_map(Rule::named).map(|rule| Family::of(&rule)).collect::<BTreeSet<_>>();
            assert!(rules.len() > 1, "{}: {rules:?}", preset.name);
        }
    }

    #[test]
    fn who_stays_at_home_does_not_race_and_no_rule_races_twice() {
        let document = document("random_feedback");
        let own = document.scenario().variants.names().next().unwrap().to_owned();
        let mut field = Field { left_out: [own.clone()].into(), rules: Some(BTreeSet::new()), ..Field::default() };
        let entered = field.entered(&document);
        assert!(entered.variants.get(&own).is_none() && entered.variants.len() + 1 == document.scenario().variants.len());
        let candidates = field.candidates(&document).to_vec();
        let lives: Vec<Scenario> = document.scenario().variants.names().map(|name| document.scenario().variant(name).unwrap()).collect();
        let lived = |rule: &Rule| lives.iter().any(|life| life.areas.iter().all(|(_, area)| area.rule == *rule));
        assert!(!candidates.is_empty() && !candidates.iter().any(|candidate| lived(&candidate.rule)));
    }
}
