//! Directives do what measures of the schedule do, by the same rules, and neutral ones do nothing.
//!
//! Most cases run one economy twice, once under a measure of the schedule and once under a directive, and compare the
//! whole state after every tick. Week 2 begins on 20 January 2025.

use crate::prelude::*;
use coercivity_base::{EndUse, GoodId, JurisdictionId};
use coercivity_model::state::{Directives, NO_QUOTA, NO_REGIME, PairRule, Party, Verdict};
use coercivity_model::world::{Layout, NO_SELLER, place};
use coercivity_parallel::Pool;
use coercivity_testkit::{TWO_CHAINS, layered};
use std::sync::Arc;

/// Ore from China and the United States, metal from China and Japan, devices in all three, with everything drawn.
pub(crate) const CHAIN: &str = r#"(
    title: "Three countries",
    goods: {
        "device": (unit: "t", base_units: 1000000, price_usd: 100),
        "metal": (unit: "t", base_units: 1000000, price_usd: 10, qualification_weeks: (1, 4)),
        "ore": (unit: "t", base_units: 1000000, price_usd: 1, qualification_weeks: (1, 4)),
        "slag": (unit: "t", base_units: 1000000, price_usd: 1),
    },
    stages: [(name: "mine", firms: Real(1000)), (name: "smelter", firms: Real(1000)), (name: "maker", firms: Rest)],
    recipes: {
        "dig": (stage: "mine", driver: "ore", shares: {"CN": 0.6, "US": 0.4}),
        "smelt": (stage: "smelter", driver: "metal", inputs: [(good: "ore", quantity: 1.5)],
            co_products: [(good: "slag", quantity: 0.3)], shares: {"CN": 0.7, "JP": 0.3}),
        "build": (stage: "maker", driver: "device", inputs: [(good: "metal", quantity: 0.8)],
            shares: {"CN": 0.3, "JP": 0.3, "US": 0.4}),
    },
    jurisdictions: (
        list: {
            "CN": (name: "China", region: "R"),
            "JP": (name: "Japan", region: "R"),
            "US": (name: "United States", region: "R"),
        },
        domestic_days: 3,
        transit: [(between: ("R", "R"), sea_days: 18, air_days: 3)],
    ),
    demand: {
        "device": (per_year: 1000000, shares: {"CN": 0.3, "JP": 0.3, "US": 0.4}, home_share: 0.5, waiting_share: 0.5),
    },
    firms: (synthetic: true),
    run: (start: "2025-01-06", ticks: 30, firms: 150, seed: 7, burn_in_ticks: 2),
)"#;

/// A regime for metal from China.
const REGIME: &str = r#"regimes: {"r": (scope: (goods: ["metal"], origins: Only(["CN"])), floor_weeks: 2,
    filing_spread_weeks: 2, hazard: [(from: "2025-01-06", per_week: 0.4)], refusal: (default: 0.2),
    refile_after_weeks: 3, validity_weeks: 8, volume_cap_weeks: 6)},"#;

/// Writes this tick's directives.
pub(crate) fn direct(world: &mut Simulation, write: impl FnOnce(&Simulation, &mut Directives)) {
    let mut now = Directives::none(world.world.resource::<Facts>());
    write(world, &mut now);
    let old = world.world.resource::<Directives>();
    now.changed = old.tariff != now.tariff
        || old.fee_usd != now.fee_usd
        || old.hold_probability != now.hold_probability
        || (&old.hold_days_min, &old.hold_days_max) != (&now.hold_days_min, &now.hold_days_max)
        || (&old.status, &old.regime) != (&now.status, &now.regime)
        || (&old.suspended, &old.pairs) != (&now.suspended, &now.pairs);
    world.world.insert_resource(now);
}

/// Index of a good, a jurisdiction.
pub(crate) fn good(world: &Simulation, name: &str) -> GoodId {
    let goods = &world.world.resource::<Facts>().scenario.goods;
    GoodId::at(goods.iter().position(|good| good.name == name).unwrap())
}

