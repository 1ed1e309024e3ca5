//! Whole worlds, built from a small chain: two mines, two joint refineries, magnets, devices, in three places.

mod balance;
mod population;
mod refusals;
mod trade;

use super::{Layout, Start, build};
use coercivity_base::{Date, EndUse, GoodId, JurisdictionId, RecipeId, StageId};
use coercivity_parallel::Pool;
use coercivity_scenario::checked::{
    Affinity, Demand, Good, Input, Jurisdiction, JurisdictionSet, NamedFirm, Output, Recipe, Scenario, Stage,
    TransitDays,
};
use coercivity_scenario::sections::{Criticality, Mode, Run, Size};

// Goods and recipes in alphabetical order, as a checked scenario has them.
const HEAVY_ORE: GoodId = GoodId(0);
const DEVICE: GoodId = GoodId(1);
const DYTB: GoodId = GoodId(2);
const LIGHT_ORE: GoodId = GoodId(3);
const MAGNET: GoodId = GoodId(4);
const NDPR: GoodId = GoodId(5);
const DEVICES: RecipeId = RecipeId(0);
const MAGNETS: RecipeId = RecipeId(1);
const REFINE_HEAVY: RecipeId = RecipeId(4);
const REFINE_LIGHT: RecipeId = RecipeId(5);
const CN: JurisdictionId = JurisdictionId(0);
const JP: JurisdictionId = JurisdictionId(1);
const US: JurisdictionId = JurisdictionId(2);
const DEVICE_STAGE: StageId = StageId(3);

fn good(name: &str) -> Good {
    Good {
        name: name.into(),
        unit: "t".into(),
        base_units: 1e6,
        price_usd: 100.0,
        mode: Mode::Sea,
        qualification_weeks: (13.0, 26.0),
    }
}

fn stage(name: &str, firms: Size, head_firms: u32) -> Stage {
    Stage { name: name.into(), firms, size_tail: 1.1, head_share: 0.4, head_firms }
}

fn input(good: GoodId, quantity: f64) -> Input {
    Input { good, quantity, criticality: Criticality::Critical, cover_weeks: 5.0, thrift: None }
}

fn recipe(
    name: &str,
    stage: u8,
    inputs: &[(GoodId, f64)],
    outputs: &[(GoodId, f64)],
    shares: [f64; 3],
) -> Recipe {
    Recipe {
        name: name.into(),
        stage: StageId(stage),
        inputs: inputs.iter().map(|&(g, q)| input(g, q)).collect(),
        outputs: outputs.iter().map(|&(good, quantity)| Output { good, quantity }).collect(),
        substitutes: Vec::new(),
        shares: shares.to_vec(),
        end_use: EndUse::Civil,
        lot: 1,
        planned: false,
        utilisation: 0.75,
        margin: 0.3,
        adjustment_weeks: 8.0,
    }
}

