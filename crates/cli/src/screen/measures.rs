//! Measures in words.

use super::layout::list;
use coercivity_base::JurisdictionId;
use coercivity_scenario::{
    Scenario,
    checked::{Instrument, JurisdictionSet, Measure, Scope},
};

/// Names that are listed before the rest is counted.
const MOST_NAMES: usize = 4;

/// What a measure does, in a sentence that begins with its id.
pub(crate) fn sentence(scenario: &Scenario, measure: &Measure) -> String {
    let what = match &measure.what {
        Instrument::Licence(regime) => {
            format!("licences for {}", scope_words(scenario, &scenario.regimes[*regime].scope))
        }
        Instrument::Inspection { scope, probability, delay_days } => format!(
            "{:.0}% of shipments held {:.0} to {:.0} days: {}",
            100.0 * probability,
            delay_days.0,
            delay_days.1,
            scope_words(scenario, scope)
        ),
        Instrument::Ban(scope) => format!("ban on {}", scope_words(scenario, scope)),
        Instrument::Quota { scope, period_weeks, .. } => {
            format!("quota per {period_weeks} weeks on {}", scope_words(scenario, scope))
        }
        Instrument::Tariff { scope, rate } => {
            // Rates come with up to four decimals of a percent; the shortest digits tell them.
            format!("tariff of {}% on {}", (1e6 * rate).round() / 1e4, scope_words(scenario, scope))
        }
        Instrument::Fee { scope, usd_per_unit } => {
            format!("fee of {usd_per_unit} USD a unit on {}", scope_words(scenario, scope))
        }
        Instrument::EntityList { authority, listed, .. } => format!(
            "entity list of {}: {} named firms and affiliates",
            scenario.jurisdictions[authority.index()].code,
            listed.iter().filter(|&&is_listed| is_listed).count()
        ),
        Instrument::OriginShare(rule) => format!(
            "{} goods with {}% or more of value from {}: {}",
            if rule.regime.is_some() { "licences for" } else { "ban on" },
            // Rounded, so that 0.001 is 0.1% and not 0.1000001%.
            (rule.threshold * 1e8).round() / 1e6,
            scenario.watches[rule.watch].name,
            scope_words(scenario, &rule.scope)
        ),
        Instrument::Suspension(suspended) => {
            let ids: Vec<&str> = suspended.iter().map(|&i| scenario.schedule[i].id.as_str()).collect();
            format!("suspends {}", list(&ids, MOST_NAMES))
        }
    };
    let end = measure.until.map(|date| format!(", until {date}")).unwrap_or_default();
    format!("{}: {what}{end}", measure.id)
}

fn scope_words(scenario: &Scenario, scope: &Scope) -> String {
    let goods: Vec<&str> =
        scope.goods.iter().map(|good| scenario.goods[good.index()].name.as_str()).collect();
    let origins = places(scenario, &scope.origins, &JurisdictionSet::default());
    let destinations = places(scenario, &scope.destinations, &scope.origins);
    format!("{} from {origins} to {destinations}", list(&goods, MOST_NAMES))
}

/// The codes in a set; "all others" if it holds everybody but `besides`.
fn places(scenario: &Scenario, set: &JurisdictionSet, besides: &JurisdictionSet) -> String {
    let is_all = (0..scenario.jurisdictions.len())
        .map(JurisdictionId::at)
        .all(|place| set.contains(place) || besides.contains(place));
    if is_all {
        return "all others".into();
    }
    let codes: Vec<&str> = set
        .iter()
        .filter(|&place| !besides.contains(place))
        .map(|place| scenario.jurisdictions[place.index()].code.as_str())
        .collect();
    // Who is on both ends trades with the others of the same set.
    if codes.is_empty() { "each other".into() } else { list(&codes, MOST_NAMES) }
}
