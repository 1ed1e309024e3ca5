//! The calendar: ticks of a whole number of days from a start date, and how a tick's quantity falls into months.

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// Ticks of equal length from a start date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    start: Date,
    tick_days: u16,
}

/// A calendar month, written `2025-04`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    /// Year, such as 2025.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: i8,
}

impl Month {
    /// The month of `date`.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self { year: date.year(), month: date.month() }
    }

    /// First day of the month that `date` is in.
    fn first_day(date: Date) -> Date {
        date.saturating_sub(i64::from(date.day() - 1).days())
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl Calendar {
    /// A calendar whose tick 0 begins on `start`; `tick_days` is at least 1.
    ///
    /// # Panics
    /// If `tick_days` is 0.
    #[must_use]
    pub fn new(start: Date, tick_days: u16) -> Self {
        assert!(tick_days > 0, "a tick lasts at least a day");
        Self { start, tick_days }
    }

    /// First day of tick 0.
    #[must_use]
    pub fn start(&self) -> Date {
        self.start
    }

    /// Length of a tick in days.
    #[must_use]
    pub fn tick_days(&self) -> u16 {
        self.tick_days
    }

    /// Length of a tick in weeks.
    #[must_use]
    pub fn tick_weeks(&self) -> f64 {
        f64::from(self.tick_days) / 7.0
    }

    /// First day of `tick`; dates past year 9999 stay at its last day.
    #[must_use]
    pub fn date(&self, tick: i64) -> Date {
        let days = tick.saturating_mul(i64::from(self.tick_days)).clamp(-3_600_000, 3_600_000);
        self.start.saturating_add(days.days())
    }

    /// The tick from which something that begins on `date` holds: the one whose first day lies nearest to it, so
    /// that it holds in a tick when it holds for at least half of its days. Negative before the start.
    #[must_use]
    pub fn tick_of(&self, date: Date) -> i64 {
        let days = i64::from((date - self.start).get_days());
        let length = i64::from(self.tick_days);
        (2 * days + length).div_euclid(2 * length)
    }

    /// Whole ticks that cover `days`, at least one: `max(1, ceil(days / tick))`.
    #[must_use]
    pub fn ticks_for_transit(&self, days: f64) -> u32 {
        ((days / f64::from(self.tick_days)).ceil() as u32).max(1)
    }

    /// `weeks` as a number of ticks, fractions kept.
    #[must_use]
    pub fn ticks(&self, weeks: f64) -> f64 {
        weeks / self.tick_weeks()
    }

    /// First and last of the months of which all days lie in the first `ticks` ticks, if there is one.
    #[must_use]
    pub fn whole_months(&self, ticks: i64) -> Option<[Month; 2]> {
        let (start, end) = (self.start, self.date(ticks));
        let next = || Month::first_day(start).saturating_add(1.months());
        let first = if start.day() == 1 { start } else { next() };
        let last = Month::first_day(end).saturating_sub(1.days());
        (first < last).then(|| [Month::of(first), Month::of(last)])
    }

    /// The months that `tick` touches, each with its share of the tick's days; shares sum to 1.
    pub fn months(&self, tick: i64) -> impl Iterator<Item = (Month, f64)> + use<> {
        let first = self.date(tick);
        let length = f64::from(self.tick_days);
        let mut day = 0_i64;
        let total = i64::from(self.tick_days);
        std::iter::from_fn(move || {
            if day >= total {
                return None;
            }
            let date = first.saturating_add(day.days());
            let left_in_month = i64::from(date.days_in_month() - date.day()) + 1;
            let days = left_in_month.min(total - day);
            day += days;
            Some((Month::of(date), days as f64 / length))
        })
    }
}

/// Days from 1970-01-01 to `date`.
#[must_use]
pub fn epoch_day(date: Date) -> i64 {
    i64::from(Date::constant(1970, 1, 1).until(date).map_or(0, |span| span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_control_of_a_friday_holds_from_the_next_monday() {
        // Week of Monday 31 March to Sunday 6 April 2025: in force for 3 of 7 days, so it counts from 7 April.
        let weeks = Calendar::new(date(2025, 1, 6), 7);
        assert_eq!(weeks.date(weeks.tick_of(date(2025, 4, 4))), date(2025, 4, 7));
        assert_eq!(weeks.date(weeks.tick_of(date(2025, 4, 3))), date(2025, 3, 31));
        let days = Calendar::new(date(2025, 1, 6), 1);
        assert_eq!(days.date(days.tick_of(date(2025, 4, 4))), date(2025, 4, 4));
        assert_eq!(weeks.tick_of(date(2024, 12, 30)), -1);
    }

    #[test]
    fn a_week_over_a_month_end_is_split_by_days() {
        let calendar = Calendar::new(date(2025, 3, 31), 7);
        let months: Vec<_> = calendar.months(0).collect();
        assert_eq!(
            months,
            [(Month { year: 2025, month: 3 }, 1.0 / 7.0), (Month { year: 2025, month: 4 }, 6.0 / 7.0)]
        );
    }

    #[test]
    fn a_month_is_whole_if_all_of_its_days_are_simulated() {
        let month = |year, month| Month { year, month };
        let weeks = Calendar::new(date(2025, 1, 6), 7);
        // January lacks five days; 8 ticks end with 2 March, 7 with 23 February.
        assert_eq!(weeks.whole_months(8), Some([month(2025, 2), month(2025, 2)]));
        assert_eq!(weeks.whole_months(7), None);
        assert_eq!(weeks.whole_months(104), Some([month(2025, 2), month(2026, 12)]));
        let days = Calendar::new(date(2025, 12, 1), 1);
        assert_eq!(days.whole_months(31), Some([month(2025, 12), month(2025, 12)]));
        assert_eq!([0, 30].map(|ticks| days.whole_months(ticks)), [None, None]);
    }

    #[test]
    fn transit_takes_at_least_a_tick() {
        let calendar = Calendar::new(date(2025, 1, 6), 7);
        assert_eq!([0.0, 7.0, 7.5, 35.0].map(|d| calendar.ticks_for_transit(d)), [1, 1, 2, 5]);
    }
}
