//! Directories that cannot be reported on: a sentence that says what, where and what to do.

use crate::fixture::{run, sources};
use coercivity_report::render;
use std::{fs, path::Path};

fn told(directory: &Path) -> String {
    render(&sources(&[directory])).unwrap_err().to_string()
}

#[test]
fn every_damage_is_a_sentence_with_its_place() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("a");
    assert!(told(&directory).contains("is no directory"));
    fs::create_dir(&directory).unwrap();
    assert!(told(&directory).contains("holds no manifest.json"));
    fs::remove_dir(&directory).unwrap();
    run(&directory, "A");

    let flows = directory.join("flows.csv");
    let text = fs::read_to_string(&flows).unwrap();
    fs::write(&flows, text.replacen("CN,US", "CN,UK", 1)).unwrap();
    assert!(told(&directory).contains("does not have the hash that SHA256SUMS"), "{}", told(&directory));
    // A directory without hashes is read as far as it makes sense.
    fs::remove_file(directory.join("SHA256SUMS")).unwrap();
    let last = text.trim_end().rfind('\n').unwrap();
    fs::write(&flows, &text[..=last]).unwrap();
    assert!(told(&directory).contains("the manifest counts"), "a cut between two rows: {}", told(&directory));
    fs::write(&flows, text.replacen("CN,US", "CN,US,\"", 1)).unwrap();
    assert!(told(&directory).contains("flows.csv"), "{}", told(&directory));
    fs::write(&flows, [0xff_u8, 0xfe, b'\n']).unwrap();
    assert!(told(&directory).contains("there is no column month"));
    fs::write(&flows, &text).unwrap();
    let page = render(&sources(&[&directory])).unwrap();
    assert!(page.contains("No SHA256SUMS stands beside it"));

    fs::remove_file(directory.join("baseline_series.csv")).unwrap();
    assert!(told(&directory).contains("baseline_series.csv is missing"));
    let manifest = directory.join("manifest.json");
    let whole = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, &whole[..whole.len() / 2]).unwrap();
    assert!(told(&directory).contains("cannot be understood: EOF"), "{}", told(&directory));
}
