//! Retaliation: tit for tat with patience and forgiveness, set off by measured harm.
//!
//! # Rule
//! ```text
//! harm  h = sum( price * max(0, normal - output) ) / sum( price * normal )     over watched goods made at home
//! calm:   strike when h > trigger for `patience` weeks on end
//! struck: rate' = max( rate, min( cap, rate_per_harm * h ) )
//!         forgive when h < forgive_below for `forgiveness` weeks on end; then rate = 0
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | price | base price | US dollars per unit | weighs goods against each other |
//! | trigger, forgive_below | same | share of normal output | thresholds; between them nothing is counted |
//! | patience, forgiveness | same | weeks | how long harm must last, and be gone |
//! | rate | `rate_per_harm`, `rate_cap` | share of value | tariff on what comes from the other side |
//!
//! While it is struck, goods of the other side pay the tariff, and own exports to it may need a licence or stop.
//! A surplus of one good does not make up for a lack of another. The answer only grows until it is taken back.
//!
//! Source of the rule: tit for tat of Axelrod and Hamilton (1981), Science 211, 1390,
//! <https://doi.org/10.1126/science.7466396>, with patience and forgiveness. History: on 10 October 2025, a day after
//! China's Announcements 55-58, 61 and 62, the United States threatened a tariff of 100% from 1 November (CNA,
//! <https://www.channelnewsasia.com/world/us-will-impose-additional-100-tariff-chinese-imports-november-trump-says-5395626>).
//! That answer came before any harm was done; this rule answers harm only.
//!
//! It can say whether answers end a quarrel or feed it, if both sides run one. It cannot say what the other side's
//! ministry feels or how negotiators bargain: it sees output, not promises.

use coercivity_policy::prelude::*;

#[cfg(test)]
mod tests;

parameters! {
    /// Who watches what, and how it answers.
    pub struct Parameters {
        /// Who is harmed and answers.
        own: jurisdictions = "US",
        /// Who is answered.
        other: jurisdictions = "CN",
        /// Goods whose makers at home are watched.
        watched: goods = "vehicle_electric",
        /// Harm over which it loses patience.
        trigger: number in 0.0..=1.0 unit "share" = 0.05,
        /// How long harm must last before it answers.
        patience: integer in 0..=520 unit "weeks" = 4,
        /// Harm under which it begins to forgive; not over the trigger.
        forgive_below: number in 0.0..=1.0 unit "share" = 0.02,
        /// How long harm must stay away before it takes its answer back.
        forgiveness: integer in 0..=520 unit "weeks" = 8,
        /// Goods from the other side that pay a tariff.
        tariff_goods: goods = "vehicle_electric, magnet_standard, magnet_heavy",
        /// Tariff per unit of harm: 5 makes 50% of a harm of 10%. 0 levies none.
        rate_per_harm: number in 0.0..=1000.0 unit "ratio" = 5.0,
        /// Highest tariff.
        rate_cap: number in 0.0..=100.0 unit "share of value" = 1.0,
        /// Own goods whose export to the other side is restricted.
        export_goods: goods = "",
        /// How their export is restricted.
        export_answer: text choices "ban, licence" = "ban",
        /// Licence regime of the scenario whose rules decide, if a licence is the answer.
        regime: text = "",
        /// First day on which it watches.
        from: date = "2025-01-06",
        /// First day on which it is over, with all that it did.
        until: date = "2100-01-01",
    }
}

/// The policy.
pub struct Retaliation {
    parameters: Parameters,
    /// How own exports are restrained.
    restraint: Restraint,
    grudge: Grudge,
}

/// What it remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Grudge {
    struck: bool,
    /// Days on end over the trigger while calm, under the lower threshold while struck.
    days: f64,
    /// Tariff, share of value.
    rate: f64,
}

impl Policy for Retaliation {
    const ABOUT: About = About {
        id: "retaliation",
        summary: "Tit for tat: answers lasting harm with tariffs and export controls, and forgives when it is over.",
        source: "Axelrod and Hamilton (1981), https://doi.org/10.1126/science.7466396",
        reads: &[
            Column::StageJurisdiction,
            Column::StageGood,
            Column::StageMade,
            Column::StageNormal,
            Column::StageOutput,
        ],
        writes: &[Effect::Tariff, Effect::Status, Effect::Regime],
        state: 1,
        ..about!()
    };
    type Parameters = Parameters;

