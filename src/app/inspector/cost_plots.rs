//! What a cost looks like: its value over age, its curve where it judges one number at a time, and how much of the area's movement is its own.

use super::settling::legend_ui;
use crate::app::action::Action;
use crate::app::movement;
use crate::app::small_plot::{Behind, SmallPlot, Spot, Trace, reach};
use crate::app::theme::{self, palette};
use crate::app::{App, format};
use crate::brain::Cost;
use crate::brain::cost::formula::Letter;
use crate::brain::cost::{Carries, Judged, Need};
use egui::{CornerRadius, Rect, Role, Sense, Ui, WidgetInfo, vec2};

/// Height of a picture.
const HEIGHT: f32 = 92.0;
/// Points of a curve.
const POINTS: usize = 161;
/// Bars of the distribution below it.
const BARS: usize = 32;
/// How far curves reach to either side: the first that holds the activity.
const REACHES: [f64; 7] = [3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 1000.0];

/// A cost of the area `key`, by its name, on the layer that it taps.
pub(super) fn ui(ui: &mut Ui, app: &App, key: &str, (name, cost): (&str, &Cost), tap: Option<usize>) {
    over_age_ui(ui, app, key, name);
    let layers = app.document.scenario().areas.get(key).map_or(0, |area| area.anatomy.as_dyn().layers().len());
    let judges_output = tap.is_none_or(|tap| tap + 1 == layers);
    let activity = app.run.live.area(key).filter(|_| judges_output).map_or(&[][..], |state| &state.activity);
    curve_ui(ui, name, cost, activity);
    if let Some(share) = app.run.record.moving(&format!("share.{key}.{key}.{name}")) {
        share_ui(ui, &format!("Share of {name}"), "Its share of this area's movement", share);
    }
}

/// How much of an area's movement follows the costs of others, the greatest first; where nobody measures it, a click has it measured.
pub(super) fn others_ui(ui: &mut Ui, app: &App, key: &str, actions: &mut Vec<Action>) {
    let scenario = app.document.scenario();
    let costs = scenario.areas.iter().filter(|(owner, _)| *owner != key).flat_map(|(owner, area)| area.costs.names().map(move |cost| (owner, area, cost)));
    let mut shares: Vec<(f64, String)> = costs
        .filter_map(|(owner, area, cost)| {
            let title = area.costs.get(cost).map_or(cost, |attachment| attachment.cost.title()).to_lowercase();
            Some((app.run.record.moving(&format!("share.{key}.{owner}.{cost}"))?, format!("{title} of {}", area.title(owner))))
        })
        .collect();
    shares.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    if !scenario.measuring.movement && scenario.areas.iter().any(|(_, area)| !area.costs.is_empty()) {
        let measure = ui
            .button("Measure which cost moves it")
            .on_hover_text(format!("Shows beside every cost its share of this area's movement. {}", movement::WHAT_IT_TAKES));
        if measure.clicked() {
            actions.push(movement::measure_it());
        }
        return;
    }
    if shares.is_empty() {
        return;
    }
    ui.label(theme::faint(ui, "Of its movement, others' costs explain"));
    for (share, words) in shares.iter().take(6) {
        share_ui(ui, &format!("Share of {words}"), words, *share);
    }
}

/// A part of a whole, as a bar.
fn share_ui(ui: &mut Ui, name: &str, words: &str, share: f64) {
    let palette = palette(ui);
    // Less than nothing, by a rounding, is nothing.
    let share = if share > 0.0 { share.min(1.0) } else { 0.0 };
    crate::app::widgets::fact(ui, words, &format!("{:.0} %", 100.0 * share), palette.text);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 4.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, format!("{name}: {:.0} %", 100.0 * share)));
    ui.painter().rect_filled(rect, CornerRadius::same(2), palette.hovered);
    ui.painter().rect_filled(Rect::from_min_size(rect.min, vec2(rect.width() * share as f32, rect.height())), CornerRadius::same(2), palette.teach);
}

/// The value over age, on what is trained on and on what is tested on.
fn over_age_ui(ui: &mut Ui, app: &App, key: &str, cost: &str) {
    let (record, palette) = (&app.run.record, palette(ui));
    let trace = |name: &str, colour, measure: String| Trace::bare(name, colour, record.sparkline(&measure, 120));
    let traces = [trace("train", palette.teach, format!("cost.{key}.{cost}")), trace("test", palette.accent, format!("test_cost.{key}.{cost}"))];
    let traces: Vec<Trace> = traces.into_iter().filter(|trace| trace.points.len() > 1).collect();
    let (Some(x), Some(y)) = (reach(&traces, |spot| spot.x), reach(&traces, |spot| spot.y)) else { return };
    let plot = SmallPlot {
        name: &format!("Value of {cost} over age"),
        over: "age",
        unit: "",
        x: (*x.start(), x.end().max(x.start() + 1.0)),
        y: padded(*y.start(), *y.end()),
        level: None,
    };
    picture_ui(ui, "Value", &plot, Behind::default(), &traces);
}

