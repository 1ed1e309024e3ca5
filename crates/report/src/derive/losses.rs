//! Value added that was lost, by any cut of the table of harm.

use crate::{read::small::Harm, run::Run};
use coercivity_base::Date;

/// Value added lost and that of the baseline, US dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Loss {
    pub(crate) lost_usd: f64,
    pub(crate) baseline_usd: f64,
}

impl Loss {
    /// Lost over the baseline's.
    pub(crate) fn share(&self) -> f64 {
        super::output::share(self.lost_usd, self.baseline_usd)
    }
}

/// The sides, with their words.
pub(crate) const SIDES: [(&str, &str); 3] =
    [("sender", "Who acts"), ("target", "Acted upon"), ("third", "Third countries")];

/// The sum over the rows that are `wanted`.
pub(crate) fn of(run: &Run, wanted: impl Fn(&Harm) -> bool) -> Loss {
    run.harm.iter().filter(|row| wanted(row)).fold(Loss::default(), |sum, row| Loss {
        lost_usd: sum.lost_usd + row.lost_usd,
        baseline_usd: sum.baseline_usd + row.baseline_usd,
    })
}

/// Months of the table, in order.
pub(crate) fn months(run: &Run) -> Vec<Date> {
    let mut months: Vec<Date> = run.harm.iter().map(|row| row.month).collect();
    months.sort_unstable();
    months.dedup();
    months
}

/// What was lost in each month by the rows that are `wanted`, US dollars.
pub(crate) fn by_month(run: &Run, wanted: impl Fn(&Harm) -> bool) -> Vec<f64> {
    let months = months(run);
    let mut sums = vec![0.0; months.len()];
    for row in run.harm.iter().filter(|row| wanted(row)) {
        if let Ok(at) = months.binary_search(&row.month) {
            sums[at] += row.lost_usd;
        }
    }
    sums
}
