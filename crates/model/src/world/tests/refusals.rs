//! Economies that cannot work are refused with a sentence that says what, where and what to do.

use super::*;
use coercivity_scenario::checked::GivenLink;

/// Builds `chain` after `change` and looks for `said` in the sentence of the refusal.
fn refused(change: impl FnOnce(&mut Scenario), said: &[&str]) {
    refused_from(chain(), change, said);
}

fn refused_from(mut scenario: Scenario, change: impl FnOnce(&mut Scenario), said: &[&str]) {
    change(&mut scenario);
    let sentence = build(&scenario, Layout::Natural, &one_thread())
        .expect_err("this scenario cannot be built")
        .to_string();
    for part in said {
        assert!(sentence.contains(part), "`{part}` is not in: {sentence}");
    }
}

#[test]
fn no_demand() {
    refused(|s| s.demand.clear(), &["no final demand", "`demand`"]);
}

#[test]
fn an_input_that_nobody_makes() {
    refused(
        |s| drop(s.recipes.remove(2)),
        &["nobody makes `concentrate_heavy`", "recipes.refine_heavy", "driver"],
    );
}

#[test]
fn a_final_good_that_nobody_makes() {
    let change = |s: &mut Scenario| {
        s.goods.push(good("toys"));
        s.contract_share.push(0.7);
        s.demand[0].good = GoodId(6);
    };
    refused(change, &["nobody makes `toys`", "a final market"]);
}

#[test]
fn a_final_good_that_comes_along() {
    refused(
        |s| s.recipes[1].outputs.push(Output { good: DEVICE, quantity: 0.1 }),
        &["`device` is a co-product of recipes.magnets"],
    );
}

#[test]
fn goods_that_need_each_other() {
    refused(
        |s| s.recipes[3].inputs.push(input(MAGNET, 0.001)),
        &["loop", "light_concentrate", "magnet", "ndpr_oxide"],
    );
}

#[test]
fn more_along_than_needed() {
    // Light refining alone gives 0.9 * 0.1 dytb per ndpr, more than the 0.02 / 0.3 that magnets take.
    refused(|s| s.recipes[5].outputs[1].quantity = 0.1, &["`dytb_oxide` would run backwards", "co-product"]);
}

#[test]
fn a_good_that_only_comes_along_and_is_not_enough() {
    refused(
        |s| {
            s.recipes.remove(4);
        },
        &["`dytb_oxide` only comes along", "add a recipe"],
    );
}

#[test]
fn a_recipe_in_no_country() {
    refused(|s| s.recipes[1].shares = vec![0.0; 3], &["recipes.magnets", "`shares` are 0"]);
}

#[test]
fn a_named_firm_where_its_recipe_makes_nothing() {
    refused(
        |s| s.named.push(firm("Lost", REFINE_LIGHT, JP, 10.0)),
        &["`Lost`", "refine_light", "JP", "recipes.refine_light.shares"],
    );
}

#[test]
fn two_firms_of_one_id() {
    refused(
        |s| s.named.push(firm("device_maker/CN/devices/civil/0", DEVICES, CN, 10.0)),
        &["same id", "firms.named", "device_maker/CN/devices/civil/0"],
    );
}

#[test]
fn a_country_that_may_buy_nowhere() {
    let change = |s: &mut Scenario| [CN, JP, US].iter().for_each(|&o| forbid(s, &[MAGNET], o, JP));
    refused(change, &["JP needs `magnet`", "network.affinities"]);
}

#[test]
fn goods_counted_too_coarsely() {
    // A thousandth of the devices, and with them of everything: 191 million base units a week by 9,740 makers.
    refused(
        |s| s.demand[0].per_year = 1e4,
        &["smallest planned link", "under 1000", ".base_units to 1e", "now 1e6"],
    );
}

#[test]
fn goods_counted_too_finely() {
    // 1e7 devices of 1e9 base units are 1e16 a year, over 2^52 = 4.5e15; a tenth of it is not.
    refused(|s| s.goods[DEVICE.index()].base_units = 1e9, &["over 2^52", "base_units", "now 1e9"]);
}

#[test]
fn a_share_without_a_firm() {
    refused_from(
        by_hand(),
        |s| s.recipes[1].shares = vec![0.5, 0.5, 0.0],
        &["recipes.magnets.shares", "JP", "no named firm"],
    );
}

#[test]
fn a_firm_that_sells_nothing() {
    refused_from(
        by_hand(),
        |s| {
            s.named.push(firm("Spare", RecipeId(1), US, 100.0));
            let link = |buyer| GivenLink { supplier: 2, buyer, good: MAGNET, share: 1.0 };
            s.links = vec![link(0), link(1)];
        },
        &["`Spare` would have zero capacity", "`magnet`", "firms.links"],
    );
}

#[test]
fn a_given_link_for_a_good_that_is_not_used_or_not_made() {
    let link = |supplier, buyer, good| GivenLink { supplier, buyer, good, share: 1.0 };
    refused_from(by_hand(), |s| s.links = vec![link(4, 0, NDPR)], &["`R` -> `Dcn`", "does not use it"]);
    refused_from(by_hand(), |s| s.links = vec![link(3, 0, MAGNET)], &["`M` -> `Dcn`", "does not make it"]);
}

#[test]
fn a_circle_of_critical_inputs_that_holds_less_than_its_way() {
    // Magnets give scrap (here concentrate_heavy), which a refiner of light ore needs: 2 x 1 week of cover against
    // two goods that may take 30 days, five ticks, each.
    let change = |s: &mut Scenario| {
        s.recipes.remove(2);
        s.recipes.remove(3);
        s.recipes[1].outputs.push(Output { good: HEAVY_ORE, quantity: 0.1 });
        s.recipes[1].inputs.truncate(1);
        s.recipes[1].inputs[0].cover_weeks = 1.0;
        s.recipes[3].outputs.truncate(1);
        s.recipes[3].inputs.push(Input { cover_weeks: 1.0, ..input(HEAVY_ORE, 0.1) });
    };
    refused(
        change,
        &["magnets", "refine_light", "2.0 ticks of cover", "10.0 ticks on the way", "cover_weeks"],
    );
    let mut covered = chain();
    change(&mut covered);
    covered.recipes[1].inputs[0].cover_weeks = 9.0;
    assert!(build(&covered, Layout::Natural, &one_thread()).is_ok());
}
