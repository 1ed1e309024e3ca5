//! `cargo xtask arrows`: the dependencies of the crates are those that docs/ARCHITECTURE.md draws.
//!
//! The map is the table headed `| crate | may use |`, with folder names; `all` means every crate, `nothing` none.
//! An arrow lets a crate use another one directly or through the crates it may use. It fails for a crate that uses
//! what it may not, for an arrow that no manifest needs, and for a crate that is not on the map. Development
//! dependencies are left out: they reach no user of the crate.

use crate::workspace::{cargo, root};
use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

/// Folder names, and those of the crates that each uses.
type Graph = BTreeMap<String, BTreeSet<String>>;

pub(crate) fn run() -> Result<()> {
    let path = root().join("docs/ARCHITECTURE.md");
    let page = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let manifests = manifests()?;
    let problems = compare(&map(&page)?, &manifests);
    if problems.is_empty() {
        println!("{} crates depend on each other as the map says", manifests.len());
        return Ok(());
    }
    bail!("docs/ARCHITECTURE.md and the manifests differ:\n  {}", problems.join("\n  "))
}

/// What the manifests say.
fn manifests() -> Result<Graph> {
    let output = cargo()
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .output()
        .context("cannot start cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    Ok(packages.iter().filter_map(package).collect())
}

/// A package's folder and the folders of those it uses; dependencies of ours have a path.
fn package(package: &Value) -> Option<(String, BTreeSet<String>)> {
    let folder = last_part(package["manifest_path"].as_str()?.strip_suffix("/Cargo.toml")?);
    let uses = package["dependencies"]
        .as_array()?
        .iter()
        .filter(|dependency| dependency["kind"].as_str() != Some("dev"))
        .filter_map(|dependency| dependency["path"].as_str().map(last_part))
        .collect();
    Some((folder, uses))
}

fn last_part(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}

/// What the page says.
fn map(page: &str) -> Result<Graph> {
    let mut lines = page.lines().map(str::trim).skip_while(|line| cells(line) != ["crate", "may use"]);
    ensure!(lines.next().is_some(), "no table is headed `| crate | may use |`");
    let mut map = Graph::new();
    for line in lines.skip(1).take_while(|line| line.starts_with('|')) {
        let cells = cells(line);
        let [folder, uses] = cells.as_slice() else { bail!("a row of the map has two cells: {line}") };
        let uses =
            uses.split([' ', ',']).filter(|name| !name.is_empty() && *name != "nothing").map(str::to_owned);
        ensure!(map.insert(folder.clone(), uses.collect()).is_none(), "{folder} is on the map twice");
    }
    let all: BTreeSet<String> = map.keys().cloned().collect();
    for (folder, uses) in &mut map {
        if uses.remove("all") {
            uses.extend(all.iter().filter(|name| *name != folder).cloned());
        } else if let Some(unknown) = uses.iter().find(|name| !all.contains(*name)) {
            bail!("{folder} may use {unknown}, which has no row of its own");
        }
    }
    Ok(map)
}

fn cells(line: &str) -> Vec<String> {
    let inner = line.trim_matches('|');
    inner.split('|').map(|cell| cell.replace(['`', '*'], "").trim().to_lowercase()).collect()
}

/// Every way in which the two differ.
fn compare(map: &Graph, manifests: &Graph) -> Vec<String> {
    let mut problems = Vec::new();
    for folder in map.keys().filter(|folder| !manifests.contains_key(*folder)) {
        problems.push(format!("{folder} is on the map, but is no crate"));
    }
    for folder in manifests.keys() {
        let Some(arrows) = map.get(folder) else {
            problems.push(format!("{folder} is a crate, but is not on the map"));
            continue;
        };
        let (allowed, used) = (reached(map, folder), reached(manifests, folder));
        for name in used.difference(&allowed) {
            problems.push(format!(
                "{folder} uses {name}, which the map does not allow ({})",
                way(manifests, folder, name)
            ));
        }
        let is_for_all = arrows.len() + 1 == map.len();
        for name in arrows.difference(&used).filter(|_| !is_for_all) {
            problems.push(format!("{folder} may use {name}, but does not: take the arrow off the map"));
        }
        if used.contains(folder) {
            problems.push(format!("{folder} depends on itself"));
        }
    }
    problems
}

/// All that `folder` reaches.
fn reached(graph: &Graph, folder: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&String> = graph.get(folder).into_iter().flatten().collect();
    while let Some(name) = open.pop() {
        if reached.insert(name.clone()) {
            open.extend(graph.get(name).into_iter().flatten());
        }
    }
    reached
}

/// How `folder` comes to use `name`: directly, or through which of its dependencies.
fn way(manifests: &Graph, folder: &str, name: &str) -> String {
    let uses = &manifests[folder];
    match uses.iter().find(|between| reached(manifests, between).contains(name)) {
        _ if uses.contains(name) => "in its manifest".into(),
        Some(between) => format!("through {between}"),
        None => "in some way".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
# Map
| crate | may use |
|---|---|
| `base` | nothing |
| `model` | `base` |
| `engine` | `model`, `record` |
| `record` | `base` |
| `cli` | all |

| other | table |
";

    fn graph(rows: &[(&str, &[&str])]) -> Graph {
        rows.iter()
            .map(|row| (row.0.to_owned(), row.1.iter().map(|&name| name.to_owned()).collect()))
            .collect()
    }

    fn problems(engine: &[&str], record: &[&str]) -> Vec<String> {
        let manifests = graph(&[
            ("base", &[]),
            ("model", &["base"]),
            ("engine", engine),
            ("record", record),
            ("cli", &["engine", "base"]),
        ]);
        compare(&map(PAGE).unwrap(), &manifests)
    }

    #[test]
    fn what_an_allowed_crate_uses_may_be_used_too() {
        assert_eq!(problems(&["model", "record", "base"], &["base"]), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_against_the_map_is_found_also_behind_another_crate() {
        let found = problems(&["model", "record"], &["model"]);
        assert_eq!(found, ["record uses model, which the map does not allow (in its manifest)"]);
        let manifests = graph(&[
            ("base", &[]),
            ("model", &["base"]),
            ("record", &["model"]),
            ("engine", &["record"]),
            ("cli", &["engine"]),
        ]);
        let map = graph(&[
            ("base", &[]),
            ("model", &["base"]),
            ("record", &["model"]),
            ("engine", &[]),
            ("cli", &["engine"]),
        ]);
        let found = compare(&map, &manifests);
        assert!(
            found.contains(&"engine uses base, which the map does not allow (through record)".to_owned()),
            "{found:?}"
        );
    }

    #[test]
    fn an_arrow_that_nobody_needs_is_found() {
        let found = problems(&["record", "base"], &["base"]);
        assert_eq!(found, ["engine may use model, but does not: take the arrow off the map"]);
    }

    #[test]
    fn a_crate_is_on_the_map_and_the_map_has_only_crates() {
        let found = compare(&graph(&[("old", &[])]), &graph(&[("new", &[])]));
        assert_eq!(found, ["old is on the map, but is no crate", "new is a crate, but is not on the map"]);
    }

    #[test]
    fn a_map_that_cannot_be_read_is_told() {
        assert!(map("# nothing here").is_err());
        assert!(
            map("| crate | may use |\n|---|---|\n| a | b |")
                .unwrap_err()
                .to_string()
                .contains("no row of its own")
        );
    }
}
