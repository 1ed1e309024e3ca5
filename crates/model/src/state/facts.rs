//! What does not change during a run: recipes and behaviour per tick, cells, transit, names.

use super::bloc_trade::BlocTrade;
use super::exports::{Export, Routes, exports};
use crate::world::{Cell, SLOTS};
use bevy_ecs::prelude::Resource;
use coercivity_base::{Calendar, Chance, EndUse, GoodId, JurisdictionId, StableId, StageId, math};
use coercivity_scenario::Scenario;
use coercivity_scenario::checked::MAX_OUTPUTS;
use coercivity_scenario::sections::Criticality;
use std::ops::Range;
use std::sync::Arc;

/// A recipe with its rates per tick.
#[derive(Clone, Debug)]
pub struct RecipeFacts {
    /// Number of inputs.
    pub inputs: usize,
    /// Good of each input slot.
    pub input_good: [GoodId; SLOTS],
    /// Base units used per base unit of the driver.
    pub quantity: [f64; SLOTS],
    /// What a shortage does.
    pub criticality: [Criticality; SLOTS],
    /// Number of products.
    pub outputs: usize,
    /// Good of each product.
    pub output_good: [GoodId; MAX_OUTPUTS],
    /// Base units made per base unit of the driver.
    pub made: [f64; MAX_OUTPUTS],
    /// Lot size, base units of the driver.
    pub lot: f64,
    /// Time to close a gap in input stocks, ticks.
    pub adjustment: f64,
    /// Final good (index into `Scenario::demand`) if the driver is sold to final markets.
    pub final_good: Option<usize>,
}

/// Behaviour per tick.
#[derive(Clone, Debug)]
pub struct Pace {
    /// Weight of the latest tick in expectations.
    pub expectation_weight: f64,
    /// Weight of blocked declared use.
    pub blocked_weight: f64,
    /// Lowest expectation over normal output.
    pub expectation_floor: f64,
    /// Largest restock part of an order over the use per tick.
    pub restock_limit: f64,
    /// Finished goods wanted, ticks of expected sales.
    pub finished_ticks: f64,
    /// Time to close a gap in finished goods, ticks.
    pub output_adjustment: f64,
    /// Multiple of the target stock above which co-products leave.
    pub outlet_multiple: f64,
    /// Share of stock kept for spot buyers.
    pub spot_reserve: f64,
    /// Rise of cover with risk.
    pub precaution_gain: f64,
    /// Share of the gap in perceived risk closed in a tick.
    pub risk_weight: f64,
    /// Ticks between reviews of suppliers.
    pub review_ticks: u64,
    /// Weight of the latest tick in a supplier's record.
    pub memory_weight: f64,
}

/// All constants of a run.
#[derive(Resource, Clone, Debug)]
pub struct Facts {
    /// The scenario.
    pub scenario: Arc<Scenario>,
    /// Calendar.
    pub calendar: Calendar,
    /// Source of draws.
    pub chance: Chance,
    /// Cells.
    pub cells: Vec<Cell>,
    /// Recipes, by id.
    pub recipes: Vec<RecipeFacts>,
    /// Behaviour per tick.
    pub pace: Pace,
    /// Dense indices of each stage's firms.
    pub of_stage: Vec<Range<usize>>,
    /// Dense index of each named firm.
    pub named: Vec<u32>,
    /// Dense index of each project's plant.
    pub projects: Vec<u32>,
    /// Ordinal of each firm within its cell.
    pub ordinal: Vec<u32>,
    /// Ids of the goods' names.
    pub good_ids: Vec<StableId>,
    /// Number of firms.
    pub firms: usize,
    /// Transit ticks by lane.
    pub transit: Vec<u8>,
    /// Longest transit, ticks.
    pub longest_transit: u32,
    /// Trade by lane when nothing disturbs, final markets included. Unit: base units per tick.
    pub base_flow: Vec<f64>,
    /// Longest hold at customs that the schedule or a directive can cause, ticks.
    pub longest_hold: u32,
    /// Lanes that goods can go over; known once base-year trade is.
    pub exports: Vec<Export>,
    /// Which sellers ship to where.
    pub routes: Routes,
    /// Base-year trade between blocs; known once base-year trade is.
    pub blocs: BlocTrade,
    /// Origins from which each final market buys, or may: [`Facts::final_origins`].
    final_origins: Vec<Vec<usize>>,
}

