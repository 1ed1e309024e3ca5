//! Pattern 6: buyers stock up before an announced date; after a truce exports overshoot and make good part of the
//! shortfall, at most what cover and pipeline lost.

use crate::report::Report;
use crate::trace::{Trace, run, scenario};
use coercivity_base::Date;
use coercivity_scenario::Scenario;
use coercivity_scenario::checked::{Instrument, JurisdictionSet, Measure};
use std::sync::LazyLock;

const MAGNETS: [&str; 1] = ["magnet_heavy"];
const SIZE: [(&str, &str); 2] = [("run.firms", "5000"), ("run.ticks", "78")];

fn date(month: i8, day: i8) -> Date {
    Date::new(2025, month, day).expect("a date")
}

/// A ban on heavy magnets from China, known from 3 March, in force from 5 May, and off from 28 July 2025 on: twelve weeks.
fn announced() -> Scenario {
    let mut scenario = scenario("total_ban", &SIZE);
    let ban = scenario
        .schedule
        .iter()
        .find_map(|measure| match &measure.what {
            Instrument::Ban(scope) => Some(scope.clone()),
            _ => None,
        })
        .expect("the scenario bans");
    let heavy = scenario.goods.iter().position(|good| good.name == MAGNETS[0]).expect("the good exists");
    let mut scope = ban;
    scope.goods = vec![coercivity_base::GoodId::at(heavy)];
    scope.destinations = JurisdictionSet::of(scenario.jurisdictions.len(), |_| true);
    scenario.schedule = vec![Measure {
        id: "announced_ban".to_owned(),
        announced: date(3, 3),
        from: date(5, 5),
        until: Some(date(7, 28)),
        grace_days: 0.0,
        what: Instrument::Ban(scope),
    }];
    scenario
}

static RUNS: LazyLock<(Trace, Trace)> = LazyLock::new(|| (run(announced()), run(announced().baseline())));

fn sum(series: &[f64], ticks: std::ops::Range<usize>) -> f64 {
    series[ticks].iter().sum()
}

#[test]
fn buyers_rush_before_the_date_and_a_truce_makes_good_part_of_the_shortfall() {
    let mut report = Report::new(6);
    let (under, quiet) = (&RUNS.0, &RUNS.1);
    let [news, start, end] = [date(3, 3), date(5, 5), date(7, 28)].map(|date| under.tick_of(date));
    let (exports, normal) = (under.exports(&MAGNETS, |_| true), quiet.exports(&MAGNETS, |_| true));
    let ratio = |ticks: std::ops::Range<usize>| sum(&exports, ticks.clone()) / sum(&normal, ticks);
    report.within("exports before the news over the baseline", ratio(0..news), 0.9999, 1.0001);
    report.within("exports between news and first day", ratio(news..start), 1.05, 2.0);
    report.within("exports under the ban", ratio(start..end), 0.0, 0.001);
    let after = end + 13;
    report.within("exports in the quarter after the truce", ratio(end..after), 1.05, 3.0);
    let rushed = sum(&exports, news..start) - sum(&normal, news..start);
    let short = sum(&normal, start..end) - sum(&exports, start..end);
    let caught_up = sum(&exports, end..exports.len()) - sum(&normal, end..exports.len());
    report.note(&format!(
        "rushed {:.2}, short {:.2}, caught up {:.2} weeks of normal exports",
        rushed / normal[0],
        short / normal[0],
        caught_up / normal[0]
    ));
    report.within("part of the shortfall made good within a year", caught_up / short, 0.05, 0.95);
    // What buyers abroad hold and have on the way can be filled up again; what was not made with it is lost for good.
    let lost_stock = stock_lost(under, quiet, end);
    report
        .note(&format!("stocks and pipeline abroad lost at the truce: {:.2} weeks", lost_stock / normal[0]));
    report.ordered(
        "no more is made good than stocks and pipeline lost",
        caught_up - rushed.max(0.0),
        lost_stock,
    );
    report.finish();
}

/// Heavy magnets in stock outside China under the baseline's at the end of the tick before `tick`, base units, and what
/// was not shipped in the weeks of the way.
fn stock_lost(under: &Trace, quiet: &Trace, tick: usize) -> f64 {
    let n = under.facts.jurisdictions();
    let good = under.good(MAGNETS[0]).index();
    let abroad = |trace: &Trace| -> f64 {
        (0..n)
            .filter(|&place| trace.facts.scenario.jurisdictions[place].code != "CN")
            .map(|place| trace.ticks[tick - 1].stocks[good * n + place])
            .sum()
    };
    let way = (0..n).map(|to| {
        let lane = under.lane_from_china(MAGNETS[0], to);
        f64::from(under.facts.transit[lane]) * under.facts.base_flow[lane]
    });
    abroad(quiet) - abroad(under) + way.sum::<f64>()
}
