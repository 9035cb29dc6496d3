//! A scenario compiled: where everything is in flat buffers. Never changes while a brain lives; shared by twins, snapshots and probes.

use crate::brain::anatomy::Layer;
use crate::brain::rule::{Initial, Signal, Site, TensorRequest, Upkeep};
use crate::brain::world::Dataset;
use crate::scenario::{Lender, Link, Scenario, Wiring, tensor_name};
use crate::seed::{Seed, fill_normal};
use std::ops::Range;
use std::sync::Arc;

/// A compiled scenario.
#[derive(Debug)]
pub struct Plan {
    /// The seed of every random stream.
    pub seed: Seed,
    /// How it is wired.
    pub wiring: Wiring,
    /// Each area, in the scenario's order.
    pub areas: Vec<AreaPlan>,
    /// Every tensor, in the order of the parameters: all areas' weights and biases first, then what rules asked for.
    pub tensors: Vec<Tensor>,
    /// Where weights and biases are among the parameters: they alone make up a direction.
    pub plastic: Range<usize>,
    /// How many numbers optimizers keep.
    pub moment_count: usize,
    /// What there is to see.
    pub dataset: Arc<Dataset>,
    /// How many different stimuli there are to learn from; 1 in a world that never ends.
    pub stimuli: usize,
    /// For each area its signal wires without delay, with the areas they lead to.
    pub outgoing: Vec<Vec<(Link, usize)>>,
    /// For each wire, where its past is kept: offset in a state's history, one block a tick. Empty without delay.
    pub history: Vec<Range<usize>>,
}

impl AreaPlan {
    /// Where all of the rule's own tensors are among the parameters.
    pub fn own_range(&self) -> Range<usize> {
        self.own.first().map_or(0, |own| own.start)..self.own.last().map_or(0, |own| own.end)
    }
}

/// A compiled area.
#[derive(Debug)]
pub struct AreaPlan {
    /// Its key in the scenario.
    pub name: String,
    /// Its layers.
    pub layers: Vec<Layer>,
    /// Where its weights and biases are among the parameters.
    pub plastic: Range<usize>,
    /// Which tensors those are.
    pub tensors: Range<usize>,
    /// Where its rule's own tensors are, in the order it asked for them.
    pub own: Vec<Range<usize>>,
    /// Which tensors those are.
    pub own_tensors: Range<usize>,
    /// Whose weights it computes with, where they are not its own.
    pub lender: Option<Lender>,
    /// Whether others compute with its weights.
    pub lends: bool,
}

/// A named tensor among the parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// `visual.weights.0`
    pub name: String,
    /// Whose it is.
    pub area: usize,
    /// Where it is.
    pub range: Range<usize>,
    /// The layer whose weights it holds; `None` for biases and for what rules asked for.
    pub weights_of: Option<usize>,
    /// Rows: units out.
    pub rows: usize,
    /// Columns: units in; 1 for biases.
    pub columns: usize,
    /// How it changes.
    pub upkeep: Upkeep,
    /// Where its moments are.
    pub moments: Range<usize>,
}

impl Plan {
    /// Compiles a scenario that [`check`](crate::scenario::check()) found nothing wrong with, together with its initial parameters.
    pub fn compile(scenario: &Scenario) -> (Self, Vec<f32>) {
        let (wiring, _) = scenario.wiring();
        let seed = Seed(scenario.seed as u64);
        let mut plan = Self {
            seed,
            areas: Vec::new(),
            tensors: Vec::new(),
            plastic: 0..0,
            moment_count: 0,
            dataset: Arc::new(scenario.world.as_dyn().dataset(seed)),
            stimuli: 1,
            outgoing: (0..scenario.areas.len())
                .map(|area| scenario.outgoing(&wiring, area).filter_map(|link| Some((*link, link.target_area()?))).collect())
                .collect(),
            history: Vec::new(),
            wiring,
        };
        if !scenario.world.as_dyn().is_endless() {
            plan.stimuli = plan.dataset.train.count.max(1);
        }
        let mut parameters = Vec::new();
        for index in 0..scenario.areas.len() {
            plan.add_area(scenario, index, &mut parameters);
        }
        plan.plastic = 0..parameters.len();
        plan.borrow_layers();
        for index in 0..scenario.areas.len() {
            plan.add_own_tensors(scenario, index, &mut parameters);
        }
        plan.borrow_own_tensors();
        plan.add_history(scenario);
        (plan, parameters)
    }

