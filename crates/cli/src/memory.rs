//! Whether a world fits into the memory that is free, told before it is begun: a system that runs out of it kills whom it
//! likes.

use crate::exit::{Code, Failure};
use coercivity_record::available_memory_mb;

/// The least that a world needs: so many megabytes, and so many bytes a firm (docs/BENCHMARKS.md measures them).
const BASE_MB: u64 = 40;
const BYTES_PER_FIRM: u64 = 1_400;

/// Refuses a world of so many firms that does not fit.
///
/// # Errors
/// What it needs and what is free.
pub(crate) fn require(firms: u32) -> Result<(), Failure> {
    let needed = BASE_MB + u64::from(firms) * BYTES_PER_FIRM / 1_000_000;
    match lack(needed, available_memory_mb()) {
        Some(words) => {
            let words =
                format!("{firms} firms do not fit: {words}. Draw the same economy with fewer (--firms N).");
            Err(Failure::new(Code::Memory, words))
        }
        None => Ok(()),
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
    fn what_does_not_fit_is_told_with_both_numbers() {
        assert_eq!(lack(100, Some(100)), None);
        assert_eq!(lack(u64::MAX, None), None);
        let words = lack(14_040, Some(2_500)).unwrap();
        assert_eq!(words, "they need about 14.0 GB of memory, and 2.5 GB are free");
    }
}
