//! The registry: every persistent column and table, with its unit, in canonical order. The state hash and the saved state
//! are made from it, and a test fails if a component is missing here.

use crate::state::components::*;

/// One persistent column or table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Name.
    pub name: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Bytes per firm; 0 for tables that do not grow with the number of firms.
    pub bytes: usize,
}

macro_rules! columns {
    ($visit:ident) => {
        $visit! {
            Stable: "id", CellOf: "id", Normal: "base units per tick", Capacity: "base units per tick",
            MarketLow: "share", MarketHigh: "share", Caution: "ratio",
            Cover<0>: "ticks", Cover<1>: "ticks", Cover<2>: "ticks", Cover<3>: "ticks",
            Lead<0>: "ticks", Lead<1>: "ticks", Lead<2>: "ticks", Lead<3>: "ticks",
            Expectation: "base units per tick", Made: "base units", Stopped: "flag",
            InputStock<0>: "base units", InputStock<1>: "base units", InputStock<2>: "base units",
            InputStock<3>: "base units",
            InTransit<0>: "base units", InTransit<1>: "base units", InTransit<2>: "base units",
            InTransit<3>: "base units",
            InputCarry<0>: "base units", InputCarry<1>: "base units", InputCarry<2>: "base units",
            InputCarry<3>: "base units",
            Order<0>: "base units", Order<1>: "base units", Order<2>: "base units", Order<3>: "base units",
            OutputStock<0>: "base units", OutputStock<1>: "base units", OutputStock<2>: "base units",
            OutputCarry<0>: "base units", OutputCarry<1>: "base units", OutputCarry<2>: "base units",
        }
    };
}

macro_rules! list {
    ($($name:ty: $unit:literal,)*) => {
        &[$(Entry { name: stringify!($name), unit: $unit, bytes: size_of::<$name>() }),*]
    };
}

/// Columns of a firm.
pub const COLUMNS: &[Entry] = columns!(list);

/// Tables besides the firms' columns.
pub const TABLES: &[Entry] = &[
    Entry { name: "Pipeline", unit: "base units", bytes: 0 },
    Entry { name: "Network", unit: "32768ths", bytes: 0 },
    Entry { name: "Trade", unit: "base units", bytes: 0 },
    Entry { name: "MarketState", unit: "base units", bytes: 0 },
    Entry { name: "Licences", unit: "records", bytes: 0 },
    Entry { name: "Measures", unit: "share", bytes: 0 },
    Entry { name: "Stockpiles", unit: "base units", bytes: 0 },
    Entry { name: "Prices", unit: "ratio", bytes: 0 },
    Entry { name: "Technology", unit: "ratio", bytes: 0 },
    Entry { name: "Money", unit: "micro-dollars", bytes: 0 },
    Entry { name: "Equity", unit: "US dollars", bytes: 0 },
    Entry { name: "Provenance", unit: "share", bytes: 0 },
    Entry { name: "Investment", unit: "base units per tick", bytes: 0 },
];

mod change;
mod fits;
mod hash;
mod save;

pub use change::change_schedule;
pub use hash::state_hash;
pub use save::{StateError, layout, load, save};
