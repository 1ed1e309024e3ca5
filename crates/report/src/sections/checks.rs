//! Whether a run may be trusted: its status, its balances, its notes, and what it was made with.

use super::history;
use crate::{
    block::{Block, Section},
    numbers,
    read::history::History,
    run::Run,
    sheet::{Cell, Sheet},
};
use coercivity_record::Status;

/// Sentences for the first screen.
pub(crate) fn in_short(run: &Run, histories: &[History]) -> Vec<String> {
    let manifest = &run.manifest;
    let status = match manifest.status {
        Status::Complete => format!(
            "Complete: {} of {} ticks of {} days.",
            manifest.ticks_done, manifest.ticks, manifest.tick_days
        ),
        Status::Interrupted => format!(
            "INTERRUPTED after {} of {} ticks: all figures end there.",
            manifest.ticks_done, manifest.ticks
        ),
        Status::Failed => format!(
            "FAILED after {} of {} ticks: {}",
            manifest.ticks_done,
            manifest.ticks,
            manifest.error.as_deref().unwrap_or("no reason was written")
        ),
    };
    let balance = &run.balance;
    let closes = if balance.gaps == 0 {
        format!(
            "Goods: all {} balances of {} ticks close to exactly zero (balance.csv).",
            numbers::count(balance.rows as f64),
            balance.ticks
        )
    } else {
        format!(
            "Goods: {} of {} balances DO NOT close (balance.csv); do not use this run.",
            balance.gaps, balance.rows
        )
    };
    let baseline = if run.has_baseline() {
        "Compared with the paired baseline: the same scenario and draws without its measures."
    } else {
        "No paired baseline was run: output is compared with the first week, and losses are not known."
    };
    let mut sentences = vec![status, closes, baseline.into()];
    if !run.has_sums {
        let unknown =
            "No SHA256SUMS stands beside it, so nothing tells whether its files are as they were written.";
        sentences.push(unknown.into());
    }
    if histories.is_empty() {
        let none = "No history check stands beside this run; `coercivity validate FILE --out DIR` makes one, and DIR given to \
                    the report adds it.";
        sentences.push(none.into());
    }
    sentences.extend(histories.iter().map(history::in_short));
    sentences
}

pub(crate) fn section(runs: &[Run], histories: &[History]) -> Section {
    let mut section =
        Section::new("checks", "Checks and how to repeat", "Everything that the runs depended on.");
    for run in runs {
        if runs.len() > 1 {
            section.heading(run.name.clone());
        }
        section.list(in_short(run, histories));
        if !run.manifest.notes.is_empty() {
            section.words("Notes that the run wrote:");
            section.list(run.manifest.notes.clone());
        }
        section.table("", "", &facts(run), &format!("facts_{}", file_name(&run.name)));
        section.words("The line that repeats it:");
        section.blocks.push(Block::Code { text: run.manifest.repeat.clone() });
    }
    section
}

fn facts(run: &Run) -> Sheet {
    let manifest = &run.manifest;
    let mut sheet = Sheet::new(&[("Fact", "fact"), ("Value", "value")]);
    let facts = [
        ("Scenario file", manifest.scenario.clone()),
        ("Fingerprint of the scenario (SHA-256)", manifest.scenario_sha256.clone()),
        (
            "Firms and links",
            format!(
                "{} and {}",
                numbers::count(manifest.firms as f64),
                numbers::count(manifest.links as f64)
            ),
        ),
        ("From", format!("{}, {} ticks of {} days", manifest.start, manifest.ticks_done, manifest.tick_days)),
        ("Seed and replicate", format!("{}, {}", manifest.seed, manifest.replicate)),
        ("State hash", manifest.state_hash.clone()),
        (
            "State hash of the baseline",
            manifest.baseline_state_hash.clone().unwrap_or_else(|| numbers::NONE.into()),
        ),
        (
            "Program",
            format!(
                "coercivity {} ({}), {}",
                manifest.version, manifest.build.git_revision, manifest.build.rustc
            ),
        ),
        ("Seconds and threads", format!("{}, {}", numbers::tenths(manifest.wall_s), manifest.threads)),
    ];
    sheet.rows = facts.into_iter().map(|(fact, value)| vec![Cell::text(fact), Cell::text(value)]).collect();
    sheet
}

/// A name as part of the name of a file.
pub(crate) fn file_name(name: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' };
    name.chars().map(letter).collect()
}
