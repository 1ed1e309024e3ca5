//! The checked scenario: names are ids, groups are members, every section is there and consistent.
//!
//! The model reads only this. It is made in one place (`resolve`) and cannot be wrong in the ways that the
//! diagnostics list.

use crate::sections::{Behaviour, Criticality, Mode, Network, Office, OnError, Results, Run, Size};
use coercivity_base::{Date, EndUse, GoodId, JurisdictionId, RecipeId, StageId};

/// Most inputs of a recipe.
pub const MAX_INPUTS: usize = 4;
/// Most products of a recipe, the driver included.
pub const MAX_OUTPUTS: usize = 3;

/// A set of jurisdictions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JurisdictionSet(Vec<bool>);

impl JurisdictionSet {
    /// The set of those for which `member` holds, among `count`.
    pub fn of(count: usize, member: impl Fn(JurisdictionId) -> bool) -> Self {
        Self((0..count).map(|i| member(JurisdictionId::at(i))).collect())
    }

    /// Whether `jurisdiction` is in the set.
    #[must_use]
    pub fn contains(&self, jurisdiction: JurisdictionId) -> bool {
        self.0.get(jurisdiction.index()).copied().unwrap_or(false)
    }

    /// Members in order.
    pub fn iter(&self) -> impl Iterator<Item = JurisdictionId> + '_ {
        self.0.iter().enumerate().filter(|entry| *entry.1).map(|entry| JurisdictionId::at(entry.0))
    }
}

/// A good.
#[derive(Clone, Debug, PartialEq)]
pub struct Good {
    /// Name.
    pub name: String,
    /// Unit for people.
    pub unit: String,
    /// Base units per unit.
    pub base_units: f64,
    /// Base price, US dollars per unit.
    pub price_usd: f64,
    /// How it travels.
    pub mode: Mode,
    /// Shortest and longest qualification of a supplier, weeks.
    pub qualification_weeks: (f64, f64),
}

/// A stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Name.
    pub name: String,
    /// Number of firms.
    pub firms: Size,
    /// Tail exponent of sizes.
    pub size_tail: f64,
    /// Share of output made by the head.
    pub head_share: f64,
    /// Firms in the head besides named ones.
    pub head_firms: u32,
}

/// One input of a recipe; quantities in base units of the input per base unit of the driver.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The good used.
    pub good: GoodId,
    /// Base units of the input per base unit of the driver.
    pub quantity: f64,
    /// What a shortage does.
    pub criticality: Criticality,
    /// Mean weeks of cover.
    pub cover_weeks: f64,
}

/// One product of a recipe; the first is the driver, with quantity 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// The good made.
    pub good: GoodId,
    /// Base units per base unit of the driver.
    pub quantity: f64,
}

/// A recipe.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// Name.
    pub name: String,
    /// Its stage.
    pub stage: StageId,
    /// Inputs, at most [`MAX_INPUTS`].
    pub inputs: Vec<Input>,
    /// Products, the driver first, at most [`MAX_OUTPUTS`].
    pub outputs: Vec<Output>,
    /// Share of this recipe's world output of the driver by jurisdiction (one entry each; sums to 1).
    pub shares: Vec<f64>,
    /// End use of firms of this recipe.
    pub end_use: EndUse,
    /// Lot size in base units of the driver.
    pub lot: u32,
    /// Normal output over capacity.
    pub utilisation: f64,
    /// Time to close a gap in input stocks, weeks.
    pub adjustment_weeks: f64,
}

impl Recipe {
    /// The good that drives production.
    #[must_use]
    pub fn driver(&self) -> GoodId {
        self.outputs[0].good
    }
}

/// A jurisdiction.
#[derive(Clone, Debug, PartialEq)]
pub struct Jurisdiction {
    /// ISO 3166 alpha-2 code.
    pub code: String,
    /// English name.
    pub name: String,
}

/// Days on the way by mode, origin and destination.
#[derive(Clone, Debug, PartialEq)]
pub struct TransitDays {
    /// Number of jurisdictions.
    pub count: usize,
    /// By sea, origin-major.
    pub sea: Vec<f64>,
    /// By air, origin-major.
    pub air: Vec<f64>,
}

impl TransitDays {
    /// Days from `origin` to `destination`.
    #[must_use]
    pub fn get(&self, mode: Mode, origin: JurisdictionId, destination: JurisdictionId) -> f64 {
        let table = match mode {
            Mode::Sea => &self.sea,
            Mode::Air => &self.air,
        };
        table[origin.index() * self.count + destination.index()]
    }
}

/// Final demand for a good.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// The good.
    pub good: GoodId,
    /// World purchases per year, units of the good.
    pub per_year: f64,
    /// Share by jurisdiction (one entry each; sums to 1).
    pub shares: Vec<f64>,
    /// Share bought at home.
    pub home_share: f64,
    /// Share of unmet demand that waits.
    pub waiting_share: f64,
    /// Growth per year.
    pub growth_per_year: f64,
    /// Seasonal factors, January first.
    pub season: [f64; 12],
}

