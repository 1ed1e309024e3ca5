//! What a world has of each unit.

use super::{Unit, Walk, When};
use crate::mechanisms::sourcing::calm;
use crate::state::components::CellOf;
use crate::state::{Facts, Fill, Inputs, LinkTable, Measures, Network, Prices, Trade, Verdict};
use crate::world::{NO_SELLER, place};
use bevy_ecs::prelude::World;

/// How many there are of each unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Firms.
    pub firms: u64,
    /// Input slots that recipes have.
    pub slots: u64,
    /// Products that recipes have.
    pub products: u64,
    /// Places of links, empty ones too.
    pub places: u64,
    /// Places with a share.
    pub links: u64,
    /// Bundles of links of a run to one seller.
    pub bundles: u64,
    /// Links over which something is shipped in a tick.
    pub shipments: u64,
    /// Sellers.
    pub sellers: u64,
    /// Sellers of their firm's driver.
    pub drivers: u64,
    /// Sellers x jurisdictions with firms that use their good.
    pub routes: u64,
    /// Lanes that goods can go over.
    pub lanes: u64,
    /// Cells.
    pub cells: u64,
    /// Ticks between a firm's reviews of its suppliers; 0 while no review can change anything.
    pub review_ticks: u64,
}

impl Counts {
    /// Of a world at the end of a tick. Shipments are the links of slots with an order that nothing blocks and whose seller
    /// fills something: at most so many.
    pub fn of(world: &mut World) -> Self {
        let cells: Vec<u16> = world.query::<&CellOf>().iter(world).map(|cell| cell.0).collect();
        let (facts, trade) = (world.resource::<Facts>(), world.resource::<Trade>());
        let network = world.resource::<Network>();
        let (measures, prices) = (world.resource::<Measures>(), world.resource::<Prices>());
        let resting = calm(trade, measures, prices, network);
        let links = &network.links;
        let recipe = |&cell: &u16| facts.recipe(usize::from(cell));
        Self {
            firms: facts.firms as u64,
            slots: cells.iter().map(|cell| recipe(cell).inputs as u64).sum(),
            products: cells.iter().map(|cell| recipe(cell).outputs as u64).sum(),
            places: links.seller().len() as u64,
            links: links.share.iter().filter(|&&share| share > 0).count() as u64,
            bundles: network.bundles.count() as u64,
            shipments: shipments(links, trade, world.resource::<Inputs>()),
            sellers: trade.sellers.firm.len() as u64,
            drivers: trade.sellers.output.iter().filter(|&&output| output == 0).count() as u64,
            routes: facts.routes.rows() as u64,
            lanes: facts.exports.iter().map(|export| export.lanes.len() as u64).sum(),
            cells: facts.cells.len() as u64,
            review_ticks: if resting { 0 } else { facts.pace.review_ticks },
        }
    }

    /// How many there are of a unit.
    #[must_use]
    pub fn number(&self, unit: Unit) -> u64 {
        let in_turn = |number: u64| number.checked_div(self.review_ticks).unwrap_or(0);
        match unit {
            Unit::Firm => self.firms,
            Unit::Slot => self.slots,
            Unit::Product => self.products,
            Unit::Place => self.places,
            Unit::Link => self.links,
            Unit::Bundle => self.bundles,
            Unit::Shipment => self.shipments,
            Unit::Seller => self.sellers,
            Unit::Driver => self.drivers,
            Unit::Route => self.routes,
            Unit::Lane => self.lanes,
            Unit::Cell => self.cells,
            Unit::TurnPlace => in_turn(self.places),
            Unit::TurnLink => in_turn(self.links),
        }
    }

    /// Whether a tick makes the walk.
    pub(super) fn makes(&self, walk: &Walk) -> bool {
        match walk.when {
            When::Always => true,
            When::Reviewing => self.review_ticks > 0,
            When::Turning => false,
        }
    }
}

fn shipments(links: &LinkTable, trade: &Trade, inputs: &Inputs) -> u64 {
    let ships = |at: usize| {
        let (seller, state) = (links.seller()[at], links.state()[at]);
        let filled = |fill: &Fill| fill.use_part.iter().chain(&fill.restock).any(|&share| share > 0.0);
        links.share[at] > 0
            && seller != NO_SELLER
            && state & place::QUALIFYING == 0
            && Verdict::of(state) != Verdict::Blocked
            && filled(&trade.fill[seller as usize])
    };
    let mut count = 0;
    for (slot, orders) in inputs.order.iter().enumerate() {
        for (firm, _) in orders.iter().enumerate().filter(|(_, order)| **order > 0.0) {
            count += links.places(firm, slot).filter(|&at| ships(at)).count() as u64;
        }
    }
    count
}
