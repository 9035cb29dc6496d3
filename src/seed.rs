//! One seed, many named random streams.
//!
//! Randomness is counter-based: a draw depends on (seed, stream, owner's name, tick) and on nothing that was drawn
//! elsewhere. So adding an area, a measure or a longer life disturbs no other draw, and any tick can be replayed alone.

use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

/// The generator of one (stream, owner, tick).
pub type Generator = Xoshiro256PlusPlus;

/// The seed of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(pub u64);

/// A named random stream of one owner: `seed.stream("weights", "visual.weights.0")`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    key: u64,
}

impl Seed {
    /// The stream called `stream` of the thing called `owner`.
    pub fn stream(self, stream: &str, owner: &str) -> Stream {
        let named = fold(fold(FNV_OFFSET, stream.as_bytes()), &[0]);
        Stream { key: scramble(scramble(fold(named, owner.as_bytes())) ^ scramble(self.0)) }
    }
}

impl Stream {
    /// The generator of this stream at a tick.
    pub fn at(self, tick: u64) -> Generator {
        Generator::seed_from_u64(scramble(self.key ^ scramble(tick.wrapping_add(1))))
    }
}

/// Fills `values` with draws from N(0, `deviation`²).
pub fn fill_normal(generator: &mut Generator, deviation: f32, values: &mut [f32]) {
    for value in values {
        let unit: f32 = StandardNormal.sample(generator);
        *value = deviation * unit;
    }
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a over bytes.
fn fold(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The finalizer of SplitMix64: neighbouring keys become unrelated.
fn scramble(key: u64) -> u64 {
    let key = (key ^ (key >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let key = (key ^ (key >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    key ^ (key >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn a_draw_depends_on_seed_stream_owner_and_tick_only() {
        let draw = |seed, stream, owner, tick| Seed(seed).stream(stream, owner).at(tick).next_u64();
        let reference = draw(1, "weights", "visual", 7);
        assert_eq!(reference, draw(1, "weights", "visual", 7));
        for other in [draw(2, "weights", "visual", 7), draw(1, "noise", "visual", 7), draw(1, "weights", "motor", 7), draw(1, "weights", "visual", 8)] {
            assert_ne!(reference, other);
        }
    }

    #[test]
    fn normal_draws_have_the_deviation_asked_for() {
        let mut values = vec![0.0; 40_000];
        fill_normal(&mut Seed(3).stream("test", "x").at(0), 2.0, &mut values);
        let mean = values.iter().sum::<f32>() / 40_000.0;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / 40_000.0;
        assert!(mean.abs() < 0.05 && (variance - 4.0).abs() < 0.1, "{mean} {variance}");
    }
}
