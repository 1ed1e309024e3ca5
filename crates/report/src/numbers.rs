//! Numbers and dates as people write them: as many digits as mean something, and always a unit.

use coercivity_base::Date;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// Stands where there is no number.
pub(crate) const NONE: &str = "–";
/// Minus sign of typesetters, as wide as a digit.
const MINUS: char = '\u{2212}';

/// A share as a percentage: whole from 10% on, one decimal under it.
pub(crate) fn percent(share: f64) -> String {
    match 100.0 * share {
        percent if !percent.is_finite() => NONE.into(),
        percent if percent.abs() < 0.05 => "0%".into(),
        percent if percent.abs() < 9.95 => signed(percent, 1) + "%",
        percent => signed(percent, 0) + "%",
    }
}

/// A change of a share, with its sign.
pub(crate) fn change(share: f64) -> String {
    let text = percent(share);
    if share > 0.0 && text != "0%" && text != NONE { format!("+{text}") } else { text }
}

/// US dollars with three digits and thousand, million, billion or trillion, short.
pub(crate) fn usd(value: f64) -> String {
    if !value.is_finite() {
        return NONE.into();
    }
    let units = [(1e12, " tn"), (1e9, " bn"), (1e6, " m"), (1e3, " k")];
    // 999.5 million reads as 1.00 bn, not as 1000 m.
    let (unit, name) = units.into_iter().find(|unit| value.abs() >= 0.9995 * unit.0).unwrap_or((1.0, ""));
    if unit == 1.0 { signed(value, 0) } else { three_digits(value / unit) + name }
}

/// A quantity with three digits that mean something and commas between thousands.
pub(crate) fn quantity(value: f64) -> String {
    match value.abs() {
        _ if !value.is_finite() => NONE.into(),
        size if size >= 1e6 => three_digits(value / 1e6) + " m",
        size if size >= 999.5 => {
            // The last digits of 12,345 tonnes mean nothing.
            let step = if size >= 99_950.0 {
                1000.0
            } else if size >= 9_995.0 {
                100.0
            } else {
                10.0
            };
            signed((value / step).round() * step, 0)
        }
        size if size >= 0.0005 => three_digits(value),
        _ => "0".into(),
    }
}

/// A number to the nearest whole.
pub(crate) fn count(value: f64) -> String {
    if value.is_finite() { signed(value, 0) } else { NONE.into() }
}

/// A number with one decimal.
pub(crate) fn tenths(value: f64) -> String {
    if value.is_finite() { signed(value, 1) } else { NONE.into() }
}

fn three_digits(value: f64) -> String {
    match value.abs() {
        size if size < 0.0995 => signed(value, 3),
        size if size < 9.995 => signed(value, 2),
        size if size < 99.95 => signed(value, 1),
        _ => signed(value, 0),
    }
}

/// With `decimals` places and commas between thousands; what rounds to zero has no sign.
fn signed(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let whole = digits.find('.').unwrap_or(digits.len());
    let mut text = String::new();
    if value < 0.0 && digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
        text.push(MINUS);
    }
    for (at, digit) in digits.char_indices() {
        if at > 0 && at < whole && (whole - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `7 Apr 2025`.
pub(crate) fn day(date: Date) -> String {
    format!("{} {}", date.day(), month(date))
}

/// `Apr 2025`.
pub(crate) fn month(date: Date) -> String {
    let number = usize::try_from(date.month()).unwrap_or(1);
    format!("{} {}", MONTHS[(number - 1).min(11)], date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_mean_something() {
        assert_eq!(
            [0.5412, 0.0541, 0.0, 1.15, -0.2, f64::NAN].map(percent),
            ["54%", "5.4%", "0%", "115%", "−20%", "–"]
        );
        assert_eq!(
            [1.234e9, 45.67e6, 999.6e6, -2e12, 7.4].map(usd),
            ["1.23 bn", "45.7 m", "1.00 bn", "−2.00 tn", "7"]
        );
        assert_eq!(
            [12_345.0, 1_234.0, 123.4, 0.5, 5.4e6, 0.0].map(quantity),
            ["12,300", "1,230", "123", "0.50", "5.40 m", "0"]
        );
        assert_eq!([0.2, -0.0004, f64::NAN].map(change), ["+20%", "0%", "–"]);
        assert_eq!(count(-1_234_567.4), "−1,234,567");
    }

    #[test]
    fn dates_are_written_out() {
        let date: Date = "2025-04-07".parse().unwrap();
        assert_eq!((day(date), month(date)), ("7 Apr 2025".into(), "Apr 2025".into()));
    }
}
