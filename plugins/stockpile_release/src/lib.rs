//! Stockpile: an authority buys in quiet times towards a target cover, and releases while firms run short.
//!
//! # Rule
//! ```text
//! use u     = normal use of the good by the jurisdiction's firms per tick
//! cover c   = input held by these firms / u                                   in weeks
//! releasing   begins when c < trigger_weeks and ends when c >= recovered_weeks
//! release   = min( release_rate * u, held - reserve_months * u )              while releasing
//! buy       = min( buy_rate * u, target_months * u - held - on the way )      while c >= calm_weeks and not releasing
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | c | `stages.input_stock` over `stages.normal` | weeks | what firms could live on; all users of the good together |
//! | held, on the way | `stores.stock`, `stores.in_transit` | units | of the authority |
//! | reserve_months | same | months of normal use | kept for an emergency that this rule does not know |
//!
//! A month has 365.25 / 12 days. Purchases come from what sellers have left after serving orders, so they are slow when
//! goods are scarce; releases go to firms that lack the good, by how much they lack.
//!
//! Source of the rule: order-up-to stocks with hysteresis, an Assumption; Japan's stockpile of rare metals aims at 60 to
//! 180 days of use (Assumption: an estimate without a source). In August 2025 Beijing warned foreign buyers against
//! stock-building (Tower Post,
//! <https://tower-post.com/2025/08/22/beijings-message-to-the-west-dont-stockpile-rare-earths-or-expect-shortages>).
//!
//! It can say how long a stockpile of a given size carries whom, and what filling it costs other buyers. It cannot say
//! when to hold back for a worse day: the trigger looks at one number, not at the news. Prices are fixed, so it can
//! neither buy low nor sell high.

use coercivity_policy::prelude::*;

#[cfg(test)]
mod tests;

/// Days of a month.
const MONTH: f64 = 365.25 / 12.0;

parameters! {
    /// Who holds what, and when it moves.
    pub struct Parameters {
        /// Authorities that hold a stockpile, each for its own firms.
        jurisdictions: jurisdictions = "JP",
        /// Goods that they hold.
        goods: goods = "dytb_oxide",
        /// Stock that they aim at.
        target_months: number in 0.0..=120.0 unit "months of normal use" = 6.0,
        /// Stock that is never released; not over the target.
        reserve_months: number in 0.0..=120.0 unit "months of normal use" = 1.0,
        /// Most that is bought, over normal use in the same time.
        buy_rate: number in 0.0..=100.0 unit "ratio" = 0.25,
        /// Most that is released, over normal use in the same time.
        release_rate: number in 0.0..=100.0 unit "ratio" = 0.5,
        /// Cover of firms under which a release begins.
        trigger_weeks: number in 0.0..=520.0 unit "weeks" = 2.0,
        /// Cover of firms at which a release ends; not under the trigger.
        recovered_weeks: number in 0.0..=520.0 unit "weeks" = 3.0,
        /// Cover of firms from which on it buys.
        calm_weeks: number in 0.0..=520.0 unit "weeks" = 3.5,
        /// First day.
        from: date = "2025-01-06",
        /// First day on which it neither buys nor releases any more.
        until: date = "2100-01-01",
    }
}

/// The policy.
pub struct StockpileRelease {
    parameters: Parameters,
    /// Whether it releases, by jurisdiction and good.
    releasing: Vec<bool>,
}

/// The users of a good in a jurisdiction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Users {
    /// Input held, units.
    held: f64,
    /// Normal use, units per tick.
    usage: f64,
}

impl Policy for StockpileRelease {
    const ABOUT: About = About {
        id: "stockpile_release",
        summary: "A stockpile that is filled in quiet times and released while firms run short.",
        source: "Assumption: order-up-to stocks with hysteresis",
        reads: &[
            Column::StageJurisdiction,
            Column::StageGood,
            Column::StageMade,
            Column::StageNormal,
            Column::StageInputStock,
            Column::StoreStock,
            Column::StoreInTransit,
        ],
        writes: &[Effect::StoreBuy, Effect::StoreRelease],
        state: 1,
        ..about!()
    };
    type Parameters = Parameters;

