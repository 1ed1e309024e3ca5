//! A run as a side: its summary, its value added by month and its exports of restricted goods.

use super::alike::MadeOf;
use super::book::{Book, Draw, Key};
use super::side::{Described, Facts, Side};
use crate::read::flows;
use crate::read::small::{self, Harm};
use crate::{ReportError, run::name};
use coercivity_record::{Manifest, Status, SummaryRow};
use std::path::Path;

/// Reads a directory whose manifest is known.
pub(super) fn side(directory: &Path, manifest: &Manifest) -> Result<Side, ReportError> {
    let rows = |table: &str| manifest.tables.get(table).copied();
    let draw = (0, manifest.replicate);
    let mut book = Book::default();
    book.draws.insert(draw);
    let summary = small::summary(directory, rows("summary.csv"))?;
    for row in &summary {
        book.set(key(row), draw, row.value);
    }
    book.complete_times();
    let harm = small::harm(directory, rows("harm.csv"))?;
    value_added(&mut book, draw, &harm);
    if let Some(flows) = flows::read(directory, "flows.csv", rows("flows.csv"))? {
        exports(&mut book, draw, &summary, &flows);
    }
    let described = Described {
        title: manifest.title.clone(),
        directory: directory.display().to_string(),
        runs: 1,
        points: 1,
        sides: sides(&harm),
        ..Described::default()
    };
    Ok(Side {
        described,
        home: name(directory),
        facts: facts(manifest),
        baselines: manifest.baseline_state_hash.clone().into_iter().collect(),
        states: vec![manifest.state_hash.clone()],
        made_of: made_of(manifest),
        notes: notes(directory, manifest),
        book,
        ..Side::default()
    })
}

/// What a row of a summary is about; dates of results that are not monthly differ from run to run.
pub(super) fn key(row: &SummaryRow) -> Key {
    let names = [&row.metric, &row.stage, &row.jurisdiction, &row.good, &row.unit];
    let month = row.date.filter(|_| row.metric == coercivity_record::summary_metrics::EXPORTS_RATIO);
    Key::new(names.map(String::as_str), month)
}

/// By month and over the run, by stage and jurisdiction and over either or both.
fn value_added(book: &mut Book, draw: Draw, harm: &[Harm]) {
    for row in harm {
        let value = row.baseline_usd - row.lost_usd;
        let places = book.value_added_places(&row.stage, &row.jurisdiction, Some(row.month));
        places.into_iter().for_each(|at| book.add_at(at, draw, value));
    }
}

/// What left the origins that the summary names for other jurisdictions, by month.
fn exports(book: &mut Book, draw: Draw, summary: &[SummaryRow], flows: &flows::Flows) {
    let mut done: Vec<(&str, &str)> = Vec::new();
    for row in summary.iter().filter(|row| row.metric == "exports_ratio") {
        let pair = (row.jurisdiction.as_str(), row.good.as_str());
        if done.contains(&pair) {
            continue;
        }
        done.push(pair);
        let unit = flows.goods.get(pair.1).map_or("", |good| good.unit.as_str());
        for (month, value) in flows.months.iter().zip(flows.exports(pair.0, pair.1)) {
            book.set(Key::new(["exports", "", pair.0, pair.1, unit], Some(*month)), draw, value);
        }
    }
}

fn sides(harm: &[Harm]) -> [Vec<String>; 2] {
    ["sender", "target"].map(|side| {
        let mut codes: Vec<String> =
            harm.iter().filter(|row| row.side == side).map(|row| row.jurisdiction.clone()).collect();
        codes.sort();
        codes.dedup();
        codes
    })
}

fn facts(manifest: &Manifest) -> Facts {
    Facts {
        seed: manifest.seed,
        replicates: manifest.replicate.into(),
        points: 1,
        firms: manifest.firms,
        ticks: manifest.ticks_done.into(),
        calendar: format!("ticks of {} days from {}", manifest.tick_days, manifest.start),
        program: format!("{}, revision {}", manifest.version, manifest.build.git_revision),
        ..Facts::default()
    }
}

/// The settings, plugins and files of a run. Of a setting that is made twice the last one holds.
fn made_of(manifest: &Manifest) -> MadeOf {
    let settings = manifest.overrides.iter().map(|entry| {
        let (path, value) = entry.split_once('=').unwrap_or((entry, ""));
        (format!("--set {path}"), value.to_owned())
    });
    let branches = manifest.branches.iter().flat_map(|branch| {
        branch.set.iter().map(|entry| {
            let (path, value) = entry.split_once('=').unwrap_or((entry, ""));
            (format!("from {} on --set {path}", branch.at), value.to_owned())
        })
    });
    let print = |hash: &str| hash.get(..12).unwrap_or(hash).to_owned();
    let plugins =
        manifest.plugins.iter().map(|plugin| (format!("plugin {}", plugin.id), print(&plugin.sha256)));
    let files = manifest.scenario_files.iter().map(|file| (file.name.clone(), file.sha256.clone()));
    MadeOf { parts: settings.chain(branches).chain(plugins).collect(), files: files.collect() }
}

fn notes(directory: &Path, manifest: &Manifest) -> Vec<String> {
    let name = name(directory);
    let mut notes = Vec::new();
    if !coercivity_record::has_sums(directory) {
        notes.push(format!(
            "{name} has no SHA256SUMS, so nothing tells whether its files are as they were written."
        ));
    }
    if manifest.status == Status::Failed {
        let why = manifest.error.as_deref().unwrap_or("its manifest does not say why");
        notes.push(format!("{name} failed: {why}"));
    }
    if manifest.status != Status::Complete {
        notes.push(format!(
            "{name} ended after {} of {} ticks; what it had done is compared.",
            manifest.ticks_done, manifest.ticks
        ));
    }
    if manifest.baseline_state_hash.is_none() {
        notes.push(format!(
            "{name} has no paired baseline, so its value added, its losses and its falls are not known."
        ));
    }
    notes
}
