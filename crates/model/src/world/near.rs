//! Renumbering for locality: firms of a cell that buy from the same sellers lie side by side, so that the walks over links
//! find the sellers' sums, and the planes of goods in transit, in the nearest cache. Memory layout only: no result depends on
//! it.

use super::layout::{Links, NO_SELLER, SLOTS, Start, place};

/// Places of an input that the walks lay out as columns: inputs are padded to so many.
pub const EVEN_PLACES: usize = 3;

/// Bits of a seller in the key that firms are sorted by.
const BITS: u32 = 16;

impl Start {
    /// The same start with firms that sell to no other firm renumbered within their cells, and inputs padded
    /// ([`Links::laid_out`]).
    #[must_use]
    pub fn near(mut self) -> Self {
        let order = order(&self);
        self.stable = permuted(&self.stable, &order);
        self.ordinal = permuted(&self.ordinal, &order);
        for column in [&mut self.normal, &mut self.capacity, &mut self.market_low, &mut self.market_high] {
            *column = permuted(column, &order);
        }
        for column in self.cover.iter_mut().chain([&mut self.caution]) {
            *column = permuted(column, &order);
        }
        self.links = self.links.laid_out(&order, EVEN_PLACES);
        self
    }
}

fn permuted<T: Copy>(column: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|&firm| column[firm as usize]).collect()
}

/// Which firm comes to lie at each place. Sellers, named firms and plants of projects stay where they are.
fn order(start: &Start) -> Vec<u32> {
    let mut stays = vec![false; start.cell.len()];
    for &firm in start.sellers.firm.iter().chain(&start.named).chain(&start.projects) {
        stays[firm as usize] = true;
    }
    let mut order: Vec<u32> = (0..start.cell.len() as u32).collect();
    let mut first = 0;
    for cell in start.cell.chunk_by(|a, b| a == b) {
        let places = first..first + cell.len();
        let mut moving: Vec<(bool, u64, u32)> = places
            .clone()
            .filter(|&firm| !stays[firm])
            .map(|firm| (is_even(&start.links, firm), key(start, firm), firm as u32))
            .collect();
        moving.sort_unstable();
        let into = places.filter(|&firm| !stays[firm]);
        into.zip(moving).for_each(|(place, (.., firm))| order[place] = firm);
        first += cell.len();
    }
    order
}

/// Whether no input of a firm has more places than are laid out as columns; those with more lie together.
fn is_even(links: &Links, firm: usize) -> bool {
    (0..SLOTS).all(|slot| links.places(firm, slot).len() <= EVEN_PLACES)
}

/// The first two sellers of the first two inputs, counted within their good.
fn key(start: &Start, firm: usize) -> u64 {
    let of = |slot: usize, k: usize| {
        let seller = start.links.places(firm, slot).nth(k).map_or(NO_SELLER, |at| start.links.seller[at]);
        if seller == NO_SELLER {
            return u64::from(u16::MAX);
        }
        let good = start.sellers.good[seller as usize];
        u64::from((seller - start.sellers.of_good[good.index()].start).min(u32::from(u16::MAX)))
    };
    [of(0, 0), of(0, 1), of(1, 0), of(1, 1)].into_iter().fold(0, |key, seller| key << BITS | seller)
}

impl Links {
    /// Whether a place is free for another supplier.
    #[must_use]
    pub fn free(seller: u32, state: u8) -> bool {
        seller == NO_SELLER && state & place::PADDING == 0
    }

    /// The links of firms in `order`, with at least `least` places for every input that has any, so that places of firms
    /// lie at even distances. What is added is never used.
    #[must_use]
    pub fn laid_out(self, order: &[u32], least: usize) -> Self {
        let inputs = || order.iter().flat_map(|&firm| (0..SLOTS).map(move |slot| (firm as usize, slot)));
        let missing = |n: usize| if n == 0 { 0 } else { least.saturating_sub(n) };
        let places = inputs().map(|(firm, slot)| self.places(firm, slot).len());
        let places = places.map(|n| n + missing(n)).sum();
        let mut laid = Self {
            first: Vec::with_capacity(self.first.len()),
            seller: Vec::with_capacity(places),
            share: Vec::with_capacity(places),
            anchor: Vec::with_capacity(places),
            state: Vec::with_capacity(places),
        };
        for (firm, slot) in inputs() {
            let range = self.places(firm, slot);
            laid.first.push(laid.seller.len() as u32);
            laid.seller.extend_from_slice(&self.seller[range.clone()]);
            laid.share.extend_from_slice(&self.share[range.clone()]);
            laid.anchor.extend_from_slice(&self.anchor[range.clone()]);
            laid.state.extend_from_slice(&self.state[range.clone()]);
            let size = laid.seller.len() + missing(range.len());
            laid.seller.resize(size, NO_SELLER);
            laid.share.resize(size, 0);
            laid.anchor.resize(size, 0);
            laid.state.resize(size, place::PADDING);
        }
        laid.first.push(laid.seller.len() as u32);
        laid
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Sellers, class};

    /// Two firms: the first with one place for its first input, the second with four.
    fn links() -> Links {
        Links {
            first: vec![0, 1, 1, 1, 1, 5, 5, 5, 5],
            seller: vec![7, 1, 2, 3, NO_SELLER],
            share: vec![9, 1, 2, 3, 0],
            anchor: vec![9, 1, 2, 3, 0],
            state: vec![class::DOMESTIC, 0, 0, 0, 0],
        }
    }

    #[test]
    fn inputs_with_few_places_are_padded_and_others_left() {
        let laid = links().laid_out(&[0, 1], 3);
        assert_eq!(laid.first, [0, 3, 3, 3, 3, 7, 7, 7, 7]);
        assert_eq!(laid.seller, [7, NO_SELLER, NO_SELLER, 1, 2, 3, NO_SELLER]);
        assert_eq!(laid.share, [9, 0, 0, 1, 2, 3, 0]);
        let free = laid.seller.iter().zip(&laid.state).map(|(&seller, &state)| Links::free(seller, state));
        assert_eq!(free.collect::<Vec<_>>(), [false, false, false, false, false, false, true]);
    }

    #[test]
    fn links_follow_their_firms() {
        let laid = links().laid_out(&[1, 0], 1);
        assert_eq!(laid.first, [0, 4, 4, 4, 4, 5, 5, 5, 5]);
        assert_eq!(laid.seller, [1, 2, 3, NO_SELLER, 7]);
        assert_eq!(laid.state[4], class::DOMESTIC);
    }

    #[test]
    fn firms_with_the_same_sellers_come_side_by_side_and_sellers_stay() {
        // Four firms of one cell; the first sells, the others buy from seller 1, 0 and 1.
        let start = Start {
            cell: vec![0; 4],
            links: Links {
                first: vec![0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3],
                seller: vec![1, 0, 1],
                share: vec![1; 3],
                anchor: vec![1; 3],
                state: vec![0; 3],
            },
            sellers: Sellers {
                firm: vec![0, 0],
                good: vec![coercivity_base::GoodId(0); 2],
                of_good: std::iter::once(0..2).collect(),
                ..Sellers::default()
            },
            ..Start::default()
        };
        assert_eq!(order(&start), [0, 2, 1, 3]);
    }
}
