//! The chain M -> R -> G -> {Dcn, Dus} against numbers worked out by hand from the equations of a tick.
//!
//! A week runs: arrivals, expectation E, order, production, allocation, shipping. The rules, with their figures here:
//! - E' = 3/4 E + 1/4 (declared use that may be shipped + 1/2 of the declared use that is blocked). In week 3 for G:
//!   3/4 x 200 + 1/4 x (100 + 1/2 x 100) = 187.5.
//! - order = floor(u + ((2 + L - 1) u - stock - in transit) / tau), tau = 2 (Dus 1), L = 1 (Dus 2); the use part is at
//!   most floor(u). For Dus in week 3: 100 + (3 x 100 - 200 - 0) / 1 = 200, so 100 to use and 100 to restock.
//! - made = min(capacity, E + (E - finished) / 2, stock / need), whole units, magnets in pairs. For G in week 3:
//!   187.5 + (187.5 - 300) / 2 = 131.25, so 130 from 65 oxide.
//! - use parts are served before restock parts. In week 5 G has 332 + 90 = 422: the use parts 100 + 100 are filled,
//!   and of the restock part 300 the remaining 222.
//!
//! The licence is asked for in week 2 and reviewed for three weeks, so weeks 2, 3 and 4 are blocked; what leaves in
//! week 5 arrives in week 7. Dus makes nothing in weeks 5 and 6.

use crate::prelude::*;
use coercivity_model::state::MarketState;
use coercivity_testkit::{MINIATURE, layered, text};

/// One firm's week: expectation; arrived, stock when ordering, in transit when ordering, use part and restock part of
/// the order, shipped to it; made, used, input stock at the end, sent, finished stock at the end.
type Week = [f64; 12];

// A mine has no inputs: its seven input columns stay zero.
const M: [Week; 9] = [
    [200., 0., 0., 0., 0., 0., 0., 200., 0., 0., 200., 200.],
    [200., 0., 0., 0., 0., 0., 0., 200., 0., 0., 200., 200.],
    [200., 0., 0., 0., 0., 0., 0., 200., 0., 0., 200., 200.],
    [200., 0., 0., 0., 0., 0., 0., 200., 0., 0., 200., 200.],
    // R orders 193: floor(196.5 + (393 - 400) / 2).
    [200., 0., 0., 0., 0., 0., 0., 200., 0., 0., 193., 207.],
    // E = 3/4 x 200 + 1/4 x 196 = 199; made floor(199 + (199 - 207) / 2) = 195.
    [199., 0., 0., 0., 0., 0., 0., 195., 0., 0., 177., 225.],
    [197., 0., 0., 0., 0., 0., 0., 183., 0., 0., 152., 256.],
    [194.25, 0., 0., 0., 0., 0., 0., 163., 0., 0., 132., 287.],
    [191.6875, 0., 0., 0., 0., 0., 0., 144., 0., 0., 121., 310.],
];

const R: [Week; 9] = [
    [100., 200., 400., 0., 200., 0., 200., 100., 200., 200., 100., 100.],
    [100., 200., 400., 0., 200., 0., 200., 100., 200., 200., 100., 100.],
    [100., 200., 400., 0., 200., 0., 200., 100., 200., 200., 100., 100.],
    [100., 200., 400., 0., 200., 0., 200., 100., 200., 200., 87., 113.],
    // E = 3/4 x 100 + 1/4 x 93 = 98.25: G declares floor(93.75) = 93 while it orders 87.
    [98.25, 200., 400., 0., 193., 0., 193., 90., 180., 220., 67., 136.],
    [95.9375, 193., 413., 0., 177., 0., 177., 75., 150., 263., 52., 159.],
    [93.203125, 177., 440., 0., 152., 0., 152., 60., 120., 320., 55., 164.],
    [92.15234375, 152., 472., 0., 132., 0., 132., 56., 112., 360., 98., 122.],
    [91.8642578125, 132., 492., 0., 121., 0., 121., 76., 152., 340., 112., 86.],
];

