//! Pattern 8: effects outlast the disruption, and new mines come years late.
//!
//! Riddle et al. (2021) find in GCMat that prices and production stay away from their paths for years after a disruption of
//! rare earths ends, since capacity that was called forth comes late and stays.

use crate::report::Report;
use crate::trace::{Trace, run, scenario};
use coercivity_base::Date;
use coercivity_model::state::Happening;

const SIZE: [(&str, &str); 2] = [("run.firms", "5000"), ("run.ticks", "470")];
const WEEKS_PER_YEAR: f64 = 365.25 / 7.0;

/// Ticks in which projects that had waited for their price opened, with their stage.
fn called_forth(trace: &Trace) -> Vec<(usize, String)> {
    let facts = &trace.facts;
    let mut opened = Vec::new();
    for (at, tick) in trace.ticks.iter().enumerate() {
        for happening in &tick.happened {
            if let Happening::Opens(i) = *happening
                && facts.scenario.projects[i].opens.is_none()
            {
                let recipe = &facts.scenario.recipes[facts.scenario.projects[i].recipe.index()];
                opened.push((at, facts.stage_name(recipe.stage).to_owned()));
            }
        }
    }
    opened
}

/// China's output of heat-resistant and standard magnets, at base prices.
fn chinese(trace: &Trace) -> Vec<f64> {
    trace.output("magnet_maker", |code| code == "CN")
}

#[test]
fn effects_outlast_a_long_control_and_new_mines_come_years_late() {
    let mut report = Report::new(8);
    let with = scenario("long_control", &SIZE);
    let without = with.baseline();
    let (control, calm) = (run(with), run(without));
    let opened = called_forth(&control);
    let (begins, ends) = (
        control.tick_of(Date::new(2025, 4, 7).expect("a date")),
        control.tick_of(Date::new(2028, 4, 3).expect("a date")),
    );
    let years = |stage: &str| {
        let first = opened.iter().filter(|opened| opened.1 == stage).map(|opened| opened.0).min();
        first.map_or(f64::INFINITY, |tick| (tick as f64 - begins as f64) / WEEKS_PER_YEAR)
    };
    for stage in ["miner", "refiner", "magnet_maker"] {
        let count = opened.iter().filter(|opened| opened.1 == stage).count();
        report.note(&format!(
            "{stage}: {count} plants called forth, the first {:.1} years after",
            years(stage)
        ));
    }
    // Lead times of projects with permits are over three years, of others five to seven; decisions take half a year.
    report.within("years from the control to the first new mine", years("miner"), 3.0, 8.0);
    let lasts = (ends - begins) as f64 / WEEKS_PER_YEAR;
    report.ordered("the first new mine opens when the control is over", lasts, years("miner"));
    report.ordered("magnet plants come before mines", years("magnet_maker"), years("miner"));
    report.within(
        "plants that are called forth without a control",
        called_forth(&calm).len() as f64,
        0.0,
        0.0,
    );
    for stage in ["miner", "refiner", "magnet_maker", "device_maker"] {
        let output = calm.output(stage, |_| true);
        let (first, last) = (output[0], output[output.len() - 1]);
        let moved = 100.0 * (last / first - 1.0);
        report.note(&format!(
            "without a control, {stage} end at {moved:+.2}% of their start: projects decided already"
        ));
    }
    let (hit, base) = (chinese(&control), chinese(&calm));
    let gap = |from: usize| {
        let sum = |series: &[f64]| series[from..from + 52].iter().sum::<f64>();
        sum(&hit) / sum(&base) - 1.0
    };
    for year in 0..5 {
        let from = ends + year * 52;
        report.note(&format!(
            "China's magnets in year {} after the end: {:+.2}%",
            year + 1,
            100.0 * gap(from)
        ));
    }
    report.note(&format!("in the last year of the control: {:+.2}%", 100.0 * gap(ends - 52)));
    // Five times what counts as no drift.
    report.within(
        "China's magnets against the baseline in the third year after the end",
        gap(ends + 104),
        -1.0,
        -0.025,
    );
    let price = |trace: &Trace, good: &str, at: usize| {
        let good = trace.good(good).index();
        let prices = &trace.ticks[at].prices;
        prices.contract[good * prices.blocs + prices.blocs - 1]
    };
    for good in ["ndpr_oxide", "dytb_oxide", "magnet_heavy", "magnet_standard"] {
        let every: Vec<String> = (begins..control.ticks.len())
            .step_by(26)
            .map(|at| format!("{:.2}", price(&control, good, at)))
            .collect();
        report.note(&format!("{good} outside, every half year from the control: {}", every.join(", ")));
    }
    let late = |good: &str| (price(&control, good, ends + 52) / price(&calm, good, ends + 52) - 1.0).abs();
    report.within(
        "contract price of heat-resistant magnets outside a year after the end, away from the baseline",
        late("magnet_heavy"),
        0.01,
        f64::INFINITY,
    );
    report.finish();
}
