//! What the summary needs of every tick, kept in memory: four numbers per stage and jurisdiction a tick, exports
//! by month, and licence counts. A run of ten years of weeks over 180 pairs of stage and jurisdiction takes 2 MB.

use super::Aggregates;
use bevy_ecs::prelude::World;
use coercivity_base::{Date, GoodId, JurisdictionId, Month, StageId};
use coercivity_model::state::{Equity, Facts, Happening, Investment, Ledger, LicenceCount, Licences, Now};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One tick of one stage in one jurisdiction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Output at base prices, US dollars.
    pub output_usd: f64,
    /// Value added at base prices: output less inputs used, US dollars.
    pub value_added_usd: f64,
    /// Firms whose output is under half of normal.
    pub stopped: f64,
    /// What owners hold the firms to be worth, US dollars.
    pub equity_usd: f64,
}

/// Sums of a licence office and good over the run.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct LicenceTotal {
    pub(crate) filed: u64,
    pub(crate) granted: u64,
    pub(crate) refused: u64,
    pub(crate) pending: u64,
    pub(crate) decided_ages: Vec<u64>,
}

/// The history of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct History {
    /// Stages and jurisdictions, in order.
    pub(crate) pairs: Vec<(StageId, JurisdictionId)>,
    /// First day of each tick.
    pub(crate) dates: Vec<Date>,
    /// `points[tick][pair]`.
    pub(crate) points: Vec<Vec<Point>>,
    /// Exports to other jurisdictions by origin, good and month, units of the good.
    pub(crate) exports: BTreeMap<(JurisdictionId, GoodId, Month), f64>,
    /// Licences by office and good.
    pub(crate) licences: BTreeMap<(usize, usize), LicenceTotal>,
    /// Projects decided on, opened and given up, by stage.
    pub(crate) projects: BTreeMap<StageId, [u64; 3]>,
}

