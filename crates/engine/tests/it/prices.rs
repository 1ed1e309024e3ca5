//! Prices in whole worlds: the unit of account, a ban between two blocs, demand that answers.

use crate::directives::{CHAIN, country, good};
use crate::prelude::*;
use coercivity_model::state::{MarketState, Prices};
use coercivity_testkit::{TWO_CHAINS, layered};

/// Prices of a good, inside China and outside.
fn quotes(world: &Simulation, name: &str) -> (f64, f64) {
    let prices = world.world.resource::<Prices>();
    let of = |code| prices.quoted[prices.at(good(world, name), country(world, code))];
    (of("CN"), of("US"))
}

const BLOCS: &str = r#"prices: (blocs: {"China": ["CN"]}),"#;
const BAN: &str = r#"schedule: [(id: "ban", from: "2025-01-20", what: Ban(scope: (goods: ["metal"],
    origins: Only(["CN"])))), (id: "fee", from: "2025-02-10", what: Fee(scope: (goods: ["ore"]),
    usd_per_unit: FEE))],"#;

#[test]
fn without_disturbance_every_price_is_exactly_the_base_price() {
    let mut world = built(&layered(CHAIN, BLOCS, &[]));
    for _ in 0..52 {
        world.tick_and(|world| {
            assert!(world.world.resource::<Prices>().at_base(), "{:?}", world.world.resource::<Prices>());
        });
    }
}

#[test]
fn under_a_ban_the_price_falls_inside_and_rises_outside_and_an_open_world_has_one_price() {
    let mut world = built(&layered(CHAIN, &format!("{BLOCS} {}", BAN.replace("FEE", "0.5")), &[]));
    let mut last = (1.0, 1.0);
    for week in 0..14 {
        last = world.tick_and(|world| quotes(world, "metal"));
        assert!(week >= 2 || last == (1.0, 1.0), "week {week}: {last:?}");
    }
    assert!(last.0 < 1.0 && last.1 > 1.5, "{last:?}");
    let one = BAN.replace("FEE", "0");
    let mut open = built(&layered(CHAIN, &format!("prices: (), {one}"), &[]));
    for _ in 0..14 {
        open.tick_and(|world| {
            let (inside, outside) = quotes(world, "metal");
            assert_eq!(inside, outside);
        });
    }
}

/// Everything in another money: ratios and quantities stay to the bit.
#[test]
fn prices_scale_with_the_unit_of_account() {
    let run = |factor: f64, fee: f64| {
        let prices: Vec<(String, String)> = [("device", 100.0), ("metal", 10.0), ("ore", 1.0), ("slag", 1.0)]
            .iter()
            .map(|(name, usd)| (format!("goods.{name}.price_usd"), format!("{}", usd * factor)))
            .collect();
        let mut set: Vec<(&str, &str)> = prices.iter().map(|(path, value)| (&**path, &**value)).collect();
        set.push(("demand.device.price_elasticity", "1.5"));
        let ban = BAN.replace("FEE", &format!("{fee:?}"));
        let mut world = built(&layered(CHAIN, &format!("{BLOCS} {ban}"), &set));
        for _ in 0..20 {
            world.tick_and(|_| {});
        }
        (world.world.resource::<Prices>().clone(), world.world.resource::<Ledger>().cells.clone())
    };
    // 1,024 is a power of two, so that no decimal is rounded otherwise.
    let ((base, made), (dear, made_dear)) = (run(1.0, 0.5), run(1024.0, 512.0));
    assert!(base.quoted.iter().any(|&price| price > 1.1), "prices move: {base:?}");
    let ratios = |prices: &Prices| (prices.quoted.clone(), prices.contract.clone(), prices.retail.clone());
    assert_eq!(ratios(&base), ratios(&dear));
    assert_eq!(made, made_dear);
}

#[test]
fn buyers_buy_less_of_what_a_tariff_makes_dearer() {
    let tariff = r#"schedule: [(id: "tariff", from: "2025-01-06",
        what: Tariff(scope: (goods: ["tin_metal"]), rate: 0.5))],"#;
    let values = [
        ("demand.tin_device.price_elasticity", "2"),
        ("prices.contract_lag_weeks", "0.1"),
        ("prices.retail_lag_weeks", "0.1"),
        ("prices.reversion_per_week", "5"),
        ("prices.gain_per_week", "0"),
        ("prices.pass_through", "1"),
    ];
    let mut world = built(&layered(TWO_CHAINS, &format!("{BLOCS} {tariff}"), &values));
    let mut demand = Vec::new();
    for _ in 0..40 {
        demand.push(world.tick_and(|world| world.world.resource::<MarketState>().demand.iter().sum::<f64>()));
    }
    assert_eq!(demand[0], 2000.0);
    // Metal costs 1.5 in the United States, of whose devices it is a fifth: they cost 1.1, and 1 / 1.1^2 of 1,000 are
    // 826 whole devices, beside 1,000 of the other chain.
    assert_eq!(demand[39], 1826.0, "{demand:?}");
}
