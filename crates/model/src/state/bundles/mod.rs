//! Links by seller: all links of a run to one seller that are alike lie together, so that walks look a seller up, or add to
//! its sums, once for all of them.
//!
//! A run's columns are cut into sheets of 16, small enough for what walks work out of a sheet to stay in the nearer caches.
//! The links of a sheet are bundled by seller, class and verdict; a link is its column and row on the sheet. Bundles follow
//! from the table of links alone: they are no state, and follow where a supplier or a verdict changed. Their order within a
//! sheet is nobody's business: walks add whole numbers.

mod make;

use super::link_table::{Changed, LinkRun, LinkTable};
use super::runs::{RUN, set_bits};
use crate::world::{class, place};
use coercivity_parallel::{BLOCK, Pool};

/// Columns of a sheet.
pub(in crate::state) const SHEET: usize = 16;

/// Numbers on a sheet: where column `k` and row `i` meet lies number `k * RUN + i`.
pub const ON_SHEET: usize = SHEET * RUN;

/// What tells links of a seller apart: class, verdict, whether customs may hold shipments.
const ALIKE: u8 = class::MASK | place::VERDICT | place::INSPECTED;

/// Links of a sheet to one seller that are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// The seller.
    pub seller: u32,
    /// Class, verdict, whether customs may hold shipments.
    pub state: u8,
    /// Where its links end among those of the sheet.
    end: u16,
}

impl Bundle {
    /// Whether nothing stands in the way of its links, customs included.
    fn plain(state: u8) -> bool {
        state & (place::VERDICT | place::INSPECTED) == place::OPEN
    }
}

/// Where the links of a sheet lie in the table.
#[derive(Clone, Copy, Debug)]
pub struct Places {
    first: usize,
    rows: usize,
}

impl Places {
    /// The place of the link with a number on the sheet.
    #[inline(always)]
    #[must_use]
    pub fn of(&self, number: usize) -> usize {
        self.first + number / RUN * self.rows + number % RUN
    }
}

/// Up to 16 columns of an input of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The input.
    slot: u8,
    /// Whether some of its links need a licence.
    pub licensed: bool,
    /// In which of its columns links lie, as bits.
    used: u16,
    /// First column.
    first: u32,
    /// Its first bundle in the block, their number, and how many of them, the first ones, nothing stands in the way of. In
    /// both kinds those of as many links lie together, so that loops over links mostly end where the one before did.
    bundle: u32,
    bundles: u16,
    plain: u16,
    /// Its first link in the block, and their number.
    link: u32,
    links: u16,
}

impl Sheet {
    /// Its first column among those of the input.
    #[inline(always)]
    #[must_use]
    pub fn first(&self) -> usize {
        self.first as usize
    }

    /// How many of its bundles, the first ones, nothing stands in the way of.
    #[inline(always)]
    #[must_use]
    pub fn plain(&self) -> usize {
        usize::from(self.plain)
    }

    /// Where the links of the sheet, one of `run`, lie in the table.
    #[inline(always)]
    #[must_use]
    pub fn places(&self, run: &LinkRun) -> Places {
        Places { first: run.column(usize::from(self.slot), self.first()), rows: run.rows as usize }
    }

    /// Its columns with links, counted from its first.
    #[inline(always)]
    pub fn columns(&self) -> impl Iterator<Item = usize> + use<> {
        set_bits(u32::from(self.used))
    }
}

/// The bundles of a block of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockBundles {
    /// Sheets, run by run and input by input.
    sheets: Vec<Sheet>,
    /// First sheet of each run, and the end.
    of_run: Vec<u32>,
    bundles: Vec<Bundle>,
    /// Numbers of the links on their sheets.
    links: Vec<u16>,
}

impl BlockBundles {
    /// The sheets with links of an input of the `run`th run of the block, in the order of columns.
    #[inline(always)]
    pub fn sheets(&self, run: usize, slot: usize) -> impl Iterator<Item = &Sheet> {
        let sheets = &self.sheets[self.of_run[run] as usize..self.of_run[run + 1] as usize];
        sheets.iter().filter(move |sheet| usize::from(sheet.slot) == slot)
    }

    /// The bundles of a sheet.
    #[inline(always)]
    #[must_use]
    pub fn of(&self, sheet: &Sheet) -> &[Bundle] {
        &self.bundles[sheet.bundle as usize..][..usize::from(sheet.bundles)]
    }

    /// Numbers of the links of each.
    #[inline(always)]
    pub fn numbers(&self, sheet: &Sheet) -> impl Iterator<Item = &[u16]> {
        let links = &self.links[sheet.link as usize..][..usize::from(sheet.links)];
        let mut first = 0;
        self.of(sheet).iter().map(move |bundle| {
            let end = usize::from(bundle.end);
            &links[std::mem::replace(&mut first, end)..end]
        })
    }
}

/// The bundles of all blocks of rows.
#[derive(Clone, Debug, Default)]
pub struct Bundles(Vec<BlockBundles>);