impl History {
    /// An empty history.
    pub(crate) fn new(facts: &Facts) -> Self {
        let mut pairs: Vec<_> = facts.cells.iter().map(|cell| (cell.stage, cell.jurisdiction)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        Self {
            pairs,
            dates: Vec::new(),
            points: Vec::new(),
            exports: BTreeMap::new(),
            licences: BTreeMap::new(),
            projects: BTreeMap::new(),
        }
    }

    /// Whether a history that was read is one of this world: as many numbers in each tick, and nothing of a good or place that
    /// is not there.
    pub(crate) fn fits(&self, facts: &Facts) -> bool {
        let (goods, places) = (facts.goods(), facts.jurisdictions());
        self.pairs == Self::new(facts).pairs
            && self.dates.len() == self.points.len()
            && self.points.iter().all(|points| points.len() == self.pairs.len())
            && self.exports.keys().all(|(origin, good, _)| origin.index() < places && good.index() < goods)
            && self.licences.keys().all(|&(office, good)| office < places && good < goods)
            && self.projects.keys().all(|stage| stage.index() < facts.scenario.stages.len())
    }

    /// Adds the tick that has just been run.
    pub(crate) fn add(&mut self, aggregates: &Aggregates, world: &World) {
        let (facts, now) = (world.resource::<Facts>(), world.resource::<Now>());
        let mut points = vec![Point::default(); self.pairs.len()];
        for (&(stage, jurisdiction, good), sum) in aggregates.keys.iter().zip(&aggregates.sums) {
            let Ok(pair) = self.pairs.binary_search(&(stage, jurisdiction)) else { continue };
            let info = &facts.scenario.goods[good.index()];
            let usd = info.price_usd / info.base_units;
            points[pair].output_usd += sum.output * usd;
            points[pair].value_added_usd += (sum.output - sum.input_use) * usd;
        }
        let (ledger, equity) = (world.resource::<Ledger>(), world.resource::<Equity>());
        for (i, (cell, tally)) in facts.cells.iter().zip(&ledger.cells).enumerate() {
            if let Ok(pair) = self.pairs.binary_search(&(cell.stage, cell.jurisdiction)) {
                points[pair].stopped += tally.stopped;
                points[pair].equity_usd += equity.value[i];
            }
        }
        self.dates.push(now.date);
        self.points.push(points);
        self.add_exports(facts, ledger, now.tick);
        self.add_licences(facts, &world.resource::<Licences>().counts);
        self.add_projects(facts, &world.resource::<Investment>().happened);
    }

    fn add_projects(&mut self, facts: &Facts, happened: &[Happening]) {
        for what in happened {
            let (project, column) = match *what {
                Happening::Starts(project) => (project, 0),
                Happening::Opens(project) => (project, 1),
                Happening::Fails(project) => (project, 2),
                Happening::Idles(_) | Happening::Restarts(_) => continue,
            };
            let recipe = facts.scenario.projects[project].recipe;
            let stage = facts.scenario.recipes[recipe.index()].stage;
            self.projects.entry(stage).or_default()[column] += 1;
        }
    }

    fn add_exports(&mut self, facts: &Facts, ledger: &Ledger, tick: i64) {
        let months: Vec<(Month, f64)> = facts.calendar.months(tick).collect();
        let mut sums = vec![0.0; facts.goods() * facts.jurisdictions()];
        for (lane, &cleared) in ledger.cleared.iter().enumerate().filter(|(_, cleared)| **cleared > 0.0) {
            let (good, origin, destination) = facts.of_lane(lane);
            if origin != destination {
                sums[good.index() * facts.jurisdictions() + origin.index()] += cleared;
            }
        }
        for (at, &sum) in sums.iter().enumerate().filter(|(_, sum)| **sum > 0.0) {
            let (good, origin) = (GoodId::at(at / facts.jurisdictions()), at % facts.jurisdictions());
            let units = sum / facts.scenario.goods[good.index()].base_units;
            for &(month, share) in &months {
                *self.exports.entry((JurisdictionId::at(origin), good, month)).or_default() += units * share;
            }
        }
    }

    fn add_licences(&mut self, facts: &Facts, counts: &[LicenceCount]) {
        for (at, count) in counts.iter().enumerate() {
            if count.filed + count.granted + count.refused + count.pending == 0 {
                continue;
            }
            let total = self.licences.entry((at / facts.goods(), at % facts.goods())).or_default();
            total.filed += count.filed;
            total.granted += count.granted;
            total.refused += count.refused;
            total.pending = count.pending;
            if total.decided_ages.len() < count.decided_ages.len() {
                total.decided_ages.resize(count.decided_ages.len(), 0);
            }
            total.decided_ages.iter_mut().zip(&count.decided_ages).for_each(|(sum, n)| *sum += n);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use coercivity_parallel::Pool;

    #[test]
    fn a_history_of_goods_and_places_that_are_not_there_fits_no_world() {
        let scenario = std::sync::Arc::new(coercivity_testkit::text(coercivity_testkit::MINIATURE, &[]));
        let layout = coercivity_model::world::Layout::Natural;
        let world = crate::Simulation::new(&scenario, Pool::new(1).unwrap(), layout).unwrap().world;
        let facts = world.resource::<Facts>();
        let (places, goods) = (facts.jurisdictions(), facts.goods());
        let with = |change: &dyn Fn(&mut History)| {
            let mut history = History::new(facts);
            change(&mut history);
            history.fits(facts)
        };
        let month = Month { year: 2025, month: 1 };
        let of_licences = |office, good| {
            with(&|history| {
                history.licences.insert((office, good), LicenceTotal::default());
            })
        };
        assert!(of_licences(places - 1, goods - 1) && !of_licences(places, 0) && !of_licences(0, goods));
        assert!(!with(&|history| {
            history.exports.insert((JurisdictionId::at(places), GoodId(0), month), 1.0);
        }));
        assert!(!with(&|history| {
            history.projects.insert(StageId(u8::MAX), [0; 3]);
        }));
        assert!(!with(&|history| history.points.push(Vec::new())));
        assert!(!with(&|history| history.pairs.truncate(1)));
    }
}
