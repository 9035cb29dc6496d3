//! Variants and claims come and go in mid-life, and nobody who stays notices.

use brainwright::brain::Perturbation;
use brainwright::engine::report::{Command, Report, RunId, Series};
use brainwright::engine::{Runner, Simulation};
use brainwright::scenario::{Scenario, preset};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The critical period's scenario, with claims and a planned poke, and only these of its variants.
fn scenario(variants: &[&str]) -> Scenario {
    let mut scenario = preset("critical_period").unwrap().scenario().unwrap();
    let mut all = scenario.variants.clone();
    scenario.variants = Default::default();
    all.insert("feedback", [("areas.cortex.rule".to_owned(), json!({ "feedback_alignment": {} }))].into_iter().collect());
    for name in variants {
        scenario.variants.insert(name, all.get(name).unwrap().clone());
    }
    let claim = |text: &str, measure: &str| json!({ "text": text, "measure": measure, "over": [0, 60], "is": { "above": 0.0 } });
    let claims = json!([claim("It reads", "accuracy.cortex.classify"), claim("It is near", "rule_angle.cortex")]);
    let scenario = scenario.with("claims", &claims).unwrap();
    let planned = json!([{ "at": 15, "do": { "weight_noise": { "area": "cortex", "amplitude": 0.3 } } }]);
    scenario.with("perturbations", &planned).unwrap()
}

fn poke() -> Perturbation {
    serde_json::from_value(json!({ "lesion": { "area": "cortex", "fraction": 0.2 } })).unwrap()
}

/// Lives to 60, with deeds at 20 and 30; `at` an age, others live beside it.
fn live(first: &Scenario, then: Option<(u64, &Scenario)>) -> (Simulation, BTreeMap<(String, u64), u64>) {
    let mut simulation = Simulation::new(first).unwrap();
    let mut told = BTreeMap::new();
    for age in 0..60 {
        match age {
            20 => simulation.perturb(&poke()).unwrap(),
            30 => simulation.set("wires.retina.gain", 0.9).unwrap(),
            _ => {}
        }
        if let Some((at, scenario)) = then
            && at == age
        {
            take(&mut simulation, &mut told);
            // A person who turned a knob sees it turned in the scenario that is changed next.
            let gain = simulation.scenario().wires.get("retina").map_or(1.0, |wire| wire.gain);
            simulation.edit(&scenario.with("wires.retina.gain", &json!(gain)).unwrap()).unwrap();
        }
        simulation.tick().unwrap();
    }
    take(&mut simulation, &mut told);
    (simulation, told)
}

fn take(simulation: &mut Simulation, told: &mut BTreeMap<(String, u64), u64>) {
    let names: Vec<String> = simulation.series().iter().map(Series::name).collect();
    told.extend(simulation.drain_samples().into_iter().map(|sample| ((names[sample.series as usize].clone(), sample.age), sample.value.to_bits())));
}

#[test]
fn who_joins_in_mid_life_is_as_if_it_had_always_been_there() {
    let (alone, both) = (scenario(&["sharp_from_birth"]), scenario(&["feedback", "sharp_from_birth"]));
    let (born_with, expected) = live(&both, None);
    for at in [0, 1, 16, 25, 45] {
        let (joined, told) = live(&alone, Some((at, &both)));
        for name in ["feedback", "sharp_from_birth"] {
            assert!(joined.variant(name).unwrap().state == born_with.variant(name).unwrap().state, "{name} joined at {at}");
        }
        assert!(joined.network().state == born_with.network().state, "{at}");
        let apart: Vec<_> = expected.iter().filter(|(key, value)| told.get(key) != Some(value)).map(|(key, _)| key).collect();
        assert!(apart.is_empty() && told.len() == expected.len(), "joined at {at}: {apart:?}");
        assert_eq!(joined.verdicts(), born_with.verdicts());
        assert_eq!(joined.life().unwrap(), born_with.life().unwrap(), "what is saved has the newcomer from birth");
    }
}

#[test]
fn who_leaves_and_what_is_claimed_disturb_nobody() {
    let (both, alone) = (scenario(&["feedback", "sharp_from_birth"]), scenario(&["sharp_from_birth"]));
    let (expected, _) = live(&alone, None);
    let mut claimed = alone.clone();
    claimed.claims.pop();
    claimed.claims[0].text = "Said otherwise".to_owned();
    claimed.lesson.text = "Said otherwise".to_owned();
    for (first, then) in [(&both, &alone), (&alone, &claimed)] {
        let (left, _) = live(first, Some((40, then)));
        assert!(left.network().state == expected.network().state);
        assert!(left.variant("sharp_from_birth").unwrap().state == expected.variant("sharp_from_birth").unwrap().state);
        assert!(left.variant("feedback").is_none() && left.life().is_ok());
    }
}

/// While a newcomer lives up to the others, a session at rest goes on until it is there, tells of it, and does what is asked meanwhile to all.
#[test]
fn a_session_at_rest_lets_a_newcomer_live_up_to_the_others() {
    let (alone, both) = (scenario(&[]), scenario(&["feedback"]));
    let mut runner = Runner::by_hand();
    runner.send(Command::Load(RunId(1), Box::new(alone)));
    runner.send(Command::RunUntil(50));
    runner.turn(50);
    runner.reports();
    runner.send(Command::Edit(RunId(1), Box::new(both)));
    runner.turn(10);
    runner.send(Command::Perturb(poke()));
    runner.turn(1000);
    let mut ages = Vec::new();
    let (mut series, mut life) = (Vec::new(), None);
    for report in runner.reports() {
        match report {
            Report::Loaded { series: told, .. } => series = told.iter().map(Series::name).collect(),
            Report::Progress(progress) => {
                assert_eq!(progress.age, 50);
                let of_newcomer =
                    progress.samples.iter().filter(|sample| series.get(sample.series as usize).is_some_and(|name: &String| name.starts_with("feedback/")));
                ages.extend(of_newcomer.map(|sample| sample.age));
                life = progress.life;
            }
            _ => {}
        }
    }
    assert_eq!((ages.first(), ages.last()), (Some(&0), Some(&50)));
    let saved: Value = serde_json::to_value(&*life.unwrap().unwrap()).unwrap();
    assert_eq!((saved["journal"][0]["at"].as_u64(), saved["variants"].as_object().map(serde_json::Map::len)), (Some(50), Some(1)));
}
