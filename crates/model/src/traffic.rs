//! Traffic: the bytes that each phase of a tick must move at least, and the look-ups it must make at random places.
//!
//! [`WALKS`] is the table: one row for each walk over firms, what it reads, writes and looks up, each as a unit and the
//! bytes of a type. A walk reads an array once and writes it once; slots that a recipe lacks are not counted. [`traffic`]
//! multiplies by what a world has. Whoever changes a column's type changes nothing here; whoever fuses walks or adds an
//! array changes its row, and the table of docs/ARCHITECTURE.md, which a test compares with this one.
//!
//! Look-ups are counted in cache lines: a record of 72 bytes is two. Not counted: private sums by cell (firms of a cell
//! lie together), merging of workers' tables beyond one pass, licences, stores and watches.

mod counts;
mod walks;

pub use counts::Counts;
pub use walks::WALKS;

use crate::world::SLOTS;
use coercivity_scenario::checked::MAX_OUTPUTS;

/// Bytes of a line of the cache.
const LINE: u64 = 64;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Firms.
    Firm,
    /// Input slots that recipes have.
    Slot,
    /// Products that recipes have.
    Product,
    /// Places of links, empty ones too.
    Place,
    /// Places with a share.
    Link,
    /// Links of a run to one seller that are alike.
    Bundle,
    /// Links over which something is shipped in the tick.
    Shipment,
    /// Sellers: (firm, product that recipes use).
    Seller,
    /// Sellers of their firm's driver.
    Driver,
    /// Sellers x jurisdictions that they may ship to.
    Route,
    /// Lanes: good x origin x destination.
    Lane,
    /// Cells of firms.
    Cell,
    /// Places of the firms whose turn it is to review their suppliers.
    TurnPlace,
    /// Their links.
    TurnLink,
}

/// In which ticks a walk is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// In all.
    Always,
    /// While a review of suppliers may change something.
    Reviewing,
    /// When verdicts or costs turn; a median tick has none of it.
    Turning,
}

/// So many bytes for each of a unit.
pub type Bytes = (Unit, usize);

/// Look-ups at random places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookUp {
    /// One for each of these.
    pub each: Unit,
    /// Bytes that are looked up, all at one place.
    pub record: usize,
    /// What the table has, of which the record may be a part.
    pub table: Bytes,
}

/// What one walk moves.
#[derive(Clone, Copy, Debug)]
pub struct Walk {
    /// Its phase, and behind a comma which of its walks.
    pub name: &'static str,
    /// In which ticks.
    pub when: When,
    /// Arrays read.
    pub reads: &'static [Bytes],
    /// Arrays written.
    pub writes: &'static [Bytes],
    /// Look-ups.
    pub looks_up: &'static [LookUp],
}

impl Walk {
    /// Its phase, in lower case.
    #[must_use]
    pub fn phase(&self) -> String {
        self.name.split(',').next().unwrap_or(self.name).to_lowercase()
    }
}

/// Bytes of `arrays` for one firm with all its slots and products, for one of its places, its shipments, its links and its
/// bundles of links, as docs/ARCHITECTURE.md tells them.
#[must_use]
pub fn per_firm(arrays: &[Bytes]) -> [usize; 5] {
    let mut sums = [0; 5];
    for &(unit, bytes) in arrays {
        match unit {
            Unit::Firm => sums[0] += bytes,
            Unit::Slot => sums[0] += SLOTS * bytes,
            Unit::Product => sums[0] += MAX_OUTPUTS * bytes,
            Unit::Place => sums[1] += bytes,
            Unit::Shipment => sums[2] += bytes,
            Unit::Link => sums[3] += bytes,
            Unit::Bundle => sums[4] += bytes,
            _ => {}
        }
    }
    sums
}

/// Look-ups in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookUps {
    /// Lines looked up.
    pub count: u64,
    /// Bytes of the table.
    pub table_bytes: u64,
}

/// What a phase moves in a tick at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traffic {
    /// Name of the phase.
    pub phase: String,
    /// Bytes read and written.
    pub bytes: u64,
    /// Look-ups, table by table.
    pub look_ups: Vec<LookUps>,
}

/// What each phase moves in a tick of a world of this size in which no verdict turns.
#[must_use]
pub fn traffic(counts: &Counts) -> Vec<Traffic> {
    let mut phases: Vec<Traffic> = Vec::new();
    for walk in WALKS {
        let phase = walk.phase();
        if phases.last().is_none_or(|last| last.phase != phase) {
            phases.push(Traffic { phase, bytes: 0, look_ups: Vec::new() });
        }
        let Some(traffic) = phases.last_mut().filter(|_| counts.makes(walk)) else { continue };
        let arrays = walk.reads.iter().chain(walk.writes);
        traffic.bytes += arrays.map(|&(unit, bytes)| counts.number(unit) * bytes as u64).sum::<u64>();
        traffic.look_ups.extend(walk.looks_up.iter().map(|look_up| LookUps {
            count: counts.number(look_up.each) * (look_up.record as u64).div_ceil(LINE),
            table_bytes: counts.number(look_up.table.0) * look_up.table.1 as u64,
        }));
    }
    phases
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Asked;

    #[test]
    fn a_phase_moves_what_its_walks_move() {
        let counts = Counts { firms: 10, slots: 20, products: 15, cells: 2, ..Counts::default() };
        let traffic = traffic(&counts);
        let of = |phase: &str| traffic.iter().find(|traffic| traffic.phase == phase).unwrap();
        // A cell of 2 bytes a firm; stock and transit of 8 bytes a slot and a plane of 4, read and written.
        assert_eq!(of("arrivals").bytes, 10 * 2 + 20 * (20 + 20));
        assert!(of("arrivals").look_ups.is_empty());
        // No review is made, and no verdict turns.
        assert_eq!((of("sourcing").bytes, of("policy").bytes), (0, 0));
        assert_eq!(traffic.iter().filter(|traffic| traffic.phase == "shipping").count(), 1);
    }

    #[test]
    fn a_record_is_looked_up_in_lines() {
        let counts = Counts { bundles: 7, sellers: 3, ..Counts::default() };
        let ordering = traffic(&counts).into_iter().find(|traffic| traffic.phase == "ordering").unwrap();
        // What is asked of a seller by a class, less than a line, in a table with three classes.
        assert_eq!(size_of::<Asked>(), 24);
        assert_eq!(ordering.look_ups, [LookUps { count: 7, table_bytes: 3 * 3 * 24 }]);
    }

    #[test]
    fn firms_in_turn_are_a_part_of_all() {
        let counts = Counts { firms: 8, places: 40, review_ticks: 4, ..Counts::default() };
        let sourcing = traffic(&counts).into_iter().find(|traffic| traffic.phase == "sourcing").unwrap();
        // 4 bytes of turn and cell for all, 9 a place for a quarter.
        assert_eq!(sourcing.bytes, 8 * 4 + 10 * 9);
    }
}
