//! Signs along a line: what tells lives apart once the colours have begun again.

use super::theme::Palette;
use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

/// Pixels between two signs of a line.
const APART: f32 = 36.0;
/// Half the size of a sign.
const RADIUS: f32 = 2.8;

/// A small sign on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Ring,
    Square,
    Triangle,
}

impl Mark {
    /// The sign of the life at `index`: none while its colour is its own.
    pub fn of(index: usize, palette: &Palette) -> Option<Self> {
        match index / palette.colours() {
            0 => None,
            1 => Some(Self::Ring),
            2 => Some(Self::Square),
            _ => Some(Self::Triangle),
        }
    }

    /// The same sign in a plot.
    pub fn shape(self) -> egui_plot::MarkerShape {
        match self {
            Self::Ring => egui_plot::MarkerShape::Circle,
            Self::Square => egui_plot::MarkerShape::Square,
            Self::Triangle => egui_plot::MarkerShape::Up,
        }
    }

    /// One sign.
    pub fn draw(self, painter: &Painter, at: Pos2, ground: Color32, colour: Color32) {
        let stroke = Stroke::new(1.3, colour);
        painter.add(match self {
            Self::Ring => Shape::Circle(egui::epaint::CircleShape { center: at, radius: RADIUS, fill: ground, stroke }),
            Self::Square => {
                let rect = Rect::from_center_size(at, vec2(2.0, 2.0) * (RADIUS - 0.3));
                Shape::Rect(egui::epaint::RectShape::new(rect, 0.0, ground, stroke, egui::StrokeKind::Middle))
            }
            Self::Triangle => {
                let corners = [(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)].map(|(x, y)| pos2(at.x + RADIUS * x, at.y + RADIUS * y));
                Shape::convex_polygon(corners.to_vec(), ground, stroke)
            }
        });
    }

    /// Where signs stand on a line: on its own points, far enough from each other. Lines of neighbouring indices have theirs in different places.
    pub fn places(points: impl Iterator<Item = Pos2>, index: usize) -> impl Iterator<Item = Pos2> {
        let mut next = f32::NEG_INFINITY;
        let first = APART * (index % 4) as f32 / 4.0;
        points.filter(move |point| {
            if next == f32::NEG_INFINITY {
                next = point.x + first;
            }
            let stands = point.x >= next;
            if stands {
                next = point.x + APART;
            }
            stands
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::theme::DARK;
    use std::collections::BTreeSet;

    #[test]
    fn as_many_lives_as_there_can_be_look_different() {
        let looks: BTreeSet<_> =
            (0..=crate::scenario::MOST_VARIANTS).map(|index| (DARK.series(index).to_array(), format!("{:?}", Mark::of(index, &DARK)))).collect();
        assert_eq!(looks.len(), crate::scenario::MOST_VARIANTS + 1);
        assert_eq!((Mark::of(0, &DARK), Mark::of(DARK.colours(), &DARK)), (None, Some(Mark::Ring)));
    }

    #[test]
    fn signs_keep_their_distance() {
        let places: Vec<f32> = Mark::places((0..200).map(|x| pos2(x as f32, 0.0)), 2).map(|at| at.x).collect();
        assert_eq!(places, [18.0, 54.0, 90.0, 126.0, 162.0, 198.0]);
    }
}
