//! Trade by month: a tick's quantities are split over the months it touches, summed by month, and written once no
//! later tick can touch the month.

use crate::{FlowRow, RecordError, table::Cell, table::Table};
use coercivity_base::Month;
use std::collections::BTreeMap;

/// Open months of one run. Ticks come in order.
#[derive(Debug, Default)]
pub(crate) struct Flows {
    names: Names,
    months: BTreeMap<Month, BTreeMap<[u32; 3], Sum>>,
}

/// What went between a pair in a month.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    quantity: f64,
    value_usd: f64,
    unit: u32,
}

impl Flows {
    /// Adds what went in a tick that touches `months`, whose shares sum to 1. The last month takes what the others
    /// leave, so that the parts sum to the whole.
    pub(crate) fn add(&mut self, months: &[(Month, f64)], row: &FlowRow<'_>) {
        let key = [row.origin, row.destination, row.good].map(|name| self.names.number(name));
        let unit = self.names.number(row.unit);
        let (mut quantity, mut value_usd) = (row.quantity, row.value_usd);
        for (i, &(month, share)) in months.iter().enumerate() {
            let last = i + 1 == months.len();
            let part = if last { quantity } else { row.quantity * share };
            let value = if last { value_usd } else { row.value_usd * share };
            quantity -= part;
            value_usd -= value;
            let sum = self.months.entry(month).or_default().entry(key).or_default();
            sum.quantity += part;
            sum.value_usd += value;
            sum.unit = unit;
        }
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

    fn write_month(
        &self,
        month: Month,
        sums: &BTreeMap<[u32; 3], Sum>,
        table: &mut Table,
    ) -> Result<(), RecordError> {
        let mut rows: Vec<_> =
            sums.iter().map(|(key, sum)| (key.map(|name| self.names.name(name)), sum)).collect();
        rows.sort_by_key(|row| row.0);
        let month = month.to_string();
        for ([origin, destination, good], sum) in rows {
            table.row([
                Cell::Text(&month),
                Cell::Text(origin),
                Cell::Text(destination),
                Cell::Text(good),
                Cell::Real(sum.quantity),
                Cell::Text(self.names.name(sum.unit)),
                Cell::Real(sum.value_usd),
            ])?;
        }
        Ok(())
    }
}

/// Numbers for names, so that a key is small. Rows are sorted by name, so the order of numbering does not show.
#[derive(Debug, Default)]
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
}
