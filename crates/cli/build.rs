//! Facts of the build for the manifest of a run: compiler, target and revision of the source.

use std::{path::Path, process::Command};

fn main() {
    let target = std::env::var("TARGET").unwrap_or_else(|_| "unknown".into());
    println!("cargo::rustc-env=COERCIVITY_TARGET={target}");
    let compiler = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    println!("cargo::rustc-env=COERCIVITY_RUSTC={}", first_line(&compiler, &["--version"]));
    println!("cargo::rustc-env=COERCIVITY_GIT={}", first_line("git", &["rev-parse", "HEAD"]));
    println!("cargo::rerun-if-changed=build.rs");
    // The log of HEAD grows with every commit and checkout. Without it there is no repository to follow.
    let log = first_line("git", &["rev-parse", "--git-path", "logs/HEAD"]);
    if Path::new(&log).exists() {
        println!("cargo::rerun-if-changed={log}");
    }
}

fn first_line(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().ok().filter(|output| output.status.success());
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().map_or_else(|| "unknown".into(), str::to_owned)
}
