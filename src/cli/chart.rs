//! Curves as text: every character holds 2 × 4 dots of braille, and every curve its name at its end.

use super::output::{number, whole};

/// One curve.
pub(super) struct Curve<'a> {
    /// What it is called.
    pub(super) label: &'a str,
    /// Its unit.
    pub(super) unit: &'a str,
    /// (age, value), in order of age.
    pub(super) points: &'a [(f64, f64)],
}

const COLUMNS: usize = 56;
const ROWS: usize = 12;
const DOTS: (usize, usize) = (2 * COLUMNS, 4 * ROWS);
const GUTTER: usize = 9;

/// A chart with its title, its axes and a name at the end of every curve. At most as many curves as there are rows.
pub(super) fn chart(title: &str, curves: &[Curve<'_>]) -> String {
    let curves = &curves[..curves.len().min(ROWS)];
    let points = || curves.iter().flat_map(|curve| curve.points).filter(|(_, value)| value.is_finite());
    let across = span(points().map(|point| point.0));
    let up = span(points().map(|point| point.1).chain([0.0]));
    let mut dots = vec![[0_u8; COLUMNS]; ROWS];
    for curve in curves {
        trace(curve.points, across, up, &mut dots);
    }
    let ends = ends(curves, up);
    let mut text = format!("{title}\n");
    for (row, cells) in dots.iter().enumerate() {
        let value = up.1 - (up.1 - up.0) * row as f64 / (ROWS - 1) as f64;
        let tick = if row % 4 == 0 || row == ROWS - 1 { number(value) } else { String::new() };
        let line: String = cells.iter().map(|&cell| char::from_u32(0x2800 + u32::from(cell)).unwrap_or(' ')).collect();
        let end = ends[row].map_or(String::new(), |curve| name(&curves[curve]));
        text.push_str(format!("{tick:>GUTTER$} ┤{line} {end}").trim_end());
        text.push('\n');
    }
    let (first, last) = (whole(across.0 as u64), format!("age {}", whole(across.1 as u64)));
    text.push_str(&format!("{:GUTTER$} └{}\n{:GUTTER$}  {first}{last:>width$}\n", "", "─".repeat(COLUMNS), "", width = COLUMNS - first.len()));
    text
}

/// A curve's name with its first and last value.
fn name(curve: &Curve<'_>) -> String {
    match (curve.points.first(), curve.points.last()) {
        (Some(first), Some(last)) if curve.points.len() > 1 => {
            format!("{}{unit} {} (from {}{unit})", number(last.1), curve.label, number(first.1), unit = curve.unit)
        }
        (_, last) => format!("{}{} {}", last.map_or(String::new(), |last| number(last.1)), curve.unit, curve.label),
    }
}

/// Which curve is named beside each row: the nearest free row to its end.
fn ends(curves: &[Curve<'_>], up: (f64, f64)) -> [Option<usize>; ROWS] {
    let mut rows = [None; ROWS];
    for (index, curve) in curves.iter().enumerate() {
        let last = curve.points.last().map_or(0.0, |point| point.1);
        let wish = DOTS.1 - 1 - place(last, up, DOTS.1);
        let free = (0..ROWS).filter(|&row| rows[row].is_none()).min_by_key(|&row| row.abs_diff(wish / 4));
        if let Some(row) = free {
            rows[row] = Some(index);
        }
    }
    rows
}

/// Sets the dots on the way from point to point.
fn trace(points: &[(f64, f64)], across: (f64, f64), up: (f64, f64), dots: &mut [[u8; COLUMNS]]) {
    let spot = |&(age, value): &(f64, f64)| (place(age, across, DOTS.0) as isize, place(value, up, DOTS.1) as isize);
    let spots: Vec<_> = points.iter().filter(|(_, value)| value.is_finite()).map(spot).collect();
    for (index, &to) in spots.iter().enumerate() {
        let from = spots[index.saturating_sub(1)];
        let steps = (to.0 - from.0).abs().max((to.1 - from.1).abs()).max(1);
        for step in 0..=steps {
            let x = (from.0 + (to.0 - from.0) * step / steps) as usize;
            let y = DOTS.1 - 1 - (from.1 + (to.1 - from.1) * step / steps) as usize;
            dots[y / 4][x / 2] |= braille(x % 2, y % 4);
        }
    }
}

/// The bit of a dot within its character.
fn braille(x: usize, y: usize) -> u8 {
    match (x, y) {
        (0, 3) => 1 << 6,
        (_, 3) => 1 << 7,
        (x, y) => 1 << (3 * x + y),
    }
}

/// Which of `count` dots stands for a value.
fn place(value: f64, (low, high): (f64, f64), count: usize) -> usize {
    let part = (value - low) / (high - low);
    ((part * (count - 1) as f64).round().max(0.0) as usize).min(count - 1)
}

/// Least and greatest; never the same.
fn span(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low < high { (low, high) } else { (low.min(0.0), low.min(0.0) + 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_falling_curve_falls_from_corner_to_corner() {
        let points: Vec<(f64, f64)> = (0..=100).map(|age| (f64::from(age), f64::from(100 - age))).collect();
        let drawn = chart("Losses", &[Curve { label: "cost", unit: "", points: &points }]);
        let lines: Vec<&str> = drawn.lines().collect();
        assert_eq!(lines.len(), ROWS + 3);
        // From the upper left corner to the lower right one: the first row's first cell has its upper left dot.
        assert!(lines[1].starts_with("    100.0 ┤⠉"), "{drawn}");
        assert!(lines[ROWS].ends_with("0.000 cost (from 100.0)"), "{drawn}");
        assert!(lines[ROWS + 2].ends_with("age 100"));
    }

    #[test]
    fn flat_single_empty_and_infinite_curves_are_drawn_without_complaint() {
        for points in [&[(0.0, 3.0), (9.0, 3.0)][..], &[(4.0, -1.0)], &[], &[(0.0, f64::NAN), (1.0, f64::INFINITY)], &[(0.0, -1e300), (1e18, 1e300)]] {
            let curve = || Curve { label: "x", unit: "°", points };
            assert_eq!(chart("T", &[curve(), curve()]).lines().count(), ROWS + 3);
        }
    }
}
