//! `cargo xtask instructions [--write]`: the program executes no more instructions than the budget allows.
//!
//! Times tell little on a shared machine; counts of instructions are the same from run to run. Four small runs of the
//! release program are counted under valgrind. Their differences tell apart what is fixed, what a tick costs whatever
//! the number of firms (cells, rows), what building and burning in a firm costs, and what a firm costs in a tick. The
//! counts depend on the compiler and on the vector instructions of the processor (valgrind passes AVX2 on), so the
//! budget names both, and where they differ the comparison is shown but fails nobody.

mod budget;

use crate::workspace::{cargo, root};
use anyhow::{Context as _, Result, bail, ensure};
use budget::{Budget, Count, Verdict};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// Where the budget is.
const BUDGET: &str = "benches/instructions.json";

/// Firms and ticks of the small run, of the longer one, of the larger one, and of one that is both.
const RUNS: [(u32, u32); 4] = [(1_000, 8), (1_000, 24), (8_000, 8), (8_000, 24)];

/// Whether valgrind is installed.
pub(crate) fn available() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Compares what is counted with the budget.
pub(crate) fn check() -> Result<()> {
    if !available() {
        println!("skipped: valgrind is not installed");
        return Ok(());
    }
    let path = root().join(BUDGET);
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let budget = Budget::read(&text).with_context(|| format!("{BUDGET} is no budget"))?;
    let measured = measure(budget.tolerance_percent)?;
    println!("{}", budget.table(&measured));
    let verdict = budget.judge(&measured)?;
    if let Some(reason) = budget.stranger(&measured) {
        println!("reported only: {reason}");
        return Ok(());
    }
    let again = "`cargo xtask instructions --write`";
    match verdict {
        Verdict::Within => Ok(()),
        Verdict::Under(names) => {
            println!("under budget: {names}; lower it with {again}, so that the gain is kept");
            Ok(())
        }
        Verdict::Over(names) => bail!(
            "over budget: {names}\nFind what became slower; if the change is meant, run {again}, commit {BUDGET} and \
             say in the commit why"
        ),
    }
}

/// Counts, and writes the counts down as the budget.
pub(crate) fn write() -> Result<()> {
    ensure!(available(), "valgrind is not installed, so that nothing can be counted");
    let path = root().join(BUDGET);
    let old = fs::read_to_string(&path).ok().and_then(|text| Budget::read(&text).ok());
    let measured = measure(old.as_ref().map_or(budget::TOLERANCE_PERCENT, |old| old.tolerance_percent))?;
    println!("{}", old.as_ref().unwrap_or(&measured).table(&measured));
    fs::write(&path, measured.text()).with_context(|| format!("cannot write {}", path.display()))?;
    println!("wrote {BUDGET}");
    Ok(())
}

/// Builds the program and counts.
fn measure(tolerance_percent: f64) -> Result<Budget> {
    let program = program()?;
    let home = tempfile::tempdir().context("cannot make a temporary directory")?;
    // Side by side: they do not change each other's counts.
    let children = RUNS.map(|run| start(&program, home.path(), run));
    let mut counts = Vec::new();
    for (run, child) in RUNS.into_iter().zip(children) {
        counts.push(finish(child?, home.path(), run)?);
    }
    let &[small, longer, larger, both] = counts.as_slice() else { bail!("four runs have four counts") };
    let more = |count: u64| count.saturating_sub(small);
    let count = |name: &str, instructions| Count { name: name.to_owned(), instructions };
    Ok(Budget {
        rustc: rustc()?,
        machine: machine(),
        tolerance_percent,
        counts: vec![
            count("1,000 firms, 8 ticks", small),
            count("16 ticks more", more(longer)),
            count("7,000 firms more", more(larger)),
            // What is neither the ticks' nor the firms' alone.
            count("16 ticks of these firms", more(both).saturating_sub(more(longer) + more(larger))),
        ],
    })
}

/// Builds what the first command of the README builds, and finds the program.
fn program() -> Result<PathBuf> {
    let build = ["build", "--release", "--locked", "--message-format=json-render-diagnostics"];
    let output = cargo().args(build).stderr(Stdio::inherit()).output().context("cannot start cargo build")?;
    ensure!(output.status.success(), "cargo build --release --locked failed");
    let text = String::from_utf8_lossy(&output.stdout);
    let artifacts = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let found = artifacts
        .filter(|artifact| artifact["target"]["name"] == "coercivity")
        .find_map(|artifact| artifact["executable"].as_str().map(PathBuf::from));
    found.context("cargo build made no program `coercivity`")
}

fn file_name(kind: &str, (firms, ticks): (u32, u32)) -> String {
    format!("{kind}_{firms}_{ticks}")
}

/// Starts a counted run. Only cachegrind's count of instructions is wanted, not its caches.
fn start(program: &Path, home: &Path, run: (u32, u32)) -> Result<Child> {
    let counts = home.join(file_name("counts", run));
    let mut command = Command::new("valgrind");
    command.args(["--tool=cachegrind", "--cache-sim=no"]);
    command.arg(format!("--cachegrind-out-file={}", counts.display()));
    command.arg(program).args(["run", "configs/scenarios/april_2025.ron", "--threads", "1"]);
    command.args(["--firms", &run.0.to_string(), "--ticks", &run.1.to_string()]);
    command.args(["--no-baseline", "--quiet", "--out"]).arg(home.join(file_name("rows", run)));
    // What the environment holds could change the count: where plugins are, how memory is handed out.
    command.env_clear();
    for name in ["PATH", "VALGRIND_LIB"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.current_dir(root()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().context("cannot start valgrind")
}

/// Waits for a counted run and reads its instructions.
fn finish(child: Child, home: &Path, run: (u32, u32)) -> Result<u64> {
    let output = child.wait_with_output().context("cannot wait for valgrind")?;
    let words = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the run of {} firms failed under valgrind:\n{words}", run.0);
    let path = home.join(file_name("counts", run));
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    instructions(&text).context("valgrind wrote no line `summary:`")
}

/// The first number of the line `summary:`.
fn instructions(text: &str) -> Option<u64> {
    let line = text.lines().rev().find_map(|line| line.strip_prefix("summary:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn rustc() -> Result<String> {
    let output = Command::new("rustc").arg("--version").current_dir(root()).output();
    let output = output.context("cannot start rustc")?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The architecture, and the vector instructions that the program chooses by.
fn machine() -> String {
    #[cfg(target_arch = "x86_64")]
    let vectors = if std::arch::is_x86_feature_detected!("avx2") { " with AVX2" } else { "" };
    #[cfg(not(target_arch = "x86_64"))]
    let vectors = "";
    format!("{}{vectors}", std::env::consts::ARCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_read_from_the_summary() {
        assert_eq!(instructions("events: Ir\nfn=main\n12 7\nsummary: 1234\n"), Some(1234));
        assert_eq!(instructions("summary: 1682153858 289047 42805\n"), Some(1_682_153_858));
        assert_eq!(instructions("events: Ir\n"), None);
    }

    #[test]
    fn the_stored_budget_can_be_read() {
        let text = fs::read_to_string(root().join(BUDGET)).unwrap();
        let budget = Budget::read(&text).unwrap();
        assert_eq!(budget.text(), text);
        assert_eq!(budget.counts.len(), RUNS.len());
    }
}