/// The chain with 10,000 firms.
fn chain() -> Scenario {
    let run = Run {
        start: Date::constant(2025, 1, 6),
        ticks: 10,
        tick_days: 7,
        firms: 10_000,
        seed: 1,
        replicate: 0,
        burn_in_ticks: None,
    };
    Scenario {
        title: "chain".into(),
        goods: ["concentrate_heavy", "device", "dytb_oxide", "light_concentrate", "magnet", "ndpr_oxide"]
            .map(good)
            .to_vec(),
        stages: vec![
            stage("miner", Size::Real(60), 10),
            stage("refiner", Size::Real(100), 20),
            stage("magnet_maker", Size::Real(100), 20),
            stage("device_maker", Size::Rest, 30),
        ],
        recipes: vec![
            recipe("devices", 3, &[(MAGNET, 2.0)], &[(DEVICE, 1.0)], [0.5, 0.2, 0.3]),
            recipe("magnets", 2, &[(NDPR, 0.3), (DYTB, 0.02)], &[(MAGNET, 1.0)], [0.8, 0.15, 0.05]),
            recipe("mine_heavy", 0, &[], &[(HEAVY_ORE, 1.0)], [1.0, 0.0, 0.0]),
            recipe("mine_light", 0, &[], &[(LIGHT_ORE, 1.0)], [0.7, 0.0, 0.3]),
            recipe("refine_heavy", 1, &[(HEAVY_ORE, 4.0)], &[(DYTB, 1.0), (NDPR, 2.0)], [0.9, 0.1, 0.0]),
            recipe("refine_light", 1, &[(LIGHT_ORE, 3.0)], &[(NDPR, 1.0), (DYTB, 0.01)], [0.8, 0.0, 0.2]),
        ],
        jurisdictions: ["CN", "JP", "US"].map(|c| Jurisdiction { code: c.into(), name: c.into() }).to_vec(),
        transit: TransitDays {
            count: 3,
            sea: vec![2.0, 7.0, 30.0, 7.0, 2.0, 25.0, 30.0, 25.0, 2.0],
            air: vec![3.0; 9],
        },
        demand: vec![Demand {
            good: DEVICE,
            per_year: 1e7,
            shares: vec![0.3, 0.3, 0.4],
            home_share: 0.6,
            waiting_share: 0.0,
            price_elasticity: 0.0,
            growth_per_year: 0.0,
            season: [1.0; 12],
        }],
        contract_share: vec![0.7; 6],
        ..Scenario::blank(run)
    }
}

fn firm(name: &str, recipe: RecipeId, jurisdiction: JurisdictionId, output_per_year: f64) -> NamedFirm {
    NamedFirm {
        name: name.into(),
        recipe,
        jurisdiction,
        output_per_year,
        capacity_per_year: None,
        end_use: EndUse::Civil,
        cover_weeks: None,
        owners: Vec::new(),
    }
}

/// A chain of named firms alone: one maker of magnets with its refiner and mine at home, two device makers.
fn by_hand() -> Scenario {
    let mut scenario = chain();
    scenario.synthetic = false;
    scenario.network.spare_places = 0;
    scenario.recipes = vec![
        recipe("devices", 3, &[(MAGNET, 10.0)], &[(DEVICE, 1.0)], [0.0; 3]),
        recipe("magnets", 2, &[(NDPR, 0.5)], &[(MAGNET, 1.0)], [0.0; 3]),
        recipe("refine", 1, &[(LIGHT_ORE, 2.0)], &[(NDPR, 1.0), (DYTB, 1.0)], [0.0; 3]),
        recipe("z_mine", 0, &[], &[(LIGHT_ORE, 1.0)], [0.0; 3]),
    ];
    scenario.goods.iter_mut().for_each(|g| g.base_units = 1.0);
    // 20 devices a week, half in China and half in the United States, each bought where it is made.
    scenario.demand[0].per_year = 20.0 * 365.25 / 7.0;
    scenario.demand[0].shares = vec![0.5, 0.0, 0.5];
    scenario.demand[0].home_share = 1.0;
    scenario.named = vec![
        firm("Dcn", RecipeId(0), CN, 10.0),
        firm("Dus", RecipeId(0), US, 10.0),
        firm("G", RecipeId(1), CN, 200.0),
        firm("M", RecipeId(3), CN, 200.0),
        firm("R", RecipeId(2), CN, 100.0),
    ];
    scenario
}

fn forbid(scenario: &mut Scenario, goods: &[GoodId], origin: JurisdictionId, destination: JurisdictionId) {
    scenario.affinities.push(Affinity {
        goods: Some(goods.to_vec()),
        origins: JurisdictionSet::of(3, |j| j == origin),
        destinations: JurisdictionSet::of(3, |j| j == destination),
        factor: 0.0,
    });
}

fn one_thread() -> Pool {
    Pool::new(1).expect("one thread needs no other")
}

fn built(scenario: &Scenario) -> Start {
    build(scenario, Layout::Natural, &one_thread()).expect("this scenario can be built")
}
