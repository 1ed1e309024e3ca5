//! Offtake: what an authority undertakes to buy of the makers of its jurisdiction in each tick, whatever the price.
//!
//! # Equations
//! ```text
//! u_i    = u_i + floor( undertaken K_i / sum of K )          part of the maker's expectation, in Demand
//! bought = part( what is left after orders, undertaken / all that is left )
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | undertaken | `Directives::offtake` | units of the good per tick | of the jurisdiction's authority |
//! | K | `Capacity` | base units per tick | of the makers there |
//! | u | see [`crate::mechanisms::demand`] | base units per tick | use that buyers declared |
//!
//! A maker plans for its part as for a customer's use; the authority comes after all orders, as with other purchases, and
//! before these. The rule is an assumption.

use super::asked;
use crate::state::{Directives, Facts, Trade};

/// What each seller may count on, base units of its driver per tick; empty where nobody undertakes anything.
pub(crate) fn counted_on(
    facts: &Facts,
    directives: &Directives,
    trade: &Trade,
    capacity: &[f64],
) -> Vec<f64> {
    let undertaken = asked(facts, &directives.offtake);
    if undertaken.iter().all(|&units| units == 0.0) {
        return Vec::new();
    }
    let sellers = &trade.sellers;
    let store = |seller: usize| facts.store(sellers.jurisdiction[seller], sellers.good[seller]);
    let of_driver = |seller: usize| {
        if sellers.output[seller] == 0 { capacity[sellers.firm[seller] as usize] } else { 0.0 }
    };
    let mut all = vec![0.0; facts.stores()];
    (0..sellers.firm.len()).for_each(|seller| all[store(seller)] += of_driver(seller));
    (0..sellers.firm.len())
        .map(|seller| part_of(undertaken[store(seller)], of_driver(seller), all[store(seller)]))
        .collect()
}

/// A maker's part of an undertaking, by capacity.
fn part_of(undertaken: f64, capacity: f64, all: f64) -> f64 {
    if all > 0.0 { (undertaken * (capacity / all)).floor() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_undertaking_is_divided_by_capacity() {
        assert_eq!(part_of(100.0, 30.0, 40.0), 75.0);
        assert_eq!(part_of(100.0, 0.0, 40.0), 0.0);
        assert_eq!(part_of(100.0, 0.0, 0.0), 0.0);
    }
}