    fn new(parameters: Parameters, _: &Names) -> Result<Self, Refusal> {
        let p = &parameters;
        if p.reserve_months > p.target_months {
            let why =
                format!("a reserve over the target of {} months could never be filled", p.target_months);
            return Err(Refusal::new(why).parameter("reserve_months"));
        }
        if p.recovered_weeks < p.trigger_weeks {
            let why =
                format!("under the trigger of {} weeks a release would end as it begins", p.trigger_weeks);
            return Err(Refusal::new(why).parameter("recovered_weeks"));
        }
        let releasing = vec![false; p.jurisdictions.len() * p.goods.len()];
        Ok(Self { parameters, releasing })
    }

    fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        let (today, p) = (world.middle(), &self.parameters);
        if today < p.from || today >= p.until {
            self.releasing.fill(false);
            return Ok(());
        }
        let (stock, on_way) =
            (world.column_f64(Column::StoreStock)?, world.column_f64(Column::StoreInTransit)?);
        let month = MONTH / f64::from(world.tick_days());
        let pairs = p.jurisdictions.iter().flat_map(|place| p.goods.iter().map(move |good| (*place, *good)));
        for ((place, good), releasing) in pairs.zip(&mut self.releasing) {
            let users = users(world, place, good)?;
            if users.usage <= 0.0 {
                continue;
            }
            let cover = users.held / users.usage * world.tick_weeks();
            let (before, store) = (*releasing, world.names().store_row(place, good));
            *releasing = cover < if before { p.recovered_weeks } else { p.trigger_weeks };
            if *releasing {
                let spare = stock[store] - p.reserve_months * month * users.usage;
                measures.release(store, (p.release_rate * users.usage).min(spare).max(0.0));
            } else if cover >= p.calm_weeks {
                let gap = p.target_months * month * users.usage - stock[store] - on_way[store];
                measures.buy(store, (p.buy_rate * users.usage).min(gap).max(0.0));
            }
            let held = stock[store] / (month * users.usage);
            measures.metric(Metric::new("input_cover", "weeks", cover).of(good).in_jurisdiction(place));
            measures.metric(Metric::new("stockpile_cover", "months", held).of(good).in_jurisdiction(place));
            if *releasing != before {
                let name = if before { "release_ends" } else { "release_begins" };
                measures.event(Note::new(name).of(good).in_jurisdiction(place));
            }
        }
        Ok(())
    }

    fn save(&self) -> Vec<u8> {
        self.releasing.iter().map(|releasing| u8::from(*releasing)).collect()
    }

    fn load(&mut self, state: &[u8]) -> Result<(), Refusal> {
        if state.len() != self.releasing.len() || state.iter().any(|flag| *flag > 1) {
            return Err("the state is not one of a stockpile of so many goods".into());
        }
        self.releasing = state.iter().map(|flag| *flag == 1).collect();
        Ok(())
    }
}

/// All users of a good in a jurisdiction together.
fn users(world: &World<'_>, place: Jurisdiction, good: Good) -> Result<Users, Refusal> {
    let (jurisdiction, of_good) =
        (world.column_u32(Column::StageJurisdiction)?, world.column_u32(Column::StageGood)?);
    let made = world.column_u8(Column::StageMade)?;
    let (normal, held) = (world.column_f64(Column::StageNormal)?, world.column_f64(Column::StageInputStock)?);
    let rows = (0..of_good.len())
        .filter(|&row| made[row] == 0 && jurisdiction[row] == place.0 && of_good[row] == good.0);
    Ok(rows.fold(Users::default(), |sum, row| Users {
        held: sum.held + held[row],
        usage: sum.usage + normal[row],
    }))
}

export_policy!(StockpileRelease);
