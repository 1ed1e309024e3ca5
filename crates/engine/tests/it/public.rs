//! What policies see of jurisdictions and prices, and the support that they pay.

use crate::policies::{policy, quiet, using, world};
use crate::prelude::*;
use coercivity_model::state::{Prices, Stockpiles};
use coercivity_policy::prelude::*;

policy!(
    Support,
    reads
        & [
            Column::JurisdictionValueAdded,
            Column::JurisdictionNormal,
            Column::JurisdictionDuties,
            Column::JurisdictionSpending,
            Column::StoreQuoted,
            Column::StoreContract,
        ],
    writes & [Effect::Subsidy, Effect::Tariff],
    |world, measures| {
        let names = world.names();
        let cn = names.jurisdiction("CN").ok_or("no CN")?;
        let us = names.jurisdiction("US").ok_or("no US")?;
        let (ore, metal) = (names.good("ore").ok_or("no ore")?, names.good("metal").ok_or("no metal")?);
        measures.subsidy(names.store_row(cn, ore), 0.25);
        measures.levy(names, &[metal], (&[cn], &[us]), 0.5);
        for (name, column, row) in [
            ("added", Column::JurisdictionValueAdded, cn.index()),
            ("normal", Column::JurisdictionNormal, cn.index()),
            ("duties", Column::JurisdictionDuties, us.index()),
            ("spending", Column::JurisdictionSpending, cn.index()),
            ("quoted", Column::StoreQuoted, names.store_row(cn, metal)),
            ("contract", Column::StoreContract, names.store_row(us, metal)),
        ] {
            measures.metric(Metric::new(name, "none", world.column_f64(column)?[row]));
        }
    }
);

fn metric(world: &Simulation, name: &str) -> f64 {
    world.metrics().iter().find(|(known, _)| known == name).map(|metric| metric.1).unwrap()
}

#[test]
fn a_subsidy_of_a_policy_is_paid_and_seen_in_the_tick_after() {
    let mut world = world(&quiet(), 1, &[using::<Support>("support")]);
    world.step().unwrap();
    assert_eq!((metric(&world, "spending"), metric(&world, "duties")), (0.0, 0.0));
    // Prices begin at base prices: 10 USD a tonne.
    assert_eq!((metric(&world, "quoted"), metric(&world, "contract")), (10.0, 10.0));
    let paid: f64 = world.world.resource::<Stockpiles>().subsidy_usd_paid.iter().sum();
    let taken: f64 = world.world.resource::<coercivity_model::state::Money>().tariff_usd.iter().sum();
    let (metal, cn) = (crate::directives::good(&world, "metal"), crate::directives::country(&world, "CN"));
    let prices = world.world.resource::<Prices>();
    let quoted = 10.0 * prices.quoted[prices.at(metal, cn)];
    assert!(paid > 0.0 && taken > 0.0);
    world.advance();
    world.step().unwrap();
    assert!((metric(&world, "spending") - paid).abs() < 1e-6);
    assert!((metric(&world, "duties") - taken).abs() < 1e-6);
    assert_eq!(metric(&world, "quoted"), quoted);
}

#[test]
fn value_added_is_output_less_inputs_at_base_prices() {
    let mut world = world(&quiet(), 1, &[using::<Support>("support")]);
    world.step().unwrap();
    // By hand, a week: devices 1,000,000 / (365.25 / 7) of which CN makes 0.3, and needs of them 0.8 metal, of that
    // 1.5 ore. CN makes 0.7 of all metal with 0.3 slag, and 0.6 of all ore.
    let devices = 1e6 / (365.25 / 7.0);
    let (metal, ore) = (0.8 * devices, 1.5 * 0.8 * devices);
    let made = 0.3 * devices * 100.0 + 0.7 * metal * (10.0 + 0.3) + 0.6 * ore;
    let used = 0.3 * metal * 10.0 + 0.7 * ore;
    let normal = metric(&world, "normal");
    assert!((normal / (made - used) - 1.0).abs() < 0.02, "{normal} is not {}", made - used);
    let added = metric(&world, "added");
    assert!((added / normal - 1.0).abs() < 0.05, "{added} is far from {normal}");
}