pub(crate) fn country(world: &Simulation, code: &str) -> JurisdictionId {
    let list = &world.world.resource::<Facts>().scenario.jurisdictions;
    JurisdictionId::at(list.iter().position(|one| one.code == code).unwrap())
}

/// A column by lane with `value` on `lanes` and `neutral` elsewhere.
fn on_lanes(world: &Simulation, lanes: &[(&str, &str, &str)], neutral: f64, value: f64) -> Vec<f64> {
    let mut column = vec![neutral; world.world.resource::<Facts>().lanes()];
    lanes.iter().for_each(|lane| column[world.lane(lane.0, lane.1, lane.2)] = value);
    column
}

/// The same by use, for all end uses.
fn on_uses<T: Copy>(world: &Simulation, lanes: &[(&str, &str, &str)], neutral: T, value: T) -> Vec<T> {
    let facts = world.world.resource::<Facts>();
    let mut column = vec![neutral; facts.lanes() * 3];
    for lane in lanes {
        for end_use in EndUse::ALL {
            column[facts.use_of(world.lane(lane.0, lane.1, lane.2), end_use)] = value;
        }
    }
    column
}

const TO_US: [(&str, &str, &str); 1] = [("metal", "CN", "US")];
const ABROAD: [(&str, &str, &str); 2] = [("metal", "CN", "US"), ("metal", "CN", "JP")];

type Write = fn(&Simulation, &mut Directives);

/// Hashes after each of 16 ticks; `write` is asked before each tick from 0 on.
fn hashes(scenario: &Scenario, threads: usize, write: impl Fn(&Simulation, &mut Directives)) -> Vec<String> {
    let scenario = Arc::new(scenario.clone());
    let mut world = Simulation::new(&scenario, Pool::new(threads).unwrap(), Layout::Natural).unwrap();
    world.burn_in(|_, _| true).unwrap();
    (0..16)
        .map(|_| {
            direct(&mut world, &write);
            world.tick_and(Simulation::state_hash)
        })
        .collect()
}

/// Fails unless `write` does exactly what `measure` in the schedule does; `sections` stand in both.
fn equals_the_schedule(sections: &str, always: &str, measure: &str, write: Write) {
    let with = format!("{sections} schedule: [{always} {measure}],");
    let without = format!("{sections} schedule: [{always}],");
    let scheduled = hashes(&layered(CHAIN, &with, &[]), 1, |_, _| {});
    let directed = hashes(&layered(CHAIN, &without, &[]), 1, write);
    let first = scheduled.iter().zip(&directed).position(|(a, b)| a != b);
    assert_eq!(first, None, "first differing tick of {measure}");
    let nothing = hashes(&layered(CHAIN, &without, &[]), 1, |_, _| {});
    assert_ne!(scheduled[15], nothing[15], "{measure} does nothing");
}

fn from_week(world: &Simulation, week: i64) -> bool {
    world.tick() >= week
}

#[test]
fn a_ban_by_status_on_one_lane_equals_the_scheduled_ban() {
    let ban = r#"(id: "m", from: "2025-01-20", what: Ban(scope: (goods: ["metal"], origins: Only(["CN"]),
        destinations: Only(["US"])))),"#;
    equals_the_schedule("", "", ban, |world, directives| {
        if from_week(world, 2) {
            directives.status = on_uses(world, &TO_US, 0, 3);
        }
    });
}

#[test]
fn a_ban_of_a_final_good_closes_its_markets_as_the_scheduled_ban_does() {
    let ban = r#"(id: "m", from: "2025-01-20", until: "2025-03-03", what: Ban(scope: (goods: ["device"],
        origins: Only(["CN"]), destinations: Only(["US"])))),"#;
    equals_the_schedule("", "", ban, |world, directives| {
        // It ends after week 7: what is left of it must be worked out too.
        if from_week(world, 2) && !from_week(world, 8) {
            directives.status = on_uses(world, &[("device", "CN", "US")], 0, 3);
        }
    });
}

