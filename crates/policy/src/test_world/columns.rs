//! Numbers for every column of the test world: made up, but of the right size, and in proportion to each other.

use super::layout::{Layout, NO_GOOD, inputs, outputs};
use crate::{Column, Element, Slice};

/// Elements of a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Data {
    F64(Vec<f64>),
    F32(Vec<f32>),
    U64(Vec<u64>),
    U32(Vec<u32>),
    U16(Vec<u16>),
    U8(Vec<u8>),
}

impl Data {
    pub(super) fn of(column: Column, layout: &Layout) -> Self {
        let rows = 0..layout.rows(column.table());
        let value = |row| value(column, layout, row);
        match column.element() {
            Element::F64 => Self::F64(rows.map(value).collect()),
            Element::F32 => Self::F32(rows.map(|row| value(row) as f32).collect()),
            // The only columns of this type are stable ids.
            Element::U64 => Self::U64(rows.map(|row| stable_id(column as u64, row as u64)).collect()),
            Element::U32 => Self::U32(rows.map(|row| value(row) as u32).collect()),
            Element::U16 => Self::U16(rows.map(|row| value(row) as u16).collect()),
            Element::U8 => Self::U8(rows.map(|row| value(row) as u8).collect()),
        }
    }

    pub(super) fn empty(column: Column) -> Slice<'static> {
        match column.element() {
            Element::F64 => Slice::F64(&[]),
            Element::F32 => Slice::F32(&[]),
            Element::U64 => Slice::U64(&[]),
            Element::U32 => Slice::U32(&[]),
            Element::U16 => Slice::U16(&[]),
            Element::U8 => Slice::U8(&[]),
        }
    }

    pub(super) fn slice(&self) -> Slice<'_> {
        match self {
            Self::F64(values) => Slice::F64(values),
            Self::F32(values) => Slice::F32(values),
            Self::U64(values) => Slice::U64(values),
            Self::U32(values) => Slice::U32(values),
            Self::U16(values) => Slice::U16(values),
            Self::U8(values) => Slice::U8(values),
        }
    }

    pub(super) fn set(&mut self, row: usize, value: f64) -> bool {
        let whole = |most: f64| value.fract() == 0.0 && (0.0..=most).contains(&value);
        match self {
            Self::F64(values) => put(values, row, value, true),
            Self::F32(values) => put(values, row, value as f32, true),
            Self::U64(values) => put(values, row, value as u64, whole(9_007_199_254_740_991.0)),
            Self::U32(values) => put(values, row, value as u32, whole(f64::from(u32::MAX))),
            Self::U16(values) => put(values, row, value as u16, whole(f64::from(u16::MAX))),
            Self::U8(values) => put(values, row, value as u8, whole(f64::from(u8::MAX))),
        }
    }

    pub(super) fn truncate(&mut self, rows: usize) {
        match self {
            Self::F64(values) => values.truncate(rows),
            Self::F32(values) => values.truncate(rows),
            Self::U64(values) => values.truncate(rows),
            Self::U32(values) => values.truncate(rows),
            Self::U16(values) => values.truncate(rows),
            Self::U8(values) => values.truncate(rows),
        }
    }
}

fn put<T>(values: &mut [T], row: usize, value: T, fits: bool) -> bool {
    match values.get_mut(row) {
        Some(place) if fits => {
            *place = value;
            true
        }
        _ => false,
    }
}

/// A number without pattern for a row: the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
fn stable_id(column: u64, row: u64) -> u64 {
    let mut x = (column << 40 | row).wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ x >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ x >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ x >> 31
}

fn value(column: Column, layout: &Layout, row: usize) -> f64 {
    use crate::Table as T;
    match column.table() {
        T::Lanes | T::Uses => trade(column, layout, row),
        T::Stages => stage(column, layout, row),
        T::Offices => office(column, layout, row),
        T::Markets => market(column, layout, row),
        T::Stores => store(column, layout, row),
        T::Cells => cell(column, layout, row),
        T::Firms => firm(column, layout, row),
        T::Applications => application(column, layout, row),
        T::Jurisdictions => jurisdiction(column, row),
        // The first measure of the schedule holds. Exports have no columns to read.
        T::Schedule | T::Exports => f64::from(u8::from(row == 0)),
    }
}

