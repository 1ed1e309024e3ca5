//! Small directories: a run of two countries and three stages over 40 weeks, an ensemble and a game.

use coercivity_base::{Calendar, Date};
use coercivity_record::{
    BalanceRow, Branch, Build, EventRow, FlowRow, GameDirectory, GameManifest, HarmRow, Host, Manifest,
    Options, PayoffRow, PayoffSummary, Rows as _, RunDirectory, SeriesRow, Status, SummaryRow, TickTime,
};
use coercivity_report::Source;
use std::{collections::BTreeMap, fs, path::Path};

/// Words that would be markup or a formula if anybody let them.
pub(crate) const HOSTILE: &str = "=1+1</script><img src=x onerror=alert(1)>\"'&";
const TICKS: u32 = 40;
/// Tick from which measures hold, and from which output is halved for ten ticks.
const FROM: u32 = 13;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// What makes what, for whom: stage, country, good, output a week, price.
const MAKERS: [(&str, &str, &str, f64); 4] = [
    ("miner", "CN", "oxide", 0.8),
    ("magnet_maker", "CN", "magnet", 2.0),
    ("device_maker", "US", "motor", 1000.0),
    ("device_maker", "CN", "motor", 500.0),
];

/// A run in `directory`, called `title`.
pub(crate) fn run(directory: &Path, title: &str) {
    let calendar = Calendar::new(day("2025-01-06"), 7);
    let mut run = RunDirectory::create(directory, Options::default()).unwrap();
    for tick in 0..TICKS {
        let date = calendar.date(i64::from(tick));
        let months: Vec<_> = calendar.months(i64::from(tick)).collect();
        for is_baseline in [false, true] {
            let is_low = !is_baseline && (FROM + 4..FROM + 14).contains(&tick);
            let mut series = |stage, jurisdiction, good, metric, value, unit| {
                let row = SeriesRow { date, stage, jurisdiction, good, metric, value, unit };
                if is_baseline { run.baseline_series(&row).unwrap() } else { run.series(&row).unwrap() }
            };
            for (stage, place, good, made) in MAKERS {
                series(
                    stage,
                    place,
                    good,
                    "output",
                    if is_low && place == "US" { made / 2.0 } else { made },
                    "t",
                );
            }
            series("magnet_maker", "CN", "oxide", "input_use", 0.8, "t");
            series("device_maker", "US", "magnet", "input_use", if is_low { 0.7 } else { 1.4 }, "t");
            series("final_market", "US", "motor", "sales", 1500.0, "motor");
            if !is_baseline && tick >= FROM {
                series("licence_office", "CN", "magnet", "licences_filed", 2.0, "applications");
                series(
                    "licence_office",
                    "CN",
                    "magnet",
                    "licences_pending",
                    f64::from(tick - FROM),
                    "applications",
                );
                series(
                    "licence_office",
                    "CN",
                    "magnet",
                    "licence_age_mean",
                    f64::from(tick - FROM) / 2.0,
                    "weeks",
                );
            }
            series(
                "market",
                HOSTILE,
                "magnet",
                "price_quoted",
                if is_low { 180_000.0 } else { 60_000.0 },
                "usd per t",
            );
            let mut flow = |origin, destination, good, quantity, price: f64| {
                let row =
                    FlowRow { origin, destination, good, quantity, unit: "t", value_usd: quantity * price };
                if is_baseline {
                    run.baseline_flow(&months, &row).unwrap()
                } else {
                    run.flow(&months, &row).unwrap()
                }
            };
            flow("CN", "CN", "oxide", 0.8, 50_000.0);
            flow("CN", "US", "magnet", if is_low { 0.35 } else { 1.4 }, 60_000.0);
            flow("CN", "CN", "magnet", 0.6, 60_000.0);
            flow("US", "US", "motor", if is_low { 500.0 } else { 1000.0 }, 500.0);
        }
        balance(&mut run, date);
    }
    small_tables(&mut run);
    run.finish(manifest(title)).unwrap();
}

fn balance(run: &mut RunDirectory, date: Date) {
    run.balance(&BalanceRow {
        date,
        good: "magnet",
        jurisdiction: "CN",
        partner: "",
        opening: 5,
        produced: 2,
        arrived: 0,
        used: 0,
        dispatched: 2,
        outlet: 0,
        lost: 0,
        closing: 5,
        gap: 0,
        unit: "base units",
    })
    .unwrap();
}

fn small_tables(run: &mut RunDirectory) {
    let from = Calendar::new(day("2025-01-06"), 7).date(FROM.into());
    for event in ["measure_announced", "measure_begins"] {
        run.event(&EventRow {
            date: from,
            event,
            firm: "",
            partner: "",
            good: "",
            jurisdiction: "",
            detail: HOSTILE,
        })
        .unwrap();
    }
    for month in 1..=9 {
        for (jurisdiction, side, lost) in [("CN", "sender", 1e5), ("US", "target", 1e6)] {
            run.harm(&HarmRow {
                date: day(&format!("2025-0{month}-01")),
                stage: "device_maker",
                jurisdiction,
                side,
                value_added_usd: 9e6 - lost,
                baseline_usd: 9e6,
                lost_usd: lost,
                cumulative_lost_usd: lost,
                equity_usd: 1.0,
                baseline_equity_usd: 1.0,
            })
            .unwrap();
        }
    }
    let mut summary = |jurisdiction: &str, good: &str, metric: &str, value: f64, date: Option<Date>| {
        let [stage, unit] = [String::new(), String::new()];
        let row = SummaryRow {
            stage,
            jurisdiction: jurisdiction.into(),
            good: good.into(),
            metric: metric.into(),
            value,
            unit,
            date,
        };
        run.summary(&row).unwrap();
    };
    summary("", "", "harm_ratio_target_sender", 10.0, None);
    summary("CN", "magnet", "exports_ratio", 0.25, Some(day("2025-06-01")));
    summary("CN", "magnet", "licences_filed", 54.0, None);
}

