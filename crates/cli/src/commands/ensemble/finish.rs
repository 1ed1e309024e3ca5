//! Draws into tables and into words.

use super::estimate::AT_ONCE;
use super::job::{Job, Outline};
use crate::{args::FileArguments, ensemble_screen};
use coercivity_engine::write_dictionary;
use coercivity_record::{
    DictionaryRow, DrawRecord, EffectRow, EnsembleDirectory, EnsembleManifest, EnsembleTables,
    FinishedEnsemble, OutcomeBandRow, RecordError, Rows, RunRow, SeriesBandRow, ShardDirectory, VariedColumn,
};
use coercivity_study::ensemble::{Gathered, Group, OutcomeKey, band, effects, is_headline};
use std::collections::BTreeMap;
use std::path::Path;

/// A directory that is whole, and what it says in words.
pub(crate) struct Findings {
    pub(crate) finished: FinishedEnsemble,
    pub(crate) text: String,
}

/// Values of headline results by scenario, result, point and replicate.
type Headlines = BTreeMap<(u32, OutcomeKey), BTreeMap<(u32, u32), f64>>;

/// A shard: its draws stay for whoever merges.
pub(super) fn shard(
    directory: EnsembleDirectory,
    job: &Job,
    draws: &[u32],
    mut manifest: EnsembleManifest,
) -> Result<Findings, RecordError> {
    let outline = job.outline();
    for &number in draws {
        count(&directory.read(number)?, &mut manifest);
    }
    directory.write_outline(&outline)?;
    let (runs, failed) = (manifest.runs, manifest.failed);
    let finished = directory.finish_shard(manifest)?;
    let text = format!(
        "{runs} runs of this part, {failed} failed. When all parts are there: coercivity merge SHARD... --out DIR\n"
    );
    Ok(Findings { finished, text })
}

/// The outline in a shard.
pub(super) fn read_outline(shard: &Path) -> Result<Outline, RecordError> {
    ShardDirectory::read_outline(shard)
}

/// All draws of an ensemble: tables, manifest, words.
pub(crate) fn whole(
    directory: EnsembleDirectory,
    outline: &Outline,
    draws: &[u32],
    mut manifest: EnsembleManifest,
    files: FileArguments,
) -> Result<Findings, RecordError> {
    let mut tables = directory.tables(&columns(outline), files.parquet, !files.no_months)?;
    let pooled = outline.design.kind.is_sample();
    let parts = directory.bytes().div_ceil(AT_ONCE).max(1);
    let mut gathered = Gathered::new(pooled, [0, parts]);
    let mut headlines = Headlines::new();
    for &number in draws {
        let draw = directory.read(number)?;
        count(&draw, &mut manifest);
        runs(&draw, outline, &mut tables)?;
        note(&draw, &mut headlines);
        gathered.add(&draw);
    }
    for (&(scenario, point), group) in &gathered.groups {
        outcome_bands(&outline.scenarios[scenario as usize], point, group, &mut tables)?;
    }
    series_bands(outline, &gathered, &mut tables)?;
    for part in 1..parts {
        let mut more = Gathered::new(pooled, [part, parts]);
        for &number in draws {
            more.add(&directory.read(number)?);
        }
        series_bands(outline, &more, &mut tables)?;
    }
    write_effects(outline, &headlines, &mut tables)?;
    write_dictionary(&mut Dictionary(&mut tables), true).map_err(|error| match error {
        coercivity_engine::EngineError::Record(error) => error,
        other => RecordError::Format { path: directory.temporary_path().into(), reason: other.to_string() },
    })?;
    let text = ensemble_screen::render(&manifest, outline, &gathered, &headlines);
    Ok(Findings { finished: directory.finish(tables, manifest)?, text })
}

