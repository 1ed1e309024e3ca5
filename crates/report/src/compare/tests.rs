//! Comparisons of small directories, with values by hand.

use super::fixture::{Made, ensemble, run};
use super::*;
use serde_json::json;

fn compared(directories: &[PathBuf]) -> Result<Comparison, CompareError> {
    compare(&CompareOptions { directories, reference: None, unpaired: false })
}

fn unpaired(directories: &[PathBuf]) -> Comparison {
    compare(&CompareOptions { directories, reference: None, unpaired: true }).unwrap()
}

fn find<'a>(comparison: &'a Comparison, metric: &str, month: Option<&str>, place: &str) -> &'a Difference {
    let month = month.map(|month| month.parse().unwrap());
    let is = |row: &&Difference| {
        row.metric == metric && row.month == month && row.jurisdiction == place && row.basis != Basis::Bands
    };
    comparison.differences.iter().find(is).unwrap()
}

const CALM: Made<'_> =
    Made { value_added: [[10.0, 9.0], [10.0, 9.0]], weeks: (None, None), baseline: "same" };
const HARD: Made<'_> =
    Made { value_added: [[9.0, 6.0], [10.0, 4.0]], weeks: (Some(2.0), None), baseline: "same" };

#[test]
fn two_runs_are_one_pair_without_a_band() {
    let home = tempfile::tempdir().unwrap();
    let pair = [run(home.path(), "calm", &CALM, json!({})), run(home.path(), "hard", &HARD, json!({}))];
    let found = compared(&pair).unwrap();
    let may = find(&found, "value_added_usd", Some("2025-05-01"), "US");
    assert_eq!((may.reference.mean, may.other.mean, may.difference), (9.0, 4.0, -5.0));
    assert_eq!((may.basis, may.sign, may.worse_share), (Basis::OnePair, Sign::Unknown, 1.0));
    assert!(may.error.is_nan() && may.quantiles[1].is_nan());
    // All jurisdictions over both months: 38 and 29.
    assert_eq!(find(&found, "value_added_usd", None, "").difference, -9.0);
    assert_eq!(find(&found, "harm_target_usd", None, "").difference, 8.0);
    // What stays at home is no export.
    assert_eq!(find(&found, "exports", Some("2025-04-01"), "CN").reference.mean, 4.0);
    let fall = find(&found, "target_weeks_to_fall", None, "");
    assert_eq!((fall.pairs, fall.worse_share, fall.censored.as_str()), (0, 1.0, "calm: never fell"));
    let back = find(&found, "target_weeks_to_recover", None, "");
    assert_eq!(back.censored, "calm: never fell; hard: not back by the end of the run");
    assert!(found.notes.iter().any(|note| note.contains("share a baseline")), "{:?}", found.notes);
}

#[test]
fn runs_that_are_the_same_are_said_to_be_and_what_they_were_asked_for_is_told() {
    let home = tempfile::tempdir().unwrap();
    let state = |more: serde_json::Value| {
        let mut changes = json!({"state_hash": "s"});
        more.as_object().unwrap().iter().for_each(|(name, value)| changes[name] = value.clone());
        changes
    };
    let make = |name: &str, made: &Made<'_>, more| run(home.path(), name, made, state(more));
    let one = make("one", &HARD, json!({}));
    let found = compared(&[one.clone(), make("again", &HARD, json!({}))]).unwrap();
    assert_eq!(found.alike, [Alike::Same]);
    // Directories of tests have no list of hashes, and both are said to have none.
    let (unlisted, notes): (Vec<String>, Vec<String>) =
        found.notes.into_iter().partition(|note| note.contains("has no SHA256SUMS"));
    let words = notes.join(" ");
    assert!(words.contains("one and again are the same: every figure") && notes.len() == 1, "{words}");
    assert_eq!(unlisted.len(), 2);

    let files = json!([{"name": "b.ron", "sha256": "f"}]);
    let asked = json!({"overrides": ["schedule.a.until=2026-01-01"], "scenario_files": files});
    let words = compared(&[one.clone(), make("asked", &HARD, asked)]).unwrap().notes.join(" ");
    assert!(words.contains("--set schedule.a.until=2026-01-01 (only asked)"), "{words}");
    assert!(words.contains("the text of b.ron (of asked)"), "{words}");

    // Another baseline: what is counted against it differs, and nothing else.
    let found = compared(&[one.clone(), make("base", &Made { baseline: "new", ..CALM }, json!({}))]).unwrap();
    assert_eq!(found.alike, [Alike::SameState]);
    let words = found.notes.join(" ");
    assert!(words.contains("end in the same state") && words.contains("baselines differ"), "{words}");
    assert!(!words.contains("what differs is what their measures do"), "{words}");

    let other = run(home.path(), "other", &HARD, json!({"state_hash": "t"}));
    assert_eq!(compared(&[one, other]).unwrap().alike, [Alike::SameFigures]);
}

