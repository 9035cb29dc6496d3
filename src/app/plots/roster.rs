//! Which series a plot can show, which it shows, and in which colour.

use super::curves::Scale;
use super::{PlotKind, PlotView};
use crate::app::format::variant_within;
use crate::app::mark::Mark;
use crate::app::record::Record;
use crate::app::theme::Palette;
use egui::Color32;
use std::collections::BTreeMap;

/// How many measures are shown unless told otherwise.
const MOST_AT_FIRST: usize = 8;

/// Everything that a plot can show of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Roster {
    pub(super) measures: Vec<Row>,
    /// Variants, by name, in the order of the run.
    pub(super) variants: Vec<String>,
    entries: Vec<Entry>,
    made_for: Option<(u64, Scale)>,
}

/// One measure, in whatever variants.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) title: String,
    /// What it belongs to: the area's title.
    pub(super) group: String,
    pub(super) unit: &'static str,
    pub(super) dimensions: usize,
    /// Whether the world alone knows it.
    pub(super) of_world: bool,
    colour: usize,
    /// Whether it is shown unless told otherwise.
    at_first: bool,
}

/// What a line is drawn with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pencil {
    pub(super) colour: Color32,
    /// Length of its dashes; `None` for a whole line.
    pub(super) dashes: Option<f32>,
    /// The sign on it, where its colour is another life's as well.
    pub(super) mark: Option<Mark>,
}

/// One series: a measure of the scenario itself or of a variant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) place: usize,
    pub(super) row: usize,
    /// `None` for the scenario itself.
    pub(super) variant: Option<usize>,
}

impl Roster {
    /// Makes it anew if there are other series than before.
    pub(super) fn update(&mut self, record: &Record, scale: Scale) {
        if self.made_for != Some((record.generation(), scale)) {
            *self = Self::of(record, scale);
        }
    }

    fn of(record: &Record, scale: Scale) -> Self {
        let mut roster = Self { made_for: Some((record.generation(), scale)), ..Self::default() };
        let mut rows = BTreeMap::new();
        for (place, series) in record.series().iter().enumerate().filter(|(_, series)| scale.takes(&series.measure)) {
            let measure = &series.measure;
            let row = *rows.entry(measure.name.clone()).or_insert_with(|| {
                let group = measure.title.split_once(", ").map_or("Whole brain", |(group, _)| group).to_owned();
                let group = if roster.measures.iter().any(|row| row.group == measure.title) { measure.title.clone() } else { group };
                roster.measures.push(Row {
                    name: measure.name.clone(),
                    title: scale.title(&measure.title),
                    group,
                    unit: measure.unit,
                    dimensions: measure.dimensions,
                    of_world: measure.of_world,
                    colour: 0,
                    at_first: measure.prominent,
                });
                roster.measures.len() - 1
            });
            let variant = series.variant.as_ref().map(|name| {
                roster.variants.iter().position(|other| other == name).unwrap_or_else(|| {
                    roster.variants.push(name.clone());
                    roster.variants.len() - 1
                })
            });
            roster.entries.push(Entry { place, row, variant });
        }
        // What is shown at first takes the first colours.
        let mut order: Vec<usize> = (0..roster.measures.len()).collect();
        order.sort_by_key(|&row| !roster.measures[row].at_first);
        for (colour, row) in order.into_iter().enumerate() {
            roster.measures[row].colour = colour;
            roster.measures[row].at_first &= colour < MOST_AT_FIRST;
        }
        // Parts have no prominent ones; without any, a plot would be empty.
        if scale.kind == PlotKind::Alignment && !roster.measures.iter().any(|row| row.at_first) {
            roster.measures.iter_mut().filter(|row| row.name.ends_with(".network")).for_each(|row| row.at_first = true);
        }
        roster
    }

