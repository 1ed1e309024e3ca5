//! Months of a flow beside naive forecasts, per day, so that the lengths of months do not matter.
//!
//! # Forecasts
//! ```text
//! model, flat      x_m N / D                         N / D: normal amount per day
//! model, trend     x_m (N / D) (1 + g)^years         the same, grown since it was counted
//! model, season    x_m (1 + g) A_(m-12) / d_(m-12)   the same month a year ago, grown
//! last month       A_(m-1) / d_(m-1)
//! a year ago       A_(m-12) / d_(m-12)
//! MAPE = mean of |forecast - observed| / observed;   MAE = mean of |forecast - observed| / (N / D)
//! ```
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | x_m | median over replicates of exports over those of the paired baseline | ratio |
//! | A, d | observed amount of a month, its days | amount, days |
//! | g | growth before the episode | share per year |
//!
//! The world's base year has no season and no trend, so the paired ratio x_m is free of them and the last year's months are
//! put in here, as a factor: a season of final purchases would reach exports only smoothed by the firms' expectations. A
//! window's months are those for which all forecasts exist. Naive forecasts: Hyndman and Athanasopoulos (2021),
//! Forecasting, 3rd ed., section 5.2; the last month is known one month ahead only, the model's path is given the dates of
//! measures for all months at once.

use coercivity_base::Month;
use coercivity_scenario::history::{CheckedFact, CheckedNormal, Measured, Role, days, shifted};

/// Number of forecasts.
pub const FORECASTS: usize = 5;

/// How a month is forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecast {
    /// The model over a flat normal.
    Model,
    /// The model over what is normal, grown.
    ModelTrend,
    /// The model over the same month a year ago, grown.
    ModelSeason,
    /// The last month again.
    LastMonth,
    /// The same month a year ago again.
    YearAgo,
}

impl Forecast {
    /// All of them, in the order of [`MonthScore::forecasts`].
    pub const ALL: [Self; FORECASTS] =
        [Self::Model, Self::ModelTrend, Self::ModelSeason, Self::LastMonth, Self::YearAgo];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Model => "model, flat normal",
            Self::ModelTrend => "model, trend",
            Self::ModelSeason => "model, season and trend",
            Self::LastMonth => "last month",
            Self::YearAgo => "same month a year ago",
        }
    }
}

/// A month, all per day.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthScore {
    /// The month.
    pub month: Month,
    /// What the fact is used for.
    pub role: Role,
    /// Observed.
    pub observed: f64,
    /// Forecast, in the order of [`Forecast::ALL`]; nothing where one cannot be made.
    pub forecasts: [Option<f64>; FORECASTS],
}

/// The months of a role.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// The role.
    pub role: Role,
    /// Months for which all forecasts exist.
    pub months: usize,
    /// Mean absolute error over what was observed. Unit: share.
    pub mape: [f64; FORECASTS],
    /// Mean absolute error over what is normal. Unit: share.
    pub mae: [f64; FORECASTS],
}

/// A flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Name of its normal.
    pub name: String,
    /// Its months, in order.
    pub months: Vec<MonthScore>,
    /// Its windows.
    pub windows: Vec<Window>,
}

/// Scores of all flows with a normal of which a year ago is known; `medians` are those of `facts`.
#[must_use]
pub fn scores(facts: &[CheckedFact], normals: &[CheckedNormal], medians: &[Option<f64>]) -> Vec<Score> {
    let one = |normal: &CheckedNormal| {
        let months = months(normal, facts, medians);
        let roles = [Role::Context, Role::Calibration, Role::HeldOut, Role::Input];
        let windows: Vec<Window> =
            roles.into_iter().filter_map(|role| window(role, normal.per_day, &months)).collect();
        (!windows.is_empty()).then(|| Score { name: normal.name.clone(), months, windows })
    };
    normals.iter().filter_map(one).collect()
}

fn months(normal: &CheckedNormal, facts: &[CheckedFact], medians: &[Option<f64>]) -> Vec<MonthScore> {
    let of_normal = facts.iter().zip(medians).filter_map(|(fact, median)| match &fact.what {
        Measured::Exports { month, normal: Some(name), .. } if *name == normal.name => {
            Some((*month, fact, *median))
        }
        _ => None,
    });
    let mut own: Vec<(Month, &CheckedFact, Option<f64>)> = of_normal.collect();
    own.sort_by_key(|one| one.0);
    let known = |month: Month| {
        let fact =
            own.iter().find(|one| one.0 == month).map(|one| one.1.observed * normal.grown_per_day(month));
        let listed = normal.months.iter().find(|one| one.0 == month).map(|one| one.1 / days(month));
        fact.or(listed)
    };
    let score = |&(month, fact, median): &(Month, &CheckedFact, Option<f64>)| {
        let (last, year) = (known(shifted(month, -1)), known(shifted(month, -12)));
        let season = median.zip(year).map(|(ratio, year)| ratio * (1.0 + normal.growth_per_year) * year);
        MonthScore {
            month,
            role: fact.role,
            observed: fact.observed * normal.grown_per_day(month),
            forecasts: [
                median.map(|ratio| ratio * normal.per_day),
                median.map(|ratio| ratio * normal.grown_per_day(month)),
                season,
                last,
                year,
            ],
        }
    };
    own.iter().map(score).collect()
}

