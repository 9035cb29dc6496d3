//! What is said to whom: results on standard output, everything else, a line each, on standard error.

use super::Refusal;
use std::io::{self, ErrorKind, IsTerminal, Write};

/// Prints a result. A reader who has left is no error; a full disk is.
pub(super) fn print(text: &str) -> Result<(), Refusal> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(format!("standard output: it cannot be written: {error}").into()),
        _ => Ok(()),
    }
}

/// Says what is wrong, in one line. If even that cannot be said, nobody listens.
pub(super) fn complain(line: &str) {
    note(&format!("brainwright: {line}"));
}

/// Says something beside the result, in one line.
pub(super) fn note(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", one_line(line));
}

/// Whether a person watches standard error.
pub(super) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// A number for people: four significant digits.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        return value.to_string();
    }
    if value != 0.0 && !(1e-3..1e6).contains(&size) {
        return format!("{value:.3e}");
    }
    let before_point = if size < 1.0 { 1 } else { size.log10().floor() as usize + 1 };
    format!("{value:.*}", 5_usize.saturating_sub(before_point + 1))
}

/// `38.22 ± 3.35`: the deviation with the mean's decimals.
pub(super) fn spread(mean: f64, deviation: f64) -> String {
    let mean = number(mean);
    match mean.split_once('.') {
        Some((_, decimals)) if !mean.contains('e') => format!("{mean} ± {deviation:.*}", decimals.len()),
        _ => format!("{mean} ± {}", number(deviation)),
    }
}

/// A whole number with its thousands apart: `1 260`.
pub(super) fn whole(value: u64) -> String {
    let digits = value.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(" ")
}

/// Text from a stranger's file: no line breaks, nothing that steers a terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_honest() {
        let written: Vec<String> = [0.0, 0.98123, 1.23456, 61.2345, 1260.0, 123_456.7, 0.00012, -2.5e9].map(number).into();
        assert_eq!(written, ["0.000", "0.981", "1.235", "61.23", "1260", "123457", "1.200e-4", "-2.500e9"]);
        assert_eq!([0, 999, 1260, 1_234_567].map(whole), ["0", "999", "1 260", "1 234 567"]);
        assert_eq!(number(f64::NAN), "NaN");
    }

    #[test]
    fn what_a_stranger_wrote_stays_on_its_line() {
        assert_eq!(one_line("a\nb\u{1b}[2J"), "a\u{fffd}b\u{fffd}[2J");
    }
}
