//! Quantities, dates and sizes at the ends of what a scenario may say: an error with its place, or a run whose balances
//! close and whose numbers are numbers; never a panic, a wrap or a hang. A total past 2^53 is told with its place and good.

use coercivity_engine::{Control, EngineError, Failure, RunOptions, run};
use coercivity_model::ModelError;
use coercivity_record::{BalanceRow, RecordError, Rows, SeriesRow, SummaryRow};
use coercivity_scenario::load_text;
use coercivity_testkit::{MINIATURE, TWO_CHAINS};
use proptest::prelude::*;

/// Largest world that is run here; whether a larger one fits is asked before it is drawn.
const MOST_FIRMS: u32 = 3_000;
/// Most ticks that are run here.
const MOST_TICKS: u32 = 25;

/// Takes rows and looks at their numbers.
#[derive(Default)]
struct Looking {
    balances: u64,
}

impl Rows for Looking {
    fn series(&mut self, row: &SeriesRow<'_>) -> Result<(), RecordError> {
        // Not a number means that there is none.
        assert!(!row.value.is_infinite(), "{row:?}");
        Ok(())
    }

    fn balance(&mut self, row: &BalanceRow<'_>) -> Result<(), RecordError> {
        assert_eq!(row.gap, 0, "{row:?}");
        self.balances += 1;
        Ok(())
    }

    fn summary(&mut self, row: &SummaryRow) -> Result<(), RecordError> {
        assert!(!row.value.is_infinite(), "{row:?}");
        Ok(())
    }
}

/// What became of a scenario under single values.
#[derive(Debug)]
enum End {
    Refused(String),
    Stopped(String),
    Closed,
    TooLarge,
}

fn end(text: &str, values: &[(String, String)]) -> End {
    let mut scenario = match load_text(text, values) {
        Ok(loaded) => loaded.scenario,
        Err(found) => {
            for one in found.iter() {
                assert!(one.line > 0 && one.column > 0 && !one.message.is_empty(), "{one:?}");
            }
            return End::Refused(found.render(false));
        }
    };
    if scenario.run.firms > MOST_FIRMS {
        return End::TooLarge;
    }
    scenario.run.ticks = scenario.run.ticks.min(MOST_TICKS);
    scenario.run.burn_in_ticks = Some(scenario.run.burn_in_ticks.unwrap_or(0).min(MOST_TICKS));
    let options = RunOptions { threads: 1, all_events: true, baseline: true, checkpoint_every: 0 };
    let mut rows = Looking::default();
    match run(&scenario, &[], &options, &mut rows, &mut |_| Control::Continue) {
        Ok(outcome) => match outcome.failure {
            None => {
                assert!(outcome.complete && rows.balances > 0);
                End::Closed
            }
            Some(Failure::Model(
                error @ (ModelError::Overflow { .. } | ModelError::TooDear { .. } | ModelError::Build(_)),
            )) => End::Stopped(error.to_string()),
            Some(other) => panic!("{values:?}: {other}"),
        },
        Err(EngineError::Build(error)) => End::Refused(error.to_string()),
        Err(EngineError::Model(
            error @ (ModelError::Overflow { .. } | ModelError::TooDear { .. } | ModelError::Build(_)),
        )) => End::Stopped(error.to_string()),
        Err(other) => panic!("{values:?}: {other}"),
    }
}

