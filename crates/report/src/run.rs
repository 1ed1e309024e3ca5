//! A run as a report sees it: its manifest and what is kept of its tables.

use crate::{
    ReportError,
    read::{
        even::{self, Crossing},
        flows::{self, Flows},
        money::{self, Amount},
        series::{self, Series},
        small::{self, Balance, Harm, MeasureEvent},
        tornado::{self, Bar},
    },
};
use coercivity_base::Date;
use coercivity_record::{Manifest, SummaryRow};
use std::{collections::BTreeMap, path::Path};

/// A run.
pub(crate) struct Run {
    /// Name of its directory: how it is called beside others.
    pub(crate) name: String,
    pub(crate) manifest: Manifest,
    /// Whether hashes of its files stand beside them.
    pub(crate) has_sums: bool,
    pub(crate) series: Series,
    pub(crate) baseline_series: Option<Series>,
    pub(crate) flows: Flows,
    pub(crate) baseline_flows: Option<Flows>,
    pub(crate) summary: Vec<SummaryRow>,
    pub(crate) harm: Vec<Harm>,
    pub(crate) measures: Vec<MeasureEvent>,
    pub(crate) balance: Balance,
    pub(crate) tornado: Vec<Bar>,
    pub(crate) break_even: Vec<Crossing>,
    /// Public money, taken in or paid.
    pub(crate) public: Vec<Amount>,
}

impl Run {
    /// Reads a directory whose manifest is known.
    pub(crate) fn read(directory: &Path, manifest: Manifest) -> Result<Self, ReportError> {
        let rows = |table: &str| manifest.tables.get(table).copied();
        let missing = |name| ReportError::MissingTable { path: directory.join(name) };
        let series = series::read(directory, "series.csv", rows("series.csv"))?;
        let flows = flows::read(directory, "flows.csv", rows("flows.csv"))?;
        // A baseline that the manifest names must be there.
        let named = |name: &'static str| {
            if manifest.tables.contains_key(name) && !directory.join(name).exists() {
                Err(missing(name))
            } else {
                Ok(())
            }
        };
        named("baseline_series.csv")?;
        named("baseline_flows.csv")?;
        Ok(Self {
            name: name(directory),
            has_sums: coercivity_record::has_sums(directory),
            series: series.ok_or_else(|| missing("series.csv"))?,
            baseline_series: series::read(directory, "baseline_series.csv", rows("baseline_series.csv"))?,
            flows: flows.ok_or_else(|| missing("flows.csv"))?,
            baseline_flows: flows::read(directory, "baseline_flows.csv", rows("baseline_flows.csv"))?,
            summary: small::summary(directory, rows("summary.csv"))?,
            harm: small::harm(directory, rows("harm.csv"))?,
            measures: small::measures(directory, rows("events.csv"))?,
            balance: small::balance(directory, rows("balance.csv"))?,
            tornado: tornado::read(directory)?,
            break_even: even::read(directory)?,
            public: money::read(directory, rows("money.csv"))?,
            manifest,
        })
    }

    /// Whether there is a paired baseline to compare with.
    pub(crate) fn has_baseline(&self) -> bool {
        self.baseline_series.is_some()
    }

    /// First day on which a measure holds.
    pub(crate) fn first_measure(&self) -> Option<Date> {
        let begins = |measure: &&MeasureEvent| {
            measure.event == "measure_begins" || measure.event.ends_with(".measure_set")
        };
        self.measures.iter().filter(begins).map(|measure| measure.date).min()
    }

    /// Sides by jurisdiction: `sender`, `target` or `third`.
    pub(crate) fn sides(&self) -> BTreeMap<&str, &str> {
        let named = self.harm.iter().filter(|row| !row.side.is_empty());
        named.map(|row| (row.jurisdiction.as_str(), row.side.as_str())).collect()
    }

    /// Jurisdictions that act.
    pub(crate) fn senders(&self) -> Vec<&str> {
        let sides = self.sides();
        sides.into_iter().filter(|entry| entry.1 == "sender").map(|entry| entry.0).collect()
    }

    /// A result of the whole run over all stages and jurisdictions.
    pub(crate) fn total(&self, metric: &str) -> Option<f64> {
        let row = self
            .summary
            .iter()
            .find(|row| row.metric == metric && row.stage.is_empty() && row.good.is_empty());
        row.map(|row| row.value).filter(|value| value.is_finite())
    }

    /// Origins and goods that export measures name, by the table of results.
    pub(crate) fn controlled(&self) -> Vec<(&str, &str)> {
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        for row in self.summary.iter().filter(|row| row.metric == "exports_ratio") {
            let pair = (row.jurisdiction.as_str(), row.good.as_str());
            if !pairs.contains(&pair) {
                pairs.push(pair);
            }
        }
        pairs
    }

    /// Base price of a good, US dollars a unit; 0 for what is never traded.
    pub(crate) fn price_usd(&self, good: &str) -> f64 {
        let flows = self.baseline_flows.as_ref().unwrap_or(&self.flows);
        flows.goods.get(good).or_else(|| self.flows.goods.get(good)).map_or(0.0, |good| good.price_usd)
    }

    /// Weeks of a tick.
    pub(crate) fn tick_weeks(&self) -> f64 {
        f64::from(self.manifest.tick_days) / 7.0
    }
}

/// The last part of a path.
pub(crate) fn name(directory: &Path) -> String {
    let full = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
    full.file_name().unwrap_or(full.as_os_str()).to_string_lossy().into_owned()
}
