//! What a review of the firms of a run works out of an input before it moves anything: weights of places, what is
//! delivered, what disturbs.

use super::factors::LEAST_RECORD;
use super::review::{Input, Review};
use crate::state::{Grant, Lots, ShareColumn, Verdict};
use crate::world::{SHARE_ONE, place};
use std::ops::Range;

/// What a review knows of one (buyer, input).
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// Share of the orders that its suppliers deliver.
    pub(super) delivered: f64,
    /// Least and largest factor of a weight.
    pub(super) low: f64,
    pub(super) high: f64,
    /// Whether anything could move a share.
    pub(super) disturbed: bool,
    /// Whether all shares are at their anchors.
    pub(super) anchored: bool,
}

impl Found {
    const NOTHING: Self =
        Self { delivered: 0.0, low: f64::INFINITY, high: 0.0, disturbed: false, anchored: true };
}

/// What reviews of the firms of a run work out of an input.
#[derive(Debug, Default)]
pub(crate) struct Bench {
    /// Firms whose turn it is, as stretches of rows of the run; most often one, since firms are laid by their turns.
    pub(super) turning: Vec<Range<usize>>,
    /// How many these are.
    pub(super) firms: usize,
    /// What is known of each of them.
    pub(super) found: Vec<Found>,
    /// Weights of their places, column by column.
    pub(super) weights: Vec<f64>,
    /// Licences of the column at hand, by firm; none at all where no place of the column needs one.
    licences: Vec<Held>,
}

/// The licence of a link.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    /// Its lots, from one index to another.
    first: u32,
    end: u32,
    /// Whether the first of them holds.
    holds: bool,
}

/// A place with an anchor.
struct Place {
    anchor: u16,
    share: u16,
    state: u8,
    seller: u32,
}

impl Bench {
    /// Finds out whose turn it is.
    #[inline(always)]
    pub(super) fn call_up(&mut self, turn: &[u16], now: u16) {
        self.turning.clear();
        let mut at = 0;
        while let Some(skipped) = turn[at..].iter().position(|&of| of == now) {
            let first = at + skipped;
            at = first + turn[first..].iter().take_while(|&&of| of == now).count();
            self.turning.push(first..at);
        }
        self.firms = self.turning.iter().map(Range::len).sum();
    }

    /// Begins with an input of so many places.
    #[inline(always)]
    pub(super) fn begin(&mut self, places: usize) {
        self.found.clear();
        self.found.resize(self.firms, Found::NOTHING);
        self.weights.clear();
        self.weights.resize(places * self.firms, 0.0);
    }
}

impl Review<'_> {
    /// Weighs the places of column `k` of an input.
    #[inline(always)]
    pub(super) fn weigh(
        &self,
        input: &Input,
        column: &ShareColumn,
        lots: &mut Lots<&[Grant]>,
        bench: &mut Bench,
        k: usize,
    ) {
        self.read_licences(column, lots, bench);
        let Bench { turning, firms, found, weights, licences } = bench;
        let weights = &mut weights[k * *firms..(k + 1) * *firms];
        let mut first = 0;
        for rows in &*turning {
            let firms = first..first + rows.len();
            first = firms.end;
            let [anchors, shares] = [&column.anchor[rows.clone()], &column.share[rows.clone()]];
            let (states, sellers) = (&column.state[rows.clone()], &column.seller[rows.clone()]);
            let (found, weights) = (&mut found[firms.clone()], &mut weights[firms.clone()]);
            for i in 0..rows.len() {
                if anchors[i] != 0 {
                    let place =
                        Place { anchor: anchors[i], share: shares[i], state: states[i], seller: sellers[i] };
                    let held = licences.get(firms.start + i);
                    weights[i] = self.weigh_place(input, &place, held, &mut found[i]);
                }
            }
        }
    }

    /// The weight of a place, which adds to what is known of its buyer.
    #[inline(always)]
    fn weigh_place(&self, input: &Input, place: &Place, held: Option<&Held>, found: &mut Found) -> f64 {
        let Place { anchor, state, seller, share } = *place;
        let (origin, (record, mut factor)) = self.factors.standing(seller, state);
        let (mut passes, mut reliability) = (1.0, record.max(LEAST_RECORD));
        if state & place::VERDICT & place::BLOCKED != 0 {
            let counts;
            (passes, counts) = self.passage(state, held.copied().unwrap_or_default());
            // Powers are dear, and most licences count fully or not at all.
            (reliability, factor) = match counts {
                1.0 => (reliability, factor),
                0.0 => (LEAST_RECORD, self.factors.least),
                _ => self.factors.of_record(&self.facts.scenario.behaviour.sourcing, record * counts),
            };
        }
        let cost = self.factors.cost[input.lane + origin * input.step];
        found.delivered += f64::from(share) / f64::from(SHARE_ONE) * record * passes;
        found.disturbed |= (cost.0 != 1.0) | (reliability < 0.999) | (share != anchor);
        found.anchored &= share == anchor;
        let all = cost.1 * factor;
        (found.low, found.high) = (found.low.min(all), found.high.max(all));
        f64::from(anchor) * cost.1 * factor
    }

    /// Finds the licences of the links of a column, and whether they hold.
    #[inline(always)]
    fn read_licences(&self, column: &ShareColumn, lots: &mut Lots<&[Grant]>, bench: &mut Bench) {
        bench.licences.clear();
        if column.state.iter().fold(0, |all, state| all | state) & place::VERDICT & place::BLOCKED == 0 {
            return;
        }
        bench.licences.extend(bench.turning.iter().cloned().flatten().map(|row| {
            if column.anchor[row] == 0 || Verdict::of(column.state[row]) != Verdict::Licensed {
                return Held::default();
            }
            let of = lots.of_place(column.start + row);
            let first = self.licences.grants.get(of.start);
            let holds = first.is_some_and(|grant| grant.holds(self.tick));
            Held { first: of.start as u32, end: of.end as u32, holds }
        }));
    }

    /// What share of a link's orders passes, and what share counts for its record.
    fn passage(&self, state: u8, held: Held) -> (f64, f64) {
        match Verdict::of(state) {
            Verdict::Open | Verdict::Grace => (1.0, 1.0),
            Verdict::Blocked => (0.0, 0.0),
            Verdict::Licensed if held.holds && held.first + 1 == held.end => (1.0, 1.0),
            Verdict::Licensed if held.first == held.end => (0.0, 1.0),
            Verdict::Licensed => {
                let lots = &self.licences.grants[held.first as usize..held.end as usize];
                let share = Grant::allowance(lots, self.tick).share;
                (share, if self.patience_over(held.first as usize) { share } else { 1.0 })
            }
        }
    }

    /// Whether a licence has been awaited for longer than buyers are patient.
    fn patience_over(&self, index: usize) -> bool {
        let (record, grant) = (&self.licences.records[index], &self.licences.grants[index]);
        let regime = &self.facts.scenario.regimes[record.regime as usize];
        let review = self.facts.calendar.ticks(regime.floor_weeks.max(1.0)) * 3.0;
        let patience = self.facts.scenario.behaviour.sourcing.patience_reviews * review;
        !grant.holds(self.tick) && (self.tick - record.since.get().max(grant.until())) as f64 > patience
    }
}
