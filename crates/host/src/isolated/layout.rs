//! Where columns lie in a shared file.
//!
//! ```text
//! | head | guard | room of column 0 .. | guard | room of column 1 .. | guard | ..
//!                         column 0 ends ^             column 1 ends ^
//! ```
//! Each column has a room of its own and lies at its end, so that the first byte behind the column is the first byte of
//! a guard. The cell maps guards without any access: who goes past the end of a column stops there, and the address says
//! which column it was. What little lies between the beginning of the room and the column cannot be guarded in this way;
//! of the outputs the program fills the [`MARGIN`] before each column with a pattern and compares it afterwards.
//!
//! Rooms only grow, and with some to spare, so that the cell's mapping rarely has to change.

/// Granule of rooms and guards, bytes: a multiple of the page size of every system that is supported.
pub(super) const GRANULE: u64 = 65_536;
/// Bytes before a column that hold [`PATTERN`].
pub(super) const MARGIN: usize = 64;
/// What a margin is filled with.
pub(super) const PATTERN: u8 = 0xA5;
/// Address space for one shared file, bytes. Only what is used takes memory.
pub(super) const SPAN: u64 = 64 << 30;

/// The rooms of a file's columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rooms(Vec<u64>);

impl Rooms {
    /// Rooms of these sizes; nothing if they make no layout.
    pub(super) fn of(sizes: Vec<u64>) -> Option<Self> {
        let fit = sizes.iter().all(|size| size % GRANULE == 0 && *size <= SPAN);
        let rooms = Self(sizes);
        (fit && rooms.checked_total().is_some_and(|total| total <= SPAN)).then_some(rooms)
    }

    /// Sizes of the rooms, bytes.
    pub(super) fn sizes(&self) -> &[u64] {
        &self.0
    }

    /// Makes room for columns of so many bytes; whether that changed anything. Nothing if they are too large.
    pub(super) fn fit(&mut self, columns: &[u64]) -> Option<bool> {
        if columns.len() <= self.0.len()
            && self.0.iter().zip(columns).all(|(room, bytes)| holds(*room, *bytes))
        {
            return Some(false);
        }
        self.0.resize(self.0.len().max(columns.len()), GRANULE);
        for (room, bytes) in self.0.iter_mut().zip(columns) {
            if !holds(*room, *bytes) {
                let needed = bytes.checked_add(MARGIN as u64)?;
                *room = needed.max(*room + *room / 2).checked_next_multiple_of(GRANULE)?;
            }
        }
        (self.checked_total()? <= SPAN).then_some(true)
    }

    /// First byte behind column `at`, which is the first of its guard.
    pub(super) fn end(&self, at: usize) -> u64 {
        // The head, then a guard before each room.
        self.0[..=at].iter().map(|room| room + GRANULE).sum::<u64>() + GRANULE
    }

    /// First byte of column `at` if it has so many bytes.
    pub(super) fn start(&self, at: usize, bytes: u64) -> u64 {
        self.end(at) - bytes
    }

    /// Bytes of all of it.
    pub(super) fn total(&self) -> u64 {
        self.checked_total().unwrap_or(SPAN)
    }

    fn checked_total(&self) -> Option<u64> {
        let add = |sum: u64, room: &u64| sum.checked_add(*room)?.checked_add(GRANULE);
        self.0.iter().try_fold(2 * GRANULE, add)
    }

    /// The first bytes of all guards.
    pub(super) fn guards(&self) -> impl Iterator<Item = u64> {
        std::iter::once(GRANULE).chain((0..self.0.len()).map(|at| self.end(at)))
    }

    /// The column whose guard holds a byte, or whose room.
    pub(super) fn place(&self, offset: u64) -> Option<Place> {
        (0..self.0.len()).find_map(|at| {
            let end = self.end(at);
            let room = end - self.0[at]..end;
            if room.contains(&offset) {
                return Some(Place::Inside(at));
            }
            (end..end + GRANULE).contains(&offset).then_some(Place::Behind(at))
        })
    }
}

/// Where a byte is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the room of a column.
    Inside(usize),
    /// Behind a column.
    Behind(usize),
}

/// Whether a room holds a column and its margin.
fn holds(room: u64, bytes: u64) -> bool {
    bytes.checked_add(MARGIN as u64).is_some_and(|needed| needed <= room)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_end_where_their_guard_begins_and_lie_apart() {
        let mut rooms = Rooms::default();
        assert_eq!(rooms.fit(&[800, 0, 70_000]), Some(true));
        assert_eq!(rooms.sizes(), [GRANULE, GRANULE, 2 * GRANULE]);
        // Head and guard, then room and guard of each: 2 + (1 + 1) + (1 + 1) + (2 + 1) granules.
        assert_eq!(rooms.total(), 9 * GRANULE);
        assert_eq!([rooms.end(0), rooms.end(1), rooms.end(2)], [3 * GRANULE, 5 * GRANULE, 8 * GRANULE]);
        assert_eq!(rooms.start(0, 800), 3 * GRANULE - 800);
        let guards: Vec<u64> = rooms.guards().collect();
        assert_eq!(guards, [GRANULE, 3 * GRANULE, 5 * GRANULE, 8 * GRANULE]);
        assert_eq!(rooms.place(3 * GRANULE), Some(Place::Behind(0)));
        assert_eq!(rooms.place(3 * GRANULE - 1), Some(Place::Inside(0)));
        assert_eq!(rooms.place(GRANULE), None, "the guard behind the head is no column's");
    }

    #[test]
    fn rooms_change_only_when_a_column_outgrows_its_own() {
        let mut rooms = Rooms::default();
        rooms.fit(&[1_000]);
        // 65,536 - 64 bytes still fit with their margin, one more does not.
        assert_eq!(rooms.fit(&[GRANULE - MARGIN as u64]), Some(false));
        assert_eq!(rooms.fit(&[GRANULE - MARGIN as u64 + 1]), Some(true));
        assert_eq!(rooms.sizes(), [2 * GRANULE]);
        assert_eq!(rooms.fit(&[0]), Some(false));
        assert_eq!(rooms.fit(&[u64::MAX]), None);
        assert_eq!(rooms.clone().fit(&[SPAN]), None);
    }

    #[test]
    fn sizes_that_make_no_layout_are_not_taken() {
        assert!(Rooms::of(vec![GRANULE, 2 * GRANULE]).is_some());
        assert!(Rooms::of(vec![1]).is_none());
        assert!(Rooms::of(vec![u64::MAX / GRANULE * GRANULE; 3]).is_none());
        assert!(Rooms::of(vec![SPAN]).is_none(), "head and guards need room too");
    }
}
