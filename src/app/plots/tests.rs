//! The plots, driven as a person would.

use super::*;
use crate::engine::report::Series;
use crate::scenario::Measure;
use egui::{Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

struct Panel {
    kind: PlotKind,
    view: PlotView,
    record: Record,
    scenario: Scenario,
    actions: Vec<Action>,
}

fn panel(kind: PlotKind) -> Panel {
    let scenario = testing::welcome();
    let mut record = testing::record_for(&scenario);
    testing::feed(&mut record, 0..600, |name, age| match name {
        _ if name.starts_with("cost.") => 0.1 + 2.0 * (-(age as f64) / 200.0).exp(),
        _ if name.starts_with("rule_angle.visual") => 60.0 + 30.0 * (-(age as f64) / 200.0).exp(),
        _ => f64::NAN,
    });
    testing::disturb(&mut record, 400);
    Panel { kind, view: PlotView::default(), record, scenario, actions: Vec::new() }
}

fn harness(kind: PlotKind) -> Harness<'static, Panel> {
    harness_of(panel(kind))
}

fn harness_of(panel: Panel) -> Harness<'static, Panel> {
    let mut harness = Harness::builder().with_size(vec2(320.0, 300.0)).build_ui_state(
        |ui, panel: &mut Panel| {
            if !testing::is_dressed(ui) {
                return;
            }
            panel_ui(ui, panel.kind, &mut panel.view, &panel.record, &panel.scenario, &mut panel.actions);
        },
        panel,
    );
    harness.run_steps(4);
    harness
}

fn scroll(harness: &mut Harness<'_, Panel>, at: Pos2, delta: f32) {
    harness.hover_at(at);
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, delta),
        phase: egui::TouchPhase::Move,
        modifiers: egui::Modifiers::NONE,
        source: egui::MouseWheelSource::Wheel,
    });
    harness.run_steps(20);
}

#[test]
fn every_plot_shows_its_sentence_and_stays_inside() {
    for (kind, words) in [(PlotKind::Losses, "Training cost"), (PlotKind::Alignment, "from the true gradient"), (PlotKind::Recovery, "poke it")] {
        let harness = harness(kind);
        let sentence = harness.get_by_label_contains(words);
        assert!(sentence.rect().max.y <= 300.0, "{kind:?}: {:?}", sentence.rect());
        assert!(harness.get_by_label(&format!("{} plot", title(kind))).rect().height() > 120.0);
    }
}

#[test]
fn what_a_rule_tells_about_itself_stands_with_its_like() {
    let mut record = Record::default();
    let scenario = testing::welcome();
    let told = |name: &str, title: &str, unit: &'static str| Measure {
        name: name.into(),
        title: format!("Visual area, {title}"),
        unit,
        panel: if unit == "°" { PlotKind::Alignment } else { PlotKind::Losses },
        prominent: true,
        dimensions: 0,
        of_world: false,
    };
    let own = [told("basal_angle.visual", "apical to basal", "°"), told("unsettled.visual", "still moving when it learned", "%")];
    record.load(scenario.measures().into_iter().chain(own).map(|measure| Series { variant: None, measure }).collect());
    testing::feed(&mut record, 0..300, |name, _| if name == "basal_angle.visual" { 40.0 } else { 0.5 });
    for (kind, title) in [(PlotKind::Alignment, "Visual area, apical to basal"), (PlotKind::Losses, "Visual area, still moving when it learned")] {
        let panel = Panel { kind, view: PlotView::default(), record: record.clone(), scenario: scenario.clone(), actions: Vec::new() };
        let harness = harness_of(panel);
        let chip = harness.get_by_label(title).rect();
        assert!(chip.max.x <= 320.0 && chip.max.y <= 300.0, "{kind:?}: {chip:?}");
        let curves = &harness.state().view.made.as_ref().unwrap().1;
        assert!(curves.values.is_some_and(|(least, most)| least <= 40.0 && most >= 0.5));
    }
}

#[test]
fn a_chip_hides_its_measure_and_shows_it_again() {
    let mut harness = harness(PlotKind::Losses);
    let shown = |harness: &Harness<'_, Panel>| harness.state().view.made.as_ref().unwrap().1.curves.len();
    let before = shown(&harness);
    harness.get_by_label("Decision area, cross-entropy").click();
    harness.run_steps(3);
    assert_eq!(shown(&harness), before - 1);
    harness.get_by_label("Decision area, cross-entropy").click();
    harness.run_steps(3);
    assert_eq!(shown(&harness), before);
}

#[test]
fn scrolling_zooms_dragging_pans_and_fit_follows_again() {
    let mut harness = harness(PlotKind::Losses);
    let middle = harness.get_by_label("Losses plot").rect().center();
    scroll(&mut harness, middle, 120.0);
    let zoomed = harness.state().view.ages.unwrap();
    assert!(zoomed.1 - zoomed.0 < 1000.0, "{zoomed:?}");
    harness.drag_at(middle);
    harness.step();
    harness.hover_at(middle - vec2(40.0, 0.0));
    harness.step();
    harness.drop_at(middle - vec2(40.0, 0.0));
    harness.run_steps(2);
    let panned = harness.state().view.ages.unwrap();
    assert!(panned.0 > zoomed.0 + 10.0, "{zoomed:?} {panned:?}");
    harness.get_by_label("Fit Losses").click();
    harness.run_steps(2);
    assert!(harness.state().view.follows());
}

#[test]
fn a_young_life_fills_the_plot_and_an_old_one_is_seen_whole() {
    assert_eq!([0, 10, 84, 2100, 2101, 4200, 5000].map(|lived| super::last_age(lived, 4200)), [4200.0, 16.40625, 131.25, 2100.0, 4200.0, 4200.0, 5000.0]);
    assert_eq!([super::last_age(1, 12), super::last_age(0, 0)], [12.0, 1.0]);
}

#[test]
fn the_axis_becomes_logarithmic_and_back() {
    let mut harness = harness(PlotKind::Losses);
    harness.get_by_label("Logarithmic axis").click();
    harness.run_steps(2);
    let (low, high) = harness.state().view.made.as_ref().unwrap().1.values.unwrap();
    assert!(low < 0.0 && high < 1.0, "{low} {high}");
    harness.get_by_label("Logarithmic axis").click();
    harness.run_steps(2);
    assert!(harness.state().view.made.as_ref().unwrap().1.values.unwrap().1 > 2.0);
}

#[test]
fn curves_are_made_anew_only_for_news() {
    let mut harness = harness(PlotKind::Alignment);
    let address = |harness: &Harness<'_, Panel>| harness.state().view.made.as_ref().unwrap().1.curves[0].line.as_ptr();
    let before = address(&harness);
    harness.run_steps(3);
    assert_eq!(address(&harness), before);
    testing::feed(&mut harness.state_mut().record, 600..610, |_, _| 50.0);
    harness.run_steps(1);
    assert_ne!(harness.state().view.made.as_ref().unwrap().1.curves[0].line.len(), 0);
}
