//! A small plot to look at, not to walk about in: axes, lines with their bands, and what the pointer tells.

use super::mark::Mark;
use super::plots::figures::{multiples, number, tick_label, ticks};
use super::theme::{self, Palette, palette};
use egui::epaint::Mesh;
use egui::{Align2, Color32, FontId, Painter, PopupAnchor, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};
use std::ops::RangeInclusive;

/// Pixels between round numbers along x.
const ACROSS: f32 = 56.0;
/// Pixels between round numbers along y.
const UP: f32 = 28.0;
/// Height of the numbers below.
const FOOT: f32 = 16.0;
/// How many lines the pointer tells of.
const MOST_TOLD: usize = 10;

/// A plot without its lines.
pub(super) struct SmallPlot<'p> {
    /// Its name for people who hear it.
    pub name: &'p str,
    /// What runs along x: `age`.
    pub over: &'p str,
    /// The unit of what it shows, written behind every number.
    pub unit: &'p str,
    /// First and last x.
    pub x: (f64, f64),
    /// Least and greatest y.
    pub y: (f64, f64),
    /// A level worth knowing, and its name.
    pub level: Option<(f64, &'p str)>,
}

/// What stands behind the lines of a plot.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Behind<'b> {
    /// Places along x worth knowing, and their names.
    pub marks: &'b [(f64, String)],
    /// How much there is of what, from the first x to the last, in equal steps: faint bars.
    pub bars: &'b [f32],
}

/// A line in a plot.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trace {
    /// What it is called.
    pub name: String,
    /// Its colour.
    pub colour: Color32,
    /// Its sign, where its colour is another's as well; and its number among all, which keeps the signs of neighbours apart.
    pub mark: Option<(Mark, usize)>,
    /// Whether it steps back behind the others.
    pub is_quiet: bool,
    /// Its points, in order of x.
    pub points: Vec<Spot>,
}

/// A point of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spot {
    /// Where along x.
    pub x: f64,
    /// How high.
    pub y: f64,
    /// How far its band reaches to either side; 0 for none.
    pub spread: f64,
}

/// Where values stand on the screen.
struct Frame {
    rect: Rect,
    x: (f64, f64),
    y: (f64, f64),
}

impl Frame {
    fn across(&self, x: f64) -> f32 {
        self.rect.left() + self.rect.width() * part(x, self.x)
    }

    fn up(&self, y: f64) -> f32 {
        self.rect.bottom() - self.rect.height() * part(y, self.y)
    }

    fn at(&self, x: f64, y: f64) -> Pos2 {
        pos2(self.across(x), self.up(y))
    }
}

fn part(value: f64, (from, to): (f64, f64)) -> f32 {
    ((value - from) / (to - from).max(f64::MIN_POSITIVE)).clamp(-10.0, 10.0) as f32
}

