//! Rows of `balance`: every good and jurisdiction, and every lane on which something moves.

use crate::error::EngineError;
use bevy_ecs::prelude::World;
use coercivity_base::{GoodId, JurisdictionId};
use coercivity_model::state::{Balance, Facts, Ledger, Now};
use coercivity_record::{BalanceRow, Rows, whole};

/// Writes the tick's balances.
pub(super) fn write(world: &World, out: &mut dyn Rows) -> Result<(), EngineError> {
    let (facts, ledger, now) =
        (world.resource::<Facts>(), world.resource::<Ledger>(), world.resource::<Now>());
    let n = facts.jurisdictions();
    let idle = |balance: &Balance| *balance == Balance::default();
    for (at, balance) in ledger.stocks.iter().enumerate().filter(|(_, balance)| !idle(balance)) {
        let (good, jurisdiction) = (GoodId::at(at / n), JurisdictionId::at(at % n));
        out.balance(&row(facts, now, balance, good, facts.code(jurisdiction), ""))?;
    }
    for (lane, balance) in ledger.transit.iter().enumerate().filter(|(_, balance)| !idle(balance)) {
        let (good, origin, destination) = facts.of_lane(lane);
        out.balance(&row(facts, now, balance, good, facts.code(origin), facts.code(destination)))?;
    }
    Ok(())
}

fn row<'a>(
    facts: &'a Facts,
    now: &Now,
    balance: &Balance,
    good: GoodId,
    jurisdiction: &'a str,
    partner: &'a str,
) -> BalanceRow<'a> {
    let transit = !partner.is_empty();
    let gap = if transit {
        balance.opening + balance.dispatched - balance.arrived - balance.lost - balance.closing
    } else {
        balance.gap()
    };
    BalanceRow {
        date: now.date,
        good: facts.good_name(good),
        jurisdiction,
        partner,
        opening: whole(balance.opening),
        produced: whole(balance.produced),
        arrived: whole(balance.arrived),
        used: whole(balance.used),
        dispatched: whole(balance.dispatched),
        outlet: whole(balance.outlet),
        lost: whole(balance.lost),
        closing: whole(balance.closing),
        gap: whole(gap),
        unit: "base units",
    }
}
