//! Policy: the schedule and the directives of other rules set this tick's measures.
//!
//! # Rules
//! - A measure of the schedule holds from its first day to its last, unless a suspension or a directive says that it
//!   does not; dates count from the tick whose first day lies nearest. In its clearance grace only goods already
//!   booked (the use part of orders) pass.
//! - Directives are folded in after the schedule, by the same rules: on one lane, use or link the strictest verdict
//!   counts (ban, licence, grace, open), tariffs and fees add up, the longest expected customs hold counts, and every
//!   quota binds. Where both ask for a licence, the regime of the schedule decides.
//! - Rules for single firms are met link by link, from either end; rules by origin share by what the seller's goods carry.
//!
//! Verdicts and costs are worked out anew only when something turned: the walk over all links is long. Quotas of
//! directives are new in every tick.
//!
//! Source: docs/MODEL.md#policy. Phase: Policy. Reads `Directives`. Writes `Measures` and the verdict bits of links.

mod caught;
mod directed;
mod lanes;
mod links;
mod risk;
mod schedule;

pub use caught::{market_pass, share_verdict};
pub use links::Marker;
pub use schedule::{active, in_force, in_grace, longest_hold};

use crate::state::components::CellOf;
use crate::state::{Directives, Facts, Measures, Network, Now, Provenance, Trade, Traits, Workers};
use bevy_ecs::prelude::*;
use bytemuck::TransparentWrapper;

/// Sets the measures of this tick and, when verdicts or costs changed, marks the links.
pub fn set_measures(
    facts: Res<Facts>,
    directives: Res<Directives>,
    mut measures: ResMut<Measures>,
    mut network: ResMut<Network>,
    (trade, provenance): (Res<Trade>, Res<Provenance>),
    (firms, traits): (Query<&'static CellOf>, Res<Traits>),
    (workers, now): (Res<Workers>, Res<Now>),
) {
    let measures = &mut *measures;
    measures.turned.clear();
    measures.announced.clear();
    measures.changed = false;
    let undirected = directives.is_none();
    let stale = std::mem::take(&mut measures.stale);
    if facts.scenario.schedule.is_empty() && undirected && at_rest(measures) && !stale {
        return;
    }
    let turned = schedule::turn(measures, &facts, &directives, now.tick);
    let mut turned = turned || stale || directives.changed || (undirected && measures.directed);
    for cell in firms.contiguous_iter().into_iter().flatten() {
        let cell = CellOf::peel_slice(cell);
        let makers = caught::Makers {
            facts: &facts,
            trade: &trade,
            provenance: &provenance,
            cell,
            low: &traits.market_low,
            high: &traits.market_high,
        };
        turned |= caught::check(measures, &makers, now.tick);
        if turned {
            lanes::rebuild(measures, &facts, &directives, now.tick);
            Marker::new(&facts, measures, &trade).mark(&mut network, cell, &workers);
        }
    }
    directed::set_quotas(measures, &facts, &directives);
    risk::perceive(measures, &facts, &directives, &trade, now.tick);
}

/// Whether nothing is left of earlier directives.
fn at_rest(measures: &Measures) -> bool {
    let restricted = measures.directed || !measures.threatened.is_empty() || !measures.quotas.is_empty();
    !restricted && measures.risk == measures.risk_target
}
