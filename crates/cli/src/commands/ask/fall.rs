//! `coercivity ask time-to-fall`: when output falls by 10% and when it is back, with what was never seen said.

use super::{Asked, size, stage_name, times, values};
use crate::screen::{percent, table, weeks, wrapped};
use crate::{args::FallArguments, exit, terminal};
use coercivity_record::RunRecord;
use coercivity_study::answers::Times;
use serde_json::{Value, json};
use std::process::ExitCode;

/// Most jurisdictions that are shown.
const MOST: usize = 15;

/// Where, when it falls, when it is back.
struct Row {
    place: String,
    fall: Times,
    /// Of the runs in which it fell.
    back: Times,
}

impl Row {
    /// A place of which there is nothing to time.
    fn nothing(place: &str) -> Self {
        Self { place: place.to_owned(), fall: Times::default(), back: Times::default() }
    }
}

pub(crate) fn run(arguments: &FallArguments) -> exit::Outcome {
    let asked = Asked::of(&arguments.ask, &[], |_| Ok(None))?;
    let stage = stage_name(asked.scenario(), arguments.stage.as_deref())?;
    let draws = asked.play()?;
    let runs = draws.iter().flat_map(|draw| &draw.runs);
    let rows = rows(&asked, runs, &stage);
    let text = if arguments.ask.json {
        format!(
            "{}\n",
            json!({"stage": stage, "unit": "weeks", "rows": rows.iter().map(as_json).collect::<Vec<_>>()})
        )
    } else {
        in_words(&asked, draws.len(), &stage, &rows)
    };
    terminal::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Sides first, then jurisdictions that fall in any run, the earliest first.
fn rows<'a>(asked: &Asked, runs: impl Iterator<Item = &'a RunRecord> + Clone, stage: &str) -> Vec<Row> {
    let row = |place: &str, fall: &str, back: &str, code: &str| {
        let fall = times(runs.clone(), fall, stage, code);
        let mut back = times(runs.clone(), back, stage, code);
        // Only what fell can come back.
        back.missing = fall.seen.len() - back.seen.len();
        Row { place: place.to_owned(), fall, back }
    };
    let mut rows = Vec::new();
    if !asked.scenario().sides.is_empty() {
        for (side, words) in [("sender", "who acts"), ("target", "acted upon"), ("third", "third countries")]
        {
            let names = ["fall", "recover"].map(|what| format!("{side}_weeks_to_{what}"));
            // A side that makes nothing there, such as third countries where there are none, has nothing to time.
            let makes = !values(runs.clone(), &format!("{side}_fell"), stage, "").is_empty();
            rows.push(if makes { row(words, &names[0], &names[1], "") } else { Row::nothing(words) });
        }
    }
    let places = asked.scenario().jurisdictions.iter();
    let mut fallen: Vec<Row> = places
        .map(|place| row(&place.code, "weeks_to_fall", "weeks_to_recover", &place.code))
        .filter(|row| !row.fall.seen.is_empty())
        .collect();
    let key = |row: &Row| (row.fall.missing, row.fall.at(0.5).unwrap_or(f64::INFINITY));
    fallen.sort_by(|a, b| key(a).0.cmp(&key(b).0).then(key(a).1.total_cmp(&key(b).1)));
    rows.extend(fallen);
    rows
}

fn in_words(asked: &Asked, runs: usize, stage: &str, rows: &[Row]) -> String {
    let mut text =
        format!("When output of {stage} falls by 10%: {}\n{}\n\n", asked.scenario().title, size(asked, runs));
    let cells = |row: &Row| {
        let share = match (row.fall.runs(), row.fall.seen.len()) {
            (0, _) => "-".to_owned(),
            (_, 0) => "never".to_owned(),
            _ => percent(row.fall.share()),
        };
        let still = match row.back.runs() {
            0 => "-".to_owned(),
            fell => format!("{} of {fell}", row.back.missing),
        };
        vec![row.place.clone(), share, weeks(&row.fall), weeks(&row.back), still]
    };
    let shown: Vec<Vec<String>> = rows.iter().take(MOST + 3).map(cells).collect();
    text.push_str(&table(1, &["where", "falls in", "weeks to fall", "weeks to recover", "not back"], &shown));
    if rows.len() > MOST + 3 {
        text.push_str(&format!("  and {} more places (--json has all)\n", rows.len() - MOST - 3));
    }
    let legend = "Fall: the four-week mean stays at or under 90% of the paired baseline for four weeks; weeks from the first \
                  measure, median and range from the tenth to the ninetieth percentile over all runs. Recovery: at 95% for \
                  good; weeks from the fall, over the runs that fell. Later: beyond the end of the run, or never.";
    text.push_str(&wrapped("  ", legend));
    text
}

fn as_json(row: &Row) -> Value {
    let of = |times: &Times| {
        let at = |share: f64| times.at(share);
        json!({"runs": times.runs(), "seen": times.seen.len(), "p10": at(0.1), "p50": at(0.5), "p90": at(0.9)})
    };
    json!({"where": row.place, "to_fall": of(&row.fall), "to_recover": of(&row.back)})
}