#[test]
fn an_announcement_and_a_grace_equal_those_of_a_scheduled_ban() {
    let ban = r#"(id: "m", announced: "2025-01-20", from: "2025-02-17", grace_days: 14, what: Ban(scope:
        (goods: ["metal"], origins: Only(["CN"]), destinations: Only(["US"])))),"#;
    equals_the_schedule("", "", ban, |world, directives| match world.tick() {
        ..2 => {}
        2..6 => directives.announced = on_uses(world, &TO_US, 0, 1),
        6..8 => directives.status = on_uses(world, &TO_US, 0, 1),
        8.. => directives.status = on_uses(world, &TO_US, 0, 3),
    });
}

#[test]
fn a_licence_by_status_equals_the_scheduled_licence() {
    let licence = r#"(id: "m", from: "2025-01-20", grace_days: 7, what: Licence(regime: "r")),"#;
    equals_the_schedule(REGIME, "", licence, |world, directives| {
        if from_week(world, 2) {
            let status = if from_week(world, 3) { 2 } else { 1 };
            directives.status = on_uses(world, &ABROAD, 0, status);
            directives.regime = on_uses(world, &ABROAD, NO_REGIME, 0);
        }
    });
}

#[test]
fn a_tariff_and_a_fee_equal_the_scheduled_ones() {
    let scope = r#"scope: (goods: ["metal"], origins: Only(["CN"]), destinations: Only(["US"]))"#;
    let tariff = format!(r#"(id: "m", from: "2025-01-20", what: Tariff({scope}, rate: 0.6)),"#);
    equals_the_schedule("", "", &tariff, |world, directives| {
        if from_week(world, 2) {
            directives.tariff = on_lanes(world, &TO_US, 0.0, 0.6);
        }
    });
    let fee = format!(r#"(id: "m", from: "2025-01-20", what: Fee({scope}, usd_per_unit: 3)),"#);
    equals_the_schedule("", "", &fee, |world, directives| {
        if from_week(world, 2) {
            directives.fee_usd = on_lanes(world, &TO_US, 0.0, 3.0);
        }
    });
}

#[test]
fn a_quota_of_a_tick_equals_a_scheduled_one_of_a_week() {
    let quota = r#"(id: "m", from: "2025-01-20", what: Quota(scope: (goods: ["metal"], origins: Only(["CN"]),
        destinations: Only(["US"])), quantity: 1000.5, period_weeks: 1)),"#;
    equals_the_schedule("", "", quota, |world, directives| {
        if from_week(world, 2) {
            directives.quota = on_lanes(world, &TO_US, f64::INFINITY, 1000.5);
        }
    });
}

#[test]
fn an_export_quota_equals_a_scheduled_one_over_all_destinations() {
    let quota = r#"(id: "m", from: "2025-01-20", what: Quota(scope: (goods: ["metal"], origins: Only(["CN"])),
        quantity: 2000, period_weeks: 1)),"#;
    equals_the_schedule("", "", quota, |world, directives| {
        if from_week(world, 2) {
            let facts = world.world.resource::<Facts>();
            directives.export_quota = vec![NO_QUOTA; facts.goods() * facts.jurisdictions()];
            let at = facts.export(good(world, "metal"), country(world, "CN"));
            directives.export_quota[at] = 2000.0;
        }
    });
}

