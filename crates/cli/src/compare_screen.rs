//! A comparison on the screen: who pays, when output falls and is back, exports and value added, each with what is known
//! of its sign. 80 columns.

mod cells;
#[cfg(test)]
mod tests;

use crate::screen::{Style, wrapped};
use cells::{Scale, fitted, name, signed, when, worse};
use coercivity_report::compare::{Alike, Basis, Comparison, Described, Difference, Part};
use std::collections::BTreeSet;

/// Most rows of a table.
const MOST_ROWS: usize = 12;
/// Results of who pays, in their order.
const WHO_PAYS: [(&str, &str); 4] = [
    ("harm_sender_usd", "who acts"),
    ("harm_target_usd", "acted upon"),
    ("harm_third_usd", "third countries"),
    ("harm_ratio_target_sender", "acted upon / who acts"),
];

/// The screen.
pub(crate) fn render(comparison: &Comparison, colour: bool) -> String {
    let style = Style { colour };
    let mut text = String::new();
    for note in &comparison.notes {
        text.push_str(&wrapped("note: ", note));
    }
    for (at, other) in comparison.others.iter().enumerate() {
        let rows: Vec<&Difference> =
            comparison.differences.iter().filter(|row| row.name == other.name).collect();
        let reference_name = rows.first().map(|row| row.reference_name.as_str());
        let reference =
            comparison.references.iter().find(|known| Some(known.name.as_str()) == reference_name);
        if at > 0 || !comparison.notes.is_empty() {
            text.push('\n');
        }
        let alike = comparison.alike.get(at).copied().unwrap_or(Alike::No);
        match reference {
            // The notes say it; tables of zeros say nothing more.
            Some(_) if alike.agrees() => text.truncate(text.trim_end().len() + 1),
            Some(reference) => {
                let shown = differing(alike, &rows);
                text.push_str(&one(style, comparison, reference, other, &shown));
            }
            None => text
                .push_str(&wrapped("", &format!("{}: nothing that both know can be compared.", other.name))),
        }
    }
    text
}

/// Of sides that end in the same state only what differs, so that it is not lost among what does not.
fn differing<'a>(alike: Alike, rows: &[&'a Difference]) -> Vec<&'a Difference> {
    let differs = |row: &&Difference| {
        let [a, b] = [&row.reference, &row.other];
        row.difference.abs() > 0.0 || (a.never_fell, a.not_back) != (b.never_fell, b.not_back)
    };
    rows.iter().copied().filter(|row| alike != Alike::SameState || differs(row)).collect()
}

fn one(
    style: Style,
    comparison: &Comparison,
    reference: &Described,
    other: &Described,
    rows: &[&Difference],
) -> String {
    let mut text = style.heading(&format!("{} against {}", other.name, reference.name));
    text.push_str(&wrapped("  ", &basis(comparison, reference, other)));
    let whole: Vec<&Difference> = rows.iter().copied().filter(|row| row.point.is_none()).collect();
    let lost = if is_band(&whole) { "lost over the run" } else { "over the run" };
    let mut sections =
        vec![("Who pays: value added lost against the paired baseline".to_owned(), who_pays(&whole))];
    sections.extend(times(&whole));
    sections.extend([
        ("Exports of restricted goods, share of the baseline: what differs most".into(), exports(&whole)),
        (format!("Value added {lost}: what differs most"), places(&whole)),
        ("Value added by month, all together: what differs most".into(), months(&whole)),
    ]);
    for (title, rows) in sections.iter().filter(|section| !section.1.is_empty()) {
        text.push('\n');
        text.push_str(&style.heading(title));
        text.push_str(&fitted(header(&whole), rows));
    }
    text.push_str(&censored(&whole));
    text
}

/// What the numbers are, in words.
fn basis(comparison: &Comparison, reference: &Described, other: &Described) -> String {
    let mut words = if comparison.of == "runs" {
        let luck = if comparison.paired { "under the same luck" } else { "under different luck" };
        format!(
            "One pair of runs {luck}: no band, so that nothing tells whether other luck would have another sign."
        )
    } else {
        let runs = format!("{} and {} complete runs", reference.runs, other.runs);
        let how = if comparison.paired {
            "paired by point and replicate. Differences are means with their Monte Carlo error; told is a sign beyond two errors. \
             Worse: share of pairs in which it is worse."
        } else {
            "not paired: differences are of means. Worse: share of all pairs of a run with a run."
        };
        format!("{runs}, {how}")
    };
    if other.points > 1 && !other.is_sample {
        words.push_str(&format!(
            " Over {} points of the design, which are no sample of what may be the case: the file has each.",
            other.points
        ));
    }
    words
}

/// Names of the columns: bands have more.
fn header(rows: &[&Difference]) -> &'static [&'static str] {
    if is_band(rows) {
        &["", "ref.", "this", "difference", "10% to 90%", "worse", "told"]
    } else {
        &["", "reference", "this", "difference"]
    }
}

fn is_band(rows: &[&Difference]) -> bool {
    rows.iter().any(|row| matches!(row.basis, Basis::Paired) || row.reference.runs > 1)
}

