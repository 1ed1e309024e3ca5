//! The schedule in a tick: which of its measures hold, which are in grace, which began or ended.

use crate::state::{Directives, Facts, Measures, row};
use coercivity_base::Calendar;
use coercivity_scenario::Scenario;
use coercivity_scenario::checked::{Instrument, Measure};

/// Longest customs hold that the schedule can cause, or directives with holds of up to `directed_days`; ticks.
#[must_use]
pub fn longest_hold(scenario: &Scenario, calendar: &Calendar, directed_days: f64) -> u32 {
    let days = scenario.schedule.iter().filter_map(|measure| match &measure.what {
        Instrument::Inspection { delay_days, .. } => Some(delay_days.1),
        _ => None,
    });
    days.chain([directed_days])
        .map(|days| (days / f64::from(calendar.tick_days())).round() as u32)
        .max()
        .unwrap_or(0)
}

/// Whether `measure` would hold in `tick` by its own dates.
#[must_use]
pub fn in_force(measure: &Measure, calendar: &Calendar, tick: i64) -> bool {
    calendar.tick_of(measure.from) <= tick && measure.until.is_none_or(|until| tick < calendar.tick_of(until))
}

/// Whether `measure` is in its clearance grace in `tick`.
#[must_use]
pub fn in_grace(measure: &Measure, calendar: &Calendar, tick: i64) -> bool {
    let grace = (measure.grace_days / f64::from(calendar.tick_days())).round() as i64;
    tick < calendar.tick_of(measure.from) + grace
}

/// Which measures hold in `tick`, suspensions worked in: those of the schedule, and `suspended` by directives (1 by
/// measure; empty for none). A suspension that is itself suspended suspends nothing.
#[must_use]
pub fn active(schedule: &[Measure], calendar: &Calendar, tick: i64, suspended: &[u8]) -> Vec<bool> {
    let holds = |(i, measure)| in_force(measure, calendar, tick) && row(suspended, i, 0) == 0;
    let mut active: Vec<bool> = schedule.iter().enumerate().map(holds).collect();
    for measure in in_suspension(schedule, &active) {
        active[measure] = false;
    }
    active
}

/// Measures that suspensions of the schedule name which are `on`.
pub(super) fn in_suspension(schedule: &[Measure], on: &[bool]) -> Vec<usize> {
    let suspensions = schedule.iter().zip(on).filter(|(_, on)| **on);
    suspensions
        .filter_map(|(measure, _)| match &measure.what {
            Instrument::Suspension(measures) => Some(measures.iter().copied()),
            _ => None,
        })
        .flatten()
        .collect()
}

/// Notes what holds in `tick` and what turned or became known; says whether anything did that moves verdicts.
pub(super) fn turn(measures: &mut Measures, facts: &Facts, directives: &Directives, tick: i64) -> bool {
    let schedule = &facts.scenario.schedule;
    let on = active(schedule, &facts.calendar, tick, &directives.suspended);
    let grace: Vec<bool> = schedule.iter().map(|measure| in_grace(measure, &facts.calendar, tick)).collect();
    for (i, measure) in schedule.iter().enumerate() {
        if facts.calendar.tick_of(measure.announced) == tick {
            measures.announced.push(i);
        }
        if on[i] != measures.active[i] {
            measures.turned.push((i, on[i]));
        }
    }
    let turned =
        on != measures.active || on.iter().enumerate().any(|(i, &on)| on && grace[i] != measures.grace[i]);
    (measures.active, measures.grace) = (on, grace);
    turned
}

#[cfg(test)]
mod tests {
    use super::*;
    use coercivity_base::Date;

    fn measure(id: &str, what: Instrument) -> Measure {
        let from = Date::constant(2025, 1, 20);
        Measure { id: id.to_owned(), announced: from, from, until: None, grace_days: 0.0, what }
    }

    /// A tariff, and a suspension of it.
    fn schedule() -> [Measure; 2] {
        let scope = coercivity_scenario::checked::Scope {
            goods: Vec::new(),
            origins: Default::default(),
            destinations: Default::default(),
            end_uses: [true; 3],
        };
        [
            measure("tariff", Instrument::Tariff { scope, rate: 0.1 }),
            measure("truce", Instrument::Suspension(vec![0])),
        ]
    }

    #[test]
    fn a_directive_suspends_a_measure_and_a_suspended_suspension_suspends_nothing() {
        let calendar = Calendar::new(Date::constant(2025, 1, 6), 7);
        // Both begin on 20 January, two weeks after the start.
        let on = |suspended: &[u8]| active(&schedule(), &calendar, 2, suspended);
        assert_eq!(on(&[]), [false, true]);
        assert_eq!(on(&[0, 1]), [true, false]);
        assert_eq!(on(&[1, 1]), [false, false]);
        assert_eq!(active(&schedule(), &calendar, 1, &[0, 1]), [false, false]);
    }
}
