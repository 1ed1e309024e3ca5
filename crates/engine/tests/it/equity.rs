//! Equity in two chains: margins of a quiet week by hand, and a ban that owners hear of long before it holds.

use crate::prelude::*;
use coercivity_model::state::Equity;
use coercivity_testkit::{TWO_CHAINS, layered};

/// A ban on tin metal from China that is announced in week 4 (3 February 2025) and holds from week 13.
const BAN: &str = r#"schedule: [(id: "ban", announced: "2025-02-03", from: "2025-04-07",
    what: Ban(scope: (goods: ["tin_metal"], origins: Only(["CN"])))),],"#;

/// ln 1.08 over the 52.18 weeks of a year.
const DISCOUNT: f64 = 0.076_961_041_136_128_4 / (365.25 / 7.0);

fn cell(world: &mut Simulation, name: &str) -> usize {
    named(world, name, |cell: &CellOf| f64::from(cell.0)) as usize
}

#[test]
fn in_a_quiet_world_a_firm_is_worth_its_margin_for_ever() {
    let mut world = built(&layered(TWO_CHAINS, "", &[]));
    let [mine, smelter, maker] = ["Tin mine", "Tin smelter", "Tin maker"].map(|name| cell(&mut world, name));
    for _ in 0..20 {
        world.tick_and(|world| {
            let equity = world.world.resource::<Equity>();
            // The mine sells 4,000 t at 1 and pays 2,800; the maker sells for 100,000 and pays 20,000 and 56,000. The
            // smelter sells for 20,000 and pays 4,000 and 0.7 x 16,200; what comes along leaves through the outlet.
            for (cell, margin) in [(mine, 1200.0), (maker, 24_000.0), (smelter, 4660.0)] {
                let value = equity.value[cell];
                // Slag that is made in a week counts as stock until it leaves.
                let slack = if cell == smelter { 200.0 } else { 1e-6 };
                assert!((equity.normal[cell] - margin).abs() <= slack, "{}", equity.normal[cell]);
                assert!((value * DISCOUNT - equity.normal[cell]).abs() <= slack, "{value}");
            }
            assert!(equity.exposure.iter().all(|&exposure| exposure == 0.0));
        });
    }
}

#[test]
fn owners_mark_down_on_the_day_of_the_news_whoever_a_ban_will_touch_and_nobody_else() {
    let mut world = built(&layered(TWO_CHAINS, BAN, &[]));
    let cells = ["Tin mine", "Tin smelter", "Tin maker", "Zinc smelter", "Zinc maker"];
    let cells = cells.map(|name| cell(&mut world, name));
    let index = |world: &Simulation| {
        let equity = world.world.resource::<Equity>();
        cells.map(|cell| equity.value[cell] * DISCOUNT / equity.normal[cell])
    };
    let weeks: Vec<[f64; 5]> = (0..20).map(|_| world.tick_and(|world| index(world))).collect();
    // All metal of the maker comes from China, all that the smelter sells goes abroad, and all ore goes to the smelter:
    // the three may lose their margin, back at 1/26 a week. 1 - rho / (rho + 1/26) = 1 - 0.001475 / 0.039937 = 0.9631 on
    // the day; from then on owners get used to it by 1 - exp(-1/13) a week.
    let marked = |weeks: usize| {
        let fear = coercivity_base::math::exp(-(weeks as f64) / 13.0);
        1.0 - fear * DISCOUNT / (DISCOUNT + 1.0 / 26.0)
    };
    for (week, index) in weeks.iter().enumerate() {
        let [mine, smelter, maker, zinc_smelter, zinc_maker] = *index;
        let quiet = |value: f64| (value - 1.0).abs() < 0.02;
        assert!(quiet(zinc_smelter) && quiet(zinc_maker), "week {week}: {index:?}");
        if week < 4 {
            assert!(quiet(smelter) && (maker - 1.0).abs() < 1e-9 && quiet(mine), "week {week}: {index:?}");
        }
        // From the news to the first day nothing has happened yet to the maker's margin.
        if (4..13).contains(&week) {
            let marked = marked(week - 4);
            assert!((maker - marked).abs() < 1e-9, "week {week}: {maker} and not {marked}");
            assert!((smelter - marked).abs() < 0.02, "week {week}: {smelter} and not {marked}");
            assert!((mine - marked).abs() < 0.02, "week {week}: {mine} and not {marked}");
        }
    }
    let last = weeks[19];
    // Under the ban they are used to the fear and see the loss.
    assert!(last[0] < 0.99 && last[1] < 0.99, "under the ban: {last:?}");
}

#[test]
fn equity_feeds_back_into_nothing() {
    let hash = |severity: &str| {
        let mut world = built(&layered(TWO_CHAINS, BAN, &[("equity.severity", severity)]));
        for _ in 0..20 {
            world.tick_and(|_| ());
        }
        (world.world.resource::<Ledger>().cells.clone(), world.world.resource::<Equity>().value.clone())
    };
    let ((goods, calm), (same_goods, afraid)) = (hash("0"), hash("2"));
    assert_eq!(goods, same_goods);
    assert_ne!(calm, afraid);
}
