//! Renumbering for locality: firms of a cell that buy from the same sellers lie side by side, so that bundles of links are
//! long ([`crate::state::Bundle`]) and walks find the sellers' sums in the nearest cache; before that, firms that review their
//! suppliers in the same tick, so that a review finds its firms together. Memory layout only: no result depends on it.

use super::layout::{Links, NO_SELLER, SLOTS, Start, place};
use super::links_block::LinksBlock;
use crate::state::padded;
use coercivity_parallel::{Pool, Private};

/// Bits of a seller in the key that firms are sorted by.
const BITS: u32 = 16;

impl Start {
    /// The same start with firms that sell to no other firm renumbered within their cells, where firms review their suppliers
    /// once in `period` ticks ([`crate::state::review_ticks`]).
    #[must_use]
    pub fn near(mut self, period: u64, pool: &Pool) -> Self {
        let order = order(&self, period, pool);
        self.stable = permuted(&self.stable, &order, pool);
        self.ordinal = permuted(&self.ordinal, &order, pool);
        for column in [&mut self.normal, &mut self.capacity, &mut self.market_low, &mut self.market_high] {
            *column = permuted(column, &order, pool);
        }
        for column in self.cover.iter_mut().chain([&mut self.caution]) {
            *column = permuted(column, &order, pool);
        }
        self.links = self.links.in_order(&order, pool);
        self
    }
}

fn permuted<T: Copy + Default + PartialEq + Send + Sync>(column: &[T], order: &[u32], pool: &Pool) -> Vec<T> {
    let nothing = T::default();
    let mut laid = vec![nothing; column.len()];
    pool.blocks((&mut laid[..], order), &Private::new(pool, || ()), |(), _, (laid, order)| {
        for (laid, &firm) in laid.iter_mut().zip(order) {
            // Memory of slots that no firm of a stretch uses is never asked of the system.
            if column[firm as usize] != nothing {
                *laid = column[firm as usize];
            }
        }
    });
    laid
}

/// Which firm comes to lie at each place. Sellers, named firms and plants of projects stay where they are.
fn order(start: &Start, period: u64, pool: &Pool) -> Vec<u32> {
    let mut stays = vec![false; start.cell.len()];
    for &firm in start.sellers.firm.iter().chain(&start.named).chain(&start.projects) {
        stays[firm as usize] = true;
    }
    let mut cells = Vec::new();
    let mut first = 0;
    for cell in start.cell.chunk_by(|a, b| a == b) {
        cells.push(first..first + cell.len());
        first += cell.len();
    }
    let moved = pool.map(cells.len(), |cell| {
        let turn = |firm: usize| start.stable[firm].0 % period;
        let mut moving: Vec<([u16; SLOTS], u64, u64, u32)> = cells[cell]
            .clone()
            .filter(|&firm| !stays[firm])
            .map(|firm| (shape(&start.links, firm), turn(firm), key(start, firm), firm as u32))
            .collect();
        moving.sort_unstable();
        moving.into_iter().map(|(.., firm)| firm).collect::<Vec<u32>>()
    });
    let mut order: Vec<u32> = (0..start.cell.len() as u32).collect();
    for (places, moved) in cells.into_iter().zip(moved) {
        places.filter(|&firm| !stays[firm]).zip(moved).for_each(|(place, firm)| order[place] = firm);
    }
    order
}

/// Places that each input gets in the table of links: firms with as many lie together, so that its runs are long.
fn shape(links: &Links, firm: usize) -> [u16; SLOTS] {
    std::array::from_fn(|slot| u16::try_from(padded(links.places(firm, slot).len())).unwrap_or(u16::MAX))
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

    /// The links of firms in `order`.
    #[must_use]
    pub fn in_order(&self, order: &[u32], pool: &Pool) -> Self {
        let places = self.seller.len();
        let mut first = Vec::with_capacity(self.first.len());
        let mut end = 0;
        for &firm in order {
            let of_firm = &self.first[firm as usize * SLOTS..=(firm as usize + 1) * SLOTS];
            first.extend(of_firm[..SLOTS].iter().map(|place| end + place - of_firm[0]));
            end += of_firm[SLOTS] - of_firm[0];
        }
        first.push(end);
        let mut laid = Self {
            first,
            seller: vec![0; places],
            share: vec![0; places],
            anchor: vec![0; places],
            state: vec![0; places],
        };
        let block = (LinksBlock::new(&mut laid), order);
        pool.blocks(block, &Private::new(pool, || ()), |(), _, (block, order)| {
            for (row, &firm) in order.iter().enumerate() {
                for slot in 0..SLOTS {
                    let (from, to) = (self.places(firm as usize, slot), block.places(row * SLOTS + slot));
                    block.seller[to.clone()].copy_from_slice(&self.seller[from.clone()]);
                    block.share[to.clone()].copy_from_slice(&self.share[from.clone()]);
                    block.anchor[to.clone()].copy_from_slice(&self.anchor[from.clone()]);
                    block.state[to].copy_from_slice(&self.state[from]);
                }
            }
        });
        laid
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Sellers, class};
    use coercivity_base::StableId;

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
    fn links_follow_their_firms() {
        let laid = links().in_order(&[1, 0], &Pool::new(1).unwrap());
        assert_eq!(laid.first, [0, 4, 4, 4, 4, 5, 5, 5, 5]);
        assert_eq!(laid.seller, [1, 2, 3, NO_SELLER, 7]);
        assert_eq!(laid.state[4], class::DOMESTIC);
    }

    #[test]
    fn firms_with_the_same_turn_then_sellers_come_side_by_side_and_sellers_stay() {
        // Four firms of one cell; the first sells, the others buy from seller 1, 0 and 1.
        let start = Start {
            stable: [4, 6, 5, 7].map(StableId).to_vec(),
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
        let pool = Pool::new(2).unwrap();
        assert_eq!(order(&start, 1, &pool), [0, 2, 1, 3]);
        // Firms 6 and 5, 7 with reviews every other tick: even ids first.
        assert_eq!(order(&start, 2, &pool), [0, 1, 2, 3]);
    }
}