/// C(z) and its slope, as the cost itself evaluates them, with what its ports bring marked and the present activity below.
fn curve_ui(ui: &mut Ui, name: &str, cost: &Cost, activity: &[f32]) {
    let is_clear = match cost {
        Cost::Formula(formula) => formula.text.fault().is_none(),
        _ => true,
    };
    if !cost.as_dyn().is_of_one_number() || !is_clear {
        return;
    }
    let palette = palette(ui);
    let furthest = activity.iter().filter(|z| z.is_finite()).fold(0.0_f64, |most, z| most.max(f64::from(z.abs())));
    let side = REACHES.into_iter().find(|side| *side >= furthest).unwrap_or(REACHES[REACHES.len() - 1]);
    let needs = shown_needs(cost);
    let brings: Vec<f32> = needs.iter().map(|(value, _)| *value).collect();
    let (values, slopes) = evaluated(cost, side, &brings);
    let mut traces = vec![Trace::bare("C(z)", palette.teach, values.clone()), Trace::bare("slope", palette.faint, slopes)];
    let marks: Vec<(f64, String)> = match cost.as_dyn().needs() {
        [Need { carries: Carries::Probabilities, .. }] => {
            traces[0].name = "C(z) if t = 1".to_owned();
            traces.push(Trace::bare("if t = 0", palette.quiet(palette.teach), evaluated(cost, side, &[0.0]).0));
            Vec::new()
        }
        _ => needs.iter().filter_map(|(value, name)| Some((f64::from(*value), (*name)?.to_owned()))).collect(),
    };
    let Some((least, most)) = seen(&traces) else { return };
    let plot = SmallPlot { name: &format!("Curve of {name}"), over: "z", unit: "", x: (-side, side), y: padded(least, most), level: None };
    picture_ui(ui, "Curve", &plot, Behind { marks: &marks, bars: &histogram(activity, side) }, &traces);
}

/// What comes through each of a cost's ports where its curve is drawn, and what that is called there: a target of 1, a past of −1; nothing else.
fn shown_needs(cost: &Cost) -> Vec<(f32, Option<&'static str>)> {
    let needs = cost.as_dyn().needs();
    if let Cost::Formula(formula) = cost {
        let mark = |letter: Letter, value| if formula.text.speaks_of(letter) { (value, Some(letter.name())) } else { (0.0, None) };
        return vec![mark(Letter::Target, 1.0), mark(Letter::Previous, -1.0)];
    }
    needs.iter().map(|need| if need.is_optional { (0.0, None) } else { (1.0, Some(need.name)) }).collect()
}

/// Points of (z, C) and of (z, ∂C/∂z), for one unit whose ports bring these numbers.
fn evaluated(cost: &Cost, side: f64, brings: &[f32]) -> (Vec<[f64; 2]>, Vec<[f64; 2]>) {
    let at = |index: usize| side * (2.0 * index as f64 / (POINTS - 1) as f64 - 1.0);
    let activity: Vec<f32> = (0..POINTS).map(|index| at(index) as f32).collect();
    let target = brings.repeat(POINTS);
    let (mut values, mut slopes) = (vec![0.0; POINTS], vec![0.0; POINTS]);
    let mut scratch = vec![0.0; cost.as_dyn().scratch(POINTS, 1)];
    cost.as_dyn().evaluate(Judged { activity: &activity, target: &target, units: 1 }, &mut scratch, &mut values, Some((1.0, &mut slopes)));
    let points = |numbers: Vec<f32>| numbers.into_iter().enumerate().map(|(index, number)| [at(index), f64::from(number)]).collect();
    (points(values), points(slopes))
}

