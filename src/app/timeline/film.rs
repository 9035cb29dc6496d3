//! The past as a film: from birth, or from what is looked at, through what was kept to the present.

use crate::app::theme;
use crate::app::widgets::focus_ring;
use crate::engine::report::{Command, Looking};
use egui::{CornerRadius, CursorIcon, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, vec2};

/// How long a whole life may last as a film, in seconds.
const LENGTHS: [f64; 5] = [5.0, 10.0, 20.0, 60.0, 180.0];

/// After so many seconds at another age than was asked for, it gives up.
const PATIENCE: f64 = 2.0;

/// The past as a film.
#[derive(Clone, Debug)]
pub struct Film {
    /// What is being played.
    reel: Option<Reel>,
    /// How long a whole life lasts, in seconds.
    seconds: f64,
    /// Whether something was typed in the frame before, so that Escape meant that.
    typing: bool,
}

/// A film under way.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Reel {
    /// The age that it began with.
    from: u64,
    /// When that was, in seconds; nothing before the first frame.
    since: Option<f64>,
    /// The age that was asked for last.
    asked: Option<u64>,
    /// When that was, in seconds.
    asked_at: f64,
    /// Whether the past was seen since.
    begun: bool,
}

impl Default for Film {
    fn default() -> Self {
        Self { reel: None, seconds: LENGTHS[1], typing: false }
    }
}

impl Film {
    /// Whether it plays.
    pub fn plays(&self) -> bool {
        self.reel.is_some()
    }

    /// Plays from what is looked at, or else from birth; or stops there.
    pub fn toggle(&mut self, looking: Option<Looking>) {
        let from = looking.map_or(0, |looking| looking.wanted);
        self.reel = if self.plays() { None } else { Some(Reel { from, since: None, asked: None, asked_at: 0.0, begun: false }) };
    }

    /// Stops where it is.
    pub fn stop(&mut self) {
        self.reel = None;
    }

    /// What it asks of the run at a time, in seconds; at its end, to come back to the present.
    pub fn turn(&mut self, now: f64, present: u64, kept: &[u64], looking: Option<Looking>) -> Option<Command> {
        let Reel { from, since, asked, asked_at, begun } = self.reel.as_mut()?;
        *begun |= looking.is_some() && asked.is_some();
        if *begun && looking.is_none() {
            self.reel = None;
            return None;
        }
        if since.is_none() {
            // Nothing is kept from before a brain was rebuilt.
            *from = kept.first().map_or(*from, |first| (*from).max(*first));
        }
        let since = *since.get_or_insert(now);
        let age = *from as f64 + (now - since) / self.seconds * present as f64;
        if age >= present as f64 {
            self.reel = None;
            return Some(Command::Look(None));
        }
        // One frame after the other: a brain that is slow to live again shows fewer of them, not later ones.
        let is_there = looking.is_some_and(|looking| looking.age == looking.wanted && Some(looking.wanted) == *asked);
        if asked.is_some() && !is_there {
            // Somebody else has gone to look elsewhere, or it cannot be lived again.
            let is_elsewhere = looking.is_some_and(|looking| looking.age == looking.wanted) && now - *asked_at > PATIENCE;
            self.reel = self.reel.filter(|_| !is_elsewhere);
            return None;
        }
        let next = asked.map_or(*from, |shown| frame(kept, shown, age as u64));
        (*asked != Some(next)).then(|| {
            (*asked, *asked_at) = (Some(next), now);
            Command::Look(Some(next))
        })
    }

    /// Whether Escape was pressed, and meant nothing else.
    pub(in crate::app) fn hears_escape(&mut self, ui: &Ui) -> bool {
        let typing = std::mem::replace(&mut self.typing, ui.ctx().text_edit_focused());
        !typing && !self.typing && !egui::Popup::is_any_open(ui.ctx()) && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape))
    }

    /// Chooses how long a whole life lasts.
    pub(in crate::app) fn length_ui(&mut self, ui: &mut Ui, now: f64, looking: Option<Looking>) {
        let words = |seconds: f64| if seconds < 120.0 { format!("{seconds} s") } else { format!("{} min", seconds / 60.0) };
        let mut seconds = self.seconds;
        let list = egui::ComboBox::from_id_salt("length of the film").width(64.0).selected_text(words(seconds)).show_ui(ui, |ui| {
            for length in LENGTHS {
                ui.selectable_value(&mut seconds, length, words(length));
            }
        });
        list.response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, "Length of the film"));
        list.response.on_hover_text("How long a life takes, from birth to the present");
        if seconds != self.seconds {
            self.seconds = seconds;
            // It goes on from where it is at another pace.
            if let (Some(reel), Some(looking)) = (&mut self.reel, looking) {
                (reel.from, reel.since) = (looking.wanted, Some(now));
            }
        }
    }
}

