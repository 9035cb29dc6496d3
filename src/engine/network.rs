//! A living brain: a plan, its knobs as they stand, its state, and scratch. One tick is: observe, forward, costs, proposals, change.

use super::meter::MeterState;
use super::pass::{AreaPass, Mode, Pass, View, area_of};
use super::plan::{AreaPlan, Plan, Tensor};
use super::report::Diagnosis;
use super::schedule::{Growth, Schedule};
use super::sentinel::Sentinel;
use crate::brain::perturbation::{Place, Primitive};
use crate::brain::plasticity::{Change, Plasticity};
use crate::brain::rule::Upkeep;
use crate::brain::world::Transform;
use crate::brain::{Cost, Perturbation};
use crate::math;
use crate::scenario::{Development, KnobAddress, Problem, Scenario, check};
use crate::seed::{Generator, Seed, Stream, fill_normal};
use rand::seq::SliceRandom;
use std::sync::Arc;

/// A living brain.
pub struct Network {
    /// Where everything is.
    pub plan: Arc<Plan>,
    /// Its knobs as they stand: the scenario, moved by tracks and edits.
    pub live: Scenario,
    /// How it grows up.
    pub schedule: Arc<Schedule>,
    /// What a copy must have to have the same future.
    pub state: State,
    /// The block that is lived.
    pub pass: Pass,
    /// What measures for its guards; without a guard over a measure, none.
    sentinel: Option<Box<Sentinel>>,
}

/// Everything about a brain that is not its plan, its knobs or scratch.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Its age, in ticks.
    pub age: u64,
    /// Every tensor, flat.
    pub parameters: Vec<f32>,
    /// What optimizers keep.
    pub moments: Vec<f32>,
    /// How often each area was changed.
    pub updates: Vec<u64>,
    /// For each area and layer, 1 for living units and 0 for silenced ones; empty while all live.
    pub alive: Vec<Vec<Vec<f32>>>,
    /// Wires whose error was cut.
    pub cut: Vec<bool>,
    /// What happens between the world and its eyes.
    pub transform: Transform,
    /// What delayed wires remember.
    pub history: Vec<f32>,
    /// How far it has grown up.
    pub growth: Growth,
    /// What is remembered for the measures that guards wait for.
    guarded: Option<MeterState>,
    /// How often it was perturbed: the name of the next perturbation's random stream.
    pub perturbations: u64,
    /// Each area's costs at birth, against which an explosion is told.
    first_costs: Vec<Vec<f64>>,
    order: Vec<u32>,
    order_epoch: Option<u64>,
}

/// A cost so many times its value at birth (or 1, if that was less) has exploded, though it may still be a finite number.
const EXPLOSION: f64 = 1e4;

impl Network {
    /// A newborn brain.
    pub fn build(scenario: &Scenario) -> Result<Self, Vec<Problem>> {
        let problems = check(scenario);
        if !problems.is_empty() {
            return Err(problems);
        }
        let (plan, parameters) = Plan::compile(scenario);
        let schedule = Schedule::compile(scenario);
        let state = State {
            age: 0,
            parameters,
            moments: vec![0.0; plan.moment_count],
            updates: vec![0; plan.areas.len()],
            alive: plan.areas.iter().map(|area| vec![Vec::new(); area.layers.len()]).collect(),
            cut: vec![false; scenario.wires.len()],
            transform: Transform::default(),
            history: vec![0.0; plan.history_count()],
            growth: schedule.begin(scenario),
            guarded: None,
            perturbations: 0,
            first_costs: scenario.areas.iter().map(|(_, area)| vec![f64::NAN; area.costs.len()]).collect(),
            order: (0..plan.dataset.train.count as u32).collect(),
            order_epoch: None,
        };
        let mut live = scenario.clone();
        live.variants = Default::default();
        let pass = Pass::living(&plan, &live);
        let mut network = Self { plan: Arc::new(plan), live, schedule: Arc::new(schedule), state, pass, sentinel: None };
        network.sentinel = Sentinel::new(&network);
        network.state.guarded = network.sentinel.as_ref().map(|sentinel| sentinel.newborn());
        network.follow_tracks();
        Ok(network)
    }

