//! Records made up for tests.

use crate::app::record::Record;
use crate::app::theme;
use crate::engine::report::{Event, EventKind, Progress, Sample, Series};
use crate::scenario::{Development, Measure, Named, Panel, Scenario, preset};
use std::ops::Range;

/// The welcome preset's brain, to which nothing happens by itself.
pub(crate) fn welcome() -> Scenario {
    let mut scenario = preset("welcome").unwrap().scenario().unwrap();
    scenario.perturbations.clear();
    scenario.claims.clear();
    scenario.development = Development::default();
    scenario.variants = Named::default();
    scenario
}

/// A record of losses of these names and units.
pub(crate) fn record_of(names: &[(&str, &'static str)]) -> Record {
    let mut record = Record::default();
    let measure = |name: &str, unit| Measure {
        name: name.to_owned(),
        title: name.to_owned(),
        unit,
        panel: Panel::Losses,
        prominent: true,
        dimensions: 0,
        of_world: false,
    };
    record.load(names.iter().map(|(name, unit)| Series { variant: None, measure: measure(name, unit) }).collect());
    record
}

/// A record of everything that a scenario and its variants measure.
pub(crate) fn record_for(scenario: &Scenario) -> Record {
    let own = scenario.measures().into_iter().map(|measure| Series { variant: None, measure });
    let variants = scenario.variants.names().flat_map(|name| {
        let measures = scenario.variant(name).unwrap().measures();
        measures.into_iter().map(|measure| Series { variant: Some(name.to_owned()), measure })
    });
    let mut record = Record::default();
    record.load(own.chain(variants).collect());
    record
}

/// Lives through some ages, measuring what `value` says of a series' name at an age; no number where it says nothing.
pub(crate) fn feed(record: &mut Record, ages: Range<u64>, value: impl Fn(&str, u64) -> f64) {
    let names: Vec<String> = record.series().iter().map(Series::name).collect();
    let end = ages.end;
    for age in ages {
        let samples = names.iter().enumerate().map(|(series, name)| Sample { series: series as u32, age, value: value(name, age) }).collect();
        record.absorb(&Progress { age, samples, ..Progress::default() });
    }
    record.absorb(&Progress { age: end, ..Progress::default() });
}

/// Does something to the brain.
pub(crate) fn disturb(record: &mut Record, age: u64) {
    let event = Event { age, text: "Weight noise on Visual area".into(), kind: EventKind::Perturbation };
    record.absorb(&Progress { age: record.age(), events: vec![event], ..Progress::default() });
}

/// Whether the looks are in place; puts them there in the first frame.
pub(crate) fn is_dressed(ui: &egui::Ui) -> bool {
    let is_dressed = ui.style().text_styles.contains_key(&theme::title_style());
    if !is_dressed {
        theme::load_fonts(ui.ctx());
        theme::apply(ui.ctx(), true);
    }
    is_dressed
}
