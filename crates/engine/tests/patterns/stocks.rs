//! Pattern 10: the larger the stocks before the control, the later and the shallower the fall.

use crate::report::Report;
use crate::trace::{run, scenario};
use coercivity_base::Date;
use coercivity_scenario::Scenario;

/// April 2025 until the end of November, with the cover of device makers in all inputs times `factor`.
fn april_with_cover(factor: f64) -> Scenario {
    let mut scenario = scenario("april_2025", &[("run.firms", "5000"), ("run.ticks", "47")]);
    let makers =
        scenario.stages.iter().position(|stage| stage.name == "device_maker").expect("the stage exists");
    let mut is_maker = Vec::new();
    for recipe in &mut scenario.recipes {
        is_maker.push(recipe.stage.index() == makers);
        if recipe.stage.index() == makers {
            recipe.inputs.iter_mut().for_each(|input| input.cover_weeks *= factor);
        }
    }
    for firm in scenario.named.iter_mut().filter(|firm| is_maker[firm.recipe.index()]) {
        firm.cover_weeks = firm.cover_weeks.map(|weeks| weeks * factor);
    }
    scenario
}

#[test]
fn with_double_cover_the_output_of_device_makers_falls_later_and_less() {
    let mut report = Report::new(10);
    let [(start, depth), (later, shallower)] = [1.0, 2.0].map(|factor| {
        let trace = run(april_with_cover(factor));
        let control = trace.tick_of(Date::new(2025, 4, 4).expect("a date"));
        let output = trace.over_mean_before(&trace.output("device_maker", |code| code != "CN"), control);
        let after = &output[control..];
        // A fall of 2%: well over the 0.5% that may happen without a shock.
        let fall = after.iter().position(|&week| week < 0.98).map_or(f64::INFINITY, |week| week as f64);
        (fall, after.iter().copied().fold(f64::INFINITY, f64::min))
    });
    report.within(
        "with the usual cover output abroad falls under 0.98, weeks after the control",
        start,
        1.0,
        30.0,
    );
    report.ordered("with double cover it falls later (weeks)", start, later);
    report.ordered("with double cover the lowest week is higher", depth, shallower);
    report.finish();
}
