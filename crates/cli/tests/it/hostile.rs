//! Files and names that a stranger chose: nothing hangs, nothing outside the directory of results is touched, and nothing
//! that is printed or written does anything to who reads it.

use crate::{expect_code, home, minimal, run, shell, stderr, stdout};
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Stdio},
};

/// Every file below `folder` but those in `but`, with its bytes.
fn listing(folder: &Path, but: &str) -> BTreeMap<String, Vec<u8>> {
    fn gather(root: &Path, folder: &Path, but: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if name == but {
                continue;
            }
            if path.is_dir() {
                found.insert(format!("{name}/"), Vec::new());
                gather(root, &path, but, found);
            } else {
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    gather(folder, folder, but, &mut found);
    found
}

/// Names that a file system, a spreadsheet or a browser would take for something else.
const NAMES: [&str; 8] = [
    "../../outside",
    "/tmp/outside",
    "=cmd|' /C calc'!A1",
    "<script>alert(1)</script>",
    "a\"b,c;d'e",
    "\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{1f9f2}",
    "..\\\\..\\\\outside",
    "@SUM(1+1)*\u{ff1d}",
];

#[test]
fn names_of_all_kinds_write_nothing_outside_and_are_neither_formulas_nor_markup() {
    let home = home();
    fs::create_dir(home.path().join("in")).unwrap();
    let text = fs::read_to_string(minimal()).unwrap();
    for name in NAMES {
        let quoted = name.replace('"', "\\\"");
        let hostile = text
            .replace("\"Mine\"", &format!("\"{quoted}\""))
            .replace("title: \"Three firms and a licence\"", &format!("title: \"{quoted}\""))
            .replace("name: \"China\"", &format!("name: \"{quoted}\""));
        fs::write(home.path().join("in/hostile.ron"), hostile).unwrap();
        let before = listing(home.path(), "out");
        let output = run(&home, "run in/hostile.ron --out out --firms 3 --quiet");
        expect_code(&output, 0);
        expect_code(&run(&home, "report out --out out/report.html"), 0);
        assert!(listing(home.path(), "out") == before, "{name}: only the directory of results is written");
        let cells = fs::read_to_string(home.path().join("out/events.csv")).unwrap()
            + &fs::read_to_string(home.path().join("out/firms_sample.csv")).unwrap();
        let is_formula = |cell: &str| cell.trim_matches('"').starts_with(['=', '@', '+']);
        let formula = cells.lines().flat_map(|line| line.split(',')).find(|cell| is_formula(cell));
        assert_eq!(formula, None, "{name}");
        let page = fs::read_to_string(home.path().join("out/report.html")).unwrap();
        assert!(!page.contains("<script>alert"), "{name}");
        fs::remove_dir_all(home.path().join("out")).unwrap();
    }
}

#[test]
fn a_name_that_moves_the_terminal_is_refused_at_its_place_and_not_printed_as_it_is() {
    let home = home();
    let text = fs::read_to_string(minimal()).unwrap();
    for wild in ["\\u{1b}[2J", "\\u{0}", "\\n", "\\u{202e}"] {
        fs::write(home.path().join("wild.ron"), text.replace("\"Mine\"", &format!("\"Mine{wild}\"")))
            .unwrap();
        for line in ["check wild.ron", "run wild.ron"] {
            let output = run(&home, line);
            expect_code(&output, 3);
            assert!(stderr(&output).contains("not printed") && stderr(&output).contains("wild.ron"));
            let printed = [stdout(&output), stderr(&output)].concat();
            assert!(
                !printed.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}'),
                "{printed:?}"
            );
        }
        assert!(!home.path().join("runs").exists());
    }
}

#[test]
fn files_that_are_no_files_or_too_large_are_refused_at_once() {
    let home = home();
    let at = |name: &str| home.path().join(name);
    fs::create_dir(at("folder.ron")).unwrap();
    // Holes: they take no room on the disk.
    fs::File::create(at("large.ron")).unwrap().set_len(1 << 30).unwrap();
    fs::File::create(at("table.csv")).unwrap().set_len(1 << 30).unwrap();
    let own = "(base: \"MINIMAL\", firms: (synthetic: true, own_data: (firms_csv: \"table.csv\")))";
    fs::write(at("own.ron"), own.replace("MINIMAL", minimal().to_str().unwrap())).unwrap();
    let mut cases = vec![
        ("folder.ron", 4, "it is a directory"),
        ("large.ron", 4, "it has 1024.0 MB, and at most 4 are read"),
        ("own.ron", 3, "it has 1024.0 MB, and at most 16 are read"),
    ];
    if cfg!(unix) {
        let made = Command::new("mkfifo").arg(at("pipe.ron")).stderr(Stdio::null()).status();
        if made.is_ok_and(|status| status.success()) {
            cases.push(("pipe.ron", 4, "it is a pipe or a device"));
        }
        cases.push(("/dev/zero", 4, "it is a pipe or a device"));
    }
    for (name, code, words) in cases {
        for verb in ["check", "run"] {
            let output = run(&home, &format!("{verb} {name}"));
            expect_code(&output, code);
            assert!(stderr(&output).contains(words), "{name}: {}", stderr(&output));
        }
    }
    assert!(!home.path().join("runs").exists());
}

#[test]
fn a_hundred_million_firms_are_refused_where_they_do_not_fit() {
    let home = home();
    // Where memory is limited to two gigabytes they do not fit; limits are read on Linux.
    let preset = minimal().with_file_name("baseline.ron");
    let line = format!("ulimit -v 2000000 && coercivity run {} --firms 100000000 --quiet", preset.display());
    if cfg!(target_os = "linux") {
        let output = shell(&home, &line);
        expect_code(&output, 9);
        assert!(stderr(&output).contains("100,000,000 firms do not fit"), "{}", stderr(&output));
    }
    assert!(!home.path().join("runs").exists());
}