/// A firm known by name.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedFirm {
    /// Name.
    pub name: String,
    /// Recipe.
    pub recipe: RecipeId,
    /// Where it produces.
    pub jurisdiction: JurisdictionId,
    /// Output of the driver, units per year.
    pub output_per_year: f64,
    /// Capacity, units per year.
    pub capacity_per_year: Option<f64>,
    /// End use.
    pub end_use: EndUse,
    /// Weeks of cover, if fixed.
    pub cover_weeks: Option<f64>,
    /// Owners: name and share.
    pub owners: Vec<(String, f64)>,
}

/// A link given by hand; indices into [`Scenario::named`].
#[derive(Clone, Debug, PartialEq)]
pub struct GivenLink {
    /// Supplier, index into the named firms.
    pub supplier: usize,
    /// Buyer, index into the named firms.
    pub buyer: usize,
    /// Good.
    pub good: GoodId,
    /// Share of the buyer's need.
    pub share: f64,
}

/// Affinity of a pair for a good.
#[derive(Clone, Debug, PartialEq)]
pub struct Affinity {
    /// Goods, all if `None`.
    pub goods: Option<Vec<GoodId>>,
    /// Origins.
    pub origins: JurisdictionSet,
    /// Destinations.
    pub destinations: JurisdictionSet,
    /// Factor before the fit.
    pub factor: f64,
}

/// What a measure applies to.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// Goods.
    pub goods: Vec<GoodId>,
    /// Origins.
    pub origins: JurisdictionSet,
    /// Destinations.
    pub destinations: JurisdictionSet,
    /// By [`EndUse::index`].
    pub end_uses: [bool; 3],
}

impl Scope {
    /// Whether a shipment of `good` from `origin` to an importer of `end_use` in `destination` is meant.
    #[must_use]
    pub fn holds(
        &self,
        good: GoodId,
        origin: JurisdictionId,
        destination: JurisdictionId,
        end_use: EndUse,
    ) -> bool {
        origin != destination
            && self.end_uses[end_use.index()]
            && self.goods.contains(&good)
            && self.origins.contains(origin)
            && self.destinations.contains(destination)
    }
}

/// A number by destination and end use.
#[derive(Clone, Debug, PartialEq)]
pub struct ByBuyer {
    /// Values, destination-major, one per end use.
    pub values: Vec<[f64; 3]>,
}

impl ByBuyer {
    /// The value for an importer of `end_use` in `destination`.
    #[must_use]
    pub fn get(&self, destination: JurisdictionId, end_use: EndUse) -> f64 {
        self.values[destination.index()][end_use.index()]
    }
}

/// The hazard from a date on, factors worked in.
#[derive(Clone, Debug, PartialEq)]
pub struct HazardStep {
    /// First day.
    pub from: Date,
    /// Hazard per week by destination and end use.
    pub per_week: ByBuyer,
}

/// General licences.
#[derive(Clone, Debug, PartialEq)]
pub struct GeneralLicences {
    /// First day.
    pub from: Date,
    /// Exporters, indices into the named firms.
    pub exporters: Vec<usize>,
    /// Destinations.
    pub destinations: JurisdictionSet,
    /// Validity, weeks.
    pub validity_weeks: f64,
}

/// A licence regime.
#[derive(Clone, Debug, PartialEq)]
pub struct Regime {
    /// Name.
    pub name: String,
    /// What needs a licence.
    pub scope: Scope,
    /// Spread of filings, weeks.
    pub filing_spread_weeks: f64,
    /// No decision sooner, weeks.
    pub floor_weeks: f64,
    /// Hazard by date, in order of dates.
    pub hazard: Vec<HazardStep>,
    /// Probability of refusal.
    pub refusal: ByBuyer,
    /// Weeks until a refused application may be filed again.
    pub refile_after_weeks: Option<f64>,
    /// Validity, weeks.
    pub validity_weeks: f64,
    /// Spread of validity.
    pub validity_jitter: f64,
    /// Volume cap in weeks of contract use.
    pub volume_cap_weeks: Option<f64>,
    /// Largest share of a destination's trade in one lot.
    pub lot_share: f64,
    /// General licences.
    pub general: Vec<GeneralLicences>,
}

/// What a measure does.
#[derive(Clone, Debug, PartialEq)]
pub enum Instrument {
    /// Licence regime, index into [`Scenario::regimes`].
    Licence(usize),
    /// Inspection of shipments, of look-alikes or in general.
    Inspection {
        /// What is inspected.
        scope: Scope,
        /// Probability that a shipment is held.
        probability: f64,
        /// Shortest and longest hold, days.
        delay_days: (f64, f64),
    },
    /// Ban.
    Ban(Scope),
    /// Quota.
    Quota {
        /// What is limited; one good.
        scope: Scope,
        /// Base units per period.
        quantity: f64,
        /// Weeks per period.
        period_weeks: f64,
    },
    /// Tariff.
    Tariff {
        /// What pays.
        scope: Scope,
        /// Share of the base price.
        rate: f64,
    },
    /// Fee.
    Fee {
        /// What pays.
        scope: Scope,
        /// US dollars per unit.
        usd_per_unit: f64,
    },
    /// Entity list.
    EntityList {
        /// Whose exporters are bound.
        authority: JurisdictionId,
        /// Listed firms, affiliates worked out: one flag per named firm.
        listed: Vec<bool>,
        /// Goods; all if `None`.
        goods: Option<Vec<GoodId>>,
    },
    /// Suspension of measures, indices into [`Scenario::schedule`].
    Suspension(Vec<usize>),
}