/// Units of a good made in a week in CN; others make a half, a third, a quarter.
fn weekly(good: usize) -> f64 {
    [12.0, 480.0, 90.0, 25_000.0].get(good).copied().unwrap_or(10.0)
}

/// Base price of a good, US dollars per unit.
pub(super) fn price_usd(good: usize) -> f64 {
    [276_000.0, 60_000.0, 110_000.0, 40_000.0].get(good).copied().unwrap_or(1_000.0)
}

fn share(jurisdiction: usize) -> f64 {
    1.0 / (1.0 + jurisdiction as f64)
}

/// Lanes, and uses: three to a lane.
fn trade(column: Column, layout: &Layout, row: usize) -> f64 {
    let lane = if column == Column::UseVerdict { row / 3 } else { row };
    let n = layout.jurisdictions;
    let (good, origin, destination) = (lane / (n * n), lane / n % n, lane % n);
    let home = origin == destination;
    let (flow, ticks) =
        (weekly(good) * share(origin) * if home { 0.6 } else { 0.1 }, if home { 1.0 } else { 5.0 });
    match column {
        Column::LaneFlow => flow,
        Column::LaneInTransit => flow * ticks,
        Column::LaneCost => 1.0 + if home { 0.0 } else { 0.02 },
        Column::LaneTransit => ticks,
        _ if good == 2 && origin == 0 && !home => 2.0,
        _ => 0.0,
    }
}

fn stage(column: Column, layout: &Layout, row: usize) -> f64 {
    let group = layout.stage_rows[row];
    let normal = weekly(group.good as usize) * share(group.jurisdiction as usize);
    let (made, used) = if group.made { (normal, 0.0) } else { (0.0, normal) };
    match column {
        Column::StageStage => f64::from(group.stage),
        Column::StageJurisdiction => f64::from(group.jurisdiction),
        Column::StageGood => f64::from(group.good),
        Column::StageMade => f64::from(u8::from(group.made)),
        Column::StageNormal => normal,
        Column::StageOutput | Column::StageShipments => made * 0.95,
        Column::StageOrders | Column::StageStock => made,
        Column::StageFirms => group.firms as f64,
        Column::StageInputStock => used * 5.0,
        Column::StageInputUse => used * 0.95,
        Column::StageInputOrders => used,
        Column::StageInputInTransit => used * 4.0,
        // StageStopped and StageFirmsBound: all is well.
        _ => 0.0,
    }
}

fn office(column: Column, layout: &Layout, row: usize) -> f64 {
    if (row / layout.goods, row % layout.goods) != (0, 2) {
        return 0.0;
    }
    match column {
        Column::OfficeFiled => 4.0,
        Column::OfficeGranted => 2.0,
        Column::OfficeRefused => 0.2,
        Column::OfficePending => layout.applications as f64,
        Column::OfficeHeld => 25.0,
        Column::OfficeAge => 6.0,
        _ => 11.0,
    }
}

fn market(column: Column, layout: &Layout, row: usize) -> f64 {
    let (good, jurisdiction) = (layout.finals[row / layout.jurisdictions], row % layout.jurisdictions);
    let demand = weekly(good as usize) * share(jurisdiction);
    match column {
        Column::MarketGood => f64::from(good),
        Column::MarketJurisdiction => jurisdiction as f64,
        Column::MarketDemand => demand,
        Column::MarketSales => demand * 0.95,
        Column::MarketWaiting => demand * 2.0,
        _ => demand * 0.01,
    }
}

/// JP holds half a year of oxide, US a month of heavy magnets.
fn store(column: Column, layout: &Layout, row: usize) -> f64 {
    let stock = match (row / layout.goods, row % layout.goods) {
        (2, 0) => 26.0 * weekly(0) * share(2),
        (1, 2) => 4.0 * weekly(2) * share(1),
        _ => 0.0,
    };
    match column {
        Column::StoreStock => stock,
        Column::StoreInTransit => stock * 0.1,
        // Quotes stand a tenth over base prices, contracts at them.
        Column::StoreQuoted => price_usd(row % layout.goods) * 1.1,
        Column::StoreContract => price_usd(row % layout.goods),
        _ => 0.0,
    }
}

