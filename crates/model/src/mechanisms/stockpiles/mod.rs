//! Stockpiles: authorities buy what sellers have left, give to firms that run short, and guarantee makers a price.
//!
//! # Equations
//! ```text
//! offer_s   = floor( spot reserve * what is left of the stock of seller s )
//! bought    = part( offer, asked / sum of the offers open to the authority )
//! lack_f    = floor( max(0, target - stock - in transit) )
//! released  = part( lack, min(asked, held) / sum of lacks )
//! floor     = max(0, floor price - base price) * units shipped by makers
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | asked | `Directives::buy`, `release` | units of the good per tick | what the authority wants to move |
//! | held | `Stockpiles::stock` | base units | what is in the store |
//! | target | `Position::target` | base units | stock and goods on the way that the firm wants |
//! | floor price | `Directives::floor_usd` | US dollars per unit | guaranteed price |
//!
//! Authorities come after all orders are served, so they take nothing from a buyer of the tick; makers see it in their
//! finished stock and make more. They buy from sellers on lanes open to civil use, at home too; where several want one
//! offer each gets its pro rata part, and every quota binds. Purchases travel the lane's transit, are not inspected,
//! and enter the store on arrival. Releases go to firms of the jurisdiction that use the good, and arrive after the
//! home lane's transit like any other shipment.
//!
//! Prices are fixed at base values in this model: purchases are booked at the base price, and a floor is a contract
//! for difference that moves money and nothing else.
//!
//! Source: docs/MODEL.md#stockpiles. Phases: Arrivals (receive), Shipping (the rest). Writes `Stockpiles`, finished
//! stocks, `InTransit`, planes, `Ledger::dispatched`. Invariants: a store is never negative; a release is at most the
//! sum of lacks; sellers keep all but the spot share.

mod buy;
mod release;

pub use buy::{buy, share_offers};
pub use release::{lack, release};

use crate::state::{Directives, Facts, Ledger, Now, Stockpiles, row};
use bevy_ecs::prelude::*;
use coercivity_base::JurisdictionId;

/// What is due enters the stores, and the counts of the tick begin anew.
pub fn receive(mut stockpiles: ResMut<Stockpiles>, now: Res<Now>) {
    let stores = &mut *stockpiles;
    for count in [&mut stores.bought, &mut stores.released, &mut stores.spent_usd, &mut stores.floor_usd_paid]
    {
        count.fill(0.0);
    }
    let plane = stores.plane_of(now.tick);
    for (store, due) in stores.due[plane].iter_mut().enumerate() {
        let arrived = std::mem::take(due);
        stores.arrived[store] = arrived;
        stores.stock[store] += arrived;
        stores.in_transit[store] -= arrived;
    }
}

/// Authorities make up for the difference between floor and base price on what makers shipped.
pub fn pay_floors(
    facts: Res<Facts>,
    directives: Res<Directives>,
    ledger: Res<Ledger>,
    mut stockpiles: ResMut<Stockpiles>,
) {
    if directives.floor_usd.is_empty() {
        return;
    }
    for store in 0..facts.stores() {
        let (jurisdiction, good) = facts.of_store(store);
        let checked = &facts.scenario.goods[good.index()];
        let floor = row(&directives.floor_usd, store, 0.0);
        if floor <= checked.price_usd {
            continue;
        }
        let to = |place| facts.lane(good, jurisdiction, JurisdictionId::at(place));
        let dispatched: f64 = (0..facts.jurisdictions()).map(|place| ledger.dispatched[to(place)]).sum();
        let shipped = (dispatched - stockpiles.released[store]) / checked.base_units;
        stockpiles.floor_usd_paid[store] = (floor - checked.price_usd) * shipped;
    }
}

/// Whole base units that a column of [`Directives`] asks for of each store.
fn asked(facts: &Facts, column: &[f64]) -> Vec<f64> {
    let whole = |(store, units): (usize, &f64)| {
        let good = facts.of_store(store).1;
        (units * facts.scenario.goods[good.index()].base_units).floor().max(0.0)
    };
    column.iter().enumerate().map(whole).collect()
}
