//! Lanes that goods can go over. Of all goods x origins x destinations most are never used: few jurisdictions make a
//! good. Walks over lanes go over the rows of [`Exports`] instead, and every table by lane stays zero elsewhere.

use super::Facts;
use crate::world::Start;
use coercivity_base::{GoodId, JurisdictionId};
use std::ops::Range;

/// Lanes of a good from an origin, one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// The good.
    pub good: GoodId,
    /// The origin.
    pub origin: JurisdictionId,
    /// The lanes.
    pub lanes: Range<usize>,
    /// Their destinations, indices of jurisdictions.
    pub destinations: Range<usize>,
    /// Whether firms make the good there; else the only lane is that home.
    pub made: bool,
    /// Cells whose driver the good is.
    pub makers: Vec<usize>,
}

impl Export {
    /// Lanes and destinations.
    pub fn each(&self) -> impl Iterator<Item = (usize, JurisdictionId)> + use<> {
        self.lanes.clone().zip(self.destinations.clone().map(JurisdictionId::at))
    }
}

/// Exports in the order of lanes: those of goods that a cell makes, or that were traded in the base year, to everywhere;
/// and home lanes of goods that firms use, over which authorities release their stocks.
#[must_use]
pub(super) fn exports(facts: &Facts) -> Vec<Export> {
    let n = facts.jurisdictions();
    let (mut made, mut used) = (vec![false; facts.goods() * n], vec![false; facts.goods() * n]);
    for (i, cell) in facts.cells.iter().enumerate() {
        let recipe = facts.recipe(i);
        for &good in &recipe.output_good[..recipe.outputs] {
            made[facts.export(good, cell.jurisdiction)] = true;
        }
        for &good in &recipe.input_good[..recipe.inputs] {
            used[facts.export(good, cell.jurisdiction)] = true;
        }
    }
    for (lane, _) in facts.base_flow.iter().enumerate().filter(|(_, flow)| **flow != 0.0) {
        made[lane / n] = true;
    }
    let pairs = (0..made.len()).filter(|&at| made[at] || used[at]);
    pairs.map(|at| export(facts, at, made[at])).collect()
}

fn export(facts: &Facts, at: usize, made: bool) -> Export {
    let n = facts.jurisdictions();
    let (good, origin) = (GoodId::at(at / n), JurisdictionId::at(at % n));
    let destinations = if made { 0..n } else { at % n..at % n + 1 };
    let drives = |&i: &usize| facts.cells[i].jurisdiction == origin && facts.recipe(i).output_good[0] == good;
    Export {
        good,
        origin,
        lanes: at * n + destinations.start..at * n + destinations.end,
        destinations,
        made,
        makers: (0..facts.cells.len()).filter(drives).collect(),
    }
}

/// Sellers of a good and a destination with firms that use it: what workers count of shipments.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// The good.
    pub good: GoodId,
    /// The destination.
    pub destination: JurisdictionId,
    /// Its sellers.
    pub sellers: Range<usize>,
    /// Their rows in the table of shipments.
    pub rows: Range<usize>,
}

/// All routes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Routes {
    /// In the order of their rows.
    pub all: Vec<Route>,
    /// Number of the route of each good and destination, `[good][destination]`; none where nobody uses the good.
    of: Vec<usize>,
}

impl Routes {
    /// The routes of the buyers of a world.
    #[must_use]
    pub(super) fn new(facts: &Facts, start: &Start) -> Self {
        let n = facts.jurisdictions();
        let mut used = vec![false; facts.goods() * n];
        for (i, cell) in facts.cells.iter().enumerate() {
            let recipe = facts.recipe(i);
            for &good in &recipe.input_good[..recipe.inputs] {
                used[facts.export(good, cell.jurisdiction)] = true;
            }
        }
        let mut routes = Self { all: Vec::new(), of: vec![usize::MAX; used.len()] };
        let mut rows = 0;
        for at in (0..used.len()).filter(|&at| used[at]) {
            let sellers = &start.sellers.of_good[at / n];
            let sellers = sellers.start as usize..sellers.end as usize;
            routes.of[at] = routes.all.len();
            let (good, destination) = (GoodId::at(at / n), JurisdictionId::at(at % n));
            routes.all.push(Route { good, destination, rows: rows..rows + sellers.len(), sellers });
            rows = routes.rows();
        }
        routes
    }

    /// Number of rows of the table of shipments.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.all.last().map_or(0, |last| last.rows.end)
    }

    /// The route of what firms of a destination use of a good.
    #[inline(always)]
    #[must_use]
    pub fn of(&self, good: GoodId, destination: JurisdictionId, jurisdictions: usize) -> &Route {
        &self.all[self.of[good.index() * jurisdictions + destination.index()]]
    }
}
