//! Drawing in units of the canvas.

use super::camera::Camera;
use crate::app::theme::{self, Palette};
use egui::epaint::{CubicBezierShape, Mesh};
use egui::{Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Vec2, pos2, vec2};

/// From this magnification on, everything in a node is large enough to be read; below it there is its title, and what is drawn.
const LEGIBLE: f32 = 0.58;
/// Size of the smallest title.
const LEAST_TITLE: f32 = 11.0;

/// A painter that draws in units of the canvas.
pub(super) struct Pen<'a> {
    pub painter: &'a Painter,
    pub camera: &'a Camera,
    pub palette: &'a Palette,
}

impl Pen<'_> {
    /// So large is a length on the screen. Text comes in half points, so that not every zoom makes glyphs of its own.
    fn size(&self, size: f32) -> f32 {
        ((size * self.camera.zoom * 2.0).round() / 2.0).max(1.0)
    }

    /// Whether text is large enough to be read.
    pub fn is_legible(&self) -> bool {
        self.camera.zoom >= LEGIBLE
    }

    /// Text in at most `width`, with … where there is no more room.
    pub fn text(&self, at: Pos2, align: Align2, text: &str, size: f32, colour: Color32, width: f32) {
        self.text_of(at, align, text, FontId::proportional(self.size(size)), colour, width);
    }

    /// Text in at most so many lines.
    pub fn lines(&self, at: Pos2, text: &str, size: f32, colour: Color32, width: f32, most: usize) {
        let font = FontId::proportional(self.size(size));
        let mut job = egui::text::LayoutJob::single_section(text.to_owned(), egui::TextFormat::simple(font, colour));
        job.wrap = egui::text::TextWrapping { max_width: width * self.camera.zoom, max_rows: most, ..Default::default() };
        let galley = self.painter.layout_job(job);
        self.painter.galley(self.camera.to_screen(at), galley, colour);
    }

    /// A title: never smaller than can be read. Where that is all that can be, it may take two lines. How high it is.
    pub fn title(&self, at: Pos2, text: &str, size: f32, width: f32) -> f32 {
        let font = FontId::new(self.size(size).max(LEAST_TITLE), theme::semibold());
        let mut job = egui::text::LayoutJob::single_section(text.to_owned(), egui::TextFormat::simple(font, self.palette.text));
        let most = if self.is_legible() { 1 } else { 2 };
        job.wrap = egui::text::TextWrapping { max_width: width * self.camera.zoom, max_rows: most, ..Default::default() };
        let galley = self.painter.layout_job(job);
        let height = galley.size().y / self.camera.zoom;
        self.painter.galley(self.camera.to_screen(at), galley, self.palette.text);
        height
    }

    fn text_of(&self, at: Pos2, align: Align2, text: &str, font: FontId, colour: Color32, width: f32) {
        let mut job = egui::text::LayoutJob::single_section(text.to_owned(), egui::TextFormat::simple(font, colour));
        job.wrap = egui::text::TextWrapping::truncate_at_width(width * self.camera.zoom);
        let galley = self.painter.layout_job(job);
        let rect = align.anchor_size(self.camera.to_screen(at), galley.size());
        self.painter.galley(rect.min, galley, colour);
    }

    /// A filled rectangle.
    pub fn fill(&self, rect: Rect, radius: f32, colour: Color32) {
        self.painter.rect_filled(self.camera.rect_to_screen(rect), self.corner(radius), colour);
    }

    /// The outline of a rectangle; the line's width is the screen's.
    pub fn outline(&self, rect: Rect, radius: f32, stroke: Stroke) {
        self.painter.rect_stroke(self.camera.rect_to_screen(rect), self.corner(radius), stroke, StrokeKind::Inside);
    }

    fn corner(&self, radius: f32) -> CornerRadius {
        CornerRadius::same((radius * self.camera.zoom).round().clamp(0.0, 60.0) as u8)
    }

    /// A disc with an outline.
    pub fn disc(&self, at: Pos2, radius: f32, fill: Color32, stroke: Stroke) {
        self.painter.circle(self.camera.to_screen(at), radius * self.camera.zoom.max(0.5), fill, stroke);
    }

    /// Values as a row of cells with gaps.
    pub fn strip(&self, rect: Rect, values: &[f32], colour: impl Fn(f32) -> Color32) {
        let gap = if rect.width() / values.len().max(1) as f32 > 3.0 { 1.0 } else { 0.0 };
        self.painter.add(grid(self.camera.rect_to_screen(rect), values.len(), values, gap * self.camera.zoom, colour));
    }

    /// A curve over age, drawn to fill a rectangle.
    pub fn sparkline(&self, rect: Rect, points: &[[f64; 2]], stroke: Stroke) {
        let Some(first) = points.first() else { return };
        let fold = |axis: usize, pick: fn(f64, f64) -> f64| points.iter().fold(first[axis], |so_far, point| pick(so_far, point[axis]));
        let (left, right, low, high) = (fold(0, f64::min), fold(0, f64::max), fold(1, f64::min), fold(1, f64::max));
        let part = |value: f64, from: f64, to: f64| if to > from { ((value - from) / (to - from)) as f32 } else { 0.5 };
        let place = |point: &[f64; 2]| {
            let at = vec2(part(point[0], left, right) * rect.width(), (1.0 - part(point[1], low, high)) * rect.height());
            self.camera.to_screen(rect.min + at)
        };
        self.painter.add(Shape::line(points.iter().map(place).collect(), stroke));
    }
}

