//! Numbers that carry their slopes along: what a formula is evaluated in, so that its derivative is exact whatever it is made of.

use exmex::{BinOp, MakeOperators, Operator};
use std::num::ParseFloatError;
use std::str::FromStr;

/// A value with its derivatives by z and by m.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Dual {
    /// The value.
    pub value: f64,
    /// ∂/∂z.
    pub by_output: f64,
    /// ∂/∂m.
    pub by_mean: f64,
}

/// Everything that may be done with numbers in a formula, as the expression library calls it.
#[derive(Clone, Debug)]
pub(super) struct Operators;

/// Takes the second of two numbers with its sign turned round: how a minus before a term is spelled for a library in which a sign binds more tightly
/// than a power does.
pub(super) const NEGATION: &str = "~";

/// Functions of one number, as a person writes them.
pub(super) const FUNCTIONS: [&str; 17] =
    ["abs", "sign", "sqrt", "exp", "log", "ln", "log2", "log10", "sin", "cos", "tan", "atan", "tanh", "sinh", "cosh", "sigmoid", "softplus"];
/// Functions of two numbers.
pub(super) const COMPARISONS: [&str; 2] = ["min", "max"];

impl Dual {
    /// A number that depends on nothing.
    pub fn constant(value: f64) -> Self {
        Self { value, ..Self::default() }
    }

    /// A function of this number, with its slope there. What does not move has no slope, however steep the function is; nor has what does not matter.
    fn through(self, value: f64, slope: f64) -> Self {
        let chained = |by: f64| if by == 0.0 || slope == 0.0 { 0.0 } else { slope * by };
        Self { value, by_output: chained(self.by_output), by_mean: chained(self.by_mean) }
    }

    fn plus(self, other: Self) -> Self {
        Self { value: self.value + other.value, by_output: self.by_output + other.by_output, by_mean: self.by_mean + other.by_mean }
    }

    fn minus(self, other: Self) -> Self {
        self.plus(other.through(-other.value, -1.0))
    }

    /// A function of two numbers, with its slopes by each.
    fn of_both(value: f64, (one, by_one): (Self, f64), (other, by_other): (Self, f64)) -> Self {
        Self { value, ..one.through(0.0, by_one).plus(other.through(0.0, by_other)) }
    }

    fn times(self, other: Self) -> Self {
        Self::of_both(self.value * other.value, (self, other.value), (other, self.value))
    }

    fn over(self, other: Self) -> Self {
        let value = self.value / other.value;
        Self::of_both(value, (self, 1.0 / other.value), (other, -value / other.value))
    }

    fn to_the(self, power: Self) -> Self {
        let value = self.value.powf(power.value);
        let by_base = if power.value == 0.0 { 0.0 } else { power.value * self.value.powf(power.value - 1.0) };
        let by_power = if value == 0.0 { 0.0 } else { value * self.value.ln() };
        Self::of_both(value, (self, by_base), (power, by_power))
    }

    /// What is no number is no number afterwards either.
    fn least(self, other: Self) -> Self {
        if self.value.is_nan() || self.value <= other.value { self } else { other }
    }

    fn greatest(self, other: Self) -> Self {
        if self.value.is_nan() || self.value >= other.value { self } else { other }
    }

    /// −1, 0 or 1; its slope is 0 everywhere.
    fn sign(self) -> Self {
        Self::constant(if self.value == 0.0 { 0.0 } else { self.value.signum() })
    }

    fn sigmoid(self) -> Self {
        let tail = (-self.value.abs()).exp();
        let value = if self.value >= 0.0 { 1.0 / (1.0 + tail) } else { tail / (1.0 + tail) };
        self.through(value, tail / ((1.0 + tail) * (1.0 + tail)))
    }
}

impl FromStr for Dual {
    type Err = ParseFloatError;

    fn from_str(text: &str) -> Result<Self, ParseFloatError> {
        text.parse().map(Self::constant)
    }
}

impl MakeOperators<Dual> for Operators {
    /// Sums, then products, then signs, then powers, each from left to right. None is called commutative: the library would then take numbers that
    /// stand beside each other first, out of a function's brackets as well.
    fn make<'a>() -> Vec<Operator<'a, Dual>> {
        let two = |name, prio, apply: fn(Dual, Dual) -> Dual| Operator::make_bin(name, BinOp { apply, prio, is_commutative: false });
        let one = Operator::make_unary;
        vec![
            two("+", 0, Dual::plus),
            Operator::make_bin_unary("-", BinOp { apply: Dual::minus, prio: 0, is_commutative: false }, |x| x.through(-x.value, -1.0)),
            two("*", 1, Dual::times),
            two("/", 1, Dual::over),
            two(NEGATION, 2, |_, x| x.through(-x.value, -1.0)),
            two("^", 3, Dual::to_the),
            two("min", 0, Dual::least),
            two("max", 0, Dual::greatest),
            one("abs", |x| x.through(x.value.abs(), x.sign().value)),
            one("sign", Dual::sign),
            one("sqrt", |x| x.through(x.value.sqrt(), 0.5 / x.value.sqrt())),
            one("exp", |x| x.through(x.value.exp(), x.value.exp())),
            one("log", |x| x.through(x.value.ln(), 1.0 / x.value)),
            one("ln", |x| x.through(x.value.ln(), 1.0 / x.value)),
            one("log2", |x| x.through(x.value.log2(), std::f64::consts::LOG2_E / x.value)),
            one("log10", |x| x.through(x.value.log10(), std::f64::consts::LOG10_E / x.value)),
            one("sin", |x| x.through(x.value.sin(), x.value.cos())),
            one("cos", |x| x.through(x.value.cos(), -x.value.sin())),
            one("tan", |x| x.through(x.value.tan(), 1.0 / (x.value.cos() * x.value.cos()))),
            one("atan", |x| x.through(x.value.atan(), 1.0 / (1.0 + x.value * x.value))),
            one("tanh", |x| x.through(x.value.tanh(), 1.0 - x.value.tanh() * x.value.tanh())),
            one("sinh", |x| x.through(x.value.sinh(), x.value.cosh())),
            one("cosh", |x| x.through(x.value.cosh(), x.value.sinh())),
            one("sigmoid", Dual::sigmoid),
            one("softplus", |x| x.through((-x.value.abs()).exp().ln_1p() + x.value.max(0.0), x.sigmoid().value)),
        ]
    }
}
