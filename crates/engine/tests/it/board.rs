//! What policies are shown: the books of the last tick, in units of the goods.

use crate::directives::CHAIN;
use crate::policies::{policy, using, world};
use crate::prelude::*;
use coercivity_model::state::{Licences, MarketState, Stockpiles};
use coercivity_policy::prelude::*;
use coercivity_testkit::layered;

/// A value that a test names, as the policy saw it in the tick.
fn seen(world: &Simulation, name: &str) -> f64 {
    world.metrics().into_iter().find(|metric| metric.0 == name).unwrap().1
}

policy!(
    Looks,
    reads
        & [
            Column::LaneFlow,
            Column::LaneInTransit,
            Column::LaneCost,
            Column::StageStage,
            Column::StageJurisdiction,
            Column::StageGood,
            Column::StageMade,
            Column::StageNormal,
            Column::StageOutput,
            Column::StageInputUse,
            Column::OfficePending,
            Column::MarketSales,
            Column::MarketGood,
            Column::MarketJurisdiction,
            Column::StoreStock,
            Column::UseVerdict,
        ],
    writes & [],
    |world, measures| {
        let names = world.names();
        let (metal, ore) = (names.good("metal").unwrap(), names.good("ore").unwrap());
        let (cn, us) = (names.jurisdiction("CN").unwrap(), names.jurisdiction("US").unwrap());
        let lane = names.lane_row(metal, cn, us);
        let free = names.lane_row(metal, names.jurisdiction("JP").unwrap(), us);
        let mut tell = |name: &str, value: f64| measures.metric(Metric::new(name, "any", value));
        tell("flow", world.column_f64(Column::LaneFlow)?[free]);
        tell("in_transit", world.column_f64(Column::LaneInTransit)?[free]);
        tell("cost", world.column_f64(Column::LaneCost)?[lane]);
        tell("verdict", f64::from(world.column_u8(Column::UseVerdict)?[lane * 3]));
        tell("stock", world.column_f64(Column::StoreStock)?[names.store_row(us, metal)]);
        tell(
            "pending",
            world.column_f64(Column::OfficePending)?[cn.index() * names.goods.len() + metal.index()],
        );
        let (places, goods) =
            (world.column_u32(Column::StageJurisdiction)?, world.column_u32(Column::StageGood)?);
        let made = world.column_u8(Column::StageMade)?;
        let row = |place: Jurisdiction, good: Good, is_made: u8| {
            (0..made.len())
                .find(|&row| (places[row], goods[row], made[row]) == (place.0, good.0, is_made))
                .unwrap()
        };
        tell("output", world.column_f64(Column::StageOutput)?[row(cn, metal, 1)]);
        tell("normal", world.column_f64(Column::StageNormal)?[row(cn, metal, 1)]);
        tell("ore_use", world.column_f64(Column::StageInputUse)?[row(cn, ore, 0)]);
        tell("ore_normal", world.column_f64(Column::StageNormal)?[row(cn, ore, 0)]);
        let (of, market) =
            (world.column_u32(Column::MarketGood)?, world.column_u32(Column::MarketJurisdiction)?);
        let device = names.good("device").unwrap();
        let row = (0..of.len()).find(|&row| (of[row], market[row]) == (device.0, us.0)).unwrap();
        tell("sales", world.column_f64(Column::MarketSales)?[row]);
    }
);

const SECTIONS: &str = r#"regimes: {"r": (scope: (goods: ["metal"], origins: Only(["CN"])), floor_weeks: 5,
        hazard: [(from: "2025-01-06", per_week: 0.4)], validity_weeks: 8)},
    stockpiles: {"US": [(good: "metal", quantity: 12.5)]},
    schedule: [
        (id: "licence", from: "2025-01-13", what: Licence(regime: "r")),
        (id: "tariff", from: "2025-01-13", what: Tariff(scope: (goods: ["metal"]), rate: 0.25)),
    ],"#;

#[test]
fn the_board_shows_the_books_of_the_last_tick_in_units() {
    let mut world = world(&layered(CHAIN, SECTIONS, &[]), 1, &[using::<Looks>("x")]);
    for _ in 0..4 {
        world.tick_and(|_| ());
    }
    // The end of the tick before the one in which the policy looks. A tonne has 1,000,000 base units.
    let units = |base_units: f64| base_units / 1e6;
    let lane = world.lane("metal", "JP", "US");
    let (cleared, closing) = {
        let ledger = world.world.resource::<Ledger>();
        (ledger.cleared[lane], ledger.transit[lane].closing)
    };
    let facts = world.world.resource::<Facts>().clone();
    let sum = |world: &Simulation, of: fn(&coercivity_model::state::CellTally) -> f64, recipe: &str| -> f64 {
        let tallies = facts.cells.iter().zip(&world.world.resource::<Ledger>().cells);
        let chosen = tallies.filter(|(cell, _)| {
            facts.scenario.recipes[cell.recipe.index()].name == recipe
                && facts.code(cell.jurisdiction) == "CN"
        });
        chosen.map(|(_, tally)| of(tally)).sum()
    };
    let (made, used) =
        (sum(&world, |tally| tally.made[0], "smelt"), sum(&world, |tally| tally.used[0], "smelt"));
    let markets = world.world.resource::<MarketState>();
    let us = facts.scenario.jurisdictions.iter().position(|one| one.code == "US").unwrap();
    let sales: f64 = (0..3).map(|origin| markets.received[markets.pair(0, us, origin)]).sum();
    let pending: u64 = world.world.resource::<Licences>().counts.iter().map(|count| count.pending).sum();
    world.step().unwrap();
    assert!(cleared > 0.0 && closing > 0.0, "something to see");
    assert_eq!(seen(&world, "flow"), units(cleared));
    assert_eq!(seen(&world, "in_transit"), units(closing));
    assert_eq!((seen(&world, "cost"), seen(&world, "verdict")), (1.25, 2.0));
    assert_eq!((seen(&world, "output"), seen(&world, "ore_use")), (units(made), units(used)));
    assert_eq!(seen(&world, "sales"), units(sales));
    assert_eq!(seen(&world, "pending"), pending as f64);
    assert!(pending > 0, "under licences for three weeks with a review of five");
    assert_eq!(seen(&world, "stock"), 12.5);
    assert_eq!(world.world.resource::<Stockpiles>().stock.iter().sum::<f64>(), 12.5e6);
}

#[test]
fn normal_is_what_firms_make_and_use_when_nothing_disturbs() {
    let mut world = world(&layered(CHAIN, "schedule: [],", &[]), 1, &[using::<Looks>("x")]);
    let facts = world.world.resource::<Facts>().clone();
    let cells = all(&mut world, |cell: &CellOf| f64::from(cell.0));
    let normal = all(&mut world, |normal: &Normal| normal.0);
    let smelters = cells.iter().zip(&normal).filter(|(cell, _)| {
        let cell = &facts.cells[**cell as usize];
        facts.scenario.recipes[cell.recipe.index()].name == "smelt" && facts.code(cell.jurisdiction) == "CN"
    });
    let metal: f64 = smelters.map(|(_, normal)| normal).sum();
    world.step().unwrap();
    assert_eq!(seen(&world, "normal"), metal / 1e6);
    // 1.5 t of ore a tonne of metal.
    assert!((seen(&world, "ore_normal") - 1.5 * metal / 1e6).abs() < 1e-9 * metal);
}
