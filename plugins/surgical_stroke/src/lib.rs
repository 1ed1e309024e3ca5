//! Surgical stroke: patience, then one narrow blow, and no more.
//!
//! # Rule
//! ```text
//! wait:    count weeks on end with pressure of the other side      (or, if not provoked, weeks since `from`)
//! strike:  when the count reaches `patience`; own exports of few goods to few users are restrained, and a tariff holds
//! lift:    `duration` weeks later, for good
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | pressure | `uses.verdict`, `lanes.cost` | rows, share of base prices | controls of the other side on its exports to us, its tariffs on our goods |
//! | patience, duration | same | weeks | how long it waits, and how long the blow holds |
//! | end uses | same | | whose users are hit: few, or it would not be surgical |
//!
//! The blow is one: what the other side does afterwards changes nothing. That is a threat which leaves the last chance to
//! the other, carried out once.
//!
//! Source: Schelling (1960), The Strategy of Conflict, Harvard University Press, on threats that are limited and kept;
//! Drezner (2011), Sanctions Sometimes Smart, International Studies Review 13, on targeted against blanket measures;
//! Farrell and Newman (2019), International Security 44(1), <https://doi.org/10.1162/isec_a_00351>, on chokepoints.
//! The numbers are Assumptions.
//!
//! It can say what a narrow blow costs whom compared with a wide one. It cannot say whether the other side yields: it
//! does what its own rule says.

use coercivity_policy::prelude::*;

#[cfg(test)]
mod tests;

parameters! {
    /// Who strikes whom, where, and when.
    pub struct Parameters {
        /// Who strikes.
        own: jurisdictions = "CN",
        /// Who is struck.
        other: jurisdictions = "US",
        /// Whether it waits for pressure of the other side, or only for the time.
        provoked: switch = "true",
        /// How long pressure must last, or how long after the first day it waits.
        patience: integer in 0..=520 unit "weeks" = 8,
        /// How long the blow holds.
        duration: integer in 1..=5200 unit "weeks" = 26,
        /// Own goods whose export to the other side is restrained.
        export_goods: goods = "magnet_heavy",
        /// Users that are hit.
        end_uses: end_uses = "dual, military",
        /// How their export is restrained.
        export_answer: text choices "ban, licence" = "ban",
        /// Licence regime of the scenario whose rules decide, if a licence is the answer.
        regime: text = "",
        /// Goods from the other side that pay a tariff meanwhile.
        tariff_goods: goods = "",
        /// That tariff.
        rate: number in 0.0..=100.0 unit "share of value" = 0.0,
        /// First day on which it watches.
        from: date = "2025-01-06",
    }
}

/// The policy.
pub struct SurgicalStroke {
    parameters: Parameters,
    restraint: Restraint,
    memory: Memory,
}

/// What it remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Memory {
    /// Days on end that count towards patience.
    waited: f64,
    /// Days that the blow has held; `None` before it.
    struck: Option<f64>,
}

impl Policy for SurgicalStroke {
    const ABOUT: About = About {
        id: "surgical_stroke",
        summary: "Waits, then strikes once at a narrow place for a time.",
        source: "Schelling (1960), The Strategy of Conflict; numbers: Assumption",
        reads: &[Column::UseVerdict, Column::LaneCost],
        writes: &[Effect::Tariff, Effect::Status, Effect::Regime],
        state: 1,
        ..about!()
    };
    type Parameters = Parameters;

    fn new(parameters: Parameters, names: &Names) -> Result<Self, Refusal> {
        let p = &parameters;
        let restraint = names.restraint(&p.export_answer, &p.regime, &p.export_goods)?;
        Ok(Self { parameters, restraint, memory: Memory::default() })
    }

    fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        let p = &self.parameters;
        if world.middle() < p.from {
            return Ok(());
        }
        let provoked = !p.provoked || world.pressure(&p.other, &p.own)?.is_felt();
        let before = self.memory;
        self.memory = p.after(before, provoked, f64::from(world.tick_days()));
        let (was, is) = (p.holds(before), p.holds(self.memory));
        if was != is {
            measures.event(Note::new(if is { "stroke_begins" } else { "stroke_ends" }));
        }
        if is {
            measures.levy(world.names(), &p.tariff_goods, (&p.other, &p.own), p.rate);
            for of in world.names().uses(&p.export_goods, &p.own, &p.other, &p.end_uses) {
                measures.restrain(of, self.restraint);
            }
        }
        Ok(())
    }

    fn save(&self) -> Vec<u8> {
        // Minus one stands for a blow that has not come.
        [self.memory.waited, self.memory.struck.unwrap_or(-1.0)]
            .into_iter()
            .flat_map(f64::to_le_bytes)
            .collect()
    }

    fn load(&mut self, state: &[u8]) -> Result<(), Refusal> {
        let (numbers, rest) = state.as_chunks::<8>();
        let numbers: Vec<f64> = numbers.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
        match (numbers.as_slice(), rest) {
            (&[waited, struck], [])
                if waited >= 0.0
                    && waited.is_finite()
                    && (struck == -1.0 || struck >= 0.0)
                    && struck.is_finite() =>
            {
                self.memory = Memory { waited, struck: (struck >= 0.0).then_some(struck) };
                Ok(())
            }
            _ => Err("the state is not one of a surgical stroke".into()),
        }
    }
}

impl Parameters {
    /// What is remembered after another tick.
    fn after(&self, before: Memory, provoked: bool, tick_days: f64) -> Memory {
        if let Some(days) = before.struck {
            // Beyond its end nothing needs counting.
            let days = if self.holds(before) { days + tick_days } else { days };
            return Memory { struck: Some(days), ..before };
        }
        let waited = if provoked { before.waited + tick_days } else { 0.0 };
        let strikes = provoked && waited > 7.0 * self.patience as f64;
        Memory { waited, struck: strikes.then_some(0.0) }
    }

    /// Whether the blow holds.
    fn holds(&self, memory: Memory) -> bool {
        memory.struck.is_some_and(|days| days < 7.0 * self.duration as f64)
    }
}

export_policy!(SurgicalStroke);
