//! Links of a bundle that are dispatched together: one seller, one price, one transit, so that of each link only its orders
//! and its buyer are looked up.

use super::walk::{Input, Passing, Walk};
use crate::mechanisms::money::LanePrice;
use crate::state::desk::{Desk, NEAR};
use crate::state::runs::RUN;
use crate::state::{Bundle, ON_SHEET, Scratch, Sold};
use crate::world::{class, place};
use coercivity_base::JurisdictionId;
use coercivity_base::quantity::{part, part_plainly};

/// What is the same for all links of a bundle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deal {
    pub(super) seller: u32,
    /// Its row among the sellers of its good.
    row: u32,
    pub(super) origin: JurisdictionId,
    pub(super) state: u8,
    /// Ticks until a shipment arrives.
    pub(super) ahead: u8,
    /// Shares of use parts and of restock parts that the seller fills.
    fill: [f64; 2],
    /// What a quota lets pass of it; 1 without one.
    quota: f64,
    /// Unit price. Unit: micro-dollars per base unit.
    pub(super) price: f64,
    /// What the seller shipped before, read so that it lies in the nearer caches when it is added to.
    _before: f64,
}

impl Deal {
    /// Looks all of it up; what is looked up for many bundles in a row comes without waiting.
    #[inline(always)]
    pub(super) fn new(walk: &Walk, input: &Input, shipped: &[Sold], bundle: &Bundle) -> Self {
        // All are sellers of the good; of a checkpoint that says otherwise nothing is asked but that nothing breaks.
        let last = input.route.sellers.len() as u32 - 1;
        let row = bundle.seller.wrapping_sub(input.route.sellers.start as u32).min(last);
        let (origin, filled) = (
            walk.trade.sellers.jurisdiction[bundle.seller as usize],
            &walk.trade.fill[bundle.seller as usize],
        );
        let lane = origin.index() * input.step;
        let of = usize::from(bundle.state & class::MASK);
        // In their grace links are sent the use part alone.
        let restock = if bundle.state & place::VERDICT == place::GRACE { 0.0 } else { filled.restock[of] };
        Self {
            seller: bundle.seller,
            row,
            origin,
            state: bundle.state,
            ahead: input.transit[lane],
            fill: [filled.use_part[of], restock],
            quota: 1.0,
            price: input.prices[lane].of(of),
            _before: shipped[row as usize].units,
        }
    }

    /// The same as far as a quota lets it pass.
    pub(super) fn under_quota(self, walk: &Walk, input: &Input) -> Self {
        let lane = walk.facts.lane(input.good, self.origin, input.destination);
        Self { quota: walk.measures.quota_ratio[lane], ..self }
    }

    /// Whether shipments arrive so soon that they are gathered on the desk.
    #[inline(always)]
    pub(super) fn near(&self) -> bool {
        usize::from(self.ahead) < NEAR
    }

    /// Prices and duties of its lane.
    #[inline(always)]
    pub(super) fn lane<'a>(&self, input: &Input<'a>) -> &'a LanePrice {
        &input.prices[self.origin.index() * input.step]
    }

    /// What is sent over the link with a number on the sheet.
    #[inline(always)]
    pub(super) fn units(&self, desk: &Desk, number: usize) -> f64 {
        let [use_part, restock] = desk.pairs[number];
        let units = part_plainly(use_part, self.fill[0]) + part_plainly(restock, self.fill[1]);
        part_plainly(units, self.quota)
    }

    /// Adds to the seller's sums.
    #[inline(always)]
    pub(super) fn book(&self, input: &Input, shipped: &mut [Sold], units: f64, value: i64) {
        let sums = &mut shipped[input.route.rows.start + self.row as usize];
        sums.units += units;
        // Values that would wrap end the run (`gather`).
        sums.value = sums.value.wrapping_add(value);
    }
}

/// Sums over a bundle.
#[derive(Clone, Copy, Default)]
struct Sums {
    units: f64,
    /// Unit: micro-dollars.
    value: f64,
    duties: f64,
}

/// Up to here sums of whole numbers are exact.
const EXACT: f64 = (1_u64 << 52) as f64;

/// Sends the links of a bundle their goods.
#[inline(always)]
pub(super) fn send(
    scratch: &mut Scratch,
    input: &Input,
    passing: &mut Passing,
    deal: &Deal,
    numbers: &[u16],
) {
    let desk = &mut *scratch.desk;
    let lane = if input.taxed { deal.lane(input) } else { &LanePrice::FREE };
    let sums = if lane.taxed() {
        dispatch::<true>(desk, deal, lane, numbers)
    } else {
        dispatch::<false>(desk, deal, lane, numbers)
    };
    passing.due |= 1 << deal.ahead;
    let (value, duties) = if sums.value < EXACT && sums.duties < EXACT {
        (sums.value as i64, sums.duties as i64)
    } else {
        worth(desk, deal, lane, numbers)
    };
    deal.book(input, &mut scratch.shipped, sums.units, value);
    passing.spent.0 = passing.spent.0.wrapping_add(value);
    passing.spent.1 = passing.spent.1.wrapping_add(duties);
}

#[inline(always)]
fn dispatch<const TAXED: bool>(desk: &mut Desk, deal: &Deal, lane: &LanePrice, numbers: &[u16]) -> Sums {
    let (pairs, due) = (&desk.pairs, &mut desk.due[usize::from(deal.ahead) % NEAR]);
    let (fill, price) = (deal.fill, deal.price);
    let mut sums = Sums::default();
    for number in numbers.iter().map(|&number| usize::from(number) % ON_SHEET) {
        let pair = &pairs[number];
        let filled: [f64; 2] = std::array::from_fn(|n| part(pair[n], fill[n]));
        let units = filled[0] + filled[1];
        due[number % RUN] += units;
        let value = (units * price).trunc();
        sums.units += units;
        sums.value += value;
        if TAXED {
            sums.duties += (value * lane.tariff + units * lane.fee).trunc();
        }
    }
    sums
}

/// Value and duties of a bundle where sums of `f64` might not be exact.
#[inline(never)]
fn worth(desk: &Desk, deal: &Deal, lane: &LanePrice, numbers: &[u16]) -> (i64, i64) {
    let mut sums = (0_i64, 0_i64);
    for number in numbers.iter().map(|&number| usize::from(number)) {
        let units = deal.units(desk, number);
        let value = (units * deal.price) as i64;
        sums.0 = sums.0.wrapping_add(value);
        sums.1 = sums.1.wrapping_add(lane.duties(units, value));
    }
    sums
}
