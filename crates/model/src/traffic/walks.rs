//! The table of walks. Whoever fuses walks, or adds an array to one, changes its row here; widths follow the types.

use super::{LookUp, Unit, Walk, When};
use crate::mechanisms::money::LanePrice;
use crate::mechanisms::sourcing::Brief;
use crate::state::components::*;
use crate::state::{
    Asked, Balance, CellTally, Fill, Inputs, Late, Ledger, LinkTable, Measures, Money, Network, Pipeline,
    Products, Scratch, Sold, Trade, Traits, Wanted,
};
use crate::world::{SLOTS, Sellers};
use Unit::{
    Bundle, Cell, Driver, Firm, Lane, Link, Place, Product, Route, Seller, Shipment, Slot, TurnLink,
    TurnPlace,
};
use When::{Always, Reviewing, Turning};

/// Bytes of an entry of a table's column.
const fn width<S, T>(_: fn(&S) -> &Vec<T>) -> usize {
    size_of::<T>()
}

/// The same of the columns of all slots.
const fn of_slot<S, T, const N: usize>(_: fn(&S) -> &[Vec<T>; N]) -> usize {
    size_of::<T>()
}

/// The same of a column that is only lent.
const fn lent<S, T>(_: fn(&S) -> &[T]) -> usize {
    size_of::<T>()
}

