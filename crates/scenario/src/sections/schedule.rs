use coercivity_base::{Date, EndUse};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which jurisdictions a measure means; groups such as `EU` stand for their members.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Among {
    /// All.
    #[default]
    All,
    /// Only these.
    Only(Vec<String>),
    /// All but these.
    Except(Vec<String>),
}

/// What a measure applies to. Trade within one jurisdiction is never meant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Goods.
    pub goods: Vec<String>,
    /// Where the goods come from. Default: All.
    #[serde(default)]
    pub origins: Among,
    /// Where they go. Default: All.
    #[serde(default)]
    pub destinations: Among,
    /// End uses of the importer; absent: all.
    #[serde(default)]
    pub end_uses: Option<Vec<EndUse>>,
}

/// A probability by destination and end use: the most specific entry counts, end use before destination.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ShareBy {
    /// When nothing more specific is said. Unit: share. Range: 0..=1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub default: f64,
    /// By destination, a jurisdiction or a group. Unit: share. Range: 0..=1.
    pub by_destination: BTreeMap<String, f64>,
    /// By end use. Unit: share. Range: 0..=1.
    #[schemars(extend("propertyNames" = {"$ref": "#/$defs/EndUse"}))]
    pub by_end_use: BTreeMap<EndUse, f64>,
}

/// The hazard of a decision from a date on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HazardStep {
    /// First day.
    pub from: Date,
    /// Hazard of a decision. Unit: 1/week. Range: 0..=1000; 1000 decides at once.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub per_week: f64,
    /// Factor on the hazard by destination, a jurisdiction or a group. Unit: ratio. Range: 0..=100.
    #[serde(default)]
    pub by_destination: BTreeMap<String, f64>,
    /// Factor on the hazard by end use. Unit: ratio. Range: 0..=100.
    #[serde(default)]
    #[schemars(extend("propertyNames" = {"$ref": "#/$defs/EndUse"}))]
    pub by_end_use: BTreeMap<EndUse, f64>,
    /// Where the hazard comes from.
    #[serde(default)]
    pub source: String,
}

/// General licences: one per exporter and customer, without a volume cap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GeneralLicences {
    /// First day.
    pub from: Date,
    /// Names of the exporters that get them.
    pub exporters: Vec<String>,
    /// Destinations covered. Default: All.
    #[serde(default)]
    pub destinations: Among,
    /// Validity. Unit: weeks. Range: 1..=1040.
    #[schemars(range(min = 1.0, max = 1040.0))]
    pub validity_weeks: f64,
    /// Where this comes from.
    #[serde(default)]
    pub source: String,
}

/// A licence regime: what needs a licence and how applications are decided. It holds while a measure of the
/// schedule says so. The office is that of the origin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// What needs a licence.
    pub scope: Scope,
    /// Filing dates are spread over this time after the start of the regime (end-user certificates).
    /// Unit: weeks. Range: 0..=52. Assumption.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 52.0))]
    pub filing_spread_weeks: f64,
    /// No decision sooner than this after filing. Unit: weeks. Range: 0..=104.
    #[schemars(range(min = 0.0, max = 104.0))]
    pub floor_weeks: f64,
    /// The hazard of a decision by calendar date; before the first step it is 0.
    pub hazard: Vec<HazardStep>,
    /// Probability that a decided application is refused.
    #[serde(default)]
    pub refusal: ShareBy,
    /// Time after a refusal until a new filing; absent: no second filing. Unit: weeks. Range: 0..=520.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 520.0))]
    pub refile_after_weeks: Option<f64>,
    /// Validity of a licence. Unit: weeks. Range: 1..=1040.
    #[schemars(range(min = 1.0, max = 1040.0))]
    pub validity_weeks: f64,
    /// Spread of validities, or every period would end in a common hole.
    /// Unit: share. Range: 0..=0.9. Assumption: 0.2.
    #[serde(default = "jitter")]
    #[schemars(range(min = 0.0, max = 0.9))]
    pub validity_jitter: f64,
    /// Volume that a licence covers; absent: no cap. Unit: weeks of contract use. Range: over 0, up to 1040.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1040.0))]
    pub volume_cap_weeks: Option<f64>,
    /// Relations above this share of a destination's trade in a good are decided in equal lots, or one draw moves
    /// a country. Unit: share. Range: over 0, up to 1. Assumption: 0.05.
    #[serde(default = "lot_share")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub lot_share: f64,
    /// General licences.
    #[serde(default)]
    pub general: Vec<GeneralLicences>,
    /// Where the rules and figures come from.
    #[serde(default)]
    pub source: String,
}

