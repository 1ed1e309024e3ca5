//! What rules of conflict share: how exports are restrained, and what the other side does.
//!
//! A rule that answers somebody has to see what he did. Verdicts and costs of lanes tell the measures that hold, not
//! who set them: exports of the other side that need a licence or stop are taken as its controls, and what own goods pay
//! on its border as its tariffs.

use crate::{Column, Effect, EndUse, Good, Jurisdiction, Measures, Names, Refusal, Regime, World};

/// How exports are restrained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restraint {
    /// They stop.
    Ban,
    /// They need a licence, by the rules of a regime of the scenario.
    Licence(Regime),
}

/// Measures of one side against the trade of another in force at the end of the last tick.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pressure {
    /// Rows of `uses` on which exports of the one side to the other need a licence or are banned. Unit: rows.
    pub restrained: f64,
    /// Tariffs and fees of the one side on goods of the other, summed over lanes. Unit: shares of base prices.
    pub burden: f64,
}

impl Pressure {
    /// Whether there is any.
    #[must_use]
    pub fn is_felt(&self) -> bool {
        self.restrained > 0.0 || self.burden > ROUNDING
    }

    /// Whether both kinds are at most `share` of what `before` was.
    #[must_use]
    pub fn is_within(&self, share: f64, before: &Self) -> bool {
        self.restrained <= share * before.restrained && self.burden <= share * before.burden + ROUNDING
    }
}

/// Costs of lanes are ratios near 1: what lies below this is rounding. Unit: share of base prices.
const ROUNDING: f64 = 1e-9;

impl Names {
    /// The restraint that an answer of `ban` or `licence` with the name of a regime means for exports of `goods`.
    ///
    /// # Errors
    /// If a licence is asked for a good that final markets buy, or by a regime that the scenario lacks. Blames the
    /// parameters `export_goods` and `regime`, as rules of conflict call them.
    pub fn restraint(&self, answer: &str, regime: &str, goods: &[Good]) -> Result<Restraint, Refusal> {
        if answer != "licence" {
            return Ok(Restraint::Ban);
        }
        if let Some(good) = goods.iter().find(|good| self.goods[good.index()].is_final) {
            let name = self.name_of(*good);
            let why =
                format!("`{name}` is sold to final markets, which need no licences: leave it out, or ban it");
            return Err(Refusal::new(why).parameter("export_goods"));
        }
        let known = || {
            format!("an answer by licence needs one of the scenario's regimes: {}", self.regimes.join(", "))
        };
        let found = self.regime(regime).map(Restraint::Licence);
        found.ok_or_else(|| Refusal::new(known()).parameter("regime"))
    }
}

impl Measures<'_> {
    /// Restrains trade on a row of `uses`.
    pub fn restrain(&mut self, use_row: usize, restraint: Restraint) {
        match restraint {
            Restraint::Ban => self.block(use_row),
            Restraint::Licence(regime) => self.licence(use_row, regime),
        }
    }

    /// Levies a tariff on these goods from these origins.
    pub fn levy(
        &mut self,
        names: &Names,
        goods: &[Good],
        (origins, destinations): (&[Jurisdiction], &[Jurisdiction]),
        rate: f64,
    ) {
        if rate > 0.0 {
            for lane in names.lanes(goods, origins, destinations) {
                self.add(Effect::Tariff, lane, rate);
            }
        }
    }
}

impl World<'_> {
    /// What `by` does to the trade of `on`, over all goods. Needs the columns `uses.verdict` and `lanes.cost`.
    ///
    /// # Errors
    /// If one of the two columns is not declared.
    pub fn pressure(&self, by: &[Jurisdiction], on: &[Jurisdiction]) -> Result<Pressure, Refusal> {
        let (verdict, cost) = (self.column_u8(Column::UseVerdict)?, self.column_f64(Column::LaneCost)?);
        let (names, goods) = (self.names(), self.names().all_goods());
        let restrained = names.uses(&goods, by, on, &EndUse::ALL).filter(|row| verdict[*row] >= 2).count();
        let burden = names.lanes(&goods, on, by).map(|lane| (cost[lane] - 1.0).max(0.0)).sum();
        Ok(Pressure { restrained: restrained as f64, burden })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TestWorld;

    #[test]
    fn pressure_is_within_a_share_if_both_kinds_are() {
        let before = Pressure { restrained: 6.0, burden: 0.5 };
        let now = |restrained, burden| Pressure { restrained, burden };
        assert!(now(3.0, 0.25).is_within(0.5, &before) && !now(4.0, 0.0).is_within(0.5, &before));
        assert!(!now(0.0, 0.26).is_within(0.5, &before));
        // Nothing is within any share of nothing, and something never.
        assert!(
            now(0.0, 0.0).is_within(0.0, &now(0.0, 0.0)) && !now(1.0, 0.0).is_within(0.5, &now(0.0, 0.0))
        );
        assert!(!now(0.0, 0.0).is_felt() && now(0.0, 0.1).is_felt() && now(1.0, 0.0).is_felt());
    }

    #[test]
    fn a_restraint_by_licence_needs_a_regime_and_goods_that_firms_buy() {
        let names = TestWorld::new().names().clone();
        let (heavy, vehicle) = (names.good("magnet_heavy").unwrap(), names.good("vehicle_electric").unwrap());
        assert_eq!(names.restraint("ban", "", &[vehicle]), Ok(Restraint::Ban));
        let licence = names.restraint("licence", "announcement_61", &[heavy]);
        assert_eq!(licence, Ok(Restraint::Licence(Regime(1))));
        assert!(names.restraint("licence", "none", &[heavy]).is_err());
        assert!(names.restraint("licence", "announcement_61", &[vehicle]).is_err());
    }
}
