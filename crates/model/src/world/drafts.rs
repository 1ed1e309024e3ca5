//! The firms of a cell before they have a place: who they are and how large.

use super::Cell;
use super::cells::{Plan, houses};
use super::sizes::{head, tail};
use coercivity_base::StableId;
use coercivity_scenario::checked::Scenario;
use std::fmt::Write;

/// Largest part of what named firms leave that the head may take, so that the tail is never empty.
const HEAD_MOST: f64 = 0.95;

/// A firm before it has a place.
pub(super) struct Draft {
    pub(super) stable: StableId,
    /// Expected output of the driver per tick; 0 for a plant that is planned.
    pub(super) size: f64,
    pub(super) ordinal: u32,
    pub(super) cell: u16,
    pub(super) known: Known,
}

/// Which of the scenario's own firms a draft is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// None of them.
    Drawn,
    /// That named firm.
    Named(usize),
    /// The plant of that project.
    Project(usize),
}

/// Sizes of the drawn firms of a cell as shares of its output, the largest first, and whether its whole head fits.
fn drawn_sizes(plan: &Plan, count: usize, heads: usize, head_share: f64, exponent: f64) -> (Vec<f64>, bool) {
    let named: f64 = plan.named.iter().map(|n| n.1).sum();
    let headroom = f64::min(head_share - named, HEAD_MOST * plan.drawn);
    let sizes = if headroom > 0.0 { head(heads, headroom, exponent) } else { Vec::new() };
    // The largest part of the head beside which the others need not be larger than it.
    let fits = (1..=sizes.len().min(count.saturating_sub(1))).rev().find(|&k| {
        let rest = plan.drawn - sizes[..k].iter().sum::<f64>();
        (count - k) as f64 * sizes[k - 1] >= rest
    });
    let kept = fits.unwrap_or(0);
    let rest = plan.drawn - sizes[..kept].iter().sum::<f64>();
    let smallest_named = plan.named.iter().map(|n| n.1).fold(plan.drawn, f64::min);
    let others = (count - kept) as f64;
    let upper = match kept {
        0 if smallest_named * others >= rest => smallest_named,
        0 => rest,
        _ => sizes[kept - 1],
    };
    let mut all = sizes[..kept].to_vec();
    all.extend(tail(count - kept, rest, upper, exponent));
    (all, kept == sizes.len())
}

/// Adds the firms of a cell to `drafts`; gives whether its whole head fits.
pub(super) fn draft_cell(
    scenario: &Scenario,
    plan: &Plan,
    cell: usize,
    count: usize,
    heads: usize,
    drafts: &mut Vec<Draft>,
) -> bool {
    let output = plan.cell.output;
    let cell = cell as u16;
    drafts.extend(plan.named.iter().map(|&(index, share)| Draft {
        stable: StableId::of(&scenario.named[index].name),
        cell,
        ordinal: 0,
        size: output * share,
        known: Known::Named(index),
    }));
    let drawn = count - plan.named.len();
    if drawn == 0 {
        return true;
    }
    let stage = &scenario.stages[plan.cell.stage.index()];
    let (sizes, whole) = drawn_sizes(plan, drawn, heads, stage.head_share, stage.size_tail);
    drafts.reserve(sizes.len());
    let mut name = cell_name(scenario, &plan.cell);
    let stem = name.len();
    for (ordinal, share) in sizes.into_iter().enumerate() {
        name.truncate(stem);
        // Writing to a String cannot fail.
        let _ = write!(name, "{ordinal}");
        let (stable, ordinal) = (StableId::of(&name), ordinal as u32);
        drafts.push(Draft { stable, cell, ordinal, size: output * share, known: Known::Drawn });
    }
    whole
}

/// Adds the plants that are planned in a cell: firms that make nothing yet, whatever the number of firms.
pub(super) fn draft_projects(scenario: &Scenario, plan: &Plan, cell: usize, drafts: &mut Vec<Draft>) {
    let here = scenario.projects.iter().enumerate().filter(|project| houses(&plan.cell, project.1));
    drafts.extend(here.map(|(index, project)| Draft {
        stable: StableId::of(&project.name),
        cell: cell as u16,
        ordinal: 0,
        size: 0.0,
        known: Known::Project(index),
    }));
}

/// The part of a drawn firm's identity before its ordinal.
pub(super) fn cell_name(scenario: &Scenario, cell: &Cell) -> String {
    format!(
        "{}/{}/{}/{}/",
        scenario.stages[cell.stage.index()].name,
        scenario.jurisdictions[cell.jurisdiction.index()].code,
        scenario.recipes[cell.recipe.index()].name,
        cell.end_use.name()
    )
}
