//! Learning from pairs of spikes while the area is nudged.

use super::{Stdp, add_rows};
use crate::brain::rule::Credit;
use crate::brain::rule::settling::{Body, Phase, Room};
use crate::math::{self, Into, matrix, matrix_mut};
use crate::seed::Generator;
use rand::RngExt;

/// The spikes of a millisecond, and what is left of those before it: of the input and of all layers behind one another.
struct Trains<'a> {
    spikes: &'a mut [f32],
    traces: &'a mut [f32],
    /// How many numbers of each are the input's.
    input: usize,
}

impl Stdp {
    /// Lets all units fire with their rates while the nudged area moves, and adds up what their pairs do.
    ///
    /// The spikes are read-outs of the rates; the rates themselves settle as ever. Before the nudge everything has fired for long.
    pub(super) fn fire(&self, credit: &mut Credit<'_>, body: &Body<'_>, phase: Phase, room: &mut Room<'_>, moved: &mut [f32]) {
        let (stream, tick) = credit.random;
        let mut generator = stream.at(tick);
        let (rate, left) = (self.rate as f32, (-1.0 / self.time_constant).exp() as f32);
        // A neuron of rate 1 leaves a trace of this mean; Σ_k k e^{−k/τ} is what a pair of slopes is worth.
        let (mean_trace, worth) = (left / (1.0 - left), left / (1.0 - left).powi(2));
        let input = credit.input.len().min(body.rows * body.layers[0].units_in);
        let (spikes, traces) = room.rest.split_at_mut(input + moved.len());
        let mut trains = Trains { spikes, traces: &mut traces[..input + moved.len()], input };
        let rates = credit.input[..input].iter().chain(&*moved);
        trains.traces.iter_mut().zip(rates).for_each(|(trace, activity)| *trace = mean_trace * rate * activity);
        for _ in 0..self.nudged_iterations {
            body.sweep(phase, room.below, moved, room.drive, room.spare);
            for _ in 0..self.duration {
                trains.draw(rate, credit.input, moved, &mut generator);
                for number in 0..body.layers.len() {
                    let scale = body.share(number) / (self.nudge as f32 * body.rows as f32 * rate * rate * worth);
                    trains.pair(credit, body, number, scale, self.depression as f32);
                    // A bias is a synapse from a neuron that fires at rate 1 for ever.
                    let (here, bias) = (trains.of_layer(body, number), body.layers[number].bias.clone());
                    add_rows(scale * mean_trace * rate, &trains.spikes[here.clone()], &mut credit.proposals[bias.clone()]);
                    add_rows(-scale * rate * self.depression as f32, &trains.traces[here], &mut credit.proposals[bias]);
                }
                trains.fade(left);
            }
        }
    }
}

impl Trains<'_> {
    /// Spikes of one millisecond: as many as the rate says in the mean, negative ones in the off-channel.
    fn draw(&mut self, rate: f32, input: &[f32], state: &[f32], generator: &mut Generator) {
        let (of_input, of_layers) = self.spikes.split_at_mut(self.input);
        for (spikes, &activity) in of_input.iter_mut().zip(input).chain(of_layers.iter_mut().zip(state)) {
            *spikes = if activity == 0.0 { 0.0 } else { ((rate * activity.abs() + generator.random::<f32>()) as u32 as f32).copysign(activity) };
        }
    }

    fn of_layer(&self, body: &Body<'_>, layer: usize) -> std::ops::Range<usize> {
        let here = body.span(layer);
        self.input + here.start..self.input + here.end
    }

    /// Receiver's spikes × senders' traces, less what senders' spikes find of the receiver.
    fn pair(&self, credit: &mut Credit<'_>, body: &Body<'_>, number: usize, scale: f32, depression: f32) {
        let (layer, rows) = (&body.layers[number], body.rows);
        let (here, from) = (self.of_layer(body, number), if number == 0 { 0..self.input } else { self.of_layer(body, number - 1) });
        let mut out = matrix_mut(&mut credit.proposals[layer.weights.clone()], layer.units_out, layer.units_in);
        let (spikes, traces) = (matrix(&self.spikes[here.clone()], rows, layer.units_out), matrix(&self.traces[here.clone()], rows, layer.units_out));
        let (sender, sender_traces) = (matrix(&self.spikes[from.clone()], rows, layer.units_in), matrix(&self.traces[from], rows, layer.units_in));
        math::product(scale, spikes.transposed(), sender_traces, Into::Add, &mut out);
        math::product(-scale * depression, traces.transposed(), sender, Into::Add, &mut out);
    }

    /// A millisecond goes by.
    fn fade(&mut self, left: f32) {
        self.traces.iter_mut().zip(&*self.spikes).for_each(|(trace, spikes)| *trace = left * (*trace + spikes));
    }
}
