//! A panel of lines over time, with bands where many runs are behind a line.

use super::{
    axis::{self, Scale, day_number, month_ticks},
    svg::{Anchor, Svg, cut},
};
use crate::draw::format::Format;
use coercivity_base::Date;
use serde_json::{Value, json};
use std::fmt::Write as _;

const WIDTH: f64 = 360.0;
const PLOT_HEIGHT: f64 = 150.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 12.0;
const LEGEND_ROW: f64 = 15.0;
const TITLE_ROW: f64 = 16.0;
/// Letters of a title in a row: one of 13 pixels is about 7 wide.
const TITLE_LETTERS: usize = 46;

/// A line.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) label: String,
    /// Class of its colour and dashes in the style of the page.
    pub(crate) class: &'static str,
    pub(crate) values: Vec<f64>,
    /// Lower and upper edge of its band.
    pub(crate) band: Option<(Vec<f64>, Vec<f64>)>,
}

/// A panel.
#[derive(Clone, Debug)]
pub(crate) struct Panel {
    pub(crate) title: String,
    /// What is shown, in words, for those who do not see it.
    pub(crate) description: String,
    pub(crate) format: Format,
    pub(crate) dates: Vec<Date>,
    pub(crate) lines: Vec<Line>,
    /// Days that are marked, such as the begin of measures.
    pub(crate) marks: Vec<Date>,
    /// A value that is drawn across, such as the baseline at 100%.
    pub(crate) reference: Option<f64>,
}

impl Panel {
    /// Whether there is a value to be drawn.
    pub(crate) fn has_values(&self) -> bool {
        self.dates.len() > 1
            && self.lines.iter().any(|line| line.values.iter().any(|value| value.is_finite()))
    }

    /// The data for the script that lets readers zoom and read values.
    pub(crate) fn plot(&self) -> Value {
        let x: Vec<f64> = self.dates.iter().map(|&date| day_number(date) * 86_400.0).collect();
        let numbers = |values: &[f64]| -> Vec<Value> { values.iter().map(|&value| rounded(value)).collect() };
        let lines: Vec<Value> = self
            .lines
            .iter()
            .map(|line| {
                json!({
                    "label": line.label, "class": line.class, "values": numbers(&line.values),
                    "low": line.band.as_ref().map(|band| numbers(&band.0)),
                    "high": line.band.as_ref().map(|band| numbers(&band.1)),
                })
            })
            .collect();
        json!({"x": x, "lines": lines, "percent": self.format == Format::Percent, "zero": ends(&self.ticks()).0 == 0.0})
    }

    /// The picture.
    pub(crate) fn draw(&self, id: &str) -> String {
        let legend = self.legend_rows();
        let titles = wrapped(&self.title);
        let below = TITLE_ROW * titles.len() as f64;
        let top = below + 14.0 + LEGEND_ROW * legend.len() as f64;
        let height = top + PLOT_HEIGHT + 26.0;
        let mut svg = Svg::new(id, (WIDTH, height), &self.title, &self.description);
        for (row, words) in titles.iter().enumerate() {
            svg.words("t", (0.0, 13.0 + TITLE_ROW * row as f64), Anchor::Start, words);
        }
        self.draw_legend(&mut svg, &legend, below + 14.0);
        let ticks = self.ticks();
        let y = Scale { domain: ends(&ticks), range: (top + PLOT_HEIGHT, top) };
        let days = |date: Option<&Date>| date.map_or(0.0, |&date| day_number(date));
        let x = Scale {
            domain: (days(self.dates.first()), days(self.dates.last())),
            range: (LEFT, WIDTH - RIGHT),
        };
        self.draw_axes(&mut svg, x, y, &ticks);
        for line in &self.lines {
            if let Some((low, high)) = &line.band {
                svg.path(&format!("band {}", line.class), &self.area(x, y, low, high));
            }
        }
        for line in &self.lines {
            let last = line.values.iter().rev().find(|value| value.is_finite());
            let words = last.map(|&value| format!("{}: {} at the end", line.label, self.format.words(value)));
            let path = self.curve(x, y, &line.values);
            svg.titled_path(&format!("line {}", line.class), &path, &words.unwrap_or_default());
        }
        svg.finish()
    }

    fn draw_axes(&self, svg: &mut Svg, x: Scale, y: Scale, ticks: &[f64]) {
        let (bottom, top) = y.range;
        for &value in ticks {
            svg.line("grid", (LEFT, y.at(value)), (WIDTH - RIGHT, y.at(value)));
            svg.words("l", (LEFT - 6.0, y.at(value) + 3.5), Anchor::End, &self.format.label(value));
        }
        if let (Some(&first), Some(&last)) = (self.dates.first(), self.dates.last()) {
            for (day, label) in month_ticks(first, last) {
                svg.line("tick", (x.at(day), bottom), (x.at(day), bottom + 4.0));
                svg.words("l", (x.at(day), bottom + 16.0), Anchor::Middle, &label);
            }
            let shown = self.marks.iter().filter(|mark| (first..=last).contains(*mark));
            shown.for_each(|&mark| {
                svg.line("mark", (x.at(day_number(mark)), top), (x.at(day_number(mark)), bottom))
            });
        }
        if let Some(reference) = self.reference {
            svg.line("reference", (LEFT, y.at(reference)), (WIDTH - RIGHT, y.at(reference)));
        }
        svg.line("axis", (LEFT, y.at(y.domain.0)), (WIDTH - RIGHT, y.at(y.domain.0)));
    }

