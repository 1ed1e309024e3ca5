//! Latin hypercubes: each parameter's range is cut into as many equal parts as there are points, and each part is met
//! once, in an order of its own.
//!
//! # Equation
//! ```text
//! u_ip = (pi_p(i) + v_ip) / n        pi_p: a permutation of 0 .. n for each parameter, v uniform in (0, 1)
//! ```
//! Source: McKay, Beckman and Conover (1979), Technometrics 21(2), 239-245.

use coercivity_base::StableId;
use coercivity_base::chance::keyed_uniform;

/// Keys of the draws: the order of the parts, and the place within a part.
const ORDER: u32 = 0;
const WITHIN: u32 = 1;

/// Places in the unit interval, by point and parameter. A parameter's own do not depend on which others there are.
pub(super) fn units<'a>(points: u32, names: impl Iterator<Item = &'a String>, seed: u64) -> Vec<Vec<f64>> {
    let mut units = vec![Vec::new(); points as usize];
    for name in names {
        let id = StableId::of(name);
        let mut parts: Vec<u32> = (0..points).collect();
        // Sorting by uniform draws is a permutation drawn evenly.
        parts.sort_by(|a, b| {
            let key = |part: u32| keyed_uniform(seed, id, ORDER, part);
            key(*a).total_cmp(&key(*b)).then(a.cmp(b))
        });
        for (point, part) in parts.into_iter().enumerate() {
            let within = keyed_uniform(seed, id, WITHIN, point as u32);
            units[point].push((f64::from(part) + within) / f64::from(points));
        }
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_every_range_is_met_once_and_orders_differ() {
        let names = ["a".to_owned(), "b".to_owned()];
        let units = units(50, names.iter(), 7);
        let parts = |d: usize| units.iter().map(|units| (units[d] * 50.0) as usize).collect::<Vec<_>>();
        for d in 0..2 {
            let mut met = parts(d);
            met.sort_unstable();
            assert_eq!(met, (0..50).collect::<Vec<_>>());
        }
        assert_ne!(parts(0), parts(1));
    }
}
