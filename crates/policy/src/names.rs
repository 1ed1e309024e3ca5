//! The dictionary of a run: what the indices mean.

/// Names and constants of a run. Indices in columns are positions in these lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// Goods.
    pub goods: Vec<GoodName>,
    /// Codes of jurisdictions, such as `CN`.
    pub jurisdictions: Vec<String>,
    /// Stages.
    pub stages: Vec<String>,
    /// First row of each stage among the firms, and the number of firms at the end.
    pub stage_rows: Vec<u64>,
    /// Recipes.
    pub recipes: Vec<String>,
    /// Licence regimes.
    pub regimes: Vec<String>,
    /// Ids of the measures of the schedule.
    pub measures: Vec<String>,
    /// Firms known by name, with their rows.
    pub firms: Vec<(String, u64)>,
}

/// A good.
#[derive(Clone, Debug, PartialEq)]
pub struct GoodName {
    /// Name, such as `magnet_heavy`.
    pub name: String,
    /// Unit for people, such as `t`.
    pub unit: String,
    /// Base units per unit: firm columns count in base units, all other columns in units.
    pub base_units: f64,
    /// Base price, US dollars per unit.
    pub price_usd: f64,
    /// Whether final markets buy it. Licences, quotas and holds on such goods are not supported.
    pub is_final: bool,
}

impl Names {
    /// Number of firms.
    #[must_use]
    pub fn firm_count(&self) -> u64 {
        self.stage_rows.last().copied().unwrap_or(0)
    }

    /// Number of lanes.
    #[must_use]
    pub fn lane_count(&self) -> usize {
        self.goods.len() * self.jurisdictions.len() * self.jurisdictions.len()
    }

    /// Row of a lane.
    #[must_use]
    pub fn lane(&self, good: usize, origin: usize, destination: usize) -> usize {
        (good * self.jurisdictions.len() + origin) * self.jurisdictions.len() + destination
    }
}
