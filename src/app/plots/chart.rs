//! The plot itself: axes, curves, the band of chance, what was done and when.

use super::curves::{Curve, Curves, Request, Scale, build, jumps};
use super::figures::{multiples, power_label, tick_label, ticks};
use super::roster::{Pencil, Roster};
use super::{Highlight, PlotKind, PlotView, Quantity, chance, navigation, overlay};
use crate::app::Action;
use crate::app::mark::Mark;
use crate::app::record::{DeedKind, Record};
use crate::app::theme::{self, Palette};
use crate::scenario::Scenario;
use egui::{Color32, Rangef, Role, TextStyle, Ui, WidgetInfo, vec2};
use egui_plot::{AxisHints, GridInput, GridMark, Line, LineStyle, Plot, PlotBounds, PlotPoint, PlotPoints, PlotUi, Points, Polygon, VLine};

/// Pixels between round ages.
const AGE_SPACING: f32 = 64.0;
/// Pixels between round values.
const VALUE_SPACING: f32 = 36.0;
/// Width of the numbers beside the plot.
const AXIS_WIDTH: f32 = 34.0;
/// How many events are drawn.
const MOST_EVENTS: usize = 200;

/// What a plot reads.
pub(super) struct Scene<'s> {
    pub(super) scale: Scale,
    pub(super) roster: &'s Roster,
    pub(super) record: &'s Record,
    pub(super) scenario: &'s Scenario,
    /// How much of every title goes without saying.
    pub(super) common_start: usize,
}

/// Shows the plot.
pub(super) fn ui(ui: &mut Ui, scene: &Scene<'_>, view: &mut PlotView, height: f32, actions: &mut Vec<Action>) {
    let palette = theme::palette(ui);
    let ages = view.ages_in_view(scene.record, scene.scenario);
    let curves = up_to_date(scene, view, ages, (ui.available_width() - AXIS_WIDTH).max(32.0));
    let values = view.values.unwrap_or_else(|| scene.scale.fitted(curves.values));
    let bounds = PlotBounds::from_min_max([ages.0, values.0], [ages.1, values.1]);
    let band = band_of_chance(scene, view);
    let highlighted = view.highlighted.clone();
    let shown = plot(ui, scene.scale).height(height).show(ui, |plot| {
        plot.set_plot_bounds(bounds);
        if let Some((low, high)) = band {
            let corners = vec![[ages.0, low], [ages.1, low], [ages.1, high], [ages.0, high]];
            plot.polygon(Polygon::new("chance", corners).fill_color(palette.faint.gamma_multiply(0.18)).stroke(egui::Stroke::NONE).allow_hover(false));
        }
        events(plot, scene, palette, ages);
        // The scenario's own curves lie on top of its variants'.
        for own in [false, true] {
            for curve in &curves.curves {
                draw(plot, scene, curve, palette, own, highlighted.as_ref());
            }
        }
    });
    let name = format!("{} plot", super::title(scene.scale.kind));
    shown.response.widget_info(|| WidgetInfo::labeled(Role::GraphicsObject, true, &name));
    playhead(ui, scene, &shown.transform);
    if let Some((low, _)) = band {
        // At the start the curves of a young brain are in the way, at the end those of a lesioned one: the middle is free.
        let middle = shown.transform.position_from_point(&PlotPoint::new((ages.0 + ages.1) / 2.0, low));
        let painter = ui.painter().with_clip_rect(*shown.transform.frame());
        let galley = painter.layout_no_wrap("chance".to_owned(), egui::FontId::proportional(10.0), palette.faint);
        let place = egui::Align2::CENTER_BOTTOM.anchor_size(middle - vec2(0.0, 2.0), galley.size());
        // Curves run through the band: the word must be read all the same.
        painter.rect_filled(place.expand2(vec2(3.0, 0.0)), 2.0, palette.ground.gamma_multiply(0.75));
        painter.galley(place.min, galley, palette.faint);
    }
    if curves.values.is_none() {
        let text = if scene.scale.kind == PlotKind::Recovery { "Poke the brain to see how it recovers" } else { "No values yet" };
        let galley = ui.painter().layout_no_wrap(text.to_owned(), TextStyle::Small.resolve(ui.style()), palette.faint);
        let place = egui::Rect::from_center_size(shown.transform.frame().center(), galley.size());
        ui.painter().rect_filled(place.expand(4.0), 2.0, palette.ground);
        ui.painter().galley(place.min, galley, palette.faint);
    }
    overlay::hover_ui(ui, scene, &curves, &shown.response, &shown.transform);
    navigation::update(ui, view, &shown.response, &shown.transform);
    navigation::context_menu(view, &shown.response, scene.record, actions);
    if let Some((_, made)) = &mut view.made {
        *made = curves;
    }
}

