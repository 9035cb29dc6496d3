//! Measures what the guards of stages wait for, as often as they are evaluated, whether anybody looks or not.

use super::meter::{Meter, MeterState, Parts};
use super::network::Network;
use super::report::{Sample, Series};

/// Measures what guards wait for.
pub struct Sentinel {
    meter: Meter,
    /// For each measure that guards speak of, its series.
    wanted: Vec<u32>,
    samples: Vec<Sample>,
}

impl Sentinel {
    /// Of a brain; none where no guard waits for a measure.
    pub fn new(network: &Network) -> Option<Box<Self>> {
        let names = network.schedule.measures();
        if names.is_empty() {
            return None;
        }
        let series: Vec<Series> = network.live.measures().into_iter().map(|measure| Series { variant: None, measure }).collect();
        let find = |name: &String| series.iter().position(|series| series.measure.name == *name).map_or(u32::MAX, |index| index as u32);
        let wanted = names.iter().map(find).collect();
        let meter = Meter::of_parts(network, &series, 0, Vec::new(), Parts::of(names));
        Some(Box::new(Self { meter, wanted, samples: Vec::with_capacity(series.len()) }))
    }

    /// What a newborn brain's sentinel remembers.
    pub fn newborn(&self) -> MeterState {
        self.meter.state.clone()
    }

    /// Measures now.
    pub fn look(&mut self, network: &Network, state: &mut MeterState) {
        self.samples.clear();
        std::mem::swap(&mut self.meter.state, state);
        self.meter.measure(network, &mut self.samples);
        std::mem::swap(&mut self.meter.state, state);
    }

    /// What it saw last of a measure, by its place among those that guards speak of.
    pub fn value(&self, measure: usize) -> Option<f64> {
        let wanted = *self.wanted.get(measure)?;
        self.samples.iter().find(|sample| sample.series == wanted).map(|sample| sample.value)
    }

    /// Takes in a tick that was just lived.
    pub fn after_tick(&mut self, network: &Network, state: &mut MeterState) {
        std::mem::swap(&mut self.meter.state, state);
        self.meter.after_tick(network, &mut self.samples);
        std::mem::swap(&mut self.meter.state, state);
    }
}
