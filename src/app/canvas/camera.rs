//! Pan and zoom: between the canvas, in which nodes stand, and the screen.

use egui::{Pos2, Rect, Vec2, pos2};

/// Least and greatest magnification.
const ZOOM: std::ops::RangeInclusive<f32> = 0.15..=3.0;
/// No graph is magnified beyond this to fill the canvas.
const MOST_FIT: f32 = 1.15;
/// Room around a graph that fills the canvas, on the screen.
const ROOM: f32 = 30.0;

/// Pan and zoom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Camera {
    /// The point of the canvas in the middle of the screen's rectangle.
    pub centre: Pos2,
    /// Screen points per unit of the canvas.
    pub zoom: f32,
    /// The screen's rectangle.
    pub screen: Rect,
}

impl Default for Camera {
    fn default() -> Self {
        Self { centre: Pos2::ZERO, zoom: 1.0, screen: Rect::ZERO }
    }
}

impl Camera {
    /// Where a point of the canvas is on the screen.
    pub fn to_screen(self, at: Pos2) -> Pos2 {
        self.screen.center() + (at - self.centre) * self.zoom
    }

    /// Where a rectangle of the canvas is on the screen.
    pub fn rect_to_screen(self, rect: Rect) -> Rect {
        Rect::from_min_max(self.to_screen(rect.min), self.to_screen(rect.max))
    }

    /// Which point of the canvas is at a point of the screen.
    pub fn to_canvas(self, at: Pos2) -> Pos2 {
        self.centre + (at - self.screen.center()) / self.zoom
    }

    /// Moves along with the pointer.
    pub fn pan(&mut self, by: Vec2) {
        self.centre -= by / self.zoom;
    }

    /// Zooms so that what is under the pointer stays there.
    pub fn zoom_at(&mut self, factor: f32, pointer: Pos2) {
        let before = self.to_canvas(pointer);
        self.zoom = (self.zoom * factor).clamp(*ZOOM.start(), *ZOOM.end());
        self.centre += before - self.to_canvas(pointer);
    }

    /// Shows a rectangle of the canvas as large as it goes.
    pub fn fit(&mut self, rect: Rect) {
        if !rect.is_finite() || rect.is_negative() {
            self.centre = pos2(0.0, 0.0);
            return;
        }
        let edge = ROOM.min(self.screen.height() * 0.07);
        let room = (self.screen.size() - Vec2::splat(2.0 * edge)).max(Vec2::splat(40.0));
        let zoom = (room.x / rect.width().max(1.0)).min(room.y / rect.height().max(1.0));
        self.zoom = zoom.clamp(*ZOOM.start(), MOST_FIT);
        self.centre = rect.center();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::vec2;

    #[test]
    fn zooming_keeps_what_is_under_the_pointer_and_a_fit_shows_everything() {
        let mut camera = Camera { screen: Rect::from_min_size(pos2(100.0, 50.0), vec2(800.0, 400.0)), ..Camera::default() };
        camera.fit(Rect::from_min_size(pos2(-50.0, 20.0), vec2(900.0, 300.0)));
        let shown = camera.rect_to_screen(Rect::from_min_size(pos2(-50.0, 20.0), vec2(900.0, 300.0)));
        assert!(camera.screen.contains_rect(shown));
        let pointer = pos2(300.0, 200.0);
        let under = camera.to_canvas(pointer);
        camera.zoom_at(1.7, pointer);
        assert!((camera.to_screen(under) - pointer).length() < 1e-3);
    }
}
