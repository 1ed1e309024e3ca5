//! `coercivity ask who-pays`: value added lost, by side and stage, and by side and quarter.

use super::{Asked, require_sides, size, values};
use crate::screen::{percent, table, usd, wrapped};
use crate::{args::PaysArguments, exit, terminal};
use coercivity_base::JurisdictionId;
use coercivity_record::{Band, RunRecord, Whose};
use coercivity_study::ensemble::band;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::ExitCode;

/// Sides as metrics name them.
const SIDES: [&str; 3] = ["sender", "target", "third"];
/// Quarters by year and number, with losses of each side by run.
type Quarters = BTreeMap<(i16, i8), [Vec<f64>; 3]>;

pub(crate) fn run(arguments: &PaysArguments) -> exit::Outcome {
    let asked = Asked::of(&arguments.ask, &[], |_| Ok(None))?;
    require_sides(asked.scenario())?;
    let draws = asked.play()?;
    let runs: Vec<&RunRecord> = draws.iter().flat_map(|draw| &draw.runs).collect();
    let stages: Vec<String> = asked.scenario().stages.iter().map(|stage| stage.name.clone()).collect();
    let of = |stage: &str| {
        SIDES.map(|side| band(&values(runs.iter().copied(), &format!("harm_{side}_usd"), stage, "")))
    };
    let by_stage: Vec<(String, [Band; 3])> =
        stages.iter().map(|stage| (stage.clone(), of(stage))).chain([("all".to_owned(), of(""))]).collect();
    let by_quarter: Vec<(String, [Band; 3])> = quarters(&asked, &runs)
        .iter()
        .map(|((year, quarter), lost)| (format!("{year} Q{quarter}"), lost.each_ref().map(|lost| band(lost))))
        .collect();
    let text = if arguments.ask.json {
        let rows = |rows: &[(String, [Band; 3])]| rows.iter().map(as_json).collect::<Vec<_>>();
        format!("{}\n", json!({"unit": "usd", "by_stage": rows(&by_stage), "by_quarter": rows(&by_quarter)}))
    } else {
        in_words(&asked, &runs, &by_stage, &by_quarter)
    };
    terminal::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Value added lost by quarter, side and run.
fn quarters(asked: &Asked, runs: &[&RunRecord]) -> Quarters {
    let scenario = asked.scenario();
    let side_of = |code: &str| {
        let place = scenario.jurisdictions.iter().position(|place| place.code == code);
        place.map_or(2, |place| scenario.sides.of(JurisdictionId::at(place)) as usize)
    };
    let mut quarters = Quarters::new();
    for (n, run) in runs.iter().enumerate() {
        for series in run.series.iter().filter(|series| series.key.metric == "value_added_usd") {
            let sign = match series.whose {
                Whose::Run => -1.0,
                Whose::Baseline => 1.0,
                Whose::Ratio => continue,
            };
            let side = side_of(&series.key.jurisdiction);
            for (month, value) in series.values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
                let at =
                    i32::from(series.first.year()) * 12 + i32::from(series.first.month()) - 1 + month as i32;
                let quarter = ((at / 12) as i16, (at % 12 / 3 + 1) as i8);
                let lost = quarters.entry(quarter).or_insert_with(|| [(); 3].map(|()| vec![0.0; runs.len()]));
                lost[side][n] += sign * value;
            }
        }
    }
    quarters
}

fn in_words(
    asked: &Asked,
    runs: &[&RunRecord],
    by_stage: &[(String, [Band; 3])],
    by_quarter: &[(String, [Band; 3])],
) -> String {
    let mut text = format!("Who pays: {}\n{}\n\n", asked.scenario().title, size(asked, runs.len()));
    text.push_str("Value added lost against the paired baseline, USD: median (range); a gain is negative\n");
    let cell = |band: &Band| {
        let [low, middle, high] = band.quantiles.map(usd);
        if band.runs == 0 { "-".to_owned() } else { format!("{middle} ({low} to {high})") }
    };
    let rows = |rows: &[(String, [Band; 3])]| -> Vec<Vec<String>> {
        rows.iter()
            .map(|(name, bands)| [name.clone()].into_iter().chain(bands.iter().map(cell)).collect())
            .collect()
    };
    text.push_str(&table(1, &["stage", "who acts", "acted upon", "third countries"], &rows(by_stage)));
    text.push('\n');
    text.push_str(&table(1, &["quarter", "who acts", "acted upon", "third countries"], &rows(by_quarter)));
    let share = |side: &str| {
        let [low, middle, high] =
            band(&values(runs.iter().copied(), &format!("harm_{side}_share"), "", "")).quantiles.map(percent);
        format!("{middle} ({low} to {high})")
    };
    let ratio = band(&values(runs.iter().copied(), "harm_ratio_target_sender", "", ""));
    let mut words = format!(
        "Of its own value added, who acts loses {}, who is acted upon {}, third countries {}.",
        share("sender"),
        share("target"),
        share("third")
    );
    if ratio.runs > 0 {
        let [low, middle, high] = ratio.quantiles;
        words.push_str(&format!(
            " For each dollar of who acts, who is acted upon loses {middle:.2} ({low:.2} to {high:.2}); in {} of {} runs \
             who acts lost nothing, so that there is no such ratio.",
            runs.len() - ratio.runs,
            runs.len()
        ));
    }
    words.push_str(" Ranges: tenth to ninetieth percentile.");
    format!("{text}\n{}", wrapped("  ", &words))
}

fn as_json((name, bands): &(String, [Band; 3])) -> Value {
    let band = |band: &Band| {
        let [p10, p50, p90] = band.quantiles;
        json!({"runs": band.runs, "p10": p10, "p50": p50, "p90": p90, "mean": band.mean, "mc_error": band.error})
    };
    let [sender, target, third] = bands.each_ref().map(band);
    json!({"of": name, "sender": sender, "target": target, "third": third})
}
