//! `cargo xtask dependencies`: what the project is made of. Licences, versions that stand twice and sources are held to
//! `.cargo/deny.toml`, which cargo-deny reads too; `unsafe` is counted and held to the table of docs/RELIABILITY.md. No network
//! is needed where the sources of all dependencies lie here already, those for other systems too; cargo fetches the others.

use crate::workspace::{cargo, root};
use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

mod unsafe_code;

/// The part of the rules that is checked here.
#[derive(Debug, Deserialize)]
struct Rules {
    licenses: Licences,
    bans: Bans,
}

#[derive(Debug, Deserialize)]
struct Licences {
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Bans {
    skip: Vec<Skip>,
}

#[derive(Debug, Deserialize)]
struct Skip {
    #[serde(rename = "crate")]
    of: String,
}

/// A package of the lock file.
#[derive(Debug)]
struct Package {
    name: String,
    version: String,
    licence: String,
    source: Option<String>,
}

pub(crate) fn run() -> Result<()> {
    let path = root().join(".cargo/deny.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let rules: Rules = toml::from_str(&text).with_context(|| format!("{}", path.display()))?;
    let packages = packages()?;
    let mut problems = licences(&packages, &rules.licenses.allow)?;
    problems.extend(duplicates(&packages, &rules.bans.skip));
    problems.extend(sources(&packages));
    problems.extend(unsafe_code::check()?);
    if problems.is_empty() {
        println!("{} packages: licences, versions, sources and unsafe code are as written", packages.len());
        return Ok(());
    }
    bail!("dependencies:\n  {}", problems.join("\n  "))
}

fn packages() -> Result<Vec<Package>> {
    let output = cargo()
        .args(["metadata", "--format-version", "1", "--locked"])
        .output()
        .context("cannot start cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let text = |package: &Value, name: &str| package[name].as_str().unwrap_or_default().to_owned();
    Ok(packages
        .iter()
        .map(|package| Package {
            name: text(package, "name"),
            version: text(package, "version"),
            licence: text(package, "license"),
            source: package["source"].as_str().map(str::to_owned),
        })
        .collect())
}

/// Packages whose terms are not among those allowed.
fn licences(packages: &[Package], allow: &[String]) -> Result<Vec<String>> {
    let allowed: Vec<spdx::Licensee> = allow
        .iter()
        .map(|words| spdx::Licensee::parse(words).with_context(|| format!("licence {words}")))
        .collect::<Result<_>>()?;
    let problem = |package: &Package| {
        let expression = spdx::Expression::parse_mode(&package.licence, spdx::ParseMode::LAX);
        let fits = expression
            .is_ok_and(|terms| terms.evaluate(|asked| allowed.iter().any(|one| one.satisfies(asked))));
        let told = || format!("{} {} has the terms {:?}", package.name, package.version, package.licence);
        (!fits).then(told)
    };
    Ok(packages.iter().filter_map(problem).collect())
}

/// Older versions of crates that are not listed, and those that are listed and gone.
fn duplicates(packages: &[Package], skip: &[Skip]) -> Vec<String> {
    let mut versions: BTreeMap<&str, BTreeSet<Vec<u64>>> = BTreeMap::new();
    let numbers = |version: &str| -> Vec<u64> {
        version.split(['.', '-', '+']).map(|part| part.parse().unwrap_or(0)).collect()
    };
    for package in packages {
        versions.entry(&package.name).or_default().insert(numbers(&package.version));
    }
    let is_older =
        |package: &&Package| versions[package.name.as_str()].last() != Some(&numbers(&package.version));
    let older: BTreeSet<String> = packages
        .iter()
        .filter(is_older)
        .map(|package| format!("{}@{}", package.name, package.version))
        .collect();
    let listed: BTreeSet<String> = skip.iter().map(|skip| skip.of.clone()).collect();
    let new = older.difference(&listed).map(|of| format!("{of} stands beside a newer version of it"));
    let gone = listed.difference(&older).map(|of| format!("{of} is listed, but stands beside nothing newer"));
    new.chain(gone).collect()
}

/// Packages that come from elsewhere than the registry or this repository.
fn sources(packages: &[Package]) -> Vec<String> {
    const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";
    let elsewhere = |package: &&Package| package.source.as_deref().is_some_and(|source| source != REGISTRY);
    let told = |package: &Package| format!("{} comes from {:?}", package.name, package.source);
    packages.iter().filter(elsewhere).map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, version: &str, licence: &str) -> Package {
        Package { name: name.into(), version: version.into(), licence: licence.into(), source: None }
    }

    #[test]
    fn one_allowed_alternative_is_enough_and_all_that_is_joined_is_needed() {
        let allow = ["MIT".to_owned(), "Unicode-3.0".to_owned()];
        let of = |licence| licences(&[package("x", "1.0.0", licence)], &allow).unwrap().len();
        assert_eq!(
            [of("MIT OR GPL-3.0"), of("MIT/Apache-2.0"), of("(MIT OR GPL-3.0) AND Unicode-3.0")],
            [0; 3]
        );
        assert_eq!([of("GPL-3.0"), of("MIT AND GPL-3.0"), of("")], [1; 3]);
    }

    #[test]
    fn an_older_version_must_be_listed_and_a_listed_one_be_there() {
        let two = [package("x", "1.9.0", "MIT"), package("x", "1.10.0", "MIT"), package("y", "1.0.0", "MIT")];
        let skip = |of: &str| vec![Skip { of: of.into() }];
        assert_eq!(duplicates(&two, &[]), ["x@1.9.0 stands beside a newer version of it"]);
        assert!(duplicates(&two, &skip("x@1.9.0")).is_empty());
        assert_eq!(duplicates(&two[1..], &skip("x@1.9.0")).len(), 1);
    }

    #[test]
    fn only_the_registry_is_a_source() {
        let mut other = package("x", "1.0.0", "MIT");
        assert!(sources(std::slice::from_ref(&other)).is_empty());
        other.source = Some("git+https://example.org/x".into());
        assert_eq!(sources(&[other]).len(), 1);
    }
}
