//! Numbers and names as people read them.

use crate::brain::Rule;

/// A count with thin spaces between thousands: `12 840`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('\u{a0}');
        }
        out.push(digit);
    }
    out
}

/// Words in which a number keeps together with its digits, its deviation and its percent: no line breaks between them.
pub fn unbroken(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let is_thousand = |at: usize| (1..4).all(|next| is_digit(Some(at + next))) && !is_digit(Some(at + 4));
    let before = |at: usize| at.checked_sub(1).and_then(|before| letters.get(before));
    let keeps = |at: usize| match (before(at), letters[at], letters.get(at + 1)) {
        (Some('0'..='9'), ' ', Some('%' | '±')) | (Some('±'), ' ', Some('0'..='9')) => true,
        (Some('0'..='9'), ' ', _) => is_thousand(at),
        _ => false,
    };
    letters.iter().enumerate().map(|(at, letter)| if keeps(at) { '\u{a0}' } else { *letter }).collect()
}

/// A measured number, in about three figures.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        "no number".to_owned()
    } else if size == 0.0 {
        "0".to_owned()
    } else if size >= 10_000.0 {
        count(size.round() as u64).split_at(0).1.to_owned().replacen("", if value < 0.0 { "−" } else { "" }, 1)
    } else if size >= 100.0 {
        signed(value, 0)
    } else if size >= 10.0 {
        signed(value, 1)
    } else if (0.995..1.0).contains(&size) {
        // What is nearly 1 is not 1: a memory of 0.999 forgets.
        signed(value, 4).trim_end_matches('0').to_owned()
    } else if size >= 0.01 {
        signed(value, 2)
    } else if size >= 0.001 {
        signed(value, 4)
    } else {
        scientific(value)
    }
}

fn signed(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}").replace('-', "−")
}

/// `3.2·10⁻⁵`
pub fn scientific(value: f64) -> String {
    let text = format!("{value:.1e}");
    let Some((mantissa, exponent)) = text.split_once('e') else { return text };
    let raised: String = exponent
        .chars()
        .map(|letter| match letter {
            '-' => '⁻',
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            _ => '⁹',
        })
        .collect();
    format!("{}·10{raised}", mantissa.replace('-', "−"))
}

/// A factor without needless zeros: `1`, `−0.5`.
pub fn factor(value: f64) -> String {
    format!("{value:.2}").trim_end_matches('0').trim_end_matches('.').replace('-', "−")
}

/// A formula with what follows `_` or `^` lowered or raised: `B_{l+1}` loses its braces.
pub fn formula(text: &str, size: f32, colour: egui::Color32) -> egui::text::LayoutJob {
    use egui::{Align, FontId, TextFormat, text::LayoutJob};
    let mut job = LayoutJob::default();
    let usual = TextFormat::simple(FontId::proportional(size), colour);
    let small = |valign: Align| TextFormat { valign, ..TextFormat::simple(FontId::proportional(size * 0.75), colour) };
    let mut rest = text;
    while let Some(at) = rest.find(['_', '^']) {
        job.append(&rest[..at], 0.0, usual.clone());
        let valign = if rest[at..].starts_with('_') { Align::BOTTOM } else { Align::TOP };
        let after = &rest[at + 1..];
        let (moved, next) = match after.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
            Some(braced) => braced,
            None => after.split_at(after.chars().next().map_or(0, char::len_utf8)),
        };
        job.append(moved, 0.0, small(valign));
        rest = next;
    }
    job.append(rest, 0.0, usual);
    job
}

/// A name in files as words: `weight_scale` is `Weight scale`.
pub fn words(name: &str) -> String {
    super::edit::sentence(&name.replace(['_', '-'], " "))
}

/// What a variant is called: by the rule whose name it has, or else by its own name as words.
pub fn variant(key: &str) -> String {
    Rule::named(key).map_or_else(|| words(key), |rule| rule.title().to_owned())
}

/// What a variant is called inside a sentence, or in a list of them.
pub fn variant_within(key: &str) -> String {
    within(&variant(key))
}

/// Inside a sentence a name begins small, unless it comes from a person's or is of letters only.
pub fn within(name: &str) -> String {
    let is_word = name.chars().nth(1).is_some_and(char::is_lowercase) && !name.contains('–') && !name.starts_with("Hebb");
    let mut letters = name.chars();
    match letters.next() {
        Some(first) if is_word => first.to_lowercase().chain(letters).collect(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_whole() {
        assert_eq!(count(1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(["0.49", "61.2", "118", "−0.50"].map(str::to_owned), [number(0.49), number(61.23), number(118.4), number(-0.5)]);
        assert_eq!(number(-12_345.0), "−12\u{a0}345");
        assert_eq!(number(3.21e-5), "3.2·10⁻⁵");
        assert_eq!(unbroken("72 ± 2 % of 5 % and ± nothing"), "72\u{a0}±\u{a0}2\u{a0}% of 5\u{a0}% and ± nothing");
        assert_eq!(
            unbroken("at age 1 100, of 12 000 or 1 345 679; 5 10, 20 000"),
            "at age 1\u{a0}100, of 12\u{a0}000 or 1\u{a0}345\u{a0}679; 5 10, 20\u{a0}000"
        );
        assert_eq!(words("weight_scale"), "Weight scale");
    }

    #[test]
    fn variants_are_called_by_their_rules_where_they_have_one() {
        assert_eq!(["xcal", "backprop", "weak_feedback"].map(variant), ["XCAL", "Backpropagation", "Weak feedback"]);
        let within = ["xcal", "contrastive_hebbian", "hebbian", "kolen_pollack", "weak_feedback"].map(variant_within);
        assert_eq!(within, ["XCAL", "contrastive Hebbian", "Hebbian", "Kolen–Pollack", "weak feedback"]);
    }
}
