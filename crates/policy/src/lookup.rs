//! Finding names, and the rows that goods, jurisdictions and end uses span.

use crate::{EndUse, FirmRow, Good, Jurisdiction, Measure, Names, Regime};
use std::ops::Range;

impl Names {
    /// The good of a name.
    #[must_use]
    pub fn good(&self, name: &str) -> Option<Good> {
        self.goods.iter().position(|good| good.name == name).map(|index| Good(index as u32))
    }

    /// The jurisdiction of a code.
    #[must_use]
    pub fn jurisdiction(&self, code: &str) -> Option<Jurisdiction> {
        position(&self.jurisdictions, code).map(Jurisdiction)
    }

    /// The licence regime of a name.
    #[must_use]
    pub fn regime(&self, name: &str) -> Option<Regime> {
        position(&self.regimes, name).map(Regime)
    }

    /// The measure of the schedule with an id.
    #[must_use]
    pub fn measure(&self, id: &str) -> Option<Measure> {
        position(&self.measures, id).map(Measure)
    }

    /// The row of a firm known by name.
    #[must_use]
    pub fn firm(&self, name: &str) -> Option<FirmRow> {
        self.firms.iter().find(|firm| firm.0 == name).and_then(|firm| u32::try_from(firm.1).ok()).map(FirmRow)
    }

    /// Rows of the firms of a stage, by its position in [`Names::stages`]; empty if there is none.
    #[must_use]
    pub fn firms_of_stage(&self, stage: usize) -> Range<usize> {
        match (self.stage_rows.get(stage), self.stage_rows.get(stage + 1)) {
            (Some(first), Some(end)) => *first as usize..*end as usize,
            _ => 0..0,
        }
    }

    /// All goods.
    #[must_use]
    pub fn all_goods(&self) -> Vec<Good> {
        (0..self.goods.len() as u32).map(Good).collect()
    }

    /// All jurisdictions.
    #[must_use]
    pub fn all_jurisdictions(&self) -> Vec<Jurisdiction> {
        (0..self.jurisdictions.len() as u32).map(Jurisdiction).collect()
    }

    /// Name of a good; `?` if there is none.
    #[must_use]
    pub fn name_of(&self, good: Good) -> &str {
        self.goods.get(good.index()).map_or("?", |good| good.name.as_str())
    }

    /// Code of a jurisdiction; `?` if there is none.
    #[must_use]
    pub fn code_of(&self, jurisdiction: Jurisdiction) -> &str {
        self.jurisdictions.get(jurisdiction.index()).map_or("?", String::as_str)
    }

    /// Rows of the lanes on which these goods go from these origins to these destinations, in this order. Trade
    /// within a jurisdiction is never meant and left out.
    pub fn lanes<'a>(
        &'a self,
        goods: &'a [Good],
        origins: &'a [Jurisdiction],
        destinations: &'a [Jurisdiction],
    ) -> impl Iterator<Item = usize> + 'a {
        goods.iter().flat_map(move |good| {
            origins.iter().flat_map(move |origin| {
                let abroad = destinations.iter().filter(move |destination| *destination != origin);
                abroad.map(move |destination| self.lane_row(*good, *origin, *destination))
            })
        })
    }

    /// Rows of `uses`: those of [`Names::lanes`] with each of the end uses.
    pub fn uses<'a>(
        &'a self,
        goods: &'a [Good],
        origins: &'a [Jurisdiction],
        destinations: &'a [Jurisdiction],
        end_uses: &'a [EndUse],
    ) -> impl Iterator<Item = usize> + 'a {
        let lanes = self.lanes(goods, origins, destinations);
        lanes.flat_map(move |lane| end_uses.iter().map(move |end_use| self.use_row(lane, *end_use)))
    }

    /// Row of a lane.
    #[must_use]
    pub fn lane_row(&self, good: Good, origin: Jurisdiction, destination: Jurisdiction) -> usize {
        self.lane(good.index(), origin.index(), destination.index())
    }

    /// Good, origin and destination of the row of a lane; `None` if there is no such row.
    #[must_use]
    pub fn lane_of(&self, row: usize) -> Option<(Good, Jurisdiction, Jurisdiction)> {
        let n = self.jurisdictions.len();
        let parts = || {
            (Good((row / (n * n)) as u32), Jurisdiction((row / n % n) as u32), Jurisdiction((row % n) as u32))
        };
        (row < self.lane_count()).then(parts)
    }

    /// Row of `uses` for a lane's row and an end use.
    #[must_use]
    pub fn use_row(&self, lane: usize, end_use: EndUse) -> usize {
        lane * EndUse::ALL.len() + end_use as usize
    }

    /// Row of `exports`.
    #[must_use]
    pub fn export_row(&self, good: Good, origin: Jurisdiction) -> usize {
        good.index() * self.jurisdictions.len() + origin.index()
    }

    /// Row of `stores` and of `offices`.
    #[must_use]
    pub fn store_row(&self, jurisdiction: Jurisdiction, good: Good) -> usize {
        jurisdiction.index() * self.goods.len() + good.index()
    }
}

fn position(list: &[String], name: &str) -> Option<u32> {
    list.iter().position(|entry| entry == name).map(|index| index as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TestWorld;

    #[test]
    fn lanes_leave_out_trade_at_home_and_follow_the_row_formula() {
        let names = TestWorld::new().names().clone();
        let (cn, us) = (names.jurisdiction("CN").unwrap(), names.jurisdiction("US").unwrap());
        let goods = [Good(1)];
        let rows: Vec<usize> = names.lanes(&goods, &[cn, us], &[cn, us]).collect();
        // J = 4, CN = 0, US = 1, good 1: (1*4 + 0)*4 + 1 = 17 and (1*4 + 1)*4 + 0 = 20.
        assert_eq!(rows, [17, 20]);
        assert_eq!(names.lane_of(20), Some((Good(1), us, cn)));
        assert_eq!(names.lane_of(names.lane_count()), None);
        let uses: Vec<usize> = names.uses(&goods, &[cn], &[us], &[EndUse::Civil, EndUse::Military]).collect();
        assert_eq!(uses, [17 * 3, 17 * 3 + 2]);
    }

    #[test]
    fn rows_of_exports_and_stores_follow_their_formulas() {
        let names = TestWorld::new().names().clone();
        // good * J + origin = 2*4 + 1; jurisdiction * G + good = 1*4 + 2.
        assert_eq!(names.export_row(Good(2), Jurisdiction(1)), 9);
        assert_eq!(names.store_row(Jurisdiction(1), Good(2)), 6);
        assert_eq!(names.firms_of_stage(99), 0..0);
    }
}
