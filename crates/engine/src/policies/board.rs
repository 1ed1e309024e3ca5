//! The board: columns that are not the firms' own, worked out once a tick for all policies that read them.

use super::firms;
use crate::observe::Aggregates;
use bevy_ecs::prelude::World;
use coercivity_model::state::components::{CellOf, Normal};
use coercivity_model::state::{
    Facts, Holder, Kind, Ledger, LicenceCount, Licences, MICRO, MarketState, Measures, Money, Prices,
    Stockpiles, Verdict, mean_age, p90_age,
};
use coercivity_policy::{Column, Element, Slice, Table};
use std::collections::BTreeMap;

/// A column's values, in the type of the column.
#[derive(Debug)]
enum Values {
    F64(Vec<f64>),
    U32(Vec<u32>),
    U8(Vec<u8>),
}

/// Columns and what they are worked out from.
pub(super) struct Board {
    columns: BTreeMap<Column, Values>,
    aggregates: Option<Aggregates>,
    /// Output or use when nothing disturbs, by key of the aggregates. Unit: base units per tick.
    normal: Vec<f64>,
}

impl Board {
    /// A board with the columns that somebody reads.
    pub(super) fn new(world: &mut World, read: impl Iterator<Item = Column>) -> Self {
        let mut columns = BTreeMap::new();
        for column in read {
            let empty = match column.element() {
                Element::F64 => Values::F64(Vec::new()),
                Element::U32 => Values::U32(Vec::new()),
                Element::U8 => Values::U8(Vec::new()),
                // Only firms and applications have others; these are not on the board.
                Element::F32 | Element::U64 | Element::U16 => continue,
            };
            if !matches!(column.table(), Table::Firms | Table::Applications) {
                columns.insert(column, empty);
            }
        }
        let sums = |column: &Column| {
            column.table() == Table::Stages
                || matches!(column, Column::JurisdictionValueAdded | Column::JurisdictionNormal)
        };
        let aggregates = columns.keys().any(sums).then(|| Aggregates::new(world));
        let normal = aggregates.as_ref().map(|aggregates| normal(world, aggregates)).unwrap_or_default();
        Self { columns, aggregates, normal }
    }

    /// Works the columns out anew from the end of the tick that was run last.
    pub(super) fn refresh(&mut self, world: &World) {
        if let Some(aggregates) = &mut self.aggregates {
            aggregates.gather(world);
        }
        let (aggregates, normal) = (self.aggregates.as_ref(), self.normal.as_slice());
        for (&column, values) in &mut self.columns {
            match values {
                Values::F64(values) => {
                    values.clear();
                    numbers(world, aggregates, normal, column, values);
                }
                Values::U32(values) if values.is_empty() => indices(world, aggregates, column, values),
                // Indices never change.
                Values::U32(_) => {}
                Values::U8(values) => {
                    values.clear();
                    codes(world, aggregates, column, values);
                }
            }
        }
    }

    /// A column for reading: from the board, or the firms' own.
    pub(super) fn slice<'a>(&'a self, world: &'a World, column: Column) -> Slice<'a> {
        match self.columns.get(&column) {
            Some(Values::F64(values)) => Slice::F64(values),
            Some(Values::U32(values)) => Slice::U32(values),
            Some(Values::U8(values)) => Slice::U8(values),
            None => firms::slice(world, column).unwrap_or_else(|| empty(column)),
        }
    }
}

/// A column without rows.
pub(super) fn empty<'a>(column: Column) -> Slice<'a> {
    match column.element() {
        Element::F64 => Slice::F64(&[]),
        Element::F32 => Slice::F32(&[]),
        Element::U64 => Slice::U64(&[]),
        Element::U32 => Slice::U32(&[]),
        Element::U16 => Slice::U16(&[]),
        Element::U8 => Slice::U8(&[]),
    }
}

/// Normal output or use by key of the aggregates, summed over all firms.
fn normal(world: &mut World, aggregates: &Aggregates) -> Vec<f64> {
    let firms: Vec<(u16, f64)> =
        world.query::<(&CellOf, &Normal)>().iter(world).map(|(cell, normal)| (cell.0, normal.0)).collect();
    let facts = world.resource::<Facts>();
    let mut by_cell = vec![0.0; facts.cells.len()];
    for (cell, normal) in firms {
        by_cell[cell as usize] += normal;
    }
    let mut sums = vec![0.0; aggregates.keys.len()];
    for (i, (cell, normal)) in facts.cells.iter().zip(by_cell).enumerate() {
        let recipe = facts.recipe(i);
        let made = recipe.output_good[..recipe.outputs].iter().zip(recipe.made);
        let used = recipe.input_good[..recipe.inputs].iter().zip(recipe.quantity);
        for (&good, quantity) in made.chain(used) {
            let key = (cell.stage, cell.jurisdiction, good);
            if let Ok(at) = aggregates.keys.binary_search(&key) {
                sums[at] += quantity * normal;
            }
        }
    }
    sums
}