    /// A copy with the same future.
    pub fn fork(&self) -> Self {
        let (plan, live, schedule, state) = (self.plan.clone(), self.live.clone(), self.schedule.clone(), self.state.clone());
        let pass = Pass::living(&plan, &live);
        Self { plan, live, schedule, state, pass, sentinel: Sentinel::new(self) }
    }

    /// The brain as passes see it, and the block that is lived.
    pub fn parts(&mut self) -> (View<'_>, &mut Pass) {
        (view_of(&self.plan, &self.live, &self.state), &mut self.pass)
    }

    /// The brain as passes see it.
    pub fn view(&self) -> View<'_> {
        view_of(&self.plan, &self.live, &self.state)
    }

    /// Lives one tick.
    ///
    /// # Errors
    /// When a cost explodes, or a cost or an activity is no finite number any more; the weights are then those of before the tick.
    pub fn tick(&mut self) -> Result<(), Diagnosis> {
        self.grow();
        self.observe();
        let (view, pass) = self.parts();
        pass.forward(view);
        pass.judge(view);
        self.find_divergence()?;
        let (view, pass) = self.parts();
        pass.credit(view, Mode::Live);
        if !self.plan.history.iter().all(std::ops::Range::is_empty) {
            let mut history = std::mem::take(&mut self.state.history);
            let (view, pass) = self.parts();
            pass.remember(view, &mut history);
            self.state.history = history;
        }
        self.change();
        self.state.age += 1;
        self.with_sentinel(Sentinel::after_tick);
        Ok(())
    }

    /// Goes on to the next stage, if that is due and a guard is true, and moves knobs to where their tracks have them at this age.
    fn grow(&mut self) {
        if self.schedule.is_due(self.state.age) {
            self.with_sentinel(Sentinel::look);
            let sentinel = self.sentinel.as_ref();
            self.schedule.evaluate(&mut self.state.growth, self.state.age, |measure| sentinel.and_then(|sentinel| sentinel.value(measure)));
        }
        self.follow_tracks();
    }

    /// Has the sentinel, if there is one, look at the brain it belongs to.
    fn with_sentinel(&mut self, look: impl FnOnce(&mut Sentinel, &Self, &mut MeterState)) {
        if let (Some(mut sentinel), Some(mut guarded)) = (self.sentinel.take(), self.state.guarded.take()) {
            look(&mut sentinel, self, &mut guarded);
            (self.sentinel, self.state.guarded) = (Some(sentinel), Some(guarded));
        }
    }

    /// Moves knobs to where their tracks have them at this age.
    pub fn follow_tracks(&mut self) {
        self.schedule.follow(&self.state.growth, self.state.age, &mut self.live);
    }

    /// Sets a knob; one that is under a track right now shows it when the track is over.
    pub fn set(&mut self, address: KnobAddress, value: f64) {
        address.set(&mut self.live, value);
        if let Some(tracked) = self.schedule.tracked(address) {
            // As the knob took it: a whole number is rounded.
            self.state.growth.own[tracked] = address.get(&self.live);
            self.follow_tracks();
        }
    }

    /// Goes on by another development, which would have made the same of this life so far.
    pub fn redraw(&mut self, development: &Development) {
        let before = self.schedule.clone();
        self.live.development = development.clone();
        self.schedule = Arc::new(Schedule::compile(&self.live));
        self.sentinel = Sentinel::new(self);
        let newborn = self.newborn_guard();
        redraw(&mut self.live, &mut self.state, (&before, &self.schedule), development, newborn);
    }

    /// What measures what guards wait for remembers at first, if guards wait for anything.
    pub fn newborn_guard(&self) -> Option<MeterState> {
        self.sentinel.as_ref().map(|sentinel| sentinel.newborn())
    }

    /// What a knob is where no track moves it.
    pub fn own_value(&self, address: KnobAddress) -> f64 {
        self.schedule.tracked(address).map_or_else(|| address.get(&self.live), |tracked| self.state.growth.own[tracked])
    }

    /// How open an area's critical period is right now.
    pub fn openness(&self, area: usize) -> f64 {
        self.openness_at(area, self.state.age)
    }

    /// How open an area's critical period is at an age.
    pub fn openness_at(&self, area: usize, age: u64) -> f64 {
        self.schedule.openness(&self.state.growth, area, age)
    }

    /// Sees what there is to see at this age. A film is seen frame by frame, by each life from a place of its own.
    fn observe(&mut self) {
        let is_film = self.live.world.as_dyn().is_film();
        if self.live.world.as_dyn().is_endless() {
            let (view, pass) = self.parts();
            return pass.draw(view);
        }
        let (count, batch) = (self.plan.dataset.train.count, self.live.batch);
        let ticks_per_epoch = (count / batch).max(1) as u64;
        let (epoch, within) = if is_film { (0, 0) } else { (self.state.age / ticks_per_epoch, (self.state.age % ticks_per_epoch) as usize) };
        let frame = if is_film { (self.state.age % count as u64) as usize } else { 0 };
        if self.state.order_epoch != Some(epoch) {
            self.state.order.iter_mut().zip(0..).for_each(|(place, item)| *place = item);
            self.state.order.shuffle(&mut self.plan.seed.stream("order", "world").at(epoch));
            self.state.order_epoch = Some(epoch);
        }
        let order = std::mem::take(&mut self.state.order);
        let rows = (within * batch..(within + 1) * batch).map(|place| (order[place % count] as usize + frame) % count);
        let plan = self.plan.clone();
        let (view, pass) = self.parts();
        pass.observe(view, &plan.dataset.train, rows);
        self.state.order = order;
    }

    /// Carries the proposals out, area by area; an area whose period is closed keeps every bit.
    fn change(&mut self) {
        for (index, plan) in self.plan.areas.iter().enumerate() {
            let openness = self.schedule.openness(&self.state.growth, index, self.state.age);
            if openness == 0.0 {
                continue;
            }
            self.state.updates[index] += 1;
            let area = area_of(&self.live, index);
            let changing = Changing {
                plasticity: &area.plasticity,
                openness: openness as f32,
                count: self.state.updates[index],
                // A rule that hears nothing changes nothing: it does not forget either.
                decay: if self.pass.reach.hears[index] { area.rule.as_dyn().decay() } else { 0.0 },
                plan,
                pass: &self.pass.areas[index],
                rows: self.pass.rows,
            };
            for tensor in self.plan.tensors[plan.own_tensors.clone()].iter().chain(&self.plan.tensors[plan.tensors.clone()]) {
                let noise = || self.plan.seed.stream("weight noise", &tensor.name).at(self.state.age);
                changing.carry_out(tensor, &mut self.pass.proposals, &mut self.state.parameters, &mut self.state.moments, noise);
            }
        }
    }

    /// Looks at every cost and at the last life's outputs.
    fn find_divergence(&mut self) -> Result<(), Diagnosis> {
        for position in 0..self.plan.wiring.order.len() {
            let index = self.plan.wiring.order[position];
            let units = self.plan.wiring.output_units[index];
            let output = self.pass.areas[index].output();
            if !output[output.len() - units..].iter().sum::<f32>().is_finite() {
                return Err(self.diagnose(index, None));
            }
            for cost in 0..self.state.first_costs[index].len() {
                let value = self.pass.mean_cost(index, cost);
                let first = &mut self.state.first_costs[index][cost];
                if first.is_nan() {
                    *first = value;
                }
                if !value.is_finite() || value.abs() > EXPLOSION * first.abs().max(1.0) {
                    return Err(self.diagnose(index, area_of(&self.live, index).costs.at(cost).map(|(name, _)| name)));
                }
            }
        }
        Ok(())
    }

    /// Names the first tensor, downstream of nothing else that is lost, and the likely cause.
    fn diagnose(&self, area: usize, cost: Option<&str>) -> Diagnosis {
        let lost = |index: &usize| {
            let tensors = &self.plan.tensors[self.plan.areas[*index].tensors.clone()];
            tensors.iter().find(|tensor| !math::norm(&self.state.parameters[tensor.range.clone()]).is_finite())
        };
        let largest = |index: &usize| self.plan.areas[*index].plastic.clone().map(|i| self.state.parameters[i].abs()).fold(0.0, f32::max);
        let by_weights = self.plan.wiring.order.iter().find_map(|index| lost(index).map(|tensor| (*index, tensor.name.clone())));
        let by_size = || self.plan.wiring.order.iter().copied().max_by(|a, b| largest(a).total_cmp(&largest(b))).unwrap_or(area);
        let (culprit, tensor) = by_weights.unwrap_or_else(|| match cost {
            Some(cost) if largest(&area) < 1e6 => (area, format!("cost {cost}")),
            _ => {
                let culprit = by_size();
                let culprit = self.plan.areas[culprit].lender.map_or(culprit, |lender| lender.area);
                (culprit, self.plan.tensors[self.plan.areas[culprit].tensors.start].name.clone())
            }
        });
        let plasticity = &area_of(&self.live, culprit).plasticity;
        let judged = &area_of(&self.live, area).costs;
        let is_formula = |name| judged.get(name).is_some_and(|attachment| matches!(attachment.cost, Cost::Formula(_)));
        let value = cost.filter(|name| is_formula(name)).and_then(|name| judged.index(name)).map_or(0.0, |index| self.pass.mean_cost(area, index));
        let cause = if !value.is_finite() && largest(&area) < 1e6 {
            "its formula has no value for some outputs of the area: write it so that it has one for all, as in log(1 + abs(z))".to_owned()
        } else if plasticity.rate > 1.0 {
            format!("its learning rate is {}; try a smaller one", plasticity.rate)
        } else if plasticity.weight_noise > 0.1 {
            format!("its weight noise is {}; try a smaller one", plasticity.weight_noise)
        } else if largest(&culprit) > 1e6 {
            format!(
                "its weights grew beyond bounds; its rule ({}) may be unstable here: try a smaller rate or a clip",
                area_of(&self.live, culprit).rule.title()
            )
        } else {
            "try a smaller learning rate, or a clip".to_owned()
        };
        Diagnosis { age: self.state.age, area: self.plan.areas[culprit].name.clone(), tensor, variant: None, cause, last_good: None }
    }

    /// Does something to the brain, now.
    pub fn perturb(&mut self, perturbation: &Perturbation) {
        let disturbance = perturbation.as_dyn();
        let stream = |owner: &str| self.plan.seed.stream("perturbation", owner);
        let number = self.state.perturbations;
        self.state.perturbations += 1;
        match disturbance.place() {
            Place::World => match disturbance.primitive() {
                Primitive::Turn(degrees) => self.state.transform.degrees += degrees,
                Primitive::Scramble(fraction) => {
                    scramble(&mut self.state.transform.permutation, self.plan.wiring.ports[0].units, fraction, stream("world"), number);
                }
                _ => {}
            },
            Place::Wire(name) => {
                if let Some(wire) = self.live.wires.index(name) {
                    self.state.cut[wire] = true;
                }
            }
            Place::Area(name) => {
                let Some(index) = self.live.areas.index(name) else { return };
                match disturbance.primitive() {
                    Primitive::AddNoise(amplitude) => {
                        for tensor in &self.plan.tensors[self.plan.areas[index].tensors.clone()] {
                            add_noise(&mut self.state.parameters[tensor.range.clone()], amplitude, self.plan.seed, &tensor.name, number);
                        }
                    }
                    Primitive::Silence(fraction) => {
                        for (layer, plan) in self.plan.areas[index].layers.iter().enumerate() {
                            silence(&mut self.state.alive[index][layer], plan.units_out, fraction, stream(&format!("{name}.{layer}")), number);
                        }
                    }
                    Primitive::PermuteRows => self.permute_rows(index, stream(name), number),
                    _ => {}
                }
            }
        }
    }

    /// Lets the rows of an area's last layer, with their biases, trade places.
    fn permute_rows(&mut self, index: usize, stream: Stream, number: u64) {
        let Some(layer) = self.plan.areas[index].layers.last() else { return };
        let mut from: Vec<usize> = (0..layer.units_out).collect();
        from.shuffle(&mut stream.at(number));
        for (range, width) in [(layer.weights.clone(), layer.units_in), (layer.bias.clone(), 1)] {
            let values = &mut self.state.parameters[range];
            let before = values.to_vec();
            for (row, &source) in values.chunks_exact_mut(width.max(1)).zip(&from) {
                row.copy_from_slice(&before[source * width..(source + 1) * width]);
            }
        }
    }
}

