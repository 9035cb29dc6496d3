//! What is exactly true of settling areas.

use crate::brain::anatomy::{Activation, Layer};
use crate::brain::cost::{CostFunction, Judged, MeanSquaredError};
use crate::brain::rule::{
    ContrastiveHebbian, Credit, CreditRule, Curve, EquilibriumPropagation, Flow, GeneralizedRecirculation, Notes, Nudging, Site, Stdp, StdpForm,
};
use crate::math::{cosine, norm};
use crate::seed::{Seed, fill_normal};
use rand::RngExt;

/// One area with fixed weights and one batch, under squared error.
struct Bench {
    layers: Vec<Layer>,
    parameters: Vec<f32>,
    rows: usize,
    input: Vec<f32>,
    target: Vec<f32>,
}

impl Bench {
    fn new(sizes: &[usize], activation: Activation, weight_scale: f32, seed: u64) -> Self {
        let (mut layers, mut parameters, rows) = (Vec::new(), Vec::new(), 16);
        for (number, pair) in sizes.windows(2).enumerate() {
            let (units_in, units_out) = (pair[0], pair[1]);
            let weights = parameters.len()..parameters.len() + units_in * units_out;
            let bias = weights.end..weights.end + units_out;
            parameters.resize(bias.end, 0.1);
            let deviation = weight_scale / (units_in as f32).sqrt();
            fill_normal(&mut Seed(seed).stream("test weights", &number.to_string()).at(0), deviation, &mut parameters[weights.clone()]);
            layers.push(Layer { units_in, units_out, activation, weights, bias });
        }
        let mut generator = Seed(seed).stream("test", "input").at(0);
        let input = (0..rows * sizes[0]).map(|_| generator.random::<f32>() * f32::from(u8::from(generator.random::<bool>()))).collect();
        let classes = sizes[sizes.len() - 1];
        let target = (0..rows * classes).map(|place| f32::from(u8::from(place % classes == (place / classes * 7) % classes))).collect();
        Self { layers, parameters, rows, input, target }
    }

    fn proposals(&self, rule: &dyn CreditRule, truth: bool) -> Vec<f32> {
        self.learn(rule, truth, 0, None).0
    }

    /// Proposals and what is sent upstream.
    fn learn(&self, rule: &dyn CreditRule, truth: bool, tick: u64, notes: Option<&mut Notes>) -> (Vec<f32>, Vec<f32>) {
        let rows = self.rows;
        let mut scratch = vec![f32::NAN; rule.scratch(Site { layers: &self.layers, terminal: None, asked_for_error: true, stimuli: 1 }, rows)];
        let mut activity: Vec<Vec<f32>> = self.layers.iter().map(|layer| vec![0.0; rows * layer.units_out]).collect();
        rule.forward(&mut Flow {
            rows,
            layers: &self.layers,
            parameters: &self.parameters,
            own: &[],
            input: &self.input,
            activity: &mut activity,
            alive: &[],
            noise: None,
            scratch: &mut scratch,
        });
        let last = self.layers.len() - 1;
        let cotangent_at = |layer: usize, z: &[f32], out: &mut [f32]| {
            out.fill(0.0);
            if layer == last {
                let judged = Judged { activity: z, target: &self.target, units: self.layers[last].units_out };
                MeanSquaredError {}.evaluate(judged, &mut [], &mut vec![0.0; rows], Some((1.0, out)));
            }
        };
        let mut errors = activity.clone();
        cotangent_at(last, &activity[last], &mut errors[last]);
        let (mut proposals, mut sent) = (vec![0.0; self.parameters.len()], vec![0.0; self.input.len()]);
        let tapped = vec![false; self.layers.len()];
        let mut credit = Credit {
            rows,
            layers: &self.layers,
            parameters: &self.parameters,
            own: &[],
            input: &self.input,
            activity: &activity,
            alive: &[],
            errors: &mut errors,
            tapped: &tapped,
            broadcast: None,
            trial: None,
            stimuli: &[],
            cotangent_at: &cotangent_at,
            proposals: &mut proposals,
            deferred: None,
            input_error: Some(&mut sent),
            scratch: &mut scratch,
            random: (Seed(1).stream("test", "rule"), tick),
            notes,
        };
        if truth {
            rule.truth(&mut credit);
        } else {
            rule.propose(&mut credit);
        }
        (proposals, sent)
    }

    /// The cosine of a rule's proposals with the true gradient, layer by layer.
    fn cosines(&self, rule: &dyn CreditRule) -> Vec<f64> {
        let (ours, truth) = (self.proposals(rule, false), self.proposals(rule, true));
        self.layers.iter().map(|layer| cosine(&ours[layer.weights.clone()], &truth[layer.weights.clone()])).collect()
    }
}

