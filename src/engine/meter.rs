//! What is measured of one life, and when. A meter only looks: with or without it the weights are the same bits.
//!
//! Three alignments with three names (SCIENCE D). `rule_angle`: the rule's proposal and the true gradient, both on the same fixed items,
//! before any optimizer. `step`: a tick's actual change Δθ against the gradient at its start. `path`: the sum of changes over a span
//! against the sum of η·gradient at every tick of it; exact and dear, so only on demand.

mod layout;

use super::movement::Movement;
use super::network::Network;
use super::pass::{Mode, Pass, View, area_of};
use super::report::{Sample, Series};
use crate::brain::world::{Samples, Seen};
use crate::math;
use crate::scenario::Scenario;
use layout::{Compared, CostSeries, Layout};

/// The meter of one life.
pub struct Meter {
    parts: Parts,
    layout: Layout,
    items: Samples,
    probe: Pass,
    test: Pass,
    /// The rule's proposals on the fixed items.
    proposed: Vec<f32>,
    /// The true descent direction −∇C on the fixed items, at the parameters in `before`.
    descent: Vec<f32>,
    /// Parameters at the start of the tick that is watched.
    before: Vec<f32>,
    /// A tick's actual change.
    moved: Vec<f32>,
    /// Which cost moves which area, where that is asked for.
    movement: Option<Movement>,
    /// What a copy must have to go on measuring the same.
    pub state: MeterState,
}

/// What a meter remembers.
#[derive(Clone, Debug, PartialEq)]
pub struct MeterState {
    /// The next age that is due.
    pub next_due: u64,
    /// Age of the last disturbance, or of birth: measurements get rarer from there.
    pub since: u64,
    /// Sum and number of each cost's batch means since the last measurement.
    sums: Vec<(f64, u32)>,
    /// Objective at birth.
    first_objective: Option<f64>,
    /// Whether the coming tick's change is to be compared with `descent`.
    watching: bool,
    path_moved: Vec<f32>,
    path_descent: Vec<f32>,
    path_ticks: usize,
    /// The parameters at the last measurement; empty where none of them can be compared with.
    left: Vec<f32>,
}

/// What a meter takes the trouble of; mean costs of what was lived cost nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The fixed items: the objective.
    fixed: bool,
    /// What rules propose on them.
    proposed: bool,
    /// What rules tell about themselves meanwhile.
    told: bool,
    /// The true gradient on them.
    truth: bool,
    /// The test.
    test: bool,
    /// What ticks change, against that gradient, and what all changes together made smaller.
    steps: bool,
}

impl Parts {
    /// Everything.
    pub const ALL: Self = Self { fixed: true, proposed: true, told: true, truth: true, test: true, steps: true };

    /// What these measures need, none of which may speak of the steps of ticks.
    pub fn of(names: &[String]) -> Self {
        let any = |kinds: &[&str]| names.iter().any(|name| kinds.contains(&name.split('.').next().unwrap_or_default()));
        let told = |name: &String| {
            let kind = name.split('.').next().unwrap_or_default();
            !["cost", "test_cost", "test_error", "accuracy", "objective", "optimality_gap", "gradient_norm", "rule_angle"].contains(&kind)
        };
        // What is none of those is told by a rule, or by something that is measured on everything.
        let other = names.iter().any(told);
        let truth = other || any(&["gradient_norm", "rule_angle"]);
        let proposed = other || any(&["rule_angle"]);
        let test = other || any(&["test_cost", "test_error", "accuracy"]);
        Self { fixed: truth || proposed || any(&["objective", "optimality_gap"]), proposed, told: other, truth, test, steps: false }
    }
}

impl Meter {
    /// A meter whose series begin at `base` among `series`; measures at the ages in `forced` come what may.
    pub fn new(network: &Network, series: &[Series], base: u32, forced: Vec<u64>) -> Self {
        Self::of_parts(network, series, base, forced, Parts::ALL)
    }

    /// A meter that takes the trouble of these parts only.
    pub fn of_parts(network: &Network, series: &[Series], base: u32, forced: Vec<u64>, parts: Parts) -> Self {
        let (plan, live) = (&*network.plan, &network.live);
        let layout = Layout::new(network, series, base, forced);
        let items = plan.dataset.train.first(live.measuring.items);
        let test = Pass::probe(plan, live, plan.dataset.test.count);
        let mut probe = Pass::probe(plan, live, items.count);
        if !parts.told {
            probe.areas.iter_mut().for_each(|area| area.notes = None);
        }
        let length = plan.plastic.len();
        let path = if live.measuring.exact_path && parts.steps { length } else { 0 };
        let state = MeterState {
            next_due: 0,
            since: 0,
            sums: vec![(0.0, 0); layout.costs.len()],
            first_objective: None,
            watching: false,
            path_moved: vec![0.0; path],
            path_descent: vec![0.0; path],
            path_ticks: 0,
            left: Vec::new(),
        };
        let movement = (live.measuring.movement && parts.steps).then(|| Movement::new(network, Layout::movement_rows(network, series, base)));
        Self {
            parts,
            movement,
            layout,
            items,
            probe,
            test,
            proposed: vec![0.0; length],
            descent: vec![0.0; length],
            before: vec![0.0; length],
            moved: vec![0.0; length],
            state,
        }
    }

