//! Ensembles from outside, in the world of three firms: what they write, parts, going on after an end, and questions.

use crate::{expect_code, home, minimal, run, stderr, stdout};
use std::fs;
use tempfile::TempDir;

/// Two values of the motor maker's cover by two of the office's floor.
const GRID: &str = r#"Grid({"regimes.magnets.floor_weeks": [2, 10], "run.ticks": [30, 40]})"#;

/// A home with `plan.ron`.
fn plan(vary: &str) -> TempDir {
    let home = home();
    let text = format!(
        "(title: \"Floors\", scenarios: {{\"licence\": {:?}}}, replicates: 2, vary: {vary})",
        minimal().to_str().unwrap()
    );
    fs::write(home.path().join("plan.ron"), text).unwrap();
    home
}

/// Rows of a table as lists of cells, the header first.
fn rows(home: &TempDir, file: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(home.path().join(file)).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// A column of a table.
fn column(rows: &[Vec<String>], name: &str) -> Vec<String> {
    let at = rows[0].iter().position(|cell| cell == name).unwrap();
    rows[1..].iter().map(|row| row[at].clone()).collect()
}

/// All tables, without the times that differ from one attempt to the next.
fn results(home: &TempDir, directory: &str) -> Vec<Vec<Vec<String>>> {
    ["runs", "outcomes", "outcome_bands", "series_bands", "months", "effects"]
        .map(|table| {
            let mut rows = rows(home, &format!("{directory}/{table}.csv"));
            if let Some(at) = rows[0].iter().position(|cell| cell == "wall_s") {
                rows.iter_mut().for_each(|row| drop(row.remove(at)));
            }
            rows
        })
        .to_vec()
}

#[test]
fn every_point_and_replicate_is_a_row_in_order_with_the_state_that_a_run_has() {
    let home = plan(GRID);
    expect_code(&run(&home, "ensemble plan.ron --out all --threads 2"), 0);
    let runs = rows(&home, "all/runs.csv");
    assert_eq!(column(&runs, "point"), ["0", "0", "1", "1", "2", "2", "3", "3"]);
    assert_eq!(column(&runs, "replicate"), ["0", "1", "0", "1", "0", "1", "0", "1"]);
    assert_eq!(column(&runs, "regimes.magnets.floor_weeks"), ["2", "2", "2", "2", "10", "10", "10", "10"]);
    assert_eq!(column(&runs, "run.ticks"), ["30", "30", "40", "40", "30", "30", "40", "40"]);
    assert!(column(&runs, "status").iter().all(|status| status == "complete"));
    // The fourth row by hand.
    let alone = run(
        &home,
        "run {minimal} --out one --set regimes.magnets.floor_weeks=2 --set run.ticks=40 --replicate 1 --json",
    );
    expect_code(&alone, 0);
    let manifest: serde_json::Value = serde_json::from_str(stdout(&alone)).unwrap();
    assert_eq!(column(&runs, "state_hash")[3], manifest["state_hash"].as_str().unwrap());
    assert_eq!(column(&runs, "baseline_state_hash")[3], manifest["baseline_state_hash"].as_str().unwrap());
    // Its results are those of the run's summary.
    let outcomes = rows(&home, "all/outcomes.csv");
    let of_run = outcomes.iter().filter(|row| row[0] == "licence.1.1").count();
    assert_eq!(of_run, rows(&home, "one/summary.csv").len() - 1);
    // Its months are those of the run's table of harm.
    let months = rows(&home, "all/months.csv");
    let is_fourth = |row: &&Vec<String>| row[1] == "1" && row[2] == "1" && row[4] == "value_added_usd";
    let total = |rows: Vec<&Vec<String>>, at: usize| -> f64 {
        rows.iter().map(|row| row[at].parse::<f64>().unwrap()).sum()
    };
    let own: Vec<_> = months.iter().filter(is_fourth).collect();
    let harm = rows(&home, "one/harm.csv");
    let at = |name: &str| harm[0].iter().position(|cell| cell == name).unwrap();
    let [added, usual] =
        ["value_added_usd", "baseline_usd"].map(|name| total(harm[1..].iter().collect(), at(name)));
    assert_eq!(own.len(), harm.len() - 1);
    assert!(
        (total(own.clone(), 8) / added - 1.0).abs() < 1e-12 && (total(own, 9) / usual - 1.0).abs() < 1e-12
    );
}

#[test]
fn parts_merge_into_what_one_run_of_all_writes() {
    let home = plan(GRID);
    expect_code(&run(&home, "ensemble plan.ron --out all --quiet"), 0);
    for part in ["1/3", "2/3", "3/3"] {
        expect_code(&run(&home, &format!("ensemble plan.ron --out parts --quiet --shard {part}")), 0);
    }
    let two = run(&home, "merge parts.shard-1-of-3 parts.shard-3-of-3 --out merged");
    expect_code(&two, 4);
    assert!(stderr(&two).contains("those of parts 2/3"), "{}", stderr(&two));
    let all = "merge parts.shard-1-of-3 parts.shard-2-of-3 parts.shard-3-of-3 --out merged --quiet";
    expect_code(&run(&home, all), 0);
    assert_eq!(results(&home, "all"), results(&home, "merged"));
}

#[test]
fn an_ensemble_goes_on_where_it_was_and_a_damaged_draw_is_named() {
    let home = plan(GRID);
    expect_code(&run(&home, "ensemble plan.ron --out all --quiet"), 0);
    // The first round of two draws only.
    let estimate = run(&home, "ensemble plan.ron --out again --threads 2 --estimate");
    expect_code(&estimate, 0);
    let told = stderr(&estimate);
    assert!(
        told.contains("8 runs: 4 points, 2 replicates, 1 scenario,") && told.contains("for months.csv"),
        "{told}"
    );
    let draws = || {
        let entries = fs::read_dir(home.path().join("again.partial")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.starts_with("draw-")).collect();
        names.sort();
        names
    };
    assert_eq!(draws().len(), 2, "{:?}", draws());
    // Neither a run nor another plan may take the place of what was done.
    let run_there = run(&home, "run {minimal} --out again");
    expect_code(&run_there, 4);
    let other = run(&home, "ensemble plan.ron --out again --replicates 3");
    expect_code(&other, 4);
    let said = stderr(&other);
    assert!(
        said.contains("draws (2) of another ensemble") && said.contains("--out again --threads 2"),
        "{said}"
    );
    let resumed = run(&home, "resume again");
    expect_code(&resumed, 4);
    assert!(
        stderr(&resumed).contains("the command that began it goes on with what is left; it was begun by"),
        "{}",
        stderr(&resumed)
    );
    let file = home.path().join("again.partial").join(&draws()[0]);
    let whole = fs::read(&file).unwrap();
    let mut torn = whole.clone();
    torn[100] ^= 4;
    fs::write(&file, &torn).unwrap();
    let damaged = run(&home, "ensemble plan.ron --out again");
    expect_code(&damaged, 4);
    assert!(stderr(&damaged).contains(&draws()[0]) && stderr(&damaged).contains("Remove this file"));
    fs::remove_file(&file).unwrap();
    let resumed = run(&home, "ensemble plan.ron --out again");
    expect_code(&resumed, 0);
    assert!(stderr(&resumed).contains("Going on: 7 of 8 draws are done already"), "{}", stderr(&resumed));
    assert_eq!(results(&home, "all"), results(&home, "again"));
}

#[test]
fn rows_of_a_table_stay_in_order_and_a_failed_one_is_a_row() {
    let home = plan("Table(\"design.csv\")");
    let table = "regimes.magnets.floor_weeks,run.ticks\n10,30\n-3,30\n2,40\n";
    fs::write(home.path().join("design.csv"), table).unwrap();
    expect_code(&run(&home, "ensemble plan.ron --out all --replicates 1"), 0);
    let runs = rows(&home, "all/runs.csv");
    assert_eq!(column(&runs, "regimes.magnets.floor_weeks"), ["10", "-3", "2"]);
    assert_eq!(column(&runs, "status"), ["complete", "failed", "complete"]);
    assert!(column(&runs, "error")[1].contains("floor_weeks"), "{:?}", column(&runs, "error"));
}

#[test]
fn a_plan_is_told_what_is_wrong_with_it_in_place() {
    let home =
        plan(r#"LatinHypercube((points: 4, parameters: {"regimes.magnets.flor_weeks": (low: 1, high: 2)}))"#);
    let wrong = run(&home, "check plan.ron");
    expect_code(&wrong, 3);
    let told = stderr(&wrong);
    assert!(told.contains("plan.ron:1:") && told.contains("did you mean `floor_weeks`"), "{told}");
    let home = plan(r#"OneAtATime({"run.ticks": (low: 9, high: 2)})"#);
    let wrong = run(&home, "ensemble plan.ron");
    expect_code(&wrong, 3);
    assert!(stderr(&wrong).contains("low 9 is not under high 2"), "{}", stderr(&wrong));
    let home = plan(GRID);
    expect_code(&run(&home, "check plan.ron"), 0);
    let script = run(&home, "ensemble plan.ron --slurm 4");
    expect_code(&script, 0);
    assert!(stdout(&script).contains("#SBATCH --array=1-4") && !home.path().join("runs").exists());
}

#[test]
fn the_motor_makers_fall_and_recovery_are_those_that_its_stock_and_the_floor_mean() {
    let home = home();
    let answer = run(&home, "ask time-to-fall {minimal} --replicates 2 --json");
    expect_code(&answer, 0);
    let answer: serde_json::Value = serde_json::from_str(stdout(&answer)).unwrap();
    let rows = answer["rows"].as_array().unwrap();
    let buyer = rows.iter().find(|row| row["where"] == "US").unwrap();
    // Four weeks at sea and about five in stock, as the scenario says: it stands still from about the ninth week, and the
    // four-week mean is under 90% in that week or the next.
    let fall = buyer["to_fall"]["p50"].as_f64().unwrap();
    assert!((8.0..=11.0).contains(&fall), "{fall}");
    assert_eq!((buyer["to_fall"]["seen"].as_u64(), buyer["to_fall"]["runs"].as_u64()), (Some(2), Some(2)));
    // Who acts makes no motors, so there is nothing that could fall.
    let sender = rows.iter().find(|row| row["where"] == "who acts").unwrap();
    assert_eq!(sender["to_fall"]["seen"].as_u64(), Some(0));
    let words = run(&home, "ask time-to-fall {minimal} --replicates 2");
    let sender = stdout(&words).lines().find(|line| line.contains("who acts")).unwrap();
    assert_eq!(sender.split_whitespace().collect::<Vec<_>>(), ["who", "acts", "-", "-", "-", "-"]);
}

#[test]
fn the_floor_at_which_the_loss_reaches_a_level_lies_between_those_that_miss_it() {
    let home = home();
    let line = "ask break-even {minimal} --parameter regimes.magnets.floor_weeks --low 0 --high 26 --loss 0.1 \
                --replicates 1 --json";
    let answer = run(&home, line);
    expect_code(&answer, 0);
    let answer: serde_json::Value = serde_json::from_str(stdout(&answer)).unwrap();
    let found = answer["replicates"][0]["value"].as_f64().unwrap();
    let loss = |floor: f64| {
        let out = format!("at_{floor}");
        let line = format!("run {{minimal}} --out {out} --quiet --set regimes.magnets.floor_weeks={floor}");
        expect_code(&run(&home, &line), 0);
        let summary = rows(&home, &format!("{out}/summary.csv"));
        let row = summary.iter().find(|row| row[3] == "harm_target_share" && row[0].is_empty()).unwrap();
        row[4].parse::<f64>().unwrap()
    };
    // Known to a 64th of 26 weeks, and ticks are weeks.
    assert!(loss(found - 1.5) < 0.1 && loss(found + 1.5) >= 0.1, "{found}");
    expect_code(&run(&home, &format!("{} --csv nowhere/break_even.csv", line.replace("--json", ""))), 4);
    let out =
        fs::read_dir(home.path()).unwrap().flatten().map(|entry| entry.file_name().into_string().unwrap());
    let out = out.into_iter().find(|name| name.starts_with("at_")).unwrap();
    expect_code(&run(&home, &format!("{line} --csv {out}/break_even.csv")), 0);
    expect_code(&run(&home, &format!("report {out} --out page.html --quiet")), 0);
    let page = fs::read_to_string(home.path().join("page.html")).unwrap();
    assert!(
        page.contains("-h\">Break-even</h2>")
            && page.contains("<th scope=\"row\">regimes.magnets.floor_weeks</th>")
    );
    let wrong = run(&home, "ask break-even {minimal} --parameter regimes.magnets.flor --low 0 --high 1");
    expect_code(&wrong, 3);
    assert!(stderr(&wrong).contains("floor_weeks"), "{}", stderr(&wrong));
}

#[test]
fn other_questions_answer_in_words_and_as_json() {
    let home = home();
    let pays = run(&home, "ask who-pays {minimal} --replicates 2");
    expect_code(&pays, 0);
    assert!(stdout(&pays).contains("2025 Q3") && stdout(&pays).contains("device_maker"), "{}", stdout(&pays));
    let weak = run(&home, "ask weak-link {minimal} --replicates 1 --weeks 20 --json");
    expect_code(&weak, 0);
    let weak: serde_json::Value = serde_json::from_str(stdout(&weak)).unwrap();
    // One good crosses a border, all of it from one exporter; oxide stays at home.
    let nodes = weak["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 1, "{nodes:?}");
    assert_eq!(
        (nodes[0]["good"].as_str(), nodes[0]["share_of_exports"].as_f64()),
        (Some("magnet"), Some(1.0))
    );
    assert_eq!(nodes[0]["weeks_to_fall"]["seen"].as_u64(), Some(1));
    let none = run(&home, "ask drivers {minimal} --replicates 1");
    expect_code(&none, 3);
    assert!(stderr(&none).contains("marks no value as uncertain"), "{}", stderr(&none));
    let line = "ask drivers {minimal} --replicates 1 --csv tornado.csv --set uncertain={\"regimes.magnets.floor_weeks\":(low:2,high:12)}";
    let drivers = run(&home, line);
    expect_code(&drivers, 0);
    assert!(stdout(&drivers).contains("regimes.magnets.floor_weeks"), "{}", stdout(&drivers));
    let tornado = rows(&home, "tornado.csv");
    let value = |name: &str| column(&tornado, name)[0].parse::<f64>().unwrap();
    // Two weeks are nothing beside the stock; twelve stop the motors for longer than ten, the scenario's own.
    assert!(value("outcome_low") < value("outcome_base") && value("outcome_base") < value("outcome_high"));
}

#[test]
fn a_question_of_many_runs_that_was_killed_goes_on_in_its_directory() {
    let home = home();
    let line = |out: &str| {
        format!(
            "ask drivers {{minimal}} --replicates 30 --threads 1 --out {out} \
             --set uncertain={{\"regimes.magnets.floor_weeks\":(low:2,high:12)}}"
        )
    };
    let whole = run(&home, &line("all"));
    expect_code(&whole, 0);
    assert!(stdout(&whole).contains("Results: all"), "{}", stdout(&whole));
    let mut killed = crate::command(&home, &line("again")).spawn().unwrap();
    let draws = || {
        let entries = fs::read_dir(home.path().join("again.partial")).into_iter().flatten().flatten();
        entries.filter(|entry| entry.file_name().to_str().is_some_and(|name| name.ends_with(".bin"))).count()
    };
    while draws() < 3 && killed.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    let done = draws();
    assert!((3..90).contains(&done), "{done} draws");
    let resumed = run(&home, &line("again"));
    expect_code(&resumed, 0);
    assert!(stderr(&resumed).contains(&format!("{done} runs are done already")), "{}", stderr(&resumed));
    assert_eq!(stdout(&whole).replace("Results: all", ""), stdout(&resumed).replace("Results: again", ""));
    assert_eq!(results(&home, "all"), results(&home, "again"));
    // It is an ensemble like any other, and is not overwritten.
    expect_code(&run(&home, "report all --out page.html --quiet"), 0);
    expect_code(&run(&home, &line("all")), 4);
    expect_code(&run(&home, "ask drivers {minimal} --restart"), 2);
}

#[test]
fn an_ensemble_that_was_killed_in_the_middle_loses_and_repeats_nothing() {
    let home = plan("None");
    expect_code(&run(&home, "ensemble plan.ron --out all --replicates 80 --quiet"), 0);
    let mut killed =
        crate::command(&home, "ensemble plan.ron --out again --replicates 80 --threads 1 --quiet")
            .spawn()
            .unwrap();
    let draws = || {
        let entries = fs::read_dir(home.path().join("again.partial")).into_iter().flatten().flatten();
        entries.filter(|entry| entry.file_name().to_str().is_some_and(|name| name.ends_with(".bin"))).count()
    };
    // Killed as soon as some draws are there; it must not have come to its end before.
    while draws() < 3 && killed.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    let done = draws();
    assert!((3..80).contains(&done), "{done} draws");
    assert!(!home.path().join("again").exists());
    let resumed = run(&home, "ensemble plan.ron --out again --replicates 80");
    expect_code(&resumed, 0);
    let told = format!("Going on: {done} of 80 draws are done already");
    assert!(stderr(&resumed).contains(&told), "{}", stderr(&resumed));
    assert_eq!(results(&home, "all"), results(&home, "again"));
}
