//! The data behind a figure: a table on the page and a CSV file to take away.

use serde::Serialize;

/// Most letters of words that are not broken.
const SHORT: usize = 20;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Words; they may come from anybody.
    Text(String),
    /// A number, shown on the page as the words say and in the file in full.
    Number(f64, String),
    /// A number with words under it that the file has elsewhere.
    Pair(f64, String, String),
}

impl Cell {
    pub(crate) fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// As the page shows it.
    fn shown(&self) -> &str {
        match self {
            Self::Text(words) | Self::Number(_, words) | Self::Pair(_, words, _) => words,
        }
    }

    /// As the file has it.
    fn written(&self) -> String {
        match self {
            Self::Text(words) => harmless(words),
            Self::Number(value, _) | Self::Pair(value, ..) if value.is_finite() => format!("{}", value + 0.0),
            Self::Number(..) | Self::Pair(..) => String::new(),
        }
    }
}

/// Words that a spreadsheet takes for words: those that begin as a formula does get an apostrophe before them.
fn harmless(words: &str) -> String {
    let begins = words
        .trim_start_matches(['\u{feff}', ' '])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '%']);
    if begins || words.starts_with(['\t', '\r', '\n']) { format!("'{words}") } else { words.to_owned() }
}

/// A table with its columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    /// Names in words, for the page.
    pub(crate) header: Vec<String>,
    /// Names for the file, in snake case with units.
    pub(crate) names: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// Columns that only the file has: name and values.
    hidden: Vec<(String, Vec<f64>)>,
}

/// A sheet as the template takes it.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct SheetView {
    header: Vec<String>,
    rows: Vec<Vec<CellView>>,
    /// Rows that the page leaves out; the file has them.
    left_out: usize,
    /// Address that holds the file itself.
    address: String,
}

#[derive(Clone, Debug, Serialize)]
struct CellView {
    text: String,
    under: Option<String>,
    is_number: bool,
    /// Whether its words fit one line of a narrow column.
    is_short: bool,
}

impl Sheet {
    /// Columns as pairs: name in words, name in the file.
    pub(crate) fn new(columns: &[(&str, &str)]) -> Self {
        let header = columns.iter().map(|column| column.0.to_owned()).collect();
        let names = columns.iter().map(|column| column.1.to_owned()).collect();
        Self { header, names, ..Self::default() }
    }

    /// Adds a column of numbers that only the file has.
    pub(crate) fn hidden(&mut self, name: String, values: impl Iterator<Item = f64>) {
        self.hidden.push((name, values.collect()));
    }

    /// Adds a column.
    pub(crate) fn column(&mut self, words: impl Into<String>, name: impl Into<String>) {
        self.header.push(words.into());
        self.names.push(name.into());
    }

    /// The sheet for the page, with at most `most` rows shown.
    pub(crate) fn view(&self, most: usize) -> SheetView {
        let cell = |cell: &Cell| CellView {
            text: cell.shown().to_owned(),
            under: if let Cell::Pair(_, _, under) = cell { Some(under.clone()) } else { None },
            is_number: !matches!(cell, Cell::Text(_)),
            is_short: cell.shown().chars().count() <= SHORT,
        };
        SheetView {
            header: self.header.clone(),
            rows: self.rows.iter().take(most).map(|row| row.iter().map(cell).collect()).collect(),
            left_out: self.rows.len().saturating_sub(most),
            address: format!("data:text/csv;charset=utf-8,{}", percent_encoded(&self.csv())),
        }
    }

    /// The file, with CRLF at the ends of lines (RFC 4180).
    pub(crate) fn csv(&self) -> String {
        let line =
            |cells: Vec<String>| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",") + "\r\n";
        let hidden_names = self.hidden.iter().map(|column| &column.0);
        let mut text = line(self.names.iter().chain(hidden_names).map(|name| harmless(name)).collect());
        for (at, row) in self.rows.iter().enumerate() {
            let hidden = self.hidden.iter().map(|column| column.1.get(at).copied().unwrap_or(f64::NAN));
            let hidden = hidden.map(|value| Cell::Number(value, String::new()).written());
            text.push_str(&line(row.iter().map(Cell::written).chain(hidden).collect()));
        }
        text
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// Text for the address of a data URI: what could end or change the address is written as `%` and two digits.
fn percent_encoded(text: &str) -> String {
    let mut address = String::with_capacity(text.len() * 5 / 4);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'_'
            | b'.'
            | b','
            | b':'
            | b'/'
            | b'('
            | b')' => {
                address.push(char::from(byte));
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_never_become_formulas_and_numbers_stay_numbers() {
        let mut sheet = Sheet::new(&[("Name", "name"), ("Value", "value_usd")]);
        for name in ["=1+1", "+a", "-a", "@a", " =a", "plain, \"quoted\""] {
            sheet.rows.push(vec![Cell::text(name), Cell::Number(-1.5, "−1.50".into())]);
        }
        sheet.rows.push(vec![Cell::text("none"), Cell::Number(f64::NAN, "–".into())]);
        let lines: Vec<String> = sheet.csv().lines().map(str::to_owned).collect();
        let expected = [
            "name,value_usd",
            "'=1+1,-1.5",
            "'+a,-1.5",
            "'-a,-1.5",
            "'@a,-1.5",
            "' =a,-1.5",
            "\"plain, \"\"quoted\"\"\",-1.5",
            "none,",
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn an_address_holds_no_letter_that_could_end_it() {
        assert_eq!(percent_encoded("a b\"<>&#%\r\né"), "a%20b%22%3C%3E%26%23%25%0D%0A%C3%A9");
    }
}
