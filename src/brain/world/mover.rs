//! A world of things of which some are hands: hands make other things move. Whoever has a hand may look at what it does.

use super::statistics::area_under_curve;
use super::{Content, Dataset, Nature, Port, Seen, WorldMeasure};
use crate::option;
use crate::seed::{Generator, Seed, fill_normal};
use rand::RngExt;
use std::f32::consts::TAU;

option! {
    /// Eight places around a face; in each a thing, as 5×5 pixels with noise: a hand (in one of four turns), a ball (six kinds), or something that rests
    /// (twelve kinds). Hands move with p = 0.7 and set something in motion with 0.5, balls move with 0.5 and do so with 0.04. An innate
    /// detector reports such a *mover event* with p = 0.8, and with 0.03 where something moved without one. The face looks at a hand with
    /// `agreement`, else anywhere; its gaze comes as 16 broadly tuned numbers. `hands` and `direction` are the truth, to measure with (SCIENCE F,
    /// S25). Source: Ullman, Harari & Dorfman 2012.
    pub struct Mover {
        /// Deviation of every pixel's noise.
        pub noise: f64 = 0.35, linear(0.0, 10.0), "", live;
        /// Part of the things that are hands.
        pub hands: f64 = 0.2, linear(0.0, 1.0), "", live;
        /// Part of the things that are balls.
        pub balls: f64 = 0.3, linear(0.0, 1.0), "", live;
        /// How often the face looks at a hand, if there is one, and not anywhere.
        pub agreement: f64 = 0.8, linear(0.0, 1.0), "", live;
    }
}

const SIDE: usize = 5;
const PIXELS: usize = SIDE * SIDE;
const PLACES: usize = 8;
const TUNED: usize = 16;
const TRAIN: usize = 2048;
const TEST: usize = 1024;
/// Kinds of pictures: a hand in four turns, balls, things that rest.
const KINDS: [std::ops::Range<usize>; 3] = [0..4, 4..10, 10..22];
/// How probably a hand, a ball, a resting thing moves; and then sets something in motion.
const MOVES: [(f64, f64); 3] = [(0.7, 0.5), (0.5, 0.04), (0.0, 0.0)];
const HIT: f64 = 0.8;
const FALSE_ALARM: f64 = 0.03;
/// Sharpness of the tuning to gaze, and its noise.
const TUNING: f32 = 2.0;
const GAZE_NOISE: f32 = 0.2;

impl Mover {
    /// Black-and-white pictures of every kind of thing; a hand's turns are one picture, turned.
    fn pictures(seed: Seed) -> Vec<f32> {
        let mut generator = seed.stream("world", "things").at(0);
        let mut pictures: Vec<f32> = (0..KINDS[2].end * PIXELS).map(|_| f32::from(generator.random_bool(0.5))).collect();
        for turn in 1..KINDS[0].end {
            for pixel in 0..PIXELS {
                pictures[turn * PIXELS + pixel] = pictures[(turn - 1) * PIXELS + (SIDE - 1 - pixel % SIDE) * SIDE + pixel / SIDE];
            }
        }
        pictures
    }
}

impl Nature for Mover {
    fn ports(&self) -> Vec<Port> {
        let port = |name, units, content| Port { name, units, content, pixels: None };
        vec![
            Port { name: "scene", units: PLACES * PIXELS, content: Content::Observation, pixels: Some((SIDE, SIDE)) },
            port("events", PLACES, Content::Value),
            port("motion", PLACES, Content::Value),
            port("chance", PLACES, Content::Value),
            port("gaze", TUNED, Content::Observation),
            port("hands", PLACES, Content::Value),
            port("direction", 2, Content::Value),
        ]
    }

    fn sample_count(&self) -> usize {
        TRAIN + TEST
    }

    fn dataset(&self, seed: Seed) -> Dataset {
        let truth = Self::pictures(seed);
        Dataset::drawn(self, seed.stream("world", "mover").at(0), [TRAIN, TEST], truth)
    }

    fn is_endless(&self) -> bool {
        true
    }

    fn draw(&self, truth: &[f32], generator: &mut Generator, ports: &mut [Vec<f32>]) {
        let [scenes, events, motion, chance, gazes, hands, directions] = ports else { return };
        fill_normal(generator, self.noise as f32, scenes);
        fill_normal(generator, GAZE_NOISE, gazes);
        for (sample, scene) in scenes.chunks_exact_mut(PLACES * PIXELS).enumerate() {
            let places = sample * PLACES..(sample + 1) * PLACES;
            let hands = &mut hands[places.clone()];
            for (place, picture) in scene.chunks_exact_mut(PIXELS).enumerate() {
                let lot: f64 = generator.random();
                let kind = if lot < self.hands { 0 } else { 1 + usize::from(lot >= self.hands + self.balls) };
                let thing = generator.random_range(KINDS[kind].clone());
                picture.iter_mut().zip(&truth[thing * PIXELS..(thing + 1) * PIXELS]).for_each(|(x, ink)| *x += ink);
                let (moves, causes) = MOVES[kind];
                let moved = generator.random_bool(moves);
                let caused = moved && generator.random_bool(causes);
                let reported = generator.random_bool(if caused { HIT } else { FALSE_ALARM });
                let at = places.start + place;
                hands[place] = f32::from(kind == 0);
                motion[at] = f32::from(moved);
                events[at] = f32::from(moved && reported);
                chance[at] = f32::from(generator.random_bool(EVENT_RATE));
            }
            let looks = generator.random_bool(self.agreement);
            let among = hands.iter().filter(|&&hand| hand > 0.0).count();
            let place = if looks && among > 0 {
                let chosen = generator.random_range(0..among);
                (0..PLACES).filter(|&place| hands[place] > 0.0).nth(chosen).unwrap_or(0)
            } else {
                generator.random_range(0..PLACES)
            };
            // A thing may be anywhere in its eighth of the circle.
            let angle = (place as f32 + generator.random::<f32>() - 0.5) / PLACES as f32 * TAU;
            (directions[2 * sample + 1], directions[2 * sample]) = angle.sin_cos();
            for (cell, response) in gazes[sample * TUNED..(sample + 1) * TUNED].iter_mut().enumerate() {
                *response += (TUNING * ((cell as f32 / TUNED as f32 * TAU - angle).cos() - 1.0)).exp();
            }
        }
    }

