//! A day of the calendar, as policies compare and count it (proleptic Gregorian, without time and zone).

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i64);

impl Day {
    /// The day of a date; `None` if there is no such day.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        exists.then(|| Self(days_from_civil(i64::from(year), i64::from(month), i64::from(day))))
    }

    /// The day that lies `number` days after 1970-01-01.
    #[must_use]
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The day of a text such as `2025-04-09`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |part: &str, n: usize| {
            let fits = part.len() == n && part.bytes().all(|byte| byte.is_ascii_digit());
            fits.then(|| part.parse::<u16>().ok()).flatten()
        };
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let small = |part| digits(part, 2).and_then(|number| u8::try_from(number).ok());
        Self::new(i32::from(digits(year, 4)?), small(month)?, small(day)?)
    }

    /// Year, month (1..=12) and day of the month (1..=31).
    #[must_use]
    pub fn civil(self) -> (i32, u8, u8) {
        civil_from_days(self.0)
    }

    /// Year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.civil().0
    }

    /// Month, 1..=12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.civil().1
    }

    /// Day of the month, 1..=31.
    #[must_use]
    pub fn day_of_month(self) -> u8 {
        self.civil().2
    }

    /// The day `days` later; earlier if negative.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Days from `earlier` to this day; negative if that one is later.
    #[must_use]
    pub const fn days_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Hinnant, "chrono-compatible low-level date algorithms": years begin in March, eras are 400 years of 146,097 days.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(number: i64) -> (i32, u8, u8) {
    let days = number.saturating_add(719_468);
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32, month as u8, day as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days_have_known_numbers() {
        // 2025-01-01 is 20089: 55 years of 365 days and 14 leap days (1972..=2024), 20075 + 14.
        // 2025-04-09 is 31 + 28 + 31 + 8 = 98 days later.
        let cases = [("1970-01-01", 0), ("1969-12-31", -1), ("2025-01-01", 20_089), ("2025-04-09", 20_187)];
        for (text, number) in cases {
            let day = Day::parse(text).unwrap();
            assert_eq!((day.number(), day.to_string().as_str()), (number, text));
        }
    }

    #[test]
    fn every_day_of_four_centuries_survives_the_way_there_and_back() {
        let (first, last) = (Day::new(1799, 12, 31).unwrap(), Day::new(2200, 1, 1).unwrap());
        let mut previous = first;
        for number in first.number() + 1..=last.number() {
            let day = Day::from_number(number);
            let (y, m, d) = day.civil();
            assert_eq!(Day::new(y, m, d), Some(day));
            assert!(day > previous && day.days_since(previous) == 1);
            previous = day;
        }
    }

    #[test]
    fn days_that_do_not_exist_are_none() {
        for text in [
            "2025-02-29",
            "1900-02-29",
            "2025-13-01",
            "2025-4-09",
            "2025-04-31",
            "2025-04",
            "soon",
            "+025-01-01",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert_eq!(
            Day::parse("2024-02-29").map(|day| day.plus_days(1).to_string()).as_deref(),
            Some("2024-03-01")
        );
    }
}
