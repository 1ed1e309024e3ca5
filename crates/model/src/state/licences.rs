//! Licences: one record per controlled relation and lot, in the order of the links they belong to, and beside each
//! what it grants ([`Grant`]), which is all that walks over links read. An uncontrolled world has none.

use super::{Facts, Grant};
use bevy_ecs::prelude::Resource;
use coercivity_base::{GoodId, JurisdictionId, StableId};
use serde::{Deserialize, Serialize};

/// No tick.
pub const NEVER: i64 = i64::MIN;

/// A tick in the four bytes that records have for it. [`NEVER`] and the last of all ticks stay what they are; others that do not
/// fit come to the nearest that does, which no run reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick32(i32);

impl Tick32 {
    /// No tick.
    pub const NEVER: Self = Self(i32::MIN);

    /// As ticks are counted.
    #[inline(always)]
    #[must_use]
    pub fn get(self) -> i64 {
        match self.0 {
            i32::MIN => NEVER,
            i32::MAX => i64::MAX,
            tick => i64::from(tick),
        }
    }
}

impl From<i64> for Tick32 {
    fn from(tick: i64) -> Self {
        Self(i32::try_from(tick).unwrap_or(if tick < 0 { i32::MIN } else { i32::MAX }))
    }
}

/// A lot of a controlled relation (exporter, importer, good): its application and its licence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Licence {
    /// Dense index of the importer.
    pub buyer: u32,
    /// Input slot of the importer.
    pub slot: u8,
    /// Which lot of the relation.
    pub lot: u8,
    /// Number of lots.
    pub lots: u8,
    /// Regime that asks for it.
    pub regime: u8,
    /// Seller, index into the sellers.
    pub seller: u32,
    /// Whose office decides.
    pub office: JurisdictionId,
    /// Id of relation and lot, for draws.
    pub id: StableId,
    /// Contract use of the lot per tick. Unit: base units.
    pub contract: f64,
    /// Tick from which the relation has been controlled.
    pub since: Tick32,
    /// Tick of the pending application, or never.
    pub filed: Tick32,
    /// Cumulative hazard of the pending application.
    pub hazard: f64,
    /// Cumulative hazard at which its review is done: drawn at filing.
    pub enough: f64,
    /// Tick in which its review was done and it went into the queue for decision, or never.
    pub ripe: Tick32,
    /// Tick of the last decision, or never.
    pub decided: Tick32,
    /// Whether the last decision was a grant.
    pub granted: bool,
    /// Applications filed so far.
    pub ordinal: u32,
    /// First tick in which a new application may be filed after a refusal.
    pub refile: Tick32,
}

impl Licence {
    /// Whether an application is pending.
    #[must_use]
    pub fn pending(&self) -> bool {
        self.filed != Tick32::NEVER
    }
}

/// No link, buyer or seller: that of a licence towards a final market.
pub const NO_LINK: u32 = u32::MAX;

/// A lot of what caught makers of a jurisdiction sell to a final market; its record has no link.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarketLicence {
    /// Application.
    pub record: Licence,
    /// Licence; of no link.
    pub grant: Grant,
    /// The rule, index into the schedule.
    pub rule: usize,
    /// The final good.
    pub good: GoodId,
    /// Where the makers are.
    pub origin: JurisdictionId,
    /// The market.
    pub market: JurisdictionId,
}

/// Counts of a tick by office and good.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LicenceCount {
    /// Filed in this tick.
    pub filed: u64,
    /// Granted in this tick.
    pub granted: u64,
    /// Refused in this tick.
    pub refused: u64,
    /// Pending at the end of the phase.
    pub pending: u64,
    /// Holding a licence at the end of the phase.
    pub holding: u64,
    /// Pending applications by age in ticks.
    pub ages: Vec<u64>,
    /// Applications decided in this tick by age in ticks.
    pub decided_ages: Vec<u64>,
}

impl LicenceCount {
    /// Counts a record that stays as it is until the end of the phase.
    pub fn add(&mut self, record: &Licence, holds: bool, tick: i64) {
        self.holding += u64::from(holds);
        if record.pending() {
            self.pending += 1;
            add_age(&mut self.ages, tick - record.filed.get());
        }
    }

    /// Takes back that a record was counted.
    pub fn remove(&mut self, record: &Licence, holds: bool, tick: i64) {
        self.holding -= u64::from(holds);
        if record.pending() {
            self.pending -= 1;
            self.ages[usize::try_from(tick - record.filed.get()).unwrap_or(0)] -= 1;
        }
    }

