//! The screen of a comparison made by hand.

use super::render;
use coercivity_report::compare::{Alike, Basis, Comparison, Described, Difference, Part, Sign, Values};

fn described(name: &str, runs: usize) -> Described {
    Described { name: name.into(), runs, points: 1, ..Described::default() }
}

fn values(runs: usize, mean: f64) -> Values {
    Values { runs, missing: 0, never_fell: Some(1), not_back: Some(0), mean, quantiles: [mean; 3] }
}

fn row(part: Part, metric: &str, unit: &str, runs: usize) -> Difference {
    Difference {
        reference_name: "april".into(),
        name: "ban".into(),
        part,
        point: None,
        month: None,
        stage: String::new(),
        jurisdiction: String::new(),
        good: String::new(),
        metric: metric.into(),
        unit: unit.into(),
        basis: if runs > 1 { Basis::Paired } else { Basis::OnePair },
        reference: values(runs, 1e9),
        other: values(runs, 123.4e9),
        pairs: runs,
        difference: 122.4e9,
        error: if runs > 1 { 12.3e9 } else { f64::NAN },
        quantiles: if runs > 1 { [100e9, 120e9, 140.5e9] } else { [f64::NAN; 3] },
        worse_share: 1.0,
        worse_when: "higher",
        sign: if runs > 1 { Sign::Positive } else { Sign::Unknown },
        censored: String::new(),
    }
}

fn comparison(runs: usize) -> Comparison {
    let time = Difference {
        stage: "device_maker".into(),
        reference: values(runs, f64::NAN),
        other: values(runs, 3.0),
        // Six times that were never seen have no difference, so no error and no quantiles either.
        difference: f64::NAN,
        error: f64::NAN,
        quantiles: [f64::NAN; 3],
        censored: "april: never fell in 6 of 6 runs".into(),
        ..row(Part::Times, "target_weeks_to_recover", "weeks", runs)
    };
    let flag = Difference {
        stage: "device_maker".into(),
        reference: values(runs, 0.0),
        other: values(runs, 1.0),
        // It falls in every pair.
        difference: 1.0,
        error: if runs > 1 { 0.0 } else { f64::NAN },
        quantiles: if runs > 1 { [1.0; 3] } else { [f64::NAN; 3] },
        ..row(Part::Times, "target_fell", "flag", runs)
    };
    Comparison {
        of: if runs > 1 { "ensembles" } else { "runs" },
        paired: true,
        references: vec![described("april", runs)],
        others: vec![described("ban", runs)],
        alike: vec![Alike::No],
        notes: vec!["april and ban share a baseline.".into()],
        differences: vec![row(Part::WhoPays, "harm_third_usd", "usd", runs), flag, time],
    }
}

#[test]
fn a_screen_has_80_columns_and_says_what_is_censored() {
    for runs in [1, 6] {
        let text = render(&comparison(runs), false);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert!(text.contains("never fell in 6 of 6 runs"), "{text}");
        assert!(text.contains("share a baseline") && text.contains("third countries, bn USD"), "{text}");
    }
    assert!(render(&comparison(1), false).contains("no band"));
    assert!(render(&comparison(6), false).contains("+122 ± 12.3"), "{}", render(&comparison(6), false));
}

#[test]
fn differences_of_shares_are_percentage_points() {
    let mut found = comparison(6);
    let shares = |mean| values(6, mean);
    found.differences[1].reference = shares(0.25);
    found.differences[1].other = shares(0.5);
    found.differences[1].difference = 0.25;
    found.differences[1].error = 0.052;
    found.differences[1].quantiles = [0.0, 0.25, 0.5];
    let text = render(&found, false);
    let line = text.lines().find(|line| line.contains("target, fell")).unwrap();
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.starts_with("target, fell 25% 50% +25.0 ± 5.20 pp 0 to 50.0 pp"), "{words}");
}

#[test]
fn a_small_difference_has_a_unit_of_its_own() {
    let mut found = comparison(1);
    found.differences[0].reference.mean = 3.5812e12;
    found.differences[0].other.mean = 3.5771e12;
    found.differences[0].difference = -4.1e9;
    let text = render(&found, false);
    let line = text.lines().find(|line| line.contains("third countries")).unwrap();
    assert_eq!(
        line.split_whitespace().collect::<Vec<_>>().join(" "),
        "third countries, tn USD 3.58 3.58 -4.10 bn"
    );
    assert!(text.contains("times in weeks"), "{text}");
}

#[test]
fn what_is_the_same_has_no_tables_and_what_ends_alike_only_what_differs() {
    let mut found = comparison(1);
    found.alike = vec![Alike::Same];
    found.notes = vec!["april and ban are the same: every figure agrees.".into()];
    assert_eq!(render(&found, false), "note: april and ban are the same: every figure agrees.\n");
    found.alike = vec![Alike::SameState];
    found.differences[0].difference = 0.0;
    let text = render(&found, false);
    assert!(!text.contains("Who pays") && text.contains("falls by 10%"), "{text}");
}