/// The columns of varied paths.
fn columns(outline: &Outline) -> Vec<VariedColumn> {
    let values = |path: &String| {
        let points = outline.design.points.iter().flatten();
        points.filter(|(known, _)| known == path).map(|(_, value)| value.clone()).collect::<Vec<_>>()
    };
    let column = |path: &String| VariedColumn {
        path: path.clone(),
        numeric: values(path).iter().all(|value| value.parse::<f64>().is_ok()),
    };
    outline.design.paths.iter().map(column).collect()
}

fn count(draw: &DrawRecord, manifest: &mut EnsembleManifest) {
    manifest.runs += draw.runs.len() as u32;
    manifest.failed += draw.runs.iter().filter(|run| run.error.is_some()).count() as u32;
}

fn runs(draw: &DrawRecord, outline: &Outline, tables: &mut EnsembleTables) -> Result<(), RecordError> {
    let point = &outline.design.points[draw.point as usize];
    let value =
        |path: &String| point.iter().find(|(known, _)| known == path).map_or("", |(_, value)| value.as_str());
    let varied: Vec<&str> = outline.design.paths.iter().map(value).collect();
    for (run, scenario) in draw.runs.iter().zip(&outline.scenarios) {
        let (point, replicate) = (draw.point, draw.replicate);
        let row = RunRow { scenario, point, replicate, varied: &varied, run };
        tables.run(&row)?;
        tables.months(&row)?;
    }
    Ok(())
}

/// Remembers what effects are worked out of.
fn note(draw: &DrawRecord, headlines: &mut Headlines) {
    for (scenario, run) in draw.runs.iter().enumerate() {
        for row in run.outcomes.iter().filter(|row| row.value.is_finite()) {
            let key = OutcomeKey::of(row);
            if is_headline(&key) {
                let values = headlines.entry((scenario as u32, key)).or_default();
                values.insert((draw.point, draw.replicate), row.value);
            }
        }
    }
}

fn outcome_bands(
    scenario: &str,
    point: Option<u32>,
    group: &Group,
    tables: &mut EnsembleTables,
) -> Result<(), RecordError> {
    for (key, values) in &group.outcomes {
        let (of, missing) = (&key.row(), group.complete.saturating_sub(values.len()));
        tables.outcome_band(&OutcomeBandRow { scenario, point, of, missing, band: band(values) })?;
    }
    Ok(())
}

fn series_bands(
    outline: &Outline,
    gathered: &Gathered,
    tables: &mut EnsembleTables,
) -> Result<(), RecordError> {
    for (&(scenario, point), group) in &gathered.groups {
        let scenario = outline.scenarios[scenario as usize].as_str();
        for ((key, whose), months) in &group.series {
            for (&month, values) in months {
                let values: Vec<f64> = values.iter().map(|value| f64::from(*value)).collect();
                let (band, whose) = (band(&values), *whose);
                tables.series_band(&SeriesBandRow { month, scenario, point, whose, key, band })?;
            }
        }
    }
    Ok(())
}

fn write_effects(
    outline: &Outline,
    headlines: &Headlines,
    tables: &mut EnsembleTables,
) -> Result<(), RecordError> {
    for ((scenario, key), results) in headlines {
        let of = &key.row();
        for effect in effects(&outline.design, results) {
            tables.effect(&EffectRow {
                scenario: &outline.scenarios[*scenario as usize],
                parameter: &outline.design.paths[effect.parameter],
                of,
                statistic: effect.statistic,
                value: effect.value,
                unit: if effect.in_unit { &key.unit } else { "none" },
                error: effect.error,
            })?;
        }
    }
    Ok(())
}

/// What metrics mean, as the dictionary of a run has it, under the names of the tables of an ensemble.
struct Dictionary<'a>(&'a mut EnsembleTables);

impl Rows for Dictionary<'_> {
    fn dictionary(&mut self, row: &DictionaryRow<'_>) -> Result<(), RecordError> {
        let tables: &[&str] = match row.table {
            "series" => &["series_bands"],
            "summary" => &["outcomes", "outcome_bands"],
            _ => &[],
        };
        tables.iter().try_for_each(|table| self.0.dictionary(&DictionaryRow { table, ..*row }))
    }
}
