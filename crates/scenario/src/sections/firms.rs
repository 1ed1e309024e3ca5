use coercivity_base::EndUse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A stake in a firm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// Name of the owner: a firm of the scenario or anyone else.
    pub name: String,
    /// Share owned. Unit: share. Range: 0..=1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share: f64,
}

/// A firm known by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedFirm {
    /// Name, unique in the scenario; the firm's stable id is made from it.
    pub name: String,
    /// The recipe it uses.
    pub recipe: String,
    /// Where it produces.
    pub jurisdiction: String,
    /// Output of the driver product in the base year. It fixes the firm's share of its recipe's output in its
    /// jurisdiction. Unit: units of the driver per year. Range: over 0, up to 1e15.
    #[schemars(range(min = 0.0, max = 1e15))]
    pub output_per_year: f64,
    /// Capacity; normal output over utilisation where absent.
    /// Unit: units of the driver per year. Range: at least output_per_year.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1e15))]
    pub capacity_per_year: Option<f64>,
    /// End use; the recipe's where absent.
    #[serde(default)]
    pub end_use: Option<EndUse>,
    /// Weeks of cover of every input; drawn around the recipe's mean where absent.
    /// Unit: weeks. Range: 1..=208.
    #[serde(default)]
    #[schemars(range(min = 1.0, max = 208.0))]
    pub cover_weeks: Option<f64>,
    /// Who owns it, for affiliate rules.
    #[serde(default)]
    pub owners: Vec<Owner>,
    /// Where the figures come from.
    #[serde(default)]
    pub source: String,
}

/// A link given by hand, for chains to read along and for imported networks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Name of the supplier.
    pub supplier: String,
    /// Name of the buyer.
    pub buyer: String,
    /// The good that moves.
    pub good: String,
    /// Share of the buyer's need of the good. Shares of a (buyer, good) sum to 1.
    /// Unit: share. Range: over 0, up to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share: f64,
}

/// Firms and links from the user's own tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnData {
    /// CSV with the columns of a named firm: name, recipe, jurisdiction, output_per_year, and where known
    /// capacity_per_year, end_use, cover_weeks, owner, owner_share. Path relative to this file.
    pub firms_csv: String,
    /// CSV with the columns supplier, buyer, good, share (or quantity_per_year). Path relative to this file.
    #[serde(default)]
    pub links_csv: Option<String>,
}

/// Firms by name, from tables, and drawn.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Firms {
    /// Whether firms are drawn besides the named ones, up to `run.firms`. Without them the named firms are the
    /// whole economy, and each recipe's output in a jurisdiction is shared among them.
    pub synthetic: bool,
    /// Firms known by name.
    #[serde(default)]
    pub named: Vec<NamedFirm>,
    /// Links given by hand. A (buyer, good) with a link here takes no drawn links.
    #[serde(default)]
    pub links: Vec<Link>,
    /// The user's own tables, added to the above.
    #[serde(default)]
    pub own_data: Option<OwnData>,
}
