//! The arrays of a world. Firms are numbered stage by stage, cell by cell; links lie in buyer order.

use coercivity_base::{EndUse, GoodId, JurisdictionId, RecipeId, StableId, StageId};
use coercivity_scenario::checked::MAX_INPUTS;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Input slots of a firm.
pub const SLOTS: usize = MAX_INPUTS;
/// The sum of the shares of a (buyer, input): shares are whole 32768ths, so they sum to 1 exactly.
pub const SHARE_ONE: u16 = 1 << 15;
/// Mark of an empty place in [`Links::seller`].
pub const NO_SELLER: u32 = u32::MAX;

/// Priority classes, lower two bits of [`Links::state`].
pub mod class {
    /// Served first.
    pub const CONTRACT: u8 = 0;
    /// Same jurisdiction, without contract.
    pub const DOMESTIC: u8 = 1;
    /// Everyone else.
    pub const SPOT: u8 = 2;
    /// Number of classes.
    pub const COUNT: usize = 3;
    /// The bits of the class.
    pub const MASK: u8 = 0b11;
}

/// The other bits of [`Links::state`]: what the measures of this tick say of a link.
pub mod place {
    /// Bits of the verdict.
    pub const VERDICT: u8 = 0b1100;
    /// Nothing stands in the way.
    pub const OPEN: u8 = 0;
    /// Only the use part passes (clearance grace).
    pub const GRACE: u8 = 0b0100;
    /// Nothing passes.
    pub const BLOCKED: u8 = 0b1000;
    /// What the licence record of the link allows passes.
    pub const LICENSED: u8 = 0b1100;
    /// Shipments may be held by customs.
    pub const INSPECTED: u8 = 0b1_0000;
    /// The supplier is being qualified: the share is 0 until then.
    pub const QUALIFYING: u8 = 0b10_0000;
    /// Never used: there so that firms have the same number of places ([`crate::state::padded`]).
    pub const PADDING: u8 = 0b100_0000;
}

/// Firms of one stage, jurisdiction, recipe and end use.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Stage.
    pub stage: StageId,
    /// Jurisdiction.
    pub jurisdiction: JurisdictionId,
    /// Recipe.
    pub recipe: RecipeId,
    /// End use.
    pub end_use: EndUse,
    /// Number of firms.
    pub firms: u32,
    /// Expected output of the driver per tick before links were drawn, base units.
    pub output: f64,
}

/// Links in buyer order: the places of input slot `s` of firm `f` are `first[f*SLOTS+s] .. first[f*SLOTS+s+1]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Links {
    /// First place of each (firm, slot), and the total.
    pub first: Vec<u32>,
    /// Seller of each place, index into [`Sellers`], or [`NO_SELLER`].
    pub seller: Vec<u32>,
    /// Share of the slot's orders, in 32768ths.
    pub share: Vec<u16>,
    /// Share without any disturbance, to which the share returns, in 32768ths.
    pub anchor: Vec<u16>,
    /// Class, verdict and marks.
    pub state: Vec<u8>,
}

impl Links {
    /// The places of input slot `slot` of firm `firm`.
    #[must_use]
    pub fn places(&self, firm: usize, slot: usize) -> Range<usize> {
        self.first[firm * SLOTS + slot] as usize..self.first[firm * SLOTS + slot + 1] as usize
    }
}

/// Who sells goods to firms: one row per (firm, product that recipes use), ordered by good, then by stable id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sellers {
    /// Dense index of the firm.
    pub firm: Vec<u32>,
    /// Which of the firm's products.
    pub output: Vec<u8>,
    /// The good.
    pub good: Vec<GoodId>,
    /// Where the firm produces.
    pub jurisdiction: Vec<JurisdictionId>,
    /// Stable id of the firm.
    pub stable: Vec<StableId>,
    /// Sales per tick when nothing disturbs, whole base units.
    pub normal: Vec<f64>,
    /// Rows of each good, by [`GoodId`].
    pub of_good: Vec<Range<u32>>,
}

/// Final markets: for each final good (in the order of `Scenario::demand`), market and origin, the share of the
/// market's purchases made from that origin; shares sum to 1 over origins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Markets {
    /// Number of jurisdictions.
    pub jurisdictions: usize,
    /// Shares, `[final good][market][origin]`, flattened.
    pub profile: Vec<f64>,
}

/// A world at the start of its first tick, with flows in balance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Start {
    /// Cells, in order of stage, jurisdiction, recipe, end use.
    pub cells: Vec<Cell>,
    /// Stable id of each firm.
    pub stable: Vec<StableId>,
    /// Cell of each firm. Firms of a stage are contiguous, stages in order.
    pub cell: Vec<u16>,
    /// Dense indices of each stage's firms.
    pub of_stage: Vec<Range<usize>>,
    /// Dense index of each named firm, in the order of `Scenario::named`.
    pub named: Vec<u32>,
    /// Dense index of each project's plant, in the order of `Scenario::projects`.
    pub projects: Vec<u32>,
    /// Ordinal of each firm within its cell among drawn firms (0 for the largest); for display names.
    pub ordinal: Vec<u32>,
    /// Normal output of the driver per tick, whole base units.
    pub normal: Vec<f64>,
    /// Capacity per tick, whole base units.
    pub capacity: Vec<f64>,
    /// Lower end of a final-good maker's part of its cell's demand, in 0..=1; cumulative in stable-id order.
    pub market_low: Vec<f64>,
    /// Upper end.
    pub market_high: Vec<f64>,
    /// Ticks of cover by input slot.
    pub cover: [Vec<f32>; SLOTS],
    /// Caution: multiplies the perceived risk.
    pub caution: Vec<f32>,
    /// Links.
    pub links: Links,
    /// Sellers.
    pub sellers: Sellers,
    /// Final markets.
    pub markets: Markets,
    /// What a reader should know: small worlds, cells given a link from their largest supplier, and the like.
    pub notes: Vec<String>,
}
