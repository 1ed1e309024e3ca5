//! Rows of `provenance`: the curve over thresholds of each month, by watch, exporter and good. A tick counts for the month
//! of its first day. Months without trade to other jurisdictions have no rows.

use crate::error::EngineError;
use bevy_ecs::prelude::World;
use coercivity_base::Date;
use coercivity_model::state::{Curve, Facts, MICRO, Now, Provenance};
use coercivity_record::{ProvenanceRow, Rows};
use serde::{Deserialize, Serialize};

/// Sums of the month, as in [`Curve`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct CurveBook {
    month: Option<Date>,
    trade: Vec<i128>,
    watched: Vec<i128>,
    reached: Vec<i128>,
}

impl CurveBook {
    /// Empty books of `world`; none where nothing is watched.
    pub(crate) fn new(world: &World) -> Option<Self> {
        let Curve { trade, watched, reached } = &world.resource::<Provenance>().curve;
        (!trade.is_empty()).then(|| Self {
            month: None,
            trade: vec![0; trade.len()],
            watched: vec![0; watched.len()],
            reached: vec![0; reached.len()],
        })
    }

    /// Whether it has the sums of `other`'s columns.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let rows = |book: &Self| [book.trade.len(), book.watched.len(), book.reached.len()];
        rows(self) == rows(other)
    }

    /// Adds the tick; writes the month before if the tick begins a new one.
    pub(crate) fn add(&mut self, world: &World, out: &mut dyn Rows) -> Result<(), EngineError> {
        let month = world.resource::<Now>().date.first_of_month();
        if self.month.is_some_and(|before| before != month) {
            self.write(world, out)?;
        }
        self.month = Some(month);
        let curve = &world.resource::<Provenance>().curve;
        let sums = [
            (&mut self.trade, &curve.trade),
            (&mut self.watched, &curve.watched),
            (&mut self.reached, &curve.reached),
        ];
        for (into, from) in sums {
            into.iter_mut().zip(from).for_each(|(into, from)| *into += i128::from(*from));
        }
        Ok(())
    }

    /// Writes the month under way.
    pub(crate) fn write(&mut self, world: &World, out: &mut dyn Rows) -> Result<(), EngineError> {
        let (facts, Some(date)) = (world.resource::<Facts>(), self.month) else { return Ok(()) };
        let scenario = &facts.scenario;
        let steps = scenario.thresholds.len() + 1;
        for (at, &trade) in self.trade.iter().enumerate().filter(|(_, trade)| **trade > 0) {
            let (n, goods) = (facts.jurisdictions(), facts.goods());
            let share = |part: i128| part as f64 / trade as f64;
            let mut below = self.reached[at * steps];
            for (&threshold, reached) in scenario.thresholds.iter().zip(&self.reached[at * steps + 1..]) {
                out.provenance(&ProvenanceRow {
                    date,
                    watch: &scenario.watches[at / (n * goods)].name,
                    jurisdiction: &scenario.jurisdictions[at % n].code,
                    good: &scenario.goods[at / n % goods].name,
                    trade_usd: trade as f64 / MICRO,
                    mean_share: share(self.watched[at]),
                    threshold,
                    at_or_over: share(trade.saturating_sub(below)),
                })?;
                below = below.saturating_add(*reached);
            }
        }
        for sums in [&mut self.trade, &mut self.watched, &mut self.reached] {
            sums.fill(0);
        }
        Ok(())
    }
}
