//! What stops a run: each sentence says what, where and what to do.

use crate::world::BuildError;
use coercivity_base::Date;

/// A run cannot go on, or a world cannot be built.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ModelError {
    /// The world cannot be built.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// A balance of goods did not close.
    #[error(
        "the balance of {good} in {place} does not close on {date}: {gap} base units appeared from nowhere (terms: \
         {terms}); this is an error of the program, please report it with the scenario"
    )]
    Leak {
        /// Good.
        good: String,
        /// Jurisdiction, or origin and destination.
        place: String,
        /// First day of the tick.
        date: Date,
        /// What is left over.
        gap: f64,
        /// The terms, written out.
        terms: String,
    },
    /// What was paid is not what was received.
    #[error(
        "payments of {kind} do not balance on {date}: {gap} micro-dollars were paid and not received; this is an error \
         of the program, please report it with the scenario"
    )]
    Unpaid {
        /// Kind of payment.
        kind: &'static str,
        /// First day of the tick.
        date: Date,
        /// What is left over.
        gap: i128,
    },
    /// A total passed the range in which sums are exact.
    #[error(
        "{quantity} of {good} at {place} reached {value:e} base units on {date}, over 2^53, where sums are no longer \
         exact; lower goods.{good}.base_units or the demand for it"
    )]
    Overflow {
        /// Which total.
        quantity: &'static str,
        /// Good.
        good: String,
        /// Firm or jurisdiction.
        place: String,
        /// First day of the tick.
        date: Date,
        /// The value.
        value: f64,
    },
    /// Payments passed the range of whole micro-dollars.
    #[error(
        "what {place} sells of {good} on {date} can be worth {usd:e} US dollars, and all payments of a tick must stay under \
         4.6e12; lower goods.{good}.price_usd or the demand for it"
    )]
    TooDear {
        /// Good.
        good: String,
        /// Jurisdiction of the seller.
        place: String,
        /// First day of the tick.
        date: Date,
        /// What it is worth at the highest price and with all duties.
        usd: f64,
    },
    /// A supplier shipped more than it had.
    #[error(
        "{firm} shipped {shipped} base units of {good} out of a stock of {stock} on {date}; this is an error of the \
         program, please report it with the scenario"
    )]
    Overdrawn {
        /// Firm.
        firm: String,
        /// Good.
        good: String,
        /// Shipped.
        shipped: f64,
        /// Stock.
        stock: f64,
        /// First day of the tick.
        date: Date,
    },
}
