//! What a policy does: the measures of a tick, and rulings on licence applications.
//!
//! The helpers below are one line over the raw columns of effects, which are there too. None of them returns an
//! error: the first thing that is not acceptable (an effect that is not declared, a row that does not exist, a value
//! out of range) ends the call with a [`Refusal`] once the hook returns, and nothing that it wrote counts.

use crate::notes::delegate_notes;
use crate::{
    About, Effect, Element, Good, Measure, Notes, Party, Refusal, Regime, Restriction, Rule, Services,
    SliceMut,
};

/// The measures of this tick.
#[derive(Debug)]
pub struct Measures<'a> {
    about: &'static About,
    outputs: &'a mut [SliceMut<'a>],
    notes: Notes<'a>,
}

impl<'a> Measures<'a> {
    pub(crate) fn new(
        about: &'static About,
        outputs: &'a mut [SliceMut<'a>],
        services: &'a mut dyn Services,
    ) -> Self {
        Self { about, outputs, notes: Notes::new(services) }
    }

    /// Adds `value` to what this policy has set on the row, by the rule of the effect: tariffs add up, of quotas
    /// the smaller counts, of verdicts the stricter, hazard factors multiply.
    pub fn add(&mut self, effect: Effect, row: usize, value: f64) {
        let (low, high) = effect.range();
        self.write(effect, row, |old| match effect.rule() {
            Rule::Sum => old + value,
            Rule::Product => old * value,
            _ if !(low..=high).contains(&value) => value,
            Rule::Smallest => old.min(value),
            Rule::Largest => old.max(value),
            Rule::First if old != effect.neutral() => old,
            Rule::First => value,
        });
    }

    /// Sets the row to `value`, whatever this policy has set before.
    pub fn set(&mut self, effect: Effect, row: usize, value: f64) {
        self.write(effect, row, |_| value);
    }

    /// Bans trade on a row of `uses`.
    pub fn block(&mut self, use_row: usize) {
        self.add(Effect::Status, use_row, 3.0);
    }

    /// Lets only what was booked before pass on a row of `uses`.
    pub fn grace(&mut self, use_row: usize) {
        self.add(Effect::Status, use_row, 1.0);
    }

    /// Asks for a licence on a row of `uses`, by the rules of a regime of the scenario.
    pub fn licence(&mut self, use_row: usize, regime: Regime) {
        self.add(Effect::Status, use_row, 2.0);
        self.add(Effect::Regime, use_row, f64::from(regime.0));
    }

    /// Says that a restriction on a row of `uses` is known to come.
    pub fn announce(&mut self, use_row: usize) {
        self.add(Effect::Announced, use_row, 1.0);
    }

    /// Lets customs hold a share of the shipments on a lane for some days.
    pub fn hold(&mut self, lane: usize, probability: f64, days_min: f64, days_max: f64) {
        self.add(Effect::HoldProbability, lane, probability);
        self.add(Effect::HoldDaysMin, lane, days_min);
        self.add(Effect::HoldDaysMax, lane, days_max);
    }

    /// Lets at most `units` be dispatched on a lane in this tick.
    pub fn quota(&mut self, lane: usize, units: f64) {
        self.add(Effect::Quota, lane, units);
    }

    /// Suspends a measure of the scenario's schedule for this tick.
    pub fn suspend(&mut self, measure: Measure) {
        self.add(Effect::Suspended, measure.index(), 1.0);
    }

    /// Lets the authority of a row of `stores` buy up to `units` in this tick.
    pub fn buy(&mut self, store: usize, units: f64) {
        self.add(Effect::StoreBuy, store, units);
    }

    /// Lets the authority of a row of `stores` release up to `units` in this tick.
    pub fn release(&mut self, store: usize, units: f64) {
        self.add(Effect::StoreRelease, store, units);
    }

    /// Pays makers of the good of a row of `stores` a subsidy on each unit that they ship in this tick.
    pub fn subsidy(&mut self, store: usize, usd_per_unit: f64) {
        self.add(Effect::Subsidy, store, usd_per_unit);
    }

    /// Guarantees makers of the good of a row of `stores` a price in this tick.
    pub fn floor_price(&mut self, store: usize, usd_per_unit: f64) {
        self.add(Effect::FloorPrice, store, usd_per_unit);
    }

    /// Undertakes to buy this much in this tick of makers of the good of a row of `stores`.
    pub fn offtake(&mut self, store: usize, units: f64) {
        self.add(Effect::Offtake, store, units);
    }

    /// Restricts single firms or links in this tick.
    pub fn restrict(&mut self, restriction: Restriction) {
        if !self.notes.services().restrict(restriction) {
            self.notes.refuse(|| {
                Refusal::new(format!(
                    "the host does not take {restriction:?}: firms, jurisdictions, good and regime must exist, and a \
                     licence needs a regime"
                ))
            });
        }
    }

    /// All rows of an effect of `double`s, preset to neutral, to write to directly.
    ///
    /// # Errors
    /// If the effect is not declared or not of `double`s.
    pub fn column_f64(&mut self, effect: Effect) -> Result<&mut [f64], Refusal> {
        match output(self.about, self.outputs, effect)? {
            SliceMut::F64(values) => Ok(values),
            SliceMut::U8(_) => Err(other_type(effect)),
        }
    }

    /// All rows of an effect of bytes, preset to neutral, to write to directly.
    ///
    /// # Errors
    /// If the effect is not declared or not of bytes.
    pub fn column_u8(&mut self, effect: Effect) -> Result<&mut [u8], Refusal> {
        match output(self.about, self.outputs, effect)? {
            SliceMut::U8(values) => Ok(values),
            SliceMut::F64(_) => Err(other_type(effect)),
        }
    }

    delegate_notes!();

    pub(crate) fn outcome(&mut self) -> Result<(), Refusal> {
        self.notes.outcome()
    }

    fn write(&mut self, effect: Effect, row: usize, value: impl FnOnce(f64) -> f64) {
        if let Err(refusal) = write(self.about, self.outputs, effect, row, value) {
            self.notes.refuse(|| refusal);
        }
    }
}

