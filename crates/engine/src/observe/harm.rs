//! Harm: value added lost against the paired baseline, by stage and jurisdiction and by side, and how it heals.
//!
//! # Equations
//! ```text
//! lost     = sum over ticks of baseline value added less the run's, both at base prices
//! away     = ticks in which the mean of the last four weeks is under 95% of the baseline's
//! recovery = from the first such tick to the last, in months; a lower bound if the run ends in one
//! healed   = 1 - loss at the end / largest cumulative loss
//! ratio    = lost by targets / lost by senders
//! ```

use super::history::{History, Point};
use crate::error::EngineError;
use coercivity_base::{Date, JurisdictionId, Month};
use coercivity_model::state::Facts;
use coercivity_record::{HarmRow, Rows, SummaryRow, summary_metrics as metrics};
use coercivity_scenario::checked::Side;
use std::collections::BTreeMap;

/// Share of the baseline from which on value added counts as back. Convention of the summary.
const BACK: f64 = 0.95;
/// Weeks over which value added is averaged. Convention of the summary.
const WINDOW_WEEKS: f64 = 4.0;
/// Weeks in a month.
const WEEKS_PER_MONTH: f64 = 365.25 / 7.0 / 12.0;

/// How value added left the baseline and came back.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Recovery {
    /// Tick in which it was first away; `None` if it never was.
    pub fell: Option<usize>,
    /// First tick in which it was back for good; `None` if it never fell or never came back.
    pub back: Option<usize>,
}

/// When a run was away from its baseline: the mean of `window` ticks under `threshold` of the baseline's.
#[must_use]
pub fn recovery(run: &[f64], baseline: &[f64], window: usize, threshold: f64) -> Recovery {
    let mean = |series: &[f64], end: usize| series[end + 1 - window.min(end + 1)..=end].iter().sum::<f64>();
    let away = |&tick: &usize| mean(run, tick) < threshold * mean(baseline, tick);
    let ticks = run.len().min(baseline.len());
    let fell = (0..ticks).find(away);
    let last = (0..ticks).rev().find(away);
    Recovery { fell, back: last.map(|tick| tick + 1).filter(|&tick| tick < ticks) }
}

/// Part of the largest cumulative loss that was made good by the end; `None` without a loss.
#[must_use]
pub fn healed(lost: &[f64]) -> Option<f64> {
    let mut sum = 0.0;
    let mut largest = 0.0_f64;
    for of_tick in lost {
        sum += of_tick;
        largest = largest.max(sum);
    }
    (largest > 0.0).then(|| 1.0 - sum / largest)
}

/// Value added by tick, of the run and of its baseline.
#[derive(Clone, Debug, Default)]
struct Pair {
    run: Vec<f64>,
    baseline: Vec<f64>,
}

impl Pair {
    fn add(&mut self, other: &Pair) {
        for (into, from) in [(&mut self.run, &other.run), (&mut self.baseline, &other.baseline)] {
            into.resize(from.len(), 0.0);
            into.iter_mut().zip(from).for_each(|(sum, value)| *sum += value);
        }
    }

    fn lost(&self) -> Vec<f64> {
        self.run.iter().zip(&self.baseline).map(|(run, baseline)| baseline - run).collect()
    }
}

/// The rows of the summary: recovery by stage and jurisdiction, harm and its ratio by side.
pub(super) fn summarise(facts: &Facts, run: &History, baseline: &History, rows: &mut Vec<SummaryRow>) {
    let mut by_side: BTreeMap<(Side, String), Pair> = BTreeMap::new();
    for pair in 0..run.pairs.len() {
        let (stage, jurisdiction) = run.pairs[pair];
        let values = pair_of(run, baseline, pair);
        let name = facts.stage_name(stage).to_owned();
        heal(
            facts,
            run,
            &values,
            (&name, facts.code(jurisdiction)),
            ["recovery_months", "recovered", "loss_made_good_share"],
            rows,
        );
        if !facts.scenario.sides.is_empty() {
            let side = facts.scenario.sides.of(jurisdiction);
            by_side.entry((side, name)).or_default().add(&values);
            by_side.entry((side, String::new())).or_default().add(&values);
        }
    }
    for ((side, stage), values) in &by_side {
        let lost: f64 = values.lost().iter().sum();
        let normal: f64 = values.baseline.iter().sum();
        let name = |what: &str| format!("harm_{}_{what}", side.name());
        push(rows, (stage, ""), &name("usd"), lost, "usd", None);
        push(
            rows,
            (stage, ""),
            &name("share"),
            if normal > 0.0 { lost / normal } else { f64::NAN },
            "share",
            None,
        );
        if stage.is_empty() {
            let names = ["recovery_months", "recovered", "made_good_share"].map(name);
            heal(facts, run, values, ("", ""), names.each_ref().map(String::as_str), rows);
        }
    }
    let of =
        |side: Side| by_side.get(&(side, String::new())).map_or(0.0, |pair| pair.lost().iter().sum::<f64>());
    let (sender, target) = (of(Side::Sender), of(Side::Target));
    if !by_side.is_empty() {
        // A ratio of losses means nothing where the sender lost nothing.
        let ratio = if sender > 0.0 { target / sender } else { f64::NAN };
        push(rows, ("", ""), metrics::HARM_RATIO, ratio, "ratio", None);
    }
}

