//! Whether a world fits into the memory that is free, told before it is begun: a system that runs out of it kills whom it
//! likes.

use crate::exit::{Code, Failure};
use crate::screen::count;
use coercivity_record::available_memory_mb;

/// The least that a world needs: so many megabytes, and so many bytes a firm (docs/BENCHMARKS.md measures them).
const BASE_MB: u64 = 40;
const BYTES_PER_FIRM: u64 = 1_400;

/// Refuses a world of so many firms that does not fit.
///
/// # Errors
/// What it needs and what is free.
pub(crate) fn require(firms: u32) -> Result<(), Failure> {
    require_times(firms, 1)
}

/// The same for so many worlds of that size side by side.
///
/// # Errors
/// As [`require`].
pub(crate) fn require_times(firms: u32, worlds: u32) -> Result<(), Failure> {
    let free = available_memory_mb();
    let needed = BASE_MB + u64::from(firms) * u64::from(worlds) * BYTES_PER_FIRM / 1_000_000;
    match lack(needed, free) {
        Some(words) => {
            let twice = if worlds > 1 { format!(" {worlds} times") } else { String::new() };
            let advice = advice(most_firms(free.unwrap_or(0)) / u64::from(worlds.max(1)));
            let firms = count(f64::from(firms));
            let words = format!("{firms} firms do not fit{twice}: {words}. {advice}");
            Err(Failure::new(Code::Memory, words))
        }
        None => Ok(()),
    }
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
}
