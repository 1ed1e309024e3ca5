//! Series of the view: what is summed over which places, and the reference that it is a share of.

use coercivity_base::{GoodId, JurisdictionId};
use coercivity_engine::Glance;
use coercivity_scenario::Scenario;
use coercivity_scenario::checked::{JurisdictionSet, Side};

/// Codes of places that a name spells out.
const CODES: usize = 3;

/// What a series sums in each tick.
#[derive(Clone, Debug)]
enum Sum {
    /// Output of device makers of these jurisdictions.
    Devices(Vec<usize>),
    /// Exports of these goods from these origins.
    Exports(Vec<(usize, usize)>),
}

/// A number of each tick, in the scenario and, once that runs, in its baseline.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    pub(crate) name: String,
    sum: Sum,
    values: Vec<f64>,
    normal: Vec<f64>,
}

impl Series {
    fn new(name: String, sum: Sum) -> Self {
        Self { name, sum, values: Vec::new(), normal: Vec::new() }
    }

    /// Adds a tick, of the scenario or of its baseline.
    pub(crate) fn add(&mut self, glance: &Glance, baseline: bool) {
        let value = match &self.sum {
            Sum::Devices(places) => places.iter().map(|&place| glance.devices_usd[place]).sum(),
            Sum::Exports(pairs) => pairs.iter().map(|&(good, origin)| glance.exports_usd[good][origin]).sum(),
        };
        if baseline { self.normal.push(value) } else { self.values.push(value) }
    }

    /// Mean of the first `quiet` ticks, or of the first one if none was quiet.
    pub(crate) fn reference(&self, quiet: usize) -> f64 {
        let ticks = quiet.max(1).min(self.values.len());
        self.values[..ticks].iter().sum::<f64>() / ticks as f64
    }

    /// The series as shares: of the baseline as far as it is known, or of the reference.
    pub(crate) fn shares(&self, quiet: usize) -> Vec<f64> {
        if self.normal.is_empty() {
            let reference = self.reference(quiet);
            return self.values.iter().map(|value| value / reference).collect();
        }
        self.values.iter().zip(&self.normal).map(|(value, normal)| value / normal).collect()
    }

    /// The last share; not a number where the reference is nothing.
    pub(crate) fn now(&self, quiet: usize) -> f64 {
        self.shares(quiet).last().copied().unwrap_or(f64::NAN)
    }
}

/// Output of device makers by side, or of all of them where nobody acts.
pub(crate) fn devices_by_side(scenario: &Scenario) -> Vec<Series> {
    let places = 0..scenario.jurisdictions.len();
    if scenario.sides.is_empty() {
        return vec![Series::new("world".into(), Sum::Devices(places.collect()))];
    }
    let of_side = |side: Side| -> Option<Series> {
        let on = |&place: &usize| scenario.sides.of(JurisdictionId::at(place)) == side;
        let members: Vec<usize> = places.clone().filter(on).collect();
        let codes = members.iter().map(|&place| scenario.jurisdictions[place].code.as_str());
        let name = format!("{} {}", side.name(), spelled(codes));
        (!members.is_empty()).then(|| Series::new(name, Sum::Devices(members)))
    };
    Side::ALL.into_iter().filter_map(of_side).collect()
}

/// Output of device makers of each jurisdiction.
pub(crate) fn devices_by_place(scenario: &Scenario) -> Vec<Series> {
    let places = scenario.jurisdictions.iter().enumerate();
    places.map(|(i, place)| Series::new(place.code.clone(), Sum::Devices(vec![i]))).collect()
}

/// Exports that the schedule restricts, good by good and together; where it restricts none, all exports of the senders,
/// or all exports. The heading says which.
pub(crate) fn exports(scenario: &Scenario) -> (String, Vec<Series>) {
    let count = scenario.jurisdictions.len();
    let all = || (0..scenario.goods.len()).flat_map(|good| (0..count).map(move |origin| (good, origin)));
    let restricted = |&(good, origin): &(usize, usize)| {
        scenario.exports_restricted(JurisdictionId::at(origin), GoodId::at(good))
    };
    let pairs: Vec<(usize, usize)> = all().filter(restricted).collect();
    if pairs.is_empty() {
        let sends =
            |&(_, origin): &(usize, usize)| scenario.sides.senders.contains(JurisdictionId::at(origin));
        let (heading, pairs) = match scenario.sides.is_empty() {
            true => ("Exports".to_owned(), all().collect()),
            false => (
                format!("Exports of {}", codes(scenario, &scenario.sides.senders)),
                all().filter(sends).collect(),
            ),
        };
        return (heading, vec![Series::new("all goods".into(), Sum::Exports(pairs))]);
    }
    let origins = JurisdictionSet::of(count, |place| pairs.iter().any(|pair| pair.1 == place.index()));
    let heading = format!("Restricted exports of {}", codes(scenario, &origins));
    let mut goods: Vec<usize> = pairs.iter().map(|pair| pair.0).collect();
    goods.dedup();
    let of_good = |&good: &usize| {
        let of = pairs.iter().filter(|pair| pair.0 == good).copied().collect();
        Series::new(scenario.goods[good].name.clone(), Sum::Exports(of))
    };
    let mut series: Vec<Series> = goods.iter().map(of_good).collect();
    if series.len() > 1 {
        series.insert(0, Series::new("together".into(), Sum::Exports(pairs.clone())));
    }
    (heading, series)
}

fn codes(scenario: &Scenario, places: &JurisdictionSet) -> String {
    spelled(places.iter().map(|place| scenario.jurisdictions[place.index()].code.as_str()))
}

/// A few codes, or how many there are.
fn spelled<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    let codes: Vec<&str> = codes.collect();
    if codes.len() <= CODES { codes.join(" ") } else { format!("({} places)", codes.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_quiet_ticks_and_then_of_the_baseline() {
        let mut series = Series::new("US".into(), Sum::Devices(vec![0]));
        let glance = |usd| Glance { devices_usd: vec![usd], ..Glance::default() };
        for usd in [8.0, 12.0, 5.0] {
            series.add(&glance(usd), false);
        }
        // (8 + 12) / 2 = 10.
        assert_eq!(series.shares(2), [0.8, 1.2, 0.5]);
        assert_eq!(series.shares(0), [1.0, 1.5, 0.625], "no quiet tick: the first one counts");
        series.add(&glance(16.0), true);
        assert_eq!(series.shares(2), [0.5], "as far as the baseline goes");
    }

    #[test]
    fn a_name_spells_out_up_to_three_places() {
        assert_eq!(spelled(["CN"].into_iter()), "CN");
        assert_eq!(spelled(["US", "JP", "DE", "KR", "FR"].into_iter()), "(5 places)");
    }
}
