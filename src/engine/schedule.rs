//! How a brain grows up, compiled: tracks by the address of their knob, critical periods by area, stages. Apart from the plan, since the future of
//! a living brain may be drawn anew.

use crate::brain::development::{Clock, CriticalPeriod, Machine, Place, Reached, Track, openness};
use crate::scenario::{KnobAddress, Scenario};

mod parting;

/// So many entries of stages are remembered at most.
const MOST_VISITS: usize = 1000;

/// How a brain grows up, compiled.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    every: u64,
    tracked: Vec<Tracked>,
    /// Each area's name, and when it can learn.
    areas: Vec<String>,
    periods: Vec<Vec<CriticalPeriod>>,
    /// Names of the stages, in order.
    stages: Vec<String>,
    machine: Option<Machine>,
}

/// A knob that moves over age.
#[derive(Clone, Debug, PartialEq)]
struct Tracked {
    address: KnobAddress,
    whole_life: Option<Track>,
    /// For each stage, its own.
    of_stages: Vec<Option<Track>>,
}

/// How far a brain has grown up: what a copy of it must have to go on alike.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Growth {
    /// Where it stands among its stages, if it has any.
    pub place: Option<Place>,
    /// For each area and each of its periods, when the stages were entered that it counts from.
    pub reached: Vec<Vec<Reached>>,
    /// What each tracked knob is where no track moves it.
    pub own: Vec<f64>,
    /// Which stages were entered, and at which ages; no more of them are remembered than [`Growth::remembers_all`] allows.
    pub visits: Vec<(usize, u64)>,
}

impl Growth {
    /// Whether every stage that was entered is among its visits.
    pub fn remembers_all(&self) -> bool {
        self.visits.len() < MOST_VISITS
    }
}

impl Schedule {
    /// Of a scenario that [`check`](crate::scenario::check()) found nothing wrong with.
    pub fn compile(scenario: &Scenario) -> Self {
        let development = &scenario.development;
        let tracked = development.moved().into_iter().filter_map(|path| {
            let of_stages = development.stages.iter().map(|(_, stage)| stage.tracks.get(path).cloned()).collect();
            Some(Tracked { address: scenario.knob_address(path)?, whole_life: development.tracks.get(path).cloned(), of_stages })
        });
        Self {
            every: development.every.max(1) as u64,
            tracked: tracked.collect(),
            areas: scenario.areas.names().map(str::to_owned).collect(),
            periods: scenario.areas.names().map(|area| development.periods.get(area).cloned().unwrap_or_default()).collect(),
            stages: development.stages.names().map(str::to_owned).collect(),
            machine: Machine::new(development.stages.iter()),
        }
    }

    /// The measures that its guards wait for, each once.
    pub fn measures(&self) -> &[String] {
        self.machine.as_ref().map_or(&[], Machine::measures)
    }

    /// Of a newborn brain.
    pub fn begin(&self, scenario: &Scenario) -> Growth {
        self.begin_at(0, self.own_of(scenario))
    }

    /// What each tracked knob is in a scenario that no track has moved.
    fn own_of(&self, scenario: &Scenario) -> Vec<f64> {
        self.tracked.iter().map(|tracked| tracked.address.get(scenario)).collect()
    }

    fn begin_at(&self, age: u64, own: Vec<f64>) -> Growth {
        let mut growth = Growth {
            place: self.machine.as_ref().map(|machine| machine.begin(age)),
            reached: self.periods.iter().map(|periods| vec![Reached::default(); periods.len()]).collect(),
            own,
            visits: Vec::new(),
        };
        self.enter(&mut growth, age);
        growth
    }

