//! Laying of links: the sellers and buyers of a good are lined up, and where their parts overlap there is a link.
//!
//! For each origin, its sellers stand in a line, each as long as its expected sales, and the line is cut at the
//! flows to each destination. For each destination, these pieces stand in a line in their turn, against the line of
//! its buyers, each as long as its need; every overlap is a link. So bilateral flows are met exactly and partners
//! go by size. This is done in several laps, each with its part of all volumes and other orders: a small buyer has
//! about as many suppliers as there are laps, a large one spans many sellers.
//!
//! Orders are random but keyed by stable ids: neither memory layout nor the order of a file moves a link.

use coercivity_base::{Chance, Event, GoodId, JurisdictionId, StableId};
use coercivity_parallel::Pool;

/// One who sells or buys.
#[derive(Clone, Copy, Debug)]
pub(super) struct Party {
    /// Row of the seller, or place of the buyer's input.
    pub(super) index: u32,
    /// Where it is.
    pub(super) jurisdiction: JurisdictionId,
    /// Its firm.
    pub(super) stable: StableId,
    /// What it sells or needs per tick.
    pub(super) volume: f64,
}

/// A part of a buyer's need that a seller covers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Piece {
    /// The buyer: its number among those of its jurisdiction, later its [`Party::index`].
    pub(super) buyer: u32,
    /// [`Party::index`] of the seller.
    pub(super) seller: u32,
    /// Base units per tick, not whole.
    pub(super) volume: f64,
}

/// A place in a line: its random rank, who, how long.
struct Stand {
    rank: u64,
    stable: StableId,
    party: u32,
    length: f64,
}

/// How a good is laid.
pub(super) struct Laying<'a> {
    pub(super) good: GoodId,
    /// Flows from each origin to each destination, origin-major.
    pub(super) flows: &'a [f64],
    pub(super) laps: u32,
    pub(super) chance: Chance,
}

/// Sellers of each destination in a line.
type Offers = Vec<Vec<Stand>>;

impl Laying<'_> {
    /// Lays the flows over sellers and over the buyers of each jurisdiction; gives the pieces of each jurisdiction in the
    /// order of buyers and sellers, one for each pair.
    pub(super) fn lay(&self, sellers: &[Party], buyers: &[Vec<Party>], pool: &Pool) -> Vec<Vec<Piece>> {
        let mut of_origin: Vec<Vec<Party>> = vec![Vec::new(); buyers.len()];
        sellers.iter().for_each(|seller| of_origin[seller.jurisdiction.index()].push(*seller));
        let offers: Vec<Offers> = pool.map(self.laps as usize, |lap| self.offers(&of_origin, lap as u32));
        pool.map(buyers.len(), |place| {
            // Each overlap ends a part of one line or the other.
            let most: usize = offers.iter().map(|lap| buyers[place].len() + lap[place].len()).sum();
            let mut pieces = Vec::with_capacity(most);
            for (lap, offers) in (0..).zip(&offers) {
                let line = self.line(&buyers[place], |number, _| number, lap);
                overlap(&line, &offers[place], |buyer, seller, volume| {
                    pieces.push(Piece { buyer: buyer.party, seller: seller.party, volume });
                });
            }
            merge(&pieces, &buyers[place])
        })
    }

    /// The part of all volumes that a lap has.
    fn part(&self) -> f64 {
        1.0 / f64::from(self.laps)
    }

    /// Parties of one jurisdiction in the order of a lap; `name` says what they are called in their pieces.
    fn line(&self, parties: &[Party], name: impl Fn(u32, &Party) -> u32, lap: u32) -> Vec<Stand> {
        let part = self.part();
        let stand = |(number, p): (u32, &Party)| Stand {
            rank: self.chance.bits(Event::Partner, p.stable, lap, u32::from(self.good.0)),
            stable: p.stable,
            party: name(number, p),
            length: p.volume * part,
        };
        let mut line: Vec<Stand> = (0..).zip(parties).filter(|p| p.1.volume > 0.0).map(stand).collect();
        sort(&mut line);
        line
    }

    /// Cuts each origin's line of sellers at its flows to the destinations.
    fn offers(&self, of_origin: &[Vec<Party>], lap: u32) -> Offers {
        let count = of_origin.len();
        let mut offers: Offers = (0..count).map(|_| Vec::new()).collect();
        for (sellers, flows) in of_origin.iter().zip(self.flows.chunks_exact(count)) {
            let sellers = self.line(sellers, |_, seller| seller.index, lap);
            let blocks: Vec<Stand> = (0..)
                .zip(flows)
                .filter(|flow| *flow.1 > 0.0)
                .map(|(party, flow)| Stand {
                    rank: 0,
                    stable: StableId::default(),
                    party,
                    length: flow * self.part(),
                })
                .collect();
            overlap(&blocks, &sellers, |block, seller, length| {
                let ordinal = lap | (block.party + 1) << 8;
                let good = u32::from(self.good.0);
                let rank = self.chance.bits(Event::Partner, seller.stable, ordinal, good);
                offers[block.party as usize].push(Stand {
                    rank,
                    stable: seller.stable,
                    party: seller.party,
                    length,
                });
            });
        }
        offers.iter_mut().for_each(|line| sort(line));
        offers
    }
}