impl SmallPlot<'_> {
    /// Shows it with these lines.
    pub fn ui(&self, ui: &mut Ui, size: Vec2, traces: &[Trace]) -> Response {
        self.ui_before(ui, size, Behind::default(), traces)
    }

    /// Shows it with these lines before something that stands behind them.
    pub fn ui_before(&self, ui: &mut Ui, size: Vec2, behind: Behind<'_>, traces: &[Trace]) -> Response {
        let palette = palette(ui);
        let (whole, response) = ui.allocate_exact_size(size, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::GraphicsObject, true, self.name));
        let font = FontId::proportional(10.5);
        let levels = self.levels((whole.height() - FOOT).max(1.0));
        let labels: Vec<_> = levels
            .iter()
            .map(|(value, step)| (*value, ui.painter().layout_no_wrap(format!("{}{}", tick_label(*value, *step), self.unit), font.clone(), palette.faint)))
            .collect();
        let gutter = labels.iter().map(|(_, galley)| galley.size().x).fold(0.0, f32::max) + 6.0;
        let rect = Rect::from_min_max(whole.min + vec2(gutter, 6.0), whole.max - vec2(2.0, FOOT));
        if !rect.is_positive() {
            return response;
        }
        let frame = Frame { rect, x: self.x, y: self.y };
        for (value, galley) in labels {
            let y = frame.up(value);
            ui.painter().hline(rect.x_range(), y, Stroke::new(1.0, palette.line.gamma_multiply(0.7)));
            ui.painter().galley(pos2(rect.left() - 5.0 - galley.size().x, y - galley.size().y / 2.0), galley, palette.faint);
        }
        self.foot_ui(ui, &frame, &font);
        let painter = ui.painter_at(rect.expand2(vec2(1.0, 1.0)));
        if let Some((level, name)) = self.level {
            painter.extend(Shape::dashed_line(&[frame.at(self.x.0, level), frame.at(self.x.1, level)], Stroke::new(1.0, palette.faint), 3.0, 3.0));
            painter.text(frame.at(self.x.1, level) - vec2(2.0, 2.0), Align2::RIGHT_BOTTOM, name, FontId::proportional(10.0), palette.faint);
        }
        bars(&painter, &frame, behind.bars, palette);
        for (x, name) in behind.marks {
            painter.extend(Shape::dashed_line(&[frame.at(*x, self.y.0), frame.at(*x, self.y.1)], Stroke::new(1.0, palette.faint), 3.0, 3.0));
            painter.text(frame.at(*x, self.y.1) + vec2(3.0, 0.0), Align2::LEFT_TOP, name, FontId::proportional(10.0), palette.faint);
        }
        for trace in traces {
            band(&painter, &frame, trace);
        }
        for trace in traces {
            line(&painter, &frame, trace, palette);
        }
        self.hover_ui(ui, &frame, traces, &response);
        response
    }

    /// Round values, and how far they are apart: angles in parts of a right angle.
    fn levels(&self, height: f32) -> Vec<(f64, f64)> {
        let (from, to) = self.y;
        if self.unit == "°" && to - from > 30.0 {
            let least = (to - from) * f64::from(UP / height);
            let step = [15.0, 30.0, 45.0, 90.0].into_iter().find(|step| *step >= least).unwrap_or(180.0);
            return multiples(from, to, step).into_iter().map(|value| (value, step)).collect();
        }
        let ticks = ticks(from, to, height, UP);
        ticks.values.iter().map(|value| (*value, ticks.step)).collect()
    }

    /// The numbers below; the first says what they are.
    fn foot_ui(&self, ui: &Ui, frame: &Frame, font: &FontId) {
        let faint = palette(ui).faint;
        let ticks = ticks(self.x.0, self.x.1, frame.rect.width(), ACROSS);
        let mut free = frame.rect.left();
        for (index, value) in ticks.values.iter().enumerate() {
            let label = tick_label(*value, ticks.step);
            let label = if index == 0 { format!("{} {label}", self.over) } else { label };
            let galley = ui.painter().layout_no_wrap(label, font.clone(), faint);
            let middle = if index == 0 { frame.across(*value) } else { frame.across(*value) - galley.size().x / 2.0 };
            let left = middle.min(frame.rect.right() - galley.size().x);
            if left >= free {
                free = left + galley.size().x + 4.0;
                ui.painter().galley(pos2(left, frame.rect.bottom() + 3.0), galley, faint);
            }
        }
    }

    /// What stands under the pointer.
    fn hover_ui(&self, ui: &Ui, frame: &Frame, traces: &[Trace], response: &Response) {
        let Some(pointer) = response.hover_pos().filter(|at| frame.rect.contains(*at)) else { return };
        let palette = palette(ui);
        let pointed = self.x.0 + (self.x.1 - self.x.0) * f64::from((pointer.x - frame.rect.left()) / frame.rect.width());
        let mut told: Vec<(&Trace, Spot)> = traces.iter().filter_map(|trace| Some((trace, nearest(&trace.points, pointed)?))).collect();
        told.sort_by(|(_, one), (_, other)| (frame.up(one.y) - pointer.y).abs().total_cmp(&(frame.up(other.y) - pointer.y).abs()));
        let painter = ui.painter_at(frame.rect.expand(4.0));
        painter.vline(pointer.x, frame.rect.y_range(), Stroke::new(1.0, palette.faint.gamma_multiply(0.4)));
        for (trace, spot) in &told {
            painter.circle(frame.at(spot.x, spot.y), 3.0, palette.ground, Stroke::new(1.5, trace.colour));
        }
        let Some((_, first)) = told.first() else { return };
        let head = format!("{} {}", self.over, number(first.x));
        egui::Tooltip::always_open(ui.ctx().clone(), response.layer_id, response.id, PopupAnchor::Pointer).gap(12.0).show(|ui| {
            ui.spacing_mut().interact_size.y = 0.0;
            ui.label(theme::small(ui, head));
            egui::Grid::new("told").num_columns(2).spacing(vec2(theme::LARGE, 2.0)).show(ui, |ui| {
                for (trace, spot) in told.iter().take(MOST_TOLD) {
                    ui.label(egui::RichText::new(&trace.name).small().color(trace.colour));
                    ui.label(egui::RichText::new(spot.told(self.unit)).small());
                    ui.end_row();
                }
            });
        });
    }
}

impl Trace {
    /// A line without bands.
    pub fn bare(name: impl Into<String>, colour: Color32, points: impl IntoIterator<Item = [f64; 2]>) -> Self {
        Self { name: name.into(), colour, mark: None, is_quiet: false, points: points.into_iter().map(Spot::bare).collect() }
    }
}

impl Spot {
    /// A point without a band.
    pub fn bare([x, y]: [f64; 2]) -> Self {
        Self { x, y, spread: 0.0 }
    }

    fn told(self, unit: &str) -> String {
        let spread = if self.spread > 0.0 { format!(" ± {}", number(self.spread)) } else { String::new() };
        format!("{}{spread}{unit}", number(self.y))
    }

    fn is_finite(&self) -> bool {
        self.x.is_finite() && self.y.is_finite() && self.spread.is_finite()
    }
}

