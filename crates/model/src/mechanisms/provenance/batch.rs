//! The equations: mixing, and what a batch carries.

use crate::state::{CellValues, Making};
use crate::world::SLOTS;
use coercivity_scenario::checked::{MAX_OUTPUTS, MAX_WATCHES};

/// Share of a mixture of `held` with share `share` and `more` with share `other`.
#[must_use]
pub fn mixed(held: f64, share: f32, more: f64, other: f64) -> f32 {
    let all = held + more;
    if all > 0.0 { ((f64::from(share) * held + other * more) / all).clamp(0.0, 1.0) as f32 } else { share }
}

/// Share of the value of products that inputs worth `used`, of which `watched` counts, carry into what is worth `made`.
#[must_use]
pub fn carried(watched: f64, used: f64, made: f64) -> f64 {
    let whole = made.max(used);
    if whole > 0.0 { watched / whole } else { 0.0 }
}

/// Value added as a share of the value of products.
#[must_use]
pub fn added(used: f64, made: f64) -> f64 {
    let whole = made.max(used);
    if whole > 0.0 { (made - used).max(0.0) / whole } else { 0.0 }
}

/// Share of a product made so.
#[must_use]
pub fn share_made(making: Making, watched: f64, used: f64, made: f64) -> f64 {
    let share = match making {
        Making::Carried => carried(watched, used, made),
        Making::Added => carried(watched, used, made) + added(used, made),
        Making::Whole => 1.0,
    };
    share.clamp(0.0, 1.0)
}

/// Whether goods with this share are caught at `threshold`. Goods without any are not caught at 0 either.
#[must_use]
pub fn reaches(share: f32, threshold: f64) -> bool {
    share > 0.0 && share >= threshold as f32
}

/// What is dispatched to one input in a tick: quantity, and quantity times share by watch.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mixture {
    quantity: f64,
    watched: [f64; MAX_WATCHES],
}

impl Mixture {
    /// Adds a shipment with these shares by watch.
    pub fn add(&mut self, quantity: f64, shares: &[f32]) {
        self.quantity += quantity;
        for (sum, &share) in self.watched.iter_mut().zip(shares) {
            *sum += quantity * f64::from(share);
        }
    }

    /// Quantity in all.
    #[must_use]
    pub fn quantity(&self) -> f64 {
        self.quantity
    }

    /// Mixes it into what is on the way, `before` base units of it; `shares` are by watch and slot.
    pub fn join(&self, shares: &mut [[&mut [f32]; SLOTS]], slot: usize, row: usize, before: f64) {
        if self.quantity > 0.0 {
            for (of_watch, sum) in shares.iter_mut().zip(&self.watched) {
                let share = &mut of_watch[slot][row];
                *share = mixed(before, *share, self.quantity, sum / self.quantity);
            }
        }
    }
}

/// Mixes what arrives into the input stock of (slot, row), which `held` so much before.
pub(crate) fn arrive(
    shares: &mut [[&mut [f32]; SLOTS]],
    coming: &[[&[f32]; SLOTS]],
    (slot, row): (usize, usize),
    held: f64,
    arrived: f64,
) {
    for (stock, coming) in shares.iter_mut().zip(coming) {
        let share = &mut stock[slot][row];
        *share = mixed(held, *share, arrived, f64::from(coming[slot][row]));
    }
}

/// What a firm uses and makes in a tick. Unit: whole base units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Batch {
    /// Used of each input.
    pub(crate) used: [f64; SLOTS],
    /// Held of each product before.
    pub(crate) held: [f64; MAX_OUTPUTS],
    /// Made of each product.
    pub(crate) made: [f64; MAX_OUTPUTS],
}

