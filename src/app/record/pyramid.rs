//! A pyramid of buckets over one series: a million values draw as fast as a thousand, in bounded memory.

use std::collections::VecDeque;

/// How many buckets of a level make one of the next.
const FACTOR: usize = 4;
/// How many raw values are kept; older ones live on in buckets.
const RAW: usize = 8192;
/// How many buckets of a level are kept; older ones live on in coarser buckets, so that a series takes at most about 2 MB.
const BUCKETS: usize = 3072;

/// Some values of a series that follow each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    /// Age of the first.
    pub from: u64,
    /// Age of the last.
    pub to: u64,
    /// The first.
    pub first: f64,
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
    /// Their sum.
    pub sum: f64,
    /// How many.
    pub count: u64,
}

/// One series over age.
#[derive(Clone, Debug, Default)]
pub struct Pyramid {
    /// How many values ever came, those cut off by a rewind not counted.
    count: u64,
    levels: Vec<Level>,
}

/// The newest buckets of one size. Bucket i stands for the buckets 4i to 4i + 3 of the level below.
#[derive(Clone, Debug, Default)]
struct Level {
    /// Index of the first bucket that is still kept.
    start: u64,
    kept: VecDeque<Bucket>,
}

impl Bucket {
    /// Of one value.
    pub fn of(age: u64, value: f64) -> Self {
        Self { from: age, to: age, first: value, min: value, max: value, sum: value, count: 1 }
    }

    /// The mean of its values.
    pub fn mean(&self) -> f64 {
        self.sum / self.count as f64
    }

    /// The middle of its ages.
    pub fn age(&self) -> f64 {
        self.from as f64 + (self.to - self.from) as f64 / 2.0
    }

    /// Takes the values of a later bucket in.
    pub fn merge(&mut self, later: &Self) {
        self.to = later.to;
        self.min = self.min.min(later.min);
        self.max = self.max.max(later.max);
        self.sum += later.sum;
        self.count += later.count;
    }
}

impl Pyramid {
    /// How many values it stands for.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Takes a value in, in O(1) amortized. Ages never fall; a value that is no number is left out.
    pub fn push(&mut self, age: u64, value: f64) {
        if !value.is_finite() || self.last().is_some_and(|last| last.to > age) {
            return;
        }
        self.count += 1;
        let mut bucket = Bucket::of(age, value);
        for level in 0.. {
            if level == self.levels.len() {
                self.levels.push(Level::default());
            }
            let Level { start, kept } = &mut self.levels[level];
            // Made room for first: a buffer that overflows by one doubles.
            if kept.len() == if level == 0 { RAW } else { BUCKETS } {
                kept.pop_front();
                *start += 1;
            }
            kept.push_back(bucket);
            let end = *start + kept.len() as u64;
            if !end.is_multiple_of(FACTOR as u64) {
                return;
            }
            let Some(complete) = merged(kept.range(kept.len().saturating_sub(FACTOR)..)) else { return };
            bucket = complete;
        }
    }

    /// The newest value.
    pub fn last(&self) -> Option<Bucket> {
        // Right after a deep rewind no single value may be left; then the newest bucket speaks for them.
        self.levels.iter().find_map(|level| level.kept.back().copied())
    }

    /// The newest value that is not after an age.
    pub fn at(&self, age: u64) -> Option<f64> {
        self.bucket_at(age).map(|bucket| bucket.mean())
    }

    /// The newest bucket that is not after an age.
    pub fn bucket_at(&self, age: u64) -> Option<Bucket> {
        self.buckets(age, age, 1).into_iter().rev().find(|bucket| bucket.to <= age)
    }

    /// Everything together.
    pub fn whole(&self) -> Option<Bucket> {
        merged(self.buckets(0, u64::MAX, 1).iter())
    }

    /// First and last age; `None` without values.
    pub fn ages(&self) -> Option<(u64, u64)> {
        let first = self.levels.iter().rev().find_map(|level| level.kept.front())?.from;
        Some((first, self.last()?.to))
    }

