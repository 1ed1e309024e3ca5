//! The scenarios of an ensemble as sides: results of each run and values by month, paired later by point and replicate;
//! bands by month where months were not kept run by run.

use super::alike::MadeOf;
use super::book::{Draw, Key};
use super::side::{Described, Facts, Side};
use super::{bands, months};
use crate::read::{manifest::EnsembleManifest, table::Table};
use crate::{ReportError, run::name};
use std::collections::BTreeMap;
use std::path::Path;

/// Designs whose points are a sample of what may be the case; points of others are questions of their own.
const SAMPLES: [&str; 2] = ["latin_hypercube", "sobol"];

/// What is told where values by month are not kept run by run.
const NO_MONTHS: &str =
    "There is no months.csv: differences by month are of means, with an error as if nothing were paired.";

/// Reads a directory whose manifest is known: one side for each scenario, in the order of the plan.
pub(super) fn sides(directory: &Path, manifest: &EnsembleManifest) -> Result<Vec<Side>, ReportError> {
    let mut sides: Vec<Side> = manifest.scenarios.iter().map(|_| Side::default()).collect();
    let points = manifest.points.max(1);
    let is_sample = points > 1
        && manifest
            .varied
            .iter()
            .all(|varied| varied.design.as_str().is_some_and(|kind| SAMPLES.contains(&kind)));
    let facts = Facts {
        seed: manifest.seed,
        replicates: manifest.replicates,
        points,
        firms: manifest.firms,
        ticks: manifest.ticks,
        design: manifest
            .varied
            .iter()
            .map(|varied| format!("{} by {}", varied.path, varied.design))
            .collect(),
        program: manifest.version.clone(),
        ..Facts::default()
    };
    let settings: BTreeMap<String, String> = manifest
        .set
        .iter()
        .chain(&manifest.overrides)
        .map(|entry| entry.split_once('=').unwrap_or((entry, "")))
        .map(|(path, value)| (path.to_owned(), value.to_owned()))
        .collect();
    for (side, scenario) in sides.iter_mut().zip(&manifest.scenarios) {
        side.scenario.clone_from(&scenario.name);
        side.home = name(directory);
        side.facts = facts.clone();
        side.made_of = MadeOf {
            parts: settings.clone(),
            files: vec![(scenario.file.clone(), scenario.scenario_sha256.clone())],
        };
        side.described = Described {
            title: scenario.title.clone(),
            directory: directory.display().to_string(),
            points,
            is_sample,
            sides: scenario.sides(),
            ..Described::default()
        };
    }
    runs(directory, manifest, &mut sides)?;
    outcomes(directory, manifest, &mut sides)?;
    let rows = |table: &str| manifest.tables.get(table).copied();
    if rows("months.csv").is_some() {
        months::read(directory, rows("months.csv"), &mut sides)?;
    } else {
        bands::read(directory, rows("series_bands.csv"), points == 1, &mut sides)?;
        sides.iter_mut().for_each(|side| side.notes.push(NO_MONTHS.to_owned()));
    }
    for side in &mut sides {
        side.book.complete_times();
        if side.described.failed > 0 {
            side.notes.push(format!(
                "{} of {} runs of {} failed and are left out; runs.csv says why.",
                side.described.failed,
                side.described.failed + side.described.runs,
                side.scenario
            ));
        }
    }
    Ok(sides)
}

/// Which runs are complete, their baselines and the values of varied paths.
fn runs(directory: &Path, manifest: &EnsembleManifest, sides: &mut [Side]) -> Result<(), ReportError> {
    let columns = ["scenario", "point", "replicate", "status", "baseline_state_hash", "state_hash"];
    let mut table = Table::open(directory, "runs.csv", columns)?;
    let varied =
        manifest.varied.iter().map(|varied| table.column(&varied.path)).collect::<Result<Vec<_>, _>>()?;
    let mut values: BTreeMap<i128, Vec<String>> = BTreeMap::new();
    while let Some(row) = table.next()? {
        let draw = (row.whole(1)?, row.whole(2)?);
        let cells =
            varied.iter().map(|&at| row.other(at).map(str::to_owned)).collect::<Result<Vec<_>, _>>()?;
        values.entry(draw.0).or_insert(cells);
        let scenario = row.text(0)?;
        let Some(side) = sides.iter_mut().find(|side| side.scenario == scenario) else { continue };
        if row.bytes(3) == b"complete" {
            side.described.runs += 1;
            side.book.draws.insert(as_draw(draw));
            side.baselines.push(row.text(4)?.to_owned());
            side.states.push(row.text(5)?.to_owned());
        } else {
            side.described.failed += 1;
            side.baselines.push(String::new());
            side.states.push(String::new());
        }
    }
    table.expect_rows(manifest.tables.get("runs.csv").copied())?;
    let values: Vec<Vec<String>> = values.into_values().collect();
    sides.iter_mut().for_each(|side| side.facts.values.clone_from(&values));
    Ok(())
}

/// Results of each run.
fn outcomes(directory: &Path, manifest: &EnsembleManifest, sides: &mut [Side]) -> Result<(), ReportError> {
    let columns = [
        "scenario",
        "point",
        "replicate",
        "stage",
        "jurisdiction",
        "good",
        "metric",
        "value",
        "unit",
        "date",
    ];
    let mut table = Table::open(directory, "outcomes.csv", columns)?;
    let mut at = 0;
    while let Some(row) = table.next()? {
        // Rows of a scenario stand together.
        let scenario = row.bytes(0);
        if sides.get(at).is_none_or(|side| side.scenario.as_bytes() != scenario) {
            at = sides.iter().position(|side| side.scenario.as_bytes() == scenario).unwrap_or(sides.len());
        }
        let Some(side) = sides.get_mut(at) else { continue };
        let is_monthly = row.bytes(6) == b"exports_ratio";
        let month = if is_monthly { row.date_if_any(9)? } else { None };
        let key = Key::new([row.text(6)?, row.text(3)?, row.text(4)?, row.text(5)?, row.text(8)?], month);
        side.book.set(key, as_draw((row.whole(1)?, row.whole(2)?)), row.real(7)?);
    }
    table.expect_rows(manifest.tables.get("outcomes.csv").copied())
}

/// Numbers of a plan are small; one that is not is no number of a plan, and meets no other.
pub(super) fn as_draw((point, replicate): (i128, i128)) -> Draw {
    (u32::try_from(point).unwrap_or(u32::MAX), u32::try_from(replicate).unwrap_or(u32::MAX))
}