/// Where the brain stands; if the past is looked at, what came after it is veiled.
fn playhead(ui: &Ui, scene: &Scene<'_>, transform: &egui_plot::PlotTransform) {
    let palette = theme::palette(ui);
    let frame = *transform.frame();
    let painter = ui.painter().with_clip_rect(frame);
    let looking = scene.record.looking();
    let x = transform.position_from_point_x(looking.map_or(scene.record.age(), |looking| looking.wanted) as f64);
    let colour = if looking.is_some() {
        painter.rect_filled(frame.with_min_x(x.max(frame.left())), 0.0, palette.ground.gamma_multiply(0.8));
        palette.accent
    } else {
        palette.faint.gamma_multiply(0.5)
    };
    painter.vline(x, frame.y_range(), egui::Stroke::new(1.0, colour));
}

/// The curves, made anew only if something changed. They are taken out of the view; put them back.
fn up_to_date(scene: &Scene<'_>, view: &mut PlotView, ages: (f64, f64), width: f32) -> Curves {
    let request = Request {
        version: scene.record.version(),
        ages,
        pixels: (width / 8.0).ceil() as usize * 8,
        scale: scene.scale,
        smoothing: view.smoothing(scene.scale.kind, ages),
        shown: scene.roster.shown(view).map(|entry| entry.place).collect(),
        jumps: jumps(scene.scenario),
    };
    match &mut view.made {
        Some((made_for, curves)) if *made_for == request => std::mem::take(curves),
        _ => {
            let curves = build(scene.record, &request);
            view.made = Some((request, Curves::default()));
            curves
        }
    }
}

fn plot<'a>(ui: &Ui, scale: Scale) -> Plot<'a> {
    let palette = theme::palette(ui);
    let font = TextStyle::Small.resolve(ui.style());
    let hints = |hints: AxisHints<'a>| hints.tick_label_font(font.clone()).tick_label_color(palette.faint).label_spacing(Rangef::new(1.0, 2.0));
    let ages = hints(AxisHints::new_x()).formatter(|mark, range| {
        let label = tick_label(mark.value, mark.step_size);
        if mark.value - mark.step_size < *range.start() { format!("age {label}") } else { label }
    });
    let values = hints(AxisHints::new_y()).min_thickness(AXIS_WIDTH).formatter(move |mark, _| value_label(scale, mark));
    Plot::new("plot")
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .show_x(false)
        .show_y(false)
        .show_background(false)
        .grid_spacing(Rangef::new(1.0, 2.0))
        .grid_color(palette.line.gamma_multiply(0.7))
        .x_grid_spacer(|input| marks(ticks(input.bounds.0, input.bounds.1, pixels(&input), AGE_SPACING)))
        .y_grid_spacer(move |input| value_marks(scale, &input))
        .custom_x_axes(vec![ages])
        .custom_y_axes(vec![values])
}

/// How long an axis is on the screen: the plot tells the value of a pixel.
fn pixels(input: &GridInput) -> f32 {
    ((input.bounds.1 - input.bounds.0) / input.base_step_size.max(f64::MIN_POSITIVE)) as f32
}

fn marks(ticks: super::figures::Ticks) -> Vec<GridMark> {
    ticks.values.into_iter().map(|value| GridMark { value, step_size: ticks.step }).collect()
}

/// Round values; angles in parts of a right angle, powers of ten on a logarithmic axis.
fn value_marks(scale: Scale, input: &GridInput) -> Vec<GridMark> {
    let (from, to) = input.bounds;
    let length = pixels(input);
    let least = (to - from) * f64::from(VALUE_SPACING / length.max(1.0));
    let every = |step: f64| multiples(from, to, step).into_iter().map(|value| GridMark { value, step_size: step }).collect();
    if scale.unit() == "°" && to - from > 30.0 {
        return every([15.0, 30.0, 45.0, 90.0].into_iter().find(|step| *step >= least).unwrap_or(180.0));
    }
    if scale.logarithmic && to - from > 1.0 {
        return every(least.ceil().max(1.0));
    }
    marks(ticks(from, to, length, VALUE_SPACING))
}

