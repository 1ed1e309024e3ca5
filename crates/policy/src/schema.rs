//! What a policy may read and write: columns of tables, each with its name, type and unit.
//!
//! A manifest names the columns and effects that a policy uses; only these are built and handed over, in the order
//! in which they are named. New columns and effects never change the ABI: a host that lacks one says so by name.
//!
//! Rows of the tables, with `G` goods, `J` jurisdictions and three end uses (0 civil, 1 dual, 2 military):
//!
//! | table | row |
//! |---|---|
//! | lanes | `(good * J + origin) * J + destination` |
//! | uses | `lane * 3 + end use` |
//! | exports | `good * J + origin` |
//! | stages | as its columns `stage`, `jurisdiction`, `good` say |
//! | offices | `jurisdiction * G + good` |
//! | markets | as its columns `good`, `jurisdiction` say |
//! | stores | `jurisdiction * G + good` |
//! | schedule | measure of the scenario's schedule, in order of first day |
//! | cells | group of firms of one stage, jurisdiction, recipe and end use |
//! | firms | firm, stage by stage |
//! | applications | pending licence application; filled for `decide` only |
//! | jurisdictions | jurisdiction |

/// A table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// Good x origin x destination.
    Lanes,
    /// Lane x end use of the importer.
    Uses,
    /// Good x origin, over all other jurisdictions.
    Exports,
    /// Stage x jurisdiction x good.
    Stages,
    /// Licence offices: jurisdiction x good.
    Offices,
    /// Final markets: final good x jurisdiction.
    Markets,
    /// Stockpiles of authorities: jurisdiction x good.
    Stores,
    /// Measures of the scenario's schedule.
    Schedule,
    /// Groups of like firms.
    Cells,
    /// Firms.
    Firms,
    /// Pending licence applications.
    Applications,
    /// Jurisdictions.
    Jurisdictions,
}

impl Table {
    /// All tables.
    pub const ALL: [Table; 12] = [
        Table::Lanes,
        Table::Uses,
        Table::Exports,
        Table::Stages,
        Table::Offices,
        Table::Markets,
        Table::Stores,
        Table::Schedule,
        Table::Cells,
        Table::Firms,
        Table::Applications,
        Table::Jurisdictions,
    ];

    /// Name, as it stands before the dot of a column's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lanes => "lanes",
            Self::Uses => "uses",
            Self::Exports => "exports",
            Self::Stages => "stages",
            Self::Offices => "offices",
            Self::Markets => "markets",
            Self::Stores => "stores",
            Self::Schedule => "schedule",
            Self::Cells => "cells",
            Self::Firms => "firms",
            Self::Applications => "applications",
            Self::Jurisdictions => "jurisdictions",
        }
    }

    /// What its rows are, with `G` goods and `J` jurisdictions.
    #[must_use]
    pub const fn rows(self) -> &'static str {
        match self {
            Self::Lanes => "(good * J + origin) * J + destination",
            Self::Uses => "lane * 3 + end use (0 civil, 1 dual, 2 military)",
            Self::Exports => "good * J + origin",
            Self::Stages => "one for each stage, jurisdiction and good, as its columns say",
            Self::Offices | Self::Stores => "jurisdiction * G + good",
            Self::Markets => "one for each final good and jurisdiction, as its columns say",
            Self::Schedule => "measure of the scenario's schedule, in order of first day",
            Self::Cells => "group of firms of one stage, jurisdiction, recipe and end use",
            Self::Firms => "firm, stage by stage",
            Self::Applications => "pending licence application; filled for `decide` only",
            Self::Jurisdictions => "jurisdiction",
        }
    }
}

/// Type of a column's elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// `double`.
    F64,
    /// `float`.
    F32,
    /// `uint64_t`.
    U64,
    /// `uint32_t`.
    U32,
    /// `uint16_t`.
    U16,
    /// `uint8_t`.
    U8,
}

/// How several policies' values of one effect become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// They add up.
    Sum,
    /// The smallest counts.
    Smallest,
    /// The largest counts; of verdicts the strictest, which is the largest.
    Largest,
    /// They multiply.
    Product,
    /// The first in the order of the scenario that is not neutral counts.
    First,
}

