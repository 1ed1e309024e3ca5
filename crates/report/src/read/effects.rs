//! `effects.csv` of an ensemble: what varied parameters do to results of whole runs.

use super::{manifest::EnsembleManifest, table::Table, tornado::Bar};
use crate::ReportError;
use std::{collections::BTreeMap, path::Path};

/// One statistic of a parameter.
#[derive(Clone, Debug)]
pub(crate) struct Effect {
    pub(crate) scenario: String,
    pub(crate) parameter: String,
    pub(crate) metric: String,
    /// `mu_star`, `mu`, `sigma`, `rank_correlation`, `low`, `base` or `high`.
    pub(crate) statistic: String,
    pub(crate) value: f64,
    pub(crate) unit: String,
    /// Its Monte Carlo error; not a number where there is none.
    pub(crate) error: f64,
}

/// The effects of an ensemble, and the ends of its parameters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Effects {
    pub(crate) effects: Vec<Effect>,
    /// The first two values of each varied path, in the order of the design.
    ends: BTreeMap<String, Vec<String>>,
}

impl Effects {
    /// Bars of a tornado of a scenario, from low, base and high; none for other designs.
    pub(crate) fn bars(&self, scenario: &str) -> Vec<Bar> {
        let mut bars: Vec<Bar> = Vec::new();
        for effect in self.effects.iter().filter(|effect| effect.scenario == scenario) {
            let Some(end) = ["low", "base", "high"].iter().position(|name| *name == effect.statistic) else {
                continue;
            };
            let is = |bar: &Bar| bar.parameter == effect.parameter && bar.metric == effect.metric;
            let at = bars.iter().position(is).unwrap_or_else(|| {
                bars.push(self.bar(effect));
                bars.len() - 1
            });
            bars[at].outcomes[end] = effect.value;
        }
        bars
    }

    fn bar(&self, effect: &Effect) -> Bar {
        let end = |at: usize| self.ends.get(&effect.parameter).and_then(|ends| ends.get(at));
        let [low, high] = [0, 1].map(|at| end(at).cloned().unwrap_or_default());
        Bar {
            parameter: effect.parameter.clone(),
            low,
            high,
            outcomes: [f64::NAN; 3],
            unit: effect.unit.clone(),
            metric: effect.metric.clone(),
            source: String::new(),
        }
    }
}

/// The effects of a directory: none where it has no such table. Only those of all stages and jurisdictions are kept.
pub(crate) fn read(directory: &Path, manifest: &EnsembleManifest) -> Result<Effects, ReportError> {
    let columns =
        ["scenario", "parameter", "metric", "stage", "jurisdiction", "statistic", "value", "unit", "error"];
    let mut found = Effects::default();
    let Some(mut table) = Table::open_if_there(directory, "effects.csv", columns)? else { return Ok(found) };
    while let Some(row) = table.next()? {
        if !row.bytes(3).is_empty() || !row.bytes(4).is_empty() {
            continue;
        }
        let text = |column| row.text(column).map(str::to_owned);
        found.effects.push(Effect {
            scenario: text(0)?,
            parameter: text(1)?,
            metric: text(2)?,
            statistic: text(5)?,
            value: row.real(6)?,
            unit: text(7)?,
            error: row.real(8)?,
        });
    }
    table.expect_rows(manifest.tables.get("effects.csv").copied())?;
    if found.effects.iter().any(|effect| effect.statistic == "low") {
        found.ends = ends(directory, manifest)?;
    }
    Ok(found)
}

/// One at a time: a path has a value at its two points only, the low end first.
fn ends(directory: &Path, manifest: &EnsembleManifest) -> Result<BTreeMap<String, Vec<String>>, ReportError> {
    let mut ends: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let Some(mut table) = Table::open_if_there(directory, "runs.csv", ["point"])? else { return Ok(ends) };
    let paths: Vec<(usize, &String)> = manifest
        .varied
        .iter()
        .map(|varied| Ok((table.column(&varied.path)?, &varied.path)))
        .collect::<Result<_, ReportError>>()?;
    while let Some(row) = table.next()? {
        for (at, path) in &paths {
            let value = row.other(*at)?;
            let known = ends.entry((*path).clone()).or_default();
            if !value.is_empty() && known.iter().all(|end| end != value) {
                known.push(value.to_owned());
            }
        }
    }
    Ok(ends)
}