/// The window of a role; `None` without a month that all forecast.
fn window(role: Role, per_day: f64, months: &[MonthScore]) -> Option<Window> {
    let whole = |month: &&MonthScore| {
        month.role == role && month.observed > 0.0 && month.forecasts.iter().all(Option::is_some)
    };
    let own: Vec<&MonthScore> = months.iter().filter(whole).collect();
    let mean = |n: usize, scale: &dyn Fn(&MonthScore) -> f64| {
        let errors = own.iter().filter_map(|month| {
            let forecast = month.forecasts[n]?;
            Some((forecast - month.observed).abs() / scale(month))
        });
        errors.sum::<f64>() / own.len() as f64
    };
    (!own.is_empty()).then(|| Window {
        role,
        months: own.len(),
        mape: std::array::from_fn(|n| mean(n, &|month| month.observed)),
        mae: std::array::from_fn(|n| mean(n, &|_| per_day)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use coercivity_scenario::history::{Grade, Trade};

    fn month(year: i16, month: i8) -> Month {
        Month { year, month }
    }

    /// Exports of a month of 2025 with so much a day, where 10 a day are normal.
    fn fact(of: i8, per_day: f64, role: Role) -> CheckedFact {
        let trade = Trade { goods: Vec::new(), origins: Vec::new(), destinations: Vec::new() };
        CheckedFact {
            id: String::new(),
            what: Measured::Exports { trade, month: month(2025, of), normal: Some("flow".into()) },
            observed: per_day / 10.0,
            error: 0.1,
            written: String::new(),
            role,
            grade: Grade::A,
            source: String::new(),
        }
    }

    fn normal(growth_per_year: f64) -> CheckedNormal {
        // 2024: April 8 a day, May 12 a day; March 2025 11 a day.
        let months = vec![(month(2024, 4), 240.0), (month(2024, 5), 372.0), (month(2025, 3), 341.0)];
        CheckedNormal { name: "flow".into(), per_day: 10.0, growth_per_year, around: None, months }
    }

    #[test]
    fn forecasts_and_errors_by_hand() {
        let facts = [fact(5, 6.0, Role::HeldOut), fact(4, 5.0, Role::HeldOut)];
        let found = scores(&facts, &[normal(0.25)], &[Some(0.5), Some(0.6)]);
        assert_eq!(found.len(), 1);
        let [april, may] = found[0].months.as_slice() else { panic!("{found:?}") };
        // April: 0.6 x 10 twice, 0.6 x 1.25 x 8, March, April 2024. May: 0.5 x 10 twice, 0.5 x 1.25 x 12, April, May 2024.
        let close = |found: [Option<f64>; FORECASTS], wanted: [f64; FORECASTS]| {
            found.iter().zip(wanted).all(|(a, b)| (a.unwrap() - b).abs() < 1e-9)
        };
        assert!(close(april.forecasts, [6.0, 6.0, 6.0, 11.0, 8.0]), "{april:?}");
        assert!(close(may.forecasts, [5.0, 5.0, 7.5, 5.0, 12.0]), "{may:?}");
        let window = &found[0].windows[0];
        assert_eq!((window.role, window.months), (Role::HeldOut, 2));
        // |6-5|/5 and |5-6|/6; last month |11-5|/5 and |5-6|/6.
        assert!((window.mape[0] - (0.2 + 1.0 / 6.0) / 2.0).abs() < 1e-9);
        assert!((window.mape[3] - (1.2 + 1.0 / 6.0) / 2.0).abs() < 1e-9);
        // Over ten a day: (1 + 1) / 2 / 10, and for a year ago (3 + 6) / 2 / 10.
        assert!((window.mae[0] - 0.1).abs() < 1e-9 && (window.mae[4] - 0.45).abs() < 1e-9);
    }

    #[test]
    fn a_month_without_a_forecast_counts_in_no_window() {
        // Nothing is known of June 2024, nor of the run in May.
        let facts = [fact(6, 6.0, Role::HeldOut), fact(5, 6.0, Role::Calibration)];
        let found = scores(&facts, &[normal(0.0)], &[Some(1.0), None]);
        assert!(found.is_empty(), "{found:?}");
        let found = scores(&facts[1..], &[normal(0.0)], &[Some(1.0)]);
        assert!(found.is_empty(), "April 2025 is not known: {found:?}");
    }
}
