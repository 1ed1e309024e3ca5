//! Sourcing: at staggered reviews, buyers move shares to suppliers that deliver and are cheap, and look for new ones.
//!
//! # Equations
//! ```text
//! wanted_j ~ anchor_j * cost_j^(-sigma) * record_j^gamma,   at least the smallest share while qualified
//! share_j' = share_j + k (wanted_j - share_j)
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | anchor | `Links::anchor` | share | share when nothing disturbs |
//! | cost | `Prices::contract`, `Measures::tariff`, `fee` | ratio | delivered cost over base price: price at the gate, tariffs and fees |
//! | record | `Trade::record` | share | moving mean of the supplier's fill of use parts |
//! | sigma, gamma, k | `Sourcing` | none | elasticities, speed |
//!
//! A licence under review does not count against a supplier for `patience_reviews` review times; a ban counts at
//! once. When deliveries stay under `search_below` of the orders, the buyer picks a new supplier by capacity among
//! those that may ship to it, within their free capacity; it delivers after its qualification. Where it finds nobody, it asks
//! plants whose capacity is new.
//! Source: Armington (1969) for the form; docs/MODEL.md#sourcing. Phase: Sourcing. Writes `Links`, `Inputs::lead`, the shares
//! of final markets. Invariant: the shares of a (buyer, input) sum to exactly 1.

mod bench;
mod factors;
mod markets;
mod pools;
mod review;
mod search;
mod shares;
mod towards;

pub(crate) use bench::Bench;
pub(crate) use factors::Brief;
pub use factors::Factors;
pub use markets::review_markets;
pub(crate) use pools::Search;
pub(crate) use review::calm;
pub use review::review_suppliers;
pub use search::end_qualifications;
pub(crate) use search::{Request, lead_of, sign_suppliers};
pub use shares::normalise;
