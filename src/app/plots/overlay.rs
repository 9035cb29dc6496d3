//! What the pointer tells in a plot: every curve's value at an age, and what was done there.

use super::chart::Scene;
use super::curves::{Curve, Curves};
use super::figures::{age, with_unit};
use crate::app::record::{Bucket, DeedKind};
use crate::app::theme;
use egui::{Color32, PopupAnchor, Pos2, Response, Stroke, Ui, vec2};
use egui_plot::PlotTransform;

/// How many curves are told of.
const MOST_TOLD: usize = 10;
/// How near the pointer must be to an event to tell of it.
const NEAR: f32 = 5.0;

/// One line of the label.
struct Told {
    label: String,
    value: String,
    colour: Color32,
    at: Pos2,
}

/// Draws a line through the age under the pointer and tells what was there.
pub(super) fn hover_ui(ui: &Ui, scene: &Scene<'_>, curves: &Curves, response: &Response, transform: &PlotTransform) {
    let Some(pointer) = response.hover_pos().filter(|_| !response.dragged() && !response.context_menu_opened()) else { return };
    let palette = theme::palette(ui);
    let frame = *transform.frame();
    let pointed = transform.value_from_position(pointer).x;
    let mut told: Vec<Told> = curves.curves.iter().filter_map(|curve| tell(scene, curve, pointed, transform, palette)).collect();
    told.sort_by(|a, b| (a.at.y - pointer.y).abs().total_cmp(&(b.at.y - pointer.y).abs()));
    let event = scene
        .record
        .deeds()
        .filter(|deed| !deed.gone && matches!(deed.kind, DeedKind::Perturbation | DeedKind::Edit | DeedKind::Stage(Some(_))))
        .find(|deed| (transform.position_from_point_x(deed.age as f64) - pointer.x).abs() < NEAR);
    let painter = ui.painter().with_clip_rect(frame);
    painter.vline(pointer.x, frame.y_range(), Stroke::new(1.0, palette.faint.gamma_multiply(0.4)));
    for Told { at, colour, .. } in &told {
        painter.circle(*at, 3.0, palette.ground, Stroke::new(1.5, *colour));
    }
    if told.is_empty() && event.is_none() {
        return;
    }
    let tooltip = egui::Tooltip::always_open(ui.ctx().clone(), response.layer_id, response.id, PopupAnchor::Pointer);
    tooltip.gap(12.0).show(|ui| {
        ui.spacing_mut().item_spacing = vec2(theme::MEDIUM, 2.0);
        ui.spacing_mut().interact_size.y = 0.0;
        ui.label(theme::small(ui, format!("age {}", age(pointed.max(0.0).round() as u64))));
        if let Some(deed) = event {
            let colour = if deed.kind == DeedKind::Perturbation { palette.error } else { palette.text };
            ui.label(egui::RichText::new(&deed.text).small().color(colour));
        }
        egui::Grid::new("values").num_columns(2).spacing(vec2(theme::LARGE, 2.0)).show(ui, |ui| {
            for (index, Told { label, value, colour, .. }) in told.iter().take(MOST_TOLD).enumerate() {
                ui.label(egui::RichText::new(label).small().color(*colour));
                let value = egui::RichText::new(value).small().color(if index == 0 { palette.text } else { palette.faint });
                ui.label(value);
                ui.end_row();
            }
        });
        if told.len() > MOST_TOLD {
            ui.label(theme::small(ui, format!("and {} more", told.len() - MOST_TOLD)));
        }
    });
}

fn tell(scene: &Scene<'_>, curve: &Curve, pointed: f64, transform: &PlotTransform, palette: &theme::Palette) -> Option<Told> {
    let after = curve.line.partition_point(|point| point.x < pointed);
    let nearest = [after.checked_sub(1), Some(after)].into_iter().flatten().filter(|&index| index < curve.line.len());
    let index = nearest.min_by(|&a, &b| (curve.line[a].x - pointed).abs().total_cmp(&(curve.line[b].x - pointed).abs()))?;
    let point = curve.line[index];
    // Beyond the ends of a curve there is nothing to tell.
    let reach = 12.0 * transform.dvalue_dpos()[0].abs();
    let inside = curve.line.first()?.x - reach <= pointed && pointed <= curve.line.last()?.x + reach;
    let entry = scene.roster.entry(curve.place).filter(|_| inside)?;
    let row = &scene.roster.measures[entry.row];
    Some(Told {
        label: scene.roster.label(entry).get(scene.common_start..).unwrap_or_default().to_owned(),
        value: value_text(scene, curve.buckets.get(index)?, row.unit),
        colour: scene.roster.pencil(entry, scene.scale.kind, palette).colour,
        at: transform.position_from_point(&point),
    })
}

/// What was measured, and its range where several values stand in one place. Smoothing is for the eye only.
fn value_text(scene: &Scene<'_>, bucket: &Bucket, unit: &str) -> String {
    let scale = scene.scale;
    let told = |value: f64| with_unit(scale.shown(unit, value).map_or(value, |shown| scale.value(shown)), scale.unit());
    let text = told(bucket.mean());
    if bucket.count > 1 && bucket.max > bucket.min { format!("{text} ({} to {})", told(bucket.min), told(bucket.max)) } else { text }
}