#[test]
fn a_hold_equals_a_scheduled_inspection() {
    // Nobody ships slag from the United States; its inspection makes room for holds of 40 days in both worlds.
    let room = r#"(id: "room", from: "2025-01-06", what: Inspection(scope: (goods: ["slag"], origins: Only(["US"])),
        probability: 0.1, delay_days: (0, 40))),"#;
    let inspection = r#"(id: "z", from: "2025-01-20", what: Inspection(scope: (goods: ["metal"],
        origins: Only(["CN"])), probability: 0.5, delay_days: (5, 40))),"#;
    equals_the_schedule("", room, inspection, |world, directives| {
        if from_week(world, 2) {
            directives.hold_probability = on_lanes(world, &ABROAD, 0.0, 0.5);
            directives.hold_days_min = on_lanes(world, &ABROAD, 0.0, 5.0);
            directives.hold_days_max = on_lanes(world, &ABROAD, 0.0, 40.0);
        }
    });
}

#[test]
fn a_pair_rule_for_an_importer_equals_an_entity_list() {
    let list = r#"schedule: [(id: "list", from: "2025-01-20", what: EntityList(authority: "CN",
        names: ["Tin maker"], affiliates: false))],"#;
    let rule = |world: &Simulation, directives: &mut Directives| {
        if from_week(world, 2) {
            let facts = world.world.resource::<Facts>();
            let index = facts.scenario.named.iter().position(|firm| firm.name == "Tin maker").unwrap();
            directives.pairs = vec![PairRule {
                exporter: Party::Jurisdiction(country(world, "CN")),
                importer: Party::Firm(facts.named[index]),
                good: None,
                status: Verdict::Blocked,
                regime: None,
            }];
        }
    };
    let scheduled = hashes(&layered(TWO_CHAINS, list, &[]), 1, |_, _| {});
    let directed = hashes(&layered(TWO_CHAINS, "schedule: [],", &[]), 1, rule);
    assert_eq!(scheduled, directed);
}

#[test]
fn a_suspended_measure_is_as_if_it_were_not_in_the_schedule() {
    let ban = r#"schedule: [(id: "m", from: "2025-01-20", what: Ban(scope: (goods: ["metal"],
        origins: Only(["CN"]))))],"#;
    let suspended = hashes(&layered(CHAIN, ban, &[]), 1, |_, directives| directives.suspended = vec![1]);
    assert_eq!(suspended, hashes(&layered(CHAIN, "schedule: [],", &[]), 1, |_, _| {}));
}

/// Every kind of measure at once, in force from week 2 on.
const BUSY: &str = r#"schedule: [
    (id: "licence", from: "2025-01-20", what: Licence(regime: "r")),
    (id: "tariff", from: "2025-01-27", what: Tariff(scope: (goods: ["ore"]), rate: 0.3)),
    (id: "quota", from: "2025-01-27", what: Quota(scope: (goods: ["ore"]), quantity: 3000, period_weeks: 3)),
    (id: "look", from: "2025-01-27", what: Inspection(scope: (goods: ["metal"]), probability: 0.2,
        delay_days: (0, 20))),
],"#;

#[test]
fn neutral_directives_change_nothing() {
    let neutral: Write = |world, directives| {
        let facts = world.world.resource::<Facts>();
        let (lanes, uses, stores) = (facts.lanes(), facts.lanes() * 3, facts.stores());
        *directives = Directives {
            tariff: vec![0.0; lanes],
            fee_usd: vec![0.0; lanes],
            quota: vec![f64::INFINITY; lanes],
            hold_probability: vec![0.0; lanes],
            hold_days_min: vec![0.0; lanes],
            hold_days_max: vec![0.0; lanes],
            status: vec![0; uses],
            regime: vec![NO_REGIME; uses],
            hazard_factor: vec![1.0; uses],
            refusal: vec![0.0; uses],
            announced: vec![0; uses],
            export_quota: vec![NO_QUOTA; facts.goods() * facts.jurisdictions()],
            suspended: vec![0; facts.scenario.schedule.len()],
            buy: vec![0.0; stores],
            release: vec![0.0; stores],
            floor_usd: vec![0.0; stores],
            subsidy_usd: vec![0.0; stores],
            offtake: vec![0.0; stores],
            pairs: Vec::new(),
            rulings: Vec::new(),
            changed: false,
        };
    };
    for schedule in ["schedule: [],", BUSY] {
        let scenario = layered(CHAIN, &format!("{REGIME} {schedule}"), &[]);
        assert_eq!(hashes(&scenario, 1, neutral), hashes(&scenario, 1, |_, _| {}), "{schedule}");
    }
}