/// Rulings on the pending applications of this tick, by row of [`crate::Applications`]. What is not ruled on is
/// decided by the office.
#[derive(Debug)]
pub struct Rulings<'a> {
    about: &'static About,
    outputs: &'a mut [SliceMut<'a>],
    notes: Notes<'a>,
}

impl<'a> Rulings<'a> {
    pub(crate) fn new(
        about: &'static About,
        outputs: &'a mut [SliceMut<'a>],
        services: &'a mut dyn Services,
    ) -> Self {
        Self { about, outputs, notes: Notes::new(services) }
    }

    /// Grants the licence at once.
    pub fn grant(&mut self, row: usize) {
        self.rule(row, 1.0);
    }

    /// Keeps the application waiting in this tick.
    pub fn defer(&mut self, row: usize) {
        self.rule(row, 2.0);
    }

    /// Refuses the application at once.
    pub fn refuse(&mut self, row: usize) {
        self.rule(row, 3.0);
    }

    delegate_notes!();

    pub(crate) fn outcome(&mut self) -> Result<(), Refusal> {
        self.notes.outcome()
    }

    fn rule(&mut self, row: usize, code: f64) {
        if let Err(refusal) = write(self.about, self.outputs, Effect::Decision, row, |_| code) {
            self.notes.refuse(|| refusal);
        }
    }
}

impl Restriction {
    /// A ban on trade from one party to another, of all goods.
    #[must_use]
    pub fn ban(exporter: impl Into<Party>, importer: impl Into<Party>) -> Self {
        Self { exporter: exporter.into(), importer: importer.into(), good: None, status: 3, regime: None }
    }

    /// A licence for trade from one party to another, by the rules of a regime, of all goods.
    #[must_use]
    pub fn licence(exporter: impl Into<Party>, importer: impl Into<Party>, regime: Regime) -> Self {
        Self { status: 2, regime: Some(regime.0), ..Self::ban(exporter, importer) }
    }

    /// Only what was booked before passes from one party to another, of all goods.
    #[must_use]
    pub fn grace(exporter: impl Into<Party>, importer: impl Into<Party>) -> Self {
        Self { status: 1, ..Self::ban(exporter, importer) }
    }

    /// Of this good only.
    #[must_use]
    pub fn of(mut self, good: Good) -> Self {
        self.good = Some(good.0);
        self
    }
}

impl From<crate::Jurisdiction> for Party {
    fn from(jurisdiction: crate::Jurisdiction) -> Self {
        Self::Jurisdiction(jurisdiction.0)
    }
}

impl From<crate::FirmRow> for Party {
    fn from(firm: crate::FirmRow) -> Self {
        Self::Firm(firm.0)
    }
}

fn output<'s, 'a>(
    about: &About,
    outputs: &'s mut [SliceMut<'a>],
    effect: Effect,
) -> Result<&'s mut SliceMut<'a>, Refusal> {
    let position = about.writes.iter().position(|declared| *declared == effect);
    let slice = position.and_then(|position| outputs.get_mut(position));
    slice.ok_or_else(|| {
        Refusal::new(format!(
            "`{}` is not declared: write Effect::{effect:?} into ABOUT.writes",
            effect.name()
        ))
    })
}

fn write(
    about: &About,
    outputs: &mut [SliceMut<'_>],
    effect: Effect,
    row: usize,
    value: impl FnOnce(f64) -> f64,
) -> Result<(), Refusal> {
    let slice = output(about, outputs, effect)?;
    let rows = match slice {
        SliceMut::F64(values) => values.len(),
        SliceMut::U8(values) => values.len(),
    };
    let no_row =
        || Refusal::new(format!("`{}` has {rows} rows in this call, no row {row}", effect.name())).row(row);
    match slice {
        SliceMut::F64(values) => {
            let place = values.get_mut(row).ok_or_else(no_row)?;
            *place = in_range(effect, row, value(*place))?;
        }
        SliceMut::U8(values) => {
            let place = values.get_mut(row).ok_or_else(no_row)?;
            *place = in_range(effect, row, value(f64::from(*place)))? as u8;
        }
    }
    Ok(())
}

fn in_range(effect: Effect, row: usize, value: f64) -> Result<f64, Refusal> {
    let (low, high) = effect.range();
    let whole = effect.element() == Element::F64 || value.fract() == 0.0;
    if (low..=high).contains(&value) && whole {
        return Ok(value);
    }
    let sentence = format!("`{}` cannot be {value}: it is {low} to {high} {}", effect.name(), effect.unit());
    Err(Refusal::new(sentence).row(row))
}

fn other_type(effect: Effect) -> Refusal {
    let accessor = if effect.element() == Element::U8 { "column_u8" } else { "column_f64" };
    Refusal::new(format!("`{}` is of another type: write it with {accessor}", effect.name()))
}
