//! The host against real libraries, built for these tests: each fault in a plugin or its file ends in a sentence.
#![expect(clippy::unwrap_used, reason = "a test that cannot build its world has failed")]

mod calls;
mod conformance;
mod files;
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod isolated;
mod rust;
mod search;
mod tables;
mod world;
