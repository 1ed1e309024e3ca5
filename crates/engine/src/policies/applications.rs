//! Pending licence applications as columns, and what policies decide about them.

use bevy_ecs::prelude::World;
use coercivity_model::state::components::CellOf;
use coercivity_model::state::{Facts, Licences, Now, Ruling, Tick32, Trade};
use coercivity_policy::{Column, Slice};

/// The pending applications of a tick, in the order of importers, inputs and links.
#[derive(Debug, Default)]
pub(super) struct Applications {
    /// Index of the licence record.
    pub(super) record: Vec<usize>,
    id: Vec<u64>,
    ordinal: Vec<u32>,
    exporter: Vec<u32>,
    importer: Vec<u32>,
    good: Vec<u32>,
    origin: Vec<u32>,
    destination: Vec<u32>,
    end_use: Vec<u32>,
    quantity: Vec<f64>,
    age: Vec<f64>,
    reviewed: Vec<u8>,
}

impl Applications {
    /// What pends in `world` under regimes in force.
    pub(super) fn gather(world: &mut World) -> Self {
        let mut pending = Self::default();
        if world.resource::<Licences>().records.is_empty() {
            return pending;
        }
        let cell_of: Vec<u16> = world.query::<&CellOf>().iter(world).map(|cell| cell.0).collect();
        let (facts, trade, now) =
            (world.resource::<Facts>(), world.resource::<Trade>(), world.resource::<Now>());
        let weeks = facts.calendar.tick_weeks();
        let Licences { records, grants, .. } = world.resource::<Licences>();
        let mut waiting: Vec<usize> = (0..records.len()).filter(|&index| records[index].pending()).collect();
        waiting.sort_unstable_by_key(|&index| {
            let record = &records[index];
            (record.buyer, record.slot, grants[index].place, record.lot)
        });
        for index in waiting {
            let record = &records[index];
            let seller = record.seller as usize;
            let good = trade.sellers.good[seller];
            let importer = &facts.cells[cell_of[record.buyer as usize] as usize];
            pending.record.push(index);
            pending.id.push(record.id.0);
            pending.ordinal.push(record.ordinal);
            pending.exporter.push(trade.sellers.firm[seller]);
            pending.importer.push(record.buyer);
            pending.good.push(good.index() as u32);
            pending.origin.push(trade.sellers.jurisdiction[seller].index() as u32);
            pending.destination.push(importer.jurisdiction.index() as u32);
            pending.end_use.push(importer.end_use.index() as u32);
            pending.quantity.push(record.contract / facts.scenario.goods[good.index()].base_units);
            pending.age.push((now.tick - record.filed.get()) as f64 * weeks);
            pending.reviewed.push(u8::from(record.ripe != Tick32::NEVER));
        }
        pending
    }

    /// A column; `None` for columns of other tables.
    pub(super) fn slice(&self, column: Column) -> Option<Slice<'_>> {
        Some(match column {
            Column::ApplicationId => Slice::U64(&self.id),
            Column::ApplicationOrdinal => Slice::U32(&self.ordinal),
            Column::ApplicationExporter => Slice::U32(&self.exporter),
            Column::ApplicationImporter => Slice::U32(&self.importer),
            Column::ApplicationGood => Slice::U32(&self.good),
            Column::ApplicationOrigin => Slice::U32(&self.origin),
            Column::ApplicationDestination => Slice::U32(&self.destination),
            Column::ApplicationEndUse => Slice::U32(&self.end_use),
            Column::ApplicationQuantity => Slice::F64(&self.quantity),
            Column::ApplicationAge => Slice::F64(&self.age),
            Column::ApplicationReviewed => Slice::U8(&self.reviewed),
            _ => return None,
        })
    }

    /// Rulings from folded decisions, by record; 0 leaves it to the office.
    pub(super) fn rulings(&self, decisions: &[u8]) -> Vec<(usize, Ruling)> {
        let ruling = |code: u8| match code {
            1 => Some(Ruling::Grant),
            2 => Some(Ruling::Defer),
            3 => Some(Ruling::Refuse),
            _ => None,
        };
        let mut rulings: Vec<(usize, Ruling)> = self
            .record
            .iter()
            .zip(decisions)
            .filter_map(|(&record, &code)| ruling(code).map(|ruling| (record, ruling)))
            .collect();
        rulings.sort_unstable_by_key(|&(record, _)| record);
        rulings
    }
}
