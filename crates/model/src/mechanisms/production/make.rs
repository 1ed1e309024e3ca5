//! Production over the columns of a run.

use super::{bound, lots, plan, whole_with_carry};
use crate::mechanisms::provenance::Batch;
use crate::state::desk::Column;
use crate::state::runs::{runs, whole_sum};
use crate::state::{CellTally, CellValues, Facts, RecipeFacts, Scratch, Technology};
use crate::world::SLOTS;
use coercivity_parallel::Kernel;
use coercivity_scenario::checked::MAX_OUTPUTS;

/// What production goes by besides the firms' columns.
pub(super) struct Making<'a> {
    pub(super) facts: &'a Facts,
    pub(super) technology: &'a Technology,
    /// Values of cells where something is watched.
    pub(super) values: &'a [CellValues],
}

/// Shares of finished stocks to write and of input stocks, by watch.
type Shares<'a> = (Vec<[&'a mut [f32]; MAX_OUTPUTS]>, Vec<[&'a [f32]; SLOTS]>);

/// Input stocks and their carries, finished stocks and their carries, outputs and stops to write; expectations, shares,
/// capacities, normal outputs, cells.
type Block<'a> = (
    [&'a mut [f64]; SLOTS],
    [&'a mut [f32]; SLOTS],
    [&'a mut [f64]; MAX_OUTPUTS],
    [&'a mut [f32]; MAX_OUTPUTS],
    &'a mut [f64],
    &'a mut [u8],
    &'a [f64],
    Shares<'a>,
    &'a [f64],
    &'a [f64],
    &'a [u16],
);

impl<'b> Kernel<Scratch, Block<'b>> for Making<'_> {
    /// The firms of a block produce.
    #[inline(always)]
    fn block(&self, scratch: &mut Scratch, _: usize, block: Block<'b>) {
        let (stock, carry, finished, out_carry, made, stopped, expected, shares, capacity, normal, cell) =
            block;
        let (mut shares, of_inputs) = shares;
        for (of, run) in runs(cell) {
            let (recipe, quantity) = (self.facts.recipe(of), &self.technology.quantity[of]);
            let tally = &mut scratch.cells[of];
            let made = &mut made[run.clone()];
            let (expected, capacity) = (&expected[run.clone()], &capacity[run.clone()]);
            self.plan(made, expected, &finished[0][run.clone()], capacity);
            let limits = &mut scratch.desk.limit;
            for slot in 0..recipe.inputs {
                let stock = &stock[slot][run.clone()];
                cut(made, limits, (recipe, slot), quantity[slot], stock, capacity);
            }
            count_bound(&limits[..made.len()], recipe.inputs, tally);
            made.iter_mut().for_each(|made| *made = lots(*made, recipe.lot));
            let mut batches = vec![Batch::default(); if shares.is_empty() { 0 } else { run.len() }];
            for slot in 0..recipe.inputs {
                let (stock, carry) = (&mut stock[slot][run.clone()], &mut carry[slot][run.clone()]);
                let sums = draw(made, quantity[slot], stock, carry, &mut scratch.desk.units);
                tally.used[slot] += sums.0;
                tally.shortfall[slot] += sums.1;
                let used = &scratch.desk.units;
                batches.iter_mut().zip(used).for_each(|(batch, &used)| batch.used[slot] = used);
            }
            for product in 0..recipe.outputs {
                let held = &mut finished[product][run.clone()];
                for (batch, &held) in batches.iter_mut().zip(&*held) {
                    batch.held[product] = held;
                }
                let carry = &mut out_carry[product][run.clone()];
                tally.made[product] += add(made, recipe.made[product], held, carry, &mut scratch.desk.units);
                let more = &scratch.desk.units;
                batches.iter_mut().zip(more).for_each(|(batch, &more)| batch.made[product] = more);
            }
            for (batch, row) in batches.iter().zip(run.clone()) {
                batch.mix_in(&mut shares, &of_inputs, row, &self.values[of]);
            }
            mark(&mut stopped[run.clone()], made, &normal[run], tally);
        }
    }
}

impl Making<'_> {
    /// Output that demand and capacity ask for.
    #[inline(always)]
    fn plan(&self, made: &mut [f64], expected: &[f64], finished: &[f64], capacity: &[f64]) {
        let (ticks, adjustment) = (self.facts.pace.finished_ticks, self.facts.pace.output_adjustment);
        let n = made.len();
        let (expected, finished, capacity) = (&expected[..n], &finished[..n], &capacity[..n]);
        for i in 0..n {
            let wanted = ticks * expected[i];
            made[i] = plan(expected[i], finished[i], wanted, adjustment, capacity[i]);
        }
    }
}

/// Cuts plans to what an input allows; `limits` holds which input was the last to cut, counted from 1, or 0.
#[inline(always)]
fn cut(
    made: &mut [f64],
    limits: &mut Column,
    (recipe, slot): (&RecipeFacts, usize),
    quantity: f64,
    stock: &[f64],
    capacity: &[f64],
) {
    let n = made.len();
    let (limits, stock, capacity) = (&mut limits[..n], &stock[..n], &capacity[..n]);
    let criticality = recipe.criticality[slot];
    let number = (slot + 1) as f64;
    for i in 0..n {
        let most = bound(criticality, stock[i], quantity, capacity[i]);
        let before = if slot == 0 { 0.0 } else { limits[i] };
        // Largest and smallest in the place of branches: a store that one guards takes many times as long.
        limits[i] = before.max(if most < made[i] { number } else { 0.0 });
        made[i] = made[i].min(most);
    }
}

/// Counts by input the firms whose plan it cut last.
#[inline(always)]
fn count_bound(limits: &[f64], inputs: usize, tally: &mut CellTally) {
    for slot in 0..inputs {
        let number = (slot + 1) as f64;
        let firms = limits.iter().fold(0_u32, |firms, &limit| firms + u32::from(limit == number));
        tally.bound[slot] += f64::from(firms);
    }
}

/// Takes what production uses of an input off its stock, and puts it into `used`; returns what was used and what was
/// lacking.
#[inline(always)]
fn draw(made: &[f64], quantity: f64, stock: &mut [f64], carry: &mut [f32], used: &mut Column) -> (f64, f64) {
    let n = made.len();
    let (stock, carry, used) = (&mut stock[..n], &mut carry[..n], &mut used[..n]);
    for i in 0..n {
        (used[i], carry[i]) = whole_with_carry(quantity, made[i], carry[i]);
    }
    let needed = whole_sum(used);
    for i in 0..n {
        used[i] = used[i].min(stock[i]);
        stock[i] -= used[i];
    }
    let sum = whole_sum(used);
    // Sums of whole numbers, and so exact.
    (sum, needed - sum)
}

/// Adds what is made of a product to its stock, and puts it into `more`; returns the sum.
#[inline(always)]
fn add(made: &[f64], rate: f64, held: &mut [f64], carry: &mut [f32], more: &mut Column) -> f64 {
    let n = made.len();
    let (held, carry, more) = (&mut held[..n], &mut carry[..n], &mut more[..n]);
    for i in 0..n {
        let exact = whole_with_carry(rate, made[i], carry[i]);
        more[i] = exact.0;
        held[i] += more[i];
        carry[i] = exact.1;
    }
    whole_sum(more)
}

/// Marks firms whose output is under half of normal, and counts those that stop and restart.
#[inline(always)]
fn mark(stopped: &mut [u8], made: &[f64], normal: &[f64], tally: &mut CellTally) {
    let n = stopped.len();
    let (made, normal) = (&made[..n], &normal[..n]);
    let (mut stops, mut restarts, mut standing) = (0_u32, 0_u32, 0_u32);
    for i in 0..n {
        let (before, now) = (stopped[i], u8::from(made[i] < 0.5 * normal[i]));
        stops += u32::from(now & !before);
        restarts += u32::from(before & !now & 1);
        standing += u32::from(now);
        stopped[i] = now;
    }
    tally.stops += f64::from(stops);
    tally.restarts += f64::from(restarts);
    tally.stopped += f64::from(standing);
}
