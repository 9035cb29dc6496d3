//! What wires carry: from a world's port, an area's output, one number of either, or the value of a cost; now, or as it was remembered.

use super::{Pass, View};
use crate::math;
use crate::scenario::{Link, Sink, Source};

impl Pass {
    /// Carries what a wire brings to a cost's port or to its weight, if it ends there.
    pub(super) fn bring_to_cost(&mut self, view: View<'_>, link: &Link) {
        match link.to {
            Sink::Target(area, cost, _) => {
                let mut target = std::mem::take(&mut self.areas[area].targets[cost]);
                let width = target.len() / self.rows;
                self.bring(view, link, &view.plan.wiring.order, &mut target, width);
                self.areas[area].targets[cost] = target;
            }
            Sink::Weight(area, cost) => {
                // One number for all: a modulator is broadcast. It can silence a cost, never turn it round.
                let source = self.source(view, link);
                let (column, width) = position(view, link);
                let mean = source.iter().skip(column).step_by(width).sum::<f32>() / (source.len() / width).max(1) as f32;
                self.areas[area].modulation[cost] = if source.is_empty() { 1.0 } else { (wire_gain(view, link.wire) * mean).max(0.0) };
            }
            Sink::Input(_) | Sink::Weights(_) => {}
        }
    }

    /// An area's input, from the wires that end there; areas that are `done` have already computed.
    pub(super) fn gather(&mut self, view: View<'_>, index: usize, done: &[usize]) {
        let mut input = std::mem::take(&mut self.areas[index].input);
        let width = view.plan.wiring.input_units[index];
        for link in view.plan.wiring.links.iter().filter(|link| link.to == Sink::Input(index)) {
            self.bring(view, link, done, &mut input, width);
        }
        self.areas[index].input = input;
    }

    /// Writes what a wire brings to its place in what it ends at; silence where it remembers nothing. Where frames of a film are measured, which
    /// are consecutive, a delayed wire brings the row so many frames before (the first has been there for ever), if its source is among the
    /// areas that are `done`.
    fn bring(&self, view: View<'_>, link: &Link, done: &[usize], out: &mut [f32], width: usize) {
        let gain = wire_gain(view, link.wire);
        let recalls = !self.remembers && !view.plan.history[link.wire].is_empty() && view.live.world.as_dyn().is_film();
        if recalls && Self::is_known(link.from, done) {
            let (present, from) = (self.present(link.from), (link.column, link.width));
            let delay = view.live.wires.at(link.wire).map_or(0, |(_, wire)| wire.delay);
            let (early, later) = out.split_at_mut(delay.min(self.rows) * width);
            early.chunks_exact_mut(width).for_each(|row| copy_columns(&present[..link.width], from, row, (link.offset, width), link.units, gain));
            copy_columns(present, from, later, (link.offset, width), link.units, gain);
        } else {
            copy_columns(self.source(view, link), position(view, link), out, (link.offset, width), link.units, gain);
        }
    }

    /// Whether what is at a source is of this block already.
    fn is_known(from: Source, done: &[usize]) -> bool {
        match from {
            Source::World(_) => true,
            Source::Area(area) => done.contains(&area),
            Source::Value(..) | Source::Weights(_) => false,
        }
    }

    /// Where a wire comes from: the present of its source, or what it remembers. Empty where it remembers nothing.
    fn source<'s>(&'s self, view: View<'s>, link: &Link) -> &'s [f32] {
        let past = &view.plan.history[link.wire];
        if past.is_empty() {
            self.present(link.from)
        } else if self.remembers {
            &view.history[past.start..past.start + past.len() / view.live.wires.at(link.wire).map_or(1, |(_, wire)| wire.delay)]
        } else {
            &[]
        }
    }

    /// What there is at a source right now.
    fn present(&self, from: Source) -> &[f32] {
        match from {
            Source::World(port) => &self.ports[port],
            Source::Area(area) => self.areas[area].output(),
            Source::Value(area, cost) => &self.areas[area].values[cost],
            Source::Weights(_) => &[],
        }
    }

    /// Pushes the present of every delayed wire's source into what it remembers; the oldest is forgotten.
    pub fn remember(&self, view: View<'_>, history: &mut [f32]) {
        for link in &view.plan.wiring.links {
            let past = view.plan.history[link.wire].clone();
            if past.is_empty() {
                continue;
            }
            let block = self.rows * link.units;
            let past = &mut history[past];
            past.copy_within(block.., 0);
            let newest = past.len() - block;
            copy_columns(self.present(link.from), (link.column, link.width), &mut past[newest..], (0, link.units), link.units, 1.0);
        }
    }
}

pub(super) fn wire_gain(view: View<'_>, wire: usize) -> f32 {
    view.live.wires.at(wire).map_or(0.0, |(_, wire)| wire.gain as f32)
}

/// Which of the numbers at a wire's source it carries: the first, of how many. What is remembered is only what it carries.
fn position(view: View<'_>, link: &Link) -> (usize, usize) {
    if view.plan.history[link.wire].is_empty() { (link.column, link.width) } else { (0, link.units) }
}

/// `out[:, offset..][:units] = gain · from[:, column..][:units]`, row by row; zeros where nothing comes.
fn copy_columns(from: &[f32], (column, from_width): (usize, usize), out: &mut [f32], (offset, width): (usize, usize), units: usize, gain: f32) {
    if units == width && units == from_width && gain == 1.0 && from.len() == out.len() {
        out.copy_from_slice(from);
        return;
    }
    let mut rows = from.chunks_exact(from_width);
    for row in out.chunks_exact_mut(width) {
        let row = &mut row[offset..offset + units];
        match rows.next() {
            Some(from) => row.iter_mut().zip(&from[column..]).for_each(|(out, from)| *out = gain * from),
            None => row.fill(0.0),
        }
    }
}

/// `out[:, column..][:units] += gain · from[:, offset..][:units]`, row by row, back along a wire.
pub(super) fn add_columns(from: &[f32], width: usize, link: &Link, out: &mut [f32], gain: f32) {
    for (row, out) in from.chunks_exact(width).zip(out.chunks_exact_mut(link.width)) {
        math::add_scaled(gain, &row[link.offset..][..link.units], &mut out[link.column..][..link.units]);
    }
}
