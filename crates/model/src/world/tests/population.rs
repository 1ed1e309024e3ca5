//! Firms: the same head at every scale, heavy tails, and no trace of file order or memory layout.

use super::*;
use crate::world::{NO_SELLER, SLOTS, firm_name};
use coercivity_base::StableId;
use std::collections::BTreeMap;

fn with_firms(firms: u32) -> (Scenario, Start) {
    let mut scenario = chain();
    scenario.run.firms = firms;
    scenario.named = vec![firm("Acme", DEVICES, CN, 400_000.0), firm("Zeta", MAGNETS, CN, 2_000_000.0)];
    let start = built(&scenario);
    (scenario, start)
}

#[test]
fn the_world_has_the_number_of_firms_asked_for() {
    for firms in [1_000, 10_000, 50_000] {
        let (_, start) = with_firms(firms);
        assert_eq!(start.stable.len(), firms as usize);
        assert_eq!(start.cells.iter().map(|c| c.firms).sum::<u32>(), firms);
    }
    // Real numbers hold from 10,000 on: 60 miners; in a world of 1,000 a tenth of them.
    assert_eq!(with_firms(50_000).1.of_stage[0].len(), 60);
    assert_eq!(with_firms(1_000).1.of_stage[0].len(), 6);
}

#[test]
fn the_head_is_the_same_at_every_scale() {
    // 30 head firms of the device stage, by output: 15 in China, 6 in Japan, 9 in the United States. Acme makes
    // 400,000 of 5,000,000 in China, 8%: the 15 there share 40% - 8% by rank.
    let rank = |r: f64| coercivity_base::math::pow(r, -1.0 / 1.1);
    let sum: f64 = (1..=15).map(|r| rank(f64::from(r))).sum();
    for firms in [1_000, 10_000, 100_000] {
        let (_, start) = with_firms(firms);
        let devices = start.of_stage[DEVICE_STAGE.index()].clone();
        let world: f64 = devices.clone().map(|f| start.normal[f]).sum();
        let share = |stable: StableId| {
            let firm = start.stable.iter().position(|&s| s == stable).unwrap();
            start.normal[firm] / world / 0.5
        };
        assert!((share(StableId::of("Acme")) - 0.08).abs() < 1e-6);
        for ordinal in [0, 7, 14] {
            let id = StableId::of(&format!("device_maker/CN/devices/civil/{ordinal}"));
            let wanted = 0.32 * rank(f64::from(ordinal) + 1.0) / sum;
            assert!(
                (share(id) - wanted).abs() < 1e-6,
                "{firms} firms, {ordinal}: {} not {wanted}",
                share(id)
            );
        }
        // The first drawn one is the largest: 32% / 3.68 = 8.7%, over Acme's 8%.
        let largest = devices.map(|f| start.normal[f]).fold(0.0, f64::max) / world / 0.5;
        assert!((largest - 0.32 / sum).abs() < 1e-6 && largest > 0.08, "{largest}");
    }
}

#[test]
fn sizes_have_a_heavy_tail() {
    let (_, start) = with_firms(20_000);
    let mut sizes: Vec<f64> = start.of_stage[DEVICE_STAGE.index()].clone().map(|f| start.normal[f]).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let total: f64 = sizes.iter().sum();
    let top: f64 = sizes[..sizes.len() / 100].iter().sum();
    // The largest hundredth holds the head, 40%, and more; the smaller half holds little.
    assert!(top / total > 0.45, "{}", top / total);
    assert!(sizes[sizes.len() / 2..].iter().sum::<f64>() / total < 0.25);
}

/// Everything a firm is and has, without dense indices.
fn portrait(start: &Start) -> BTreeMap<StableId, Vec<u64>> {
    let of = |firm: usize| {
        let cell = usize::from(start.cell[firm]) as u64;
        let mut all = vec![cell, u64::from(start.ordinal[firm])];
        let numbers =
            [start.normal[firm], start.capacity[firm], start.market_low[firm], start.market_high[firm]];
        all.extend(numbers.map(f64::to_bits));
        all.push(u64::from(start.caution[firm].to_bits()));
        for slot in 0..SLOTS {
            all.push(u64::from(start.cover[slot][firm].to_bits()));
            for place in start.links.places(firm, slot) {
                let seller = start.links.seller[place];
                all.push(if seller == NO_SELLER { 0 } else { start.sellers.stable[seller as usize].0 });
                all.push(u64::from(start.links.share[place]) << 8 | u64::from(start.links.state[place]));
                assert_eq!(start.links.share[place], start.links.anchor[place]);
            }
        }
        all
    };
    (0..start.stable.len()).map(|firm| (start.stable[firm], of(firm))).collect()
}