/// The cells of a row.
fn line(label: String, row: &Difference, band: bool) -> Vec<String> {
    let scale = Scale::of(row);
    let [reference, other] = [&row.reference, &row.other].map(|values| scale.value(values));
    let mut cells = vec![label + &scale.unit(), reference, other, scale.difference()];
    if band {
        cells.extend([scale.range(), worse(row), signed(row).to_owned()]);
    }
    cells
}

fn who_pays(rows: &[&Difference]) -> Vec<Vec<String>> {
    let band = is_band(rows);
    let of = |(metric, label): &(&str, &str)| {
        let row = rows.iter().find(|row| row.metric == *metric && row.stage.is_empty())?;
        Some(line((*label).to_owned(), row, band))
    };
    WHO_PAYS.iter().filter_map(of).collect()
}

/// Times by side, a table for each stage; those of single jurisdictions are in the file.
fn times(rows: &[&Difference]) -> Vec<(String, Vec<Vec<String>>)> {
    let stages: BTreeSet<&str> =
        rows.iter().filter(|row| row.metric == "target_fell").map(|row| row.stage.as_str()).collect();
    let title = |stage: &str| format!("Output of {stage} falls by 10%, and is back: times in weeks");
    stages.into_iter().map(|stage| (title(stage), times_of(rows, stage))).collect()
}

/// The times of a stage; of sides that never fell in any run there is nothing to say.
fn times_of(rows: &[&Difference], stage: &str) -> Vec<Vec<String>> {
    let band = is_band(rows);
    let sides = [("sender", "acts"), ("target", "target"), ("third", "third")];
    let kinds =
        [("fell", "fell"), ("weeks_to_fall", "weeks to fall"), ("weeks_to_recover", "weeks to recover")];
    let mut lines = Vec::new();
    for (side, who) in sides.into_iter().filter(|side| fell(rows, side.0, stage)) {
        for (kind, what) in kinds {
            let metric = format!("{side}_{kind}");
            let found = rows.iter().find(|row| row.metric == metric && row.stage == stage);
            lines.extend(found.map(|row| line(format!("{who}, {what}"), row, band)));
        }
    }
    lines
}

fn fell(rows: &[&Difference], side: &str, stage: &str) -> bool {
    let metric = format!("{side}_fell");
    let flag = rows.iter().find(|row| row.metric == metric && row.stage == stage);
    flag.is_some_and(|row| row.reference.mean + row.other.mean > 0.0)
}

fn exports(rows: &[&Difference]) -> Vec<Vec<String>> {
    let band = is_band(rows);
    let mut found: Vec<&&Difference> = rows.iter().filter(|row| row.metric == "exports_ratio").collect();
    // The months in which most goods differ; then in the order of time.
    found.sort_by(|a, b| b.difference.abs().total_cmp(&a.difference.abs()));
    found.truncate(MOST_ROWS);
    found.sort_by(|a, b| (&a.jurisdiction, &a.good, a.month).cmp(&(&b.jurisdiction, &b.good, b.month)));
    let label = |row: &Difference| format!("{} {} {}", when(row), row.jurisdiction, row.good);
    found.iter().map(|row| line(label(row), row, band)).collect()
}

/// Stages of jurisdictions: of runs value added, of ensembles what was lost against the baseline.
fn places(rows: &[&Difference]) -> Vec<Vec<String>> {
    let band = is_band(rows);
    let is = |row: &&&Difference| {
        row.month.is_none()
            && !row.stage.is_empty()
            && !row.jurisdiction.is_empty()
            && row.metric == if band { "value_added_lost_usd" } else { "value_added_usd" }
    };
    let mut found: Vec<&&Difference> = rows.iter().filter(is).collect();
    found.sort_by(|a, b| b.difference.abs().total_cmp(&a.difference.abs()));
    let lines = found.iter().filter(|row| row.difference != 0.0).take(MOST_ROWS);
    lines.map(|row| line(name(row), row, band)).collect()
}

fn months(rows: &[&Difference]) -> Vec<Vec<String>> {
    let band = is_band(rows);
    let is = |row: &&&Difference| {
        row.part == Part::ValueAdded
            && row.month.is_some()
            && row.stage.is_empty()
            && row.jurisdiction.is_empty()
    };
    let mut found: Vec<&&Difference> = rows.iter().filter(is).collect();
    found.sort_by(|a, b| b.difference.abs().total_cmp(&a.difference.abs()));
    found.truncate(MOST_ROWS);
    found.sort_by_key(|row| row.month);
    found.iter().map(|row| line(when(row), row, band)).collect()
}

/// What has no time and why, in words: by stage and side, where anything fell.
fn censored(rows: &[&Difference]) -> String {
    let mut text = String::new();
    for row in rows.iter().filter(|row| row.jurisdiction.is_empty() && !row.censored.is_empty()) {
        let Some(side) = row.metric.strip_suffix("_weeks_to_recover") else { continue };
        if fell(rows, side, &row.stage) {
            let who = match side {
                "sender" => "who acts",
                "target" => "acted upon",
                _ => "third countries",
            };
            text.push_str(&wrapped("  ", &format!("{}, {who}: {}.", row.stage, row.censored)));
        }
    }
    if text.is_empty() { text } else { format!("\nWithout a time, so in no mean of times\n{text}") }
}
