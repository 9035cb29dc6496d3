//! Weights as pictures: what every unit looks at where that can be seen, and matrices elsewhere.

use crate::app::App;
use crate::app::canvas::grid;
use crate::app::theme::{self, palette};
use crate::app::widgets::group;
use crate::engine::report::TensorPicture;
use egui::{CornerRadius, Rect, Sense, Ui, vec2};

/// Most receptive fields in a picture.
const MOST_FIELDS: usize = 40;
/// Receptive fields in a row.
const IN_A_ROW: usize = 8;
/// Room is left for so many of them.
const FEW_IN_A_ROW: usize = 3;
/// Most rows and columns of a matrix that are drawn one by one.
const MOST_CELLS: usize = 64;

/// The weights of the selected area.
pub(super) fn ui(ui: &mut Ui, app: &App) {
    for tensor in &app.run.live.weights {
        if tensor.values.len() != tensor.rows * tensor.columns || tensor.values.is_empty() {
            continue;
        }
        match tensor.pixels {
            Some(pixels) if pixels.0 * pixels.1 == tensor.columns => fields_ui(ui, tensor, pixels),
            _ => matrix_ui(ui, tensor),
        }
    }
}

/// What every unit looks at, as images.
fn fields_ui(ui: &mut Ui, tensor: &TensorPicture, (width, height): (usize, usize)) {
    group(ui, &format!("Receptive fields: {}", title_of(&tensor.name)));
    let palette = palette(ui);
    let shown = tensor.rows.min(MOST_FIELDS);
    let gap = 3.0;
    // A few are shown larger.
    let in_a_row = shown.clamp(FEW_IN_A_ROW, IN_A_ROW);
    let side = (ui.available_width() - gap * (in_a_row - 1) as f32) / in_a_row as f32;
    let tall = side * height as f32 / width as f32;
    let rows = shown.div_ceil(in_a_row);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), rows as f32 * (tall + gap) - gap), Sense::hover());
    for unit in 0..shown {
        let corner = rect.min + vec2((unit % in_a_row) as f32 * (side + gap), (unit / in_a_row) as f32 * (tall + gap));
        let row = &tensor.values[unit * tensor.columns..(unit + 1) * tensor.columns];
        let most = row.iter().fold(1e-6_f32, |most, value| most.max(value.abs()));
        ui.painter().add(grid(Rect::from_min_size(corner, vec2(side, tall)), width, row, 0.0, |value| palette.signed(value / most)));
    }
    let more = if tensor.rows > shown { format!(", the first {shown} of {}", tensor.rows) } else { String::new() };
    response.on_hover_text(format!("{}: what each unit looks at{more}. Teal is positive, amber negative.", tensor.name));
}

/// `visual.weights.1` in words: `Weights, layer 2`.
fn title_of(name: &str) -> String {
    let mut words = name.rsplit('.');
    match (words.next().and_then(|layer| layer.parse::<usize>().ok()), words.next()) {
        (Some(layer), Some(kind)) => format!("{}, layer {}", crate::app::format::words(kind), layer + 1),
        _ => name.to_owned(),
    }
}

/// A matrix as a picture, thinned out where it is large.
fn matrix_ui(ui: &mut Ui, tensor: &TensorPicture) {
    group(ui, &title_of(&tensor.name));
    let palette = palette(ui);
    // A list of numbers, such as biases, lies down.
    let lies = tensor.columns == 1;
    let (all_rows, all_columns) = if lies { (1, tensor.rows) } else { (tensor.rows, tensor.columns) };
    let (rows, columns) = (all_rows.min(MOST_CELLS), all_columns.min(MOST_CELLS));
    let at = |row: usize, column: usize| tensor.values[(row * all_rows / rows) * all_columns + column * all_columns / columns];
    let values: Vec<f32> = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))).map(|(row, column)| at(row, column)).collect();
    let most = values.iter().fold(1e-6_f32, |most, value| most.max(value.abs()));
    let width = ui.available_width();
    let height = (width * rows as f32 / columns as f32).clamp(12.0, if lies { 16.0 } else { 120.0 });
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::ZERO, palette.raised);
    ui.painter().add(grid(rect, columns, &values, 0.0, |value| palette.signed(value / most)));
    response.on_hover_text(format!("{}: {} units out (down) by {} in (across), largest weight {:.3}", tensor.name, tensor.rows, tensor.columns, most));
    ui.add_space(theme::SMALL);
}
