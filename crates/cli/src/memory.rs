//! Whether a world fits into the memory that is free, told before it is begun: a system that runs out of it kills whom it
//! likes.

use crate::exit::{Code, Failure};
use crate::screen::count;
use coercivity_parallel::Pool;
use coercivity_record::available_memory_mb;

/// The least that a world needs: so many megabytes, and so many bytes a firm (docs/BENCHMARKS.md measures them).
const BASE_MB: u64 = 40;
const BYTES_PER_FIRM: u64 = 1_400;

/// Refuses a world of so many firms that does not fit.
///
/// # Errors
/// What it needs, what is free, and how many firms would fit.
pub(crate) fn require(firms: u32) -> Result<(), Failure> {
    require_times(firms, 1)
}

/// The same for so many worlds of that size side by side.
///
/// # Errors
/// As [`require`].
pub(crate) fn require_times(firms: u32, worlds: usize) -> Result<(), Failure> {
    let times = if worlds > 1 { format!(" {worlds} times") } else { String::new() };
    let free = available_memory_mb();
    refused(lack(needed_mb(firms, worlds), free).map(|words| {
        let advice = advice(most_firms(free.unwrap_or(0) / worlds.max(1) as u64));
        format!("{} firms do not fit{times}: {words}. {advice}", count(f64::from(firms)))
    }))
}

/// Refuses `runs` runs of so many firms that do not fit, a run on each thread of `pool`.
///
/// # Errors
/// What those that run at the same time need, what is free, and how many would fit.
pub(crate) fn require_many(firms: u32, runs: usize, pool: &Pool) -> Result<(), Failure> {
    refused(too_many(firms, pool.threads().min(runs), available_memory_mb()))
}

fn refused(words: Option<String>) -> Result<(), Failure> {
    words.map_or(Ok(()), |words| Err(Failure::new(Code::Memory, words)))
}

/// Why so many worlds at the same time are too many, if they are.
fn too_many(firms: u32, worlds: usize, free_mb: Option<u64>) -> Option<String> {
    let words = lack(needed_mb(firms, worlds), free_mb)?;
    let told = count(f64::from(firms));
    Some(match (1..worlds).rev().find(|&some| lack(needed_mb(firms, some), free_mb).is_none()) {
        Some(some) => format!(
            "{worlds} runs of {told} firms at the same time do not fit: {words}. Run fewer at a time (--threads \
             {some}), or draw the same economy with fewer (--firms N)."
        ),
        None => format!("{told} firms do not fit: {words}. {}", advice(most_firms(free_mb.unwrap_or(0)))),
    })
}

/// Megabytes that so many worlds at the same time need.
fn needed_mb(firms: u32, worlds: usize) -> u64 {
    worlds as u64 * (BASE_MB + u64::from(firms) * BYTES_PER_FIRM / 1_000_000)
}

/// Firms that so many megabytes hold.
fn most_firms(free_mb: u64) -> u64 {
    free_mb.saturating_sub(BASE_MB).saturating_mul(1_000_000) / BYTES_PER_FIRM
}

/// What to do where `most` firms fit, told with two digits, rounded down.
fn advice(most: u64) -> String {
    let scale = 10_u64.pow(most.checked_ilog10().unwrap_or(0).saturating_sub(1));
    match most / scale * scale {
        // Not even the smallest economy.
        0..100 => "Free memory, or use another machine.".into(),
        most => {
            let words = count(most as f64);
            format!("Draw the same economy with fewer: about {words} fit here now (--firms {most}).")
        }
    }
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
    fn the_most_that_fits_is_told_rounded_down() {
        // 2,500 MB less 40 MB at 1,400 bytes: 1,757,142.
        assert_eq!(most_firms(2_500), 1_757_142);
        let words = advice(1_757_142);
        assert!(words.contains("about 1,700,000 fit") && words.contains("--firms 1700000"), "{words}");
        assert!(advice(999).contains("--firms 990"));
        assert!(advice(99).contains("Free memory") && advice(0).contains("Free memory"));
    }

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
        let told = "4 runs of 1,000,000 firms at the same time do not fit: they need about 5.8 GB of memory, and 5.8 GB \
                    are free. Run fewer at a time (--threads 3), or";
        assert!(words.starts_with(told), "{words}");
        let words = too_many(1_000_000, 4, Some(1_439)).unwrap();
        assert!(words.starts_with("1,000,000 firms do not fit: ") && !words.contains("--threads"), "{words}");
        // No more run at the same time than there are.
        let pool = Pool::new(64).unwrap();
        assert!(require_many(1_000, 1, &pool).is_ok());
    }
}