/// Values as a grid of coloured cells, as one mesh.
pub(in crate::app) fn grid(rect: Rect, columns: usize, values: &[f32], gap: f32, colour: impl Fn(f32) -> Color32) -> Shape {
    let mut mesh = Mesh::default();
    let columns = columns.max(1);
    let rows = values.len().div_ceil(columns).max(1);
    let cell = vec2(rect.width() / columns as f32, rect.height() / rows as f32);
    for (index, &value) in values.iter().enumerate() {
        let corner = rect.min + vec2((index % columns) as f32 * cell.x, (index / columns) as f32 * cell.y);
        let vertical_gap = if rows > 1 { gap } else { 0.0 };
        mesh.add_colored_rect(Rect::from_min_size(corner, cell - vec2(gap, vertical_gap)), colour(value));
    }
    Shape::mesh(mesh)
}

/// The curve of a wire between two points of the screen.
pub(super) fn curve(from: Pos2, to: Pos2, zoom: f32) -> CubicBezierShape {
    let across = to.x - from.x;
    let reach = (across.abs() * 0.5).clamp(24.0 * zoom, 140.0 * zoom);
    // A wire that runs back leaves and enters with wider bows.
    let reach = if across < 0.0 { reach + 40.0 * zoom } else { reach };
    bezier([from, from + vec2(reach, 0.0), to - vec2(reach, 0.0), to])
}

/// The curve on which error flows back, below the wire.
pub(super) fn error_curve(from: Pos2, to: Pos2, zoom: f32) -> CubicBezierShape {
    // A short way back stays near its wire, out of the way of what else arrives at the same area.
    let sag = vec2(0.0, (40.0 * zoom + 0.2 * (to.x - from.x).abs()).min(104.0 * zoom));
    let across: Vec2 = vec2((to.x - from.x).abs() * 0.25, 0.0);
    bezier([pos2(to.x, to.y), to + sag - across, from + sag + across, pos2(from.x, from.y)])
}

fn bezier(points: [Pos2; 4]) -> CubicBezierShape {
    CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, Stroke::NONE)
}

/// Points along a curve.
pub(super) fn along(curve: &CubicBezierShape, count: usize) -> Vec<Pos2> {
    (0..=count).map(|index| curve.sample(index as f32 / count as f32)).collect()
}

/// How far a point is from a curve.
pub(super) fn distance(curve: &CubicBezierShape, at: Pos2) -> f32 {
    let points = along(curve, 32);
    points.windows(2).map(|pair| distance_to_segment(at, pair[0], pair[1])).fold(f32::INFINITY, f32::min)
}

fn distance_to_segment(at: Pos2, from: Pos2, to: Pos2) -> f32 {
    let along = to - from;
    let part = if along.length_sq() > 0.0 { ((at - from).dot(along) / along.length_sq()).clamp(0.0, 1.0) } else { 0.0 };
    (at - (from + along * part)).length()
}
