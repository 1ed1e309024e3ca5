//! Every file in `fixtures/broken` opens with the mistakes that it must be told, one a line:
//! `// expect LINE:COLUMN part of the message`. Nothing else may be told.

use crate::{base_with, told};
use coercivity_scenario::{Diagnostics, Source, load, load_text};
use std::path::{Path, PathBuf};

struct Fixtures(PathBuf);

impl Source for Fixtures {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(self.0.join(path)).map_err(|error| error.to_string())
    }
}

fn fixtures() -> Fixtures {
    Fixtures(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures"))
}

/// Lines, columns and parts of messages from the head of a file.
fn expected(text: &str) -> Vec<(usize, usize, String)> {
    let one = |line: &str| {
        let (place, message) = line.strip_prefix("// expect ")?.split_once(' ')?;
        let (line, column) = place.split_once(':')?;
        Some((line.parse().ok()?, column.parse().ok()?, message.to_owned()))
    };
    text.lines().map_while(one).collect()
}

fn compare(name: &str, text: &str, result: Result<(), Diagnostics>) -> Result<(), String> {
    let wanted = expected(text);
    let Err(found) = result else { return Err(format!("{name}: nothing was told")) };
    let all: Vec<_> = found.iter().collect();
    let fits = all.len() == wanted.len()
        && !wanted.is_empty()
        && all.iter().zip(&wanted).all(|(one, (line, column, message))| {
            one.file == name && (one.line, one.column) == (*line, *column) && one.message.contains(message)
        });
    if fits { Ok(()) } else { Err(format!("{name}: expected {wanted:?}, found\n{found}")) }
}

#[test]
fn every_broken_file_is_told_its_mistakes_at_their_places() {
    let source = fixtures();
    let mut names: Vec<String> = std::fs::read_dir(source.0.join("broken"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let results = names.iter().map(|name| {
        let path = format!("broken/{name}");
        let text = String::from_utf8(source.read(&path).unwrap()).unwrap();
        compare(&path, &text, load(&path, &[], &source).map(|_| ()))
    });
    let wrong: Vec<String> = results.filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(names.len() >= 40, "only {} broken files", names.len());
}

#[test]
fn five_mistakes_are_five_rendered_blocks() {
    let source = fixtures();
    let found = load("broken/five_mistakes.ron", &[], &source).map(|_| ()).unwrap_err();
    let text = found.render(false);
    assert_eq!(text.matches("error: ").count(), 5, "{text}");
    for part in
        ["broken/five_mistakes.ron:", "did you mean `oxide`?", "did you mean `seed`?", "0.1 is missing"]
    {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
}

#[test]
fn a_file_that_is_not_there_or_not_text_is_told_without_a_place() {
    struct Bytes;
    impl Source for Bytes {
        fn read(&self, path: &str) -> Result<Vec<u8>, String> {
            if path == "text.ron" { Ok(vec![b'(', 0xff, b')']) } else { Err(String::from("no such file")) }
        }
    }
    let told = |path: &str| load(path, &[], &Bytes).map(|_| ()).unwrap_err().render(false);
    assert!(told("text.ron").contains("text.ron: cannot be read: it is not UTF-8 text (byte 1)"));
    assert!(told("none.ron").contains("none.ron: cannot be read: no such file"));
}

#[test]
fn a_mistake_on_the_command_line_is_placed_there() {
    let found = base_with(&[("run.ticks", "10"), ("recipes.making.inputs[0].good", "oxid")]).unwrap_err();
    let one = found.iter().next().unwrap();
    // The value begins behind `recipes.making.inputs[0].good=`, which has 30 characters.
    assert_eq!((one.file.as_str(), one.line, one.column), ("--set", 2, 31));
    assert!(one.message.contains("unknown good `oxid`"), "{}", one.message);
}

#[test]
fn more_goods_than_ids_can_name_are_refused() {
    let goods: Vec<String> =
        (0..65).map(|n| format!("\"g{n}\": (unit: \"t\", base_units: 1, price_usd: 1)")).collect();
    let text = crate::BASE.replacen("goods: {", &format!("goods: {{ {},", goods.join(", ")), 1);
    let told = told(load_text(&text, &[]));
    // 65 and the three of the base.
    assert!(
        told.iter().any(|one| one.2 == "68 goods are more than the 64 that a scenario can have"),
        "{told:?}"
    );
}

#[test]
fn a_million_firms_in_no_country_are_refused() {
    let told = told(base_with(&[("jurisdictions.list", "{}"), ("run.firms", "1000000")]));
    let message = "1000000 firms in no country: there are no jurisdictions";
    assert!(told.iter().any(|one| one.2 == message), "{told:?}");
}

#[test]
fn bases_that_multiply_are_refused_before_they_are_all_read() {
    // Twenty files, each of which names the next one twice: a million layers.
    let mut source = std::collections::BTreeMap::new();
    for n in 0..20 {
        source.insert(format!("{n}.ron"), format!("(base: [\"{0}.ron\", \"{0}.ron\"])", n + 1));
    }
    source.insert(String::from("20.ron"), String::from("(title: \"End\")"));
    let found = load("0.ron", &[], &source).map(|_| ()).unwrap_err();
    let messages: Vec<&str> = found.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(messages, ["there are more than 256 layers of bases"]);
}

#[test]
fn names_that_would_move_a_terminal_or_turn_letters_round_are_refused() {
    let cases = [
        ("title", "\"a\\u{1b}[2Jb\""),
        ("title", "\"a\\u{202e}b\""),
        ("firms.named[0].name", "\"North\\nMine\""),
        ("firms.named[0].owners", "[(name: \"\\u{0}\", share: 0.5)]"),
        ("jurisdictions.list.CN.name", "\"\\u{2066}China\""),
        ("goods.ore.unit", "\"\\t\""),
    ];
    for (path, value) in cases {
        let told = told(base_with(&[(path, value)]));
        assert!(told.iter().any(|one| one.2.contains("a character that is not printed")), "{path}: {told:?}");
    }
    let long = format!("\"{}\"", "x".repeat(201));
    assert!(
        told(base_with(&[("firms.named[0].name", &long)]))
            .iter()
            .any(|one| one.2.contains("has 201 characters"))
    );
    for fine in ["\"=1+1\"", "\"../<script>\"", "\"\u{5e9}\u{5dc}\u{5d5}\u{5dd}\"", "\"\u{1f9f2}\""] {
        let told = told(base_with(&[("title", fine)]));
        assert!(told.is_empty(), "{fine}: {told:?}");
    }
}

#[test]
fn a_megabyte_of_mistakes_is_told_in_part_and_at_once() {
    // A mistake in each character, and in each escape.
    for text in [
        "\u{20ac}".repeat(300_000),
        format!("\"{}\"", "\\u{".repeat(300_000)),
        format!("[{}", "1 ".repeat(300_000)),
    ] {
        let found = load_text(&text, &[]).map(|_| ()).unwrap_err();
        let told = found.render(false);
        assert!(
            found.len() <= 300 && told.len() < 1_000_000,
            "{} mistakes, {} bytes",
            found.len(),
            told.len()
        );
    }
}
