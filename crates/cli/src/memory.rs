//! Whether a world fits into the memory that is free, told before it is begun: a system that runs out of it kills whom it
//! likes.

use crate::exit::{Code, Failure};
use coercivity_parallel::Pool;
use coercivity_record::available_memory_mb;

/// The least that a world needs: so many megabytes, and so many bytes a firm (docs/BENCHMARKS.md measures them).
const BASE_MB: u64 = 40;
const BYTES_PER_FIRM: u64 = 1_400;

/// Refuses a world of so many firms that does not fit.
///
/// # Errors
/// What it needs and what is free.
pub(crate) fn require(firms: u32) -> Result<(), Failure> {
    match lack(needed_mb(firms, 1), available_memory_mb()) {
        Some(words) => {
            let words =
                format!("{firms} firms do not fit: {words}. Draw the same economy with fewer (--firms N).");
            Err(Failure::new(Code::Memory, words))
        }
        None => Ok(()),
    }
}

/// Refuses `runs` runs of so many firms that do not fit, a run on each thread of `pool`.
///
/// # Errors
/// What those that run at the same time need, what is free, and how many would fit.
pub(crate) fn require_many(firms: u32, runs: usize, pool: &Pool) -> Result<(), Failure> {
    match too_many(firms, pool.threads().min(runs), available_memory_mb()) {
        Some(words) => Err(Failure::new(Code::Memory, words)),
        None => Ok(()),
    }
}

/// Why so many worlds at the same time are too many, if they are.
fn too_many(firms: u32, worlds: usize, free_mb: Option<u64>) -> Option<String> {
    let words = lack(needed_mb(firms, worlds), free_mb)?;
    let fewer = "Draw the same economy with fewer (--firms N)";
    Some(match (1..worlds).rev().find(|&some| lack(needed_mb(firms, some), free_mb).is_none()) {
        Some(some) => format!(
            "{worlds} runs of {firms} firms at the same time do not fit: {words}. Run fewer at a time (--threads \
             {some}). {fewer}, and more of them fit."
        ),
        None => format!("{firms} firms do not fit: {words}. {fewer}."),
    })
}

/// Megabytes that so many worlds at the same time need.
fn needed_mb(firms: u32, worlds: usize) -> u64 {
    worlds as u64 * (BASE_MB + u64::from(firms) * BYTES_PER_FIRM / 1_000_000)
}

/// Why so many megabytes are not to be had, if they are not; where the system does not tell, they are.
pub(crate) fn lack(needed_mb: u64, free_mb: Option<u64>) -> Option<String> {
    let free = free_mb.filter(|&free| needed_mb > free)?;
    let gb = |mb: u64| format!("{:.1} GB", mb as f64 / 1e3);
    Some(format!("they need about {} of memory, and {} are free", gb(needed_mb), gb(free)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_told_with_both_numbers() {
        assert_eq!(lack(100, Some(100)), None);
        assert_eq!(lack(u64::MAX, None), None);
        let words = lack(14_040, Some(2_500)).unwrap();
        assert_eq!(words, "they need about 14.0 GB of memory, and 2.5 GB are free");
    }

    #[test]
    fn worlds_that_run_at_the_same_time_are_counted() {
        // A million firms: 40 MB and 1,400 MB.
        assert_eq!(too_many(1_000_000, 4, Some(4 * 1_440)), None);
        let words = too_many(1_000_000, 4, Some(4 * 1_440 - 1)).unwrap();
        let told = "4 runs of 1000000 firms at the same time do not fit: they need about 5.8 GB of memory, and 5.8 GB \
                    are free. Run fewer at a time (--threads 3).";
        assert!(words.starts_with(told), "{words}");
        let words = too_many(1_000_000, 4, Some(1_439)).unwrap();
        assert!(words.starts_with("1000000 firms do not fit: ") && !words.contains("--threads"), "{words}");
        // No more run at the same time than there are.
        let pool = Pool::new(64).unwrap();
        assert!(require_many(1_000, 1, &pool).is_ok());
    }
}
