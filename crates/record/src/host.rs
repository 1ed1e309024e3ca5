//! The machine that a run was made on, as far as the system tells.

use serde::{Deserialize, Serialize};
use std::fs;

/// Facts of the machine; results do not depend on them, times do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// Operating system, such as `linux`.
    pub os: String,
    /// Architecture, such as `x86_64`.
    pub arch: String,
    /// Model of the processor, or `unknown`.
    pub cpu: String,
    /// Processors that the run could use.
    pub cores: usize,
}

impl Host {
    /// This machine.
    #[must_use]
    pub fn here() -> Self {
        Self {
            os: std::env::consts::OS.into(),
            arch: std::env::consts::ARCH.into(),
            cpu: fs::read_to_string("/proc/cpuinfo")
                .ok()
                .and_then(|text| field(&text, "model name").map(str::to_owned))
                .unwrap_or_else(|| "unknown".into()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// Most memory that this process held so far, in megabytes of a million bytes; `None` where the system does not tell.
#[must_use]
pub fn peak_memory_mb() -> Option<f64> {
    peak_of(&fs::read_to_string("/proc/self/status").ok()?)
}

/// From the line `VmHWM:  123456 kB`, whose kB are 1,024 bytes.
fn peak_of(status: &str) -> Option<f64> {
    let kib: f64 = field(status, "VmHWM")?.strip_suffix("kB")?.trim().parse().ok()?;
    Some((kib * 1024.0 / 1e5).round() / 10.0)
}

fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let of_line = |line: &'a str| {
        line.split_once(':').filter(|parts| parts.0.trim() == name).map(|parts| parts.1.trim())
    };
    text.lines().find_map(of_line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read_in_millions_of_bytes() {
        // 100,000 KiB = 102,400,000 bytes = 102.4 MB.
        assert_eq!(peak_of("VmPeak:\t  200000 kB\nVmHWM:\t  100000 kB\n"), Some(102.4));
        assert_eq!(peak_of("nothing of the kind"), None);
    }
}
