//! `cargo xtask gallery`: runs the scenarios of the gallery and holds the figures of docs/GALLERY.md against their summaries.
//!
//! `docs/gallery.csv` has a line for each figure: the scenario, the row of `summary.csv` that it is from, and the words by
//! which the page tells it. The words must stand in the scenario's section or in its row of the table, and be the
//! value as far as their digits go; a gain is told without a sign.

use crate::workspace::{cargo, root};
use anyhow::{Context as _, Result, bail, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A figure of the page.
#[derive(Debug)]
struct Figure {
    scenario: String,
    /// Metric, stage, jurisdiction, good, first of the month; empty where the row has none.
    row: [String; 5],
    words: String,
}

pub(crate) fn run() -> Result<()> {
    let read =
        |name: &str| fs::read_to_string(root().join(name)).with_context(|| format!("cannot read {name}"));
    let (page, figures) = (read("docs/GALLERY.md")?, figures(&read("docs/gallery.csv")?)?);
    let status = cargo().args(["build", "--release", "--workspace"]).status()?;
    ensure!(status.success(), "the program cannot be built");
    let home = tempfile::tempdir()?;
    let mut summaries: BTreeMap<&str, Vec<Vec<String>>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for figure in &figures {
        let scenario = figure.scenario.as_str();
        if !summaries.contains_key(scenario) {
            println!("running {scenario}");
            summaries.insert(scenario, summary(scenario, home.path())?);
        }
        wrong.extend(mistake(figure, &page, &summaries[scenario]));
    }
    match wrong.as_slice() {
        [] => println!("{} figures of {} scenarios hold", figures.len(), summaries.len()),
        _ => bail!("docs/GALLERY.md does not say what the program says now:\n  {}", wrong.join("\n  ")),
    }
    Ok(())
}

/// The lines of `docs/gallery.csv` after the first; only the words, which come last, may have commas.
fn figures(text: &str) -> Result<Vec<Figure>> {
    let lines = text.lines().enumerate().skip(1).filter(|line| !line.1.trim().is_empty());
    lines
        .map(|(at, line)| {
            let cells: Vec<String> = line.splitn(7, ',').map(str::to_owned).collect();
            let [scenario, metric, stage, jurisdiction, good, date, words] = <[String; 7]>::try_from(cells)
                .map_err(|cells| {
                anyhow::anyhow!("docs/gallery.csv:{}: {} cells, not 7", at + 1, cells.len())
            })?;
            Ok(Figure { scenario, row: [metric, stage, jurisdiction, good, date], words })
        })
        .collect()
}

/// Rows of the summary of a scenario: stage, jurisdiction, good, metric, value, unit, date.
fn summary(scenario: &str, home: &Path) -> Result<Vec<Vec<String>>> {
    let out = home.join(scenario);
    let status = Command::new(root().join("target/release/coercivity"))
        .current_dir(root())
        .args(["run", &format!("configs/scenarios/{scenario}.ron"), "--quiet", "--plugin", "target/release"])
        .arg("--out")
        .arg(&out)
        .status()
        .context("cannot start target/release/coercivity")?;
    ensure!(status.success(), "the run of {scenario} failed");
    let text = fs::read_to_string(out.join("summary.csv"))?;
    Ok(text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect())
}

/// What is wrong with a figure, if anything is.
fn mistake(figure: &Figure, page: &str, summary: &[Vec<String>]) -> Option<String> {
    let [metric, stage, jurisdiction, good, date] = &figure.row;
    let name = format!("{}, {metric} {stage} {jurisdiction} {good} {date}", figure.scenario);
    let told = told(page, &figure.scenario);
    if !told.contains(&figure.words) {
        return Some(format!("{name}: the page does not say {:?}", figure.words));
    }
    let is = |row: &&Vec<String>| {
        (&row[0], &row[1], &row[2], &row[3]) == (stage, jurisdiction, good, metric)
            && (date.is_empty() || row[6] == *date)
    };
    let Some(row) = summary.iter().find(is) else {
        return Some(format!("{name}: the summary has no such row"));
    };
    let Ok(value) = row[4].parse::<f64>() else { return Some(format!("{name}: {:?} is no number", row[4])) };
    match fits(&figure.words, value) {
        Some(true) => None,
        Some(false) => {
            Some(format!("{name}: the page says {:?}, the program {value} {}", figure.words, row[5]))
        }
        None => Some(format!("{name}: {:?} begins with no number", figure.words)),
    }
}

/// What the page says of a scenario: its row of the table and its section, in one line.
fn told(page: &str, scenario: &str) -> String {
    let row = page.lines().find(|line| line.starts_with(&format!("| [{scenario}]"))).unwrap_or_default();
    let section =
        page.split("\n### ").find(|section| section.lines().next() == Some(scenario)).unwrap_or_default();
    let section = section.split("\n## ").next().unwrap_or_default();
    format!("{row} {section}").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `value` is what `words` say as far as their digits go, of whole numbers the first three; nothing if they begin
/// with no number.
fn fits(words: &str, value: f64) -> Option<bool> {
    let end = words.find(|letter: char| !"-0123456789.,".contains(letter)).unwrap_or(words.len());
    let (number, rest) = (words[..end].replace(',', ""), words[end..].trim_start());
    let units = [("bn", 1e9), ("million", 1e6), ("%", 0.01)];
    let scale = units.into_iter().find(|unit| rest.starts_with(unit.0)).map_or(1.0, |unit| unit.1);
    let said: f64 = number.parse().ok()?;
    let (whole, decimals) = number.trim_start_matches('-').split_once('.').unwrap_or((&number, ""));
    let step = if decimals.is_empty() { (whole.len() as i32 - 3).max(0) } else { -(decimals.len() as i32) };
    let value = if said < 0.0 { value } else { value.abs() };
    Some((value / scale - said).abs() <= 0.5 * 10_f64.powi(step) * (1.0 + 1e-9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_value_as_far_as_their_digits_go() {
        for (words, value) in [
            ("401 bn", 4.0149e11),
            ("1,630 bn USD", 1.6251e12),
            ("68 bn", -6.84e10),
            ("-0.05 bn", -5.4e7),
            ("48%)", 0.4849),
            ("1.9 million", 1.91e6),
            ("84 weeks", 84.2),
        ] {
            assert_eq!(fits(words, value), Some(true), "{words} {value}");
            assert_eq!(fits(words, value * 1.2), Some(false), "{words} {value}");
        }
        assert_eq!(fits("-0.05 bn", 5.4e7), Some(false), "a sign that is told must be right");
        assert_eq!(fits("half", 0.5), None);
    }

    #[test]
    fn a_figure_is_looked_for_in_its_own_section_and_row() {
        let page = "# Gallery\n| [a](#a) | x | 5 bn |\n\n## Part\n\n### a\n\nAt 48% of\nnormal.\n\n### b\n\nAt 9%.\n\n## Part two\n\nAt 7%.\n";
        assert!(told(page, "a").contains("5 bn") && told(page, "a").contains("48% of normal"));
        assert!(!told(page, "a").contains("9%") && !told(page, "b").contains("7%"));
        let list = "scenario,metric,stage,jurisdiction,good,date,words\nb,worst,mine,AU,,,9%\n";
        let figure = &figures(list).unwrap()[0];
        let row = |value: &str| {
            vec![["mine", "AU", "", "worst", value, "share", "2025-04-07"].map(str::to_owned).to_vec()]
        };
        assert_eq!(mistake(figure, page, &row("0.092")), None);
        assert!(mistake(figure, page, &row("0.12")).unwrap().contains("the program 0.12"));
        assert!(mistake(figure, page, &[]).unwrap().contains("no such row"));
        assert!(figures("h\na,b\n").unwrap_err().to_string().contains("docs/gallery.csv:2"));
    }
}
