//! An ensemble on the screen: who loses, when output falls, and what drives it, each with its range.

use crate::commands::ensemble::Outline;
use crate::screen::{many, percent, table, usd, weeks, wrapped};
use coercivity_record::EnsembleManifest;
use coercivity_study::answers::Times;
use coercivity_study::design::Kind;
use coercivity_study::ensemble::{Gathered, Group, OutcomeKey, band, effects};
use std::collections::BTreeMap;

/// Most scenarios and points that are shown.
const MOST_ROWS: usize = 24;
/// Most places whose output is shown.
const MOST_PLACES: usize = 8;
/// Most parameters that are named.
const MOST_DRIVERS: usize = 8;

/// The screen.
pub(crate) fn render(
    manifest: &EnsembleManifest,
    outline: &Outline,
    gathered: &Gathered,
    headlines: &BTreeMap<(u32, OutcomeKey), BTreeMap<(u32, u32), f64>>,
) -> String {
    let mut text = format!("{}\n\n", manifest.title);
    text.push_str(&wrapped(
        "",
        &format!(
            "{} ({}, {}, {}), {} failed. {}, {}, seed {}. Ranges: from the tenth to the ninetieth \
             percentile of runs.",
            many(manifest.runs as usize, "run"),
            many(manifest.points as usize, "point"),
            many(manifest.replicates as usize, "replicate"),
            many(outline.scenarios.len(), "scenario"),
            manifest.failed,
            many(manifest.firms as usize, "firm"),
            many(manifest.ticks as usize, "tick"),
            manifest.seed
        ),
    ));
    let groups = shown(outline, gathered);
    let shown: Vec<_> = groups.iter().take(MOST_ROWS).collect();
    text.push_str("\nValue added lost against the paired baseline, USD: median (range)\n");
    let rows: Vec<Vec<String>> = shown
        .iter()
        .map(|((scenario, point), group)| {
            let mut row = vec![name(outline, *scenario, *point)];
            row.extend(
                ["harm_sender_usd", "harm_target_usd", "harm_third_usd"].map(|metric| money(group, metric)),
            );
            row
        })
        .collect();
    text.push_str(&table(1, &["scenario", "who acts", "acted upon", "third countries"], &rows));
    text.push_str(&format!(
        "\nOutput of {} falls 10%, after the first measure: share of runs, weeks\n",
        outline.last_stage
    ));
    let rows: Vec<Vec<String>> = shown
        .iter()
        .map(|((scenario, point), group)| {
            let mut row = vec![name(outline, *scenario, *point)];
            row.extend(["sender", "target", "third"].map(|side| falls(group, side, &outline.last_stage)));
            row
        })
        .collect();
    text.push_str(&table(1, &["scenario", "who acts", "acted upon", "third countries"], &rows));
    let legend = "Who acts and who is acted upon is each scenario's own. Weeks: median and range over all runs of those that \
                  have the side; later is beyond the end of the run, or never.";
    text.push_str(&wrapped("  ", legend));
    text.push_str(&hardest(outline, &shown));
    if groups.len() > MOST_ROWS {
        text.push_str(&format!("  and {} more in outcome_bands.csv\n", groups.len() - MOST_ROWS));
    }
    text.push_str(&drivers(outline, headlines));
    text.push_str(&precision(gathered));
    text
}

/// The groups that are rows: points of a grid or a table one by one as long as they are few, else all points together.
fn shown(outline: &Outline, gathered: &Gathered) -> BTreeMap<(u32, Option<u32>), Group> {
    let is_screening = matches!(outline.design.kind, Kind::Morris | Kind::OneAtATime);
    if !is_screening && gathered.groups.len() <= MOST_ROWS {
        return gathered.groups.clone();
    }
    let mut together: BTreeMap<(u32, Option<u32>), Group> = BTreeMap::new();
    for ((scenario, _), group) in &gathered.groups {
        let into = together.entry((*scenario, None)).or_default();
        into.complete += group.complete;
        into.failed += group.failed;
        for (key, values) in &group.outcomes {
            into.outcomes.entry(key.clone()).or_default().extend(values);
        }
    }
    together
}

/// A number with four digits that tell; other values as they are.
fn short(value: &str) -> String {
    match value.parse::<f64>() {
        Ok(number) if number != 0.0 && number.is_finite() => {
            let digits = (3 - coercivity_base::math::log10(number.abs()).floor() as i32).clamp(0, 9) as usize;
            let rounded = format!("{number:.digits$}");
            if rounded.len() < value.len() { rounded } else { value.to_owned() }
        }
        _ => value.to_owned(),
    }
}

fn name(outline: &Outline, scenario: u32, point: Option<u32>) -> String {
    let scenario = &outline.scenarios[scenario as usize];
    match point.map(|point| &outline.design.points[point as usize]) {
        Some(values) if !values.is_empty() => {
            // The last step of a path tells most of it.
            let last = |path: &str| path.rsplit('.').next().unwrap_or(path).to_owned();
            let values: Vec<String> =
                values.iter().map(|(path, value)| format!("{}={}", last(path), short(value))).collect();
            format!("{scenario} {}", values.join(" "))
        }
        _ => scenario.clone(),
    }
}

