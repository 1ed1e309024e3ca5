//! The registry: every persistent column and table, with its unit, in canonical order. The state hash and the saved state
//! are made from it, and a test fails if a component is missing here.

use crate::state::components::*;
use crate::state::{Inputs, Products, Traits};

/// One persistent column of firms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Name; of a column by slot with the slot, as `InputStock < 0 >`.
    pub name: String,
    /// Unit.
    pub unit: &'static str,
    /// Bytes per firm.
    pub bytes: usize,
    /// Whether it is a component of firms; else it is a column of a table.
    pub component: bool,
}

/// Visits all columns of firms in canonical order: `$firm!` for each component, `$born!` for each field of
/// [`Traits`], `$slots!` for the columns of each quantity by slot, which are a field of a table.
macro_rules! columns {
    ($firm:ident, $born:ident, $slots:ident) => {
        $firm!(Stable: "id");
        $firm!(CellOf: "id");
        $firm!(Normal: "base units per tick");
        $firm!(Capacity: "base units per tick");
        $born!(MarketLow: "share", market_low);
        $born!(MarketHigh: "share", market_high);
        $born!(Caution: "ratio", caution);
        $slots!(Cover: "ticks", Inputs, cover);
        $slots!(Lead: "ticks", Inputs, lead);
        $firm!(Expectation: "base units per tick");
        $firm!(Made: "base units");
        $firm!(Stopped: "flag");
        $slots!(InputStock: "base units", Inputs, stock);
        $slots!(InTransit: "base units", Inputs, in_transit);
        $slots!(InputCarry: "base units", Inputs, carry);
        $slots!(Order: "base units", Inputs, order);
        $slots!(OutputStock: "base units", Products, stock);
        $slots!(OutputCarry: "base units", Products, carry);
    };
}

/// Columns of firms.
#[must_use]
pub fn entries() -> Vec<Entry> {
    let mut entries = Vec::new();
    macro_rules! firm {
        ($name:ident: $unit:literal) => {
            entries.push(Entry {
                name: stringify!($name).to_owned(),
                unit: $unit,
                bytes: size_of::<$name>(),
                component: true,
            });
        };
    }
    let of_table = |name: &str, unit, bytes| Entry { name: name.to_owned(), unit, bytes, component: false };
    macro_rules! born {
        ($name:ident: $unit:literal, $field:ident) => {
            entries.push(of_table(stringify!($name), $unit, width_of(&Traits::default().$field)));
        };
    }
    macro_rules! slots {
        ($name:ident: $unit:literal, $table:ident, $field:ident) => {
            for (slot, bytes) in widths(&$table::none(0).$field).enumerate() {
                let name = slot_name(stringify!($name), slot);
                entries.push(of_table(&name, $unit, bytes));
            }
        };
    }
    columns!(firm, born, slots);
    entries
}

/// Bytes per firm of a column.
fn width_of<T>(_: &[T]) -> usize {
    size_of::<T>()
}

/// Bytes per firm of each of the columns of a quantity.
fn widths<T, const N: usize>(_: &[Vec<T>; N]) -> impl Iterator<Item = usize> + use<T, N> {
    std::iter::repeat_n(size_of::<T>(), N)
}

/// Name of a column of a quantity by slot, as it goes into the state hash.
fn slot_name(quantity: &str, slot: usize) -> String {
    format!("{quantity} < {slot} >")
}

mod change;
mod fits;
mod hash;
mod save;

pub use change::change_schedule;
pub use hash::state_hash;
pub use save::{StateError, layout, load, save};
