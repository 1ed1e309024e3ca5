//! Files that are no plugins, or not whole, or not for this program.

use crate::world::{built, tame};
use coercivity_host::{HostError, inspect};
use std::{fs, path::PathBuf};

/// What the host says about a file with these bytes; every sentence names the file.
fn told(bytes: &[u8]) -> HostError {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("libodd.so");
    fs::write(&path, bytes).unwrap();
    let error = inspect(&path).unwrap_err();
    assert!(error.to_string().contains("libodd.so"), "{error}");
    error
}

fn told_of(flags: &[&str]) -> HostError {
    let error = inspect(&built("tame.c", flags)).unwrap_err();
    assert!(error.to_string().contains("libtame."), "{error}");
    error
}

fn whole() -> Vec<u8> {
    tame(&[]).bytes
}

#[test]
fn a_good_plugin_is_read_without_being_run() {
    let read = tame(&[]);
    assert_eq!((read.card.id.as_str(), read.card.version.as_str(), read.abi), ("tame", "1.2.3", 1));
    assert_eq!(read.card.parameters.len(), 2);
    assert_eq!(read.sha256.len(), 64);
    let specs = coercivity_host::parameter_specs(&read.card).unwrap();
    assert_eq!((specs[0].min, specs[0].max, specs[0].unit.as_str()), (Some(0.0), Some(10.0), "share"));
}

#[test]
#[cfg(target_os = "linux")]
fn the_hash_is_the_one_that_sha256sum_prints() {
    let read = tame(&[]);
    let printed = std::process::Command::new("sha256sum").arg(&read.path).output().unwrap().stdout;
    assert_eq!(read.sha256, String::from_utf8(printed).unwrap()[..64]);
}

#[test]
fn a_file_that_is_not_the_pinned_one_is_told_with_both_hashes() {
    let read = tame(&[]);
    assert!(read.require_sha256(&read.sha256.to_uppercase()).is_ok());
    let error = read.require_sha256(&"ab".repeat(32)).unwrap_err();
    assert!(matches!(error, HostError::Hash { .. }));
    assert!(
        error.to_string().contains(&read.sha256) && error.to_string().contains(&"ab".repeat(32)),
        "{error}"
    );
}

#[test]
fn what_is_no_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let missing = inspect(&folder.path().join("libnone.so")).unwrap_err().to_string();
    assert!(missing.starts_with("Cannot read the plugin") && missing.contains("libnone.so"), "{missing}");
    assert!(inspect(folder.path()).unwrap_err().to_string().contains("is a directory, not a plugin"));
    #[cfg(unix)]
    assert!(
        inspect(&PathBuf::from("/dev/null")).unwrap_err().to_string().contains("is a device, pipe or socket")
    );
}

#[test]
fn a_file_larger_than_any_plugin_is_told_and_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("libhuge.so");
    let file = std::fs::File::create(&path).unwrap();
    // A hole of 40 GB takes no room.
    file.set_len(40 << 30).unwrap();
    let error = inspect(&path).unwrap_err();
    assert!(matches!(error, HostError::TooLarge { most_mb: 256, .. }), "{error}");
    assert!(error.to_string().contains("has 40960.0 MB, and at most 256 MB of a plugin are read"), "{error}");
    file.set_len(256 << 20).unwrap();
    assert!(!matches!(inspect(&path).unwrap_err(), HostError::TooLarge { .. }));
}

