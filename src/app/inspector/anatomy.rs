//! What an area computes: the widths of its layers, and its knobs.

use super::knob;
use crate::app::App;
use crate::app::action::Action;
use crate::app::theme;
use crate::app::widgets::{Icon, group, quiet_icon};
use crate::brain::Anatomy;
use crate::scenario::Owner;
use egui::{DragValue, Ui, vec2};
use serde_json::json;

/// The anatomy of the area at `index`.
pub(super) fn ui(ui: &mut Ui, app: &App, key: &str, index: usize, actions: &mut Vec<Action>) {
    let Some(area) = app.document.scenario().areas.get(key) else { return };
    let Anatomy::Dense(dense) = &area.anatomy;
    group(ui, "Anatomy");
    ui.label(theme::faint(ui, format!("{}: units of each layer, the last is the output", area.anatomy.title())));
    let path = format!("areas.{key}.anatomy.layers");
    let label = || "Change the layers".to_owned();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        for (layer, units) in dense.layers.iter().enumerate() {
            if layer > 0 {
                ui.label(theme::faint(ui, "→"));
            }
            let mut changed = *units;
            let response = ui.add(DragValue::new(&mut changed).range(1..=4096).speed(0.3).update_while_editing(false));
            let name = format!("areas {key} layer {} units", layer + 1);
            response.ctx.accesskit_node_builder(response.id, |node| node.set_label(name));
            if changed != *units {
                let mut layers = dense.layers.clone();
                layers[layer] = changed;
                actions.push(Action::DragEdit { label: label(), path: path.clone(), value: json!(layers) });
            }
            if dense.layers.len() > 1 && quiet_icon(ui, Icon::Close, &format!("Remove layer {}", layer + 1)).clicked() {
                let mut layers = dense.layers.clone();
                layers.remove(layer);
                actions.push(Action::Edit { label: label(), path: path.clone(), value: json!(layers) });
            }
        }
        if dense.layers.len() < crate::app::MOST_LAYERS && quiet_icon(ui, Icon::Plus, "Add a hidden layer").clicked() {
            let mut layers = dense.layers.clone();
            let at = layers.len().saturating_sub(1);
            layers.insert(at, 32);
            actions.push(Action::Edit { label: label(), path, value: json!(layers) });
        }
    });
    let hidden = dense.layers.len() > 1;
    knob::owner_some_ui(ui, app, Owner::Anatomy(index), &format!("areas.{key}.anatomy"), |knob| hidden || knob.name != "hidden", actions);
}