/// What carrying out an area's proposals needs to know.
struct Changing<'a> {
    plasticity: &'a Plasticity,
    openness: f32,
    count: u64,
    decay: f32,
    plan: &'a AreaPlan,
    pass: &'a AreaPass,
    rows: usize,
}

impl Changing<'_> {
    /// Changes one tensor, as its upkeep says.
    fn carry_out(&self, tensor: &Tensor, proposals: &mut [f32], parameters: &mut [f32], moments: &mut [f32], noise: impl FnOnce() -> Generator) {
        let weights = &mut parameters[tensor.range.clone()];
        let layer = match tensor.upkeep {
            Upkeep::Fixed => return,
            Upkeep::Direct => return math::add_scaled(1.0, &proposals[tensor.range.clone()], weights),
            Upkeep::With(layer) => Some(layer),
            Upkeep::Plastic => tensor.weights_of,
        };
        let forget = if layer.is_some() { self.decay } else { 0.0 };
        if let Some(number) = layer.filter(|&layer| self.pass.deferred[layer]) {
            let input = if number == 0 { &self.pass.input } else { &self.pass.activity[number - 1] };
            let step = |rate: f32, weights: &mut [f32]| self.plan.layers[number].descend(rate, &self.pass.errors[number], input, self.rows, weights);
            return self.plasticity.apply_step(self.openness, forget, weights, step, noise);
        }
        let proposed = match tensor.upkeep {
            Upkeep::With(layer) => self.plan.layers[layer].weights.clone(),
            _ => tensor.range.clone(),
        };
        let (proposal, moments) = (&mut proposals[proposed], &mut moments[tensor.moments.clone()]);
        self.plasticity.apply(Change { proposal, weights, moments, count: self.count, openness: self.openness, forget }, noise);
    }
}