    /// Labelled values of the axis: from zero unless something is under it.
    fn ticks(&self) -> Vec<f64> {
        let edges = |line: &Line| {
            let band = line.band.clone().unwrap_or_default();
            line.values.iter().chain(&band.0).chain(&band.1).copied().collect::<Vec<_>>()
        };
        let values: Vec<f64> = self
            .lines
            .iter()
            .flat_map(edges)
            .chain(self.reference)
            .filter(|value| value.is_finite())
            .collect();
        let low = values.iter().copied().fold(0.0, f64::min);
        let high = values.iter().copied().fold(low + 1e-9, f64::max);
        axis::ticks(low, high, 5)
    }

    /// Labels of lines by rows, each with its place; a single line says what it is in the title.
    fn legend_rows(&self) -> Vec<Vec<(usize, f64)>> {
        if self.lines.len() < 2 {
            return Vec::new();
        }
        let (mut rows, mut at) = (vec![Vec::new()], 0.0);
        for (place, line) in self.lines.iter().enumerate() {
            // A letter of 11 pixels is about 6 wide.
            let width = 26.0 + 6.0 * cut(&line.label, 40).chars().count() as f64;
            if at > 0.0 && at + width > WIDTH {
                rows.push(Vec::new());
                at = 0.0;
            }
            if let Some(row) = rows.last_mut() {
                row.push((place, at));
            }
            at += width + 8.0;
        }
        rows
    }

    fn draw_legend(&self, svg: &mut Svg, rows: &[Vec<(usize, f64)>], top: f64) {
        for (row, entries) in rows.iter().enumerate() {
            let y = top + LEGEND_ROW * row as f64;
            for &(place, at) in entries {
                let line = &self.lines[place];
                svg.line(&format!("line {}", line.class), (at, y - 4.0), (at + 18.0, y - 4.0));
                svg.words("l", (at + 22.0, y), Anchor::Start, &cut(&line.label, 40));
            }
        }
    }

    /// A line through the values; it breaks where there is none.
    fn curve(&self, x: Scale, y: Scale, values: &[f64]) -> String {
        let (mut path, mut is_open) = (String::new(), false);
        for (&date, &value) in self.dates.iter().zip(values) {
            if value.is_finite() {
                let letter = if is_open { 'L' } else { 'M' };
                let _ = write!(path, "{letter}{:.1} {:.1}", x.at(day_number(date)), y.at(value));
            }
            is_open = value.is_finite();
        }
        path
    }

    fn area(&self, x: Scale, y: Scale, low: &[f64], high: &[f64]) -> String {
        let points = self
            .dates
            .iter()
            .zip(low.iter().zip(high))
            .filter(|point| point.1.0.is_finite() && point.1.1.is_finite());
        let points: Vec<_> =
            points.map(|(&date, (&low, &high))| (x.at(day_number(date)), y.at(low), y.at(high))).collect();
        let mut path = String::new();
        for (at, (x, _, high)) in points.iter().enumerate() {
            let _ = write!(path, "{}{x:.1} {high:.1}", if at == 0 { 'M' } else { 'L' });
        }
        points.iter().rev().for_each(|(x, low, _)| {
            let _ = write!(path, "L{x:.1} {low:.1}");
        });
        if path.is_empty() { path } else { path + "Z" }
    }
}

/// The first and the last.
fn ends(ticks: &[f64]) -> (f64, f64) {
    (ticks.first().copied().unwrap_or(0.0), ticks.last().copied().unwrap_or(1.0))
}

/// A title in at most two rows.
fn wrapped(title: &str) -> Vec<String> {
    let mut rows = vec![String::new()];
    for word in title.split_whitespace() {
        let length = rows.last().map_or(0, |row| row.chars().count());
        if length > 0 && length + 1 + word.chars().count() > TITLE_LETTERS && rows.len() < 2 {
            rows.push(String::new());
        }
        if let Some(row) = rows.last_mut() {
            if !row.is_empty() {
                row.push(' ');
            }
            row.push_str(word);
        }
    }
    rows.iter().map(|row| cut(row, TITLE_LETTERS + 4)).collect()
}

/// A number with six digits, which is more than a screen shows; nothing where there is none.
fn rounded(value: f64) -> Value {
    if !value.is_finite() {
        return Value::Null;
    }
    format!("{value:.5e}").parse::<f64>().map_or(Value::Null, |value| json!(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(values: Vec<f64>) -> Panel {
        let first: Date = "2025-01-06".parse().unwrap();
        Panel {
            title: "Output & <b>".into(),
            description: "Falls.".into(),
            format: Format::Percent,
            dates: (0..values.len()).map(|_| first).collect(),
            lines: vec![Line { label: "a".into(), class: "c1", values, band: None }],
            marks: vec![],
            reference: Some(1.0),
        }
    }

    #[test]
    fn long_titles_take_two_rows() {
        assert_eq!(wrapped("short"), ["short"]);
        assert_eq!(wrapped(&"word ".repeat(30)).len(), 2);
    }

    #[test]
    fn a_line_breaks_where_there_is_no_value() {
        let text = panel(vec![1.0, f64::NAN, 0.5, 0.4]).draw("x");
        let path = text.split("class=\"line c1\" d=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(path.matches('M').count(), 2, "{path}");
        assert!(text.contains("Output &amp; &lt;b&gt;") && !text.contains("NaN"));
        assert_eq!(panel(vec![1.0, f64::NAN]).plot()["lines"][0]["values"], json!([1.0, null]));
    }
}
