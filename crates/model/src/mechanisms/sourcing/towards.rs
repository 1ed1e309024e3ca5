//! Shares of a (buyer, input) move part of the way to their weights.

use super::bench::Bench;
use super::review::{Input, Review};
use super::shares::share_out;
use crate::state::ShareRow;
use crate::world::{SHARE_ONE, place};

/// Most places whose weights lie on the stack.
const FEW: usize = 16;

impl Review<'_> {
    /// Moves the shares of firm `n` of those whose turn it is part of the way to its weights; whether one moved.
    #[inline(always)]
    pub(super) fn towards(&self, places: &mut ShareRow, bench: &Bench, n: usize) -> bool {
        let weights = bench.weights.iter().skip(n).step_by(bench.firms);
        let count = places.len();
        if count <= FEW {
            let (mut few, mut before, mut after) = ([0.0; FEW], [0; FEW], [0; FEW]);
            few.iter_mut().zip(weights).for_each(|(into, weight)| *into = *weight);
            self.move_to(places, &mut few[..count], &mut before[..count], &mut after[..count])
        } else {
            let mut many: Vec<f64> = weights.copied().collect();
            self.move_to(places, &mut many, &mut vec![0; count], &mut vec![0; count])
        }
    }

    #[inline(always)]
    fn move_to(
        &self,
        places: &mut ShareRow,
        weights: &mut [f64],
        before: &mut [u16],
        after: &mut [u16],
    ) -> bool {
        let rules = &self.facts.scenario.behaviour.sourcing;
        let total: f64 = weights.iter().sum();
        if total <= 0.0 {
            return false;
        }
        let one = f64::from(SHARE_ONE);
        for (k, (weight, before)) in weights.iter_mut().zip(&mut *before).enumerate() {
            let at = places.at(k);
            *before = places.share[at];
            if *weight == 0.0 || places.state[at] & place::QUALIFYING != 0 {
                *weight = 0.0;
                continue;
            }
            let share = f64::from(*before) / one;
            let wanted = *weight / total;
            // A qualified supplier keeps the smallest share, or what it had if that was less.
            let kept = rules.smallest_share.min(f64::from(places.anchor[at]) / one);
            *weight = (share + rules.adjustment * (wanted - share)).max(kept);
        }
        share_out(weights, after);
        if before == after {
            return false;
        }
        for (k, &share) in after.iter().enumerate() {
            let at = places.at(k);
            places.share[at] = share;
        }
        true
    }

    /// Transit of an input weighted by shares.
    pub(super) fn lead(&self, input: &Input, places: &ShareRow) -> f32 {
        let mut weighted = 0.0;
        for at in (0..places.len()).map(|k| places.at(k)) {
            if places.share[at] > 0 {
                let origin = self.factors.standing[places.seller[at] as usize].origin;
                let transit = self.facts.transit[input.lane + origin.index() * input.step];
                weighted += f64::from(places.share[at]) * f64::from(transit);
            }
        }
        (weighted / f64::from(SHARE_ONE)) as f32
    }
}
