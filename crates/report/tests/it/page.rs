//! What a page shows, and what it never lets through.

use crate::fixture::{HOSTILE, ensemble, game, run, sources};
use coercivity_report::render;

#[test]
fn a_page_of_a_run_has_all_its_sections_and_the_figures_that_can_be_worked_out_by_hand() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("a");
    run(&directory, "A title");
    let page = render(&sources(&[&directory])).unwrap();
    let headings = [
        "At a glance",
        "Output over time",
        "Exports of restricted goods",
        "Flows before and after",
        "The chain from mine to device",
        "Licence queue and age",
        "Prices inside and outside",
        "Who pays",
        "Assumptions",
        "Checks and how to repeat",
    ];
    for heading in headings {
        assert!(page.contains(&format!("-h\">{heading}</h2>")), "{heading}");
    }
    // Halved from the week of 5 May on: a mean of four weeks at or under 90% in that week (87.5%), 4 weeks after 7 April.
    assert!(
        page.contains(
            "<td class=\"words short\">5 May 2025</td><td class=\"number\">4</td><td class=\"number\">50%</td>"
        ),
        "the fall is dated"
    );
    // Nine months of a million.
    assert!(page.contains("9.00 m US$") && page.contains(">10.00<"), "losses and their ratio");
    assert!(
        page.contains("fall to 25% of the baseline in May 2025")
            || page.contains("fall to 25% of the baseline in Jun 2025")
    );
    assert!(page.contains("all 40 balances of 40 ticks close to exactly zero"));
    assert!(page.len() < 300_000, "{} bytes", page.len());
}

#[test]
fn words_from_others_become_neither_markup_nor_formulas() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("<b>=x");
    run(&directory, HOSTILE);
    let page = render(&sources(&[&directory])).unwrap();
    assert!(!page.contains("<img"), "no element that a name brought along");
    assert!(!page.contains("<b>=x"));
    assert_eq!(page.matches("</script>").count(), page.matches("<script").count());
    // In the CSV of the decisions the run's name begins with an angle bracket; the override is no cell. The price line's
    // bloc is part of a column name, which begins with the good.
    assert!(!page.contains("%0D%0A%3D"), "no row of a CSV file begins with an equals sign");
}

#[test]
fn runs_are_compared_and_ensembles_have_bands_and_a_tornado() {
    let home = tempfile::tempdir().unwrap();
    let [a, b, many] = ["a", "b", "many"].map(|name| home.path().join(name));
    run(&a, "One");
    run(&b, "Two");
    ensemble(&many);
    let page = render(&sources(&[&a, &b, &many])).unwrap();
    for words in [
        "At a glance: a",
        "At a glance: b",
        "One; Two; Slow offices",
        "class=\"band c1\"",
        "2.00 bn",
        "regimes.x.floor_weeks moves",
        "2 runs compared: a and b",
    ] {
        assert!(page.contains(words), "{words}");
    }
    // The source of a range is a cell of its own and would be a formula.
    assert!(page.contains("%27%3Dcmd"));
}

#[test]
fn a_game_is_a_table_for_each_player_with_marks_and_findings() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("game");
    game(&directory);
    let page = render(&sources(&[&directory])).unwrap();
    let expected = [
        "Licences against tariffs",
        "What sender gets",
        "What target gets",
        "* 2.00 bn ± 50.0 m",
        "Endless escalation does not pay.",
    ];
    for words in expected {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn effects_of_an_ensemble_become_a_tornado_or_bars_and_runs_that_never_fall_are_counted() {
    let home = tempfile::tempdir().unwrap();
    let many = home.path().join("many");
    ensemble(&many);
    let header = "scenario,parameter,metric,stage,jurisdiction,statistic,value,unit,error\n";
    let row = |statistic: &str, value: f64, unit: &str| {
        format!("slow,regimes.x.floor_weeks,harm_target_usd,,,{statistic},{value},{unit},1\n")
    };
    let write = |name: &str, text: String| std::fs::write(many.join(name), text).unwrap();
    let tornado = row("low", 1e9, "usd") + &row("base", 2e9, "usd") + &row("high", 7e9, "usd");
    write("effects.csv", header.to_owned() + &tornado);
    write("runs.csv", "point,regimes.x.floor_weeks\n0,\n1,3\n2,10\n".into());
    write(
        "outcome_bands.csv",
        "scenario,point,stage,jurisdiction,good,metric,date,unit,runs,missing,p10,p50,p90,mean,mc_error,runs_to_halve\n\
         slow,0,device_maker,,,target_fell,,flag,20,0,0,1,1,0.75,0.1,80\n\
         slow,0,device_maker,,,target_weeks_to_fall,,weeks,15,5,7,9,11,9,0.1,60\n"
            .into(),
    );
    let page = render(&sources(&[&many])).unwrap();
    for words in ["7.00 bn", "regimes.x.floor_weeks = 10", "Runs that never fall", ">25%<"] {
        assert!(page.contains(words), "{words}");
    }
    write("effects.csv", header.to_owned() + &row("mu_star", 3e9, "usd") + &row("sigma", 1e9, "usd"));
    assert!(render(&sources(&[&many])).unwrap().contains("mean elementary effect"));
    write("effects.csv", header.to_owned() + &row("rank_correlation", -0.5, ""));
    assert!(render(&sources(&[&many])).unwrap().contains("rank correlation"));
}
