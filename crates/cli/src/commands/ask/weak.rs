//! `coercivity ask weak-link`: for each large exporter of each input, what happens to the others' devices if it is out.
//!
//! # Question
//! ```text
//! node      exporter and good with at least so much of the good's exports in the quiet run
//! outage    no exports of the good from it from week 13 on, for so many weeks, without notice
//! survive   weeks from the outage until the others' output of the last stage falls 10% (`target_weeks_to_fall`)
//! weak      the node whose outage the others survive for the shortest time; among equals, that which costs them most
//! ```
//! After Simchi-Levi, Schmidt and Wei (2014), Harvard Business Review 92(1), 96-101: a node is covered if the chain
//! survives for longer than it is out.

use super::{Asked, size, stage_name, times, values};
use crate::memory;
use crate::screen::{percent, table, usd, weeks as weeks_in_words, wrapped};
use crate::{
    args::WeakArguments,
    exit::{self, Code, Failure},
    scenarios, terminal,
};
use coercivity_base::{Calendar, Date};
use coercivity_record::{DrawRecord, RunRecord, Whose};
use coercivity_scenario::plan::Point;
use coercivity_scenario::{LoadedPlan, Scenario};
use coercivity_study::answers::Times;
use coercivity_study::ensemble::band;
use serde_json::json;
use std::collections::BTreeMap;
use std::process::ExitCode;

/// Weeks of quiet before the outage, and after it. Convention of the question.
const QUIET_WEEKS: u32 = 13;

/// An exporter of a good.
struct Node {
    origin: String,
    good: String,
    /// Of the good's exports, in the quiet run.
    share: f64,
}

/// What its outage does.
struct Answer {
    node: Node,
    survive: Times,
    loss_usd: Vec<f64>,
}