#[test]
fn an_empty_file_and_a_text_are_told() {
    assert!(matches!(told(b""), HostError::Empty { .. }));
    assert!(told(b"# A scenario\n").to_string().contains("is a text file, not a shared library"));
    assert!(told(&[0xfe; 300]).to_string().contains("300 bytes of unknown format"));
    assert!(told(b"!<arch>\n").to_string().contains("static library"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_library_cut_short_anywhere_is_told_before_the_loader_sees_it() {
    let bytes = whole();
    let lengths = [1, 3, 4, 15, 16, 40, 63, 64, 100, 1_000, bytes.len() / 2, bytes.len() - 1];
    for length in lengths {
        let error = told(&bytes[..length]);
        assert!(
            matches!(error, HostError::CutShort { length: l, .. } if l == length as u64),
            "{length}: {error}"
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn another_architecture_is_told_with_both_names() {
    let mut other = whole();
    // e_machine lies at byte 18: 40 is 32-bit Arm, 62 x86-64, 183 AArch64.
    let foreign = if cfg!(target_arch = "x86_64") { (183, "aarch64") } else { (62, "x86_64") };
    other[18] = foreign.0;
    let error = told(&other).to_string();
    assert!(error.contains(&format!("is built for {}", foreign.1)), "{error}");
    assert!(error.contains(std::env::consts::ARCH), "{error}");
    let mut narrow = whole();
    // EI_CLASS at byte 4: 1 means 32 bits.
    narrow[4] = 1;
    assert!(told(&narrow).to_string().contains("32 bits"));
    let mut turned = whole();
    // EI_DATA at byte 5: 1 little-endian, 2 big-endian.
    turned[5] = 3 - turned[5];
    assert!(told(&turned).to_string().contains("big-endian"), "{}", told(&turned));
}

#[test]
#[cfg(target_os = "linux")]
fn a_program_and_an_object_file_are_no_libraries() {
    let mut program = whole();
    // e_type at byte 16: 1 object file, 2 program, 3 shared library.
    program[16] = 2;
    assert!(told(&program).to_string().contains("is a program, not a shared library"));
    program[16] = 1;
    assert!(told(&program).to_string().contains("is an object file"));
}

#[test]
#[cfg(target_os = "linux")]
fn no_damage_makes_the_host_panic() {
    let bytes = whole();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("libodd.so");
    // Every byte of the header and program headers, and a sample of the others.
    for at in (0..512).chain((512..bytes.len()).step_by(61)) {
        for value in [0, 0x7f, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] = value;
            fs::write(&path, damaged).unwrap();
            // Some bytes mean nothing to anybody: a sentence or a card, but no panic.
            let _ = inspect(&path);
        }
    }
}

#[test]
fn a_library_without_manifest_or_entry_is_told_which_symbol_it_lacks() {
    let error = told_of(&["-DNO_MANIFEST"]).to_string();
    assert!(error.contains("no policy plugin") && error.contains("coercivity_policy_manifest_v1"), "{error}");
    let error = told_of(&["-DNO_ENTRY"]).to_string();
    assert!(error.contains("coercivity_policy_entry_v1"), "{error}");
}

#[test]
fn an_older_and_a_newer_abi_are_told_with_both_versions_and_the_fix() {
    let newer = told_of(&["-DMANIFEST_ABI=2"]).to_string();
    assert!(newer.contains("version 2 of the plugin ABI, and this program has version 1"), "{newer}");
    assert!(newer.contains("Use a newer coercivity"), "{newer}");
    let older = told_of(&["-DMANIFEST_ABI=0"]).to_string();
    assert!(older.contains("version 0") && older.contains("Build the plugin again"), "{older}");
}

#[test]
fn a_newer_abi_is_told_even_if_its_manifest_cannot_be_read() {
    assert!(matches!(told_of(&["-DMANIFEST_ABI=2", "-DID=\"A?\""]), HostError::Abi { theirs: 2, .. }));
}

#[test]
fn a_plugin_that_cannot_contain_its_panics_is_told_the_line_to_change() {
    assert!(told_of(&["-DFLAGS=0"]).to_string().contains("Remove `panic = \"abort\"`"));
}

#[test]
fn a_broken_manifest_is_told_its_mistake() {
    let cases: [(&[&str], &str); 7] = [
        (&["-DMAGIC=\"COERCIVITYPOLITY\""], "does not begin with COERCIVITYPOLICY"),
        (&["-DLENGTH=100000000"], "longer than the file allows"),
        (&["-DID=\"caf\\xe9 \""], "not UTF-8"),
        (&["-DID=\"Tame\""], "the id `Tame` is not lower snake case"),
        (&["-DDETAILS=\"reads lanes.flew\\n\""], "there is no column `lanes.flew`"),
        (&["-DDETAILS=\"parameter a number\\nmax 1\\ndefault 2\\n\""], "a 2 is over 1"),
        (&["-DDETAILS=\"colour red\\n\""], "there is no key `colour`"),
    ];
    for (flags, words) in cases {
        let error = told_of(flags);
        assert!(matches!(error, HostError::Manifest { .. }), "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}
