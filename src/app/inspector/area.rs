//! An area: how it learns, what it makes small, what it computes, how it is doing, and what can be done to it.

use super::{anatomy, costs, fields, knob, poke, rule, settling, ties, weights};
use crate::app::action::{Action, Panel};
use crate::app::selection::{Item, Selection};
use crate::app::theme::{self, palette};
use crate::app::widgets::{Icon, fact, group, quiet_icon};
use crate::app::{App, format, standing};
use crate::brain::Anatomy;
use crate::brain::development::CriticalPeriod;
use crate::brain::plasticity::Optimizer;
use crate::scenario::Owner;
use egui::{DragValue, RichText, Ui};
use serde_json::json;

/// An area.
pub(super) fn ui(ui: &mut Ui, app: &mut App, key: &str, actions: &mut Vec<Action>) {
    let Some(index) = app.document.scenario().areas.index(key) else { return };
    let wiring = app.view.inspector.wiring(&app.document);
    let units_in = wiring.input_units.get(index).copied().unwrap_or(0);
    let terminal = wiring.terminals.get(index).and_then(Option::as_ref).map(|terminal| terminal.area);
    let lender = wiring.lenders.get(index).and_then(Option::as_ref).and_then(|lender| app.document.scenario().areas.at(lender.area));
    let lender = lender.map(|(name, area)| (name.to_owned(), area.title(name).to_owned()));
    head_ui(ui, app, key, units_in, actions);
    super::problems_ui(ui, app, &format!("areas.{key}"), actions);
    rule_ui(ui, app, key, index, actions);
    costs::ui(ui, app, key, index, terminal, actions);
    ties::area_ui(ui, app.document.scenario(), key, actions);
    match lender {
        Some((name, title)) => {
            group(ui, "Plasticity");
            if ui.link(format!("Its weights are those of {title}, and change as {title} says.")).clicked() {
                actions.push(Action::Select(Selection::one(Item::Area(name))));
            }
        }
        None => plasticity_ui(ui, app, key, index, actions),
    }
    now_ui(ui, app, key);
    poke::ui(ui, app, &Item::Area(key.to_owned()), actions);
    anatomy::ui(ui, app, key, index, actions);
    weights::ui(ui, app);
}

fn head_ui(ui: &mut Ui, app: &App, key: &str, mut units_in: usize, actions: &mut Vec<Action>) {
    let scenario = app.document.scenario();
    let Some(area) = scenario.areas.get(key) else { return };
    if let Some(name) = fields::heading(ui, &format!("Name of {key}"), area.title(key)) {
        actions.push(Action::Edit { label: "Name an area".to_owned(), path: format!("areas.{key}.name"), value: json!(name) });
    }
    let Anatomy::Dense(dense) = &area.anatomy;
    let mut weights = 0_usize;
    for units in &dense.layers {
        weights = weights.saturating_add(units.saturating_mul(units_in + usize::from(dense.bias)));
        units_in = *units;
    }
    let mut line = format!("{} · {} weights", area.anatomy.title().to_lowercase(), format::count(weights as u64));
    if let Some(state) = app.run.live.area(key) {
        line += &format!(" · {:.0} % open", 100.0 * state.openness);
    }
    ui.label(theme::faint(ui, line));
    if let Some((text, ink)) = app.run.live.area(key).and_then(|state| standing::remark(state, palette(ui))) {
        ui.label(RichText::new(text).color(ink));
    }
}

fn rule_ui(ui: &mut Ui, app: &mut App, key: &str, index: usize, actions: &mut Vec<Action>) {
    rule::ui(ui, app, key, index, actions);
    settling::ui(ui, app);
}

fn plasticity_ui(ui: &mut Ui, app: &App, key: &str, index: usize, actions: &mut Vec<Action>) {
    let Some(area) = app.document.scenario().areas.get(key) else { return };
    group(ui, "Plasticity");
    let path = format!("areas.{key}.plasticity");
    let all = Optimizer::all();
    let optimizer = &area.plasticity.optimizer;
    let name = format!("Optimizer of {}", area.title(key));
    if let Some(chosen) = fields::choice(ui, &name, optimizer.title(), all.iter().map(Optimizer::title)) {
        let value = json!({ all[chosen].name(): {} });
        actions.push(Action::Edit { label: "Choose an optimizer".to_owned(), path: format!("{path}.optimizer"), value });
    }
    ui.label(theme::small(ui, optimizer.formula()));
    knob::owner_ui(ui, app, Owner::Plasticity(index), &path, actions);
    knob::owner_ui(ui, app, Owner::Optimizer(index), &format!("{path}.optimizer"), actions);
    periods_ui(ui, app, key, actions);
}

