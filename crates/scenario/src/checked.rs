//! The checked scenario: names are ids, groups are members, every section is there and consistent.
//!
//! The model reads only this. It is made in one place (`resolve`) and cannot be wrong in the ways that the
//! diagnostics list.

mod measures;
mod plugins;
mod projects;
mod sides;

pub use measures::{ByBuyer, GeneralLicences, HazardStep, Instrument, Measure, OriginShare, Regime, Scope};
pub(crate) use plugins::PLUGIN_ENDINGS;
pub use plugins::PluginUse;
pub use projects::{Idling, Project};
pub use sides::{Side, Sides};

use crate::sections::{
    Behaviour, Counted, Criticality, Equity, Investment, Mode, Network, Office, Prices, Results, Run, Size,
    Thrift,
};
use coercivity_base::{EndUse, GoodId, JurisdictionId, RecipeId, StageId};

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

    /// Whether there are no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.0.contains(&true)
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
    /// How firms save on it while it is dear.
    pub thrift: Option<Thrift>,
}

/// One input in the place of another while that is dear; slots are positions among the recipe's inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Substitute {
    /// Slot that is replaced.
    pub from: usize,
    /// Slot that replaces it.
    pub to: usize,
    /// Base units of `to` for a base unit of `from`.
    pub rate: f64,
    /// Share replaced per unit of the logarithm of the relative price.
    pub elasticity: f64,
    /// Largest share replaced.
    pub most: f64,
    /// Time to change designs, weeks.
    pub lag_weeks: f64,
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
    /// Inputs that stand in for others.
    pub substitutes: Vec<Substitute>,
    /// Share of this recipe's world output of the driver by jurisdiction (one entry each; sums to 1).
    pub shares: Vec<f64>,
    /// End use of firms of this recipe.
    pub end_use: EndUse,
    /// Lot size in base units of the driver.
    pub lot: u32,
    /// Normal output over capacity.
    pub utilisation: f64,
    /// Whether nobody uses it in the base year: only projects do.
    pub planned: bool,
    /// Share of value added left to owners.
    pub margin: f64,
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
    /// Elasticity to the retail price.
    pub price_elasticity: f64,
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

/// Most watches of a scenario.
pub const MAX_WATCHES: usize = 4;
/// Most origin-share rules of a schedule.
pub const MAX_ORIGIN_RULES: usize = 8;

/// A set of goods from an origin whose value is followed.
#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    /// Name.
    pub name: String,
    /// Origins.
    pub origins: JurisdictionSet,
    /// The first of them, whose office decides.
    pub office: JurisdictionId,
    /// Whether each good counts.
    pub goods: Vec<bool>,
    /// What of a good made there counts.
    pub counted: Counted,
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
    /// Prices; blocs are resolved into the next two fields.
    pub prices: Prices,
    /// Names of the blocs; the rest of the world is the last.
    pub blocs: Vec<String>,
    /// Bloc of each jurisdiction.
    pub bloc_of: Vec<u8>,
    /// How owners value firms.
    pub equity: Equity,
    /// What is followed, in order of names; empty for nothing.
    pub watches: Vec<Watch>,
    /// Thresholds of the curve over shares, ascending.
    pub thresholds: Vec<f64>,
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
    /// How projects are decided on; idling is resolved below.
    pub investment: Investment,
    /// Plants that do not stand in the base year, in the order of their names.
    pub projects: Vec<Project>,
    /// When plants idle and restart, if they do.
    pub idling: Option<Idling>,
    /// Run settings.
    pub run: Run,
    /// Who acts and who is acted upon.
    pub sides: Sides,
    /// Results; its sides are resolved into `sides`.
    pub results: Results,
}

impl Scenario {
    /// A scenario of an empty world, with the default of every section: tables to be filled by whoever makes a scenario
    /// without a file.
    #[must_use]
    pub fn blank(run: Run) -> Self {
        Self {
            title: String::new(),
            summary: String::new(),
            goods: Vec::new(),
            stages: Vec::new(),
            recipes: Vec::new(),
            jurisdictions: Vec::new(),
            transit: TransitDays { count: 0, sea: Vec::new(), air: Vec::new() },
            demand: Vec::new(),
            network: Network::default(),
            affinities: Vec::new(),
            contract_share: Vec::new(),
            synthetic: true,
            named: Vec::new(),
            links: Vec::new(),
            behaviour: Behaviour::default(),
            prices: Prices::default(),
            blocs: vec![Prices::default().rest],
            bloc_of: Vec::new(),
            equity: Equity::default(),
            watches: Vec::new(),
            thresholds: Vec::new(),
            offices: Vec::new(),
            lanes: Vec::new(),
            regimes: Vec::new(),
            schedule: Vec::new(),
            plugins: Vec::new(),
            stockpiles: Vec::new(),
            investment: Investment::default(),
            projects: Vec::new(),
            idling: None,
            run,
            sides: Sides::default(),
            results: Results::default(),
        }
    }

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
    /// Whether some licence regime, ban, quota, inspection or rule by origin share of the schedule means exports of `good` from `origin`.
    #[must_use]
    pub fn exports_restricted(&self, origin: JurisdictionId, good: GoodId) -> bool {
        let mut scopes = self.schedule.iter().filter_map(|measure| match &measure.what {
            Instrument::OriginShare(rule) => Some(&rule.scope),
            other => other.export_scope(&self.regimes),
        });
        scopes.any(|scope| scope.goods.contains(&good) && scope.origins.contains(origin))
    }
}
