//! Escalation: a ladder of tariffs and export controls that is only ever climbed.
//!
//! # Rule
//! ```text
//! step k    = 1 + whole( days since `from` / (7 step_weeks) )       one more every `step_weeks`, without end
//! tariff    = min( tariff_step * k, tariff_cap )                     on goods of the other side
//! exports   k = 1   military users of `export_goods` need a licence
//!           k = 2   dual users too
//!           k = 3   all users
//!           k = 4   all users of `wider_goods` too
//!           k >= 5  bans in place of licences
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | step_weeks | same | weeks | time on each step |
//! | tariff_step, tariff_cap | same | share of value | added at each step; the cap is that of the program where none is meant |
//! | regime | same | | rules of the licences; without one bans come at once |
//!
//! It looks at nothing: neither harm at home nor what the other side gives in leads it down.
//!
//! Source: the ladder is that of Kahn (1965), On Escalation: Metaphors and Scenarios, Praeger; that quick and wide
//! sanctions do better than slow ones is argued by Hufbauer, Schott, Elliott and Oegg (2007), Economic Sanctions
//! Reconsidered, 3rd edition, Peterson Institute. Steps and sizes are Assumptions.
//!
//! It can say what a side does to itself and to others by never stopping. It cannot say that anybody would never stop.

use coercivity_policy::prelude::*;

#[cfg(test)]
mod tests;

parameters! {
    /// Who climbs against whom, and how fast.
    pub struct Parameters {
        /// Who climbs.
        own: jurisdictions = "CN",
        /// Against whom.
        other: jurisdictions = "US",
        /// First day of the first step.
        from: date = "2025-04-07",
        /// Time on each step.
        step_weeks: integer in 1..=520 unit "weeks" = 8,
        /// Goods from the other side that pay.
        tariff_goods: goods = "",
        /// Tariff added at each step.
        tariff_step: number in 0.0..=100.0 unit "share of value" = 0.25,
        /// Highest tariff.
        tariff_cap: number in 0.0..=100.0 unit "share of value" = 100.0,
        /// Own goods whose export is restrained from the first step on.
        export_goods: goods = "magnet_heavy, dytb_oxide",
        /// Own goods whose export is restrained from the fourth step on.
        wider_goods: goods = "magnet_standard",
        /// Licence regime of the scenario for steps one to four; empty: bans from the first step on.
        regime: text = "",
    }
}

/// The policy.
pub struct Escalation {
    parameters: Parameters,
    /// Before bans come.
    first: Restraint,
}

impl Policy for Escalation {
    const ABOUT: About = About {
        id: "escalation",
        summary: "Tariffs and export controls that grow step by step and are never taken back.",
        source: "Kahn (1965), On Escalation; steps and sizes: Assumption",
        writes: &[Effect::Tariff, Effect::Status, Effect::Regime],
        ..about!()
    };
    type Parameters = Parameters;

    fn new(parameters: Parameters, names: &Names) -> Result<Self, Refusal> {
        let p = &parameters;
        let answer = if p.regime.is_empty() { "ban" } else { "licence" };
        let first = names.restraint(answer, &p.regime, &p.export_goods)?;
        names
            .restraint(answer, &p.regime, &p.wider_goods)
            .map_err(|refusal| refusal.parameter("wider_goods"))?;
        Ok(Self { parameters, first })
    }

    fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        let p = &self.parameters;
        let Some(step) = p.step(world.middle()) else { return Ok(()) };
        let names = world.names();
        let rate = (p.tariff_step * step as f64).min(p.tariff_cap);
        measures.levy(names, &p.tariff_goods, (&p.other, &p.own), rate);
        let restraint = if step >= 5 { Restraint::Ban } else { self.first };
        let wider: &[Good] = if step >= 4 { &p.wider_goods } else { &[] };
        for goods in [p.export_goods.as_slice(), wider] {
            for of in names.uses(goods, &p.own, &p.other, users(step)) {
                measures.restrain(of, restraint);
            }
        }
        measures.metric(Metric::new("escalation_step", "steps", step as f64));
        Ok(())
    }
}

impl Parameters {
    /// The step of a day; `None` before the first.
    fn step(&self, today: Day) -> Option<i64> {
        (today >= self.from).then(|| 1 + today.days_since(self.from) / (7 * self.step_weeks))
    }
}

/// Users whose trade is restrained at a step: the military first.
fn users(step: i64) -> &'static [EndUse] {
    match step {
        1 => &[EndUse::Military],
        2 => &[EndUse::Dual, EndUse::Military],
        _ => &EndUse::ALL,
    }
}

export_policy!(Escalation);