/// Value added is 5% under normal; the treasury takes a hundredth of it and the authority spends nothing.
fn jurisdiction(column: Column, row: usize) -> f64 {
    let normal = 1e9 * share(row);
    match column {
        Column::JurisdictionValueAdded => normal * 0.95,
        Column::JurisdictionNormal => normal,
        Column::JurisdictionDuties => normal * 0.01,
        _ => 0.0,
    }
}

fn cell(column: Column, layout: &Layout, row: usize) -> f64 {
    let cell = layout.cells[row];
    let (used, made) = (inputs(cell.recipe), outputs(cell.recipe));
    f64::from(match column {
        Column::CellStage => cell.stage,
        Column::CellJurisdiction => cell.jurisdiction,
        Column::CellRecipe => cell.recipe,
        Column::CellEndUse => cell.end_use,
        Column::CellFirms => cell.firms as u32,
        Column::CellInput0 => used[0],
        Column::CellInput1 => used[1],
        Column::CellInput2 => used[2],
        Column::CellInput3 => used[3],
        Column::CellOutput0 => made[0],
        Column::CellOutput1 => made[1],
        _ => made[2],
    })
}

fn firm(column: Column, layout: &Layout, row: usize) -> f64 {
    let cell = layout.cells[usize::from(layout.firm_cells[row])];
    let good = outputs(cell.recipe)[0] as usize;
    let normal =
        weekly(good) * share(cell.jurisdiction as usize) / cell.firms as f64 * layout.base_units[good];
    // A tenth of a product's quantity goes into it of each input.
    let input = |slot: usize| {
        let good = inputs(cell.recipe)[slot];
        let unit = layout.base_units.get(good as usize).copied().unwrap_or(0.0);
        let product = layout.base_units[outputs(cell.recipe)[0] as usize];
        if good == NO_GOOD { 0.0 } else { (normal / product * 0.1 * unit).round() }
    };
    match column {
        Column::FirmCell => f64::from(layout.firm_cells[row]),
        Column::FirmNormal | Column::FirmExpectation => normal.round(),
        Column::FirmCapacity => (normal / 0.75).round(),
        Column::FirmOutput => (normal * 0.95).round(),
        Column::FirmInputStock0 => input(0) * 5.0,
        Column::FirmInputStock1 => input(1) * 5.0,
        Column::FirmInputStock2 => input(2) * 5.0,
        Column::FirmInputStock3 => input(3) * 5.0,
        Column::FirmInTransit0 => input(0) * 4.0,
        Column::FirmInTransit1 => input(1) * 4.0,
        Column::FirmInTransit2 => input(2) * 4.0,
        Column::FirmInTransit3 => input(3) * 4.0,
        Column::FirmOrder0 => input(0),
        Column::FirmOrder1 => input(1),
        Column::FirmOrder2 => input(2),
        Column::FirmOrder3 => input(3),
        Column::FirmOutputStock0 => normal.round(),
        // FirmStopped: nobody is. Products 1 and 2: there are none.
        _ => 0.0,
    }
}

/// Applications for heavy magnets from CN: by the US car maker, the US military one, JP, and so on in turn.
fn application(column: Column, layout: &Layout, row: usize) -> f64 {
    let buyer = [7, 8, 9, 10][row % 4];
    let (exporters, importers) = (layout.cells[2].firms, layout.cells[buyer].firms);
    match column {
        Column::ApplicationOrdinal => 1.0,
        Column::ApplicationExporter => (layout.first_row(2) as usize + row % exporters) as f64,
        Column::ApplicationImporter => (layout.first_row(buyer) as usize + row / 4 % importers) as f64,
        Column::ApplicationGood => 2.0,
        Column::ApplicationDestination => f64::from(layout.cells[buyer].jurisdiction),
        Column::ApplicationEndUse => f64::from(layout.cells[buyer].end_use),
        Column::ApplicationQuantity => 0.5 + (row % 7) as f64,
        Column::ApplicationAge => 2.0 + (row % 10) as f64,
        Column::ApplicationReviewed => f64::from(u8::from(row % 3 < 1)),
        // ApplicationOrigin: CN.
        _ => 0.0,
    }
}
