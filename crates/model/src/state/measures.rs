//! What the measures of this tick amount to, lane by lane (good x origin x destination).

use super::{Facts, Pairs, Verdict};
use bevy_ecs::prelude::Resource;
use coercivity_base::{EndUse, GoodId, JurisdictionId};
use coercivity_scenario::checked::Instrument;
use serde::{Deserialize, Serialize};

/// A customs hold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hold {
    /// Probability that a shipment is held.
    pub probability: f64,
    /// Shortest hold, days.
    pub shortest_days: f64,
    /// Longest hold, days.
    pub longest_days: f64,
}

/// What holds on a lane.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaneRule {
    /// By end use of the importer.
    pub verdict: [Verdict; 3],
    /// Regime that asks for the licence, by end use; meaningful where the verdict is `Licensed` or `Grace`.
    pub regime: [Option<u8>; 3],
    /// Customs hold, index into [`Measures::holds`].
    pub hold: Option<u32>,
}

impl Default for LaneRule {
    fn default() -> Self {
        Self { verdict: [Verdict::Open; 3], regime: [None; 3], hold: None }
    }
}

/// For how long a quota stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum QuotaTerm {
    /// Period after period, by a measure of the schedule.
    Periods {
        /// Which measure.
        measure: usize,
        /// Per period. Unit: base units.
        per_period: f64,
        /// Length of a period, ticks.
        ticks: i64,
        /// First tick of the current period.
        start: i64,
    },
    /// For this tick, by a directive.
    Tick,
}

/// A quota in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuotaState {
    /// For how long it stands.
    pub term: QuotaTerm,
    /// Lanes that draw on it.
    pub lanes: Vec<usize>,
    /// Left in its term. Unit: base units.
    pub left: f64,
}

impl QuotaState {
    /// Moves on to the period that `tick` lies in.
    pub fn renew(&mut self, tick: i64) {
        if let QuotaTerm::Periods { per_period, ticks, start, .. } = &mut self.term {
            while tick >= *start + *ticks {
                *start += *ticks;
                self.left = *per_period;
            }
        }
    }
}

/// Whom rules by origin share catch. A rule is a bit: that of its place among the schedule's rules by origin share.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Caught {
    /// The rules, indices into the schedule.
    pub rules: Vec<usize>,
    /// Rules that hold.
    pub holding: u8,
    /// Rules that are in their clearance grace.
    pub graced: u8,
    /// Rules known of and not over, which were checked.
    pub known: u8,
    /// Rules whose threshold each seller's goods reached when last checked.
    pub sellers: Vec<u8>,
    /// The same by firm, for makers of final goods.
    pub makers: Vec<u8>,
    /// Rules in force that catch makers, by class; the first is none. Empty while no maker is caught.
    pub classes: Vec<u8>,
    /// Class of each set of rules in force.
    pub class_of: Vec<u8>,
    /// Share of each (final good, jurisdiction)'s makers in each class, `[class][cell]`; sums to 1 over classes.
    pub part: Vec<Vec<f64>>,
    /// Whether any mark changed in this tick.
    pub moved: bool,
}

impl Caught {
    /// Class of a maker.
    #[must_use]
    pub fn class(&self, reached: u8) -> usize {
        usize::from(self.class_of[usize::from(reached & self.holding)])
    }

    /// Marks of makers as a column of a walk: empty while no maker is caught.
    #[must_use]
    pub fn marks(&self) -> Vec<&[u8]> {
        if self.classes.is_empty() { Vec::new() } else { vec![&self.makers] }
    }

    /// The rules of a set, as bit and index into the schedule.
    pub fn rules_in(&self, set: u8) -> impl Iterator<Item = (u8, usize)> + '_ {
        self.rules.iter().enumerate().map(|(i, &rule)| (1 << i, rule)).filter(move |(bit, _)| set & bit != 0)
    }
}