/// The age to show next on the way to `age`, after `shown`: right after a kept moment where one lies between, which costs a tick; else that age
/// itself, so that a slow film shows every tick.
fn frame(kept: &[u64], shown: u64, age: u64) -> u64 {
    kept.iter().rev().find(|kept| (shown + 1..age).contains(*kept)).map_or(age.max(shown), |kept| kept + 1)
}

/// A small sign that plays the past, or stops it.
pub(super) fn sign_ui(ui: &mut Ui, plays: bool, can: bool) -> Response {
    let palette = theme::palette(ui);
    let sense = if can { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(16.0), sense);
    let name = if plays { "Stop the film" } else { "Play the past as a film" };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, can, name));
    if response.hovered() && can {
        ui.painter().rect_filled(rect, CornerRadius::same(4), palette.hovered);
    }
    let ink = match (can, response.hovered()) {
        (false, _) => palette.faint.gamma_multiply(0.4),
        (true, true) => palette.text,
        (true, false) => palette.faint,
    };
    let at = rect.center();
    if plays {
        for x in [-3.5, 1.0] {
            ui.painter().rect_filled(Rect::from_min_size(at + vec2(x, -4.0), vec2(2.5, 8.0)), CornerRadius::ZERO, ink);
        }
    } else {
        let corners = vec![at + vec2(-2.5, -4.5), at + vec2(-2.5, 4.5), at + vec2(4.5, 0.0)];
        ui.painter().add(Shape::convex_polygon(corners, ink, Stroke::NONE));
    }
    focus_ring(ui, rect, &response);
    let text = if can { format!("{name} (Space on the ages); Escape comes back to the present") } else { "There is no past yet".to_owned() };
    response.on_hover_text(text).on_hover_cursor(if can { CursorIcon::PointingHand } else { CursorIcon::Default })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: [u64; 5] = [0, 10, 20, 30, 40];

    #[test]
    fn frames_go_on_through_kept_moments_or_tick_by_tick_and_never_back() {
        assert_eq!([frame(&KEPT, 0, 0), frame(&KEPT, 0, 35), frame(&KEPT, 31, 35), frame(&KEPT, 31, 99)], [0, 31, 35, 41]);
        for step in [1, 3, 7, 25] {
            let mut shown = 0;
            for age in (0..60).step_by(step) {
                let next = frame(&KEPT, shown, age);
                assert!(next >= shown && next <= age.max(shown), "{step}: {shown} {age} {next}");
                shown = next;
            }
            assert!(shown > 40, "{step}");
        }
    }

    /// Plays before somebody who shows what is asked for one frame later.
    fn played(film: &mut Film, mut looking: Option<Looking>, frames: usize) -> Vec<Option<u64>> {
        let mut asked = Vec::new();
        for number in 0..frames {
            if let Some(Command::Look(age)) = film.turn(number as f64 * 0.1, 50, &KEPT, looking) {
                asked.push(age);
                looking = age.map(|age| Looking { age, wanted: age });
            }
        }
        asked
    }

    #[test]
    fn it_plays_from_birth_to_the_present_and_comes_back_there() {
        let mut film = Film { seconds: 5.0, ..Film::default() };
        assert_eq!(film.turn(0.0, 50, &KEPT, None).map(|_| ()), None);
        film.toggle(None);
        let asked = played(&mut film, None, 100);
        assert_eq!((asked.first(), asked.last(), film.plays()), (Some(&Some(0)), Some(&None), false));
        assert_eq!(asked.len(), 51, "one tick a frame");
        assert!(asked[..50].is_sorted());
        film.toggle(Some(Looking { age: 30, wanted: 30 }));
        assert_eq!(played(&mut film, Some(Looking { age: 30, wanted: 30 }), 3), [Some(30), Some(31), Some(32)]);
        film.toggle(None);
        assert_eq!(film.turn(9.0, 50, &KEPT, None).map(|_| ()), None, "stopped");
    }

    #[test]
    fn it_waits_for_what_was_asked_and_ends_when_somebody_comes_back_to_the_present() {
        let mut film = Film { seconds: 5.0, ..Film::default() };
        film.toggle(None);
        assert!(film.turn(0.0, 50, &KEPT, None).is_some());
        assert!(film.turn(0.1, 50, &KEPT, None).is_none() && film.plays(), "nothing was shown yet");
        let there = |age, wanted| Some(Looking { age, wanted });
        assert!(film.turn(1.0, 50, &KEPT, there(0, 0)).is_some_and(|command| matches!(command, Command::Look(Some(10)))));
        assert!(film.turn(2.0, 50, &KEPT, there(5, 10)).is_none(), "on its way");
        assert!(film.turn(3.0, 50, &KEPT, there(10, 10)).is_some_and(|command| matches!(command, Command::Look(Some(21)))), "skipped what was late");
        assert!(film.turn(3.1, 50, &KEPT, None).is_none() && !film.plays());
    }
}