fn numbers(
    world: &World,
    aggregates: Option<&Aggregates>,
    normal: &[f64],
    column: Column,
    out: &mut Vec<f64>,
) {
    let facts = world.resource::<Facts>();
    match column.table() {
        Table::Lanes => lanes(world, facts, column, out),
        Table::Stages => stages(facts, aggregates, normal, column, out),
        Table::Offices => offices(world, facts, column, out),
        Table::Markets => markets(world, facts, column, out),
        Table::Stores => stores(world, facts, column, out),
        Table::Jurisdictions => jurisdictions(world, aggregates, normal, column, out),
        _ => {}
    }
}

fn lanes(world: &World, facts: &Facts, column: Column, out: &mut Vec<f64>) {
    let ledger = world.resource::<Ledger>();
    let units = |lane: usize, quantity: f64| {
        quantity / facts.scenario.goods[facts.of_lane(lane).0.index()].base_units
    };
    match column {
        Column::LaneFlow => {
            out.extend(ledger.cleared.iter().enumerate().map(|(lane, &quantity)| units(lane, quantity)));
        }
        Column::LaneInTransit => {
            out.extend(ledger.transit.iter().enumerate().map(|(lane, of)| units(lane, of.closing)));
        }
        _ => {
            let measures = world.resource::<Measures>();
            out.extend((0..facts.lanes()).map(|lane| measures.cost(lane)));
        }
    }
}

fn stages(
    facts: &Facts,
    aggregates: Option<&Aggregates>,
    normal: &[f64],
    column: Column,
    out: &mut Vec<f64>,
) {
    let Some(aggregates) = aggregates else { return };
    for (at, (key, sum)) in aggregates.keys.iter().zip(&aggregates.sums).enumerate() {
        let base_units = facts.scenario.goods[key.2.index()].base_units;
        out.push(match column {
            Column::StageNormal => normal[at] / base_units,
            Column::StageOutput => sum.output / base_units,
            Column::StageOrders => sum.orders / base_units,
            Column::StageShipments => sum.shipped / base_units,
            Column::StageStock => sum.stock / base_units,
            Column::StageInputStock => sum.input_stock / base_units,
            Column::StageInputUse => sum.input_use / base_units,
            Column::StageInputOrders => sum.input_orders / base_units,
            Column::StageInputInTransit => sum.input_on_way / base_units,
            Column::StageFirms => sum.firms,
            Column::StageStopped => sum.stopped,
            _ => sum.firms_bound,
        });
    }
}

fn offices(world: &World, facts: &Facts, column: Column, out: &mut Vec<f64>) {
    let weeks = facts.calendar.tick_weeks();
    let value = |count: &LicenceCount| match column {
        Column::OfficeFiled => count.filed as f64,
        Column::OfficeGranted => count.granted as f64,
        Column::OfficeRefused => count.refused as f64,
        Column::OfficePending => count.pending as f64,
        Column::OfficeHeld => count.holding as f64,
        Column::OfficeAge => mean_age(&count.ages).unwrap_or(0.0) * weeks,
        _ => p90_age(&count.ages).unwrap_or(0.0) * weeks,
    };
    out.extend(world.resource::<Licences>().counts.iter().map(value));
}

fn markets(world: &World, facts: &Facts, column: Column, out: &mut Vec<f64>) {
    let markets = world.resource::<MarketState>();
    let table = match column {
        Column::MarketDemand => &markets.demand,
        Column::MarketSales => &markets.received,
        Column::MarketWaiting => &markets.waiting,
        _ => &markets.lost,
    };
    for (k, demand) in facts.scenario.demand.iter().enumerate() {
        let base_units = facts.scenario.goods[demand.good.index()].base_units;
        for market in 0..facts.jurisdictions() {
            let first = markets.pair(k, market, 0);
            out.push(table[first..first + facts.jurisdictions()].iter().sum::<f64>() / base_units);
        }
    }
}

fn stores(world: &World, facts: &Facts, column: Column, out: &mut Vec<f64>) {
    let goods = &facts.scenario.goods;
    if matches!(column, Column::StoreQuoted | Column::StoreContract) {
        let prices = world.resource::<Prices>();
        let ratios = if column == Column::StoreQuoted { &prices.quoted } else { &prices.contract };
        out.extend((0..facts.stores()).map(|store| {
            let (place, good) = facts.of_store(store);
            ratios[prices.at(good, place)] * goods[good.index()].price_usd
        }));
        return;
    }
    let stockpiles = world.resource::<Stockpiles>();
    let table = match column {
        Column::StoreStock => &stockpiles.stock,
        Column::StoreInTransit => &stockpiles.in_transit,
        Column::StoreBought => &stockpiles.bought,
        _ => &stockpiles.released,
    };
    out.extend(
        table.iter().enumerate().map(|(store, quantity)| quantity / goods[store % goods.len()].base_units),
    );
}