    /// Adds what another worker counted, and clears it.
    pub fn take(&mut self, other: &mut Self) {
        let from = std::mem::take(other);
        self.filed += from.filed;
        self.granted += from.granted;
        self.refused += from.refused;
        self.pending += from.pending;
        self.holding += from.holding;
        add_ages(&mut self.ages, &from.ages);
        add_ages(&mut self.decided_ages, &from.decided_ages);
    }
}

fn add_ages(into: &mut Vec<u64>, from: &[u64]) {
    if into.len() < from.len() {
        into.resize(from.len(), 0);
    }
    into.iter_mut().zip(from).for_each(|(into, from)| *into += from);
}

/// Mean of a histogram by ticks.
#[must_use]
pub fn mean_age(ages: &[u64]) -> Option<f64> {
    let n = whole_sum(ages);
    let sum: u128 = ages.iter().zip(0_u128..).map(|(&count, age)| u128::from(count) * age).sum();
    (n > 0).then(|| sum as f64 / n as f64)
}

/// The age at or under which 90% of a histogram by ticks lie.
#[must_use]
pub fn p90_age(ages: &[u64]) -> Option<f64> {
    let n = whole_sum(ages);
    let mut seen = 0;
    ages.iter().enumerate().find_map(|(age, &count)| {
        seen += u128::from(count);
        (n > 0 && seen * 10 >= n * 9).then_some(age as f64)
    })
}

/// So wide that no histogram passes it, one from a stranger's checkpoint included.
fn whole_sum(ages: &[u64]) -> u128 {
    ages.iter().map(|&count| u128::from(count)).sum()
}

/// Adds one application of `age` ticks to a histogram.
pub fn add_age(ages: &mut Vec<u64>, age: i64) {
    let age = usize::try_from(age).unwrap_or(0);
    if ages.len() <= age {
        ages.resize(age + 1, 0);
    }
    ages[age] += 1;
}

/// An office's capacity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OfficeState {
    /// Decisions left over from earlier ticks, in model applications, under 1 while nobody waits.
    pub tokens: f64,
}

/// All licences.
#[derive(Resource, Clone, Debug, Default, Serialize, Deserialize)]
pub struct Licences {
    /// Records in order of place, then lot.
    pub records: Vec<Licence>,
    /// What each of them grants.
    pub grants: Vec<Grant>,
    /// Applications whose review is done, indices as of [`Licences::at`], in no order.
    pub ripe: Vec<u32>,
    /// Licences towards final markets, in order of rule, good, origin, market, lot.
    pub markets: Vec<MarketLicence>,
    /// Offices by jurisdiction.
    pub offices: Vec<OfficeState>,
    /// Counts of this tick, `[office][good]`.
    pub counts: Vec<LicenceCount>,
}

impl Licences {
    /// Offices without applications.
    #[must_use]
    pub fn new(facts: &Facts) -> Self {
        Self {
            records: Vec::new(),
            grants: Vec::new(),
            ripe: Vec::new(),
            markets: Vec::new(),
            offices: vec![OfficeState::default(); facts.jurisdictions()],
            counts: vec![LicenceCount::default(); facts.jurisdictions() * facts.goods()],
        }
    }
}

impl Licences {
    /// Whether there are no records.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.markets.is_empty()
    }

    /// A record; those towards final markets come after those of links.
    #[must_use]
    pub fn at(&self, index: usize) -> &Licence {
        let links = self.records.len();
        if index < links { &self.records[index] } else { &self.markets[index - links].record }
    }

    /// A record and what it grants, for writing.
    pub fn at_mut(&mut self, index: usize) -> (&mut Licence, &mut Grant) {
        let links = self.records.len();
        if index < links {
            return (&mut self.records[index], &mut self.grants[index]);
        }
        let licence = &mut self.markets[index - links];
        (&mut licence.record, &mut licence.grant)
    }

    /// All records and what they grant.
    pub fn all(&self) -> impl Iterator<Item = (&Licence, &Grant)> {
        let markets = self.markets.iter().map(|licence| (&licence.record, &licence.grant));
        self.records.iter().zip(&self.grants).chain(markets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_in_four_bytes_are_the_same_ticks() {
        for tick in [NEVER, -1_000_000, 0, 3_000_000, i64::MAX] {
            assert_eq!(Tick32::from(tick).get(), tick);
        }
        assert_eq!(Tick32::from(i64::MAX - 1).get(), i64::MAX);
    }
}