/// Numbers at limits, as they are written.
const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "0.0",
    "-1",
    "1",
    "2",
    "0.5",
    "1e-9",
    "5e-324",
    "2.2250738585072014e-308",
    "1e-300",
    "1e308",
    "-1e308",
    "1.7976931348623157e308",
    "1e309",
    "1e6",
    "1e9",
    "1e12",
    "1e15",
    "1e16",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "4503599627370496",
    "255",
    "256",
    "65535",
    "65536",
    "4294967295",
    "4294967296",
    "100000000",
    "9223372036854775807",
    "18446744073709551616",
    "NaN",
    "inf",
    "-inf",
    "None",
    "100",
    "1000",
    "3.0000000000000004",
];
const DATES: &[&str] = &[
    "\"0001-01-01\"",
    "\"-9999-01-01\"",
    "\"9999-12-31\"",
    "\"1900-01-01\"",
    "\"2200-12-31\"",
    "\"2024-02-29\"",
    "\"2025-02-29\"",
    "\"10000-01-01\"",
    "\"2025-01-07\"",
    "\"\"",
];
/// Single values of the chain of five firms.
const PATHS: &[&str] = &[
    "run.ticks",
    "run.tick_days",
    "run.firms",
    "run.seed",
    "run.replicate",
    "run.burn_in_ticks",
    "results.sample_firms",
    "goods.magnet.base_units",
    "goods.concentrate.base_units",
    "goods.device_us.base_units",
    "goods.magnet.price_usd",
    "goods.concentrate.price_usd",
    "goods.device_cn.price_usd",
    "demand.device_us.per_year",
    "demand.device_cn.per_year",
    "demand.device_us.waiting_share",
    "recipes.separate.inputs[0].quantity",
    "recipes.press.inputs[0].quantity",
    "recipes.press.lot",
    "recipes.separate.co_products[0].quantity",
    "recipes.build_us.adjustment_weeks",
    "firms.named[0].output_per_year",
    "firms.named[2].capacity_per_year",
    "firms.named[3].cover_weeks",
    "jurisdictions.domestic_days",
    "jurisdictions.transit[2].sea_days",
    "behaviour.cover.weeks",
    "behaviour.cover.finished_weeks",
    "behaviour.cover.sigma",
    "behaviour.production.utilisation",
    "behaviour.production.adjustment_weeks",
    "behaviour.expectation_weight",
    "behaviour.adjustment_weeks",
    "behaviour.restock_limit",
    "behaviour.precaution.gain",
    "behaviour.sourcing.adjustment",
    "regimes.magnets.floor_weeks",
    "regimes.magnets.validity_weeks",
    "regimes.magnets.filing_spread_weeks",
    "regimes.magnets.volume_cap_weeks",
    "regimes.magnets.lot_share",
    "regimes.magnets.hazard[0].per_week",
    "network.spare_places",
    "network.contract_share",
    "schedule.licence.grace_days",
];
const DATED: &[&str] =
    &["run.start", "schedule.licence.from", "schedule.licence.until", "regimes.magnets.hazard[0].from"];

fn values() -> impl Strategy<Value = Vec<(String, String)>> {
    let pair = |paths: &'static [&'static str], values: &'static [&'static str]| {
        (prop::sample::select(paths), prop::sample::select(values))
            .prop_map(|(a, b)| (a.to_owned(), b.to_owned()))
    };
    prop::collection::vec(prop_oneof![6 => pair(PATHS, NUMBERS), 1 => pair(DATED, DATES)], 1..4)
}

/// Cases here; `COERCIVITY_CASES` is another number of them.
fn cases() -> u32 {
    std::env::var("COERCIVITY_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(400)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_at_their_limits_are_refused_or_run(values in values()) {
        end(MINIATURE, &values);
    }
}

fn with(text: &str, values: &[(&str, &str)]) -> End {
    let values: Vec<(String, String)> =
        values.iter().map(|&(path, value)| (path.to_owned(), value.to_owned())).collect();
    end(text, &values)
}

#[test]
fn every_single_value_at_every_limit_is_refused_or_run() {
    for path in PATHS {
        for number in NUMBERS {
            with(MINIATURE, &[(path, number)]);
        }
    }
    for path in DATED {
        for date in DATES {
            with(MINIATURE, &[(path, date)]);
        }
    }
}

#[test]
fn what_is_beyond_whole_numbers_is_told_with_place_and_good() {
    // 4e12 devices of 1e6 base units in a year are 4e18 base units.
    let end =
        with(MINIATURE, &[("demand.device_us.per_year", "4e12"), ("goods.device_us.base_units", "1e6")]);
    let (End::Stopped(told) | End::Refused(told)) = end else { panic!("{end:?}") };
    assert!(told.contains("`device_us` is 4.000e18 base units, over 2^52"), "{told}");
    // 200 t of magnets a week for 1e12 dollars each, ten times that at the highest price: 2e15 dollars, over 4.6e12.
    let end = with(MINIATURE, &[("goods.magnet.price_usd", "1e12")]);
    let End::Stopped(told) = end else { panic!("{end:?}") };
    assert!(
        told.contains("can come to 2.0") && told.contains("for magnet of G (magnet_maker in CN)"),
        "{told}"
    );
    assert!(told.contains("goods.magnet.price_usd"), "{told}");
}

#[test]
fn the_longest_run_ends_in_the_year_in_which_it_must() {
    // 1000 years from the last day that a run can start on; only the first ticks are run.
    let end =
        with(TWO_CHAINS, &[("run.start", "\"2200-12-31\""), ("run.ticks", "13071"), ("run.tick_days", "28")]);
    assert!(matches!(end, End::Closed), "{end:?}");
    let end = with(TWO_CHAINS, &[("run.ticks", "100000"), ("run.tick_days", "28")]);
    assert!(matches!(&end, End::Refused(told) if told.contains("1000 years")), "{end:?}");
}

#[test]
fn a_hundred_million_firms_are_a_scenario_that_the_memory_decides_on() {
    let end = with(MINIATURE, &[("firms.synthetic", "true"), ("run.firms", "100000000")]);
    assert!(matches!(end, End::TooLarge), "{end:?}");
    let end = with(MINIATURE, &[("firms.synthetic", "true"), ("run.firms", "100000001")]);
    assert!(matches!(end, End::Refused(_)), "{end:?}");
}
