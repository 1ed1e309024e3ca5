//! Whether and when output falls in the runs of an ensemble, and in how many it never does.

use crate::{
    numbers,
    read::bands::Outcome,
    sheet::{Cell, Sheet},
    words,
};

/// Sides, with their words.
const SIDES: [(&str, &str); 3] =
    [("sender", "Who acts"), ("target", "Acted upon"), ("third", "Third countries")];

/// A line for each scenario, stage and side whose output falls in any run, or that is all calm in the last stage.
pub(super) fn sheet(outcomes: &[Outcome]) -> Sheet {
    let mut sheet = Sheet::new(&[
        ("Stage", "stage"),
        ("Side", "side"),
        ("Scenario", "scenario"),
        ("Runs that never fall", "never_fell_share"),
        ("Weeks to the fall, median", "weeks_to_fall_p50"),
        ("10%", "weeks_to_fall_p10"),
        ("90%", "weeks_to_fall_p90"),
        ("Fell and not back by the end", "not_back_share"),
        ("Weeks to recover, median", "weeks_to_recover_p50"),
        ("Runs", "runs"),
    ]);
    for (side, words_of_side) in SIDES {
        let metric = format!("{side}_fell");
        for fell in outcomes.iter().filter(|row| row.metric == metric && row.mean > 0.0) {
            let find = |what: &str| {
                let metric = format!("{side}_{what}");
                outcomes.iter().find(|row| {
                    row.metric == metric && row.stage == fell.stage && row.scenario == fell.scenario
                })
            };
            let (fall, back) = (find("weeks_to_fall"), find("weeks_to_recover"));
            let of = |row: Option<&Outcome>, value: fn(&Outcome) -> f64| row.map_or(f64::NAN, value);
            // Who never fell has no time to recover either: not back are those that fell less those that have a time.
            let not_back = fell.mean - back.map_or(0.0, |row| row.runs) / fell.runs;
            let share = |value: f64| Cell::Number(value, numbers::percent(value));
            let weeks = |value: f64| Cell::Number(value, numbers::tenths(value));
            sheet.rows.push(vec![
                Cell::text(words::words(&fell.stage)),
                Cell::text(words_of_side),
                Cell::text(fell.scenario.clone()),
                share(1.0 - fell.mean),
                weeks(of(fall, |row| row.p50)),
                weeks(of(fall, |row| row.p10)),
                weeks(of(fall, |row| row.p90)),
                share(not_back.max(0.0)),
                weeks(of(back, |row| row.p50)),
                Cell::Number(fell.runs, numbers::count(fell.runs)),
            ]);
        }
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(metric: &str, runs: f64, mean: f64) -> Outcome {
        Outcome {
            scenario: "ban".into(),
            stage: "device_maker".into(),
            jurisdiction: String::new(),
            good: String::new(),
            metric: metric.into(),
            unit: String::new(),
            runs,
            missing: 0.0,
            p10: mean,
            p50: mean,
            p90: mean,
            mean,
            mc_error: 0.0,
            runs_to_halve: 0.0,
        }
    }

    #[test]
    fn runs_that_never_fall_and_runs_that_are_not_back_are_told_apart() {
        // Ten runs: six fall, two of them are back.
        let outcomes = [
            outcome("target_fell", 10.0, 0.6),
            outcome("target_weeks_to_fall", 6.0, 9.0),
            outcome("target_weeks_to_recover", 2.0, 5.0),
            outcome("third_fell", 10.0, 0.0),
        ];
        let csv = sheet(&outcomes).csv();
        let line = csv.lines().nth(1).unwrap_or_default();
        assert!(line.starts_with("Device makers,Acted upon,ban,0.4,9,9,9,0.39999"), "{line}");
        assert_eq!(csv.lines().count(), 2, "who never falls in any run has no line");
    }
}
