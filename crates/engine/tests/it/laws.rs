//! What must hold in every economy at every tick, over random chains of three stages under random measures.

use crate::prelude::*;
use coercivity_model::state::{Kind, MarketState, Money, Network, Pipeline, Prices};
use coercivity_model::world::{NO_SELLER, SHARE_ONE, class, place};
use coercivity_parallel::Pool;
use coercivity_testkit::text;
use proptest::prelude::*;

/// What a random economy is made of.
#[derive(Clone, Debug)]
struct Draw {
    ore: f64,
    metal: f64,
    cover: f64,
    sea_days: f64,
    utilisation: f64,
    waiting: f64,
    firms: u32,
    seed: u32,
    measures: Vec<(u8, u8, u8)>,
}

fn economies() -> impl Strategy<Value = Draw> {
    let measures = prop::collection::vec((0_u8..6, 2_u8..12, 0_u8..3), 0..4);
    let chain = (0.3..4.0_f64, 0.3..4.0_f64, 1.0..8.0_f64, 0.0..40.0_f64);
    (chain, 0.5..1.0_f64, 0.0..1.0_f64, 40_u32..300, any::<u32>(), measures).prop_map(
        |((ore, metal, cover, sea_days), utilisation, waiting, firms, seed, measures)| Draw {
            ore,
            metal,
            cover,
            sea_days,
            utilisation,
            waiting,
            firms,
            seed,
            measures,
        },
    )
}