fn propagation(nudge: f64, nudging: Nudging) -> EquilibriumPropagation {
    EquilibriumPropagation { iterations: 2000, nudged_iterations: 2000, step: 0.5, feedback: 1.0, nudge, nudging }
}

#[test]
fn a_small_nudge_finds_the_gradient_of_the_settled_cost() {
    for sizes in [&[64, 32, 10][..], &[64, 32, 32, 10]] {
        let bench = Bench::new(sizes, Activation::Sigmoid, 0.5, 3);
        let least = |nudge: f64| bench.cosines(&propagation(nudge, Nudging::OneSided)).into_iter().fold(1.0, f64::min);
        let (large, middle, small) = (least(1.0), least(0.1), least(0.01));
        assert!(small >= 0.995 && small > middle && middle > large, "{large} {middle} {small}");
    }
    // Of clipped units, those nearer to their bound than the nudge are wakened by it, which the slope at rest knows nothing of.
    let bench = Bench::new(&[64, 32, 10], Activation::Clipped, 0.5, 3);
    let cosines = bench.cosines(&propagation(0.001, Nudging::OneSided));
    assert!(cosines.iter().all(|cosine| *cosine >= 0.995), "{cosines:?}");
    // Its length is the gradient's too, and what goes upstream is ∂C/∂input in true units.
    let bench = Bench::new(&[64, 32, 10], Activation::Tanh, 0.5, 3);
    let rule = propagation(0.01, Nudging::Centred);
    let ((ours, ours_sent), (truth, sent)) = (bench.learn(&rule, false, 0, None), bench.learn(&rule, true, 0, None));
    for (ours, truth) in [(&ours, &truth), (&ours_sent, &sent)] {
        let off: Vec<f32> = ours.iter().zip(truth).map(|(a, b)| a - b).collect();
        assert!(norm(&off) < 1e-3 * norm(truth), "{}", norm(&off) / norm(truth));
    }
}

/// SCIENCE R15: pushed away from its target as strongly as towards it, the output saturates.
#[test]
fn a_large_centred_nudge_is_worse_than_a_one_sided_one() {
    let bench = Bench::new(&[64, 32, 10], Activation::Clipped, 0.5, 3);
    let mean = |nudge: f64, nudging: Nudging| bench.cosines(&propagation(nudge, nudging)).into_iter().sum::<f64>() / 2.0;
    let (one_sided, centred) = (mean(1.0, Nudging::OneSided), mean(1.0, Nudging::Centred));
    assert!(centred < one_sided - 0.2, "{one_sided} {centred}");
    let (one_sided, centred) = (mean(0.1, Nudging::OneSided), mean(0.1, Nudging::Centred));
    assert!(one_sided > 0.9 && centred > 0.9, "{one_sided} {centred}");
}

/// The sums telescope, whatever the path was and however unsettled its end: SCIENCE R16 (iii).
#[test]
fn symmetric_spike_timing_is_the_contrast_of_equilibrium_propagation() {
    for (activation, nudged_iterations) in [(Activation::Clipped, 4), (Activation::Tanh, 10), (Activation::Sigmoid, 30)] {
        let bench = Bench::new(&[64, 32, 32, 10], activation, 0.5, 5);
        let (iterations, step, feedback, nudge) = (30, 0.5, 1.0, 0.5);
        let contrast = EquilibriumPropagation { iterations, nudged_iterations, step, feedback, nudge, nudging: Nudging::OneSided };
        let timing = Stdp { form: StdpForm::Symmetric, iterations, nudged_iterations, step, feedback, nudge, lab_pairs: 0, ..Default::default() };
        let (contrast, timing) = (bench.learn(&contrast, false, 0, None), bench.learn(&timing, false, 0, None));
        for (contrast, timing) in [(&contrast.0, &timing.0), (&contrast.1, &timing.1)] {
            let off: Vec<f32> = contrast.iter().zip(timing).map(|(a, b)| a - b).collect();
            assert!(norm(&off) <= 1e-6 * norm(contrast), "{activation:?}: {}", norm(&off) / norm(contrast));
        }
    }
}

#[test]
fn sender_times_change_of_receiver_points_along_the_gradient() {
    for (seed, activation) in (1..).zip([Activation::Tanh, Activation::Sigmoid, Activation::Softplus, Activation::Linear]) {
        let bench = Bench::new(&[64, 32, 10], activation, 0.5, seed);
        let rule = Stdp { iterations: 100, nudged_iterations: 100, step: 0.5, feedback: 1.0, nudge: 0.1, lab_pairs: 0, ..Default::default() };
        let cosines = bench.cosines(&rule);
        assert!(cosines.iter().all(|cosine| *cosine >= 0.9), "{activation:?} {cosines:?}");
    }
}