/// A quota of this or more is none.
pub const NO_LIMIT: f64 = 1e18;
/// No regime, no good, no firm: the neutral value of an index of one byte.
pub const NONE: u8 = 255;

macro_rules! columns {
    ($($variant:ident = $table:ident $name:literal $element:ident $unit:literal $doc:literal;)*) => {
        /// A column that a policy may read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Column {
            $(#[doc = concat!($doc, " Unit: ", $unit, ".")] $variant,)*
        }

        impl Column {
            /// All columns.
            pub const ALL: &[Column] = &[$(Column::$variant,)*];

            /// Name, as manifests write it: `table.column`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Column::$variant => $name,)* }
            }

            /// Table.
            #[must_use]
            pub const fn table(self) -> Table {
                match self { $(Column::$variant => Table::$table,)* }
            }

            /// Type of its elements.
            #[must_use]
            pub const fn element(self) -> Element {
                match self { $(Column::$variant => Element::$element,)* }
            }

            /// Unit.
            #[must_use]
            pub const fn unit(self) -> &'static str {
                match self { $(Column::$variant => $unit,)* }
            }

            /// What it holds.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(Column::$variant => $doc,)* }
            }
        }
    };
}

columns! {
    LaneFlow = Lanes "lanes.flow" F64 "units per tick" "Trade cleared by the exporter's customs in the last tick.";
    LaneInTransit = Lanes "lanes.in_transit" F64 "units" "On its way at the end of the last tick.";
    LaneCost = Lanes "lanes.cost" F64 "ratio" "Delivered cost over base price: 1 with tariffs and fees of the last tick.";
    LaneTransit = Lanes "lanes.transit" U32 "ticks" "Time on the way.";
    UseVerdict = Uses "uses.verdict" U8 "code" "Verdict of the last tick: 0 open, 1 grace, 2 licence, 3 ban.";
    StageStage = Stages "stages.stage" U32 "index" "Stage of the row.";
    StageJurisdiction = Stages "stages.jurisdiction" U32 "index" "Jurisdiction of the row.";
    StageGood = Stages "stages.good" U32 "index" "Good of the row.";
    StageMade = Stages "stages.made" U8 "flag" "1 if the stage makes the good, 0 if it uses it.";
    StageNormal = Stages "stages.normal" F64 "units per tick" "Output (or use) when nothing disturbs.";
    StageOutput = Stages "stages.output" F64 "units per tick" "Output in the last tick.";
    StageOrders = Stages "stages.orders" F64 "units per tick" "Orders received, blocked ones included.";
    StageShipments = Stages "stages.shipments" F64 "units per tick" "Shipped.";
    StageStock = Stages "stages.stock" F64 "units" "Finished goods held.";
    StageFirms = Stages "stages.firms" F64 "firms" "Firms that make it.";
    StageStopped = Stages "stages.stopped" F64 "firms" "Firms whose output is under half of normal.";
    StageInputStock = Stages "stages.input_stock" F64 "units" "Input held.";
    StageInputUse = Stages "stages.input_use" F64 "units per tick" "Input used.";
    StageInputOrders = Stages "stages.input_orders" F64 "units per tick" "Input ordered.";
    StageInputInTransit = Stages "stages.input_in_transit" F64 "units" "Input on its way.";
    StageFirmsBound = Stages "stages.firms_bound" F64 "firms" "Firms whose output this input cut.";
    OfficeFiled = Offices "offices.filed" F64 "applications per tick" "Filed in the last tick.";
    OfficeGranted = Offices "offices.granted" F64 "applications per tick" "Granted in the last tick.";
    OfficeRefused = Offices "offices.refused" F64 "applications per tick" "Refused in the last tick.";
    OfficePending = Offices "offices.pending" F64 "applications" "Pending.";
    OfficeHeld = Offices "offices.held" F64 "licences" "Licences held.";
    OfficeAge = Offices "offices.age" F64 "weeks" "Mean age of pending applications; 0 without any.";
    OfficeAgeP90 = Offices "offices.age_p90" F64 "weeks" "Age under which nine of ten pending applications lie.";
    MarketGood = Markets "markets.good" U32 "index" "Final good of the row.";
    MarketJurisdiction = Markets "markets.jurisdiction" U32 "index" "Jurisdiction of the row.";
    MarketDemand = Markets "markets.demand" F64 "units per tick" "New demand of the last tick.";
    MarketSales = Markets "markets.sales" F64 "units per tick" "Bought.";
    MarketWaiting = Markets "markets.waiting" F64 "units" "Demand that waits.";
    MarketLost = Markets "markets.lost" F64 "units per tick" "Demand lost.";
    StoreStock = Stores "stores.stock" F64 "units" "Held by the authority.";
    StoreInTransit = Stores "stores.in_transit" F64 "units" "On its way to the authority.";
    StoreBought = Stores "stores.bought" F64 "units per tick" "Bought in the last tick.";
    StoreReleased = Stores "stores.released" F64 "units per tick" "Released in the last tick.";
    ScheduleActive = Schedule "schedule.active" U8 "flag" "1 if the measure held in the last tick.";
    CellStage = Cells "cells.stage" U32 "index" "Stage.";
    CellJurisdiction = Cells "cells.jurisdiction" U32 "index" "Jurisdiction.";
    CellRecipe = Cells "cells.recipe" U32 "index" "Recipe.";
    CellEndUse = Cells "cells.end_use" U32 "index" "End use: 0 civil, 1 dual, 2 military.";
    CellFirms = Cells "cells.firms" U32 "firms" "Number of firms.";
    CellInput0 = Cells "cells.input_0" U32 "index" "Good of input slot 0; 4294967295 without one.";
    CellInput1 = Cells "cells.input_1" U32 "index" "Good of input slot 1.";
    CellInput2 = Cells "cells.input_2" U32 "index" "Good of input slot 2.";
    CellInput3 = Cells "cells.input_3" U32 "index" "Good of input slot 3.";
    CellOutput0 = Cells "cells.output_0" U32 "index" "Good of product 0, the driver.";
    CellOutput1 = Cells "cells.output_1" U32 "index" "Good of product 1; 4294967295 without one.";
    CellOutput2 = Cells "cells.output_2" U32 "index" "Good of product 2.";
    FirmId = Firms "firms.id" U64 "id" "Stable id: the same in every run, for draws.";
    FirmCell = Firms "firms.cell" U16 "index" "Cell of the firm.";
    FirmNormal = Firms "firms.normal" F64 "base units per tick" "Output when nothing disturbs.";
    FirmCapacity = Firms "firms.capacity" F64 "base units per tick" "Most output.";
    FirmExpectation = Firms "firms.expectation" F64 "base units per tick" "Expected sales.";
    FirmOutput = Firms "firms.output" F64 "base units per tick" "Output of the last tick.";
    FirmStopped = Firms "firms.stopped" U8 "flag" "1 while output is under half of normal.";
    FirmInputStock0 = Firms "firms.input_stock_0" F64 "base units" "Held of input slot 0.";
    FirmInputStock1 = Firms "firms.input_stock_1" F64 "base units" "Held of input slot 1.";
    FirmInputStock2 = Firms "firms.input_stock_2" F64 "base units" "Held of input slot 2.";
    FirmInputStock3 = Firms "firms.input_stock_3" F64 "base units" "Held of input slot 3.";
    FirmInTransit0 = Firms "firms.in_transit_0" F64 "base units" "On its way of input slot 0.";
    FirmInTransit1 = Firms "firms.in_transit_1" F64 "base units" "On its way of input slot 1.";
    FirmInTransit2 = Firms "firms.in_transit_2" F64 "base units" "On its way of input slot 2.";
    FirmInTransit3 = Firms "firms.in_transit_3" F64 "base units" "On its way of input slot 3.";
    FirmOrder0 = Firms "firms.order_0" F64 "base units" "Ordered of input slot 0 in the last tick.";
    FirmOrder1 = Firms "firms.order_1" F64 "base units" "Ordered of input slot 1 in the last tick.";
    FirmOrder2 = Firms "firms.order_2" F64 "base units" "Ordered of input slot 2 in the last tick.";
    FirmOrder3 = Firms "firms.order_3" F64 "base units" "Ordered of input slot 3 in the last tick.";
    FirmOutputStock0 = Firms "firms.output_stock_0" F64 "base units" "Held of product 0, the driver.";
    FirmOutputStock1 = Firms "firms.output_stock_1" F64 "base units" "Held of product 1.";
    FirmOutputStock2 = Firms "firms.output_stock_2" F64 "base units" "Held of product 2.";
    ApplicationId = Applications "applications.id" U64 "id" "Stable id of relation and lot, for draws.";
    ApplicationOrdinal = Applications "applications.ordinal" U32 "count" "Applications that the relation has filed, this one included.";
    ApplicationExporter = Applications "applications.exporter" U32 "index" "Row of the exporter among the firms.";
    ApplicationImporter = Applications "applications.importer" U32 "index" "Row of the importer among the firms.";
    ApplicationGood = Applications "applications.good" U32 "index" "Good.";
    ApplicationOrigin = Applications "applications.origin" U32 "index" "Jurisdiction of the exporter, whose office decides.";
    ApplicationDestination = Applications "applications.destination" U32 "index" "Jurisdiction of the importer.";
    ApplicationEndUse = Applications "applications.end_use" U32 "index" "End use of the importer.";
    ApplicationQuantity = Applications "applications.quantity" F64 "units per tick" "Contract use that the licence is asked for.";
    ApplicationAge = Applications "applications.age" F64 "weeks" "Time since filing.";
    ApplicationReviewed = Applications "applications.reviewed" U8 "flag" "1 once the office's review is done.";
    StoreQuoted = Stores "stores.quoted_price" F64 "US dollars per unit" "Quoted spot price of the good in the jurisdiction's bloc, duties paid.";
    StoreContract = Stores "stores.contract_price" F64 "US dollars per unit" "Contract price of makers of the good in the jurisdiction's bloc.";
    JurisdictionValueAdded = Jurisdictions "jurisdictions.value_added" F64 "US dollars per tick" "Value added of its firms in the last tick, at base prices.";
    JurisdictionNormal = Jurisdictions "jurisdictions.value_added_normal" F64 "US dollars per tick" "Value added of its firms when nothing disturbs, at base prices.";
    JurisdictionDuties = Jurisdictions "jurisdictions.duties" F64 "US dollars per tick" "Tariffs and fees that its treasury took in the last tick.";
    JurisdictionSpending = Jurisdictions "jurisdictions.spending" F64 "US dollars per tick" "What its authority paid for purchases, floors and subsidies in the last tick less what it took for releases.";
}