fn value_label(scale: Scale, mark: GridMark) -> String {
    if scale.logarithmic {
        if mark.step_size >= 1.0 { power_label(mark.value) } else { super::figures::number(10.0_f64.powf(mark.value)) }
    } else {
        tick_label(mark.value, mark.step_size) + scale.unit()
    }
}

/// Between which values 99 % of all directions lie that know nothing of the gradient: for the shown series with the fewest dimensions.
fn band_of_chance(scene: &Scene<'_>, view: &PlotView) -> Option<(f64, f64)> {
    let is_cosine = scene.scale.kind == PlotKind::Movement;
    if !is_cosine && (scene.scale.kind != PlotKind::Alignment || scene.scale.quantity == Quantity::Parts) {
        return None;
    }
    let dimensions = scene.roster.shown(view).map(|entry| scene.roster.measures[entry.row].dimensions).filter(|dimensions| *dimensions > 0).min()?;
    let half = chance(dimensions).min(90.0);
    let ends = (90.0 - half, 90.0 + half);
    Some(if !is_cosine && scene.scale.quantity == Quantity::Angle { ends } else { (ends.1.to_radians().cos(), ends.0.to_radians().cos()) })
}

/// Upright lines where something was done, and fainter where it is planned.
fn events<'a>(plot: &mut PlotUi<'a>, scene: &Scene<'_>, palette: &Palette, ages: (f64, f64)) {
    let in_view = |age: u64| (ages.0..=ages.1).contains(&(age as f64));
    let line =
        |age: u64, colour: Color32, dash: f32| VLine::new("", age as f64).color(colour).width(1.0).style(LineStyle::Dashed { length: dash }).allow_hover(false);
    let deeds = scene.record.deeds().rev().filter(|deed| !deed.gone && in_view(deed.age));
    for deed in deeds.take(MOST_EVENTS) {
        match deed.kind {
            DeedKind::Perturbation => plot.vline(line(deed.age, palette.error, 4.0)),
            DeedKind::Edit => plot.vline(line(deed.age, palette.faint.gamma_multiply(0.5), 2.0)),
            DeedKind::Stage(Some(_)) if deed.age > 0 => plot.vline(line(deed.age, palette.accent, 8.0)),
            DeedKind::Stage(_) | DeedKind::Run | DeedKind::Trouble => {}
        }
    }
    let planned = scene.scenario.perturbations.iter().map(|planned| planned.at).filter(|&age| age >= scene.record.age() && in_view(age));
    for age in planned.take(MOST_EVENTS) {
        plot.vline(line(age, palette.quiet(palette.error), 4.0));
    }
}

fn draw<'a>(plot: &mut PlotUi<'a>, scene: &Scene<'_>, curve: &'a Curve, palette: &Palette, own: bool, highlighted: Option<&Highlight>) {
    let Some(entry) = scene.roster.entry(curve.place).filter(|entry| entry.variant.is_none() == own) else { return };
    let row = &scene.roster.measures[entry.row];
    let Pencil { colour, dashes, mark } = scene.roster.pencil(entry, scene.scale.kind, palette);
    let is_highlighted = highlighted.is_some_and(|highlight| match highlight {
        Highlight::Measure(name) => *name == row.name,
        Highlight::Life(variant) => *variant == entry.variant,
    });
    let colour = if highlighted.is_some() && !is_highlighted { palette.quiet(colour) } else { colour };
    let thin =
        |points: &'a [PlotPoint]| Line::new("", PlotPoints::Borrowed(points)).color(palette.quiet(colour)).width(1.0).allow_band(false).allow_hover(false);
    for branch in &curve.branches {
        plot.line(thin(branch));
    }
    if own {
        plot.line(thin(&curve.raw));
    }
    let style = dashes.map_or(LineStyle::Solid, |length| LineStyle::Dashed { length });
    let width = if is_highlighted {
        2.5
    } else if own {
        1.8
    } else {
        1.3
    };
    plot.line(Line::new("", PlotPoints::Borrowed(&curve.line)).color(colour).width(width).style(style).allow_band(false).allow_hover(false));
    if let Some(mark) = mark {
        let transform = *plot.transform();
        let signs = Mark::places(curve.line.iter().map(|point| transform.position_from_point(point)), entry.variant.unwrap_or(0));
        let places = signs.map(|at| transform.value_from_position(at)).collect();
        plot.points(Points::new("", PlotPoints::Owned(places)).shape(mark.shape()).filled(false).radius(3.0).color(colour).allow_hover(false));
    }
}
