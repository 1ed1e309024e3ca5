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

/// What a benchmark needs to know of a machine beyond [`Host`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// The same as in the manifest of a run.
    #[serde(flatten)]
    pub host: Host,
    /// Version of the kernel, or `unknown`.
    pub kernel: String,
    /// Memory, in millions of bytes; 0 where the system does not tell.
    pub memory_mb: u64,
    /// Caches that the first processor sees, from the nearest on; empty where the system does not tell.
    pub caches: Vec<CacheFact>,
    /// Rule by which the system chooses the clock of the first processor, where it tells.
    pub governor: Option<String>,
}

/// A cache for data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheFact {
    /// Level, from 1 on.
    pub level: u8,
    /// Size in bytes.
    pub bytes: u64,
}

const CPU: &str = "/sys/devices/system/cpu/cpu0";

impl Machine {
    /// This machine.
    #[must_use]
    pub fn here() -> Self {
        Self {
            host: Host::here(),
            kernel: word("/proc/sys/kernel/osrelease").unwrap_or_else(|| "unknown".into()),
            memory_mb: memory_mb("MemTotal").unwrap_or(0),
            caches: (0..8).filter_map(|index| cache(&format!("{CPU}/cache/index{index}"))).collect(),
            governor: word(&format!("{CPU}/cpufreq/scaling_governor")),
        }
    }

    /// Bytes of the last cache before memory; 0 where the system does not tell.
    #[must_use]
    pub fn last_cache(&self) -> u64 {
        self.caches.iter().map(|cache| cache.bytes).max().unwrap_or(0)
    }
}

/// Memory that this process could still use, in millions of bytes, where the system tells: what the machine has left, and
/// what limits of its container (cgroup) and of the process (`ulimit -v`) leave of it.
#[must_use]
pub fn available_memory_mb() -> Option<u64> {
    let limits = [memory_mb("MemAvailable"), container_mb(), address_space_mb()];
    limits.into_iter().flatten().min()
}

/// What the container that this process is in has left.
fn container_mb() -> Option<u64> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    let group = groups.lines().find_map(|line| line.strip_prefix("0::/"))?;
    let number = |file: &str| word(&format!("/sys/fs/cgroup/{group}/{file}"))?.parse::<u64>().ok();
    Some(number("memory.max")?.saturating_sub(number("memory.current")?) / 1_000_000)
}

/// The limit on the size of this process.
fn address_space_mb() -> Option<u64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1_000_000)
}

/// A line of `/proc/meminfo`, whose kB are 1,024 bytes.
fn memory_mb(name: &str) -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let kib: u64 = field(&text, name)?.strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024 / 1_000_000)
}

/// A cache that holds data, from its folder.
fn cache(folder: &str) -> Option<CacheFact> {
    if word(&format!("{folder}/type"))? == "Instruction" {
        return None;
    }
    let level = word(&format!("{folder}/level"))?.parse().ok()?;
    Some(CacheFact { level, bytes: size(&word(&format!("{folder}/size"))?)? })
}

/// `32K` or `8M` in bytes.
fn size(words: &str) -> Option<u64> {
    let (number, unit) = match (words.strip_suffix('K'), words.strip_suffix('M')) {
        (Some(number), _) => (number, 1 << 10),
        (_, Some(number)) => (number, 1 << 20),
        _ => (words, 1),
    };
    Some(number.parse::<u64>().ok()? * unit)
}

fn word(path: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Most memory that this process held so far, in megabytes of a million bytes; `None` where the system does not tell.
#[must_use]
pub fn peak_memory_mb() -> Option<f64> {
    in_mb(&fs::read_to_string("/proc/self/status").ok()?, "VmHWM")
}

/// Memory that this process holds, in millions of bytes; `None` where the system does not tell.
#[must_use]
pub fn held_memory_mb() -> Option<f64> {
    in_mb(&fs::read_to_string("/proc/self/status").ok()?, "VmRSS")
}

/// Seconds in which threads of this process wanted to run and had no processor so far, summed over them; `None` where the
/// system does not tell.
#[must_use]
pub fn waited_s() -> Option<f64> {
    let threads = fs::read_dir("/proc/self/task").ok()?;
    let waited = threads.flatten().map(|thread| waited_of(&word(thread.path().join("schedstat").to_str()?)?));
    waited.sum()
}

/// From `ran waited turns`, of which the first two are nanoseconds.
fn waited_of(schedstat: &str) -> Option<f64> {
    schedstat.split_whitespace().nth(1)?.parse::<f64>().ok().map(|ns| ns * 1e-9)
}

/// From a line such as `VmHWM:  123456 kB`, whose kB are 1,024 bytes.
fn in_mb(status: &str, name: &str) -> Option<f64> {
    let kib: f64 = field(status, name)?.strip_suffix("kB")?.trim().parse().ok()?;
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
        assert_eq!(in_mb("VmPeak:\t  200000 kB\nVmHWM:\t  100000 kB\n", "VmHWM"), Some(102.4));
        assert_eq!(in_mb("nothing of the kind", "VmHWM"), None);
    }

    #[test]
    fn waiting_is_read_in_seconds() {
        assert_eq!([waited_of("7000 2000000000 12"), waited_of("")], [Some(2.0), None]);
    }

    #[test]
    fn sizes_of_caches_are_read_in_bytes() {
        assert_eq!(
            [size("32K"), size("8M"), size("12"), size("much")],
            [Some(32_768), Some(8_388_608), Some(12), None]
        );
    }
}
