//! A run kept in memory: what the patterns look at, tick by tick.

use coercivity_base::{Date, GoodId, JurisdictionId, Month, StageId};
use coercivity_engine::Simulation;
use coercivity_model::state::components::{CellOf, Normal, Stopped};
use coercivity_model::state::{
    CellTally, Facts, Happening, Investment, Ledger, Licences, Now, Prices, mean_age,
};
use coercivity_model::world::Layout;
use coercivity_parallel::Pool;
use coercivity_scenario::{Scenario, Source, load};
use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

/// Days of a mean month.
const MONTH_DAYS: f64 = 365.25 / 12.0;

/// The repository's files.
struct Repository;

impl Source for Repository {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");
        fs::read(format!("{root}{path}")).map_err(|error| error.to_string())
    }
}

/// A scenario of `configs/scenarios` with single values set.
pub(crate) fn scenario(name: &str, overrides: &[(&str, &str)]) -> Scenario {
    let overrides: Vec<(String, String)> =
        overrides.iter().map(|&(path, value)| (path.to_owned(), value.to_owned())).collect();
    let path = format!("configs/scenarios/{name}.ron");
    load(&path, &overrides, &Repository).unwrap_or_else(|errors| panic!("{path}: {errors:?}")).scenario
}

/// One tick.
pub(crate) struct Tick {
    /// Its number.
    pub(crate) number: i64,
    /// Its first day.
    pub(crate) date: Date,
    /// Tallies by cell.
    pub(crate) cells: Vec<CellTally>,
    /// Cleared by customs, by lane.
    pub(crate) cleared: Vec<f64>,
    /// Prices at the end.
    pub(crate) prices: Prices,
    /// Stocks at the end, by good and jurisdiction.
    pub(crate) stocks: Vec<f64>,
    /// Share of the normal output of device makers outside China whose lines stand, at base prices.
    pub(crate) stopped_abroad: f64,
    /// What became of projects and plants.
    pub(crate) happened: Vec<Happening>,
}

/// A run.
pub(crate) struct Trace {
    /// Constants.
    pub(crate) facts: Facts,
    /// Ticks from the start of the scenario.
    pub(crate) ticks: Vec<Tick>,
    /// Applications decided over the run, by age in ticks.
    pub(crate) decided_ages: Vec<u64>,
}

/// Runs `scenario`, one thread, burn-in first; in tick 0 final demand is multiplied by `pulse`.
pub(crate) fn run_with_pulse(scenario: Scenario, pulse: f64) -> Trace {
    let scenario = Arc::new(scenario);
    let mut louder = (*scenario).clone();
    louder.demand.iter_mut().for_each(|demand| demand.per_year *= pulse);
    let louder = Arc::new(louder);
    let mut simulation =
        Simulation::new(&scenario, Pool::new(1).expect("one thread is the caller's"), Layout::Natural)
            .expect("the world can be drawn");
    assert!(simulation.burn_in(|_, _| true).expect("the burn-in closes its balances"));
    let facts = simulation.world.resource::<Facts>().clone();
    let mut trace = Trace { facts, ticks: Vec::new(), decided_ages: Vec::new() };
    for tick in 0..scenario.run.ticks {
        let now = if tick == 0 { &louder } else { &scenario };
        simulation.world.resource_mut::<Facts>().scenario = Arc::clone(now);
        simulation.step().expect("the balances close");
        trace.add(&mut simulation);
        simulation.advance();
    }
    trace
}

/// Runs `scenario` as it stands.
pub(crate) fn run(scenario: Scenario) -> Trace {
    run_with_pulse(scenario, 1.0)
}

impl Trace {
    fn add(&mut self, simulation: &mut Simulation) {
        let stopped_abroad = self.stopped_abroad(simulation);
        let world = &simulation.world;
        let (ledger, now) = (world.resource::<Ledger>(), world.resource::<Now>());
        let of_good = |at: usize| &self.facts.scenario.goods[at % self.facts.goods()].name;
        for (at, count) in world.resource::<Licences>().counts.iter().enumerate() {
            if of_good(at) != "magnet_heavy" {
                continue;
            }
            if self.decided_ages.len() < count.decided_ages.len() {
                self.decided_ages.resize(count.decided_ages.len(), 0);
            }
            self.decided_ages.iter_mut().zip(&count.decided_ages).for_each(|(sum, n)| *sum += n);
        }
        self.ticks.push(Tick {
            number: now.tick,
            date: now.date,
            cells: ledger.cells.clone(),
            cleared: ledger.cleared.clone(),
            prices: world.resource::<Prices>().clone(),
            stocks: ledger.stocks.iter().map(|balance| balance.closing).collect(),
            stopped_abroad,
            happened: world.resource::<Investment>().happened.clone(),
        });
    }

