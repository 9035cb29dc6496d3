//! Every colour, size and typeface of the window, for a dark and a light theme of one family.

use crate::scenario::Role;
use egui::epaint::Shadow;
use egui::style::{HandleShape, ScrollStyle, WidgetVisuals, Widgets};
use egui::{Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, RichText, Stroke, Style, TextStyle, Ui, Visuals, vec2};
use std::sync::Arc;

/// The unit of all spacing.
pub const STEP: f32 = 4.0;
/// Between things that belong together.
pub const SMALL: f32 = STEP;
/// Between one thing and the next.
pub const MEDIUM: f32 = 2.0 * STEP;
/// Between groups.
pub const LARGE: f32 = 4.0 * STEP;
/// Inside a panel, at its edges.
pub const MARGIN: f32 = 4.0 * STEP;
/// Where messages stand, from the window's right upper corner: over the canvas, clear of the bar and of the inspector's buttons.
pub const TOASTS: egui::Vec2 = vec2(320.0, 60.0);
/// Height of one row of controls.
pub const ROW: f32 = 6.0 * STEP;
/// Radius of the corners of controls.
pub const ROUND: u8 = 6;
/// Radius of the corners of nodes and cards.
pub const ROUND_LARGE: u8 = 10;

/// The colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// Whether it is the dark one.
    pub is_dark: bool,
    /// Behind everything: the canvas, the plots.
    pub ground: Color32,
    /// Bars and side panels.
    pub panel: Color32,
    /// Nodes, fields, buttons.
    pub raised: Color32,
    /// What is raised, under the pointer.
    pub hovered: Color32,
    /// What is raised, pressed.
    pub pressed: Color32,
    /// Separators, grids, quiet outlines.
    pub line: Color32,
    /// Text.
    pub text: Color32,
    /// Text that only helps.
    pub faint: Color32,
    /// The one accent: what is chosen, what to do next.
    pub accent: Color32,
    /// Text on the accent and on other full colours.
    pub on_accent: Color32,
    /// Wires that carry activity, and what belongs to them.
    pub signal: Color32,
    /// Wires that carry targets, and costs.
    pub teach: Color32,
    /// Wires that modulate.
    pub modulate: Color32,
    /// Error: always dashed where it flows; problems.
    pub error: Color32,
    /// What holds: claims, what was regained.
    pub holds: Color32,
    /// Series of plots, told apart by hue and lightness.
    pub series: [Color32; 10],
}

const fn rgb(code: u32) -> Color32 {
    Color32::from_rgb((code >> 16) as u8, (code >> 8) as u8, code as u8)
}

/// The dark theme.
pub const DARK: Palette = Palette {
    is_dark: true,
    ground: rgb(0x11141b),
    panel: rgb(0x171b24),
    raised: rgb(0x1f2531),
    hovered: rgb(0x2a3241),
    pressed: rgb(0x343e50),
    line: rgb(0x2b3342),
    text: rgb(0xe7eaf1),
    faint: rgb(0x8d96a9),
    accent: rgb(0x6ea8fe),
    on_accent: rgb(0x0d1117),
    signal: rgb(0x4fc3bd),
    teach: rgb(0xf0b35a),
    modulate: rgb(0xb48cf2),
    error: rgb(0xf0716f),
    holds: rgb(0x7bd88f),
    series: [
        rgb(0xf0b35a),
        rgb(0x6ea8fe),
        rgb(0x4fc3bd),
        rgb(0xb48cf2),
        rgb(0x7bd88f),
        rgb(0xf28ab2),
        rgb(0xd5d98a),
        rgb(0x9fb4d9),
        rgb(0xd99a6c),
        rgb(0x58b4e8),
    ],
};

