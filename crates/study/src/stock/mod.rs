//! The stock that carries a stage through a restriction: how much of a good an authority must hold so that output of
//! the stage at home stays at a share of normal for so many months.
//!
//! # Question
//! ```text
//! t0     first tick in which a good bound for the jurisdiction from abroad needs a licence, is banned, or meets a quota
//! held   for every t in t0 .. t0 + months:
//!        sum of output over the `window` ticks up to t  >=  threshold * the same of the quiet run
//! stock  the least opening stock S for which `held` is true, by bisection in 0 ..= release rate * normal use * months
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | months, threshold, window | [`Question`] | months, share, ticks | one bad tick is no failure where the window is longer |
//! | normal use | [`Answer::use_per_tick`] | units per tick | of the good by firms of the jurisdiction in the quiet run |
//!
//! Quiet run, run without stock and all runs with one have the same draws, replicate by replicate. From `t0` on firms get
//! what they lack of the good, at most twice normal use a tick, so more than that over the whole time can be of no use.
//! That more stock is never worse is taken for granted. Where even the largest does not hold output, because orders or
//! other inputs fall off, a second answer takes what it does hold for normal. Assumptions: release rule, rate, window.

mod bisect;
mod release;

pub use bisect::{Least, least};

use crate::{Policies, StudyError};
use bevy_ecs::prelude::World;
use coercivity_base::{GoodId, JurisdictionId, StageId};
use coercivity_engine::{Trial, watched_trial};
use coercivity_model::state::{Facts, Ledger, Measures, Verdict};
use coercivity_parallel::Pool;
use coercivity_scenario::Scenario;
use release::{RELEASE_RATE, release};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Days of a month.
const MONTH: f64 = 365.25 / 12.0;
/// Bisection ends when it knows the stock to this share of a tick's normal use.
const TOLERANCE: f64 = 0.1;

/// What is asked.
pub struct Question {
    /// The scenario with its restriction.
    pub scenario: Scenario,
    /// Its policies.
    pub policies: Policies,
    /// Whose stock and whose stage.
    pub jurisdiction: JurisdictionId,
    /// Stock of what.
    pub good: GoodId,
    /// The stage to be protected.
    pub stage: StageId,
    /// For how long.
    pub months: f64,
    /// Share of the quiet run's output that counts as held.
    pub threshold: f64,
    /// Ticks over which output is summed.
    pub window: usize,
    /// Replicates.
    pub replicates: u32,
}

/// What a replicate answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// Tick of the first restriction; `None`: nothing restricts the good on its way to the jurisdiction.
    pub restricted: Option<usize>,
    /// Normal use of the good at home. Unit: units of the good per tick.
    pub use_per_tick: f64,
    /// Stock that is needed. Unit: units of the good.
    pub stock: Least,
    /// The same where a fall that the largest stock cannot prevent, since orders or other inputs are lacking, is taken
    /// for normal; as `stock` where that is not [`Least::Never`].
    pub of_supply: Least,
    /// Lowest share of the quiet run's output in the time asked for, without a stock.
    pub lowest_share: f64,
    /// The same with the largest stock that can be of use.
    pub largest_share: f64,
}

/// Answers `question` on `pool`, a replicate on each of its threads; `watch` is told after each run how many were made
/// and how many replicates are done, and ends it all by false.
///
/// # Errors
/// If nobody at home makes or uses what is asked about, if the scenario ends too early, if a run fails, or if `watch`
/// ends it.
pub fn stock_for(
    question: &Question,
    pool: &Pool,
    watch: &(dyn Fn(usize, usize) -> bool + Sync),
) -> Result<Vec<Answer>, StudyError> {
    let (runs, replicates) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let answers = pool.map(question.replicates as usize, |number| {
        let asked = Asked { question, number: number as u32, runs: &runs, replicates: &replicates, watch };
        let answer = asked.answer();
        replicates.fetch_add(1, Ordering::Relaxed);
        answer
    });
    answers.into_iter().collect()
}

/// A search between no stock and the largest that can be of use.
struct Search<'a> {
    span: std::ops::Range<usize>,
    question: &'a Question,
    /// Output by tick without a stock and with the largest.
    ends: [Vec<f64>; 2],
    /// Unit: units of the good.
    largest: f64,
    tolerance: f64,
}

