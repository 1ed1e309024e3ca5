//! Calibration by the method of simulated moments: the parameters whose runs come nearest to the facts.
//!
//! # Steps
//! 1. Parameters with choices take the choice of the least loss, one after the other, the rest at their starts.
//! 2. The others are fitted by [`super::minimise`] to the loss of [`super::loss`], at most so many evaluations.
//! 3. At the best point every fitted parameter is moved up and down, and one that is only asked about from end to end;
//!    [`super::identify`] says what the facts can tell.
//!
//! All evaluations run the same replicates under the same draws (common random numbers), so that losses differ by
//! parameters alone and the search repeats itself bit by bit. The paired baseline has no measures, so that every firm makes
//! and orders what it always does whatever the parameters are; it is run once. Source: McFadden (1989), Econometrica 57(5),
//! 995-1026; Glasserman and Yao (1992), Management Science 38(6), 884-908 for common random numbers.

use super::fit::minimise;
use super::identify::{Identification, identify};
use super::moments::{loss, residuals};
use super::recorder::{Plan, Record};
use super::{Bench, Watch, replicate};
use crate::{Policies, StudyError};
use coercivity_engine::Which;
use coercivity_parallel::Pool;
use coercivity_scenario::Scenario;
use coercivity_scenario::history::CheckedFact;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

/// Step of a finite difference, in shares of a range.
const STEP: f64 = 0.1;

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Least value.
    pub low: f64,
    /// Largest value.
    pub high: f64,
    /// Where the search starts.
    pub start: f64,
    /// Whether it is fitted.
    pub fitted: bool,
    /// The only values it takes; empty for any.
    pub choices: Vec<f64>,
}

/// A point and what it comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Values of all parameters.
    pub values: Vec<f64>,
    /// Residuals of the facts, in errors.
    pub residuals: Vec<f64>,
    /// Loss.
    pub loss: f64,
}

/// What a calibration came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibrated {
    /// At the starts.
    pub start: Evaluation,
    /// The best.
    pub best: Evaluation,
    /// Evaluations of the loss, those of choices included.
    pub evaluations: usize,
    /// What the facts can tell of all parameters.
    pub identification: Identification,
}

/// Makes the scenario of values of all parameters.
pub type Make<'a> = dyn Fn(&[f64]) -> Result<Scenario, String> + Sync + 'a;

/// Where evaluations are made.
pub struct Lab<'a> {
    /// Makes scenarios.
    pub make: &'a Make<'a>,
    /// Policies of the scenario.
    pub policies: Policies,
    /// The facts for calibration.
    pub facts: Vec<CheckedFact>,
    /// Runs of each evaluation.
    pub replicates: u32,
    /// Threads, a run on each.
    pub pool: &'a Pool,
    /// Is told of each run.
    pub watch: &'a Watch<'a>,
}

/// Fits the parameters `axes` in `lab` with at most `budget` evaluations by the optimiser.
///
/// # Errors
/// If a scenario cannot be made, a run fails, or it is interrupted.
pub fn calibrate(lab: &Lab<'_>, axes: &[Axis], budget: usize) -> Result<Calibrated, StudyError> {
    let starts: Vec<f64> = axes.iter().map(|axis| axis.start).collect();
    let work = Work::begin(lab, &starts)?;
    let start = work.at(&[starts])?.swap_remove(0);
    let mut evaluations = 1;
    let mut best = choose(&work, axes, start.clone(), &mut evaluations)?;
    let free: Vec<usize> =
        (0..axes.len()).filter(|i| axes[*i].fitted && axes[*i].choices.is_empty()).collect();
    let placed = |at: &[f64]| {
        let mut values = best.values.clone();
        for (i, share) in free.iter().zip(at) {
            values[*i] = axes[*i].value(*share);
        }
        values
    };
    let from: Vec<f64> = free.iter().map(|i| axes[*i].share(best.values[*i])).collect();
    let fit = minimise(&from, budget, &|at| Ok::<f64, StudyError>(work.at(&[placed(at)])?[0].loss))?;
    evaluations += fit.evaluations;
    if fit.value < best.loss {
        let values = placed(&fit.at);
        best = work.at(&[values])?.swap_remove(0);
    }
    best = choose(&work, axes, best, &mut evaluations)?;
    let identification = identify(&jacobian(&work, axes, &best.values)?);
    Ok(Calibrated { start, best, evaluations, identification })
}

/// The best of all choices, one parameter after the other.
fn choose(
    work: &Work<'_>,
    axes: &[Axis],
    mut best: Evaluation,
    evaluations: &mut usize,
) -> Result<Evaluation, StudyError> {
    for (i, axis) in axes.iter().enumerate().filter(|(_, axis)| axis.fitted) {
        let others = axis.choices.iter().filter(|choice| **choice != best.values[i]);
        let points: Vec<Vec<f64>> = others
            .map(|choice| {
                let mut values = best.values.clone();
                values[i] = *choice;
                values
            })
            .collect();
        *evaluations += points.len();
        for found in work.at(&points)? {
            if found.loss < best.loss {
                best = found;
            }
        }
    }
    Ok(best)
}

