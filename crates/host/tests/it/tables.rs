//! Loading: what the system's loader refuses, tables that do not fit, and what a loaded plugin is safe from.

use crate::world::{Hook, built, called, created, settings, tame, tame_with};
use coercivity_host::{Carrier, HostError, Libraries, inspect, load};
use std::fs;

fn told(flags: &[&str]) -> HostError {
    let error = load(tame(flags)).unwrap_err();
    assert!(error.to_string().contains("lugin `tame`") && error.to_string().contains("libtame"), "{error}");
    error
}

#[test]
fn a_good_plugin_loads_and_says_who_it_is() {
    let read = tame(&[]);
    let (path, hash) = (read.path.clone(), read.sha256.clone());
    let library = load(read).unwrap();
    assert_eq!((library.path(), library.sha256(), library.abi()), (path.as_path(), hash.as_str(), 1));
    assert_eq!(library.card().id, "tame");
    assert!(library.idle_functions().is_empty());
}

#[test]
fn a_missing_symbol_is_an_error_at_load_and_names_it() {
    let error = told(&["-DUNDEFINED"]).to_string();
    assert!(error.contains("nobody_has_this"), "{error}");
    assert!(!error.contains("/proc/self"), "the private copy is nobody's business: {error}");
}

#[test]
fn an_entry_that_returns_null_is_told() {
    assert!(told(&["-DNULL_ENTRY"]).to_string().contains("its entry returned null"));
}

#[test]
fn tables_too_small_too_large_or_crooked_are_told_with_both_sizes() {
    // 4 + 4 + 7 * 8 = 64 bytes.
    let small = told(&["-DTABLE_SIZE=56"]).to_string();
    assert!(small.contains("has 56 bytes, and ABI 1 needs 64"), "{small}");
    let unset = told(&["-DTABLE_SIZE=0"]).to_string();
    assert!(unset.contains("is struct_size set?"), "{unset}");
    let large = told(&["-DTABLE_SIZE=1000000"]).to_string();
    assert!(large.contains("claims to have 1000000 bytes"), "{large}");
    assert!(told(&["-DCROOKED"]).to_string().contains("no multiple of 8"));
}

#[test]
fn a_table_that_has_grown_at_its_end_is_taken() {
    assert!(load(tame(&["-DTABLE_SIZE=72"])).is_ok());
}

#[test]
fn a_table_of_another_abi_than_the_manifest_is_told() {
    let error = told(&["-DTABLE_ABI=2"]).to_string();
    assert!(error.contains("it is of ABI 2, but the manifest says 1"), "{error}");
}

#[test]
fn each_missing_function_is_told_by_name() {
    let names = ["create", "destroy", "on_tick", "decide", "settle", "save", "load"];
    for missing in names {
        let table: Vec<&str> = names.iter().map(|name| if *name == missing { "0" } else { name }).collect();
        let error = told(&[&format!("-DTABLE={}", table.join(","))]).to_string();
        assert!(error.contains(&format!("`{missing}` is missing")), "{error}");
    }
}

#[test]
fn functions_that_the_manifest_does_not_ask_for_may_be_missing_and_are_told_if_not() {
    let plain = "-DDETAILS=\"writes lanes.tariff\\n\"";
    assert!(load(tame(&[plain, "-DTABLE=create,destroy,on_tick,0,0,0,0"])).is_ok());
    assert_eq!(load(tame(&[plain])).unwrap().idle_functions(), ["decide", "settle", "save", "load"]);
}

#[test]
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn a_library_that_changes_the_floating_point_mode_at_load_is_refused_and_the_mode_put_back() {
    let tiny = std::hint::black_box(f64::MIN_POSITIVE);
    for (flag, when) in [("-DMODE_AT_LOAD", "when it was loaded"), ("-DMODE_IN_ENTRY", "in its entry")] {
        let error = told(&[flag]).to_string();
        assert!(error.contains(when) && error.contains("-ffast-math"), "{error}");
        assert!(tiny / 4.0 > 0.0, "half of the smallest normal number is a number again");
    }
}

#[test]
fn the_same_bytes_are_loaded_once_and_another_file_with_the_same_id_is_refused() {
    let mut libraries = Libraries::default();
    let first = libraries.load(tame(&[]), &Carrier::Native).unwrap();
    let copy = tempfile::tempdir().unwrap();
    let path = copy.path().join("libcopy.so");
    fs::copy(built("tame.c", &[]), &path).unwrap();
    let again = libraries.load(inspect(&path).unwrap(), &Carrier::Native).unwrap();
    assert_eq!(again.path(), first.path(), "a copy of the same bytes is the same plugin");
    let error = libraries.load(tame(&["-DOTHER"]), &Carrier::Native).map(drop);
    assert!(error.is_ok(), "a macro that changes nothing changes no byte");
    let error = libraries.load(tame(&["-O2"]), &Carrier::Native).unwrap_err();
    assert!(matches!(error, HostError::Twice { .. }), "{error}");
    assert!(error.to_string().contains("both call themselves `tame`"), "{error}");
    assert!(libraries.load(tame(&["-DID=\"other\""]), &Carrier::Native).is_ok());
    assert_eq!(libraries.iter().count(), 2);
}

#[test]
fn replacing_or_emptying_the_file_while_it_is_in_use_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("libtame.so");
    fs::copy(built("tame.c", &[]), &path).unwrap();
    let library = load(inspect(&path).unwrap()).unwrap();
    let mut instance = created(&library, 0.5, "none");
    let before = called(&mut *instance, Hook::OnTick).unwrap().tariff;
    fs::write(&path, fs::read(built("tame.c", &["-DNO_ENTRY"])).unwrap()).unwrap();
    assert_eq!(called(&mut *instance, Hook::OnTick).unwrap().tariff, before);
    fs::write(&path, b"").unwrap();
    assert_eq!(called(&mut *instance, Hook::OnTick).unwrap().tariff, before);
    drop(instance);
    assert!(
        library
            .create(&crate::world::names(), &settings(1.0, "none"), 7, &mut crate::world::Heard::default())
            .is_ok()
    );
}

#[test]
fn a_file_that_changes_between_inspection_and_load_is_not_what_runs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("libtame.so");
    fs::copy(built("tame.c", &[]), &path).unwrap();
    let read = inspect(&path).unwrap();
    fs::write(&path, b"something else").unwrap();
    assert!(load(read).is_ok());
}

#[test]
fn two_libraries_loaded_after_each_other_are_two_libraries() {
    // The loader knows libraries by name: a copy must not be taken for an earlier one.
    let mut first = tame_with("none");
    let other =
        load(tame(&["-DID=\"other\"", "-DTABLE=create,destroy,decide,decide,settle,save,load"])).unwrap();
    let mut second = created(&other, 0.5, "none");
    assert_eq!(called(&mut *first, Hook::OnTick).unwrap().tariff[0], 0.5);
    assert_eq!(called(&mut *second, Hook::OnTick).unwrap().tariff[0], 0.0, "its on_tick writes no tariff");
}