impl Search<'_> {
    fn lowest(&self, output: &[f64], normal: &[f64]) -> f64 {
        lowest_share(output, normal, self.span.clone(), self.question.window)
    }

    /// The least stock with which output, which `with` gives, is held at the threshold of `normal`.
    fn least(
        &self,
        normal: &[f64],
        with: &impl Fn(f64) -> Result<Vec<f64>, StudyError>,
    ) -> Result<Least, StudyError> {
        least(self.largest, self.tolerance, |stock| {
            let lowest = if stock == 0.0 {
                self.lowest(&self.ends[0], normal)
            } else if stock == self.largest {
                self.lowest(&self.ends[1], normal)
            } else {
                self.lowest(&with(stock)?, normal)
            };
            Ok(lowest >= self.question.threshold)
        })
    }
}

/// A replicate of a question.
struct Asked<'a> {
    question: &'a Question,
    number: u32,
    runs: &'a AtomicUsize,
    replicates: &'a AtomicUsize,
    watch: &'a (dyn Fn(usize, usize) -> bool + Sync),
}

/// What is seen of a run.
#[derive(Default)]
struct Seen {
    /// First tick with a restriction.
    restricted: Option<usize>,
    /// Use of the good at home, base units, summed over ticks.
    used: f64,
    ticks: usize,
}

impl Asked<'_> {
    fn answer(&self) -> Result<Answer, StudyError> {
        let question = self.question;
        let own = self.scenario(0.0);
        let base_units = own.goods[question.good.index()].base_units;
        let (quiet, of_quiet) = self.run(&Arc::new(own.baseline()), &Policies::default())?;
        let use_per_tick = of_quiet.used / of_quiet.ticks.max(1) as f64 / base_units;
        let normal = self.output(&quiet)?;
        if use_per_tick <= 0.0 {
            return Err(StudyError::Question(format!("Nobody in {} uses {}.", self.code(), self.good())));
        }
        let (bare, seen) = self.run(&own, &question.policies)?;
        let Some(first) = seen.restricted else {
            return Ok(Answer {
                restricted: None,
                use_per_tick,
                stock: Least::Nothing,
                of_supply: Least::Nothing,
                lowest_share: 1.0,
                largest_share: 1.0,
            });
        };
        let tick_days = f64::from(own.run.tick_days);
        let asked = (question.months * MONTH / tick_days).ceil() as usize;
        if first + asked > normal.len() {
            let words = format!(
                "The good is first restricted in tick {first}, and {} months are {asked} ticks, but the scenario ends \
                 after {}. Add --set run.ticks={} or more.",
                question.months,
                normal.len(),
                first + asked
            );
            return Err(StudyError::Question(words));
        }
        let most = RELEASE_RATE * use_per_tick;
        let rule = Policies::new(vec![release(question.jurisdiction, question.good, first, most)]);
        let policies = question.policies.and(&rule);
        let with = |stock| self.output(&self.run(&self.scenario(stock), &policies)?.0);
        let largest = most * asked as f64;
        let search = Search {
            span: first..first + asked,
            question,
            ends: [self.output(&bare)?, with(largest)?],
            largest,
            tolerance: TOLERANCE * use_per_tick,
        };
        let stock = search.least(&normal, &with)?;
        let [lowest_share, largest_share] =
            search.ends.each_ref().map(|output| search.lowest(output, &normal));
        // What the largest stock cannot keep up is no matter of stocks.
        let within_reach: Vec<f64> =
            normal.iter().zip(&search.ends[1]).map(|(usual, most)| usual.min(*most)).collect();
        let of_supply = if stock == Least::Never { search.least(&within_reach, &with)? } else { stock };
        Ok(Answer { restricted: Some(first), use_per_tick, stock, of_supply, lowest_share, largest_share })
    }

    /// The scenario of the replicate with so many units more in the store.
    fn scenario(&self, stock: f64) -> Arc<Scenario> {
        let (question, mut own) = (self.question, self.question.scenario.clone());
        own.run.replicate = self.number;
        let store = question.jurisdiction.index() * own.goods.len() + question.good.index();
        own.stockpiles[store] += (stock * own.goods[question.good.index()].base_units).floor();
        Arc::new(own)
    }

    fn run(&self, scenario: &Arc<Scenario>, policies: &Policies) -> Result<(Trial, Seen), StudyError> {
        let done = self.runs.load(Ordering::Relaxed);
        if !(self.watch)(done, self.replicates.load(Ordering::Relaxed)) {
            return Err(StudyError::Interrupted);
        }
        let pool = Pool::new(1).map_err(coercivity_engine::EngineError::from)?;
        let mut seen = Seen::default();
        let (place, good) = (self.question.jurisdiction, self.question.good);
        let trial =
            watched_trial(scenario, &policies.lend(), pool, &mut |world| seen.add(world, place, good))?;
        self.runs.fetch_add(1, Ordering::Relaxed);
        match &trial.failure {
            Some(failure) => {
                Err(StudyError::Question(format!("Replicate {} failed: {failure}.", self.number)))
            }
            None => Ok((trial, seen)),
        }
    }

    /// Output of the stage at home by tick, US dollars at base prices.
    fn output(&self, trial: &Trial) -> Result<Vec<f64>, StudyError> {
        let key = (self.question.stage, self.question.jurisdiction);
        let Ok(pair) = trial.pairs.binary_search(&key) else {
            let stage = &self.question.scenario.stages[self.question.stage.index()].name;
            return Err(StudyError::Question(format!("There is no {stage} in {}.", self.code())));
        };
        Ok(trial.points.iter().map(|points| points[pair].output_usd).collect())
    }

    fn code(&self) -> &str {
        &self.question.scenario.jurisdictions[self.question.jurisdiction.index()].code
    }

    fn good(&self) -> &str {
        &self.question.scenario.goods[self.question.good.index()].name
    }
}

