//! Trade by month: a tick's quantities are split over the months it touches, summed by month, and written once no
//! later tick can touch the month.

use crate::{FlowRow, RecordError, table::Cell, table::Table};
use coercivity_base::Month;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Open months of one run. Ticks come in order.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Flows {
    names: Names,
    /// Origin, destination, good and unit of each lane, in the order in which they first came.
    lanes: Vec<[u32; 4]>,
    numbers: BTreeMap<[u32; 3], usize>,
    /// The lane that came after each lane the last time.
    after: Vec<usize>,
    last: usize,
    /// Sums by lane.
    months: BTreeMap<Month, Vec<Option<Sum>>>,
}

/// What went between a pair in a month.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Sum {
    quantity: f64,
    value_usd: f64,
}

impl Flows {
    /// Adds what went in a tick that touches `months`, whose shares sum to 1. The last month takes what the others
    /// leave, so that the parts sum to the whole.
    pub(crate) fn add(&mut self, months: &[(Month, f64)], row: &FlowRow<'_>) {
        let lane = self.lane(row);
        let (mut quantity, mut value_usd) = (row.quantity, row.value_usd);
        for (i, &(month, share)) in months.iter().enumerate() {
            let last = i + 1 == months.len();
            let part = if last { quantity } else { row.quantity * share };
            let value = if last { value_usd } else { row.value_usd * share };
            quantity -= part;
            value_usd -= value;
            let sums = self.months.entry(month).or_default();
            if sums.len() <= lane {
                sums.resize(self.lanes.len(), None);
            }
            let sum = sums[lane].get_or_insert_default();
            sum.quantity += part;
            sum.value_usd += value;
        }
    }

    /// The number of a row's lane. Ticks bring nearly the same lanes in the same order, so the lane that came next the
    /// last time is tried first.
    fn lane(&mut self, row: &FlowRow<'_>) -> usize {
        let texts = [row.origin, row.destination, row.good, row.unit];
        let lane = match self.after.get(self.last) {
            Some(&guess) if self.names.are(&self.lanes[guess], texts) => guess,
            _ => self.find(texts),
        };
        if let Some(after) = self.after.get_mut(self.last) {
            *after = lane;
        }
        self.last = lane;
        lane
    }

    fn find(&mut self, texts: [&str; 4]) -> usize {
        let [origin, destination, good, unit] = texts.map(|name| self.names.number(name));
        let lane = *self.numbers.entry([origin, destination, good]).or_insert(self.lanes.len());
        if lane == self.lanes.len() {
            self.lanes.push([origin, destination, good, unit]);
            self.after.push(0);
        }
        self.lanes[lane][3] = unit;
        lane
    }

    /// Whether no month is open.
    pub(crate) fn is_empty(&self) -> bool {
        self.months.is_empty()
    }

    /// Whether a month before `month` is still open.
    pub(crate) fn has_before(&self, month: Month) -> bool {
        self.months.first_key_value().is_some_and(|open| *open.0 < month)
    }

    /// Writes the months before `month`, or all.
    pub(crate) fn write_before(
        &mut self,
        month: Option<Month>,
        table: &mut Table,
    ) -> Result<(), RecordError> {
        while let Some(open) = self.months.first_entry() {
            if month.is_some_and(|month| *open.key() >= month) {
                break;
            }
            let (closed, sums) = open.remove_entry();
            self.write_month(closed, &sums, table)?;
        }
        Ok(())
    }

    fn write_month(&self, month: Month, sums: &[Option<Sum>], table: &mut Table) -> Result<(), RecordError> {
        let rank = self.names.ranks();
        let went = self.lanes.iter().zip(sums).filter_map(|(lane, sum)| sum.as_ref().map(|sum| (lane, sum)));
        let mut rows: Vec<_> = went.collect();
        rows.sort_unstable_by_key(|(lane, _)| [lane[0], lane[1], lane[2]].map(|name| rank[name as usize]));
        let month = month.to_string();
        for (lane, sum) in rows {
            let [origin, destination, good, unit] = lane.map(|name| self.names.name(name));
            table.row([
                Cell::Text(&month),
                Cell::Text(origin),
                Cell::Text(destination),
                Cell::Text(good),
                Cell::Real(sum.quantity),
                Cell::Text(unit),
                Cell::Real(sum.value_usd),
            ])?;
        }
        Ok(())
    }
}

/// Numbers for names, so that a key is small. Rows are sorted by name, so the order of numbering does not show.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Names {
    numbers: BTreeMap<String, u32>,
    names: Vec<String>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.numbers.insert(name.to_owned(), number);
        self.names.push(name.to_owned());
        number
    }

    fn name(&self, number: u32) -> &str {
        &self.names[number as usize]
    }

    /// Whether these are the names of these numbers.
    fn are(&self, numbers: &[u32; 4], names: [&str; 4]) -> bool {
        numbers.iter().zip(names).all(|(&number, name)| self.name(number) == name)
    }

    /// The place of each number's name in the order of names.
    fn ranks(&self) -> Vec<usize> {
        let mut ranks = vec![0; self.names.len()];
        self.numbers.values().enumerate().for_each(|(rank, &number)| ranks[number as usize] = rank);
        ranks
    }
}