    /// A meter that goes on as this one did from what it remembered then, on a brain of the same structure.
    pub fn fork(&self, network: &Network, state: MeterState) -> Self {
        let (plan, live) = (&*network.plan, &network.live);
        let zeros = || vec![0.0; plan.plastic.len()];
        Self {
            parts: self.parts,
            movement: self.movement.as_ref().map(|movement| movement.fork(network)),
            layout: self.layout.clone(),
            items: self.items.clone(),
            probe: Pass::probe(plan, live, self.items.count),
            test: Pass::probe(plan, live, plan.dataset.test.count),
            proposed: zeros(),
            descent: self.descent.clone(),
            before: self.before.clone(),
            moved: zeros(),
            state,
        }
    }

    /// Measures now, if it is due.
    pub fn measure_if_due(&mut self, network: &Network, out: &mut Vec<Sample>) {
        let age = network.state.age;
        if age >= self.state.next_due || self.layout.forced.binary_search(&age).is_ok() {
            self.measure(network, out);
        }
    }

    /// Measures now.
    pub fn measure(&mut self, network: &Network, out: &mut Vec<Sample>) {
        let (age, live) = (network.state.age, &network.live);
        let measuring = &live.measuring;
        let wait = ((age - self.state.since.min(age)) as f64 / measuring.density) as u64;
        self.state.next_due = age + wait.max(measuring.every as u64);
        if let Some(movement) = &mut self.movement {
            if !self.state.left.is_empty() {
                movement.measure(network, &self.state.left, &mut self.probe, &self.items, out);
            }
            self.state.left.clone_from(&network.state.parameters);
        }
        let mut add = |series: u32, value: f64| out.push(Sample { series, age, value });

        let (view, parts) = (network.view(), self.parts);
        if parts.fixed {
            self.probe.inspect(view, &self.items);
            self.probe.forward(view);
            self.probe.judge(view);
        }
        for (series, (sum, count)) in self.layout.costs.iter().zip(&mut self.state.sums) {
            // Before anything was lived, the fixed items stand in for it.
            if *count > 0 {
                add(series.train, *sum / f64::from(*count));
            } else if parts.fixed {
                add(series.train, self.probe.mean_cost(series.area, series.cost));
            }
            (*sum, *count) = (0.0, 0);
        }
        if parts.fixed {
            let objective = self.probe.objective(live);
            add(self.layout.objective, objective);
            let first = *self.state.first_objective.get_or_insert(objective);
            if let (Some(series), Some(best)) = (self.layout.gap, live.references.best_cost) {
                add(series, (objective - best) / (first - best));
            }
        }
        if let (Some(series), Some(place)) = (self.layout.stage, &network.state.growth.place) {
            add(series, (place.stage + 1) as f64);
        }
        if parts.proposed {
            self.measure_proposals(network, out);
        }
        if parts.truth {
            self.measure_truth(network, out);
        }
        if parts.test {
            self.measure_test(network, out);
        }
    }

    /// What rules propose on the fixed items, whose activities the probe must hold, and what they tell about themselves.
    fn measure_proposals(&mut self, network: &Network, out: &mut Vec<Sample>) {
        self.probe.credit(network.view(), Mode::Learn);
        self.proposed.copy_from_slice(&self.probe.proposals[network.plan.plastic.clone()]);
        for (area, series) in self.probe.areas.iter_mut().zip(&self.layout.notes) {
            for (&series, value) in series.iter().zip(area.notes.iter_mut().flat_map(|notes| &mut notes.values)) {
                if value.is_finite() {
                    out.push(Sample { series, age: network.state.age, value: *value });
                }
                *value = f64::NAN;
            }
        }
    }

