//! The state of a world as bytes, from which a world that was drawn from the same scenario goes on bit for bit.
//!
//! Columns and tables follow each other in the order of the registry, in postcard's encoding. Firms lie in dense order:
//! the same scenario draws the same world on any number of threads, and stable ids are compared before anything is
//! taken over. Bytes are not believed: lengths and indices must fit the world that was drawn.

use super::fits::Fits as _;
use crate::mechanisms::money::UnitPrices;
use crate::state::components::*;
use crate::state::{
    Directives, Equity, Facts, Inputs, Investment, Ledger, Licences, MarketState, Measures, Money, Network,
    Now, Pipeline, Prices, Products, Provenance, Stockpiles, Technology, Trade, Traits,
};
use bevy_ecs::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use std::io::{BufReader, BufWriter, Read, Write};

/// Why a state cannot be written or taken over.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The bytes cannot be written or read.
    #[error("{0}")]
    Bytes(#[from] postcard::Error),
    /// They are the state of another world.
    #[error("its {0} are those of another world")]
    OtherWorld(&'static str),
    /// A number that no tick writes.
    #[error("its {0} holds a number that no run comes to")]
    Impossible(&'static str),
}

/// A number of a firm's column.
trait Stored: Copy {
    /// Whether a tick may have written it into a column of this unit.
    fn is_possible(self, unit: &str) -> bool;
}

/// Whole numbers are told apart by what they must be equal to, or are flags.
macro_rules! any {
    ($($number:ty)*) => {$(
        impl Stored for $number {
            fn is_possible(self, _: &str) -> bool {
                true
            }
        }
    )*};
}

any! { u8 u16 u64 }

impl Stored for f32 {
    fn is_possible(self, _: &str) -> bool {
        self.is_finite()
    }
}

impl Stored for f64 {
    fn is_possible(self, unit: &str) -> bool {
        // Quantities are counted, exactly up to there.
        const MOST: f64 = (1_u64 << 53) as f64;
        self.is_finite() && (unit != "base units" || (0.0..=MOST).contains(&self) && self.fract() == 0.0)
    }
}

macro_rules! tables {
    ($visit:ident) => {
        $visit! {
            Pipeline, Network, Trade, MarketState, Licences, Measures, Stockpiles, Prices, Technology, Money, Equity,
            Provenance, Investment, Directives, Ledger, UnitPrices,
        }
    };
}

/// Counts changes of what tables are made of: raise it with each.
const TABLES: u32 = 3;

/// Names of all that is saved, in order: two programs with different lists cannot read each other's states.
#[must_use]
pub fn layout() -> String {
    macro_rules! names {
        ($($name:ty,)*) => { [$(stringify!($name)),*] };
    }
    let columns = super::entries().into_iter().map(|column| format!("{}:{}", column.name, column.bytes));
    let tables = tables!(names).map(str::to_owned).into_iter().chain([format!("tables:{TABLES}")]);
    columns.chain(tables).collect::<Vec<_>>().join(" ")
}

/// Writes the state of `world` between two ticks.
///
/// # Errors
/// If the bytes cannot be written.
pub fn save(world: &mut World, out: &mut dyn Write) -> Result<(), StateError> {
    let out = &mut BufWriter::with_capacity(1 << 18, out);
    let tick = world.resource::<Now>().tick;
    put(&tick, out)?;
    macro_rules! firm {
        ($name:ident: $unit:literal) => {
            let mut query = world.query::<&$name>();
            let column: Vec<_> = query.iter(world).map(|value| value.0).collect();
            put(&column, out)?;
        };
    }
    macro_rules! born {
        ($name:ident: $unit:literal, $field:ident) => {
            put(&world.resource::<Traits>().$field, out)?;
        };
    }
    macro_rules! slots {
        ($name:ident: $unit:literal, $table:ident, $field:ident) => {
            for column in &world.resource::<$table>().$field {
                put(column, out)?;
            }
        };
    }
    columns!(firm, born, slots);
    macro_rules! table {
        ($($name:ty,)*) => {$( put(world.resource::<$name>(), out)?; )*};
    }
    tables!(table);
    out.flush().map_err(|_| StateError::Bytes(postcard::Error::SerializeBufferFull))
}

/// Takes over a state that [`save`] wrote, into a world that was drawn from the same scenario.
///
/// # Errors
/// If the bytes are no such state; the world is then of no use.
pub fn load(world: &mut World, from: &mut dyn Read) -> Result<(), StateError> {
    let from = &mut BufReader::with_capacity(1 << 18, from);
    let tick: i64 = take(from)?;
    // No scenario has more ticks, in its burn-in or after it.
    if !(-1_000_000..=1_000_000).contains(&tick) {
        return Err(StateError::OtherWorld("ticks"));
    }
    let date = world.resource::<Facts>().calendar.date(tick);
    *world.resource_mut::<Now>() = Now { tick, date };
    let firms = world.resource::<Facts>().firms;
    macro_rules! firm {
        ($name:ident: $unit:literal) => {
            let column = take_column(from, (stringify!($name), $unit), firms)?;
            let mut query = world.query::<&mut $name>();
            for (mut value, loaded) in query.iter_mut(world).zip(column) {
                if matches!(stringify!($name), "Stable" | "CellOf") && value.0 != loaded {
                    return Err(StateError::OtherWorld("firms"));
                }
                value.0 = loaded;
            }
        };
    }
    macro_rules! born {
        ($name:ident: $unit:literal, $field:ident) => {
            let column = take_column(from, (stringify!($name), $unit), firms)?;
            world.resource_mut::<Traits>().$field = column;
        };
    }
    macro_rules! slots {
        ($name:ident: $unit:literal, $table:ident, $field:ident) => {
            for column in &mut world.resource_mut::<$table>().$field {
                *column = take_column(from, (stringify!($name), $unit), firms)?;
            }
        };
    }
    columns!(firm, born, slots);
    macro_rules! table {
        ($($name:ty,)*) => {$({
            let loaded: $name = take(from)?;
            if !loaded.fits(world.resource::<$name>(), world.resource::<Facts>()) {
                return Err(StateError::OtherWorld(stringify!($name)));
            }
            *world.resource_mut::<$name>() = loaded;
        })*};
    }
    tables!(table);
    Ok(())
}

/// A column of numbers that a tick may have written, one for each firm.
fn take_column<T: Stored + DeserializeOwned>(
    from: &mut dyn Read,
    (name, unit): (&'static str, &str),
    firms: usize,
) -> Result<Vec<T>, StateError> {
    let column: Vec<T> = take(from)?;
    if column.len() != firms {
        return Err(StateError::OtherWorld("firms"));
    }
    if !column.iter().all(|value| value.is_possible(unit)) {
        return Err(StateError::Impossible(name));
    }
    Ok(column)
}

fn put<T: Serialize + ?Sized>(value: &T, out: &mut dyn Write) -> Result<(), StateError> {
    postcard::to_io(value, out).map(drop).map_err(StateError::Bytes)
}

fn take<T: DeserializeOwned>(from: &mut dyn Read) -> Result<T, StateError> {
    // Numbers pass through the buffer; texts, which would need more, are in no table.
    Ok(postcard::from_io((from, &mut [0; 16]))?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_no_tick_writes_are_told_apart() {
        let most = (1_u64 << 53) as f64;
        assert!([0.0, 1.0, most].iter().all(|value: &f64| value.is_possible("base units")));
        assert!([0.5, -1.0, 2.0 * most, f64::NAN].iter().all(|value: &f64| !value.is_possible("base units")));
        assert!(0.5_f64.is_possible("share") && !f64::INFINITY.is_possible("share"));
        assert!(0.5_f32.is_possible("base units") && !f32::NAN.is_possible("ticks"));
    }
}
