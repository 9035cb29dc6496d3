//! What a plot draws, made once for new data or a new view: few points, whatever the length of the run.

use super::{PlotKind, Quantity};
use crate::app::record::{Bucket, DeedKind, Record};
use crate::brain::development::Interpolation;
use crate::engine::report::Series;
use crate::scenario::{Measure, Scenario};
use egui_plot::PlotPoint;

/// Everything that the points of a plot depend on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Request {
    /// Of the record.
    pub(super) version: u64,
    /// First and last age in view.
    pub(super) ages: (f64, f64),
    /// How many points wide the plot is.
    pub(super) pixels: usize,
    /// How values are shown.
    pub(super) scale: Scale,
    /// Over how many ticks curves are smoothed; 0: not at all.
    pub(super) smoothing: f64,
    /// Which series are shown.
    pub(super) shown: Vec<usize>,
    /// Ages at which knobs jump as planned.
    pub(super) jumps: Vec<u64>,
}

/// How the values of a plot are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    pub(super) kind: PlotKind,
    pub(super) logarithmic: bool,
    pub(super) quantity: Quantity,
}

/// The curves of a plot.
#[derive(Clone, Debug, Default)]
pub(super) struct Curves {
    pub(super) curves: Vec<Curve>,
    /// Least and greatest value in view, as shown.
    pub(super) values: Option<(f64, f64)>,
}

/// One series, ready to be drawn.
#[derive(Clone, Debug)]
pub(super) struct Curve {
    pub(super) place: usize,
    /// What is drawn in full colour.
    pub(super) line: Vec<PlotPoint>,
    /// Where the values really were, least to greatest; drawn faintly.
    pub(super) raw: Vec<PlotPoint>,
    /// What they were in branches that are no more.
    pub(super) branches: Vec<Vec<PlotPoint>>,
    /// The bucket of every point of `line`.
    pub(super) buckets: Vec<Bucket>,
}

impl Scale {
    /// Whether a measure can stand on this plot's axis as it is now.
    pub(super) fn takes(self, measure: &Measure) -> bool {
        let is_part = measure.unit != "°" && measure.dimensions == 0;
        measure.panel == self.kind && (self.kind != PlotKind::Alignment || is_part == (self.quantity == Quantity::Parts))
    }

    /// What a measure is called on this axis: a cosine that is drawn as an angle is called one.
    pub(super) fn title(self, title: &str) -> String {
        match title.strip_suffix(" cosine") {
            Some(start) if self.quantity == Quantity::Angle => format!("{start} angle"),
            _ => title.to_owned(),
        }
    }

    /// A value as it stands on the axis; `None` where it has no place.
    pub(super) fn shown(self, unit: &str, value: f64) -> Option<f64> {
        let value = match (self.kind, self.quantity, unit) {
            (PlotKind::Alignment, Quantity::Angle, "") => value.clamp(-1.0, 1.0).acos().to_degrees(),
            (PlotKind::Alignment, Quantity::Cosine, "°") => value.to_radians().cos(),
            // At or below 0 there is no place; the logarithm says so by being no finite number.
            _ if self.logarithmic => value.log10(),
            _ => value,
        };
        value.is_finite().then_some(value)
    }

    /// What stands on the axis, back as a value.
    pub(super) fn value(self, shown: f64) -> f64 {
        if self.logarithmic { 10.0_f64.powf(shown) } else { shown }
    }

    /// The unit of what stands on the axis.
    pub(super) fn unit(self) -> &'static str {
        if self.kind == PlotKind::Alignment && self.quantity == Quantity::Angle { "°" } else { "" }
    }

    /// The values to show when nobody asked for others.
    pub(super) fn fitted(self, values: Option<(f64, f64)>) -> (f64, f64) {
        let (least, most) = values.unwrap_or((0.0, 0.0));
        let span = (most - least).max(1e-9);
        match (self.kind, self.quantity) {
            (PlotKind::Losses, _) if self.logarithmic => (least - 0.06 * span - 0.05, most + 0.06 * span + 0.05),
            (PlotKind::Alignment, Quantity::Angle) => (-3.0, most.max(100.0)),
            (PlotKind::Alignment, Quantity::Cosine) => (least.min(-0.1), 1.05),
            // Parts of one: a thousandth is nothing, and is drawn so.
            (PlotKind::Alignment, Quantity::Parts) => (least.min(0.0) - 0.03 * most.max(0.05), most.max(0.05) * 1.06),
            // A disturbance that is barely felt makes R jump far below 0; what matters is between 0 and 1.
            (PlotKind::Recovery, _) => (least.clamp(-1.0, 0.0) - 0.03, most.clamp(1.0, 100.0) * 1.06),
            _ if values.is_none() => (-0.03, 1.06),
            _ => (least.min(0.0) - 0.03 * most.abs().max(span), if most > 0.0 { most * 1.06 } else { 0.05 * span }),
        }
    }
}

