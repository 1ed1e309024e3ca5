//! A small made-up world for tests of policies: four goods from oxide to vehicle, four jurisdictions and two groups,
//! three stages, twenty firms, two licence regimes, two scheduled measures, and a plausible number in every row of
//! every column. Nothing moves in it by itself; a test sets what matters to it.
//!
//! | what | names |
//! |---|---|
//! | goods | `dytb_oxide`, `magnet_standard`, `magnet_heavy` (t), `vehicle_electric` (vehicle, final) |
//! | jurisdictions | `CN`, `US`, `JP`, `DE`; groups `EU` = DE, `ALLIES` = US, JP, DE |
//! | stages | `refiner` (firms 0-3), `magnet_maker` (4-11), `device_maker` (12-19) |
//! | regimes | `announcement_18`, `announcement_61` |
//! | measures | `heavy_controls` (in force), `wider_controls` (not yet) |
//! | firms | `Alpha Separation` (0), `Beta Magnets` (4), `Gamma Motors` (15); owner `Alpha Holding` = 0 and 4 |
//!
//! In the opening state exports of `magnet_heavy` from CN need a licence, and three applications are pending.

mod columns;
mod layout;
mod settings;

use crate::{Card, Column, Effect, GoodName, Kind, Names, Slice, SliceMut, Table};
use columns::Data;
use layout::Layout;

/// A world that policies can be tested in.
#[derive(Clone, Debug)]
pub struct TestWorld {
    names: Names,
    groups: Vec<(String, Vec<u32>)>,
    owners: Vec<(String, Vec<u32>)>,
    layout: Layout,
    columns: Vec<Data>,
}

/// A buffer for an effect, preset to neutral.
#[derive(Clone, Debug, PartialEq)]
pub enum Buffer {
    /// `double`.
    F64(Vec<f64>),
    /// `uint8_t`.
    U8(Vec<u8>),
}

impl Default for TestWorld {
    fn default() -> Self {
        Self::new()
    }
}

impl TestWorld {
    /// The world as the module describes it.
    #[must_use]
    pub fn new() -> Self {
        Self::scaled(1)
    }

    /// The world with `rows` times as many firms and applications.
    #[must_use]
    pub fn scaled(rows: usize) -> Self {
        Self::of(names(), rows.max(1))
    }

    /// The world with every good, jurisdiction, regime, measure and firm that the defaults of a manifest name, so
    /// that a policy written for other names can be tried in it. Unknown groups become jurisdictions.
    #[must_use]
    pub fn knowing(card: &Card) -> Self {
        let (mut names, known) = (names(), Self::new());
        for parameter in &card.parameters {
            let words = parameter.default.as_deref().unwrap_or("").split(',').map(str::trim);
            for word in words.filter(|word| !word.is_empty() && *word != "all") {
                if known.index(parameter.kind, word).is_none() {
                    learn(&mut names, parameter.kind, word);
                }
            }
        }
        Self::of(names, 1)
    }

    fn of(mut names: Names, scale: usize) -> Self {
        let layout = Layout::new(&names, scale);
        names.stage_rows = layout.stage_rows();
        for (name, first) in NAMED {
            names.firms.insert(0, (name.to_owned(), layout.first_row(first)));
        }
        names.firms.sort_by_key(|firm| firm.1);
        let owners = vec![("Alpha Holding".to_owned(), vec![0, layout.first_row(2) as u32])];
        let groups = vec![("EU".to_owned(), vec![3]), ("ALLIES".to_owned(), vec![1, 2, 3])];
        let columns = Column::ALL.iter().map(|column| Data::of(*column, &layout)).collect();
        Self { names, groups, owners, layout, columns }
    }

    /// The dictionary.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Rows of a table.
    #[must_use]
    pub fn rows(&self, table: Table) -> usize {
        self.layout.rows(table)
    }

