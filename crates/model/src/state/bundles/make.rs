//! Making bundles: of all links of a block, and of single ones that come later.

use super::{ALIKE, BlockBundles, Bundle, SHEET, Sheet};
use crate::state::runs::RUN;
use crate::state::{LinkRun, LinkTable};
use crate::world::{NO_SELLER, SLOTS, place};
use std::ops::Range;

impl BlockBundles {
    pub(super) fn new(table: &LinkTable, runs: &[LinkRun]) -> Self {
        let mut made = Self::default();
        for run in runs {
            made.of_run.push(made.sheets.len() as u32);
            for slot in 0..SLOTS {
                for first in (0..run.places(slot)).step_by(SHEET) {
                    let columns = first..run.places(slot).min(first + SHEET);
                    made.bundle(table, run, slot, columns);
                }
            }
        }
        made.of_run.push(made.sheets.len() as u32);
        made.bundles.shrink_to_fit();
        made.links.shrink_to_fit();
        made
    }

    /// Bundles the links of some columns of an input of a run.
    fn bundle(&mut self, table: &LinkTable, run: &LinkRun, slot: usize, columns: Range<usize>) {
        let mut sheet = Sheet { slot: slot as u8, first: columns.start as u32, ..Sheet::default() };
        let mut keys: Vec<u64> = Vec::new();
        for (k, column) in columns.enumerate() {
            let at = run.column(slot, column);
            let column = at..at + run.rows as usize;
            let sellers = table.seller()[column.clone()].iter().zip(&table.state()[column]);
            for (row, (&seller, &state)) in sellers.enumerate() {
                if seller != NO_SELLER && state & place::QUALIFYING == 0 {
                    sheet.used |= 1 << k;
                    let number = (k * RUN + row) as u64;
                    keys.push(u64::from(seller) << 32 | u64::from(state & ALIKE) << 16 | number);
                }
            }
        }
        if keys.is_empty() {
            return;
        }
        keys.sort_unstable();
        let mut bundles: Vec<(bool, &[u64])> = Vec::new();
        bundles.extend(keys.chunk_by(|a, b| a >> 16 == b >> 16).map(|alike| {
            let plain = Bundle::plain((alike[0] >> 16) as u8);
            (!plain, alike)
        }));
        bundles.sort_by_key(|(special, alike)| (*special, alike.len()));
        sheet.plain = bundles.partition_point(|(special, _)| !special) as u16;
        (sheet.bundle, sheet.bundles) = (self.bundles.len() as u32, bundles.len() as u16);
        (sheet.link, sheet.links) = (self.links.len() as u32, keys.len() as u16);
        for (_, alike) in bundles {
            self.links.extend(alike.iter().map(|&key| key as u16));
            let (seller, state) = ((alike[0] >> 32) as u32, (alike[0] >> 16) as u8);
            sheet.licensed |= state & place::VERDICT == place::LICENSED;
            self.bundles.push(Bundle { seller, state, end: (self.links.len() as u32 - sheet.link) as u16 });
        }
        self.sheets.push(sheet);
    }

    /// Adds the link at `place`, of the `number`th run of the block, as a bundle of its own.
    pub(super) fn add(&mut self, table: &LinkTable, (number, run): (usize, &LinkRun), place: usize) {
        let (column, row) = run.at(place);
        let slot = run.slot_of(column);
        let k = column - run.before(slot);
        let at = self.sheet(number, slot as u8, (k - k % SHEET) as u32);
        let (seller, state) = (table.seller()[place], table.state()[place] & ALIKE);
        let sheet = &mut self.sheets[at];
        let plain = Bundle::plain(state);
        let nth = if plain { 0 } else { sheet.plain() };
        sheet.plain += u16::from(plain);
        sheet.used |= 1 << (k % SHEET);
        sheet.licensed |= state & place::VERDICT == place::LICENSED;
        let bundle = sheet.bundle as usize + nth;
        let end = if nth == 0 { 0 } else { self.bundles[bundle - 1].end };
        self.bundles.insert(bundle, Bundle { seller, state, end });
        sheet.bundles += 1;
        let own = &mut self.bundles[bundle..sheet.bundle as usize + usize::from(sheet.bundles)];
        own.iter_mut().for_each(|bundle| bundle.end += 1);
        self.links.insert(sheet.link as usize + usize::from(end), (k % SHEET * RUN + row) as u16);
        sheet.links += 1;
        for sheet in &mut self.sheets[at + 1..] {
            (sheet.bundle, sheet.link) = (sheet.bundle + 1, sheet.link + 1);
        }
    }

    /// Where a sheet of the `run`th run lies; there is one from now on.
    fn sheet(&mut self, run: usize, slot: u8, first: u32) -> usize {
        let of_run = self.of_run[run] as usize..self.of_run[run + 1] as usize;
        let before = |sheet: &Sheet| (sheet.slot, sheet.first) < (slot, first);
        let at = of_run.start + self.sheets[of_run.clone()].partition_point(before);
        if at == of_run.end || (self.sheets[at].slot, self.sheets[at].first) != (slot, first) {
            let next = self.sheets.get(at);
            let bundle = next.map_or(self.bundles.len() as u32, |next| next.bundle);
            let link = next.map_or(self.links.len() as u32, |next| next.link);
            self.sheets.insert(at, Sheet { slot, first, bundle, link, ..Sheet::default() });
            self.of_run[run + 1..].iter_mut().for_each(|first| *first += 1);
        }
        at
    }
}
