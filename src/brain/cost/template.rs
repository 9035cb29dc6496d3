//! An innate proto-concept: to look like a template that nobody taught.

use super::{CostFunction, Judged};
use crate::option;

option! {
    /// `C = −cos(z, t)`, t the template; `∂C/∂z = −(t̂ − ẑ cos)/‖z‖` (SCIENCE C22). Source: Ullman, Harari & Dorfman 2012.
    pub struct Template {} with {
        /// The template, a number for every unit; those that are missing count as 0.
        pub template: Vec<f64> = vec![1.0];
    }
}

impl CostFunction for Template {
    fn refuses(&self, units: usize) -> Option<(String, String)> {
        let length = self.template.len();
        let is_wrong = length > units || !self.template.iter().all(|t| t.is_finite()) || self.template.iter().all(|&t| t == 0.0);
        is_wrong
            .then(|| (format!("its template of {length} numbers cannot be looked for in {units} units"), format!("give it 1 to {units} numbers, not all 0")))
    }

    fn evaluate(&self, judged: Judged<'_>, _scratch: &mut [f32], values: &mut [f32], mut cotangent: Option<(f32, &mut [f32])>) {
        let units = judged.units;
        let of_template = |unit: usize| self.template.get(unit).map_or(0.0, |&t| t as f32);
        let size = self.template.iter().map(|t| t * t).sum::<f64>().sqrt() as f32;
        for (sample, (z, value)) in judged.activity.chunks_exact(units).zip(values).enumerate() {
            let length = z.iter().map(|z| z * z).sum::<f32>().sqrt().max(1e-6);
            let cosine = z.iter().enumerate().map(|(unit, z)| z * of_template(unit)).sum::<f32>() / (length * size);
            *value = -cosine;
            if let Some((weight, slopes)) = &mut cotangent {
                for (unit, (slope, z)) in slopes[sample * units..][..units].iter_mut().zip(z).enumerate() {
                    *slope -= *weight * (of_template(unit) / size - z / length * cosine) / length;
                }
            }
        }
    }
}