    /// A column.
    #[must_use]
    pub fn column(&self, column: Column) -> Slice<'_> {
        self.columns[column as usize].slice()
    }

    /// A column without its rows: what a hook gets that is not the column's.
    #[must_use]
    pub fn no_rows(column: Column) -> Slice<'static> {
        Data::empty(column)
    }

    /// Sets a row of a column; a whole number where the column holds whole ones. False if there is no such row or
    /// it cannot hold the number.
    pub fn set(&mut self, column: Column, row: usize, value: f64) -> bool {
        self.columns[column as usize].set(row, value)
    }

    /// Sets all rows of a column, as [`TestWorld::set`].
    pub fn fill(&mut self, column: Column, value: f64) -> bool {
        (0..self.rows(column.table())).all(|row| self.set(column, row, value))
    }

    /// Leaves the first `count` pending applications; false if there are not so many.
    pub fn keep_applications(&mut self, count: usize) -> bool {
        if count > self.rows(Table::Applications) {
            return false;
        }
        self.layout.applications = count;
        for column in Column::ALL.iter().filter(|column| column.table() == Table::Applications) {
            self.columns[*column as usize].truncate(count);
        }
        true
    }

    /// A buffer for an effect, preset to neutral.
    #[must_use]
    pub fn buffer(&self, effect: Effect) -> Buffer {
        Buffer::neutral(effect, self.rows(effect.table()))
    }
}

impl Buffer {
    /// A buffer of `rows` rows for an effect, preset to neutral.
    #[must_use]
    pub fn neutral(effect: Effect, rows: usize) -> Self {
        match effect.element() {
            crate::Element::U8 => Self::U8(vec![effect.neutral() as u8; rows]),
            _ => Self::F64(vec![effect.neutral(); rows]),
        }
    }

    /// To write to.
    pub fn slice_mut(&mut self) -> SliceMut<'_> {
        match self {
            Self::F64(values) => SliceMut::F64(values),
            Self::U8(values) => SliceMut::U8(values),
        }
    }

    /// Value of a row; `None` if there is no such row.
    #[must_use]
    pub fn value(&self, row: usize) -> Option<f64> {
        match self {
            Self::F64(values) => values.get(row).copied(),
            Self::U8(values) => values.get(row).map(|value| f64::from(*value)),
        }
    }
}

/// Names of firms and the cells whose first firm they are.
const NAMED: [(&str, usize); 3] = [("Alpha Separation", 0), ("Beta Magnets", 2), ("Gamma Motors", 7)];

fn names() -> Names {
    let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Names {
        goods: vec![
            good("dytb_oxide", "t", 1e9, 276_000.0, false),
            good("magnet_standard", "t", 1e9, 60_000.0, false),
            good("magnet_heavy", "t", 1e9, 110_000.0, false),
            good("vehicle_electric", "vehicle", 1e6, 40_000.0, true),
        ],
        jurisdictions: list(&["CN", "US", "JP", "DE"]),
        stages: list(&["refiner", "magnet_maker", "device_maker"]),
        stage_rows: Vec::new(),
        recipes: list(&["separation", "magnet_heavy", "magnet_standard", "vehicle_electric"]),
        regimes: list(&["announcement_18", "announcement_61"]),
        measures: list(&["heavy_controls", "wider_controls"]),
        firms: Vec::new(),
    }
}

fn good(name: &str, unit: &str, base_units: f64, price_usd: f64, is_final: bool) -> GoodName {
    GoodName { name: name.to_owned(), unit: unit.to_owned(), base_units, price_usd, is_final }
}

/// Adds a name that the world lacks.
fn learn(names: &mut Names, kind: Kind, word: &str) {
    let add = |list: &mut Vec<String>| {
        if !list.iter().any(|known| known == word) {
            list.push(word.to_owned());
        }
    };
    match kind {
        Kind::Good | Kind::Goods if names.good(word).is_none() => {
            names.goods.push(good(word, "t", 1e9, 50_000.0, false));
        }
        Kind::Jurisdiction | Kind::Jurisdictions => add(&mut names.jurisdictions),
        Kind::Regime => add(&mut names.regimes),
        Kind::Measures => add(&mut names.measures),
        // Each stands for a firm of its own, from the second one on.
        Kind::Firms if names.firm(word).is_none() => {
            let row = 1 + names.firms.len() as u64 % 18;
            names.firms.push((word.to_owned(), row));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