/// Columns of what the range of each parameter moves, from a step up and one down within the range; between the next
/// choices where there are choices.
fn jacobian(work: &Work<'_>, axes: &[Axis], at: &[f64]) -> Result<Vec<Vec<f64>>, StudyError> {
    let mut points = Vec::new();
    let mut widths = Vec::new();
    for (i, axis) in axes.iter().enumerate() {
        let (low, high) = axis.around(at[i]);
        for value in [low, high] {
            let mut values = at.to_vec();
            values[i] = value;
            points.push(values);
        }
        widths.push(axis.share(high) - axis.share(low));
    }
    let found = work.at(&points)?;
    let column = |(i, width): (usize, &f64)| {
        let (low, high) = (&found[2 * i].residuals, &found[2 * i + 1].residuals);
        low.iter().zip(high).map(|(low, high)| (high - low) / width).collect()
    };
    Ok(widths.iter().enumerate().map(column).collect())
}

impl Axis {
    fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// The value at a share of the range, to four digits: more would be read as knowledge.
    fn value(&self, share: f64) -> f64 {
        let exact = self.low + share * (self.high - self.low);
        format!("{exact:.3e}").parse().unwrap_or(exact)
    }

    /// The values a step below and above `value`; the ends of the range for what is only asked about, whose effect may set in
    /// far from its start.
    fn around(&self, value: f64) -> (f64, f64) {
        if !self.fitted && self.choices.is_empty() {
            return (self.low, self.high);
        }
        if self.choices.is_empty() {
            let share = self.share(value);
            return (self.value((share - STEP).max(0.0)), self.value((share + STEP).min(1.0)));
        }
        let below =
            self.choices.iter().copied().filter(|choice| *choice < value).fold(f64::NEG_INFINITY, f64::max);
        let above =
            self.choices.iter().copied().filter(|choice| *choice > value).fold(f64::INFINITY, f64::min);
        let or_own = |choice: f64| if choice.is_finite() { choice } else { value };
        (or_own(below), or_own(above))
    }
}

/// A lab with its baselines run.
struct Work<'a> {
    lab: &'a Lab<'a>,
    plan: Plan,
    targets: Vec<(f64, f64)>,
    quiet: Vec<Record>,
    done: AtomicUsize,
}

impl<'a> Work<'a> {
    fn begin(lab: &'a Lab<'a>, starts: &[f64]) -> Result<Self, StudyError> {
        let (plan, done) = (Plan::of(&lab.facts), AtomicUsize::new(0));
        let targets = lab.facts.iter().map(|fact| (fact.observed, fact.error)).collect();
        let scenario = (lab.make)(starts).map_err(StudyError::Question)?;
        let quiet = lab.pool.map(lab.replicates as usize, |number| {
            let baseline = Arc::new(replicate(&scenario, number).baseline());
            let bench = Bench { plan: &plan, done: &done, watch: lab.watch };
            bench.run(&baseline, &Policies::default(), Which::Baseline)
        });
        let quiet = quiet.into_iter().collect::<Result<Vec<Record>, StudyError>>()?;
        Ok(Self { lab, plan, targets, quiet, done })
    }

    /// Evaluates `points`, all their replicates side by side.
    fn at(&self, points: &[Vec<f64>]) -> Result<Vec<Evaluation>, StudyError> {
        let scenarios = points.iter().map(|values| (self.lab.make)(values).map_err(StudyError::Question));
        let scenarios = scenarios.collect::<Result<Vec<Scenario>, StudyError>>()?;
        let replicates = self.quiet.len();
        let readings = self.lab.pool.map(points.len() * replicates, |job| {
            let (point, number) = (job / replicates, job % replicates);
            let bench = Bench { plan: &self.plan, done: &self.done, watch: self.lab.watch };
            let scenario = replicate(&scenarios[point], number);
            let run = bench.run(&scenario, &self.lab.policies, Which::Scenario)?;
            Ok(self.plan.read(&self.lab.facts, &run, &self.quiet[number]))
        });
        let readings = readings.into_iter().collect::<Result<Vec<_>, StudyError>>()?;
        let each = points.iter().zip(readings.chunks(replicates)).map(|(values, of)| {
            let residuals = residuals(&self.targets, of);
            Evaluation { values: values.clone(), loss: loss(&residuals), residuals }
        });
        Ok(each.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stay_in_the_range_and_go_from_choice_to_choice() {
        let mut axis = Axis { low: 10.0, high: 20.0, start: 10.5, fitted: true, choices: Vec::new() };
        assert_eq!((axis.around(15.0), axis.around(10.5)), ((14.0, 16.0), (10.0, 11.5)));
        assert_eq!((axis.share(12.5), axis.value(0.75), axis.value(0.12345678)), (0.25, 17.5, 11.23));
        axis.fitted = false;
        assert_eq!(axis.around(15.0), (10.0, 20.0));
        axis.choices = vec![10.0, 14.0, 20.0];
        assert_eq!(
            (axis.around(14.0), axis.around(10.0), axis.around(20.0)),
            ((10.0, 20.0), (10.0, 14.0), (14.0, 20.0))
        );
    }
}
