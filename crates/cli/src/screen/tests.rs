//! The screen of a made-up run in a small scenario.

use super::{Parts, Report, layout::WIDTH, render};
use coercivity_base::{Date, EndUse, GoodId};
use coercivity_record::{Build, Host, Manifest, Status, SummaryRow, TickTime};
use coercivity_scenario::{
    Scenario,
    checked::{Good, Instrument, Jurisdiction, JurisdictionSet, Measure, Scope, Sides},
    sections::{Mode, Run},
};
use std::{collections::BTreeMap, path::Path};

const CN: usize = 0;
const DE: usize = 1;

fn day(year: i16, month: i8, day: i8) -> Date {
    Date::constant(year, month, day)
}

fn scope(origin: usize, destination: impl Fn(usize) -> bool) -> Scope {
    Scope {
        goods: vec![GoodId::at(0)],
        origins: JurisdictionSet::of(4, |place| place.index() == origin),
        destinations: JurisdictionSet::of(4, |place| destination(place.index())),
        end_uses: [true; EndUse::ALL.len()],
    }
}

fn measure(id: &str, what: Instrument) -> Measure {
    let (announced, from) = (day(2025, 4, 4), day(2025, 4, 4));
    Measure { id: id.into(), announced, from, until: None, grace_days: 14.0, what }
}

/// CN, DE, JP, US; one good; a ban of CN towards DE and a tariff of US on what CN sends.
fn scenario() -> Scenario {
    let place = |code: &str| Jurisdiction { code: code.into(), name: code.into() };
    let good = Good {
        name: "magnet_heavy".into(),
        unit: "t".into(),
        base_units: 1e9,
        price_usd: 1e5,
        mode: Mode::Air,
        qualification_weeks: (52.0, 104.0),
    };
    let start = day(2025, 1, 6);
    let run =
        Run { start, ticks: 104, tick_days: 7, firms: 10_000, seed: 7, replicate: 0, burn_in_ticks: None };
    let schedule = vec![
        measure("the_ban", Instrument::Ban(scope(CN, |place| place == DE))),
        measure("the_tariff", Instrument::Tariff { scope: scope(CN, |place| place == 3), rate: 0.25 }),
    ];
    Scenario {
        title: "A ban".into(),
        goods: vec![good],
        jurisdictions: ["CN", "DE", "JP", "US"].map(place).into(),
        sides: Sides::of_schedule(&schedule, &[], &[], &[], 4),
        schedule,
        ..Scenario::blank(run)
    }
}

fn manifest() -> Manifest {
    Manifest {
        version: "0.1.0".into(),
        command: "coercivity run a.ron".into(),
        repeat: "coercivity run a.ron --seed 7 --out runs/a-again".into(),
        status: Status::Complete,
        error: None,
        plugins: Vec::new(),
        scenario: "a.ron".into(),
        title: "A ban".into(),
        scenario_sha256: "00".into(),
        scenario_files: Vec::new(),
        overrides: Vec::new(),
        branches: Vec::new(),
        seed: 7,
        replicate: 0,
        start: day(2025, 1, 6),
        tick_days: 7,
        ticks: 104,
        ticks_done: 104,
        firms: 10_000,
        links: 61_234,
        threads: 2,
        wall_s: 1.25,
        build_s: 0.5,
        tick_ms: TickTime::default(),
        phases: Vec::new(),
        peak_memory_mb: None,
        state_hash: "abc".into(),
        baseline_state_hash: Some("def".into()),
        tables: BTreeMap::from([("series.csv".into(), 5)]),
        build: Build {
            rustc: "unknown".into(),
            target: "unknown".into(),
            git_revision: "unknown".into(),
            profile: "debug".into(),
        },
        host: Host::here(),
        notes: Vec::new(),
    }
}

fn row(keys: [&str; 4], value: f64, date: Option<Date>) -> SummaryRow {
    let [stage, jurisdiction, good, metric] = keys.map(str::to_owned);
    SummaryRow { stage, jurisdiction, good, metric, value, unit: String::new(), date }
}

