//! Names of firms for the event log, and their order without the names: a busy tick has tens of thousands of events.

use bevy_ecs::prelude::World;
use coercivity_model::state::Facts;
use coercivity_model::state::components::CellOf;
use coercivity_model::world::drawn_stem;
use std::borrow::Cow;
use std::fmt::Write;

/// Bits of an ordinal's digits in [`NameBook::order`].
const DIGITS: u32 = 40;

/// The names of all firms.
pub(super) struct NameBook {
    /// Names that are kept, by dense index: of named firms, plants of projects, and watched firms.
    kept: Vec<(usize, String)>,
    /// Which firms are watched.
    watched: Vec<bool>,
    /// What names of drawn firms begin with, by cell, and its place in the order of texts.
    stems: Vec<(String, u64)>,
    /// Places of the names of named firms and plants of projects, by dense index.
    own: Vec<(usize, u64)>,
    cell: Vec<u16>,
    exact: bool,
}

impl NameBook {
    /// The names of the firms of `world`; those of `watched` are kept.
    pub(super) fn new(world: &mut World, watched: Vec<(usize, String)>) -> Self {
        let cell: Vec<u16> = world.query::<&CellOf>().iter(world).map(|cell| cell.0).collect();
        let facts = world.resource::<Facts>();
        let mut marks = vec![false; cell.len()];
        watched.iter().for_each(|of| marks[of.0] = true);
        let own: Vec<usize> = facts.named.iter().chain(&facts.projects).map(|&firm| firm as usize).collect();
        let name = |&firm: &usize| (firm, facts.firm_name(firm, cell[firm] as usize));
        let mut kept: Vec<(usize, String)> = own.iter().map(name).chain(watched).collect();
        kept.sort_unstable();
        kept.dedup_by_key(|of| of.0);
        let stems: Vec<String> =
            (0..facts.cells.len()).map(|cell| drawn_stem(&facts.scenario, &facts.cells, cell)).collect();
        let of_own = kept.iter().filter(|of| own.contains(&of.0));
        let mut texts: Vec<&str> = of_own.clone().map(|of| of.1.as_str()).collect();
        texts.extend(stems.iter().map(String::as_str));
        texts.sort_unstable();
        let exact = texts.windows(2).all(|pair| !pair[1].starts_with(pair[0]));
        let place = |text: &str| texts.partition_point(|other| *other < text) as u64;
        let own = of_own.map(|of| (of.0, place(&of.1))).collect();
        let places: Vec<u64> = stems.iter().map(|stem| place(stem)).collect();
        Self { kept, watched: marks, stems: stems.into_iter().zip(places).collect(), own, cell, exact }
    }

    /// Cell of a firm.
    pub(super) fn cell(&self, firm: usize) -> usize {
        self.cell[firm] as usize
    }

    /// Whether the events of a firm are always written.
    pub(super) fn watches(&self, firm: usize) -> bool {
        self.watched[firm]
    }

    /// The name of a firm.
    pub(super) fn name(&self, facts: &Facts, firm: usize) -> Cow<'_, str> {
        match self.kept.binary_search_by_key(&firm, |of| of.0) {
            Ok(at) => Cow::Borrowed(&self.kept[at].1),
            Err(_) => Cow::Owned(format!("{}{}", self.stems[self.cell(firm)].0, facts.ordinal[firm])),
        }
    }

    /// The name of a firm, written to `buffer` if it is not kept.
    pub(super) fn show<'a>(&'a self, facts: &Facts, firm: usize, buffer: &'a mut String) -> &'a str {
        if let Ok(at) = self.kept.binary_search_by_key(&firm, |of| of.0) {
            return &self.kept[at].1;
        }
        buffer.clear();
        buffer.push_str(&self.stems[self.cell(firm)].0);
        // Writing to a String cannot fail.
        let _ = write!(buffer, "{}", facts.ordinal[firm]);
        buffer
    }

    /// Whether [`NameBook::order`] is the order of names: nothing that a name begins with is the beginning of another.
    pub(super) fn exact(&self) -> bool {
        self.exact
    }

    /// A number that goes up as names do; see [`NameBook::exact`].
    pub(super) fn order(&self, facts: &Facts, firm: usize) -> u64 {
        match self.own.binary_search_by_key(&firm, |of| of.0) {
            Ok(at) => self.own[at].1 << DIGITS,
            Err(_) => self.stems[self.cell(firm)].1 << DIGITS | digits(facts.ordinal[firm]),
        }
    }
}

/// The decimal digits of `number` as a text would order them: the first in front, none before 0.
fn digits(number: u32) -> u64 {
    let (mut left, mut packed) = (number, 0);
    loop {
        packed = packed >> 4 | u64::from(left % 10 + 1) << (DIGITS - 4);
        left /= 10;
        if left == 0 {
            return packed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn digits_are_ordered_as_texts() {
        let mut numbers = vec![0, 9, 10, 100, 11, 1, 19, 2, u32::MAX, 1_000_000, 99, 429_496_729];
        numbers.sort_unstable_by_key(|&number| digits(number));
        assert!(numbers.is_sorted_by_key(|number| number.to_string()), "{numbers:?}");
    }
}