pub(crate) fn run(arguments: &WeakArguments) -> exit::Outcome {
    // A first quiet run tells who exports what.
    let quiet = scenarios::one_scenario(&arguments.ask.file, 1, &arguments.ask.all_overrides())?;
    memory::require(quiet.plain[0].scenario.run.firms)?;
    let nodes = nodes(&quiet, arguments)?;
    if nodes.is_empty() {
        let words =
            format!("Nobody exports {} of a good that others make things of.", percent(arguments.share));
        return Err(Failure::new(Code::Scenario, words));
    }
    let scenario = &quiet.plain[0].scenario;
    let stage = stage_name(scenario, None)?;
    let points = nodes.iter().map(|node| outage(scenario, node, arguments.weeks)).collect();
    let weeks = 2 * QUIET_WEEKS + arguments.weeks;
    let ticks = (f64::from(weeks) * 7.0 / f64::from(scenario.run.tick_days)).ceil() as u32;
    let more = [format!("run.ticks={ticks}"), "plugins=[]".to_owned(), "results.sides=None".to_owned()];
    let mut asked = Asked::of(&arguments.ask, &more, |_| Ok(None))?;
    asked.job.replace_points(points);
    let draws = asked.play()?;
    let mut answers: Vec<Answer> =
        nodes.into_iter().enumerate().map(|(n, node)| answer(node, n as u32, &draws, &stage)).collect();
    answers.sort_by(|a, b| {
        let key =
            |one: &Answer| (one.survive.at(0.5).unwrap_or(f64::INFINITY), -band(&one.loss_usd).quantiles[1]);
        let ((t, l), (u, m)) = (key(a), key(b));
        t.total_cmp(&u).then(l.total_cmp(&m))
    });
    let text = if arguments.ask.json {
        as_json(&answers)
    } else {
        in_words(&asked, draws.len(), &stage, arguments.weeks, &answers)
    };
    terminal::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Exporters of inputs with at least the share asked for.
fn nodes(plan: &LoadedPlan, arguments: &WeakArguments) -> Result<Vec<Node>, Failure> {
    let scenario = &plan.plain[0].scenario;
    let inputs: Vec<String> = scenario
        .goods
        .iter()
        .enumerate()
        .filter(|(at, _)| {
            let used = |recipe: &coercivity_scenario::checked::Recipe| {
                recipe.inputs.iter().any(|input| input.good.index() == *at)
            };
            scenario.recipes.iter().any(used)
        })
        .map(|(_, good)| good.name.clone())
        .collect();
    let ticks = (f64::from(QUIET_WEEKS) * 7.0 / f64::from(scenario.run.tick_days)).ceil() as u32;
    let more = [format!("run.ticks={ticks}"), "schedule=[]".into(), "plugins=[]".into(), all_act(scenario)];
    let mut asked = Asked::of(&arguments.ask, &more, |_| Ok(None))?;
    asked.job.replicates = 1;
    let draws = asked.play()?;
    let mut exports: BTreeMap<(String, String), f64> = BTreeMap::new();
    let series = draws.iter().flat_map(|draw| &draw.runs).flat_map(|run| &run.series);
    for series in
        series.filter(|s| s.whose == Whose::Baseline && s.key.metric == "exports" && s.key.partner.is_empty())
    {
        let sum: f64 = series.values.iter().filter(|value| value.is_finite()).sum();
        *exports.entry((series.key.good.clone(), series.key.jurisdiction.clone())).or_default() += sum;
    }
    let world =
        |good: &str| -> f64 { exports.iter().filter(|((g, _), _)| g == good).map(|(_, sum)| sum).sum() };
    let node = |((good, origin), sum): (&(String, String), &f64)| {
        let share = sum / world(good);
        let is_large = share >= arguments.share && inputs.contains(good);
        is_large.then(|| Node { origin: origin.clone(), good: good.clone(), share })
    };
    Ok(exports.iter().filter_map(node).collect())
}

/// An override by which everybody acts, so that everybody's exports are kept.
fn all_act(scenario: &Scenario) -> String {
    let codes: Vec<String> =
        scenario.jurisdictions.iter().map(|place| format!("\"{}\"", place.code)).collect();
    format!("results.sides=(senders: [{}], targets: [])", codes.join(", "))
}

/// The schedule with one node out.
fn outage(scenario: &Scenario, node: &Node, weeks: u32) -> Point {
    let calendar = Calendar::new(scenario.run.start, 7);
    let day = |week: u32| -> Date { calendar.date(i64::from(week)) };
    let (from, until) = (day(QUIET_WEEKS), day(QUIET_WEEKS + weeks));
    let measure = format!(
        "[(id: \"outage\", announced: \"{from}\", from: \"{from}\", until: \"{until}\", what: Ban(scope: (goods: [\"{}\"], \
         origins: Only([\"{}\"]), destinations: All)), source: \"\")]",
        node.good, node.origin
    );
    vec![("schedule".to_owned(), measure)]
}

fn answer(node: Node, point: u32, draws: &[DrawRecord], stage: &str) -> Answer {
    let runs: Vec<&RunRecord> =
        draws.iter().filter(|draw| draw.point == point).flat_map(|draw| &draw.runs).collect();
    let runs = || runs.iter().copied();
    Answer {
        node,
        survive: times(runs(), "target_weeks_to_fall", stage, ""),
        loss_usd: values(runs(), "harm_target_usd", "", ""),
    }
}

fn in_words(asked: &Asked, runs: usize, stage: &str, weeks: u32, answers: &[Answer]) -> String {
    let mut text = format!(
        "Weak links: {}\n{}; each exporter of an input is out for {weeks} weeks, without notice\n\n",
        asked.scenario().title,
        size(asked, runs)
    );
    let rows: Vec<Vec<String>> = answers
        .iter()
        .map(|answer| {
            let [low, middle, high] = band(&answer.loss_usd).quantiles.map(usd);
            let covered = match answer.survive.at(0.5) {
                Some(survive) if survive < f64::from(weeks) => "no",
                _ => "yes",
            };
            let survive = if answer.survive.seen.is_empty() {
                "no fall".to_owned()
            } else {
                weeks_in_words(&answer.survive)
            };
            vec![
                format!("{} from {}", answer.node.good, answer.node.origin),
                percent(answer.node.share),
                survive,
                covered.to_owned(),
                format!("{middle} ({low} to {high})"),
            ]
        })
        .collect();
    text.push_str(&table(1, &["node", "of exports", "weeks to fall", "covered", "others lose, USD"], &rows));
    let legend = format!(
        "Weeks to fall: from the outage until the others' output of {stage} stays at or under 90% of normal for four weeks, \
         median (tenth to ninetieth percentile). Covered: that is longer than the outage. A loss under zero is a gain: what \
         cannot be bought from one is made by others."
    );
    text.push_str(&wrapped("  ", &legend));
    text
}

fn as_json(answers: &[Answer]) -> String {
    let rows: Vec<_> = answers
        .iter()
        .map(|answer| {
            let [p10, p50, p90] = band(&answer.loss_usd).quantiles;
            json!({
                "good": answer.node.good, "origin": answer.node.origin, "share_of_exports": answer.node.share,
                "weeks_to_fall": {
                    "runs": answer.survive.runs(), "seen": answer.survive.seen.len(),
                    "p10": answer.survive.at(0.1), "p50": answer.survive.at(0.5), "p90": answer.survive.at(0.9),
                },
                "loss_usd": {"p10": p10, "p50": p50, "p90": p90},
            })
        })
        .collect();
    format!("{}\n", json!({"nodes": rows}))
}
