//! Goods on their way, in planes by arrival tick: plane `tick mod planes` holds what arrives in `tick`, by input
//! slot and buyer. A parallel table by lane holds the same goods by origin, which the balance checks against.

use crate::world::SLOTS;
use bevy_ecs::prelude::Resource;
use coercivity_parallel::Columns;

/// Planes in transit.
#[derive(Resource, Clone, Debug)]
pub struct Pipeline {
    /// `planes[tick mod n][slot][firm]`. Unit: base units.
    planes: Vec<[Vec<f64>; SLOTS]>,
    /// `due[tick mod n][lane]`: the same by origin, destination and good.
    pub due: Vec<Vec<f64>>,
}

impl Pipeline {
    /// Empty planes for shipments of up to `longest` ticks.
    #[must_use]
    pub fn new(firms: usize, lanes: usize, longest: u32) -> Self {
        let n = longest as usize + 1;
        Self {
            planes: (0..n).map(|_| std::array::from_fn(|_| vec![0.0; firms])).collect(),
            due: vec![vec![0.0; lanes]; n],
        }
    }

    /// Number of planes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.planes.len()
    }

    /// Whether there are no planes; never after [`Pipeline::new`].
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.planes.is_empty()
    }

    /// Which plane `tick` arrives from.
    #[must_use]
    pub fn plane_of(&self, tick: i64) -> usize {
        tick.rem_euclid(self.planes.len() as i64) as usize
    }

    /// The planes due in `tick` and the ticks after it.
    #[must_use]
    pub fn planes_ahead(&self, tick: i64) -> Vec<usize> {
        (0..self.planes.len() as i64).map(|ahead| self.plane_of(tick + ahead)).collect()
    }

    /// The slots that arrive in `tick`.
    pub fn arriving(&mut self, tick: i64) -> [&mut [f64]; SLOTS] {
        let plane = self.plane_of(tick);
        self.planes[plane].each_mut().map(Vec::as_mut_slice)
    }

    /// All planes, to write dispatches into.
    pub fn all(&mut self) -> PlaneBlock<'_> {
        PlaneBlock(self.planes.iter_mut().map(|plane| plane.each_mut().map(Vec::as_mut_slice)).collect())
    }

    /// What is due in each tick from `tick` on, by slot, for one firm; for the state hash.
    pub fn ahead(&self, tick: i64, firm: usize) -> impl Iterator<Item = f64> + '_ {
        (0..self.planes.len() as i64)
            .flat_map(move |k| (0..SLOTS).map(move |slot| self.planes[self.plane_of(tick + k)][slot][firm]))
    }
}

/// A block of rows of all planes.
pub struct PlaneBlock<'a>(Vec<[&'a mut [f64]; SLOTS]>);

impl PlaneBlock<'_> {
    /// Adds a dispatch.
    #[inline(always)]
    pub fn add(&mut self, plane: usize, slot: usize, row: usize, quantity: f64) {
        self.0[plane][slot][row] += quantity;
    }

    /// Some rows of one slot of a plane.
    #[inline(always)]
    pub fn rows_of(&mut self, plane: usize, slot: usize, rows: std::ops::Range<usize>) -> &mut [f64] {
        &mut self.0[plane][slot][rows]
    }
}

impl Columns for PlaneBlock<'_> {
    fn rows(&self) -> usize {
        self.0.rows()
    }

    fn split(self, at: usize) -> (Self, Self) {
        let (left, right) = self.0.split(at);
        (Self(left), Self(right))
    }
}

impl Pipeline {
    /// Adds a dispatch to one plane, by buyer and by lane.
    pub fn add_at(&mut self, plane: usize, slot: usize, firm: usize, lane: usize, quantity: f64) {
        self.planes[plane][slot][firm] += quantity;
        self.due[plane][lane] += quantity;
    }
}