    fn measures(&self) -> &'static [WorldMeasure] {
        &[
            WorldMeasure { key: "hands_told", title: "hands told from other things (AUC)", unit: "", prominent: true },
            WorldMeasure { key: "gaze_error", title: "direction of gaze, mean error", unit: "°", prominent: true },
        ]
    }

    fn fits(&self, index: usize, units: usize) -> bool {
        units == PLACES || (index == 1 && units == 2)
    }

    /// Of eight outputs, each is for its place: they are scored together, or pull into the directions of their places.
    fn take(&self, index: usize, seen: Seen<'_>) -> f64 {
        if index == 0 {
            let is_hand: Vec<bool> = seen.samples.ports[5].iter().map(|&hand| hand > 0.0).collect();
            return area_under_curve(seen.output, &is_hand);
        }
        let pairs = seen.output.chunks_exact(seen.units).zip(seen.samples.ports[6].chunks_exact(2));
        let error = |(output, truth): (&[f32], &[f32])| {
            let pull = |component: fn(f32) -> f32| output.iter().enumerate().map(|(place, z)| z * component(place as f32 / PLACES as f32 * TAU)).sum::<f32>();
            let (x, y) = if let [x, y] = *output { (x, y) } else { (pull(f32::cos), pull(f32::sin)) };
            let cosine = (x * truth[0] + y * truth[1]) / x.hypot(y);
            // Who points nowhere is as wrong as chance.
            if cosine.is_finite() { f64::from(cosine.clamp(-1.0, 1.0).acos().to_degrees()) } else { 90.0 }
        };
        pairs.map(error).sum::<f64>() / seen.samples.count as f64
    }
}

/// How often an event is reported of a thing, with the usual numbers of hands and balls.
const EVENT_RATE: f64 = 0.2 * (0.7 * 0.5 * HIT + 0.7 * 0.5 * FALSE_ALARM) + 0.3 * (0.5 * 0.04 * HIT + 0.5 * 0.96 * FALSE_ALARM);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_mostly_of_hands_but_miss_most_of_them() {
        let world = Mover::default();
        let mut ports: Vec<Vec<f32>> = world.ports().iter().map(|port| vec![0.0; 20_000 * port.units]).collect();
        world.draw(&Mover::pictures(Seed(1)), &mut Seed(1).stream("test", "mover").at(0), &mut ports);
        let both = ports[1].iter().zip(&ports[5]).map(|(event, hand)| event * hand).sum::<f32>();
        let (events, hands, things) = (ports[1].iter().sum::<f32>(), ports[5].iter().sum::<f32>(), ports[5].len() as f32);
        assert!((hands / things - 0.2).abs() < 0.005);
        // SCIENCE S25: precision .84, recall .30.
        assert!((both / events - 0.86).abs() < 0.02 && (both / hands - 0.29).abs() < 0.01, "{} {}", both / events, both / hands);
        assert!((ports[3].iter().sum::<f32>() / events - 1.0).abs() < 0.05, "chance has the rate of events");
        let moving = ports[2].iter().zip(&ports[5]).map(|(moves, hand)| moves * hand).sum::<f32>() / ports[2].iter().sum::<f32>();
        assert!((moving - 0.14 / 0.29).abs() < 0.01, "{moving}");
    }

    #[test]
    fn the_face_looks_at_hands_and_measures_know() {
        let world = Mover::default();
        let samples = world.dataset(Seed(3)).test;
        let take = |index, output: &[f32], units| world.take(index, Seen { samples: &samples, output, units });
        assert_eq!(take(0, &samples.ports[5], 8), 1.0);
        assert!((take(0, &samples.ports[3], 8) - 0.5).abs() < 0.03);
        assert!(take(1, &samples.ports[6], 2) < 0.1);
        // Hands pull the gaze to them, all of them; what is drawn by chance does not.
        assert!(take(1, &samples.ports[5], 8) < 65.0 && (take(1, &samples.ports[3], 8) - 90.0).abs() < 8.0);
        // Populations of broadly tuned cells point where the face looks.
        let pointing: Vec<f32> = samples.ports[4].chunks_exact(16).flat_map(|cells| (0..8).map(|place| cells[2 * place]).collect::<Vec<_>>()).collect();
        assert!(take(1, &pointing, 8) < 20.0, "{}", take(1, &pointing, 8));
    }

    #[test]
    fn a_hand_turned_four_times_is_itself() {
        let pictures = Mover::pictures(Seed(1));
        let turned: Vec<f32> = (0..PIXELS).map(|pixel| pictures[3 * PIXELS + (SIDE - 1 - pixel % SIDE) * SIDE + pixel / SIDE]).collect();
        assert_eq!(turned, pictures[..PIXELS]);
        assert_ne!(pictures[PIXELS..2 * PIXELS], pictures[..PIXELS]);
    }
}
