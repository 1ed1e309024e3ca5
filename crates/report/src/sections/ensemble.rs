//! An ensemble: results with their range over runs; its time series are in `bands.rs`.

use crate::{
    block::{Block, Section},
    numbers, places,
    read::{
        bands::{Outcome, SeriesBands},
        manifest::EnsembleManifest,
    },
    sheet::{Cell, Sheet},
    words,
};

/// Results on the first screen, the most telling first.
const HEADLINES: [(&str, &str); 7] = [
    ("harm_sender_usd", "Value added lost by who acts, US$"),
    ("harm_target_usd", "Value added lost by who is acted upon, US$"),
    ("harm_third_usd", "Value added lost by third countries, US$"),
    ("harm_ratio_target_sender", "Lost by who is acted upon for each US$ of who acts"),
    ("harm_sender_recovery_months", "Months under 95%, who acts"),
    ("harm_target_recovery_months", "Months under 95%, acted upon"),
    ("harm_target_recovered", "Share of runs in which who is acted upon recovers"),
];

pub(crate) fn sections(
    id: &str,
    manifest: &EnsembleManifest,
    bands: &SeriesBands,
    outcomes: &[Outcome],
) -> Vec<Section> {
    let lead = format!("{}{}", finding(outcomes), lead(manifest));
    let mut first = Section::new(id, format!("Ensemble: {}", manifest.title), lead);
    let headlines = headlines(outcomes);
    first.table(
        "Results with their range over runs",
        "Half of the runs lie under the median, eight of ten between the two quantiles. Missing are runs in which the result \
         does not occur. The last column is the number of runs that would halve the Monte Carlo error of the mean.",
        &headlines,
        "outcomes",
    );
    let hardest = hardest(outcomes);
    if !hardest.rows.is_empty() {
        first.table("Hardest hit", "Lowest weekly output against the baseline, by stage and jurisdiction: median of the runs, lowest first.", &hardest, "hardest_hit");
    }
    let falls = super::falls::sheet(outcomes);
    if falls.rows.is_empty() {
        first.words("Output of no stage falls by 10% in any run, on any side.");
    } else {
        first.table(
            "Whether and when output falls by 10%, and is back",
            "Weeks count from the first measure to the fall, and from the fall until output is at 95% for good. They are of runs \
             that have them: the shares of runs that never fall, or are not back by the end, stand beside them.",
            &falls,
            "falls",
        );
    }
    first.heading("Assumptions: what is compared, set and varied");
    first.list(varied(manifest));
    if bands.has_points {
        first.words("The design has several points and no bands over all of them: the figures are of the first point.");
    }
    first.list(manifest.notes.clone());
    first.heading("The line that repeats it");
    first.blocks.push(Block::Code { text: manifest.repeat.clone() });
    vec![first, super::bands::section(&format!("{id}_bands"), bands)]
}

/// Who loses most in which scenario, with its range; nothing where nobody is acted upon.
fn finding(outcomes: &[Outcome]) -> String {
    let is_loss = |row: &&Outcome| {
        row.metric == "harm_target_usd" && row.stage.is_empty() && row.good.is_empty() && row.p50.is_finite()
    };
    let most = outcomes.iter().filter(is_loss).max_by(|a, b| a.p50.total_cmp(&b.p50));
    most.map_or_else(String::new, |row| {
        let [low, middle, high] = [row.p10, row.p50, row.p90].map(numbers::usd);
        format!(
            "Who is acted upon loses most under {}: {middle} US dollars of value added ({low} to {high} from the 10% to the 90% quantile of {}). ",
            row.scenario,
            words::many(row.runs as u64, "run")
        )
    })
}

fn lead(manifest: &EnsembleManifest) -> String {
    format!(
        "{}: {}, {}, {}; {} failed. {} firms, {} ticks, seed {}, program {}.",
        words::many(manifest.runs, "run"),
        words::many(manifest.scenarios.len() as u64, "scenario"),
        words::many(manifest.points, "point"),
        words::many(manifest.replicates, "replicate"),
        manifest.failed,
        numbers::count(manifest.firms as f64),
        manifest.ticks,
        manifest.seed,
        manifest.version
    )
}