/// Output and loss by place, licences of one office, and exports by month.
fn summary() -> Vec<SummaryRow> {
    let mut rows = Vec::new();
    for (place, worst, lost) in [("CN", 0.95, 2e6), ("DE", 0.305, 4e9), ("JP", 1.0, -1e6), ("US", 0.88, 1e9)]
    {
        let worst_day = Some(day(2025, 6, 2));
        rows.push(row(["device", place, "", "worst_output_ratio"], worst, worst_day));
        rows.push(row(["device", place, "", "weeks_under_90"], if worst < 0.9 { 12.0 } else { 0.0 }, None));
        rows.push(row(["device", place, "", "firms_stopped_max"], 1234.0, worst_day));
        rows.push(row(["device", place, "", "value_added_lost_usd"], lost, None));
    }
    let licences = [("filed", 1500.0), ("granted", 1000.0), ("refused", 100.0), ("pending_end", 400.0)];
    for (name, value) in licences {
        rows.push(row(["", "CN", "magnet_heavy", &format!("licences_{name}")], value, None));
    }
    rows.push(row(["", "CN", "magnet_heavy", "licence_age_weeks_mean"], 9.25, None));
    // The target was away for 5.5 months; the sender for three, and is still.
    for (side, months, recovered) in [("target", 5.5, 1.0), ("sender", 3.0, 0.0)] {
        rows.push(row(["", "", "", &format!("harm_{side}_recovery_months")], months, None));
        rows.push(row(["", "", "", &format!("harm_{side}_recovered")], recovered, None));
    }
    rows.push(row(["", "", "", "harm_ratio_target_sender"], 3.992, None));
    for (metric, number) in [("decided", 12.0), ("opened", 7.0), ("given_up", 3.0)] {
        rows.push(row(["miner", "", "", &format!("projects_{metric}")], number, None));
    }
    rows.push(row(["", "", "", "harm_target_made_good_share"], 0.25, None));
    for (place, low, lost) in [("DE", 0.965, 3e9), ("US", 0.995, 2e10), ("JP", 1.0, 0.0)] {
        rows.push(row(["device", place, "", "equity_low_ratio"], low, Some(day(2025, 4, 7))));
        rows.push(row(["device", place, "", "equity_lost_usd"], lost, Some(day(2025, 4, 7))));
    }
    for (month, share) in [(3, 1.0), (4, 0.54), (5, 0.26), (6, f64::NAN)] {
        rows.push(row(["", "CN", "magnet_heavy", "exports_ratio"], share, Some(day(2025, month, 1))));
    }
    rows
}

fn screen(scenario: &Scenario, manifest: &Manifest, summary: &[SummaryRow]) -> String {
    branched(scenario, manifest, summary, &[])
}

fn branched(scenario: &Scenario, manifest: &Manifest, summary: &[SummaryRow], branches: &[String]) -> String {
    let parts = if branches.is_empty() { Parts::One } else { Parts::SinceBranch };
    let path = Path::new("runs/a");
    let report =
        Report { scenario, manifest, branches, parts, summary, balance_ticks: 104, path, set_aside: None };
    render(&report, false)
}

/// The line that begins with `words`, spaces drawn together.
fn line(text: &str, words: &str) -> String {
    let found = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut found = found.filter(|line| line.starts_with(words));
    found.next().unwrap_or_else(|| panic!("no line begins with {words:?} in\n{text}"))
}

#[test]
fn a_branch_is_told_on_top_and_once() {
    let words = "Branched off on 2025-06-02, from when on it holds: schedule[0].until=2025-09-01.".to_owned();
    let mut manifest = manifest();
    manifest.notes = vec![words.clone(), "Stopped once.".into()];
    let text = branched(&scenario(), &manifest, &summary(), &[words]);
    assert_eq!(text.matches("Branched off").count(), 1, "{text}");
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("no {words:?} in\n{text}"));
    assert!(place("Branched off") < place("What changed") && place("Stopped once") > place("Checks"));
    assert!(text.contains("1.2 s since the checkpoint"), "{text}");
}

