//! How the rule of the selected area finds its answer: energy over iterations, free and nudged, or whatever else it draws.

use crate::app::App;
use crate::app::small_plot::{SmallPlot, Spot, Trace, reach};
use crate::app::theme::{self, palette};
use crate::brain::rule::Curve;
use egui::{Sense, Ui, vec2};

/// Height of a picture.
const HEIGHT: f32 = 124.0;
/// Length of the piece of a curve beside its name.
const SAMPLE: f32 = 12.0;

/// Every picture that the rule of the selected area draws.
pub(super) fn ui(ui: &mut Ui, app: &App) {
    pictures_ui(ui, &app.run.live.curves);
}

fn pictures_ui(ui: &mut Ui, curves: &[Curve]) {
    let mut pictures: Vec<&str> = Vec::new();
    for curve in curves.iter().filter(|curve| !curve.points.is_empty()) {
        if !pictures.contains(&curve.picture) {
            pictures.push(curve.picture);
        }
    }
    for picture in pictures {
        let of_picture: Vec<&Curve> = curves.iter().filter(|curve| curve.picture == picture && !curve.points.is_empty()).collect();
        picture_ui(ui, picture, &of_picture);
    }
}

fn picture_ui(ui: &mut Ui, title: &str, curves: &[&Curve]) {
    let palette = palette(ui);
    let traces: Vec<Trace> = curves
        .iter()
        .enumerate()
        .map(|(index, curve)| Trace {
            name: curve.name.to_owned(),
            colour: palette.series([2, 0, 3, 1][index % 4]),
            mark: None,
            is_quiet: false,
            points: curve.points.iter().copied().map(Spot::bare).collect(),
        })
        .collect();
    let (Some(x), Some(y)) = (reach(&traces, |spot| spot.x), reach(&traces, |spot| spot.y)) else { return };
    ui.add_space(theme::SMALL);
    crate::app::widgets::sought(ui, title);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(theme::MEDIUM, 2.0);
        ui.label(theme::caption(ui, title));
        for trace in &traces {
            legend_ui(ui, trace);
        }
    });
    let span = (y.end() - y.start()).max(1e-9 * y.end().abs()).max(1e-12);
    let plot = SmallPlot {
        name: &format!("{title} plot"),
        over: curves[0].over,
        unit: "",
        x: (*x.start(), x.end().max(x.start() + 1e-9)),
        y: (y.start() - 0.06 * span, y.end() + 0.06 * span),
        level: None,
    };
    let width = ui.available_width();
    plot.ui(ui, vec2(width, HEIGHT), &traces);
}

/// The name of a curve beside its colour; the two stay in one line.
pub(super) fn legend_ui(ui: &mut Ui, trace: &Trace) {
    let text = theme::small(ui, &trace.name);
    let galley = egui::WidgetText::from(text).into_galley(ui, Some(egui::TextWrapMode::Extend), f32::INFINITY, egui::TextStyle::Small);
    let (rect, response) = ui.allocate_exact_size(vec2(SAMPLE + theme::SMALL + galley.size().x, galley.size().y), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &trace.name));
    ui.painter().hline(rect.left()..=rect.left() + SAMPLE, rect.center().y, egui::Stroke::new(2.5, trace.colour));
    ui.painter().galley(rect.min + vec2(SAMPLE + theme::SMALL, 0.0), galley, palette(ui).faint);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::plots::testing;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    fn curve(picture: &'static str, over: &'static str, name: &'static str, value: impl Fn(f64) -> f64) -> Curve {
        Curve { picture, over, name, points: (0..30).map(|x| [f64::from(x), value(f64::from(x))]).collect() }
    }

    #[test]
    fn every_picture_has_its_title_its_axis_and_its_curves() {
        let curves = vec![
            curve("Settling", "iterations", "free", |x| 3.0 * (-x / 8.0).exp() - 1.0),
            curve("Settling", "iterations", "nudged", |x| 3.0 * (-x / 6.0).exp() - 0.4),
            curve("Settling", "iterations", "nudged: hidden layers", |x| x / 30.0),
            curve("Settling", "iterations", "nudged: output", |x| x / 40.0),
            curve("STDP window", "ms", "change", |x| (15.0 - x) * (-(x - 15.0).abs() / 5.0).exp()),
            Curve { picture: "Nothing yet", over: "iterations", name: "free", points: Vec::new() },
            Curve { picture: "No numbers", over: "iterations", name: "free", points: vec![[0.0, f64::NAN]] },
            Curve { picture: "Level", over: "iterations", name: "still", points: vec![[0.0, 2.0], [1.0, 2.0]] },
        ];
        let mut harness = Harness::builder().with_size(vec2(264.0, 600.0)).build_ui(move |ui| {
            if testing::is_dressed(ui) {
                pictures_ui(ui, &curves);
            }
        });
        harness.run_steps(3);
        let plots: Vec<_> = ["Settling plot", "STDP window plot", "Level plot"].map(|name| harness.get_by_label(name).rect()).into();
        assert!(plots.windows(2).all(|pair| pair[0].bottom() < pair[1].top()), "{plots:?}");
        assert!(plots.iter().all(|rect| rect.right() <= 264.0 && rect.height() > 100.0), "{plots:?}");
        for name in ["nudged", "nudged: output", "change", "still"] {
            assert!(harness.get_by_label(name).rect().right() <= 264.0, "{name}");
        }
        assert!(harness.query_by_label("Nothing yet plot").is_none() && harness.query_by_label("No numbers plot").is_none());
    }
}
