//! What a plugin is shown: the SDK's test world, cut down to no rows or one, multiplied to many, and disturbed.

use super::{luck::Luck, values::Values};
use coercivity_policy::{Card, Column, Names, Setting, Table, TestWorld};

/// How many rows there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// No firm, no application, no measure, no final market.
    None,
    /// One of everything.
    One,
    /// The test world as it is.
    Plain,
    /// So many times as many firms and applications.
    Many(usize),
}

/// Names and columns that fit together.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub(super) names: Names,
    /// Columns that the manifest reads, in its order.
    pub(super) reads: Vec<(Column, Values)>,
    rows: Vec<(Table, usize)>,
}

impl Scene {
    pub(super) fn new(card: &Card, world: &TestWorld, size: Size) -> Self {
        let names = names(world.names(), size);
        let reads = card.reads.iter().map(|column| (*column, column_of(world, *column, size)));
        let rows = Table::ALL.iter().map(|table| (*table, rows_of(world, *table, size)));
        Self { names, reads: reads.collect(), rows: rows.collect() }
    }

    pub(super) fn rows(&self, table: Table) -> usize {
        self.rows.iter().find(|entry| entry.0 == table).map_or(0, |entry| entry.1)
    }

    /// The scene with other values, as after a tick of a run that goes badly, well, or strangely: still all of them
    /// possible.
    pub(super) fn disturbed(&self, luck: &mut Luck) -> Self {
        let weather = [1.0, 1.0, 0.6, 0.1, 0.0][luck.below(5)];
        let reads = self.reads.iter().map(|(column, values)| {
            let changed = match (column.unit(), column.element()) {
                ("index" | "id", _) => values.clone(),
                ("flag", _) => values.changed(|_, old| if luck.below(4) == 0 { 1.0 - old } else { old }),
                ("code", _) => values.changed(|_, _| luck.below(4) as f64),
                ("ticks" | "count" | "weeks", _) => values.changed(|_, old| old + luck.below(3) as f64),
                ("firms", _) => values.clone(),
                _ => values.changed(|_, old| old * weather * (0.5 + luck.share())),
            };
            (*column, changed)
        });
        Self { reads: reads.collect(), ..self.clone() }
    }

    /// The scene with numbers that are none: in every column of floating-point numbers, by turns.
    pub(super) fn not_numbers(&self, turn: usize) -> Self {
        const ODD: [f64; 5] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, -1.0];
        let reads = self.reads.iter().map(|(column, values)| {
            let changed = match values {
                Values::F64(_) | Values::F32(_) => values.changed(|row, _| match turn {
                    0..5 => ODD[turn],
                    _ => ODD[(row + turn) % ODD.len()],
                }),
                _ => values.clone(),
            };
            (*column, changed)
        });
        Self { reads: reads.collect(), ..self.clone() }
    }

    /// The scene with these applications only, in this order.
    pub(super) fn with_applications(&self, order: &[usize]) -> Self {
        let reads = self.reads.iter().map(|(column, values)| {
            let is_meant = column.table() == Table::Applications;
            (*column, if is_meant { values.picked(order) } else { values.clone() })
        });
        let rows = self
            .rows
            .iter()
            .map(|(table, rows)| (*table, if *table == Table::Applications { order.len() } else { *rows }));
        Self { reads: reads.collect(), rows: rows.collect(), names: self.names.clone() }
    }
}

/// A setting for the test world, as it must be for another size of it.
pub(super) fn fitted(setting: &Setting, kind: coercivity_policy::Kind, size: Size) -> Setting {
    use coercivity_policy::Kind as K;
    match (setting, kind, size) {
        (Setting::List(_), K::Firms | K::Measures, Size::None) => Setting::List(Vec::new()),
        (Setting::List(rows), K::Firms, Size::Many(copies)) => {
            Setting::List(rows.iter().map(|row| row * copies as u32).collect())
        }
        (Setting::List(items), K::Goods | K::Jurisdictions | K::Firms | K::Measures, Size::One) => {
            Setting::List(items.first().map(|_| 0).into_iter().collect())
        }
        (Setting::One(_), _, Size::One) => Setting::One(0),
        _ => setting.clone(),
    }
}

fn names(all: &Names, size: Size) -> Names {
    let mut names = all.clone();
    match size {
        Size::None => {
            names.goods.iter_mut().for_each(|good| good.is_final = false);
            names.stage_rows.iter_mut().for_each(|row| *row = 0);
            names.measures.clear();
            names.firms.clear();
        }
        Size::One => {
            names.goods.truncate(1);
            names.goods.iter_mut().for_each(|good| good.is_final = true);
            let lists = [&mut names.jurisdictions, &mut names.stages, &mut names.recipes];
            lists
                .into_iter()
                .chain([&mut names.regimes, &mut names.measures])
                .for_each(|list| list.truncate(1));
            names.stage_rows = vec![0, 1];
            names.firms.truncate(1);
            names.firms.iter_mut().for_each(|firm| firm.1 = 0);
        }
        Size::Plain => {}
        Size::Many(copies) => {
            names.stage_rows.iter_mut().for_each(|row| *row *= copies as u64);
            names.firms.iter_mut().for_each(|firm| firm.1 *= copies as u64);
        }
    }
    names
}

fn rows_of(world: &TestWorld, table: Table, size: Size) -> usize {
    let grows = matches!(table, Table::Firms | Table::Applications);
    let may_be_empty = matches!(table, Table::Stages | Table::Markets | Table::Schedule | Table::Cells);
    match size {
        Size::None if grows || may_be_empty => 0,
        Size::One if table == Table::Uses => 3,
        Size::One => 1,
        Size::Many(copies) if grows => world.rows(table) * copies,
        _ => world.rows(table),
    }
}

fn column_of(world: &TestWorld, column: Column, size: Size) -> Values {
    let (values, rows) = (Values::of(world.column(column)), rows_of(world, column.table(), size));
    match size {
        Size::Plain => values,
        Size::Many(copies) => multiplied(&values, column, copies),
        Size::None => values.picked(&(0..rows).collect::<Vec<_>>()),
        Size::One => {
            let cut = values
                .picked(&(0..rows).map(|row| row.min(values.len().saturating_sub(1))).collect::<Vec<_>>());
            // There is one of everything, so every index is 0, except those that stand for nothing.
            let is_end_use = matches!(column, Column::CellEndUse | Column::ApplicationEndUse);
            match column.unit() {
                "index" if !is_end_use => {
                    cut.changed(|_, old| if old == f64::from(u32::MAX) { old } else { 0.0 })
                }
                _ => cut,
            }
        }
    }
}

fn multiplied(values: &Values, column: Column, copies: usize) -> Values {
    let times = copies as f64;
    match column {
        Column::FirmId | Column::ApplicationId => values.multiplied_ids(copies),
        Column::CellFirms | Column::StageFirms => values.changed(|_, old| old * times),
        _ if !matches!(column.table(), Table::Firms | Table::Applications) => values.clone(),
        _ => {
            let order: Vec<usize> = (0..values.len() * copies).map(|row| row / copies).collect();
            let all = values.picked(&order);
            match column {
                // Firm n has become the firms from n * copies on.
                Column::ApplicationExporter | Column::ApplicationImporter => {
                    all.changed(|row, old| old * times + (row % copies) as f64)
                }
                _ => all,
            }
        }
    }
}