impl Seen {
    /// Adds the tick that has just been run.
    fn add(&mut self, world: &World, place: JurisdictionId, good: GoodId) {
        let (facts, measures) = (world.resource::<Facts>(), world.resource::<Measures>());
        let restricted =
            (0..facts.jurisdictions()).map(JurisdictionId::at).filter(|from| *from != place).any(|from| {
                let lane = facts.lane(good, from, place);
                let stopped = |verdict: &Verdict| matches!(verdict, Verdict::Licensed | Verdict::Blocked);
                measures.lanes[lane].verdict.iter().any(stopped) || measures.quota_ratio[lane] < 1.0
            });
        if restricted && self.restricted.is_none() {
            self.restricted = Some(self.ticks);
        }
        for (i, (cell, tally)) in facts.cells.iter().zip(&world.resource::<Ledger>().cells).enumerate() {
            let recipe = facts.recipe(i);
            let slots = recipe.input_good[..recipe.inputs].iter().zip(tally.used);
            let at_home = cell.jurisdiction == place;
            self.used +=
                slots.filter(|(input, _)| at_home && **input == good).map(|(_, used)| used).sum::<f64>();
        }
        self.ticks += 1;
    }
}

/// Lowest ratio of output to normal output, both summed over the `window` ticks up to each tick of `span`; 1 where
/// nothing is normal.
#[must_use]
pub fn lowest_share(output: &[f64], normal: &[f64], span: std::ops::Range<usize>, window: usize) -> f64 {
    let share = |tick: usize| {
        let of = tick.saturating_sub(window.saturating_sub(1))..=tick;
        let (made, usual): (f64, f64) = (output[of.clone()].iter().sum(), normal[of].iter().sum());
        if usual > 0.0 { made / usual } else { 1.0 }
    };
    span.map(share).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_share_is_that_of_the_worst_window() {
        let (output, normal) = ([10.0, 10.0, 4.0, 10.0, 2.0, 10.0], [10.0; 6]);
        assert_eq!(lowest_share(&output, &normal, 0..4, 1), 0.4);
        // Pairs up to ticks 2 to 5: 14, 14, 12, 12 of 20.
        assert_eq!(lowest_share(&output, &normal, 2..6, 2), 0.6);
        // At the start the window is what there is.
        assert_eq!(lowest_share(&output, &normal, 0..1, 4), 1.0);
        assert_eq!(lowest_share(&output, &[0.0; 6], 0..6, 1), 1.0);
    }
}
