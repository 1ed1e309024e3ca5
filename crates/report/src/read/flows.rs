//! `flows.csv` and `baseline_flows.csv`: trade by month, good, origin and destination.

use super::table::Table;
use crate::ReportError;
use coercivity_base::Date;
use std::{collections::BTreeMap, path::Path};

/// Trade of a good between two jurisdictions.
#[derive(Clone, Debug)]
pub(crate) struct Flow {
    pub(crate) good: String,
    pub(crate) origin: String,
    pub(crate) destination: String,
    /// Quantity by month, in the unit of the good; 0 where nothing went.
    pub(crate) quantities: Vec<f64>,
}

/// Unit and price of a good.
#[derive(Clone, Debug)]
pub(crate) struct Good {
    pub(crate) unit: String,
    /// Base price, US dollars a unit: value over quantity of all its trade.
    pub(crate) price_usd: f64,
}

/// The flows of a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flows {
    /// First days of the months.
    pub(crate) months: Vec<Date>,
    pub(crate) flows: Vec<Flow>,
    pub(crate) goods: BTreeMap<String, Good>,
}

impl Flows {
    /// Flows of a good.
    pub(crate) fn of<'a>(&'a self, good: &'a str) -> impl Iterator<Item = &'a Flow> {
        self.flows.iter().filter(move |flow| flow.good == good)
    }

    /// What leaves `origin` for other jurisdictions, by month.
    pub(crate) fn exports(&self, origin: &str, good: &str) -> Vec<f64> {
        let mut sums = vec![0.0; self.months.len()];
        let abroad = |flow: &&Flow| flow.origin == origin && flow.destination != origin;
        for flow in self.of(good).filter(abroad) {
            sums.iter_mut().zip(&flow.quantities).for_each(|(sum, quantity)| *sum += quantity);
        }
        sums
    }
}

/// The table `name` of a directory; absent if there is no such file.
pub(crate) fn read(directory: &Path, name: &str, rows: Option<u64>) -> Result<Option<Flows>, ReportError> {
    let columns = ["month", "origin", "destination", "good", "quantity", "unit", "value_usd"];
    let Some(mut table) = Table::open_if_there(directory, name, columns)? else { return Ok(None) };
    let mut flows = Flows::default();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut sums: BTreeMap<String, (String, f64, f64)> = BTreeMap::new();
    let (mut key, mut month) = (String::new(), Vec::new());
    while let Some(row) = table.next()? {
        if month != row.bytes(0) {
            month = row.bytes(0).to_vec();
            flows.months.push(row.date(0)?);
        }
        let (origin, destination, good) = (row.text(1)?, row.text(2)?, row.text(3)?);
        key.clear();
        [good, "\n", origin, "\n", destination].iter().for_each(|part| key.push_str(part));
        let place = match places.get(&key) {
            Some(&place) => place,
            None => {
                let [good, origin, destination] = [good, origin, destination].map(str::to_owned);
                flows.flows.push(Flow { good, origin, destination, quantities: Vec::new() });
                places.insert(key.clone(), flows.flows.len() - 1);
                flows.flows.len() - 1
            }
        };
        let quantity = row.real(4)?;
        let quantities = &mut flows.flows[place].quantities;
        quantities.resize(flows.months.len(), 0.0);
        quantities[flows.months.len() - 1] = quantity;
        if !sums.contains_key(good) {
            sums.insert(good.to_owned(), (row.text(5)?.to_owned(), 0.0, 0.0));
        }
        if let Some(sum) = sums.get_mut(good) {
            sum.1 += quantity;
            sum.2 += row.real(6)?;
        }
    }
    table.expect_rows(rows)?;
    let months = flows.months.len();
    flows.flows.iter_mut().for_each(|flow| flow.quantities.resize(months, 0.0));
    flows.goods = sums
        .into_iter()
        .map(|(good, (unit, quantity, value))| {
            (good, Good { unit, price_usd: if quantity > 0.0 { value / quantity } else { 0.0 } })
        })
        .collect();
    Ok(Some(flows))
}
