//! The state of a world as bytes, from which a world that was drawn from the same scenario goes on bit for bit.
//!
//! Columns and tables follow each other in the order of the registry, in postcard's encoding. Firms lie in dense order:
//! the same scenario draws the same world on any number of threads, and stable ids are compared before anything is
//! taken over. Bytes are not believed: lengths and indices must fit the world that was drawn.

use super::fits::Fits as _;
use crate::mechanisms::money::UnitPrices;
use crate::state::components::*;
use crate::state::{
    Directives, Equity, Facts, Investment, Ledger, Licences, MarketState, Measures, Money, Network, Now,
    Pipeline, Prices, Provenance, Stockpiles, Technology, Trade,
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
}

macro_rules! tables {
    ($visit:ident) => {
        $visit! {
            Pipeline, Network, Trade, MarketState, Licences, Measures, Stockpiles, Prices, Technology, Money, Equity,
            Provenance, Investment, Directives, Ledger, UnitPrices,
        }
    };
}

/// Names of all that is saved, in order: two programs with different lists cannot read each other's states.
#[must_use]
pub fn layout() -> String {
    macro_rules! names {
        ($($name:ty,)*) => { [$(stringify!($name)),*] };
    }
    let columns = super::COLUMNS.iter().map(|column| format!("{}:{}", column.name, column.bytes));
    columns.chain(tables!(names).map(str::to_owned)).collect::<Vec<_>>().join(" ")
}

/// Writes the state of `world` between two ticks.
///
/// # Errors
/// If the bytes cannot be written.
pub fn save(world: &mut World, out: &mut dyn Write) -> Result<(), StateError> {
    let out = &mut BufWriter::with_capacity(1 << 18, out);
    let tick = world.resource::<Now>().tick;
    put(&tick, out)?;
    macro_rules! each {
        ($($name:ty: $unit:literal,)*) => {$({
            let mut query = world.query::<&$name>();
            let column: Vec<_> = query.iter(world).map(|value| value.0).collect();
            put(&column, out)?;
        })*};
    }
    columns!(each);
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
    macro_rules! each {
        ($($name:ty: $unit:literal,)*) => {$({
            let mut query = world.query::<&mut $name>();
            let column: Vec<_> = take(from)?;
            if column.len() != query.iter(world).len() {
                return Err(StateError::OtherWorld("firms"));
            }
            for (mut value, loaded) in query.iter_mut(world).zip(column) {
                if matches!(stringify!($name), "Stable" | "CellOf") && value.0 != loaded {
                    return Err(StateError::OtherWorld("firms"));
                }
                value.0 = loaded;
            }
        })*};
    }
    columns!(each);
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

fn put<T: Serialize + ?Sized>(value: &T, out: &mut dyn Write) -> Result<(), StateError> {
    postcard::to_io(value, out).map(drop).map_err(StateError::Bytes)
}

fn take<T: DeserializeOwned>(from: &mut dyn Read) -> Result<T, StateError> {
    // Numbers pass through the buffer; texts, which would need more, are in no table.
    Ok(postcard::from_io((from, &mut [0; 16]))?.0)
}