fn manifest(title: &str) -> Manifest {
    let unknown = || String::from("unknown");
    Manifest {
        version: "0.1.0".into(),
        command: "coercivity run a.ron".into(),
        repeat: "coercivity run a.ron --seed 1".into(),
        status: Status::Complete,
        error: None,
        plugins: Vec::new(),
        scenario: "a.ron".into(),
        title: title.into(),
        scenario_sha256: "00".into(),
        scenario_files: Vec::new(),
        overrides: vec![format!("a.b={HOSTILE}")],
        branches: vec![Branch { at: day("2025-02-03"), set: vec![format!("c.d={HOSTILE}")] }],
        seed: 1,
        replicate: 0,
        start: day("2025-01-06"),
        tick_days: 7,
        ticks: TICKS,
        ticks_done: TICKS,
        firms: 4,
        links: 3,
        threads: 1,
        wall_s: 0.5,
        build_s: 0.25,
        tick_ms: TickTime::default(),
        phases: Vec::new(),
        peak_memory_mb: None,
        state_hash: "abc".into(),
        baseline_state_hash: Some("def".into()),
        tables: BTreeMap::new(),
        build: Build {
            rustc: unknown(),
            target: unknown(),
            git_revision: unknown(),
            profile: "debug".into(),
        },
        host: Host::here(),
        notes: vec![HOSTILE.into()],
    }
}

/// An ensemble in `directory`, with a tornado.
pub(crate) fn ensemble(directory: &Path) {
    fs::create_dir_all(directory).unwrap();
    let write = |name: &str, text: String| fs::write(directory.join(name), text).unwrap();
    write(
        "manifest.json",
        r#"{"kind": "ensemble", "title": "Slow offices", "scenarios": [{"name": "slow", "file": "slow.ron", "title": "Slow", "scenario_sha256": "00", "sides": {}}],
            "varied": [{"path": "regimes.x.floor_weeks", "design": {"range": [3, 10]}}], "points": 1, "replicates": 20, "runs": 20,
            "failed": 1, "seed": 1, "firms": 400, "ticks": 104, "version": "0.1.0", "repeat": "coercivity ensemble slow.ron", "notes": ["A note."],
            "tables": {"series_bands.csv": 6}}"#
            .into(),
    );
    let mut bands = String::from(
        "month,scenario,point,of,stage,jurisdiction,partner,good,metric,unit,runs,p10,p50,p90,mean,mc_error\n",
    );
    for month in 1..=6 {
        bands += &format!(
            "2025-0{month},slow,,ratio,,CN,,magnet,exports,share,19,0.{month},0.{month}5,0.9,0.5,0.01\n"
        );
    }
    write("series_bands.csv", bands);
    write(
        "outcome_bands.csv",
        "scenario,point,stage,jurisdiction,good,metric,unit,runs,missing,p10,p50,p90,mean,mc_error,runs_to_halve\n\
         slow,,,,,harm_target_usd,usd,19,1,1e9,2e9,3e9,2.1e9,1e8,76\n\
         slow,,device_maker,US,,worst_output_ratio,share,19,0,0.4,0.5,0.6,0.5,0.01,76\n"
            .into(),
    );
    write(
        "tornado.csv",
        "parameter,low,high,outcome_low,outcome_base,outcome_high,unit,metric,source\n\
         regimes.x.floor_weeks,3,10,1e9,2e9,5e9,usd,harm_target_usd,Reuters\n\
         network.x,1,2,1.9e9,2e9,2.2e9,usd,harm_target_usd,=cmd\n"
            .into(),
    );
}

/// Sources of a page.
pub(crate) fn sources(directories: &[&Path]) -> Vec<Source> {
    directories.iter().map(|directory| Source { directory: (*directory).to_owned(), known: None }).collect()
}

/// A game in `directory`: two strategies each.
pub(crate) fn game(directory: &Path) {
    let mut game = GameDirectory::create(directory, false).unwrap();
    for (a, b, mean) in
        [("nothing", "wait", 0.0), ("nothing", "answer", -1e9), ("ban", "wait", 2e9), ("ban", "answer", -3e9)]
    {
        let payoff =
            |mean: f64| PayoffSummary { mean, quantiles: [mean - 1e8, mean, mean + 1e8], error: 5e7 };
        game.payoff(&PayoffRow {
            strategies: [a, b],
            runs: [20, 0],
            payoffs: [payoff(mean), payoff(-mean)],
            lost_others_usd: [1e8, 1e6],
            best: [mean == 2e9 || mean == -1e9, false],
            close: [false, false],
        })
        .unwrap();
    }
    let run = manifest("");
    let strategies = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    let players = [("sender", ["nothing", "ban"]), ("target", ["wait", "answer"])];
    game.finish(GameManifest {
        version: run.version,
        command: "coercivity game a.ron".into(),
        status: Status::Complete,
        game: "a.ron".into(),
        title: "Licences against tariffs".into(),
        game_sha256: "00".into(),
        scenario_files: Vec::new(),
        overrides: Vec::new(),
        players: players.map(|(name, own)| (name.to_owned(), strategies(own))).into_iter().collect(),
        plugins: Vec::new(),
        seed: 1,
        replicates: 20,
        ticks: 104,
        firms: 2000,
        runs: 100,
        failed: 0,
        threads: 1,
        wall_s: 1.0,
        tables: BTreeMap::new(),
        build: run.build,
        host: run.host,
        findings: vec!["Endless escalation does not pay.".into()],
    })
    .unwrap();
}