/// Links whose verdict is `wanted`: (exporter, importer), dense.
fn links_with(world: &Simulation, wanted: Verdict) -> Vec<(u32, u32)> {
    let (network, trade) = (world.world.resource::<Network>(), world.world.resource::<Trade>());
    let links = &network.links;
    let mut found = Vec::new();
    for firm in 0..world.world.resource::<Facts>().firms {
        for slot in 0..coercivity_model::world::SLOTS {
            for at in links.places(firm, slot) {
                let (seller, state) = (links.seller()[at], links.state()[at]);
                if seller != NO_SELLER && Verdict::of(state & place::VERDICT) == wanted {
                    found.push((trade.sellers.firm[seller as usize], firm as u32));
                }
            }
        }
    }
    found
}

/// Exporter and importer of some link for metal from China to the United States.
fn some_link(world: &Simulation) -> (u32, u32) {
    let trade = world.world.resource::<Trade>();
    let facts = world.world.resource::<Facts>();
    let (metal, cn, us) = (good(world, "metal"), country(world, "CN"), country(world, "US"));
    let exporter = |firm: u32| {
        let mut sellers =
            trade.sellers.firm.iter().zip(trade.sellers.good.iter().zip(&trade.sellers.jurisdiction));
        sellers.any(|(&other, (&good, &place))| other == firm && good == metal && place == cn)
    };
    let us_firms = {
        let mut query = world.world.try_query::<&CellOf>().unwrap();
        query
            .iter(&world.world)
            .map(|cell| facts.cells[cell.0 as usize].jurisdiction == us)
            .collect::<Vec<_>>()
    };
    let open = links_with(world, Verdict::Open);
    open.into_iter().find(|&(from, to)| exporter(from) && us_firms[to as usize]).unwrap()
}

#[test]
fn a_pair_rule_stops_one_link_and_nothing_else() {
    let mut world = built(&layered(CHAIN, "schedule: [],", &[]));
    let (exporter, importer) = some_link(&world);
    let links = links_with(&world, Verdict::Open).len();
    let rule = PairRule {
        exporter: Party::Firm(exporter),
        importer: Party::Firm(importer),
        good: None,
        status: Verdict::Blocked,
        regime: None,
    };
    direct(&mut world, |_, directives| directives.pairs = vec![rule]);
    world.tick_and(|world| {
        assert_eq!(links_with(world, Verdict::Blocked), [(exporter, importer)]);
        assert_eq!(links_with(world, Verdict::Open).len(), links - 1);
    });
    direct(&mut world, |_, _| {});
    world.tick_and(|world| assert_eq!(links_with(world, Verdict::Open).len(), links));
}

#[test]
fn a_listed_exporter_is_stopped_abroad_and_not_at_home() {
    let mut world = built(&layered(CHAIN, "schedule: [],", &[]));
    let (exporter, _) = some_link(&world);
    let of = |world: &Simulation, verdict| -> Vec<(u32, u32)> {
        links_with(world, verdict).into_iter().filter(|link| link.0 == exporter).collect()
    };
    let all = of(&world, Verdict::Open).len();
    let facts = world.world.resource::<Facts>().clone();
    let cn = country(&world, "CN");
    let at_home: Vec<bool> =
        all_cells(&mut world).iter().map(|&c| facts.cells[c].jurisdiction == cn).collect();
    let rule = PairRule {
        exporter: Party::Firm(exporter),
        importer: Party::Any,
        good: None,
        status: Verdict::Blocked,
        regime: None,
    };
    direct(&mut world, |_, directives| directives.pairs = vec![rule]);
    world.tick_and(|world| {
        let (blocked, open) = (of(world, Verdict::Blocked), of(world, Verdict::Open));
        assert!(!blocked.is_empty() && blocked.iter().all(|link| !at_home[link.1 as usize]));
        assert!(open.iter().all(|link| at_home[link.1 as usize]));
        assert_eq!(blocked.len() + open.len(), all);
        assert_eq!(links_with(world, Verdict::Blocked).len(), blocked.len(), "of other exporters none");
    });
}