impl Bundles {
    /// Brings them up to date with the table.
    pub fn renew(&mut self, table: &mut LinkTable, pool: &Pool) {
        let rows = table.runs.last().map_or(0, |last| (last.first + last.rows) as usize);
        let blocks = rows.div_ceil(BLOCK);
        let changed = table.changed();
        let table = &*table;
        let runs_of = |block: usize| table.runs_of(block * BLOCK..(block + 1) * BLOCK);
        match changed {
            Changed::Supplied(places) if self.0.len() == blocks => {
                for place in places.into_iter().map(|place| place as usize) {
                    let run = table.run_of(place);
                    let block = table.runs[run].first as usize / BLOCK;
                    let first = table.runs.partition_point(|run| (run.first as usize) < block * BLOCK);
                    self.0[block].add(table, (run - first, &table.runs[run]), place);
                }
            }
            _ => {
                // The old ones go first: both need not be held at once.
                self.0.clear();
                self.0 = pool.map(blocks, |block| BlockBundles::new(table, runs_of(block)));
            }
        }
    }

    /// In the order of blocks.
    #[must_use]
    pub fn blocks(&self) -> &[BlockBundles] {
        &self.0
    }

    /// Place, seller and state of every link, in the order of places.
    #[must_use]
    pub fn each(&self, table: &LinkTable) -> Vec<(usize, u32, u8)> {
        let mut each = Vec::new();
        for (block, bundles) in self.0.iter().enumerate() {
            for (n, run) in table.runs_of(block * BLOCK..(block + 1) * BLOCK).iter().enumerate() {
                for sheet in &bundles.sheets[bundles.of_run[n] as usize..bundles.of_run[n + 1] as usize] {
                    let places = sheet.places(run);
                    for (bundle, numbers) in bundles.of(sheet).iter().zip(bundles.numbers(sheet)) {
                        let places = numbers.iter().map(|&number| places.of(usize::from(number)));
                        each.extend(places.map(|place| (place, bundle.seller, bundle.state)));
                    }
                }
            }
        }
        each.sort_unstable();
        each
    }

    /// Number of bundles.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.iter().map(|block| block.bundles.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{Links, NO_SELLER};

    /// Four firms of one cell with three places each for one input. Sellers 7 and 8; the second place of the third firm is being
    /// qualified, the third places are free.
    fn table() -> LinkTable {
        let links = Links {
            first: (0..=16).map(|n: u32| n.div_ceil(4) * 3).collect(),
            seller: [[7, 8, NO_SELLER], [8, 7, NO_SELLER], [7, 8, NO_SELLER], [7, NO_SELLER, NO_SELLER]]
                .concat(),
            share: vec![0; 12],
            anchor: vec![0; 12],
            state: [
                [class::SPOT, class::SPOT, 0],
                [class::SPOT, class::CONTRACT, 0],
                [class::SPOT | place::LICENSED, class::SPOT | place::QUALIFYING, 0],
                [class::SPOT, 0, 0],
            ]
            .concat(),
        };
        LinkTable::new(&links, &[0; 4], &Pool::new(1).expect("one thread needs no pool"))
    }

    /// Seller, state and rows of each bundle of the only sheet, and how many are plain.
    fn found(bundles: &Bundles) -> (Vec<(u32, u8, Vec<usize>)>, usize) {
        let block = &bundles.blocks()[0];
        let sheet = block.sheets(0, 0).next().unwrap();
        assert_eq!(block.sheets(0, 0).count() + block.sheets(0, 1).count(), 1);
        let rows =
            block.numbers(sheet).map(|numbers| numbers.iter().map(|&n| usize::from(n) % RUN).collect());
        let bundles =
            block.of(sheet).iter().zip(rows).map(|(bundle, rows)| (bundle.seller, bundle.state, rows));
        (bundles.collect(), sheet.plain())
    }

    #[test]
    fn links_to_one_seller_that_are_alike_lie_together_and_licensed_ones_behind() {
        let (mut table, mut bundles) = (table(), Bundles::default());
        bundles.renew(&mut table, &Pool::new(1).unwrap());
        let (contract, spot, licensed) = (class::CONTRACT, class::SPOT, class::SPOT | place::LICENSED);
        let expected = vec![
            (7, contract, vec![1]),
            (7, spot, vec![0, 3]),
            (8, spot, vec![1, 0]),
            (7, licensed, vec![2]),
        ];
        assert_eq!(found(&bundles), (expected, 3));
        // The columns with links are the first two; seller 8's link in qualification is none yet.
        let sheet = bundles.blocks()[0].sheets(0, 0).next().unwrap();
        assert_eq!(sheet.columns().collect::<Vec<_>>(), [0, 1]);
        assert!(sheet.licensed);
    }

    #[test]
    fn a_qualified_supplier_and_a_new_one_get_bundles_of_their_own() {
        let pool = Pool::new(2).unwrap();
        let (mut table, mut bundles) = (table(), Bundles::default());
        bundles.renew(&mut table, &pool);
        let before = bundles.count();
        let (qualified, new) = (table.places(2, 0).nth(1).unwrap(), table.places(3, 0).nth(2).unwrap());
        table.qualify(qualified);
        table.supply(new, 9, class::CONTRACT | place::BLOCKED);
        bundles.renew(&mut table, &pool);
        assert_eq!(bundles.count(), before + 2);
        let (found, plain) = found(&bundles);
        assert_eq!((found[0].clone(), plain), ((8, class::SPOT, vec![2]), 4));
        assert_eq!(found[4], (9, class::CONTRACT | place::BLOCKED, vec![3]));
        // Third columns have a link now; and nothing else differs from bundles made anew.
        assert_eq!(bundles.blocks()[0].sheets(0, 0).next().unwrap().columns().count(), 3);
        let mut anew = Bundles::default();
        anew.renew(&mut table, &pool);
        assert_eq!(bundles.each(&table), anew.each(&table));
    }
}
