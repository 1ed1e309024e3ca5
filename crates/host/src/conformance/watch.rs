//! Time and memory of a case. No result of a run depends on them: they only say what a plugin costs, and end what
//! does not end by itself.

use std::{fs, time::Duration};

/// A watch that runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Watch(std::time::Instant);

impl Watch {
    #[expect(clippy::disallowed_methods, reason = "times plugins; no result of a run depends on it")]
    pub(crate) fn start() -> Self {
        Self(std::time::Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Memory that this process holds now, bytes; nothing where the system does not tell.
pub(super) fn memory() -> Option<u64> {
    held(&fs::read_to_string("/proc/self/status").ok()?)
}

/// From the line `VmRSS:  123456 kB`, whose kB are 1,024 bytes.
fn held(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok().map(|kib: u64| kib * 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_in_bytes() {
        // 2,000 * 1,024 = 2,048,000.
        assert_eq!(held("VmHWM:\t 9000 kB\nVmRSS:\t    2000 kB\n"), Some(2_048_000));
        assert_eq!(held("VmHWM:\t 9000 kB\n"), None);
    }
}
