//! The summary of a run: what happened by stage and jurisdiction, against the paired baseline where there is one.

use super::history::{History, LicenceTotal};
use coercivity_base::Date;
use coercivity_model::state::{Facts, mean_age, p90_age};
use coercivity_record::{SummaryRow, summary_metrics as metrics};

/// Output under this share of the reference counts as a bad week. Unit: share. Convention of the summary.
const BAD: f64 = 0.9;

/// All rows of the summary.
pub(crate) fn summarise(facts: &Facts, run: &History, baseline: Option<&History>) -> Vec<SummaryRow> {
    let mut rows = Vec::new();
    for pair in 0..run.pairs.len() {
        stage(facts, run, baseline, pair, &mut rows);
    }
    for (&(office, good), total) in &run.licences {
        licences(facts, office, good, total, &mut rows);
    }
    for (&stage, counts) in &run.projects {
        let names = [metrics::PROJECTS_DECIDED, metrics::PROJECTS_OPENED, metrics::PROJECTS_GIVEN_UP];
        rows.extend(names.into_iter().zip(counts).map(|(metric, &count)| SummaryRow {
            stage: facts.stage_name(stage).to_owned(),
            jurisdiction: String::new(),
            good: String::new(),
            metric: metric.to_owned(),
            value: count as f64,
            unit: "projects".to_owned(),
            date: None,
        }));
    }
    if let Some(baseline) = baseline {
        exports(facts, run, baseline, &mut rows);
        super::harm::summarise(facts, run, baseline, &mut rows);
        super::fall::summarise(facts, run, baseline, &mut rows);
    }
    rows
}

fn stage(facts: &Facts, run: &History, baseline: Option<&History>, pair: usize, rows: &mut Vec<SummaryRow>) {
    let (stage, jurisdiction) = run.pairs[pair];
    let mut push = |metric: &str, value: f64, unit: &str, date: Option<Date>| {
        rows.push(SummaryRow {
            stage: facts.stage_name(stage).to_owned(),
            jurisdiction: facts.code(jurisdiction).to_owned(),
            good: String::new(),
            metric: metric.to_owned(),
            value,
            unit: unit.to_owned(),
            date,
        });
    };
    let reference = |tick: usize| match baseline {
        Some(baseline) => baseline.points.get(tick).map(|points| points[pair]),
        None => run.points.first().map(|points| points[pair]),
    };
    let ratios: Vec<(f64, Date)> = run
        .points
        .iter()
        .zip(&run.dates)
        .enumerate()
        .filter_map(|(tick, (points, &date))| {
            let normal = reference(tick)?.output_usd;
            (normal > 0.0).then(|| (points[pair].output_usd / normal, date))
        })
        .collect();
    if let Some(&(worst, date)) = ratios.iter().min_by(|a, b| a.0.total_cmp(&b.0)) {
        push(metrics::WORST_OUTPUT_RATIO, worst, "share", Some(date));
        let bad = ratios.iter().filter(|(ratio, _)| *ratio < BAD).count() as f64;
        push(metrics::WEEKS_UNDER_90, bad * facts.calendar.tick_weeks(), "weeks", None);
    }
    if let Some(baseline) = baseline {
        let pairs = run.points.iter().zip(&baseline.points).zip(&run.dates);
        let values =
            pairs.map(|((points, normal), &date)| (points[pair].equity_usd, normal[pair].equity_usd, date));
        let values: Vec<(f64, f64, Date)> = values.filter(|(_, normal, _)| *normal > 0.0).collect();
        let ratios = values.iter().map(|&(value, normal, date)| (value / normal, date));
        if let Some((low, date)) = ratios.min_by(|a, b| a.0.total_cmp(&b.0)) {
            push(metrics::EQUITY_LOW, low, "share", Some(date));
        }
        let falls = values.iter().map(|&(value, normal, date)| (normal - value, date));
        if let Some((most, date)) = falls.max_by(|a, b| a.0.total_cmp(&b.0)) {
            push(metrics::EQUITY_LOST_USD, most, "usd", Some(date));
        }
    }
    let stopped = run.points.iter().zip(&run.dates).map(|(points, &date)| (points[pair].stopped, date));
    if let Some((most, date)) = stopped.reduce(|best, next| if next.0 > best.0 { next } else { best }) {
        push(metrics::FIRMS_STOPPED_MAX, most, "firms", (most > 0.0).then_some(date));
    }
    if let Some(baseline) = baseline {
        let sum = |history: &History| -> f64 {
            history.points.iter().take(run.points.len()).map(|points| points[pair].value_added_usd).sum()
        };
        let (normal, lost) = (sum(baseline), sum(baseline) - sum(run));
        push(metrics::VALUE_ADDED_LOST_USD, lost, "usd", None);
        push(
            metrics::VALUE_ADDED_LOST_SHARE,
            if normal != 0.0 { lost / normal } else { f64::NAN },
            "share",
            None,
        );
    }
}

fn licences(facts: &Facts, office: usize, good: usize, total: &LicenceTotal, rows: &mut Vec<SummaryRow>) {
    let weeks = facts.calendar.tick_weeks();
    let age = |ticks: Option<f64>| ticks.map_or(f64::NAN, |ticks| ticks * weeks);
    let values = [
        (metrics::LICENCES_FILED, total.filed as f64, "applications"),
        (metrics::LICENCES_GRANTED, total.granted as f64, "applications"),
        (metrics::LICENCES_REFUSED, total.refused as f64, "applications"),
        (metrics::LICENCES_PENDING_END, total.pending as f64, "applications"),
        (metrics::LICENCE_AGE_WEEKS_MEAN, age(mean_age(&total.decided_ages)), "weeks"),
        (metrics::LICENCE_AGE_WEEKS_P90, age(p90_age(&total.decided_ages)), "weeks"),
    ];
    for (metric, value, unit) in values {
        rows.push(SummaryRow {
            stage: String::new(),
            jurisdiction: facts.scenario.jurisdictions[office].code.clone(),
            good: facts.scenario.goods[good].name.clone(),
            metric: metric.to_owned(),
            value,
            unit: unit.to_owned(),
            date: None,
        });
    }
}

/// Exports by month over the baseline's, for the origins and goods that the schedule's measures name.
fn exports(facts: &Facts, run: &History, baseline: &History, rows: &mut Vec<SummaryRow>) {
    for (&(origin, good, month), &normal) in &baseline.exports {
        if normal <= 0.0 || !facts.scenario.exports_restricted(origin, good) {
            continue;
        }
        let value = run.exports.get(&(origin, good, month)).copied().unwrap_or(0.0) / normal;
        rows.push(SummaryRow {
            stage: String::new(),
            jurisdiction: facts.code(origin).to_owned(),
            good: facts.good_name(good).to_owned(),
            metric: metrics::EXPORTS_RATIO.to_owned(),
            value,
            unit: "share".to_owned(),
            date: Date::new(month.year, month.month, 1).ok(),
        });
    }
}
