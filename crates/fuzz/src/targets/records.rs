//! What the program wrote and reads back: manifests, benchmarks, draws.

use coercivity_record::{
    Bench, DrawRecord, EnsembleDirectory, MonthlySeries, RunRecord, SeriesKey, SummaryRow, Whose,
};
use coercivity_report::{Source, origin, render};
use std::path::Path;

/// Gives `take` a file with these bytes in a folder of its own.
pub(super) fn with_file(name: &str, bytes: &[u8], take: impl FnOnce(&Path)) {
    // Without room for a folder there is nothing to be tried.
    let Ok(home) = tempfile::tempdir() else { return };
    let path = home.path().join(name);
    if std::fs::write(&path, bytes).is_ok() {
        take(&path);
    }
}

/// `manifest.json` in a directory of results that holds nothing else.
pub(super) fn manifest(bytes: &[u8]) {
    with_file("manifest.json", bytes, |path| {
        let Some(directory) = path.parent() else { return };
        drop(origin(directory).map_err(|error| error.to_string()));
        let source = Source { directory: directory.to_owned(), known: None };
        drop(render(&[source]).map_err(|error| error.to_string()));
    });
}

/// A file of `coercivity bench`.
pub(super) fn bench(bytes: &[u8]) {
    with_file("bench.json", bytes, |path| {
        drop(Bench::read(path).map_err(|error| error.to_string()));
    });
}

/// First bytes of a draw.
const MAGIC: &[u8; 16] = b"COERCIVITY DRAW1";

/// A draw, to which head and hash are added, so that what is behind them is reached.
pub(super) fn draw(bytes: &[u8]) {
    let Ok(home) = tempfile::tempdir() else { return };
    let identity = [7; 32];
    let Ok(ensemble) = EnsembleDirectory::open(&home.path().join("out"), identity, "", false, false) else {
        return;
    };
    let mut file = [&MAGIC[..], &identity, bytes].concat();
    let hash = blake3::hash(&file);
    file.extend_from_slice(hash.as_bytes());
    if std::fs::write(ensemble.temporary_path().join("draw-00000000.bin"), file).is_ok() {
        drop(ensemble.read(0).map_err(|error| error.to_string()));
    }
}

/// A draw as the program writes it, without its head and its hash.
pub(super) fn draws() -> Vec<Vec<u8>> {
    let key = SeriesKey {
        metric: "output".into(),
        stage: "mine".into(),
        jurisdiction: "AU".into(),
        partner: String::new(),
        good: "ore".into(),
        unit: "t".into(),
    };
    let first = coercivity_base::Date::constant(2025, 4, 1);
    let series = MonthlySeries { key, whose: Whose::Run, first, values: vec![1.5, f64::NAN] };
    let outcome = SummaryRow {
        stage: "mine".into(),
        jurisdiction: "AU".into(),
        good: String::new(),
        metric: "weeks_under_90".into(),
        value: 3.0,
        unit: "weeks".into(),
        date: Some(first),
    };
    let run = RunRecord { seed: 7, outcomes: vec![outcome], series: vec![series], ..RunRecord::default() };
    let draw = DrawRecord { point: 2, replicate: 1, runs: vec![run.clone(), run] };
    let bytes = || -> Option<Vec<u8>> {
        let home = tempfile::tempdir().ok()?;
        let ensemble = EnsembleDirectory::open(&home.path().join("out"), [7; 32], "", false, false).ok()?;
        ensemble.write(0, &draw).ok()?;
        let file = std::fs::read(ensemble.temporary_path().join("draw-00000000.bin")).ok()?;
        Some(file.get(MAGIC.len() + 32..file.len().checked_sub(32)?)?.to_vec())
    };
    bytes().into_iter().collect()
}