const G: [Week; 9] = [
    [200., 100., 200., 0., 100., 0., 100., 200., 100., 100., 200., 200.],
    [200., 100., 200., 0., 100., 0., 100., 200., 100., 100., 200., 200.],
    // The order of Dus is blocked: 100 of 200 leave.
    [200., 100., 200., 0., 100., 0., 100., 200., 100., 100., 100., 300.],
    [187.5, 100., 200., 0., 87., 0., 87., 130., 65., 135., 100., 330.],
    [178.125, 87., 222., 0., 67., 0., 67., 102., 51., 171., 100., 332.],
    // The licence holds: 200 to use, 222 of 300 to restock.
    [171.09375, 67., 238., 0., 52., 0., 52., 90., 45., 193., 422., 0.],
    [178.3203125, 52., 245., 0., 55., 0., 55., 260., 130., 115., 178., 82.],
    [183.740234375, 55., 170., 0., 91., 7., 98., 234., 117., 53., 100., 216.],
    [187.80517578125, 98., 151., 0., 93., 19., 112., 172., 86., 65., 230., 158.],
];

// Nothing ever reaches the maker at home: 10 devices a week from 100 magnets.
const DCN: [Week; 9] = [[10., 100., 200., 0., 100., 0., 100., 10., 100., 100., 10., 10.]; 9];

const DUS: [Week; 9] = [
    [10., 100., 200., 100., 100., 0., 100., 10., 100., 100., 10., 10.],
    [10., 100., 200., 100., 100., 0., 100., 10., 100., 100., 10., 10.],
    [10., 100., 200., 100., 100., 0., 0., 10., 100., 100., 10., 10.],
    [10., 100., 200., 0., 100., 100., 0., 10., 100., 100., 10., 10.],
    [10., 0., 100., 0., 100., 200., 0., 10., 100., 0., 10., 10.],
    [10., 0., 0., 0., 100., 300., 322., 0., 0., 0., 10., 0.],
    // 100 + (300 - 0 - 322) / 1 = 78.
    [10., 0., 0., 322., 78., 0., 78., 0., 0., 0., 0., 0.],
    // 100 + (300 - 322 - 78) / 1 = 0; made min(13, 10 + 10 / 2) = 13 from 130.
    [10., 322., 322., 78., 0., 0., 0., 13., 130., 192., 10., 3.],
    [10., 78., 270., 0., 100., 30., 130., 13., 130., 140., 10., 6.],
];

const FIRMS: [(&str, [Week; 9]); 5] = [("M", M), ("R", R), ("G", G), ("Dcn", DCN), ("Dus", DUS)];
const COLUMNS: [&str; 12] = [
    "expectation",
    "arrived",
    "stock when ordering",
    "in transit when ordering",
    "use part of the order",
    "restock part of the order",
    "shipped to it",
    "made",
    "used",
    "input stock at the end",
    "sent",
    "finished stock at the end",
];

/// What a firm shows at the end of the present tick. `in_transit` is what was on its way at the end of the last.
fn week(world: &mut Simulation, firm: &str, in_transit: f64) -> Week {
    let facts = world.world.resource::<Facts>().clone();
    let index = facts.scenario.named.iter().position(|named| named.name == firm).unwrap();
    // Every firm is alone in its cell, so the cell's books are the firm's.
    let cell = named(world, firm, |cell: &CellOf| f64::from(cell.0)) as usize;
    let dense = facts.named[index];
    let tally = world.world.resource::<Ledger>().cells[cell];
    let recipe = facts.recipe(cell);
    let expected = named(world, firm, |e: &Expectation| e.0);
    let order = held(world, firm, |x: &Inputs| &x.order[0]);
    let use_part = order.min((recipe.quantity[0] * expected).floor());
    let stock = held(world, firm, |x: &Inputs| &x.stock[0]);
    let waiting = in_transit - tally.arrived[0];
    let shipped = held(world, firm, |x: &Inputs| &x.in_transit[0]) - waiting;
    let sent = match recipe.final_good {
        Some(k) => {
            let markets = world.world.resource::<MarketState>();
            markets.sold[markets.cell(k, facts.cells[cell].jurisdiction.index())]
        }
        None => {
            let trade = world.world.resource::<Trade>();
            let rows = trade.sellers.firm.iter().zip(&trade.shipped);
            rows.filter(|(seller, _)| **seller == dense).map(|(_, shipped)| shipped).sum()
        }
    };
    [
        expected,
        tally.arrived[0],
        stock + tally.used[0],
        waiting,
        use_part,
        order - use_part,
        shipped,
        tally.made[0],
        tally.used[0],
        stock,
        sent,
        held(world, firm, |x: &Products| &x.stock[0]),
    ]
}

