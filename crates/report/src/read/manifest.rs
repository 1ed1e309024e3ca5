//! Manifests: they say what a directory holds.

use crate::ReportError;
use coercivity_record::{GameManifest, HistoryManifest, Manifest, bounded};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use std::{collections::BTreeMap, path::Path};

/// What a directory holds.
pub(crate) enum Kind {
    Run(Box<Manifest>),
    Game(Box<GameManifest>),
    Ensemble(Box<EnsembleManifest>),
    History(Box<HistoryManifest>),
}

/// What a report needs of the manifest of an ensemble; the rest may change.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct EnsembleManifest {
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) repeat: String,
    pub(crate) scenarios: Vec<EnsembleScenario>,
    /// Values that the plan sets, `path=value`.
    pub(crate) set: Vec<String>,
    /// Overrides of the command line, `path=value`.
    pub(crate) overrides: Vec<String>,
    pub(crate) varied: Vec<Varied>,
    pub(crate) points: u64,
    pub(crate) replicates: u64,
    pub(crate) runs: u64,
    pub(crate) failed: u64,
    pub(crate) seed: u64,
    pub(crate) firms: u64,
    pub(crate) ticks: u64,
    pub(crate) notes: Vec<String>,
    pub(crate) tables: BTreeMap<String, u64>,
}

/// A scenario of an ensemble.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct EnsembleScenario {
    pub(crate) name: String,
    pub(crate) file: String,
    pub(crate) title: String,
    pub(crate) scenario_sha256: String,
    sides: Value,
}

impl EnsembleScenario {
    /// Codes of those who act and of those who are acted upon; empty where the manifest does not tell.
    pub(crate) fn sides(&self) -> [Vec<String>; 2] {
        let codes = |side: usize| {
            let list = self.sides.get(side).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        [codes(0), codes(1)]
    }
}

/// A parameter that an ensemble varies, and how.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Varied {
    pub(crate) path: String,
    pub(crate) design: Value,
    pub(crate) values: String,
    pub(crate) source: String,
}

/// The manifest of a directory, all of whose files that have a hash were held against it: what is not read may be that by
/// which somebody else reads the same directory.
pub(crate) fn read(directory: &Path) -> Result<Kind, ReportError> {
    if !directory.is_dir() {
        return Err(ReportError::NoDirectory { path: directory.to_owned() });
    }
    let path = directory.join("manifest.json");
    let text = match bounded::read(&path, bounded::MOST_MANIFEST_MB) {
        Ok(text) => text,
        Err(error) if error.is_missing() => {
            return Err(ReportError::NoManifest { path: directory.to_owned() });
        }
        Err(error) => return Err(error.into()),
    };
    coercivity_record::check_file(directory, "manifest.json")?;
    coercivity_record::check_all(directory)?;
    let wrong = |reason: String| ReportError::Manifest { path: path.clone(), reason };
    let value: Value = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
    kind(value).map_err(wrong)
}

fn kind(value: Value) -> Result<Kind, String> {
    fn parse<T: DeserializeOwned>(value: Value) -> Result<Box<T>, String> {
        serde_json::from_value(value).map(Box::new).map_err(|error| error.to_string())
    }
    match value.get("kind").and_then(Value::as_str) {
        Some("ensemble") => parse(value).map(Kind::Ensemble),
        Some(other) => Err(format!(
            "a report knows runs, games, ensembles and history checks, and this says it is of kind {other:?}"
        )),
        None if value.get("game").is_some() => parse(value).map(Kind::Game),
        None if value.get("history").is_some() => parse(value).map(Kind::History),
        None if value.get("scenario").is_some() => parse(value).map(Kind::Run),
        None => Err("it names neither a scenario nor a game nor a history".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_manifest_tells_its_kind_and_strangers_are_refused() {
        assert!(matches!(kind(json!({"kind": "ensemble", "title": "t"})), Ok(Kind::Ensemble(_))));
        let refusal = |value| kind(value).err().unwrap();
        assert!(refusal(json!({"kind": "bench"})).contains("kind \"bench\""));
        assert!(refusal(json!({"scenario": "a.ron"})).contains("missing field"));
        assert!(refusal(json!([1])).contains("neither"));
    }
}
