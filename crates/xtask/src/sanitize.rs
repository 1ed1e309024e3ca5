//! `cargo xtask sanitize`: the tests of the plugin boundary under AddressSanitizer, which sees reads and writes out of bounds
//! and after the end of what they go to, in the program's own code and in what it hands to plugins.
//!
//! The toolchain brings the sanitizer's library for Linux on x86-64; the switch for it is one of the compiler's unstable
//! ones, so it is asked for by `RUSTC_BOOTSTRAP`. Isolated plugins are left out, since their processes may hold less memory
//! than the sanitizer's map of it takes; and so is the conformance suite, whose bad plugins crash on purpose,
//! and plugins in Rust, which would need the sanitizer in themselves: those in C are called.

use crate::workspace::{cargo, root};
use anyhow::{Context as _, Result, bail, ensure};

const TARGET: &str = "x86_64-unknown-linux-gnu";

pub(crate) fn run() -> Result<()> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        bail!("the sanitizer is tried on Linux on x86-64 only");
    }
    let status = cargo()
        .args(["test", "--package", "coercivity-policy", "--package", "coercivity-host", "--locked"])
        .args([
            "--lib",
            "--test",
            "it",
            "--target",
            TARGET,
            "--",
            "--skip",
            "isolated",
            "--skip",
            "conformance",
            "--skip",
            "rust::",
        ])
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Zsanitizer=address")
        .env("CARGO_TARGET_DIR", root().join("target/sanitize"))
        // Libraries are never unloaded, so what they hold is not lost.
        .env("ASAN_OPTIONS", "detect_leaks=0")
        .status()
        .context("cannot start cargo test")?;
    ensure!(status.success(), "tests of the plugin boundary failed under AddressSanitizer");
    println!("no read or write of the plugin boundary was out of bounds");
    Ok(())
}