impl Facts {
    /// Gathers the constants; directives may hold goods at customs for up to `longest_hold_days`.
    #[must_use]
    pub fn new(scenario: &Arc<Scenario>, start: &crate::world::Start, longest_hold_days: f64) -> Self {
        let calendar = scenario.calendar();
        let transit = transit_ticks(scenario, &calendar);
        let mut facts = Self {
            calendar,
            chance: Chance::new(scenario.run.seed, scenario.run.replicate),
            cells: start.cells.clone(),
            recipes: (0..scenario.recipes.len()).map(|i| recipe_facts(scenario, &calendar, i)).collect(),
            pace: pace(scenario, &calendar),
            of_stage: start.of_stage.clone(),
            named: start.named.clone(),
            projects: start.projects.clone(),
            ordinal: start.ordinal.clone(),
            good_ids: scenario.goods.iter().map(|good| StableId::of(&good.name)).collect(),
            firms: start.stable.len(),
            longest_transit: transit.iter().copied().max().map_or(1, u32::from),
            longest_hold: crate::mechanisms::policy::longest_hold(scenario, &calendar, longest_hold_days),
            base_flow: vec![0.0; scenario.goods.len() * scenario.jurisdictions.len().pow(2)],
            transit,
            exports: Vec::new(),
            routes: Routes::default(),
            blocs: BlocTrade::default(),
            final_origins: final_origins(&start.markets, scenario.demand.len()),
            scenario: Arc::clone(scenario),
        };
        facts.routes = Routes::new(&facts, start);
        facts
    }

    /// Takes in what was traded in the base year by lane.
    pub(super) fn set_base_flow(&mut self, base_flow: Vec<f64>) {
        self.base_flow = base_flow;
        self.exports = exports(self);
        self.blocs = BlocTrade::new(self);
    }

    /// Origins from which some market buys a final good, and the last one, which what rounding leaves is asked of: between
    /// all others and markets nothing is ever wanted.
    #[must_use]
    pub fn final_origins(&self, k: usize) -> &[usize] {
        &self.final_origins[k]
    }

    /// Number of jurisdictions.
    #[must_use]
    pub fn jurisdictions(&self) -> usize {
        self.scenario.jurisdictions.len()
    }

    /// Number of goods.
    #[must_use]
    pub fn goods(&self) -> usize {
        self.scenario.goods.len()
    }

    /// Number of lanes: good x origin x destination.
    #[must_use]
    pub fn lanes(&self) -> usize {
        self.goods() * self.jurisdictions() * self.jurisdictions()
    }

    /// Index of a lane.
    #[must_use]
    pub fn lane(&self, good: GoodId, origin: JurisdictionId, destination: JurisdictionId) -> usize {
        (good.index() * self.jurisdictions() + origin.index()) * self.jurisdictions() + destination.index()
    }

    /// Good, origin and destination of a lane.
    #[must_use]
    pub fn of_lane(&self, lane: usize) -> (GoodId, JurisdictionId, JurisdictionId) {
        let n = self.jurisdictions();
        (GoodId::at(lane / (n * n)), JurisdictionId::at(lane / n % n), JurisdictionId::at(lane % n))
    }

    /// Index of what importers of `end_use` receive on a lane.
    #[must_use]
    pub fn use_of(&self, lane: usize, end_use: EndUse) -> usize {
        lane * EndUse::ALL.len() + end_use.index()
    }

    /// Index of the exports of a good from an origin.
    #[must_use]
    pub fn export(&self, good: GoodId, origin: JurisdictionId) -> usize {
        good.index() * self.jurisdictions() + origin.index()
    }

    /// Index of the store of a jurisdiction's authority for a good.
    #[must_use]
    pub fn store(&self, jurisdiction: JurisdictionId, good: GoodId) -> usize {
        jurisdiction.index() * self.goods() + good.index()
    }

    /// Number of stores.
    #[must_use]
    pub fn stores(&self) -> usize {
        self.jurisdictions() * self.goods()
    }

    /// Jurisdiction and good of a store.
    #[must_use]
    pub fn of_store(&self, store: usize) -> (JurisdictionId, GoodId) {
        (JurisdictionId::at(store / self.goods()), GoodId::at(store % self.goods()))
    }

    /// The recipe of a cell.
    #[must_use]
    pub fn recipe(&self, cell: usize) -> &RecipeFacts {
        &self.recipes[self.cells[cell].recipe.index()]
    }

    /// The name of a firm: its own, its project's, or `stage/JJ/recipe/ordinal` for a drawn one, with the end use before the
    /// ordinal where firms of several end uses share the recipe there.
    #[must_use]
    pub fn firm_name(&self, firm: usize, cell: usize) -> String {
        if let Some(index) = self.named.iter().position(|&named| named as usize == firm) {
            return self.scenario.named[index].name.clone();
        }
        if let Some(index) = self.projects.iter().position(|&planned| planned as usize == firm) {
            return self.scenario.projects[index].name.clone();
        }
        crate::world::drawn_name(&self.scenario, &self.cells, cell, self.ordinal[firm])
    }

    /// The stage and the jurisdiction of a cell, for sentences.
    #[must_use]
    pub fn cell_name(&self, cell: usize) -> String {
        let Cell { stage, jurisdiction, .. } = &self.cells[cell];
        format!("{} in {}", self.stage_name(*stage), self.code(*jurisdiction))
    }

