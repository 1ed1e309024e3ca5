//! The firms: how many each cell has, their sizes, ids, weeks of cover and caution.
//!
//! The head of a stage (named firms and the next largest) is the same at every scale; the number of firms refines
//! the tail only. So a run with more firms draws the same economy more finely.

use super::cells::{Plan, houses};
use super::sizes::{apportion, head, tail};
use super::{BuildError, Cell, Layout, SLOTS};
use coercivity_base::{Chance, Event, StableId, math};
use coercivity_scenario::checked::Scenario;
use coercivity_scenario::sections::Size;
use std::fmt::Write;
use std::ops::Range;

/// Numbers of firms from which stages have their real size.
const FULL: u32 = 10_000;
/// Numbers of firms under which a reader is told that the tail is coarse.
const COARSE: u32 = 20_000;
/// Largest part of what named firms leave that the head may take, so that the tail is never empty.
const HEAD_MOST: f64 = 0.95;

/// Firms in dense order, stages contiguous.
#[derive(Clone, Debug, Default)]
pub(super) struct Population {
    pub(super) cells: Vec<Cell>,
    pub(super) stable: Vec<StableId>,
    pub(super) cell: Vec<u16>,
    pub(super) of_stage: Vec<Range<usize>>,
    pub(super) named: Vec<u32>,
    /// Dense index of each project's plant; its size is 0.
    pub(super) projects: Vec<u32>,
    pub(super) ordinal: Vec<u32>,
    /// Expected output of the driver per tick.
    pub(super) size: Vec<f64>,
    pub(super) cover: [Vec<f32>; SLOTS],
    pub(super) caution: Vec<f32>,
}

/// A firm before it has a place.
struct Draft {
    stable: StableId,
    cell: u16,
    ordinal: u32,
    size: f64,
    named: Option<usize>,
    project: Option<usize>,
}

/// Draws the firms of all cells.
pub(super) fn draw(
    scenario: &Scenario,
    plans: &[Plan],
    layout: Layout,
    notes: &mut Vec<String>,
) -> Result<Population, BuildError> {
    let counts = counts(scenario, plans, notes);
    let heads = heads(scenario, plans);
    let mut population = Population {
        named: vec![0; scenario.named.len()],
        projects: vec![0; scenario.projects.len()],
        ..Population::default()
    };
    population.cells =
        plans.iter().zip(&counts).map(|(p, &n)| Cell { firms: n as u32, ..p.cell.clone() }).collect();
    let (mut cropped, mut with_head) = (0, 0);
    for stage in 0..scenario.stages.len() {
        let mut drafts = Vec::new();
        for (c, plan) in plans.iter().enumerate().filter(|p| p.1.cell.stage.index() == stage) {
            with_head += usize::from(heads[c] > 0);
            cropped += usize::from(!draft_cell(scenario, plan, c, counts[c], heads[c], &mut drafts));
            draft_projects(scenario, plan, c, &mut drafts);
        }
        if let Layout::Shuffled(seed) = layout {
            let chance = Chance::new(seed, 0);
            drafts.sort_by_key(|d| (chance.bits(Event::Layout, d.stable, 0, 0), d.stable));
        }
        population.settle(scenario, &drafts);
    }
    if cropped > 0 {
        notes.push(format!(
            "In {cropped} of {with_head} cells with a head there are too few firms for all of it: there the \
             largest firms that fit are the same as in larger worlds, the rest is shared out among the others."
        ));
    }
    refuse_same_ids(scenario, &population)?;
    Ok(population)
}

/// Firms in each cell.
fn counts(scenario: &Scenario, plans: &[Plan], notes: &mut Vec<String>) -> Vec<usize> {
    let least: Vec<usize> = plans.iter().map(|p| p.named.len() + usize::from(p.drawn > 0.0)).collect();
    let mut counts = least.clone();
    if !scenario.synthetic {
        return counts;
    }
    let wanted = scenario.run.firms;
    let mut used = 0;
    let mut rest = Vec::new();
    for (s, stage) in scenario.stages.iter().enumerate() {
        let here: Vec<usize> = (0..plans.len()).filter(|&c| plans[c].cell.stage.index() == s).collect();
        match stage.firms {
            Size::Rest => rest.extend(here),
            Size::Real(real) => {
                let scaled = f64::from(real) * f64::from(wanted.min(FULL)) / f64::from(FULL);
                used += share_out(scaled.round() as usize, plans, &least, &here, &mut counts);
            }
        }
    }
    used += share_out((wanted as usize).saturating_sub(used), plans, &least, &rest, &mut counts);
    if used != wanted as usize {
        let why = if used > wanted as usize {
            "every cell has at least one firm and all its named ones"
        } else {
            "no stage takes the rest: give one `firms: Rest` in `stages`"
        };
        notes.push(format!("The world has {used} firms instead of the {wanted} of run.firms: {why}."));
    }
    if wanted < COARSE {
        notes.push(format!(
            "With under {COARSE} firms the tail of small firms is coarse: totals hold, but counts of firms stopped \
             move in larger steps and first stops come later than in larger worlds; use 20000 or more for figures."
        ));
    }
    counts
}

/// Shares `total` firms out over the cells `here` by value; gives the number placed.
fn share_out(total: usize, plans: &[Plan], least: &[usize], here: &[usize], counts: &mut [usize]) -> usize {
    // Cells of named firms alone take no others.
    let (open, closed): (Vec<usize>, Vec<usize>) = here.iter().partition(|&&c| plans[c].drawn > 0.0);
    let taken: usize = closed.iter().map(|&c| least[c]).sum();
    let weights: Vec<f64> = open.iter().map(|&c| plans[c].value).collect();
    let lows: Vec<usize> = open.iter().map(|&c| least[c]).collect();
    let given =
        if open.is_empty() { Vec::new() } else { apportion(total.saturating_sub(taken), &weights, &lows) };
    open.iter().zip(&given).for_each(|(&c, &n)| counts[c] = n);
    taken + given.iter().sum::<usize>()
}

