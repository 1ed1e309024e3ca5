//! The machine: bandwidth of its memory, and the time of a look-up at a random place.
//!
//! Both are the best of several trials on the threads that the ticks had, since what else runs on a machine only makes
//! it slower.

use coercivity_base::math;
use coercivity_engine::Clock;
use coercivity_parallel::{Pool, Private};
use coercivity_record::GatherTime;
use std::hint::black_box;

/// Trials of which the best counts.
const TRIALS: usize = 20;
/// Least entries of an array of the triad: 64 MB.
const TRIAD_LEAST: u64 = 8 << 20;
/// Most entries: 1 GB.
const TRIAD_MOST: u64 = 128 << 20;
/// Places in the list of look-ups: in a large table more lines than most caches hold. A trial visits a quarter, since short
/// trials slip between what else runs.
const PLACES: usize = 1 << 20;
/// Tables up to this size are visited several times in a trial, bytes.
const SMALL: u64 = 1 << 20;
/// Sizes of the tables that are looked up in, bytes.
pub const TABLES: [u64; 5] = [32 << 10, 256 << 10, 1 << 20, 8 << 20, 64 << 20];

/// What the memory does on some number of threads.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    /// Bandwidth, billions of bytes per second.
    pub triad_gb_s: f64,
    /// Look-ups by size of the table, from the smallest on.
    pub gather: Vec<GatherTime>,
}

/// Measures the memory on the threads of `pool`, with arrays that do not fit into a cache of `last_cache` bytes.
#[must_use]
pub fn measure(pool: &Pool, last_cache: u64) -> Machine {
    let entries = (last_cache / 4).clamp(TRIAD_LEAST, TRIAD_MOST);
    let gather = TABLES.iter().map(|&bytes| GatherTime { bytes, ns: look_up_ns(pool, bytes) });
    let mut gather: Vec<GatherTime> = gather.collect();
    settle(&mut gather);
    Machine { triad_gb_s: triad(pool, entries as usize), gather }
}

/// A look-up in a small table takes no longer than one in a larger: where it seems to, something else ran.
fn settle(gather: &mut [GatherTime]) {
    let mut least = f64::INFINITY;
    for time in gather.iter_mut().rev() {
        least = least.min(time.ns);
        time.ns = least;
    }
}

/// Bandwidth of `a = b + s c` over arrays of so many entries, which moves three of them.
fn triad(pool: &Pool, entries: usize) -> f64 {
    let (mut a, b, c) = (vec![0.0_f64; entries], vec![1.0_f64; entries], vec![2.0_f64; entries]);
    let nothing = Private::new(pool, || ());
    let seconds = best(|_| {
        pool.blocks(
            (&mut a[..], &b[..], &c[..]),
            &nothing,
            |(), _, (a, b, c): (&mut [f64], &[f64], &[f64])| {
                for ((a, b), c) in a.iter_mut().zip(b).zip(c) {
                    *a = b + 3.0 * c;
                }
            },
        );
        black_box(&a);
    });
    (3 * entries * size_of::<f64>()) as f64 / seconds / 1e9
}

/// Nanoseconds for each of many look-ups of 8 bytes at places that a list names, a quarter of it for each thread and trial.
fn look_up_ns(pool: &Pool, bytes: u64) -> f64 {
    let table: Vec<u64> = (0..bytes / size_of::<u64>() as u64).collect();
    let places = places(table.len() as u64);
    let parts: Vec<&[u32]> = places.chunks(PLACES / 4).collect();
    // Look-ups in a small table are over before two threads have begun.
    let rounds = if bytes > SMALL { 1 } else { 8 };
    let seconds = best(|trial| {
        let sums = pool.map(pool.threads(), |thread| {
            let part = parts[(trial + thread) % parts.len()];
            let round = || part.iter().fold(0_u64, |sum, &place| sum.wrapping_add(table[place as usize]));
            (0..rounds).fold(0_u64, |sum, _| black_box(sum.wrapping_add(round())))
        });
        black_box(sums);
    });
    seconds / (pool.threads() * rounds * (PLACES / 4)) as f64 * 1e9
}

/// Places under `below` without any order: high bits of a linear congruential sequence (Knuth's MMIX).
fn places(below: u64) -> Vec<u32> {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % below) as u32
    };
    (0..PLACES).map(|_| next()).collect()
}

/// Seconds of the fastest trial.
fn best(mut trial: impl FnMut(usize)) -> f64 {
    let time = |number| {
        let clock = Clock::start();
        trial(number);
        clock.seconds()
    };
    (0..TRIALS).map(time).fold(f64::INFINITY, f64::min)
}

impl Machine {
    /// Nanoseconds of a look-up in a table of `bytes`: between two sizes in proportion to the logarithm, beyond the last
    /// as in the last.
    #[must_use]
    pub fn look_up_ns(&self, bytes: u64) -> f64 {
        let above = self.gather.iter().position(|time| time.bytes >= bytes);
        match (above, self.gather.last()) {
            (Some(0), _) => self.gather[0].ns,
            (Some(above), _) => between(self.gather[above - 1], self.gather[above], bytes),
            (None, last) => last.map_or(0.0, |time| time.ns),
        }
    }
}

fn between(low: GatherTime, high: GatherTime, bytes: u64) -> f64 {
    let log = |bytes: u64| math::ln(bytes as f64);
    let way = (log(bytes) - log(low.bytes)) / (log(high.bytes) - log(low.bytes));
    low.ns + way * (high.ns - low.ns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_up_takes_a_time_between_those_of_the_sizes_around() {
        let gather = vec![GatherTime { bytes: 1 << 10, ns: 1.0 }, GatherTime { bytes: 1 << 14, ns: 5.0 }];
        let machine = Machine { triad_gb_s: 10.0, gather };
        // Half way from 2^10 to 2^14 is 2^12.
        for (bytes, ns) in [(1, 1.0), (1 << 10, 1.0), (1 << 12, 3.0), (1 << 14, 5.0), (1 << 20, 5.0)] {
            assert!((machine.look_up_ns(bytes) - ns).abs() < 1e-9, "{bytes}: {}", machine.look_up_ns(bytes));
        }
    }

    #[test]
    fn a_smaller_table_is_never_slower() {
        let mut gather = [(1, 2.0), (2, 9.0), (3, 5.0)].map(|(bytes, ns)| GatherTime { bytes, ns });
        settle(&mut gather);
        assert_eq!(gather.map(|time| time.ns), [2.0, 5.0, 5.0]);
    }

    #[test]
    fn places_are_in_the_table_and_all_over_it() {
        let places = places(4096);
        assert!(places.iter().all(|&place| place < 4096));
        let quarter = places.iter().filter(|&&place| place < 1024).count();
        // A quarter of 2^20 is 262,144; the standard deviation is 443.
        assert!(quarter.abs_diff(PLACES / 4) < 3_000, "{quarter}");
    }
}
