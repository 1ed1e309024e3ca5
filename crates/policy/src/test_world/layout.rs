//! What there is in the test world: groups of firms, and the rows of every table.

use crate::{Names, Table};

/// No good in a slot.
pub(super) const NO_GOOD: u32 = u32::MAX;

/// A group of like firms.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) stage: u32,
    pub(super) jurisdiction: u32,
    pub(super) recipe: u32,
    pub(super) end_use: u32,
    pub(super) firms: usize,
}

/// Row of the table of stages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct StageRow {
    pub(super) stage: u32,
    pub(super) jurisdiction: u32,
    pub(super) good: u32,
    pub(super) made: bool,
    pub(super) firms: usize,
}

/// Numbers of everything.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) goods: usize,
    pub(super) jurisdictions: usize,
    pub(super) finals: Vec<u32>,
    pub(super) base_units: Vec<f64>,
    pub(super) cells: Vec<Cell>,
    pub(super) stage_rows: Vec<StageRow>,
    pub(super) measures: usize,
    pub(super) applications: usize,
    pub(super) firm_cells: Vec<u16>,
}

/// Stage, jurisdiction, recipe, end use, firms.
const CELLS: [(u32, u32, u32, u32, usize); 11] = [
    (0, 0, 0, 0, 3),
    (0, 1, 0, 0, 1),
    (1, 0, 1, 0, 3),
    (1, 0, 2, 0, 2),
    (1, 2, 1, 0, 2),
    (1, 3, 2, 0, 1),
    (2, 0, 3, 0, 3),
    (2, 1, 3, 0, 1),
    (2, 1, 3, 2, 1),
    (2, 2, 3, 0, 2),
    (2, 3, 3, 1, 1),
];

impl Layout {
    pub(super) fn new(names: &Names, scale: usize) -> Self {
        let cells: Vec<Cell> = CELLS
            .iter()
            .map(|&(stage, jurisdiction, recipe, end_use, firms)| Cell {
                stage,
                jurisdiction,
                recipe,
                end_use,
                firms: firms * scale,
            })
            .collect();
        let finals = (0..names.goods.len() as u32).filter(|good| names.goods[*good as usize].is_final);
        let firm_cells =
            cells.iter().enumerate().flat_map(|(n, cell)| std::iter::repeat_n(n as u16, cell.firms));
        Self {
            goods: names.goods.len(),
            jurisdictions: names.jurisdictions.len(),
            finals: finals.collect(),
            base_units: names.goods.iter().map(|good| good.base_units).collect(),
            stage_rows: stage_rows(&cells),
            measures: names.measures.len(),
            applications: 3 * scale,
            firm_cells: firm_cells.collect(),
            cells,
        }
    }

    pub(super) fn rows(&self, table: Table) -> usize {
        let lanes = self.goods * self.jurisdictions * self.jurisdictions;
        match table {
            Table::Lanes => lanes,
            Table::Uses => lanes * 3,
            Table::Exports | Table::Offices | Table::Stores => self.goods * self.jurisdictions,
            Table::Stages => self.stage_rows.len(),
            Table::Markets => self.finals.len() * self.jurisdictions,
            Table::Schedule => self.measures,
            Table::Cells => self.cells.len(),
            Table::Firms => self.firm_cells.len(),
            Table::Applications => self.applications,
            Table::Jurisdictions => self.jurisdictions,
        }
    }

    /// First row of each stage among the firms, and their number.
    pub(super) fn stage_rows(&self) -> Vec<u64> {
        let before = |stage: u32| {
            self.cells.iter().filter(|cell| cell.stage < stage).map(|cell| cell.firms as u64).sum()
        };
        (0..=3).map(before).collect()
    }

    /// First firm of a cell.
    pub(super) fn first_row(&self, cell: usize) -> u64 {
        self.cells[..cell].iter().map(|cell| cell.firms as u64).sum()
    }
}

/// Goods that a recipe uses, by slot.
pub(super) fn inputs(recipe: u32) -> [u32; 4] {
    match recipe {
        0 => [NO_GOOD; 4],
        1 | 2 => [0, NO_GOOD, NO_GOOD, NO_GOOD],
        _ => [1, 2, NO_GOOD, NO_GOOD],
    }
}

/// Goods that a recipe makes.
pub(super) fn outputs(recipe: u32) -> [u32; 3] {
    let good = match recipe {
        0 => 0,
        1 => 2,
        2 => 1,
        _ => 3,
    };
    [good, NO_GOOD, NO_GOOD]
}

fn stage_rows(cells: &[Cell]) -> Vec<StageRow> {
    let mut rows: Vec<StageRow> = Vec::new();
    for cell in cells {
        let made = outputs(cell.recipe).map(|good| (good, true));
        let used = inputs(cell.recipe).map(|good| (good, false));
        for (good, made) in made.into_iter().chain(used).filter(|(good, _)| *good != NO_GOOD) {
            let row = StageRow { stage: cell.stage, jurisdiction: cell.jurisdiction, good, made, firms: 0 };
            let place = rows.iter().position(|known| StageRow { firms: 0, ..*known } == row);
            let place = place.unwrap_or_else(|| {
                rows.push(row);
                rows.len() - 1
            });
            rows[place].firms += cell.firms;
        }
    }
    rows
}
