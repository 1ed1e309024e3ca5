//! Where plugins are found.

use crate::world::built;
use coercivity_host::{HostError, SearchPath, find, list};
use std::{
    env::consts::{DLL_PREFIX, DLL_SUFFIX},
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

fn file(name: &str) -> String {
    format!("{DLL_PREFIX}{name}{DLL_SUFFIX}")
}

/// Folders that each have the libraries named.
struct Places(TempDir);

impl Places {
    fn with(files: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::copy(built("tame.c", &[]), path).unwrap();
        }
        Self(folder)
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }
}

fn told(reference: &str, from: &SearchPath) -> String {
    find(reference, from).unwrap_err().to_string()
}

#[test]
fn a_path_is_meant_from_the_folder_of_the_scenario() {
    let places = Places::with(&["scenarios/mine.so", "scenarios/deep/odd"]);
    let from = SearchPath { scenario: Some(places.at("scenarios")), ..SearchPath::default() };
    assert_eq!(find("mine.so", &from).unwrap(), places.at("scenarios/mine.so"));
    assert_eq!(find("deep/odd", &from).unwrap(), places.at("scenarios/deep/odd"));
    let absolute = places.at("scenarios/mine.so");
    assert_eq!(find(absolute.to_str().unwrap(), &SearchPath::default()).unwrap(), absolute);
    let missing = told("deep/none.so", &from);
    assert!(missing.contains("\"deep/none.so\"") && missing.contains("scenarios/deep/none.so"), "{missing}");
}

#[test]
fn a_name_is_looked_for_in_the_documented_order() {
    let name = file("tariff");
    let at = |folder: &str| format!("{folder}/{name}");
    let folders = ["given", "variable", "scenario/plugins", "bin", "bin/plugins", "lib/coercivity/plugins"];
    let places = Places::with(&folders.map(at).each_ref().map(String::as_str));
    let from = SearchPath {
        given: vec![places.at("given")],
        variable: vec![places.at("variable")],
        scenario: Some(places.at("scenario")),
        program: Some(places.at("bin")),
    };
    for folder in folders {
        let found = find("tariff", &from).unwrap();
        assert_eq!(found.canonicalize().unwrap(), places.at(&at(folder)).canonicalize().unwrap());
        fs::remove_file(found).unwrap();
    }
    let missing = told("tariff", &from);
    for folder in folders {
        assert!(missing.contains(places.at(folder).to_str().unwrap()), "{folder} is missing in: {missing}");
    }
}

#[test]
fn dashes_and_underscores_are_alike_in_names() {
    let (dashed, other) = (file("tariff-ladder"), file("export_quota"));
    let places = Places::with(&[&dashed, &other]);
    let from = SearchPath { given: vec![places.at("")], ..SearchPath::default() };
    assert_eq!(find("tariff_ladder", &from).unwrap(), places.at(&dashed));
    assert_eq!(find("export-quota", &from).unwrap(), places.at(&other));
}

#[test]
fn a_given_file_has_the_name_of_the_file_or_of_its_manifest() {
    let named = file("mine");
    let places = Places::with(&[&named]);
    let from = SearchPath { given: vec![places.at(&named)], ..SearchPath::default() };
    assert_eq!(find("mine", &from).unwrap(), places.at(&named));
    assert_eq!(find("tame", &from).unwrap(), places.at(&named), "the id in the manifest");
    assert!(find("other", &from).is_err());
}

#[test]
fn a_name_that_is_not_found_is_told_with_names_alike() {
    let places = Places::with(&[&file("tariff_ladder"), &file("retaliation")]);
    let from = SearchPath { given: vec![places.at("")], ..SearchPath::default() };
    let missing = told("tarif_lader", &from);
    assert!(missing.contains("Did you mean `tariff_ladder`?"), "{missing}");
    assert!(!missing.contains("retaliation"), "{missing}");
}

#[test]
fn the_working_directory_is_never_searched() {
    let working = std::env::current_dir().unwrap();
    let inside = TempDir::new_in(&working).unwrap();
    fs::copy(built("tame.c", &[]), inside.path().join(file("hidden"))).unwrap();
    let relative = Path::new(inside.path().file_name().unwrap()).to_owned();
    let from = SearchPath { variable: vec![relative.clone(), PathBuf::new()], ..SearchPath::default() };
    let error = find("hidden", &from).unwrap_err();
    assert!(error.to_string().contains("not absolute"), "{error}");
    assert!(matches!(error, HostError::NotFound { ignored, .. } if ignored.contains(&relative)));
    assert!(list(&from).is_empty());
}

#[test]
fn a_list_tells_cards_and_faults_and_each_file_once() {
    let (good, bad, stranger) = (file("good"), file("bad"), file("stranger"));
    let places = Places::with(&[&format!("a/{good}"), &format!("bin/{good}")]);
    fs::write(places.at(&format!("a/{bad}")), "text").unwrap();
    fs::copy(built("tame.c", &["-DNO_MANIFEST"]), places.at(&format!("bin/{stranger}"))).unwrap();
    let from = SearchPath {
        given: vec![places.at("a"), places.at("a")],
        program: Some(places.at("bin")),
        ..SearchPath::default()
    };
    let found = list(&from);
    let told: Vec<_> = found.iter().map(|(path, card)| (path.clone(), card.is_ok())).collect();
    let expected = [
        (places.at(&format!("a/{bad}")), false),
        (places.at(&format!("a/{good}")), true),
        (places.at(&format!("bin/{good}")), true),
    ];
    assert_eq!(told, expected, "other libraries beside the program are no plugins and no faults");
}