/// The point next to an x, where the line reaches so far.
fn nearest(points: &[Spot], x: f64) -> Option<Spot> {
    let (first, last) = (points.first()?, points.last()?);
    let reach = (last.x - first.x) * 0.03;
    let near = points.iter().filter(|spot| spot.is_finite()).min_by(|one, other| (one.x - x).abs().total_cmp(&(other.x - x).abs()))?;
    (first.x - reach <= x && x <= last.x + reach).then_some(*near)
}

/// The greatest and least of what lines show, bands left out; `None` where there is nothing to show.
pub(super) fn reach(traces: &[Trace], of: impl Fn(&Spot) -> f64) -> Option<RangeInclusive<f64>> {
    let values = traces.iter().flat_map(|trace| &trace.points).filter(|spot| spot.is_finite()).map(of);
    values.fold(None, |reach: Option<RangeInclusive<f64>>, value| match reach {
        None => Some(value..=value),
        Some(reach) => Some(reach.start().min(value)..=reach.end().max(value)),
    })
}

/// The parts of a line that have numbers.
fn stretches(points: &[Spot]) -> impl Iterator<Item = &[Spot]> {
    points.split(|spot| !spot.is_finite()).filter(|stretch| !stretch.is_empty())
}

fn band(painter: &Painter, frame: &Frame, trace: &Trace) {
    let colour = trace.colour.gamma_multiply(if trace.is_quiet { 0.05 } else { 0.18 });
    for stretch in stretches(&trace.points).filter(|stretch| stretch.iter().any(|spot| spot.spread > 0.0)) {
        let mut mesh = Mesh::default();
        for (index, spot) in (0_u32..).zip(stretch) {
            mesh.colored_vertex(frame.at(spot.x, spot.y + spot.spread), colour);
            mesh.colored_vertex(frame.at(spot.x, spot.y - spot.spread), colour);
            if index > 0 {
                mesh.add_triangle(2 * index - 2, 2 * index - 1, 2 * index);
                mesh.add_triangle(2 * index - 1, 2 * index, 2 * index + 1);
            }
        }
        painter.add(Shape::mesh(mesh));
    }
}

/// Bars on the ground of a plot; the highest takes a third of it.
fn bars(painter: &Painter, frame: &Frame, heights: &[f32], palette: &Palette) {
    let most = heights.iter().fold(0.0_f32, |most, height| most.max(*height));
    if most <= 0.0 {
        return;
    }
    let width = frame.rect.width() / heights.len() as f32;
    let colour = palette.faint.gamma_multiply(0.28);
    for (index, height) in heights.iter().enumerate().filter(|(_, height)| **height > 0.0) {
        let left = frame.rect.left() + width * index as f32;
        let top = frame.rect.bottom() - frame.rect.height() / 3.0 * height / most;
        painter.rect_filled(Rect::from_min_max(pos2(left + 0.5, top), pos2(left + width - 0.5, frame.rect.bottom())), 0.0, colour);
    }
}

fn line(painter: &Painter, frame: &Frame, trace: &Trace, palette: &Palette) {
    let colour = if trace.is_quiet { palette.quiet(trace.colour) } else { trace.colour };
    for stretch in stretches(&trace.points) {
        let points: Vec<Pos2> = stretch.iter().map(|spot| frame.at(spot.x, spot.y)).collect();
        match points[..] {
            [only] => {
                painter.circle_filled(only, 2.0, colour);
            }
            _ => {
                painter.add(Shape::line(points.clone(), Stroke::new(1.6, colour)));
                if let Some((mark, index)) = trace.mark {
                    Mark::places(points.into_iter(), index).for_each(|at| mark.draw(painter, at, palette.ground, colour));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(points: &[[f64; 2]]) -> Trace {
        Trace { name: "free".into(), colour: Color32::WHITE, mark: None, is_quiet: false, points: points.iter().copied().map(Spot::bare).collect() }
    }

    #[test]
    fn what_is_no_number_leaves_a_gap_and_is_no_extreme() {
        let trace = trace(&[[0.0, 1.0], [1.0, f64::NAN], [2.0, 5.0], [3.0, 4.0]]);
        assert_eq!(stretches(&trace.points).map(<[Spot]>::len).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(reach(std::slice::from_ref(&trace), |spot| spot.y), Some(1.0..=5.0));
        assert_eq!(reach(&[], |spot| spot.y), None);
    }

    #[test]
    fn the_pointer_tells_of_the_nearest_point_within_the_line() {
        let trace = trace(&[[0.0, 1.0], [10.0, 2.0], [20.0, 3.0]]);
        assert_eq!(nearest(&trace.points, 12.0).map(|spot| spot.y), Some(2.0));
        assert_eq!(nearest(&trace.points, 40.0), None);
        assert_eq!(Spot { x: 0.0, y: 61.23, spread: 2.0 }.told("°"), "61.2 ± 2.00°");
    }

    #[test]
    fn values_stand_where_the_axes_say() {
        let frame = Frame { rect: Rect::from_min_size(pos2(10.0, 20.0), vec2(100.0, 50.0)), x: (0.0, 10.0), y: (0.0, 1.0) };
        assert_eq!(frame.at(5.0, 1.0), pos2(60.0, 20.0));
        assert_eq!(frame.at(0.0, 0.0), pos2(10.0, 70.0));
    }
}
