//! Pattern 5: inside the controlling country the price dips after the control; outside it rises several times over, on
//! thin volume.

use crate::report::Report;
use crate::trace::{Trace, run, scenario};
use coercivity_base::Date;
use std::sync::LazyLock;

/// April 2025 with 10,000 firms, from January to December.
static APRIL: LazyLock<Trace> =
    LazyLock::new(|| run(scenario("april_2025", &[("run.firms", "10000"), ("run.ticks", "51")])));

fn tick(month: i8, day: i8) -> usize {
    APRIL.tick_of(Date::new(2025, month, day).expect("a date"))
}

/// A price of a good in a bloc at the end of each tick, over the base price.
fn price(good: &str, bloc: &str, of: impl Fn(&coercivity_model::state::Prices) -> &Vec<f64>) -> Vec<f64> {
    let bloc = APRIL.facts.scenario.blocs.iter().position(|name| name == bloc).expect("the bloc exists");
    let good = APRIL.good(good).index();
    APRIL.ticks.iter().map(|tick| of(&tick.prices)[good * tick.prices.blocs + bloc]).collect()
}

#[test]
fn after_the_control_prices_dip_inside_china_and_rise_several_times_over_outside() {
    let mut report = Report::new(5);
    let control = tick(4, 4);
    for good in ["dytb_oxide", "ndpr_oxide", "magnet_heavy", "y_oxide"] {
        for bloc in ["China", "World"] {
            let quoted = price(good, bloc, |prices| &prices.quoted);
            let monthly: Vec<String> =
                quoted[control..].iter().step_by(4).map(|p| format!("{p:.2}")).collect();
            report
                .note(&format!("{good}, {bloc}, every four weeks from the control: {}", monthly.join(", ")));
        }
    }
    let before = price("dytb_oxide", "World", |prices| &prices.quoted)[..control]
        .iter()
        .fold(0.0_f64, |most, price| most.max((price - 1.0).abs()));
    report.within("largest move of the quote before the control", before, 0.0, 0.005);
    let lowest = |good: &str| {
        let quoted = price(good, "China", |prices| &prices.quoted);
        quoted[control..=tick(6, 30)].iter().copied().fold(f64::INFINITY, f64::min)
    };
    // Seen: Dy oxide in China 1.64 million yuan/t before, 1.60 at the end of April: 0.98; NdPr oxide 0.925. A dip, and
    // none that anyone would call a collapse.
    report.within("lowest Dy/Tb price in China until June", lowest("dytb_oxide"), 0.80, 0.995);
    report.within(
        "lowest price of heat-resistant magnets in China until June",
        lowest("magnet_heavy"),
        0.80,
        0.995,
    );
    let ratio = |at: usize| {
        price("dytb_oxide", "World", |p| &p.quoted)[at] / price("dytb_oxide", "China", |p| &p.quoted)[at]
    };
    // Seen: Dy 4.3, Tb 3.6 times the Chinese price at the beginning of May.
    report.within("Dy/Tb oxide outside over inside China, 5 May", ratio(tick(5, 5)), 1.5, 6.0);
    report.within("the same, 2 June", ratio(tick(6, 2)), 2.0, 9.0);
    // Seen: under 1% of the volume of 2025 was traded at the high quotes, 96% near the Chinese price.
    let paid = price("dytb_oxide", "World", |prices| &prices.paid);
    let quoted = price("dytb_oxide", "World", |prices| &prices.quoted);
    let at = tick(6, 2);
    report.note(&format!("paid outside on 2 June: {:.2}, quoted {:.2}", paid[at], quoted[at]));
    report.ordered("what was paid by volume lies under the quote", paid[at], quoted[at]);
    report.finish();
}