    /// Between about `buckets / 2` and `2 · buckets` buckets over a range of ages, or the single values where there are fewer; and, so that
    /// a line goes on to the edge of a plot, a neighbour on either side.
    pub fn buckets(&self, from: u64, to: u64, buckets: usize) -> Vec<Bucket> {
        let most = buckets.max(1) * 2;
        let coarsest = self.levels.len().saturating_sub(1);
        let level = (0..self.levels.len())
            .find(|&level| {
                let Level { start, kept } = &self.levels[level];
                let complete = *start == 0 || kept.front().is_some_and(|first| first.to < from);
                complete && between(kept, from, to) <= most
            })
            .unwrap_or(coarsest);
        let mut found: Vec<Bucket> = Vec::new();
        let mut seen = 0;
        // What is not yet a whole bucket of this level stands, finer and finer, at the ends of the levels below.
        for level in (0..=level).rev() {
            let Some(Level { start, kept }) = self.levels.get(level) else { break };
            let unseen = usize::try_from((seen * FACTOR as u64).saturating_sub(*start)).unwrap_or(usize::MAX).min(kept.len());
            found.extend(kept.range(unseen..));
            seen = start + kept.len() as u64;
        }
        let first = found.partition_point(|bucket| bucket.to < from).saturating_sub(1);
        let end = (found.partition_point(|bucket| bucket.from <= to) + 1).min(found.len());
        found.truncate(end.max(first));
        found.drain(..first);
        found
    }

    /// Forgets every value after an age. Where single values are no longer kept, whole buckets go that reach beyond it.
    pub fn cut(&mut self, age: u64) {
        let Some(finest) = self.levels.iter().position(|level| level.start == 0 || level.kept.front().is_some_and(|first| first.to <= age)) else {
            *self = Self::default();
            return;
        };
        let Level { start, kept } = &self.levels[finest];
        let mut left = start + kept.partition_point(|bucket| bucket.to <= age) as u64;
        let mut values = left;
        for _ in 0..finest {
            values *= FACTOR as u64;
        }
        self.count = values;
        for level in &mut self.levels[..finest] {
            *level = Level { start: values, kept: VecDeque::new() };
            values /= FACTOR as u64;
        }
        for Level { start, kept } in &mut self.levels[finest..] {
            kept.truncate(usize::try_from(left.saturating_sub(*start)).unwrap_or(usize::MAX));
            left /= FACTOR as u64;
        }
    }

    /// How many bytes it takes.
    pub fn bytes(&self) -> usize {
        self.levels.iter().map(|level| level.kept.capacity() * size_of::<Bucket>()).sum()
    }
}

fn merged<'b>(mut buckets: impl Iterator<Item = &'b Bucket>) -> Option<Bucket> {
    let mut whole = *buckets.next()?;
    buckets.for_each(|bucket| whole.merge(bucket));
    Some(whole)
}

