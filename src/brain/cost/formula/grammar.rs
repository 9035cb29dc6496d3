//! What may be written in a formula: says where a text stops making sense, and spells one that does for the expression library.
//!
//! The library by itself takes −z² for (−z)², stops at texts that end too soon, and knows no columns; so every text is read here first, sign by sign,
//! and what comes out has a bracket and a place for everything.

use super::Letter;
use super::dual::{COMPARISONS, FUNCTIONS, NEGATION};

/// Most characters of a formula.
pub const LONGEST: usize = 500;
/// Most numbers and letters: so many the library evaluates without asking for memory.
const MOST_NUMBERS: usize = 32;
/// Most brackets within each other.
const DEEPEST: usize = 32;

/// Where a text stops making sense, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which character, counted from 1.
    pub column: usize,
    /// Why, in words.
    pub message: String,
}

/// A text that makes sense.
#[derive(Debug, Default)]
pub(super) struct Spelled {
    /// As the library reads it.
    pub text: String,
    /// The letters it speaks of.
    pub letters: Vec<Letter>,
}

/// Reads a text.
pub(super) fn spell(text: &str) -> Result<Spelled, Fault> {
    let length = text.chars().take(LONGEST + 1).count();
    if length > LONGEST {
        return Err(fault(LONGEST + 1, format!("it is too long, {LONGEST} characters are enough")));
    }
    let mut speller = Speller::default();
    let mut rest = Rest { characters: text.chars().collect(), at: 0 };
    while let Some(next) = rest.peek() {
        let column = rest.at + 1;
        if next.is_whitespace() {
            rest.at += 1;
        } else if next.is_ascii_digit() || next == '.' {
            speller.number(&rest.take_number(), column)?;
        } else if next.is_alphabetic() || next == '_' {
            let word = rest.take_while(|c| c.is_alphanumeric() || c == '_');
            speller.word(&word, rest.next_is_bracket(), column)?;
        } else {
            rest.at += 1;
            speller.sign(next, column)?;
        }
    }
    speller.finish(length + 1)
}

fn fault(column: usize, message: impl Into<String>) -> Fault {
    Fault { column, message: message.into() }
}

/// The part of a text that has not been read.
struct Rest {
    characters: Vec<char>,
    at: usize,
}

impl Rest {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn take_while(&mut self, passes: impl Fn(char) -> bool) -> String {
        let taken: String = self.characters[self.at..].iter().take_while(|c| passes(**c)).collect();
        self.at += taken.chars().count();
        taken
    }

    /// Digits with a point, and a power of ten: 1.5e-3.
    fn take_number(&mut self) -> String {
        let mut number = self.take_while(|c| c.is_ascii_digit() || c == '.');
        let is = |offset: usize, passes: fn(char) -> bool| self.characters.get(self.at + offset).is_some_and(|&c| passes(c));
        if is(0, |c| matches!(c, 'e' | 'E')) {
            let sign = usize::from(is(1, |c| matches!(c, '+' | '-')));
            if is(1 + sign, |c| c.is_ascii_digit()) {
                number.extend(&self.characters[self.at..self.at + 1 + sign]);
                self.at += 1 + sign;
                number += &self.take_while(|c| c.is_ascii_digit());
            }
        }
        number
    }

    fn next_is_bracket(&self) -> bool {
        self.characters[self.at..].iter().find(|c| !c.is_whitespace()) == Some(&'(')
    }
}

/// An open bracket.
struct Bracket {
    column: usize,
    /// Whether all of it is an exponent.
    is_exponent: bool,
    /// The function of two numbers whose bracket it is, and whether its comma was met.
    comparison: Option<(&'static str, bool)>,
}

/// What was read last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Last {
    /// Nothing, an operator, an opening bracket or a comma: a number has to come.
    #[default]
    Open,
    /// A sign before a number.
    Sign,
    /// The name of a function: its bracket has to come.
    Name,
    /// A number, a letter, or a closing bracket: an operator has to come.
    Number,
}

#[derive(Default)]
struct Speller {
    spelled: Spelled,
    last: Last,
    numbers: usize,
    open: Vec<Bracket>,
    /// The function of two numbers whose bracket comes next.
    comparison: Option<&'static str>,
    /// Whether what comes next is an exponent, and whether what was read last was one.
    is_exponent: bool,
    was_exponent: bool,
}

impl Speller {
    /// Something that a number may stand for begins.
    fn begin_number(&mut self, column: usize) -> Result<(), Fault> {
        match self.last {
            Last::Number => Err(fault(column, "an operator is missing before this: one of + − * / ^")),
            _ => Ok(()),
        }
    }

    fn end_number(&mut self, was_exponent: bool) {
        self.last = Last::Number;
        self.was_exponent = was_exponent;
        self.is_exponent = false;
    }

    fn count(&mut self, column: usize) -> Result<(), Fault> {
        self.numbers += 1;
        if self.numbers > MOST_NUMBERS { Err(fault(column, format!("it has too many numbers and letters, {MOST_NUMBERS} are enough"))) } else { Ok(()) }
    }

    fn number(&mut self, number: &str, column: usize) -> Result<(), Fault> {
        self.begin_number(column)?;
        self.count(column)?;
        match number.parse::<f64>() {
            Ok(value) if value.is_finite() => {
                // Written out, for the library knows no powers of ten; with a point, which it wants on its own.
                self.spelled.text += &format!("{value}");
                self.end_number(self.is_exponent);
                Ok(())
            }
            Ok(_) => Err(fault(column, format!("`{number}` is too large"))),
            Err(_) => Err(fault(column, format!("`{number}` is no number"))),
        }
    }

