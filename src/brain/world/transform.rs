//! What can happen between a world and the eyes: blur, rotation, scrambling. Applied to observations only, in a fixed order.

use super::Port;

/// What is done to every observation, beside blur.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transform {
    /// Turned by this many degrees.
    pub degrees: f64,
    /// Where each number comes from; empty when none has moved.
    pub permutation: Vec<usize>,
}

impl Transform {
    /// Whether it does nothing.
    pub fn is_none(&self) -> bool {
        self.degrees == 0.0 && self.permutation.is_empty()
    }

    /// Changes observations (rows × units) in place; `scratch` is as long as one observation.
    pub fn apply(&self, port: &Port, values: &mut [f32], scratch: &mut [f32]) {
        if self.degrees != 0.0 {
            let (sine, cosine) = (self.degrees.to_radians() as f32).sin_cos();
            // Where a port carries several images, each is turned by itself.
            for row in values.chunks_exact_mut(port.pixels.map_or(port.units, |(width, height)| width * height)) {
                match port.pixels {
                    Some(size) => rotate_image(row, &mut scratch[..row.len()], size, sine, cosine),
                    None => rotate_pairs(row, sine, cosine),
                }
            }
        }
        if !self.permutation.is_empty() {
            for row in values.chunks_exact_mut(port.units) {
                scratch.copy_from_slice(row);
                for (value, &from) in row.iter_mut().zip(&self.permutation) {
                    *value = scratch[from];
                }
            }
        }
    }
}

/// Mixes images with their own 2×2 averages: `x ← (1 − blur) x + blur · mean of its block`. Does nothing to what are no pixels.
pub fn blur(port: &Port, amount: f32, values: &mut [f32]) {
    let Some((width, height)) = port.pixels else { return };
    for image in values.chunks_exact_mut(width * height) {
        for y in (0..height.saturating_sub(1)).step_by(2) {
            for x in (0..width.saturating_sub(1)).step_by(2) {
                let block = [y * width + x, y * width + x + 1, (y + 1) * width + x, (y + 1) * width + x + 1];
                let mean = block.iter().map(|&i| image[i]).sum::<f32>() * 0.25;
                for i in block {
                    image[i] += amount * (mean - image[i]);
                }
            }
        }
    }
}

/// Turns an image about its centre, bilinearly; what comes from outside is black.
fn rotate_image(image: &mut [f32], scratch: &mut [f32], (width, height): (usize, usize), sine: f32, cosine: f32) {
    scratch.copy_from_slice(image);
    let pixel = |x: isize, y: isize| {
        let inside = x >= 0 && y >= 0 && (x as usize) < width && (y as usize) < height;
        if inside { scratch[y as usize * width + x as usize] } else { 0.0 }
    };
    let (centre_x, centre_y) = ((width as f32 - 1.0) / 2.0, (height as f32 - 1.0) / 2.0);
    for y in 0..height {
        for x in 0..width {
            let (dx, dy) = (x as f32 - centre_x, y as f32 - centre_y);
            let (from_x, from_y) = (centre_x + cosine * dx + sine * dy, centre_y - sine * dx + cosine * dy);
            let (left, top) = (from_x.floor(), from_y.floor());
            let (right_part, lower_part) = (from_x - left, from_y - top);
            let (left, top) = (left as isize, top as isize);
            let upper = pixel(left, top) * (1.0 - right_part) + pixel(left + 1, top) * right_part;
            let lower = pixel(left, top + 1) * (1.0 - right_part) + pixel(left + 1, top + 1) * right_part;
            image[y * width + x] = upper * (1.0 - lower_part) + lower * lower_part;
        }
    }
}

/// Turns neighbouring numbers, two by two, as points in their planes.
fn rotate_pairs(row: &mut [f32], sine: f32, cosine: f32) {
    for pair in row.chunks_exact_mut(2) {
        (pair[0], pair[1]) = (cosine * pair[0] - sine * pair[1], sine * pair[0] + cosine * pair[1]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brain::world::Content;

    fn port(pixels: Option<(usize, usize)>, units: usize) -> Port {
        Port { name: "x", units, content: Content::Observation, pixels }
    }

    #[test]
    fn turning_an_image_four_times_by_a_right_angle_gives_it_back() {
        let image: Vec<f32> = (0..16).map(|i| i as f32).collect();
        let mut turned = image.clone();
        let turn = Transform { degrees: 90.0, permutation: Vec::new() };
        turn.apply(&port(Some((4, 4)), 16), &mut turned, &mut [0.0; 16]);
        assert!((turned[3] - image[0]).abs() < 1e-4, "{turned:?}");
        (0..3).for_each(|_| turn.apply(&port(Some((4, 4)), 16), &mut turned, &mut [0.0; 16]));
        assert!(turned.iter().zip(&image).all(|(a, b)| (a - b).abs() < 1e-3), "{turned:?}");
    }

    #[test]
    fn points_turn_numbers_move_and_full_blur_is_the_block_mean() {
        let mut point = [1.0, 0.0];
        Transform { degrees: 90.0, permutation: Vec::new() }.apply(&port(None, 2), &mut point, &mut [0.0; 2]);
        assert!(point[0].abs() < 1e-6 && (point[1] - 1.0).abs() < 1e-6);
        let mut row = [1.0, 2.0, 3.0];
        Transform { degrees: 0.0, permutation: vec![2, 0, 1] }.apply(&port(None, 3), &mut row, &mut [0.0; 3]);
        assert_eq!(row, [3.0, 1.0, 2.0]);
        let mut image = [1.0, 3.0, 5.0, 7.0];
        blur(&port(Some((2, 2)), 4), 1.0, &mut image);
        assert_eq!(image, [4.0; 4]);
    }
}
