//! Tariff ladder: two sides raise tariffs on each other in dated steps, and a truce cuts them when trade has dried up.
//!
//! # Rule
//! ```text
//! rate_b = min( step of rates_on_b, truce_rate while a truce holds )       paid on goods from B that enter A
//! rate_a = min( step of rates_on_a, truce_rate while a truce holds )       paid on goods from A that enter B
//! trade  T = sum( price * flow ) over all lanes of both directions;  T0 = its mean before the first step
//! truce  begins when T < truce_trigger * T0 for truce_patience weeks on end, and holds for truce_days
//! ```
//!
//! | symbol | field | unit | meaning |
//! |---|---|---|---|
//! | rates | `rates_on_b`, `rates_on_a` | share of value | by date; a step down is a truce on a date |
//! | T | `lanes.flow` by base prices | US dollars per tick | last tick's trade in the goods concerned |
//! | truce_trigger | same | share of T0 | 0: no truce but that of the dates |
//!
//! A step up is announced `notice_days` ahead: buyers fear for their supply and stock up. Steps on top of what the
//! scenario levies already add to it.
//!
//! History: reciprocal tariffs announced on 2 April 2025 (South China Morning Post, copy,
//! <https://world-economist.com/chinas-rare-earth-exports-surged-ahead-of-trump-trade-war-escalation>); the Geneva truce
//! of 12 May 2025 cut them by 115 points for 90 days (Reuters, copy,
//! <https://tradeinnews.com/2025/05/13/exclusive-beijing-has-issued-first-rare-earth-magnet-export-permits-volkswagen-suppliers-on-the-list>);
//! 100% more threatened on 10 October for 1 November 2025 (CNA,
//! <https://www.channelnewsasia.com/world/us-will-impose-additional-100-tariff-chinese-imports-november-trump-says-5395626>).
//!
//! It can say where sourcing moves, and how fast, under given steps. It cannot say who bears a tariff: prices are fixed
//! at base values, and buyers see it as a cost of the lane only.

use coercivity_policy::prelude::*;

#[cfg(test)]
mod tests;

parameters! {
    /// Who levies what on whom.
    pub struct Parameters {
        /// One side.
        side_a: jurisdictions = "US",
        /// The other side.
        side_b: jurisdictions = "CN",
        /// Goods from B that pay in A.
        goods_from_b: goods = "magnet_standard, magnet_heavy, vehicle_electric",
        /// Goods from A that pay in B.
        goods_from_a: goods = "concentrate_light",
        /// Tariff on goods from B by the day from which it holds.
        rates_on_b: schedule in 0.0..=100.0 unit "share of value" = "2025-04-07: 0.25, 2025-05-05: 0.5, 2025-06-02: 0.75, 2025-06-30: 1",
        /// Tariff on goods from A by the day from which it holds.
        rates_on_a: schedule in 0.0..=100.0 unit "share of value" = "2025-04-07: 0.25, 2025-05-05: 0.5, 2025-06-02: 0.75, 2025-06-30: 1",
        /// How long before a step up it is known.
        notice_days: integer in 0..=365 unit "days" = 0,
        /// Trade under this share of what it was before the first step leads to a truce; 0: never.
        truce_trigger: number in 0.0..=1.0 unit "share" = 0.0,
        /// How long trade must be so low.
        truce_patience: integer in 0..=520 unit "weeks" = 4,
        /// Highest tariff while a truce holds.
        truce_rate: number in 0.0..=100.0 unit "share of value" = 0.1,
        /// How long a truce holds; 0: for good.
        truce_days: integer in 0..=3650 unit "days" = 90,
    }
}

/// The policy.
pub struct TariffLadder {
    parameters: Parameters,
    memory: Memory,
}

/// What it remembers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Memory {
    /// Trade before the first step, summed over ticks, US dollars; and the number of these ticks.
    before: f64,
    ticks: f64,
    /// Whether the first step has come.
    begun: bool,
    /// Days on end with little trade.
    low_days: f64,
    /// First day of the truce, if one holds.
    truce: Option<Day>,
    /// Tariffs of the last tick, share of value.
    rate_b: f64,
    rate_a: f64,
}

impl Policy for TariffLadder {
    const ABOUT: About = About {
        id: "tariff_ladder",
        summary: "Tariffs of two sides on each other, raised in dated steps and cut by a truce.",
        source: "US and Chinese tariffs of 2025: CNA, https://www.channelnewsasia.com/world/us-will-impose-additional-100-tariff-chinese-imports-november-trump-says-5395626",
        reads: &[Column::LaneFlow],
        writes: &[Effect::Tariff, Effect::Announced],
        state: 1,
        ..about!()
    };
    type Parameters = Parameters;

    fn new(parameters: Parameters, _: &Names) -> Result<Self, Refusal> {
        Ok(Self { parameters, memory: Memory::default() })
    }