    /// The true gradient on the fixed items, and the angles of what was proposed.
    fn measure_truth(&mut self, network: &Network, out: &mut Vec<Sample>) {
        self.find_descent(network.view());
        self.before.copy_from_slice(&network.state.parameters[network.plan.plastic.clone()]);
        self.state.watching = self.parts.steps;
        let mut add = |series: u32, value: f64| out.push(Sample { series, age: network.state.age, value });
        add(self.layout.gradient_norm, math::norm(&self.descent));
        for direction in &self.layout.directions {
            let (proposed, descent) = (&self.proposed[direction.range.clone()], &self.descent[direction.range.clone()]);
            if self.parts.proposed && math::norm(proposed) > 0.0 && math::norm(descent) > 0.0 {
                add(direction.rule_angle, math::cosine(proposed, descent).acos().to_degrees());
            }
        }
    }

    /// Costs on the test, and how often what is right was favoured.
    fn measure_test(&mut self, network: &Network, out: &mut Vec<Sample>) {
        let (view, live) = (network.view(), &network.live);
        let mut add = |series: u32, value: f64| out.push(Sample { series, age: network.state.age, value });
        self.test.inspect(view, &network.plan.dataset.test);
        self.test.forward(view);
        self.test.judge(view);
        for series in &self.layout.costs {
            if let Some(test) = series.test {
                add(test, self.test.mean_cost(series.area, series.cost));
            }
            if let Some((error, accuracy)) = series.classes {
                let right = self.accuracy(live, series);
                add(error, 1.0 - right);
                add(accuracy, right);
            }
            if let Some(agreement) = series.agreement {
                add(agreement, self.accuracy(live, series));
            }
        }
        for &(measure, area, series) in &self.layout.told {
            let seen = Seen { samples: &network.plan.dataset.test, output: self.test.areas[area].output(), units: network.plan.wiring.output_units[area] };
            let value = live.world.as_dyn().take(measure, seen);
            if value.is_finite() {
                add(series, value);
            }
        }
    }

    /// Goes back to what it remembered of a brain that has gone back.
    pub fn go_back(&mut self, state: &MeterState, network: &Network) {
        self.state.clone_from(state);
        if self.state.watching {
            let view = network.view();
            self.probe.inspect(view, &self.items);
            self.probe.forward(view);
            self.find_descent(view);
            self.before.copy_from_slice(&network.state.parameters[network.plan.plastic.clone()]);
        }
    }

    /// Goes on with what another was measuring of the same brain.
    pub fn take_over(&mut self, old: &Self) {
        self.descent.clone_from(&old.descent);
        self.before.clone_from(&old.before);
    }

    /// Watches a tick that is about to be lived, where its whole path is asked for.
    pub fn before_tick(&mut self, network: &Network) {
        if !network.live.measuring.exact_path || self.state.path_moved.is_empty() {
            return;
        }
        if !self.state.watching {
            let view = network.view();
            self.probe.inspect(view, &self.items);
            self.probe.forward(view);
            self.find_descent(view);
        }
        self.before.copy_from_slice(&network.state.parameters[network.plan.plastic.clone()]);
    }

    /// Takes in a tick that was just lived.
    pub fn after_tick(&mut self, network: &Network, out: &mut Vec<Sample>) {
        for (series, (sum, count)) in self.layout.costs.iter().zip(&mut self.state.sums) {
            *sum += network.pass.mean_cost(series.area, series.cost);
            *count += 1;
        }
        let exact = network.live.measuring.exact_path && !self.state.path_moved.is_empty();
        if !self.state.watching && !exact {
            return;
        }
        let now = &network.state.parameters[network.plan.plastic.clone()];
        for ((moved, now), before) in self.moved.iter_mut().zip(now).zip(&self.before) {
            *moved = now - before;
        }
        let start = network.state.age - 1;
        if std::mem::take(&mut self.state.watching) {
            for direction in &self.layout.directions {
                let range = direction.range.clone();
                compare(&self.moved[range.clone()], &self.descent[range], direction.step, start, out);
            }
        }
        if exact {
            self.follow_path(network, out);
        }
    }

    /// Forgets a watched tick, since the parameters were changed from outside.
    pub fn disturbed(&mut self, age: u64) {
        self.state.watching = false;
        self.state.left.clear();
        self.state.since = age;
        self.state.next_due = self.state.next_due.min(age + 1);
        self.state.path_ticks = 0;
        self.state.path_moved.fill(0.0);
        self.state.path_descent.fill(0.0);
    }

    /// Each fixed item's weighted cost in some brain of this plan.
    pub fn item_costs(&mut self, view: View<'_>) -> Vec<f64> {
        self.probe.inspect(view, &self.items);
        self.probe.forward(view);
        self.probe.judge(view);
        let mut costs = vec![0.0; self.items.count];
        self.probe.add_sample_costs(view.live, 1.0, &mut costs);
        costs
    }

