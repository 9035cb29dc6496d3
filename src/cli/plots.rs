//! The three plots of the window, as text.

use super::chart::{Curve, chart};
use super::life::Life;
use crate::scenario::Panel;

/// Costs, angles and recovery of the scenario itself; a plot without values is left out.
pub(super) fn draw(life: &Life) -> String {
    let panels =
        [(Panel::Losses, "Losses"), (Panel::Alignment, "Alignment: angle to the true gradient"), (Panel::Recovery, "Recovery: against an unharmed twin")];
    let mut text = String::new();
    for (panel, title) in panels {
        let series = life.simulation.series().iter().zip(&life.curves);
        let curves: Vec<Curve<'_>> = series
            .filter(|(series, points)| series.variant.is_none() && series.measure.panel == panel && series.measure.prominent && !points.is_empty())
            .filter(|(series, _)| panel != Panel::Alignment || series.measure.unit == "°")
            .map(|(series, points)| Curve { label: &series.measure.title, unit: series.measure.unit, points })
            .collect();
        if curves.is_empty() {
            continue;
        }
        text.push_str(&chart(title, &curves));
        text.push('\n');
    }
    text
}