/// A dated measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Id.
    pub id: String,
    /// Known from.
    pub announced: Date,
    /// First day.
    pub from: Date,
    /// First day after it.
    pub until: Option<Date>,
    /// Grace for goods booked before, days.
    pub grace_days: f64,
    /// What it does.
    pub what: Instrument,
}

/// A use of a plugin. Its parameters are settled when its file says which there are.
#[derive(Clone, Debug, PartialEq)]
pub struct PluginUse {
    /// Own name in results, unique.
    pub id: String,
    /// Name of the plugin, or path of its file.
    pub plugin: String,
    /// The scenario file that names it; a path is relative to it.
    pub base_file: String,
    /// SHA-256 that the file must have, 64 small hexadecimal digits.
    pub sha256: Option<String>,
    /// What a failure does to the run.
    pub on_error: OnError,
    /// A call that takes longer is told, milliseconds.
    pub warn_ms: f64,
    /// A call that takes longer is a failure, milliseconds.
    pub limit_ms: Option<f64>,
}

impl PluginUse {
    /// The path of its file, joined with that of the scenario file that names it; `None` if it is named and has to
    /// be looked for.
    #[must_use]
    pub fn path(&self) -> Option<String> {
        is_path(&self.plugin).then(|| crate::source::join(&self.base_file, &self.plugin))
    }
}

/// Endings of files that are loaded as plugins.
pub(crate) const PLUGIN_ENDINGS: [&str; 3] = [".so", ".dylib", ".dll"];

/// Whether `plugin` is the path of a file rather than the name of a plugin.
fn is_path(plugin: &str) -> bool {
    plugin.contains('/') || PLUGIN_ENDINGS.iter().any(|ending| plugin.ends_with(ending))
}

/// A scenario ready for the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// Goods, alphabetical: [`GoodId`] is the position.
    pub goods: Vec<Good>,
    /// Stages as listed: [`StageId`] is the position.
    pub stages: Vec<Stage>,
    /// Recipes, alphabetical: [`RecipeId`] is the position.
    pub recipes: Vec<Recipe>,
    /// Jurisdictions, alphabetical: [`JurisdictionId`] is the position.
    pub jurisdictions: Vec<Jurisdiction>,
    /// Days on the way.
    pub transit: TransitDays,
    /// Final demand, in order of goods.
    pub demand: Vec<Demand>,
    /// How links are drawn; names in `affinities` and by good are resolved below.
    pub network: Network,
    /// Resolved affinities.
    pub affinities: Vec<Affinity>,
    /// Contract share by good.
    pub contract_share: Vec<f64>,
    /// Whether firms are drawn besides the named ones.
    pub synthetic: bool,
    /// Named firms, in the order of their names.
    pub named: Vec<NamedFirm>,
    /// Given links.
    pub links: Vec<GivenLink>,
    /// Behaviour.
    pub behaviour: Behaviour,
    /// Licence offices, one per jurisdiction; lanes resolved into `lanes`.
    pub offices: Vec<Office>,
    /// Lane of each destination in each office (office-major); the last lane for who is in none.
    pub lanes: Vec<Vec<u8>>,
    /// Regimes, alphabetical.
    pub regimes: Vec<Regime>,
    /// Schedule, in order of first day, then id.
    pub schedule: Vec<Measure>,
    /// Plugins, in the order in which they are in force.
    pub plugins: Vec<PluginUse>,
    /// Opening stocks of the authorities, `[jurisdiction][good]` flattened. Unit: whole base units.
    pub stockpiles: Vec<f64>,
    /// Run settings.
    pub run: Run,
    /// Results.
    pub results: Results,
}

impl Scenario {
    /// The calendar of the run.
    #[must_use]
    pub fn calendar(&self) -> coercivity_base::Calendar {
        coercivity_base::Calendar::new(self.run.start, self.run.tick_days)
    }

    /// The same scenario without its measures and plugins: the paired baseline under the same draws.
    #[must_use]
    pub fn baseline(&self) -> Self {
        Self { schedule: Vec::new(), plugins: Vec::new(), ..self.clone() }
    }
}

impl Scenario {
    /// Whether some licence regime, ban, quota or inspection of the schedule means exports of `good` from `origin`.
    #[must_use]
    pub fn exports_restricted(&self, origin: JurisdictionId, good: GoodId) -> bool {
        self.schedule.iter().any(|measure| {
            let scope = match &measure.what {
                Instrument::Licence(regime) => &self.regimes[*regime].scope,
                Instrument::Ban(scope)
                | Instrument::Quota { scope, .. }
                | Instrument::Inspection { scope, .. } => scope,
                _ => return false,
            };
            scope.goods.contains(&good) && scope.origins.contains(origin)
        })
    }
}