/// All of it.
#[derive(Resource, Clone, Debug, Serialize, Deserialize)]
pub struct Measures {
    /// Which measures of the schedule hold.
    pub active: Vec<bool>,
    /// Which of them are still in their clearance grace.
    pub grace: Vec<bool>,
    /// Rules by lane.
    pub lanes: Vec<LaneRule>,
    /// Customs holds in force.
    pub holds: Vec<Hold>,
    /// Tariffs by lane. Unit: share of the value.
    pub tariff: Vec<f64>,
    /// Fees by lane. Unit: share of the base price.
    pub fee: Vec<f64>,
    /// Whether there are any tariffs or fees.
    pub duties: bool,
    /// Quotas in force.
    pub quotas: Vec<QuotaState>,
    /// Share of shippable orders that quotas let pass, by lane.
    pub quota_ratio: Vec<f64>,
    /// Rules for single firms: entity lists of the schedule and pair rules of directives.
    pub pairs: Pairs,
    /// Whom rules by origin share catch.
    pub caught: Caught,
    /// Regimes that directives ask licences under, by regime.
    pub directed_regimes: Vec<bool>,
    /// Whether directives change anything in this tick.
    pub directed: bool,
    /// Uses that directives restrict or announce a restriction of ([`Facts::use_of`]); empty if none.
    pub threatened: Vec<bool>,
    /// Risk that measures known of pose to an importer, `[good][destination][end use]`, 0..=1.
    pub risk_target: Vec<f64>,
    /// Restrictions known of and not over, indices into the schedule.
    pub threats: Vec<usize>,
    /// Risk as perceived.
    pub risk: Vec<f64>,
    /// Whether the verdicts changed in this tick, so that links must be marked anew.
    pub changed: bool,
    /// Whether verdicts and costs must be worked out anew although nothing turned: the schedule is another one.
    pub stale: bool,
    /// Measures that began or ended in this tick, for the event log.
    pub turned: Vec<(usize, bool)>,
    /// Measures that became known in this tick.
    pub announced: Vec<usize>,
}

/// Rules by origin share, indices into the schedule.
fn origin_rules(facts: &Facts) -> Vec<usize> {
    let rule = |i: &usize| matches!(facts.scenario.schedule[*i].what, Instrument::OriginShare(_));
    (0..facts.scenario.schedule.len()).filter(rule).collect()
}

impl Measures {
    /// No measures.
    #[must_use]
    pub fn none(facts: &Facts) -> Self {
        let n = facts.scenario.schedule.len();
        let buyers = facts.goods() * facts.jurisdictions() * 3;
        Self {
            active: vec![false; n],
            grace: vec![false; n],
            lanes: vec![LaneRule::default(); facts.lanes()],
            holds: Vec::new(),
            tariff: vec![0.0; facts.lanes()],
            fee: vec![0.0; facts.lanes()],
            duties: false,
            quotas: Vec::new(),
            quota_ratio: vec![1.0; facts.lanes()],
            pairs: Pairs::default(),
            caught: Caught { rules: origin_rules(facts), ..Caught::default() },
            directed_regimes: vec![false; facts.scenario.regimes.len()],
            directed: false,
            threatened: Vec::new(),
            threats: Vec::new(),
            risk_target: vec![0.0; buyers],
            risk: vec![0.0; buyers],
            changed: false,
            stale: false,
            turned: Vec::new(),
            announced: Vec::new(),
        }
    }

    /// Delivered cost over price at the base price: 1 + tariffs + fees.
    #[must_use]
    pub fn cost(&self, lane: usize) -> f64 {
        1.0 + self.tariff[lane] + self.fee[lane]
    }

    /// Index of an importer's (good, destination, end use) in the risk tables.
    #[must_use]
    pub fn buyer(facts: &Facts, good: GoodId, destination: JurisdictionId, end_use: EndUse) -> usize {
        (good.index() * facts.jurisdictions() + destination.index()) * 3 + end_use.index()
    }
}