    fn on_tick(&mut self, world: &World<'_>, measures: &mut Measures<'_>) -> Result<(), Refusal> {
        let today = world.middle();
        let trade = self.trade(world)?;
        self.watch(trade, today, f64::from(world.tick_days()), measures);
        let (rate_b, rate_a) =
            (self.rate(&self.parameters.rates_on_b, today), self.rate(&self.parameters.rates_on_a, today));
        let [from_b, from_a] = self.directions(world.names());
        for (lanes, rate, steps) in
            [(from_b, rate_b, &self.parameters.rates_on_b), (from_a, rate_a, &self.parameters.rates_on_a)]
        {
            let announced = self.announces(steps, today);
            for lane in lanes {
                measures.add(Effect::Tariff, lane, rate);
                for end_use in EndUse::ALL.iter().filter(|_| announced) {
                    measures.announce(world.names().use_row(lane, *end_use));
                }
            }
        }
        self.tell(rate_b, rate_a, measures);
        (self.memory.rate_b, self.memory.rate_a) = (rate_b, rate_a);
        Ok(())
    }

    fn save(&self) -> Vec<u8> {
        let Memory { before, ticks, begun, low_days, truce, rate_b, rate_a } = self.memory;
        let (holds, since) =
            (f64::from(u8::from(truce.is_some())), truce.map_or(0.0, |day| day.number() as f64));
        let numbers = [before, ticks, f64::from(u8::from(begun)), low_days, holds, since, rate_b, rate_a];
        numbers.into_iter().flat_map(f64::to_le_bytes).collect()
    }

    fn load(&mut self, state: &[u8]) -> Result<(), Refusal> {
        let (numbers, rest) = state.as_chunks::<8>();
        let numbers: Vec<f64> = numbers.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
        let sound = rest.is_empty() && numbers.iter().all(|number| number.is_finite());
        match *numbers.as_slice() {
            [before, ticks, begun, low_days, holds, since, rate_b, rate_a] if sound => {
                let truce = (holds != 0.0).then(|| Day::from_number(since as i64));
                let begun = begun != 0.0;
                self.memory = Memory { before, ticks, begun, low_days, truce, rate_b, rate_a };
                Ok(())
            }
            _ => Err("the state is not one of a tariff ladder".into()),
        }
    }
}

impl TariffLadder {
    /// Lanes of goods from B to A, and from A to B.
    fn directions(&self, names: &Names) -> [Vec<usize>; 2] {
        let p = &self.parameters;
        [
            names.lanes(&p.goods_from_b, &p.side_b, &p.side_a).collect(),
            names.lanes(&p.goods_from_a, &p.side_a, &p.side_b).collect(),
        ]
    }

    /// Trade of the last tick in the goods concerned, US dollars.
    fn trade(&self, world: &World<'_>) -> Result<f64, Refusal> {
        let (flow, names) = (world.column_f64(Column::LaneFlow)?, world.names());
        let price =
            |lane: usize| names.lane_of(lane).map_or(0.0, |(good, ..)| names.goods[good.index()].price_usd);
        let lanes = self.directions(names).into_iter().flatten();
        Ok(lanes.fold(0.0, |sum, lane| sum + price(lane) * flow[lane]))
    }

    /// Counts trade before the first step, and begins and ends truces after it.
    fn watch(&mut self, trade: f64, today: Day, tick_days: f64, measures: &mut Measures<'_>) {
        let (p, memory) = (&self.parameters, &mut self.memory);
        if let Some(since) = memory.truce {
            if p.truce_days > 0 && today.days_since(since) >= p.truce_days {
                memory.truce = None;
                measures.event(Note::new("truce_over"));
            }
        } else if !memory.begun {
            memory.before += trade;
            memory.ticks += 1.0;
        } else {
            let low = trade < p.truce_trigger * (memory.before / memory.ticks);
            memory.low_days = if low { memory.low_days + tick_days } else { 0.0 };
            if low && memory.low_days >= 7.0 * p.truce_patience as f64 {
                (memory.truce, memory.low_days) = (Some(today), 0.0);
                measures.event(Note::new("truce"));
            }
        }
        let first = [&p.rates_on_b, &p.rates_on_a].iter().any(|rates| rates.at(today).is_some());
        memory.begun |= first;
        if memory.ticks > 0.0 && memory.before > 0.0 {
            let kept = trade / (memory.before / memory.ticks);
            measures.metric(Metric::new("trade_kept", "ratio", kept));
        }
    }

    fn rate(&self, rates: &Steps, today: Day) -> f64 {
        let rate = rates.at(today).unwrap_or(0.0);
        if self.memory.truce.is_some() { rate.min(self.parameters.truce_rate) } else { rate }
    }

    /// Whether a step up is known to come.
    fn announces(&self, rates: &Steps, today: Day) -> bool {
        let (now, known) = (rates.at(today).unwrap_or(0.0), today.plus_days(self.parameters.notice_days));
        let comes = |&(day, rate): &(Day, f64)| day > today && day <= known && rate > now;
        self.memory.truce.is_none() && rates.steps().iter().any(comes)
    }

    fn tell(&self, rate_b: f64, rate_a: f64, measures: &mut Measures<'_>) {
        for (name, step, rate, before) in [
            ("tariff_on_b", "tariff_step_on_b", rate_b, self.memory.rate_b),
            ("tariff_on_a", "tariff_step_on_a", rate_a, self.memory.rate_a),
        ] {
            measures.metric(Metric::new(name, "share of value", rate));
            if rate != before {
                measures.event(Note::new(step));
            }
        }
    }
}

export_policy!(TariffLadder);