/// The mean of many draws is what the kernel says: sender × change of receiver, less receiver × change of sender.
#[test]
fn spike_pairs_measure_the_derivative_in_the_mean() {
    let bench = Bench::new(&[12, 8, 4], Activation::Tanh, 0.5, 2);
    let pairs = Stdp {
        form: StdpForm::SpikePair,
        step: 0.5,
        iterations: 60,
        nudged_iterations: 20,
        time_constant: 10.0,
        lab_pairs: 0,
        feedback: 1.0,
        ..Default::default()
    };
    let (symmetric, derivative) = (Stdp { form: StdpForm::Symmetric, ..pairs.clone() }, Stdp { form: StdpForm::Derivative, ..pairs.clone() });
    let (symmetric, derivative) = (bench.proposals(&symmetric, false), bench.proposals(&derivative, false));
    let expected: Vec<f32> = derivative.iter().zip(&symmetric).map(|(one, both)| 2.0 * one - both).collect();
    let mut mean = vec![0.0; expected.len()];
    let draws = 300;
    for draw in 0..draws {
        crate::math::add_scaled(1.0 / draws as f32, &bench.learn(&pairs, false, draw, None).0, &mut mean);
    }
    for layer in &bench.layers {
        let (mean, expected) = (&mean[layer.weights.clone()], &expected[layer.weights.clone()]);
        let scale = crate::math::dot(mean, expected) / crate::math::dot(expected, expected);
        assert!(cosine(mean, expected) > 0.9 && (scale - 1.0).abs() < 0.15, "cosine {} scale {scale}", cosine(mean, expected));
    }
}

/// With weak feedback every contrast comes to be backprop's gradient (Xie & Seung 2003).
#[test]
fn weak_feedback_makes_contrasts_the_gradient() {
    let mut bench = Bench::new(&[64, 32, 10], Activation::Tanh, 1.0, 4);
    bench.layers[1].activation = Activation::Linear;
    let hebbian = ContrastiveHebbian { feedback: 0.01, ..Default::default() };
    let both_ways = GeneralizedRecirculation { feedback: 0.01, ..Default::default() };
    let one_way = GeneralizedRecirculation { feedback: 0.01, symmetric: false, ..Default::default() };
    for rule in [&hebbian as &dyn CreditRule, &both_ways, &one_way] {
        let cosines = bench.cosines(rule);
        assert!(cosines.iter().all(|cosine| *cosine > 0.999), "{cosines:?}");
        // Layers learn in the gradient's proportions, too.
        let whole = cosine(&bench.proposals(rule, false), &bench.proposals(rule, true));
        assert!(whole > 0.999, "{whole}");
    }
}

/// What both directions learn in the minus phase and what they would learn in the plus phase have contrastive Hebbian learning as their mean,
/// so that a soft hold makes them one, at every strength of feedback.
#[test]
fn what_both_directions_of_a_connection_learn_adds_up_to_the_contrast() {
    let bench = Bench::new(&[64, 32, 32, 10], Activation::Tanh, 0.5, 4);
    for feedback in [0.01, 0.1, 0.4, 1.0] {
        let (iterations, held_iterations, clamp) = (400, 400, 0.01);
        let contrast = bench.proposals(&ContrastiveHebbian { iterations, held_iterations, feedback, clamp, ..Default::default() }, false);
        let sum = bench.proposals(&GeneralizedRecirculation { iterations, held_iterations, feedback, clamp, ..Default::default() }, false);
        let off: Vec<f32> = contrast.iter().zip(&sum).map(|(a, b)| a - b).collect();
        assert!(norm(&off) < 0.01 * norm(&contrast), "{feedback}: {}", norm(&off) / norm(&contrast));
    }
}

/// Layer after layer, the energy cannot rise, be the weights ever so large.
#[test]
fn settling_descends_the_energy() {
    for activation in [Activation::Tanh, Activation::Sigmoid, Activation::Clipped] {
        for feedback in [0.2, 1.0] {
            let bench = Bench::new(&[16, 12, 12, 5], activation, 4.0, 6);
            let rule = EquilibriumPropagation { iterations: 60, step: 1.0, feedback, ..Default::default() };
            let mut notes = Notes { values: vec![f64::NAN; 2], curves: Some(Vec::new()) };
            bench.learn(&rule, false, 0, Some(&mut notes));
            let curves: Vec<Curve> = notes.curves.unwrap();
            assert_eq!((curves.len(), curves[0].points.len(), curves[1].points.len()), (2, 61, 11));
            let heights: Vec<f64> = curves[0].points.iter().map(|point| point[1]).collect();
            assert!(heights.windows(2).all(|pair| pair[1] <= pair[0] + 1e-5 * pair[0].abs()), "{activation:?} {feedback}: {heights:?}");
            assert!(heights[60] < heights[0] && notes.values[0] < 0.01, "{:?}", notes.values);
        }
    }
}
