//! `cargo xtask fuzz`: fuzzing that is steered by coverage, on the stable toolchain. libFuzzer is C++, and the compiler's
//! own pass counts the edges. In full all crates count, in a build of their own under `target/fuzz`; briefly only those of
//! the workspace do, on top of what tests have built: then this program stands in for the compiler and adds the pass.

use crate::workspace::{cargo, root};
use anyhow::{Context as _, Result, bail, ensure};
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

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

/// Which crates count edges.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counting {
    /// All.
    All,
    /// Those of the workspace.
    Own,
}

/// Set where this program stands in for the compiler.
const STAND_IN: &str = "COERCIVITY_COUNTS_EDGES";

/// Calls the compiler with the pass, if cargo called this program in its place.
pub(crate) fn as_compiler() -> Option<ExitCode> {
    std::env::var_os(STAND_IN)?;
    let mut words = std::env::args_os().skip(1);
    let compiler = words.next()?;
    let words: Vec<OsString> = words.collect();
    // Cargo asks the compiler for its facts, too, and scripts of the build run by themselves.
    let named = |name: &str| words.windows(2).any(|two| two[0] == "--crate-name" && two[1] == name);
    let counts =
        words.iter().any(|word| word == "--crate-name") && !named("___") && !named("build_script_build");
    let flags = if counts { FLAGS.split_whitespace().collect() } else { Vec::new() };
    let status = Command::new(compiler).args(words).args(flags).status();
    Some(
        status
            .ok()
            .and_then(|status| u8::try_from(status.code()?).ok())
            .map_or(ExitCode::FAILURE, ExitCode::from),
    )
}

/// The words behind `fuzz`: a target or `all`, `--minutes N`, `--own`.
pub(crate) fn command(words: &[&str]) -> Result<()> {
    let (counting, words) = match words.split_last() {
        Some((&"--own", words)) => (Counting::Own, words),
        _ => (Counting::All, words),
    };
    match words {
        [target] => run(target, 10.0, counting),
        [target, "--minutes", minutes] => {
            let minutes: f64 =
                minutes.parse().with_context(|| format!("--minutes {minutes} is no number"))?;
            ensure!(minutes > 0.0 && minutes < 1e5, "--minutes {minutes}: write a number over 0");
            run(target, minutes, counting)
        }
        _ => bail!(
            "write: cargo xtask fuzz TARGET [--minutes N] [--own], where TARGET is one of {}, or all",
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
pub(crate) fn run(target: &str, minutes: f64, counting: Counting) -> Result<()> {
    ensure!(available(), "a C++ compiler is needed (c++, or what CXX names), and Linux");
    let all = names()?;
    let chosen: Vec<&String> = all.iter().filter(|name| target == "all" || *name == target).collect();
    ensure!(!chosen.is_empty(), "there is no target `{target}`. There are: {}", all.join(", "));
    let program = build(counting)?;
    let seconds = (minutes * 60.0 / chosen.len() as f64).ceil();
    for name in chosen {
        one(&program, name, seconds)?;
    }
    Ok(())
}

/// Builds the program and gives its path.
fn build(counting: Counting) -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["build", "--locked", "--bin", "coverage"]);
    let program = match counting {
        Counting::All => {
            let (host, folder) = (host()?, root().join("target/fuzz"));
            // With a target of its own, scripts and macros of the build are left without counters.
            build.args(["--profile", "fuzz", "--package", "coercivity-fuzz", "--features", "coverage"]);
            build.args(["--target", &host, "--target-dir"]).arg(&folder).env("RUSTFLAGS", FLAGS);
            folder.join(host).join("fuzz/coverage")
        }
        Counting::Own => {
            // Of the whole workspace, as tests are built: other features would build everything anew.
            build.args(["--workspace", "--features", "coercivity-fuzz/coverage"]);
            let this = std::env::current_exe().context("cannot tell where this program is")?;
            build.env("RUSTC_WORKSPACE_WRAPPER", this).env(STAND_IN, "1");
            let target =
                std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
            target.join("debug/coverage")
        }
    };
    let status = build.status().context("cannot start cargo build")?;
    ensure!(status.success(), "the program for fuzzing does not build");
    Ok(program)
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
