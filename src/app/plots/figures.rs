//! Numbers as people read them, and where round ones stand on an axis.

/// Groups of three digits are kept apart by this.
const THIN: char = '\u{a0}';

/// An age in full: `12 460`.
pub fn age(age: u64) -> String {
    let digits = age.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(THIN);
        }
        text.push(digit);
    }
    text
}

/// A number to three significant digits: `0.123`, `61.2`, `12 460`, `1.2·10⁻⁵`.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if !value.is_finite() {
        "no number".to_owned()
    } else if !(1e-3..1e6).contains(&size) {
        crate::app::format::scientific(value).replacen(".0·", "·", 1)
    } else {
        let digits = (2 - size.log10().floor() as i32).clamp(0, 5) as usize;
        let text = format!("{size:.digits$}");
        let text = if digits == 0 { age(size.round() as u64) } else { text };
        if value < 0.0 { format!("−{text}") } else { text }
    }
}

/// A number as a person would write it, to three significant digits: `0.2`, not `0.200`.
pub fn short(value: f64) -> String {
    let text = number(value);
    if text.contains('.') && !text.contains('·') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A value with its unit: `61.2°`, `0.12`, `300 ticks`; angles to one decimal, which is as far as they mean something.
pub fn with_unit(value: f64, unit: &str) -> String {
    match unit {
        "" => number(value),
        "°" => format!("{}°", format!("{value:.1}").replace('-', "−")),
        _ => format!("{}{THIN}{unit}", number(value)),
    }
}

/// A fraction as a percentage: `3.1 %`.
pub fn percent(value: f64) -> String {
    format!("{:.1}{THIN}%", value * 100.0)
}

/// Round numbers on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticks {
    /// Where they are.
    pub values: Vec<f64>,
    /// How far apart.
    pub step: f64,
}

/// Round numbers between two values, so many that they stand about `spacing` pixels apart or a little more.
pub fn ticks(from: f64, to: f64, pixels: f32, spacing: f32) -> Ticks {
    let span = to - from;
    if !(span > 0.0 && span.is_finite()) || pixels <= 0.0 {
        return Ticks { values: Vec::new(), step: 1.0 };
    }
    let least = span * f64::from(spacing / pixels);
    let power = 10.0_f64.powf(least.log10().floor());
    let step = power * [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= least * 0.999).unwrap_or(10.0);
    Ticks { values: multiples(from, to, step), step }
}

/// The multiples of a step between two values.
pub fn multiples(from: f64, to: f64, step: f64) -> Vec<f64> {
    let (first, last) = ((from / step - 1e-6).ceil(), (to / step + 1e-6).floor());
    if last < first || last - first > 1000.0 {
        return Vec::new();
    }
    (0..=(last - first) as i64).map(|index| (first + index as f64) * step).collect()
}

/// A number on an axis whose ticks are `step` apart: as short as it can be told from its neighbours.
pub fn tick_label(value: f64, step: f64) -> String {
    let (divisor, suffix) = match value.abs().max(step) {
        size if size >= 1e6 && step >= 1e5 => (1e6, "M"),
        size if size >= 1e3 && step >= 100.0 => (1e3, "k"),
        _ => (1.0, ""),
    };
    if value.abs() < step * 1e-6 {
        return "0".to_owned();
    }
    let step = step / divisor;
    if step < 1e-4 {
        return number(value);
    }
    let digits = (-(step * 1.001).log10().floor()).max(0.0) as usize;
    let size = value.abs() / divisor;
    let text = if digits == 0 { age(size.round() as u64) } else { format!("{size:.digits$}") };
    let text = if text.contains('.') && suffix == "k" { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text };
    format!("{}{text}{suffix}", if value < 0.0 { "−" } else { "" })
}

/// A power of ten on a logarithmic axis: `0.01`, `1`, `100`, `1e6`.
pub fn power_label(exponent: f64) -> String {
    let value = 10.0_f64.powf(exponent);
    if (0.9e-3..1.1e4).contains(&value) { format!("{}", (value * 1e4).round() / 1e4) } else { format!("1e{}", exponent.round()).replace('-', "−") }
}

/// An age next to `age` that is round at a scale where a pixel is `ticks_per_pixel` wide.
pub fn round_age(age: f64, ticks_per_pixel: f64) -> u64 {
    let grain = ticks(0.0, ticks_per_pixel.max(0.25) * 100.0, 100.0, 4.0).step.max(1.0);
    ((age / grain).round() * grain).max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_exact_enough() {
        let plain = |text: String| text.replace(THIN, " ");
        assert_eq!(plain(age(0)) + "|" + &plain(age(999)) + "|" + &plain(age(1_234_567)), "0|999|1 234 567");
        let numbers = [0.0, 0.123_45, 61.23, 12_460.0, 1.2e-5, -0.5, 1e-4, 2.5e7].map(number).map(plain);
        assert_eq!(numbers, ["0", "0.123", "61.2", "12 460", "1.2·10⁻⁵", "−0.500", "1·10⁻⁴", "2.5·10⁷"]);
        assert_eq!([0.2, 1.0, 0.05, 100.0].map(short), ["0.2", "1", "0.05", "100"]);
        assert_eq!([with_unit(61.24, "°"), plain(with_unit(118.0, "ticks")), plain(percent(0.0312))], ["61.2°", "118 ticks", "3.1 %"]);
    }

    #[test]
    fn ticks_are_round_and_told_apart() {
        let axis = ticks(0.0, 2460.0, 250.0, 60.0);
        assert_eq!(axis, Ticks { values: vec![0.0, 1000.0, 2000.0], step: 1000.0 });
        let labels = |from, to, spacing| {
            let axis = ticks(from, to, 250.0, spacing);
            axis.values.iter().map(|value| tick_label(*value, axis.step)).collect::<Vec<_>>().join(" ").replace(THIN, "_")
        };
        assert_eq!(labels(0.0, 2460.0, 60.0), "0 1k 2k");
        assert_eq!(labels(1000.0, 2600.0, 40.0), "1k 1.5k 2k 2.5k");
        assert_eq!(labels(0.0, 1260.0, 60.0), "0 500 1k");
        assert_eq!(labels(1230.0, 1262.0, 50.0), "1_230 1_240 1_250 1_260");
        assert_eq!(labels(0.0, 2.4, 50.0), "0.0 0.5 1.0 1.5 2.0".replacen("0.0", "0", 1));
        assert_eq!(labels(-0.3, 0.3, 60.0), "−0.2 0 0.2");
        assert_eq!(labels(0.0, 3e6, 80.0), "0 1M 2M 3M");
        assert!(ticks(1.0, 1.0, 100.0, 10.0).values.is_empty());
        assert!(ticks(f64::NAN, 1.0, 100.0, 10.0).values.is_empty());
        assert_eq!([-2.0, 0.0, 2.0, 6.0].map(power_label), ["0.01", "1", "100", "1e6"]);
    }

    #[test]
    fn dragged_ages_are_round_for_the_zoom() {
        assert_eq!(round_age(1237.0, 2.0), 1240);
        assert_eq!(round_age(1237.4, 0.1), 1237);
        assert_eq!(round_age(-5.0, 1.0), 0);
    }
}