/// Ages at which a knob of the scenario jumps as planned for the whole of a life.
pub(super) fn jumps(scenario: &Scenario) -> Vec<u64> {
    let pairs = scenario.development.tracks.values().flat_map(|track| track.keys.windows(2));
    pairs.filter(|pair| pair[0].then == Interpolation::Step && pair[0].value != pair[1].value).map(|pair| pair[1].age).collect()
}

/// Builds the curves that are asked for.
pub(super) fn build(record: &Record, request: &Request) -> Curves {
    let done = record.deeds().filter(|deed| !deed.gone && matches!(deed.kind, DeedKind::Perturbation | DeedKind::Edit | DeedKind::Stage(Some(_))));
    let cuts: Vec<f64> = done.map(|deed| deed.age).chain(request.jumps.iter().copied()).map(|age| age as f64).collect();
    let mut curves = Curves::default();
    for &place in &request.shown {
        let Some(series) = record.series().get(place) else { continue };
        let curve = curve(record, request, place, series, &cuts);
        let in_view = |point: &&PlotPoint| (request.ages.0..=request.ages.1).contains(&point.x);
        for point in curve.raw.iter().chain(&curve.line).filter(in_view) {
            let (least, most) = curves.values.get_or_insert((point.y, point.y));
            *least = least.min(point.y);
            *most = most.max(point.y);
        }
        curves.curves.push(curve);
    }
    curves
}

fn curve(record: &Record, request: &Request, place: usize, series: &Series, cuts: &[f64]) -> Curve {
    let shown = |value| request.scale.shown(series.measure.unit, value);
    let (from, to) = (request.ages.0.max(0.0), request.ages.1.max(0.0));
    // What a smoothed value depends on reaches beyond the edges.
    let (first, last) = ((from - 6.0 * request.smoothing).max(0.0), to + 6.0 * request.smoothing);
    let stretch = ((last - first) / (to - from).max(1.0)).min(6.0);
    let buckets =
        record.trace(place).map_or_else(Vec::new, |trace| trace.buckets(first as u64, last.ceil() as u64, (request.pixels as f64 * stretch) as usize));
    let mut curve = Curve { place, line: Vec::new(), raw: Vec::new(), branches: Vec::new(), buckets: Vec::new() };
    let (buckets, mut line): (Vec<Bucket>, Vec<PlotPoint>) =
        buckets.into_iter().filter_map(|bucket| Some((bucket, PlotPoint::new(bucket.age(), shown(bucket.mean())?)))).unzip();
    smooth(&mut line, request.smoothing, cuts);
    let first = buckets.iter().position(|bucket| bucket.to as f64 >= from).unwrap_or(buckets.len()).saturating_sub(1);
    let end = (buckets.partition_point(|bucket| bucket.from as f64 <= to) + 1).min(buckets.len());
    line.truncate(end);
    curve.line = line.split_off(first.min(end));
    curve.buckets = buckets[first.min(end)..end].to_vec();
    curve.buckets.iter().for_each(|bucket| raw_points(bucket, shown, &mut curve.raw));
    for branch in record.branches().filter(|branch| (branch.from as f64) < to) {
        let Some(trace) = branch.traces.get(place).filter(|trace| trace.len() > 1) else { continue };
        curve.branches.push(trace.iter().filter_map(|bucket| Some(PlotPoint::new(bucket.age(), shown(bucket.mean())?))).collect());
    }
    curve
}

/// Smooths a curve over so many ticks: at each point, the line that fits best what is near, both before and after, so that it neither lags
/// behind nor cuts the ends off. Nothing is smoothed over a cut, where the brain was disturbed or changed: no curve bends before its cause.
fn smooth(line: &mut [PlotPoint], ticks: f64, cuts: &[f64]) {
    if ticks <= 0.0 {
        return;
    }
    let kept = |before: f64, after: f64| {
        if cuts.iter().any(|&at| before <= at && at < after) { 0.0 } else { (-(after - before) / ticks).exp() }
    };
    let mut near = Moments::default();
    let mut before: Vec<Moments> = Vec::with_capacity(line.len());
    for (index, point) in line.iter().enumerate() {
        if let Some(last) = index.checked_sub(1).map(|last| line[last]) {
            near = near.seen_from(point.x - last.x, kept(last.x, point.x));
        }
        before.push(near);
        near = near.with(point.y);
    }
    let mut near = Moments::default();
    let mut later: Option<PlotPoint> = None;
    for (point, before) in line.iter_mut().zip(before).rev() {
        if let Some(later) = later {
            near = near.seen_from(point.x - later.x, kept(point.x, later.x));
        }
        near = near.with(point.y);
        later = Some(*point);
        point.y = near.and(before).level();
    }
}

/// What a weighted straight line through some points needs to know of them, as seen from a place.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    weight: f64,
    x: f64,
    xx: f64,
    y: f64,
    xy: f64,
}

