//! The state hash: taken over firms in stable-id order, so it does not depend on memory layout or file order.

use crate::state::components::*;
use crate::state::{
    Equity, Inputs, Investment, Licences, MarketState, Measures, Money, Network, Pipeline, Prices, Products,
    Provenance, Stockpiles, Technology, Tick32, Trade, Traits, Workers,
};
use crate::world::{NO_SELLER, place};
use bevy_ecs::prelude::*;

trait Bits {
    fn bits(&self) -> u64;
}

macro_rules! bits {
    ($($type:ty => |$value:ident| $bits:expr;)*) => {$(
        impl Bits for $type {
            fn bits(&self) -> u64 {
                let $value = *self;
                $bits
            }
        }
    )*};
}

bits! {
    f64 => |value| value.to_bits();
    f32 => |value| u64::from(value.to_bits());
    u64 => |value| value;
    u16 => |value| u64::from(value);
    u8 => |value| u64::from(value);
}

/// The state of a world as 64 hexadecimal digits.
#[must_use]
pub fn state_hash(world: &mut World, tick: i64) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&tick.to_le_bytes());
    let order = canonical_order(world);
    hash_columns(world, &order, &mut hasher);
    hash_pipeline(world, &order, tick, &mut hasher);
    hash_links(world, &order, &mut hasher);
    hash_tables(world, &order, &mut hasher);
    hash_stores(world, tick, &mut hasher);
    hash_provenance(world, &order, &mut hasher);
    hash_investment(world, &mut hasher);
    hasher.finalize().to_hex().to_string()
}

/// Dense indices in the order of stable ids.
fn canonical_order(world: &mut World) -> Vec<u32> {
    let mut query = world.query::<&Stable>();
    let ids: Vec<u64> = query.iter(world).map(|stable| stable.0).collect();
    let mut order: Vec<u32> = (0..ids.len() as u32).collect();
    order.sort_unstable_by_key(|&firm| ids[firm as usize]);
    order
}

fn hash_columns(world: &mut World, order: &[u32], hasher: &mut blake3::Hasher) {
    macro_rules! firm {
        ($name:ident: $unit:literal) => {
            // Cells are numbered by the scenario, and are in the stable ids.
            if stringify!($name) != "CellOf" {
                let mut query = world.query::<&$name>();
                let column: Vec<_> = query.iter(world).map(|value| value.0).collect();
                hash_column(world, order, hasher, stringify!($name), &column);
            }
        };
    }
    macro_rules! born {
        ($name:ident: $unit:literal, $field:ident) => {
            hash_column(world, order, hasher, stringify!($name), &world.resource::<Traits>().$field);
        };
    }
    macro_rules! slots {
        ($name:ident: $unit:literal, $table:ident, $field:ident) => {
            for (slot, column) in world.resource::<$table>().$field.iter().enumerate() {
                hash_column(world, order, hasher, &super::slot_name(stringify!($name), slot), column);
            }
        };
    }
    columns!(firm, born, slots);
}

fn hash_column<T: Bits + Sync>(
    world: &World,
    order: &[u32],
    hasher: &mut blake3::Hasher,
    name: &str,
    column: &[T],
) {
    hasher.update(name.as_bytes());
    feed(world, order, hasher, |firm, bytes| {
        bytes.extend_from_slice(&column[firm].bits().to_le_bytes());
    });
}

/// Rows whose bytes are at hand at once.
const ROWS: usize = 64 * coercivity_parallel::BLOCK;

/// Hashes what `bytes` writes of each firm, in order: written on all threads, hashed on one.
fn feed(
    world: &World,
    order: &[u32],
    hasher: &mut blake3::Hasher,
    bytes: impl Fn(usize, &mut Vec<u8>) + Sync,
) {
    let pool = &world.resource::<Workers>().pool;
    for rows in order.chunks(ROWS) {
        let written = pool.collect(rows, |_, rows: &[u32]| {
            let mut buffer = Vec::new();
            rows.iter().for_each(|&firm| bytes(firm as usize, &mut buffer));
            buffer
        });
        for buffer in written {
            hasher.update(&buffer);
        }
    }
}

fn hash_pipeline(world: &World, order: &[u32], tick: i64, hasher: &mut blake3::Hasher) {
    let pipeline = world.resource::<Pipeline>();
    let late = pipeline.late_by_firm();
    feed(world, order, hasher, |firm, bytes| {
        let head = bytes.len();
        bytes.extend_from_slice(&[0; 8]);
        // Only what is due, with its place: room for longer journeys is no state.
        for (ahead, due) in
            (0_u64..).zip(pipeline.ahead(&late, tick + 1, firm)).filter(|(_, due)| *due != 0.0)
        {
            bytes.extend_from_slice(&ahead.to_le_bytes());
            bytes.extend_from_slice(&due.to_bits().to_le_bytes());
        }
        let length = (bytes.len() - head - 8) as u64;
        bytes[head..head + 8].copy_from_slice(&length.to_le_bytes());
    });
}

