//! Knobs: every number of every option, declared once.
//!
//! An option (a cost, a rule, a world, …) is a plain serde struct made by [`option!`](crate::option): each field is a knob with a
//! default, a range, a unit and one line of help. The inspector, `--set`, tracks, claims and the journal all reach it from there.

use std::fmt::Debug;

/// What a knob is, without its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Knob {
    /// The field's name, which is also the last word of its path.
    pub name: &'static str,
    /// One line of help.
    pub help: &'static str,
    /// The unit, empty where there is none.
    pub unit: &'static str,
    /// The values it may take.
    pub range: Range,
    /// How its number is to be read.
    pub kind: Kind,
    /// The value that works from the first click.
    pub default: f64,
    /// Whether it may change while the brain runs; a fixed one rebuilds the network.
    pub live: bool,
}

/// The values a knob may take, both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The least value.
    pub least: f64,
    /// The greatest value.
    pub most: f64,
    /// Whether a slider should move in ratios rather than in steps.
    pub logarithmic: bool,
}

/// How a knob's number is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any number in the range.
    Number,
    /// A whole number in the range.
    Whole,
    /// 0 or 1.
    Switch,
    /// The index of one of these names.
    Choice(&'static [&'static str]),
}

/// A range whose slider moves in equal steps.
pub const fn linear(least: f64, most: f64) -> Range {
    Range { least, most, logarithmic: false }
}

/// A range whose slider moves in equal ratios.
pub const fn ratio(least: f64, most: f64) -> Range {
    Range { least, most, logarithmic: true }
}

impl Range {
    /// Whether `value` is a finite number inside the range.
    pub fn contains(self, value: f64) -> bool {
        value.is_finite() && value >= self.least && value <= self.most
    }

    /// The value of the range next to `value`; the least one for a value that is no number.
    pub fn clamp(self, value: f64) -> f64 {
        if value.is_nan() { self.least } else { value.clamp(self.least, self.most) }
    }
}

/// A set of knobs with their values: every option, and every fixed part of a scenario that has numbers.
pub trait Knobs {
    /// What the knobs are, in the order of the fields.
    fn knobs(&self) -> &'static [Knob];
    /// The value of the knob at `index`.
    fn knob(&self, index: usize) -> f64;
    /// Sets the knob at `index`; a whole number is rounded, a choice out of its names is left as it was.
    fn set_knob(&mut self, index: usize, value: f64);

    /// The index of the knob called `name`.
    fn find_knob(&self, name: &str) -> Option<usize> {
        self.knobs().iter().position(|knob| knob.name == name)
    }
}

/// A type that a knob's field may have.
pub trait KnobValue: Copy + Debug + PartialEq {
    /// How the number is to be read.
    const KIND: Kind;
    /// As a number.
    fn to_number(self) -> f64;
    /// From a number; `None` where it says nothing.
    fn from_number(number: f64) -> Option<Self>;
}

impl KnobValue for f64 {
    const KIND: Kind = Kind::Number;
    fn to_number(self) -> f64 {
        self
    }
    fn from_number(number: f64) -> Option<Self> {
        Some(number)
    }
}

impl KnobValue for usize {
    const KIND: Kind = Kind::Whole;
    fn to_number(self) -> f64 {
        self as f64
    }
    fn from_number(number: f64) -> Option<Self> {
        (number.is_finite() && number >= 0.0).then_some(number.round() as usize)
    }
}

impl KnobValue for bool {
    const KIND: Kind = Kind::Switch;
    fn to_number(self) -> f64 {
        f64::from(u8::from(self))
    }
    fn from_number(number: f64) -> Option<Self> {
        Some(number >= 0.5)
    }
}

