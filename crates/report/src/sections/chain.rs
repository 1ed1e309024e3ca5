//! The chain as a Sankey diagram, without and with measures.

use crate::{
    block::Section,
    derive::{
        chain::{self, Step},
        trade,
    },
    draw::sankey::{self, Link, Sankey},
    numbers,
    places::{self, Group},
    run::Run,
    sheet::{Cell, Sheet},
    words,
};
use std::collections::BTreeMap;

/// Groups that stand alone; with `Others` no more than there are colours.
const MOST_GROUPS: usize = 5;
/// Bands under this share of their step are left out.
const LEAST_SHARE: f64 = 0.002;

pub(crate) fn section(runs: &[Run]) -> Section {
    let mut section = Section::new("chain", "The chain from mine to device", "");
    for run in runs {
        let steps = chain::steps(run);
        let (Some(window), Some(baseline), false) =
            (trade::window(run), &run.baseline_flows, steps.is_empty())
        else {
            section.words(format!("{} has no baseline, no whole month or no chain to be drawn.", run.name));
            continue;
        };
        let groups = groups(run, &steps);
        let before: Vec<_> =
            steps.iter().map(|step| chain::links(run, baseline, step, &groups, window)).collect();
        let after: Vec<_> =
            steps.iter().map(|step| chain::links(run, &run.flows, step, &groups, window)).collect();
        let totals: Vec<f64> = before.iter().map(|cells| cells.iter().flatten().sum()).collect();
        let columns = columns(&steps);
        let drawn = [links(&before, &totals), links(&after, &totals)];
        // Both have the scale of the taller one, so that a thinner band is a smaller flow.
        let full =
            drawn.iter().map(|links| sankey::tallest(links, columns.len(), groups.len())).fold(0.0, f64::max);
        let classes = classes(run, &groups);
        let id = format!("chain_{}", super::checks::file_name(&run.name));
        let pictures = drawn.iter().zip(["Without measures", "With measures"]).enumerate().map(
            |(at, (links, title))| {
                let names: Vec<String> = groups.iter().map(|group| group.name.clone()).collect();
                let description = format!(
                    "{}: {}.",
                    columns.join(", then "),
                    words::list(
                        &links
                            .iter()
                            .map(|link| format!(
                                "{} to {} {}",
                                names[link.from],
                                names[link.to],
                                numbers::percent(link.share)
                            ))
                            .collect::<Vec<_>>(),
                        12
                    )
                );
                Sankey {
                    title,
                    description: &description,
                    columns: &columns,
                    groups: &names,
                    classes: &classes,
                    links,
                    full,
                }
                .draw(&format!("{id}-{at}"))
            },
        );
        section.pictures(
            &id,
            title(run, &steps, &totals, &after, runs.len() > 1),
            explained(&steps, window),
            pictures.collect(),
            &sheet(&steps, &groups, &before, &after),
        );
    }
    section
}

fn groups(run: &Run, steps: &[Step]) -> Vec<Group> {
    let mut weights: BTreeMap<String, f64> = BTreeMap::new();
    let flows = run.baseline_flows.as_ref().unwrap_or(&run.flows);
    for good in steps.iter().flat_map(|step| step.goods()) {
        for (code, weight) in trade::weights(flows, &[good]) {
            *weights.entry(code).or_default() += weight * run.price_usd(good);
        }
    }
    places::groups(&weights, MOST_GROUPS)
}

/// Colours of groups: that of who acts for the groups that act, others in order.
fn classes(run: &Run, groups: &[Group]) -> Vec<&'static str> {
    let senders = run.senders();
    let mut others = ["c1", "c3", "c4", "c5", "c6", "base"].into_iter().cycle();
    let acts = |group: &Group| senders.iter().any(|code| group.holds(code));
    groups.iter().map(|group| if acts(group) { "sender" } else { others.next().unwrap_or("base") }).collect()
}

/// Names of the columns: makers, and the users of the last step.
fn columns(steps: &[Step]) -> Vec<String> {
    let makers = steps.iter().map(|step| words::words(&step.maker));
    makers.chain(steps.last().map(|step| words::words(&step.user))).collect()
}

fn links(cells: &[Vec<Vec<f64>>], totals: &[f64]) -> Vec<Link> {
    let mut links = Vec::new();
    for (step, (cells, &total)) in cells.iter().zip(totals).enumerate() {
        for (from, row) in cells.iter().enumerate() {
            for (to, &value) in row.iter().enumerate() {
                let share = if total > 0.0 { value / total } else { 0.0 };
                if share >= LEAST_SHARE {
                    links.push(Link { step, from, to, share });
                }
            }
        }
    }
    links
}

fn title(run: &Run, steps: &[Step], totals: &[f64], after: &[Vec<Vec<f64>>], is_named: bool) -> String {
    let change = |at: usize| after[at].iter().flatten().sum::<f64>() / totals[at].max(1e-9) - 1.0;
    let worst = (0..steps.len()).min_by(|&a, &b| change(a).total_cmp(&change(b))).unwrap_or(0);
    let words = format!(
        "Trade between {} and {} changes by {} in value",
        words::inside(&steps[worst].maker),
        words::inside(&steps[worst].user),
        numbers::change(change(worst))
    );
    if is_named { format!("{}: {words}", run.name) } else { words }
}

fn explained(steps: &[Step], window: trade::Window) -> String {
    let goods: Vec<String> = steps
        .iter()
        .map(|step| words::list(&step.goods.iter().map(|good| words::inside(good)).collect::<Vec<_>>(), 4))
        .collect();
    format!(
        "Bands are as wide as their part of a step in the baseline, at base prices; bands of different steps are not to be \
         compared in dollars, and those under {} of a step are left out. Steps: {}. {} to {}. Where a part of a good goes \
         to other users than the column says, it is counted with it.",
        numbers::percent(LEAST_SHARE),
        goods.join("; "),
        numbers::month(window.first),
        numbers::month(window.last)
    )
}

fn sheet(steps: &[Step], groups: &[Group], before: &[Vec<Vec<f64>>], after: &[Vec<Vec<f64>>]) -> Sheet {
    let mut sheet = Sheet::new(&[
        ("Makers", "maker"),
        ("Users", "user"),
        ("From", "origin"),
        ("To", "destination"),
        ("Without measures, US$ a month", "baseline_usd_a_month"),
        ("With measures, US$ a month", "run_usd_a_month"),
    ]);
    for (at, step) in steps.iter().enumerate() {
        for (from, origin) in groups.iter().enumerate() {
            for (to, destination) in groups.iter().enumerate() {
                let (old, new) = (before[at][from][to], after[at][from][to]);
                if old <= 0.0 && new <= 0.0 {
                    continue;
                }
                sheet.rows.push(vec![
                    Cell::text(words::words(&step.maker)),
                    Cell::text(words::words(&step.user)),
                    Cell::text(origin.name.clone()),
                    Cell::text(destination.name.clone()),
                    Cell::Number(old, numbers::usd(old)),
                    Cell::Number(new, numbers::usd(new)),
                ]);
            }
        }
    }
    sheet
}
