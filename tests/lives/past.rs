//! Looking at the past of a living brain, and changing what is to come: seen from the engine.

use brainwright::brain::Perturbation;
use brainwright::engine::report::{Command, Looking, Progress, Report, RunId};
use brainwright::engine::{Runner, Simulation};
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
        if age == 37 || age == 60 {
            hand.ask(Command::Set("areas.low.plasticity.rate".to_owned(), 0.05));
            hand.ask(Command::Perturb(poke()));
        }
    }
    hand.live_until(150);
    let present = hand.sight();
    for (age, sight) in then.iter().rev().chain(&then).filter(|(age, _)| ![37, 60].contains(age)) {
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
    for age in [37, 60] {
        other.live_until(age);
        other.ask(Command::Set("areas.low.plasticity.rate".to_owned(), 0.05));
        other.ask(Command::Perturb(poke()));
    }
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

/// With one part of the file set.
fn with(scenario: &Scenario, path: &str, value: Value) -> Scenario {
    scenario.with(path, &value).unwrap()
}

/// What a run comes to: its last sight and the life it says it lived.
fn end_of(hand: &mut Hand) -> (String, Scenario) {
    hand.live_until(200);
    (hand.sight(), (**hand.last.life.as_ref().unwrap().as_ref().unwrap()).clone())
}

/// Stages that are left by what is measured and by time, with tracks and a period of their own, beside what everybody has.
fn staged() -> Value {
    let mut file = growing();
    file["development"]["every"] = json!(20);
    file["development"]["stages"] = json!({
        "young": { "tracks": { "wires.up.gain": { "keys": [{ "age": 0, "value": 0.5 }, { "age": 100, "value": 1.0 }] } },
            "to": [{ "stage": "grown", "when": { "any": [{ "measure": { "name": "cost.top.classify", "is": { "below": 0.001 }, "for": 2 } }, { "after": 70 }] } }] },
        "grown": { "to": [{ "stage": "old", "when": { "any": [{ "measure": { "name": "accuracy.top.classify", "is": { "above": 0.9 }, "for": 2 } }, { "after": 50 }] } }] },
        "old": { "tracks": { "areas.top.plasticity.rate": { "keys": [{ "age": 0, "value": 0.003 }] } } } });
    file["development"]["periods"]["top"] = json!([{ "open": 0, "close": 60, "open_from": "grown", "close_from": "grown" }, { "open": 0, "close": 80 }]);
    file
}

#[test]
fn an_edit_of_the_future_is_taken_over_in_place_and_it_is_as_if_it_were_born_so() {
    let plain = scenario(&growing());
    let stages = scenario(&staged());
    let tracks = |scenario: &Scenario, change: &dyn Fn(&mut Scenario)| {
        let mut changed = scenario.clone();
        change(&mut changed);
        changed
    };
    let key = |age, value| brainwright::brain::development::Key::new(age, value, brainwright::brain::development::Interpolation::Linear);
    // At age 113 the stages are in `grown`, which was entered at 80 and was evaluated once.
    let futures: Vec<(&str, &Scenario, Scenario)> = vec![
        ("a period closes later", &plain, with(&plain, "development.periods.low", json!([{ "open": 10, "close": 90 }, { "open": 150, "close": 170 }]))),
        ("a period opens", &plain, with(&plain, "development.periods.top", json!([{ "open": 0, "close": 140 }]))),
        ("a key is added", &plain, tracks(&plain, &|s| s.development.tracks.get_mut("world.blur").unwrap().keys.extend([key(120, 0.0), key(130, 0.7)]))),
        (
            "a course is changed",
            &plain,
            tracks(&plain, &|s| {
                let track = s.development.tracks.get_mut("areas.top.plasticity.rate").unwrap();
                let value = track.value(113).unwrap();
                track.keys[0].toward = track.keys[0].aim(track.keys.get(1));
                track.keys.insert(1, key(113, value));
                track.keys[2].value = 0.05;
            }),
        ),
        (
            "a track begins",
            &plain,
            tracks(&plain, &|s| {
                let track = brainwright::brain::development::Track { keys: vec![key(0, 0.001), key(113, 0.001), key(150, 0.1)], ..Default::default() };
                s.development.tracks.insert("areas.low.plasticity.weight_noise".into(), track);
            }),
        ),
        (
            "a period counts from the stage that goes on",
            &stages,
            with(
                &stages,
                "development.periods.top",
                json!([{ "open": 0, "close": 90, "open_from": "grown", "close_from": "grown" }, { "open": 0, "close": 80 }]),
            ),
        ),
        (
            "a stage to come has another track",
            &stages,
            with(&stages, "development.stages.old.tracks", json!({ "wires.up.gain": { "keys": [{ "age": 0, "value": 0.2 }] } })),
        ),
        (
            "a stage to come waits and goes on",
            &stages,
            tracks(&stages, &|s| {
                s.development.stages.get_mut("old").unwrap().to =
                    serde_json::from_value(json!([{ "stage": "new", "when": { "measure": { "name": "gradient_norm", "is": { "above": 0.0 } } } }])).unwrap();
                s.development
                    .stages
                    .insert("new", serde_json::from_value(json!({ "tracks": { "world.blur": { "keys": [{ "age": 0, "value": 1.0 }] } } })).unwrap());
            }),
        ),
    ];
    for (what, design, future) in futures {
        assert_eq!(brainwright::scenario::check(&future), [], "{what}");
        let mut hand = Hand::new(design);
        hand.live_until(40);
        hand.ask(Command::Perturb(poke()));
        hand.live_until(113);
        hand.ask(Command::Edit(RunId(2), Box::new(future.clone())));
        assert!(!hand.told.iter().any(|report| matches!(report, Report::Past { .. } | Report::Refused { .. })), "{what}: {:?}", hand.told.last());
        // The past can still be looked at, and gone back to.
        hand.look(Some(75));
        hand.look(None);
        let (sight, life) = end_of(&mut hand);
        assert_eq!(Scenario { journal: Vec::new(), ..life.clone() }, future, "{what}");
        let mut born = Hand::new(&life);
        assert!(end_of(&mut born) == (sight.clone(), life.clone()), "{what}: another life");
        hand.ask(Command::Rewind(60));
        hand.live_until(113);
        let (again, _) = end_of(&mut hand);
        assert!(again == sight, "{what}: another life after going back");
        let mut without = Hand::new(design);
        without.live_until(40);
        without.ask(Command::Perturb(poke()));
        assert!(end_of(&mut without).0 != sight, "{what}: it makes no difference");
    }
}

#[test]
fn an_edit_of_the_past_is_offered_to_be_lived_again_and_what_was_done_is_done_again() {
    let (plain, stages) = (scenario(&growing()), scenario(&staged()));
    let pasts: Vec<(&str, &Scenario, Scenario, u64)> = vec![
        (
            "blur is lifted earlier",
            &plain,
            with(
                &plain,
                "development.tracks",
                json!({ "world.blur": { "keys": [{ "age": 0, "value": 1.0, "then": "step" }, { "age": 43, "value": 0.0 }] },
            "areas.top.plasticity.rate": { "keys": [{ "age": 0, "value": 0.01, "then": "exponential" }, { "age": 200, "value": 0.001 }] } }),
            ),
            43,
        ),
        ("a period closes earlier", &plain, with(&plain, "development.periods.low", json!([{ "open": 10, "close": 66 }])), 66),
        (
            "a rate that was turned by hand gets a track",
            &plain,
            with(&plain, "development.tracks", json!({ "areas.low.plasticity.rate": { "keys": [{ "age": 0, "value": 0.1 }] } })),
            0,
        ),
        (
            "a stage that was left has another guard",
            &stages,
            with(&stages, "development.stages.young.to", json!([{ "stage": "grown", "when": { "after": 50 } }])),
            20,
        ),
        (
            "a stage that goes on has another guard",
            &stages,
            with(&stages, "development.stages.grown.to", json!([{ "stage": "old", "when": { "after": 5 } }])),
            100,
        ),
        (
            "a stage has another track",
            &stages,
            with(
                &stages,
                "development.stages.young.tracks",
                json!({ "wires.up.gain": { "keys": [{ "age": 0, "value": 0.5 }, { "age": 50, "value": 0.5 }, { "age": 100, "value": 1.0 }] } }),
            ),
            1,
        ),
        ("stages are taken away", &stages, plain.clone(), 0),
    ];
    for (what, design, past, differs_from) in pasts {
        assert_eq!(brainwright::scenario::check(&past), [], "{what}");
        let mut hand = Hand::new(design);
        hand.live_until(55);
        hand.ask(Command::Set("areas.low.plasticity.rate".to_owned(), 0.05));
        hand.live_until(90);
        hand.ask(Command::Perturb(poke()));
        hand.live_until(113);
        let before = hand.sight();
        // The window's document has the knob where it was turned to.
        let past = with(&past, "areas.low.plasticity.rate", json!(0.05));
        hand.ask(Command::Edit(RunId(2), Box::new(past.clone())));
        let offered = hand.told.iter().find_map(|report| if let Report::Past { from, kept, .. } = report { Some((*from, *kept)) } else { None });
        assert_eq!(offered, Some((differs_from, Some(differs_from / 10 * 10))), "{what}");
        assert!(hand.sight() == before && hand.last.age == 113, "{what}: nothing happened yet");
        hand.ask(Command::LiveAgain(RunId(3), Box::new(past.clone()), differs_from));
        hand.runner.turn(1000);
        hand.hear();
        assert_eq!((hand.last.age, hand.last.rewound_to.is_some() || hand.last.playing), (113, false), "{what}");
        let (sight, life) = end_of(&mut hand);
        assert_eq!(life.journal.iter().map(|entry| entry.at).collect::<Vec<_>>(), [55, 90], "{what}");
        assert_eq!(life.development, past.development, "{what}");
        let mut born = Hand::new(&life);
        assert!(end_of(&mut born).0 == sight, "{what}: another life");
    }
}

#[test]
fn what_development_made_of_a_brain_is_told_as_it_was() {
    let design = scenario(&staged());
    let mut hand = Hand::new(&design);
    let mut lived: Vec<(String, u64, f64)> = Vec::new();
    for age in (7..=200).step_by(7) {
        hand.live_until(age);
        lived.extend(hand.last.lived.iter().map(|lived| (lived.path.to_string(), lived.age, lived.value)));
    }
    let at = |path: &str, age: u64| lived.iter().rev().find(|lived| lived.0 == path && lived.1 <= age).map(|lived| lived.2);
    let mut alone = Simulation::new(&design).unwrap();
    for age in 0..196 {
        alone.tick().unwrap();
        let network = alone.network();
        for path in ["wires.up.gain", "world.blur", "areas.top.plasticity.rate"] {
            let value = network.live.knob_address(path).unwrap().get(&network.live);
            assert_eq!(at(path, age), Some(value), "{path} at {age}");
        }
        assert_eq!(at("periods.top", age), Some(network.openness_at(1, age)), "at {age}");
    }
}

/// A variant that lives beside the scenario with another rate.
fn with_company(design: &Scenario) -> Scenario {
    let mut variants = serde_json::to_value(&design.variants).unwrap();
    variants["eager"] = json!({ "areas.top.plasticity.rate": 0.3 });
    with(design, "variants", variants)
}

/// What is known of a life by its name: the newest value of every measure of it, and its state.
fn of_variant(hand: &mut Hand, design: &Scenario, until: u64) -> String {
    hand.live_until(until);
    let life = hand.last.life.as_ref().unwrap().as_ref().unwrap();
    let mut again = Simulation::new(life).unwrap();
    (0..until).for_each(|_| again.tick().unwrap());
    let states: Vec<_> = design.variants.names().map(|name| again.variant(name).unwrap().state.clone()).collect();
    format!("{states:?}")
}

#[test]
fn the_past_before_a_newcomer_joined_can_still_be_looked_at_and_gone_on_from() {
    let alone = scenario(&growing());
    let both = with_company(&alone);
    let mut always = Hand::new(&both);
    let mut then = Vec::new();
    for age in [25, 40, 73, 88, 140] {
        always.live_until(age);
        then.push((age, always.sight()));
        if age == 40 {
            always.ask(Command::Perturb(poke()));
        }
    }
    // It joins at 120; where a person looks or goes while it still lives up to the others, after so many ticks of its own.
    for lived in [0, 1, 30, 39, 41, 75, 1000] {
        let mut hand = Hand::new(&alone);
        hand.live_until(40);
        hand.ask(Command::Perturb(poke()));
        hand.live_until(120);
        let kept = hand.last.kept.clone();
        assert!(kept.len() > 5, "{kept:?}");
        hand.ask(Command::Edit(RunId(1), Box::new(both.clone())));
        hand.runner.turn(lived);
        hand.hear();
        assert_eq!(hand.last.kept, kept, "what was kept stays");
        for (age, sight) in then.iter().filter(|(age, _)| *age < 120 && *age != 40) {
            hand.look(Some(*age));
            assert_eq!(hand.last.looking, Some(Looking { age: *age, wanted: *age }));
            assert!(hand.sight() == *sight, "age {age} was seen otherwise, {lived} ticks after it joined");
        }
        hand.look(None);
        hand.live_until(140);
        assert!(hand.sight() == then[4].1);

        for age in [73, 88] {
            let mut hand = Hand::new(&alone);
            hand.live_until(40);
            hand.ask(Command::Perturb(poke()));
            hand.live_until(120);
            hand.ask(Command::Edit(RunId(1), Box::new(both.clone())));
            hand.runner.turn(lived);
            hand.hear();
            hand.look(Some(age));
            hand.ask(Command::GoOn);
            hand.runner.turn(1000);
            hand.hear();
            assert_eq!(hand.last.age, age);
            let samples: Vec<(u32, u64)> = hand.last.samples.iter().map(|sample| (sample.series, sample.age)).collect();
            let mut once = samples.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), samples.len(), "something was told twice");
            assert_eq!(of_variant(&mut hand, &both, 140), of_variant(&mut always, &both, 140), "gone on from {age}, {lived} ticks after it joined");
            assert!(hand.sight() == then[4].1, "gone on from {age}");
        }
        let mut hand = Hand::new(&alone);
        hand.live_until(40);
        hand.ask(Command::Perturb(poke()));
        hand.live_until(120);
        hand.ask(Command::Edit(RunId(1), Box::new(both.clone())));
        hand.runner.turn(lived);
        hand.ask(Command::Rewind(60));
        hand.runner.turn(1000);
        hand.hear();
        assert_eq!(hand.last.age, 60);
        hand.live_until(140);
        assert!(hand.sight() == then[4].1, "rewound");
        // Who leaves is gone from what is kept as well.
        hand.ask(Command::Edit(RunId(1), Box::new(alone.clone())));
        hand.look(Some(88));
        assert_eq!(hand.last.looking.map(|looking| looking.age), Some(88));
        hand.ask(Command::GoOn);
        hand.live_until(140);
        assert!(hand.sight() == then[4].1, "alone again");
    }
}