fn all_cells(world: &mut Simulation) -> Vec<usize> {
    all(world, |cell: &CellOf| f64::from(cell.0)).into_iter().map(|cell| cell as usize).collect()
}

#[test]
fn a_pair_rule_can_ask_one_link_for_a_licence() {
    let mut world = built(&layered(CHAIN, &format!("{REGIME} schedule: [],"), &[]));
    let (exporter, importer) = some_link(&world);
    let rule = PairRule {
        exporter: Party::Firm(exporter),
        importer: Party::Firm(importer),
        good: Some(good(&world, "metal")),
        status: Verdict::Licensed,
        regime: Some(0),
    };
    let mut granted = 0;
    for _ in 0..20 {
        direct(&mut world, |_, directives| directives.pairs = vec![rule]);
        granted += world.tick_and(|world| {
            let licences = world.world.resource::<coercivity_model::state::Licences>();
            assert!(!licences.records.is_empty());
            assert!(licences.records.iter().all(|record| record.buyer == importer));
            licences.counts.iter().map(|count| count.granted).sum::<u64>()
        });
    }
    // Under a hazard of 0.4 a week a review is over within 15 weeks in 1 - exp(-0.4 x 15) = 99.8% of all cases.
    assert!(granted > 0);
}

/// Something of everything, with a different face in every week.
fn busy(world: &Simulation, directives: &mut Directives) {
    let week = world.tick();
    let facts = world.world.resource::<Facts>();
    directives.tariff = on_lanes(world, &TO_US, 0.0, 0.1 * (week / 3) as f64);
    directives.quota = on_lanes(world, &[("ore", "US", "CN")], f64::INFINITY, 900.0);
    directives.hold_probability = on_lanes(world, &[("metal", "JP", "US")], 0.0, 0.3);
    directives.hold_days_max = on_lanes(world, &[("metal", "JP", "US")], 0.0, 14.0);
    directives.hazard_factor = on_uses(world, &ABROAD, 1.0, 0.5);
    directives.refusal = on_uses(world, &ABROAD, 0.0, 0.4);
    if week >= 4 {
        directives.status = on_uses(world, &[("metal", "JP", "CN")], 0, 3);
    }
    let (metal, jp, us) = (good(world, "metal"), country(world, "JP"), country(world, "US"));
    directives.buy = vec![0.0; facts.stores()];
    directives.buy[facts.store(jp, metal)] = 300.0;
    directives.buy[facts.store(us, metal)] = 700.0;
    directives.release = vec![0.0; facts.stores()];
    directives.release[facts.store(jp, metal)] = if week % 2 == 0 { 500.0 } else { 0.0 };
    let firm = Party::Firm(facts.of_stage[2].start as u32 + 5);
    let rule =
        PairRule { exporter: Party::Any, importer: firm, good: None, status: Verdict::Grace, regime: None };
    directives.pairs = vec![rule];
}

#[test]
fn a_directed_run_is_the_same_for_1_2_and_8_threads() {
    // 9,000 firms are three blocks.
    let sections = format!("{REGIME} {BUSY}");
    let scenario = layered(CHAIN, &sections, &[("run.firms", "9000")]);
    let one = hashes(&scenario, 1, busy);
    assert_ne!(one, hashes(&scenario, 1, |_, _| {}));
    for threads in [2, 8] {
        assert_eq!(one, hashes(&scenario, threads, busy), "{threads} threads");
    }
}