/// How many buckets reach into a range of ages.
fn between(kept: &VecDeque<Bucket>, from: u64, to: u64) -> usize {
    kept.partition_point(|bucket| bucket.from <= to).saturating_sub(kept.partition_point(|bucket| bucket.to < from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(count: u64, value: impl Fn(u64) -> f64) -> Pyramid {
        let mut pyramid = Pyramid::default();
        (0..count).for_each(|age| pyramid.push(age, value(age)));
        pyramid
    }

    #[test]
    fn a_few_values_come_back_as_they_were() {
        let pyramid = filled(100, |age| age as f64);
        let buckets = pyramid.buckets(0, 1000, 300);
        assert_eq!(buckets, (0..100).map(|age| Bucket::of(age, age as f64)).collect::<Vec<_>>());
        let part = pyramid.buckets(10, 20, 300);
        assert_eq!((part[0].from, part[part.len() - 1].from), (9, 21), "with a neighbour on either side");
        assert!(Pyramid::default().buckets(0, 10, 10).is_empty());
    }

    #[test]
    fn a_spike_never_disappears_and_every_value_is_counted_once() {
        for spike in [0, 1, 77_777, 500_000, 999_998, 999_999] {
            let pyramid = filled(1_000_000, |age| if age == spike { 1e6 } else { 1.0 });
            for pixels in [1, 10, 300, 2000] {
                let buckets = pyramid.buckets(0, u64::MAX, pixels);
                assert!(buckets.iter().any(|bucket| bucket.max == 1e6 && (bucket.from..=bucket.to).contains(&spike)), "{spike} at {pixels}");
                assert_eq!(buckets.iter().map(|bucket| bucket.count).sum::<u64>(), 1_000_000);
                assert!(buckets.windows(2).all(|pair| pair[0].to < pair[1].from));
                assert!(buckets.len() <= 2 * pixels + 40, "{} at {pixels}", buckets.len());
                assert!(pixels > 1000 || buckets.len() >= pixels / 2, "{} at {pixels}", buckets.len());
            }
        }
    }

    #[test]
    fn means_are_exact_and_memory_is_bounded() {
        let mut pyramid = Pyramid::default();
        for age in 0..3_000_000_u64 {
            pyramid.push(age, (age % 7) as f64);
        }
        assert!(pyramid.bytes() < 2 << 20, "{} bytes", pyramid.bytes());
        for bucket in pyramid.buckets(0, u64::MAX, 400) {
            let exact: f64 = (bucket.from..=bucket.to).map(|age| (age % 7) as f64).sum::<f64>() / (bucket.to - bucket.from + 1) as f64;
            assert_eq!(bucket.mean(), exact);
        }
        assert_eq!(pyramid.ages(), Some((0, 2_999_999)));
        assert_eq!(pyramid.whole().map(|whole| whole.count), Some(3_000_000));
    }

    #[test]
    fn the_newest_part_is_seen_in_full_when_looked_at_closely() {
        let pyramid = filled(1_000_000, |age| age as f64);
        let near = pyramid.buckets(999_000, 999_999, 600);
        assert!(near.iter().all(|bucket| bucket.count == 1));
        assert_eq!(near.len(), 1001);
    }

    #[test]
    fn cutting_goes_back_exactly_near_the_end_and_by_whole_buckets_far_back() {
        let values = |age: u64| (age % 11) as f64;
        let mut near = filled(100_000, values);
        near.cut(98_765);
        let plain = filled(98_766, values);
        assert_eq!(near.count(), plain.count());
        assert_eq!(near.buckets(0, u64::MAX, 500), plain.buckets(0, u64::MAX, 500));
        (98_766..100_000).for_each(|age| near.push(age, values(age)));
        assert_eq!(near.buckets(0, u64::MAX, 500), filled(100_000, values).buckets(0, u64::MAX, 500));

        let mut far = filled(1_000_000, values);
        far.cut(300_001);
        let last = far.last().unwrap();
        assert!(last.to <= 300_001 && last.to > 299_000, "{last:?}");
        (300_002..1_000_000).for_each(|age| far.push(age, values(age)));
        let buckets = far.buckets(0, u64::MAX, 500);
        assert_eq!(buckets.iter().map(|bucket| bucket.count).sum::<u64>(), far.count());
        assert!(buckets.windows(2).all(|pair| pair[0].to < pair[1].from));

        let mut all = filled(50, values);
        all.cut(0);
        assert_eq!(all.count(), 1);
    }

    #[test]
    fn what_is_no_number_is_left_out() {
        let mut pyramid = Pyramid::default();
        pyramid.push(0, f64::NAN);
        pyramid.push(1, f64::INFINITY);
        pyramid.push(2, 3.0);
        assert_eq!(pyramid.last(), Some(Bucket::of(2, 3.0)));
    }

    #[test]
    fn a_bucket_begins_with_its_first_value() {
        let mut pyramid = Pyramid::default();
        pyramid.push(0, 0.0);
        (2000..6000_u64).for_each(|age| pyramid.push(age, 1.0));
        let coarse = pyramid.buckets(0, 6000, 20);
        assert!(coarse.len() < 200 && coarse[0].to >= 2000, "the 0 and later ones are one");
        assert_eq!((coarse[0].first, coarse[1].first), (0.0, 1.0));
    }
}