#[test]
fn runs_of_another_luck_are_refused_unless_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let other = json!({"seed": 2, "ticks_done": 6, "status": "interrupted"});
    let pair = [run(home.path(), "calm", &CALM, json!({})), run(home.path(), "hard", &HARD, other)];
    let refusal = compared(&pair).unwrap_err();
    let words = refusal.to_string();
    assert!(matches!(refusal, CompareError::Unlike(_)));
    assert!(
        words.contains("seed (1 and 2); number of ticks (8 and 6)") && words.contains("--unpaired"),
        "{words}"
    );
    let found = unpaired(&pair);
    assert!(!found.paired && found.notes[0].contains("the luck differs"), "{:?}", found.notes);
    assert!(found.notes.iter().any(|note| note.contains("6 of 8 ticks")), "{:?}", found.notes);
    let lost = find(&found, "harm_target_usd", None, "");
    assert_eq!((lost.basis, lost.difference, lost.pairs), (Basis::Unpaired, 8.0, 0));
}

#[test]
fn scenarios_are_subtracted_replicate_by_replicate() {
    let home = tempfile::tempdir().unwrap();
    let base: &fixture::Runs =
        &[(1.0, None, None), (5.0, Some(4.0), Some(2.0)), (9.0, Some(4.0), None), (2.0, None, None)];
    let ban: &fixture::Runs = &[
        (2.0, Some(3.0), None),
        (7.0, Some(2.0), Some(5.0)),
        (12.0, Some(5.0), None),
        (f64::NAN, None, None),
    ];
    let one = [ensemble(home.path(), "e", &[("base", base), ("ban", ban)], json!({}))];
    let found = compared(&one).unwrap();
    let lost = find(&found, "harm_target_usd", None, "");
    // Differences 1, 2, 3: mean 2, error root of 1 / 3; the failed run has no pair.
    assert_eq!((lost.pairs, lost.difference, lost.error), (3, 2.0, (1.0_f64 / 3.0).sqrt()));
    assert_eq!((lost.quantiles[1], lost.worse_share, lost.sign), (2.0, 1.0, Sign::Positive));
    assert_eq!((lost.reference.runs, lost.other.runs, lost.reference.mean), (4, 3, 4.25));
    // Both fell in two pairs: -2 and 1. Never to fall is later than 3 weeks: earlier in two pairs of three.
    let fall = find(&found, "target_weeks_to_fall", None, "");
    assert_eq!((fall.pairs, fall.difference, fall.worse_share), (2, -0.5, 2.0 / 3.0));
    assert_eq!(
        (fall.reference.never_fell, fall.other.never_fell, fall.other.not_back),
        (Some(2), Some(0), None)
    );
    assert_eq!(fall.censored, "base: never fell in 2 of 4 runs");
    // Back in both in one pair: 3 weeks more. Not back in both is a tie: worse in two pairs of three.
    let back = find(&found, "target_weeks_to_recover", None, "");
    assert_eq!((back.pairs, back.difference, back.worse_share), (1, 3.0, 2.0 / 3.0));
    assert_eq!((back.reference.not_back, back.other.not_back), (Some(1), Some(2)));
    assert!(back.censored.contains("ban: not back by the end in 2 of 3 runs"), "{}", back.censored);
    assert!(found.notes.iter().any(|note| note.contains("1 of 4 runs of ban failed")), "{:?}", found.notes);
    // Means of bands are 4 and 4: sums over two stages in two countries have no error.
    assert!(found.notes.iter().any(|note| note.contains("no months.csv")), "{:?}", found.notes);
    let sums = found.differences.iter().filter(|row| row.basis == Basis::Bands && row.stage.is_empty());
    let all: Vec<_> = sums.filter(|row| row.jurisdiction.is_empty()).collect();
    assert_eq!((all.len(), all[0].reference.mean, all[0].sign), (1, 16.0, Sign::Unknown));
}

