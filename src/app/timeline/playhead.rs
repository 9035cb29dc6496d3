//! Where the brain stands, and where it is looked at: lines through all lanes with their ages at the top.

use super::Scene;
use crate::app::plots::figures::age as age_text;
use crate::app::theme;
use egui::{Color32, Galley, Rect, Stroke, TextStyle, Ui, pos2, vec2};
use std::sync::Arc;

/// A playhead: its line, and the text on it.
pub(super) struct Chip {
    pub(super) rect: Rect,
    galley: Arc<Galley>,
    x: f32,
    fill: Color32,
    line: Stroke,
}

/// What was lived lies on a ground of its own.
pub(super) fn past_ui(ui: &Ui, scene: &Scene<'_>, top: f32, bottom: f32) {
    let palette = theme::palette(ui);
    let (from, to) = (scene.span.x(0.0).max(scene.span.left), scene.span.x(scene.age as f64).min(scene.span.right));
    if from < to {
        let fill = if palette.is_dark { palette.raised.gamma_multiply(0.35) } else { palette.panel };
        ui.painter().rect_filled(Rect::from_x_y_ranges(from..=to, top..=bottom), 0.0, fill);
    }
}

/// Where words that need some room in the middle of a bar are to stand: if the line of where the brain stands would cross them, on its wider side.
pub(super) fn beside(bar: Rect, room: f32, scene: &Scene<'_>) -> Rect {
    let now = scene.span.x(scene.shown as f64).clamp(bar.left(), bar.right());
    let middle = bar.center().x;
    let side = if now < middle { bar.with_min_x(now) } else { bar.with_max_x(now) };
    if (now - middle).abs() < room / 2.0 && room <= side.width() { side } else { bar }
}

/// The playheads in view: the present, and before it the past that is looked at.
pub(super) fn chips(ui: &Ui, ages: Rect, scene: &Scene<'_>) -> Vec<Chip> {
    let palette = theme::palette(ui);
    let font = TextStyle::Small.resolve(ui.style());
    let looking = scene.record.looking();
    let chip = |age: u64, text: String, fill: Color32, width: f32| {
        let x = scene.span.x(age as f64);
        ages.x_range().contains(x).then(|| {
            let galley = ui.painter().layout_no_wrap(text, font.clone(), palette.ground);
            let size = galley.size() + vec2(8.0, 2.0);
            let left = (x - size.x / 2.0).clamp(ages.left(), (ages.right() - size.x).max(ages.left()));
            let rect = Rect::from_min_size(pos2(left, ages.bottom() - size.y - 1.0), size);
            Chip { rect, galley, x, fill, line: Stroke::new(width, fill) }
        })
    };
    let seen = looking.and_then(|looking| chip(looking.wanted, format!("age {}", age_text(looking.wanted)), palette.accent, 1.5));
    let text = if looking.is_some() { "now".to_owned() } else { format!("age {}", age_text(scene.age)) };
    let (fill, width) = if looking.is_some() { (palette.faint, 1.0) } else { (palette.text, 1.5) };
    let now = chip(scene.age, text, fill, width).filter(|now| seen.as_ref().is_none_or(|seen| !seen.rect.expand(2.0).intersects(now.rect)));
    now.into_iter().chain(seen).collect()
}

/// Draws them over everything.
pub(super) fn ui(ui: &Ui, chips: Vec<Chip>, bottom: f32, scene: &Scene<'_>) {
    let palette = theme::palette(ui);
    if scene.record.looking().is_some() && scene.span.shows(scene.age as f64, 0.0) {
        ui.painter().vline(scene.span.x(scene.age as f64), chips.first().map_or(bottom, |chip| chip.rect.bottom())..=bottom, Stroke::new(1.0, palette.faint));
    }
    for Chip { rect, galley, x, fill, line } in chips {
        ui.painter().vline(x, rect.bottom()..=bottom, line);
        ui.painter().rect_filled(rect, 4.0, fill);
        ui.painter().galley(rect.min + vec2(4.0, 1.0), galley, palette.ground);
    }
}
