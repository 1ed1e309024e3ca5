//! Money, worked out by hand in two chains: every payment of a week, duties, and what authorities pay.

use crate::directives::{country, direct, good};
use crate::prelude::*;
use coercivity_model::state::{Holder, Kind, Money};
use coercivity_testkit::{TWO_CHAINS, layered};

/// The cell of a named firm.
fn cell(world: &mut Simulation, name: &str) -> usize {
    named(world, name, |cell: &CellOf| f64::from(cell.0)) as usize
}

/// Paid and received of a kind in the last tick, dollars.
fn flows(world: &Simulation, kind: Kind, holder: Holder) -> (f64, f64) {
    let money = world.world.resource::<Money>();
    let at = money.at(kind, holder);
    (money.paid[at] as f64 / 1e6, money.received[at] as f64 / 1e6)
}

#[test]
fn every_payment_of_a_quiet_week_is_what_the_prices_say() {
    let mut world = built(&layered(TWO_CHAINS, "", &[]));
    let (mine, smelter, maker) =
        (cell(&mut world, "Tin mine"), cell(&mut world, "Tin smelter"), cell(&mut world, "Tin maker"));
    let us = country(&world, "US").index();
    world.tick_and(|world| {
        let of = |kind, holder| flows(world, kind, holder);
        // 4,000 t of ore at 1, 2,000 t of metal at 10, and 1,000 devices at 100.
        assert_eq!(of(Kind::Goods, Holder::Cell(mine)), (0.0, 4000.0));
        assert_eq!(of(Kind::Goods, Holder::Cell(smelter)), (4000.0, 20000.0));
        assert_eq!(of(Kind::Goods, Holder::Cell(maker)), (20000.0, 0.0));
        assert_eq!(of(Kind::FinalGoods, Holder::Cell(maker)), (0.0, 100_000.0));
        assert_eq!(of(Kind::FinalGoods, Holder::Households(us)), (200_000.0, 0.0));
        // Of value added, 70% goes to households: all 4,000 of the mine's; of the smelter's 20,000 of metal and 200 of
        // what comes along less 4,000 of ore; of the maker's 100,000 less 20,000.
        assert_eq!(of(Kind::OtherCosts, Holder::Cell(mine)), (2800.0, 0.0));
        assert!((of(Kind::OtherCosts, Holder::Cell(smelter)).0 - 0.7 * 16_200.0).abs() < 1e-6);
        assert_eq!(of(Kind::OtherCosts, Holder::Cell(maker)), (56_000.0, 0.0));
        assert_eq!(of(Kind::Duties, Holder::Treasury(us)), (0.0, 0.0));
    });
}

#[test]
fn tariffs_and_fees_of_importers_reach_their_treasury() {
    let duties = r#"schedule: [
        (id: "tariff", from: "2025-01-06", what: Tariff(scope: (goods: ["tin_metal"]), rate: 0.25)),
        (id: "fee", from: "2025-01-06", what: Fee(scope: (goods: ["tin_metal"]), usd_per_unit: 0.5)),
    ],"#;
    let mut world = built(&layered(TWO_CHAINS, duties, &[]));
    let (maker, us) = (cell(&mut world, "Tin maker"), country(&world, "US").index());
    world.tick_and(|world| {
        // 2,000 t for 20,000 USD: a quarter of the value, and half a dollar on each tonne.
        assert_eq!(flows(world, Kind::Duties, Holder::Cell(maker)), (6000.0, 0.0));
        assert_eq!(flows(world, Kind::Duties, Holder::Treasury(us)), (0.0, 6000.0));
        assert_eq!(world.world.resource::<Money>().tariff_usd[us], 6000.0);
    });
}

#[test]
fn authorities_pay_makers_and_their_treasuries_pay_them() {
    let mut world = built(&layered(TWO_CHAINS, "", &[]));
    let (smelter, cn) = (cell(&mut world, "Tin smelter"), country(&world, "CN").index());
    direct(&mut world, |world, directives| {
        let facts = world.world.resource::<Facts>();
        let store = facts.store(country(world, "CN"), good(world, "tin_metal"));
        directives.floor_usd = vec![0.0; facts.stores()];
        directives.subsidy_usd = vec![0.0; facts.stores()];
        (directives.floor_usd[store], directives.subsidy_usd[store]) = (12.5, 0.25);
    });
    world.tick_and(|world| {
        // 2,000 t, 2.5 over the price and a quarter of a dollar as a subsidy.
        assert_eq!(flows(world, Kind::Floors, Holder::Cell(smelter)), (0.0, 5000.0));
        assert_eq!(flows(world, Kind::Subsidies, Holder::Cell(smelter)), (0.0, 500.0));
        assert_eq!(flows(world, Kind::Grants, Holder::Authority(cn)), (0.0, 5500.0));
        assert_eq!(flows(world, Kind::Grants, Holder::Treasury(cn)), (5500.0, 0.0));
        let money = world.world.resource::<Money>();
        assert_eq!(money.balance[money.index(Holder::Authority(cn))], 0);
        assert_eq!(money.balance[money.index(Holder::Treasury(cn))], -5_500_000_000);
    });
}
