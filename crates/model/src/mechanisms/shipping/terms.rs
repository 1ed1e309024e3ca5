//! Terms of the tick: what each seller's goods cost at each destination and how long they take there, by row of a route, so
//! that a shipment looks up one record.

use crate::mechanisms::money::LanePrice;
use crate::state::{Facts, Trade};
use crate::world::class;
use coercivity_base::JurisdictionId;

/// Of one seller and destination.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Terms {
    /// Unit price by class of the link. Unit: micro-dollars per base unit.
    price: [f64; class::MASK as usize + 1],
    /// Ticks until what is dispatched arrives.
    pub(super) ahead: u8,
    /// Where the seller is.
    pub(super) origin: JurisdictionId,
}

impl Terms {
    /// Unit price for a link in `state`.
    #[inline(always)]
    pub(super) fn price(&self, state: u8) -> f64 {
        self.price[usize::from(state & class::MASK)]
    }
}

/// Works out all terms, in the order of rows.
pub(super) fn work_out(facts: &Facts, trade: &Trade, prices: &[LanePrice], terms: &mut Vec<Terms>) {
    terms.clear();
    terms.reserve(facts.routes.rows());
    for route in &facts.routes.all {
        terms.extend(trade.sellers.jurisdiction[route.sellers.clone()].iter().map(|&origin| {
            let lane = facts.lane(route.good, origin, route.destination);
            let price = std::array::from_fn(|of| prices[lane].of(of));
            Terms { price, ahead: facts.transit[lane], origin }
        }));
    }
}