    /// The series that are shown.
    pub(super) fn shown<'r>(&'r self, view: &'r PlotView) -> impl Iterator<Item = Entry> + 'r {
        let is_shown = |entry: &&Entry| view.shows(&self.measures[entry.row]) && view.shows_life(self.life(entry.variant));
        self.entries.iter().filter(is_shown).copied()
    }

    /// The entry of a series.
    pub(super) fn entry(&self, place: usize) -> Option<Entry> {
        self.entries.binary_search_by_key(&place, |entry| entry.place).ok().map(|index| self.entries[index])
    }

    /// The name of a life: a variant's, or nothing for the scenario itself.
    pub(super) fn life(&self, variant: Option<usize>) -> &str {
        variant.and_then(|variant| self.variants.get(variant)).map_or("", String::as_str)
    }

    /// How the line of a series is drawn. Alone, the colour tells what is measured; beside variants it tells whose life it is, and the dashes what.
    pub(super) fn pencil(&self, entry: Entry, kind: PlotKind, palette: &Palette) -> Pencil {
        let row = &self.measures[entry.row];
        if self.variants.is_empty() {
            Pencil { colour: row.colour(kind, palette), dashes: None, mark: None }
        } else {
            Pencil { dashes: row.dashes(), ..life_pencil(entry.variant, palette) }
        }
    }

    /// How the legend draws a measure.
    pub(super) fn measure_pencil(&self, row: &Row, kind: PlotKind, palette: &Palette) -> Pencil {
        let (colour, dashes) = if self.variants.is_empty() { (row.colour(kind, palette), None) } else { (palette.text, row.dashes()) };
        Pencil { colour, dashes, mark: None }
    }

    /// What a series is called in the plot.
    pub(super) fn label(&self, entry: Entry) -> String {
        let title = &self.measures[entry.row].title;
        entry.variant.map_or_else(|| title.clone(), |variant| format!("{title} ({})", variant_within(&self.variants[variant])))
    }

    /// What all shown titles begin with and need not say again: `Visual area, `.
    pub(super) fn common_start(&self, view: &PlotView) -> usize {
        let mut shown = self.measures.iter().filter(|row| row.stands_in_legend(view));
        let Some(first) = shown.next() else { return 0 };
        let start = format!("{}, ", first.group);
        if first.title.starts_with(&start) && shown.all(|row| row.title.starts_with(&start)) { start.len() } else { 0 }
    }
}

impl Row {
    /// Whether the legend has a chip for it: what is shown at first, unless a lesson shows others alone, and what a person has turned on.
    pub(super) fn stands_in_legend(&self, view: &PlotView) -> bool {
        (self.at_first && !view.shows_alone()) || view.shows(self)
    }

    /// Whether it is shown unless told otherwise.
    pub(super) fn at_first(&self) -> bool {
        self.at_first
    }

    /// Its dashes where colours tell lives apart: whole for the first, others for each.
    fn dashes(&self) -> Option<f32> {
        [None, Some(6.0), Some(2.5), Some(12.0)][self.colour % 4]
    }

    /// Its colour: what means something by itself, or else the next of the palette.
    pub(super) fn colour(&self, kind: PlotKind, palette: &Palette) -> Color32 {
        match (kind, self.name.as_str()) {
            (PlotKind::Recovery, "recovery") => palette.holds,
            (PlotKind::Recovery, "function_distance") => palette.modulate,
            (PlotKind::Recovery, "weight_distance") => palette.teach,
            (PlotKind::Recovery, "harm") => palette.error,
            (PlotKind::Alignment, _) => palette.series([2, 3, 0, 1, 4, 5, 6, 7, 8, 9][self.colour % 10]),
            _ => palette.series(self.colour),
        }
    }
}

/// How the lines of a life are drawn: of a variant, or of the scenario itself.
pub(super) fn life_pencil(variant: Option<usize>, palette: &Palette) -> Pencil {
    let index = variant.map_or(0, |variant| variant + 1);
    Pencil { colour: palette.series(index), dashes: None, mark: Mark::of(index, palette) }
}