fn varied(manifest: &EnsembleManifest) -> Vec<String> {
    let scenarios = manifest.scenarios.iter().map(|scenario| {
        let print = scenario.scenario_sha256.get(..12).unwrap_or(&scenario.scenario_sha256);
        let who = match scenario.sides() {
            [senders, targets] if !senders.is_empty() || !targets.is_empty() => {
                format!(" {} against {}.", words::list(&senders, 6), words::list(&targets, 6))
            }
            _ => String::new(),
        };
        format!(
            "Scenario {}: {} ({}, fingerprint of what was run {print}…).{who}",
            scenario.name, scenario.title, scenario.file
        )
    });
    let paths = manifest.varied.iter().map(|varied| {
        let design =
            varied.design.as_str().map_or_else(|| varied.design.to_string(), |how| how.replace('_', " "));
        let values = if varied.values.is_empty() { String::new() } else { format!("{}, ", varied.values) };
        let source = match varied.source.trim_end_matches('.') {
            "" => String::new(),
            source => format!(" Source of the range: {source}."),
        };
        format!("Varied: {}, {values}{design}.{source}", varied.path)
    });
    let plan = manifest.set.iter().map(|set| format!("Set by the plan, in all scenarios: {set}."));
    let set =
        manifest.overrides.iter().map(|set| format!("Set on the command line, in all scenarios: {set}."));
    let luck =
        manifest.varied.is_empty().then(|| "No parameter: runs differ by their luck alone.".to_owned());
    scenarios.chain(plan).chain(set).chain(paths).chain(luck).collect()
}

fn headlines(outcomes: &[Outcome]) -> Sheet {
    let mut sheet = Sheet::new(&[
        ("Result", "metric"),
        ("Scenario", "scenario"),
        ("10%", "p10"),
        ("Median", "p50"),
        ("90%", "p90"),
        ("Mean", "mean"),
        ("Error of the mean", "mc_error"),
        ("Runs", "runs"),
        ("Missing", "missing"),
        ("Runs to halve the error", "runs_to_halve"),
    ]);
    for (metric, label) in HEADLINES {
        let whole = |row: &&Outcome| row.metric == metric && row.stage.is_empty() && row.good.is_empty();
        for row in outcomes.iter().filter(whole) {
            let format = format_of(&row.unit, metric);
            // Of a yes or no the mean is the share; its quantiles say nothing.
            let quantiles = [row.p10, row.p50, row.p90].map(|value| {
                if row.unit == "flag" { Cell::text("") } else { Cell::Number(value, format(value)) }
            });
            let mean = [row.mean, row.mc_error].map(|value| Cell::Number(value, format(value)));
            let counts = [row.runs, row.missing, row.runs_to_halve]
                .map(|value| Cell::Number(value, numbers::count(value)));
            let words = [Cell::text(label), Cell::text(row.scenario.clone())];
            sheet.rows.push(words.into_iter().chain(quantiles).chain(mean).chain(counts).collect());
        }
    }
    sheet
}

fn format_of(unit: &str, metric: &str) -> fn(f64) -> String {
    match unit {
        "usd" => numbers::usd,
        "share" => numbers::percent,
        "flag" => numbers::percent,
        _ if metric.ends_with("_months") => numbers::tenths,
        _ => numbers::quantity,
    }
}

fn hardest(outcomes: &[Outcome]) -> Sheet {
    let mut sheet = Sheet::new(&[
        ("Stage", "stage"),
        ("In", "jurisdiction"),
        ("Scenario", "scenario"),
        ("10%", "p10"),
        ("Median", "p50"),
        ("90%", "p90"),
        ("Runs", "runs"),
    ]);
    let mut rows: Vec<&Outcome> =
        outcomes.iter().filter(|row| row.metric == "worst_output_ratio" && row.good.is_empty()).collect();
    rows.sort_by(|a, b| a.p50.total_cmp(&b.p50));
    for row in rows.into_iter().take(20) {
        let shares = [row.p10, row.p50, row.p90].map(|value| Cell::Number(value, numbers::percent(value)));
        let names = [
            Cell::text(words::words(&row.stage)),
            Cell::text(places::name(&row.jurisdiction)),
            Cell::text(row.scenario.clone()),
        ];
        let runs = Cell::Number(row.runs, numbers::count(row.runs));
        sheet.rows.push(names.into_iter().chain(shares).chain([runs]).collect());
    }
    sheet
}
