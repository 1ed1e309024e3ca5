//! Stockpiles: authorities buy what sellers have left, give to firms that run short, and guarantee makers a price.
//!
//! # Equations
//! ```text
//! offer_s   = floor( spot reserve * what is left of the stock of seller s )
//! bought    = part( offer, asked / sum of the offers open to the authority )
//! lack_f    = floor( max(0, target - stock - in transit) )
//! released  = part( lack, min(asked, held) / sum of lacks )
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | asked | `Directives::buy`, `release` | units of the good per tick | what the authority wants to move |
//! | held | `Stockpiles::stock` | base units | what is in the store |
//! | target | `Position::target` | base units | stock and goods on the way that the firm wants |
//!
//! Authorities come after all orders are served, so they take nothing from a buyer of the tick; makers see it in their
//! finished stock and make more. They buy from sellers on lanes open to civil use, at home too; where several want one
//! offer each gets its pro rata part, and every quota binds. Purchases travel the lane's transit, are not inspected,
//! and enter the store on arrival. Releases go to firms of the jurisdiction that use the good, and arrive after the
//! home lane's transit like any other shipment.
//!
//! An *offtake* (`offtake.rs`) is bought first: at home only, of all that makers have left.
//!
//! Purchases are paid at the quote of the seller's bloc, and what is released is sold to firms at the contract price of
//! the home bloc. A floor is a contract for difference; it and subsidies are paid by [`super::money::pay_makers`].
//!
//! Source: docs/MODEL.md#stockpiles. Phases: Arrivals (receive), Shipping (the rest). Writes `Stockpiles`, finished
//! stocks, `Inputs::in_transit`, planes, `Ledger::dispatched`. Invariants: a store is never negative; a release is at most the
//! sum of lacks; sellers keep all but the spot share, and
//! what an offtake takes.

mod buy;
mod offtake;
mod release;

pub use buy::{buy, share_offers};
pub(crate) use offtake::counted_on;
pub use release::{lack, release};

use super::provenance::mixed;
use crate::state::{Facts, Now, Provenance, Stockpiles};
use bevy_ecs::prelude::*;

/// What is due enters the stores, and the counts of the tick begin anew.
pub fn receive(mut stockpiles: ResMut<Stockpiles>, mut provenance: ResMut<Provenance>, now: Res<Now>) {
    let Provenance { store: shares, store_transit, .. } = &mut *provenance;
    let stores = &mut *stockpiles;
    let usd = [&mut stores.spent_usd, &mut stores.floor_usd_paid, &mut stores.subsidy_usd_paid];
    for count in [&mut stores.bought, &mut stores.released].into_iter().chain(usd) {
        count.fill(0.0);
    }
    let plane = stores.plane_of(now.tick);
    for (store, due) in stores.due[plane].iter_mut().enumerate() {
        let arrived = std::mem::take(due);
        stores.arrived[store] = arrived;
        for (shares, coming) in shares.iter_mut().zip(&*store_transit) {
            shares[store] = mixed(stores.stock[store], shares[store], arrived, f64::from(coming[store]));
        }
        stores.stock[store] += arrived;
        stores.in_transit[store] -= arrived;
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