/// Bytes of what is due of a slot in a tick.
const fn due<T>(_: for<'a> fn(&'a mut Pipeline, i64) -> ([&'a mut [T]; SLOTS], Vec<Late>)) -> usize {
    size_of::<T>()
}

/// Bytes of what is due of a lane in a tick.
const fn due_of_lane<T>(_: fn(&Pipeline) -> &Vec<Vec<T>>) -> usize {
    size_of::<T>()
}

/// Looks up whole records of a table with one for each of `table`. Tables by lane are not counted: firms of a cell lie
/// together, and the few lanes of theirs stay in the nearest cache.
const fn look_up(each: Unit, record: usize, table: Unit) -> LookUp {
    LookUp { each, record, table: (table, record) }
}

const MARKET: usize =
    width(|traits: &Traits| &traits.market_low) + width(|traits: &Traits| &traits.market_high);
const CAUTION: usize = width(|traits: &Traits| &traits.caution);
const COVER: usize = of_slot(|inputs: &Inputs| &inputs.cover);
const LEAD: usize = of_slot(|inputs: &Inputs| &inputs.lead);
const STOCK: usize = of_slot(|inputs: &Inputs| &inputs.stock);
const IN_TRANSIT: usize = of_slot(|inputs: &Inputs| &inputs.in_transit);
const CARRY: usize = of_slot(|inputs: &Inputs| &inputs.carry);
const ORDER: usize = of_slot(|inputs: &Inputs| &inputs.order);
const FINISHED: usize = of_slot(|products: &Products| &products.stock);
const MADE_CARRY: usize = of_slot(|products: &Products| &products.carry);
const SELLER: usize = lent(LinkTable::seller);
const SHARE: usize = width(|links: &LinkTable| &links.share);
const ANCHOR: usize = width(|links: &LinkTable| &links.anchor);
const STATE: usize = lent(LinkTable::state);
/// A link as walks by bundle see it.
const NUMBER: usize = size_of::<u16>();
const DUE: usize = due(Pipeline::arriving);
const SELLERS_FIRM: usize =
    width(|sellers: &Sellers| &sellers.firm) + width(|sellers: &Sellers| &sellers.output);
const SELLERS_PLACE: usize = width(|sellers: &Sellers| &sellers.jurisdiction);
const RECORD: usize = width(|trade: &Trade| &trade.record);
const SHIPPED: usize = width(|trade: &Trade| &trade.shipped);
const DISPATCHED: usize = width(|ledger: &Ledger| &ledger.dispatched);
const LANE_USD: usize = width(|money: &Money| &money.lane_usd);
const LANE_DUTIES: usize =
    width(|measures: &Measures| &measures.tariff) + width(|measures: &Measures| &measures.fee);
const LANE_DUE: usize = due_of_lane(|pipeline: &Pipeline| &pipeline.due);
const TURN: usize = width(|network: &Network| &network.turn);
const REVENUE: usize = width(|trade: &Trade| &trade.revenue);
const VALUE: usize = width(|ledger: &Ledger| &ledger.value);
/// A worker's sums of what a seller is asked for, and of what it ships to a jurisdiction.
const ASKED: usize = width(|scratch: &Scratch| &scratch.open);
const SOLD: usize = width(|scratch: &Scratch| &scratch.shipped);

/// The table.
pub const WALKS: &[Walk] = &[
    Walk {
        name: "Policy",
        when: Turning,
        reads: &[(Firm, size_of::<CellOf>()), (Place, SELLER + STATE)],
        writes: &[(Place, STATE)],
        looks_up: &[look_up(Link, SELLERS_PLACE, Seller)],
    },
    Walk {
        name: "Arrivals",
        when: Always,
        reads: &[(Firm, size_of::<CellOf>()), (Slot, STOCK + IN_TRANSIT + DUE)],
        writes: &[(Slot, STOCK + IN_TRANSIT + DUE)],
        looks_up: &[],
    },
    Walk {
        name: "Demand",
        when: Always,
        reads: &[
            (Firm, size_of::<Expectation>() + size_of::<Normal>() + size_of::<CellOf>()),
            (Firm, MARKET),
            (Seller, SELLERS_FIRM + size_of::<Wanted>()),
        ],
        writes: &[(Firm, size_of::<Expectation>())],
        looks_up: &[
            look_up(Driver, size_of::<Expectation>(), Firm),
            look_up(Driver, size_of::<Normal>(), Firm),
            look_up(Driver, size_of::<Capacity>(), Firm),
        ],
    },
    Walk {
        name: "Sourcing",
        when: Reviewing,
        reads: &[(Firm, TURN + size_of::<CellOf>()), (TurnPlace, SELLER + SHARE + ANCHOR + STATE)],
        writes: &[],
        looks_up: &[look_up(TurnLink, size_of::<Brief>(), Seller)],
    },
    Walk { name: "Licensing", when: Turning, reads: &[], writes: &[], looks_up: &[] },
    Walk {
        name: "Ordering",
        when: Always,
        reads: &[
            (Firm, size_of::<Expectation>() + CAUTION + size_of::<CellOf>()),
            (Slot, STOCK + IN_TRANSIT),
            (Slot, COVER + LEAD),
            (Place, SHARE),
            (Link, NUMBER),
            (Bundle, size_of::<crate::state::Bundle>()),
        ],
        writes: &[(Slot, ORDER), (Seller, ASKED + size_of::<Wanted>())],
        looks_up: &[LookUp { each: Bundle, record: size_of::<Asked>(), table: (Seller, ASKED) }],
    },
    Walk {
        name: "Production",
        when: Always,
        reads: &[
            (Firm, size_of::<Stopped>() + size_of::<Expectation>() + size_of::<Capacity>()),
            (Firm, size_of::<Normal>() + size_of::<CellOf>()),
            (Slot, STOCK + CARRY),
            (Product, FINISHED + MADE_CARRY),
            (Seller, SELLERS_FIRM),
        ],
        writes: &[
            (Firm, size_of::<Stopped>() + size_of::<Made>()),
            (Slot, STOCK + CARRY),
            (Product, FINISHED + MADE_CARRY),
        ],
        looks_up: &[],
    },
    Walk {
        name: "Allocation",
        when: Always,
        reads: &[(Seller, SELLERS_FIRM + size_of::<Wanted>() + RECORD)],
        writes: &[(Seller, size_of::<Fill>() + RECORD)],
        looks_up: &[look_up(Seller, FINISHED, Firm)],
    },
    Walk {
        name: "Shipping",
        when: Always,
        reads: &[
            (Firm, size_of::<Expectation>() + size_of::<Stable>() + size_of::<CellOf>()),
            (Firm, FINISHED + MARKET),
            (Firm, size_of::<CellOf>()),
            (Slot, IN_TRANSIT + ORDER),
            (Place, SHARE),
            (Link, NUMBER),
            (Bundle, size_of::<crate::state::Bundle>()),
            (Seller, SELLERS_FIRM + SHIPPED + REVENUE),
            (Route, SOLD),
            (Lane, LANE_DUTIES + LANE_DUE),
        ],
        writes: &[
            (Firm, FINISHED),
            (Slot, IN_TRANSIT),
            (Shipment, DUE),
            (Seller, SHIPPED + REVENUE),
            (Lane, size_of::<LanePrice>() + 2 * DISPATCHED + VALUE + LANE_DUE + LANE_USD),
        ],
        looks_up: &[
            look_up(Bundle, size_of::<Fill>(), Seller),
            look_up(Bundle, SELLERS_PLACE, Seller),
            LookUp { each: Bundle, record: size_of::<Sold>(), table: (Seller, SOLD) },
            look_up(Seller, FINISHED, Firm),
            look_up(Seller, size_of::<CellOf>(), Firm),
        ],
    },
    Walk {
        name: "Shipping, sums",
        when: Always,
        reads: &[(Firm, size_of::<CellOf>()), (Slot, STOCK + IN_TRANSIT + ORDER), (Product, FINISHED)],
        writes: &[(Cell, size_of::<CellTally>())],
        looks_up: &[],
    },
    Walk {
        name: "Prices",
        when: Always,
        reads: &[(Seller, size_of::<Wanted>() + SHIPPED), (Lane, DISPATCHED + LANE_USD)],
        writes: &[],
        looks_up: &[],
    },
    Walk { name: "Investment", when: Always, reads: &[], writes: &[], looks_up: &[] },
    Walk {
        name: "Accounts",
        when: Always,
        reads: &[(Cell, size_of::<CellTally>()), (Lane, size_of::<Balance>() + DISPATCHED + LANE_DUE)],
        writes: &[(Lane, size_of::<Balance>())],
        looks_up: &[],
    },
];
