//! The walk over firms and their links that places the orders of a tick.

use super::{Position, careful_cover, order, shippable};
use crate::state::desk::Column;
use crate::state::{
    Asked, Facts, LANES, LinkBlock, LinkColumn, LinkRun, Scratch, Technology, Trade, Verdict,
};
use crate::world::{SLOTS, class, place};
use coercivity_base::quantity::part_plainly;
use coercivity_parallel::Kernel;

/// What the walk reads besides the firms' columns.
pub(super) struct Walk<'a> {
    pub(super) facts: &'a Facts,
    pub(super) technology: &'a Technology,
    pub(super) trade: &'a Trade,
    /// Perceived risk of each input of a cell.
    pub(super) risk: Vec<[f64; SLOTS]>,
    /// Whether a quota holds.
    pub(super) quotas: bool,
}

/// Orders to write, stocks, goods on the way, covers, transits, expectations, cautions, cells, links.
type Block<'a> = (
    [&'a mut [f64]; SLOTS],
    [&'a [f64]; SLOTS],
    [&'a [f64]; SLOTS],
    [&'a [f32]; SLOTS],
    [&'a [f32]; SLOTS],
    &'a [f64],
    &'a [f32],
    &'a [u16],
    LinkBlock<'a>,
);

impl<'b> Kernel<Scratch, Block<'b>> for Walk<'_> {
    /// The firms of a block order: first the rule over columns, then the walk over links.
    #[inline(always)]
    fn block(&self, scratch: &mut Scratch, _: usize, block: Block<'b>) {
        let (orders, stock, on_way, cover, lead, expected, caution, cell, mut links) = block;
        for (at, run) in links.runs() {
            let of = usize::from(cell[run.start]);
            for slot in 0..self.facts.recipe(of).inputs {
                let columns = Inputs {
                    stock: &stock[slot][run.clone()],
                    on_way: &on_way[slot][run.clone()],
                    cover: &cover[slot][run.clone()],
                    lead: &lead[slot][run.clone()],
                    expected: &expected[run.clone()],
                    caution: &caution[run.clone()],
                };
                columns.order(self, (of, slot), &mut scratch.desk.asked, &mut orders[slot][run.clone()]);
                spread(self, scratch, &mut links, (of, slot), at);
            }
        }
    }
}

/// Columns of one input over a run.
struct Inputs<'a> {
    stock: &'a [f64],
    on_way: &'a [f64],
    cover: &'a [f32],
    lead: &'a [f32],
    expected: &'a [f64],
    caution: &'a [f32],
}

impl Inputs<'_> {
    /// Orders of the run, and on the desk their parts and the declared use.
    #[inline(always)]
    fn order(&self, walk: &Walk, (cell, slot): (usize, usize), asked: &mut [Column; 3], orders: &mut [f64]) {
        let quantity = walk.technology.quantity[cell][slot];
        let (adjustment, limit) = (walk.facts.recipe(cell).adjustment, walk.facts.pace.restock_limit);
        let (gain, risk) = (walk.facts.pace.precaution_gain, walk.risk[cell][slot]);
        let n = orders.len();
        let [uses, restocks, declared] = asked;
        let (uses, restocks, declared) = (&mut uses[..n], &mut restocks[..n], &mut declared[..n]);
        let (stock, on_way) = (&self.stock[..n], &self.on_way[..n]);
        let (cover, lead) = (&self.cover[..n], &self.lead[..n]);
        let (expected, caution) = (&self.expected[..n], &self.caution[..n]);
        for i in 0..n {
            let position = Position {
                usage: quantity * expected[i],
                cover: careful_cover(gain, cover[i], caution[i], risk),
                lead: f64::from(lead[i]),
                stock: stock[i],
                in_transit: on_way[i],
            };
            let (use_part, restock) = order(&position, adjustment, limit);
            (uses[i], restocks[i], declared[i]) = (use_part, restock, position.usage.floor());
            orders[i] = use_part + restock;
        }
    }
}

/// Adds the orders of one input of a run of firms of a cell to the totals of their sellers.
#[inline(always)]
fn spread(walk: &Walk, scratch: &mut Scratch, links: &mut LinkBlock, of: (usize, usize), run: &LinkRun) {
    scratch.desk.begin(run.rows as usize);
    for k in 0..run.places(of.1) {
        let column = links.column(run, of.1, k);
        let common = column.common();
        if !common.any {
            continue;
        }
        scratch.desk.split::<3>(column.share);
        if common.open && !walk.quotas {
            ask(scratch, &column);
        } else {
            ask_each(walk, scratch, links, of.0, &column);
        }
    }
}

/// Adds the orders of a column in whose way nothing stands. A place without a seller asks the last one for nothing.
#[inline(always)]
fn ask(scratch: &mut Scratch, column: &LinkColumn) {
    let Scratch { desk, open, .. } = scratch;
    let (sellers, rows) = (column.seller, column.seller.len());
    let [uses, restocks, declared] = &desk.part;
    let (uses, restocks, declared) = (&uses[..rows], &restocks[..rows], &declared[..rows]);
    let (states, last) = (&column.state[..rows], open.len() - 1);
    for i in 0..rows {
        let seller = (sellers[i] as usize).min(last);
        let of = &mut open[seller][usize::from(states[i] & class::MASK)][i % LANES];
        add(of, [uses[i], restocks[i], declared[i], 0.0]);
    }
}

/// Adds the orders of a column of which some may not be shipped, or that quotas count.
#[inline(always)]
fn ask_each(walk: &Walk, scratch: &mut Scratch, links: &mut LinkBlock, cell: usize, column: &LinkColumn) {
    for (i, &state) in column.state.iter().enumerate() {
        if column.share[i] == 0 {
            continue;
        }
        let seller = column.seller[i] as usize;
        let [use_part, restock, declared] = scratch.desk.part.each_ref().map(|part| part[i]);
        let asked = [use_part, restock, declared, 0.0];
        if state & place::VERDICT == place::OPEN && !walk.quotas {
            add(&mut scratch.open[seller][usize::from(state & class::MASK)][i % LANES], asked);
        } else {
            restricted(walk, scratch, links, &Link { seller, state, place: column.start + i }, cell, asked);
        }
    }
}

#[inline(always)]
fn add(sums: &mut Asked, asked: [f64; 4]) {
    for k in 0..asked.len() {
        sums.0[k] += asked[k];
    }
}

/// A link by itself.
struct Link {
    seller: usize,
    state: u8,
    place: usize,
}

/// Adds the order of a link that a measure may restrict or a quota counts.
#[inline(always)]
fn restricted(
    walk: &Walk,
    scratch: &mut Scratch,
    links: &mut LinkBlock,
    link: &Link,
    cell: usize,
    [use_part, restock, declared, _]: [f64; 4],
) {
    let &Link { seller, state, .. } = link;
    let open = shippable(state, (use_part, restock), || links.lots().allowance(link.place));
    let blocked = use_part + restock - open.0 - open.1;
    let free =
        if use_part > 0.0 { part_plainly(declared, open.0 / use_part) } else { open_share(state, declared) };
    add(&mut scratch.open[seller][usize::from(state & class::MASK)][0], [open.0, open.1, free, 0.0]);
    let sums = &mut scratch.blocked[seller];
    sums[0] += blocked;
    sums[1] += declared - free;
    if walk.quotas {
        let destination = walk.facts.cells[cell].jurisdiction;
        let sellers = &walk.trade.sellers;
        let lane = walk.facts.lane(sellers.good[seller], sellers.jurisdiction[seller], destination);
        scratch.quota_orders[lane] += open.0 + open.1;
    }
}

/// Declared use counted as open where nothing is ordered: all of it unless the link is blocked.
fn open_share(state: u8, declared: f64) -> f64 {
    if Verdict::of(state) == Verdict::Blocked { 0.0 } else { declared }
}
