//! What a plot draws, made once for new data or a new view: few points, whatever the length of the run.

use super::{PlotKind, Quantity};
use crate::app::record::{Bucket, DeedKind, Record};
use crate::engine::report::Series;
use crate::scenario::Measure;
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
            (PlotKind::Alignment, Quantity::Angle) => (0.0, most.max(100.0)),
            (PlotKind::Alignment, Quantity::Cosine) => (least.min(-0.1), 1.05),
            // A disturbance that is barely felt makes R jump far below 0; what matters is between 0 and 1.
            (PlotKind::Recovery, _) => (least.clamp(-1.0, 0.0) - 0.03, most.clamp(1.0, 100.0) * 1.06),
            _ if values.is_none() => (0.0, 1.0),
            _ => (if least < 0.0 { least - 0.05 * span } else { 0.0 }, if most > 0.0 { most * 1.06 } else { 0.05 * span }),
        }
    }
}

/// Builds the curves that are asked for.
pub(super) fn build(record: &Record, request: &Request) -> Curves {
    let disturbed: Vec<f64> = record.deeds().filter(|deed| deed.kind == DeedKind::Perturbation && !deed.gone).map(|deed| deed.age as f64).collect();
    let mut curves = Curves::default();
    for &place in &request.shown {
        let Some(series) = record.series().get(place) else { continue };
        let curve = curve(record, request, place, series, &disturbed);
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

fn curve(record: &Record, request: &Request, place: usize, series: &Series, disturbed: &[f64]) -> Curve {
    let shown = |value| request.scale.shown(series.measure.unit, value);
    let (from, to) = (request.ages.0.max(0.0), request.ages.1.max(0.0));
    // What a smoothed value remembers reaches back beyond the edge.
    let remembered = (from - 5.0 * request.smoothing).max(0.0);
    let stretch = ((to - remembered) / (to - from).max(1.0)).min(6.0);
    let buckets =
        record.trace(place).map_or_else(Vec::new, |trace| trace.buckets(remembered as u64, to.ceil() as u64, (request.pixels as f64 * stretch) as usize));
    let mut curve = Curve { place, line: Vec::new(), raw: Vec::new(), branches: Vec::new(), buckets: Vec::new() };
    let mut smooth: Option<(f64, f64)> = None;
    let first = buckets.iter().position(|bucket| bucket.to as f64 >= from).unwrap_or(buckets.len()).saturating_sub(1);
    for (index, bucket) in buckets.iter().enumerate() {
        let age = bucket.age();
        let Some(mean) = shown(bucket.mean()) else { continue };
        let value = match smooth {
            Some((before, last)) if request.smoothing > 0.0 && !disturbed.iter().any(|&at| before <= at && at < age) => {
                last + (mean - last) * -(-(age - before) / request.smoothing).exp_m1()
            }
            _ => mean,
        };
        smooth = Some((age, value));
        if index < first {
            continue;
        }
        curve.line.push(PlotPoint::new(age, value));
        curve.buckets.push(*bucket);
        raw_points(bucket, &shown, &mut curve.raw);
    }
    for branch in record.branches().filter(|branch| (branch.from as f64) < to) {
        let Some(trace) = branch.traces.get(place).filter(|trace| trace.len() > 1) else { continue };
        curve.branches.push(trace.iter().filter_map(|bucket| Some(PlotPoint::new(bucket.age(), shown(bucket.mean())?))).collect());
    }
    curve
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
        Request { version: record.version(), ages, pixels: 250, scale, smoothing, shown: vec![0] }
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
    fn smoothing_does_not_depend_on_the_edge_of_the_view_and_starts_anew_at_a_disturbance() {
        let mut record = testing::record_of(&[("cost.a.b", "")]);
        testing::feed(&mut record, 0..1000, |_, age| (age as f64 * 0.7).sin() + if age >= 500 { 10.0 } else { 0.0 });
        let value_at = |record: &Record, ages, age: f64| {
            let curves = build(record, &request(record, ages, 20.0));
            curves.curves[0].line.iter().find(|point| point.x == age).map(|point| point.y).unwrap()
        };
        let (whole, part) = (value_at(&record, (0.0, 240.0), 230.0), value_at(&record, (200.0, 240.0), 230.0));
        assert!((whole - part).abs() < 0.01 && whole.abs() < 0.2, "{whole} {part}");
        assert!(value_at(&record, (490.0, 520.0), 501.0) < 2.0);
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
