//! Stores of authorities: what they buy, what they give, what they pay. A tick ends in an error if a balance does not
//! close, so every tick here is also a test of the books.

use crate::directives::{CHAIN, country, direct, good};
use crate::prelude::*;
use coercivity_model::state::{Directives, Stockpiles};
use coercivity_testkit::{TWO_CHAINS, layered};

/// Index of the store of `code` for `name`.
fn store(world: &Simulation, code: &str, name: &str) -> usize {
    world.world.resource::<Facts>().store(country(world, code), good(world, name))
}

/// A column by store.
fn at(world: &Simulation, entries: &[(&str, &str, f64)]) -> Vec<f64> {
    let mut column = vec![0.0; world.world.resource::<Facts>().stores()];
    entries.iter().for_each(|&(code, name, value)| column[store(world, code, name)] = value);
    column
}

fn stores(world: &Simulation) -> Stockpiles {
    world.world.resource::<Stockpiles>().clone()
}

/// Two chains with 20,000 t of tin metal at the authority of the United States.
fn two_chains(schedule: &str, values: &[(&str, &str)]) -> Simulation {
    let stock = r#"stockpiles: {"US": [(good: "tin_metal", quantity: 20000)]},"#;
    built(&layered(TWO_CHAINS, &format!("{stock} schedule: [{schedule}],"), values))
}

const BAN: &str = r#"(id: "ban", from: "2025-01-20", what: Ban(scope: (goods: ["tin_metal"]))),"#;

#[test]
fn what_a_store_holds_counts_as_stock_of_its_jurisdiction() {
    let mut world = two_chains("", &[]);
    let facts = world.world.resource::<Facts>().clone();
    let place = good(&world, "tin_metal").index() * facts.jurisdictions() + country(&world, "US").index();
    world.tick_and(|world| {
        // 4 x 2,000 at the maker at the end of a week, and the store.
        assert_eq!(world.world.resource::<Ledger>().stocks[place].closing, 8000.0 + 20000.0);
        assert_eq!(stores(world).stock[store(world, "US", "tin_metal")], 20000.0);
    });
}

#[test]
fn a_release_is_what_is_lacked_what_is_asked_or_what_is_held() {
    let mut world = two_chains(BAN, &[]);
    let mut released = Vec::new();
    let mut arrived = Vec::new();
    for week in 0..9 {
        let asked = [0.0, 5000.0, 5000.0, 500.0, 0.0, 0.0, 1e9, 1e9, 1e9][week];
        direct(&mut world, |world, directives| directives.release = at(world, &[("US", "tin_metal", asked)]));
        let cell = named(&mut world, "Tin maker", |cell: &CellOf| f64::from(cell.0)) as usize;
        world.tick_and(|world| {
            released.push(stores(world).released[store(world, "US", "tin_metal")]);
            arrived.push(world.world.resource::<Ledger>().cells[cell].arrived[0]);
        });
    }
    // Nothing is lacked before the ban of week 2. From then on the 2,000 a week that do not come are: all of week 2's
    // are given, 500 of week 3's. Weeks 3 to 6 then lack 4 x 2,000 - 500 = 7,500, and each later week its 2,000.
    assert_eq!(released, [0.0, 0.0, 2000.0, 500.0, 0.0, 0.0, 7500.0, 2000.0, 2000.0]);
    // What left China in week 1 arrives in week 4; what the store gives arrives a week after, as on any home lane.
    assert_eq!(arrived, [2000.0, 2000.0, 2000.0, 4000.0, 2500.0, 0.0, 0.0, 7500.0, 2000.0]);
    // 20,000 less 14,000 given.
    assert_eq!(stores(&world).stock[store(&world, "US", "tin_metal")], 6000.0);
}