    fn stopped_abroad(&self, simulation: &mut Simulation) -> f64 {
        let makers = self.stage("device_maker");
        let (mut stopped, mut all) = (0.0, 0.0);
        let world = &mut simulation.world;
        for (cell, normal, standing) in world.query::<(&CellOf, &Normal, &Stopped)>().iter(world) {
            let place = &self.facts.cells[cell.0 as usize];
            if place.stage == makers && self.facts.code(place.jurisdiction) != "CN" {
                let usd = normal.0 * self.usd(self.facts.recipe(cell.0 as usize).output_good[0]);
                all += usd;
                stopped += usd * f64::from(standing.0);
            }
        }
        stopped / all
    }

    /// The stage of a name.
    pub(crate) fn stage(&self, name: &str) -> StageId {
        let at = self.facts.scenario.stages.iter().position(|stage| stage.name == name);
        StageId::at(at.expect("the stage exists"))
    }

    /// The good of a name.
    pub(crate) fn good(&self, name: &str) -> GoodId {
        let at = self.facts.scenario.goods.iter().position(|good| good.name == name);
        GoodId::at(at.expect("the good exists"))
    }

    fn usd(&self, good: GoodId) -> f64 {
        let info = &self.facts.scenario.goods[good.index()];
        info.price_usd / info.base_units
    }

    /// Output of a stage's drivers at base prices in each tick, over the jurisdictions for which `place` holds.
    pub(crate) fn output(&self, stage: &str, place: impl Fn(&str) -> bool) -> Vec<f64> {
        let stage = self.stage(stage);
        let cells: Vec<(usize, f64)> = (0..self.facts.cells.len())
            .filter(|&i| self.facts.cells[i].stage == stage)
            .filter(|&i| place(self.facts.code(self.facts.cells[i].jurisdiction)))
            .map(|i| (i, self.usd(self.facts.recipe(i).output_good[0])))
            .collect();
        self.ticks
            .iter()
            .map(|tick| cells.iter().map(|&(i, usd)| tick.cells[i].made[0] * usd).sum())
            .collect()
    }

    /// China's exports of `goods` in each tick, base units, to the destinations for which `place` holds.
    pub(crate) fn exports(&self, goods: &[&str], place: impl Fn(&str) -> bool) -> Vec<f64> {
        let goods: Vec<GoodId> = goods.iter().map(|name| self.good(name)).collect();
        let lanes: Vec<usize> = (0..self.facts.lanes())
            .filter(|&lane| {
                let (good, origin, destination) = self.facts.of_lane(lane);
                let (origin, destination) = (self.facts.code(origin), self.facts.code(destination));
                goods.contains(&good) && origin == "CN" && destination != "CN" && place(destination)
            })
            .collect();
        self.ticks.iter().map(|tick| lanes.iter().map(|&lane| tick.cleared[lane]).sum()).collect()
    }

    /// The lane of a good from China to the jurisdiction with this index; that within China for China itself.
    pub(crate) fn lane_from_china(&self, good: &str, to: usize) -> usize {
        let china = self.facts.scenario.jurisdictions.iter().position(|place| place.code == "CN");
        let china = JurisdictionId::at(china.expect("China is there"));
        self.facts.lane(self.good(good), china, JurisdictionId::at(to))
    }

    /// The first tick that begins at least half in the time from `date` on.
    pub(crate) fn tick_of(&self, date: Date) -> usize {
        usize::try_from(self.facts.calendar.tick_of(date)).expect("the date is not before the start")
    }

    /// `series` over its mean in the ticks before `until`.
    pub(crate) fn over_mean_before(&self, series: &[f64], until: usize) -> Vec<f64> {
        let mean = series[..until].iter().sum::<f64>() / until as f64;
        series.iter().map(|value| value / mean).collect()
    }

    /// A series by month of 2025, each month over a mean month whose ticks are all 1; a tick is split by days.
    pub(crate) fn by_month(&self, series: &[f64]) -> BTreeMap<i8, f64> {
        let ticks_in_month = MONTH_DAYS / f64::from(self.facts.calendar.tick_days());
        let mut months: BTreeMap<Month, f64> = BTreeMap::new();
        for (tick, value) in self.ticks.iter().zip(series) {
            for (month, share) in self.facts.calendar.months(tick.number) {
                *months.entry(month).or_default() += value * share / ticks_in_month;
            }
        }
        months.into_iter().filter(|(month, _)| month.year == 2025).map(|(m, sum)| (m.month, sum)).collect()
    }

    /// Mean age of decided applications for heavy magnets, weeks. By good, as offices report it: oxides are decided
    /// more slowly and their relations are as many at every scale, so a mean over goods would move with the weights.
    pub(crate) fn licence_age_weeks(&self) -> f64 {
        mean_age(&self.decided_ages).expect("applications were decided") * self.facts.calendar.tick_weeks()
    }
}