/// The values of a result of a stage, over all jurisdictions.
fn values<'a>(group: &'a Group, metric: &str, stage: &str) -> &'a [f64] {
    let is = |key: &&OutcomeKey| {
        key.metric == metric && key.stage == stage && key.jurisdiction.is_empty() && key.good.is_empty()
    };
    group.outcomes.keys().find(is).and_then(|key| group.outcomes.get(key)).map_or(&[], Vec::as_slice)
}

fn money(group: &Group, metric: &str) -> String {
    let found = band(values(group, metric, ""));
    let [low, middle, high] = found.quantiles.map(usd);
    if found.runs == 0 { "-".into() } else { format!("{middle} ({low} to {high})") }
}

/// The stages and places whose output falls most against the baseline, the largest fall first.
fn hardest(outline: &Outline, shown: &[(&(u32, Option<u32>), &Group)]) -> String {
    let mut rows: Vec<(f64, Vec<String>)> = Vec::new();
    for ((scenario, point), group) in shown {
        for (key, values) in group.outcomes.iter().filter(|(key, _)| key.metric == "worst_output_ratio") {
            let [low, middle, high] = band(values).quantiles;
            if middle.is_finite() && !key.jurisdiction.is_empty() {
                let place = format!("{} {}", key.jurisdiction, key.stage);
                let cells = [percent(middle), format!("{} to {}", percent(low), percent(high))];
                let row = [name(outline, *scenario, *point), place].into_iter().chain(cells).collect();
                rows.push((middle, row));
            }
        }
    }
    // Sorting is stable: equal falls stay in the order of the plan.
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.truncate(MOST_PLACES);
    if rows.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row.1).collect();
    let title = "\nLowest week of output against the baseline, the largest falls first\n";
    title.to_owned() + &table(2, &["scenario", "where", "median", "range"], &rows)
}

/// In what share of runs a side's output falls, and when.
fn falls(group: &Group, side: &str, stage: &str) -> String {
    let fell = band(values(group, &format!("{side}_fell"), stage));
    let seen = values(group, &format!("{side}_weeks_to_fall"), stage).to_vec();
    match (fell.runs, seen.len()) {
        (0, _) => "-".into(),
        (_, 0) => "never".into(),
        (runs, n) => {
            format!("{}, {}", percent(fell.mean), weeks(&Times { seen, missing: runs.saturating_sub(n) }))
        }
    }
}

/// What moves the loss of who is acted upon most, by scenario.
fn drivers(outline: &Outline, headlines: &BTreeMap<(u32, OutcomeKey), BTreeMap<(u32, u32), f64>>) -> String {
    let mut text = String::new();
    let targets = headlines.iter().filter(|((_, key), _)| key.metric == "harm_target_usd");
    for ((scenario, _), results) in targets {
        let found = effects(&outline.design, results);
        let statistic = match outline.design.kind.name() {
            "morris" => "mu_star",
            "one_at_a_time" => "high",
            _ => "rank_correlation",
        };
        let of = |parameter: usize, statistic: &str| {
            found
                .iter()
                .find(|e| e.parameter == parameter && e.statistic == statistic)
                .map_or(f64::NAN, |e| e.value)
        };
        let size = |parameter: usize| match statistic {
            "high" => (of(parameter, "high") - of(parameter, "low")).abs(),
            one => of(parameter, one).abs(),
        };
        let mut order: Vec<usize> =
            (0..outline.design.paths.len()).filter(|p| size(*p).is_finite()).collect();
        order.sort_by(|a, b| size(*b).total_cmp(&size(*a)));
        if order.is_empty() {
            continue;
        }
        let (header, number): (&str, &dyn Fn(usize) -> String) = match statistic {
            "mu_star" => ("mu*", &|p| usd(of(p, "mu_star"))),
            "high" => {
                ("low end to high end", &|p| format!("{} to {}", usd(of(p, "low")), usd(of(p, "high"))))
            }
            _ => ("rank correlation", &|p| format!("{:+.2}", of(p, "rank_correlation"))),
        };
        let rows: Vec<Vec<String>> = order
            .iter()
            .take(MOST_DRIVERS)
            .map(|&p| vec![outline.design.paths[p].clone(), number(p)])
            .collect();
        text.push_str(&format!(
            "\nWhat moves the loss of who is acted upon, {} (effects.csv has the rest)\n",
            outline.scenarios[*scenario as usize]
        ));
        text.push_str(&table(1, &["parameter", header], &rows));
    }
    text
}

/// How well the mean loss is known, and what it takes to know it twice as well.
fn precision(gathered: &Gathered) -> String {
    let worst = gathered
        .groups
        .values()
        .map(|group| band(values(group, "harm_target_usd", "")))
        .filter(|band| band.error > 0.0 && band.mean != 0.0)
        .max_by(|a, b| (a.error / a.mean.abs()).total_cmp(&(b.error / b.mean.abs())));
    worst.map_or_else(String::new, |band| {
        let words = format!(
            "Monte Carlo error of the mean loss of who is acted upon: {} at most; {} runs of a scenario instead of {} would halve it.",
            percent(band.error / band.mean.abs()),
            4 * band.runs,
            band.runs
        );
        format!("\n{}", wrapped("", &words))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_points_keep_the_digits_that_tell() {
        let words = ["7.465022313634497", "0.6000000000000001", "52", "0.00012345678", "CN", "0"].map(short);
        assert_eq!(words, ["7.465", "0.6000", "52", "0.0001235", "CN", "0"]);
    }
}
