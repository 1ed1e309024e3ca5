//! Goods on their way, in planes by arrival tick: plane `tick mod planes` holds what arrives in `tick`, by input
//! slot and buyer. What no plane reaches, since customs hold it long, and what is too much for an entry of a plane lies beside
//! them. A parallel table by lane holds the same goods by origin, which the balance checks against.

use super::desk::NEAR;
use super::plane_block::PlaneBlock;
use crate::world::SLOTS;
use bevy_ecs::prelude::Resource;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A shipment that no plane holds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Late {
    /// Dense index of the buyer.
    pub firm: u32,
    /// Its input slot.
    pub slot: u8,
    /// Ticks from dispatch to arrival.
    pub ahead: u16,
    /// Whole base units.
    pub units: f64,
}

/// Planes in transit.
#[derive(Resource, Clone, Debug, Serialize, Deserialize)]
pub struct Pipeline {
    /// `planes[tick mod n][slot][firm]`, for the longest transit, and holds if they are short. Unit: base units.
    planes: Vec<[Vec<u32>; SLOTS]>,
    /// What arrives in a tick besides.
    beside: BTreeMap<i64, Vec<Late>>,
    /// `due[tick mod m][lane]`: all of it by origin, destination and good, for the longest transit and hold.
    pub due: Vec<Vec<f64>>,
}

impl Pipeline {
    /// Empty planes for shipments of up to `longest` ticks that customs hold for up to `longest_hold` more.
    #[must_use]
    pub fn new(firms: usize, lanes: usize, longest: u32, longest_hold: u32) -> Self {
        let farthest = (longest + longest_hold).min(longest.max(NEAR as u32 - 1));
        let planes = (0..=farthest).map(|_| std::array::from_fn(|_| vec![0; firms])).collect();
        let due = vec![vec![0.0; lanes]; (longest + longest_hold) as usize + 1];
        Self { planes, beside: BTreeMap::new(), due }
    }

    /// Whether it has the planes and rows of `drawn`, and speaks of none of its `firms` that are not there.
    pub(crate) fn is_like(&self, drawn: &Self, firms: usize) -> bool {
        let planes = |of: &Self| of.planes.iter().flatten().map(Vec::len).collect::<Vec<_>>();
        let rows = |of: &Self| of.due.iter().map(Vec::len).collect::<Vec<_>>();
        let is_held = |late: &Late| (late.firm as usize) < firms && usize::from(late.slot) < SLOTS;
        planes(self) == planes(drawn)
            && rows(self) == rows(drawn)
            && self.beside.values().flatten().all(is_held)
    }

    /// Which plane `tick` arrives from.
    #[must_use]
    pub fn plane_of(&self, tick: i64) -> usize {
        tick.rem_euclid(self.planes.len() as i64) as usize
    }

    /// Which row of `due` stands for `tick`.
    #[must_use]
    pub fn due_of(&self, tick: i64) -> usize {
        tick.rem_euclid(self.due.len() as i64) as usize
    }

    /// The planes due in `tick` and the ticks after it.
    #[must_use]
    pub fn planes_ahead(&self, tick: i64) -> Vec<usize> {
        (0..self.planes.len() as i64).map(|ahead| self.plane_of(tick + ahead)).collect()
    }

    /// The slots that arrive in `tick`, and what arrives besides, in no order.
    pub fn arriving(&mut self, tick: i64) -> ([&mut [u32]; SLOTS], Vec<Late>) {
        let plane = self.plane_of(tick);
        let beside = self.beside.remove(&tick).unwrap_or_default();
        (self.planes[plane].each_mut().map(Vec::as_mut_slice), beside)
    }

    /// All planes, to write dispatches into.
    pub fn all(&mut self) -> PlaneBlock<'_> {
        PlaneBlock::new(&mut self.planes)
    }

    /// Takes in what was dispatched in `tick` and is in no plane.
    pub fn hold(&mut self, tick: i64, late: &mut Vec<Late>) {
        for late in late.drain(..) {
            self.beside.entry(tick + i64::from(late.ahead)).or_default().push(late);
        }
    }

    /// What is in no plane, by buyer, for [`Pipeline::ahead`].
    #[must_use]
    pub fn late_by_firm(&self) -> Vec<(Late, i64)> {
        let mut late: Vec<_> =
            self.beside.iter().flat_map(|(&tick, late)| late.iter().map(move |&late| (late, tick))).collect();
        late.sort_unstable_by_key(|(late, tick)| (late.firm, *tick, late.slot));
        late
    }

    /// What is due in each tick from `tick` on, by slot, for one firm, and at the end what is due in the tick before; for
    /// the state hash. `late` is that of all firms.
    pub fn ahead<'a>(
        &'a self,
        late: &'a [(Late, i64)],
        tick: i64,
        firm: usize,
    ) -> impl Iterator<Item = f64> + 'a {
        let first = late.partition_point(|(late, _)| (late.firm as usize) < firm);
        let late = &late[first..];
        let late = &late[..late.iter().take_while(|(late, _)| late.firm as usize == firm).count()];
        let ticks = (tick..tick + self.due.len() as i64 - 1).chain([tick - 1]);
        ticks.flat_map(move |at| {
            let reached = at - tick < self.planes.len() as i64 - 1;
            let plane = self.plane_of(at);
            (0..SLOTS).map(move |slot| {
                let planned = if reached { f64::from(self.planes[plane][slot][firm]) } else { 0.0 };
                let mine = late.iter().filter(|(late, tick)| *tick == at && usize::from(late.slot) == slot);
                planned + mine.map(|(late, _)| late.units).sum::<f64>()
            })
        })
    }

    /// Adds a dispatch that arrives `ahead` ticks after `tick`, by buyer and by lane.
    pub fn add(&mut self, tick: i64, late: Late, lane: usize) {
        let arrival = tick + i64::from(late.ahead);
        let (plane, due) = (self.plane_of(arrival), self.due_of(arrival));
        let reached = usize::from(late.ahead) < self.planes.len();
        if !(reached && self.all().add(plane, usize::from(late.slot), late.firm as usize, late.units)) {
            self.beside.entry(arrival).or_default().push(late);
        }
        self.due[due][lane] += late.units;
    }
}
