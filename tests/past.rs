//! Looking at the past of a living brain, and changing what is to come: seen from the engine.
#![expect(clippy::unwrap_used, reason = "a test that goes wrong should stop, in its helpers too")]

use brainwright::brain::Perturbation;
use brainwright::engine::Runner;
use brainwright::engine::report::{Command, Looking, Progress, Report, RunId};
use brainwright::scenario::{Scenario, parse};
use serde_json::{Value, json};

/// Two areas, one in a critical period, a rate that fades, a blur that is lifted, a variant, and a planned lesion.
fn growing() -> Value {
    json!({ "format": 1, "seed": 3, "batch": 16, "ticks": 200, "world": { "digits": {} },
        "areas": {
            "low": { "anatomy": { "dense": { "layers": [24] } }, "rule": { "feedback_alignment": {} }, "plasticity": { "rate": 0.1, "weight_noise": 0.001 } },
            "top": { "anatomy": { "dense": { "layers": [10], "output": "linear" } }, "rule": { "backprop": {} },
                "plasticity": { "rate": 0.1, "optimizer": { "adam": {} } }, "costs": { "classify": { "cost": { "cross_entropy": {} } } } } },
        "wires": {
            "eye": { "from": "world.image", "to": "low.input" }, "up": { "from": "low.output", "to": "top.input" },
            "label": { "from": "world.label", "to": "top.classify.target", "role": "teach" } },
        "variants": { "frozen": { "areas.low.plasticity.rate": 0.0 } },
        "development": {
            "tracks": {
                "areas.top.plasticity.rate": { "keys": [{ "age": 0, "value": 0.01, "then": "exponential" }, { "age": 200, "value": 0.001 }] },
                "world.blur": { "keys": [{ "age": 0, "value": 1.0, "then": "step" }, { "age": 60, "value": 0.0 }] } },
            "periods": { "low": [{ "open": 10, "close": 90 }] } },
        "perturbations": [{ "at": 70, "do": { "weight_noise": { "area": "low" } } }] })
}

fn scenario(file: &Value) -> Scenario {
    parse(&file.to_string()).unwrap()
}

/// A run that is asked by hand, and what it told last.
struct Hand {
    runner: Runner,
    last: Progress,
    told: Vec<Report>,
}

impl Hand {
    fn new(scenario: &Scenario) -> Self {
        let mut hand = Self { runner: Runner::by_hand(), last: Progress::default(), told: Vec::new() };
        hand.ask(Command::Load(RunId(1), Box::new(scenario.clone())));
        hand.ask(Command::Watch(Some("low".to_owned())));
        hand
    }

    fn ask(&mut self, command: Command) {
        self.runner.send(command);
        self.hear();
    }

    fn hear(&mut self) {
        for report in self.runner.reports() {
            match report {
                Report::Progress(progress) => self.last = *progress,
                other => self.told.push(other),
            }
        }
    }

    fn live_until(&mut self, age: u64) {
        self.ask(Command::RunUntil(age));
        self.runner.turn(100_000);
        self.hear();
    }

    fn look(&mut self, age: Option<u64>) {
        self.ask(Command::Look(age));
        self.runner.turn(100_000);
        self.hear();
    }

    /// What a window shows of the brain: weights, areas, the stimulus, moved knobs.
    fn sight(&self) -> String {
        let Progress { areas, wires, observation, moved, weights, verdicts, recovery, .. } = &self.last;
        // What a hand has turned since is now said by the scenario, from which the past may differ.
        let moved: Vec<_> = moved.iter().filter(|(path, _)| path != "areas.low.plasticity.rate").collect();
        format!("{areas:?} {wires:?} {observation:?} {moved:?} {weights:?} {verdicts:?} {recovery:?}")
    }
}

fn poke() -> Perturbation {
    serde_json::from_value(json!({ "lesion": { "area": "low", "fraction": 0.2 } })).unwrap()
}

#[test]
fn the_past_is_seen_as_it_was_at_every_age_and_the_present_waits() {
    let design = scenario(&growing());
    let mut hand = Hand::new(&design);
    let mut then = vec![(0, hand.sight())];
    for age in [1, 9, 10, 37, 60, 70, 71, 99, 130] {
        hand.live_until(age);
        then.push((age, hand.sight()));
        if age == 37 {
            hand.ask(Command::Set("areas.low.plasticity.rate".to_owned(), 0.05));
            hand.ask(Command::Perturb(poke()));
        }
    }
    hand.live_until(150);
    let present = hand.sight();
    for (age, sight) in then.iter().rev().chain(&then).filter(|(age, _)| *age != 37) {
        hand.look(Some(*age));
        assert_eq!(hand.last.looking, Some(Looking { age: *age, wanted: *age }));
        assert_eq!(hand.last.age, 150);
        assert!(hand.sight() == *sight, "age {age} was seen otherwise");
    }
    assert!(hand.last.samples.is_empty() && hand.last.rewound_to.is_none(), "what is only looked at is not lived");
    hand.look(None);
    assert!(hand.last.looking.is_none() && hand.sight() == present);
    hand.look(Some(150));
    assert_eq!(hand.last.looking, None, "the present is not the past");
    hand.live_until(200);

    let mut other = Hand::new(&design);
    other.live_until(37);
    other.ask(Command::Set("areas.low.plasticity.rate".to_owned(), 0.05));
    other.ask(Command::Perturb(poke()));
    other.live_until(200);
    assert!(hand.sight() == other.sight(), "looking changed the life");
}

#[test]
fn a_life_goes_on_from_a_past_that_is_looked_at() {
    let mut hand = Hand::new(&scenario(&growing()));
    hand.live_until(83);
    let then = hand.sight();
    hand.live_until(120);
    let whole = hand.sight();
    hand.look(Some(83));
    hand.ask(Command::GoOn);
    assert_eq!((hand.last.age, hand.last.looking, hand.last.rewound_to), (83, None, Some(83)));
    assert!(hand.sight() == then);
    assert!(hand.last.kept.iter().all(|age| *age <= 83));
    hand.live_until(120);
    assert!(hand.sight() == whole);
    // Asked before it is there, it goes on as soon as it is.
    hand.ask(Command::Look(Some(95)));
    hand.ask(Command::GoOn);
    assert_eq!(hand.last.age, 120);
    hand.runner.turn(1000);
    hand.hear();
    assert_eq!((hand.last.age, hand.last.rewound_to), (95, Some(95)));
    // Whatever is done to the brain is done to its present.
    hand.look(Some(40));
    hand.ask(Command::Perturb(poke()));
    assert_eq!((hand.last.age, hand.last.looking, hand.last.events.first().map(|event| event.age)), (95, None, Some(95)));
}