fn jurisdictions(
    world: &World,
    aggregates: Option<&Aggregates>,
    normal: &[f64],
    column: Column,
    out: &mut Vec<f64>,
) {
    let (facts, money) = (world.resource::<Facts>(), world.resource::<Money>());
    match column {
        Column::JurisdictionDuties => out.extend_from_slice(&money.tariff_usd),
        Column::JurisdictionSpending => out.extend((0..facts.jurisdictions()).map(|place| {
            let sum = |table: &[i128], kinds: &[Kind]| -> i128 {
                kinds.iter().map(|&kind| table[money.at(kind, Holder::Authority(place))]).sum()
            };
            let paid = sum(&money.paid, &[Kind::Purchases, Kind::Floors, Kind::Subsidies]);
            (paid - sum(&money.received, &[Kind::Releases])) as f64 / MICRO
        })),
        _ => {
            out.resize(facts.jurisdictions(), 0.0);
            let Some(aggregates) = aggregates else { return };
            for (at, (key, sum)) in aggregates.keys.iter().zip(&aggregates.sums).enumerate() {
                let info = &facts.scenario.goods[key.2.index()];
                let quantity = match column {
                    Column::JurisdictionValueAdded => sum.output - sum.input_use,
                    _ if aggregates.made[at] => normal[at],
                    _ => -normal[at],
                };
                out[key.1.index()] += quantity * info.price_usd / info.base_units;
            }
        }
    }
}

fn indices(world: &World, aggregates: Option<&Aggregates>, column: Column, out: &mut Vec<u32>) {
    let facts = world.resource::<Facts>();
    match column.table() {
        Table::Lanes => out.extend(facts.transit.iter().map(|&ticks| u32::from(ticks))),
        Table::Stages => out.extend(aggregates.into_iter().flat_map(|aggregates| &aggregates.keys).map(
            |key| match column {
                Column::StageStage => key.0.index() as u32,
                Column::StageJurisdiction => key.1.index() as u32,
                _ => key.2.index() as u32,
            },
        )),
        Table::Markets => {
            for demand in &facts.scenario.demand {
                let row = |market: usize| match column {
                    Column::MarketGood => demand.good.index() as u32,
                    _ => market as u32,
                };
                out.extend((0..facts.jurisdictions()).map(row));
            }
        }
        _ => out.extend((0..facts.cells.len()).map(|i| cell_index(facts, i, column))),
    }
}

fn cell_index(facts: &Facts, i: usize, column: Column) -> u32 {
    let (cell, recipe) = (&facts.cells[i], facts.recipe(i));
    let input = |slot: usize| match slot < recipe.inputs {
        true => recipe.input_good[slot].index() as u32,
        false => u32::MAX,
    };
    let output = |slot: usize| match slot < recipe.outputs {
        true => recipe.output_good[slot].index() as u32,
        false => u32::MAX,
    };
    match column {
        Column::CellStage => cell.stage.index() as u32,
        Column::CellJurisdiction => cell.jurisdiction.index() as u32,
        Column::CellRecipe => cell.recipe.index() as u32,
        Column::CellEndUse => cell.end_use.index() as u32,
        Column::CellFirms => cell.firms,
        Column::CellInput0 => input(0),
        Column::CellInput1 => input(1),
        Column::CellInput2 => input(2),
        Column::CellInput3 => input(3),
        Column::CellOutput0 => output(0),
        Column::CellOutput1 => output(1),
        _ => output(2),
    }
}

fn codes(world: &World, aggregates: Option<&Aggregates>, column: Column, out: &mut Vec<u8>) {
    let measures = world.resource::<Measures>();
    match column {
        Column::UseVerdict => {
            out.extend(measures.lanes.iter().flat_map(|lane| lane.verdict).map(verdict_code));
        }
        Column::ScheduleActive => out.extend(measures.active.iter().map(|&active| u8::from(active))),
        _ => {
            let made = aggregates.into_iter().flat_map(|aggregates| &aggregates.made);
            out.extend(made.map(|&made| u8::from(made)));
        }
    }
}

/// The code of a verdict; larger is stricter.
fn verdict_code(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Open => 0,
        Verdict::Grace => 1,
        Verdict::Licensed => 2,
        Verdict::Blocked => 3,
    }
}
