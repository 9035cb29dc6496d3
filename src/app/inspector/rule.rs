//! How an area assigns credit: the rule, found by family or by search, and all that it says about itself.

use super::{fields, knob};
use crate::app::action::{Action, Panel};
use crate::app::edit::sentence;
use crate::app::families::families;
use crate::app::theme::{self, palette};
use crate::app::widgets::group;
use crate::app::{App, format};
use crate::brain::Rule;
use crate::brain::anatomy::LayerShape;
use crate::scenario::{Owner, Scenario};
use egui::{Button, ComboBox, Id, Key, Margin, PopupCloseBehavior, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo, vec2};

/// Height of the list of rules.
const LIST: f32 = 380.0;
/// For so many frames the search asks for the focus: in the first, its popup has no place yet.
const FRAMES_TO_FOCUS: u8 = 3;

/// The rate that went with a rule that was chosen: told until either is changed.
pub(super) struct Paced {
    area: String,
    rule: &'static str,
    rate: f64,
}

/// The rule of the area at `index`.
pub(super) fn ui(ui: &mut Ui, app: &mut App, key: &str, index: usize, actions: &mut Vec<Action>) {
    let Some(area) = app.document.scenario().areas.get(key) else { return };
    let (rule, title) = (area.rule.clone(), area.title(key).to_owned());
    group(ui, "Credit");
    if let Some(chosen) = picker_ui(ui, &format!("Rule of {title}"), &rule, &area.anatomy.as_dyn().layers()) {
        let (changed, paced) = follow(app.document.scenario(), key, chosen);
        app.view.inspector.paced = paced;
        actions.push(changed);
    }
    fields::formula(ui, rule.formula(), rule.as_dyn().about(), rule.source());
    if let Some(caution) = rule.as_dyn().caution() {
        ui.label(RichText::new(sentence(caution)).small().color(palette(ui).teach));
    }
    let sends = rule.as_dyn().sends().map_or("Sends nothing upstream".to_owned(), |what| format!("Sends upstream {what}"));
    ui.label(theme::small(ui, sends));
    paced_ui(ui, app, key, &rule);
    knob::owner_ui(ui, app, Owner::Rule(index), &format!("areas.{key}.rule"), actions);
    if ui.button("Race rules…").on_hover_text("The same brain under every rule, over many seeds, with bands and a table").clicked() {
        actions.push(Action::Show(Panel::Lab));
    }
}

/// Learning by another rule, at the rate that goes with it, as one step.
fn follow(scenario: &Scenario, key: &str, rule: Rule) -> (Action, Option<Paced>) {
    let label = format!("Learn by {}", rule.title().to_lowercase());
    let mut changed = scenario.clone();
    let name = rule.name();
    let ratio = changed.follow(key, rule);
    let rate = changed.areas.get(key).map_or(f64::NAN, |area| area.plasticity.rate);
    let paced = (ratio != 1.0).then(|| Paced { area: key.to_owned(), rule: name, rate });
    (Action::Change { label, scenario: Box::new(changed) }, paced)
}

/// Says quietly which rate was set, as long as it stands.
fn paced_ui(ui: &mut Ui, app: &App, key: &str, rule: &Rule) {
    let Some(paced) = &app.view.inspector.paced else { return };
    let stands = app.document.scenario().areas.get(key).is_some_and(|area| area.plasticity.rate == paced.rate);
    if paced.area == key && paced.rule == rule.name() && stands {
        let text = format!("Rate set to {}, at which {} works", format::number(paced.rate), rule.title().to_lowercase());
        ui.label(RichText::new(text).small().color(palette(ui).holds));
    }
}

/// A choice of all rules by family, with a search; another one, if that was chosen.
fn picker_ui(ui: &mut Ui, name: &str, current: &Rule, layers: &[LayerShape]) -> Option<Rule> {
    let mut chosen = None;
    let id = Id::unique(("rule search", name));
    let combo = ComboBox::from_id_salt(name).selected_text(current.title()).width(ui.available_width()).height(LIST + 48.0);
    let shown = combo.close_behavior(PopupCloseBehavior::CloseOnClickOutside).show_ui(ui, |ui| {
        let (mut text, frames): (String, u8) = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        let field = ui.add(TextEdit::singleline(&mut text).hint_text("Search rules").desired_width(f32::INFINITY).margin(Margin::symmetric(8, 6)));
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search rules"));
        if frames < FRAMES_TO_FOCUS {
            field.request_focus();
            ui.request_repaint();
        }
        let found = families(|rule| answers(rule, &text));
        if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            let able = |rule: &&Rule| rule.as_dyn().refuses(layers).is_none();
            chosen = found.iter().flat_map(|(_, rules)| rules).find(able).cloned();
        }
        ScrollArea::vertical().max_height(LIST).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for (family, rules) in &found {
                ui.add_space(theme::SMALL);
                ui.label(theme::caption(ui, family.title()));
                for rule in rules {
                    if entry_ui(ui, rule, rule.name() == current.name(), layers) {
                        chosen = Some(rule.clone());
                    }
                }
            }
            if found.is_empty() {
                ui.label(theme::faint(ui, "No rule has these words."));
            }
        });
        ui.data_mut(|data| data.insert_temp(id, (text, frames.saturating_add(1))));
        if chosen.is_some() {
            ui.close();
        }
    });
    if shown.inner.is_none() || chosen.is_some() {
        ui.data_mut(|data| data.remove_temp::<(String, u8)>(id));
    }
    shown.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, name);
        info.current_text_value = Some(current.title().to_owned());
        info
    });
    chosen.filter(|rule| rule.name() != current.name())
}

/// One rule of the list; whether it was chosen.
fn entry_ui(ui: &mut Ui, rule: &Rule, is_current: bool, layers: &[LayerShape]) -> bool {
    let refusal = rule.as_dyn().refuses(layers);
    let button = Button::selectable(is_current, rule.title()).min_size(vec2(ui.available_width(), 22.0));
    let response = ui.add_enabled(refusal.is_none(), button);
    let why = refusal.map_or(String::new(), |refusal| format!("{}. To mend it, {}.", sentence(refusal.message), refusal.advice));
    let caution = rule.as_dyn().caution().map_or(String::new(), |caution| format!("\n{}", sentence(caution)));
    response.on_disabled_hover_text(why).on_hover_text(format!("{}{caution}", rule.as_dyn().about())).clicked()
}

/// Whether a rule answers to every word: by its name, what it does, its source or its family.
fn answers(rule: &Rule, words: &str) -> bool {
    let family = crate::app::families::Family::of(rule).title();
    let text = format!("{} {} {} {family}", rule.title(), rule.as_dyn().about(), rule.source()).to_lowercase();
    words.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_found_by_name_by_author_and_by_family() {
        let found = |words: &str| Rule::all().into_iter().filter(|rule| answers(rule, words)).map(|rule| rule.name()).collect::<Vec<_>>();
        assert_eq!(found("nøkland"), ["direct_feedback_alignment"]);
        assert!(found("trial error").contains(&"node_perturbation") && !found("trial error").contains(&"backprop"));
        assert_eq!(found("").len(), Rule::all().len());
        assert!(found("no such rule").is_empty());
    }
}