/// Compares every number of `weeks` weeks with `expected`, which gives the row of (firm, week).
fn compare(scenario: &Scenario, weeks: usize, expected: impl Fn(usize, usize) -> Week) {
    let mut world = built(scenario);
    let mut wrong = Vec::new();
    for week_number in 0..weeks {
        let before: Vec<f64> =
            FIRMS.iter().map(|(firm, _)| held(&world, firm, |x: &Inputs| &x.in_transit[0])).collect();
        world.tick_and(|world| {
            for (i, (firm, _)) in FIRMS.iter().enumerate() {
                let seen = week(world, firm, before[i]);
                for (column, (seen, wanted)) in seen.iter().zip(expected(i, week_number)).enumerate() {
                    if *seen != wanted {
                        let column = COLUMNS[column];
                        wrong.push(format!("{firm}, week {week_number}, {column}: {seen}, not {wanted}"));
                    }
                }
            }
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_number_of_nine_weeks_is_as_worked_out_by_hand() {
    compare(&text(MINIATURE, &[]), 9, |firm, week| FIRMS[firm].1[week]);
}

#[test]
fn without_the_licence_every_week_equals_the_first() {
    compare(&layered(MINIATURE, "schedule: [],", &[]), 20, |firm, _| FIRMS[firm].1[0]);
}

#[test]
fn magnets_add_up_over_the_nine_weeks() {
    let mut world = built(&text(MINIATURE, &[]));
    // Opening: 100 in stock at each maker, 100 on the way to Dcn, 2 x 100 to Dus, 200 finished at G.
    let held = |world: &mut Simulation| {
        let mut sum = held(world, "G", |x: &Products| &x.stock[0]);
        for maker in ["Dcn", "Dus"] {
            sum += held(world, maker, |x: &Inputs| &x.stock[0]);
            sum += held(world, maker, |x: &Inputs| &x.in_transit[0]);
        }
        sum
    };
    assert_eq!(held(&mut world), 700.0);
    let (mut made, mut used, mut rest) = (0.0, 0.0, 0.0);
    for _ in 0..9 {
        world.tick_and(|world| {
            let ledger = world.world.resource::<Ledger>();
            let facts = world.world.resource::<Facts>();
            for (cell, tally) in ledger.cells.iter().enumerate() {
                let recipe = facts.recipe(cell);
                if facts.good_name(recipe.output_good[0]) == "magnet" {
                    made += tally.made[0];
                }
                if recipe.final_good.is_some() {
                    used += tally.used[0];
                }
                rest += tally.outlet[1];
            }
        });
    }
    // Made: 3 x 200 + 130 + 102 + 90 + 260 + 234 + 172 = 1588. Used: 9 x 100 + 5 x 100 + 2 x 130 = 1660.
    assert_eq!((made, used), (1588.0, 1660.0));
    // Closing: 158 at G, 100 + 100 for Dcn, 140 + 130 for Dus.
    assert_eq!(held(&mut world), 628.0);
    assert_eq!(700.0 + made, used + 628.0);
    // One of the rest with each oxide: 4 x 100 + 90 + 75 + 60 + 56 + 76 = 757, all through the outlet.
    assert_eq!(rest, 757.0);
}