    fn word(&mut self, word: &str, has_bracket: bool, column: usize) -> Result<(), Fault> {
        self.begin_number(column)?;
        let comparison = COMPARISONS.into_iter().find(|name| *name == word);
        if FUNCTIONS.contains(&word) || comparison.is_some() {
            if !has_bracket {
                let example = if comparison.is_some() { format!("{word}(z, 1)") } else { format!("{word}(z)") };
                return Err(fault(column, format!("`{word}` wants its bracket: {example}")));
            }
            // min(a, b) becomes ((a)min(b)): the library reads the other form wrongly within itself.
            self.spelled.text += if comparison.is_some() { "(" } else { word };
            self.comparison = comparison;
            self.last = Last::Name;
            return Ok(());
        }
        self.count(column)?;
        if word == "pi" {
            self.spelled.text += &format!("{}", std::f64::consts::PI);
        } else if let Some(letter) = Letter::ALL.into_iter().find(|letter| letter.name() == word) {
            self.spelled.text += word;
            if !self.spelled.letters.contains(&letter) {
                self.spelled.letters.push(letter);
            }
        } else if has_bracket {
            return Err(fault(column, format!("there is no function `{word}`; there are {}, min and max", FUNCTIONS.join(", "))));
        } else {
            let word: String = word.chars().take(20).collect();
            return Err(fault(column, format!("`{word}` means nothing here: z is the output, t the target, p the previous output, m the batch mean")));
        }
        self.end_number(self.is_exponent);
        Ok(())
    }

    fn sign(&mut self, sign: char, column: usize) -> Result<(), Fault> {
        match (sign, self.last) {
            ('(', Last::Number) => return self.begin_number(column),
            ('(', _) => {
                if self.open.len() == DEEPEST {
                    return Err(fault(column, format!("it has too many brackets within each other, {DEEPEST} are enough")));
                }
                self.open.push(Bracket { column, is_exponent: self.is_exponent, comparison: self.comparison.take().map(|name| (name, false)) });
                self.spelled.text.push('(');
                (self.last, self.is_exponent) = (Last::Open, false);
            }
            (')' | ',', Last::Number) => return self.end_part(sign, column),
            ('+' | '-' | '−' | '*' | '/' | '^' | '·' | '×' | '÷', Last::Number) => {
                let plain = match sign {
                    '−' => '-',
                    '·' | '×' => '*',
                    '÷' => '/',
                    other => other,
                };
                if plain == '^' && self.was_exponent {
                    return Err(fault(column, "two powers in a row: say with brackets which comes first, as in (z^2)^3"));
                }
                self.spelled.text.push(plain);
                (self.last, self.is_exponent) = (Last::Open, plain == '^');
            }
            ('+' | '-' | '−', Last::Open) => {
                if sign != '+' && self.is_exponent {
                    self.spelled.text.push('-');
                } else if sign != '+' {
                    self.count(column)?;
                    self.spelled.text += "0";
                    self.spelled.text += NEGATION;
                }
                self.last = Last::Sign;
            }
            ('+' | '-' | '−', Last::Sign) => return Err(fault(column, "two signs in a row")),
            (')', _) if self.open.is_empty() => return Err(fault(column, "this bracket was never opened")),
            ('+' | '-' | '−' | '*' | '/' | '^' | '·' | '×' | '÷' | ')' | ',', _) => {
                return Err(fault(column, format!("before `{sign}` a number or a letter is missing")));
            }
            _ => return Err(fault(column, format!("`{}` means nothing here", sign.escape_debug()))),
        }
        Ok(())
    }

    /// A comma or a closing bracket after something.
    fn end_part(&mut self, sign: char, column: usize) -> Result<(), Fault> {
        match (sign, self.open.last_mut()) {
            (',', Some(Bracket { comparison: Some((name, met @ false)), .. })) => {
                *met = true;
                self.spelled.text += &format!("){name}(");
                (self.last, self.is_exponent) = (Last::Open, false);
                Ok(())
            }
            (',', Some(Bracket { comparison: Some((name, true)), .. })) => Err(fault(column, format!("`{name}` compares two numbers, not more"))),
            (',', _) => Err(fault(column, "a comma stands only between the two numbers of min or max; decimals have a point")),
            (_, None) => Err(fault(column, "this bracket was never opened")),
            (_, Some(Bracket { comparison: Some((name, false)), .. })) => Err(fault(column, format!("`{name}` compares two numbers: {name}(z, 1)"))),
            (_, Some(bracket)) => {
                self.spelled.text += if bracket.comparison.is_some() { "))" } else { ")" };
                let was_exponent = bracket.is_exponent;
                self.open.pop();
                self.end_number(was_exponent);
                Ok(())
            }
        }
    }

    fn finish(self, end: usize) -> Result<Spelled, Fault> {
        if self.spelled.text.is_empty() {
            return Err(fault(1, "it is empty"));
        }
        if self.last != Last::Number {
            return Err(fault(end, "it ends too soon: a number or a letter is missing"));
        }
        match self.open.last() {
            Some(bracket) => Err(fault(bracket.column, "this bracket is never closed")),
            None => Ok(self.spelled),
        }
    }
}
