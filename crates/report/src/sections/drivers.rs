//! What drives a result: the tornado, where a sensitivity analysis was written beside a run or an ensemble.

use crate::{
    block::Section,
    draw::{
        bars::{self, Swing},
        format::Format,
    },
    numbers,
    read::tornado::Bar,
    sheet::{Cell, Sheet},
    words,
};

/// Parameters that have a bar.
const MOST: usize = 14;

pub(crate) fn section(id: &str, name: &str, bars: &[Bar]) -> Option<Section> {
    let mut metrics: Vec<&str> = Vec::new();
    bars.iter().for_each(|bar| {
        if !metrics.contains(&bar.metric.as_str()) {
            metrics.push(&bar.metric)
        }
    });
    if metrics.is_empty() {
        return None;
    }
    let mut section = Section::new(
        id,
        if name.is_empty() {
            "What drives the result".to_owned()
        } else {
            format!("What drives the result: {name}")
        },
        "Each parameter alone is moved over its range while the others stand; how parameters work together is not shown.",
    );
    for (at, metric) in metrics.iter().enumerate() {
        let mut of: Vec<&Bar> = bars.iter().filter(|bar| bar.metric == *metric).collect();
        of.sort_by(|a, b| b.swing().total_cmp(&a.swing()));
        figure(&mut section, &format!("{id}_{at}"), metric, &of);
    }
    Some(section)
}

fn figure(section: &mut Section, id: &str, metric: &str, bars: &[&Bar]) {
    let Some(first) = bars.first() else { return };
    let format = match first.unit.as_str() {
        "share" | "ratio" => Format::Percent,
        "usd" => Format::Usd,
        _ => Format::Quantity,
    };
    let swing = |bar: &&Bar| Swing {
        label: super::effects::short(&bar.parameter),
        low: bar.outcomes[0],
        high: bar.outcomes[2],
        ends: [bar.low.clone(), bar.high.clone()],
    };
    let swings: Vec<Swing> = bars.iter().take(MOST).map(swing).collect();
    let result = super::effects::result_words(metric);
    let metric = words::capital(&result);
    let title = format!(
        "{} moves {} most: from {} to {}",
        first.parameter,
        result,
        format.words(first.outcomes[0]),
        format.words(first.outcomes[2])
    );
    let unit = if first.unit.is_empty() { String::new() } else { format!(", {}", first.unit) };
    let svg = bars::tornado(
        &format!("{id}-0"),
        &format!("{metric}{unit}"),
        &title,
        format,
        first.outcomes[1],
        &swings,
    );
    let left_out = bars.len().saturating_sub(MOST);
    let left_out = if left_out > 0 {
        format!(" {left_out} parameters that move it less are in the data.")
    } else {
        String::new()
    };
    let words = format!(
        "The line is the result as it stands, {}; small numbers are the values of the parameters.{left_out}",
        format.words(first.outcomes[1])
    );
    section.pictures(id, title, words, vec![svg], &sheet(bars));
}

fn sheet(bars: &[&Bar]) -> Sheet {
    let mut sheet = Sheet::new(&[
        ("Parameter", "parameter"),
        ("Low", "low"),
        ("High", "high"),
        ("Outcome at low", "outcome_low"),
        ("As it stands", "outcome_base"),
        ("Outcome at high", "outcome_high"),
        ("Unit", "unit"),
        ("Source of the range", "source"),
    ]);
    let outcome = |value: f64| Cell::Number(value, numbers::quantity(value));
    sheet.rows = bars
        .iter()
        .map(|bar| {
            let [low, base, high] = bar.outcomes.map(outcome);
            let words = [&bar.parameter, &bar.low, &bar.high].map(|words| Cell::text(words.as_str()));
            words
                .into_iter()
                .chain([low, base, high, Cell::text(bar.unit.as_str()), Cell::text(bar.source.as_str())])
                .collect()
        })
        .collect();
    sheet
}
