//! Words, numbers and tables in 80 columns.

use coercivity_base::Date;
use coercivity_study::answers::Times;

/// Columns of the screen.
pub(crate) const WIDTH: usize = 80;

/// Whether and how words stand out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) colour: bool,
}

impl Style {
    /// A heading with its line feed.
    pub(crate) fn heading(self, words: &str) -> String {
        if self.colour { format!("\u{1b}[1m{words}\u{1b}[0m\n") } else { format!("{words}\n") }
    }
}

/// Words wrapped to the screen; `first` begins the first line, the others are indented as far.
pub(crate) fn wrapped(first: &str, words: &str) -> String {
    let indent = first.chars().count();
    let mut text = first.to_owned();
    let mut column = indent;
    for word in words.split_whitespace() {
        let length = word.chars().count();
        if column > indent && column + 1 + length > WIDTH {
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if column > indent {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += length;
    }
    text.push('\n');
    text
}

/// A table: a header and rows; the first `left` columns are words, the others numbers.
pub(crate) fn table(left: usize, header: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([header[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut line = String::from(" ");
        for (column, (cell, &width)) in cells.zip(&widths).enumerate() {
            let pad = " ".repeat(width - cell.chars().count());
            line.push(' ');
            let parts = if column < left { [cell, pad.as_str()] } else { [pad.as_str(), cell] };
            parts.iter().for_each(|part| line.push_str(part));
            line.push(' ');
        }
        format!("{}\n", line.trim_end())
    };
    let mut text = line(&mut header.iter().copied());
    for row in rows {
        text.push_str(&line(&mut row.iter().map(String::as_str)));
    }
    text
}

/// A share as a percentage, whole from 10% on; a dash if there is none.
pub(crate) fn percent(share: f64) -> String {
    match 100.0 * share {
        percent if !percent.is_finite() => "-".into(),
        percent if percent.abs() < 9.95 && percent != 0.0 => format!("{percent:.1}%"),
        percent => format!("{percent:.0}%"),
    }
}

/// Median and range of times in weeks; `later` is beyond the end of the runs. A dash where there is no run to have one.
pub(crate) fn weeks(times: &Times) -> String {
    let (runs, missing) = (times.runs(), times.missing);
    let word = |share: f64| times.at(share).map_or_else(|| "later".to_owned(), |weeks| format!("{weeks:.0}"));
    match (runs, times.at(0.1)) {
        (0, _) => "-".to_owned(),
        (_, Some(_)) => format!("{} ({} to {})", word(0.5), word(0.1), word(0.9)),
        // From the tenth percentile on there is nothing to tell apart.
        (1, None) => "later".to_owned(),
        (_, None) if missing == runs => format!("later (in all {runs} runs)"),
        (_, None) => format!("later (in {missing} of {runs} runs)"),
    }
}

/// US dollars with three digits and k, m, bn or tn.
pub(crate) fn usd(value: f64) -> String {
    let units = [(1e12, " tn"), (1e9, " bn"), (1e6, " m"), (1e3, " k")];
    if !value.is_finite() {
        return "-".into();
    }
    // 999.5 million reads as 1.00 bn, not as 1000 m.
    let (unit, name) = units.into_iter().find(|unit| value.abs() >= 0.9995 * unit.0).unwrap_or((1.0, ""));
    let scaled = value / unit;
    match scaled.abs() {
        _ if unit == 1.0 => format!("{}", scaled.round() + 0.0),
        size if size < 9.995 => format!("{scaled:.2}{name}"),
        size if size < 99.95 => format!("{scaled:.1}{name}"),
        _ => format!("{scaled:.0}{name}"),
    }
}

/// A number to the nearest whole, with commas between thousands.
pub(crate) fn count(value: f64) -> String {
    if !value.is_finite() {
        return "-".into();
    }
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    if value <= -0.5 {
        text.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How many of something: `1 point`, `2 points`.
pub(crate) fn many(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{} {noun}s", count(number as f64)) }
}

/// A number with one decimal; a dash if there is none.
pub(crate) fn tenths(value: f64) -> String {
    if value.is_finite() { format!("{value:.1}") } else { "-".into() }
}

/// A date, or a dash.
pub(crate) fn day(date: Option<Date>) -> String {
    date.map_or_else(|| "-".into(), |date| date.to_string())
}

/// `a, b and c`; beyond `most` names, how many more there are.
pub(crate) fn list(names: &[&str], most: usize) -> String {
    if names.len() > most {
        return format!("{} and {} more", names[..most].join(", "), names.len() - most);
    }
    match names {
        [] => "none".into(),
        [one] => (*one).into(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_were_never_seen_are_said_once() {
        let times = |seen: &[f64], missing| weeks(&Times { seen: seen.to_vec(), missing });
        assert_eq!(times(&[5.0, 3.0, 4.0], 0), "4 (3 to 5)");
        // 3, 4, 5, -, -: the tenth percentile lies between 3 and 4, the median is the third.
        assert_eq!(times(&[5.0, 3.0, 4.0], 2), "5 (3 to later)");
        assert_eq!(times(&[3.0], 9), "later (in 9 of 10 runs)");
        assert_eq!(times(&[], 10), "later (in all 10 runs)");
        assert_eq!((times(&[], 1), times(&[], 0)), ("later".to_owned(), "-".to_owned()));
    }

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!([0.5412, 0.0541, 0.0, 1.15, f64::NAN].map(percent), ["54%", "5.4%", "0%", "115%", "-"]);
        let amounts = [1.234e9, 45.67e6, 999.6e6, 12_340.0, 7.4, -2e12, 0.0, 999.4];
        assert_eq!(amounts.map(usd), ["1.23 bn", "45.7 m", "1.00 bn", "12.3 k", "7", "-2.00 tn", "0", "999"]);
        assert_eq!(
            [1_234_567.0, 999.0, 1000.0, -0.2, -1234.0].map(count),
            ["1,234,567", "999", "1,000", "0", "-1,234"]
        );
        assert_eq!([0, 1, 1200].map(|n| many(n, "point")), ["0 points", "1 point", "1,200 points"]);
    }

    #[test]
    fn lists_end_in_and() {
        assert_eq!(list(&["a"], 3), "a");
        assert_eq!(list(&["a", "b", "c"], 3), "a, b and c");
        assert_eq!(list(&["a", "b", "c", "d"], 2), "a, b and 2 more");
    }

    #[test]
    fn long_lines_are_wrapped_under_their_first_word() {
        let text = wrapped("  * ", &"word ".repeat(20));
        // 4 columns, then words of 4 with spaces between: 4 + 15*5 - 1 = 78 fits, another would end at 83.
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].len(), 78);
        assert_eq!(lines[1], "    word word word word word");
    }

    #[test]
    fn words_stand_left_and_numbers_right() {
        let rows = [vec!["magnet".into(), "5%".into()], vec!["ev".into(), "54%".into()]];
        assert_eq!(
            table(1, &["stage", "worst"], &rows),
            "  stage   worst\n  magnet     5%\n  ev        54%\n"
        );
    }
}
