//! `brainwright [FILE|PRESET]`: the window, or where there is no display the same scenario as text.

use super::output::{note, print};
use super::source::{self, Source};
use super::{Refusal, Status, Window, plots, run, summary};

pub(super) fn open(name: &str, window: Window) -> Result<Status, Refusal> {
    let source = source::load(name)?;
    let refused = if has_display() { (window.open)(source.scenario.clone(), source.path.clone()).err() } else { Some("there is no display".to_owned()) };
    match refused {
        None => Ok(Status::Done),
        Some(reason) => {
            note(&format!("brainwright: no window can be opened ({reason}), so {name} runs here without one"));
            live_as_text(&source)
        }
    }
}

fn live_as_text(source: &Source) -> Result<Status, Refusal> {
    let life = run::live(source, None, true, true)?;
    run::tell_mishaps(source, &life);
    print(&format!("{}\n\n{}{}", source.scenario.about, plots::draw(&life), summary::text(&source.scenario, &life)))?;
    Ok(run::status_of(&life))
}

/// Whether there can be a window: on systems with display servers, whether one is named.
fn has_display() -> bool {
    let named = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    cfg!(not(all(unix, not(target_os = "macos")))) || named("DISPLAY") || named("WAYLAND_DISPLAY") || named("WAYLAND_SOCKET")
}