#[test]
fn it_says_what_changed_and_whom_it_hit_in_80_columns() {
    let text = screen(&scenario(), &manifest(), &summary());
    assert!(text.starts_with("A ban\n"));
    // 104 weeks are 728 days: the last is 3 January 2027.
    assert_eq!(
        line(&text, "10,000 firms"),
        "10,000 firms, 61,234 links at the end, 104 ticks of 7 days from 2025-01-06 to"
    );
    assert_eq!(line(&text, "2025-04-04 the_ban"), "2025-04-04 the_ban: ban on magnet_heavy from CN to DE");
    assert_eq!(
        line(&text, "2025-04-04 the_tariff"),
        "2025-04-04 the_tariff: tariff of 25% on magnet_heavy from CN to US"
    );
    assert_eq!(line(&text, "device DE"), "device DE 30% 2025-06-02 12.0 1,234 4.00 bn");
    let hits: Vec<_> = text.lines().filter(|line| line.starts_with("  device")).collect();
    // By loss: DE 4 bn, US 1 bn, CN 2 m; JP was not hit.
    assert_eq!(hits.iter().map(|line| &line[10..12]).collect::<Vec<_>>(), ["DE", "US", "CN"]);
    assert_eq!(line(&text, "CN magnet_heavy 1,5"), "CN magnet_heavy 1,500 1,000 100 400 9.2 -");
    assert_eq!(line(&text, "from good"), "from good Apr May Jun");
    assert_eq!(line(&text, "CN magnet_heavy 54"), "CN magnet_heavy 54% 26% -");
    assert_eq!(line(&text, "miner"), "miner 12 7 3");
    assert!(text.contains("  coercivity run a.ron --seed 7 --out runs/a-again\n"));
    for line in text.lines() {
        assert!(line.chars().count() <= WIDTH, "{} columns: {line}", line.chars().count());
    }
}

#[test]
fn each_country_stands_on_one_side_and_losses_sum_to_the_whole() {
    let text = screen(&scenario(), &manifest(), &summary());
    // CN bans and US taxes, so both act; DE is acted upon; JP stands by. 2 m + 1 bn = 1.00 bn.
    assert_eq!(line(&text, "who acts"), "who acts US 1.00 bn and CN 2.00 m 1.00 bn 3.0+ -");
    assert_eq!(line(&text, "acted upon"), "acted upon DE 4.00 bn 4.00 bn 5.5 25%");
    assert_eq!(line(&text, "third countries"), "third countries JP -1.00 m -1.00 m - -");
    // 4,000 + 1,000 + 2 - 1 million.
    assert_eq!(
        line(&text, "All together"),
        "All together: 5.00 bn USD. Who is acted upon loses 3.99 USD for each USD of"
    );
    // By dollars, not by shares; who is not marked down is not named.
    assert_eq!(
        line(&text, "Marked down"),
        "Marked down by owners, at most: device US -20.0 bn USD (2025-04-07, at worst"
    );
    assert_eq!(
        line(&text, "-0.5%) and device"),
        "-0.5%) and device DE -3.00 bn USD (2025-04-07, at worst -3.5%)."
    );
}

#[test]
fn without_a_shock_it_says_so() {
    let scenario = Scenario { schedule: Vec::new(), ..scenario() };
    let manifest = Manifest { baseline_state_hash: None, ..manifest() };
    let text = screen(&scenario, &manifest, &[row(["device", "CN", "", "worst_output_ratio"], 1.0, None)]);
    assert!(text.contains("Nothing: the scenario has no measures."), "{text}");
    assert!(text.contains("No stage of any jurisdiction fell below 99% of the first tick."), "{text}");
    assert!(text.contains("No paired baseline was run"), "{text}");
    assert!(!text.contains("Licences"), "{text}");
}

#[test]
fn an_interrupted_run_says_so_first() {
    let manifest = Manifest { status: Status::Interrupted, ticks_done: 40, ..manifest() };
    let text = screen(&scenario(), &manifest, &summary());
    assert!(text.lines().nth(1).unwrap().contains("INTERRUPTED after 40 of 104 ticks"), "{text}");
}