/// Has a brain, living or kept, that was lived by one schedule go on by another; `newborn` is what a sentinel remembers at first.
pub(super) fn redraw(
    live: &mut Scenario,
    state: &mut State,
    (before, schedule): (&Schedule, &Schedule),
    development: &Development,
    newborn: Option<MeterState>,
) {
    live.development.clone_from(development);
    schedule.take_over(before, live, &mut state.growth, state.age);
    // Knobs stand where the last tick had them, until the next.
    schedule.follow(&state.growth, state.age.saturating_sub(1), live);
    state.guarded = newborn.map(|newborn| state.guarded.take().unwrap_or(newborn));
}

/// Every cost of a brain: area, cost.
pub(super) fn costs_of(live: &Scenario) -> Vec<(usize, usize)> {
    live.areas.iter().enumerate().flat_map(|(area, (_, each))| (0..each.costs.len()).map(move |cost| (area, cost))).collect()
}

fn view_of<'a>(plan: &'a Plan, live: &'a Scenario, state: &'a State) -> View<'a> {
    View {
        plan,
        live,
        parameters: &state.parameters,
        alive: &state.alive,
        cut: &state.cut,
        transform: &state.transform,
        history: &state.history,
        age: state.age,
    }
}

fn add_noise(values: &mut [f32], amplitude: f64, seed: Seed, name: &str, number: u64) {
    let count = values.len().max(1) as f64;
    let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / count;
    let deviation = (values.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / count).sqrt();
    let mut noise = vec![0.0; values.len()];
    fill_normal(&mut seed.stream("perturbation", name).at(number), (amplitude * deviation) as f32, &mut noise);
    math::add_scaled(1.0, &noise, values);
}

/// Silences a fraction of a layer's units, but never its last living one.
fn silence(alive: &mut Vec<f32>, units: usize, fraction: f64, stream: Stream, number: u64) {
    if alive.is_empty() {
        alive.resize(units, 1.0);
    }
    let mut living: Vec<usize> = (0..units).filter(|&unit| alive[unit] > 0.0).collect();
    living.shuffle(&mut stream.at(number));
    let count = ((living.len() as f64 * fraction).round() as usize).min(living.len().saturating_sub(1));
    for &unit in &living[..count] {
        alive[unit] = 0.0;
    }
}

/// Lets a fraction of the numbers of an observation trade places, on top of what they did before.
fn scramble(permutation: &mut Vec<usize>, units: usize, fraction: f64, stream: Stream, number: u64) {
    if permutation.is_empty() {
        permutation.extend(0..units);
    }
    let mut generator = stream.at(number);
    let mut places: Vec<usize> = (0..units).collect();
    places.shuffle(&mut generator);
    places.truncate((units as f64 * fraction).round() as usize);
    let mut sources: Vec<usize> = places.iter().map(|&place| permutation[place]).collect();
    sources.shuffle(&mut generator);
    for (place, source) in places.into_iter().zip(sources) {
        permutation[place] = source;
    }
}