/// A measure of `kind` on ore or metal from CN, from week `week`, with `grace` weeks of grace.
fn measure(i: usize, (kind, week, grace): (u8, u8, u8)) -> String {
    let good = if kind % 2 == 0 { "metal" } else { "ore" };
    let scope = format!(r#"scope: (goods: ["{good}"], origins: Only(["CN"]))"#);
    let what = match kind {
        0 | 1 => format!("Ban({scope})"),
        2 => format!("Quota({scope}, quantity: 5000, period_weeks: 3)"),
        3 => format!("Inspection({scope}, probability: 0.5, delay_days: (0, 40))"),
        4 => format!("Tariff({scope}, rate: 0.6)"),
        _ => String::from(r#"Licence(regime: "r")"#),
    };
    let (month, day) = (1 + week / 4, 1 + 7 * (week % 4));
    // Only licences, bans and entity lists know a grace.
    let grace = if what.starts_with("Ban") || what.starts_with("Licence") { grace } else { 0 };
    format!(r#"(id: "m{i}", from: "2025-{month:02}-{day:02}", grace_days: {}, what: {what}),"#, 7 * grace)
}

fn scenario(draw: &Draw) -> Scenario {
    let measures: String = draw.measures.iter().enumerate().map(|(i, &m)| measure(i, m)).collect();
    let Draw { ore, metal, cover, sea_days, utilisation, waiting, firms, seed, .. } = draw;
    text(
        &format!(
            r#"(
    title: "Random chain",
    goods: {{
        "device": (unit: "t", base_units: 1000000, price_usd: 100),
        "metal": (unit: "t", base_units: 1000000, price_usd: 10, qualification_weeks: (1, 4)),
        "ore": (unit: "t", base_units: 1000000, price_usd: 1, qualification_weeks: (1, 4)),
        "slag": (unit: "t", base_units: 1000000, price_usd: 1),
    }},
    stages: [
        (name: "mine", firms: Real(1000)),
        (name: "smelter", firms: Real(1000)),
        (name: "maker", firms: Rest),
    ],
    recipes: {{
        "dig": (stage: "mine", driver: "ore", shares: {{"CN": 0.6, "US": 0.4}}),
        "smelt": (
            stage: "smelter",
            driver: "metal",
            inputs: [(good: "ore", quantity: {ore})],
            co_products: [(good: "slag", quantity: 0.3)],
            shares: {{"CN": 0.7, "JP": 0.3}},
            lot: 7,
        ),
        "build": (
            stage: "maker",
            driver: "device",
            inputs: [(good: "metal", quantity: {metal}, thrift: (elasticity: 0.5, lowest: 0.5, lag_weeks: 10)), (good: "slag", quantity: 0.05, criticality: Important)],
            shares: {{"CN": 0.3, "JP": 0.3, "US": 0.4}},
        ),
    }},
    jurisdictions: (
        list: {{
            "CN": (name: "China", region: "R"),
            "JP": (name: "Japan", region: "R"),
            "US": (name: "United States", region: "R"),
        }},
        domestic_days: 3,
        transit: [(between: ("R", "R"), sea_days: {sea_days}, air_days: 3)],
    ),
    demand: {{
        "device": (per_year: 1000000, shares: {{"CN": 0.3, "JP": 0.3, "US": 0.4}}, home_share: 0.5,
            waiting_share: {waiting}, price_elasticity: 0.8),
    }},
    firms: (synthetic: true),
    prices: (blocs: {{"China": ["CN"]}}),
    behaviour: (cover: (weeks: {cover}), production: (utilisation: {utilisation})),
    regimes: {{
        "r": (scope: (goods: ["metal"], origins: Only(["CN"])), floor_weeks: 2, filing_spread_weeks: 2,
            hazard: [(from: "2025-01-06", per_week: 0.4)], refusal: (default: 0.2), refile_after_weeks: 3,
            validity_weeks: 8, volume_cap_weeks: 6),
    }},
    schedule: [{measures}],
    run: (start: "2025-01-06", ticks: 30, firms: {firms}, seed: {seed}, burn_in_ticks: 3),
)"#
        ),
        &[],
    )
}

/// Bundles hold every link that delivers once, as the table has it, and nothing else.
fn bundled(network: &Network, tick: i64) {
    let mut network = network.clone();
    network.bundles.renew(&mut network.links, &Pool::new(1).unwrap());
    let links = &network.links;
    let alike = class::MASK | place::VERDICT | place::INSPECTED;
    let expected: Vec<_> = (0..links.seller().len())
        .filter(|&at| links.seller()[at] != NO_SELLER && links.state()[at] & place::QUALIFYING == 0)
        .map(|at| (at, links.seller()[at], links.state()[at] & alike))
        .collect();
    assert_eq!(network.bundles.each(links), expected, "tick {tick}");
}

/// Fails if a law is broken at the end of the present tick.
fn laws(world: &mut Simulation) {
    let tick = world.tick();
    let (inputs, products) =
        (world.world.resource::<Inputs>().clone(), world.world.resource::<Products>().clone());
    let columns = [("stock", &inputs.stock), ("in transit", &inputs.in_transit), ("order", &inputs.order)];
    let columns =
        columns.into_iter().flat_map(|(name, slots)| slots.iter().map(move |column| (name, column)));
    let finished = products.stock.iter().map(|column| ("finished", column));
    for (name, column) in columns.chain(finished) {
        for (firm, &value) in column.iter().enumerate() {
            assert!(value >= 0.0 && value.fract() == 0.0, "tick {tick}, firm {firm}: {name} is {value}");
        }
    }
    for (firm, value) in all(world, |x: &Made| x.0).into_iter().enumerate() {
        assert!(value >= 0.0 && value.fract() == 0.0, "tick {tick}, firm {firm}: made {value}");
    }
    let (made, capacity) = (all(world, |x: &Made| x.0), all(world, |x: &Capacity| x.0));
    assert!(made.iter().zip(&capacity).all(|(made, capacity)| made <= capacity), "tick {tick}");
    assert!(inputs.carry.iter().flatten().all(|carry| (0.0..=1.0).contains(carry)), "tick {tick}");
    let on_way = &inputs.in_transit[0];
    let cell = all(world, |x: &CellOf| f64::from(x.0));
    let facts = world.world.resource::<Facts>();
    let pipeline = world.world.resource::<Pipeline>();
    let late = pipeline.late_by_firm();
    let links = &world.world.resource::<Network>().links;
    for firm in 0..facts.firms {
        let due: Vec<f64> = pipeline.ahead(&late, tick + 1, firm).collect();
        assert!(due.iter().all(|&due| due >= 0.0), "tick {tick}, firm {firm}: {due:?}");
        let first: f64 = due.iter().step_by(coercivity_model::world::SLOTS).sum();
        assert_eq!(first, on_way[firm], "tick {tick}, firm {firm}: on its way");
        for slot in 0..facts.recipe(cell[firm] as usize).inputs {
            let places = links.places(firm, slot);
            let sum: u32 = places.clone().map(|at| u32::from(links.share[at])).sum();
            assert_eq!(sum, u32::from(SHARE_ONE), "tick {tick}, firm {firm}, input {slot}");
            assert!(places.clone().all(|at| links.seller()[at] != NO_SELLER || links.share[at] == 0));
        }
    }
    bundled(world.world.resource::<Network>(), tick);
    let markets = world.world.resource::<MarketState>();
    let bought = [&markets.received, &markets.waiting, &markets.lost];
    assert!(bought.iter().all(|part| part.iter().all(|&quantity| quantity >= 0.0)), "tick {tick}");
    let money = world.world.resource::<Money>();
    assert!(Kind::ALL.iter().all(|&kind| money.gap(kind) == 0), "tick {tick}");
    assert_eq!(money.balance.iter().sum::<i128>(), 0, "tick {tick}");
    let prices = world.world.resource::<Prices>();
    let all = prices.quoted.iter().chain(&prices.contract).chain(&prices.retail);
    assert!(all.into_iter().all(|price| (0.2..=10.0).contains(price)), "tick {tick}: {prices:?}");
    let ledger = world.world.resource::<Ledger>();
    assert!(ledger.at_customs.iter().all(|&held| held >= 0.0), "tick {tick}");
    for stock in &ledger.stocks {
        assert_eq!(stock.gap(), 0.0, "tick {tick}: {stock:?}");
    }
    for way in &ledger.transit {
        assert_eq!(
            way.opening + way.dispatched,
            way.arrived + way.closing + way.lost,
            "tick {tick}: {way:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn balances_close_and_nothing_is_negative_in_any_economy(draw in economies()) {
        let mut world = built(&scenario(&draw));
        for _ in 0..30 {
            world.tick_and(laws);
        }
    }
}

#[test]
fn shipments_too_large_for_an_entry_of_a_plane_arrive_all_the_same() {
    let draw = Draw {
        ore: 4.0,
        metal: 4.0,
        cover: 4.0,
        sea_days: 20.0,
        utilisation: 0.8,
        waiting: 0.5,
        firms: 40,
        seed: 1,
        measures: Vec::new(),
    };
    let mut world = built(&scenario(&draw));
    let mut beside = 0;
    for _ in 0..10 {
        world.tick_and(|world| {
            laws(world);
            // Customs hold nothing, and planes reach the longest transit: only what is too large lies beside them.
            beside += world.world.resource::<Pipeline>().late_by_firm().len();
        });
    }
    assert!(beside > 0, "no shipment was so large");
}