#[test]
fn the_states_of_newcomers_are_those_of_who_was_always_there_after_going_back() {
    use brainwright::engine::Simulation;
    let alone = scenario(&growing());
    let both = with_company(&alone);
    let mut always = Simulation::new(&both).unwrap();
    let mut kept = Vec::new();
    let mut simulation = Simulation::new(&alone).unwrap();
    for age in 0..120 {
        if age % 10 == 0 {
            kept.push(simulation.keep());
        }
        if age == 50 {
            simulation.perturb(&poke()).unwrap();
            always.perturb(&poke()).unwrap();
        }
        simulation.tick().unwrap();
        always.tick().unwrap();
    }
    simulation.edit_all(&both, &mut kept, false).unwrap();
    while simulation.catch_up(&mut kept) {}
    assert_eq!(kept.len(), 12);
    for moment in kept.iter().rev() {
        simulation.go_back(moment);
        assert!(!simulation.is_behind(), "{}", moment.age());
        while simulation.age() < 50 {
            simulation.tick().unwrap();
        }
        if moment.age() <= 50 {
            simulation.perturb(&poke()).unwrap();
        }
        while simulation.age() < 120 {
            simulation.tick().unwrap();
        }
        for name in ["frozen", "eager"] {
            assert!(simulation.variant(name).unwrap().state == always.variant(name).unwrap().state, "{name} from {}", moment.age());
        }
    }
}

