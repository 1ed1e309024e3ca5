//! A history whose names are known to the scenario, and whose days and months are days and months.

use super::file::{Grade, Quote, Role};
use coercivity_base::{Date, Month, epoch_day, math};

/// Days of a year.
const YEAR: f64 = 365.25;

/// A fact that was checked.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedFact {
    /// Id.
    pub id: String,
    /// What was measured.
    pub what: Measured,
    /// What was observed, in the form in which a run measures it: a share, an amount, or days since 1970.
    pub observed: f64,
    /// Its error, likewise.
    pub error: f64,
    /// What was observed, as it is written.
    pub written: String,
    /// What it is used for.
    pub role: Role,
    /// How well it is founded.
    pub grade: Grade,
    /// Where it comes from.
    pub source: String,
}

/// What is measured in a run; names are those of its rows, groups are their members.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measured {
    /// Exports of a month; as a share of the paired baseline if there is a normal.
    Exports {
        /// Which.
        trade: Trade,
        /// The month.
        month: Month,
        /// Name of what is normal.
        normal: Option<String>,
    },
    /// Price of a month over that of another.
    PriceChange {
        /// The good.
        good: String,
        /// The bloc.
        bloc: String,
        /// Which price.
        quote: Quote,
        /// The month.
        month: Month,
        /// The other.
        over: Month,
    },
    /// Price in one bloc over that in another.
    PriceGap {
        /// The good.
        good: String,
        /// The one bloc.
        outside: String,
        /// The other.
        inside: String,
        /// Which price.
        quote: Quote,
        /// The month.
        month: Month,
    },
    /// Granted over filed by a day.
    LicenceShare {
        /// Whose.
        office: Office,
        /// The last day.
        until: Date,
    },
    /// Granted by a day.
    LicencesGranted {
        /// Whose.
        office: Office,
        /// The last day.
        until: Date,
    },
    /// Day of a grant.
    LicenceDate {
        /// Whose.
        office: Office,
        /// Which.
        nth: u32,
    },
    /// Day of a line stop.
    LineStop {
        /// Whose makers.
        goods: Vec<String>,
        /// Jurisdictions.
        jurisdictions: Vec<String>,
        /// Which.
        nth: u32,
    },
}

/// Trade in goods between places.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trade {
    /// Goods.
    pub goods: Vec<String>,
    /// From.
    pub origins: Vec<String>,
    /// To.
    pub destinations: Vec<String>,
}

/// An office's decisions about goods.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Office {
    /// Its jurisdiction.
    pub jurisdiction: String,
    /// Goods.
    pub goods: Vec<String>,
}

/// What was normal, with its months.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedNormal {
    /// Name.
    pub name: String,
    /// Amount per day.
    pub per_day: f64,
    /// Unit: share per year.
    pub growth_per_year: f64,
    /// The middle of the days over which it was counted.
    pub around: Option<Date>,
    /// Observed months, in order: amounts of the whole month.
    pub months: Vec<(Month, f64)>,
}

impl CheckedNormal {
    /// Amount per day in the middle of `month`, grown since it was counted: `(N / D) (1 + g)^years`.
    #[must_use]
    pub fn grown_per_day(&self, month: Month) -> f64 {
        let Some(around) = self.around else { return self.per_day };
        let middle = number(Date::constant(month.year, month.month, 1)) + days(month) / 2.0;
        self.per_day * math::pow(1.0 + self.growth_per_year, (middle - number(around)) / YEAR)
    }
}

impl Measured {
    /// Whether it is a day.
    #[must_use]
    pub fn is_day(&self) -> bool {
        matches!(self, Self::LicenceDate { .. } | Self::LineStop { .. })
    }
}

/// The month that `text` names as `2025-05`.
#[must_use]
pub fn month(text: &str) -> Option<Month> {
    let (year, month) = text.split_once('-')?;
    let is_written = year.len() == 4 && month.len() == 2;
    let month = Month { year: year.parse().ok()?, month: month.parse().ok()? };
    (is_written && (1..=12).contains(&month.month)).then_some(month)
}

/// Days of a month.
#[must_use]
pub fn days(month: Month) -> f64 {
    let first = Date::constant(month.year, month.month, 1);
    f64::from(first.days_in_month())
}

/// The month `count` months after `month`; before it if that is negative.
#[must_use]
pub fn shifted(month: Month, count: i32) -> Month {
    let months = i32::from(month.year) * 12 + i32::from(month.month) - 1 + count;
    Month { year: months.div_euclid(12) as i16, month: months.rem_euclid(12) as i8 + 1 }
}

/// Days since 1970.
#[must_use]
pub(super) fn number(day: Date) -> f64 {
    epoch_day(day) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_normal_grows_from_the_middle_of_its_count() {
        let around = Some(Date::constant(2024, 7, 1));
        let normal = CheckedNormal {
            name: String::new(),
            per_day: 100.0,
            growth_per_year: 0.21,
            around,
            months: Vec::new(),
        };
        let grown = |year, month| normal.grown_per_day(Month { year, month });
        // The middle of July 2024 is 15.5 days later, and that of July 2025 another 365.
        assert!((grown(2024, 7) - 100.0 * math::pow(1.21, 15.5 / 365.25)).abs() < 1e-9);
        assert!((grown(2025, 7) / grown(2024, 7) - math::pow(1.21, 365.0 / 365.25)).abs() < 1e-12);
        assert_eq!(
            CheckedNormal { around: None, ..normal }.grown_per_day(Month { year: 2030, month: 1 }),
            100.0
        );
    }

    #[test]
    fn months_are_read_counted_and_shifted() {
        let may = Month { year: 2025, month: 5 };
        assert_eq!(month("2025-05"), Some(may));
        assert_eq!(["2025-13", "2025-5", "2025", "25-05", "2025-00", "may"].map(month), [None; 6]);
        assert_eq!([may, Month { year: 2024, month: 2 }].map(days), [31.0, 29.0]);
        assert_eq!(shifted(may, -12), Month { year: 2024, month: 5 });
        assert_eq!(shifted(may, -5), Month { year: 2024, month: 12 });
        assert_eq!(shifted(may, 8), Month { year: 2026, month: 1 });
    }
}