/// When the area can learn.
fn periods_ui(ui: &mut Ui, app: &App, key: &str, actions: &mut Vec<Action>) {
    let scenario = app.document.scenario();
    let mut periods = scenario.development.periods.get(key).cloned().unwrap_or_default();
    let before = periods.clone();
    let mut removed = None;
    for (index, period) in periods.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            ui.label(theme::faint(ui, "Open from"));
            let from = ui.add(DragValue::new(&mut period.open).range(0.0..=1e9).max_decimals(0).update_while_editing(false));
            from.ctx.accesskit_node_builder(from.id, |node| node.set_label(format!("Period {} opens", index + 1)));
            ui.label(theme::faint(ui, "to"));
            let to = ui.add(DragValue::new(&mut period.close).range(0.0..=1e9).max_decimals(0).update_while_editing(false));
            to.ctx.accesskit_node_builder(to.id, |node| node.set_label(format!("Period {} closes", index + 1)));
            if quiet_icon(ui, Icon::Close, &format!("Remove period {}", index + 1)).clicked() {
                removed = Some(index);
            }
        });
    }
    let mut changed = scenario.clone();
    if let Some(index) = removed {
        periods.remove(index);
        if periods.is_empty() {
            changed.development.periods.remove(key);
        } else {
            changed.development.periods.insert(key, periods);
        }
        actions.push(Action::Change { label: "Remove a critical period".to_owned(), scenario: Box::new(changed) });
        return;
    }
    if periods != before {
        changed.development.periods.insert(key, periods);
        actions.push(Action::Drag { label: "Move a critical period".to_owned(), scenario: Box::new(changed) });
        return;
    }
    let hint = "Outside its critical periods, not a bit of an area's weights changes.";
    if ui.button("+ Critical period").on_hover_text(hint).clicked() {
        let start = periods.last().map_or(0.0, |last: &CriticalPeriod| last.close + 100.0);
        let close = if start == 0.0 { (scenario.ticks as f64 / 2.0).round().max(1.0) } else { start + 200.0 };
        periods.push(CriticalPeriod { open: start, close, ..CriticalPeriod::default() });
        changed.development.periods.insert(key, periods);
        actions.push(Action::Change { label: "Add a critical period".to_owned(), scenario: Box::new(changed) });
        actions.push(Action::Show(Panel::Development));
    }
}

/// The newest numbers.
fn now_ui(ui: &mut Ui, app: &App, key: &str) {
    let Some(area) = app.document.scenario().areas.get(key) else { return };
    let palette = palette(ui);
    let record = &app.run.record;
    let mut facts: Vec<(String, String, egui::Color32)> = Vec::new();
    for layer in 0..area.anatomy.as_dyn().layers().len() {
        if let Some(angle) = record.latest(&format!("rule_angle.{key}.weights.{layer}")) {
            facts.push((format!("Angle, layer {}", layer + 1), format!("{angle:.1}°"), palette.text));
        }
    }
    if let Some(cosine) = record.moving(&format!("step.{key}")) {
        let colour = if cosine > 0.0 { palette.holds } else { palette.error };
        facts.push(("Cosine of the step".to_owned(), format::number(cosine), colour));
    }
    if let Some(ratio) = record.moving(&format!("step_ratio.{key}")) {
        facts.push(("Parallel : orthogonal".to_owned(), format!("{} : 1", format::number(ratio)), palette.text));
    }
    for (cost, attachment) in area.costs.iter() {
        if let Some(value) = record.latest(&format!("cost.{key}.{cost}")) {
            facts.push((attachment.cost.title().to_owned(), format::number(value), palette.text));
        }
        if let Some(error) = record.latest(&format!("test_error.{key}.{cost}")) {
            facts.push(("Test error".to_owned(), format!("{:.1} %", 100.0 * error), palette.text));
        }
    }
    if let Some(state) = app.run.live.area(key) {
        facts.push(("Learning rate now".to_owned(), format::number(state.rate), palette.text));
        if state.silenced > 0 {
            facts.push(("Silent units".to_owned(), state.silenced.to_string(), palette.error));
        }
    }
    if facts.is_empty() {
        return;
    }
    group(ui, "Right now");
    ui.spacing_mut().item_spacing.y = 2.0;
    for (name, value, colour) in facts {
        fact(ui, &name, &value, colour);
    }
    ui.spacing_mut().item_spacing.y = 6.0;
}