impl Batch {
    /// Mixes what was made into the finished stocks of `row`.
    pub(crate) fn mix_in(
        &self,
        finished: &mut [[&mut [f32]; MAX_OUTPUTS]],
        inputs: &[[&[f32]; SLOTS]],
        row: usize,
        values: &CellValues,
    ) {
        let used: [f64; SLOTS] = std::array::from_fn(|slot| self.used[slot] * values.input[slot]);
        let all_used: f64 = used.iter().sum();
        let all_made: f64 = self.made.iter().zip(&values.output).map(|(made, value)| made * value).sum();
        for ((finished, inputs), making) in finished.iter_mut().zip(inputs).zip(&values.making) {
            let watched: f64 =
                used.iter().zip(inputs).map(|(worth, shares)| worth * f64::from(shares[row])).sum();
            for product in (0..MAX_OUTPUTS).filter(|&product| self.made[product] > 0.0) {
                let share = share_made(making[product], watched, all_used, all_made);
                let held_share = &mut finished[product][row];
                *held_share = mixed(self.held[product], *held_share, self.made[product], share);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_chain_of_four_by_hand() {
        // Ore in the origin: all of it. Oxide abroad: 40 of ore in an oxide worth 100.
        assert_eq!(share_made(Making::Added, 0.0, 0.0, 40.0), 1.0);
        assert_eq!(share_made(Making::Carried, 40.0, 40.0, 100.0), 0.4);
        // A magnet of 250 made in the origin of 100 of that oxide: 40 carried and 150 added, 190 of 250.
        assert!((share_made(Making::Added, 40.0, 100.0, 250.0) - 0.76).abs() < 1e-12);
        // Counted by the item, all of it; made abroad, 40 of 250.
        assert_eq!(share_made(Making::Whole, 40.0, 100.0, 250.0), 1.0);
        assert_eq!(share_made(Making::Carried, 40.0, 100.0, 250.0), 0.16);
        // A motor of 1,000 made in the origin adds nothing of its own: 190 of 1,000.
        assert_eq!(share_made(Making::Carried, 190.0, 250.0, 1000.0), 0.19);
    }

    #[test]
    fn a_product_worth_less_than_its_inputs_has_their_share() {
        // 50 watched of 200 used make something worth 100: a quarter, not a half, and nothing added.
        assert_eq!(share_made(Making::Carried, 50.0, 200.0, 100.0), 0.25);
        assert_eq!(share_made(Making::Added, 50.0, 200.0, 100.0), 0.25);
        assert_eq!(share_made(Making::Carried, 0.0, 0.0, 0.0), 0.0);
    }

    #[test]
    fn a_share_on_the_threshold_reaches_it_and_none_at_all_never_does() {
        assert_eq!([0.0, 0.0009, 0.001, 1.0].map(|share| reaches(share, 0.001)), [false, false, true, true]);
        assert_eq!([0.0, 1e-9].map(|share| reaches(share, 0.0)), [false, true]);
    }

    #[test]
    fn joint_products_share_by_value_and_only_those_that_count_take_value_added() {
        let mut values = CellValues::default();
        (values.input[0], values.output[0], values.output[1]) = (2.0, 10.0, 1.0);
        values.making[0][0] = Making::Added;
        let (mut first, mut second, mut third) = ([0.0_f32], [0.5_f32], [0.0_f32]);
        let shares: [&[f32]; SLOTS] = [&[0.5], &[0.0], &[0.0], &[0.0]];
        let mut finished = [[&mut first[..], &mut second[..], &mut third[..]]];
        // 20 used at 2, half of it watched; 6 made at 10 and 40 at 1: carried 20 of 100 for both, added 60 of 100 for the
        // first. The second is mixed into 40 held with a half: (20 + 8) / 80.
        let batch = Batch { used: [20.0, 0.0, 0.0, 0.0], held: [0.0, 40.0, 0.0], made: [6.0, 40.0, 0.0] };
        batch.mix_in(&mut finished, &[shares], 0, &values);
        assert_eq!((first[0], second[0], third[0]), (0.8, 0.35, 0.0));
    }

    #[test]
    fn shipments_mix_by_quantity_and_an_empty_way_takes_theirs() {
        let mut mixture = Mixture::default();
        mixture.add(30.0, &[0.5]);
        mixture.add(10.0, &[0.1]);
        let (mut a, mut b, mut c, mut d) = ([0.0_f32, 0.9], [0.0; 2], [0.0; 2], [0.0; 2]);
        let mut shares = [[&mut a[..], &mut b[..], &mut c[..], &mut d[..]]];
        // 15 + 1 of 40 is 0.4; with 60 that hold nothing, 16 of 100.
        mixture.join(&mut shares, 0, 0, 60.0);
        mixture.join(&mut shares, 0, 1, 0.0);
        assert_eq!(a, [0.16, 0.4]);
    }

    proptest! {
        #[test]
        fn mixing_keeps_value_and_stays_between(
            held in 0u64..1 << 50, more in 0u64..1 << 50, a in 0.0f32..=1.0, b in 0.0f64..=1.0,
        ) {
            let (held, more) = (held as f64, more as f64);
            let share = f64::from(mixed(held, a, more, b));
            let (low, high) = (f64::from(a).min(b), f64::from(a).max(b));
            prop_assert!(share >= low - 1e-7 && share <= high + 1e-7);
            let value = f64::from(a) * held + b * more;
            prop_assert!((share * (held + more) - value).abs() <= 1.2e-7 * (held + more));
        }

        #[test]
        fn products_hold_the_watched_value_of_inputs_and_what_is_added(
            used in 0.0..1e9_f64, gain in 0.0..1e9_f64, share in 0.0..=1.0_f64, cut in 0.0..=1.0_f64,
        ) {
            let (made, watched) = (used + gain, share * used);
            let parts = [cut * made, (1.0 - cut) * made];
            let held: f64 = parts.iter().map(|part| part * share_made(Making::Carried, watched, used, made)).sum();
            prop_assert!((held - watched).abs() <= 1e-9 * (1.0 + watched));
            let of_origin = made * share_made(Making::Added, watched, used, made);
            prop_assert!((of_origin - watched - gain).abs() <= 1e-9 * (1.0 + made));
        }
    }
}
