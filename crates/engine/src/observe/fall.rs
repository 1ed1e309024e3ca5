//! Time to fall and time to recover: when output left the paired baseline, and when it was back.
//!
//! # Equations
//! ```text
//! q(t)      = mean output of the four weeks up to t / the same of the baseline
//! fall      = first t with q <= 90% in t and in the weeks up to t + 3
//! recovery  = first t after the fall from which on q >= 95% to the end of the run
//! weeks     = from the first tick in which a measure is in force (from the start, where the schedule has none) to the
//!             fall; from the fall to the recovery
//! ```
//!
//! A run that never falls has no time to fall, and one that is not back by its end has no time to recover: both are
//! censored, and flags say so. Source of the pair of times: Simchi-Levi, Schmidt and Wei (2014), Harvard Business Review
//! 92(1), 96-101, there for plants; thresholds are conventions of the summary.

use super::history::History;
use coercivity_base::Date;
use coercivity_model::state::Facts;
use coercivity_record::{SummaryRow, summary_metrics as metrics};
use coercivity_scenario::checked::Side;
use std::collections::BTreeMap;

/// Share of the baseline at which output has fallen.
const FALLEN: f64 = 0.9;
/// Share of the baseline from which on it is back.
const BACK: f64 = 0.95;
/// Weeks over which output is averaged, and for which it must stay down.
const WINDOW_WEEKS: f64 = 4.0;

/// When a series fell and was back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fall {
    /// Tick of the fall; `None` if it never fell.
    pub fell: Option<usize>,
    /// Tick of the recovery; `None` if it never fell or was not back by the end.
    pub back: Option<usize>,
}

/// The fall of `run` against `baseline`, with means over `window` ticks.
#[must_use]
pub fn fall(run: &[f64], baseline: &[f64], window: usize) -> Fall {
    let window = window.max(1);
    let ticks = run.len().min(baseline.len());
    let sum =
        |series: &[f64], end: usize| -> f64 { series[end + 1 - window.min(end + 1)..=end].iter().sum() };
    // Where nothing is normal, nothing can fall.
    let share = |tick: usize| {
        let normal = sum(baseline, tick);
        if normal > 0.0 { sum(run, tick) / normal } else { 1.0 }
    };
    let shares: Vec<f64> = (0..ticks).map(share).collect();
    let stays = |tick: &usize| {
        *tick + window <= ticks && shares[*tick..*tick + window].iter().all(|share| *share <= FALLEN)
    };
    let Some(fell) = (0..ticks).find(stays) else { return Fall::default() };
    let last_away = (fell..ticks).rev().find(|&tick| shares[tick] < BACK).unwrap_or(fell);
    Fall { fell: Some(fell), back: Some(last_away + 1).filter(|&tick| tick < ticks) }
}

/// The rows of the summary, by stage and jurisdiction and by stage and side.
pub(super) fn summarise(facts: &Facts, run: &History, baseline: &History, rows: &mut Vec<SummaryRow>) {
    let mut sides: BTreeMap<(Side, &str), [Vec<f64>; 2]> = BTreeMap::new();
    let clock = Clock::new(facts, run);
    for (pair, &(stage, jurisdiction)) in run.pairs.iter().enumerate() {
        let output = [run, baseline].map(|history| -> Vec<f64> {
            history.points.iter().map(|points| points[pair].output_usd).collect()
        });
        let names = [metrics::FELL, metrics::WEEKS_TO_FALL, metrics::WEEKS_TO_RECOVER].map(str::to_owned);
        clock.push([facts.stage_name(stage), facts.code(jurisdiction)], &output, names, rows);
        if !facts.scenario.sides.is_empty() {
            let side = facts.scenario.sides.of(jurisdiction);
            let sums = sides.entry((side, facts.stage_name(stage))).or_default();
            for (sum, own) in sums.iter_mut().zip(&output) {
                sum.resize(own.len(), 0.0);
                sum.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
            }
        }
    }
    for ((side, stage), output) in &sides {
        let names =
            ["fell", "weeks_to_fall", "weeks_to_recover"].map(|what| format!("{}_{what}", side.name()));
        clock.push([stage, ""], output, names, rows);
    }
}

/// Ticks as weeks.
struct Clock<'a> {
    run: &'a History,
    weeks: f64,
    window: usize,
    /// First tick with a measure.
    first: usize,
}

impl<'a> Clock<'a> {
    fn new(facts: &Facts, run: &'a History) -> Self {
        let weeks = facts.calendar.tick_weeks();
        let begins = facts.scenario.schedule.iter().map(|measure| measure.from).min();
        let first = begins.and_then(|day| run.dates.iter().position(|date| *date >= day)).unwrap_or(0);
        Self { run, weeks, window: (WINDOW_WEEKS / weeks).round().max(1.0) as usize, first }
    }

    /// Flag, weeks to the fall, weeks to the recovery.
    fn push(
        &self,
        [stage, jurisdiction]: [&str; 2],
        [run, baseline]: &[Vec<f64>; 2],
        [fell, to_fall, to_recover]: [String; 3],
        rows: &mut Vec<SummaryRow>,
    ) {
        let found = fall(run, baseline, self.window);
        let mut push = |metric: String, value: f64, unit: &str, tick: Option<usize>| {
            rows.push(SummaryRow {
                stage: stage.to_owned(),
                jurisdiction: jurisdiction.to_owned(),
                good: String::new(),
                metric,
                value,
                unit: unit.to_owned(),
                date: tick.and_then(|tick| self.date(tick)),
            });
        };
        push(fell, f64::from(u8::from(found.fell.is_some())), "flag", None);
        if let Some(tick) = found.fell {
            push(to_fall, (tick as f64 - self.first as f64) * self.weeks, "weeks", Some(tick));
            if let Some(back) = found.back {
                push(to_recover, (back - tick) as f64 * self.weeks, "weeks", Some(back));
            }
        }
    }

    fn date(&self, tick: usize) -> Option<Date> {
        self.run.dates.get(tick).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fall_must_last_and_a_recovery_too() {
        let normal = [10.0; 10];
        // Shares of single ticks; two ticks must stay down.
        let run = [10.0, 8.0, 10.0, 8.0, 9.0, 9.4, 9.6, 9.4, 9.6, 9.6];
        assert_eq!(fall(&run, &normal, 1), Fall { fell: Some(1), back: Some(8) });
        // Means of two: 1, .9, .9, .9, .85, .92, .95, .95, .95, .96: down from tick 1 on, back from tick 6 on.
        assert_eq!(fall(&run, &normal, 2), Fall { fell: Some(1), back: Some(6) });
    }

    #[test]
    fn what_never_falls_or_never_comes_back_has_no_time() {
        let normal = [10.0; 4];
        assert_eq!(fall(&[10.0, 9.5, 9.1, 10.0], &normal, 1), Fall::default());
        assert_eq!(fall(&[10.0, 9.0, 9.0, 9.0], &normal, 1), Fall { fell: Some(1), back: None });
        // One tick down where two are asked for.
        assert_eq!(fall(&[10.0, 10.0, 10.0, 2.0], &normal, 2), Fall::default());
        assert_eq!(fall(&[0.0; 4], &[0.0; 4], 1), Fall::default());
    }
}
