//! Truce: press, offer a truce by suspending own measures, keep it if it is answered, return to them if not.
//!
//! # Rule
//! ```text
//! press   own measures hold for `press_weeks`
//! offer   they are suspended for `offer_weeks`; at the end the offer is answered if pressure is at most
//!         `answer_share` of what it was when the offer was made
//! keep    they stay suspended while pressure stays at most what it was when the offer was answered; else press
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | pressure | `uses.verdict`, `lanes.cost` | rows, share of base prices | controls of the other side on its exports to us, its tariffs on our goods |
//! | answer_share | same | share | how much of its pressure the other side may keep; 0: none |
//!
//! An offer to somebody who does nothing is answered at once. A side that only presses never is offered more than a pause.
//!
//! Source: graduated and reciprocated initiatives of Osgood (1962), An Alternative to War or Surrender, University of
//! Illinois Press; that a threat needs a promise beside it: Schelling (1960), The Strategy of Conflict. Weeks and shares
//! are Assumptions; the truce of 12 May 2025 between the United States and China was made for 90 days (Reuters, copy,
//! <https://tradeinnews.com/2025/05/13/exclusive-beijing-has-issued-first-rare-earth-magnet-export-permits-volkswagen-suppliers-on-the-list>).
//!
//! It can say what offers are worth against each answer. It cannot say what a negotiator would give for one.

use coercivity_policy::prelude::*;

#[cfg(test)]
mod tests;

parameters! {
    /// Who presses whom, with what, and how it offers.
    pub struct Parameters {
        /// Who presses and offers.
        own: jurisdictions = "CN",
        /// The other side.
        other: jurisdictions = "US",
        /// First day of the first press.
        from: date = "2025-04-07",
        /// How long own measures hold before an offer.
        press_weeks: integer in 1..=520 unit "weeks" = 12,
        /// How long an offer stands.
        offer_weeks: integer in 1..=520 unit "weeks" = 12,
        /// Share of its pressure that the other side may keep.
        answer_share: number in 0.0..=1.0 unit "share" = 0.5,
        /// Own goods whose export to the other side is restrained.
        export_goods: goods = "magnet_heavy, dytb_oxide",
        /// How their export is restrained.
        export_answer: text choices "ban, licence" = "ban",
        /// Licence regime of the scenario whose rules decide, if a licence is the answer.
        regime: text = "",
        /// Goods from the other side that pay a tariff.
        tariff_goods: goods = "",
        /// That tariff.
        rate: number in 0.0..=100.0 unit "share of value" = 0.0,
    }
}

/// The policy.
pub struct Truce {
    parameters: Parameters,
    restraint: Restraint,
    memory: Memory,
}

/// What it does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Mood {
    #[default]
    Press,
    Offer,
    Keep,
}

const MOODS: [(Mood, &str); 3] =
    [(Mood::Press, "truce_press"), (Mood::Offer, "truce_offered"), (Mood::Keep, "truce_kept")];

/// What it remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Memory {
    mood: Mood,
    /// Days in it.
    days: f64,
    /// Pressure when the offer was made, or when it was answered.
    mark: Pressure,
}

impl Policy for Truce {
    const ABOUT: About = About {
        id: "truce",
        summary: "Presses, offers a truce, keeps it if it is answered, and returns if not.",
        source: "Osgood (1962), An Alternative to War or Surrender; numbers: Assumption",
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
        let before = self.memory;
        self.memory = p.after(before, world.pressure(&p.other, &p.own)?);
        if self.memory.mood != before.mood {
            measures.event(Note::new(MOODS[self.memory.mood as usize].1));
        }
        if self.memory.mood == Mood::Press {
            measures.levy(world.names(), &p.tariff_goods, (&p.other, &p.own), p.rate);
            for of in world.names().uses(&p.export_goods, &p.own, &p.other, &EndUse::ALL) {
                measures.restrain(of, self.restraint);
            }
        }
        self.memory.days += f64::from(world.tick_days());
        Ok(())
    }

    fn save(&self) -> Vec<u8> {
        let Memory { mood, days, mark } = self.memory;
        let numbers = [f64::from(mood as u8), days, mark.restrained, mark.burden];
        numbers.into_iter().flat_map(f64::to_le_bytes).collect()
    }

    fn load(&mut self, state: &[u8]) -> Result<(), Refusal> {
        let (numbers, rest) = state.as_chunks::<8>();
        let numbers: Vec<f64> = numbers.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
        let sound = rest.is_empty() && numbers.iter().all(|number| number.is_finite() && *number >= 0.0);
        let mood =
            numbers.first().and_then(|code| MOODS.iter().find(|(mood, _)| f64::from(*mood as u8) == *code));
        match (numbers.as_slice(), mood) {
            (&[_, days, restrained, burden], Some((mood, _))) if sound => {
                self.memory = Memory { mood: *mood, days, mark: Pressure { restrained, burden } };
                Ok(())
            }
            _ => Err("the state is not one of a truce".into()),
        }
    }
}

impl Parameters {
    /// What it does in a tick that begins with this pressure.
    fn after(&self, before: Memory, pressure: Pressure) -> Memory {
        let turn = |mood| Memory { mood, days: 0.0, mark: pressure };
        match before.mood {
            Mood::Press if before.days >= 7.0 * self.press_weeks as f64 => turn(Mood::Offer),
            Mood::Offer if before.days >= 7.0 * self.offer_weeks as f64 => {
                turn(if pressure.is_within(self.answer_share, &before.mark) {
                    Mood::Keep
                } else {
                    Mood::Press
                })
            }
            Mood::Keep if !pressure.is_within(1.0, &before.mark) => turn(Mood::Press),
            _ => before,
        }
    }
}

export_policy!(Truce);
