//! How areas and wires stand right now, in numbers and in words: what nodes and the inspector show.

use super::network::Network;
use super::pass::{Mode, Pass, area_of};
use super::plan::{Reach, error_gain};
use super::report::{AreaState, Rest, TensorPicture, WireState};
use crate::brain::rule::{Curve, Signal, Upkeep};
use crate::math;
use crate::scenario::{Attachment, Role, Sink, Source};

/// How every area stands.
pub fn areas(network: &Network) -> Vec<AreaState> {
    let mut reach = Reach::new(network.plan.areas.len());
    network.plan.survey(&network.live, &network.state.cut, &mut reach);
    (0..network.plan.areas.len()).map(|index| area(network, index, &reach)).collect()
}

fn area(network: &Network, index: usize, reach: &Reach) -> AreaState {
    let (area, pass) = (area_of(&network.live, index), &network.pass.areas[index]);
    let units = network.plan.wiring.output_units[index];
    // Borrowed weights change as those say whose they are.
    let keeper = network.plan.areas[index].lender.map_or(index, |lender| lender.area);
    let openness = network.openness(keeper);
    let rate = area_of(&network.live, keeper).plasticity.rate * openness;
    let costs = area.costs.iter().zip(&pass.modulation).enumerate();
    let costs = costs.map(|(c, ((_, cost), modulation))| cost.weight * f64::from(*modulation) * network.pass.mean_cost(index, c));
    let silenced = network.state.alive[index].iter().flatten().filter(|&&alive| alive == 0.0).count();
    AreaState {
        activity: pass.output()[..units].to_vec(),
        openness,
        rate,
        idle: why_idle(network, index, openness, reach),
        rest: rest(network, index, openness, reach),
        beside: beside(network, index, openness, reach),
        unheard: area.unheard(|_, cost| cost.weight != 0.0).map(str::to_owned).collect(),
        cost: (!area.costs.is_empty()).then(|| costs.sum()),
        modulation: pass.modulation.clone(),
        silenced,
    }
}

/// Why an area is not learning, when it is not.
fn why_idle(network: &Network, index: usize, openness: f64, reach: &Reach) -> Option<String> {
    let area = area_of(&network.live, index);
    if network.plan.wiring.input_units[index] == 0 {
        return Some("nothing comes in: wire something to its input".to_owned());
    }
    if let Some(lender) = network.plan.areas[index].lender
        && (!reach.hears[index] || error_gain(&network.live, &network.state.cut, lender.wire) == 0.0)
    {
        let lender_key = &network.plan.areas[lender.area].name;
        return Some(format!("its weights are those of {}, which it does not teach", area_of(&network.live, lender.area).title(lender_key)));
    }
    if !reach.hears[index] {
        let downstream = &network.plan.outgoing[index];
        let silent = downstream.iter().find(|(_, next)| area_of(&network.live, *next).rule.as_dyn().sends().is_none());
        return Some(match area.rule.as_dyn().signal() {
            Signal::Cotangent if downstream.is_empty() && !area.costs.is_empty() => "no error arrives: its costs have weight 0".to_owned(),
            Signal::Cotangent if downstream.is_empty() => "no error arrives: it has no cost, and no area after it".to_owned(),
            Signal::Cotangent if silent.is_some() => {
                let (_, next) = silent.copied().unwrap_or(network.plan.outgoing[index][0]);
                format!("no error arrives: {} sends nothing upstream", area_of(&network.live, next).rule.title())
            }
            Signal::Cotangent => "no error arrives: its wires let none back".to_owned(),
            Signal::Broadcast if network.plan.wiring.terminals[index].is_some() => {
                "no broadcast reaches it: the costs downstream have weight 0, or a wire on the way lets none back".to_owned()
            }
            Signal::Broadcast => "no broadcast reaches it: there is no area with a cost downstream".to_owned(),
            Signal::Scalar => "nothing it does changes any cost".to_owned(),
            Signal::None => "nothing to learn from".to_owned(),
        });
    }
    if openness == 0.0 {
        return Some("its critical period is closed".to_owned());
    }
    let keeper = area_of(&network.live, network.plan.areas[index].lender.map_or(index, |lender| lender.area));
    let forgets = keeper.rule.as_dyn().decay() > 0.0;
    (keeper.plasticity.rate == 0.0).then(|| if forgets { "its learning rate is 0, so that it only forgets" } else { "its learning rate is 0" }.to_owned())
}

/// Whether an area that does not learn is meant not to: nobody sets a rate to 0, closes a period or borrows weights by oversight.
fn rest(network: &Network, index: usize, openness: f64, reach: &Reach) -> Rest {
    if network.plan.areas[index].lender.is_some() {
        Rest::Borrower
    } else if !reach.hears[index] {
        if is_silenced_by_plan(network, index) { Rest::Planned } else { Rest::Unmeant }
    } else if openness == 0.0 || area_of(&network.live, index).plasticity.rate == 0.0 {
        Rest::Planned
    } else {
        Rest::Unmeant
    }
}

/// Whether development has turned something down to 0, here or downstream, that error would come from or travel through.
fn is_silenced_by_plan(network: &Network, index: usize) -> bool {
    let (live, mut seen, mut ahead) = (&network.live, vec![false; network.plan.areas.len()], vec![index]);
    while let Some(area) = ahead.pop() {
        if std::mem::replace(&mut seen[area], true) {
            continue;
        }
        let name = &network.plan.areas[area].name;
        let moved = |(cost, attachment): (&str, &Attachment)| attachment.weight == 0.0 && live.development.moves(&format!("areas.{name}.costs.{cost}.weight"));
        let cut =
            |wire: usize| live.wires.at(wire).is_some_and(|(key, wire)| wire.error_gain == 0.0 && live.development.moves(&format!("wires.{key}.error_gain")));
        let outgoing = &network.plan.outgoing[area];
        if area_of(live, area).costs.iter().any(moved) || outgoing.iter().any(|(link, _)| cut(link.wire)) {
            return true;
        }
        ahead.extend(outgoing.iter().map(|(_, next)| *next));
    }
    false
}