macro_rules! effects {
    ($($variant:ident = $table:ident $name:literal $element:ident $neutral:literal, $low:literal..=$high:literal, $rule:ident $unit:literal $doc:literal;)*) => {
        /// An effect that a policy may write.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Effect {
            $(#[doc = concat!($doc, " Unit: ", $unit, ". Range: ", $low, "..=", $high, ". Neutral: ", $neutral, ".")] $variant,)*
        }

        impl Effect {
            /// All effects.
            pub const ALL: &[Effect] = &[$(Effect::$variant,)*];

            /// Name, as manifests write it: `table.effect`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Effect::$variant => $name,)* }
            }

            /// Table.
            #[must_use]
            pub const fn table(self) -> Table {
                match self { $(Effect::$variant => Table::$table,)* }
            }

            /// Type of its elements: `F64` or `U8`.
            #[must_use]
            pub const fn element(self) -> Element {
                match self { $(Effect::$variant => Element::$element,)* }
            }

            /// Value that means nothing; the host presets every row to it.
            #[must_use]
            pub const fn neutral(self) -> f64 {
                match self { $(Effect::$variant => $neutral as f64,)* }
            }

            /// Smallest and largest value.
            #[must_use]
            pub const fn range(self) -> (f64, f64) {
                match self { $(Effect::$variant => ($low as f64, $high as f64),)* }
            }

            /// How several policies' values become one.
            #[must_use]
            pub const fn rule(self) -> Rule {
                match self { $(Effect::$variant => Rule::$rule,)* }
            }

            /// Unit.
            #[must_use]
            pub const fn unit(self) -> &'static str {
                match self { $(Effect::$variant => $unit,)* }
            }

            /// What it does.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(Effect::$variant => $doc,)* }
            }
        }
    };
}

