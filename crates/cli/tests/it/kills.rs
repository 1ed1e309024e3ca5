//! Runs and ensembles that are killed again and again, at random moments of their lives, and go on to the same bytes.
//!
//! `COERCIVITY_KILLS` says how often (50 by default, half of a run and half of an ensemble), `COERCIVITY_KILL_SEED` from
//! which seed the moments are drawn, up to twice the shortest time that a whole one was seen to take; a failure names the seed. The
//! moments are times, so a machine under other load is hit elsewhere; which bytes come out must not depend on it.

use crate::checkpoints::expect_same;
use crate::{command, expect_code, home, run, stderr};
use coercivity_engine::Clock;
use std::time::Duration;
use std::{fs, path::Path, thread};
use tempfile::TempDir;

/// Moments are drawn up to so many times as long as a whole one takes: what goes on from its last checkpoint makes all Parquet
/// files anew, which may take longer than an undisturbed run.
const LATEST: f64 = 2.0;

/// A number from the environment.
fn asked(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// Draws in 0..1 (SplitMix64).
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Starts `line` and kills it after so many seconds. If it had ended (well) before: after how many.
fn survived(home: &TempDir, line: &str, moment: f64) -> Option<f64> {
    let mut child = command(home, line).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let clock = Clock::start();
    let mut ended = None;
    while ended.is_none() && clock.seconds() < moment {
        thread::sleep(Duration::from_millis(2));
        ended = child.try_wait().unwrap().map(|_| clock.seconds());
    }
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    output.status.code()?;
    expect_code(&output, 0);
    Some(ended.unwrap_or(moment))
}

/// Seconds that `line` takes undisturbed.
fn undisturbed(home: &TempDir, line: &str) -> f64 {
    let clock = Clock::start();
    expect_code(&run(home, line), 0);
    clock.seconds()
}

/// The small April of the tests of kills.
fn april() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/scenarios/april_2025.ron");
    format!(
        "{} --firms 400 --ticks 24 --set run.burn_in_ticks=2 --set run.start=\"2025-03-24\" --quiet",
        file.display()
    )
}

#[test]
fn a_run_that_is_killed_at_random_moments_loses_and_repeats_nothing() {
    let (kills, seed) = (asked("COERCIVITY_KILLS", 50).div_ceil(2), asked("COERCIVITY_KILL_SEED", 1));
    let home = home();
    let mut seconds = undisturbed(&home, &format!("run {} --parquet --out whole", april()));
    let (mut draws, mut done, mut wholes, mut earlier) = (Draws(seed), 0, 0, 0);
    while done < kills {
        let out = format!("run_{wholes}");
        let partial = home.path().join(format!("{out}.partial"));
        let before = done;
        loop {
            let found = fs::read_dir(&partial).into_iter().flatten().flatten();
            let resumable =
                found.filter(|entry| entry.file_name().to_string_lossy().starts_with("checkpoint-")).count()
                    > 0;
            earlier += u64::from(resumable);
            let line = match resumable {
                true => format!("resume {out} --quiet"),
                false => format!("run {} --parquet --out {out} --checkpoint-every 3", april()),
            };
            if let Some(took) = survived(&home, &line, draws.next() * LATEST * seconds) {
                seconds = if done == before { seconds.min(took) } else { seconds };
                break;
            }
            done += 1;
            assert!(
                !home.path().join(&out).join("manifest.json").exists() || !partial.exists(),
                "seed {seed}"
            );
            if home.path().join(&out).exists() {
                // Killed after it had its name: it is whole.
                break;
            }
        }
        println!("seed {seed}: whole after {done} kills");
        expect_same(&home.path().join(&out), &home.path().join("whole"));
        fs::remove_dir_all(home.path().join(&out)).unwrap();
        wholes += 1;
    }
    assert!(earlier > 0, "some went on from a checkpoint");
}

/// Tables of an ensemble without the times.
fn tables(directory: &Path) -> Vec<Vec<Vec<String>>> {
    let table = |name: &str| {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).from_path(directory.join(name)).unwrap();
        let mut rows: Vec<Vec<String>> =
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        if let Some(at) = rows[0].iter().position(|cell| cell == "wall_s") {
            rows.iter_mut().for_each(|row| drop(row.remove(at)));
        }
        rows
    };
    ["runs.csv", "outcomes.csv", "outcome_bands.csv", "series_bands.csv"].map(table).to_vec()
}

#[test]
fn an_ensemble_that_is_killed_at_random_moments_loses_and_repeats_nothing() {
    let (kills, seed) = (asked("COERCIVITY_KILLS", 50) / 2, asked("COERCIVITY_KILL_SEED", 1));
    let home = home();
    let text = format!(
        "(title: \"Kills\", scenarios: {{\"licence\": {:?}}}, replicates: 60)",
        crate::minimal().to_str().unwrap()
    );
    fs::write(home.path().join("plan.ron"), text).unwrap();
    let line = |out: &str| format!("ensemble plan.ron --threads 1 --quiet --out {out}");
    let mut seconds = undisturbed(&home, &line("whole"));
    let (mut draws, mut done, mut wholes) = (Draws(seed), 0, 0);
    while done < kills {
        let out = format!("all_{wholes}");
        let before = done;
        loop {
            if let Some(took) = survived(&home, &line(&out), draws.next() * LATEST * seconds) {
                seconds = if done == before { seconds.min(took) } else { seconds };
                break;
            }
            done += 1;
            if home.path().join(&out).exists() {
                break;
            }
        }
        println!("seed {seed}: whole after {done} kills");
        assert!(tables(&home.path().join(&out)) == tables(&home.path().join("whole")), "seed {seed}");
        fs::remove_dir_all(home.path().join(&out)).unwrap();
        wholes += 1;
    }
    let left = run(&home, "ensemble plan.ron --out whole");
    assert!(stderr(&left).contains("--force"), "{}", stderr(&left));
}
