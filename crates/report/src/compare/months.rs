//! Values by month of each run of an ensemble (`months.csv`), paired later by point and replicate as all others are.

use super::book::{Draw, Key, VALUE_ADDED};
use super::side::Side;
use crate::ReportError;
use crate::read::table::Table;
use std::path::Path;

/// Columns that are read; the first three say whose the row is, the next five what it is about.
const COLUMNS: [&str; 10] =
    ["scenario", "point", "replicate", "month", "metric", "stage", "jurisdiction", "good", "unit", "value"];

/// Where rows went in the run before: rows of all runs stand in the same order, so this is where the next ones go.
#[derive(Default)]
struct Trail {
    whose: Vec<u8>,
    at: usize,
    steps: Vec<(Vec<u8>, Vec<usize>)>,
}

/// Reads the table into the sides of an ensemble.
pub(super) fn read(directory: &Path, rows: Option<u64>, sides: &mut [Side]) -> Result<(), ReportError> {
    let mut table = Table::open(directory, "months.csv", COLUMNS)?;
    let mut trails: Vec<Trail> = sides.iter().map(|_| Trail::default()).collect();
    while let Some(row) = table.next()? {
        let scenario = row.bytes(0);
        let Some(number) = sides.iter().position(|side| side.scenario.as_bytes() == scenario) else {
            continue;
        };
        let (side, trail) = (&mut sides[number], &mut trails[number]);
        let draw: Draw = super::ensemble::as_draw((row.whole(1)?, row.whole(2)?));
        trail.enter(&[row.bytes(1), row.bytes(2)]);
        let about = [3, 4, 5, 6, 7, 8].map(|column| row.bytes(column)).join(&b","[..]);
        let places = match trail.step(&about) {
            Some(places) => places.to_vec(),
            None => {
                let names = [row.text(4)?, row.text(5)?, row.text(6)?, row.text(7)?, row.text(8)?];
                let month = Some(row.date(3)?);
                let places = if names[0] == VALUE_ADDED {
                    side.book.value_added_places(names[1], names[2], month)
                } else {
                    vec![side.book.place(Key::new(names, month))]
                };
                trail.note(about, &places);
                places
            }
        };
        let value = row.real(9)?;
        places.iter().for_each(|&place| side.book.add_at(place, draw, value));
    }
    table.expect_rows(rows)
}

impl Trail {
    /// Begins anew where a run begins.
    fn enter(&mut self, whose: &[&[u8]]) {
        let whose = whose.join(&b","[..]);
        if self.whose != whose {
            (self.whose, self.at) = (whose, 0);
        }
    }

    /// Where the same row of the run before went, if it is the next one.
    fn step(&mut self, about: &[u8]) -> Option<&[usize]> {
        let known = self.steps.get(self.at).filter(|step| step.0 == about)?;
        self.at += 1;
        Some(&known.1)
    }

    fn note(&mut self, about: Vec<u8>, places: &[usize]) {
        let step = (about, places.to_vec());
        match self.steps.get_mut(self.at) {
            Some(old) => *old = step,
            None => self.steps.push(step),
        }
        self.at += 1;
    }
}
