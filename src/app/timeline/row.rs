//! What every row has: its name and number at the left, and what keys ask of what is in focus there.

use super::{LANE, Scene, TimelineView};
use crate::app::Action;
use crate::app::selection::Selection;
use crate::app::theme::{self, MEDIUM};
use egui::text::{LayoutJob, TextFormat};
use egui::{Event, EventFilter, Key, Modifiers, Rect, Response, Sense, Stroke, TextStyle, Ui, Vec2, pos2, vec2};

/// The row of a lane: its rectangle, and its name at the left with a number beside it. The first of a group says what it belongs to.
pub(super) fn row_ui(ui: &mut Ui, scene: &Scene<'_>, (group, name): (&str, &str), is_first: bool, now: &str) -> Rect {
    let palette = theme::palette(ui);
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), LANE), Sense::hover());
    let font = TextStyle::Small.resolve(ui.style());
    let number = ui.painter().layout_no_wrap(now.to_owned(), font.clone(), palette.text);
    let right = scene.span.left - MEDIUM;
    let at = pos2(right - number.size().x, row.center().y - number.size().y / 2.0);
    let room = at.x - row.left() - MEDIUM;
    ui.painter().galley(at, number, palette.text);
    let mut job = LayoutJob::default();
    let indent = if is_first || group.is_empty() { 0.0 } else { MEDIUM };
    if is_first && !group.is_empty() {
        job.append(group, 0.0, TextFormat::simple(egui::FontId::new(font.size, theme::semibold()), palette.text));
        job.append(" · ", 0.0, TextFormat::simple(font.clone(), palette.faint));
    }
    job.append(name, 0.0, TextFormat::simple(font, palette.faint));
    job.wrap.max_width = (room - indent).max(20.0);
    job.wrap.max_rows = 2;
    let text = ui.painter().layout_job(job);
    let corner = pos2(row.left() + indent, row.center().y - text.size().y / 2.0);
    if text.elided {
        let rect = Rect::from_min_size(corner, text.size());
        ui.interact(rect, ui.scope_id().with(("name", group, name)), Sense::hover()).on_hover_text(format!("{group} · {name}"));
    }
    ui.painter().galley(corner, text, palette.faint);
    let strength = if is_first { 0.9 } else { 0.4 };
    ui.painter().hline(row.left()..=scene.span.right, row.top() + 0.5, Stroke::new(1.0, palette.line.gamma_multiply(strength)));
    Rect::from_min_max(pos2(scene.span.left, row.top()), pos2(scene.span.right, row.bottom()))
}

/// What keys ask of what is in focus.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Asked {
    /// Shift and arrows: to move it, ages in steps of the screen, values in parts of the lane.
    pub(super) by: Vec2,
    /// With Alt as well: by the least step there is.
    pub(super) fine: bool,
    /// To take it away.
    pub(super) delete: bool,
    /// To open it.
    pub(super) open: bool,
}

/// What keys ask of something that can be in focus. Arrows go on to what is beside it.
pub(super) fn asked(ui: &Ui, view: &mut TimelineView, response: &Response, actions: &mut Vec<Action>) -> Asked {
    asked_of(ui, view, response, Some(Selection::default()), actions)
}

/// As [`asked`], of something with which this is selected when it comes into focus or is clicked; what has nothing to delete leaves selected what is.
pub(super) fn asked_of(ui: &Ui, view: &mut TimelineView, response: &Response, selection: Option<Selection>, actions: &mut Vec<Action>) -> Asked {
    if response.gained_focus() || response.clicked() || response.drag_started() {
        // What comes into focus here takes the place of what is selected on the canvas: a Delete means one thing.
        actions.extend(selection.map(Action::Select));
        ui.scroll_to_rect(response.rect, None);
    }
    if !response.has_focus() {
        return Asked::default();
    }
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let arrows = [(Key::ArrowLeft, vec2(-1.0, 0.0)), (Key::ArrowRight, vec2(1.0, 0.0)), (Key::ArrowUp, vec2(0.0, -1.0)), (Key::ArrowDown, vec2(0.0, 1.0))];
    let mut asked = Asked::default();
    ui.input_mut(|input| {
        for (key, step) in arrows {
            // The longer shortcut comes first: the shorter one would take it too.
            for (modifiers, fine) in [(Modifiers::SHIFT | Modifiers::ALT, true), (Modifiers::SHIFT, false)] {
                if input.consume_key(modifiers, key) {
                    (asked.by, asked.fine) = (vec2(step.x, -step.y), fine);
                }
            }
            if input.consume_key(Modifiers::NONE, key) {
                view.step = Some((response.id, step));
            }
        }
        asked.delete = input.consume_key(Modifiers::NONE, Key::Delete) || input.consume_key(Modifiers::NONE, Key::Backspace);
        // A click by the keyboard, which comes as one more event, would open and close again.
        asked.open = input.consume_key(Modifiers::NONE, Key::Enter);
        input.events.retain(|event| !matches!(event, Event::Key { key: Key::Enter, .. }));
    });
    asked
}
