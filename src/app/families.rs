//! Rules, grouped by what they live on: so that twenty of them can be found.

use crate::brain::Rule;
use crate::brain::rule::Signal;

/// What a rule lives on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    /// An error or a target that travels back, or is broadcast.
    Error,
    /// What the area settles to, left alone and nudged.
    Settling,
    /// How much better or worse it went.
    Trial,
    /// Activity alone.
    Activity,
}

impl Family {
    /// Every family, in the order of lists.
    pub const ALL: [Self; 4] = [Self::Error, Self::Settling, Self::Trial, Self::Activity];

    /// The family of a rule.
    pub fn of(rule: &Rule) -> Self {
        match rule.as_dyn().signal() {
            Signal::Scalar => Self::Trial,
            Signal::None => Self::Activity,
            Signal::Cotangent | Signal::Broadcast if rule.as_dyn().iterations().is_some() => Self::Settling,
            Signal::Cotangent | Signal::Broadcast => Self::Error,
        }
    }

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Error => "Error sent back",
            Self::Settling => "Settling",
            Self::Trial => "Trial and error",
            Self::Activity => "Activity alone",
        }
    }
}

/// The rules of each family that has any that pass, in the order of the palette.
pub(super) fn families(passes: impl Fn(&Rule) -> bool) -> Vec<(Family, Vec<Rule>)> {
    let all: Vec<Rule> = Rule::all().into_iter().filter(|rule| passes(rule)).collect();
    let of = |family: Family| (family, all.iter().filter(|rule| Family::of(rule) == family).cloned().collect::<Vec<_>>());
    Family::ALL.into_iter().map(of).filter(|(_, rules)| !rules.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_in_one_family() {
        let grouped = families(|_| true);
        assert_eq!(grouped.iter().map(|(_, rules)| rules.len()).sum::<usize>(), Rule::all().len());
        let family = |name: &str| Family::of(&Rule::named(name).unwrap());
        assert_eq!((family("backprop"), family("node_perturbation"), family("hebbian")), (Family::Error, Family::Trial, Family::Activity));
        assert!(families(|rule| rule.name() == "hebbian").len() == 1);
    }
}
