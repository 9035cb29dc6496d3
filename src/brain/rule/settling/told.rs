//! What a settling area has to tell about itself: how far it still moved when it learned, and the curve of its settling.

use super::truth::moved;
use super::{Body, Phase, Room};
use crate::brain::rule::{Credit, Curve, RuleMeasure};

/// How far the activities would still move, in the free phase and in the taught one.
pub(in crate::brain::rule) const UNSETTLED: &[RuleMeasure] = &[
    RuleMeasure { key: "unsettled", title: "still moving after the free phase", unit: "", prominent: false },
    RuleMeasure { key: "unsettled_taught", title: "still moving after the taught phase, part of its way", unit: "", prominent: false },
];

impl Body<'_> {
    /// Tells how far the area still moves: free, as a part of its activity; taught, as a part of the way it went since. Where somebody looks, the
    /// curves too. `taught` is where the taught phase ended; `other` is lost.
    pub fn tell(&self, credit: &mut Credit<'_>, phase: Phase, iterations: usize, room: &mut Room<'_>, taught: &[f32]) {
        let Some(notes) = credit.notes.as_deref_mut() else { return };
        let Room { below, free, other, drive, spare, .. } = room;
        other.copy_from_slice(free);
        self.sweep(Phase::Free, below, other, drive, spare);
        notes.tell(0, moved(free, other) / f64::from(self.how.step));
        other.copy_from_slice(taught);
        self.sweep(phase, below, other, drive, spare);
        let (rest, way) = (moved(taught, other), moved(free, other));
        if way > 0.0 {
            notes.tell(1, rest / way / f64::from(self.how.step));
        }
        if let Some(curves) = &mut notes.curves {
            curves.clear();
            other.fill(0.0);
            curves.push(self.watch("free", (Phase::Free, 0, self.how.iterations), below, other, (drive, spare)));
            other.copy_from_slice(free);
            curves.push(self.watch("taught", (phase, self.how.iterations, iterations), below, other, (drive, spare)));
        }
    }

    /// One phase as a curve: the energy, or where it has no closed form the mean change, at every iteration.
    fn watch(&self, name: &'static str, phase: (Phase, usize, usize), below: &[f32], state: &mut [f32], room: (&mut [f32], &mut [f32])) -> Curve {
        let ((phase, first, iterations), (drive, spare)) = (phase, room);
        let mut points = Vec::with_capacity(iterations + 1);
        let energy = self.energy(below, state, spare);
        points.extend(energy.map(|energy| [first as f64, energy]));
        self.begin(phase, state, spare);
        for iteration in 1..=iterations {
            let before = energy.is_none().then(|| state.to_vec());
            self.sweep(phase, below, state, drive, spare);
            let height = match before {
                Some(before) => Some(before.iter().zip(&*state).map(|(a, b)| f64::from((a - b).abs())).sum::<f64>() / state.len() as f64),
                None => self.energy(below, state, spare),
            };
            points.extend(height.map(|height| [(first + iteration) as f64, height]));
        }
        Curve { picture: "Settling", over: "iterations", name, points }
    }
}