/// The least and the greatest value that are worth showing: poles are cut off where they would press all else flat.
fn seen(traces: &[Trace]) -> Option<(f64, f64)> {
    let mut values: Vec<f64> = traces.iter().flat_map(|trace| &trace.points).map(|spot: &Spot| spot.y).filter(|y| y.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    let (first, last) = (*values.first()?, *values.last()?);
    let (low, high) = (values[values.len() / 20], values[values.len() - 1 - values.len() / 20]);
    let room = 4.0 * (high - low).max(1e-6);
    Some((first.max(low - room), last.min(high + room)))
}

/// How many units say what, from −side to side.
fn histogram(activity: &[f32], side: f64) -> Vec<f32> {
    let mut bars = vec![0.0; BARS];
    for z in activity.iter().filter(|z| z.is_finite()) {
        let place = (f64::from(*z) + side) / (2.0 * side) * BARS as f64;
        if (0.0..=BARS as f64).contains(&place) {
            bars[(place as usize).min(BARS - 1)] += 1.0;
        }
    }
    bars
}

/// A range with a little room at both ends.
fn padded(least: f64, most: f64) -> (f64, f64) {
    let span = (most - least).max(1e-9 * most.abs()).max(1e-12);
    (least - 0.06 * span, most + 0.06 * span)
}

fn picture_ui(ui: &mut Ui, title: &str, plot: &SmallPlot<'_>, behind: Behind<'_>, traces: &[Trace]) {
    ui.add_space(theme::SMALL);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(theme::MEDIUM, 2.0);
        ui.label(theme::caption(ui, title));
        traces.iter().for_each(|trace| legend_ui(ui, trace));
        if let Some(newest) = traces.first().and_then(|trace| trace.points.last()).filter(|_| plot.over == "age") {
            ui.label(theme::small(ui, format::number(newest.y)));
        }
    });
    let width = ui.available_width();
    plot.ui_before(ui, vec2(width, HEIGHT), behind, traces);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::plots::testing;
    use crate::brain::cost::Formula;
    use crate::brain::cost::formula::Expression;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    fn written(text: &str) -> Cost {
        Cost::Formula(Formula { text: Expression::new(text) })
    }

    #[test]
    fn a_curve_is_what_the_cost_says_of_one_unit() {
        let squared = Cost::named("mean_squared_error").unwrap();
        let (values, slopes) = evaluated(&squared, 3.0, &[1.0]);
        assert!(values.iter().zip(&slopes).all(|([z, value], [_, slope])| (value - 0.5 * (z - 1.0).powi(2)).abs() < 1e-5 && (slope - (z - 1.0)).abs() < 1e-5));
        assert_eq!(shown_needs(&squared), [(1.0, Some("target"))]);
        assert_eq!(shown_needs(&Cost::named("temporal_difference").unwrap()), [(1.0, Some("reward")), (0.0, None)]);
        assert_eq!(shown_needs(&written("(z - p)^2")), [(0.0, None), (-1.0, Some("p"))]);
        let (values, _) = evaluated(&written("(z - p)^2"), 3.0, &[0.0, -1.0]);
        assert!(values.iter().all(|[z, value]| (value - (z + 1.0).powi(2)).abs() < 1e-5));
    }

    #[test]
    fn every_cost_of_one_number_has_its_curve_and_no_other() {
        let mut costs = Cost::all();
        costs.extend([written("(z - m)^2"), written("(z"), written("1/z"), written("log(z)")]);
        for cost in costs {
            let name = cost.name();
            let of_one = cost.as_dyn().is_of_one_number() && cost.as_dyn().refuses(1).is_none();
            let mut harness = Harness::builder().with_size(vec2(264.0, 200.0)).build_ui(move |ui| {
                if testing::is_dressed(ui) {
                    curve_ui(ui, name, &cost, &[0.1, -4.0, 0.2, f32::NAN]);
                }
            });
            harness.run_steps(3);
            assert_eq!(harness.query_by_label(&format!("Curve of {name}")).is_some(), of_one, "{name}");
        }
    }

    #[test]
    fn poles_do_not_press_the_rest_flat() {
        let (values, slopes) = evaluated(&written("1/(z - 0.001)"), 3.0, &[0.0, 0.0]);
        let (least, most) = seen(&[Trace::bare("C", egui::Color32::WHITE, values), Trace::bare("slope", egui::Color32::WHITE, slopes)]).unwrap();
        assert!(least > -400.0 && most < 400.0, "{least} {most}");
        assert_eq!(histogram(&[0.0, 0.1, -3.0, 3.0, 9.0], 3.0).iter().sum::<f32>(), 4.0);
    }

    #[test]
    fn shares_stand_with_the_cost_they_are_of() {
        let mut harness = Harness::builder().with_size(vec2(264.0, 100.0)).build_ui(|ui| {
            if testing::is_dressed(ui) {
                share_ui(ui, "Share of classify", "Its share", 0.62);
            }
        });
        harness.run_steps(3);
        assert!(harness.query_by_label("Share of classify: 62 %").is_some());
    }
}
