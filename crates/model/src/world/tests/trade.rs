//! Links: bilateral flows, numbers of suppliers, given links, classes, markets.

use super::*;
use crate::world::{NO_SELLER, SHARE_ONE, class, trade};
use coercivity_base::StableId;
use coercivity_scenario::checked::GivenLink;

/// Sales of `good` by origin and destination, from the links.
fn traded(start: &Start, scenario: &Scenario, good: GoodId) -> Vec<f64> {
    let mut traded = vec![0.0; 9];
    for firm in 0..start.stable.len() {
        let cell = &start.cells[usize::from(start.cell[firm])];
        for (slot, input) in scenario.recipes[cell.recipe.index()].inputs.iter().enumerate() {
            for place in start.links.places(firm, slot) {
                if input.good == good && start.links.seller[place] != NO_SELLER {
                    let origin = start.sellers.jurisdiction[start.links.seller[place] as usize];
                    let share = f64::from(start.links.share[place]) / f64::from(SHARE_ONE);
                    traded[origin.index() * 3 + cell.jurisdiction.index()] +=
                        share * input.quantity * start.normal[firm];
                }
            }
        }
    }
    traded
}

#[test]
fn laid_links_carry_the_fitted_flows() {
    let mut scenario = chain();
    scenario.run.firms = 20_000;
    scenario.network.smallest_share = 0.0;
    let start = built(&scenario);
    let m = 2.0 * 1e13 * 7.0 / 365.25;
    let supply = [0.8 * m, 0.15 * m, 0.05 * m];
    let need = [0.5 * m, 0.2 * m, 0.3 * m];
    let wanted = trade::flows(&scenario, MAGNET, &supply, &need, &mut Vec::new()).unwrap();
    for (pair, (got, wanted)) in traded(&start, &scenario, MAGNET).iter().zip(&wanted).enumerate() {
        // Shares are whole 32768ths, at least one: together under 2% of a flow.
        assert!((got / wanted - 1.0).abs() < 0.02, "pair {pair}: {got} instead of {wanted}");
    }
}

#[test]
fn dropping_small_links_moves_sales_of_a_place_by_under_two_percent() {
    let mut scenario = chain();
    scenario.run.firms = 20_000;
    let start = built(&scenario);
    let sold = |place: JurisdictionId| {
        traded(&start, &scenario, MAGNET)[place.index() * 3..][..3].iter().sum::<f64>()
    };
    let m = 2.0 * 1e13 * 7.0 / 365.25;
    for (place, share) in [(CN, 0.8), (JP, 0.15), (US, 0.05)] {
        assert!((sold(place) / (share * m) - 1.0).abs() < 0.02, "{place:?}: {}", sold(place) / m);
    }
}

#[test]
fn every_place_holds_a_share_and_spare_places_hold_none() {
    let scenario = chain();
    let start = built(&scenario);
    for firm in 0..start.stable.len() {
        let inputs = scenario.recipes[start.cells[usize::from(start.cell[firm])].recipe.index()].inputs.len();
        for slot in 0..inputs {
            let places = start.links.places(firm, slot);
            let (used, spare) = start.links.seller[places.clone()].split_at(places.len() - 1);
            assert_eq!(spare, [NO_SELLER]);
            assert!(used.is_sorted_by(|a, b| a < b), "sellers in the order of their stable ids, each once");
            let shares = &start.links.share[places];
            assert_eq!(shares.iter().map(|&s| u32::from(s)).sum::<u32>(), u32::from(SHARE_ONE));
            assert!(shares[..used.len()].iter().all(|&s| s > 0) && shares[used.len()] == 0);
        }
        for slot in inputs..crate::world::SLOTS {
            assert!(start.links.places(firm, slot).is_empty());
        }
    }
}

#[test]
fn small_buyers_have_about_two_suppliers_and_large_ones_more() {
    let start = built(&chain());
    let mut devices: Vec<usize> = start.of_stage[DEVICE_STAGE.index()].clone().collect();
    devices.sort_by(|&a, &b| start.normal[b].total_cmp(&start.normal[a]));
    let mean = |firms: &[usize]| {
        let suppliers = |&f: &usize| start.links.places(f, 0).len() as f64 - 1.0;
        firms.iter().map(suppliers).sum::<f64>() / firms.len() as f64
    };
    let small = mean(&devices[devices.len() / 2..]);
    assert!((1.5..=2.5).contains(&small), "{small}");
    assert!(mean(&devices[..10]) > 5.0, "{}", mean(&devices[..10]));
}