fn pair_of(run: &History, baseline: &History, pair: usize) -> Pair {
    let values =
        |history: &History| history.points.iter().map(|points| points[pair].value_added_usd).collect();
    let (mut run, mut baseline): (Vec<f64>, Vec<f64>) = (values(run), values(baseline));
    let ticks = run.len().min(baseline.len());
    run.truncate(ticks);
    baseline.truncate(ticks);
    Pair { run, baseline }
}

/// Rows about how a pair of series heals: months, whether that is the end of it, and the part of the loss made good.
fn heal(
    facts: &Facts,
    run: &History,
    values: &Pair,
    keys: (&str, &str),
    [months, recovered, made_good]: [&str; 3],
    rows: &mut Vec<SummaryRow>,
) {
    let weeks = facts.calendar.tick_weeks();
    let window = (WINDOW_WEEKS / weeks).round().max(1.0) as usize;
    let found = recovery(&values.run, &values.baseline, window, BACK);
    if let Some(fell) = found.fell {
        let until = found.back.unwrap_or(values.run.len());
        let date = found.back.and_then(|tick| run.dates.get(tick)).copied();
        push(rows, keys, months, (until - fell) as f64 * weeks / WEEKS_PER_MONTH, "months", date);
        push(rows, keys, recovered, f64::from(u8::from(found.back.is_some())), "flag", None);
        if let Some(share) = healed(&values.lost()) {
            push(rows, keys, made_good, share, "share", None);
        }
    }
}

fn push(
    rows: &mut Vec<SummaryRow>,
    keys: (&str, &str),
    metric: &str,
    value: f64,
    unit: &str,
    date: Option<Date>,
) {
    rows.push(SummaryRow {
        stage: keys.0.to_owned(),
        jurisdiction: keys.1.to_owned(),
        good: String::new(),
        metric: metric.to_owned(),
        value,
        unit: unit.to_owned(),
        date,
    });
}

/// Sums of a month.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    run: f64,
    baseline: f64,
    equity: f64,
    baseline_equity: f64,
    /// Weight of what the two equity values are means of.
    share: f64,
}

/// Writes the table `harm`: value added and equity value by month, stage and jurisdiction beside the baseline's.
pub(crate) fn write(
    facts: &Facts,
    run: &History,
    baseline: &History,
    out: &mut dyn Rows,
) -> Result<(), EngineError> {
    for (pair, &(stage, jurisdiction)) in run.pairs.iter().enumerate() {
        let mut months: BTreeMap<Month, Sum> = BTreeMap::new();
        for (tick, (points, normal)) in run.points.iter().zip(&baseline.points).enumerate() {
            for (month, share) in facts.calendar.months(tick as i64) {
                months.entry(month).or_default().add(&points[pair], &normal[pair], share);
            }
        }
        let mut cumulative = 0.0;
        for (month, sum) in months {
            let lost = sum.baseline - sum.run;
            cumulative += lost;
            let Ok(date) = Date::new(month.year, month.month, 1) else { continue };
            out.harm(&HarmRow {
                date,
                stage: facts.stage_name(stage),
                jurisdiction: facts.code(jurisdiction),
                side: side_name(facts, jurisdiction),
                value_added_usd: sum.run,
                baseline_usd: sum.baseline,
                lost_usd: lost,
                cumulative_lost_usd: cumulative,
                equity_usd: sum.equity / sum.share,
                baseline_equity_usd: sum.baseline_equity / sum.share,
            })?;
        }
    }
    Ok(())
}

impl Sum {
    fn add(&mut self, run: &Point, baseline: &Point, share: f64) {
        self.run += share * run.value_added_usd;
        self.baseline += share * baseline.value_added_usd;
        self.equity += share * run.equity_usd;
        self.baseline_equity += share * baseline.equity_usd;
        self.share += share;
    }
}

/// Side of a jurisdiction; empty where nobody acts.
fn side_name(facts: &Facts, jurisdiction: JurisdictionId) -> &'static str {
    if facts.scenario.sides.is_empty() { "" } else { facts.scenario.sides.of(jurisdiction).name() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fall_is_dated_by_the_mean_of_its_window() {
        let baseline = [100.0; 8];
        // Means of two: 100, 98, 92, 90, 95.5, 100, ...: under 95 in ticks 2 and 3.
        let run = [100.0, 96.0, 88.0, 92.0, 99.0, 101.0, 100.0, 100.0];
        assert_eq!(recovery(&run, &baseline, 2, 0.95), Recovery { fell: Some(2), back: Some(4) });
        assert_eq!(recovery(&baseline, &baseline, 2, 0.95), Recovery::default());
        // Still away at the end: no date of return.
        assert_eq!(recovery(&[100.0, 50.0], &[100.0; 2], 1, 0.95), Recovery { fell: Some(1), back: None });
    }

    #[test]
    fn what_was_lost_and_made_again_is_healed() {
        // 10 and 20 lost, then 6 more than the baseline made: 24 of 30 stay lost.
        assert!((healed(&[0.0, 10.0, 20.0, -6.0]).unwrap_or(f64::NAN) - 0.2).abs() < 1e-12);
        assert_eq!(healed(&[-1.0, 1.0]), None);
    }
}
