//! Pattern 1: without a shock nothing drifts, and a short pulse of demand dies out instead of growing up the chain.

use crate::report::Report;
use crate::trace::{run, run_with_pulse, scenario};

/// Stages from the device to the mine: what orders pass on their way up.
const TIERS: [&str; 4] = ["device_maker", "magnet_maker", "refiner", "miner"];

/// The largest distance of `series` from its first value, over that value.
fn drift(series: &[f64]) -> f64 {
    series.iter().map(|value| (value / series[0] - 1.0).abs()).fold(0.0, f64::max)
}

#[test]
fn without_a_shock_nothing_drifts_in_five_years() {
    let trace = run(scenario("baseline", &[("run.firms", "5000"), ("run.ticks", "260")]));
    let facts = &trace.facts;
    let mut report = Report::new(1);
    let (mut output, mut stock) = ((0.0, String::new()), (0.0, String::new()));
    for stage in &facts.scenario.stages {
        for place in &facts.scenario.jurisdictions {
            let series = trace.output(&stage.name, |code| code == place.code);
            let found =
                if series[0] > 0.0 { drift(&series) } else { series.iter().copied().fold(0.0, f64::max) };
            if found > output.0 {
                output = (found, format!("{} {}", stage.name, place.code));
            }
        }
    }
    for (at, &first) in trace.ticks[0].stocks.iter().enumerate().filter(|entry| *entry.1 > 0.0) {
        let found = trace.ticks.iter().map(|tick| (tick.stocks[at] / first - 1.0).abs()).fold(0.0, f64::max);
        if found > stock.0 {
            let (good, place) = (at / facts.jurisdictions(), at % facts.jurisdictions());
            let place = &facts.scenario.jurisdictions[place].code;
            stock = (found, format!("{} {place}", facts.scenario.goods[good].name));
        }
    }
    let stopped: f64 = trace.ticks.iter().flat_map(|tick| &tick.cells).map(|cell| cell.stopped).sum();
    report.within(
        &format!("output by stage and jurisdiction within 0.5% (most: {})", output.1),
        output.0,
        0.0,
        0.005,
    );
    report.within(
        &format!("stocks by good and jurisdiction within 0.5% (most: {})", stock.1),
        stock.0,
        0.0,
        0.005,
    );
    report.within("firms that stand in any week", stopped, 0.0, 0.0);
    report.finish();
}

/// Final demand of tick 0 is 10% higher in one of two runs that are otherwise the same, luck included.
#[test]
fn a_pulse_of_demand_is_smaller_at_the_fourth_tier_and_dies_out_within_a_year() {
    let settings = [("run.firms", "5000"), ("run.ticks", "111")];
    let (calm, pulse) =
        (run(scenario("baseline", &settings)), run_with_pulse(scenario("baseline", &settings), 1.1));
    let mut report = Report::new(1);
    let gaps: Vec<Vec<f64>> = TIERS
        .iter()
        .map(|stage| {
            let (calm, pulse) = (calm.output(stage, |_| true), pulse.output(stage, |_| true));
            pulse.iter().zip(&calm).map(|(a, b)| (a / b - 1.0).abs()).collect()
        })
        .collect();
    let peaks: Vec<f64> = gaps.iter().map(|gap| gap.iter().copied().fold(0.0, f64::max)).collect();
    for (stage, peak) in TIERS.iter().zip(&peaks) {
        report.note(&format!("a pulse of 10% moves the output of {stage} by {:.3}% at most", peak * 100.0));
    }
    report.within("the pulse reaches the first tier", peaks[0], 0.001, 0.1);
    report.ordered("the pulse is smaller at the fourth tier than at the first", peaks[3], peaks[0]);
    // Died out: a twentieth of the pulse of 10%, which is also what counts as no drift above; and it goes on dying.
    let left = |from: usize| gaps.iter().flat_map(|gap| &gap[from..]).copied().fold(0.0, f64::max);
    report.within("the most that is left of it after a year, any tier", left(52), 0.0, 0.005);
    report.within("the most that is left of it after two years, any tier", left(104), 0.0, 0.001);
    report.finish();
}