#[test]
fn a_forbidden_pair_has_no_link() {
    let mut scenario = chain();
    forbid(&mut scenario, &[MAGNET], JP, US);
    let start = built(&scenario);
    let traded = traded(&start, &scenario, MAGNET);
    assert_eq!(traded[JP.index() * 3 + US.index()], 0.0);
    assert!(traded.iter().enumerate().all(|(pair, &t)| pair == 5 || t > 0.0));
}

#[test]
fn an_origin_that_may_sell_nowhere_is_named_and_given_a_customer() {
    let mut scenario = chain();
    for destination in [CN, JP, US] {
        forbid(&mut scenario, &[NDPR], US, destination);
    }
    let start = built(&scenario);
    let note =
        "US makes ndpr_oxide but network.affinities let it sell nowhere: it is given US as its customer.";
    assert!(start.notes.iter().any(|n| n == note), "{:?}", start.notes);
}

#[test]
fn a_fit_that_cannot_be_is_noted() {
    // The United States need 30% of the magnets and may take only their own 5%; the rest is asked of them anyway.
    let mut scenario = chain();
    forbid(&mut scenario, &[MAGNET], CN, US);
    forbid(&mut scenario, &[MAGNET], JP, US);
    let start = built(&scenario);
    assert!(
        start.notes.iter().any(|n| n.contains("Trade in magnet (links) cannot meet")),
        "{:?}",
        start.notes
    );
}

#[test]
fn given_links_stand_in_place_of_drawn_ones() {
    let mut scenario = chain();
    scenario.named = vec![
        firm("Buyer", DEVICES, US, 400_000.0),
        firm("First", MAGNETS, CN, 2_000_000.0),
        firm("Second", MAGNETS, JP, 1_000_000.0),
    ];
    let link = |supplier, share| GivenLink { supplier, buyer: 0, good: MAGNET, share };
    scenario.links = vec![link(2, 0.25), link(1, 0.75)];
    let start = built(&scenario);
    let places = start.links.places(start.named[0] as usize, 0);
    let mut links: Vec<(StableId, u16)> = places
        .filter(|&p| start.links.seller[p] != NO_SELLER)
        .map(|p| (start.sellers.stable[start.links.seller[p] as usize], start.links.share[p]))
        .collect();
    links.sort_by_key(|l| l.1);
    assert_eq!(links, [(StableId::of("Second"), 8_192), (StableId::of("First"), 24_576)]);
    // The suppliers sell less to others for it: First expects 2 million a year in all, as before.
    let yearly = start.normal[start.named[1] as usize] / 1e6 * 365.25 / 7.0;
    assert!((yearly / 2e6 - 1.0).abs() < 0.02, "{yearly}");
}

#[test]
fn contracts_follow_their_share_and_others_are_domestic_at_home_or_spot() {
    let start = built(&chain());
    let (mut links, mut contracts) = (0.0, 0.0);
    for firm in 0..start.stable.len() {
        let home = start.cells[usize::from(start.cell[firm])].jurisdiction;
        for place in start.links.places(firm, 0).filter(|&p| start.links.share[p] > 0) {
            let origin = start.sellers.jurisdiction[start.links.seller[place] as usize];
            let expected = if origin == home { class::DOMESTIC } else { class::SPOT };
            links += 1.0;
            contracts += f64::from(u8::from(start.links.state[place] == class::CONTRACT));
            assert!([class::CONTRACT, expected].contains(&start.links.state[place]));
        }
    }
    // Binomial: standard deviation sqrt(0.7 * 0.3 / links).
    assert!((contracts / links - 0.7_f64).abs() < 4.0 * (0.21_f64 / links).sqrt(), "{}", contracts / links);
}

#[test]
fn markets_buy_at_home_first_and_their_shares_sum_to_one() {
    let start = built(&chain());
    let profile = &start.markets.profile;
    for market in 0..3 {
        assert!((profile[market * 3..market * 3 + 3].iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
    // The United States make 30% and buy 40%; 60% of that at home is 24% of the world's, the rest by makers.
    assert!(profile[8] > 0.5 && profile[8] < 0.75, "{}", profile[8]);
    // What is sold from China is what it makes: half.
    let sold = 0.3 * profile[0] + 0.3 * profile[3] + 0.4 * profile[6];
    assert!((sold - 0.5).abs() < 1e-8, "{sold}");
}
