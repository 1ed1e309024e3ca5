//! Flows before and after: a matrix of origins and destinations for the goods of each step of the chain.

use crate::words::capital;
use crate::{
    block::Section,
    derive::{
        chain::{self, Step},
        output::share,
        trade,
    },
    numbers,
    places::{self, Group},
    run::Run,
    sheet::{Cell, Sheet},
    words,
};

/// Groups that stand alone in a matrix.
const MOST_GROUPS: usize = 6;

pub(crate) fn section(runs: &[Run]) -> Section {
    let mut section = Section::new(
        "flows",
        "Flows before and after",
        "From row to column, a month on average: under measures, in brackets without them, and the change.",
    );
    for run in runs {
        let (Some(window), Some(baseline)) = (trade::window(run), &run.baseline_flows) else {
            section.words(format!(
                "{} has no baseline or no whole month, so flows cannot be compared.",
                run.name
            ));
            continue;
        };
        if runs.len() > 1 {
            section.heading(run.name.clone());
        }
        for (name, goods, unit) in lots(run) {
            let goods: Vec<&str> = goods.iter().map(String::as_str).collect();
            let groups = places::groups(&trade::weights(baseline, &goods), MOST_GROUPS);
            let cells = [
                trade::matrix(&run.flows, &goods, &groups, window),
                trade::matrix(baseline, &goods, &groups, window),
            ];
            let (sheet, shades) = sheet(&groups, &cells, &unit);
            let listed: Vec<String> = goods.iter().map(|good| words::inside(good)).collect();
            let words = format!(
                "{} ({unit} a month, {} to {}). Blue is less than the baseline, orange is more; the diagonal is trade at home.",
                capital(&words::list(&listed, 4)),
                numbers::month(window.first),
                numbers::month(window.last),
            );
            section.shaded_table(
                finding(&name, &groups, &cells),
                words,
                &sheet,
                &format!("flows_{}", super::checks::file_name(&name)),
                shades,
            );
        }
    }
    section
}

/// Goods that are shown together, with a name and their unit: those of a step that have one unit, without the first
/// step, whose ores hardly cross borders under measures; restricted goods of a maker alone if there are any.
fn lots(run: &Run) -> Vec<(String, Vec<String>, String)> {
    let steps = chain::steps(run);
    let restricted: Vec<&str> = run.controlled().into_iter().map(|pair| pair.1).collect();
    let skip = usize::from(steps.len() > 2);
    let mut lots = Vec::new();
    for step in steps.iter().skip(skip).rev() {
        let goods = goods_of(run, step, &restricted);
        let unit =
            |good: &String| run.flows.goods.get(good).map(|good| good.unit.clone()).unwrap_or_default();
        let first = goods.first().map(unit).unwrap_or_default();
        let alike: Vec<String> = goods.iter().filter(|good| unit(good) == first).cloned().collect();
        if !alike.is_empty() {
            lots.push((words::words(&step.maker), alike, first));
        }
    }
    lots
}

/// Restricted goods of the maker, whoever uses them; without any those of the step. What finished makers sell is taken
/// whole, since one customs code may hold restricted and free grades.
fn goods_of(run: &Run, step: &Step, restricted: &[&str]) -> Vec<String> {
    let made: Vec<&str> = run
        .series
        .of("output")
        .filter(|line| line.stage == step.maker)
        .map(|line| line.good.as_str())
        .collect();
    let mut held: Vec<String> =
        restricted.iter().filter(|good| made.contains(good)).map(|good| (*good).to_owned()).collect();
    held.sort();
    held.dedup();
    if held.is_empty() { step.goods.clone() } else { held }
}

fn sheet(groups: &[Group], cells: &[Vec<Vec<f64>>; 2], unit: &str) -> (Sheet, Vec<Vec<i8>>) {
    let mut sheet = Sheet::new(&[("From \\ to", "origin")]);
    let name = |group: &str| format!("{group} ({unit} a month)");
    groups.iter().for_each(|group| sheet.column(group.name.clone(), name(&group.name)));
    sheet.column("All abroad", name("all abroad"));
    let mut shades = Vec::new();
    for (origin, group) in groups.iter().enumerate() {
        let abroad = |cells: &Vec<Vec<f64>>| {
            cells[origin]
                .iter()
                .enumerate()
                .filter(|entry| entry.0 != origin)
                .map(|entry| entry.1)
                .sum::<f64>()
        };
        let mut row = vec![Cell::text(group.name.clone())];
        let mut shade = vec![0];
        let pairs = (0..groups.len()).map(|to| (cells[0][origin][to], cells[1][origin][to]));
        for (run, baseline) in pairs.chain([(abroad(&cells[0]), abroad(&cells[1]))]) {
            row.push(pair(run, baseline));
            shade.push(shade_of(run, baseline));
        }
        sheet.rows.push(row);
        shades.push(shade);
    }
    // The file has the baseline in columns of its own.
    for (to, group) in groups.iter().enumerate() {
        sheet.hidden(format!("{} in the baseline", name(&group.name)), cells[1].iter().map(|row| row[to]));
    }
    (sheet, shades)
}

/// `120`, and under it `(160) −25%`.
fn pair(run: f64, baseline: f64) -> Cell {
    if baseline.abs() < 0.0005 && run.abs() < 0.0005 {
        return Cell::Number(run, "·".into());
    }
    let change = share(run, baseline) - 1.0;
    let change = if change.is_finite() && change.abs() < 9.995 {
        format!(" {}", numbers::change(change))
    } else {
        String::new()
    };
    Cell::Pair(run, numbers::quantity(run), format!("({}){change}", numbers::quantity(baseline)))
}

/// From -4 to 4 by the change; nothing where there is hardly any trade.
fn shade_of(run: f64, baseline: f64) -> i8 {
    let change = share(run, baseline) - 1.0;
    if !change.is_finite() {
        return 0;
    }
    (change * 8.0).round().clamp(-4.0, 4.0) as i8
}

/// The pair of groups that loses most.
fn finding(name: &str, groups: &[Group], cells: &[Vec<Vec<f64>>; 2]) -> String {
    let mut worst: Option<(f64, usize, usize)> = None;
    for from in 0..groups.len() {
        for to in (0..groups.len()).filter(|to| *to != from) {
            let lost = cells[1][from][to] - cells[0][from][to];
            if worst.is_none_or(|worst| lost > worst.0) {
                worst = Some((lost, from, to));
            }
        }
    }
    match worst {
        Some((lost, from, to)) if lost > 0.0 => format!(
            "{name}: what {} sends to {} falls most, by {}",
            places::with_article(&groups[from].name),
            places::with_article(&groups[to].name),
            numbers::percent(lost / cells[1][from][to])
        ),
        _ => format!("{name}: no flow between groups falls"),
    }
}