    /// Of a brain that has lived by another one till now: in the stage of the same name, if there is one, which then goes on. `own` is what each
    /// tracked knob is where no track moves it.
    pub fn adopt(&self, other: &Self, growth: &Growth, own: Vec<f64>, age: u64) -> Growth {
        let mut adopted = self.begin_at(age, own);
        let heir = |stage: usize| self.stages.iter().position(|name| Some(name) == other.stages.get(stage));
        let machines = self.machine.as_ref().zip(other.machine.as_ref());
        if let (Some((machine, other_machine)), Some(was), Some(stage)) = (machines, &growth.place, growth.place.as_ref().and_then(|place| heir(place.stage))) {
            adopted.place = Some(machine.carry_on(other_machine, was, stage, heir));
            adopted.visits = growth.visits.iter().filter_map(|(stage, age)| Some((heir(*stage)?, *age))).collect();
            for (area, (name, periods)) in self.areas.iter().zip(&self.periods).enumerate() {
                let Some(old) = other.areas.iter().position(|old| old == name) else { continue };
                adopted.reached[area].fill(Reached::default());
                for (index, period) in periods.iter().enumerate() {
                    let same = |was: &CriticalPeriod| (&was.open_from, &was.close_from) == (&period.open_from, &period.close_from);
                    let before = other.periods[old].iter().position(same);
                    if let Some(reached) = before.and_then(|before| growth.reached.get(old)?.get(before)) {
                        adopted.reached[area][index] = *reached;
                    }
                }
            }
        }
        adopted
    }

    /// Whether stages are to be evaluated at an age.
    pub fn is_due(&self, age: u64) -> bool {
        self.machine.is_some() && age > 0 && age.is_multiple_of(self.every)
    }

    /// Goes on to the next stage if a guard is true; `value` is that of a measure by its place in [`Schedule::measures`].
    pub fn evaluate(&self, growth: &mut Growth, age: u64, value: impl Fn(usize) -> Option<f64>) {
        if let (Some(machine), Some(place)) = (&self.machine, &mut growth.place)
            && machine.evaluate(place, age, value)
        {
            self.enter(growth, age);
        }
    }

    fn enter(&self, growth: &mut Growth, age: u64) {
        let Some((place, stage)) = growth.place.as_ref().and_then(|place| Some((place, self.stages.get(place.stage)?))) else { return };
        if growth.remembers_all() {
            growth.visits.push((place.stage, age));
        }
        for (period, reached) in self.periods.iter().flatten().zip(growth.reached.iter_mut().flatten()) {
            period.enter(reached, stage, age);
        }
    }

    /// Moves knobs to where they are at an age: by the stage's track, or the whole life's, or as they are of their own.
    pub fn follow(&self, growth: &Growth, age: u64, live: &mut Scenario) {
        for (tracked, own) in self.tracked.iter().zip(&growth.own) {
            let of_stage = growth.place.as_ref().and_then(|place| {
                let track = tracked.of_stages.get(place.stage)?.as_ref()?;
                track.value(if track.clock == Clock::Global { age } else { age - place.entered })
            });
            let of_life = || tracked.whole_life.as_ref().and_then(|track| track.value(age));
            tracked.address.set(live, of_stage.or_else(of_life).unwrap_or(*own));
        }
    }

    /// Which of the tracked knobs this is.
    pub fn tracked(&self, address: KnobAddress) -> Option<usize> {
        self.tracked.iter().position(|tracked| tracked.address == address)
    }

    /// How open an area's critical period is.
    pub fn openness(&self, growth: &Growth, area: usize, age: u64) -> f64 {
        openness(&self.periods[area], &growth.reached[area], age)
    }

    /// For each way on from the stage, at how many evaluations in a row each criterion of its guard was met.
    pub fn held(&self, growth: &Growth) -> Vec<Vec<u32>> {
        self.machine.as_ref().zip(growth.place.as_ref()).map_or_else(Vec::new, |(machine, place)| machine.held(place))
    }

    /// What the newest evaluation saw of each measure that guards wait for.
    pub fn seen(&self, growth: &Growth) -> Vec<(String, Option<f64>)> {
        let machine = self.machine.as_ref().zip(growth.place.as_ref());
        machine.map_or_else(Vec::new, |(machine, place)| machine.seen(place).map(|(name, value)| (name.to_owned(), value)).collect())
    }
}
