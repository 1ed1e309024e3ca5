//! Public money of a run: what treasuries and authorities took and paid, by month, from `money.csv`.

use super::table::Table;
use crate::ReportError;
use coercivity_base::Date;
use std::path::Path;

/// Micro-dollars in a dollar.
const MICRO: f64 = 1e6;

/// A kind of public money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Purse {
    /// Tariffs and fees that a treasury took.
    Duties,
    /// What an authority paid for its stocks.
    Purchases,
    /// What it took for releases.
    Releases,
    /// What floor prices cost it.
    Floors,
    /// Subsidies that it paid.
    Subsidies,
}

impl Purse {
    /// All kinds.
    pub(crate) const ALL: [Self; 5] =
        [Self::Duties, Self::Purchases, Self::Releases, Self::Floors, Self::Subsidies];

    /// The account, the kind in the table, and whether it is taken in.
    fn entry(self) -> (&'static str, &'static str, bool) {
        match self {
            Self::Duties => ("treasury", "duties", true),
            Self::Purchases => ("authority", "stock_purchases", false),
            Self::Releases => ("authority", "stock_releases", true),
            Self::Floors => ("authority", "floor_prices", false),
            Self::Subsidies => ("authority", "subsidies", false),
        }
    }

    /// Name in files.
    pub(crate) fn name(self) -> &'static str {
        self.entry().1
    }

    /// In words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Duties => "Tariffs and fees taken",
            Self::Purchases => "Stocks bought",
            Self::Releases => "Stocks sold",
            Self::Floors => "Floor prices paid",
            Self::Subsidies => "Subsidies paid",
        }
    }

    /// 1 for what is taken in, -1 for what is paid.
    pub(crate) fn sign(self) -> f64 {
        if self.entry().2 { 1.0 } else { -1.0 }
    }
}

/// An amount.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Amount {
    /// First day of the month.
    pub(crate) month: Date,
    pub(crate) jurisdiction: String,
    pub(crate) purse: Purse,
    /// US dollars, taken in or paid.
    pub(crate) usd: f64,
}

/// Reads the table; none where there is none.
pub(crate) fn read(directory: &Path, rows: Option<u64>) -> Result<Vec<Amount>, ReportError> {
    let columns = ["month", "account", "jurisdiction", "kind", "received", "paid"];
    let Some(mut table) = Table::open_if_there(directory, "money.csv", columns)? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    while let Some(row) = table.next()? {
        let is = |purse: &Purse| {
            let (account, kind, _) = purse.entry();
            row.bytes(1) == account.as_bytes() && row.bytes(3) == kind.as_bytes()
        };
        let Some(purse) = Purse::ALL.into_iter().find(is) else { continue };
        let usd = row.whole(if purse.sign() > 0.0 { 4 } else { 5 })? as f64 / MICRO;
        if usd != 0.0 {
            found.push(Amount { month: row.date(0)?, jurisdiction: row.text(2)?.to_owned(), purse, usd });
        }
    }
    table.expect_rows(rows)?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_taken_from_the_account_that_they_are_public_money_of() {
        let home = tempfile::tempdir().unwrap();
        let text = "month,account,stage,jurisdiction,kind,received,paid,balance\n\
                    2025-04-01,firms,fab,US,duties,0,5000000,1\n\
                    2025-04-01,treasury,,US,duties,5000000,0,1\n\
                    2025-04-01,authority,,JP,stock_purchases,0,2500000,1\n\
                    2025-04-01,authority,,JP,grants,2500000,0,1\n";
        std::fs::write(home.path().join("money.csv"), text).unwrap();
        let found = read(home.path(), Some(4)).unwrap();
        let told: Vec<_> =
            found.iter().map(|amount| (amount.jurisdiction.as_str(), amount.purse, amount.usd)).collect();
        assert_eq!(told, [("US", Purse::Duties, 5.0), ("JP", Purse::Purchases, 2.5)]);
        assert!(read(home.path(), Some(3)).unwrap_err().to_string().contains("holds 4 rows"));
        assert_eq!(read(&home.path().join("none"), None).unwrap(), []);
    }
}