/// Declares an option: a serde struct whose every field is a knob; what is no number (a list of widths, say) stands under `with`.
///
/// ```text
/// option! {
///     /// What it is, formula, source.
///     pub struct Huber {
///         /// Where the parabola becomes a line.
///         pub threshold: f64 = 1.0, ratio(1e-3, 1e3), "", live;
///     }
/// }
/// ```
#[macro_export]
macro_rules! option {
    ($(#[$meta:meta])* pub struct $name:ident {
        $( $(#[doc = $help:literal])+ pub $field:ident : $kind:ty = $default:expr, $range:expr, $unit:literal, $live:ident; )*
    } $(with {
        $( $(#[$plain_meta:meta])+ pub $plain:ident : $plain_kind:ty = $plain_default:expr; )*
    })?) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($( $(#[$plain_meta])+ pub $plain: $plain_kind, )*)?
            $( $(#[doc = $help])+ pub $field: $kind, )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($( $plain: $plain_default, )*)? $( $field: $default, )* }
            }
        }

        impl $crate::brain::knob::Knobs for $name {
            fn knobs(&self) -> &'static [$crate::brain::knob::Knob] {
                #[allow(unused_imports, clippy::allow_attributes, reason = "an option may have knobs of one kind of range, or none")]
                use $crate::brain::knob::{KnobValue, linear, ratio};
                static KNOBS: std::sync::LazyLock<Vec<$crate::brain::knob::Knob>> = std::sync::LazyLock::new(|| vec![
                    $( $crate::brain::knob::Knob {
                        name: stringify!($field),
                        help: concat!($($help),+).trim_ascii(),
                        unit: $unit,
                        range: $range,
                        kind: <$kind as KnobValue>::KIND,
                        default: KnobValue::to_number({ let default: $kind = $default; default }),
                        live: $crate::option!(@live $live),
                    }, )*
                ]);
                &KNOBS
            }

            #[allow(unused_variables, unused_mut, unused_assignments, clippy::allow_attributes, reason = "an option may have no knobs")]
            fn knob(&self, index: usize) -> f64 {
                let mut position = 0;
                $( if position == index { return $crate::brain::knob::KnobValue::to_number(self.$field); } position += 1; )*
                f64::NAN
            }

            #[allow(unused_variables, unused_mut, unused_assignments, clippy::allow_attributes, reason = "an option may have no knobs")]
            fn set_knob(&mut self, index: usize, value: f64) {
                let mut position = 0;
                $(
                    if position == index && let Some(value) = $crate::brain::knob::KnobValue::from_number(value) { self.$field = value; }
                    position += 1;
                )*
            }
        }
    };
    (@live live) => { true };
    (@live fixed) => { false };
}

/// Declares a choice: a serde enum of unit variants that may be a knob.
#[macro_export]
macro_rules! choice {
    ($(#[$meta:meta])* pub enum $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $text:literal, )+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $( $(#[$variant_meta])* $variant, )+ }

        impl $name {
            /// Every choice, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            const NAMES: &'static [&'static str] = &[$($text),+];

            /// Its name in files and in the window.
            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }
        }

        impl $crate::brain::knob::KnobValue for $name {
            const KIND: $crate::brain::knob::Kind = $crate::brain::knob::Kind::Choice(Self::NAMES);
            fn to_number(self) -> f64 {
                f64::from(self as u8)
            }
            fn from_number(number: f64) -> Option<Self> {
                Self::ALL.get(usize::try_from(number.round() as i64).ok()?).copied()
            }
        }
    };
}

/// Declares a family: a closed, externally tagged enum with one variant per option, listed by `all()`.
///
/// A new option is a file, a line here and nothing else: files, schema, inspector, search and the property tests follow.
#[macro_export]
macro_rules! family {
    ($(#[$meta:meta])* pub enum $family:ident: dyn $behaviour:ident {
        $( $variant:ident = $name:literal, $title:literal, $formula:literal, $source:literal; )+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "snake_case", deny_unknown_fields)]
        pub enum $family {
            $( #[doc = concat!($title, ": `", $formula, "`. ", $source)] #[serde(rename = $name)] $variant($variant), )+
        }

        impl $family {
            /// Every option with its defaults, in the order of the palette.
            pub fn all() -> Vec<Self> {
                vec![$( Self::$variant($variant::default()), )+]
            }

            /// The option of this name in files, with its defaults.
            pub fn named(name: &str) -> Option<Self> {
                Self::all().into_iter().find(|option| option.name() == name)
            }

            /// Its name in files.
            pub fn name(&self) -> &'static str {
                match self { $( Self::$variant(_) => $name, )+ }
            }

            /// Its name for people.
            pub fn title(&self) -> &'static str {
                match self { $( Self::$variant(_) => $title, )+ }
            }

            /// Its formula, in one line.
            pub fn formula(&self) -> &'static str {
                match self { $( Self::$variant(_) => $formula, )+ }
            }

            /// Where it comes from.
            pub fn source(&self) -> &'static str {
                match self { $( Self::$variant(_) => $source, )+ }
            }

            /// What it does.
            pub fn as_dyn(&self) -> &dyn $behaviour {
                match self { $( Self::$variant(option) => option, )+ }
            }
        }

        impl $crate::brain::knob::Knobs for $family {
            fn knobs(&self) -> &'static [$crate::brain::knob::Knob] {
                match self { $( Self::$variant(option) => option.knobs(), )+ }
            }
            fn knob(&self, index: usize) -> f64 {
                match self { $( Self::$variant(option) => option.knob(index), )+ }
            }
            fn set_knob(&mut self, index: usize, value: f64) {
                match self { $( Self::$variant(option) => option.set_knob(index, value), )+ }
            }
        }
    };
}
