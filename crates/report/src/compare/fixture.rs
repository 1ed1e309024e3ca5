//! Small directories made by hand.

use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// A run: two months, two jurisdictions that make devices. `value_added` by month of CN and US, where normal is 10; `weeks`
/// to the fall of the US, if any, and to its recovery, if any.
pub(super) struct Made<'a> {
    pub(super) value_added: [[f64; 2]; 2],
    pub(super) weeks: (Option<f64>, Option<f64>),
    pub(super) baseline: &'a str,
}

/// Writes a run to `home/name`, with `changes` of its manifest.
pub(super) fn run(home: &Path, name: &str, made: &Made<'_>, changes: Value) -> PathBuf {
    let directory = home.join(name);
    fs::create_dir_all(&directory).unwrap();
    let mut manifest = json!({
        "version": "0.1.0", "command": "", "repeat": "", "status": "complete", "error": null, "plugins": [],
        "scenario": "a.ron", "title": "A", "scenario_sha256": "", "scenario_files": [], "overrides": [], "seed": 1,
        "replicate": 0, "start": "2025-04-07", "tick_days": 7, "ticks": 8, "ticks_done": 8, "firms": 4, "links": 3,
        "threads": 1, "wall_s": 0.1, "build_s": 0.1, "tick_ms": {"median": 1.0, "p90": 1.0}, "phases": [],
        "peak_memory_mb": null, "state_hash": name, "baseline_state_hash": made.baseline, "tables": {},
        "build": {"rustc": "", "target": "", "git_revision": "r", "profile": ""},
        "host": coercivity_record::Host::here(), "notes": [],
    });
    for (field, value) in changes.as_object().unwrap() {
        manifest[field] = value.clone();
    }
    fs::write(directory.join("manifest.json"), manifest.to_string()).unwrap();
    let mut harm = String::from("month,stage,jurisdiction,side,baseline_usd,lost_usd\n");
    for (month, values) in ["2025-04-01", "2025-05-01"].iter().zip(made.value_added) {
        for ((place, side), value) in [("CN", "sender"), ("US", "target")].iter().zip(values) {
            harm += &format!("{month},device_maker,{place},{side},10,{}\n", 10.0 - value);
        }
    }
    fs::write(directory.join("harm.csv"), harm).unwrap();
    fs::write(directory.join("summary.csv"), summary(made)).unwrap();
    let flows = "month,origin,destination,good,quantity,unit,value_usd\n\
                 2025-04,CN,US,magnet,4,t,8\n2025-04,CN,CN,magnet,9,t,18\n2025-05,CN,US,magnet,2,t,4\n";
    fs::write(directory.join("flows.csv"), flows).unwrap();
    directory
}

fn summary(made: &Made<'_>) -> String {
    let mut text = String::from("stage,jurisdiction,good,metric,value,unit,date\n");
    let lost = [0, 1].map(|place| 20.0 - made.value_added[0][place] - made.value_added[1][place]);
    text += &format!(",,,harm_sender_usd,{},usd,\n,,,harm_target_usd,{},usd,\n", lost[0], lost[1]);
    text += ",CN,magnet,exports_ratio,0.5,share,2025-04-01\n";
    text += &times("device_maker,,,target_", made.weeks);
    text
}

/// Rows as the program writes them: none for a time that there is not.
fn times(names: &str, (fall, back): (Option<f64>, Option<f64>)) -> String {
    let mut text = format!("{names}fell,{},flag,\n", u8::from(fall.is_some()));
    for (metric, value) in [("weeks_to_fall", fall), ("weeks_to_recover", back)] {
        text +=
            &value.map_or_else(String::new, |value| format!("{names}{metric},{value},weeks,2025-04-14\n"));
    }
    text
}

/// Loss of the target and weeks to fall and to recover, by replicate.
pub(super) type Runs = [(f64, Option<f64>, Option<f64>)];

/// Months of each complete run: makers of devices add 100 less the loss in the US, and always 10 in CN.
fn months(scenarios: &[(&str, &Runs)]) -> String {
    let mut text =
        String::from("scenario,point,replicate,month,metric,stage,jurisdiction,good,value,baseline,unit\n");
    for (scenario, draws) in scenarios {
        for (replicate, (lost, ..)) in draws.iter().enumerate().filter(|draw| draw.1.0.is_finite()) {
            for (place, value) in [("CN", 10.0), ("US", 100.0 - lost)] {
                text += &format!(
                    "{scenario},0,{replicate},2025-04,value_added_usd,device_maker,{place},,{value},100,usd\n"
                );
            }
        }
    }
    text
}

/// Writes an ensemble of scenarios to `home/name`; a run whose loss is not a number failed.
pub(super) fn ensemble(home: &Path, name: &str, scenarios: &[(&str, &Runs)], changes: Value) -> PathBuf {
    let directory = home.join(name);
    fs::create_dir_all(&directory).unwrap();
    let mut runs = String::from(
        "run,scenario,point,replicate,seed,status,error,state_hash,baseline_state_hash,wall_s\n",
    );
    let mut outcomes =
        String::from("run,scenario,point,replicate,stage,jurisdiction,good,metric,value,unit,date\n");
    let mut bands = String::from(
        "month,scenario,point,of,stage,jurisdiction,partner,good,metric,unit,runs,p10,p50,p90,mean,mc_error\n",
    );
    for (scenario, draws) in scenarios {
        for (replicate, (lost, fall, back)) in draws.iter().enumerate() {
            let (run, failed) = (format!("{scenario}.0.{replicate}"), lost.is_nan());
            let status = if failed { "failed" } else { "complete" };
            runs += &format!("{run},{scenario},0,{replicate},1,{status},,{lost},b{replicate},0.1\n");
            if failed {
                continue;
            }
            let head = format!("{run},{scenario},0,{replicate},");
            outcomes += &format!("{head},,,harm_target_usd,{lost},usd,\n");
            for row in times("device_maker,,,target_", (*fall, *back)).lines() {
                outcomes += &format!("{head}{row}\n");
            }
        }
        let size = draws.len();
        for place in ["CN", "US"] {
            let row = |stage: &str| {
                format!(
                    "2025-04,{scenario},0,run,{stage},{place},,,value_added_usd,usd,{size},1,2,3,{size},0.3\n"
                )
            };
            bands += &(row("fab") + &row("device_maker"));
        }
    }
    let list: Vec<Value> = scenarios
        .iter()
        .map(|one| json!({"name": one.0, "file": "", "title": one.0, "scenario_sha256": "", "files": [], "sides": [["CN"], ["US"]]}))
        .collect();
    let mut manifest = json!({"kind": "ensemble", "title": name, "version": "0.1.0", "scenarios": list, "varied": [],
        "points": 1, "replicates": 4, "seed": 1, "firms": 4, "ticks": 8, "tables": {}});
    for (field, value) in changes.as_object().unwrap() {
        manifest[field] = value.clone();
    }
    let write = |name: &str, text: &str| fs::write(directory.join(name), text).unwrap();
    write("manifest.json", &manifest.to_string());
    write("runs.csv", &runs);
    write("outcomes.csv", &outcomes);
    write("series_bands.csv", &bands);
    if manifest["tables"]["months.csv"].is_u64() {
        write("months.csv", &months(scenarios));
    }
    directory
}