/// What an area's rule changes beside the weights, while it does.
fn beside(network: &Network, index: usize, openness: f64, reach: &Reach) -> Option<&'static str> {
    let (plan, rule) = (&network.plan.areas[index], area_of(&network.live, index).rule.as_dyn());
    let goes_on = openness > 0.0 && network.plan.wiring.input_units[index] > 0 && (reach.hears[index] || rule.learns_at_rest());
    let has_own = network.plan.tensors[plan.own_tensors.clone()].iter().any(|tensor| tensor.upkeep == Upkeep::Direct);
    rule.learns_beside().filter(|_| goes_on && has_own)
}

/// How every wire stands.
pub fn wires(network: &Network) -> Vec<WireState> {
    let mut reach = Reach::new(network.plan.areas.len());
    network.plan.survey(&network.live, &network.state.cut, &mut reach);
    let mut states = vec![WireState::default(); network.live.wires.len()];
    for link in &network.plan.wiring.links {
        let silent = |why: &str| WireState { error: None, silent: Some(why.to_owned()) };
        let Some((_, wire)) = network.live.wires.at(link.wire) else { continue };
        states[link.wire] = match (link.from, link.to) {
            (_, Sink::Target(..)) => silent("it teaches: no error travels back through a target"),
            (_, Sink::Weight(..)) => silent("it modulates: no error travels back through the weight of a cost"),
            (_, Sink::Weights(_)) if error_gain(&network.live, &network.state.cut, link.wire) == 0.0 => {
                silent("who borrows does not teach: its error gain is 0")
            }
            (_, Sink::Weights(_)) => silent("it carries weights: what the borrower would change is added to them"),
            (Source::Value(..) | Source::Weights(_), _) => silent("no error travels back through the value of a cost"),
            (Source::World(_), _) => silent("the world does not learn"),
            (Source::Area(_), Sink::Input(_)) if wire.delay > 0 => silent("no error travels back through time"),
            (Source::Area(_), Sink::Input(_)) if network.state.cut[link.wire] => silent("its way back was cut"),
            (Source::Area(_), Sink::Input(_)) if error_gain(&network.live, &network.state.cut, link.wire) == 0.0 => silent("its error gain is 0"),
            (Source::Area(from), Sink::Input(to)) => between(network, from, to, link.wire, &reach),
        };
    }
    states
}

fn between(network: &Network, from: usize, to: usize, wire: usize, reach: &Reach) -> WireState {
    let silent = |why: String| WireState { error: None, silent: Some(why) };
    let (upper, lower) = (area_of(&network.live, to).rule.as_dyn(), area_of(&network.live, from));
    if upper.sends().is_none() {
        return silent(format!("{} sends nothing upstream", area_of(&network.live, to).rule.title()));
    }
    if lower.rule.as_dyn().signal() != Signal::Cotangent {
        return silent(match lower.rule.as_dyn().signal() {
            Signal::Broadcast => format!("{} hears the broadcast error instead", lower.rule.title()),
            _ => format!("{} does not listen to error", lower.rule.title()),
        });
    }
    if !reach.hears[to] {
        return silent("no error reaches the area it would come from".to_owned());
    }
    let error = &network.pass.areas[to].input_error;
    let gain = f64::from(error_gain(&network.live, &network.state.cut, wire).abs());
    WireState { error: Some(gain * math::norm(error) / (error.len().max(1) as f64).sqrt()), silent: None }
}

/// The curves that an area's rule has to show on the first training samples, a batch of them.
pub fn curves(network: &Network, area: &str) -> Vec<Curve> {
    let Some(index) = network.live.areas.index(area).filter(|&index| area_of(&network.live, index).rule.as_dyn().draws_curves()) else { return Vec::new() };
    let items = network.plan.dataset.train.first(network.live.batch);
    let (view, mut probe) = (network.view(), Pass::probe(&network.plan, &network.live, items.count));
    probe.areas[index].notes.get_or_insert_default().curves = Some(Vec::new());
    probe.inspect(view, &items);
    probe.forward(view);
    probe.judge(view);
    probe.credit(view, Mode::Learn);
    probe.areas[index].notes.take().and_then(|notes| notes.curves).unwrap_or_default()
}

/// An area's tensors, to look at.
pub fn tensors(network: &Network, area: &str) -> Vec<TensorPicture> {
    let Some(index) = network.live.areas.index(area) else { return Vec::new() };
    let sources: Vec<_> = network.plan.wiring.links.iter().filter(|link| link.to == Sink::Input(index)).collect();
    let pixels = match sources[..] {
        [link] if network.live.wires.at(link.wire).is_some_and(|(_, wire)| wire.role == Role::Signal) => match link.from {
            Source::World(port) if link.units == link.width => network.plan.wiring.ports[port].pixels,
            _ => None,
        },
        _ => None,
    };
    let index = network.plan.areas[index].lender.map_or(index, |lender| lender.area);
    let first = network.plan.areas[index].tensors.start;
    let pictures = network.plan.tensors.iter().enumerate().filter(|(_, tensor)| tensor.area == index);
    pictures
        .map(|(number, tensor)| TensorPicture {
            name: tensor.name.clone(),
            rows: tensor.rows,
            columns: tensor.columns,
            values: network.state.parameters[tensor.range.clone()].to_vec(),
            pixels: pixels.filter(|_| number == first),
        })
        .collect()
}
