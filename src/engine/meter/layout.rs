//! Where the numbers of a life go: which series each measured quantity is.

use crate::engine::movement::{Cell, Row};
use crate::engine::network::{Network, costs_of};
use crate::engine::pass::area_of;
use crate::engine::report::Series;
use std::ops::Range;

/// Which series each number goes to.
#[derive(Clone)]
pub(super) struct Layout {
    pub costs: Vec<CostSeries>,
    pub objective: u32,
    pub gap: Option<u32>,
    pub gradient_norm: u32,
    pub stage: Option<u32>,
    /// For each area, where what its rule tells about itself goes.
    pub notes: Vec<Vec<u32>>,
    /// What the world can tell: its measure, the area, and where it goes.
    pub told: Vec<(usize, usize, u32)>,
    pub directions: Vec<Direction>,
    pub forced: Vec<u64>,
}

#[derive(Clone)]
pub(super) struct CostSeries {
    pub area: usize,
    pub cost: usize,
    pub train: u32,
    /// Its value on the test part, where it can be taken.
    pub test: Option<u32>,
    /// Test error and accuracy, where the cost judges labels or choices.
    pub classes: Option<(u32, u32)>,
    /// Agreement, where another area says what to choose.
    pub agreement: Option<u32>,
}

/// A part of the parameters whose direction is compared.
#[derive(Clone)]
pub(super) struct Direction {
    pub range: Range<usize>,
    pub rule_angle: u32,
    pub step: Compared,
    pub path: Option<Compared>,
}

/// Cosine, parallel part, orthogonal part and their ratio.
#[derive(Clone, Copy)]
pub(super) struct Compared {
    pub cosine: u32,
    pub parallel: u32,
    pub orthogonal: u32,
    pub ratio: u32,
}

impl Layout {
    /// Of one life, whose series begin at `base`.
    pub fn new(network: &Network, series: &[Series], base: u32, mut forced: Vec<u64>) -> Self {
        let (plan, live) = (&network.plan, &network.live);
        let own = &series[base as usize..];
        let find = |name: &str| own.iter().position(|series| series.measure.name == name).map(|index| base + index as u32);
        // Every series of a life is there by construction: `Scenario::measures` of the same scenario made the list.
        let at = |name: &str| {
            let found = find(name);
            debug_assert!(found.is_some(), "no series {name}");
            found.unwrap_or(base)
        };
        let compared = |kind: &str, name: &str| Compared {
            cosine: at(&format!("{kind}.{name}")),
            parallel: at(&format!("{kind}_parallel.{name}")),
            orthogonal: at(&format!("{kind}_orthogonal.{name}")),
            ratio: at(&format!("{kind}_ratio.{name}")),
        };
        let direction = |name: &str, range: Range<usize>| Direction {
            range,
            rule_angle: at(&format!("rule_angle.{name}")),
            step: compared("step", name),
            path: live.measuring.exact_path.then(|| compared("path", name)),
        };
        let mut directions: Vec<Direction> = Vec::new();
        for area in plan.areas.iter().filter(|area| area.lender.is_none()) {
            let weights = plan.tensors[area.tensors.clone()].iter().filter(|tensor| tensor.weights_of.is_some());
            directions.extend(weights.map(|tensor| direction(&tensor.name, tensor.range.clone())));
            directions.push(direction(&area.name, area.plastic.clone()));
        }
        directions.push(direction("network", plan.plastic.clone()));
        let mut costs = Vec::new();
        for (area, (key, each)) in live.areas.iter().enumerate() {
            for (cost, name) in each.costs.names().enumerate() {
                let classes = find(&format!("test_error.{key}.{name}")).zip(find(&format!("accuracy.{key}.{name}")));
                costs.push(CostSeries {
                    area,
                    cost,
                    train: at(&format!("cost.{key}.{name}")),
                    test: find(&format!("test_cost.{key}.{name}")),
                    classes,
                    agreement: find(&format!("agreement.{key}.{name}")),
                });
            }
        }
        let notes_of =
            |(key, area): (&str, &crate::scenario::Area)| area.rule.as_dyn().measures().iter().map(|measure| at(&format!("{}.{key}", measure.key))).collect();
        let notes = live.areas.iter().map(notes_of).collect();
        let of_world = |(measure, told): (usize, &crate::brain::world::WorldMeasure)| {
            let each = live.areas.names().enumerate().filter_map(|(area, key)| Some((measure, area, find(&format!("{}.{key}", told.key))?)));
            each.collect::<Vec<_>>()
        };
        let told = live.world.as_dyn().measures().iter().enumerate().flat_map(of_world).collect();
        forced.sort_unstable();
        Self {
            notes,
            told,
            costs,
            objective: at("objective"),
            gap: find("optimality_gap"),
            gradient_norm: at("gradient_norm"),
            stage: find("stage"),
            directions,
            forced,
        }
    }

    /// Where it goes which cost moves which area.
    pub fn movement_rows(network: &Network, series: &[Series], base: u32) -> Vec<Row> {
        let own = &series[base as usize..];
        let at = |name: String| {
            let found = own.iter().position(|series| series.measure.name == name);
            debug_assert!(found.is_some(), "no series {name}");
            found.map_or(base, |index| base + index as u32)
        };
        let name = |area: usize| network.plan.areas[area].name.as_str();
        let of_cost =
            |(area, cost): &(usize, usize)| area_of(&network.live, *area).costs.at(*cost).map_or(String::new(), |(cost, _)| format!("{}.{cost}", name(*area)));
        let candidates: Vec<String> = costs_of(&network.live).iter().map(of_cost).collect();
        let areas = (0..network.plan.areas.len()).filter(|&area| network.plan.areas[area].lender.is_none());
        let cell = |area: usize, cost: &String| {
            let [cosine, share, beyond] = ["movement", "share", "beyond"].map(|kind| at(format!("{kind}.{}.{cost}", name(area))));
            Cell { cosine, share, beyond }
        };
        let row =
            |area: usize| Row { area, explained: at(format!("explained.{}", name(area))), costs: candidates.iter().map(|cost| cell(area, cost)).collect() };
        areas.map(row).collect()
    }
}
