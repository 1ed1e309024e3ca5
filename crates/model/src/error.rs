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
        "{quantity} of {good} of {place} reached {value:e} base units on {date}, over 2^53, where sums are no longer \
         exact; lower goods.{good}.base_units or the demand for it"
    )]
    Overflow {
        /// Which total.
        quantity: &'static str,
        /// Good.
        good: String,
        /// Firm with its stage and jurisdiction, or all firms of a stage there, or an authority.
        place: String,
        /// First day of the tick.
        date: Date,
        /// The value.
        value: f64,
    },
    /// Payments passed the range of whole micro-dollars.
    #[error(
        "payments of the tick of {date} can come to {all_usd:e} US dollars, at the highest prices and with all duties, and \
         must stay under 4.6e12; the largest part is {usd:e} for {good} of {firm} ({place}); lower goods.{good}.price_usd, \
         the demand for it or prices.highest"
    )]
    TooDear {
        /// Good.
        good: String,
        /// The seller of most.
        firm: String,
        /// Its stage and jurisdiction.
        place: String,
        /// First day of the tick.
        date: Date,
        /// What it sells is worth.
        usd: f64,
        /// What all sell is worth.
        all_usd: f64,
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