fn hash_links(world: &World, order: &[u32], hasher: &mut blake3::Hasher) {
    let (network, trade) = (world.resource::<Network>(), world.resource::<Trade>());
    let links = &network.links;
    feed(world, order, hasher, |firm, bytes| {
        for slot in 0..crate::world::SLOTS {
            let used = |at: &usize| links.state()[*at] & place::PADDING == 0;
            for at in links.places(firm, slot).filter(used) {
                let seller = links.seller()[at];
                let id = if seller == NO_SELLER { 0 } else { trade.sellers.stable[seller as usize].0 };
                bytes.extend_from_slice(&id.to_le_bytes());
                bytes.extend_from_slice(&links.share[at].to_le_bytes());
                bytes.extend_from_slice(&links.anchor[at].to_le_bytes());
                bytes.push(links.state()[at]);
            }
        }
    });
}

fn hash_tables(world: &World, order: &[u32], hasher: &mut blake3::Hasher) {
    let markets = world.resource::<MarketState>();
    numbers(hasher, &markets.share);
    numbers(hasher, &markets.waiting);
    numbers(hasher, &markets.record);
    numbers(hasher, &world.resource::<Measures>().risk);
    let prices = world.resource::<Prices>();
    for column in
        [&prices.quoted, &prices.contract, &prices.paid, &prices.delivered, &prices.retail, &prices.reference]
    {
        numbers(hasher, column);
    }
    for balance in &world.resource::<Money>().balance {
        hasher.update(&balance.to_le_bytes());
    }
    let equity = world.resource::<Equity>();
    for column in [&equity.normal, &equity.seen, &equity.used_to, &equity.stocks] {
        numbers(hasher, column);
    }
    let technology = world.resource::<Technology>();
    for (thrift, moved) in technology.thrift.iter().zip(&technology.moved) {
        numbers(hasher, thrift);
        numbers(hasher, moved);
    }
    let trade = world.resource::<Trade>();
    numbers(hasher, &trade.promised);
    for record in &trade.record {
        numbers(hasher, record);
    }
    let licences = world.resource::<Licences>();
    for office in &licences.offices {
        numbers(hasher, &[office.tokens]);
    }
    let mut rank = vec![0_u32; order.len()];
    for (position, &firm) in order.iter().enumerate() {
        rank[firm as usize] = position as u32;
    }
    let mut records: Vec<_> = licences.all().collect();
    let links = &mut records[..licences.records.len()];
    links.sort_unstable_by_key(|(record, _)| (rank[record.buyer as usize], record.id));
    for (record, grant) in records {
        numbers(hasher, &[record.hazard, grant.left]);
        hasher.update(&record.id.0.to_le_bytes());
        let [filed, ripe, refile] = [record.filed, record.ripe, record.refile].map(Tick32::get);
        for tick in [filed, ripe, grant.until(), refile, i64::from(record.ordinal)] {
            hasher.update(&tick.to_le_bytes());
        }
    }
}

/// Shares by origin, and whom rules by them catch; nothing where nothing is watched.
fn hash_provenance(world: &World, order: &[u32], hasher: &mut blake3::Hasher) {
    let provenance = world.resource::<Provenance>();
    for watch in 0..provenance.watches() {
        let by_slot = provenance.input[watch].iter().chain(&provenance.transit[watch]);
        for column in by_slot.chain(&provenance.finished[watch]) {
            feed(world, order, hasher, |firm, bytes| {
                bytes.extend_from_slice(&column[firm].to_bits().to_le_bytes());
            });
        }
        for share in provenance.store[watch].iter().chain(&provenance.store_transit[watch]) {
            hasher.update(&share.to_bits().to_le_bytes());
        }
    }
    let caught = &world.resource::<Measures>().caught;
    hasher.update(&caught.sellers);
    if !caught.makers.is_empty() {
        let marks: Vec<u8> = order.iter().map(|&firm| caught.makers[firm as usize]).collect();
        hasher.update(&marks);
    }
}

/// Stores that hold or await something; an empty one is as good as none.
fn hash_stores(world: &World, tick: i64, hasher: &mut blake3::Hasher) {
    for (store, quantities) in world.resource::<Stockpiles>().standing(tick + 1) {
        hasher.update(&(store as u64).to_le_bytes());
        hasher.update(&(quantities.len() as u64).to_le_bytes());
        numbers(hasher, &quantities);
    }
}

/// Projects and plants, where there are any. Both lie in an order of names and stable ids.
fn hash_investment(world: &World, hasher: &mut blake3::Hasher) {
    let investment = world.resource::<Investment>();
    if !investment.in_use() {
        return;
    }
    for project in &investment.projects {
        hasher.update(&[project.standing as u8, u8::from(project.fails)]);
        hasher.update(&project.due.to_le_bytes());
        numbers(hasher, &[project.even_weeks, project.offtake]);
    }
    for plant in &investment.plants {
        hasher.update(&[plant.mode as u8]);
        numbers(hasher, &[plant.full, plant.weeks]);
    }
    numbers(hasher, &world.resource::<Trade>().added);
}

fn numbers(hasher: &mut blake3::Hasher, values: &[f64]) {
    for value in values {
        hasher.update(&value.to_bits().to_le_bytes());
    }
}
