//! The firms: how many each cell has, their sizes, ids, weeks of cover and caution.
//!
//! The head of a stage (named firms and the next largest) is the same at every scale; the number of firms refines
//! the tail only. So a run with more firms draws the same economy more finely.

use super::cells::Plan;
use super::drafts::{Draft, Known, cell_name, draft_cell, draft_projects};
use super::sizes::apportion;
use super::{BuildError, Cell, Layout, SLOTS};
use coercivity_base::{Chance, Event, StableId, math};
use coercivity_parallel::{Pool, Private};
use coercivity_scenario::checked::Scenario;
use coercivity_scenario::sections::Size;
use std::ops::Range;

/// Numbers of firms from which stages have their real size.
const FULL: u32 = 10_000;
/// Numbers of firms under which a reader is told that the tail is coarse.
const COARSE: u32 = 20_000;
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

/// Draws the firms of all cells.
pub(super) fn draw(
    scenario: &Scenario,
    plans: &[Plan],
    layout: Layout,
    pool: &Pool,
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
    let drafted = pool.map(plans.len(), |c| {
        let mut drafts = Vec::new();
        let whole = draft_cell(scenario, &plans[c], c, counts[c], heads[c], &mut drafts);
        draft_projects(scenario, &plans[c], c, &mut drafts);
        (drafts, whole)
    });
    let with_head = heads.iter().filter(|&&head| head > 0).count();
    let cropped = drafted.iter().filter(|cell| !cell.1).count();
    let mut drafted = plans.iter().zip(drafted).peekable();
    for stage in 0..scenario.stages.len() {
        // Cells lie in the order of stages.
        let mut drafts = Vec::new();
        while let Some((_, (cell, _))) = drafted.next_if(|cell| cell.0.cell.stage.index() == stage) {
            drafts.extend(cell);
        }
        if let Layout::Shuffled(seed) = layout {
            let chance = Chance::new(seed, 0);
            drafts.sort_by_key(|d| (chance.bits(Event::Layout, d.stable, 0, 0), d.stable));
        }
        population.settle(scenario, &drafts, pool);
    }
    if cropped > 0 {
        notes.push(format!(
            "In {cropped} of {with_head} cells with a head there are too few firms for all of it: there the \
             largest firms that fit are the same as in larger worlds, the rest is shared out among the others."
        ));
    }
    refuse_same_ids(scenario, &population, pool)?;
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
            "With under {COARSE} firms the tail of small firms is coarse: sums over the world hold, but \
             single countries may be far off, counts of firms stopped move in larger steps and first stops come later \
             than in larger worlds; use 20000 or more for figures."
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

impl Population {
    /// Gives the firms of a stage their places.
    fn settle(&mut self, scenario: &Scenario, drafts: &[Draft], pool: &Pool) {
        let first = self.stable.len();
        for (firm, draft) in (first..).zip(drafts) {
            match draft.known {
                Known::Drawn => {}
                Known::Named(index) => self.named[index] = firm as u32,
                Known::Project(index) => self.projects[index] = firm as u32,
            }
        }
        self.stable.extend(drafts.iter().map(|draft| draft.stable));
        self.cell.extend(drafts.iter().map(|draft| draft.cell));
        self.ordinal.extend(drafts.iter().map(|draft| draft.ordinal));
        self.size.extend(drafts.iter().map(|draft| draft.size));
        self.of_stage.push(first..self.stable.len());
        self.draw_habits(scenario, drafts, first, pool);
    }

    /// Draws the cover and the caution of the firms from `first` on.
    fn draw_habits(&mut self, scenario: &Scenario, drafts: &[Draft], first: usize, pool: &Pool) {
        let chance = Chance::new(scenario.run.seed, scenario.run.replicate);
        let calendar = scenario.calendar();
        let sigma = scenario.behaviour.cover.sigma;
        let spread = scenario.behaviour.precaution.caution_spread;
        let Self { cells, cover, caution, .. } = self;
        caution.resize(first + drafts.len(), 0.0);
        let covers = cover.each_mut().map(|column| {
            column.resize(first + drafts.len(), 0.0);
            &mut column[first..]
        });
        let columns = (drafts, covers, &mut caution[first..]);
        pool.blocks(columns, &Private::new(pool, || ()), |(), _, (drafts, mut covers, caution)| {
            for (row, draft) in drafts.iter().enumerate() {
                let z = math::normal_quantile(chance.uniform(Event::Cover, draft.stable, 0, 0));
                let relative = math::exp(sigma * z - sigma * sigma / 2.0);
                let fixed = match draft.known {
                    Known::Named(index) => scenario.named[index].cover_weeks,
                    Known::Drawn | Known::Project(_) => None,
                };
                let inputs = &scenario.recipes[cells[usize::from(draft.cell)].recipe.index()].inputs;
                for (cover, input) in covers.iter_mut().zip(inputs) {
                    let weeks = fixed.unwrap_or(input.cover_weeks * relative).max(1.0);
                    cover[row] = calendar.ticks(weeks) as f32;
                }
                let u = chance.uniform(Event::Caution, draft.stable, 0, 0);
                caution[row] = (1.0 + spread * (2.0 * u - 1.0)) as f32;
            }
        });
    }
}

/// Parts into which ids are sorted by their upper bits.
const PARTS: usize = 256;

/// Whether no two ids are the same.
fn all_differ(ids: &[StableId], pool: &Pool) -> bool {
    let part = |id: StableId| (id.0 >> (u64::BITS - PARTS.ilog2())) as usize;
    let mut ends = [0; PARTS];
    ids.iter().for_each(|&id| ends[part(id)] += 1);
    let mut sum = 0;
    let firsts = ends.map(|count| {
        sum += count;
        sum - count
    });
    ends = firsts;
    let mut by_part = vec![StableId::default(); ids.len()];
    for &id in ids {
        by_part[ends[part(id)]] = id;
        ends[part(id)] += 1;
    }
    let differ = pool.map(PARTS, |part| {
        let mut ids = by_part[firsts[part]..ends[part]].to_vec();
        ids.sort_unstable();
        ids.windows(2).all(|pair| pair[0] != pair[1])
    });
    differ.into_iter().all(|differ| differ)
}

fn refuse_same_ids(scenario: &Scenario, population: &Population, pool: &Pool) -> Result<(), BuildError> {
    if all_differ(&population.stable, pool) {
        return Ok(());
    }
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
