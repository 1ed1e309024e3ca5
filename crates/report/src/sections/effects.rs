//! What moves the results of an ensemble: a tornado of parameters changed one at a time, or bars of elementary effects and
//! rank correlations.

use super::drivers;
use crate::{
    block::Section,
    draw::{
        bars::{self, Bar},
        format::Format,
    },
    numbers,
    read::effects::{Effect, Effects},
    sheet::{Cell, Sheet},
    words,
};

/// Results that have a figure, with their words.
const RESULTS: [(&str, &str); 3] = [
    ("harm_target_usd", "value added lost by who is acted upon"),
    ("harm_sender_usd", "value added lost by who acts"),
    ("harm_third_usd", "value added lost by third countries"),
];
/// Parameters that have a bar.
const MOST: usize = 14;
/// Letters that stand beside a bar.
const MOST_LETTERS: usize = 26;

/// A result in words, inside a sentence.
pub(super) fn result_words(metric: &str) -> String {
    let known = RESULTS.iter().find(|result| result.0 == metric);
    known.map_or_else(|| words::inside(metric), |result| result.1.to_owned())
}

/// A path for the side of a figure: the end of it tells most.
pub(super) fn short(path: &str) -> String {
    let letters: Vec<char> = path.chars().collect();
    if letters.len() <= MOST_LETTERS {
        return path.to_owned();
    }
    let end = letters[letters.len() - (MOST_LETTERS - 1)..].iter();
    std::iter::once(&'…').chain(end).collect()
}

/// A section for each scenario that has effects.
pub(crate) fn sections(id: &str, scenarios: &[&str], effects: &Effects) -> Vec<Section> {
    let mut sections = Vec::new();
    for (at, scenario) in scenarios.iter().enumerate() {
        let name = if scenarios.len() > 1 { scenario } else { "" };
        let id = format!("{id}_{at}");
        let mut tornado = effects.bars(scenario);
        tornado.retain(|bar| RESULTS.iter().any(|result| result.0 == bar.metric));
        sections.extend(drivers::section(&id, name, &tornado));
        sections.extend(of_bars(&id, scenario, name, &effects.effects));
    }
    sections
}

/// Bars of the statistic that a design over ranges has.
fn of_bars(id: &str, scenario: &str, name: &str, effects: &[Effect]) -> Option<Section> {
    let own: Vec<&Effect> = effects.iter().filter(|effect| effect.scenario == scenario).collect();
    let has = |statistic: &str| own.iter().any(|effect| effect.statistic == statistic);
    let (statistic, lead) = if has("mu_star") {
        (
            "mu_star",
            "Elementary effects (Morris): mean size of the change of the result when the parameter moves over its whole range, \
             over places of the other parameters. Sigma is large where its effect depends on them, or is no straight line.",
        )
    } else if has("rank_correlation") {
        (
            "rank_correlation",
            "Spearman's rank correlation of parameter and result over the sampled points: from -100% to 100%; positive where the \
             loss is larger for larger values.",
        )
    } else {
        return None;
    };
    let title = if name.is_empty() { String::new() } else { format!(": {name}") };
    let mut section = Section::new(id, format!("What drives the result{title}"), lead);
    for (metric, words) in RESULTS {
        let mut of: Vec<&Effect> =
            own.iter().copied().filter(|e| e.metric == metric && e.statistic == statistic).collect();
        of.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
        of.retain(|effect| effect.value.is_finite());
        if !of.is_empty() {
            figure(&mut section, &format!("{id}_{metric}"), statistic, words, &of, &own);
        }
    }
    Some(section)
}

fn figure(section: &mut Section, id: &str, statistic: &str, result: &str, of: &[&Effect], own: &[&Effect]) {
    let format = if statistic == "mu_star" { Format::Usd } else { Format::Percent };
    let bar = |effect: &&Effect| Bar {
        label: short(&effect.parameter),
        class: if effect.value < 0.0 { "c2" } else { "c1" },
        value: effect.value,
        words: format!("{}: {}", effect.parameter, format.words(effect.value)),
    };
    let drawn: Vec<Bar> = of.iter().take(MOST).map(bar).collect();
    let first = of.first().map_or("", |effect| effect.parameter.as_str());
    let title = format!("{first} moves {result} most");
    let what = if statistic == "mu_star" { "mean elementary effect, US$" } else { "rank correlation" };
    let result = words::capital(result);
    let svg = bars::draw(&format!("{id}-0"), &format!("{result}: {what}"), &title, format, &drawn, &[]);
    let left_out = of.len().saturating_sub(MOST);
    let left_out = if left_out > 0 {
        format!("{left_out} parameters that move it less are in the data.")
    } else {
        String::new()
    };
    section.pictures(id, title, left_out, vec![svg], &sheet(statistic, of, own, format));
}

fn sheet(statistic: &str, of: &[&Effect], own: &[&Effect], format: Format) -> Sheet {
    let mut sheet = Sheet::new(&[("Parameter", "parameter")]);
    let others: &[(&str, &str)] = if statistic == "mu_star" {
        &[("Mu*", "mu_star_usd"), ("Mu", "mu_usd"), ("Sigma", "sigma_usd")]
    } else {
        &[("Rank correlation", "rank_correlation")]
    };
    others.iter().for_each(|column| sheet.column(column.0, column.1));
    sheet.column("Error", "mc_error");
    let names: &[&str] =
        if statistic == "mu_star" { &["mu_star", "mu", "sigma"] } else { &["rank_correlation"] };
    for effect in of {
        let find = |name: &str| {
            own.iter()
                .find(|e| e.statistic == name && e.parameter == effect.parameter && e.metric == effect.metric)
        };
        let number = |value: f64| {
            Cell::Number(value, if value.is_finite() { format.words(value) } else { numbers::NONE.into() })
        };
        let mut row = vec![Cell::text(effect.parameter.clone())];
        row.extend(names.iter().map(|name| number(find(name).map_or(f64::NAN, |e| e.value))));
        // The error of the mean effect is that of mu: sizes have none.
        let error = find(if statistic == "mu_star" { "mu" } else { statistic }).map_or(f64::NAN, |e| e.error);
        row.push(number(error));
        sheet.rows.push(row);
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_long_path_is_kept() {
        assert_eq!(short("network.search_weeks"), "network.search_weeks");
        assert_eq!(short("regimes.announcement_18.floor_weeks"), "…nouncement_18.floor_weeks");
    }
}