/// Head firms besides the named ones in each cell, whatever the number of firms.
fn heads(scenario: &Scenario, plans: &[Plan]) -> Vec<usize> {
    let mut heads = vec![0; plans.len()];
    for (s, stage) in scenario.stages.iter().enumerate() {
        let here: Vec<usize> =
            (0..plans.len()).filter(|&c| plans[c].cell.stage.index() == s && plans[c].drawn > 0.0).collect();
        if here.is_empty() || !scenario.synthetic {
            continue;
        }
        let weights: Vec<f64> = here.iter().map(|&c| plans[c].value).collect();
        let given = apportion(stage.head_firms as usize, &weights, &vec![0; here.len()]);
        here.iter().zip(given).for_each(|(&c, n)| heads[c] = n);
    }
    heads
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
fn draft_cell(
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
        named: Some(index),
        project: None,
    }));
    let drawn = count - plan.named.len();
    if drawn == 0 {
        return true;
    }
    let stage = &scenario.stages[plan.cell.stage.index()];
    let (sizes, whole) = drawn_sizes(plan, drawn, heads, stage.head_share, stage.size_tail);
    let mut name = cell_name(scenario, &plan.cell);
    let stem = name.len();
    for (ordinal, share) in sizes.into_iter().enumerate() {
        name.truncate(stem);
        // Writing to a String cannot fail.
        let _ = write!(name, "{ordinal}");
        let (stable, ordinal) = (StableId::of(&name), ordinal as u32);
        drafts.push(Draft { stable, cell, ordinal, size: output * share, named: None, project: None });
    }
    whole
}

/// Adds the plants that are planned in a cell: firms that make nothing yet, whatever the number of firms.
fn draft_projects(scenario: &Scenario, plan: &Plan, cell: usize, drafts: &mut Vec<Draft>) {
    let here = scenario.projects.iter().enumerate().filter(|project| houses(&plan.cell, project.1));
    drafts.extend(here.map(|(index, project)| Draft {
        stable: StableId::of(&project.name),
        cell: cell as u16,
        ordinal: 0,
        size: 0.0,
        named: None,
        project: Some(index),
    }));
}

/// The part of a drawn firm's identity before its ordinal.
fn cell_name(scenario: &Scenario, cell: &Cell) -> String {
    format!(
        "{}/{}/{}/{}/",
        scenario.stages[cell.stage.index()].name,
        scenario.jurisdictions[cell.jurisdiction.index()].code,
        scenario.recipes[cell.recipe.index()].name,
        cell.end_use.name()
    )
}

impl Population {
    /// Gives the firms of a stage their places.
    fn settle(&mut self, scenario: &Scenario, drafts: &[Draft]) {
        let first = self.stable.len();
        let chance = Chance::new(scenario.run.seed, scenario.run.replicate);
        let calendar = scenario.calendar();
        let sigma = scenario.behaviour.cover.sigma;
        let spread = scenario.behaviour.precaution.caution_spread;
        for draft in drafts {
            if let Some(index) = draft.named {
                self.named[index] = self.stable.len() as u32;
            }
            if let Some(index) = draft.project {
                self.projects[index] = self.stable.len() as u32;
            }
            self.stable.push(draft.stable);
            self.cell.push(draft.cell);
            self.ordinal.push(draft.ordinal);
            self.size.push(draft.size);
            let z = math::normal_quantile(chance.uniform(Event::Cover, draft.stable, 0, 0));
            let relative = math::exp(sigma * z - sigma * sigma / 2.0);
            let fixed = draft.named.and_then(|index| scenario.named[index].cover_weeks);
            let inputs = &scenario.recipes[self.cells[usize::from(draft.cell)].recipe.index()].inputs;
            for (slot, cover) in self.cover.iter_mut().enumerate() {
                let drawn = |i: &coercivity_scenario::checked::Input| {
                    calendar.ticks(fixed.unwrap_or(i.cover_weeks * relative).max(1.0))
                };
                cover.push(inputs.get(slot).map_or(0.0, drawn) as f32);
            }
            let u = chance.uniform(Event::Caution, draft.stable, 0, 0);
            self.caution.push((1.0 + spread * (2.0 * u - 1.0)) as f32);
        }
        self.of_stage.push(first..self.stable.len());
    }
}

fn refuse_same_ids(scenario: &Scenario, population: &Population) -> Result<(), BuildError> {
    let mut ids: Vec<(StableId, u32)> =
        population.stable.iter().enumerate().map(|(firm, &stable)| (stable, firm as u32)).collect();
    ids.sort_unstable();
    let at = |list: &[u32], firm: u32| list.iter().position(|&other| other == firm);
    let name = |firm: u32| match (at(&population.named, firm), at(&population.projects, firm)) {
        (Some(index), _) => scenario.named[index].name.clone(),
        (None, Some(index)) => scenario.projects[index].name.clone(),
        (None, None) => {
            let cell = &population.cells[usize::from(population.cell[firm as usize])];
            format!("{}{}", cell_name(scenario, cell), population.ordinal[firm as usize])
        }
    };
    match ids.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        Some(pair) => Err(BuildError::SameId { first: name(pair[0].1), second: name(pair[1].1) }),
        None => Ok(()),
    }
}
