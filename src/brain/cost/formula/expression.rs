//! A formula's text with what it means, so that a tick reads no text.

use super::dual::{Dual, Operators};
use super::grammar::{Fault, LONGEST, spell};
use exmex::{Express, FlatEx};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::sync::Arc;

/// What a formula speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letter {
    /// m, the batch mean of the output.
    Mean,
    /// p, the previous output.
    Previous,
    /// t, the target.
    Target,
    /// z, the output.
    Output,
}

/// A formula as it was typed, and what it means if it means anything. In files it is its text.
#[derive(Clone, Debug)]
pub struct Expression {
    text: String,
    read: Arc<Result<Read, Fault>>,
}

/// A text that was understood.
#[derive(Debug)]
struct Read {
    tree: FlatEx<Dual, Operators>,
    letters: Vec<Letter>,
}

impl Letter {
    /// All of them, in the order of the alphabet, which is that of the expression library.
    pub const ALL: [Self; 4] = [Self::Mean, Self::Previous, Self::Target, Self::Output];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mean => "m",
            Self::Previous => "p",
            Self::Target => "t",
            Self::Output => "z",
        }
    }
}

impl Expression {
    /// What a text means. Any text will do; whether it makes sense is told by [`Expression::fault`].
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let read = spell(&text).and_then(|spelled| match FlatEx::parse(&spelled.text) {
            Ok(tree) => Ok(Read { tree, letters: spelled.letters }),
            Err(error) => Err(Fault { column: 1, message: error.to_string() }),
        });
        Self { text, read: Arc::new(read) }
    }

    /// As it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it stops making sense, and why; `None` if it does not.
    pub fn fault(&self) -> Option<&Fault> {
        self.read.as_ref().as_ref().err()
    }

    /// Whether its value depends on a letter.
    pub fn speaks_of(&self, letter: Letter) -> bool {
        self.read.as_ref().as_ref().is_ok_and(|read| read.letters.contains(&letter))
    }

    /// Its value and slopes where z, t, p and m are these; no numbers where it makes no sense.
    pub fn at(&self, output: f64, target: f64, previous: f64, mean: f64) -> Dual {
        let nothing = Dual { value: f64::NAN, by_output: f64::NAN, by_mean: f64::NAN };
        let Ok(Read { tree, letters }) = self.read.as_ref() else { return nothing };
        let mut numbers = [Dual::default(); Letter::ALL.len()];
        let mut count = 0;
        for letter in Letter::ALL.into_iter().filter(|letter| letters.contains(letter)) {
            numbers[count] = match letter {
                Letter::Mean => Dual { by_mean: 1.0, ..Dual::constant(mean) },
                Letter::Previous => Dual::constant(previous),
                Letter::Target => Dual::constant(target),
                Letter::Output => Dual { by_output: 1.0, ..Dual::constant(output) },
            };
            count += 1;
        }
        tree.eval(&numbers[..count]).unwrap_or(nothing)
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl schemars::JsonSchema for Expression {
    fn schema_name() -> Cow<'static, str> {
        "Expression".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "maxLength": LONGEST,
            "description": "A formula over z (output), t (target), p (previous output) and m (batch mean of z): `abs(z)^1.5 + 0.1*(z - t)^2`."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use exmex::Differentiate;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    /// A formula as a person means it.
    #[derive(Clone, Debug)]
    enum Meant {
        Number(f64),
        Letter(usize),
        Negative(Box<Meant>),
        Two(char, Box<Meant>, Box<Meant>),
        One(&'static str, Box<Meant>),
        Compare(&'static str, Box<Meant>, Box<Meant>),
    }

    use Meant::{Compare, Letter as Name, Negative, Number, One, Two};

    impl Meant {
        /// How tightly it holds together: sums 0, products 1, signs 2, powers 3, all others 4.
        fn level(&self) -> usize {
            match self {
                Two('+' | '-', ..) => 0,
                Two('*' | '/', ..) => 1,
                Negative(_) => 2,
                Two(..) => 3,
                _ => 4,
            }
        }

        /// With as few brackets as it can be written with.
        fn written(&self, least: usize) -> String {
            let text = match self {
                Number(value) => format!("{value}"),
                Name(index) => Letter::ALL[*index].name().to_owned(),
                Negative(of) => format!("-{}", of.written(3)),
                Two('^', base, power) => format!("{}^{}", base.written(4), power.written(4)),
                Two(sign, one, other) => format!("{} {sign} {}", one.written(self.level()), other.written(self.level() + 1)),
                One(name, of) => format!("{name}({})", of.written(0)),
                Compare(name, one, other) => format!("{name}({}, {})", one.written(0), other.written(0)),
            };
            if self.level() < least { format!("({text})") } else { text }
        }

        fn value(&self, letters: &[f64; 4]) -> f64 {
            let of = |part: &Meant| part.value(letters);
            match self {
                Number(value) => *value,
                Name(index) => letters[*index],
                Negative(part) => -of(part),
                Two('+', a, b) => of(a) + of(b),
                Two('-', a, b) => of(a) - of(b),
                Two('*', a, b) => of(a) * of(b),
                Two('/', a, b) => of(a) / of(b),
                Two(_, a, b) => of(a).powf(of(b)),
                One("abs", a) => of(a).abs(),
                One("exp", a) => of(a).exp(),
                One("log", a) => of(a).ln(),
                One("sqrt", a) => of(a).sqrt(),
                One("sin", a) => of(a).sin(),
                One("sigmoid", a) if of(a) < 0.0 => of(a).exp() / (1.0 + of(a).exp()),
                One("sigmoid", a) => 1.0 / (1.0 + (-of(a)).exp()),
                One(_, a) => of(a).tanh(),
                Compare(_, a, b) if of(a).is_nan() || of(b).is_nan() => f64::NAN,
                Compare("min", a, b) => of(a).min(of(b)),
                Compare(_, a, b) => of(a).max(of(b)),
            }
        }

        /// Whether it and all that it is made of have finite values: a slope through 1/0 is none.
        fn is_finite(&self, letters: &[f64; 4]) -> bool {
            let parts = match self {
                Number(_) | Name(_) => true,
                Negative(a) | One(_, a) => a.is_finite(letters),
                Two(_, a, b) | Compare(_, a, b) => a.is_finite(letters) && b.is_finite(letters),
            };
            parts && self.value(letters).is_finite()
        }

        fn numbers(&self) -> usize {
            match self {
                Number(_) | Name(_) => 1,
                Negative(a) => 1 + a.numbers(),
                One(_, a) => a.numbers(),
                Two(_, a, b) | Compare(_, a, b) => a.numbers() + b.numbers(),
            }
        }
    }

    fn meant() -> impl Strategy<Value = Meant> {
        let leaf = prop_oneof![(0..40_u8).prop_map(|n| Number(f64::from(n) / 8.0)), (0..4_usize).prop_map(Name)];
        leaf.prop_recursive(5, 24, 2, |part| {
            let boxed = || part.clone().prop_map(Box::new);
            let functions = prop::sample::select(vec!["abs", "exp", "log", "sqrt", "sin", "sigmoid", "tanh"]);
            prop_oneof![
                boxed().prop_map(Negative),
                (prop::sample::select(vec!['+', '-', '*', '/', '^']), boxed(), boxed()).prop_map(|(sign, a, b)| Two(sign, a, b)),
                (functions, boxed()).prop_map(|(name, a)| One(name, a)),
                (prop::sample::select(vec!["min", "max"]), boxed(), boxed()).prop_map(|(name, a, b)| Compare(name, a, b)),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::with_cases(2000) })]

        /// Whatever is typed, it is understood or refused at one of its columns; and what is understood can be evaluated.
        #[test]
        fn any_text_is_understood_or_refused_where_it_goes_wrong(text in "[ -~]{0,60}|[-+*/^(),.0-9eztpm ]{0,60}|((abs|min|max|log|exp)?[(]?[-z1t,)^*+]{1,3}){0,12}|\\PC{0,20}") {
            let expression = Expression::new(text.clone());
            match expression.fault() {
                Some(fault) => prop_assert!((1..=text.chars().count() + 1).contains(&fault.column) && !fault.message.is_empty(), "{fault:?}"),
                None => { expression.at(0.3, -1.0, 2.0, 0.1); }
            }
        }

        /// Powers before signs, signs before products, products before sums, each from the left; and the slope is that of the value.
        #[test]
        fn it_means_what_a_person_means(meant in meant().prop_filter("too long", |meant| meant.numbers() <= 32), letters in prop::array::uniform4(-2.0..2.0_f64)) {
            let text = meant.written(0);
            let expression = Expression::new(text.clone());
            prop_assert!(expression.fault().is_none(), "{text}: {:?}", expression.fault());
            let [m, p, t, z] = letters;
            let (found, value) = (expression.at(z, t, p, m), meant.value(&letters));
            let alike = |a: f64, b: f64| a == b || (a - b).abs() <= 1e-9 * (a.abs() + b.abs());
            prop_assert!(alike(found.value, value) || found.value.is_nan() && value.is_nan(), "{text}: {} {value}", found.value);
            for (index, slope) in [(3, found.by_output), (0, found.by_mean)] {
                let difference = |step: f64| {
                    let [mut less, mut more] = [letters; 2];
                    (less[index], more[index]) = (less[index] - step, more[index] + step);
                    (meant.value(&more) - meant.value(&less)) / (2.0 * step)
                };
                let (coarse, fine) = (difference(1e-4), difference(5e-5));
                let is_smooth = meant.is_finite(&letters) && fine.is_finite() && (coarse - fine).abs() < 1e-6 * (1.0 + fine.abs()) && value.abs() < 1e4;
                prop_assert!(!is_smooth || (slope - fine).abs() < 1e-4 * (1.0 + fine.abs()), "{text} by {index}: {slope} {fine}");
            }
        }
    }

    /// The library's own derivatives, taken from the text, are the slopes that are carried along.
    #[test]
    fn slopes_are_those_of_symbolic_differentiation() {
        for text in ["z^3*m - t/(1 + z^2)", "exp(-(z^2)/2)*m", "log(1 + exp(z - m))*p", "tanh(z*m)^2 + sin(z/t)", "sqrt(1 + z^2)*cos(m)", "(1 + z^2)^(m/2)"] {
            let tree = FlatEx::<f64>::parse(text).unwrap();
            let names: Vec<String> = tree.var_names().to_vec();
            let value = |name: &str| match name {
                "m" => 0.4,
                "p" => -0.7,
                "t" => 1.3,
                _ => 0.6,
            };
            let numbers: Vec<f64> = names.iter().map(|name| value(name)).collect();
            let found = Expression::new(text).at(0.6, 1.3, -0.7, 0.4);
            let slope = |letter: &str| tree.clone().partial(names.iter().position(|name| name == letter).unwrap()).unwrap().eval(&numbers).unwrap();
            assert!((found.value - tree.eval(&numbers).unwrap()).abs() < 1e-12, "{text}");
            assert!((found.by_output - slope("z")).abs() < 1e-12, "{text} by z");
            if names.iter().any(|name| name == "m") {
                assert!((found.by_mean - slope("m")).abs() < 1e-12, "{text} by m");
            }
        }
    }

    #[test]
    fn corners_have_slopes_and_poles_are_no_numbers() {
        let slope = |text: &str, z: f64| Expression::new(text).at(z, 0.0, 0.0, 0.0).by_output;
        assert_eq!((slope("abs(z)^1.5", 0.0), slope("abs(z)^0.5", 0.0), slope("sign(z)*z", -2.0)), (0.0, 0.0, -1.0));
        assert_eq!((slope("max(z, 0)", -1.0), slope("max(z, 0)", 1.0), slope("min(max(z, 0), max(1, t))", 0.5)), (0.0, 1.0, 1.0));
        assert_eq!((slope("-z^2", 3.0), slope("2^-z^1", 0.0).is_nan(), slope("z^2", -3.0)), (-6.0, true, -6.0));
        assert_eq!(slope("softplus(z)", 800.0), 1.0);
        assert_eq!((slope("abs(z + 2 + 3)", -9.0), slope("8 - 2 - z", 1.0)), (-1.0, -1.0));
        let value = |text: &str, z: f64| Expression::new(text).at(z, 0.0, 0.0, 0.0).value;
        assert!(
            value("1/z", 0.0).is_infinite()
                && value("log(z)", -1.0).is_nan()
                && value("max(log(z), 1)", -1.0).is_nan()
                && value("min(1, log(z))", -1.0).is_nan()
        );
        assert_eq!((value("1.5e-3*z", 2.0), value("2·z − 1", 2.0), value("pi", 0.0)), (3e-3, 3.0, std::f64::consts::PI));
    }

    #[test]
    fn what_is_wrong_is_said_where_it_is() {
        let cases = [
            ("", 1, "empty"),
            ("abs(z", 4, "never closed"),
            ("abs(z))", 7, "never opened"),
            ("z +", 4, "too soon"),
            ("z + * t", 5, "missing"),
            ("2z", 2, "operator is missing"),
            ("z(t)", 2, "operator is missing"),
            ("x^2", 1, "means nothing"),
            ("z + relu(z)", 5, "no function"),
            ("abs z", 1, "wants its bracket"),
            ("min(z)", 6, "compares two"),
            ("min(z, 1, 2)", 9, "not more"),
            ("1,5*z", 2, "decimals have a point"),
            ("z^2^3", 4, "which comes first"),
            ("2^-z^2", 5, "which comes first"),
            ("z - - t", 6, ""),
            ("1.2.3", 1, "no number"),
            ("z; t", 2, "means nothing"),
            ("1e999", 1, "too large"),
        ];
        for (text, column, words) in cases {
            match Expression::new(text).fault() {
                Some(fault) => assert!(fault.column == column && fault.message.contains(words), "{text}: {fault:?}"),
                None => assert_eq!(text, "z - - t", "understood"),
            }
        }
        assert_eq!(Expression::new("z - - - t").fault().map(|fault| fault.message.as_str()), Some("two signs in a row"));
        let long = |sign: &str, count: usize| Expression::new(sign.repeat(count)).fault().map(|fault| fault.column);
        assert_eq!((long("z+", 40), long("(", 40), long("z", 501), long(" ", 500)), (Some(65), Some(33), Some(501), Some(1)));
    }
}