/// The light theme.
pub const LIGHT: Palette = Palette {
    is_dark: false,
    ground: rgb(0xfbfcfe),
    panel: rgb(0xf1f3f8),
    raised: rgb(0xffffff),
    hovered: rgb(0xe6eaf2),
    pressed: rgb(0xd8deea),
    line: rgb(0xd6dce7),
    text: rgb(0x1a2130),
    faint: rgb(0x5b667b),
    accent: rgb(0x2563c9),
    on_accent: rgb(0xffffff),
    signal: rgb(0x0f837d),
    teach: rgb(0xa86200),
    modulate: rgb(0x7a46c9),
    error: rgb(0xc93634),
    holds: rgb(0x25803c),
    series: [
        rgb(0xb56a00),
        rgb(0x2563c9),
        rgb(0x0f837d),
        rgb(0x7a46c9),
        rgb(0x2f8a46),
        rgb(0xb83272),
        rgb(0x767a10),
        rgb(0x506a99),
        rgb(0x9a4f1c),
        rgb(0x1478ad),
    ],
};

impl Palette {
    /// The colour of a wire by its role.
    pub fn role(&self, role: Role) -> Color32 {
        match role {
            Role::Signal => self.signal,
            Role::Teach => self.teach,
            Role::Modulate => self.modulate,
            Role::Share => self.faint,
        }
    }

    /// The colour of the series at `index`.
    pub fn series(&self, index: usize) -> Color32 {
        self.series[index % self.series.len()]
    }

    /// How many series there are of different colour.
    pub fn colours(&self) -> usize {
        self.series.len()
    }

    /// A value of −1 … 1 as a colour: amber below, the ground at 0, teal above.
    pub fn signed(&self, value: f32) -> Color32 {
        let end = if value < 0.0 { self.teach } else { self.signal };
        let zero = if self.is_dark { self.raised } else { self.hovered };
        zero.lerp_to_gamma(end, value.abs().clamp(0.0, 1.0))
    }

    /// A value of 0 … 1 as ink on paper: a pixel of an image.
    pub fn grey(&self, value: f32) -> Color32 {
        self.raised.lerp_to_gamma(self.text, value.clamp(0.0, 1.0))
    }

    /// A colour so faint that text can stand on it.
    pub fn tint(&self, colour: Color32) -> Color32 {
        self.panel.lerp_to_gamma(colour, if self.is_dark { 0.16 } else { 0.12 })
    }

    /// A colour as a quiet line on the ground: raw values behind smoothed ones, branches that are no more.
    pub fn quiet(&self, colour: Color32) -> Color32 {
        self.ground.lerp_to_gamma(colour, 0.35)
    }
}

/// The palette of the theme that a panel is drawn in.
pub fn palette(ui: &Ui) -> &'static Palette {
    if ui.visuals().dark_mode { &DARK } else { &LIGHT }
}

/// The semibold typeface.
pub fn semibold() -> FontFamily {
    FontFamily::Name("semibold".into())
}

/// Text of the title of a node, a plot, a group.
pub fn title_style() -> TextStyle {
    TextStyle::Name("title".into())
}

/// A title: of a node, a plot, a lesson's step.
pub fn title(text: impl Into<String>) -> RichText {
    RichText::new(text).text_style(title_style())
}

/// Text that only helps.
pub fn faint(ui: &Ui, text: impl Into<String>) -> RichText {
    RichText::new(text).color(palette(ui).faint)
}

/// Small text that only helps.
pub fn small(ui: &Ui, text: impl Into<String>) -> RichText {
    RichText::new(text).small().color(palette(ui).faint)
}

/// The heading of a group in a side panel, in small capitals' stead.
pub fn caption(ui: &Ui, text: &str) -> RichText {
    RichText::new(text.to_uppercase()).font(FontId::new(10.5, semibold())).color(palette(ui).faint).extra_letter_spacing(0.6)
}

/// Gives both themes their looks, and chooses one.
pub fn apply(ctx: &Context, dark: bool) {
    ctx.set_style_of(egui::Theme::Dark, style(&DARK));
    ctx.set_style_of(egui::Theme::Light, style(&LIGHT));
    ctx.set_theme(if dark { egui::Theme::Dark } else { egui::Theme::Light });
}

