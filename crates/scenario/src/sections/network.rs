use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Extra affinity between an origin and a destination for some goods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Affinity {
    /// Goods; all where absent.
    #[serde(default)]
    pub goods: Option<Vec<String>>,
    /// Origin, a jurisdiction or a group.
    pub origin: String,
    /// Destination, a jurisdiction or a group.
    pub destination: String,
    /// Factor on the flow expected from sizes and distance before it is fitted to the margins.
    /// Unit: ratio. Range: 0..=1000; 0 forbids the pair.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub factor: f64,
    /// Where the factor comes from.
    #[serde(default)]
    pub source: String,
}

/// How links are drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Network {
    /// Parts into which each buyer's need of a good is laid over the suppliers: about the number of suppliers of a
    /// small firm; larger firms have more, since their parts span more suppliers.
    /// Unit: parts. Range: 1..=8. Assumption.
    #[schemars(range(min = 1, max = 8))]
    pub suppliers_min: u8,
    /// Links smaller than this share of the buyer's need are given to its other suppliers.
    /// Unit: share. Range: 0..=0.5. Assumption.
    #[schemars(range(min = 0.0, max = 0.5))]
    pub smallest_share: f64,
    /// Empty places per (buyer, input) for new suppliers.
    /// Unit: places. Range: 0..=8.
    #[schemars(range(min = 0, max = 8))]
    pub spare_places: u8,
    /// Factor on flows within a jurisdiction before the fit. Unit: ratio. Range: 0..=1000. Assumption.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub home_factor: f64,
    /// Fall of flows with transit time before the fit: `exp(-decay * days)`.
    /// Unit: 1/day. Range: 0..=1. Assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub decay_per_day: f64,
    /// Known deviations from sizes and distance.
    pub affinities: Vec<Affinity>,
    /// Share of links under contract (served first). Unit: share. Range: 0..=1. Assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub contract_share: f64,
    /// Contract share by good where it differs. Unit: share. Range: 0..=1.
    pub contract_share_by_good: BTreeMap<String, f64>,
    /// Share of the expected co-product that links may claim; the rest covers rounding and drift of the driver.
    /// Unit: share. Range: over 0, up to 1. Assumption.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub co_product_use: f64,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            suppliers_min: 2,
            smallest_share: 0.02,
            spare_places: 1,
            home_factor: 1.0,
            decay_per_day: 0.02,
            affinities: Vec::new(),
            contract_share: 0.7,
            contract_share_by_good: BTreeMap::new(),
            co_product_use: 0.9,
        }
    }
}