    /// For each cell, where its makers sell: the index of (final good, jurisdiction) in the tables of `MarketState`.
    #[must_use]
    pub fn market_cells(&self) -> Vec<Option<usize>> {
        let place = |(i, cell): (usize, &Cell)| {
            self.recipe(i).final_good.map(|k| k * self.jurisdictions() + cell.jurisdiction.index())
        };
        self.cells.iter().enumerate().map(place).collect()
    }

    /// Whether final markets buy a good.
    #[must_use]
    pub fn sold_finally(&self, good: GoodId) -> bool {
        self.scenario.demand.iter().any(|demand| demand.good == good)
    }

    /// Name of a good.
    #[must_use]
    pub fn good_name(&self, good: GoodId) -> &str {
        &self.scenario.goods[good.index()].name
    }

    /// Code of a jurisdiction.
    #[must_use]
    pub fn code(&self, jurisdiction: JurisdictionId) -> &str {
        &self.scenario.jurisdictions[jurisdiction.index()].code
    }

    /// Name of a stage.
    #[must_use]
    pub fn stage_name(&self, stage: StageId) -> &str {
        &self.scenario.stages[stage.index()].name
    }

    /// Id of the relation between an exporter and an importer in a good.
    #[must_use]
    pub fn relation(&self, exporter: StableId, importer: StableId, good: GoodId) -> StableId {
        exporter.join(importer).join(self.good_ids[good.index()])
    }
}

fn final_origins(markets: &crate::world::Markets, goods: usize) -> Vec<Vec<usize>> {
    let n = markets.jurisdictions;
    let buys = |k: usize, origin: usize| {
        origin + 1 == n || (0..n).any(|market| markets.profile[(k * n + market) * n + origin] != 0.0)
    };
    (0..goods).map(|k| (0..n).filter(|&origin| buys(k, origin)).collect()).collect()
}

fn transit_ticks(scenario: &Scenario, calendar: &Calendar) -> Vec<u8> {
    let n = scenario.jurisdictions.len();
    let mut ticks = Vec::with_capacity(scenario.goods.len() * n * n);
    for good in &scenario.goods {
        for origin in 0..n {
            for destination in 0..n {
                let days = scenario.transit.get(
                    good.mode,
                    JurisdictionId::at(origin),
                    JurisdictionId::at(destination),
                );
                ticks.push(u8::try_from(calendar.ticks_for_transit(days)).unwrap_or(u8::MAX));
            }
        }
    }
    ticks
}

fn recipe_facts(scenario: &Scenario, calendar: &Calendar, index: usize) -> RecipeFacts {
    let recipe = &scenario.recipes[index];
    let mut facts = RecipeFacts {
        inputs: recipe.inputs.len(),
        input_good: Default::default(),
        quantity: [0.0; SLOTS],
        criticality: [Criticality::Minor; SLOTS],
        outputs: recipe.outputs.len(),
        output_good: Default::default(),
        made: [0.0; MAX_OUTPUTS],
        lot: f64::from(recipe.lot),
        adjustment: calendar.ticks(recipe.adjustment_weeks).max(1.0),
        final_good: scenario.demand.iter().position(|demand| demand.good == recipe.driver()),
    };
    for (slot, input) in recipe.inputs.iter().enumerate() {
        facts.input_good[slot] = input.good;
        facts.quantity[slot] = input.quantity;
        facts.criticality[slot] = input.criticality;
    }
    for (slot, output) in recipe.outputs.iter().enumerate() {
        facts.output_good[slot] = output.good;
        facts.made[slot] = output.quantity;
    }
    facts
}

/// Longest period between reviews, ticks: turns are kept in 16 bits.
const MOST_TICKS: u64 = 1 << 15;

/// Ticks between a firm's reviews of its suppliers; it reviews them in those whose number leaves the same rest as its stable
/// id.
#[must_use]
pub fn review_ticks(scenario: &Scenario) -> u64 {
    let weeks = scenario.behaviour.sourcing.review_weeks;
    (scenario.calendar().ticks(weeks).round() as u64).clamp(1, MOST_TICKS)
}

fn pace(scenario: &Scenario, calendar: &Calendar) -> Pace {
    let behaviour = &scenario.behaviour;
    let weeks = calendar.tick_weeks();
    Pace {
        expectation_weight: math::share_per_tick(behaviour.expectation_weight, weeks),
        blocked_weight: behaviour.blocked_weight,
        expectation_floor: behaviour.expectation_floor,
        restock_limit: behaviour.restock_limit.unwrap_or(f64::INFINITY),
        finished_ticks: calendar.ticks(behaviour.cover.finished_weeks),
        output_adjustment: calendar.ticks(behaviour.production.adjustment_weeks).max(1.0),
        outlet_multiple: behaviour.production.outlet_multiple,
        spot_reserve: behaviour.production.spot_reserve,
        precaution_gain: behaviour.precaution.gain,
        risk_weight: 1.0 - math::exp(-weeks / behaviour.precaution.ramp_weeks),
        review_ticks: review_ticks(scenario),
        memory_weight: math::share_per_tick(behaviour.sourcing.memory_per_week, weeks),
    }
}