#[test]
fn months_are_subtracted_run_by_run_where_they_are_kept() {
    let home = tempfile::tempdir().unwrap();
    let base: &fixture::Runs = &[(1.0, None, None), (5.0, None, None), (9.0, None, None)];
    let ban: &fixture::Runs = &[(2.0, None, None), (7.0, None, None), (12.0, None, None)];
    let tables = json!({"tables": {"months.csv": 12}});
    let one = [ensemble(home.path(), "e", &[("base", base), ("ban", ban)], tables)];
    let found = compared(&one).unwrap();
    assert!(found.differences.iter().all(|row| row.basis != Basis::Bands));
    // Differences -1, -2, -3, in April, over the run, and over both jurisdictions: that of China is zero.
    for (month, place) in [(Some("2025-04-01"), "US"), (Some("2025-04-01"), ""), (None, "US"), (None, "")] {
        let row = find(&found, "value_added_usd", month, place);
        assert_eq!((row.basis, row.pairs, row.difference), (Basis::Paired, 3, -2.0), "{month:?} {place}");
        assert_eq!((row.error, row.sign), ((1.0_f64 / 3.0).sqrt(), Sign::Negative));
    }
    assert_eq!(find(&found, "value_added_usd", None, "CN").sign, Sign::Zero);
    // A file with a row less than the manifest counts was cut.
    let cut = json!({"tables": {"months.csv": 13}});
    let words = compared(&[ensemble(home.path(), "f", &[("base", base), ("ban", ban)], cut)]).unwrap_err();
    assert!(words.to_string().contains("holds 12 rows"), "{words}");
}

#[test]
fn ensembles_are_compared_by_the_names_of_their_scenarios() {
    let home = tempfile::tempdir().unwrap();
    let few: &fixture::Runs = &[(1.0, None, None), (2.0, None, None)];
    let make = |name: &str, scenarios: &[&str], changes| {
        let scenarios: Vec<_> = scenarios.iter().map(|name| (*name, few)).collect();
        ensemble(home.path(), name, &scenarios, changes)
    };
    let (a, b) = (make("a", &["x", "y"], json!({})), make("b", &["y", "z"], json!({})));
    let found = compared(&[a.clone(), b]).unwrap();
    assert_eq!((found.references[0].name.as_str(), found.others[0].name.as_str()), ("a/y", "b/y"));
    assert_eq!(found.others.len(), 1);
    assert_eq!(find(&found, "harm_target_usd", None, "").sign, Sign::Zero);
    let strange = make("c", &["q", "r"], json!({}));
    assert!(
        compared(&[a.clone(), strange]).unwrap_err().to_string().contains("no scenario of the same name")
    );
    let more = make("d", &["x"], json!({"replicates": 9}));
    let words = compared(&[a.clone(), more]).unwrap_err().to_string();
    assert!(words.contains("number of replicates (4 and 9)"), "{words}");
    let one = CompareOptions { directories: &[a], reference: Some("y"), unpaired: false };
    assert_eq!(compare(&one).unwrap().references[0].name, "y");
    let wrong = CompareOptions { reference: Some("w"), ..one };
    assert!(compare(&wrong).unwrap_err().to_string().contains("It has x, y."));
}

#[test]
fn what_makes_no_sense_is_told() {
    let home = tempfile::tempdir().unwrap();
    let calm = run(home.path(), "calm", &CALM, json!({}));
    let few: &fixture::Runs = &[(1.0, None, None)];
    let alone = ensemble(home.path(), "e", &[("x", few)], json!({}));
    let words = |directories: &[PathBuf]| compared(directories).unwrap_err().to_string();
    assert!(words(std::slice::from_ref(&calm)).contains("One run cannot be compared"));
    assert!(words(std::slice::from_ref(&alone)).contains("has one scenario"));
    assert!(words(&[calm.clone(), alone]).contains("runs and ensembles"));
    assert!(words(&[calm, home.path().join("none")]).contains("is no directory"));
}

#[test]
fn the_table_has_a_line_for_each_difference_and_a_meaning_for_each_column() {
    let home = tempfile::tempdir().unwrap();
    let pair = [run(home.path(), "calm", &CALM, json!({})), run(home.path(), "hard", &HARD, json!({}))];
    let found = compared(&pair).unwrap();
    let table = differences_csv(&found.differences);
    let columns: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let dictionary = dictionary_csv();
    for column in &columns {
        assert!(
            dictionary.lines().any(|line| line.starts_with(&format!("differences,{column},"))),
            "{column}"
        );
    }
    assert_eq!(dictionary.lines().count(), columns.len() + 2);
    assert_eq!(table.lines().count(), found.differences.len() + 1);
    let reader = csv::Reader::from_reader(table.as_bytes()).into_records().count();
    assert_eq!(reader, found.differences.len(), "every row has all columns");
    assert!(table.contains("calm,hard,times,"), "{table}");
}