    /// −∇C of the intended, the global or the local objective on the fixed items; the probe must hold their activities.
    fn find_descent(&mut self, view: View<'_>) {
        self.probe.judge(view);
        self.probe.credit(view, Mode::Truth(view.live.measuring.objective));
        self.descent.copy_from_slice(&self.probe.proposals[view.plan.plastic.clone()]);
    }

    fn follow_path(&mut self, network: &Network, out: &mut Vec<Sample>) {
        math::add_scaled(1.0, &self.moved, &mut self.state.path_moved);
        for (index, area) in network.plan.areas.iter().enumerate() {
            let openness = network.schedule.openness(&network.state.growth, index, network.state.age - 1);
            let rate = (area_of(&network.live, index).plasticity.rate * openness) as f32;
            let range = area.plastic.clone();
            math::add_scaled(rate, &self.descent[range.clone()], &mut self.state.path_descent[range]);
        }
        self.state.path_ticks += 1;
        if self.state.path_ticks < network.live.measuring.path_span {
            return;
        }
        for direction in &self.layout.directions {
            if let Some(path) = direction.path {
                let range = direction.range.clone();
                compare(&self.state.path_moved[range.clone()], &self.state.path_descent[range], path, network.state.age, out);
            }
        }
        self.state.path_ticks = 0;
        self.state.path_moved.fill(0.0);
        self.state.path_descent.fill(0.0);
    }

    /// Part of the test samples whose strongest output is their label, what brings most, or what a teacher chooses.
    fn accuracy(&self, live: &Scenario, series: &CostSeries) -> f64 {
        let area = &self.test.areas[series.area];
        let tap = area_of(live, series.area).costs.at(series.cost).and_then(|(_, cost)| cost.tap).unwrap_or(area.activity.len() - 1);
        let units = area.activity[tap].len() / self.test.rows;
        let strongest = |row: &[f32]| row.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(unit, _)| unit);
        let pairs = area.activity[tap].chunks_exact(units).zip(area.targets[series.cost].chunks_exact(units));
        pairs.filter(|(output, label)| strongest(output) == strongest(label)).count() as f64 / self.test.rows as f64
    }
}

/// Cosine of a movement with a descent direction, its parallel part p = ⟨Δθ, Ĝ⟩, its orthogonal part √(‖Δθ‖² − p²), and |p| : that.
fn compare(moved: &[f32], descent: &[f32], series: Compared, age: u64, out: &mut Vec<Sample>) {
    let (length, gradient) = (math::norm(moved), math::norm(descent));
    if length == 0.0 || gradient == 0.0 {
        return;
    }
    let parallel = math::dot(moved, descent) / gradient;
    let orthogonal = (length * length - parallel * parallel).max(0.0).sqrt();
    let mut add = |series, value| out.push(Sample { series, age, value });
    add(series.cosine, (parallel / length).clamp(-1.0, 1.0));
    add(series.parallel, parallel);
    add(series.orthogonal, orthogonal);
    if orthogonal > 0.0 {
        add(series.ratio, parallel.abs() / orthogonal);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brain::Rule;
    use crate::scenario::{Scenario, preset};

    /// Whatever the oracle says, even nonsense, no rule learns from it.
    #[test]
    fn a_poisoned_oracle_changes_no_weight() {
        let welcome = preset("welcome").unwrap().scenario().unwrap();
        for rule in Rule::all() {
            let mut scenario = Scenario { perturbations: Vec::new(), claims: Vec::new(), batch: 8, ..welcome.clone() };
            scenario.variants = Default::default();
            scenario.measuring.items = 16;
            for (_, area) in scenario.areas.iter_mut() {
                area.rule = rule.clone();
                area.plasticity.rate = 0.1 * rule.as_dyn().usual_rate();
            }
            let mut alone = Network::build(&scenario).unwrap();
            let mut watched = Network::build(&scenario).unwrap();
            let series: Vec<Series> = scenario.measures().into_iter().map(|measure| Series { variant: None, measure }).collect();
            let mut meter = Meter::new(&watched, &series, 0, Vec::new());
            let mut out = Vec::new();
            for _ in 0..5 {
                meter.measure(&watched, &mut out);
                meter.descent.fill(f32::NAN);
                meter.probe.proposals.fill(f32::NAN);
                for area in &mut meter.probe.areas {
                    area.errors.iter_mut().for_each(|errors| errors.fill(f32::NAN));
                    area.input_error.fill(f32::NAN);
                }
                let ticked = (alone.tick().is_ok(), watched.tick().is_ok());
                meter.after_tick(&watched, &mut out);
                assert_eq!(ticked, (true, true), "{}", rule.name());
            }
            assert!(out.len() > 10);
            assert_eq!(alone.state.parameters, watched.state.parameters, "{}", rule.name());
        }
    }
}
