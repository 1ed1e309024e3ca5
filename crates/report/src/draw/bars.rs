//! Horizontal bars from zero, and the tornado of a sensitivity analysis.

use super::{
    axis::{Scale, ticks},
    format::Format,
    svg::{Anchor, Svg, cut},
};

const WIDTH: f64 = 560.0;
const LEFT: f64 = 170.0;
const RIGHT: f64 = 70.0;
const TOP: f64 = 26.0;
const ROW: f64 = 20.0;

/// A bar; several bars may follow one label.
#[derive(Clone, Debug)]
pub(crate) struct Bar {
    /// Name of the row; empty for a bar under the same name as the one before.
    pub(crate) label: String,
    pub(crate) class: &'static str,
    pub(crate) value: f64,
    /// What the bar is, for those who point at it.
    pub(crate) words: String,
}

/// Bars from zero, with their values beside them. `legend` has class and words.
pub(crate) fn draw(
    id: &str,
    title: &str,
    description: &str,
    format: Format,
    bars: &[Bar],
    legend: &[(&str, &str)],
) -> String {
    let low = bars.iter().map(|bar| bar.value).fold(0.0, f64::min);
    let high = bars.iter().map(|bar| bar.value).fold(low + 1e-9, f64::max);
    let height = TOP + 20.0 + ROW * bars.len() as f64 + 8.0;
    let mut svg = Svg::new(id, (WIDTH, height), title, description);
    // Values stand beyond the ends of bars, on the left too where something is negative.
    let inset = if low < 0.0 { 60.0 } else { 0.0 };
    let x = Scale { domain: (low, high), range: (LEFT + inset, WIDTH - RIGHT) };
    svg.words("t", (0.0, 13.0), Anchor::Start, &cut(title, 80));
    let mut at = 0.0;
    for (class, words) in legend {
        svg.rect(&format!("bar {class}"), (at, TOP - 3.0), (12.0, 10.0), words);
        svg.words("l", (at + 17.0, TOP + 6.0), Anchor::Start, words);
        at += 36.0 + 6.2 * words.chars().count() as f64;
    }
    for (row, bar) in bars.iter().enumerate() {
        let y = TOP + 20.0 + ROW * row as f64;
        let (from, to) = (x.at(bar.value.min(0.0)), x.at(bar.value.max(0.0)));
        svg.words("n", (LEFT - 8.0, y + 12.0), Anchor::End, &cut(&bar.label, 26));
        svg.rect(&format!("bar {}", bar.class), (from, y + 2.0), (to - from, ROW - 6.0), &bar.words);
        let (end, anchor) =
            if bar.value < 0.0 { (from - 5.0, Anchor::End) } else { (to + 5.0, Anchor::Start) };
        svg.words("l", (end, y + 12.0), anchor, &format.words(bar.value));
    }
    svg.line("axis", (x.at(0.0), TOP + 18.0), (x.at(0.0), height - 4.0));
    svg.finish()
}

/// A parameter in a tornado: the outcome at its low and its high value.
#[derive(Clone, Debug)]
pub(crate) struct Swing {
    pub(crate) label: String,
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// The values of the parameter at the two ends, as written.
    pub(crate) ends: [String; 2],
}

/// Swings about the outcome as it stands.
pub(crate) fn tornado(
    id: &str,
    title: &str,
    description: &str,
    format: Format,
    base: f64,
    swings: &[Swing],
) -> String {
    let values = swings.iter().flat_map(|swing| [swing.low, swing.high]).filter(|value| value.is_finite());
    let (low, high) = values.fold((base, base), |(low, high), value| (low.min(value), high.max(value)));
    let rows = ticks(low, if high > low { high } else { low + 1.0 }, 4);
    let domain = (rows.first().copied().unwrap_or(low), rows.last().copied().unwrap_or(high));
    let x = Scale { domain, range: (LEFT + 60.0, WIDTH - RIGHT) };
    let height = TOP + 20.0 + ROW * swings.len() as f64 + 24.0;
    let mut svg = Svg::new(id, (WIDTH, height), title, description);
    svg.words("t", (0.0, 13.0), Anchor::Start, &cut(title, 80));
    for (at, class, words) in [(0.0, "c1", "parameter at its low value"), (190.0, "c2", "at its high value")]
    {
        svg.rect(&format!("bar {class}"), (at, TOP - 3.0), (12.0, 10.0), words);
        svg.words("l", (at + 17.0, TOP + 6.0), Anchor::Start, words);
    }
    for value in rows {
        svg.line("grid", (x.at(value), TOP + 18.0), (x.at(value), height - 20.0));
        svg.words("l", (x.at(value), height - 6.0), Anchor::Middle, &format.label(value));
    }
    for (row, swing) in swings.iter().enumerate() {
        let y = TOP + 20.0 + ROW * row as f64;
        svg.words("n", (LEFT - 8.0, y + 12.0), Anchor::End, &cut(&swing.label, 26));
        for (class, value, end) in [("c1", swing.low, &swing.ends[0]), ("c2", swing.high, &swing.ends[1])] {
            if !value.is_finite() {
                continue;
            }
            let (from, to) = (x.at(value.min(base)), x.at(value.max(base)));
            let words = format!("{} = {end}: {}", swing.label, format.words(value));
            svg.rect(&format!("bar {class}"), (from, y + 2.0), (to - from, ROW - 6.0), &words);
            let (at, anchor) =
                if value < base { (from - 4.0, Anchor::End) } else { (to + 4.0, Anchor::Start) };
            svg.words("s", (at, y + 12.0), anchor, &cut(end, 10));
        }
    }
    svg.line("axis", (x.at(base), TOP + 18.0), (x.at(base), height - 20.0));
    svg.finish()
}