/// Loads the typefaces: Inter with tabular figures, and the signs of formulas that it lacks.
pub fn load_fonts(ctx: &Context) {
    let mut fonts = FontDefinitions::default();
    let mut add = |name: &str, bytes: &'static [u8]| fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    add("inter", include_bytes!("../../assets/fonts/inter-regular.otf"));
    add("inter-semibold", include_bytes!("../../assets/fonts/inter-semibold.otf"));
    add("mathematics", include_bytes!("../../assets/fonts/dejavu-sans-mathematics.ttf"));
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let with = |first: &[&str]| first.iter().map(|name| (*name).to_owned()).chain(["mathematics".to_owned()]).chain(fallback.clone()).collect::<Vec<_>>();
    fonts.families.insert(FontFamily::Proportional, with(&["inter"]));
    fonts.families.insert(semibold(), with(&["inter-semibold", "inter"]));
    if let Some(monospace) = fonts.families.get_mut(&FontFamily::Monospace) {
        monospace.push("mathematics".to_owned());
    }
    ctx.set_fonts(fonts);
}

fn style(palette: &Palette) -> Style {
    let mut style = Style { visuals: visuals(palette), ..Style::default() };
    style.text_styles = [
        (TextStyle::Heading, FontId::new(17.0, semibold())),
        (title_style(), FontId::new(13.5, semibold())),
        (TextStyle::Body, FontId::new(13.0, FontFamily::Proportional)),
        (TextStyle::Button, FontId::new(13.0, FontFamily::Proportional)),
        (TextStyle::Small, FontId::new(11.0, FontFamily::Proportional)),
        (TextStyle::Monospace, FontId::new(12.0, FontFamily::Monospace)),
    ]
    .into();
    style.drag_value_text_style = TextStyle::Body;
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(MEDIUM, MEDIUM);
    spacing.button_padding = vec2(10.0, SMALL);
    spacing.interact_size = vec2(40.0, ROW);
    spacing.slider_rail_height = 3.0;
    spacing.slider_width = 112.0;
    spacing.combo_width = 80.0;
    spacing.icon_width = 16.0;
    spacing.window_margin = Margin::same(LARGE as i8);
    spacing.menu_margin = Margin::same(MEDIUM as i8);
    spacing.tooltip_width = 320.0;
    spacing.scroll = ScrollStyle { floating: true, bar_width: 6.0, floating_allocated_width: 0.0, ..ScrollStyle::thin() };
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.35;
    style.animation_time = 0.1;
    style
}

fn visuals(palette: &Palette) -> Visuals {
    let widget = |fill: Color32, text: Color32, line: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, line),
        corner_radius: CornerRadius::same(ROUND),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    let shadow = Shadow { offset: [0, 4], blur: 20, spread: 0, color: Color32::from_black_alpha(if palette.is_dark { 110 } else { 40 }) };
    let line = if palette.is_dark { Color32::TRANSPARENT } else { palette.line };
    Visuals {
        dark_mode: palette.is_dark,
        override_text_color: None,
        weak_text_color: Some(palette.faint),
        widgets: Widgets {
            noninteractive: widget(palette.panel, palette.text, palette.line),
            inactive: WidgetVisuals { bg_fill: palette.pressed, ..widget(palette.raised, palette.text, line) },
            hovered: widget(palette.hovered, palette.text, palette.line),
            active: widget(palette.pressed, palette.text, palette.accent),
            open: widget(palette.hovered, palette.text, palette.line),
        },
        selection: egui::style::Selection { bg_fill: palette.accent.gamma_multiply(0.35), stroke: Stroke::new(1.0, palette.accent) },
        hyperlink_color: palette.accent,
        faint_bg_color: palette.raised,
        extreme_bg_color: palette.ground,
        text_edit_bg_color: Some(if palette.is_dark { palette.ground } else { palette.raised }),
        code_bg_color: palette.raised,
        warn_fg_color: palette.teach,
        error_fg_color: palette.error,
        window_corner_radius: CornerRadius::same(ROUND_LARGE),
        window_shadow: shadow,
        window_fill: palette.panel,
        window_stroke: Stroke::new(1.0, palette.line),
        menu_corner_radius: CornerRadius::same(ROUND_LARGE),
        panel_fill: palette.panel,
        popup_shadow: shadow,
        slider_trailing_fill: true,
        handle_shape: HandleShape::Circle,
        striped: false,
        ..if palette.is_dark { Visuals::dark() } else { Visuals::light() }
    }
}