#[test]
fn a_release_keeps_a_cut_off_maker_at_work_until_the_store_is_empty() {
    let made = |asked: f64| {
        let mut world = two_chains(BAN, &[]);
        (0..30)
            .map(|_| {
                direct(&mut world, |world, directives| {
                    directives.release = at(world, &[("US", "tin_metal", asked)]);
                });
                world.tick_and(|world| named(world, "Tin maker", |made: &Made| made.0))
            })
            .collect::<Vec<f64>>()
    };
    let (without, with) = (made(0.0), made(2000.0));
    // In stock or on the way at the ban: enough for 4 + 3 weeks from week 2 on, to week 8. The store has ten weeks more.
    let last = |made: &[f64]| made.iter().rposition(|&made| made == 1000.0);
    assert_eq!((last(&without), last(&with)), (Some(8), Some(18)));
    assert_eq!((without[29], with[29]), (0.0, 0.0));
}

#[test]
fn an_authority_buys_the_spot_share_of_what_is_left_and_pays_the_base_price() {
    let share = &[("behaviour.production.spot_reserve", "0.5")];
    let mut world = two_chains("", share);
    let tin = store(&world, "US", "tin_metal");
    let mut weeks = Vec::new();
    for week in 0..5 {
        let asked = if week == 1 { 1e9 } else { 0.0 };
        direct(&mut world, |world, directives| directives.buy = at(world, &[("US", "tin_metal", asked)]));
        let sent = world.tick_and(|world| world.dispatched("tin_metal", "CN", "US"));
        let seen = stores(&world);
        weeks.push((seen.bought[tin], seen.spent_usd[tin], seen.in_transit[tin], seen.stock[tin], sent));
    }
    // A smelter that expects to sell 2,000 keeps 2,000 finished after it has sold. Half of it is 1,000 t, at 10 USD;
    // three weeks on the way.
    let (none, late) = ((0.0, 0.0, 0.0, 20000.0, 2000.0), (0.0, 0.0, 1000.0, 20000.0, 2000.0));
    let bought = (1000.0, 10000.0, 1000.0, 20000.0, 3000.0);
    assert_eq!(weeks, [none, bought, late, late, (0.0, 0.0, 0.0, 21000.0, 2000.0)]);
}

#[test]
fn an_authority_buys_neither_past_a_ban_nor_past_a_quota() {
    let bought = |write: fn(&Simulation, &mut Directives)| {
        let mut world = two_chains("", &[("behaviour.production.spot_reserve", "0.5")]);
        direct(&mut world, |world, directives| {
            directives.buy = at(world, &[("US", "tin_metal", 1e9), ("CN", "tin_metal", 100.0)]);
            write(world, directives);
        });
        world.tick_and(|world| {
            let bought = stores(world).bought;
            let of = |code| bought[store(world, code, "tin_metal")];
            (of("US"), of("CN"), world.dispatched("tin_metal", "CN", "US"))
        })
    };
    // 1,100 are asked for and 1,000 offered: 1,000 x 1000/1100 = 909.09 and 100 x 1000/1100 = 90.9, cut to whole ones.
    assert_eq!(bought(|_, _| {}), (909.0, 90.0, 2909.0));
    let ban = |world: &Simulation, directives: &mut Directives| {
        let facts = world.world.resource::<Facts>();
        directives.status = vec![0; facts.lanes() * 3];
        let lane = world.lane("tin_metal", "CN", "US");
        directives.status[lane * 3..lane * 3 + 3].fill(3);
    };
    // At home 100 of the offer of half of 4,000.
    assert_eq!(bought(ban), (0.0, 100.0, 0.0));
    let quota = |world: &Simulation, directives: &mut Directives| {
        let facts = world.world.resource::<Facts>();
        directives.export_quota = vec![f64::INFINITY; facts.goods() * facts.jurisdictions()];
        directives.export_quota[facts.export(good(world, "tin_metal"), country(world, "CN"))] = 2300.0;
    };
    // The maker's order of 2,000 comes first.
    assert_eq!(bought(quota), (300.0, 90.0, 2300.0));
}

