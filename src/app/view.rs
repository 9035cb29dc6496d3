//! What the window remembers about how it is looked at, and nothing of what is looked at.

use super::action::Panel;
use super::canvas::CanvasView;
use super::gallery::GalleryView;
use super::inspector::InspectorView;
use super::lesson::LessonView;
use super::log::LogView;
use super::plots::{PlotKind, PlotView};
use super::selection::Selection;
use super::timeline::TimelineView;
use crate::scenario::Scenario;

/// A tab of the left panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LeftTab {
    /// The gallery.
    Presets,
    /// The palette.
    Parts,
    /// The lesson of the open scenario.
    #[default]
    Lesson,
}

/// A tab below the canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BottomTab {
    /// Losses, Alignment and Recovery, side by side.
    #[default]
    Plots,
    /// Costs alone, where there is no room for three.
    Losses,
    /// Angles alone.
    Alignment,
    /// Recovery alone.
    Recovery,
    /// Which cost moves which area.
    Movement,
    /// What the scenario says about itself.
    Claims,
    /// Races over seeds.
    Lab,
    /// What was done.
    Log,
}

/// How the window is looked at.
pub struct View {
    /// What is selected.
    pub selection: Selection,
    /// Pan and zoom, and what is under way on the canvas.
    pub canvas: CanvasView,
    /// The tab of the left panel.
    pub left: LeftTab,
    /// The tab below the canvas.
    pub bottom: BottomTab,
    /// Filter and thumbnails of the gallery.
    pub gallery: GalleryView,
    /// Filter of the palette.
    pub parts_filter: String,
    /// How far the lesson is.
    pub lesson: LessonView,
    /// What is open in the inspector.
    pub inspector: InspectorView,
    /// The plots, by kind.
    pub plots: [PlotView; 4],
    /// Whether the Movement tab shows its curves where it has no room for the matrix beside them.
    pub movement_over_age: bool,
    /// The Development panel.
    pub timeline: TimelineView,
    /// The Log.
    pub log: LogView,
    /// The plot that a lesson pointed at, and until when it is marked.
    pub pointed: Option<(Panel, f64)>,
    /// Which panels are shown.
    pub shows: Shown,
    /// How many ticks "step N" makes.
    pub step: u64,
    /// To which age "run until" goes.
    pub until: u64,
    /// Whether the box of shortcuts is open.
    pub shortcuts: bool,
    /// Whether the box about the program is open.
    pub about: bool,
    /// The title that the window was given.
    pub window_title: String,
}

/// Which panels are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Presets, parts, lesson.
    pub left: bool,
    /// The inspector.
    pub right: bool,
    /// The timeline.
    pub development: bool,
    /// Plots, claims, log.
    pub bottom: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            selection: Selection::default(),
            canvas: CanvasView::default(),
            left: LeftTab::default(),
            bottom: BottomTab::default(),
            gallery: GalleryView::default(),
            parts_filter: String::new(),
            lesson: LessonView::default(),
            inspector: InspectorView::default(),
            plots: Default::default(),
            movement_over_age: false,
            timeline: TimelineView::default(),
            log: LogView::default(),
            pointed: None,
            shows: Shown { left: true, right: true, development: true, bottom: true },
            step: 100,
            until: 1000,
            shortcuts: false,
            about: false,
            window_title: String::new(),
        }
    }
}

impl View {
    /// Another scenario was opened: looks at it from the start.
    pub fn opened(&mut self, scenario: &Scenario) {
        self.selection = Selection::default();
        self.canvas = CanvasView::default();
        self.lesson = LessonView::default();
        self.inspector = InspectorView::default();
        self.plots = Default::default();
        self.movement_over_age = false;
        self.timeline = TimelineView::default();
        self.log = LogView::default();
        self.until = scenario.ticks as u64;
        self.left = LeftTab::Lesson;
    }

    /// Brings a panel to the front.
    pub fn show(&mut self, panel: Panel, now: f64) {
        match panel {
            Panel::Presets => self.left = LeftTab::Presets,
            Panel::Parts => self.left = LeftTab::Parts,
            Panel::Lesson => self.left = LeftTab::Lesson,
            // In a wide window each of these three is the page with all plots.
            Panel::Losses => self.bottom = BottomTab::Losses,
            Panel::Alignment => self.bottom = BottomTab::Alignment,
            Panel::Recovery => self.bottom = BottomTab::Recovery,
            Panel::Movement => (self.bottom, self.movement_over_age) = (BottomTab::Movement, false),
            Panel::Claims => self.bottom = BottomTab::Claims,
            Panel::Lab => self.bottom = BottomTab::Lab,
            Panel::Log => self.bottom = BottomTab::Log,
            Panel::Development => {}
        }
        match panel {
            Panel::Presets | Panel::Parts | Panel::Lesson => self.shows.left = true,
            Panel::Development => self.shows.development = true,
            _ => self.shows.bottom = true,
        }
        // What a lesson showed alone is no longer alone.
        let kind = match panel {
            Panel::Losses => Some(PlotKind::Losses),
            Panel::Alignment => Some(PlotKind::Alignment),
            Panel::Recovery => Some(PlotKind::Recovery),
            Panel::Movement => Some(PlotKind::Movement),
            _ => None,
        };
        if let Some(plot) = kind.and_then(|kind| self.plots.get_mut(kind as usize)).filter(|plot| plot.shows_alone()) {
            plot.show_alone(None);
        }
        self.pointed = Some((panel, now + 2.0));
    }

    /// How strongly a panel is pointed at, in \[0, 1\].
    pub fn pointing(&self, panel: Panel, now: f64) -> f32 {
        match self.pointed {
            Some((other, until)) if other == panel => ((until - now) / 2.0).clamp(0.0, 1.0) as f32,
            _ => 0.0,
        }
    }
}
