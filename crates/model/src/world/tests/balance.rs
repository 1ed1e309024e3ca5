//! Flows at the start: by hand in a small chain, in balance in a drawn one.

use super::*;
use crate::world::economy::base_year;
use crate::world::{SHARE_ONE, SLOTS};
use coercivity_base::quantity;

#[test]
fn the_miniature_has_the_flows_of_its_table() {
    // 20 devices x 10 magnets; 200 magnets x 1/2 oxide; 100 oxide x 2 concentrate.
    let start = built(&by_hand());
    let normal = |name: &str| {
        let index = by_hand().named.iter().position(|f| f.name == name).unwrap();
        start.normal[start.named[index] as usize]
    };
    assert_eq!(["Dcn", "Dus", "G", "R", "M"].map(normal), [10.0, 10.0, 200.0, 100.0, 200.0]);
    // 10 / 0.75 = 13.3 and 200 / 0.75 = 266.7, rounded up.
    let capacity = |index: usize| start.capacity[start.named[index] as usize];
    assert_eq!((capacity(0), capacity(2)), (14.0, 267.0));
}

#[test]
fn two_joint_routes_run_as_solved_by_hand() {
    // With m magnets, l light and h heavy: l + 0.9*2*h = 0.3 m and h + 0.9*0.01*l = 0.02 m, so
    // h = (0.02 - 0.009*0.3) m / (1 - 0.009*1.8) and l = 0.3 m - 1.8 h.
    let economy = base_year(&chain()).unwrap();
    let world = |r: RecipeId| economy.output[r.index()].iter().sum::<f64>();
    let m = 2.0 * 1e7 * 1e6 * 7.0 / 365.25;
    let h = (0.02 - 0.009 * 0.3) * m / (1.0 - 0.009 * 1.8);
    let l = 0.3 * m - 1.8 * h;
    for (recipe, wanted) in [(MAGNETS, m), (REFINE_HEAVY, h), (REFINE_LIGHT, l)] {
        assert!((world(recipe) / wanted - 1.0).abs() < 1e-12, "{recipe:?}");
    }
}

#[test]
fn what_buyers_use_is_what_sellers_sell() {
    let (scenario, start) = (chain(), built(&chain()));
    let mut used = vec![0.0; scenario.goods.len()];
    for (firm, &cell) in start.cell.iter().enumerate() {
        for input in &scenario.recipes[start.cells[usize::from(cell)].recipe.index()].inputs {
            used[input.good.index()] += (input.quantity * start.normal[firm]).floor();
        }
    }
    for (g, &used) in used.iter().enumerate() {
        let sold: f64 = start.sellers.of_good[g].clone().map(|row| start.sellers.normal[row as usize]).sum();
        assert_eq!(sold, used, "{}", scenario.goods[g].name);
    }
    // What the markets ask of a place, in whole units, is what its makers make.
    for place in [CN, JP, US] {
        let asked: f64 = (0..3)
            .map(|market| {
                let bought = 1e13 * 7.0 / 365.25 * scenario.demand[0].shares[market];
                bought * start.markets.profile[market * 3 + place.index()]
            })
            .sum();
        let makers = start.of_stage[DEVICE_STAGE.index()]
            .clone()
            .filter(|&f| start.cells[usize::from(start.cell[f])].jurisdiction == place);
        let made: f64 = makers.map(|f| start.normal[f]).sum();
        assert!((asked - made).abs() < 1.5, "{asked} asked, {made} made");
    }
}

#[test]
fn a_seller_makes_what_its_links_order() {
    let start = built(&chain());
    let mut sold = vec![0.0; start.sellers.firm.len()];
    let quantities =
        |r: RecipeId| chain().recipes[r.index()].inputs.iter().map(|i| i.quantity).collect::<Vec<_>>();
    let quantities: Vec<Vec<f64>> = (0..6).map(|r| quantities(RecipeId(r))).collect();
    for firm in 0..start.stable.len() {
        let inputs = &quantities[start.cells[usize::from(start.cell[firm])].recipe.index()];
        for slot in 0..SLOTS {
            let used = inputs.get(slot).map_or(0.0, |q| (q * start.normal[firm]).floor());
            let mut low = 0.0;
            for place in start.links.places(firm, slot).filter(|&p| start.links.share[p] > 0) {
                let high = low + f64::from(start.links.share[place]) / f64::from(SHARE_ONE);
                sold[start.links.seller[place] as usize] += quantity::split(used, low, high);
                low = high;
            }
            assert_eq!(low, f64::from(u8::from(slot < inputs.len())), "shares of firm {firm}, input {slot}");
        }
    }
    assert_eq!(sold, start.sellers.normal);
    let drivers = (0..sold.len()).filter(|&r| start.sellers.output[r] == 0);
    drivers.for_each(|r| assert_eq!(start.normal[start.sellers.firm[r] as usize], sold[r]));
}

#[test]
fn the_parts_of_makers_cover_their_market_once() {
    let start = built(&chain());
    for place in [CN, JP, US] {
        let mut parts: Vec<(f64, f64)> = start.of_stage[DEVICE_STAGE.index()]
            .clone()
            .filter(|&f| start.cells[usize::from(start.cell[f])].jurisdiction == place)
            .map(|f| (start.market_low[f], start.market_high[f]))
            .collect();
        parts.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert_eq!((parts[0].0, parts[parts.len() - 1].1), (0.0, 1.0));
        assert!(parts.windows(2).all(|w| w[0].1 == w[1].0));
    }
}
