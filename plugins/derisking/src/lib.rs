//! De-risking: an authority makes it worthwhile to produce at home, by floor prices, subsidies and offtakes.
//!
//! # Rule
//! ```text
//! floor     = floor_ratio * base price               guaranteed to makers of the goods at home
//! subsidy   = subsidy_ratio * base price             on each unit that they ship
//! offtake   = offtake_share * normal use at home     bought of them in each tick, whatever the price
//! all three hold while  sum of spending so far < budget
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | normal use | `stages.normal` of users | units per tick | of the good by the jurisdiction's firms |
//! | spending | `jurisdictions.spending` | US dollars per tick | all that the authority pays, its stockpile included |
//! | budget | `budget_usd` | US dollars | of each jurisdiction over the whole run; 0: without limit |
//!
//! A stock for bad days is the policy `stockpile_release`; a scenario may use both.
//!
//! Source: the United States guarantee MP Materials 110 USD/kg of NdPr from 1 October 2025 for ten years, with an offtake
//! (MP Materials, 10-Q of the third quarter of 2025,
//! <https://www.stocktitan.net/sec-filings/MP/10-q-mp-materials-corp-de-quarterly-earnings-report-16dafd0f3557.html>).
//! Ratios and the budget are Assumptions.
//!
//! It can say what support costs the treasury and whether it comes in time. It cannot say who would have built anyway.

use coercivity_policy::prelude::*;

#[cfg(test)]
mod tests;

parameters! {
    /// Who supports what, how much, and until when.
    pub struct Parameters {
        /// Authorities, each for makers at home.
        own: jurisdictions = "US",
        /// Goods whose makers are supported.
        goods: goods = "dytb_oxide, magnet_heavy",
        /// Price guaranteed, over the base price; 0: none.
        floor_ratio: number in 0.0..=100.0 unit "ratio" = 0.0,
        /// Paid on each unit shipped, over the base price; 0: nothing.
        subsidy_ratio: number in 0.0..=100.0 unit "ratio" = 0.0,
        /// Bought of makers at home, over normal use at home; 0: nothing.
        offtake_share: number in 0.0..=100.0 unit "share" = 0.0,
        /// Most that each authority spends; 0: without limit.
        budget_usd: number in 0.0..=1e15 unit "US dollars" = 0.0,
        /// First day.
        from: date = "2025-01-06",
        /// First day on which it is over.
        until: date = "2100-01-01",
    }
}

/// The policy.
pub struct Derisking {
    parameters: Parameters,
    /// Spent so far, by authority in the order of `own`. Unit: US dollars.
    spent_usd: Vec<f64>,
}

impl Policy for Derisking {
    const ABOUT: About = About {
        id: "derisking",
        summary: "Floor prices, subsidies and offtakes for makers at home, within a budget.",
        source: "MP Materials, 10-Q of the third quarter of 2025; ratios: Assumption",
        reads: &[
            Column::StageJurisdiction,
            Column::StageGood,
            Column::StageMade,
            Column::StageNormal,
            Column::JurisdictionSpending,
        ],
        writes: &[Effect::FloorPrice, Effect::Subsidy, Effect::Offtake],
        state: 1,
        ..about!()
    };
    type Parameters = Parameters;

    fn new(parameters: Parameters, _: &Names) -> Result<Self, Refusal> {
        let spent_usd = vec![0.0; parameters.own.len()];
        Ok(Self { parameters, spent_usd })
    }

    fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        let (today, p) = (world.middle(), &self.parameters);
        let spending = world.column_f64(Column::JurisdictionSpending)?;
        for (&place, spent) in p.own.iter().zip(&mut self.spent_usd) {
            // What a release earns back may be spent again.
            *spent = (*spent + spending[place.index()]).max(0.0);
            measures.metric(Metric::new("support_spent", "US dollars", *spent).in_jurisdiction(place));
            let in_budget = p.budget_usd == 0.0 || *spent < p.budget_usd;
            if today < p.from || today >= p.until || !in_budget {
                continue;
            }
            for &good in &p.goods {
                let (store, price) =
                    (world.names().store_row(place, good), world.names().goods[good.index()].price_usd);
                measures.floor_price(store, p.floor_ratio * price);
                measures.subsidy(store, p.subsidy_ratio * price);
                measures.offtake(store, p.offtake_share * normal_use(world, place, good)?);
            }
        }
        Ok(())
    }

    fn save(&self) -> Vec<u8> {
        self.spent_usd.iter().flat_map(|spent| spent.to_le_bytes()).collect()
    }

    fn load(&mut self, state: &[u8]) -> Result<(), Refusal> {
        let (numbers, rest) = state.as_chunks::<8>();
        let numbers: Vec<f64> = numbers.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
        let sound = numbers.iter().all(|spent| spent.is_finite() && *spent >= 0.0);
        if !rest.is_empty() || numbers.len() != self.spent_usd.len() || !sound {
            return Err("the state is not one of support by so many authorities".into());
        }
        self.spent_usd = numbers;
        Ok(())
    }
}

/// Normal use of a good by firms of a jurisdiction, units per tick.
fn normal_use(world: &World<'_>, place: Jurisdiction, good: Good) -> Result<f64, Refusal> {
    let (jurisdiction, of_good) =
        (world.column_u32(Column::StageJurisdiction)?, world.column_u32(Column::StageGood)?);
    let (made, normal) = (world.column_u8(Column::StageMade)?, world.column_f64(Column::StageNormal)?);
    let used = |row: &usize| made[*row] == 0 && jurisdiction[*row] == place.0 && of_good[*row] == good.0;
    Ok((0..of_good.len()).filter(used).map(|row| normal[row]).sum())
}

export_policy!(Derisking);
