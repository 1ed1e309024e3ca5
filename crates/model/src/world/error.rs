//! Why a world could not be built: each sentence says what is wrong, where in the scenario, and what to do.

use thiserror::Error;

/// A scenario that is well formed but describes an economy that cannot work.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum BuildError {
    /// Nobody buys anything.
    #[error(
        "no final demand: every market's purchases are 0; give `demand` at least one good that is bought"
    )]
    NoDemand,
    /// A good is needed and no recipe gives it.
    #[error(
        "nobody makes `{good}`, which {user} needs; add a recipe with `driver: \"{good}\"` or remove the need"
    )]
    NobodyMakes {
        /// The good.
        good: String,
        /// Who needs it: a recipe or a final market.
        user: String,
    },
    /// A final good that comes along with another.
    #[error(
        "final good `{good}` is a co-product of recipes.{recipe}; final markets buy from makers that produce for \
         them, so make `{good}` the driver of its own recipe or remove it from `demand`"
    )]
    FinalCoProduct {
        /// The good.
        good: String,
        /// The recipe.
        recipe: String,
    },
    /// Recipes that need each other's products.
    #[error(
        "goods need each other in a loop: {goods}; break it in `recipes` by removing one of these inputs or by \
         making one of these goods a co-product"
    )]
    Loop {
        /// The goods of the loop, first one repeated.
        goods: String,
    },
    /// More of a driver comes along with other products than the world needs.
    #[error(
        "recipes with driver `{good}` would run backwards ({activity:.3} base units a tick): more `{good}` comes \
         along with other products than is needed; lower its co-product quantity in `recipes` or raise its use"
    )]
    NegativeActivity {
        /// The driver.
        good: String,
        /// The activity that solves the balance.
        activity: f64,
    },
    /// The balance of needs and yields has no single solution.
    #[error(
        "needs and yields leave the output of `{good}` open; check the quantities of the recipes that make it \
         in `recipes`"
    )]
    Undetermined {
        /// A driver whose activity is open.
        good: String,
    },
    /// A good that only comes along is needed more than it comes along.
    #[error(
        "`{good}` only comes along with other products: {made:.0} base units a tick, of which links may claim \
         {claim:.0}, but recipes need {need:.0}; add a recipe with this driver, lower the input quantities or \
         raise the co-product quantity in `recipes`"
    )]
    CoProductShort {
        /// The good.
        good: String,
        /// Made per tick.
        made: f64,
        /// The part that links may claim.
        claim: f64,
        /// Needed per tick.
        need: f64,
    },
    /// A recipe that must produce has no place.
    #[error(
        "recipes.{recipe} is needed but makes its product nowhere: its `shares` are 0; give shares by \
         jurisdiction{named}"
    )]
    NoShares {
        /// The recipe.
        recipe: String,
        /// What else would help.
        named: &'static str,
    },
    /// A share of output without a firm to make it.
    #[error(
        "recipes.{recipe}.shares gives {jurisdiction} a part of the output, but no named firm makes it there and \
         `firms.synthetic` is off; add a firm, set the share to 0, or draw firms"
    )]
    NoFirm {
        /// The recipe.
        recipe: String,
        /// The jurisdiction.
        jurisdiction: String,
    },
    /// A named firm where its recipe makes nothing.
    #[error(
        "firms.named: `{firm}` uses recipe `{recipe}` in {jurisdiction}, where that recipe makes nothing; give \
         recipes.{recipe}.shares a value for {jurisdiction}, or remove the firm"
    )]
    FirmWithoutOutput {
        /// The firm.
        firm: String,
        /// The recipe.
        recipe: String,
        /// The jurisdiction.
        jurisdiction: String,
    },
    /// Two firms with one id.
    #[error("two firms have the same id: `{first}` and `{second}`; rename the one in `firms.named`")]
    SameId {
        /// One firm.
        first: String,
        /// The other.
        second: String,
    },
    /// A buyer country that may buy nowhere.
    #[error(
        "{destination} needs `{good}` but no origin may supply it: `network.affinities` forbid every pair; raise \
         a factor over 0"
    )]
    NoOrigin {
        /// The good.
        good: String,
        /// The jurisdiction in need.
        destination: String,
    },
    /// A given link between firms that do not make or use the good.
    #[error("firms.links: `{supplier}` -> `{buyer}` for `{good}`: {why}; correct the link or remove it")]
    GivenLink {
        /// The supplier.
        supplier: String,
        /// The buyer.
        buyer: String,
        /// The good.
        good: String,
        /// What is wrong.
        why: &'static str,
    },
    /// A need without a supplier.
    #[error(
        "`{firm}` needs `{good}` and has no supplier; add one in `firms.links`, or recipes that make `{good}`"
    )]
    NoSeller {
        /// The firm.
        firm: String,
        /// The good.
        good: String,
    },
    /// A link too small for whole base units.
    #[error(
        "the smallest planned link of `{good}`, {seller} -> {buyer}, moves {flow} base units a tick, under \
         {least}; set goods.{good}.base_units to {suggestion:e} or more (now {base_units:e}), or lower run.firms"
    )]
    LinkTooSmall {
        /// The good.
        good: String,
        /// The supplier.
        seller: String,
        /// The buyer.
        buyer: String,
        /// Base units per tick.
        flow: f64,
        /// The least allowed.
        least: f64,
        /// Base units now.
        base_units: f64,
        /// Base units that would do.
        suggestion: f64,
    },
    /// A good counted so finely that sums would not be exact.
    #[error(
        "the world's {what} of `{good}` is {amount:.3e} base units, over 2^52; set goods.{good}.base_units to \
         {suggestion:e} or less (now {base_units:e})"
    )]
    TooFine {
        /// Yearly flow or stock.
        what: &'static str,
        /// The good.
        good: String,
        /// How much.
        amount: f64,
        /// Base units now.
        base_units: f64,
        /// Base units that would do.
        suggestion: f64,
    },
    /// A firm that would never produce.
    #[error(
        "`{firm}` would have zero capacity: it sells no `{good}`; give it a buyer in `firms.links` or final \
         demand, raise goods.{good}.base_units, or remove it"
    )]
    ZeroCapacity {
        /// The firm.
        firm: String,
        /// Its driver.
        good: String,
    },
    /// A circle of critical inputs that would stop before its first delivery.
    #[error(
        "recipes {recipes} need each other's products, and together hold {cover:.1} ticks of cover against \
         {transit:.1} ticks on the way; raise `cover_weeks` of these inputs or make one of them less critical"
    )]
    CriticalLoop {
        /// The recipes of the loop.
        recipes: String,
        /// Cover along the loop, ticks.
        cover: f64,
        /// Transit along the loop, ticks.
        transit: f64,
    },
    /// More rows than the indices can name.
    #[error("{what}: {count} is over the limit of {limit}; {remedy}")]
    TooMany {
        /// What there is too much of.
        what: String,
        /// How many.
        count: usize,
        /// How many there may be.
        limit: usize,
        /// What to do.
        remedy: &'static str,
    },
}