/// Joins the pieces of one buyer and seller, and calls buyers by their index. The order of sums is fixed, so that layout
/// moves no bit.
fn merge(pieces: &[Piece], buyers: &[Party]) -> Vec<Piece> {
    let mut ends = vec![0_u32; buyers.len()];
    pieces.iter().for_each(|piece| ends[piece.buyer as usize] += 1);
    let mut sum = 0;
    ends.iter_mut().for_each(|end| sum += std::mem::replace(end, sum));
    let mut merged = vec![Piece::default(); pieces.len()];
    for piece in pieces {
        let end = &mut ends[piece.buyer as usize];
        merged[*end as usize] = Piece { buyer: buyers[piece.buyer as usize].index, ..*piece };
        *end += 1;
    }
    for of_buyer in merged.chunk_by_mut(|a, b| a.buyer == b.buyer) {
        of_buyer.sort_unstable_by_key(|piece| (piece.seller, piece.volume.to_bits()));
    }
    merged.dedup_by(|next, kept| {
        let same = next.buyer == kept.buyer && next.seller == kept.seller;
        kept.volume += if same { next.volume } else { 0.0 };
        same
    });
    merged
}

fn sort(line: &mut [Stand]) {
    line.sort_unstable_by_key(|s| (s.rank, s.stable));
}

/// Walks two lines side by side, the second stretched to the length of the first, and reports each overlap. The
/// last of either line takes what rounding leaves of the other, so that nobody goes without.
fn overlap(left: &[Stand], right: &[Stand], mut report: impl FnMut(&Stand, &Stand, f64)) {
    if left.is_empty() || right.is_empty() {
        return;
    }
    let stretch = sum(left) / sum(right);
    let (mut i, mut k) = (0, 0);
    let (mut of_left, mut of_right) = (left[0].length, right[0].length * stretch);
    loop {
        let (last_left, last_right) = (i + 1 == left.len(), k + 1 == right.len());
        let length = match (last_left, last_right) {
            (false, true) | (true, true) => of_left,
            (true, false) => of_right,
            (false, false) => f64::min(of_left, of_right),
        };
        if length > 0.0 {
            report(&left[i], &right[k], length);
        }
        if last_left && last_right {
            return;
        }
        of_left -= length;
        of_right -= length;
        let (next_left, next_right) = (!last_left && of_left <= 0.0, !last_right && of_right <= 0.0);
        if next_left {
            i += 1;
            of_left = left[i].length;
        }
        if next_right {
            k += 1;
            of_right = right[k].length * stretch;
        }
    }
}

fn sum(line: &[Stand]) -> f64 {
    line.iter().map(|s| s.length).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stand(party: u32, length: f64) -> Stand {
        Stand { rank: 0, stable: StableId(0), party, length }
    }

    #[test]
    fn two_lines_overlap_as_drawn_on_paper() {
        // Left 3 | 1, right 2 | 2 of the same length: 0-0 for 2, 0-1 for 1, 1-1 for 1.
        let mut got = Vec::new();
        overlap(&[stand(0, 3.0), stand(1, 1.0)], &[stand(0, 1.0), stand(1, 1.0)], |l, r, v| {
            got.push((l.party, r.party, v));
        });
        assert_eq!(got, [(0, 0, 2.0), (0, 1, 1.0), (1, 1, 1.0)]);
    }

    #[test]
    fn nobody_is_left_out_when_rounding_ends_a_line_early() {
        let left: Vec<Stand> = (0..1000).map(|i| stand(i, 0.1)).chain([stand(1000, 1e-14)]).collect();
        let right: Vec<Stand> = (0..333).map(|i| stand(i, 0.3)).chain([stand(333, 1e-14)]).collect();
        let mut seen = (vec![false; left.len()], vec![false; right.len()]);
        overlap(&left, &right, |l, r, _| {
            seen.0[l.party as usize] = true;
            seen.1[r.party as usize] = true;
        });
        assert!(seen.0.iter().all(|&s| s) && seen.1.iter().all(|&s| s));
    }
}