#[test]
fn a_floor_price_pays_makers_the_difference_and_moves_nothing_else() {
    let (mut with, mut without) = (two_chains("", &[]), two_chains("", &[]));
    for _ in 0..4 {
        direct(&mut with, |world, directives| {
            // Under the base price of zinc nothing is paid; devices are sold to final markets.
            directives.floor_usd = at(
                world,
                &[("CN", "tin_metal", 12.5), ("CN", "zinc_metal", 8.0), ("US", "tin_device", 101.0)],
            );
        });
        let paid = with.tick_and(|world| {
            let paid = stores(world).floor_usd_paid;
            let all: f64 = paid.iter().sum();
            let of = |code, name| paid[store(world, code, name)];
            (of("CN", "tin_metal"), of("CN", "zinc_metal"), of("US", "tin_device"), all)
        });
        // 2,000 t at 12.5 - 10, and 1,000 devices at 101 - 100.
        assert_eq!(paid, (5000.0, 0.0, 1000.0, 6000.0));
        // Money moved, and no good.
        let moved = with.world.resource::<Ledger>().cells.clone();
        assert_eq!(without.tick_and(|world| world.world.resource::<Ledger>().cells.clone()), moved);
    }
}

#[test]
fn an_offtake_is_bought_at_home_every_week_and_makers_plan_for_it() {
    let mut world = two_chains("", &[]);
    let mut made = Vec::new();
    for _ in 0..80 {
        direct(&mut world, |world, directives| {
            directives.offtake = at(world, &[("CN", "tin_metal", 100.0), ("US", "tin_metal", 100.0)]);
        });
        made.push(world.tick_and(|world| {
            let bought = stores(world).bought;
            // Nobody makes tin in the United States, whose authority undertakes in vain.
            assert_eq!(
                (bought[store(world, "CN", "tin_metal")], bought[store(world, "US", "tin_metal")]),
                (100.0, 0.0)
            );
            assert_eq!(named(world, "Tin maker", |made: &Made| made.0), 1000.0);
            named(world, "Tin smelter", |made: &Made| made.0)
        }));
    }
    // 2,000 t for the maker and 100 for the authority, once the smelter has learnt of it.
    assert!(made[0] >= 2000.0 && (made[79] - 2100.0).abs() < 2.0, "{made:?}");
    // In a domestic week it arrives: 79 purchases are in the store, one is on its way.
    assert_eq!(stores(&world).stock[store(&world, "CN", "tin_metal")], 7900.0);
}

#[test]
fn goods_of_a_random_economy_balance_while_authorities_buy_and_release() {
    let stock = r#"stockpiles: {"JP": [(good: "metal", quantity: 500.5), (good: "ore", quantity: 3)]}, schedule: [
        (id: "ban", from: "2025-02-03", what: Ban(scope: (goods: ["metal"], origins: Only(["CN"]))))],"#;
    let mut world = built(&layered(CHAIN, stock, &[]));
    let metal = store(&world, "JP", "metal");
    assert_eq!(stores(&world).stock[metal], 500_500_000.0);
    let mut held = 500_500_000.0;
    let (mut bought, mut given) = (0.0, 0.0);
    for week in 0..30 {
        direct(&mut world, |world, directives| {
            let buy = if week < 10 { 400.0 } else { 0.0 };
            directives.buy = at(world, &[("JP", "metal", buy), ("US", "metal", 50.0), ("US", "ore", 1e9)]);
            directives.release = at(world, &[("JP", "metal", if week >= 6 { 150.0 } else { 0.0 })]);
        });
        world.tick_and(|world| {
            let now = stores(world);
            let all = now.stock.iter().chain(&now.in_transit).chain(&now.bought).chain(&now.released);
            assert!(
                all.into_iter().all(|&quantity| quantity >= 0.0 && quantity.fract() == 0.0),
                "week {week}"
            );
            assert_eq!(now.stock[metal], held + now.arrived[metal] - now.released[metal], "week {week}");
            assert!(now.bought[metal] <= 400.0e6 && now.released[metal] <= 150.0e6, "week {week}");
            held = now.stock[metal];
            bought += now.bought[metal];
            given += now.released[metal];
            for balance in &world.world.resource::<Ledger>().stocks {
                assert_eq!(balance.gap(), 0.0, "week {week}: {balance:?}");
            }
        });
    }
    assert!(bought > 0.0 && given > 0.0);
    // What was bought is in the store or was given: nothing is on its way three weeks after the last purchase.
    assert_eq!(stores(&world).stock[metal], 500_500_000.0 + bought - given);
}