impl Moments {
    /// From a place that is further on by `step`, where each counts less.
    fn seen_from(self, step: f64, kept: f64) -> Self {
        let Self { weight, x, xx, y, xy } = self;
        Self {
            weight: kept * weight,
            x: kept * (x - step * weight),
            xx: kept * (xx - 2.0 * step * x + step * step * weight),
            y: kept * y,
            xy: kept * (xy - step * y),
        }
    }

    /// With a point right here.
    fn with(self, y: f64) -> Self {
        Self { weight: self.weight + 1.0, y: self.y + y, ..self }
    }

    fn and(self, other: Self) -> Self {
        Self { weight: self.weight + other.weight, x: self.x + other.x, xx: self.xx + other.xx, y: self.y + other.y, xy: self.xy + other.xy }
    }

    /// The height of the line right here.
    fn level(self) -> f64 {
        let Self { weight, x, xx, y, xy } = self;
        let spread = weight * xx - x * x;
        if spread > 1e-9 * weight * xx { (xx * y - x * xy) / spread } else { y / weight }
    }
}

fn raw_points(bucket: &Bucket, shown: impl Fn(f64) -> Option<f64>, raw: &mut Vec<PlotPoint>) {
    let ends: &[f64] = if bucket.count == 1 { &[bucket.min] } else { &[bucket.min, bucket.max] };
    raw.extend(ends.iter().filter_map(|&value| Some(PlotPoint::new(bucket.age(), shown(value)?))));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::plots::testing;

    fn request(record: &Record, ages: (f64, f64), smoothing: f64) -> Request {
        let scale = Scale { kind: PlotKind::Losses, logarithmic: false, quantity: Quantity::Angle };
        Request { version: record.version(), ages, pixels: 250, scale, smoothing, shown: vec![0], jumps: Vec::new() }
    }

    #[test]
    fn a_million_values_become_a_few_points_and_keep_their_extremes() {
        let mut record = testing::record_of(&[("cost.a.b", "")]);
        testing::feed(&mut record, 0..1_000_000, |_, age| if age == 123_456 { 50.0 } else { 1.0 });
        let curves = build(&record, &request(&record, (0.0, 1e6), 100.0));
        assert!(curves.curves[0].line.len() < 700);
        assert_eq!(curves.values, Some((1.0, 50.0)));
    }

    #[test]
    fn smoothing_does_not_depend_on_the_edge_of_the_view_and_starts_anew_at_a_cut() {
        let mut record = testing::record_of(&[("cost.a.b", "")]);
        testing::feed(&mut record, 0..1000, |_, age| (age as f64 * 0.7).sin() + if age >= 500 { 10.0 } else { 0.0 });
        let value_at = |record: &Record, ages, age: f64| {
            let curves = build(record, &request(record, ages, 20.0));
            curves.curves[0].line.iter().find(|point| point.x == age).map(|point| point.y).unwrap()
        };
        let (whole, part) = (value_at(&record, (0.0, 240.0), 230.0), value_at(&record, (200.0, 240.0), 230.0));
        assert!((whole - part).abs() < 0.01 && whole.abs() < 0.2, "{whole} {part}");
        let bend: Vec<f64> = (0..1000).map(|age| 1000.0 - f64::from(age)).collect();
        let mut straight: Vec<PlotPoint> = bend.iter().enumerate().map(|(age, y)| PlotPoint::new(age as f64, *y)).collect();
        smooth(&mut straight, 30.0, &[]);
        assert!(straight.iter().zip(&bend).all(|(point, y)| (point.y - y).abs() < 1e-6), "a straight line stays where it is, to its ends");
        assert!(value_at(&record, (490.0, 520.0), 501.0) < 8.0);
        let planned = build(&record, &Request { jumps: vec![499], ..request(&record, (490.0, 520.0), 20.0) });
        assert!(planned.curves[0].line.iter().any(|point| point.x == 501.0 && point.y > 9.0));
        testing::disturb(&mut record, 499);
        assert!(value_at(&record, (490.0, 520.0), 501.0) > 9.0);
    }

    #[test]
    fn axes_can_be_logarithmic_and_angles_cosines() {
        let plain = Scale { kind: PlotKind::Losses, logarithmic: true, quantity: Quantity::Angle };
        assert_eq!((plain.shown("", 100.0), plain.shown("", 0.0), plain.shown("", -1.0)), (Some(2.0), None, None));
        let angle = Scale { kind: PlotKind::Alignment, logarithmic: false, quantity: Quantity::Angle };
        let cosine = Scale { quantity: Quantity::Cosine, ..angle };
        assert!((angle.shown("", 0.5).unwrap() - 60.0).abs() < 1e-9 && (cosine.shown("°", 60.0).unwrap() - 0.5).abs() < 1e-9);
        assert_eq!((angle.shown("°", 61.0), cosine.shown("", 0.3)), (Some(61.0), Some(0.3)));
    }
}
