//! `cargo xtask fuzz`: fuzzing that is steered by coverage, on the stable toolchain. libFuzzer is C++, and the compiler's
//! own pass counts the edges; both are built apart, under `target/fuzz`.

use crate::workspace::{cargo, root};
use anyhow::{Context as _, Result, bail, ensure};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// What makes the compiler count edges and tell comparisons to libFuzzer.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions -Coverflow-checks --cfg fuzzing";
/// Seconds after which one input hangs, and the most megabytes that it may take.
const LIMITS: [&str; 2] = ["-timeout=20", "-rss_limit_mb=1500"];

/// Whether libFuzzer can be built here: it needs a C++ compiler.
pub(crate) fn available() -> bool {
    let compiler = std::env::var("CXX").unwrap_or_else(|_| "c++".into());
    cfg!(target_os = "linux")
        && Command::new(compiler).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// The words behind `fuzz`: a target or `all`, `--minutes N`.
pub(crate) fn command(words: &[&str]) -> Result<()> {
    match words {
        [target] => run(target, 10.0),
        [target, "--minutes", minutes] => {
            let minutes: f64 =
                minutes.parse().with_context(|| format!("--minutes {minutes} is no number"))?;
            ensure!(minutes > 0.0 && minutes < 1e5, "--minutes {minutes}: write a number over 0");
            run(target, minutes)
        }
        _ => bail!(
            "write: cargo xtask fuzz TARGET [--minutes N], where TARGET is one of {}, or all",
            names()?.join(", ")
        ),
    }
}

/// Names of the targets, which are those of the folders of the corpus.
fn names() -> Result<Vec<String>> {
    let entries =
        fs::read_dir(root().join("crates/fuzz/corpus")).context("cannot read crates/fuzz/corpus")?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    Ok(names)
}

/// Fuzzes a target for some minutes; `all` shares them out.
pub(crate) fn run(target: &str, minutes: f64) -> Result<()> {
    ensure!(available(), "a C++ compiler is needed (c++, or what CXX names), and Linux");
    let all = names()?;
    let chosen: Vec<&String> = all.iter().filter(|name| target == "all" || *name == target).collect();
    ensure!(!chosen.is_empty(), "there is no target `{target}`. There are: {}", all.join(", "));
    let program = build()?;
    let seconds = (minutes * 60.0 / chosen.len() as f64).ceil();
    for name in chosen {
        one(&program, name, seconds)?;
    }
    Ok(())
}

/// Builds the program and gives its path.
fn build() -> Result<PathBuf> {
    let host = host()?;
    let folder = root().join("target/fuzz");
    // With a target of its own, scripts and macros of the build are left without counters.
    let status = cargo()
        .args([
            "build",
            "--locked",
            "--profile",
            "fuzz",
            "--package",
            "coercivity-fuzz",
            "--features",
            "coverage",
        ])
        .args(["--bin", "coverage", "--target", &host, "--target-dir"])
        .arg(&folder)
        .env("RUSTFLAGS", FLAGS)
        .status()
        .context("cannot start cargo build")?;
    ensure!(status.success(), "the program for fuzzing does not build");
    Ok(folder.join(host).join("fuzz/coverage"))
}

/// The machine's name for the compiler.
fn host() -> Result<String> {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(compiler).arg("-vV").output().context("cannot start rustc")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(str::to_owned).context("rustc -vV tells no host")
}

/// Fuzzes one target. What is found new stays under `target/fuzz/found`, what broke it under `target/fuzz/broken`.
fn one(program: &PathBuf, name: &str, seconds: f64) -> Result<()> {
    let folder = root().join("target/fuzz");
    let (found, broken) = (folder.join("found").join(name), folder.join("broken").join(name));
    for folder in [&found, &broken] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    println!("== fuzzing {name} for {seconds} s");
    let status = Command::new(program)
        .env("COERCIVITY_TARGET", name)
        .env("COERCIVITY_SEEDS", &found)
        .arg(&found)
        .arg(root().join("crates/fuzz/corpus").join(name))
        .arg(format!("-artifact_prefix={}/", broken.display()))
        .arg(format!("-max_total_time={seconds}"))
        .args(LIMITS)
        .args(["-max_len=65536", "-print_final_stats=1", "-verbosity=0"])
        .status()
        .with_context(|| format!("cannot start {}", program.display()))?;
    ensure!(
        status.success(),
        "{name}: an input broke it; it is in {}. Mend the program and keep the input in crates/fuzz/corpus/{name}",
        broken.display()
    );
    Ok(())
}
