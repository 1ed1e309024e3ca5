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
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// [`Party::index`] of the buyer.
    pub(super) buyer: u32,
    /// [`Party::index`] of the seller.
    pub(super) seller: u32,
    /// Base units per tick, not whole.
    pub(super) volume: f64,
}

/// A place in a line: where it belongs, its random rank, who, how long.
struct Stand {
    group: JurisdictionId,
    rank: u64,
    stable: StableId,
    party: u32,
    length: f64,
}

/// Lays `flows` (origin-major over `count` jurisdictions) over sellers and buyers in `laps` laps.
pub(super) fn lay(
    good: GoodId,
    sellers: &[Party],
    buyers: &[Party],
    flows: &[f64],
    count: usize,
    laps: u32,
    chance: Chance,
) -> Vec<Piece> {
    let part = 1.0 / f64::from(laps);
    let mut pieces = Vec::with_capacity(buyers.len() * (laps as usize + 1));
    for lap in 0..laps {
        let rank = |p: &Party| chance.bits(Event::Partner, p.stable, lap, u32::from(good.0));
        let mut origins = line(sellers, rank, part);
        sort(&mut origins);
        let mut cut = cut(&origins, flows, count, part, |stable, destination| {
            let ordinal = lap | (u32::from(destination.0) + 1) << 8;
            chance.bits(Event::Partner, stable, ordinal, u32::from(good.0))
        });
        sort(&mut cut);
        let mut destinations = line(buyers, rank, part);
        sort(&mut destinations);
        for buyers in destinations.chunk_by(|a, b| a.group == b.group) {
            let from = cut.partition_point(|s| s.group < buyers[0].group);
            let to = cut.partition_point(|s| s.group <= buyers[0].group);
            overlap(buyers, &cut[from..to], |buyer, seller, volume| {
                pieces.push(Piece { buyer: buyer.party, seller: seller.party, volume });
            });
        }
    }
    pieces
}

fn line(parties: &[Party], rank: impl Fn(&Party) -> u64, part: f64) -> Vec<Stand> {
    let stand = |p: &Party| Stand {
        group: p.jurisdiction,
        rank: rank(p),
        stable: p.stable,
        party: p.index,
        length: p.volume * part,
    };
    parties.iter().filter(|p| p.volume > 0.0).map(stand).collect()
}

fn sort(line: &mut [Stand]) {
    line.sort_unstable_by_key(|s| (s.group, s.rank, s.stable));
}

/// Cuts each origin's line of sellers at its flows to the destinations.
fn cut(
    origins: &[Stand],
    flows: &[f64],
    count: usize,
    part: f64,
    rank: impl Fn(StableId, JurisdictionId) -> u64,
) -> Vec<Stand> {
    let mut cut = Vec::with_capacity(origins.len() + count * count);
    for sellers in origins.chunk_by(|a, b| a.group == b.group) {
        let origin = sellers[0].group.index();
        let blocks: Vec<Stand> = (0..count)
            .filter(|d| flows[origin * count + d] > 0.0)
            .map(|d| Stand {
                group: JurisdictionId::at(d),
                rank: 0,
                stable: StableId::default(),
                party: 0,
                length: flows[origin * count + d] * part,
            })
            .collect();
        overlap(&blocks, sellers, |block, seller, length| {
            let (group, stable) = (block.group, seller.stable);
            cut.push(Stand { group, rank: rank(stable, group), stable, party: seller.party, length });
        });
    }
    cut
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
        Stand { group: JurisdictionId(0), rank: 0, stable: StableId(0), party, length }
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