#[test]
fn what_is_to_be_done_again_survives_an_edit_that_is_made_on_the_way() {
    let plain = scenario(&growing());
    let past = with(&plain, "development.periods.low", json!([{ "open": 10, "close": 66 }]));
    let earlier = with(&plain, "development.periods.low", json!([{ "open": 10, "close": 35 }]));
    let from_birth = with(&past, "development.tracks", json!({}));
    let deeds = |hand: &Hand| -> Vec<u64> { hand.last.life.as_ref().unwrap().as_ref().unwrap().journal.iter().map(|entry| entry.at).collect() };
    let lived = |again: &Scenario, from: u64| {
        let mut hand = Hand::new(&plain);
        hand.live_until(90);
        hand.ask(Command::Set("areas.low.plasticity.rate".to_owned(), 0.05));
        hand.live_until(100);
        hand.ask(Command::Perturb(poke()));
        hand.live_until(113);
        // The window's document has the knob where it was turned to.
        let again = with(again, "areas.low.plasticity.rate", json!(0.05));
        hand.ask(Command::Edit(RunId(2), Box::new(again.clone())));
        hand.ask(Command::LiveAgain(RunId(3), Box::new(again.clone()), from));
        hand.runner.turn(5);
        hand.hear();
        assert!(hand.last.age < 90 && hand.last.playing, "{}", hand.last.age);
        (hand, again)
    };
    for (design, from) in [(&past, 66), (&from_birth, 0)] {
        let (mut hand, again) = lived(design, from);
        // A node is moved, a knob is turned, somebody joins, and a cost is added, one after the other.
        let mut changed = with(&again, "layout", json!({ "low": [5.0, 5.0] }));
        hand.ask(Command::Edit(RunId(3), Box::new(changed.clone())));
        changed = with(&changed, "areas.low.plasticity.rate", json!(0.07));
        hand.ask(Command::Edit(RunId(3), Box::new(changed.clone())));
        changed = with_company(&changed);
        hand.ask(Command::Edit(RunId(3), Box::new(changed.clone())));
        hand.runner.turn(1000);
        hand.hear();
        assert_eq!(hand.last.age, 113);
        let at = deeds(&hand);
        assert!(at.len() == 3 && at[1..] == [90, 100], "{at:?}");
        assert_eq!(hand.last.recovery.as_ref().map(|recovery| recovery.at), Some(100));
        let (sight, life) = end_of(&mut hand);
        assert!(end_of(&mut Hand::new(&life)).0 == sight, "another life");

        // Lived again once more before it is there: it still goes where it went, and does all that.
        let (mut hand, again) = lived(design, from);
        let twice = with(&again, "development.periods.low", serde_json::to_value(earlier.development.periods.get("low")).unwrap());
        hand.ask(Command::LiveAgain(RunId(4), Box::new(twice), if from == 0 { 0 } else { 35 }));
        hand.runner.turn(1000);
        hand.hear();
        assert_eq!((hand.last.age, deeds(&hand)), (113, vec![90, 100]));

        // What a rebuilt brain has no place for is not done, and that is told.
        let (mut hand, again) = lived(design, from);
        let mut without = serde_json::to_value(&again).unwrap();
        without["areas"].as_object_mut().unwrap().remove("low");
        for part in ["perturbations", "variants", "layout"] {
            without.as_object_mut().unwrap().remove(part);
        }
        without["development"] = json!({});
        without["wires"] =
            json!({ "up": { "from": "world.image", "to": "top.input" }, "label": { "from": "world.label", "to": "top.classify.target", "role": "teach" } });
        hand.ask(Command::Edit(RunId(4), Box::new(scenario(&without))));
        let told = hand.last.events.iter().map(|event| event.text.as_str()).collect::<Vec<_>>().join("\n");
        assert!(told.contains("2 things that were done by hand from age 90 on are not done again"), "{told}");
        hand.runner.turn(1000);
        hand.hear();
        assert_eq!(hand.last.age, 113);
        assert!(!hand.told.iter().any(|report| matches!(report, Report::Refused { .. } | Report::Failed { .. })), "{:?}", hand.told.last());
    }
}
