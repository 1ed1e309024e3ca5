//! The walk over firms and their links that places the orders of a tick.

use super::{Position, careful_cover, order, shippable};
use crate::state::desk::Column;
use crate::state::{
    BlockBundles, Bundle, Facts, Grant, LinkBlock, LinkRun, ON_SHEET, Places, Scratch, Technology, Trade,
    Verdict,
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
    pub(super) tick: i64,
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
    Links<'a>,
);

/// Links, and licences to read.
type Links<'a> = LinkBlock<'a, &'a [Grant]>;

impl<'b> Kernel<Scratch, Block<'b>> for Walk<'_> {
    /// The firms of a block order: first the rule over columns, then the walk over links.
    #[inline(always)]
    fn block(&self, scratch: &mut Scratch, _: usize, block: Block<'b>) {
        let (orders, stock, on_way, cover, lead, expected, caution, cell, mut links) = block;
        let bundles = links.bundles();
        for (nth, (at, run)) in links.runs().enumerate() {
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
                spread(self, scratch, &mut links, (of, slot), (at, nth), bundles);
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
fn spread(
    walk: &Walk,
    scratch: &mut Scratch,
    links: &mut Links,
    (cell, slot): (usize, usize),
    (run, nth): (&LinkRun, usize),
    bundles: &BlockBundles,
) {
    scratch.desk.begin();
    for sheet in bundles.sheets(nth, slot) {
        scratch.desk.split_asks(sheet, |k| links.share(run, slot, k));
        if sheet.licensed {
            links.lots().lay_out(run, slot, sheet.first(), &mut scratch.desk.lots);
        }
        warm(scratch, bundles.of(sheet));
        for (bundle, numbers) in bundles.of(sheet).iter().zip(bundles.numbers(sheet)) {
            let asked = match Verdict::of(bundle.state) {
                Verdict::Open | Verdict::Grace | Verdict::Blocked => ask(scratch, bundle, numbers),
                Verdict::Licensed => {
                    ask_licensed(scratch, links, (bundle, numbers), sheet.places(run), walk.tick)
                }
            };
            if walk.quotas {
                let destination = walk.facts.cells[cell].jurisdiction;
                let (sellers, seller) = (&walk.trade.sellers, bundle.seller as usize);
                let lane = walk.facts.lane(sellers.good[seller], sellers.jurisdiction[seller], destination);
                scratch.quota_orders[lane] += asked;
            }
        }
    }
}

/// Reads the sums that are about to be added to, so that they come into the nearer caches together and none is waited for.
#[inline(always)]
fn warm(scratch: &mut Scratch, bundles: &[Bundle]) {
    let Scratch { open, warmed, .. } = scratch;
    warmed.clear();
    warmed.extend(bundles.iter().map(|bundle| {
        let of = usize::from(bundle.state & class::MASK);
        open[bundle.seller as usize][of].0[0]
    }));
}

/// Adds the orders of a bundle that a verdict passes or blocks as a whole, in both parts; what of them may be shipped.
#[inline(always)]
fn ask(scratch: &mut Scratch, bundle: &Bundle, numbers: &[u16]) -> f64 {
    let mut sums = [0.0; 4];
    for &number in numbers {
        let part = &scratch.desk.asks[usize::from(number) % ON_SHEET];
        sums.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
    }
    let [use_part, restock, declared, _] = sums;
    let (open, shut) = match Verdict::of(bundle.state) {
        Verdict::Grace => ([use_part, 0.0, declared], [restock, 0.0]),
        Verdict::Blocked => ([0.0; 3], [use_part + restock, declared]),
        Verdict::Open | Verdict::Licensed => ([use_part, restock, declared], [0.0; 2]),
    };
    add(scratch, bundle, open, shut)
}

/// Adds the orders of a bundle as far as the licence of each link allows it; what of them may be shipped.
#[inline(always)]
fn ask_licensed(
    scratch: &mut Scratch,
    links: &mut Links,
    (bundle, numbers): (&Bundle, &[u16]),
    places: Places,
    tick: i64,
) -> f64 {
    let (mut open, mut shut) = ([0.0; 3], [0.0; 2]);
    for &number in numbers {
        let number = usize::from(number) % ON_SHEET;
        let [use_part, restock, declared, _] = scratch.desk.asks[number];
        let allowance = || links.lots().allowance(places.of(number), scratch.desk.lots[number], tick);
        let passes = shippable(bundle.state, (use_part, restock), allowance);
        // Most licences pass all or nothing, and dividing takes long.
        let free = match passes.0 {
            all if all == use_part => declared,
            0.0 => 0.0,
            some => part_plainly(declared, some / use_part),
        };
        open[0] += passes.0;
        open[1] += passes.1;
        open[2] += free;
        shut[0] += use_part + restock - passes.0 - passes.1;
        shut[1] += declared - free;
    }
    add(scratch, bundle, open, shut)
}

/// Adds use part, restock part and declared use that may be shipped, and orders and declared use that are blocked, to the
/// sums of a seller; the orders that may be shipped.
#[inline(always)]
fn add(scratch: &mut Scratch, bundle: &Bundle, open: [f64; 3], shut: [f64; 2]) -> f64 {
    let seller = bundle.seller as usize;
    scratch.open[seller][usize::from(bundle.state & class::MASK)].add(open);
    if bundle.state & place::VERDICT != place::OPEN {
        scratch.blocked[seller].iter_mut().zip(shut).for_each(|(sum, shut)| *sum += shut);
    }
    open[0] + open[1]
}
