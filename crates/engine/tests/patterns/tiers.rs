//! Pattern 7: a blanket tariff and a surgical licence that stop the same value of trade hurt different tiers.

use crate::report::Report;
use crate::trace::{Trace, run, scenario};
use coercivity_scenario::Scenario;
use coercivity_scenario::checked::Instrument;

/// A year of weeks after the thirteen before the measure.
const SIZE: [(&str, &str); 2] = [("run.firms", "5000"), ("run.ticks", "65")];

fn tariff(rate: f64) -> Scenario {
    let mut scenario = scenario("blanket_tariff", &SIZE);
    for measure in &mut scenario.schedule {
        if let Instrument::Tariff { rate: of_measure, .. } = &mut measure.what {
            *of_measure = rate;
        }
    }
    scenario
}

/// The rate that the shipped scenario states.
fn shipped_rate() -> f64 {
    let mut rates =
        scenario("blanket_tariff", &SIZE).schedule.into_iter().filter_map(|measure| match measure.what {
            Instrument::Tariff { rate, .. } => Some(rate),
            _ => None,
        });
    rates.next_back().expect("the scenario levies a tariff")
}

/// What the licence is asked for.
const CONTROLLED: [&str; 2] = ["magnet_heavy", "dytb_oxide"];

/// Value at base prices of the goods for which `meant` holds that went from China to the United States over the run,
/// US dollars. Only the lanes that a measure names: Chinese devices may well take the place of those that makers in the
/// United States can no longer build.
fn trade(trace: &Trace, meant: impl Fn(&str) -> bool) -> f64 {
    let facts = &trace.facts;
    let lane_usd = |lane: usize| {
        let (good, origin, destination) = facts.of_lane(lane);
        let info = &facts.scenario.goods[good.index()];
        let meant = facts.code(origin) == "CN" && facts.code(destination) == "US" && meant(&info.name);
        if meant { info.price_usd / info.base_units } else { 0.0 }
    };
    let usd: Vec<f64> = (0..facts.lanes()).map(lane_usd).collect();
    let of_tick = |cleared: &[f64]| cleared.iter().zip(&usd).map(|(cleared, usd)| cleared * usd).sum::<f64>();
    trace.ticks.iter().map(|tick| of_tick(&tick.cleared)).sum()
}

/// Value added at base prices over the run, US dollars.
fn value_added(trace: &Trace, stage: &str, place: &str) -> f64 {
    let facts = &trace.facts;
    let usd = |good: coercivity_base::GoodId| {
        let info = &facts.scenario.goods[good.index()];
        info.price_usd / info.base_units
    };
    let stage = trace.stage(stage);
    let mut sum = 0.0;
    for (i, cell) in facts.cells.iter().enumerate() {
        if cell.stage != stage || facts.code(cell.jurisdiction) != place {
            continue;
        }
        let recipe = facts.recipe(i);
        for tally in trace.ticks.iter().map(|tick| &tick.cells[i]) {
            sum += (0..recipe.outputs).map(|k| tally.made[k] * usd(recipe.output_good[k])).sum::<f64>();
            sum -= (0..recipe.inputs).map(|s| tally.used[s] * usd(recipe.input_good[s])).sum::<f64>();
        }
    }
    sum
}

#[test]
fn a_blanket_tariff_and_a_surgical_licence_of_equal_trade_loss_hurt_different_tiers() {
    let mut report = Report::new(7);
    let baseline = run(tariff(0.0));
    let licence = run(scenario("surgical_licence", &SIZE));
    let controlled = |good: &str| CONTROLLED.contains(&good);
    let stopped = trade(&baseline, controlled);
    let target = stopped - trade(&licence, controlled);
    report.note(&format!(
        "trade stopped by the licence: {target:.3e} USD, {:.0}% of it",
        100.0 * target / stopped
    ));
    let lost = |trace: &Trace| trade(&baseline, |_| true) - trade(trace, |_| true);
    let (mut low, mut high) = (0.0, 0.1);
    for _ in 0..14 {
        let middle = f64::midpoint(low, high);
        if lost(&run(tariff(middle))) < target { low = middle } else { high = middle }
    }
    let rate = f64::midpoint(low, high);
    let blanket = run(tariff(rate));
    report.note(&format!("the tariff that costs as much trade: {:.3}%", 100.0 * rate));
    report.within(
        "trade lost under the tariff over that under the licence",
        lost(&blanket) / target,
        0.97,
        1.03,
    );
    report.within("the rate in blanket_tariff.ron over that rate", shipped_rate() / rate, 0.9, 1.1);
    for stage in ["miner", "refiner", "magnet_maker", "fab", "device_maker"] {
        for place in ["CN", "US"] {
            let harm =
                |trace: &Trace| value_added(&baseline, stage, place) - value_added(trace, stage, place);
            report.note(&format!(
                "{stage} in {place}, value added lost per USD of trade lost: tariff {:.3}, licence {:.3}",
                harm(&blanket) / target,
                harm(&licence) / target
            ));
        }
    }
    let harm = |trace: &Trace, stage: &str, place: &str| {
        (value_added(&baseline, stage, place) - value_added(trace, stage, place)) / target
    };
    // What is hard to replace is worth little beside what is made with it: the licence stops lines of the target.
    report.ordered(
        "makers of devices in the target lose more by the licence",
        harm(&blanket, "device_maker", "US"),
        harm(&licence, "device_maker", "US"),
    );
    report.within(
        "each dollar of trade that the licence stops costs its target's device makers more than a dollar",
        harm(&licence, "device_maker", "US"),
        1.0,
        f64::INFINITY,
    );
    // A tariff falls where the value of the trade is: the sender's makers of devices.
    report.ordered(
        "makers of devices in the sender lose more by the tariff",
        harm(&licence, "device_maker", "CN"),
        harm(&blanket, "device_maker", "CN"),
    );
    report.finish();
}
