use coercivity_engine::{Control, Glance, Progress, RunOptions, Stage, View, run};
use coercivity_record::{Options, RunDirectory};
use coercivity_testkit::preset;
use std::path::Path;

/// Tables of a run of the smallest scenario below `folder`, and its glances if somebody looks.
fn tables(folder: &Path, looks: bool) -> ([String; 3], Vec<Glance>) {
    let scenario = preset("scenarios/minimal.ron", &[("run.ticks", "40")]);
    let mut out = RunDirectory::create(&folder.join(format!("run_{looks}")), Options::default()).unwrap();
    let options = RunOptions { threads: 1, all_events: true, baseline: true, checkpoint_every: 0 };
    let mut seen = Vec::new();
    let mut look = |progress: Progress| {
        if looks && progress.stage == Stage::Running {
            seen.extend(progress.view.map(View::glance));
        }
        Control::Continue
    };
    assert!(run(&scenario, &[], &options, &mut out, &mut look).unwrap().complete);
    let path = out.finish(crate::threads::manifest()).unwrap().path;
    let read = |name: &str| std::fs::read_to_string(path.join(name)).unwrap();
    (["series.csv", "flows.csv", "events.csv"].map(read), seen)
}

#[test]
fn a_glance_says_what_the_tables_say_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (tables_of_seen, seen) = tables(folder.path(), true);
    assert_eq!(tables_of_seen, tables(folder.path(), false).0, "looking changes nothing");
    let [series, flows, events] = &tables_of_seen;
    // Columns: date, stage, jurisdiction, good, metric, value, unit.
    let of = |keys: [&str; 4]| -> Vec<f64> {
        let rows = series.lines().map(|line| line.split(',').collect::<Vec<_>>());
        rows.filter(|row| row[1..5] == keys).map(|row| row[5].parse().unwrap()).collect()
    };
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * b.abs().max(1.0);
    // A motor is 500 USD; China and the United States in this order.
    let motors = of(["device_maker", "US", "motor", "output"]);
    assert_eq!((seen.len(), motors.len()), (40, 40));
    assert!(seen.iter().zip(&motors).all(|(glance, motors)| near(glance.devices_usd[1], motors * 500.0)));
    assert!(seen.iter().all(|glance| glance.devices_usd[0] == 0.0));
    let stopped = of(["device_maker", "US", "motor", "firms_stopped"]);
    assert!(seen.iter().zip(&stopped).all(|(glance, stopped)| glance.stopped[2] == *stopped));
    assert!(stopped.contains(&1.0), "the licence stops the line");
    // Magnets are 60,000 USD a tonne; columns: month, origin, destination, good, quantity, ...
    let flows = flows.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let abroad = flows.filter(|row| row[1..4] == ["CN", "US", "magnet"]);
    let tonnes: f64 = abroad.map(|row| row[4].parse::<f64>().unwrap()).sum();
    let usd: f64 = seen.iter().flat_map(|glance| glance.exports_usd.iter().flatten()).sum();
    assert!(tonnes > 0.0 && near(usd, tonnes * 60_000.0), "{usd} for {tonnes} t");
    let filed = of(["licence_office", "CN", "magnet", "licences_filed"]).iter().sum::<f64>();
    assert_eq!(seen.iter().map(|glance| glance.queue.filed as f64).sum::<f64>(), filed);
    assert!(filed > 0.0);
    let begins =
        seen.iter().find(|glance| glance.happened.iter().any(|what| what.ends_with("comes into force")));
    let line = events.lines().find(|line| line.contains("measure_begins")).unwrap();
    assert!(line.starts_with(&begins.unwrap().date.to_string()), "{line}");
    assert!(!seen[0].measures && seen.iter().any(|glance| glance.measures));
}