    /// Units in, units out and biases of an area's layers.
    pub fn shape(&self, area: usize) -> Vec<[usize; 3]> {
        self.areas[area].layers.iter().map(|layer| [layer.units_in, layer.units_out, layer.bias.len()]).collect()
    }

    /// The area of another plan that has the name and the shape of this one's, so that one takes over the other's weights.
    pub fn heir(&self, area: usize, other: &Self) -> Option<usize> {
        let heir = other.areas.iter().position(|other| other.name == self.areas[area].name)?;
        (self.shape(area) == other.shape(heir)).then_some(heir)
    }

    /// The site that a rule is asked about.
    pub fn site(&self, area: usize) -> Site<'_> {
        let terminal = self.wiring.terminals[area].as_ref().map(|terminal| (self.wiring.output_units[terminal.area], terminal.area == area));
        Site { layers: &self.areas[area].layers, terminal, asked_for_error: self.wiring.asked_for_error[area], stimuli: self.stimuli }
    }

    fn add_area(&mut self, scenario: &Scenario, index: usize, parameters: &mut Vec<f32>) {
        let Some((name, area)) = scenario.areas.at(index) else { return };
        let anatomy = area.anatomy.as_dyn();
        let blocks = area.plasticity.optimizer.as_dyn().moments();
        let (start, first_tensor) = (parameters.len(), self.tensors.len());
        let mut layers = Vec::new();
        let mut units_in = self.wiring.input_units[index];
        let lender = self.wiring.lenders[index];
        let shapes = if lender.is_some() { Vec::new() } else { anatomy.layers() };
        for (number, shape) in shapes.into_iter().enumerate() {
            let mut add = |kind: &str, columns: usize, fill: &dyn Fn(&str, &mut [f32])| {
                let tensor_name = tensor_name(name, kind, number);
                let range = parameters.len()..parameters.len() + shape.units * columns;
                parameters.resize(range.end, 0.0);
                fill(&tensor_name, &mut parameters[range.clone()]);
                let moments = self.moment_count..self.moment_count + blocks * range.len();
                self.moment_count = moments.end;
                self.tensors.push(Tensor {
                    name: tensor_name,
                    area: index,
                    weights_of: (kind == "weights").then_some(number),
                    range: range.clone(),
                    rows: shape.units,
                    columns,
                    upkeep: Upkeep::Plastic,
                    moments,
                });
                range
            };
            let deviation = (anatomy.weight_scale() / (units_in.max(1) as f64).sqrt()) as f32;
            let weights = add("weights", units_in, &|name, values| fill_normal(&mut self.seed.stream("weights", name).at(0), deviation, values));
            let bias = if shape.bias { add("bias", 1, &|_, values| values.fill(anatomy.initial_bias() as f32)) } else { weights.end..weights.end };
            layers.push(Layer { units_in, units_out: shape.units, activation: shape.activation, weights, bias });
            units_in = shape.units;
        }
        let (plastic, tensors) = (start..parameters.len(), first_tensor..self.tensors.len());
        let lends = self.wiring.lenders.iter().flatten().any(|lender| lender.area == index);
        self.areas.push(AreaPlan { name: name.to_owned(), layers, plastic, tensors, own: Vec::new(), own_tensors: 0..0, lender, lends });
    }

    /// Lets borrowers compute where their lenders' weights are.
    fn borrow_layers(&mut self) {
        for index in 0..self.areas.len() {
            if let Some(lender) = self.areas[index].lender {
                self.areas[index].layers = self.areas[lender.area].layers.clone();
            }
        }
    }

    /// The same for what their rules keep.
    fn borrow_own_tensors(&mut self) {
        for index in 0..self.areas.len() {
            if let Some(lender) = self.areas[index].lender {
                self.areas[index].own = self.areas[lender.area].own.clone();
            }
        }
    }

    fn add_own_tensors(&mut self, scenario: &Scenario, index: usize, parameters: &mut Vec<f32>) {
        let Some((name, area)) = scenario.areas.at(index) else { return };
        let blocks = area.plasticity.optimizer.as_dyn().moments();
        let first = self.tensors.len();
        if self.areas[index].lender.is_some() {
            self.areas[index].own_tensors = first..first;
            return;
        }
        for TensorRequest { name: suffix, rows, columns, initial, upkeep } in area.rule.as_dyn().tensors(self.site(index)) {
            let name = format!("{name}.{suffix}");
            let range = parameters.len()..parameters.len() + rows * columns;
            parameters.resize(range.end, 0.0);
            match initial {
                Initial::Normal(deviation) => fill_normal(&mut self.seed.stream("feedback", &name).at(0), deviation, &mut parameters[range.clone()]),
                Initial::Constant(value) => parameters[range.clone()].fill(value),
            }
            let moves = matches!(upkeep, Upkeep::Plastic | Upkeep::With(_));
            let moments = self.moment_count..self.moment_count + if moves { blocks * range.len() } else { 0 };
            self.moment_count = moments.end;
            self.areas[index].own.push(range.clone());
            self.tensors.push(Tensor { name, area: index, weights_of: None, range, rows, columns, upkeep, moments });
        }
        self.areas[index].own_tensors = first..self.tensors.len();
    }

    fn add_history(&mut self, scenario: &Scenario) {
        self.history = vec![0..0; scenario.wires.len()];
        let mut end = 0;
        for link in &self.wiring.links {
            let delay = scenario.wires.at(link.wire).map_or(0, |(_, wire)| wire.delay);
            let range = end..end + delay * link.units * scenario.batch;
            end = range.end;
            self.history[link.wire] = range;
        }
    }

    /// How many numbers wires remember.
    pub fn history_count(&self) -> usize {
        self.history.iter().map(|range| range.end).max().unwrap_or(0)
    }

    /// Finds out what reaches whom, given the knobs as they stand and the wires whose error was cut.
    pub fn survey(&self, live: &Scenario, cut: &[bool], reach: &mut Reach) {
        for &area in self.wiring.order.iter().rev() {
            let Some((_, this)) = live.areas.at(area) else { continue };
            let has_cost = this.costs.iter().any(|(_, attachment)| attachment.weight != 0.0);
            let (mut leads, mut error) = (has_cost, has_cost);
            for (link, next) in &self.outgoing[area] {
                if error_gain(live, cut, link.wire) != 0.0 {
                    leads |= reach.leads_to_cost[*next];
                    error |= reach.hears[*next] && live.areas.at(*next).is_some_and(|(_, next)| next.rule.as_dyn().sends().is_some());
                }
            }
            (reach.leads_to_cost[area], reach.errs[area]) = (leads, error);
            reach.hears[area] = match this.rule.as_dyn().signal() {
                Signal::None => true,
                Signal::Cotangent => error,
                Signal::Scalar => leads,
                Signal::Broadcast => {
                    let terminal = self.wiring.terminals[area].as_ref();
                    terminal.is_some_and(|terminal| reach.errs[terminal.area] && terminal.wires.iter().all(|&wire| error_gain(live, cut, wire) != 0.0))
                }
            };
        }
    }
}

/// What reaches whom.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// Whether anything an area could learn from reaches it.
    pub hears: Vec<bool>,
    /// Whether an area has a cost, or hands a change of its activity on to one that does.
    pub leads_to_cost: Vec<bool>,
    /// Whether an error arrives at an area's output, of its own costs or from downstream, be its rule what it may.
    pub errs: Vec<bool>,
}

impl Reach {
    /// For so many areas, not yet surveyed.
    pub fn new(areas: usize) -> Self {
        Self { hears: vec![false; areas], leads_to_cost: vec![false; areas], errs: vec![false; areas] }
    }
}

/// What a change downstream of a wire is multiplied with on its way back: error gain × gain; 0 once the wire was cut.
pub fn error_gain(live: &Scenario, cut: &[bool], wire: usize) -> f32 {
    if cut[wire] { 0.0 } else { live.wires.at(wire).map_or(0.0, |(_, wire)| (wire.error_gain * wire.gain) as f32) }
}