#[test]
fn memory_layout_changes_nothing_of_any_firm() {
    let scenario = with_firms(3_000).0;
    let natural = build(&scenario, Layout::Natural, &one_thread()).unwrap();
    let shuffled = build(&scenario, Layout::Shuffled(7), &one_thread()).unwrap();
    assert_ne!(natural.stable, shuffled.stable);
    assert_eq!(natural.of_stage, shuffled.of_stage);
    assert!(portrait(&natural) == portrait(&shuffled));
    assert_eq!(natural.sellers.normal, shuffled.sellers.normal);
    assert_eq!(natural.notes, shuffled.notes);
    let named = |start: &Start| start.named.iter().map(|&f| start.stable[f as usize]).collect::<Vec<_>>();
    assert_eq!(named(&natural), named(&shuffled));
}

#[test]
fn the_order_of_named_firms_changes_nothing_of_any_firm() {
    let mut scenario = with_firms(3_000).0;
    scenario.named.extend((0..9).map(|i| firm(&format!("N{i}"), DEVICES, JP, 1_000.1 * f64::from(i + 1))));
    let one = built(&scenario);
    scenario.named.reverse();
    let other = built(&scenario);
    assert!(portrait(&one) == portrait(&other));
}

#[test]
fn named_firms_over_nearly_all_of_a_cell_are_scaled_and_the_reader_is_told() {
    let mut scenario = chain();
    // Japan makes 20% of 10 million devices.
    scenario.named = vec![firm("Big", DEVICES, JP, 3_000_000.0)];
    let start = built(&scenario);
    let japan: f64 = (0..start.stable.len())
        .filter(|&f| {
            let cell = &start.cells[usize::from(start.cell[f])];
            (cell.recipe, cell.jurisdiction) == (DEVICES, JP)
        })
        .map(|f| start.normal[f])
        .sum();
    assert!((start.normal[start.named[0] as usize] / japan - 0.95).abs() < 1e-6);
    assert!(start.notes.iter().any(|n| n.contains("devices in JP make 150%")), "{:?}", start.notes);
}

#[test]
fn a_military_firm_of_a_civil_recipe_has_a_cell_of_its_own() {
    let mut scenario = chain();
    scenario.named = vec![NamedFirm { end_use: EndUse::Military, ..firm("Arms", DEVICES, US, 300_000.0) }];
    let start = built(&scenario);
    let arms = start.named[0] as usize;
    let cell = &start.cells[usize::from(start.cell[arms])];
    assert_eq!((cell.end_use, cell.firms), (EndUse::Military, 1));
    // 300,000 of the 3 million made in the United States.
    let made: f64 =
        start.cells.iter().filter(|c| c.jurisdiction == US && c.recipe == DEVICES).map(|c| c.output).sum();
    assert!((cell.output / made - 0.1).abs() < 1e-12);
    assert_eq!(firm_name(&scenario, &start, arms), "Arms");
    let drawn = |wanted: JurisdictionId| {
        let at = |&f: &usize| {
            let cell = &start.cells[usize::from(start.cell[f])];
            cell.recipe == DEVICES && cell.jurisdiction == wanted && cell.end_use == EndUse::Civil
        };
        (0..start.stable.len()).find(at).unwrap()
    };
    assert_eq!(firm_name(&scenario, &start, drawn(US)), "device_maker/US/devices/civil/0");
    assert_eq!(firm_name(&scenario, &start, drawn(JP)), "device_maker/JP/devices/0");
}

#[test]
fn cover_is_lognormal_around_its_mean_at_least_a_week_and_fixed_where_known() {
    let mut scenario = with_firms(20_000).0;
    scenario.named[0].cover_weeks = Some(9.0);
    let start = built(&scenario);
    assert_eq!(start.cover[0][start.named[0] as usize], 9.0);
    let covers: Vec<f64> =
        start.of_stage[DEVICE_STAGE.index()].clone().map(|f| f64::from(start.cover[0][f])).collect();
    // Mean 5 weeks, standard deviation of a lognormal with sigma 0.5: 5 sqrt(exp(0.25) - 1) = 2.66.
    let mean = covers.iter().sum::<f64>() / covers.len() as f64;
    assert!((mean - 5.0).abs() < 4.0 * 2.66 / (covers.len() as f64).sqrt() + 0.01, "{mean}");
    assert!(covers.iter().all(|&c| c >= 1.0));
    assert!(start.caution.iter().all(|&c| (0.5..=1.5).contains(&c)));
}

#[test]
fn a_small_world_says_that_it_is_coarse() {
    assert!(built(&chain()).notes.iter().any(|n| n.contains("under 20000 firms")));
    let mut large = chain();
    large.run.firms = 20_000;
    assert!(!built(&large).notes.iter().any(|n| n.contains("coarse")));
}
