use crate::{begin, manifest, read, series};
use coercivity_record::{Manifest, Options, RecordError, Rows as _, RunDirectory, partial_name};
use std::fs;

const FORCE: Options = Options { parquet: false, force: true, restart: false };

#[test]
fn a_run_gets_its_name_only_when_it_is_whole() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("deep/april");
    let mut run = begin(&out);
    run.series(&series(1.0)).unwrap();
    assert!(!out.exists());
    assert!(partial_name(&out).is_dir());
    let finished = run.finish(manifest()).unwrap();
    assert_eq!(finished.path, out);
    assert!(!partial_name(&out).exists());
    let read_back: Manifest = serde_json::from_str(&read(out.join("manifest.json"))).unwrap();
    assert_eq!(read_back, finished.manifest);
    assert_eq!(read_back.tables["series.csv"], 1);
    let mut names: Vec<_> =
        fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let tables = ["balance", "dictionary", "events", "firms_sample", "flows", "harm"];
    let rest =
        ["manifest.json", "money.csv", "provenance.csv", "series.csv", "summary.csv"].map(str::to_owned);
    assert_eq!(names.remove(0), "SHA256SUMS");
    assert_eq!(names, [&tables.map(|name| format!("{name}.csv"))[..], &rest[..]].concat());
}

#[test]
fn a_directory_that_is_there_is_refused_and_left_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("april");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("keep.txt"), "mine").unwrap();
    let error = RunDirectory::create(&out, Options::default()).err().unwrap();
    assert!(matches!(error, RecordError::Exists { .. }), "{error}");
    assert_eq!(read(out.join("keep.txt")), "mine");
    assert!(!partial_name(&out).exists());
}

#[test]
fn a_directory_that_appears_while_the_run_writes_is_not_replaced() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("april");
    let run = begin(&out);
    fs::create_dir(&out).unwrap();
    let error = run.finish(manifest()).err().unwrap();
    assert!(matches!(error, RecordError::Exists { .. }), "{error}");
    assert!(partial_name(&out).join("manifest.json").exists(), "what was written stays");
}

#[test]
fn force_replaces_a_run_only_when_the_new_one_is_whole() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("april");
    begin(&out).finish(manifest()).unwrap();
    let mut run = RunDirectory::create(&out, FORCE).unwrap();
    run.series(&series(2.0)).unwrap();
    assert_eq!(read(out.join("series.csv")).lines().count(), 1, "the old run still stands");
    let finished = run.finish(manifest()).unwrap();
    assert_eq!(read(out.join("series.csv")).lines().count(), 2);
    assert_eq!(finished.set_aside, None);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "nothing of the old run is left");
}

#[test]
fn force_sets_aside_what_no_run_wrote() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("april");
    for (content, aside) in [("first", "april.old"), ("second", "april.old-2")] {
        fs::create_dir(&out).unwrap();
        fs::write(out.join("thesis.txt"), content).unwrap();
        let finished = RunDirectory::create(&out, FORCE).unwrap().finish(manifest()).unwrap();
        let aside = home.path().join(aside);
        assert_eq!(finished.set_aside, Some(aside.clone()));
        assert_eq!(read(aside.join("thesis.txt")), content);
        fs::remove_dir_all(&out).unwrap();
    }
}

#[test]
fn what_a_dead_run_left_is_replaced() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("april");
    let mut dead = begin(&out);
    dead.series(&series(1.0)).unwrap();
    drop(dead);
    assert!(partial_name(&out).join("series.csv").exists());
    begin(&out).finish(manifest()).unwrap();
    assert_eq!(read(out.join("series.csv")).lines().count(), 1);
}

#[test]
fn a_run_that_is_being_written_is_not_disturbed() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("april");
    let alive = begin(&out);
    let error = RunDirectory::create(&out, Options::default()).err().unwrap();
    assert!(matches!(error, RecordError::Busy { .. }), "{error}");
    alive.finish(manifest()).unwrap();
}

#[test]
fn a_temporary_name_that_is_taken_by_something_else_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("april");
    fs::create_dir(partial_name(&out)).unwrap();
    fs::write(partial_name(&out).join("thesis.txt"), "mine").unwrap();
    let error = RunDirectory::create(&out, FORCE).err().unwrap();
    assert!(matches!(error, RecordError::Taken { .. }), "{error}");
    assert_eq!(read(partial_name(&out).join("thesis.txt")), "mine");
}

#[test]
fn a_file_where_a_directory_is_wanted_is_told_with_its_path() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    let error = RunDirectory::create(&file, FORCE).err().unwrap();
    assert!(matches!(error, RecordError::NotADirectory { .. }), "{error}");
    let below = RunDirectory::create(&file.join("april"), FORCE).err().unwrap().to_string();
    assert!(below.contains(&file.display().to_string()) && below.contains("Cannot create"), "{below}");
}

#[test]
fn a_name_without_a_last_part_is_refused() {
    for name in ["/", "..", ""] {
        let error = RunDirectory::create(name.as_ref(), FORCE).err().unwrap();
        assert!(matches!(error, RecordError::NoName { .. }), "{name}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_a_run_is_followed() {
    let home = tempfile::tempdir().unwrap();
    let (real, link) = (home.path().join("real"), home.path().join("link"));
    begin(&real).finish(manifest()).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let mut run = RunDirectory::create(&link, FORCE).unwrap();
    run.series(&series(1.0)).unwrap();
    run.finish(manifest()).unwrap();
    assert!(link.is_symlink());
    assert_eq!(read(real.join("series.csv")).lines().count(), 2);
}