fn jitter() -> f64 {
    0.2
}
fn lot_share() -> f64 {
    0.05
}

/// What a measure does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Instrument {
    /// A licence is needed for what the regime names.
    Licence {
        /// Name of the regime.
        regime: String,
    },
    /// Free goods that look like controlled ones (one customs code) are inspected too.
    LookAlikeInspection {
        /// The look-alikes.
        scope: Scope,
        /// Probability that a shipment is held. Unit: share. Range: 0..=1.
        probability: f64,
        /// Shortest and longest hold. Unit: days. Range: 0..=365.
        delay_days: (f64, f64),
    },
    /// Customs inspection of shipments in general.
    Inspection {
        /// What is inspected.
        scope: Scope,
        /// Probability that a shipment is held. Unit: share. Range: 0..=1.
        probability: f64,
        /// Shortest and longest hold. Unit: days. Range: 0..=365.
        delay_days: (f64, f64),
    },
    /// Nothing may move.
    Ban {
        /// What is banned.
        scope: Scope,
    },
    /// At most this quantity may move in a period, over the whole scope (one good).
    Quota {
        /// What is limited; exactly one good.
        scope: Scope,
        /// Quantity per period. Unit: units of the good. Range: 0..=1e15.
        quantity: f64,
        /// Length of a period. Unit: weeks. Range: 1..=520.
        period_weeks: f64,
    },
    /// An ad-valorem tariff paid on entry; it moves sourcing.
    Tariff {
        /// What pays.
        scope: Scope,
        /// Rate on the base price. Unit: share of value. Range: 0..=100.
        rate: f64,
    },
    /// A fee per unit (port or border fee); it moves sourcing.
    Fee {
        /// What pays.
        scope: Scope,
        /// Fee. Unit: US dollars per unit of the good. Range: 0..=1e12.
        usd_per_unit: f64,
    },
    /// No trade in these goods from this authority with listed firms.
    EntityList {
        /// The jurisdiction whose exporters may not deal with the listed firms.
        authority: String,
        /// Names of listed firms or owners.
        names: Vec<String>,
        /// Whether firms owned 50% or more by listed ones, alone or together, count as listed.
        affiliates: bool,
        /// Goods concerned; absent: all.
        #[serde(default)]
        goods: Option<Vec<String>>,
    },
    /// Goods made abroad that carry much of a watched value need a licence of the watch's origin, or are banned. Goods
    /// from the origin, to it, or within one jurisdiction are never meant.
    OriginShare {
        /// Name of the watch.
        watch: String,
        /// Share of value from which a maker's goods are caught; 0 for any content. Unit: share. Range: 0..=1.
        threshold: f64,
        /// What is meant, by exporters outside the watch's origins. Final markets count as civil.
        scope: Scope,
        /// What becomes of what is caught.
        then: Then,
        /// Time between checks of who is caught. Unit: weeks. Range: 0.1..=520. Assumption: 4, makers declare what they
        /// sell and not each parcel.
        #[serde(default = "four_weeks")]
        review_weeks: f64,
    },
    /// Other measures do not hold meanwhile.
    Suspension {
        /// Ids of the measures.
        measures: Vec<String>,
    },
}

fn four_weeks() -> f64 {
    4.0
}

/// What an origin-share rule does with what it catches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Then {
    /// It needs a licence of the office of the watch's first origin.
    Licence {
        /// Name of the regime whose rules of decision hold; its own scope is not looked at.
        regime: String,
    },
    /// It may not be delivered.
    Ban,
}

/// A dated measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Id, unique in the schedule, lower snake case.
    pub id: String,
    /// Day from which people know of it; the first day where absent.
    #[serde(default)]
    pub announced: Option<Date>,
    /// First day.
    pub from: Date,
    /// First day on which it no longer holds; absent: to the end.
    #[serde(default)]
    pub until: Option<Date>,
    /// Goods booked before the first day still pass for this long; for licences, bans, entity lists and origin
    /// shares.
    /// Unit: days. Range: 0..=365. Assumption: two weeks in 2025.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 365.0))]
    pub grace_days: f64,
    /// What it does.
    pub what: Instrument,
    /// Where dates and figures come from.
    #[serde(default)]
    pub source: String,
}
