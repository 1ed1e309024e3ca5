//! Money: every payment has a payer and a payee, in whole micro-dollars.
//!
//! # Equations
//! ```text
//! value    = trunc( shipped x unit price )                    buyer's cell to seller's cell
//! duties   = trunc( value x tariff + shipped x fee )               buyer's cell to the treasury of its jurisdiction
//! final    = trunc( received x unit price ), duties as above       households to makers' cells, to the treasury
//! other    = trunc( output x other cost )                          cell to households of its jurisdiction
//! floor    = trunc( max(0, floor price - price) x shipped ),  subsidy = trunc( subsidy x shipped )    authority to cells
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | unit price | [`UnitPrices`] | micro-dollars per base unit | base price times the contract price of the seller's bloc under contract, else the quote of the buyer's bloc less duties |
//! | other cost | [`other_cost`] | micro-dollars per base unit of the driver | base value added less the owners' margin |
//! | tariff, fee | `Measures` | share, micro-dollars per base unit | duties of the lane |
//!
//! The unit price is delivered: who pays the carrier is not told apart. Goods are paid at dispatch. Each amount is
//! rounded down to a micro-dollar once, and what one pays the other receives, so books close to exactly zero.
//! An authority sells what it releases at the contract price of its bloc; its treasury grants it what it spends.
//! Source: double entry; docs/MODEL.md#money. Phases: Shipping (prices of the tick, payments), Accounts (closing).
//! Writes `Money`.

mod settle;
mod stores;
mod unit;

pub use settle::{close_books, pay_for_goods, pay_other_costs};
pub use stores::{pay_makers, subsidy};
pub(super) use stores::{pay_purchase, pay_release};
pub(crate) use unit::base;
pub use unit::{LanePrice, UnitPrices, other_cost, set_unit_prices, whole_micros};