effects! {
    Tariff = Lanes "lanes.tariff" F64 0.0, 0.0..=100.0, Sum "share of the base price" "Ad-valorem tariff paid on entry; it moves sourcing.";
    Fee = Lanes "lanes.fee" F64 0.0, 0.0..=1e12, Sum "US dollars per unit" "Fee per unit (port or border fee); it moves sourcing.";
    Quota = Lanes "lanes.quota" F64 1e18, 0.0..=1e18, Smallest "units per tick" "Most that may be dispatched on the lane in this tick.";
    HoldProbability = Lanes "lanes.hold_probability" F64 0.0, 0.0..=1.0, Largest "share of shipments" "Probability that customs hold a shipment.";
    HoldDaysMin = Lanes "lanes.hold_days_min" F64 0.0, 0.0..=365.0, Largest "days" "Shortest customs hold.";
    HoldDaysMax = Lanes "lanes.hold_days_max" F64 0.0, 0.0..=365.0, Largest "days" "Longest customs hold; at most `hold_days` of the manifest.";
    Status = Uses "uses.status" U8 0, 0..=3, Largest "code" "Verdict: 0 open, 1 grace (only goods booked before pass), 2 licence, 3 ban.";
    Regime = Uses "uses.regime" U8 255, 0..=255, First "index" "Licence regime of the scenario whose rules decide where a licence is needed; 255 none.";
    HazardFactor = Uses "uses.hazard_factor" F64 1.0, 0.0..=1000.0, Product "ratio" "Factor on the hazard that a review ends.";
    Refusal = Uses "uses.refusal" F64 0.0, 0.0..=1.0, Largest "probability" "Probability that a decided application is refused; the larger of this and the regime's.";
    Announced = Uses "uses.announced" U8 0, 0..=1, Largest "flag" "1 while a restriction is known to come: firms perceive the risk.";
    ExportQuota = Exports "exports.quota" F64 1e18, 0.0..=1e18, Smallest "units per tick" "Most that may leave the origin for all other jurisdictions together in this tick.";
    Suspended = Schedule "schedule.suspended" U8 0, 0..=1, Largest "flag" "1: the scheduled measure does not hold in this tick.";
    StoreBuy = Stores "stores.buy" F64 0.0, 0.0..=1e15, Sum "units" "The authority buys up to this much on the spot market in this tick.";
    StoreRelease = Stores "stores.release" F64 0.0, 0.0..=1e15, Sum "units" "The authority releases up to this much to firms that lack it in this tick.";
    FloorPrice = Stores "stores.floor_price" F64 0.0, 0.0..=1e12, Largest "US dollars per unit" "Price floor that the authority tops up to for makers of the good.";
    Decision = Applications "applications.decision" U8 0, 0..=3, Largest "code" "0 as the office decides, 1 grant, 2 defer, 3 refuse.";
    Subsidy = Stores "stores.subsidy" F64 0.0, 0.0..=1e12, Sum "US dollars per unit" "Paid to makers of the good in the jurisdiction on each unit that they ship.";
    Offtake = Stores "stores.offtake" F64 0.0, 0.0..=1e15, Sum "units per tick" "The authority undertakes to buy this much in each tick of makers in the jurisdiction, whatever the price.";
}

impl Column {
    /// The column of a name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|column| column.name() == name)
    }
}

impl Effect {
    /// The effect of a name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|effect| effect.name() == name)
    }
}

impl Element {
    /// Bytes of one element.
    #[must_use]
    pub const fn bytes(self) -> usize {
        match self {
            Self::F64 | Self::U64 => 8,
            Self::F32 | Self::U32 => 4,
            Self::U16 => 2,
            Self::U8 => 1,
        }
    }
}