    fn new(parameters: Parameters, names: &Names) -> Result<Self, Refusal> {
        if parameters.forgive_below > parameters.trigger {
            let why = format!(
                "it must not be over the trigger, {}, or a strike would end itself",
                parameters.trigger
            );
            return Err(Refusal::new(why).parameter("forgive_below"));
        }
        let p = &parameters;
        let restraint = names.restraint(&p.export_answer, &p.regime, &p.export_goods)?;
        Ok(Self { parameters, restraint, grudge: Grudge::default() })
    }

    fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        let today = world.middle();
        if today < self.parameters.from || today >= self.parameters.until {
            self.grudge = Grudge::default();
            return Ok(());
        }
        let harm = self.harm(world)?;
        let before = self.grudge;
        self.grudge = self.parameters.after(before, harm, f64::from(world.tick_days()));
        measures.metric(Metric::new("harm", "share", harm));
        measures.metric(Metric::new("retaliation_rate", "share of value", self.grudge.rate));
        if self.grudge.struck != before.struck {
            let name = if self.grudge.struck { "retaliation_strikes" } else { "retaliation_forgives" };
            let detail = format!("harm {harm:.4}, tariff {:.4}", self.grudge.rate);
            measures.event(Note::new(name).detail(&detail));
        }
        if self.grudge.struck {
            self.answer(world.names(), measures);
        }
        Ok(())
    }

    fn save(&self) -> Vec<u8> {
        let Grudge { struck, days, rate } = self.grudge;
        [f64::from(u8::from(struck)), days, rate].into_iter().flat_map(f64::to_le_bytes).collect()
    }

    fn load(&mut self, state: &[u8]) -> Result<(), Refusal> {
        let (numbers, rest) = state.as_chunks::<8>();
        let numbers: Vec<f64> = numbers.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
        let sound = |days: f64, rate: f64| days >= 0.0 && days.is_finite() && (0.0..=100.0).contains(&rate);
        match (numbers.as_slice(), rest) {
            (&[struck, days, rate], []) if (struck == 0.0 || struck == 1.0) && sound(days, rate) => {
                self.grudge = Grudge { struck: struck == 1.0, days, rate };
                Ok(())
            }
            _ => Err("the state is not one of a retaliation".into()),
        }
    }
}

impl Parameters {
    /// What is remembered after another tick with this harm.
    fn after(&self, before: Grudge, harm: f64, tick_days: f64) -> Grudge {
        let counts = if before.struck { harm < self.forgive_below } else { harm > self.trigger };
        let days = if counts { before.days + tick_days } else { 0.0 };
        let weeks = if before.struck { self.forgiveness } else { self.patience };
        let turns = counts && days >= 7.0 * weeks as f64;
        match (before.struck != turns, turns) {
            (false, _) => Grudge { days: if turns { 0.0 } else { days }, ..Grudge::default() },
            (true, strikes) => {
                let asked = (self.rate_per_harm * harm).min(self.rate_cap);
                Grudge { struck: true, days: if strikes { 0.0 } else { days }, rate: before.rate.max(asked) }
            }
        }
    }
}

impl Retaliation {
    /// Share of the value of normal output of watched goods that is not made; 0 if nobody makes them at home.
    fn harm(&self, world: &World<'_>) -> Result<f64, Refusal> {
        let (jurisdiction, good) =
            (world.column_u32(Column::StageJurisdiction)?, world.column_u32(Column::StageGood)?);
        let made = world.column_u8(Column::StageMade)?;
        let (normal, output) =
            (world.column_f64(Column::StageNormal)?, world.column_f64(Column::StageOutput)?);
        let (mut lost, mut all) = (0.0, 0.0);
        for row in 0..good.len() {
            let watched = made[row] == 1
                && self.parameters.watched.contains(&Good(good[row]))
                && self.parameters.own.contains(&Jurisdiction(jurisdiction[row]));
            if watched {
                let price = world.names().goods[good[row] as usize].price_usd;
                lost += price * (normal[row] - output[row]).max(0.0);
                all += price * normal[row];
            }
        }
        Ok(if all > 0.0 { lost / all } else { 0.0 })
    }

    fn answer(&self, names: &Names, measures: &mut Measures<'_>) {
        let p = &self.parameters;
        measures.levy(names, &p.tariff_goods, (&p.other, &p.own), self.grudge.rate);
        for of in names.uses(&p.export_goods, &p.own, &p.other, &EndUse::ALL) {
            measures.restrain(of, self.restraint);
        }
    }
}

export_policy!(Retaliation);
